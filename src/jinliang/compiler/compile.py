"""Text in, draft out: the stages of the compiler in order."""

from __future__ import annotations

import re
from dataclasses import replace

from jinliang.compiler import table
from jinliang.compiler.draft import Draft, Left, Named, Node, Number, Question, Task
from jinliang.compiler.due import dues
from jinliang.compiler.duty import duties
from jinliang.compiler.find import numbers
from jinliang.compiler.gate import gates
from jinliang.compiler.layout import Clause, tree
from jinliang.compiler.number import quantities
from jinliang.compiler.place import Map
from jinliang.compiler.profile import PLANNED, profile
from jinliang.compiler.relation import relations
from jinliang.compiler.text import Text, even
from jinliang.core.refusal import Refusal

PROGRAMME = re.compile(
    r"(?:实施|开展|组织|启动|推进|深化|打造|举办|办好|依托|擦亮|落实)[^，。；“”\n]{0,12}“(?P<name>[^”\n]{2,24})”"
)
HEADING = re.compile(r"[^，。；：\n]{4,60}")


def compile_text(raw: str) -> Draft:
    """The draft of a plan. Raises Refusal when the text is empty, too long, garbled or holds nothing to draft from."""
    text = even(raw)
    if len(re.findall(r"[\u4e00-\u9fff]", text.plain)) < max(10, len(text.plain) // 8):
        raise Refusal("no_plan", "文本里几乎没有汉字，找不到计划", "粘贴中文计划的全文")
    clauses = tree(text)
    who = profile(text, clauses[0].end)
    masked = _masked(text.plain, clauses)
    map_ = Map.of(masked, clauses)
    rows, taken = table.tables(Map.of(masked, clauses), who)
    found = [one for one in quantities(masked) if not any(first <= one.start < last for first, last in taken)]
    kept, left = numbers(found, map_, who)
    targets = sorted([one for one in kept if one.kind == "target"] + rows, key=lambda one: one.start)
    draft = Draft(text, who, clauses)
    draft.targets = _named(targets, "t")
    draft.rates = _named([one for one in kept if one.kind == "rate"], "r")
    draft.caps = _named([one for one in kept if one.kind == "cap"], "c")
    draft.gates = gates(map_)
    draft.duties = duties(map_)
    draft.left_out = left
    draft.relations = relations(draft.targets)
    draft.nodes = _nodes(draft, map_)
    draft.programmes = [
        Named(one.start("name"), one.end("name"), map_.clause(one.start()).id, one["name"], one.group()[:2])
        for one in PROGRAMME.finditer(text.plain)
    ]
    draft.tasks = _tasks(draft, map_)
    draft.questions = _questions(draft)
    if (
        not (
            draft.targets
            or draft.duties
            or draft.tasks
            or (who.kind == "plan" and len(clauses) > 1)
            or PLANNED.search(who.title)
        )
        and len(clauses) == 1
        and not (draft.caps or draft.rates or draft.gates or left)
    ):
        raise Refusal(
            "no_plan",
            "文本里没有条款，没有目标，也没有责任单位，找不到计划",
            "粘贴计划全文；只有附表的，连表头一起粘贴",
        )
    return draft


def _masked(plain: str, clauses: list[Clause]) -> str:
    """The even text with the markers of clauses blanked, so that 1.2022年 is no number and no sentence runs through a marker."""
    pieces: list[str] = []
    at = 0
    for one in sorted(clauses, key=lambda one: one.start):
        if one.body > one.start and one.start >= at and one.marker:
            pieces += [plain[at : one.start], "\n" * (one.body - one.start)]
            at = one.body
    return "".join([*pieces, plain[at:]])


def _named(found: list[Number], letter: str) -> list[Number]:
    return [replace(one, id=f"{letter}{index}") for index, one in enumerate(found, start=1)]


def _nodes(draft: Draft, map_: Map) -> list[Node]:
    """Dates ahead that a task must keep."""
    start = draft.profile.start_year or 0
    made: list[Node] = []
    for due in dues(map_.plain, draft.clauses[0].end if len(draft.clauses) > 1 else 0, len(map_.plain), draft.profile):
        place = map_.place(due.start)
        if due.year >= start and place.passage != "past" and re.search(r"20\d\d|十[一二三四五六]五|内|底", due.words):
            made.append(Node(due.start, due.end, place.clause.id, due.told, due.words))
    return made


def _tasks(draft: Draft, map_: Map) -> list[Task]:
    """Numbered items that ask for work: the lowest with a heading, outside passages of aims, of the past and of rules."""
    parents = {one.id.rsplit(".", 1)[0] for one in draft.clauses if "." in one.id}
    made: list[Task] = []
    for one in draft.clauses:
        if (
            one.id in parents
            or one.id == "0"
            or not one.marker
            or map_.passages[one.id] != "plan"
            or draft.profile.kind != "plan"
        ):
            continue
        if "." not in one.id and len(draft.clauses) > 8:
            continue
        mine = [duty for duty in draft.duties if one.start <= duty.start < one.end]
        lead = tuple(dict.fromkeys(name for duty in mine for name in duty.lead))
        support = tuple(dict.fromkeys(name for duty in mine for name in duty.support if name not in lead))
        ahead = [node.on for node in draft.nodes if one.start <= node.start < one.end]
        made.append(
            Task(
                f"k{len(made) + 1}",
                one.id,
                one.title,
                one.start,
                one.end,
                lead,
                support,
                max(ahead, key=_last_day) if ahead else None,
                one.marker,
            )
        )
    return made


def _last_day(told: str) -> str:
    return told if len(told) > 4 else f"{told}-12-31"


def _questions(draft: Draft) -> list[Question]:
    """What a person must decide, most weighty first."""
    made: list[Question] = []
    by_id = {one.id: one for one in draft.targets}
    restarts = _titles(draft)
    if restarts:
        made += [
            Question("two_plans", f"一份文件里像是还有另一份计划：{words}。请分开编译", start, end)
            for words, start, end in restarts
        ]
    if not draft.targets:
        made.append(Question("no_target", "没有找到数量目标；如果文中有，请手工标出", *draft.profile.title_span))
    if draft.profile.period is None:
        made.append(Question("no_period", "文中没有写明计划期，目标的期限要由人填写", *draft.profile.title_span))
    elif not re.search(r"[-~至到]|五|年", draft.profile.period_cue) or draft.profile.period_cue == "印发日期":
        made.append(
            Question(
                "period_guessed",
                f"计划期按{draft.profile.period_cue}推定为 {draft.profile.period[0]}—{draft.profile.period[1]} 年，请核对",
                *draft.profile.title_span,
            )
        )
    for one in draft.relations:
        a, b = by_id[one.a], by_id[one.b]
        if one.verdict == "conflict":
            made.append(
                Question(
                    "conflict",
                    f"同一指标两处的数不同：“{draft.text.quote(a.start, a.end)}”和“{draft.text.quote(b.start, b.end)}”，以哪处为准？",
                    b.start,
                    b.end,
                    (one.a, one.b),
                )
            )
        elif one.verdict == "probable":
            made.append(
                Question(
                    "probable",
                    f"“{a.indicator}”和“{b.indicator}”是否同一个目标？{'、'.join(one.reasons)}",
                    b.start,
                    b.end,
                    (one.a, one.b),
                )
            )
    made += [
        Question(
            "bare_number",
            f"原文只写“{draft.text.quote(one.start, one.end)}”，没写“以上”；是否达到即完成？",
            one.start,
            one.end,
            (one.id,),
        )
        for one in draft.targets
        if one.op == "=" and not one.table
    ]
    made += [
        Question(
            "no_actor", f"“{task.title}”没有写责任单位，待指定", task.start, task.start + len(task.cue), (task.id,)
        )
        for task in draft.tasks
        if not task.lead
    ]
    return made


def _titles(draft: Draft) -> list[tuple[str, int, int]]:
    """Titles of further plans in the same text: a title line after which the numbering starts anew at 一."""
    plain = draft.text.plain
    firsts = [one for one in draft.clauses if one.kind == 2 and one.marker.startswith("一、")]
    found: list[tuple[str, int, int]] = []
    for one in firsts[1:]:
        before = plain[: one.start].rstrip("\n").split("\n")[-6:]
        for line in reversed(before):
            words = line.strip()
            if (
                6 <= len(words) <= 60
                and not re.search(r"[。；，]", words)
                and re.search(r"(?:计划|方案|规划|纲要|要点)(?:（[^）]*）)?$", words)
            ):
                start = plain.rfind(line, 0, one.start)
                found.append((words, start, start + len(line)))
                break
    return found


__all__ = ["Draft", "Left", "Text", "compile_text"]
