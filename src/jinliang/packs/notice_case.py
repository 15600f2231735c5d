"""A public notice (公示) on the shipped holidays: when it ends, and whether it is as long as the law asks."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from jinliang.core.day import Count, NoticeEnd, notice_end
from jinliang.core.refusal import Refusal
from jinliang.packs.given import Day, Given
from jinliang.packs.holiday import shipped_calendar
from jinliang.packs.parameter import notice_length, parameter_row

NOTICES = ("price", "cash_award", "empowerment", "subsidy_list")


class NoticeGiven(Given):
    """A notice: from a day, which is not counted, so many calendar or working days."""

    start: Day
    days: int
    count: Literal["calendar", "working"]


def notice(start: date, days: int, count: Count, kind: str = "") -> NoticeEnd:
    """When a notice ends. With a kind it is held against the law's least length on its first day.

    Raises Refusal: no_such_notice, notice_too_short, and what `notice_end` raises.
    """
    if kind:
        check_length(kind, start, days, count)
    return notice_end(start, days, count, shipped_calendar())


def check_length(kind: str, start: date, days: int, count: Count) -> None:
    """A notice may be longer than the law asks, never shorter. Raises Refusal: no_such_notice, notice_too_short."""
    if kind not in NOTICES:
        raise Refusal("no_such_notice", f"没有“{kind}”这种公示", f"写其中之一：{'、'.join(NOTICES)}")
    row = parameter_row(f"notice.{kind}", start)
    least, unit = notice_length(row.id, start)
    if days < least or (unit == "working" and count == "calendar"):
        asked = f"{least} 个工作日" if unit == "working" else f"{least} 日"
        raise Refusal("notice_too_short", f"{row.label}不少于 {asked}（{row.cite}）", f"改成 {asked}，不能缩短")


def notice_told(start: date, days: int, count: Count, found: NoticeEnd) -> dict[str, Any]:
    """The notice in the words of a case: last day, first free day, and for calendar days the day before rolling."""
    told = {"start": start.isoformat(), "days": days, "count": count}
    told |= {"raw_end": found.raw_end.isoformat()} if count == "calendar" else {}
    return told | {"end": found.end.isoformat(), "free_on": found.free_on.isoformat()}
