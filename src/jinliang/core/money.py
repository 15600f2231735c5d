"""Money in yuan: read strictly, rounded by name, shown in one way.

An amount is a `Decimal` of yuan. What lies between (a rate times a receipt, a share of a budget) may be a `Fraction`,
so that nothing is lost before the one rounding at the end; the three roundings here are the only ones in the product.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from jinliang.core.refusal import Refusal

Exact = Decimal | Fraction | int
"""Yuan without loss: what the roundings take."""

WHOLE_DIGITS = 15
"""Digits before the point that a column `numeric(17, 2)` holds."""

WAN = 10_000
YI = 100_000_000

_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")


def yuan(text: str, *, negative: bool = False) -> Decimal:
    """An amount as a person writes it, in yuan with two decimals; commas may group the thousands.

    `negative` allows a leading minus, for the rare columns that hold corrections.

    >>> yuan(" 1,200.5 ")
    Decimal('1200.50')

    Raises Refusal: amount_empty, amount_negative, amount_not_finite, amount_exponent, amount_full_width, amount_unit,
    amount_grouping, amount_not_a_number, amount_decimals, amount_too_large. Each names the value and how to write it.
    """
    shown = text.strip(" \t")
    if not shown:
        raise Refusal("amount_empty", "金额没有填", "填以元为单位的数，例如 1200 或 1,200.00")
    minus = shown[0] in "-−"
    digits = shown[1:] if minus else shown
    if not (_PLAIN.fullmatch(digits) or _GROUPED.fullmatch(digits)):
        raise _unreadable(shown)
    if minus and not negative:
        raise Refusal("amount_negative", f"金额是负数：{shown}", "填零或大于零的数；要更正已报的金额，请办理更正")
    whole, _, decimals = digits.replace(",", "").partition(".")
    if len(whole) > 1 and whole[0] == "0":
        raise Refusal("amount_not_a_number", f"“{shown}”以 0 开头，像编号，不像金额", "去掉前面的 0，例如 1200.00")
    if len(decimals) > 2:
        raise Refusal("amount_decimals", f"“{shown}”有 {len(decimals)} 位小数", "金额精确到分，最多两位小数")
    if len(whole) > WHOLE_DIGITS:
        raise Refusal(
            "amount_too_large", f"“{shown}”有 {len(whole)} 位整数", f"整数最多 {WHOLE_DIGITS} 位；核对单位是不是元"
        )
    amount = Decimal(f"{whole}.{decimals:0<2}")
    return -amount if minus and amount else amount


def _unreadable(shown: str) -> Refusal:
    """Why the text is no amount, told by the commonest slip it shows."""
    if any(sign in "０１２３４５６７８９．，－" for sign in shown):
        return Refusal("amount_full_width", f"“{shown}”里有全角字符", "用半角数字、半角逗号和小数点，例如 1,200.00")
    if re.fullmatch(r"[+\-−]?(nan|s?nan[0-9]*|inf|infinity)", shown, re.IGNORECASE):
        return Refusal("amount_not_finite", f"“{shown}”不是确定的金额", "填以元为单位的数，例如 1200.00")
    if re.fullmatch(r"[+\-−]?[0-9.,]+[eE][+\-]?[0-9]+", shown):
        return Refusal(
            "amount_exponent",
            f"“{shown}”是科学记数，位数可能已经丢失",
            "把单元格设为文本，填完整的数，例如 12000000.00",
        )
    if re.search(r"[元万亿¥￥]|RMB|CNY", shown):
        return Refusal("amount_unit", f"“{shown}”带了单位或货币符号", "只填以元为单位的数；1.2 万元请填 12000")
    if "," in shown and re.fullmatch(r"[+\-−]?[0-9,]+(?:\.[0-9]*)?", shown):
        return Refusal("amount_grouping", f"“{shown}”的逗号位置不对", "逗号每三位一个，例如 1,200.00；或者不用逗号")
    return Refusal("amount_not_a_number", f"“{shown}”不是金额", "填以元为单位的数，例如 1200 或 1,200.00")


def to_fen(amount: Exact) -> Decimal:
    """Rounded half up to the fen: the usual rounding of a shown or booked amount (a tie goes away from zero).

    >>> to_fen(Fraction(2, 3)), to_fen(Decimal("0.125")), to_fen(Decimal("-0.125"))
    (Decimal('0.67'), Decimal('0.13'), Decimal('-0.13'))
    """
    exact = Fraction(amount) * 100
    fen = floor(abs(exact) + Fraction(1, 2))
    return _of_fen(fen if exact >= 0 else -fen)


def fen_up(amount: Exact) -> Decimal:
    """The next full fen at or above: for a legal floor, which must never be undercut (促进科技成果转化法 44, 45).

    >>> fen_up(Fraction(1, 3)), fen_up(Decimal("12.30"))
    (Decimal('0.34'), Decimal('12.30'))
    """
    return _of_fen(ceil(Fraction(amount) * 100))


def down_to(amount: Exact, step: Exact) -> Decimal:
    """Cut down towards zero to full steps of `step` yuan, as finance cuts an award to full 100 yuan.

    `step` is positive and a whole number of fen.

    >>> down_to(Decimal("16099.99"), 100)
    Decimal('16000.00')
    """
    unit = Fraction(step)
    if unit <= 0 or (unit * 100).denominator != 1:
        raise ValueError(f"step {step} is not a positive number of fen")
    exact = Fraction(amount)
    steps = floor(abs(exact) / unit)
    return _of_fen(int((steps if exact >= 0 else -steps) * unit * 100))


def _of_fen(fen: int) -> Decimal:
    """Yuan from whole fen, exact whatever the decimal context's precision is."""
    return Decimal((1 if fen < 0 else 0, tuple(int(figure) for figure in str(abs(fen))), -2))


def money_text(amount: Exact) -> str:
    """The ledger form in yuan: grouped, two decimals, a true minus.

    >>> money_text(Decimal("1200000")), money_text(Decimal("-3.5"))
    ('1,200,000.00', '−3.50')
    """
    return f"{to_fen(amount):,.2f}".replace("-", "−")


def wan_text(amount: Exact) -> str:
    """The figure in 万元 with two places, for a column whose head says 万元.

    >>> wan_text(1_420_000)
    '142.00'
    """
    return money_text(Fraction(amount) / WAN)


def yi_text(amount: Exact) -> str:
    """The figure in 亿元 with two places, for a column whose head says 亿元.

    >>> yi_text(1_586_000_000)
    '15.86'
    """
    return money_text(Fraction(amount) / YI)


def short_money(amount: Exact) -> tuple[str, str]:
    """Figure and unit for tiles and sentences: 万元 with two places, from one 亿 on 亿元 with two places.

    What would be shown as 10,000.00 万元 is already shown in 亿元.

    >>> short_money(1_420_000), short_money(1_586_000_000)
    (('142.00', '万元'), ('15.86', '亿元'))
    """
    if abs(to_fen(Fraction(amount) / WAN)) >= WAN:
        return yi_text(amount), "亿元"
    return wan_text(amount), "万元"
