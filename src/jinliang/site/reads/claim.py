"""Claims as they are read, filtered by viewer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.db.models import Q, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.claim import CLAIM, ClaimCase
from jinliang.core.life import Possible, possible
from jinliang.core.naming import BETWEEN
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.core.statement import FieldFlaw, Statement
from jinliang.site.models import Act, Amendment, Claim, Evidence
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.party import Directory
from jinliang.site.reads.statement import check

WAITING = ("submitted", "checked")
WRITING = ("claim.open", "claim.attach", "claim.detach", "claim.submit", "list.claim")
"""The acts by which a claim is written: who does one of them does not check it."""


def visible(viewer: Viewer) -> QuerySet[Claim]:
    """Claims a viewer may see: own party's; an officer's district's once submitted; all submitted ones for the bureau and audit."""
    rows = Claim.objects.select_related("party", "seat__party", "checked_by")
    if viewer.public or viewer.party is None:
        return rows.none()
    own = Q(party_id=viewer.own)
    sent = Q(sent=True)
    if viewer.official:
        return rows.filter(own | sent)
    if viewer.role == "district":
        return rows.filter(own | (sent & Q(area=viewer.area or "-")))
    return rows.filter(own)


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with everything the person who looks needs: its check, its papers, and every act with its verdict."""

    viewer: Viewer
    claim: Claim
    case: ClaimCase
    statement: Statement | None
    flaws: tuple[FieldFlaw, ...]
    evidence: tuple[Evidence, ...]
    acts: tuple[Possible, ...]


def case(
    claim: Claim, pack: Pack, directory: Directory | None = None, wrote: frozenset[int] = frozenset()
) -> tuple[ClaimCase, Statement | None, tuple[FieldFlaw, ...]]:
    """A stored claim as its life sees it, with the check of what it states; `wrote` is what `writers` says."""
    kind = pack.kind(claim.kind)
    owner = _owner(claim)
    statement, flaws = check(owner, pack, kind, claim.values, directory)
    labels = {one.id: one.label for one in kind.fields}
    papers = Counter(type for type, _ in {(one.type, one.paper_id) for one in claim.evidence.all() if not one.removed})
    seen = ClaimCase(
        state=claim.state,
        party=claim.party_id,
        user=claim.seat.user_id,
        kind=kind,
        area=claim.area,
        checker=claim.checker,
        papers=papers,
        flaws=tuple(f"{labels.get(one.field, one.field)}：{one.why}" for one in flaws),
        first_checker=claim.checked_by.user_id if claim.checked_by else None,
        writers=wrote,
    )
    return seen, statement, flaws


def writers(claim_id: int) -> frozenset[int]:
    """The users who wrote a claim, as the journal has them."""
    lines = Act.objects.filter(act__in=WRITING, subjects__contains=[f"claim:{claim_id}"]).exclude(seat=None)
    return frozenset(lines.values_list("seat__user_id", flat=True))


def _owner(claim: Claim) -> Viewer:
    """The seat that states a claim: its party is what the statement brings with it."""
    return viewers.of(claim.seat, frozenset())


def stated(claim: Claim, pack: Pack, directory: Directory | None = None) -> Statement | None:
    """What a claim states so far, if it is whole and right."""
    return check(_owner(claim), pack, pack.kind(claim.kind), claim.values, directory)[0]


def claim(viewer: Viewer, id: int) -> ClaimView:
    """One claim. Raises Refusal `no_such_claim` when there is none the viewer may see."""
    row = visible(viewer).prefetch_related("evidence__paper").filter(id=id).first()
    if row is None:
        raise Refusal("no_such_claim", "没有这件申报，或您无权查看", "本单位、审核单位、市科技局和审计可以查看")
    return _opened(viewer, row, packs.plan(), wrote=writers(id))


def opened(viewer: Viewer, rows: Iterable[Claim], pack: Pack) -> list[ClaimView]:
    """Visible claims with their checks and acts, in a number of queries that does not grow with them. Needs evidence prefetched.

    Who wrote each is not asked for a list; whoever opens or does one learns it.
    """
    found = list(rows)
    directories = among(found)
    return [_opened(viewer, one, pack, directories[one.id]) for one in found]


def among(rows: Sequence[Claim]) -> dict[int, Directory]:
    """What claims may name, by claim: one directory for each seat's party and role, and one memory for all of them."""
    shared: Directory | None = None
    by: dict[tuple[int, str], Directory] = {}
    for one in rows:
        key = one.party_id, one.seat.role
        if key not in by:
            by[key] = shared = Directory(_owner(one), one.party, shared)
    if shared is not None:
        texts = {str(text).strip() for one in rows for text in one.values.values()}
        shared.learn(texts | {part.strip() for text in texts for part in BETWEEN.split(text)})
    return {one.id: by[one.party_id, one.seat.role] for one in rows}


def _opened(
    viewer: Viewer, row: Claim, pack: Pack, directory: Directory | None = None, wrote: frozenset[int] = frozenset()
) -> ClaimView:
    seen, statement, flaws = case(row, pack, directory, wrote)
    acts = possible(CLAIM, row.state, seen, pack, viewer, clock.today())
    papers = tuple(one for one in row.evidence.all() if not one.removed)
    return ClaimView(viewer, row, seen, statement, flaws, papers, acts)


def mine(viewer: Viewer) -> Q:
    """Of the claims a seat sees, those that wait for it: to be checked by it, or its party's to be written, of kinds it may state."""
    if viewer.role == "district":
        here = Q(state__in=WAITING, checker="district", area=viewer.area or "-")
        return here & ~Q(party_id__in={viewer.own, *viewer.parties})
    if viewer.role == "bureau":
        return Q(state__in=WAITING, checker="bureau") & ~Q(party_id__in={viewer.own, *viewer.parties})
    stated = [one.id for one in packs.plan().kinds if viewer.role in one.states]
    return Q(party_id=viewer.own, state__in=("draft", "returned"), kind__in=stated)


def waits_for_me(viewer: Viewer) -> QuerySet[Claim]:
    """Claims that wait for this seat."""
    return visible(viewer).filter(mine(viewer))


def i_wait_for(viewer: Viewer) -> QuerySet[Claim]:
    """Claims of the viewer's party that wait for somebody else."""
    return visible(viewer).filter(party_id=viewer.own, state__in=WAITING)


@dataclass(frozen=True, slots=True)
class Wait:
    """Whom something waits for: body, person, act, since how many days; `mine` when it is the reader."""

    party: str
    person: str
    act: str
    days: int
    mine: bool = False

    @property
    def level(self) -> str:
        """`late` from 30 days on, `watch` from 7, else nothing."""
        return "late" if self.days >= 30 else "watch" if self.days >= 7 else ""


class Named(Protocol):
    """Something with a name."""

    @property
    def name(self) -> str: ...


class Waiting(Protocol):
    """A claim as far as whom it waits for is asked."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def area(self) -> str: ...
    @property
    def checker(self) -> str: ...
    @property
    def party_id(self) -> int: ...
    @property
    def party(self) -> Named: ...
    @property
    def seat(self) -> Named: ...


def wait(
    claim: Waiting, viewer: Viewer, today: date, officers: Mapping[tuple[str, str], tuple[str, str]]
) -> Wait | None:
    """Whom a claim waits for. `officers` maps (role, area) to (party, person) and is read once a page."""
    days = (today - claim.since).days
    if claim.state in WAITING:
        area = claim.area if claim.checker == "district" else ""
        party, person = officers.get((claim.checker, area), ("待指定", ""))
        act = "复核" if claim.state == "checked" else "审核"
        mine = viewer.role == claim.checker and not viewer.stands_for(claim.party_id)
        mine = mine and (not area or viewer.area == area)
        return Wait(party, person, act, days, mine)
    if claim.state in ("draft", "returned"):
        act = "补正" if claim.state == "returned" else "填完提交"
        return Wait(claim.party.name, claim.seat.name, act, days, _writes(viewer, claim))
    return None


def _writes(viewer: Viewer, claim: Waiting) -> bool:
    """Whether a draft is the viewer's to write: his party's, and of a kind that his role may state."""
    if viewer.party != claim.party_id:
        return False
    return any(viewer.role in one.states for one in packs.plan().kinds if one.id == claim.kind)


@dataclass(frozen=True, slots=True)
class Gone:
    """What became of a claim's fact: reversed or replaced, on which day, why, by which line; `successor` is the fact in its place."""

    claim: int
    title: str
    fact: int
    way: str
    on: date
    reason: str
    number: int
    successor: int | None


def gone(viewer: Viewer, ids: Iterable[int]) -> dict[int, Gone]:
    """Of claims the viewer may see, those whose fact no longer counts, in two queries."""
    return {one.claim: one for one in _gone(visible(viewer).filter(id__in=list(ids)))}


def lately_gone(viewer: Viewer, since: date) -> tuple[Gone, ...]:
    """Of the viewer's own party's claims, those whose fact was reversed or replaced since a day, the last first."""
    own = visible(viewer).filter(party_id=viewer.own, state="verified")
    return tuple(sorted((one for one in _gone(own) if one.on >= since), key=lambda one: -one.number))


def _gone(rows: QuerySet[Claim]) -> list[Gone]:
    found = Amendment.objects.filter(fact__claim__in=rows.select_related(None).order_by().values("id")).exclude(
        way="end"
    )
    columns = ("fact__claim_id", "fact__claim__title", "fact_id", "way", "known", "reason", "successor_id")
    told = list(found.values_list(*columns))
    days = dict(Act.objects.filter(number__in=[one[4] for one in told]).values_list("number", "day")) if told else {}
    return [
        Gone(claim, title, fact, way, days[number], reason, number, successor)
        for claim, title, fact, way, number, reason, successor in told
    ]


def labels(kinds: Sequence[str]) -> dict[str, str]:
    """The Chinese names of kinds in the plan in force."""
    return {one.id: one.label for one in packs.plan().kinds if one.id in kinds}
