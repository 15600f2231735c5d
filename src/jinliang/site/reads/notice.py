"""Notices (公示) as they are read: with their last day where the adopted calendar tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast

from jinliang.core.day import Count, NoticeEnd, notice_end
from jinliang.core.refusal import Refusal
from jinliang.site.models import Notice
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs

__all__ = ["Notice", "Shown", "running", "shown"]


@dataclass(frozen=True, slots=True)
class Shown:
    """A notice as it is shown: its last day where the calendar tells it, else the unrolled day and why it is provisional."""

    row: Notice
    end: date
    doubt: str

    @property
    def over(self) -> bool:
        """Whether its last day is past and known."""
        return not self.doubt and clock.today() > self.end


def shown(row: Notice) -> Shown:
    """A notice with its end; past the last adopted year the unrolled day is shown and nothing may be done on it."""
    try:
        end: NoticeEnd = notice_end(row.started_on, row.days, cast("Count", row.count), packs.calendar())
    except Refusal as no:
        return Shown(row, row.started_on + timedelta(days=row.days), f"{no.why}；{no.fix}")
    return Shown(row, end.end, "")


def of(subject: Any) -> tuple[Shown, ...]:
    """The notices of a deal or a batch, the newest first, with their objections."""
    return tuple(shown(one) for one in subject.notices.prefetch_related("objections__seat").order_by("-id"))


def running(found: Sequence[Shown]) -> Shown | None:
    """The notice that has not been stopped."""
    return next((one for one in found if one.row.stopped_on is None), None)


def waiting(found: Shown | None) -> int:
    """How many objections to a notice have no answer."""
    return sum(one.answered_on is None for one in found.row.objections.all()) if found else 0
