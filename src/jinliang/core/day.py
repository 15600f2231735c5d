"""Days as the law counts them: periods, months, ages, and the end of a public notice (公示).

A day is a `date` in city time. How long a notice runs is counted by 民法典 200–204 (until 2020-12-31 民法总则
200–204, the same rules): the day it starts is not counted, and a period that would end on a rest day ends on the next
working day. Which days are worked is the State Council's to say, year by year; where it has not spoken yet, nothing
is guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from jinliang.core.refusal import Refusal

Count = Literal["calendar", "working"]
"""How the days of a notice are counted: 日 or 工作日."""

LONGEST_NOTICE = 3_660
"""Days; a longer notice is a slip of the keyboard."""

_ONE = timedelta(days=1)
_DAY = re.compile(
    r"(?P<year>[0-9]{4})(?:(?P<sign>[-/.])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})"
    r"|年(?P<month_zh>[0-9]{1,2})月(?P<day_zh>[0-9]{1,2})日)"
)


def day(text: str) -> date:
    """A day as a person writes it: 2021-03-05, and also 2021/3/5, 2021.3.5 and 2021年3月5日.

    >>> day("2021年3月5日")
    datetime.date(2021, 3, 5)

    Raises Refusal: day_unreadable, no_such_day (naming the day that does not exist), day_out_of_range (before 1900 or
    after 2199).
    """
    shown = text.strip(" \t")
    found = _DAY.fullmatch(shown)
    if not found:
        raise Refusal("day_unreadable", f"“{shown}”不是日期", "写成 2021-03-05 的样子，用半角数字")
    year = int(found["year"])
    month, number = int(found["month"] or found["month_zh"]), int(found["day"] or found["day_zh"])
    if not 1900 <= year <= 2199:
        raise Refusal("day_out_of_range", f"“{shown}”的年份不在 1900 到 2199 之间", "核对年份")
    if not 1 <= month <= 12:
        raise Refusal("no_such_day", f"没有“{shown}”这一天：一年只有 12 个月", "核对月份，先写月，后写日")
    days = monthrange(year, month)[1]
    if not 1 <= number <= days:
        raise Refusal("no_such_day", f"没有“{shown}”这一天：{year} 年 {month} 月只有 {days} 天", "核对日期")
    return date(year, month, number)


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included. Raises Refusal period_backwards when the last day is before the first.

    >>> Period(date(2019, 1, 1), date(2021, 12, 31)).days
    1096
    """

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise Refusal("period_backwards", f"止日 {self.last} 早于起日 {self.first}", "把起止日对调，或核对年份")

    @property
    def days(self) -> int:
        """How many days it has, both ends counted."""
        return (self.last - self.first).days + 1

    def contains(self, on: date) -> bool:
        """Whether the day lies in it."""
        return self.first <= on <= self.last

    def overlap(self, other: Period) -> Period | None:
        """The days both have, or None."""
        first, last = max(self.first, other.first), min(self.last, other.last)
        return Period(first, last) if first <= last else None


def add_months(start: date, months: int) -> date:
    """The same day so many months on; where that month has no such day, its last day (民法典 202).

    >>> add_months(date(2018, 8, 31), 36), add_months(date(2019, 12, 31), 2)
    (datetime.date(2021, 8, 31), datetime.date(2020, 2, 29))
    """
    years, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(years, month + 1, min(start.day, monthrange(years, month + 1)[1]))


def completed_years(born: date, on: date) -> int:
    """Age in completed years (周岁) on a day: a year is complete on the birthday, for 29 February in a common year on
    1 March.

    >>> completed_years(date(1974, 6, 30), date(2024, 6, 29)), completed_years(date(1974, 6, 30), date(2024, 6, 30))
    (49, 50)

    Raises Refusal born_later when the day is before the birth.
    """
    if on < born:
        raise Refusal("born_later", f"出生日 {born} 晚于计算日 {on}", "核对出生日期")
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class Calendar:
    """The working days of the years it covers, as the State Council's yearly notices fix them.

    `rest` are weekdays off, `work` the Saturdays and Sundays worked instead; `sources` name each year's notice.
    Outside `years` every question is refused.
    """

    years: frozenset[int]
    rest: frozenset[date]
    work: frozenset[date]
    sources: tuple[tuple[int, str], ...] = ()

    def is_working(self, on: date) -> bool:
        """Whether the day is a working day. Raises Refusal holiday_table_missing for a year without a notice."""
        if on.year not in self.years:
            raise self.missing(on.year, on.year)
        return on in self.work or (on.weekday() < 5 and on not in self.rest)

    def missing(self, first: int, last: int) -> Refusal:
        """The refusal that names the years from `first` to `last` for which no notice has been imported."""
        years = "、".join(str(year) for year in range(first, last + 1) if year not in self.years)
        return Refusal(
            "holiday_table_missing",
            f"没有 {years} 年的节假日安排，算不出工作日",
            f"请管理员导入国务院办公厅 {years} 年节假日安排通知",
        )


@dataclass(frozen=True, slots=True)
class NoticeEnd:
    """When a notice is over: `raw_end` as counted, `end` after rolling off rest days: the last day on which an
    objection is in time.
    """

    raw_end: date
    end: date

    @property
    def free_on(self) -> date:
        """The first day on which what the notice guards may be done."""
        return self.end + _ONE


def notice_end(start: date, days: int, count: Count, calendar: Calendar) -> NoticeEnd:
    """The last day of a notice of so many days that starts on `start`, which is not counted (民法典 201, 203).

    Calendar days: if the last is a rest day, the next working day. Working days: the n-th one, shifted Saturdays and
    Sundays included.

    >>> table = Calendar(frozenset({2021}), frozenset({date(2021, 10, 7)}), frozenset({date(2021, 10, 9)}))
    >>> notice_end(date(2021, 9, 22), 15, "calendar", table)
    NoticeEnd(raw_end=datetime.date(2021, 10, 7), end=datetime.date(2021, 10, 8))

    Raises Refusal: days_not_positive, days_too_many, holiday_table_missing (naming the years without a table).
    """
    if days < 1:
        raise Refusal("days_not_positive", f"公示期是 {days} 天", "公示期至少 1 天")
    if days > LONGEST_NOTICE:
        raise Refusal("days_too_many", f"公示期是 {days} 天，超过十年", "核对天数")
    if count == "calendar":
        raw_end = start + timedelta(days=days)
        return NoticeEnd(raw_end, _worked_from(raw_end, start, calendar))
    end, left, soonest = start, days, start + timedelta(days=days)
    while left:
        end += _ONE
        if end.year not in calendar.years:
            raise calendar.missing(end.year, max(end, soonest).year)
        left -= calendar.is_working(end)
    return NoticeEnd(end, end)


def _worked_from(on: date, start: date, calendar: Calendar) -> date:
    """The day itself if it is worked, else the next day that is."""
    while True:
        if on.year not in calendar.years:
            raise calendar.missing(min(start.year, on.year), on.year)
        if calendar.is_working(on):
            return on
        on += _ONE
