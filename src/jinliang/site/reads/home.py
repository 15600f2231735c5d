"""What waits for me, and what I wait for and for whom: the home page of a seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count

from jinliang.core.access import Viewer
from jinliang.core.claim import CLAIM
from jinliang.site.models import Claim, Import
from jinliang.site.reads import claim as claims
from jinliang.site.reads import clock
from jinliang.site.reads import listing as listings
from jinliang.site.reads import match as matches
from jinliang.site.reads import proposal as proposals
from jinliang.site.reads.board import officers
from jinliang.site.reads.claim import Gone, Wait
from jinliang.site.reads.known import remembered
from jinliang.site.reads.proposal import Waiting as Proposed

MOST = 100
"""Things of a kind that are fetched for the page; the list has them all."""
PROMISED = 7
"""Days within which a claim is promised an answer; past them it heads the list."""

LATELY = 30
"""Days for which a party is told that a fact of its was reversed or replaced."""


@dataclass(frozen=True, slots=True)
class Todo:
    """One thing that waits for me: what, since when, how many days are left (negative = over)."""

    claim: Claim
    kind: str
    act: str
    left: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing I wait for, and for whom."""

    claim: Claim
    kind: str
    wait: Wait


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of a seat on a day. `todo` and `waiting` hold the first hundred of the `mine` and `others` there are.

    `pressing` are due today or past what was promised; `gone` are its own claims whose facts were lately reversed or replaced;
    `proposals` are those it may adopt or drop, `brought` those it has brought and waits for.
    """

    today: date
    todo: tuple[Todo, ...]
    waiting: tuple[Waiting, ...]
    gone: tuple[Gone, ...]
    proposals: tuple[Proposed, ...]
    brought: tuple[Proposed, ...]
    stopped: tuple[Import, ...]
    by_state: tuple[tuple[str, str, int], ...]
    mine: int
    pressing: int
    others: int

    @property
    def overdue(self) -> int:
        """How many are past what was promised."""
        return sum(one.left < 0 for one in self.todo)


def home(viewer: Viewer) -> Home:
    """The home page. Everything on it is the viewer's own: what others see is not here."""
    today, who = clock.today(), officers()
    mine = list(claims.waits_for_me(viewer).select_related(None).select_related("party").order_by("since", "id")[:MOST])
    others = (
        list(claims.i_wait_for(viewer).select_related(None).order_by("since", "id")[:MOST]) if _asks(viewer) else []
    )
    names = claims.labels([one.kind for one in (*mine, *others)])
    todo = [
        Todo(one, names.get(one.kind, one.kind), _act(viewer, one), PROMISED - (today - one.since).days) for one in mine
    ]
    waiting = [
        Waiting(one, names.get(one.kind, one.kind), found)
        for one in others
        if (found := claims.wait(one, viewer, today, who)) is not None
    ]
    stopped = Import.objects.filter(seat_id=viewer.seat, state="interrupted") if viewer.seat else Import.objects.none()
    count, brought = _by_state(viewer), proposals.waiting(viewer)
    return Home(
        today,
        tuple(sorted(todo, key=lambda one: one.left)),
        tuple(waiting),
        _gone(viewer, today - timedelta(days=LATELY)),
        tuple(one for one in brought if one.mine),
        tuple(one for one in brought if one.own),
        tuple(stopped.select_related("paper")),
        tuple((state, label, count.get(state, 0)) for state, label in CLAIM.states.items()),
        mine=len(mine) if len(mine) < MOST else claims.waits_for_me(viewer).count(),
        pressing=sum(one.left <= 0 for one in todo)
        if len(mine) < MOST
        else claims.waits_for_me(viewer).filter(since__lte=today - timedelta(days=PROMISED)).count(),
        others=len(waiting) if len(others) < MOST else claims.i_wait_for(viewer).count(),
    )


@remembered
def _gone(viewer: Viewer, since: date) -> tuple[Gone, ...]:
    return claims.lately_gone(viewer, since)


@remembered
def _asks(viewer: Viewer) -> bool:
    """Whether the viewer's party waits for anybody; officers' own bodies hardly ever do."""
    return claims.i_wait_for(viewer).exists()


@remembered
def _by_state(viewer: Viewer) -> dict[str, int]:
    seen = claims.visible(viewer).select_related(None).order_by()
    return dict(seen.values_list("state").annotate(Count("id")))


@remembered
def waits(viewer: Viewer) -> int:
    """How many things wait for this seat: the count beside the word in the navigation."""
    on_desk = claims.waits_for_me(viewer).count() + sum(one.mine for one in proposals.waiting(viewer))
    return on_desk + listings.waiting(viewer).count() + matches.to_answer(viewer).count()


def _act(viewer: Viewer, claim: Claim) -> str:
    if claim.state == "returned":
        return "补正"
    if claim.state == "draft":
        return "填完提交"
    return "复核" if claim.state == "checked" else "审核"
