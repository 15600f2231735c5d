"""The board at a million facts: all readings against the fastest SQL on a table laid out just for them, and the cost of one new fact."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from jinliang.bench.scratch import fill, scratch
from jinliang.core.access import SYSTEM
from jinliang.core.pack import Indicator, Pack
from jinliang.core.select import Held
from jinliang.core.statement import PartyRef, Statement
from jinliang.site.acts import fact as facts
from jinliang.site.acts.perform import Doing, act
from jinliang.site.reads import board as boards
from jinliang.site.reads import pack as packs
from jinliang.site.reads import reading, tally
from jinliang.site.reads.tally import Ask

DAY = date(2021, 6, 18)
SMALL = 10_000
ACTS = 200
TIMES = 5


@dataclass(frozen=True, slots=True)
class Result:
    """Milliseconds: all readings by us and by the reference (medians), one new fact until the board shows it, here and when small."""

    facts: int
    ours_ms: float
    reference_ms: float
    ratio: float
    fresh_ms: float
    fresh_ms_small: float
    plans: tuple[str, ...] = ()


def run(count: int, report: Callable[[str], None], plans: bool = False) -> Result:
    """Fills a scratch city with `count` facts and measures. Raises AssertionError when ours, reference and recomputation disagree."""
    report(f"填入 {SMALL:,} 件事实")
    with scratch():
        fill(SMALL)
        small = fresh(report)
    report(f"填入 {count:,} 件事实")
    with scratch():
        filled = fill(count)
        known_by = filled.head - max(1, filled.head // 50)
        pack = packs.plan()
        lay_out(pack)
        ours, ours_ms = _timed(lambda: _ours(known_by))
        theirs, reference_ms = _timed(lambda: _reference(pack, known_by))
        assert ours == theirs, [pair for pair in zip(ours, theirs, strict=True) if pair[0] != pair[1]]
        told = _plans(pack, known_by) if plans else ()
        one = fresh(report)
    return Result(count, ours_ms, reference_ms, round(ours_ms / reference_ms, 2), one, small, told)


def _timed(ask: Callable[[], Any]) -> tuple[Any, float]:
    took: list[float] = []
    answer = ask()
    for _ in range(TIMES):
        begun = time.perf_counter()
        answer = ask()
        took.append(time.perf_counter() - begun)
    return answer, round(statistics.median(took) * 1000, 1)


def _ours(known_by: int) -> list[tuple[str, Decimal]]:
    reading.memo.clear()
    found = reading.readings(packs.PLAN, DAY, known_by)
    return [(row.indicator.id, Decimal(row.value)) for row in found.rows]


def lay_out(pack: Pack) -> None:
    """The reference's table: for each indicator just the facts that meet its still conditions, in columns no wider than needed.

    It knows the questions beforehand and can answer no others: no slices, no explanations, no new packs.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            'CREATE TABLE ref (q smallint, entry int, "on" date, until date, known int, gone int, ended int, end_on date,'
            " amount numeric(20, 2), who int) PARTITION BY LIST (q)"
        )
        for place, one in enumerate(pack.indicators):
            _fill_part(cursor, place, one.selector.kind, _mask(one), _role(one))
        kinds = {held.kind: held.role for one in pack.indicators for held in _held(one)}
        for place, (kind, role) in enumerate(kinds.items()):
            _fill_part(cursor, 100 + place, kind, None, role)
        cursor.execute("VACUUM ANALYZE ref")


def _fill_part(cursor: Any, q: int, kind: str, mask: int | None, role: str | None) -> None:
    cursor.execute(f"CREATE TABLE ref_{q} PARTITION OF ref FOR VALUES IN ({q})")
    who = "r.party" if role else "NULL"
    join = "JOIN site_tallyrole r ON r.fact = t.fact AND r.kind = t.kind AND r.role = %s" if role else ""
    cursor.execute(
        f'INSERT INTO ref SELECT {q}, t.entry, t."on", t.until, t.known, t.gone, t.ended, t.end_on, t.amount, {who}'
        f" FROM site_tally t {join} WHERE t.kind = %s AND (%s = 0 OR (t.fits & %s) <> 0)"
        ' ORDER BY t."on"',
        [*([role] if role else []), kind, mask or 0, mask or 0],
    )


def _mask(one: Indicator) -> int | None:
    bit = tally.bits([Ask.of(one, DAY, 0)])[0]
    return None if bit is None else 1 << bit


def _held(one: Indicator) -> list[Held]:
    return [condition.value for condition in one.selector.held if isinstance(condition.value, Held)]


def _role(one: Indicator) -> str | None:
    return one.selector.held[0].field.removeprefix("role:") if one.selector.held else None


def _sql(pack: Pack, known_by: int) -> str:
    kinds = list({held.kind: held.role for one in pack.indicators for held in _held(one)})
    parts: list[str] = []
    for place, one in enumerate(pack.indicators):
        measured = "count(DISTINCT entry)::numeric" if one.measure == "count_entries" else "coalesce(sum(amount), 0)"
        where = f"q = {place} AND known <= {known_by} AND (gone IS NULL OR gone > {known_by}) AND \"on\" <= '{DAY}'"
        if one.mode == "flow" and one.period:
            where += f" AND \"on\" >= '{one.period.first}' AND \"on\" <= '{one.period.last}'"
        else:
            where += f" AND (until IS NULL OR until >= '{DAY}')"
            where += f" AND (ended IS NULL OR ended > {known_by} OR end_on >= '{DAY}')"
        for held in _held(one):
            where += (
                f" AND EXISTS (SELECT 1 FROM ref h WHERE h.q = {100 + kinds.index(held.kind)} AND h.who = ref.who"
                f" AND h.known <= {known_by} AND (h.gone IS NULL OR h.gone > {known_by})"
                ' AND h."on" <= ref."on" AND (h.until IS NULL OR h.until >= ref."on")'
                f' AND (h.ended IS NULL OR h.ended > {known_by} OR h.end_on >= ref."on"))'
            )
        parts.append(f"SELECT {place} AS place, {measured} AS value FROM ref WHERE {where}")
    return " UNION ALL ".join(parts)


def _reference(pack: Pack, known_by: int) -> list[tuple[str, Decimal]]:
    with connection.cursor() as cursor:
        cursor.execute(_sql(pack, known_by))
        found = dict(cursor.fetchall())
    return [(one.id, Decimal(found[place])) for place, one in enumerate(pack.indicators)]


def _plans(pack: Pack, known_by: int) -> tuple[str, ...]:
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (ANALYZE, COSTS OFF) " + _sql(pack, known_by))
        return tuple(line for (line,) in cursor.fetchall())


@act("bench.state", "基准陈述")
def _state(doing: Doing, statement: Statement) -> facts.Stating:
    stating = facts.Stating(statement)
    facts.state(doing, [stating])
    return stating


def fresh(report: Callable[[str], None]) -> float:
    """The median cost, in ms, of one act that states a fact until the board shows it; each value is held against recomputation."""
    pack = packs.plan()
    took: list[float] = []
    boards.board(SYSTEM, as_of=DAY)
    report(f"逐件办理 {ACTS} 件")
    for n in range(ACTS):
        one = pack.indicators[n % len(pack.indicators)]
        statement = _statement(pack, one, n)
        begun = time.perf_counter()
        _state(SYSTEM, statement)
        shown = boards.board(SYSTEM, as_of=DAY)
        took.append(time.perf_counter() - begun)
        anew = tally.points([Ask.of(one, DAY, shown.known.number)], [DAY])[0][0]
        row = next(row for row in shown.rows if row.indicator.id == one.id)
        assert Decimal(row.reading.value) == anew.value, one.id
    return round(statistics.median(took) * 1000, 1)


def _statement(pack: Pack, one: Indicator, n: int) -> Statement:
    kind = pack.kind(one.selector.kind)
    parties = {
        field.role: (PartyRef(1 + n, "enterprise", f"主体{n}", "", None),) for field in kind.fields if field.role
    }
    return Statement(
        kind=kind.id,
        on=date(2021, 6, 1),
        until=date(2023, 6, 1) if kind.until else None,
        roles=parties,
        area=pack.areas[n % len(pack.areas)].id,
        amount=Decimal("1000000.00") if any(field.id == "amount" for field in kind.fields) else None,
        quantity=None,
        values={},
        entries={},
        key=f"fresh-{n}",
        title=f"新台账 {n}",
    )
