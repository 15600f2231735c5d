"""One fact with everything behind it, and lists of facts, as a viewer may see them.

That a fact is there, what it is about and when, is public. Amounts, persons and papers are shown to those inside: the parties
in it and their claimants, the officers who check it, the bureau, finance and audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Prefetch, Q, QuerySet

from jinliang.core.access import Verdict, Viewer, no
from jinliang.core.pack import Kind, Pack
from jinliang.core.refusal import Refusal
from jinliang.site.models import Act, Amendment, Evidence, Fact, FactEvidence, FactRole
from jinliang.site.reads import clock, tally
from jinliang.site.reads import pack as packs
from jinliang.site.reads.known import known, remembered
from jinliang.site.reads.party import entry_title, named
from jinliang.site.reads.tally import Ask

INSIDE = no("佐证和明细只给有关单位看", "bureau", "district", "finance", "auditor")


def inside(viewer: Viewer, row: Fact) -> Verdict:
    """Whether a viewer is inside a fact: sees amounts, persons and papers. Needs roles and claim loaded."""
    if viewer.public:
        return INSIDE
    if viewer.official or viewer.role in ("finance", "admin"):
        return Verdict(True)
    if viewer.role == "district" and viewer.area == row.area:
        return Verdict(True)
    if row.claim is not None and row.claim.party_id == viewer.party:
        return Verdict(True)
    if any(one.party_id == viewer.party or one.party.home_id == viewer.party for one in row.roles.all()):
        return Verdict(True)
    return INSIDE


def within(viewer: Viewer) -> Q:
    """The facts a viewer is inside, as `inside` judges them one by one."""
    if viewer.official or viewer.role in ("finance", "admin"):
        return Q(id__isnull=False)  # an empty Q would vanish when it is joined by "or"
    own = Q(claim__party_id=viewer.own) | Q(roles__party_id=viewer.own) | Q(roles__party__home_id=viewer.own)
    return own | Q(area=viewer.area or "-") if viewer.role == "district" else own


def masked(name: str) -> str:
    """A person's name as the public sees it.

    >>> masked("沈知远"), masked("程砚")
    ('沈**', '程*')
    """
    return name[:1] + "*" * (len(name) - 1)


@dataclass(frozen=True, slots=True)
class Said:
    """One labelled thing a fact says: text, or money in yuan; `party` opens the party, `hidden` says it is not shown."""

    label: str
    text: str = ""
    money: Decimal | None = None
    party: int | None = None
    code: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper behind a fact or claim: what it is, its digest, where else it serves, whether the viewer may open it."""

    id: int
    name: str
    title: str
    type: str
    dated_on: date | None
    size: int
    digest: str
    media_type: str
    elsewhere: int
    shared: bool
    may: Verdict


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact in a list."""

    id: int
    kind: str
    kind_label: str
    title: str
    on: date
    until: date | None
    parties: tuple[str, ...]
    people: tuple[str, ...]
    amount: Decimal | None
    hidden: bool
    area: str
    known: int
    known_on: date | None
    state: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the journal about a fact or its claim; `act` is the act's id."""

    number: int
    act: str
    at: object
    who: str
    note: str
    hash: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One fact, opened."""

    fact: Fact
    row: FactRow
    kind: Kind
    may: Verdict
    said: tuple[Said, ...]
    papers: tuple[PaperView, ...]
    amendments: tuple[Amendment, ...]
    counts_in: tuple[tuple[str, str, str | None], ...]
    lines: tuple[Line, ...]


def rows() -> QuerySet[Fact]:
    """Facts with all that lists show, in a constant number of queries."""
    return Fact.objects.select_related("entry", "claim").prefetch_related(
        Prefetch("roles", FactRole.objects.select_related("party").order_by("id")),
        Prefetch("amendments", Amendment.objects.order_by("known")),
    )


def facts(
    viewer: Viewer, kind: str = "", area: str = "", party: int | None = None, words: str = "", year: int | None = None
) -> QuerySet[Fact]:
    """The city's facts, newest first. Everybody may see that they are there; `shown` decides what of them."""
    found = rows().order_by("-on", "-id")
    if kind:
        found = found.filter(kind=kind)
    if area:
        found = found.filter(area=area)
    if year:
        found = found.filter(on__year=year)
    if party is not None:
        found = found.filter(Q(roles__party_id=party) | Q(roles__party__home_id=party)).distinct()
    if words:
        # Whoever sees a name masked must not find it by spelling it out: a title with persons in it is searched by those inside alone.
        persons = FactRole.objects.filter(party__kind="person")
        named = FactRole.objects.filter(party__name__icontains=words).exclude(party__kind="person")
        called = Q(entry__title__icontains=words) | Q(title__icontains=words)
        titled = called & (within(viewer) | ~Q(id__in=persons.values("fact_id")))
        found = found.filter(Q(id__in=named.values("fact_id")) | titled).distinct()
    return found


def shown(viewer: Viewer, found: Iterable[Fact], pack: Pack | None = None) -> list[FactRow]:
    """Facts as a viewer may see them, with the days of the acts that made them known."""
    listed = list(found)
    kinds = {one.id: one for one in (pack or packs.plan()).kinds}
    days = dict(Act.objects.filter(number__in={one.known for one in listed}).values_list("number", "day"))
    return [_row(viewer, one, kinds.get(one.kind), days) for one in listed]


def _row(viewer: Viewer, row: Fact, kind: Kind | None, days: dict[int, date]) -> FactRow:
    may = inside(viewer, row)
    people = [one.party.name for one in row.roles.all() if one.party.kind == "person"]
    title = row.called
    if not may:
        for name in people:
            title = title.replace(name, masked(name))
        people = [masked(name) for name in people]
    state = row.gone_way or ("end" if row.has_end else "")
    return FactRow(
        id=row.id,
        kind=row.kind,
        kind_label=kind.label if kind else row.kind,
        title=title,
        on=row.on,
        until=row.until,
        parties=tuple(dict.fromkeys(one.party.name for one in row.roles.all() if one.party.kind != "person")),
        people=tuple(people),
        amount=row.amount if may else None,
        hidden=not may,
        area=row.area,
        known=row.known,
        known_on=days.get(row.known),
        state=state,
    )


def fact(viewer: Viewer, id: int) -> FactRow:
    """One fact as it stands in a list. Raises Refusal `no_such_fact`."""
    found = shown(viewer, rows().filter(id=id))
    if not found:
        raise _missing()
    return found[0]


def _missing() -> Refusal:
    return Refusal("no_such_fact", "没有这件事实", "从读数页或事实列表打开")


@remembered
def dossier(viewer: Viewer, id: int) -> Dossier:
    """One fact, opened for a viewer. Raises Refusal `no_such_fact`."""
    whole = rows().select_related("claim__party", "claim__seat").prefetch_related("roles__party__names")
    fact = whole.filter(id=id).first()
    if fact is None:
        raise _missing()
    pack = packs.plan()
    kind = pack.kind(fact.kind)
    may = inside(viewer, fact)
    acts = _acts(fact)
    return Dossier(
        fact=fact,
        row=_row(viewer, fact, kind, {one.number: one.day for one in acts}),
        kind=kind,
        may=may,
        said=_said(pack, kind, fact, may),
        papers=papers(viewer, [fact], may).get(fact.id, ()),
        amendments=tuple(fact.amendments.all()),
        counts_in=_counts_in(pack, fact),
        lines=_lines(acts, may),
    )


def _said(pack: Pack, kind: Kind, fact: Fact, may: Verdict) -> tuple[Said, ...]:
    found: list[Said] = []
    roles = {
        name: [one.party for one in fact.roles.all() if one.role == name]
        for name in {one.role for one in fact.roles.all()}
    }
    for one in kind.fields:
        if one.role and one.role in roles:
            for party in roles[one.role]:
                if party.kind == "person":
                    found.append(Said(one.label, party.name if may else masked(party.name)))
                else:
                    found.append(Said(one.label, named(party, fact.on), party=party.id, code=party.code))
        elif one.type == "amount":
            value = fact.amount if one.id == "amount" else fact.values.get(one.id)
            if value is not None:
                found.append(Said(one.label, money=Decimal(str(value)) if may else None, hidden=not may))
        else:
            text = _text(pack, fact, one.id, one.type, one.list)
            if text:
                found.append(Said(one.label, text if may or not one.personal else "", hidden=one.personal and not may))
    return tuple(found)


def _text(pack: Pack, fact: Fact, id: str, type: str, list_: str) -> str:
    if id == "quantity" and fact.quantity is not None:
        return str(fact.quantity)
    value = fact.values.get(id)
    if value is None:
        return ""
    if type == "code":
        item = pack.list(list_).item(str(value))
        return item.label if item else str(value)
    if type == "yesno":
        return "是" if value else "否"
    if type == "entry":
        return entry_title(int(str(value))) or str(value)
    return str(value)


def papers(viewer: Viewer, listed: Sequence[Fact], may: Verdict) -> dict[int, tuple[PaperView, ...]]:
    """The papers behind facts, by fact; `may` is the verdict on opening them."""
    links = list(FactEvidence.objects.filter(fact__in=listed).select_related("evidence__paper").order_by("id"))
    used = FactEvidence.objects.filter(evidence__paper__in={link.evidence.paper_id for link in links})
    uses = dict(used.values_list("evidence__paper").annotate(Count("id")))
    pack = packs.plan()
    names = {one.id: one.label for one in pack.list("evidence_type").items}
    kinds = {one.id: pack.kind(one.kind) for one in listed}
    found: dict[int, list[PaperView]] = {}
    for link in links:
        shared = any(need.shared and need.type == link.evidence.type for need in kinds[link.fact_id].evidence)
        elsewhere = uses.get(link.evidence.paper_id, 1) - 1
        found.setdefault(link.fact_id, []).append(paper(link.evidence, names, elsewhere, shared, may))
    return {fact: tuple(one) for fact, one in found.items()}


def paper(evidence: Evidence, names: dict[str, str], elsewhere: int, shared: bool, may: Verdict) -> PaperView:
    """One paper as it is shown; `shared`: the kind expects one such paper behind many facts."""
    kept = evidence.paper
    return PaperView(
        evidence.id,
        kept.name,
        evidence.title,
        names.get(evidence.type, evidence.type),
        evidence.dated_on,
        kept.size,
        kept.digest,
        kept.media_type,
        elsewhere,
        shared,
        may,
    )


def _counts_in(pack: Pack, fact: Fact) -> tuple[tuple[str, str, str | None], ...]:
    """(indicator, label, why not or None) for every indicator that asks for the fact's kind, today."""
    now, today = known(), clock.today()
    found: list[tuple[str, str, str | None]] = []
    for one in pack.indicators:
        if one.selector.kind == fact.kind:
            ask = tally.within(Ask.of(one, today, now.number), [fact.entry_id])
            why = dict(tally.explain(ask)).get(fact.id, "where")
            found.append((one.id, one.label, why))
    return tuple(found)


def _acts(fact: Fact) -> list[Act]:
    """The acts about a fact and its claim, the last first."""
    wanted = Q(number=fact.known) | Q(number__in=[one.known for one in fact.amendments.all()])
    if fact.claim_id:
        wanted |= Q(subjects__contains=[f"claim:{fact.claim_id}"])
    return list(Act.objects.filter(wanted).select_related("seat__party").order_by("-number"))


def _lines(acts: Sequence[Act], may: Verdict) -> tuple[Line, ...]:
    return tuple(
        Line(
            one.number,
            one.act,
            one.at,
            (f"{one.seat.party.name} {one.seat.name}" if may else one.seat.party.name) if one.seat else "系统",
            one.note if may else "",
            one.hash,
        )
        for one in acts
    )
