"""The corporate income tax on what a firm earns by transferring technology (技术转让所得): a first part free, the rest at half.

企业所得税法实施条例 90; 财税〔2010〕111号: nothing of it for income from a party that belongs to the firm wholly, or it to the party.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jinliang.core.money import money_text, to_fen
from jinliang.core.refusal import Refusal
from jinliang.core.reward import percent


@dataclass(frozen=True, slots=True)
class TransferTax:
    """The rule of a year: so many yuan free, and so many percent of the rest counted."""

    free: Decimal
    counted: Decimal


def taxable(
    revenue: Decimal, cost: Decimal, taxes: Decimal, rule: TransferTax, *, wholly_related: Decimal = Decimal()
) -> Decimal:
    """What of a year's transfer income is taxed, yuan, half up to the fen. `wholly_related`: income from 100 % related parties.

    >>> taxable(Decimal(9_000_000), Decimal(900_000), Decimal(100_000), TransferTax(Decimal(5_000_000), Decimal(50)))
    Decimal('1500000.00')

    Raises Refusal: amount_negative, related_above_income.
    """
    if min(revenue, cost, taxes, wholly_related) < 0:
        raise Refusal("amount_negative", "收入、成本、税费里有负数", "填零或正数")
    income = revenue - cost - taxes
    if wholly_related > max(income, Decimal()):
        raise Refusal("related_above_income", f"关联方所得大于全部所得 {money_text(income)} 元", "核对两个数")
    favoured = income - wholly_related
    if favoured <= rule.free:
        return to_fen(wholly_related)
    return to_fen(percent(favoured - rule.free, rule.counted) + Fraction(wholly_related))
