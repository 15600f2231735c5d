"""Stating facts, and the three ways on: reverse, end, replace. Facts themselves are never changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from jinliang.core.fact import Fact as CoreFact
from jinliang.core.fact import Value, check_dates, check_way, refuse
from jinliang.core.refusal import Refusal
from jinliang.core.statement import PartyRef, PersonRef, Statement
from jinliang.site.acts import tally
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import Amendment, Entry, Evidence, Fact, FactEvidence, FactRole, Party
from jinliang.site.reads import fact as facts
from jinliang.site.reads import pack as packs
from jinliang.site.reads import proof
from jinliang.site.reads.party import pinyin


@dataclass
class Stating:
    """A statement about to become a fact, with what stands behind it; `fact` is there once the act is sealed."""

    statement: Statement
    claim: int | None = None
    source: int | None = None
    evidence: Sequence[int] = ()
    fact: Fact | None = field(default=None)


def state(doing: Doing, stated: Sequence[Stating]) -> None:
    """Puts statements on their way to be facts when the act is sealed. Raises Refusal `ends_before_on`."""
    for one in stated:
        check_dates(one.statement.on, one.statement.until)
    doing.finally_(lambda number: _write(doing, stated, number))


def refuse_again(said: Statement) -> None:
    """Refuses to add the same money twice: a living fact says it of the same entry, day and amount, and an indicator sums the kind.

    Where entries are counted a repeat does no harm: it is shown as left out. Raises Refusal `stated_already` with that fact's number.
    """
    if not any(one.selector.kind == said.kind and one.measure != "count_entries" for one in packs.plan().indicators):
        return
    same = Fact.objects.filter(entry__kind=said.kind, entry__key=said.key, on=said.on, amount=said.amount)
    living = same.exclude(amendments__way__in=("reverse", "replace")).order_by("id")
    if (found := living.values_list("id", flat=True).first()) is not None:
        raise Refusal(
            "stated_already", f"已有这件事实（编号 {found}），台账、日期和金额都相同", "退回，或对那件事实办理更正"
        )


def _write(doing: Doing, stated: Sequence[Stating], number: int) -> None:
    people = _people(stated, number)
    entries = _entries(stated, number)
    rows = [_fact(one, *entries[one.statement.kind, one.statement.key], number) for one in stated]
    Fact.objects.bulk_create(rows, batch_size=1000)
    roles: list[FactRole] = []
    papers: list[FactEvidence] = []
    known: list[CoreFact] = []
    for one, row in zip(stated, rows, strict=True):
        one.fact = row
        held = {role: tuple(_party(who, people) for who in whom) for role, whom in one.statement.roles.items()}
        roles += [FactRole(fact=row, role=role, party_id=who) for role, whom in held.items() for who in whom]
        papers += [FactEvidence(fact=row, evidence_id=paper) for paper in one.evidence]
        known.append(_core(one.statement, row, held, number))
    FactRole.objects.bulk_create(roles, batch_size=2000)
    FactEvidence.objects.bulk_create(papers, batch_size=2000)
    tally.add(known)
    ids = [row.id for row in rows]
    doing.rows = {**doing.rows, "facts": ids, "digest": proof.facts_digest(ids)}
    if len(ids) == 1:
        doing.touch("fact", ids[0])


def _fact(one: Stating, entry: int, title: str, number: int) -> Fact:
    said = one.statement
    return Fact(
        kind=said.kind,
        entry_id=entry,
        on=said.on,
        until=said.until,
        known=number,
        area=said.area or "",
        amount=said.amount,
        quantity=said.quantity,
        values={name: _plain(value) for name, value in said.values.items()} | dict(said.entries),
        title="" if said.title == title else said.title,
        claim_id=one.claim,
        source_id=one.source,
    )


def _plain(value: Value) -> Any:
    return str(value) if isinstance(value, date | Decimal) else value


def _core(said: Statement, row: Fact, held: dict[str, tuple[int, ...]], number: int) -> CoreFact:
    values: dict[str, Value] = {**said.values, **said.entries}
    if said.amount is not None:
        values["amount"] = said.amount
    if said.quantity is not None:
        values["quantity"] = said.quantity
    return CoreFact(row.id, row.entry_id, said.kind, said.on, said.until, number, held, said.area, values)


def _people(stated: Sequence[Stating], number: int) -> dict[tuple[str, int | None], int]:
    """Every person named in the statements, by name and home unit; who is new is registered."""
    wanted = {
        (who.name, who.home)
        for one in stated
        for whom in one.statement.roles.values()
        for who in whom
        if isinstance(who, PersonRef)
    }
    if not wanted:
        return {}
    rows = Party.objects.filter(kind="person", name__in={name for name, _ in wanted})
    found = {(row.name, row.home_id): row.id for row in rows if (row.name, row.home_id) in wanted}
    fresh = [
        Party(kind="person", name=name, home_id=home, pinyin=pinyin(name), known=number)
        for name, home in sorted(wanted - set(found), key=str)
    ]
    for row in Party.objects.bulk_create(fresh):
        found[row.name, row.home_id] = row.id
    return found


def _party(who: PartyRef | PersonRef, people: dict[tuple[str, int | None], int]) -> int:
    return who.id if isinstance(who, PartyRef) else people[who.name, who.home]


def _entries(stated: Sequence[Stating], number: int) -> dict[tuple[str, str], tuple[int, str]]:
    """The entries the statements are about, id and title by kind and key; a new one has the title of its first statement."""
    wanted = {(one.statement.kind, one.statement.key): one.statement.title for one in stated}
    rows = Entry.objects.filter(kind__in={kind for kind, _ in wanted}, key__in={key for _, key in wanted})
    found = {(row.kind, row.key): (row.id, row.title) for row in rows if (row.kind, row.key) in wanted}
    fresh = [
        Entry(kind=kind, key=key, title=title, known=number)
        for (kind, key), title in wanted.items()
        if (kind, key) not in found
    ]
    for row in Entry.objects.bulk_create(fresh):
        found[row.kind, row.key] = row.id, row.title
    return found


def _amended(doing: Doing, fact_id: int, ready: Callable[[Fact], None]) -> Fact:
    """The fact an act is about, locked against a second way on at the same time."""
    require(doing.viewer, "bureau", act="冲销、终止或更正事实")
    Fact.objects.select_for_update().filter(id=fact_id).first()
    fact = facts.whole().filter(id=fact_id).first()
    if fact is None:
        raise refuse("no_such_fact")
    ready(fact)
    doing.touch("fact", fact.id)
    return fact


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Refusal("reason_missing", "没有写原因", "写明为什么，原因会记入留痕")
    return reason.strip()


@act("fact.reverse", "冲销")
def reverse(doing: Doing, fact_id: int, reason: str) -> None:
    """Declares that a fact was never true: gone from every reading known from now on, whatever its date."""
    doing.note = _reason(reason)
    fact = _amended(doing, fact_id, lambda one: check_way(one, "reverse"))
    doing.finally_(lambda number: amend(doing, fact, "reverse", number))


@act("fact.end", "终止")
def end(doing: Doing, fact_id: int, last_on: date, reason: str) -> None:
    """Sets the last day on which a fact stands; flows keep the fact."""
    doing.note = _reason(reason)
    fact = _amended(doing, fact_id, lambda one: check_way(one, "end", last_on=last_on))
    doing.finally_(lambda number: amend(doing, fact, "end", number, last_on=last_on))


@act("fact.replace", "更正")
def replace(doing: Doing, fact_id: int, statement: Statement, evidence: Sequence[int], reason: str) -> Stating:
    """A reversal and a new statement about the same entry in one act; nothing is inherited.

    Raises Refusal `papers_missing` when the papers are not what the fact needs to stand on, `no_such_evidence` for papers that are
    not among those of the fact replaced.
    """
    doing.note = _reason(reason)

    def ready(fact: Fact) -> None:
        entry = Entry.objects.filter(kind=statement.kind, key=statement.key).values_list("id", flat=True).first()
        check_way(fact, "replace", entry=entry, stated=(statement.on, statement.until))

    fact = _amended(doing, fact_id, ready)
    _papers(fact, statement, evidence)
    stating = Stating(statement, evidence=evidence)
    state(doing, [stating])
    doing.finally_(lambda number: amend(doing, fact, "replace", number, successor=stating.fact))
    return stating


def _papers(fact: Fact, statement: Statement, evidence: Sequence[int]) -> None:
    """What was claimed needs the papers that its kind demands; what came by an official list needs a paper of that act."""
    theirs = {one.id: one for one in Evidence.objects.filter(facts__fact=fact)}
    if not set(evidence) <= set(theirs):
        raise Refusal("no_such_evidence", "有的佐证不在这件事实后面", "只能选这件事实已有的佐证")
    if not theirs:
        return
    have = Counter(type for type, _ in {(theirs[id].type, theirs[id].paper_id) for id in evidence})
    # A correction of a correction has no claim of its own; its papers still are those of one.
    claimed = fact.claim_id or any(one.claim_id for one in theirs.values())
    needs = packs.plan().kind(statement.kind).evidence if claimed else ()
    names = {one.id: one.label for one in packs.plan().list("evidence_type").items}
    short = [
        f"{names.get(need.type, need.type)} {need.min - have[need.type]} 份"
        for need in needs
        if have[need.type] < need.min
    ]
    if short or not evidence:
        why = f"缺佐证：{'、'.join(short)}" if short else "更正后的事实没有佐证"
        raise Refusal("papers_missing", why, "勾选仍然成立的佐证；都不成立的，先冲销，再重新申报")


def amend(
    doing: Doing, fact: Fact, way: str, number: int, *, last_on: date | None = None, successor: Fact | None = None
) -> None:
    """Writes a way on and its mark in the tally; runs when the act's number is known."""
    row = Amendment.objects.create(
        fact=fact, way=way, last_on=last_on, successor=successor, known=number, reason=doing.note
    )
    doing.touch("amendment", row.id)
    doing.rows = {**doing.rows, "amendments": [*doing.rows.get("amendments", []), proof.amended(row)]}
    doing.change = {"way": way, "last_on": last_on.isoformat() if last_on else None}
    if last_on is not None:
        tally.ended(fact.kind, fact.id, number, last_on)
    else:
        tally.gone(fact.kind, fact.id, number, way)
