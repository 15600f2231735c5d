"""The unified social credit code 统一社会信用代码 (GB 32100-2015), by which parties are told apart.

python-stdnum computes the check character; what it lets pass is decided here: it turns away the letters that stand in
first place (N, A, Y), accepts eighteen zeros, and quietly folds full-width digits and hyphens.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from stdnum.cn import uscc

from jinliang.core.refusal import Refusal

Reason = Literal["text", "length", "alphabet", "zeros", "check", "department", "area"]

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""Digits and capitals without I, O, S, V, Z; a character's value is its place."""

DEPARTMENTS = "123456789ANY"
"""What may stand first: 1 编办, 2 外交, 3 司法, 4 文化, 5 民政, 6 旅游, 7 宗教, 8 工会, 9 市场监管, A 军队, N
农业农村, Y 其他.
"""

_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}
_LOOK_ALIKE = str.maketrans("IOSVZ", "105U2")
_INNER_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


@dataclass(frozen=True, slots=True)
class CreditCheck:
    """What a code is worth.

    `code` is the code in its one spelling (capitals, no blanks around). `reasons` are all formal faults, the first
    the one to tell. `expected` is the check character its first seventeen ask for, `suggestion` a right code it may
    have been meant as, `warning` a doubt that does not make it wrong.
    """

    code: str
    reasons: tuple[Reason, ...] = ()
    why: str = ""
    fix: str = ""
    expected: str | None = None
    suggestion: str | None = None
    warning: str | None = None

    @property
    def valid(self) -> bool:
        """Whether it is a well-formed code; that the body exists is another question."""
        return not self.reasons


def check_credit(text: object) -> CreditCheck:
    """Judges a code by GB 32100-2015. Small letters and blanks around it are put right; everything else is told, not
    mended.

    >>> check_credit("123204004600000040").valid
    True
    >>> wrong = check_credit("91320411MAE1AXMC65")
    >>> wrong.reasons, wrong.expected
    (('check',), '4')

    Positions 3 to 8 name the place of first registration, perhaps one long gone: never where a firm is now. The inner
    organisation code (GB 11714) is only a warning; right codes exist whose inner check fails.
    """
    if text is not None and not isinstance(text, str):
        return CreditCheck(str(text), ("text",), "信用代码不是文本", "把单元格设为文本再填，数字会丢位")
    code = "".join(sign.upper() if sign.isascii() else sign for sign in (text or "").strip(" \t"))
    if formal := _formal(code):
        return formal
    if code == "0" * 18:
        return CreditCheck(code, ("zeros",), "十八个 0 不是信用代码", "填营业执照或法人证书上的代码；没有代码请留空")
    expected = uscc.calc_check_digit(code[:17])
    if code[17] != expected:
        return CreditCheck(
            code,
            ("check",),
            f"校验不对：前十七位应配“{expected}”，末位写的是“{code[17]}”",
            "逐位核对；常见的是抄错一位或相邻两位写反",
            expected,
            _meant(code, expected),
        )
    if code[0] not in DEPARTMENTS:
        return CreditCheck(
            code, ("department",), f"首位“{code[0]}”不是登记管理部门代码", "首位是 1 到 9、A、N 或 Y，核对第一位"
        )
    if not code[2:8].isdigit():
        return CreditCheck(code, ("area",), f"第三到八位“{code[2:8]}”应是六位数字的区划代码", "核对第三到八位")
    warning = None if inner_check(code[8:16]) == code[16] else "第九到十七位的组织机构代码校验不符，请核对证照"
    return CreditCheck(code, expected=expected, warning=warning)


def credit_code(text: object) -> str:
    """The code in its one spelling. Raises Refusal credit_<reason> with why, how to mend it and, where there is one,
    a suggestion.
    """
    found = check_credit(text)
    if not found.valid:
        hint = f"；是不是 {found.suggestion}？" if found.suggestion else ""
        raise Refusal(f"credit_{found.reasons[0]}", found.why, found.fix + hint)
    return found.code


def inner_check(body: str) -> str:
    """The check character of an organisation code 组织机构代码 of eight characters (GB 11714-1997).

    >>> inner_check("D2143569")
    'X'
    """
    rest = sum(int(sign, 36) * weight for sign, weight in zip(body, _INNER_WEIGHTS, strict=True)) % 11
    return "0X987654321"[rest]


def _formal(code: str) -> CreditCheck | None:
    """Faults of length and alphabet, both if there are both."""
    reasons: list[Reason] = []
    whys: list[str] = []
    if not code:
        return CreditCheck("", ("length",), "信用代码没有填", "填营业执照或法人证书上的十八位代码")
    if len(code) != 18:
        reasons.append("length")
        whys.append(f"有 {len(code)} 位，应是 18 位")
    if strange := sorted({sign for sign in code if sign not in ALPHABET}):
        reasons.append("alphabet")
        whys.append(f"不该有“{''.join(strange)}”")
    if not reasons:
        return None
    folded = code.translate(_FULL_WIDTH).upper().replace("-", "").replace(" ", "")
    suggestion = next((each for each in (folded, folded.translate(_LOOK_ALIKE)) if _passes(each)), None)
    fix = (
        "只用半角数字和大写字母，不用 I、O、S、V、Z，不加空格和连字符"
        if "alphabet" in reasons
        else "数一数，补上漏的或去掉多的"
    )
    return CreditCheck(code, tuple(reasons), "信用代码" + "，".join(whys), fix, suggestion=suggestion)


def _passes(code: str) -> bool:
    """Whether the eighteen characters stand in the alphabet and fit their check character; zeros alone do not."""
    return (
        len(code) == 18
        and set(code) <= set(ALPHABET)
        and code != "0" * 18
        and uscc.calc_check_digit(code[:17]) == code[17]
    )


def _meant(code: str, expected: str) -> str | None:
    """The right code most likely meant, if the inner check speaks for one.

    Either the last character is corrected, the rest being sound, or two neighbours are turned round, if one such swap
    alone fits.
    """
    if inner_check(code[8:16]) == code[16]:
        return code[:17] + expected
    swapped = {
        code[:place] + right + left + code[place + 2 :]
        for place, (left, right) in enumerate(pairwise(code))
        if left != right
    }
    fitting = [each for each in swapped if _passes(each) and inner_check(each[8:16]) == each[16]]
    return fitting[0] if len(fitting) == 1 else None
