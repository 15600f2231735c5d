"""Matches as they are read: by the two sides, the brokers, the bureau and the audit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.db.models import Q, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.listing import STATES
from jinliang.core.refusal import Refusal
from jinliang.core.response import Response, Told, response, waits
from jinliang.packs.parameter import promise
from jinliang.site.models import Listing, Match
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs

__all__ = [
    "Judged",
    "Match",
    "clock_of",
    "match",
    "of",
    "side",
    "to_answer",
    "unanswered",
    "visible",
]

Side = Literal["need", "offer", ""]
INSIDE = ("broker", "bureau", "auditor")
"""Who sees every match beside its two sides."""
BY_HAND = "broker"
"""The ranker of what a broker has put together by hand."""
STANDING = ("published", "talking")
_STANDING = Q(need__state__in=STANDING, offer__state__in=STANDING, deal=None)


def visible(viewer: Viewer) -> QuerySet[Match]:
    """Matches a viewer may see."""
    rows = Match.objects.select_related("need__party", "offer__party", "deal")
    if viewer.public or viewer.party is None:
        return rows.none()
    if viewer.role in INSIDE:
        return rows
    return rows.filter(Q(need__party_id=viewer.own) | Q(offer__party_id=viewer.own))


def match(viewer: Viewer, id: int) -> Match:
    """One match. Raises Refusal `no_such_match`."""
    row = visible(viewer).filter(id=id).first()
    if row is None:
        raise Refusal(
            "no_such_match", "没有这次撮合，或您无权查看", "需求和供给两边的单位、技术经纪人和市科技局可以查看"
        )
    return row


def side(viewer: Viewer, row: Match) -> Side:
    """On which side of a match a viewer's party stands; empty on neither."""
    if viewer.party == row.need.party_id:
        return "need"
    return "offer" if viewer.party == row.offer.party_id else ""


def of(viewer: Viewer, listing: Listing) -> QuerySet[Match]:
    """The matches of one listing, the best first, those declined by either side last."""
    rows = visible(viewer).filter(Q(need=listing) | Q(offer=listing))
    return rows.order_by("-score", "id")


def to_answer(viewer: Viewer) -> QuerySet[Match]:
    """Matches that wait for the viewer's party: the other side is interested, or the fit is strong and nobody has spoken yet."""
    mine = Q(need__party_id=viewer.own, need_answer="") & (Q(offer_answer="yes") | Q(verdict="strong", offer_answer=""))
    mine |= Q(offer__party_id=viewer.own, offer_answer="") & (
        Q(need_answer="yes") | Q(verdict="strong", need_answer="")
    )
    if viewer.public or viewer.role not in STATES:
        return Match.objects.none()
    if viewer.role == "researcher":
        mine &= Q(need__seat_id=viewer.seat) | Q(offer__seat_id=viewer.seat)
    return visible(viewer).filter(mine, _STANDING).order_by("-score", "id")


@dataclass(frozen=True, slots=True)
class Judged:
    """What the engine says of an offer for a need: the chance from 0 to 1, the verdict, the reasons as `core.match` has them."""

    offer: int
    score: float
    verdict: str
    reasons: Mapping[str, Any]


def told(row: Match) -> Told:
    """What each side has said, as the clock sees it."""
    found = row.said_on or row.made_at.astimezone(clock.CITY).date()
    return Told(found, row.verdict == "strong", row.need_answer, row.need_on, row.offer_answer, row.offer_on)


def clock_of(row: Match) -> tuple[Response, ...]:
    """The answers that a match waits for, with the promised day of each; none where talks have begun or a side is off the market."""
    if hasattr(row, "deal") or any(one.state not in STANDING for one in (row.need, row.offer)):
        return ()
    today, calendar = clock.today(), packs.calendar()
    return tuple(response(side, since, today, promise(since), calendar) for side, since in waits(told(row)).items())


def unanswered() -> QuerySet[Match]:
    """Every match on the market that waits for an answer of a side: for the job that watches the promised days."""
    spoken = Q(need_answer="yes", offer_answer="") | Q(need_answer="", offer_answer="yes")
    rows = Match.objects.select_related("need__party", "offer__party", "deal").filter(_STANDING)
    return rows.filter(spoken | Q(verdict="strong", need_answer="", offer_answer="")).order_by("id")
