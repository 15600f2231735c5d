"""A broker's work list: whose owner to call next and why, the needs nobody has looked at yet, and the calls made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.contact import Reason, Why, weight
from jinliang.core.response import Response
from jinliang.packs.parameter import whole
from jinliang.site.models import Contact, Listing, Match, Seat
from jinliang.site.reads import clock
from jinliang.site.reads import match as matches

__all__ = ["Contact", "Item", "contacts", "items", "triage"]


class Add(Protocol):
    """Notes a reason to call the owner of a listing."""

    def __call__(self, listing: Listing, why: Why, match: int | None = None, **said: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Item:
    """One call to make: the listing whose owner to call, the reasons heaviest first, and what they weigh together."""

    listing: Listing
    reasons: tuple[Reason, ...]
    weight: int


def _here(viewer: Viewer, every: bool, prefix: str = "") -> Q:
    """Needs and offers a broker looks after: those of the own area and of areas where no broker sits; `every`, the whole city's."""
    if every or not viewer.area:
        return Q()
    seats = Seat.objects.filter(role="broker", active=True).values_list("area", "party__area")
    others = {own or party for own, party in seats} - {viewer.area}
    return ~Q(**{f"{prefix}area__in": others})


def items(viewer: Viewer, every: bool = False) -> list[Item]:
    """The calls to make, the heaviest first; who was called within the days of rest waits. Nobody but a broker has any."""
    if viewer.role != "broker":
        return []
    today = clock.today()
    found: dict[int, list[Reason]] = defaultdict(list)
    rows: dict[int, Listing] = {}

    def add(listing: Listing, why: Why, match: int | None = None, **said: str) -> None:
        rows[listing.id] = listing
        found[listing.id].append(Reason(why, said, match))

    silent: dict[int, int] = defaultdict(int)
    for row in matches.unanswered().filter(_here(viewer, every, "need__")).defer("reasons"):
        _clocked(row, matches.clock_of(row), add, silent, rows)
    for id, many in silent.items():
        add(rows[id], "silent", count=str(many))
    needs = _market().filter(_here(viewer, every), kind="need")
    for one in needs.filter(triage="urgent").exclude(_answered()):
        add(one, "urgent")
    quiet = today - timedelta(days=whole("need.unmatched", today))
    for one in needs.filter(published_on__lte=quiet).exclude(triage="off").exclude(_fitting()):
        add(one, "unmatched", days=str((today - (one.published_on or today)).days))
    soon = today + timedelta(days=whole("listing.soon", today))
    for one in _market().filter(_here(viewer, every), state="published", expires_on__lte=soon):
        add(one, "expiring", until=str(one.expires_on))
    for id in _rested(found, today):
        del found[id]
    made = [
        Item(rows[id], tuple(sorted(reasons, key=lambda one: -weight([one]))), weight(reasons))
        for id, reasons in found.items()
    ]
    return sorted(made, key=lambda one: (-one.weight, one.listing.id))


def _clocked(row: Match, waits: Iterable[Response], add: Add, silent: dict[int, int], rows: dict[int, Listing]) -> None:
    """The reasons that a match gives: a side near or past its promised day, or both quiet with days to spare."""
    quiet = not (row.need_answer or row.offer_answer)
    for one in waits:
        mine, other = (row.need, row.offer) if one.side == "need" else (row.offer, row.need)
        if one.level == "late":
            add(mine, "late", row.id, days=str(max(1, -one.left)), other=other.title)
        elif one.level == "watch":
            add(mine, "watch", row.id, days=str(one.left), other=other.title)
        elif quiet and one.side == "need":
            rows[mine.id] = mine
            silent[mine.id] += 1


def _market() -> QuerySet[Listing]:
    return Listing.objects.select_related("party", "seat").filter(state__in=matches.STANDING)


def _answered() -> Exists:
    """Somebody has said yes to a match of the need."""
    rows = Match.objects.filter(need=OuterRef("pk"))
    return Exists(rows.filter(Q(need_answer="yes") | Q(offer_answer="yes")))


def _fitting() -> Exists:
    """The need has an offer that fits more than weakly and that neither side has declined."""
    rows = Match.objects.filter(need=OuterRef("pk"), verdict__in=("strong", "fair"))
    return Exists(rows.exclude(Q(need_answer="no") | Q(offer_answer="no")))


def _rested(ids: Iterable[int], today: date) -> list[int]:
    """Of these listings those whose owners were called so lately that they are left in peace."""
    since = today - timedelta(days=whole("contact.rest", today))
    return list(
        Contact.objects.filter(listing_id__in=ids, on__gt=since).values_list("listing_id", flat=True).distinct()
    )


def triage(viewer: Viewer, every: bool = False) -> QuerySet[Listing]:
    """Needs on the market that nobody has looked at yet, the oldest first."""
    if viewer.role != "broker":
        return Listing.objects.none()
    return _market().filter(_here(viewer, every), kind="need", triage="").order_by("published_on", "id")


def contacts(viewer: Viewer) -> QuerySet[Contact]:
    """The calls a seat has made, the latest first."""
    return Contact.objects.filter(seat_id=viewer.seat or 0).select_related("listing__party").order_by("-made_at", "-id")
