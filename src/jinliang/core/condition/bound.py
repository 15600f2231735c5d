"""Conditions as they are said (数值条件): a quantity with its lower and upper bound, read from a text.

至少、以上、不低于 are lower bounds, 最多、以内、不超过 upper ones; 达到 and 耐 ask for at least so much, or at most where less is
better; ± is a tolerance, or a range around the value it follows. 降低18% is a change and no level; 由72%提高到95% tells of the
past and of now; 不要求300℃ asks for nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from jinliang.core.condition.measure import FOLD, Measure, measures
from jinliang.core.condition.quantity import Quantity, quantity
from jinliang.core.condition.unit import Unit, unit

Sense = Literal["value", "about", "floor", "ceiling", "range", "reach", "limit"]
"""How a number was said: 40, 约40, 至少40, 至多40, 30~40, 达到40, 最高40."""

Change = Literal["", "down", "up"]
"""Whether a difference is told rather than a level: 降低18%, 提高40%."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One numeric condition and the characters that say it: `source[start:end] == text`.

    `low` and `high` are in `unit`, the one unit of the dimension `quantity.dimension`; None is no bound, and an open bound
    excludes its own value. `waived` is what is not required (不要求300℃); `aside` what is told of the past or of an example.

    >>> one = conditions("孔径50±0.5 mm")[-1]
    >>> one.low, one.high, one.sense
    (Decimal('49.5'), Decimal('50.5'), 'range')
    """

    quantity: Quantity
    low: Decimal | None
    high: Decimal | None
    unit: str
    text: str
    start: int
    end: int
    low_open: bool = False
    high_open: bool = False
    sense: Sense = "value"
    change: Change = ""
    waived: bool = False
    aside: bool = False


_AFTER = re.compile(
    r"\s?(?P<more>多|余|出头)?(?:及|含|\()?(?P<bound>以上|往上|起步|开外|打底|起(?![来伏弧火泡升动停])|以内|以下|之内|之下|往下|封顶|为限"
    r"|内(?![径壁部孔衬外层容])|上下|左右|)"
)
_FLOORS = ("以上", "往上", "起步", "开外", "打底", "起")
_ROUND = ("上下", "左右")
_WAIVED = re.compile(
    r"(?:不要求|不需要|不必|无须|毋需|不强求|没必要|用不着|谈不上)[^,;。]{0,6}$|(?:不用|无需|不要)(?:加热|烧|升)?(?:到|达到|达|耐|至)[^,;。]{0,2}$"
    r"|(?:不是|并非|而非)\s?$"
)
_ENOUGH = re.compile(r"[^,;。]{0,3}(?:就|即可|便)")
_MORE = r"(?:了|约|达|近|超过|大于|不低于|至少|不少于)*\s?$"
_DOWN = re.compile(rf"(?:降低|减少|下降|缩短|减小|减轻|节省|节约|降|省|减|(?<![至最不])少|节电|节能){_MORE}")
_UP = re.compile(rf"(?:提高|提升|增加|上升|延长|增大|升高|增|高出|加快){_MORE}")
_FROM = re.compile(r"(?:由|从)[^,;。]{0,8}$")
_BECOMES = re.compile(r"[^,;。]{0,4}?(?:降|提|缩|增|升|减|延|变|改|压|推|涨)[^,;。0-9]{0,6}(?:到|至|为|成)")
_ELSEWHERE = re.compile(r"传统|常规|原来|原有|原先|以前|过去|此前|实施例|已建|示范|行业平均|同类")
_EACH = re.compile(
    r"(?:每|一|单位|单)\s?(吨水|吨|公斤|千克|克|亩|平方米|平米|立方米|立方|方|米|瓦|分钟|小时|天|日|年|月|度电|秒)|(?:^|[^每一])(吨水|亩)|(日|年|月)(?=处理|产|用|供)|(小时)(?=产)"
)
_EACH_UNIT = {"吨水": "t", "日": "d", "月": "个月", "度电": "kWh"}
_COUNTED = frozenset(("money", "mass", "volume", "count", "cycles", "energy", "length", "turns"))


def conditions(text: str) -> tuple[Condition, ...]:
    """Every numeric condition of a text, in its order.

    >>> one, = conditions("涂层要能长期耐３００℃以上")
    >>> one.low, one.high, one.unit, one.quantity.dimension, one.text
    (Decimal('300'), None, '℃', 'temperature', '耐３００℃以上')
    >>> [(each.low, each.high, each.unit) for each in conditions("误差不到两个丝,铝片2个厚,孔位偏0.6~0.8")]
    [(None, Decimal('0.02'), 'mm'), (Decimal('2'), Decimal('2'), 'mm'), (Decimal('0.6'), Decimal('0.8'), 'mm')]
    """
    folded = text.translate(FOLD)
    return tuple(_condition(text, folded, read) for read in measures(folded))


def _condition(source: str, text: str, read: Measure) -> Condition:
    operator, before, shift = read.operator()
    after = _AFTER.match(text, read.end)
    bound = after["bound"] if after else ""
    more = bool(after and after["more"])
    start, end = read.start - shift, after.end() if after and (bound or more) else read.end
    rest = re.match(r"[^,。;、()0-9]{0,10}", text[end:])
    near = text[max(0, read.start - 12) : read.start]
    waived = bool(_WAIVED.search(near))
    if waived and _ENOUGH.match(text, read.end):
        waived, operator = False, "<"
    counted, high_unit = _counted(text, read)
    values = sorted((counted.in_base(read.low.low), high_unit.in_base(read.high.high)))
    piece = "/件" if re.search(r"/[件个只片根台]", text[read.start : read.end]) else ""
    spoken = read.before if operator == "better" else before
    measured = quantity(counted.name, piece + spoken, rest[0] if rest else "", read.context)
    if operator == "±" and not measured.facets and counted.name == "length":
        measured = quantity(counted.name, f"{before}偏差", "", read.context)
    low, high, sense = _bounds((values[0], values[1]), operator, bound, measured, before)
    about = sense == "value" and (operator == "~" or bound in _ROUND or read.low.about or more)
    told: Change = "down" if _DOWN.search(near) else "up" if _UP.search(near) else ""
    aside = bool(_ELSEWHERE.search(before) or (_FROM.search(near) and _BECOMES.match(text, end)))
    return Condition(
        measured, low, high, counted.base, source[start:end], start, end, operator == ">" and high is None, operator == "<" and low is None,
        "about" if about else sense, told, waived, aside,
    )  # fmt: skip


def _counted(text: str, read: Measure) -> tuple[Unit, Unit]:
    """The units of both ends, by what they are told: 吨水运行费1.6元 is 元/t, 每小时1200根 is 根/h, 40秒/件 is a time, 500周 is cycles."""
    if read.unit.name == "time" and text[read.end - 1] == "周" and read.high.high >= 100:
        return unit("次"), unit("次")
    return _each(read.unit, read), _each(read.high_unit, read)


def _each(counted: Unit, read: Measure) -> Unit:
    powers = dict(counted.powers)
    if powers.get("#") == -1 and ("¥" in powers or "s" in powers) and len(powers) == 2:
        return counted.per(unit("次/件").per(unit("次")))
    found = _EACH.search(f"{read.context[-6:]} {read.before}")
    if (
        not found
        or counted.name not in _COUNTED
        or (counted.name == "length" and not re.search("每|一(?:秒|分钟|小时)", found[0]))
    ):
        return counted
    written = next(each for each in found.groups() if each)
    below = unit(_EACH_UNIT.get(written, written))
    return counted if below.name == counted.name and counted.name != "mass" else counted.per(below)


def _bounds(
    values: tuple[Decimal, Decimal], operator: str, bound: str, measured: Quantity, before: str
) -> tuple[Decimal | None, Decimal | None, Sense]:
    """From the values and the words around them to the bounds, and how it was said."""
    low, high = values
    if operator == "±":
        return (None, high, "ceiling") if "error" in measured.facets else (-high, high, "range")
    if bound in _FLOORS or operator in (">", ">="):
        return low, None, "floor"
    if (bound and bound not in _ROUND) or operator in ("<", "<="):
        return None, high, "ceiling"
    if low != high:
        return low, high, "range"
    if operator == "better":
        falls = measured.better == "less" or (measured.dimension == "temperature" and high < 0)
        return (None, high, "reach") if falls else (low, None, "reach")
    if measured.scope and re.search(r"最[高大]|峰值|上限", before):
        return None, high, "limit"
    if measured.scope and re.search(r"最[低小]|下限", before):
        return low, None, "limit"
    return low, high, "value"
