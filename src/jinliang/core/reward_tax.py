"""The individual income tax on a cash reward (现金奖励): half of what is paid in time is counted into the month's wages, the rest wholly.

财税〔2018〕58号: rewards of non-profit universities and institutes, paid within 36 months of the income, on a registered contract, after
the notice of 国科发政〔2018〕103号 is over. Income from before the notice took effect counts from that day (its paragraph 7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from jinliang.core.day import add_months
from jinliang.core.money import fen_up
from jinliang.core.reward import percent


@dataclass(frozen=True, slots=True)
class TaxRelief:
    """The rule: within so many months of the income or of the day the rule took effect; so many percent are then counted."""

    months: int
    since: date
    counted: Decimal


@dataclass(frozen=True, slots=True)
class RewardPaid:
    """A reward paid: on a day, its notice over on a day (None: no proper notice), on a registered contract, by a non-profit unit."""

    paid_on: date
    notice_ends: date | None
    registered: bool
    non_profit: bool = True


@dataclass(frozen=True, slots=True)
class TaxRow:
    """The part of a reward that comes from one receipt: by when it had to be paid, and why it is not relieved (empty = it is)."""

    received_on: date
    last_day: date
    reward: Decimal
    why_not: str

    @property
    def relief(self) -> bool:
        """Whether the relief holds for this part."""
        return not self.why_not


@dataclass(frozen=True, slots=True)
class RewardTax:
    """The rows, the whole reward, what is relieved of it, and what is counted into the month's wages, exact; yuan."""

    rows: tuple[TaxRow, ...]
    reward: Decimal
    relieved: Decimal
    counted: Fraction


def last_day(received_on: date, rule: TaxRelief) -> date:
    """The last day on which a reward from an income may be paid with relief.

    >>> last_day(date(2021, 6, 30), TaxRelief(36, date(2018, 7, 1), Decimal(50)))
    datetime.date(2024, 6, 30)
    """
    return add_months(max(received_on, rule.since), rule.months)


def reward_tax(receipts: Sequence[tuple[date, Decimal]], pct: Decimal, paid: RewardPaid, rule: TaxRelief) -> RewardTax:
    """What of a reward, so many percent of each receipt's net amount, is counted into the wages of the month of payment."""
    rows = []
    for received_on, net in receipts:
        until = last_day(received_on, rule)
        rows.append(TaxRow(received_on, until, fen_up(percent(net, pct)), _why_not(received_on, until, paid, rule)))
    reward = sum((one.reward for one in rows), Decimal("0.00"))
    relieved = sum((one.reward for one in rows if one.relief), Decimal("0.00"))
    return RewardTax(tuple(rows), reward, relieved, Fraction(reward - relieved) + percent(relieved, rule.counted))


def _why_not(received_on: date, until: date, paid: RewardPaid, rule: TaxRelief) -> str:
    if not paid.non_profit:
        return "单位不是非营利性高校院所"
    if not paid.registered:
        return "技术合同没有登记"
    if paid.paid_on < rule.since:
        return f"政策自 {rule.since} 起施行"
    if paid.paid_on < received_on:
        return "发放早于到账"
    if paid.notice_ends is None:
        return "没有公示够规定的工作日"
    if paid.paid_on <= paid.notice_ends:
        return f"公示到 {paid.notice_ends} 才期满，发放要在这之后"
    if paid.paid_on > until:
        return f"最迟应在 {until} 发放"
    return ""
