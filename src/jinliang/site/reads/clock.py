"""The one clock of the city. In demo mode the city's day is a row in the database; elsewhere it is today."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings

from jinliang.site.reads.moment import moment

CITY = ZoneInfo("Asia/Shanghai")
_set: ContextVar[datetime | None] = ContextVar("city_clock", default=None)


def now() -> datetime:
    """The instant, in UTC."""
    fixed = _set.get()
    if fixed is not None:
        return fixed
    real = datetime.now(UTC)
    if not settings.DEMO:
        return real
    day = city_day()
    return real if day is None else datetime.combine(day, real.astimezone(CITY).time(), CITY).astimezone(UTC)


def today() -> date:
    """The city's day (Asia/Shanghai)."""
    fixed = _set.get()
    if fixed is None and settings.DEMO:
        day = city_day()
        if day is not None:
            return day
    return now().astimezone(CITY).date()


def city_day() -> date | None:
    """The day the demo clock is set to, if it is."""
    return moment().day


@contextmanager
def set_to(instant: datetime) -> Iterator[None]:
    """Runs a block with the clock at an instant: how demo history is written, day by day. Only demo mode may."""
    if not settings.DEMO:
        raise RuntimeError("the city clock can only be set in demo mode")
    token = _set.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)


def at(day: date, minute: int = 540) -> datetime:
    """The instant of a minute of a city day (540 = nine o'clock)."""
    return datetime.combine(day, time(), CITY) + timedelta(minutes=minute)
