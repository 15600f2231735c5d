"""Targets stated again, stated otherwise, or in conflict: three verdicts and the reason for each."""

from __future__ import annotations

import re
from collections import Counter
from itertools import combinations

from jinliang.compiler.draft import Number, Relation
from jinliang.compiler.naming import STEM

LIKE = {
    "个": "件",
    "家": "件",
    "所": "件",
    "座": "件",
    "处": "件",
    "名": "人",
    "位": "人",
    "人": "人",
    "项": "件",
    "件": "件",
    "支": "件",
    "条": "件",
    "场": "次",
    "次": "次",
    "期": "次",
    "台": "台",
    "套": "台",
}
NOISE = re.compile(
    r"全[市县区省校州镇]|我[市县区省校]|总数|数量|总量|规模|人数|总额|年度?|累计|新增|新建|建成|共|达到|的|以上|左右|^各类|^其中|在册|[“”（）()、，]"
)
SHARE = re.compile(r"占[\u4e00-\u9fffA-Z]{1,16}?(?:的)?(?:比重|比例|比率|比)|占比|的?(?:比重|比例|比率)")
SCOPED = re.compile(
    r"国家级|省级|市级|区级|县级|校级|国家|省|国际|高级|中级|初级|重点|示范|骨干|高层次|高技能|特级|一级|二级|三级|市属|民办|公办|农村|城镇|城市|新建|已建成|女性|青年|新型|[一二三四五六七八九十\d]星级?|[一二三]甲|首期|二期|总"
)


def core(name: str) -> str:
    """A name without what varies between two statements of the same thing.

    >>> core("全市持证技术经理人总数") == core("持证技术经理人"), core("高技能人才占技能劳动者比例") == core("其中高技能人才占比")
    (True, True)
    """
    words = STEM.sub("", name)
    words = SHARE.sub("占比", words)
    again = ""
    while again != words:
        again, words = words, STEM.sub("", NOISE.sub("", words))
    return words


def dice(a: str, b: str) -> float:
    """Likeness of two names by their pairs of characters, 0 … 1."""
    left, right = Counter(a[i : i + 2] for i in range(len(a) - 1)), Counter(b[i : i + 2] for i in range(len(b) - 1))
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if total else float(a == b)


def relations(targets: list[Number]) -> list[Relation]:
    """What pairs of targets are to each other; pairs that have nothing in common are not listed."""
    made: list[Relation] = []
    cores = {one.id: core(one.indicator) for one in targets}
    buckets: dict[tuple[str, str], list[Number]] = {}
    for one in targets:
        buckets.setdefault((LIKE.get(one.unit, one.unit), (one.deadline or "")[:4]), []).append(one)
    for group in buckets.values():
        for a, b in combinations(group, 2):
            told = _pair(a, b, cores[a.id], cores[b.id])
            if told:
                made.append(told)
    order = {one.id: index for index, one in enumerate(targets)}
    return sorted(made, key=lambda one: (order[one.a], order[one.b]))


def _pair(a: Number, b: Number, left: str, right: str) -> Relation | None:
    alike = dice(left, right)
    contained = min(len(left), len(right)) >= 4 and (left in right or right in left)
    tail = _tail(left, right)
    equal = a.value == b.value and a.high == b.high
    scopes = set(SCOPED.findall(left)) ^ set(SCOPED.findall(right))
    if not equal:
        return _conflict(a, b, left, right, alike, contained, scopes)
    if not (alike >= 0.5 or contained or (tail >= 4 and (a.unit not in ("%", "‰") or alike >= 0.4))):
        return None
    if a.named == "after" and b.named == "after" and max(len(left), len(right)) <= 8 and dice(a.act, b.act) < 0.25:
        return Relation(a.id, b.id, "distinct", ("所办的事不同",))
    if ({a.mode, b.mode} & {"growth", "decrease"} and a.mode != b.mode) or a.base_year != b.base_year:
        return None
    if (a.recurrence == "每年") != (b.recurrence == "每年") and a.unit != "%":
        return None
    reasons = [why for differs, why in (
        (a.unit != b.unit, "量词不同"), (a.op != b.op or a.approx != b.approx, "算符不同"), (bool(scopes) or (alike < 0.6 and not contained), "名称不同"),
    ) if differs]  # fmt: skip
    if "名称不同" in reasons and (tail < 4 or (a.unit in ("%", "‰") and alike < 0.5)):
        return None
    if a.clause == b.clause and "名称不同" in reasons:
        return None
    verdict = "probable" if reasons else "same"
    return Relation(a.id, b.id, verdict, tuple(reasons) or ("各项相同",))


def _conflict(
    a: Number, b: Number, left: str, right: str, alike: float, contained: bool, scopes: set[str]
) -> Relation | None:
    if (
        a.unit != b.unit
        or a.part != b.part
        or ((a.recurrence or b.recurrence) and a.recurrence != b.recurrence)
        or scopes
    ):
        return None
    if ({a.mode, b.mode} & {"growth", "decrease", "increment"} and a.mode != b.mode) or a.base_year != b.base_year:
        return None
    if (a.clause == b.clause and abs(a.start - b.start) < 120) or a.named == "inherited" or b.named == "inherited":
        return None
    if a.named == b.named == "after" and dice(a.act, b.act) < 0.5:
        return None
    if left == right or alike >= 0.8 or (contained and alike >= 0.6) or (alike >= 0.6 and _within(left, right)):
        if not re.search(r"[\u4e00-\u9fff]{3}", left):
            return None
        return Relation(a.id, b.id, "conflict", ("同一指标、同一期限，数不同",))
    return None


def _within(a: str, b: str) -> bool:
    """Whether one name is the other with words left out of its middle."""
    short, long = sorted((a, b), key=len)
    rest = iter(long)
    return a[:2] == b[:2] and a[-2:] == b[-2:] and all(one in rest for one in short)


def _tail(a: str, b: str) -> int:
    """How many last characters two names share: the noun they end in."""
    size = 0
    while size < min(len(a), len(b)) and a[-1 - size] == b[-1 - size]:
        size += 1
    return size
