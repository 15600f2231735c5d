"""Whether what is offered meets what is asked (满足、不满足、不明). The convention:

- What is asked is a demand on capability; what is offered is the best its author can say. An offer's bound is taken at its
  word and no further: 大于5年 does not meet 10 年.
- A scope (适用管径, 工作温度, 量程) is what the offer can serve: it meets what lies inside it. Any other offered range is a
  spread, which must lie within what is asked as a whole.
- A bound of the other direction that only overlaps, a quantity that may be another one, a thing not said: unknown.
- What was before, elsewhere or in an example is no promise, and what is waived is not asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from jinliang.core.condition.bound import Condition, Sense
from jinliang.core.condition.quantity import likeness

Result = Literal["met", "broken", "unknown"]

NEAR = Decimal("0.025")
"""How far, of its value, a plain number may be off and still be the same: 40 公斤 is told for 4 MPa."""
EXACT = Decimal("1e-9")
ROUGHLY = Decimal("0.1")
"""The same where either side says 约 or 左右."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether an asked condition is met, and the offered condition that decided; None where none could."""

    asked: Condition
    result: Result
    offered: Condition | None = None


def verdicts(asked: Sequence[Condition], offered: Sequence[Condition]) -> tuple[Verdict, ...]:
    """One verdict for each asked condition, in their order; the order of what is offered does not matter.

    >>> from jinliang.core.condition.bound import conditions
    >>> need = conditions("要耐300℃以上,一件最多给40秒,寿命不少于10年")
    >>> offer = conditions("可承受350℃,单件节拍55 s,固化温度80℃")
    >>> [(one.result, one.offered.text if one.offered else "") for one in verdicts(need, offer)]
    [('met', '承受350℃'), ('broken', '55 s'), ('unknown', '')]
    """
    return tuple(_verdict(one, offered) for one in asked)


def _verdict(asked: Condition, offered: Sequence[Condition]) -> Verdict:
    """The surest of the comparable offers decides; where equally sure ones disagree, nothing is known."""
    if asked.waived or asked.aside:
        return Verdict(asked, "unknown")
    rows = [(each, _like(asked, each)) for each in offered if not (each.waived or each.aside)]
    surest = max((sure for _, sure in rows), default=0)
    if not surest:
        return Verdict(asked, "unknown")
    told = sorted(
        ((_judged(asked, each), each) for each, sure in rows if sure == surest),
        key=lambda one: (one[0], one[1].start, one[1].text),
    )
    results = {result for result, _ in told if result != "unknown"}
    if len(results) == 1:
        return next(Verdict(asked, result, each) for result, each in told if result in results)
    return Verdict(asked, "unknown", told[0][1])


def _inverse(one: Condition) -> Condition | None:
    """A rate of pieces as the time for one: 120 件/h is 30 s."""
    low, high = (None if each is None or each <= 0 else Decimal(3600) / each for each in (one.high, one.low))
    if low is None and high is None:
        return None
    spoken = replace(one.quantity, dimension="time", facets=frozenset({"takt"}), content=frozenset())
    swapped: dict[Sense, Sense] = {"floor": "ceiling", "ceiling": "floor"}
    sense = swapped.get(one.sense, one.sense)
    return replace(
        one, quantity=spoken, low=low, high=high, unit="s", low_open=one.high_open, high_open=one.low_open, sense=sense
    )


def _takts(asked: Condition, offered: Condition) -> tuple[Condition, Condition]:
    """Both as times where one is a takt and the other a rate."""
    kinds = (asked.quantity.dimension, offered.quantity.dimension)
    if kinds == ("time", "rate") and "takt" in asked.quantity.facets:
        return asked, _inverse(offered) or offered
    if kinds == ("rate", "time") and "takt" in offered.quantity.facets:
        return _inverse(asked) or asked, offered
    return asked, offered


def _like(asked: Condition, offered: Condition) -> int:
    """How surely both speak of the same: never a level and a change, nor a rise and a fall."""
    asked, offered = _takts(asked, offered)
    return likeness(asked.quantity, offered.quantity) if asked.change == offered.change else 0


def _judged(asked: Condition, offered: Condition) -> Result:
    asked, offered = _takts(asked, offered)
    asked = _demand(asked)
    scope = asked.quantity.scope or offered.quantity.scope
    if scope and offered.sense == "reach" and offered.low is not None and offered.low >= 0:
        offered = replace(offered, low=None, high=offered.low)
    # 轴最高16000转 is what there is: an offer that says less, and does not call it its scope, may suit.
    if asked.sense == "limit":
        edge = asked.high if asked.low is None else asked.low
        result = _within(replace(asked, low=edge, high=edge), offered, scope)
        return "unknown" if result == "broken" and not (offered.quantity.stated or offered.sense == "limit") else result
    if asked.low is not None and asked.high is not None:
        return _within(asked, offered, scope)
    if asked.low is not None:
        return _beyond(_mirror(asked), _mirror(offered), scope)
    return _beyond(asked, offered, scope) if asked.high is not None else "unknown"


def _demand(asked: Condition) -> Condition:
    """A plain number is a bound where everybody knows which way is better: 寿命5年 asks for five at least, 电耗降三成 for as much."""
    if asked.sense != "value":
        return asked
    if asked.change or asked.quantity.better == "more":
        return replace(asked, high=None)
    return replace(asked, low=None) if asked.quantity.better == "less" else asked


def _mirror(one: Condition) -> Condition:
    """The same with every value's sign turned, so that a lower bound is judged as an upper one."""
    low, high = (None if each is None else -each for each in (one.high, one.low))
    return replace(one, low=low, high=high, low_open=one.high_open, high_open=one.low_open)


def _fits(offered: Decimal, asked: Condition, is_open: bool) -> bool:
    """Whether a value keeps an upper bound."""
    bound = asked.high or Decimal(0)
    return offered - bound <= abs(bound) * EXACT and not (asked.high_open and not is_open and offered == bound)


def _beyond(asked: Condition, offered: Condition, scope: bool) -> Result:
    """An asked upper bound."""
    if offered.low is not None and not _fits(offered.low, asked, offered.low_open):
        return "broken"
    if offered.high is None:
        return "met" if scope and offered.low is not None else "unknown"
    spread = offered.low is not None and offered.low != offered.high
    if scope and not offered.quantity.better and (spread or offered.sense == "limit"):
        return "met" if (asked.high or Decimal(0)) <= offered.high else "broken"
    if _fits(offered.high, asked, offered.high_open) or (spread and (scope or offered.quantity.choice)):
        return "met"
    return "unknown" if spread else "broken"


def _within(asked: Condition, offered: Condition, scope: bool) -> Result:
    """An asked value or range."""
    low, high = asked.low or Decimal(0), asked.high or Decimal(0)
    rough = ROUGHLY if "about" in (asked.sense, offered.sense) else NEAR if asked.sense == "value" else EXACT
    slack = max(abs(low), abs(high)) * rough
    least = Decimal("-Infinity") if offered.low is None else offered.low
    most = Decimal("Infinity") if offered.high is None else offered.high
    covers = least <= low + slack and most >= high - slack
    inside = least >= low - slack and most <= high + slack
    if low == high and offered.low is not None and offered.low == offered.high:
        return _single(low, offered.low, slack, asked, scope)
    if least > high + slack or most < low - slack:
        return "broken"
    if covers:
        bounded = offered.low is not None and offered.high is not None
        return "met" if scope or offered.quantity.choice or (bounded and low == high) else "unknown"
    if inside and not scope:
        return "met"
    return "broken" if scope and (not inside or offered.low != offered.high) else "unknown"


_LOOSE = frozenset(("count", "cycles", "ratio", "power", "money"))


def _single(wanted: Decimal, told: Decimal, slack: Decimal, asked: Condition, scope: bool) -> Result:
    """One value against one: the same, or in a temperature of use the further from the room's; else only a scope excludes."""
    if abs(wanted - told) <= slack:
        return "met"
    if asked.quantity.dimension == "temperature":
        further = (told <= wanted < 0) or (told >= wanted > 0)
        return "unknown" if not scope else "met" if further else "broken"
    if asked.quantity.facets & {"spin", "working", "flowing"} and told > wanted:
        return "met"
    return "broken" if scope or (asked.sense == "about" and asked.quantity.dimension not in _LOOSE) else "unknown"
