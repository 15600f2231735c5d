"""What the plan's own words say of a target: comparison and number, read from a short quotation.

>>> comparison("300项以上"), comparison("超100名"), comparison("200名")
('>=', '>', '=')
"""

from __future__ import annotations

import re
from decimal import Decimal

from jinliang.core.indicator import Comparison

WORDS: tuple[tuple[Comparison, str], ...] = (
    ("<=", "不超过|不高于|不多于|控制在|压缩至|压减至|降至|降到|以下|以内|之内"),
    (">=", "不低于|不少于|不小于|至少|以上|达到|达|提高到|提升至|提升到|发展到|恢复到|稳定在|保持"),
    (">", "突破|超过|超|多于|高于"),
    ("<", "低于|少于|小于"),
)
"""In the order in which they are looked for: 不超过 is read before 超过, 不低于 before 低于."""

_DIGITS = {one: number for number, one in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WIDE = {"万": 10_000, "亿": 100_000_000}
_NUMBER = re.compile(
    r"(?P<digits>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?P<unit>[十百千]?[万亿]{0,2})|(?P<han>[零〇一二两三四五六七八九十百千万亿]+)"
)


def comparison(quote: str) -> Comparison:
    """The comparison the words make; a bare number is `=`."""
    for sign, words in WORDS:
        if re.search(words, quote):
            return sign
    return "="


def number(quote: str) -> Decimal | None:
    """The first number in the words, units counted in (20亿元 is 2,000,000,000; 百名 is 100), or None.

    >>> number("20亿元"), number("十所"), number("达200人以上")
    (Decimal('2000000000'), Decimal('10'), Decimal('200'))
    """
    found = _NUMBER.search(quote)
    if found is None:
        return None
    if found["han"]:
        return Decimal(han(found["han"]))
    return Decimal(found["digits"].replace(",", "")) * scale(found["unit"])


def scale(text: str) -> int:
    """What the 十百千万亿 in a unit multiply by.

    >>> scale("亿元"), scale("项")
    (100000000, 1)
    """
    product = 1
    for one in text:
        product *= _UNITS.get(one) or _WIDE.get(one) or 1
    return product


def han(text: str) -> int:
    """A whole number in Chinese numerals.

    >>> han("百"), han("二百五十"), han("一千零三万"), han("两亿")
    (100, 250, 10030000, 200000000)
    """
    total = section = digit = 0
    for one in text:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif one in _UNITS:
            section += (digit or 1) * _UNITS[one]
            digit = 0
        else:
            total = (total + section + digit or 1) * _WIDE[one]
            section = digit = 0
    return total + section + digit
