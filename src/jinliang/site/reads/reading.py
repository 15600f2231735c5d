"""Readings: the one function that board, reading page, CLI and API ask, so that numbers cannot disagree.

A reading at a day and a journal number never changes, so it is remembered; a later number is answered by recomputing only the
entries that the acts in between have touched.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from threading import Lock

from jinliang.core.day import Period
from jinliang.core.indicator import Comparison, met
from jinliang.core.pack import Indicator, Pack
from jinliang.core.refusal import Refusal
from jinliang.core.select import Slice
from jinliang.site.reads import pack as packs
from jinliang.site.reads import tally
from jinliang.site.reads.known import Known, known
from jinliang.site.reads.tally import Ask, Point

MANY = 2000
"""From how many touched entries on a reading is made anew instead of mended."""


@dataclass(frozen=True, slots=True)
class Row:
    """One indicator's reading: the value in its unit (yuan for money), the target, and how many facts carry it."""

    indicator: Indicator
    value: int | Decimal
    facts: int

    @property
    def target(self) -> Decimal:
        """The number promised."""
        return self.indicator.target.value

    @property
    def operator(self) -> Comparison:
        """The target's true operator."""
        return self.indicator.target.operator

    @property
    def met(self) -> bool:
        """Whether the target is reached."""
        return met(self.value, self.operator, self.target)


@dataclass(frozen=True, slots=True)
class Readings:
    """All readings of a plan at a day, as known by a journal number."""

    pack: Pack
    as_of: date
    known: Known
    rows: tuple[Row, ...]


class Memo:
    """What has been read: question and days -> (number, points). Pure answers, so forgetting and recomputing are both safe."""

    def __init__(self, size: int = 1024) -> None:
        self._size = size
        self._rows: OrderedDict[tuple[object, ...], tuple[int, list[Point]]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> tuple[int, list[Point]] | None:
        """The latest remembered answer to a question."""
        with self._lock:
            found = self._rows.get(key)
            if found is not None:
                self._rows.move_to_end(key)
            return found

    def put(self, key: tuple[object, ...], number: int, points: list[Point]) -> bool:
        """Remembers an answer unless a later one is there; says whether it did."""
        with self._lock:
            found = self._rows.get(key)
            if found is not None and found[0] > number:
                return False
            self._rows[key] = (number, points)
            while len(self._rows) > self._size:
                self._rows.popitem(last=False)
            return True

    def clear(self) -> None:
        """Forgets everything (another database, a rebuilt tally)."""
        with self._lock:
            self._rows.clear()


memo = Memo()


def points(asks: Sequence[Ask], days: Sequence[date], remember: Memo | None = None) -> list[list[Point]]:
    """Values of questions (all known by the same number) at days: remembered, mended or made anew."""
    store = memo if remember is None else remember
    found: list[list[Point] | None] = [None] * len(asks)
    anew: list[int] = []
    moved: dict[int, dict[str, set[int]]] = {}
    for place, ask in enumerate(asks):
        before = store.get(_key(ask, days))
        if before is not None and before[0] > ask.known_by:
            before = store.get(_exact(ask, days))
        if before is None:
            anew.append(place)
            continue
        number, old = before
        if number not in moved:
            moved[number] = tally.touched(number, ask.known_by) if number < ask.known_by else {}
        entries = tally.leaning(ask.selector, moved[number])
        if len(entries) > MANY:
            anew.append(place)
        else:
            found[place] = _mended(ask, days, number, old, entries) if entries else old
    for place, fresh in zip(anew, tally.points([asks[one] for one in anew], days), strict=True):
        found[place] = fresh
    for ask, row in zip(asks, found, strict=True):
        assert row is not None
        if not store.put(_key(ask, days), ask.known_by, row):
            # A later answer is there to be mended; what was known by an earlier number is kept beside it as it is.
            store.put(_exact(ask, days), ask.known_by, row)
    return [row for row in found if row is not None]


def _key(ask: Ask, days: Sequence[date]) -> tuple[object, ...]:
    """Where the latest answer to a question stands, whichever number it is known by."""
    return ("latest", replace(ask, known_by=0), tuple(days))


def _exact(ask: Ask, days: Sequence[date]) -> tuple[object, ...]:
    """Where the answer known by the question's own number stands."""
    return ("exact", ask, tuple(days))


def _mended(ask: Ask, days: Sequence[date], number: int, old: list[Point], entries: set[int]) -> list[Point]:
    """The old answer, with the touched entries' part of it taken out as it was and put in as it is."""
    part = tally.within(ask, entries)
    then, now = tally.points([replace(part, known_by=number), part], days)
    return [one.plus(more, less) for one, more, less in zip(old, now, then, strict=True)]


def value(indicator: Indicator, point: Point) -> int | Decimal:
    """A point as a value: yuan to the fen for amounts, an integer otherwise."""
    return point.value.quantize(Decimal("0.01")) if indicator.measure == "sum:amount" else int(point.value)


def readings(
    plan: str, as_of: date, by: str | int | date | Known | None = None, slice: Slice | None = None
) -> Readings:
    """Every indicator of a plan at a day, known by a journal number or day, in a slice or whole.

    Uses the plan's version known by that number and in force on that day. Raises Refusal `no_such_plan`, `not_known_yet`.
    """
    seen = by if isinstance(by, Known) else known(by)
    pack = plan_of(plan, seen, as_of)
    asks = [Ask.of(one, as_of, seen.number, slice) for one in pack.indicators]
    rows = points(asks, [as_of])
    return Readings(
        pack,
        as_of,
        seen,
        tuple(Row(one, value(one, row[0]), row[0].facts) for one, row in zip(pack.indicators, rows, strict=True)),
    )


def plan_of(plan: str, seen: Known, as_of: date | None = None) -> Pack:
    """The plan's version known by a number and in force on a day (None = today). Raises Refusal `no_such_plan`."""
    try:
        return packs.plan(plan, seen.number, as_of)
    except LookupError:
        raise Refusal("no_such_plan", f"没有采用名为“{plan}”的计划包", "用 jinliang check 查看可用的计划包") from None


@dataclass(frozen=True, slots=True)
class Explained:
    """A reading with the ids of the facts counted and of those left out, each with its reason."""

    row: Row
    pack: Pack
    as_of: date
    known: Known
    counted: tuple[int, ...]
    left_out: tuple[tuple[int, str], ...]


def narrowed(indicator: Indicator, period: Period | None) -> Indicator:
    """The same question about a part of the plan's time (a year). What stands on a day is asked as ever."""
    if period is None or indicator.mode == "stock":
        return indicator
    return replace(indicator, period=period)


def explain(
    plan: str,
    indicator: str,
    as_of: date,
    by: str | int | date | Known | None = None,
    slice: Slice | None = None,
    period: Period | None = None,
) -> Explained:
    """One reading, opened: what was counted and what was not, and why. Raises Refusal `no_such_indicator`."""
    seen = by if isinstance(by, Known) else known(by)
    pack = plan_of(plan, seen, as_of)
    found = next((one for one in pack.indicators if one.id == indicator), None)
    if found is None:
        names = "、".join(one.id for one in pack.indicators)
        raise Refusal("no_such_indicator", f"计划包 {plan} 没有指标“{indicator}”", f"可用：{names}")
    found = narrowed(found, period)
    ask = Ask.of(found, as_of, seen.number, slice)
    point = points([ask], [as_of])[0][0]
    rows = tally.explain(ask)
    return Explained(
        Row(found, value(found, point), point.facts),
        pack,
        as_of,
        seen,
        tuple(fact for fact, why in rows if why is None),
        tuple((fact, why) for fact, why in rows if why is not None),
    )
