"""Claims as a list: filtered, counted, and each with whom it waits for. A constant number of queries, however long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from jinliang.core import claim as life
from jinliang.core.access import ROLES, Viewer
from jinliang.core.claim import CLAIM
from jinliang.core.pack import Kind
from jinliang.site.models import Claim
from jinliang.site.reads import claim as claims
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads.board import officers
from jinliang.site.reads.claim import Gone, Wait
from jinliang.site.reads.known import remembered

MINE = "mine"
"""The filter that is no state: what waits for this seat."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """What a viewer may see of the claims: the rows asked for and how many those are, and how many there are by state and by kind."""

    rows: QuerySet[Claim]
    many: int
    states: Mapping[str, int]
    kinds: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Name:
    """What something is called."""

    name: str


@dataclass(frozen=True, slots=True)
class Listed:
    """As much of a claim as a list shows, under the names it has in the claim itself."""

    id: int
    kind: str
    state: str
    title: str
    on: date | None
    since: date
    returned: str
    area: str
    checker: str
    party_id: int
    party_name: str
    seat_name: str

    @property
    def party(self) -> Name:
        """Who states it."""
        return Name(self.party_name)

    @property
    def seat(self) -> Name:
        """The person who does so."""
        return Name(self.seat_name)


@dataclass(frozen=True, slots=True)
class Line:
    """A claim in the list."""

    claim: Listed
    kind: str
    state: str
    wait: Wait | None
    gone: Gone | None


def worklist(viewer: Viewer, state: str = "", kind: str = "", words: str = "") -> Worklist:
    """Claims of a state (or `mine`) and a kind, newest first; what waits for the reader the longest first.

    The counts by state keep the kind and the words, those by kind keep the state and the words.
    """
    seen = _seen(viewer, words)
    states = dict.fromkeys((MINE, *CLAIM.states), 0)
    kinds: dict[str, int] = {}
    # What is typed into a draft is no act, so counts by words are made anew.
    for at, of, number in _counts(viewer) if not words else _counted(viewer, seen):
        if kind in ("", of):
            states[at] += number
        if at == state or (not state and at != MINE):
            kinds[of] = kinds.get(of, 0) + number
    rows = seen.filter(claims.mine(viewer)) if state == MINE else seen.filter(state=state) if state else seen
    rows = rows.filter(kind=kind) if kind else rows
    many = kinds.get(kind, 0) if kind else sum(kinds.values())
    rows = rows.order_by("since", "id") if state == MINE else rows.order_by("-since", "-id")
    return Worklist(rows, many, states, kinds)


def _seen(viewer: Viewer, words: str = "") -> QuerySet[Claim]:
    has = Q(title__icontains=words) | Q(party__name__icontains=words) if words else Q()
    return claims.visible(viewer).select_related(None).filter(has)


@remembered
def _counts(viewer: Viewer) -> list[tuple[str, str, int]]:
    return _counted(viewer, _seen(viewer))


def _counted(viewer: Viewer, rows: QuerySet[Claim]) -> list[tuple[str, str, int]]:
    """How many claims there are of each state and kind, and, as if it were a state, how many of each kind wait for the viewer."""
    of = rows.order_by().values_list("state", "kind")
    found = list(of.annotate(many=Count("id"), own=Count("id", filter=claims.mine(viewer))))
    return [(at, kind, many) for at, kind, many, _ in found] + [(MINE, kind, own) for _, kind, _, own in found if own]


def lines(viewer: Viewer, rows: QuerySet[Claim]) -> list[Line]:
    """Claims as they are listed."""
    today, who = clock.today(), officers()
    names = {one.id: one.label for one in packs.plan().kinds}
    columns = ("id", "kind", "state", "title", "on", "since", "returned", "area", "checker", "party_id")
    found = rows.values_list(*columns, "party__name", "seat__name")
    listed = [Listed(*row) for row in found]
    gone = claims.gone(viewer, [one.id for one in listed])
    return [
        Line(
            one,
            names.get(one.kind, one.kind),
            CLAIM.states[one.state],
            claims.wait(one, viewer, today, who),
            gone.get(one.id),
        )
        for one in listed
    ]


def waits_for(viewer: Viewer, claim: Claim) -> Wait | None:
    """Whom one claim waits for."""
    return claims.wait(claim, viewer, clock.today(), officers())


def then_waits_for(kind: Kind, area: str) -> str:
    """Who checks a claim of a kind first once it is submitted: the officer's body, or the role where nobody is named yet."""
    role = life.levels(kind, area)[0]
    body, _ = officers().get((role, area if role == "district" else ""), ("", ""))
    return body or ROLES[role]


def stated_by(viewer: Viewer) -> list[Kind]:
    """The kinds of the plan in force that a viewer's seat may state."""
    kinds = packs.plan().kinds if viewer.seat and viewer.party else ()
    return [one for one in kinds if viewer.role in one.states]


def next_for(viewer: Viewer, but: int) -> tuple[int | None, int]:
    """The claim that has waited for this seat the longest, another one than `but`, and how many there are."""
    rows = list(claims.waits_for_me(viewer).exclude(id=but).order_by("since", "id").values_list("id", flat=True))
    return (rows[0] if rows else None), len(rows)


def blank(viewer: Viewer, kind: str) -> int | None:
    """A draft of a kind that this seat has opened and left empty: it is taken up again instead of opening another."""
    rows = Claim.objects.filter(seat_id=viewer.seat or 0, kind=kind, state="draft", values={}, evidence=None)
    return rows.order_by("id").values_list("id", flat=True).first()
