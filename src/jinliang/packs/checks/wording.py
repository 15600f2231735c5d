"""What the plan's own words say of a target: comparison and number, read from a short quotation.

>>> comparison("300项以上"), comparison("超100名"), comparison("200名")
('>=', '>', '=')
"""

from __future__ import annotations

import re
from decimal import Decimal

from jinliang.core.indicator import Comparison

WORDS: tuple[tuple[Comparison, str], ...] = (
    (
        "<=",
        "不超|不得超过|不高于|不得高于|不多于|不得多于|不大于|(?:控制|限制|严控)(?:在|到)|(?:压缩|压减|压降|缩短|缩小|降低?|下降|减少?|削减|收窄|回落|精简)(?:至|到)|缩短为|压缩在|降为|以下|以内|之内|≤",
    ),
    (
        ">=",
        "不低于|不得低于|不少于|不得少于|不小于|不短于|至少|以上|达到|达|(?:提高|提升|增加|增长|发展|扩大|扩展|恢复|上升|壮大|拓展|优化|延长)(?:到|至)|[增升扩]至|[提增]到|提升为|上升为|(?:稳定|保持|维持|巩固|稳固)在|保持|≥",
    ),
    (">", "突破|超过|超|多于|高于|大于|逾|跨过"),
    ("<", "低于|少于|小于|短于"),
)
"""In the order in which they are looked for: 不超过 is read before 超过, 不低于 before 低于."""

_DIGITS = {one: number for number, one in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_WIDE = {"万": 10_000, "亿": 100_000_000}
_NUMBER = re.compile(
    r"(?P<digits>[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?)(?P<unit>[十百千]?[万亿]{0,2})|(?P<han>[零〇一二两三四五六七八九十百千万亿]+)"
)

_NARROW = {0xFF10 + one: 0x30 + one for one in range(10)} | {ord("．"): ".", ord("，"): ","}
_MULTIPLIED = re.compile(r"翻[一两二三四]?番|成(?:以上|左右|以下)?$|点")


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
    quote = quote.translate(_NARROW).replace("百分之", "")
    found = _NUMBER.search(quote)
    if found is None or _MULTIPLIED.search(quote):
        return None
    if found["han"]:
        return Decimal(han(found["han"]))
    return Decimal(found["digits"].replace(",", "")) * scale(found["unit"])


def bare(quote: str) -> bool:
    """Whether the words are a number without a unit, as in the cell of a table."""
    return re.fullmatch(r"[≥≤<>]?[0-9,.]+(?:以上|以下|以内|左右)?", quote.translate(_NARROW)) is not None


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
