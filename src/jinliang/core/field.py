"""One field as a person fills it: text in, a typed value out, or what is wrong with it and what was probably meant.

Nothing is guessed silently. What is not written as it should be is refused, with the right spelling beside it where there is only
one that can be meant.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher

from jinliang.core.day import day
from jinliang.core.fact import Value
from jinliang.core.money import WHOLE_DIGITS, to_fen, yuan
from jinliang.core.pack import CodeList, Field, Item
from jinliang.core.refusal import Refusal

LONGEST_TEXT = 500
"""Characters of a field; longer prose belongs in a paper."""

_MIDNIGHT = re.compile(r"[ T]0?0:00(:00(\.0+)?)?$")
_CLOCK = re.compile(r"[ T][0-9]{1,2}:[0-9:.]+$")
_NEAR = 0.3
"""Below this likeness (0 to 1) a label is no help as a proposal."""


class Misread(Refusal):
    """What stands in a field cannot be taken; `suggestion` may be put in its place as it is (empty when nothing is sure)."""

    def __init__(self, why: str, fix: str, suggestion: str = "") -> None:
        self.suggestion = suggestion
        super().__init__("field", why, fix)


def folded(text: str) -> str:
    """The text as it is compared: full width as half width, small letters, no blanks.

    >>> folded(" ＡＢ c（甲） ")
    'abc(甲)'
    """
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def nearest(text: str, among: Iterable[str]) -> str:
    """The wording most like a text, or nothing when none is near.

    >>> nearest("研究生类", ["研究生导师类", "本科类", "高职类"]), nearest("甲", ["乙丙丁"])
    ('研究生导师类', '')
    """
    wanted = folded(text)
    best, most = "", _NEAR
    for one in among:
        likeness = SequenceMatcher(None, wanted, folded(one)).ratio()
        if likeness > most:
            best, most = one, likeness
    return best


def written(text: str, longest: int = LONGEST_TEXT) -> str:
    """The text without blanks at its ends. Raises Misread for signs one cannot see, and for what is too long.

    >>> written("　甲方\\u200b ")
    Traceback (most recent call last):
    jinliang.core.field.Misread: 有看不见的字符（U+200B）。删掉它；多半是从网页或 PDF 里带来的
    """
    shown = text.strip().replace("\r\n", "\n")
    hidden = sorted(
        {sign for sign in shown if sign != "\n" and unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    )
    if hidden:
        names = "、".join(f"U+{ord(sign):04X}" for sign in hidden)
        seen = "".join(" " if sign == "\t" else sign for sign in shown if sign not in hidden or sign == "\t").strip()
        raise Misread(f"有看不见的字符（{names}）", "删掉它；多半是从网页或 PDF 里带来的", seen)
    if len(shown) > longest:
        raise Misread(f"有 {len(shown)} 个字，最多 {longest} 个", "只写要点，全文放进佐证")
    return shown


def value(field: Field, text: str) -> Value:
    """The typed value of a plain field (text, integer, amount, date, period, yesno, file). Raises Misread.

    >>> value(Field("amount", "成交额", "amount"), "1.2万元")
    Traceback (most recent call last):
    jinliang.core.field.Misread: “1.2万元”带了单位或货币符号。只填以元为单位的数；1.2 万元请填 12000
    """
    return _PLAIN.get(field.type, _text)(field, text)


def _text(field: Field, text: str) -> str:
    if field.pattern and not re.fullmatch(field.pattern, text):
        meant = "".join(unicodedata.normalize("NFKC", text).split())
        spellings = (meant, meant.upper())
        suggestion = next((one for one in spellings if re.fullmatch(field.pattern, one)), "")
        raise Misread(f"不合{field.label}的写法", field.help or f"核对后重填；写法是 {field.pattern}", suggestion)
    return text


def _integer(field: Field, text: str) -> int:
    if re.fullmatch(r"(0|[1-9][0-9]*|[1-9][0-9]{0,2}(,[0-9]{3})+)", text):
        digits = text.replace(",", "")
        if len(digits) > WHOLE_DIGITS:
            raise Misread(f"有 {len(digits)} 位数，最多 {WHOLE_DIGITS} 位", "核对是不是多打了")
        return int(digits)
    meant = re.fullmatch(r"0*([0-9]+)(\.0+)?[^0-9.,]{0,3}", folded(text))
    suggestion = meant[1] if meant and len(meant[1]) <= WHOLE_DIGITS else ""
    if text[0] in "-−－":
        raise Misread("不能是负数", "填零或大于零的整数")
    raise Misread("不是整数", f"只填数字，不带单位和小数{f'；单位是{field.unit}' if field.unit else ''}", suggestion)


def _amount(field: Field, text: str) -> Decimal:
    try:
        return yuan(text)
    except Refusal as no:
        raise Misread(no.why, no.fix, _yuan_meant(text)) from None


def _yuan_meant(text: str) -> str:
    """The yuan meant by an amount with a unit, in full width or with too many decimals; nothing when it is not plain.

    >>> _yuan_meant("1.2 万元"), _yuan_meant("￥3,500"), _yuan_meant("２亿"), _yuan_meant("1.005"), _yuan_meant("-3")
    ('12000', '3500', '200000000', '1.01', '')
    """
    found = re.fullmatch(
        r"(?:¥|rmb|cny|人民币)?([0-9][0-9,]*(?:\.[0-9]+)?)(亿|万)?(?:元|圆|块)?(?:人民币|整)?", folded(text)
    )
    if not found:
        return ""
    try:
        scale = {"亿": 8, "万": 4, None: 0}[found[2]]
        whole, _, decimals = found[1].partition(".")
        grouped = yuan(whole)
        amount = yuan(f"{to_fen((grouped + Decimal(f'0.{decimals or 0}')).scaleb(scale)):f}")
    except Refusal:
        return ""
    return f"{amount:f}".removesuffix(".00")


def _date(field: Field, text: str) -> date:
    try:
        return day(_MIDNIGHT.sub("", text))
    except Refusal as no:
        raise Misread(no.why, no.fix, _day_meant(text)) from None


def _day_meant(text: str) -> str:
    """The day meant, where only one can be: full width, eight digits, a spreadsheet's day number, past the month's last day.

    >>> _day_meant("20210305"), _day_meant("44260"), _day_meant("2025-02-30"), _day_meant("2021/13/01"), _day_meant("2021-12")
    ('2021-03-05', '2021-03-05', '2025-02-28', '', '')
    """
    plain = folded(_CLOCK.sub("", text))
    if re.fullmatch(r"[3-5][0-9]{4}", plain):
        return (date(1899, 12, 30) + timedelta(days=int(plain))).isoformat()
    found = re.fullmatch(r"([12][0-9]{3})(?:[-/.年]([0-9]{1,2})[-/.月]|([0-9]{2}))([0-9]{1,2})日?", plain)
    if not found or (found[3] and len(plain) != 8):
        return ""
    year, month, number = int(found[1]), int(found[2] or found[3]), int(found[4])
    if not (1900 <= year <= 2199 and 1 <= month <= 12 and 1 <= number <= 31):
        return ""
    return date(year, month, min(number, monthrange(year, month)[1])).isoformat()


_PART = r"([0-9]{4})(?:年?(?:[Qq]|第)([1-4一二三四])(?:季度)?|年?([上下])半年|[-/.年]([0-9]{1,2})(?:[-/.月]([0-9]{1,2})日?|月)?|年)?"
_PERIOD = re.compile(rf"{_PART}(?:\s*(?:至|到|—+|–|~|～|-|/)\s*{_PART})?")


def _period(field: Field, text: str) -> str:
    """A period as ISO 8601 writes it, both days included; a year, half-year, quarter, month or day, or from one to another.

    >>> _period(Field("p", "期间", "period"), "2020年"), _period(Field("p", "期间", "period"), "2020-03 至 2021-02")
    ('2020-01-01/2020-12-31', '2020-03-01/2021-02-28')
    """
    found = _PERIOD.fullmatch(text)
    if not found:
        raise Misread("不是期间", "写成 2020、2020-03、2020年第1季度，或 2020-03-01 至 2021-02-28")
    parts = found.groups()
    first, last = _span(parts[:5])
    if parts[5] is not None:
        last = _span(parts[5:])[1]
    if last < first:
        raise Misread(f"止日 {last} 早于起日 {first}", "把起止日对调，或核对年份")
    return f"{first}/{last}"


def _span(part: tuple[str | None, ...]) -> tuple[date, date]:
    year, quarter, half, month, number = part
    if quarter is not None:
        start, months = "1一2二3三4四".index(quarter) // 2 * 3 + 1, 3
    elif half is not None:
        start, months = (1 if half == "上" else 7), 6
    else:
        start, months = int(month or 1), (1 if month else 12)
    try:
        first = day(f"{year}-{start:02}-{int(number or 1):02}")
    except Refusal as no:
        raise Misread(no.why, no.fix) from None
    until = start + months - 1
    return first, first if number else date(first.year, until, monthrange(first.year, until)[1])


def _yesno(field: Field, text: str) -> bool:
    plain = folded(text)
    if plain in ("是", "否"):
        return plain == "是"
    meant = {
        "是": ("yes", "y", "true", "1", "√", "✓", "有", "对"),
        "否": ("no", "n", "false", "0", "×", "x", "无", "不", "不是"),
    }
    raise Misread(
        "只能填是或否", "填“是”或“否”", next((answer for answer, words in meant.items() if plain in words), "")
    )


_PLAIN: Mapping[str, Callable[[Field, str], Value]] = {
    "integer": _integer,
    "amount": _amount,
    "date": _date,
    "period": _period,
    "yesno": _yesno,
}


def code(codes: CodeList, text: str, on: date | None) -> Item:
    """The item of a code list meant by its code or its label, if it may be used on a day (None = not asked). Raises Misread."""
    found = [one for one in codes.items if text in (one.id, one.label)]
    if not found:
        plain = folded(text)
        found = [one for one in codes.items if plain in (folded(one.id), folded(one.label))]
    usable = [one for one in codes.items if on is None or one.valid(on)]
    item = next((one for one in found if one in usable), None)
    if item is not None:
        return item
    labels = [one.label for one in usable]
    shown = "、".join(labels[:8]) + (f" 等 {len(labels)} 种" if len(labels) > 8 else "")
    fix = f"可以填：{shown}" if labels else f"{codes.label}在那天没有可用的项，核对日期"
    if found:
        one = found[0]
        first, last = (str(one.first) if one.first else "", str(one.last) if one.last else "")
        when = f" {first} 起" if not last else f"到 {last} 为止" if not first else f" {first} 至 {last} 之间"
        raise Misread(f"“{one.label}”{when}可用，这里是 {on}", fix, nearest(one.label, labels))
    raise Misread(f"不在{codes.label}的 {len(usable)} 种之内", fix, nearest(text, labels))
