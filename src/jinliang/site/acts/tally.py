"""Keeping the tally: it is written in the act that states or amends a fact, and can be rebuilt from the facts at any time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Max

from jinliang.core.fact import Fact as CoreFact
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.core.select import Condition
from jinliang.site.models import Question, Tally, TallyRole
from jinliang.site.reads import fact as facts
from jinliang.site.reads.recount import fits, questions
from jinliang.site.reads.tally import plain, question_digest

SHARED = ("kind", "fact", "entry", "on", "until", "known", "gone", "ended", "end_on")
"""What a role's row repeats of its fact's."""
BITS = 62
"""How many different questions one kind can be asked: the bits of a bigint."""


def add(stated: Sequence[CoreFact]) -> None:
    """Tallies newly stated facts (integer ids) of any kinds."""
    asked = {kind: questions(kind) for kind in {one.kind for one in stated}}
    rows = [row(one, asked[one.kind]) for one in stated]
    Tally.objects.bulk_create(rows, batch_size=2000)
    TallyRole.objects.bulk_create(
        [
            TallyRole(role=role, party=party, **{name: getattr(tallied, name) for name in SHARED})
            for one, tallied in zip(stated, rows, strict=True)
            for role, parties in one.roles.items()
            for party in parties
        ],
        batch_size=2000,
    )


def gone(kind: str, fact: int, number: int, way: str) -> None:
    """Marks a fact as reversed or replaced from a journal number on."""
    Tally.objects.filter(kind=kind, fact=fact).update(gone=number, gone_way=way)
    TallyRole.objects.filter(kind=kind, fact=fact).update(gone=number)


def ended(kind: str, fact: int, number: int, last_on: date) -> None:
    """Marks a fact as ended, known from a journal number on."""
    for table in (Tally, TallyRole):
        table.objects.filter(kind=kind, fact=fact).update(ended=number, end_on=last_on)


def row(fact: CoreFact, asked: Sequence[tuple[int, tuple[Condition, ...]]]) -> Tally:
    """A fact's row in the tally, with what has happened to it so far."""
    amount, quantity = fact.values.get("amount"), fact.values.get("quantity")
    return Tally(
        fact=fact.id,
        kind=fact.kind,
        entry=fact.entry,
        on=fact.on,
        until=fact.until,
        known=fact.known,
        gone=fact.gone.known if fact.gone else None,
        gone_way=fact.gone.way if fact.gone else None,
        ended=fact.end.known if fact.end else None,
        end_on=fact.end.on if fact.end else None,
        area=fact.area or "",
        amount=amount if isinstance(amount, Decimal) else None,
        quantity=quantity if isinstance(quantity, int) else None,
        fits=fits(fact, asked),
    )


def rebuild(kinds: Sequence[str] | None = None) -> int:
    """Makes the tally anew from the facts (of some kinds, or all). Returns how many rows. Run inside a transaction."""
    tallies, roles = Tally.objects.all(), TallyRole.objects.all()
    if kinds is not None:
        tallies, roles = tallies.filter(kind__in=kinds), roles.filter(kind__in=kinds)
    roles.delete()
    tallies.delete()
    count = 0
    for batch in facts.batches(kinds):
        add(batch)
        count += len(batch)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE site_tally, site_tallyrole")
    return count


def ask(pack: Pack) -> list[str]:
    """Gives every kind of a pack its part of the tally and every question a bit.

    Returns the kinds that have new questions, whose rows must be judged again.
    """
    for kind in sorted({one.id for one in pack.kinds}):
        partition(kind)
    fresh: set[str] = set()
    for indicator in pack.indicators:
        where = indicator.selector.still
        kind = indicator.selector.kind
        digest = question_digest(where)
        if not where or Question.objects.filter(kind=kind, digest=digest).exists():
            continue
        top = Question.objects.filter(kind=kind).aggregate(top=Max("bit"))["top"]
        bit = 0 if top is None else top + 1
        if bit > BITS:
            raise Refusal("too_many_questions", f"{kind} 的计数条件已有 {BITS + 1} 种", "合并相同的条件后再采用")
        Question.objects.create(kind=kind, digest=digest, bit=bit, where=plain(where))
        fresh.add(kind)
    return sorted(fresh)


def partition(kind: str) -> None:
    """Gives a kind its own part of the tally, unless it has one; rows that waited in the rest move there."""
    name = "_" + "".join(c if c.isalnum() and c.isascii() else "_" for c in kind)
    with connection.cursor() as cursor:
        for table in ("site_tally", "site_tallyrole"):
            cursor.execute("SELECT to_regclass(%s)", [table + name])
            if cursor.fetchone() != (None,):
                continue
            own, rest = f'"{table}{name}"', f"{table}_other"
            cursor.execute(f"CREATE TABLE {own} (LIKE {table} INCLUDING ALL)")
            cursor.execute(
                f"WITH moved AS (DELETE FROM {rest} WHERE kind = %s RETURNING *) INSERT INTO {own} SELECT * FROM moved",
                [kind],
            )
            cursor.execute(f"ALTER TABLE {table} ATTACH PARTITION {own} FOR VALUES IN (%s)", [kind])
