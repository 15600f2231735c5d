"""The response clock: who is waited for, until which working day, and when that is near or past."""

from __future__ import annotations

from datetime import date

import pytest

from jinliang.core.response import Promise, Response, Told, response, waits
from jinliang.packs.holiday import shipped_calendar
from jinliang.packs.parameter import promise

FIVE = Promise(days=5, watch=2)
FOUND = date(2021, 6, 1)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        (Told(FOUND, strong=False), {}),
        (Told(FOUND, strong=True), {"need": FOUND, "offer": FOUND}),
        (Told(FOUND, strong=True, need="yes", need_on=date(2021, 6, 3)), {"offer": date(2021, 6, 3)}),
        (Told(FOUND, strong=False, offer="yes", offer_on=date(2021, 6, 4)), {"need": date(2021, 6, 4)}),
        (Told(FOUND, strong=True, need="no", need_on=FOUND), {}),
        (Told(FOUND, strong=True, need="yes", need_on=FOUND, offer="no", offer_on=FOUND), {}),
        (Told(FOUND, strong=True, need="yes", need_on=FOUND, offer="yes", offer_on=FOUND), {}),
    ],
)
def test_who_is_waited_for(told: Told, wanted: dict[str, date]) -> None:
    assert waits(told) == wanted


@pytest.mark.parametrize(
    ("today", "left", "level"),
    [
        (date(2021, 6, 9), 5, ""),
        (date(2021, 6, 11), 3, ""),
        (date(2021, 6, 13), 3, ""),  # Sunday; Monday 14 June is the Dragon Boat Festival
        (date(2021, 6, 15), 2, "watch"),
        (date(2021, 6, 17), 0, "watch"),
        (date(2021, 6, 18), -1, "late"),
        (date(2021, 6, 22), -3, "late"),
    ],
)
def test_the_promise_is_counted_in_working_days(today: date, left: int, level: str) -> None:
    found = response("need", date(2021, 6, 9), today, FIVE, shipped_calendar())
    assert found == Response("need", date(2021, 6, 9), date(2021, 6, 17), left, level)  # type: ignore[arg-type]


def test_past_the_last_list_of_holidays_there_is_a_wait_without_colour() -> None:
    found = response("offer", date(2039, 1, 1), date(2039, 2, 1), FIVE, shipped_calendar())
    assert found == Response("offer", date(2039, 1, 1), None, 0, "")


def test_the_promise_is_a_dated_parameter() -> None:
    assert promise(date(2021, 6, 18)) == FIVE
