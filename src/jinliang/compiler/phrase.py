"""The words around a number that belong to it: operator before, "or more" after, growth, about, range; and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinliang.compiler.number import Quantity

LEAST = (
    "达到 达 提高到 提高至 提升到 提升至 提升为 增加到 增加至 增至 增长到 增长至 发展到 扩大到 扩大至 扩展到 扩展至 恢复到 恢复至 稳定在 稳定保持在 保持在 保持 维持在 不低于 "
    "不得低于 不少于 不得少于 不小于 至少 上升到 上升至 升至 上升为 不短于 不弱于 壮大到 壮大至 拓展到 拓展至 优化到 优化至 延长到 延长至 累计达 提到 扩至 增到 实现不低于 巩固在 "
    "稳固在"
).split()
ABOVE = ["突破", "超过", "超出", "超", "高于", "大于", "多于", "逾", "跨过"]
MOST = (
    "不超过 不得超过 不超 不高于 不得高于 不大于 不多于 不得多于 控制在 控制到 严控在 压缩至 压缩到 压缩在 压减至 压减到 缩短至 缩短到 缩短为 降至 降到 降为 降低到 降低至 下降到 "
    "下降至 减少到 减少至 减至 减到 缩小到 缩小至 压降至 压降到 收窄至 限制在 削减至 削减到 回落至 精简至"
).split()
BELOW = ["低于", "小于", "少于", "短于"]
GROWTH = ["增长", "递增", "增加", "提高", "提升", "上升", "增幅", "增速", "扩大", "新增长"]
DECREASE = ("下降 降低 减少 压减 减排 缩短 压缩 削减 降幅 递减 缩小 节约 减量 精简").split()
KINDS = ((">=", LEAST), ("<=", MOST), (">", ABOVE), ("<", BELOW))
_WORDS = {word: kind for kind, words in KINDS for word in words}
_FORM = "|".join(sorted(_WORDS, key=lambda one: (-len(one), one)))
_DENOMINATOR = r"(?:每(?:万|千|百|十万|10万|\d+万?)?(?:名|位|户|个)?(?:常住|户籍)?(?:人口|人|老年人|户|平方公里|学生|居民)?|人均|户均|年均|平均|全省|全市|每年|20\d\d年的?|年)?"
BEFORE = re.compile(
    rf"(?P<force>力争|确保|争取|努力|预期|预计|原则上|基本|总体|累计|将|要|应|须)*(?P<word>{_FORM})(?P<of>{_DENOMINATOR})(?P<about>约|大约|近)?(?:为|到|至|了)?$"
)
APART = re.compile(
    r"(?P<word>至少|不少于|不低于|不得少于|不超过)(?:要|应)?(?:组织|举办|开展|建设|建成|新建|建立|培育|引进|培养|完成|配备|安排|选派|设立|新增|创建|打造|召开|发布|推出|实施|参加|接受|服务|走访|认定|遴选|支持|转化|建|办|设|配|开)$"
)
GROWN = re.compile(rf"(?P<word>{'|'.join(GROWTH + DECREASE)})(?:率|幅度|了)?(?P<op>{_FORM})?(?P<about>约|大约|近)?$")
AFTER = re.compile(
    r"(?P<more>及以上|或以上|以上|及其以上)|(?P<less>及以下|以下|以内|之内|内(?![容部外地生需涵河]))|(?P<about>左右|上下)"
)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A number with the words that belong to it: places in the even text, operator, about, and whether it is a growth."""

    quantity: Quantity
    start: int
    end: int
    op: str
    approx: bool
    operator: str  # the words before, as found
    suffix: str
    growth: str  # the growing or falling verb, empty otherwise
    acted: bool  # a verb stands between operator and number: 至少组织2期
    per: str  # a denominator between operator and number


def phrase(plain: str, quantity: Quantity, floor: int) -> Phrase:
    """The phrase around a number; `floor` is where the words before it may begin at the earliest.

    >>> from jinliang.compiler.number import quantities
    >>> [(one.op, one.approx, one.operator, one.growth) for text in ("力争突破100亿元", "稳定在15家左右", "增长15%以上", "压缩至3个工作日以内", "6家")
    ...   for one in [phrase(text, quantities(text)[0], 0)]]
    [('>', False, '突破', ''), ('>=', True, '稳定在', ''), ('>=', False, '', '增长'), ('<=', False, '压缩至', ''), ('=', False, '', '')]
    """
    left = plain[max(floor, quantity.start - 24) : quantity.start]
    tail = AFTER.match(plain, quantity.end)
    suffix = tail.group() if tail else ""
    end = tail.end() if tail else quantity.end
    second = AFTER.match(plain, end) if tail else None
    about = bool(tail and tail["about"]) or bool(second and second["about"])
    if (second and second["about"]) or (tail and tail["about"] and second):
        assert second is not None
        suffix, end = suffix + second.group(), second.end()
    op = "=" if not tail or tail["about"] else ">=" if tail["more"] else "<="
    if (
        tail
        and tail["less"]
        and quantity.unit in {"年", "天", "日", "个月", "小时", "个工作日", "分钟"}
        and tail.group() == "内"
    ):
        op = "<="
    start, operator, growth, per = quantity.start, "", "", ""
    grown = GROWN.search(left)
    before = None if grown else BEFORE.search(left)
    apart = None if before or grown else APART.search(left)
    if apart:
        operator, op = apart["word"], _WORDS[apart["word"]]
        start = quantity.start - len(apart.group())
    elif before:
        operator, per = before["word"], before["of"] or ""
        start = quantity.start - len(before.group())
        op, about = _WORDS[operator], about or before["about"] in ("约", "大约")
    elif grown and quantity.unit in {"%", "‰", "个百分点", "倍"} | MEASURED:
        growth = grown["word"]
        start = quantity.start - len(grown.group())
        about = about or grown["about"] in ("约", "大约")
        if grown["op"]:
            operator, op = grown["op"], _WORDS[grown["op"]]
    elif re.search(r"(?:大约|约)$", left):
        start, about = quantity.start - (2 if left.endswith("大约") else 1), True
    return Phrase(quantity, start, end, op, about, operator, suffix, growth, bool(apart), per)


MEASURED = {
    "元",
    "吨",
    "公里",
    "平方米",
    "亩",
    "公顷",
    "千瓦",
    "人",
    "岁",
    "天",
    "分钟",
    "小时",
    "个",
    "家",
    "微克/立方米",
    "吨标准煤",
    "名",
    "户",
    "张",
}
