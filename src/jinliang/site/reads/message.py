"""Messages (消息) as they are read: one's own, the latest first; and what is still to be sent on by e-mail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.listing import STATES
from jinliang.core.refusal import Refusal
from jinliang.site.models import Delivery, Listing, Message, Seat
from jinliang.site.reads import clock

__all__ = ["Delivery", "Message", "brokers", "delivery", "message", "messages", "owners", "to_send"]

LATE = timedelta(days=30)
"""What could not be sent for so long is no longer news."""


def messages(viewer: Viewer) -> QuerySet[Message]:
    """What a seat was told, the latest first."""
    return Message.objects.filter(seat_id=viewer.seat or 0).order_by("-made_at", "-id")


def message(viewer: Viewer, id: int) -> Message:
    """One of a seat's messages. Raises Refusal `no_such_message`."""
    row = messages(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_message", "没有这条消息，或不是发给您的", "从消息页打开")
    return row


def delivery(viewer: Viewer) -> Delivery | None:
    """How a seat has chosen to have its messages sent on, if it has."""
    return Delivery.objects.filter(seat_id=viewer.seat or 0).first()


def owners(*listings: Listing) -> list[int]:
    """The seats (ids) to be told about listings: who wrote each, or when that seat has ended, those who list for its party."""
    found: list[int] = []
    for row in listings:
        writer = Seat.objects.filter(id=row.seat_id, active=True)
        office = Seat.objects.filter(party_id=row.party_id, active=True, role__in=STATES).order_by("id")
        found += list((writer if writer.exists() else office).values_list("id", flat=True))
    return found


def brokers(area: str) -> list[int]:
    """The seats (ids) of the brokers of an area: those who sit in it; where nobody does, every broker of the city."""
    every = Seat.objects.filter(role="broker", active=True).order_by("id")
    here = every.filter(Q(area=area) | Q(area="", party__area=area)) if area else every
    return list((here if here.exists() else every).values_list("id", flat=True))


def to_send(how: str) -> Iterator[tuple[Delivery, list[Message]]]:
    """For each seat that has chosen this way: what it has neither read nor been sent since it chose, the earliest first."""
    since = clock.now() - LATE
    chosen = Delivery.objects.filter(how=how, seat__active=True).exclude(address="").select_related("seat")
    for one in chosen.order_by("id"):
        fresh = Message.objects.filter(seat_id=one.seat_id, read_at=None, mailed_at=None, made_at__gte=since)
        rows = list(fresh.filter(made_at__gte=one.since_at).order_by("made_at", "id"))
        if rows:
            yield one, rows
