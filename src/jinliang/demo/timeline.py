"""The order of the demo city's history: everything happens on its day, through the real acts, with the clock set to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from jinliang.packs.holiday import shipped_calendar
from jinliang.site.reads import clock

FIRST_MINUTE, LAST_MINUTE = 8 * 60 + 40, 17 * 60 + 20


def working(day: date) -> date:
    """The day itself or the next working day; of a year without a holiday notice, the next weekday.

    >>> working(date(2021, 5, 1))
    datetime.date(2021, 5, 6)
    """
    calendar = shipped_calendar()
    while not (calendar.is_working(day) if day.year in calendar.years else day.weekday() < 5):
        day += timedelta(days=1)
    return day


class Timeline:
    """What is going to happen when. Of one day, things happen in the order in which they were put down."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._due: dict[date, list[tuple[bool, Callable[[], object]]]] = {}

    def on(self, day: date, do: Callable[[], object], soon: bool = False) -> None:
        """Puts something down for a day, `soon` = some minutes after what was put down for that day before it.

        Raises ValueError when nobody works on the day.
        """
        if working(day) != day:
            raise ValueError(f"nobody works on {day}")
        todo = self._due.setdefault(day, [])
        todo.append((soon and bool(todo), do))

    def run(self, each: Callable[[date], None]) -> None:
        """Lets everything happen. `each` is told every day on which something did, when it is over."""
        for day, todo in sorted(self._due.items(), key=lambda one: one[0]):
            for minute, (_, do) in zip(self._minutes([soon for soon, _ in todo]), todo, strict=True):
                with clock.set_to(clock.at(day, minute)):
                    do()
            each(day)

    def _minutes(self, soon: list[bool]) -> list[int]:
        """The minute of each thing of a day, in order."""
        starts = sorted(self._rng.sample(range(FIRST_MINUTE, LAST_MINUTE), soon.count(False)))
        found = [starts.pop(0)]
        for follows in soon[1:]:
            minute = found[-1] + self._rng.randrange(1, 6) if follows else starts.pop(0)
            found.append(max(minute, found[-1] + 1))
        return found
