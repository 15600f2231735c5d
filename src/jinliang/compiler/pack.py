"""A draft as the TOML of a draft pack: what `jinliang check` accepts and a person then confirms, edits or strikes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from jinliang.compiler.draft import Draft, Number
from jinliang.compiler.emit import title
from jinliang.compiler.layout import Clause
from jinliang.core.refusal import Refusal

UNASSIGNED = "unassigned"
KINDS = """
# 草案自带的事实：确认时给每个指标换上随产品的事实种类（见 national），或在这里另写一种。
[[kind]]
id = "draft.statement"
label = "指标完成情况（草案）"
entry = "draft_statement"
key = ["indicator", "name"]
title = ["name"]
on = "happened_on"
states = ["tto", "enterprise"]
checks = ["bureau"]

  [[kind.field]]
  id = "indicator"
  label = "指标"
  type = "text"

  [[kind.field]]
  id = "name"
  label = "名称"
  type = "text"

  [[kind.field]]
  id = "happened_on"
  label = "发生日"
  type = "date"

  [[kind.field]]
  id = "quantity"
  label = "数量"
  type = "integer"
  required = false

  [[kind.field]]
  id = "amount"
  label = "金额"
  type = "amount"
  unit = "元"
  required = false
"""
COUNTED = set(("家 个 项 名 人 位 所 座 件 支 条 处 台 套 场 门 部 期 台（套） 间 幢 栋 户").split())


def told(draft: Draft, text_file: str) -> str:
    """The pack's text; `text_file` is the name of the stored text beside it. Raises Refusal when no pack can be made of it."""
    plans = [one for one in draft.questions if one.code == "two_plans"]
    if plans:
        raise Refusal(
            "two_plans",
            f"一份文件里像是有两份计划：第 {draft.text.span(plans[0].start, plans[0].end)[0]} 个字起是另一份",
            "每份计划另存一个文件，分开编译",
        )
    if not draft.targets:
        raise Refusal("no_target", "没有找到数量目标，做不成计划包", "核对是不是计划正文；定性的目标请手工写进计划包")
    if draft.profile.period is None:
        raise Refusal("no_period", "文中没有写明计划期，做不成计划包", "在标题或正文里补上起止年份，如（2025—2027年）")
    return "\n".join(_lines(draft, text_file, draft.profile.period))


def grouped(draft: Draft) -> list[list[Number]]:
    """Targets with their restatements: only pairs judged the same are one; the rest a person decides."""
    owner = {one.id: one.id for one in draft.targets}
    for pair in draft.relations:
        if pair.verdict == "same":
            first, second = owner[pair.a], owner[pair.b]
            owner = {key: first if value == second else value for key, value in owner.items()}
    return [[one for one in draft.targets if owner[one.id] == root] for root in dict.fromkeys(owner.values())]


def _lines(draft: Draft, text_file: str, period: tuple[int, int]) -> Iterator[str]:
    who = draft.profile
    first, last = date(period[0], 1, 1), date(period[1], 12, 31)
    digest = hashlib.sha256(draft.text.raw.encode()).hexdigest()[:8]
    issued = who.issued_on if who.issued_on and who.issued_on <= last else first
    yield "# 由计划正文编译的草案，没有经人确认。待确认的事见各指标的 question。"
    yield f"id = {_q(f'draft_{period[0]}_{digest}')}"
    yield f"title = {_q(draft.text.quote(*who.title_span).replace(chr(10), '') or '未命名计划')}"
    yield f"short = {_q((draft.text.quote(*who.title_span).replace(chr(10), '') or '未命名计划')[:20])}"
    yield 'version = "draft"'
    yield f"issuer = {_q(who.issuer or '待填')}"
    yield f"number = {_q(who.number)}"
    yield f"issued_on = {issued.isoformat()}{'' if who.issued_on == issued else '  # 文中没有写，暂取计划期首日'}"
    yield f"period = [{first.isoformat()}, {last.isoformat()}]"
    yield 'uses = ["national"]'
    yield f"text_file = {_q(text_file)}"
    yield KINDS
    bodies = _bodies(draft)
    for key, (name, role, clauses) in bodies.items():
        yield f"[[body]]\nid = {_q(key)}\nname = {_q(name)}\nrole = {_q(role)}\nclauses = [{', '.join(map(_q, clauses))}]\n"
    for number, group in enumerate(grouped(draft), start=1):
        yield from _indicator(draft, number, group, bodies, first, last)
    for clause in draft.clauses:
        yield from _clause(draft, clause)


def _indicator(
    draft: Draft,
    number: int,
    group: list[Number],
    bodies: dict[str, tuple[str, str, list[str]]],
    first: date,
    last: date,
) -> Iterator[str]:
    one = group[0]
    value, unit = _value(one)
    by, late = _by(one, last, first)
    # In a 分别 list the operator stands before the first number only: the pack quotes one number, so it says so in a question.
    listed = one.cue.startswith("分别") and one.op != "="
    operator = "=" if listed else one.op
    questions = [] if not late else [f"原文的期限是 {one.deadline}，不在计划期内"]
    if operator == "=":
        questions.append(f"原文写“{draft.text.quote(one.start, one.end)}”，是否达到即完成，请确认")
    if one.high is not None:
        questions.append(f"原文是区间，上限 {_n(one.high * one.multiple)}")
    mine = {it.id for it in group}
    open_ = [it for it in draft.relations if it.verdict in ("probable", "conflict") and {it.a, it.b} & mine]
    questions += [f"{it.a} 和 {it.b}：{'、'.join(it.reasons)}" for it in open_]
    measure = "sum:amount" if unit == "元" else "count_entries" if unit in COUNTED else "sum:quantity"
    yield "[[indicator]]"
    yield f"id = {_q(f'i{number}')}"
    yield f"label = {_q(one.indicator or '待命名')}"
    yield f"short = {_q((one.indicator or '待命名')[:12])}"
    yield f"unit = {_q(unit or '—')}"
    yield 'kind = "draft.statement"'
    yield f'where = [{{ field = "indicator", op = "equals", value = {_q(f"i{number}")} }}]'
    yield f"measure = {_q(measure)}"
    yield f"mode = {_q('stock' if one.mode == 'level' else 'flow')}"
    yield f"lead = {_q(_lead(draft, one, bodies))}"
    yield f"basis = {_q('草案：事实种类和口径待定。依据：' + one.cue)}"
    asked = f", question = {_q('；'.join(questions))}" if questions else ""
    yield f"target = {{ operator = {_q(operator)}, value = {_n(value)}, by = {by.isoformat()}{asked} }}"
    yield "mention = ["
    for it in group:
        start, end = draft.text.span(it.start, it.end)
        yield f"  {{ clause = {_q(it.clause)}, span = [{start}, {end}], quote = {_q(draft.text.raw[start:end])} }},"
    yield "]\n"


def _value(one: Number) -> tuple[Decimal, str]:
    """The value in the pack's unit: a table's cell keeps the column's unit (2.5 万张), the text's number is the full value."""
    lots = {10_000: "万", 10**8: "亿", 1000: "千", 100: "百"}.get(one.multiple, "")
    return (one.number, lots + one.unit) if one.table and lots else (one.value, one.unit)


def _by(one: Number, last: date, first: date) -> tuple[date, bool]:
    """The target's day; when the text's own lies outside the plan, the plan's end, and True."""
    told_ = one.deadline or str(last.year)
    day = date.fromisoformat(told_) if len(told_) == 10 else date(int(told_[:4]), 12, 31)
    return (day, False) if first <= day <= last else (last, True)


def _bodies(draft: Draft) -> dict[str, tuple[str, str, list[str]]]:
    """Bodies named in the text with their roles and clauses; one stands for whoever is not named."""
    found: dict[str, tuple[str, set[str], list[str]]] = {}
    for duty in draft.duties:
        for role, name in [*(("牵头", name) for name in duty.lead), *(("配合", name) for name in duty.support)]:
            one = found.setdefault(name, (f"body_{len(found) + 1}", set(), []))
            one[1].add(role)
            if duty.clause not in one[2]:
                one[2].append(duty.clause)
    made = {
        key: (name, "、".join(sorted(roles, reverse=True)), clauses) for name, (key, roles, clauses) in found.items()
    }
    return made | {UNASSIGNED: ("待指定", "原文没有写责任单位", [draft.clauses[0].id])}


def _lead(draft: Draft, one: Number, bodies: dict[str, tuple[str, str, list[str]]]) -> str:
    """The leading body of the clause the target stands in; nobody is guessed from elsewhere."""
    names = {name: key for key, (name, _, _) in bodies.items()}
    told_ = [duty for duty in draft.duties if duty.clause == one.clause and duty.lead]
    return names[told_[0].lead[0]] if told_ else UNASSIGNED


def _clause(draft: Draft, one: Clause) -> Iterator[str]:
    start, end = draft.text.span(one.start, one.end)
    first, last = draft.text.span(one.start, one.body) if one.marker else (0, 0)
    marker, name = draft.text.raw[first:last], title(draft, one)
    stands = bool(marker) and draft.text.raw.startswith(marker + name, start)
    yield "[[clause]]"
    yield f"id = {_q(one.id)}"
    if stands:
        yield f"marker = {_q(marker)}"
    yield f"title = {_q(name or one.number or '正文')}"
    yield f"span = [{start}, {max(end, start + 1)}]"
    yield f"cite = {_q(one.number or '前言')}\n"


def _q(words: str) -> str:
    """A TOML string: JSON's escapes are TOML's."""
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _n(number: Decimal) -> str:
    return format(number.normalize(), "f")
