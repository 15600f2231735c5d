"""Messages (消息) are told by acts and jobs; reading them and choosing how they come are a seat's own affair and leave no line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from jinliang.core.access import Viewer
from jinliang.core.message import HOW, told
from jinliang.core.refusal import Refusal
from jinliang.site.models import Delivery, Message
from jinliang.site.reads import clock
from jinliang.site.reads import message as reads


def tell(seats: Iterable[int], what: str, said: Mapping[str, str], about: str, key: str) -> int:
    """Tells seats (ids) something in the transaction of whatever gives cause, each the same thing once; how many are told.

    Nothing is sent here: e-mail is the business of a job (`jobs.mailing`), so that no act waits for a mail server or fails with it.
    """
    told(what, said)  # a sentence that lacks a name is our bug, and comes out here
    fresh = [
        Message(seat_id=seat, what=what, said=dict(said), about=about, key=key, made_at=clock.now())
        for seat in dict.fromkeys(seats)
    ]
    before = Message.objects.filter(key=key).count()
    Message.objects.bulk_create(fresh, ignore_conflicts=True)
    return Message.objects.filter(key=key).count() - before


def read(viewer: Viewer, *ids: int) -> int:
    """Marks messages as read, all when none is named; how many."""
    rows = reads.messages(viewer).filter(read_at=None)
    return (rows.filter(id__in=ids) if ids else rows).order_by().update(read_at=clock.now())


def choose(viewer: Viewer, how: str, address: str = "") -> Delivery:
    """Chooses how a seat's messages are sent on. Raises Refusal `way_missing`, `address_missing`."""
    seat, _party = viewer.sits
    address = address.strip()
    if how not in HOW:
        raise Refusal("way_missing", f"没有“{how}”这种送达方式", f"可选：{'、'.join(HOW.values())}")
    try:
        if how != "off":
            validate_email(address)
    except ValidationError:
        raise Refusal("address_missing", "没有写电子邮箱，或写得不对", "写成 name@example.cn 的样子") from None
    kept = Delivery.objects.filter(seat_id=seat).first()
    since = kept.since_at if kept is not None and kept.how != "off" else clock.now()
    row, _made = Delivery.objects.update_or_create(
        seat_id=seat, defaults={"how": how, "address": address, "since_at": since}
    )
    return row


def mailed(ids: Sequence[int]) -> None:
    """Notes that messages have gone out by e-mail."""
    Message.objects.filter(id__in=ids).update(mailed_at=clock.now())
