"""Whether a patent is worth its next fee: keep, drop or weigh, with every reason (维持还是放弃的建议).

The reasons are the fee's day, the patent's age, the interest shown on the market, and its value. The owner decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jinliang.core.day import add_months
from jinliang.core.patent_fee import Fee, patent_year
from jinliang.core.refusal import Composed


@dataclass(frozen=True, slots=True)
class AdviceRule:
    """Our own lines: scores from which to keep and under which to drop, years after which an unused patent is old, months after which
    silence on the market tells, days before a fee when the question is put.
    """

    keep: int
    drop: int
    old: int
    quiet: int
    ask: int


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a patent's use: criteria met, the last score, whether it is used, and the market: listed since, asked for, deals."""

    criteria: int = 0
    score: Decimal | None = None
    implemented: bool = False
    listed_on: date | None = None
    wanted: int = 0
    deals: int = 0
    pledged: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason of an advice: y for keeping, x against, q that it tells nothing."""

    mark: Literal["y", "x", "q"]
    text: str


@dataclass(frozen=True, slots=True)
class Advice:
    """Keep, drop or weigh, with every reason."""

    word: Literal["keep", "drop", "weigh"]
    grounds: tuple[Ground, ...]


ADVICE = {"keep": "建议维持", "drop": "建议放弃", "weigh": "两可，由人定"}


def advice(applied_on: date, owed: Fee | None, known: Known, rule: AdviceRule, on: date) -> Advice:
    """Whether to go on paying: more reasons for it than against, or the other way round. A pledged patent is never advised away."""
    grounds = (_fee(owed), _age(applied_on, known, rule, on), _interest(known, rule, on), *_worth(known, rule))
    for_it = sum((one.mark == "y") - (one.mark == "x") for one in grounds)
    word: Literal["keep", "drop", "weigh"] = (
        "keep" if for_it > 0 or known.pledged else "drop" if for_it < 0 else "weigh"
    )
    return Advice(word, tuple(one for one in grounds if one.text))


def _fee(owed: Fee | None) -> Ground:
    if owed is None:
        return Ground("q", "没有待缴的年费")
    told = {"day": str(owed.due_on), "year": str(owed.year), "amount": f"{owed.amount:,.0f}"}
    return Ground("q", Composed("%(day)s 前缴第 %(year)s 年年费 %(amount)s 元", **told))


def _age(applied_on: date, known: Known, rule: AdviceRule, on: date) -> Ground:
    year = str(patent_year(applied_on, max(on, applied_on)))
    if known.implemented:
        return Ground("y", Composed("第 %(year)s 年，已实施", year=year))
    old = add_months(applied_on, 12 * rule.old) <= on
    return Ground("x" if old else "q", Composed("第 %(year)s 年，还没有实施", year=year))


def _interest(known: Known, rule: AdviceRule, on: date) -> Ground:
    if known.deals or known.wanted:
        told = {"wanted": str(known.wanted), "deals": str(known.deals)}
        return Ground("y", Composed("市场上 %(wanted)s 家有意，%(deals)s 笔交易", **told))
    if known.listed_on is None:
        return Ground("q", "没有挂到供需上，不知道有没有人要")
    quiet = add_months(known.listed_on, rule.quiet) <= on
    return Ground("x" if quiet else "q", Composed("%(day)s 挂出，还没有人有意", day=str(known.listed_on)))


def _worth(known: Known, rule: AdviceRule) -> tuple[Ground, Ground]:
    high = (
        Ground("y", Composed("符合 %(many)s 项高价值标准", many=str(known.criteria)))
        if known.criteria
        else Ground("q", "")
    )
    if known.score is None:
        return high, Ground("q", "还没有估值")
    told = {"score": str(known.score), "keep": str(rule.keep), "drop": str(rule.drop)}
    if known.score >= rule.keep:
        return high, Ground("y", Composed("估值 %(score)s 分，不低于 %(keep)s 分", **told))
    if known.score < rule.drop:
        return high, Ground("x", Composed("估值 %(score)s 分，低于 %(drop)s 分", **told))
    return high, Ground("q", Composed("估值 %(score)s 分，在 %(drop)s 和 %(keep)s 之间", **told))
