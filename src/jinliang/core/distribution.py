"""Sharing the income from a result (收益分配): net income, the pool for persons, what the unit keeps, by the way it came to use.

促进科技成果转化法 44–45. Shares and percentages are percent, amounts yuan.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jinliang.core.money import fen_up, money_text
from jinliang.core.refusal import Refusal
from jinliang.core.reward import (
    Contributor,
    Floors,
    check_leaders,
    check_main,
    check_pct,
    check_shares,
    percent,
    split,
)

_HUNDRED = 100


def net_income(received: Iterable[Decimal], costs: Iterable[Decimal]) -> Decimal:
    """Cash received less the direct cost of the transaction and its taxes; what research cost in the past is not deducted.

    >>> net_income([Decimal(1_000_000)], [Decimal(80_000)])
    Decimal('920000')
    """
    return sum(received, Decimal()) - sum(costs, Decimal())


@dataclass(frozen=True, slots=True)
class CashShare:
    """Cash shared: net income, the floor and the pool, what main contributors must and do get, each one's reward, what the unit keeps."""

    net: Decimal
    pct: Decimal
    pool_floor: Decimal
    pool: Decimal
    main_floor: Decimal
    main_total: Decimal
    rewards: tuple[tuple[str, Decimal], ...]
    unit_keeps: Decimal


def share_cash(
    net: Decimal, pct: Decimal | None, contributors: Sequence[Contributor], floors: Floors, *, notified: bool = False
) -> CashShare:
    """Licence or transfer: the net income shared.

    The pool is the unit's percentage of the net income, up to the fen, so that it is never below the floor.
    Raises Refusal: no_net_income and what the checks of percentage, shares, leaders and main contributors raise.
    """
    if net <= 0:
        raise Refusal(
            "no_net_income", f"净收入是 {money_text(net)} 元，没有可分的", "核对到账和直接费用；过去的研发费不扣"
        )
    used = check_pct(pct, floors.pool)
    check_shares(contributors)
    check_leaders(contributors, notified=notified, shares=False)
    check_main(contributors, floors.main)
    pool_floor, pool = fen_up(percent(net, floors.pool)), fen_up(percent(net, used))
    main_floor = fen_up(percent(pool, floors.main))
    amounts = split(pool, contributors, main_floor)
    main_total = sum((amount for amount, one in zip(amounts, contributors, strict=True) if one.main), Decimal("0.00"))
    rewards = tuple((one.name, amount) for one, amount in zip(contributors, amounts, strict=True))
    return CashShare(net, used, pool_floor, pool, main_floor, main_total, rewards, net - pool)


@dataclass(frozen=True, slots=True)
class EquityShare:
    """Shares of a company in percentage points: to persons, the least, kept by the unit; each one's points and their worth, exact."""

    points: Decimal
    least: Decimal
    kept: Decimal
    rewards: tuple[tuple[str, Decimal, Fraction], ...]


def least_points(points: Decimal, floors: Floors) -> Decimal:
    """The percentage points persons get at least.

    >>> least_points(Decimal(30), Floors(Decimal(50), Decimal(50), Decimal(5), 3, 5))
    Decimal('15')
    """
    return points * floors.pool / _HUNDRED


def share_equity(
    valuation: Decimal,
    points: Decimal,
    pct: Decimal | None,
    contributors: Sequence[Contributor],
    floors: Floors,
    *,
    notified: bool = False,
) -> EquityShare:
    """A result put into a company for shares (作价投资): `points` percent of it for a contribution valued at so many yuan.

    Raises Refusal: points_out_of_range, valuation_not_positive and what the checks raise.
    """
    if not 0 < points <= _HUNDRED:
        raise Refusal("points_out_of_range", f"占股 {points:f}%", "填大于 0、不超过 100 的百分数")
    if valuation <= 0:
        raise Refusal("valuation_not_positive", f"作价 {money_text(valuation)} 元", "填评估或议定的作价")
    used = check_pct(pct, floors.pool)
    check_shares(contributors)
    check_leaders(contributors, notified=notified, shares=True)
    check_main(contributors, floors.main)
    persons = points * used / _HUNDRED
    rewards = tuple(
        (one.name, persons * one.share / _HUNDRED, percent(valuation, used) * Fraction(one.share) / _HUNDRED)
        for one in contributors
    )
    return EquityShare(persons, least_points(points, floors), points - persons, rewards)


@dataclass(frozen=True, slots=True)
class YearShare:
    """A year of own use: its operating profit, what goes to persons, and each one's reward where persons are named."""

    year: int
    profit: Decimal
    pool: Decimal
    rewards: tuple[tuple[str, Decimal], ...] = ()


def share_profit(
    started_on: date,
    profits: Sequence[tuple[int, Decimal]],
    pct: Decimal | None,
    years: int | None,
    floors: Floors,
    contributors: Sequence[Contributor] = (),
    *,
    notified: bool = False,
) -> tuple[YearShare, ...]:
    """Own or joint use (自行实施): a percentage of each year's operating profit for some consecutive years from the start of production.

    The year of the start counts as the first. A loss gives nothing, is not set against later years, and counts as a year.
    Raises Refusal: years_out_of_range and what the checks raise.
    """
    term = floors.years_least if years is None else years
    if not floors.years_least <= term <= floors.years_most:
        raise Refusal(
            "years_out_of_range",
            f"提成 {term} 年，应是连续 {floors.years_least} 至 {floors.years_most} 年",
            f"改到 {floors.years_least} 至 {floors.years_most} 年",
        )
    used = check_pct(pct, floors.profit)
    if contributors:
        check_shares(contributors)
        check_leaders(contributors, notified=notified, shares=False)
        check_main(contributors, floors.main)
    found = []
    for year, profit in profits:
        inside = started_on.year <= year < started_on.year + term
        pool = fen_up(percent(profit, used)) if inside and profit > 0 else Decimal("0.00")
        amounts = split(pool, contributors, fen_up(percent(pool, floors.main))) if contributors else ()
        rewards = tuple((one.name, amount) for one, amount in zip(contributors, amounts, strict=False))
        found.append(YearShare(year, profit, pool, rewards))
    return tuple(found)
