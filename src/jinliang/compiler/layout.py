"""The tree of a plan's clauses: numbered items of every kind, also where line breaks are lost, and headings that run in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from jinliang.compiler.number import chinese
from jinliang.compiler.text import Text

CHAPTER, FIRST, SECOND, THIRD, FOURTH, FIFTH = range(1, 7)
MARKS = (
    (CHAPTER, r"第(?P<n>[一二三四五六七八九十]+)(?:章|部分)[、：]?"),
    (FIRST, r"(?P<n>[一二三四五六七八九十]{1,3})、"),
    (SECOND, r"（(?P<n>[一二三四五六七八九十]{1,3})）"),
    (THIRD, r"(?P<n>\d{1,2})(?:\.(?=\D|\d{4}年)|、)"),
    (FOURTH, r"（(?P<n>\d{1,2})）"),
    (FIFTH, r"(?P<n>[①-⑳])"),
)
MARKER = re.compile("|".join(f"(?P<k{kind}>{form.replace('?P<n>', f'?P<n{kind}>')})" for kind, form in MARKS))
TAIL = re.compile(
    r"\n(?=(?:扫一扫|打印本页|打印|关闭窗口|【?打印|分享到|责任编辑|相关链接|上一篇|下一篇|网站地图|主办单位[:：]))"
)
ANNEX = re.compile(r"(?:^|\n)(?P<head>附件\d{0,2}：?|附表\d{0,2}：?)(?P<title>[^\n]*)(?=\n|$)")


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: id by position (3.1.2), the marker and title as written, places in the even text, end exclusive."""

    id: str
    marker: str
    title: str
    level: int
    start: int
    body: int
    end: int
    kind: int = 0
    number: str = ""

    @property
    def cite(self) -> str:
        """How people cite the clause; set by `tree`."""
        return self.number


@dataclass(slots=True)
class _Open:
    kind: int
    value: int
    start: int
    mark: re.Match[str]
    place: str
    cite: str
    end: int = 0
    last: dict[int, int] = field(default_factory=dict)


def value(kind: int, words: str) -> int:
    """The number an item's marker says."""
    if kind in (THIRD, FOURTH):
        return int(words)
    return ord(words) - ord("①") + 1 if kind == FIFTH else int(chinese(words))


def tree(text: Text) -> list[Clause]:
    """All clauses in order, parents before children; what stands before the first item is clause 0, an annex comes last."""
    plain = text.plain
    tail = TAIL.search(plain)
    stop = tail.start() + 1 if tail else len(plain)
    annex = next((one for one in ANNEX.finditer(plain, 0, stop) if _annexed(plain, one)), None)
    body = annex.start("head") if annex else stop
    found = _accepted(plain, body)
    clauses = [
        Clause("0", "", _preface(plain, found[0].start if found else body), 1, 0, 0, found[0].start if found else body)
    ]
    opened: list[_Open] = []
    closed: list[_Open] = []
    seen: set[str] = {"0"}
    for one in found:
        while opened and opened[-1].kind >= one.kind:
            opened[-1].end = one.start
            opened.pop()
        parent = opened[-1] if opened else None
        above = f"{parent.place}." if parent else ""
        number = one.value
        while f"{above}{number}" in seen:
            number += 100  # the numbering starts anew: a second plan, or a list inside an item
        one.place = f"{above}{number}"
        seen.add(one.place)
        one.cite = (parent.cite if parent else "") + one.mark.group().strip("、.：")
        opened.append(one)
        closed.append(one)
    for one in opened:
        one.end = body
    for one in closed:
        place, after = one.place, one.mark.end()
        clauses.append(
            Clause(
                place,
                one.mark.group(),
                _title(plain, after, one.end, found),
                place.count(".") + 1,
                one.start,
                after,
                one.end,
                one.kind,
                one.cite,
            )
        )
    if annex:
        top = str(max([int(one.id.split(".")[0]) for one in clauses]) + 1)
        clauses.append(
            Clause(top, "", (annex["head"] + annex["title"]).strip("："), 1, body, annex.end("head"), stop, 0, "附件")
        )
    return clauses


def _annexed(plain: str, found: re.Match[str]) -> bool:
    """An annex itself, not the list of annexes at the end of a letter."""
    after = plain[found.end() :].strip()
    return len(after) > 30 and not re.match(r"\s*\d[.、]", found["title"])


def _preface(plain: str, end: int) -> str:
    return "印发通知与前言" if re.search(r"印发|现将", plain[:end]) else "前言"


def _accepted(plain: str, stop: int) -> list[_Open]:
    """The markers that start a clause: at the start of a line, or inside one where the numbering goes on by one."""
    kept: list[_Open] = []
    stack: list[_Open] = []
    top: dict[int, int] = {}
    for mark in MARKER.finditer(plain, 0, stop):
        kind = next(one for one, _ in MARKS if mark[f"k{one}"])
        number = value(kind, mark[f"n{kind}"])
        depth = len(stack)
        while depth and stack[depth - 1].kind >= kind:
            depth -= 1
        counts = stack[depth - 1].last if depth else top
        expected = counts.get(kind, 0) + 1
        if not _starts(plain, mark, kind, number, expected, kept):
            continue
        del stack[depth:]
        one = _Open(kind, number, mark.start(), mark, "", "")
        counts[kind] = number
        stack.append(one)
        kept.append(one)
    return kept


def _starts(plain: str, mark: re.Match[str], kind: int, number: int, expected: int, kept: list[_Open]) -> bool:
    before = plain[: mark.start()][-1:]
    after = plain[mark.end() : mark.end() + 1]
    if after in ("", "\n", "\t", "）", "、", "，", "。"):
        return False
    if before in ("", "\n", "\t"):
        return "\t" not in plain[mark.end() : mark.end() + 30].split("\n", maxsplit=1)[0] or kind != THIRD
    if kind == CHAPTER or number != expected:
        return False
    if before in "。；！？":
        return kind != FIRST or len(mark.group()) <= 4
    if not kept:
        titled = re.search(r"(?:计划|方案|规划|纲要|要点|意见|）|：)$", plain[: mark.start()])
        return number == 1 and kind in (FIRST, SECOND) and bool(titled)
    # A heading ran on into its first item: "三、主要任务（一）实施…工程1.加强…"
    since = plain[kept[-1].mark.end() : mark.start()]
    if kind in (FIRST, SECOND, THIRD) and 2 <= len(since) <= 40 and not re.search(r"[。；，\n]", since):
        return bool(kept[-1].kind < kind) and (kind != FIRST) and "见" not in since[-2:]
    # An item's number fused with the figure before it: "…达到100家2.推进…"
    return (
        kind == THIRD
        and number > 1
        and bool(re.match(r"[家个名项人所座件次元%户台吨]", before))
        and bool(re.match(r"[\u4e00-\u9fff]{4}", plain[mark.end() : mark.end() + 4]))
    )


def _title(plain: str, start: int, end: int, found: list[_Open]) -> str:
    """The item's heading: up to its first full stop, line end or the next item."""
    following = next((one.start for one in found if one.start >= start), end)
    words = re.split(r"[。\n：；]", plain[start : min(end, following)], maxsplit=1)[0]
    return words.strip()[:60]


PAST = re.compile(
    r"(?<!夯实)(?<!筑牢)(?:工作|发展|现有|产业|建设|现实)基础(?:$|与|和|及)|现状|成就|成效|回顾|存在(?:的)?(?:主要|突出)?问题|面临|形势|背景"
    r"|发展环境|环境分析|基本情况|概况|挑战|机遇|总结|(?:工作|建设|主要)进展|(?:完成|建设|执行|进展|落实)情况|主要做法|主要问题|困难|短板"
)
AIMS = re.compile(r"目标|主要指标|发展指标|预期")
RULES = re.compile(
    r"申报|申请|条件|资格|(?:支持|奖励|补助|补贴|资助|扶持|认定|评审|评价|收费|缴费|享受)(?:方式|标准|对象|范围|程序|内容|额度|比例|办法)"
    r"|评审|程序|推荐要求|适用范围|附则|总则|罚则|报名|招聘|待遇|时间安排|材料"
)


def passage(titles: list[str]) -> str:
    """What a clause under these headings is: `past`, `aims`, `rules` or `plan`; the innermost heading that says so decides.

    >>> passage(["总体要求", "发展基础"]), passage(["主要目标"]), passage(["申报条件"]), passage(["主要任务", "夯实发展基础"])
    ('past', 'aims', 'rules', 'plan')
    """
    for title in reversed(titles):
        short = title if len(title) <= 30 else title[:30]
        if AIMS.search(short):
            return "aims"
        if PAST.search(short):
            return "past"
        if RULES.search(short):
            return "rules"
    return "plan"
