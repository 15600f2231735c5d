"""The State Council's yearly holiday notices as data, and the working-day calendar they add up to.

A list of years is a proposal until it is adopted; one that has any flaw gives no calendar at all, because a year with
a holiday missing would shorten every notice that runs through it without anybody noticing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jinliang.core.day import Calendar
from jinliang.core.refusal import Flaw
from jinliang.packs import toml

STATUTORY = ("元旦", "春节", "清明", "劳动", "端午", "中秋", "国庆")
"""The holidays of every year (全国年节及纪念日放假办法 2); a notice may name two as one."""

LONGEST_BREAK = 15
"""Days; a longer break is a slip in the file."""


SHAPE = {
    "missing": "缺这一项",
    "extra_forbidden": "没有这一项",
    "too_short": "不能是空的",
    "string_too_short": "不能是空的",
    "int_type": "要填年份，例如 2027",
    "date_type": "不是日期",
    "date_from_datetime_parsing": "不是日期",
    "date_parsing": "不是日期",
}
"""What the commonest faults of shape are called."""


class Break(BaseModel):
    """One break: its name, first and last day off, weekends inside included."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str = Field(min_length=1)
    first: date
    last: date

    def days(self) -> Iterator[date]:
        """Every day of it."""
        day = self.first
        while day <= self.last:
            yield day
            day += timedelta(days=1)


class HolidayYear(BaseModel):
    """One year's notice: its number and those that changed it, the breaks, and the weekend days worked instead."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    year: int = Field(ge=2000, le=2199)
    title: str = Field(min_length=1)
    number: str = Field(min_length=1)
    amended: tuple[str, ...] = ()
    off: tuple[Break, ...] = Field(min_length=1)
    work: tuple[date, ...]

    @property
    def source(self) -> str:
        """The notice and its changes, for citing."""
        return "、".join((self.number, *self.amended))


class _Years(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    year: tuple[HolidayYear, ...] = Field(min_length=1)


def read_holidays(text: str) -> tuple[tuple[HolidayYear, ...], tuple[Flaw, ...]]:
    """The years in a TOML text of the shape of `holidays.toml`, and every flaw found; with any flaw, no years."""
    try:
        years = _Years.model_validate(tomllib.loads(text)).year
    except tomllib.TOMLDecodeError as error:
        return (), (Flaw("holidays", "TOML", f"文件读不懂：{error}", "按 holidays.toml 的样子写"),)
    except ValidationError as error:
        return (), tuple(
            Flaw(
                ".".join(str(step) for step in each["loc"]),
                str(each["input"])[:60],
                SHAPE.get(each["type"], "写法不对"),
                "按 holidays.toml 的样子写",
            )
            for each in error.errors()
        )
    flaws = tuple(flaw for index, year in enumerate(years) for flaw in _flaws(year, f"year[{index}]"))
    return (() if flaws else years), flaws


def check_holidays(text: str) -> tuple[tuple[HolidayYear, ...], tuple[Flaw, ...]]:
    """The same for a list that a person has written: each flaw's place names the year and the line on which its stanza begins."""
    data = toml.read(text)
    if isinstance(data, Flaw):
        return (), (data,)
    years, flaws = read_holidays(text)
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*year\s*\]\]", line)]
    return years, tuple(replace(one, place=_found(one.place, data.get("year"), lines)) for one in flaws)


def _found(place: str, stanzas: object, lines: list[int]) -> str:
    """`year[2].off[1]` as it is found in the text: 2021 年（第 35 行起）off[1]."""
    at = re.match(r"year(?:\.|\[)([0-9]+)\]?\.?(.*)", place)
    if at is None or not isinstance(stanzas, list) or len(stanzas) != len(lines):
        return place
    number = int(at[1])
    year = stanzas[number].get("year", "?")
    return f"{year} 年（第 {lines[number]} 行起）{at[2]}"


def _flaws(year: HolidayYear, place: str) -> Iterator[Flaw]:
    """What no notice can say: days of another year, worked weekdays, days both off and worked, a holiday left out."""
    earliest, latest = date(year.year - 1, 12, 1), date(year.year, 12, 31)
    off: set[date] = set()
    for index, each in enumerate(year.off):
        here = f"{place}.off[{index}]"
        if not earliest <= each.first <= each.last <= latest:
            yield Flaw(here, f"{each.first}–{each.last}", f"不是 {year.year} 年的一段放假日", "核对起止日，先写起日")
        elif (each.last - each.first).days >= LONGEST_BREAK:
            yield Flaw(here, f"{each.first}–{each.last}", f"放假超过 {LONGEST_BREAK} 天", "核对起止日")
        elif off.intersection(each.days()):
            yield Flaw(here, each.name, "与前面的放假日重叠", "同一天只写一次；两个节连放的合写一行")
        else:
            off.update(each.days())
    for index, day in enumerate(year.work):
        here = f"{place}.work[{index}]"
        if not earliest <= day <= latest:
            yield Flaw(here, str(day), f"不在 {year.year} 年", "核对年份")
        elif day.weekday() < 5:
            yield Flaw(here, str(day), "是周一到周五，不是调休上班的周末", "核对日期")
        elif day in off or day in year.work[:index]:
            yield Flaw(here, str(day), "同一天又放假又上班，或写了两次", "核对通知原文")
    for name in STATUTORY:
        if not any(name in each.name for each in year.off):
            yield Flaw(f"{place}.off", name, f"缺{name}，一年的安排不完整", "补上这个节日；只有一天或不调休的也要写")


def covers(years: Iterable[int]) -> str:
    """The years of a list, as its version is told.

    >>> covers([2020, 2019, 2026])
    '2019–2026'
    """
    every = sorted(years)
    return f"{every[0]}–{every[-1]}" if every else ""


def calendar(years: Iterable[HolidayYear]) -> Calendar:
    """The working-day calendar of the years given; of two stanzas for one year the later one holds."""
    chosen = {year.year: year for year in years}
    return Calendar(
        years=frozenset(chosen),
        rest=frozenset(
            day for year in chosen.values() for each in year.off for day in each.days() if day.weekday() < 5
        ),
        work=frozenset(day for year in chosen.values() for day in year.work),
        sources=tuple((year, chosen[year].source) for year in sorted(chosen)),
    )


def shipped_text() -> str:
    """The list that ships with the product, as written: what a first start adopts."""
    return (files("jinliang.packs") / "holidays.toml").read_text(encoding="utf-8")


@cache
def shipped_holidays() -> tuple[HolidayYear, ...]:
    """The years that ship with the product."""
    years, flaws = read_holidays(shipped_text())
    if flaws:
        raise ValueError(f"holidays.toml: {flaws}")
    return years


@cache
def shipped_calendar() -> Calendar:
    """The calendar of the shipped years.

    >>> shipped_calendar().is_working(date(2021, 10, 9))
    True
    """
    return calendar(shipped_holidays())
