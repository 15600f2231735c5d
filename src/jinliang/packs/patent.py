"""Chinese patent numbers 专利号 and application numbers 申请号 (ZC 0006-2003), old and new.

Filed since 2003-10-01: four digits of the year, one of the kind, seven of the serial, a point and a check character.
Filed before: two, one and five. The check is the weighted sum modulo 11, ten written X. A granted patent keeps its
application number, with ZL before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from jinliang.core.refusal import Refusal

Kind = Literal["invention", "utility_model", "design"]
Reason = Literal["text", "length", "alphabet", "check", "check_missing", "year", "kind"]

KINDS: dict[str, tuple[Kind, str]] = {
    "1": ("invention", "发明"),
    "2": ("utility_model", "实用新型"),
    "3": ("design", "外观设计"),
    "8": ("invention", "发明（PCT）"),
    "9": ("utility_model", "实用新型（PCT）"),
}
"""The kind digit: what it is, and its label."""

FIRST_YEAR = 1985
"""The Patent Law came into force on 1985-04-01."""

LONG_SINCE = 2003
"""Since October of this year numbers have twelve digits."""

_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
_PREFIX = re.compile(r"^(?:CN)?(?:ZL)?\.?")


@dataclass(frozen=True, slots=True)
class PatentCheck:
    """What a patent number is worth, and what it says.

    `number` is its one spelling: digits, a point, the check character, no prefix. `reasons` are all faults, the first
    the one to tell. `expected` is the check character the digits ask for, `suggestion` the number with it. `granted`
    says that ZL stood before it.
    """

    number: str
    reasons: tuple[Reason, ...] = ()
    why: str = ""
    fix: str = ""
    application_year: int | None = None
    kind: Kind | None = None
    granted: bool = False
    expected: str | None = None
    suggestion: str | None = None

    @property
    def valid(self) -> bool:
        """Whether it is a well-formed number; that the patent stands is another question."""
        return not self.reasons


def check_patent(text: object, today: date | None = None) -> PatentCheck:
    """Judges a number written with or without ZL or CN, blanks, point, small x. `today` bars years still to come.

    >>> found = check_patent("ZL 2003 1 0102344.5")
    >>> found.number, found.application_year, found.kind
    ('200310102344.5', 2003, 'invention')
    >>> check_patent("200310102344").expected
    '5'
    """
    if text is not None and not isinstance(text, str):
        return PatentCheck(str(text), ("text",), "专利号不是文本", "把单元格设为文本再填，数字会丢位")
    shown = "".join(sign.upper() if sign.isascii() else sign for sign in text or "").replace(" ", "").strip("\t")
    body = _PREFIX.sub("", shown)
    granted = "ZL" in shown.removesuffix(body)
    if fault := _formal(body):
        return fault
    digits, check = _split(body)
    year, kind_digit = _year(digits), digits[4] if len(digits) == 12 else digits[2]
    expected = patent_check(digits)
    faults = dict(_faults(digits, year, kind_digit, check, expected, today))
    kind = KINDS[kind_digit][0] if kind_digit in KINDS else None
    if not faults:
        return PatentCheck(f"{digits}.{check}", (), "", "", year, kind, granted, expected)
    why, fix = next(iter(faults.values()))
    only_check = set(faults) <= {"check", "check_missing"}
    number = f"{digits}.{check}" if check else digits
    suggestion = f"{digits}.{expected}" if only_check else None
    return PatentCheck(number, tuple(faults), why, fix, year, kind, granted, expected, suggestion)


def patent_number(text: object, today: date | None = None) -> str:
    """The number in its one spelling. Raises Refusal patent_<reason> with why and how to mend it."""
    found = check_patent(text, today)
    if not found.valid:
        hint = f"；校验位对的写法是 {found.suggestion}" if found.suggestion else ""
        raise Refusal(f"patent_{found.reasons[0]}", found.why, found.fix + hint)
    return found.number


def patent_check(digits: str) -> str:
    """The check character of the eight or twelve digits: weights 2 to 9 and again from 2, modulo 11, ten is X.

    >>> patent_check("200310102344")
    '5'
    """
    rest = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False)) % 11
    return "0123456789X"[rest]


def _formal(body: str) -> PatentCheck | None:
    """Faults of what stands there, before it can be read: strange signs, or too few or too many digits."""
    if not body:
        return PatentCheck("", ("length",), "专利号没有填", "填申请号或专利号，例如 ZL201910000000.X")
    reasons: list[Reason] = []
    whys: list[str] = []
    bare = body.replace(".", "", 1)
    strange = sorted({sign for sign in bare[:-1] if sign not in "0123456789"} | set(bare[-1:]) - set("0123456789X"))
    if strange:
        reasons.append("alphabet")
        whys.append(f"不该有“{''.join(strange)}”")
    if len(bare) not in (8, 9, 12, 13) or (bare[-1] == "X" and len(bare) in (8, 12)):
        reasons.append("length")
        whys.append(f"不算小数点有 {len(bare)} 位，应是 13 位（2003 年 10 月前申请的 9 位），末位是校验位")
    elif "." in body and not _point_in_place(body):
        reasons.append("length")
        whys.append("小数点不在校验位之前")
    if not reasons:
        return None
    return PatentCheck(
        body, tuple(reasons), "专利号" + "，".join(whys), "用半角数字，照证书上的专利号填，公开号不是专利号"
    )


def _point_in_place(body: str) -> bool:
    """Whether the point parts 8 or 12 digits from at most one check character."""
    digits, _, check = body.partition(".")
    return len(digits) in (8, 12) and len(check) <= 1


def _split(body: str) -> tuple[str, str]:
    """Digits and check character, the latter empty when it is missing."""
    bare = body.replace(".", "")
    length = 12 if len(bare) >= 12 else 8
    return bare[:length], bare[length:]


def _year(digits: str) -> int:
    """The year of application; two digits are of the last century from 85 on."""
    if len(digits) == 12:
        return int(digits[:4])
    short = int(digits[:2])
    return short + (1900 if short >= FIRST_YEAR - 1900 else 2000)


def _faults(
    digits: str, year: int, kind_digit: str, check: str, expected: str, today: date | None
) -> list[tuple[Reason, tuple[str, str]]]:
    """What is wrong with a number that can be read, most telling first, each with why and fix."""
    faults: list[tuple[Reason, tuple[str, str]]] = []
    if not check:
        faults.append(("check_missing", (f"“{digits}”没有校验位，无法核对", f"补上校验位，应是“{expected}”")))
    elif check != expected:
        faults.append(
            (
                "check",
                (f"校验不对：“{digits}”应配“{expected}”，写的是“{check}”", "逐位核对；常见的是抄错一位或两位写反"),
            )
        )
    if len(digits) == 8 and not FIRST_YEAR <= year <= LONG_SINCE:
        faults.append(
            ("year", (f"八位号只到 2003 年 9 月，“{digits[:2]}”不是那时的年份", "核对前两位；之后的号是 12 位"))
        )
    elif len(digits) == 12 and year < LONG_SINCE:
        faults.append(("year", (f"{year} 年的专利号不是 12 位", "核对前四位；2003 年 10 月以前申请的号是 8 位")))
    elif today and year > today.year:
        faults.append(("year", (f"申请年 {year} 还没有到", "核对前四位")))
    if kind_digit not in KINDS:
        faults.append(
            (
                "kind",
                (
                    f"种类位“{kind_digit}”没有这一种",
                    "1 发明，2 实用新型，3 外观设计，8、9 是 PCT；核对第五位（八位号第三位）",
                ),
            )
        )
    return faults
