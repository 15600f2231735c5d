"""Appraisal (评估): what a result may be worth by cost, market and income side by side, each as a range with its assumptions.

The ways of 资产评估执业准则——无形资产: what it cost to make, what comparable ones fetched, what it brings in (royalties saved, profit
shared). Assumptions are ranges; a seeded draw takes each at random between its bounds. The numbers are drawn by an engine; what it says
is held here against the same formulas, draw by draw, so that every appraisal can be worked out again from seed and assumptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Literal

from jinliang.core.money import to_fen
from jinliang.core.refusal import Composed, Refusal

Method = Literal["cost", "market", "royalty", "profit"]
METHODS: Mapping[str, str] = {
    "cost": "成本法",
    "market": "市场法",
    "royalty": "收益法（许可费节省）",
    "profit": "收益法（利润分成）",
}
ASSUMED: Mapping[Method, Mapping[str, str]] = {
    "cost": {"index": "每年物价涨幅", "markup": "研发利润率", "obsolescence": "贬值率"},
    "market": {},
    "royalty": {"sales": "首年销售额", "growth": "销售增长率", "royalty": "许可费率", "discount": "折现率"},
    "profit": {
        "sales": "首年销售额",
        "growth": "销售增长率",
        "margin": "利润率",
        "share": "技术分成率",
        "discount": "折现率",
    },
}
"""What each way assumes, in the order in which it is drawn."""

DRAWS_MOST = 100_000
CHECKED = 32
"""So many draws are worked out again here."""
_NEAR = Decimal("1e-9")
_DIGITS = 40
_MASK = (1 << 64) - 1
_STEP = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True)
class Range:
    """An assumption: at least, most likely, at most. Drawn from the triangle over the three."""

    low: Decimal
    mid: Decimal
    high: Decimal

    def at(self, unit: Decimal) -> Decimal:
        """The value at a number from 0 to 1: the inverse of the triangular distribution.

        >>> Range(Decimal(0), Decimal(5), Decimal(10)).at(Decimal("0.5"))
        Decimal('5.0')
        """
        width = self.high - self.low
        if not width:
            return self.low
        if unit * width < self.mid - self.low:
            return self.low + (unit * width * (self.mid - self.low)).sqrt()
        return self.high - ((1 - unit) * width * (self.high - self.mid)).sqrt()


@dataclass(frozen=True, slots=True)
class Deal:
    """A comparable deal: its price brought to the day and the object, yuan, and how comparable it is (0 < weight ≤ 1)."""

    price: Decimal
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Basis:
    """What a way starts from: its assumptions; for cost what was spent (years ago, yuan), for market the deals, for income the years."""

    method: Method
    assumed: Mapping[str, Range]
    spent: tuple[tuple[int, Decimal], ...] = ()
    deals: tuple[Deal, ...] = ()
    years: int = 0
    wait: int = 0
    tax: Decimal = Decimal()


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a way says: at the most likely assumptions, and the sums that a tenth, half and nine tenths of the draws do not exceed; yuan."""

    method: Method
    likely: Decimal
    low: Decimal
    middle: Decimal
    high: Decimal


def unit(seed: int, number: int) -> int:
    """The number-th number of a seed, from 0 to 2**53 - 1: SplitMix64, the same on every machine and in every version.

    >>> unit(20210618, 0), unit(20210618, 1)
    (5610995093286509, 4685882558234377)
    """
    mixed = (seed + (number + 1) * _STEP) & _MASK
    mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & _MASK
    return (mixed ^ (mixed >> 31)) >> 11


def check_basis(one: Basis) -> None:
    """A way's start is whole and within reason.

    Raises Refusal: assumption_missing, assumption_unknown, range_backwards, assumption_out_of_range, nothing_spent, no_deals,
    deal_out_of_range, years_out_of_range.
    """
    wanted = ASSUMED[one.method]
    lacking = [label for name, label in wanted.items() if name not in one.assumed]
    if lacking:
        raise Refusal(
            "assumption_missing", Composed("还缺假设：%(names)s", names=tuple(lacking)), "写上最低、最可能、最高三个数"
        )
    for name, range_ in one.assumed.items():
        if name not in wanted:
            raise Refusal(
                "assumption_unknown", f"{METHODS[one.method]}没有“{name}”这项假设", f"只写 {'、'.join(wanted)}"
            )
        if not range_.low <= range_.mid <= range_.high:
            raise Refusal("range_backwards", f"{wanted[name]}的三个数不是从小到大", "按最低、最可能、最高的顺序写")
        least, most = (Decimal(0), None) if name == "sales" else (Decimal("-0.9"), Decimal(1))
        if range_.low < least or (most is not None and range_.high > most):
            raise Refusal("assumption_out_of_range", f"{wanted[name]}不在合理范围内", "百分数写成小数，如 5% 写成 0.05")
    if one.method == "cost" and not sum(amount for _, amount in one.spent):
        raise Refusal("nothing_spent", "没有写研发投入", "按年写上投入金额")
    if one.method == "market" and not one.deals:
        raise Refusal("no_deals", "没有可比的交易", "写上可比交易的价格；没有就不用市场法")
    if any(deal.price <= 0 or not 0 < deal.weight <= 1 for deal in one.deals):
        raise Refusal("deal_out_of_range", "可比交易的价格或可比程度不对", "价格大于零，可比程度在 0 和 1 之间")
    if one.method in ("royalty", "profit") and not 1 <= one.years <= 20:
        raise Refusal("years_out_of_range", f"收益期是 {one.years} 年", "填 1 至 20 年，不超过剩余保护期")


def value(one: Basis, assumed: Mapping[str, Decimal]) -> Decimal:
    """The worth by cost or income at certain assumptions, yuan, not rounded."""
    if one.method == "cost":
        spent = sum((amount * (1 + assumed["index"]) ** years for years, amount in one.spent), Decimal())
        return spent * (1 + assumed["markup"]) * (1 - assumed["obsolescence"])
    part = assumed["royalty"] if one.method == "royalty" else assumed["margin"] * assumed["share"]
    first = assumed["sales"] * part * (1 - one.tax)
    grow, fall = 1 + assumed["growth"], 1 + assumed["discount"]
    return sum((first * grow**year / fall ** (year + 1 + one.wait) for year in range(one.years)), Decimal())


def drawn(one: Basis, seed: int, number: int) -> Decimal:
    """The worth in the number-th draw of a seed, yuan, not rounded."""
    scale = Decimal(1 << 53)
    if one.method == "market":
        count = len(one.deals)
        picked = [_picked(one.deals, Decimal(unit(seed, number * count + place)) / scale) for place in range(count)]
        return sum(picked, Decimal()) / count
    names = tuple(ASSUMED[one.method])
    start = number * len(names)
    at = {name: one.assumed[name].at(Decimal(unit(seed, start + place)) / scale) for place, name in enumerate(names)}
    return value(one, at)


def _picked(deals: Sequence[Deal], at: Decimal) -> Decimal:
    """The deal at a number from 0 to 1, each as wide as its weight."""
    left = at * sum((deal.weight for deal in deals), Decimal())
    for deal in deals:
        left -= deal.weight
        if left < 0:
            return deal.price
    return deals[-1].price


def likely(one: Basis) -> Decimal:
    """The worth at the most likely assumptions; by market the average by weight; yuan."""
    if one.method == "market":
        weights = sum((deal.weight for deal in one.deals), Decimal())
        return sum((deal.price * deal.weight for deal in one.deals), Decimal()) / weights
    return value(one, {name: range_.mid for name, range_ in one.assumed.items()})


def estimate(one: Basis, seed: int, draws: Sequence[float]) -> Estimate:
    """What an engine drew, held against the formulas and told as a range.

    Raises Refusal draws_too_few, draws_too_many; RuntimeError when a draw is not what the formula gives: that is a fault of the engine.
    """
    check_draws(len(draws))
    with localcontext() as context:
        context.prec = _DIGITS
        for number in range(0, len(draws), max(1, len(draws) // CHECKED)):
            right = drawn(one, seed, number)
            if abs(Decimal(draws[number]) - right) > max(abs(right), Decimal(1)) * _NEAR:
                raise RuntimeError(f"draw {number} of {one.method} is {draws[number]}, the formula gives {right}")
        middle = to_fen(likely(one))
    order = sorted(draws)
    low, half, high = (to_fen(Decimal(order[max(0, -(-len(order) * tenth // 10) - 1)])) for tenth in (1, 5, 9))
    return Estimate(one.method, middle, low, half, high)


def check_draws(count: int) -> None:
    """Raises Refusal: draws_too_few, draws_too_many."""
    if count < 100:
        raise Refusal("draws_too_few", f"只抽 {count} 次，区间不可靠", "至少抽 100 次")
    if count > DRAWS_MOST:
        raise Refusal("draws_too_many", f"抽 {count} 次太多", f"最多 {DRAWS_MOST} 次")
