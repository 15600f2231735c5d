"""Indicators: declared questions to the facts. A reading is the answer, with what was counted and what was left out.

This is the meaning; the site answers the same question by SQL over the tally, and tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jinliang.core.fact import Fact
from jinliang.core.select import Held, Selector, Slice, Span, why_not

Measure = Literal["count_entries", "sum:amount", "sum:quantity"]
Comparison = Literal[">=", ">", "=", "<=", "<"]


@dataclass(frozen=True, slots=True)
class Left:
    """A fact left out of a reading, and the first reason that applies."""

    fact: Fact
    why: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A value with the facts behind it: an integer for counts and quantities, yuan to the fen for amounts."""

    value: int | Decimal
    counted: tuple[Fact, ...]
    left_out: tuple[Left, ...]


def reading(
    facts: Iterable[Fact],
    selector: Selector,
    span: Span,
    measure: Measure,
    known_by: int,
    slice: Slice | None = None,
) -> Reading:
    """Answers an indicator from every fact there is: known, kind, slice, dates, conditions, measure, in that order.

    `facts` are all facts of all kinds, so that `holds` can look at other kinds. An answer known by N depends on entries 1…N alone.
    """
    known = [fact for fact in facts if fact.known <= known_by]
    by_kind: dict[str, list[Fact]] = {}
    for fact in known:
        by_kind.setdefault(fact.kind, []).append(fact)

    def holds(party: int | str, held: Held, day: date) -> bool:
        return any(
            party in one.roles.get(held.role, ()) and one.stands(day, known_by) for one in by_kind.get(held.kind, ())
        )

    taken: list[Fact] = []
    left: list[Left] = []
    for fact in by_kind.get(selector.kind, ()):
        if slice is not None and not slice.takes(fact):
            continue
        why = why_not(fact, selector, span, known_by, holds)
        if why is None:
            taken.append(fact)
        else:
            left.append(Left(fact, why))
    return _measured(taken, left, measure)


def _measured(taken: Sequence[Fact], left: list[Left], measure: Measure) -> Reading:
    counted: list[Fact] = []
    if measure == "count_entries":
        entries: set[int | str] = set()
        for fact in sorted(taken, key=lambda one: (one.known, one.id)):
            if fact.entry in entries:
                left.append(Left(fact, "same_entry"))
            else:
                entries.add(fact.entry)
                counted.append(fact)
        return Reading(len(counted), tuple(counted), tuple(left))
    name = measure.removeprefix("sum:")
    total = Decimal(0)
    for fact in taken:
        value = fact.values.get(name)
        if value is None:
            left.append(Left(fact, "no_value"))
        else:
            total += Decimal(str(value))
            counted.append(fact)
    value = total.quantize(Decimal("0.01")) if name == "amount" else int(total)
    return Reading(value, tuple(counted), tuple(left))


def met(value: int | Decimal, operator: Comparison, target: int | Decimal) -> bool:
    """Whether a value reaches a target with the target's own operator; a bare number is met from the number up.

    >>> met(100, ">", 100), met(300, ">=", 300), met(201, "=", 200)
    (False, True, True)
    """
    if operator == ">":
        return value > target
    if operator == "<=":
        return value <= target
    if operator == "<":
        return value < target
    return value >= target


def known_number(day: date, days: Sequence[tuple[int, date]]) -> int:
    """The journal number a day means: the last entry of that city day or, if it has none, of the nearest day before; 0 before the first.

    `days` are (number, city day) in journal order.
    """
    numbers = [number for number, on in days if on <= day]
    return max(numbers, default=0)
