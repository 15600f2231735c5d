"""Numbers as Chinese technical text writes them: 1,200、1.5万、３００、三百、两三天、十来分钟、半、零下30、百分之五、三成.

A numeral that is vague says so: 两三 is from 2 to 3, 十来 about 10, 二十几 from 20 to 30.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {
    digit: value
    for value, digits in enumerate(("零〇", "一", "二两", "三", "四", "五", "六", "七", "八", "九"))
    for digit in digits
}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_SCALES = {
    "万": Decimal(10_000),
    "亿": Decimal(100_000_000),
    "千": Decimal(1000),
    "百": Decimal(100),
    "百万": Decimal(1_000_000),
}
_SPOKEN = "零〇一二两三四五六七八九十百千万亿"
_RATIOS = {
    "百": Decimal(1),
    "千": Decimal("0.1"),
    "万": Decimal("0.01"),
    "十万": Decimal("0.001"),
    "百万": Decimal("0.0001"),
}

_SIGN = r"(?P<sign>零下|负(?=[0-9零一二两三四五六七八九十百])|(?<![0-9A-Za-z℃%°])[-−](?=[0-9]))?\s?"
_ARABIC = re.compile(
    _SIGN + r"(?P<digits>[0-9]{1,3}(?:,[0-9]{3}){1,6}(?![0-9])|[0-9]{1,18}(?![0-9]))(?P<part>\.[0-9]{1,18})?"
    r"(?:\s?[×x*]\s?10\^?(?P<power>[-−]?[0-9]{1,2}|[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}))?"
    r"(?P<vague>[多余来](?=[万亿千]))?(?P<scale>百万|[万亿]|[千百](?!克|米|瓦|帕|牛|伏|欧|安|赫|分|兆))?(?P<more>[多余来](?!自|人次))?"
)
_CHINESE = re.compile(
    _SIGN
    + rf"(?P<words>[{_SPOKEN}]{{1,20}}(?:点[零〇一二三四五六七八九]{{1,9}})?|(?<!一)半)(?P<more>[多余来几](?!自))?"
)
_FRACTION = re.compile(
    rf"(?P<of>百万|十万|[百千万])分之(?P<words>[{_SPOKEN}]{{1,20}}(?:点[零〇一二三四五六七八九]{{1,9}})?|[0-9]{{1,9}}(?:\.[0-9]{{1,9}})?|几)"
)
_TENTHS = re.compile(
    rf"(?P<words>[{_SPOKEN}]|[0-9](?:\.[0-9])?)成(?P<half>半|[{_SPOKEN}](?=[^{_SPOKEN}]|$))?(?![为本品套功交分立型形员熟像])"
)
_POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹−", "-0123456789-")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number read from a text: from `low` to `high` (the same for a definite one), vague or not, and where it ends.

    `ratio` is true for 百分之五 and 三成, whose values are per cent and which need no unit.
    `bare` is true where no scale word (万, 千) was written, so that 0.8~1.6万 can lend it.
    """

    low: Decimal
    high: Decimal
    end: int
    about: bool = False
    ratio: bool = False
    bare: bool = False
    scale: Decimal = Decimal(1)


def chinese_number(words: str) -> tuple[Decimal, Decimal] | None:
    """What a Chinese numeral says, from and to; None where the characters are no number.

    >>> chinese_number("一万六千"), chinese_number("五六百"), chinese_number("两千三")
    ((Decimal('16000'), Decimal('16000')), (Decimal('500'), Decimal('600')), (Decimal('2300'), Decimal('2300')))
    """
    whole, point, part = words.partition("点")
    if point:
        told = _whole(whole)
        value = None if told is None else Decimal(f"{told}.{''.join(str(DIGITS[each]) for each in part)}")
        return None if value is None else (value, value)
    pair = re.search(r"[一二两三四五六七八九]{2}", whole)
    if pair and DIGITS[whole[pair.start() + 1]] == DIGITS[whole[pair.start()]] + 1:
        low, high = (_whole(whole[: pair.start()] + each + whole[pair.end() :]) for each in pair[0])
        return None if low is None or high is None else (Decimal(low), Decimal(high))
    value_of = _whole(whole)
    return None if value_of is None else (Decimal(value_of), Decimal(value_of))


def _whole(words: str) -> int | None:
    if not words:
        return None
    for scale, size in (("亿", 100_000_000), ("万", 10_000)):
        if scale in words:
            above, _, below = words.partition(scale)
            high = _whole(above)
            low = (
                0
                if not below
                else DIGITS.get(below, 0) * size // 10
                if len(below) == 1
                else _whole(below.lstrip("零〇"))
            )
            return None if high is None or low is None else high * size + low
    if not any(step in words for step in _STEPS):
        return int("".join(str(DIGITS[each]) for each in words)) if len(words) != 2 or words[0] in "零〇" else None
    total, digit, step = 0, None, 0
    for each in words:
        if each in _STEPS:
            step = _STEPS[each]
            total, digit = total + (1 if digit is None else digit) * step, None
        else:
            digit = DIGITS[each]
    if digit is None:
        return total
    spoken_short = step >= 100 and words[-2] in _STEPS
    return total + digit * (step // 10 if spoken_short else 1)


def numeral_at(text: str, at: int) -> Numeral | None:
    """The numeral that starts here, or None.

    >>> numeral_at("零下30度", 0)
    Numeral(low=Decimal('-30'), high=Decimal('-30'), end=4, about=False, ratio=False, bare=True, scale=Decimal('1'))
    >>> found = numeral_at("万分之五", 0)
    >>> found and found.low
    Decimal('0.05')
    """
    return _fraction(text, at) or _arabic(text, at) or _chinese(text, at)


def _value(words: str) -> Decimal | None:
    if words[0] in "0123456789":
        return Decimal(words)
    told = chinese_number(words)
    return told[0] if told else None


def _per_cent(value: Decimal, end: int) -> Numeral:
    return Numeral(value, value, end, ratio=True)


def _fraction(text: str, at: int) -> Numeral | None:
    found = _FRACTION.match(text, at)
    if found:
        value = _value(found["words"]) if found["words"] != "几" else None
        return None if value is None else _per_cent(value * _RATIOS[found["of"]], found.end())
    found = _TENTHS.match(text, at)
    value = _value(found["words"]) if found else None
    if not found or value is None or value > 10:
        return None
    half = found["half"]
    more = Decimal(0) if not half else Decimal(5) if half == "半" else Decimal(DIGITS.get(half, 0))
    return _per_cent(value * 10 + more, found.end())


def _arabic(text: str, at: int) -> Numeral | None:
    found = _ARABIC.match(text, at)
    if not found:
        return None
    power = int((found["power"] or "0").translate(_POWERS)) if (found["power"] or "0").strip("⁻-−") else 0
    scale = _SCALES.get(found["scale"] or "", Decimal(1))
    tower = re.compile(r"[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}").match(text, found.end()) if found[0] == "10" else None
    if tower and tower[0].strip("⁻"):
        value = Decimal(10) ** int(tower[0].translate(_POWERS))
        return Numeral(value, value, tower.end())
    value = Decimal(found["digits"].replace(",", "") + (found["part"] or "")) * scale * Decimal(10) ** power
    value = -value if found["sign"] else value
    return Numeral(
        value, value, found.end(), bool(found["more"] or found["vague"]), bare=not found["scale"], scale=scale
    )


def _chinese(text: str, at: int) -> Numeral | None:
    found = _CHINESE.match(text, at)
    if not found:
        return None
    words = found["words"]
    told = (Decimal("0.5"), Decimal("0.5")) if words == "半" else chinese_number(words)
    if told is None:
        return None
    low, high = told
    if found["more"] == "几" and words[-1] in _STEPS:
        high = low + _STEPS[words[-1]]
    if found["sign"]:
        low, high = -high, -low
    return Numeral(low, high, found.end(), bool(found["more"]))
