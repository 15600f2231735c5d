"""Pace: how far an indicator should be on a day, and whether it keeps up. Red first comes from here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jinliang.core.day import Period
from jinliang.core.indicator import met
from jinliang.core.pack import Pace, Target

Basis = Literal["yearly", "calendar", "linear"]
Status = Literal["late", "watch", "fine", "done", "idle"]


@dataclass(frozen=True, slots=True)
class Due:
    """The share of the target due on a day (0…1), and what that is measured against."""

    share: Decimal
    basis: Basis


def due(target: Target, period: Period, calendar: Sequence[str], day: date) -> Due:
    """The share due on a day: by yearly targets, else by the kind's calendar of yearly occasions (``06-30``), else linear in days.

    >>> from jinliang.core.day import Period
    >>> three = Period(date(2019, 1, 1), date(2021, 12, 31))
    >>> due(Target("=", Decimal(200), date(2021, 12, 31)), three, ["12-31"], date(2021, 6, 18)).share.quantize(Decimal("0.001"))
    Decimal('0.667')
    """
    if day < period.first:
        return Due(Decimal(0), "yearly" if target.yearly else "calendar" if calendar else "linear")
    if target.yearly:
        return Due(_yearly(target, period, day), "yearly")
    if calendar:
        occasions = [
            date.fromisoformat(f"{year}-{one}")
            for year in range(period.first.year, period.last.year + 1)
            for one in calendar
        ]
        inside = [one for one in occasions if period.first <= one <= period.last]
        if inside:
            return Due(Decimal(sum(one <= day for one in inside)) / len(inside), "calendar")
    return Due(elapsed(period, day), "linear")


def _yearly(target: Target, period: Period, day: date) -> Decimal:
    total = Decimal(0)
    for year, step in sorted(target.yearly.items()):
        whole = Period(date(year, 1, 1), date(year, 12, 31))
        total += step * elapsed(whole, day)
    return min(Decimal(1), total / target.value) if target.value else Decimal(1)


def elapsed(period: Period, day: date) -> Decimal:
    """The share of a period's days that are over at the end of a day, 0…1."""
    if day < period.first:
        return Decimal(0)
    if day >= period.last:
        return Decimal(1)
    return Decimal((day - period.first).days + 1) / ((period.last - period.first).days + 1)


def status(value: int | Decimal, target: Target, share_due: Decimal, pace: Pace, started: bool) -> Status:
    """Late, watched, fine, done, or idle before the period starts; thresholds are the pack's."""
    if met(value, target.operator, target.value):
        return "done"
    if not started:
        return "idle"
    share = Decimal(value) / target.value
    if share < pace.late * share_due:
        return "late"
    return "watch" if share < pace.watch * share_due else "fine"
