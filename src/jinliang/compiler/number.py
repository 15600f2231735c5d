"""Numbers as Chinese plans write them: digits of any width, Chinese numerals, per cents, tenths, doublings and ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1000}
MULTIPLES = {
    "": 1,
    "十": 10,
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "百万": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "百亿": 10**10,
    "千亿": 10**11,
    "万亿": 10**12,
}
# Units of measure and measure words, longest first when they are put together below.
UNITS = (
    "个百分点 百分点 个工作日 工作日 个自然日 个小时 个月 小时 分钟 平方公里 平方千米 平方米 万平方米 立方米 公顷 公里 千米 千瓦时 千瓦 兆瓦时 兆瓦 吉瓦 吨标准煤 吨标煤 吨 公斤 "
    "千克 克 升 微克/立方米 毫克/升 标准箱 标箱 人次 人天 人日 场次 架次 班次 床位 车次 课时 学时 台（套） 套（台） 台套 台/套 件（套） 个/次 户次 件次 家次 例次 美元 欧元 "
    "港元 元 人 名 位 家 个 项 件 所 座 条 处 台 套 辆 张 户 期 场 次 届 批 门 部 册 篇 种 类 株 只 头 艘 间 幢 栋 片 块 支 组 堂 天 日 年 岁 周岁 倍 分 微克 "
    "米 亩 度 架 宗 例 对 盏 枚 卷 段 班 节 本 幅 口 眼 尾 羽 顶 根 轮 代 单 笔 % ‰ TEU PFLOPS EFLOPS MW GW kW KW kWh MWh GWh Gbps "
    "Mbps Tbps P T"
).split()
_UNIT = "|".join(re.escape(one) for one in sorted(set(UNITS), key=lambda one: (-len(one), one)))
UNIT = rf"(?:(?:{_UNIT})(?:/(?:万人|千人|百人|人|户|年|日|天|月|平方公里|平方米|公顷|亩|立方米|小时|升|万元|件|家|个|次))?)(?![A-Za-z])"
NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
CHINESE = r"[一二三四五六七八九十百千万亿两零〇]+(?:点[一二三四五六七八九零〇]+)?"
MULTIPLE = r"(?:万亿|千亿|百亿|千万|百万|亿|万|千(?![瓦米克])|百(?!分点)|十)?"
VAGUE = r"(?P<vague>余|多)?"
QUANTITY = re.compile(
    rf"(?P<percent>百分之(?P<of>{CHINESE}))(?P<points>个百分点)?"
    rf"|(?P<double>翻(?P<times>一|两|二|三|四|[1-4])?番)"
    rf"|(?P<tenths>(?<![一二三四五六七八九十百千万亿两构组形生建达完促合集编现变])(?P<tenth>[一二两三四五六七八九]|(?<!\d)\d)成(?P<half>半)?)(?=以上|左右|以下|的|[，。；、])"
    rf"|(?<![\d.A-Za-z+])(?P<low>{NUMBER})(?P<lowmult>{MULTIPLE})(?P<lowunit>{UNIT})?(?:[-~]|至|到)(?P<high>{NUMBER})(?P<highmult>{MULTIPLE})(?P<rangeunit>{UNIT})"
    rf"|(?<![\d.A-Za-z+])(?P<digits>{NUMBER}){VAGUE}(?P<mult>{MULTIPLE})(?P<vague2>余|多)?(?P<unit>{UNIT})"
    rf"|(?<![一二三四五六七八九十百千万亿两零〇\d第])(?P<clow>[一二三四五六七八九十两]+)(?:至|到|~|-)(?P<chigh>[一二三四五六七八九十百]+)(?P<crangeunit>{UNIT})"
    rf"|(?<![一二三四五六七八九十百千万亿两零〇\d第])(?P<chinese>{CHINESE})(?P<vague3>余|多)?(?P<chineseunit>{UNIT})"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number with its unit; `start` and `end` are places in the even text. `high` is the upper end of a range."""

    start: int
    end: int
    number: Decimal
    multiple: int
    unit: str
    high: Decimal | None = None
    chinese: bool = False
    vague: bool = False
    doubling: bool = False

    @property
    def value(self) -> Decimal:
        """The full value, in the unit."""
        return self.number * self.multiple


def chinese(words: str) -> Decimal:
    """The value of a Chinese numeral.

    >>> [str(chinese(one)) for one in ("一百二十", "十", "三万五千", "六百", "两", "二〇二五", "六十点五")]
    ['120', '10', '35000', '600', '2', '2025', '60.5']
    """
    words, _, tail = words.partition("点")
    if len(words) > 1 and all(one in DIGITS for one in words):
        return Decimal("".join(str(DIGITS[one]) for one in words))
    total = section = digit = 0
    for one in words:
        if one in DIGITS:
            digit = DIGITS[one]
        elif one in TENS:
            section += (digit or 1) * TENS[one]
            digit = 0
        else:
            lot = 10_000 if one == "万" else 10**8
            section = (section + digit) or (0 if total else 1)
            total = (total + section) * lot if one == "亿" else total + section * lot
            section = digit = 0
    whole = Decimal(total + section + digit)
    return whole + Decimal("0." + "".join(str(DIGITS[one]) for one in tail)) if tail else whole


def digits(words: str) -> Decimal:
    """The value of a number in digits, with or without thousands marks."""
    return Decimal(words.replace(",", ""))


def quantities(plain: str) -> list[Quantity]:
    """Every number with a unit, in order. Whether it means anything is decided elsewhere.

    >>> [(str(one.value), one.unit) for one in quantities("建成1.5万个、三成以上、百分之六十、3~5家，翻一番")]
    [('15000.0', '个'), ('30', '%'), ('60', '%'), ('3', '家'), ('2', '倍')]
    """
    return [_made(one) for one in QUANTITY.finditer(plain)]


def _made(found: re.Match[str]) -> Quantity:
    start, end = found.span()
    said = found.groupdict()
    if said["percent"]:
        return Quantity(start, end, chinese(said["of"]), 1, "个百分点" if said["points"] else "%", chinese=True)
    if said["double"]:
        times = said["times"] or "一"
        count = int(times) if times.isdecimal() else DIGITS[times]
        return Quantity(start, end, Decimal(2**count), 1, "倍", chinese=True, doubling=True)
    if said["tenths"]:
        tenth = said["tenth"]
        number = Decimal((int(tenth) if tenth.isdecimal() else DIGITS[tenth]) * 10 + (5 if said["half"] else 0))
        return Quantity(start, end, number, 1, "%", chinese=True)
    if said["low"]:
        low, high = digits(said["low"]), digits(said["high"])
        lots = MULTIPLES[said["highmult"]]
        if said["lowmult"] and said["lowmult"] != said["highmult"]:
            high, lots = high * lots, 1
            low *= MULTIPLES[said["lowmult"]]
        return Quantity(start, end, low, lots, _unit(said["rangeunit"]), high)
    if said["digits"]:
        lots = MULTIPLES[said["mult"]]
        return Quantity(
            start, end, digits(said["digits"]), lots, _unit(said["unit"]), vague=bool(said["vague"] or said["vague2"])
        )
    if said["clow"]:
        return Quantity(
            start, end, chinese(said["clow"]), 1, _unit(said["crangeunit"]), chinese(said["chigh"]), chinese=True
        )
    return Quantity(
        start, end, chinese(said["chinese"]), 1, _unit(said["chineseunit"]), chinese=True, vague=bool(said["vague3"])
    )


def _unit(words: str) -> str:
    return {"百分点": "个百分点", "工作日": "个工作日", "套（台）": "台（套）"}.get(words, words)
