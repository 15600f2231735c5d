"""Awards (奖补): declared rules that turn the money of registered contracts into public money, with their dates, caps and examples.

An award is a base, a rate or marginal bands, a cap for a party and year, perhaps a budget, and what must hold of contract, parties and
papers. Amounts are yuan; nothing is rounded before the one rounding at the end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from jinliang.core.money import Exact, down_to, money_text
from jinliang.core.refusal import Refusal
from jinliang.core.select import Condition

BASES: Mapping[str, str] = {
    "turnover": "成交额（合同总价）",
    "technical": "技术交易额",
    "actual": "实际成交额（技术部分到账）",
}
"""What an award may be reckoned on: the three sums of a technology contract, in yuan."""

Beneficiary = Literal["buyer", "seller", "intermediary", "broker"]
BENEFICIARIES: Mapping[str, str] = {
    "buyer": "买方",
    "seller": "卖方",
    "intermediary": "合同写明的中介方",
    "broker": "促成合同的技术经纪人",
}
"""In which role of the contract a party is paid. A receipt is paid once for each role under awards of one level."""

LEVELS: Mapping[str, str] = {"nation": "国家", "province": "省", "city": "市", "district": "区"}

REASONS: Mapping[str, str] = {
    "applicant_barred": "单位在失信或严重违法名单里，或者有没办结的审计问题",
    "applicant_not_eligible": "单位不是这项奖补给的那一类",
    "not_registered": "决定日合同还没有登记",
    "cancelled": "决定前合同已注销登记",
    "class_excluded": "合同类别不在奖补范围",
    "related_party": "买卖双方有关联：已声明，或一方控制另一方，或同属一个上级",
    "subcontract": "是转包的合同",
    "not_selected": "不符合奖补的其他条件",
    "buyer_not_local": "买方不在本市",
    "seller_not_eligible": "卖方不是规定的那几类",
    "not_landed": "没有成果在本市落地的证明",
    "registered_outside_year": "不是当年登记的合同",
    "no_role_proof": "没有中介合同、服务费发票或合同条款证明促成了这笔交易",
    "own_office_excluded": "中介是卖方自己的机构，这项奖补不给",
    "no_cash": "以股份支付，没有到账",
    "outside_window": "到账日不在期间内",
    "after_decision": "到账日在决定日之后",
    "subsidised_same_level": "同级的奖补已经给同一角色算过这笔到账",
    "invoice_unlabelled": "发票的名称和备注里都没有合同名称或编号",
    "duplicate_invoice": "发票号码前面的到账已经用过",
    "payer_not_buyer": "付款人不是买方",
    "payee_not_seller": "收款人不是卖方",
    "above_technical": "超出登记的技术交易额",
}
"""Why a contract or a receipt does not count, in the order in which it is asked; the first that applies is given first."""


@dataclass(frozen=True, slots=True)
class Band:
    """A marginal band: of what a year's base has between `low` and `high` yuan (None = no end) this rate is paid."""

    low: Decimal
    high: Decimal | None
    rate: Decimal


def check_bands(bands: Sequence[Band]) -> None:
    """Bands start at zero, follow each other without gap or overlap, and only the last is open.

    Raises Refusal: bands_gap, bands_overlap, band_backwards, band_rate_out_of_range.
    """
    if bands and bands[0].low != 0:
        raise Refusal("bands_gap", f"第一档从 {money_text(bands[0].low)} 元起", "第一档从 0 起")
    for one in bands:
        if one.high is not None and one.high <= one.low:
            raise Refusal("band_backwards", f"{money_text(one.low)} 元起的一档没有长度", "核对这一档的起止")
        if not 0 <= one.rate <= 1:
            raise Refusal("band_rate_out_of_range", f"费率 {one.rate:f} 不在 0 和 1 之间", "1% 写成 0.01")
    for one, after in pairwise(bands):
        if one.high is None or after.low < one.high:
            raise Refusal("bands_overlap", f"{money_text(after.low)} 元起的一档和前一档重叠", "后一档从前一档的止点起")
        if after.low > one.high:
            raise Refusal(
                "bands_gap", f"{money_text(one.high)} 至 {money_text(after.low)} 元没有费率", "后一档从前一档的止点起"
            )


def over_bands(base: Fraction, bands: Sequence[Band]) -> Fraction:
    """What bands pay for a year's base, exact.

    >>> three = Band(Decimal(0), Decimal(100_000), Decimal("0.01")), Band(Decimal(100_000), None, Decimal("0.005"))
    >>> over_bands(Fraction(1_000_000), three)
    Fraction(5500, 1)
    """
    total = Fraction()
    for one in bands:
        if base <= one.low:
            break
        top = base if one.high is None else min(base, Fraction(one.high))
        total += (top - Fraction(one.low)) * Fraction(one.rate)
    return total


@dataclass(frozen=True, slots=True)
class Example:
    """A worked example of an award, which is its test: inputs in yuan and the sum they must give.

    `given` is the base itself, or for `actual` the three numbers it comes from: receipts, technical, turnover. `prior_base` and
    `already_paid` are what the party had in the year before, where it had something.
    """

    say: str
    given: Mapping[str, Decimal]
    gives: Decimal

    def base(self, base: str) -> Fraction | None:
        """The base in yuan; None when `given` does not yield it. Receipts that are not split count by technical ÷ turnover."""
        if base in self.given:
            return Fraction(self.given[base])
        if base == "actual" and {"receipts", "technical", "turnover"} <= set(self.given) and self.given["turnover"]:
            return (
                Fraction(self.given["receipts"]) * Fraction(self.given["technical"]) / Fraction(self.given["turnover"])
            )
        return None


@dataclass(frozen=True, slots=True)
class Award:
    """A declared rule that turns facts into money, between its dates.

    One value for each dated rate: the same id may come several times, with dates that do not overlap. Either `rate` or `bands` is set;
    `rate_max` is how much a year's call may set at most. `cap` is yuan for a party and year, `budget` yuan for a year: what exceeds it is
    cut in proportion. `where` are conditions on the contract; `sellers` and `applicants` kinds of party, empty = any. `note` says what
    is open.
    """

    id: str
    label: str
    clause: str
    kind: str
    base: str
    rate: Decimal | None
    rate_max: Decimal | None
    step: Decimal
    first: date
    last: date
    cite: str
    examples: tuple[Example, ...]
    where: tuple[Condition, ...] = ()
    note: str = ""
    bands: tuple[Band, ...] = ()
    cap: Decimal | None = None
    budget: Decimal | None = None
    level: str = "city"
    beneficiary: Beneficiary = "intermediary"
    applicants: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    buyer_local: bool = False
    landed: bool = False
    registered_in_year: bool = False
    role_proof: bool = False
    own_office: bool = True
    evidence: tuple[str, ...] = ()

    def gross(self, base: Fraction, prior: Fraction = Fraction(), rate: Decimal | None = None) -> Fraction:
        """What a base earns before cap, budget and rounding, exact; bands go on where the year's earlier base stopped.

        `rate` is the rate a call sets in place of the award's own.
        """
        if self.bands:
            return over_bands(prior + base, self.bands) - over_bands(prior, self.bands)
        used = self.rate if rate is None else rate
        return base * Fraction(used or 0)

    def capped(self, gross: Fraction, already_paid: Decimal = Decimal()) -> Fraction:
        """What the cap of the party and year leaves of it, exact."""
        if self.cap is None:
            return gross
        return max(Fraction(), min(gross, Fraction(self.cap) - Fraction(already_paid)))

    def price(self, base: Exact, prior: Exact = 0, already_paid: Decimal = Decimal()) -> Decimal:
        """The award in yuan for a base in yuan: rate or bands, then the cap, then down to full `step` yuan once, at the end."""
        return down_to(self.capped(self.gross(Fraction(base), Fraction(prior)), already_paid), self.step)

    def check_rate(self, rate: Decimal) -> None:
        """A call may set a rate up to the ceiling. Raises Refusal: rate_not_positive, rate_above_ceiling, rate_and_bands."""
        if self.bands:
            raise Refusal("rate_and_bands", "这项奖补按档计，不能另定费率", "去掉费率，或改档次")
        if not 0 < rate <= 1:
            raise Refusal("rate_not_positive", f"费率 {rate:f} 不在 0 和 1 之间", "2% 写成 0.02")
        if self.rate_max is not None and rate > self.rate_max:
            raise Refusal(
                "rate_above_ceiling",
                f"费率 {rate:f} 超过规定的上限 {self.rate_max:f}（{self.cite}）",
                f"改到 {self.rate_max:f} 以内",
            )
