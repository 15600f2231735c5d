"""Known-by: what was known when is a journal number. A day means its last entry, or that of the nearest day before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar

from jinliang.core.day import day as parse_day
from jinliang.core.refusal import Refusal
from jinliang.site.models import Act
from jinliang.site.reads import clock
from jinliang.site.reads.moment import looking, moment

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Known:
    """A journal number with its city day and hash; `now` when it is the head at the time of asking."""

    number: int
    day: date
    hash: str
    now: bool


def head() -> Known:
    """All that is known now."""
    top = moment()
    return Known(top.number, clock.today(), top.hash, True)


def known(by: str | int | date | None = None) -> Known:
    """Resolves a number, a day or nothing (= now). Raises Refusal `not_known_yet` beyond the head, or on a day to come."""
    top = head()
    if by is None or by == "":
        return top
    if isinstance(by, str):
        by = int(by) if by.isdecimal() and len(by) < 8 else parse_day(by)
    if isinstance(by, date):
        if by > clock.today():
            raise Refusal("not_known_yet", f"{by} 还没有到", f"选 {clock.today()} 或之前的一天")
        row = Act.objects.filter(day__lte=by).order_by("-number").values("number", "hash").first()
        number, hash = (row["number"], row["hash"]) if row else (0, "")
        return Known(number, by, hash, number == top.number)
    if by > top.number:
        raise Refusal("not_known_yet", f"留痕只到第 {top.number} 条", f"填 {top.number} 或更小的数")
    found = Act.objects.filter(number=by).values("day", "hash").first()
    return Known(by, found["day"] if found else clock.today(), found["hash"] if found else "", by == top.number)


def asked_day(day: date) -> date:
    """A day as of which something may be asked: past, present or to come, from 1900 to 2100. Raises Refusal `day_out_of_range`."""
    if not 1900 <= day.year <= 2100:
        raise Refusal("day_out_of_range", f"{day} 不在 1900 到 2100 年之间", "核对截至日的年份")
    return day


_caches: list[Callable[[], None]] = []


def forget() -> None:
    """Forgets all that reads have answered (another city in the same database)."""
    for clear in _caches:
        clear()


def remembered(read: Callable[P, R]) -> Callable[P, R]:
    """Keeps what a read answers until the next act, for pages: it must follow from its arguments, the journal and the day alone.

    Only blocks that look (`moment.held`) are answered from here: an act under way sees its own writes, which may yet be undone.
    """

    @lru_cache(maxsize=256)
    def kept(now: Known, *args: P.args, **kwargs: P.kwargs) -> R:
        return read(*args, **kwargs)

    _caches.append(kept.cache_clear)

    @wraps(read)
    def answer(*args: P.args, **kwargs: P.kwargs) -> R:
        # Before the first act nothing tells one empty city from another.
        if not looking() or not moment().number:
            return read(*args, **kwargs)
        return kept(head(), *args, **kwargs)  # type: ignore[arg-type]  # whoever asks so says that they can be compared

    return answer
