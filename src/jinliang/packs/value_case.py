"""Cases of appraisals: assumptions and comparables given as JSON; the answer shows them again beside the ranges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import Field

from jinliang.core.appraisal import METHODS, Basis, Deal, Estimate, Range, check_basis
from jinliang.core.refusal import Refusal
from jinliang.packs.given import Day, Given, Money, Number
from jinliang.packs.told import Answer, plain

Three = Annotated[list[Number], Field(min_length=3, max_length=3)]
"""An assumption: at least, most likely, at most."""


class SpentGiven(Given):
    """What was spent in a year on making the result."""

    year: int
    amount: Money


class CostGiven(Given):
    """What it cost to make, brought to today's prices, less what it has lost of its worth."""

    spent: list[SpentGiven] = Field(min_length=1)
    index: Three
    markup: Three
    obsolescence: Three


class DealGiven(Given):
    """A comparable deal: its price, what brings it to the object and the day (factor), how comparable it is (weight)."""

    name: str
    on: Day
    price: Money
    factor: Number = Field(default="1", validate_default=True)
    weight: Number = Field(default="1", validate_default=True)


class MarketGiven(Given):
    """What comparable results fetched."""

    deals: list[DealGiven] = Field(min_length=1)


class RoyaltyGiven(Given):
    """Royalties saved by owning the result."""

    years: int
    wait: int = 0
    tax: Number = Field(default="0", validate_default=True)
    sales: Three
    growth: Three
    royalty: Three
    discount: Three


class ProfitGiven(Given):
    """The part of the profit that the result brings in."""

    years: int
    wait: int = 0
    tax: Number = Field(default="0", validate_default=True)
    sales: Three
    growth: Three
    margin: Three
    share: Three
    discount: Three


class ValueGiven(Given):
    """An appraisal of one result on a day: the ways taken, the seed and the number of draws."""

    name: str
    as_of: Day
    seed: int = Field(ge=0, le=2**63 - 1)
    draws: int = 10_000
    cost: CostGiven | None = None
    market: MarketGiven | None = None
    royalty: RoyaltyGiven | None = None
    profit: ProfitGiven | None = None

    def bases(self) -> list[Basis]:
        """What each way starts from, in the order of `METHODS`. Raises Refusal: no_way, year_to_come, and what `check_basis` raises."""
        found = []
        if self.cost is not None:
            if any(one.year > self.as_of.year for one in self.cost.spent):
                raise Refusal("year_to_come", f"有投入在 {self.as_of.year} 年以后", "只写评估基准日以前的投入")
            spent = tuple((self.as_of.year - one.year, one.amount) for one in self.cost.spent)
            found.append(Basis("cost", _ranges(self.cost, "index", "markup", "obsolescence"), spent=spent))
        if self.market is not None:
            if any(one.on > self.as_of for one in self.market.deals):
                raise Refusal("deal_to_come", f"有可比交易在基准日 {self.as_of} 以后", "只用基准日以前的交易")
            found.append(
                Basis("market", {}, deals=tuple(Deal(one.price * one.factor, one.weight) for one in self.market.deals))
            )
        if self.royalty is not None:
            ranges = _ranges(self.royalty, "sales", "growth", "royalty", "discount")
            found.append(
                Basis("royalty", ranges, years=self.royalty.years, wait=self.royalty.wait, tax=self.royalty.tax)
            )
        if self.profit is not None:
            ranges = _ranges(self.profit, "sales", "growth", "margin", "share", "discount")
            found.append(Basis("profit", ranges, years=self.profit.years, wait=self.profit.wait, tax=self.profit.tax))
        if not found:
            raise Refusal("no_way", "没有写用哪种方法评估", "至少写 cost、market、royalty、profit 之一")
        for one in found:
            check_basis(one)
        return found


def _ranges(given: Given, *names: str) -> dict[str, Range]:
    return {name: Range(*getattr(given, name)) for name in names}


def value_answer(given: ValueGiven, engine: Callable[[Basis, int, int], Estimate]) -> Answer:
    """The ways side by side, with everything that went in, so that the same numbers come out again."""
    rows = []
    for basis in given.bases():
        found = engine(basis, given.seed, given.draws)
        assumed = {name: [plain(each) for each in (one.low, one.mid, one.high)] for name, one in basis.assumed.items()}
        rows.append(
            {
                "method": basis.method,
                "label": METHODS[basis.method],
                "likely": f"{found.likely:.2f}",
                "p10": f"{found.low:.2f}",
                "p50": f"{found.middle:.2f}",
                "p90": f"{found.high:.2f}",
                "assumed": assumed,
            }
        )
    answer: dict[str, Any] = {
        "name": given.name,
        "as_of": given.as_of.isoformat(),
        "seed": given.seed,
        "draws": given.draws,
    }
    return answer | {"ways": rows}
