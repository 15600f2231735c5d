"""Numbers with their units as they stand in a text (量值): 300℃, 两个丝, 0.8~1.6万元, HRC58, 一年半, 孔位偏0.6.

Here is decided what unit the workshop means: 公斤 is a pressure beside 气压 and a force beside 顶, 度 an angle beside 折边,
2个厚 is 2 mm. What a bound or a noun makes of it is decided in `bound` and `quantity`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from jinliang.core.condition.numeral import Numeral, numeral_at
from jinliang.core.condition.unit import Unit, unit, unit_at

FOLD = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    ord(one): ord(other) for one, other in zip("\u3000\xa0µ−Ω〜∼≦≧⩽⩾", "  μ-Ω~~≤≥≤≥", strict=True)
}
"""Character by character, so that places in the folded text are places in the text."""

_START = re.compile(
    r"零下|负(?=[0-9零一二两三四五六七八九十百])|(?<![0-9A-Za-z℃%°)])-(?=[0-9])|[0-9]+|零(?!件|部)|[〇一二两三四五六七八九十百千万亿半]"
)
_NAMES = r"DN|PN|φ|Φ|ø|HRC|HRB|HV|HB|Ra|Rz|pH|PH"
_LABEL = re.compile(rf"({_NAMES})(?:[\s值:=]|在|要|为)*$")
_LABELS = {
    "DN": "mm",
    "PN": "bar",
    "φ": "mm",
    "Φ": "mm",
    "ø": "mm",
    "HRC": "HRC",
    "HRB": "HRB",
    "HV": "HV",
    "HB": "HB",
    "Ra": "μm",
    "Rz": "μm",
}
_JOIN = re.compile(rf"\s?(?:~+|-+|–|—+|至|到|(?:和|与)(?=DN))\s?(?:{_NAMES})?\s?")
_DELIMITER = re.compile(r"[;。!?\n()、]|(?<![0-9]),|,(?![0-9]{3}(?![0-9]))")
_PIECE = re.compile(r"\s?个(?=μ|丝|微米|毫米|大气压|百分点|道)|\s?")
_NOT = r"(?:不|别|勿|莫|未|没)(?:得|能|可|要|准|许|应|宜|会|应当)?(?:再)?"
_GAP = rf"[\s:=]*(?:在|到|是|为|了|给|有|只|约|才|于)?[\s:=]*(?:每[^,\s]{{1,3}}?|{_NAMES})?\s?$"
REACH = "优于|好于|高达|达到|可达|能达|可到|做到|达|扛得住|扛住|扛|耐受|耐得住|承受|经得起|受得住|得有|要有|要得到|得到|要|得|跑满|撑|耐"
OPERATORS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(rf"(?:{words}){_GAP}"))
    for name, words in (
        ("<=", rf"{_NOT}(?:高于|大于|超过|多于|长于|高出|超出|大过|迟于|晚于|重于|厚于|超)|最多|至多|≤|<=|小于等于|小于或等于"),
        ("in", r"(?:控制|限制|保持|维持|稳定)在"),
        (">=", rf"{_NOT}(?:低于|小于|少于|短于|薄于|轻于|下于|早于)|不下|至少|最少|起码|≥|>=|大于等于|大于或等于"),
        ("<", r"低于|小于|少于|短于|轻于|不到|不足|不满|<|未满"),
        (">", r"超过|大于|高于|多于|长于|突破|>"),
        ("better", REACH),
        ("~", r"约|大约|大概|近|接近|≈|差不多|估计"),
        ("±", r"±|正负|\+/-"),
    )
)  # fmt: skip
"""What stands in front of a number; the first that fits is meant, so that 不超过 is not heard as 超过."""

_IMPLIED: tuple[tuple[str, str], ...] = (
    (r"转速", "r/min"), (r"[油水液室炉]温|温度", "℃"), (r"粗糙度|Ra", "μm"), (r"导热|热导率", "W/(m·K)"), (r"硬度", "HRC"),
    (r"孔位|孔径|位偏|误差|公差|直径|口径|轴径|壁厚|图纸|间隙|厚度|长度|宽度|偏差|孔差", "mm"),
    (r"投资|成本|单价|价格|费用|单箱|预算", "元"),
)  # fmt: skip
_ANGLE = re.compile(r"角|折|弯|斜|坡|倾|旋转|摆动|相位|锥")
_PRESS = re.compile(r"压力|气压|水压|排气|气源|承压|耐压|蒸汽|管线")
_PRICE = re.compile(r"价|费|成本|块钱|一个|每|单|投资|投入|预算|钱|元|一台|改一")
_FINE = re.compile(r"误差|公差|差|偏|间隙|精度|跳动")
_CHINESE = frozenset("零〇一二两三四五六七八九十百千万亿半")


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its unit as it stands in the text, and the words around it.

    `before` are the words before it in its clause, `context` what was said before those. Both ends of a range have a
    unit, for 0.1 Hz~1 kHz has two.
    """

    low: Numeral
    high: Numeral
    unit: Unit
    high_unit: Unit
    start: int
    end: int
    before: str
    context: str

    def operator(self) -> tuple[str, str, int]:
        """The operator in front ("" for none), the words before it, and how far in front of the number it starts."""
        for name, pattern in OPERATORS:
            found = pattern.search(self.before)
            if found:
                return name, self.before[: found.start()], len(self.before) - found.start()
        label = re.search(rf"(?:{_NAMES})\s?$", self.before)
        return "", self.before, len(label[0]) if label else 0


def measures(text: str) -> Iterator[Measure]:
    """Every number with a unit, in the order of the text, which must be folded (`text.translate(FOLD)`).

    >>> [(text[each.start : each.end], each.unit.name) for text in ["铝片2个厚,压力40公斤,示教要两三天"] for each in measures(text)]
    [('2个', 'length'), ('40公斤', 'pressure'), ('两三天', 'time')]
    """
    at, last = 0, 0
    heard = ""
    while found := _START.search(text, at):
        read = _measure(text, found.start(), last)
        if read is None:  # a number without a unit is passed as a whole: 8.6万零件 has no 零
            bare = numeral_at(text, found.start())
            at = max(found.end(), bare.end if bare else 0)
            continue
        if read.start - len(read.before) == last:  # the same clause goes on: 由72%提高到95% speaks of one noun
            read = replace(read, context=heard)
        at = read.end
        if not _idle(text, read):
            heard = f"{read.context if read.start - len(read.before) == last else ''}{read.before}"
            last = read.end
            yield read


def _clause(text: str, at: int, last: int) -> tuple[str, str]:
    """The words before a number in its clause, and the clause before that."""
    stops = [found.end() for found in _DELIMITER.finditer(text, max(0, at - 60), at)]
    start = max([*stops[-1:], last, max(0, at - 40)])
    earlier = max([*(stop for stop in stops if stop < start), 0, start - 24])
    return text[start:at], text[earlier:start].strip(",;。、 ")


def _stands(text: str, at: int, before: str, label: re.Match[str] | None) -> bool:
    """Whether a number may start here: not inside IP67 or 第一, nor the load of 3100 HV0.3."""
    glued = text[at - 1 : at] if at else ""
    inside = glued.isascii() and (glued.isalpha() or glued == ".") and not label
    return not (
        inside
        or glued == "第"
        or (text[at] == "一" and glued in tuple("之统唯同任某另每"))
        or (label and re.search(r"[0-9] ?HV$", before))
    )


def _measure(text: str, at: int, last: int) -> Measure | None:
    low = numeral_at(text, at)
    before, context = _clause(text, at, last)
    label = _LABEL.search(before)
    if low is None or not _stands(text, at, before, label):
        return None
    first = _unit_after(text, low.end, before) if not low.ratio else None
    high, end = low, low.end
    join = _JOIN.match(text, first[1] if first else end)
    second = numeral_at(text, join.end()) if join else None
    around = _around(text, low, first, before)
    if around:
        return replace(around, start=at, before=before, context=context)
    if second and (first is None or _unit_after(text, second.end, before) or second.ratio):
        high, end = second, second.end
        if low.bare and second.scale > 1 and low.low < second.low / second.scale:
            low = replace(low, low=low.low * second.scale, high=low.high * second.scale)
    else:
        second = None
    known = (unit("%"), end) if high.ratio else _unit_after(text, end, before)
    if known is None and label:
        known = (unit(_LABELS[label[1]]) if label[1] in _LABELS else _acidity(), end)
    known = known or _implied(text, at, end, before)
    if known is None:
        return None
    counted, end = known
    low, high, end = _halves(text, low, high, end)
    return Measure(low, high, first[0] if first and second else counted, counted, at, end, before, context)


_SPREAD = re.compile(r"\s?(?:±|正负)\s?(?=[0-9])")


def _around(text: str, middle: Numeral, own: tuple[Unit, int] | None, before: str) -> Measure | None:
    """50±0.5 mm as one range."""
    step = _SPREAD.match(text, own[1] if own else middle.end)
    spread = numeral_at(text, step.end()) if step else None
    counted = _unit_after(text, spread.end, before) if spread else None
    if spread is None or counted is None or (own and own[0].name != counted[0].name):
        return None
    centre = counted[0].from_base(own[0].in_base(middle.low)) if own else middle.low
    low, high = (Numeral(each, each, spread.end) for each in (centre - spread.low, centre + spread.low))
    return Measure(low, high, counted[0], counted[0], middle.end, counted[1], before, "")


def _acidity() -> Unit:
    return replace(unit("dB"), name="pH", base="pH", powers=(("pH", 1),))


def _halves(text: str, low: Numeral, high: Numeral, end: int) -> tuple[Numeral, Numeral, int]:
    """一年半 is 1.5 years and 2米5 is 2.5 metres."""
    found = re.compile(r"半(?![径导自成A-Z])|(?<=米)[0-9](?![0-9.]|\s?[a-zA-Z米个毫厘微])").match(text, end)
    if not found or low is not high:
        return low, high, end
    more = Decimal("0.5") if found[0] == "半" else Decimal(found[0]) / 10
    whole = Numeral(low.low + more, low.high + more, found.end())
    return whole, whole, found.end()


def _unit_after(text: str, end: int, before: str) -> tuple[Unit, int] | None:
    """The unit of a number that ends here, as the words around it make it out."""
    piece = _PIECE.match(text, end)
    found = unit_at(text, piece.end() if piece else end)
    if found is None:
        return None
    stop = found[1]
    written = text[piece.end() if piece else end : stop]
    if written == "道" and not _FINE.search(before):
        return None
    if written == "公斤" and _PRESS.search(before[-8:] + text[stop : stop + 4]) and "压紧" not in before:
        return replace(unit("MPa"), factor=unit("公斤力").factor / 100), stop
    meant = _meant(written, before, text[stop : stop + 4])
    return (unit(meant), stop) if meant else found


def _meant(written: str, before: str, after: str) -> str:
    """The unit that is meant by a word of more than one meaning; "" where it is taken as it stands."""
    if written == "公斤":
        return "公斤力" if "力" in before[-6:] or "顶" in before[-10:] else ""
    if written == "度":
        return "°" if _ANGLE.search(before[-8:] + after) else ""
    if written == "个":
        return "mm" if re.match(r"厚|宽|深|间隙", after) else ""
    if written == "块":
        priced = _PRICE.search(before) or re.match(r"以[内下]|封顶|左右|[,。;]|$", after)
        return "" if priced else "件"
    if written == "方":
        return "m³/h" if "流量" in before else "立方/分" if "排" in before else ""
    return "r/min" if written in ("转", "r") and re.search(r"转速|轴|最高|电机|[万千]$", before) else ""


def _implied(text: str, at: int, end: int, before: str) -> tuple[Unit, int] | None:
    """A number without a unit whose noun allows only one: 孔位偏0.6~0.8, 油温130上下."""
    if text[at] in _CHINESE or re.match(r"[0-9A-Za-z.*×]", text[end : end + 1]):
        return None
    spoken = re.match(r"以|左右|上下|之|内|[,。;、)的]|$", text[end:]) or any(
        each.search(before) for _, each in OPERATORS
    )
    return next(((unit(written), end) for words, written in _IMPLIED if spoken and re.search(words, before[-8:])), None)


_SINGLE = frozenset(("count", "cycles", "money", "turns", "mass", "area", "grade", "times", "volume", "length"))


def _idle(text: str, read: Measure) -> bool:
    """一件 and 一个 are no condition by themselves, 2019年 is a date, and 一天 before another number only counts it."""
    said = text[read.start : read.end]
    if re.fullmatch(r"(?:19|20)[0-9]{2}\s?年", said):
        return True
    if not said.startswith("一") or read.low.low != 1:
        return False
    if read.unit.name in _SINGLE:
        return read.operator()[0] in ("", "better", "~")
    rest = re.match(r"[^,。;]*", text[read.end :])
    return bool(read.unit.name == "time" and rest and re.search(r"[0-9]|[二三四五六七八九十]+[个次回]", rest[0]))
