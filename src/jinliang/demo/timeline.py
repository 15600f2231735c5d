"""The order of the demo city's history: everything happens on its day, through the real acts, with the clock set to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from jinliang.packs.holiday import shipped_calendar
from jinliang.site.reads import clock

FIRST_MINUTE, LAST_MINUTE = 9 * 60, 17 * 60 + 30


def working(day: date) -> date:
    """The day itself or the next working day; of a year without a holiday notice, the next weekday.

    >>> working(date(2021, 5, 1))
    datetime.date(2021, 5, 6)
    """
    calendar = shipped_calendar()
    while not (calendar.is_working(day) if day.year in calendar.years else day.weekday() < 5):
        day += timedelta(days=1)
    return day


@dataclass(slots=True)
class Timeline:
    """What is going to happen when. Of one day, things happen in the order in which they were put down."""

    _due: list[tuple[date, int, Callable[[], object]]] = field(default_factory=list)

    def on(self, day: date, do: Callable[[], object]) -> None:
        """Puts something down for a day; it must be a working day. Raises ValueError."""
        if working(day) != day:
            raise ValueError(f"nobody works on {day}")
        self._due.append((day, len(self._due), do))

    def __len__(self) -> int:
        return len(self._due)

    def run(self, each: Callable[[date], None]) -> None:
        """Lets everything happen. `each` is told every day on which something did, when it is over."""
        self._due.sort(key=lambda one: one[:2])
        days: dict[date, list[Callable[[], object]]] = {}
        for day, _, do in self._due:
            days.setdefault(day, []).append(do)
        for day, todo in days.items():
            step = (LAST_MINUTE - FIRST_MINUTE) / len(todo)
            for place, do in enumerate(todo):
                # Nobody works by the quarter of an hour: minutes are spread a little, and stay in order.
                minute = int(FIRST_MINUTE + step * place) + place % max(1, min(7, int(step)))
                with clock.set_to(clock.at(day, minute)):
                    do()
            each(day)
