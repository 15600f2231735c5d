"""Cases of tax: on cash rewards, and on what a firm earns by transferring technology; given as JSON, answered in the same words."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from jinliang.core.day import notice_end
from jinliang.core.income_tax import taxable
from jinliang.core.refusal import Refusal
from jinliang.core.reward_tax import RewardPaid, reward_tax
from jinliang.packs.given import Day, Given, Money, Number
from jinliang.packs.holiday import shipped_calendar
from jinliang.packs.parameter import notice_length, tax_relief, transfer_tax
from jinliang.packs.told import Answer, shown


class IncomeGiven(Given):
    """Income that arrived, net."""

    on: Day = Field(alias="date")
    net_amount: Money


class CashNoticeGiven(Given):
    """The notice of a cash reward: from a day, so many working days."""

    start: Day
    working_days: int


class TaxGiven(Given):
    """A cash reward and when it was paid. unit: public university, private university, institute, firm …"""

    route: Literal["cash_award_tax"]
    receipts: list[IncomeGiven] = Field(min_length=1)
    award_pct_of_net: Number
    award_paid_on: Day
    cash_award_notice: CashNoticeGiven | None = None
    contract_registered: bool = False
    unit: str = "public university"


def tax_answer(given: TaxGiven) -> Answer:
    """The tax on a cash reward, in the words of the case. Raises Refusal: pct_out_of_range, what a notice raises."""
    if not 0 < given.award_pct_of_net <= 100:
        raise Refusal("pct_out_of_range", f"奖励比例是 {given.award_pct_of_net:f}%", "填大于 0、不超过 100 的百分数")
    rule = tax_relief()
    answer: dict[str, Any] = {}
    ends = None
    notice = given.cash_award_notice
    if notice is not None:
        end = notice_end(notice.start, notice.working_days, "working", shipped_calendar()).end
        answer["notice_ends"] = end.isoformat()
        least, _ = notice_length("notice.cash_award", max(notice.start, rule.since))
        ends = end if notice.working_days >= least else None
    non_profit = not any(
        word in given.unit.lower() for word in ("firm", "enterprise", "company", "for-profit", "for_profit")
    )
    paid = RewardPaid(given.award_paid_on, ends, given.contract_registered, non_profit)
    found = reward_tax([(one.on, one.net_amount) for one in given.receipts], given.award_pct_of_net, paid, rule)
    rows = [
        {
            "receipt": one.received_on.isoformat(),
            "last_day": one.last_day.isoformat(),
            "award": f"{one.reward:.2f}",
            "relief": one.relief,
        }
        | ({} if one.relief else {"why_not": one.why_not})
        for one in found.rows
    ]
    return answer | {
        "rows": rows,
        "award": f"{found.reward:.2f}",
        "award_with_relief": f"{found.relieved:.2f}",
        **shown("counted_into_wages", found.counted),
    }


class TransferTaxGiven(Given):
    """What a firm earned in a year by transferring technology; `wholly_related` is income from parties it owns wholly, or that own it."""

    route: Literal["transfer_income_tax"]
    year: int
    revenue: Money
    cost: Money = Decimal()
    taxes: Money = Decimal()
    wholly_related: Money = Decimal()


def transfer_tax_answer(given: TransferTaxGiven) -> Answer:
    """What of it is taxed. Raises Refusal: year_out_of_range, related_above_income, parameter_not_in_force."""
    if not 1900 <= given.year <= 2199:
        raise Refusal("year_out_of_range", f"年份是 {given.year}", "写四位年份")
    found = taxable(
        given.revenue, given.cost, given.taxes, transfer_tax(given.year), wholly_related=given.wholly_related
    )
    return {"income": f"{given.revenue - given.cost - given.taxes:.2f}", "taxable": f"{found:.2f}"}
