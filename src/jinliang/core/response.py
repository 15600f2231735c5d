"""What lies between a match (撮合) and a deal: how long a side may take to answer, when that day is near or past, how they meet.

Days are working days of the State Council's lists; where no list speaks yet there is a wait and no colour, and nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from jinliang.core.day import Calendar, notice_end
from jinliang.core.refusal import Refusal

Side = Literal["need", "offer"]
SIDES: tuple[Side, Side] = ("need", "offer")
SIDE: Final[Mapping[Side, str]] = {"need": "需方", "offer": "供方"}
WAYS: Final[Mapping[str, str]] = {
    "onsite": "上门",
    "office": "来访",
    "video": "视频",
    "phone": "电话",
    "event": "活动上",
}
"""How the two sides of a match met."""


@dataclass(frozen=True, slots=True)
class Promise:
    """How many working days a side has for its answer, and how many before the end it is reminded."""

    days: int
    watch: int


@dataclass(frozen=True, slots=True)
class Told:
    """What each side has said so far, and when: answers are yes, no or empty; `found_on` is the day of the recommendation."""

    found_on: date
    strong: bool
    need: str = ""
    need_on: date | None = None
    offer: str = ""
    offer_on: date | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """A wait for one side's answer: since when, until which day it was promised (None: no calendar), and how it stands.

    `left` are working days until the promised day, negative when it is past. `level` is empty, watch (near) or late (past).
    """

    side: Side
    since: date
    due: date | None
    left: int
    level: Literal["", "watch", "late"]


def waits(told: Told) -> dict[Side, date]:
    """The sides that are waited for, and since when: the other side said yes, or the fit is strong and nobody has spoken.

    >>> waits(Told(date(2021, 6, 1), strong=False, offer="yes", offer_on=date(2021, 6, 9)))
    {'need': datetime.date(2021, 6, 9)}
    """
    found: dict[Side, date] = {}
    for side, answer, other, on in (
        (SIDES[0], told.need, told.offer, told.offer_on),
        (SIDES[1], told.offer, told.need, told.need_on),
    ):
        if answer:
            continue
        if other == "yes":
            found[side] = on or told.found_on
        elif told.strong and not other:
            found[side] = told.found_on
    return found


def response(side: Side, since: date, today: date, promise: Promise, calendar: Calendar) -> Response:
    """How a wait stands on a day; the day on which it began is not counted (民法典 201).

    >>> table = Calendar(frozenset({2021}), frozenset(), frozenset())
    >>> response("need", date(2021, 6, 9), date(2021, 6, 15), Promise(5, 2), table)
    Response(side='need', since=datetime.date(2021, 6, 9), due=datetime.date(2021, 6, 16), left=1, level='watch')
    """
    try:
        due = notice_end(since, promise.days, "working", calendar).end
        left = _between(today, due, calendar) if today <= due else -_between(due, today, calendar)
    except Refusal:
        return Response(side, since, None, 0, "")
    return Response(side, since, due, left, "late" if today > due else "watch" if left <= promise.watch else "")


def _between(first: date, last: date, calendar: Calendar) -> int:
    """Working days after one day up to another, at least one when the later is past a rest day."""
    return sum(calendar.is_working(first + timedelta(days=one)) for one in range(1, (last - first).days + 1))
