"""Advancing the demo city's day."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import CityClock
from jinliang.site.reads import clock
from jinliang.site.reads.known import asked_day


@act("clock.advance", "推进城市日期")
def advance(doing: Doing, day: date) -> None:
    """Sets the demo city's day, forwards only. Outside demo mode the clock cannot be set. Raises Refusal."""
    if not settings.DEMO:
        raise Refusal("not_demo", "只有演示城市可以拨动日期", "正式环境用真实日期")
    require(doing.viewer, "admin", act="推进城市日期")
    before = clock.today()
    asked_day(day)
    if day <= before:
        raise Refusal("clock_back", f"城市日期现在是 {before}，不能往回拨", f"选 {before} 之后的一天")
    doing.change = {"day": [before.isoformat(), day.isoformat()]}
    doing.finally_(lambda _: _set(day))


def _set(day: date) -> None:
    CityClock.objects.update_or_create(id=1, defaults={"day": day})
