"""One selector, many uses: a kind, conditions and dates; and always the answer to *why not*.

Indicators count what a selector takes, awards pay for it, duties demand it. It never grows into a language: six operators, no
nesting. More is a new named measure in Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jinliang.core.day import Period
from jinliang.core.fact import Fact, Value

Operator = Literal["equals", "one_of", "at_least", "at_most", "not", "holds"]
Mode = Literal["flow", "stock"]

REASONS: Mapping[str, str] = {
    "reversed": "已冲销",
    "replaced": "已更正，以更正后的为准",
    "not_yet": "发生在截至日之后",
    "outside_period": "不在计划期内",
    "ended": "截至日之前已终止",
    "expired": "截至日之前已到期",
    "where": "不符合计数条件",
    "no_value": "没有填要相加的数",
    "same_entry": "同一台账已由另一件事实计入",
}
"""Why a fact is left out, in the order in which the reasons are asked; the first that applies is given."""


@dataclass(frozen=True, slots=True)
class Held:
    """The value of `holds`: the party must stand in `role` in a fact of `kind`."""

    kind: str
    role: str


@dataclass(frozen=True, slots=True)
class Condition:
    """`field op value`; `field` is `on`, `area`, `role:<role>` or a name among the values."""

    field: str
    op: Operator
    value: Value | tuple[Value, ...] | Held


@dataclass(frozen=True, slots=True)
class Selector:
    """Facts of one kind that meet every condition."""

    kind: str
    where: tuple[Condition, ...] = ()

    @property
    def still(self) -> tuple[Condition, ...]:
        """The conditions that a fact meets or not for ever, whatever is asked: all but `holds`."""
        return tuple(c for c in self.where if c.op != "holds")

    @property
    def held(self) -> tuple[Condition, ...]:
        """The `holds` conditions, whose answer depends on what is known."""
        return tuple(c for c in self.where if c.op == "holds")


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of the city: facts with party `value` in a role (`by` = `role:<role>`), or of that very area (`by` = `area`)."""

    by: str
    value: int | str

    def takes(self, fact: Fact) -> bool:
        """Whether the fact lies inside the slice. Facts of several partners stand in each one's slice whole."""
        if self.by == "area":
            return fact.area == self.value
        return self.value in fact.roles.get(self.by.removeprefix("role:"), ())


def field_values(fact: Fact, name: str) -> tuple[Value, ...]:
    """What a fact has in a field: nothing when it is missing, several when a role has several parties."""
    if name == "on":
        return (fact.on,)
    if name == "area":
        return () if fact.area is None else (fact.area,)
    if name.startswith("role:"):
        return tuple(fact.roles.get(name.removeprefix("role:"), ()))
    value = fact.values.get(name)
    return () if value is None else (value,)


def _alike(got: Value, want: Value) -> tuple[Value, Value]:
    """Both as numbers where one is a number, both as dates where one is a date: packs and forms bring them as text."""
    for one in (got, want):
        if isinstance(one, (int, Decimal)) and not isinstance(one, bool):
            return _number(got), _number(want)
        if isinstance(one, date):
            return _date(got), _date(want)
    return got, want


def _number(value: Value) -> Decimal | None:
    if isinstance(value, bool):
        return None
    try:
        return Decimal(str(value))
    except ArithmeticError:
        return None


def _date(value: Value) -> date | None:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None


def same(got: Value, want: Value) -> bool:
    """Equality of field values: amounts and quantities as numbers, dates as dates, text as text."""
    left, right = _alike(got, want)
    return left is not None and left == right


def _bounded(got: Value, bound: Value, op: Operator) -> bool:
    left, right = _alike(got, bound)
    if left is None or right is None:
        return False
    return bool(left >= right) if op == "at_least" else bool(left <= right)  # type: ignore[operator]


Holds = Callable[[int | str, Held, date], bool]
"""(party, held, day) -> whether the party stands in that role in a fact of that kind on that day, as known by the same number."""


def meets(fact: Fact, condition: Condition, holds: Holds | None = None) -> bool:
    """Whether a fact meets one condition. A missing field satisfies `not` and no other operator.

    >>> from datetime import date
    >>> f = Fact(1, 1, "k", date(2020, 1, 1), None, 1, values={"amount": Decimal("10.00")})
    >>> meets(f, Condition("amount", "at_least", "10")), meets(f, Condition("class", "not", "void"))
    (True, True)
    """
    got = field_values(fact, condition.field)
    op, want = condition.op, condition.value
    if isinstance(want, Held):
        return holds is not None and any(holds(party, want, fact.on) for party in got if isinstance(party, int | str))
    if isinstance(want, tuple):
        return any(same(value, one) for value in got for one in want)
    if op == "equals":
        return any(same(value, want) for value in got)
    if op == "not":
        return not any(same(value, want) for value in got)
    return any(_bounded(value, want, op) for value in got)


@dataclass(frozen=True, slots=True)
class Span:
    """Which days a selector asks for: a flow within a period up to a day, or what stands on that day."""

    mode: Mode
    as_of: date
    period: Period | None = None

    def why_not(self, fact: Fact, known_by: int) -> str | None:
        """The date reason that leaves a fact out, or None. Flow: until and ends do not matter. Stock: no period is asked."""
        if fact.on > self.as_of:
            return "not_yet"
        if self.mode == "flow":
            inside = self.period is None or self.period.first <= fact.on <= self.period.last
            return None if inside else "outside_period"
        end = fact.end_by(known_by)
        if end is not None and end.on < self.as_of:
            return "ended"
        if fact.until is not None and fact.until < self.as_of:
            return "expired"
        return None


def why_not(fact: Fact, selector: Selector, span: Span, known_by: int, holds: Holds) -> str | None:
    """Why a known fact of the selector's kind is not taken (a code of `REASONS`), or None when it is."""
    gone = fact.gone_by(known_by)
    if gone is not None:
        return "reversed" if gone.way == "reverse" else "replaced"
    late = span.why_not(fact, known_by)
    if late is not None:
        return late
    return None if all(meets(fact, c, holds) for c in selector.where) else "where"
