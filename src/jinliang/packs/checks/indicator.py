"""Indicators: what they count exists, and the target says what the plan's words say."""

from __future__ import annotations

from collections.abc import Iterator

from jinliang.core.indicator import Comparison
from jinliang.core.pack import Indicator, Kind
from jinliang.core.refusal import Flaw
from jinliang.packs.checks import wording
from jinliang.packs.checks.clause import mention
from jinliang.packs.checks.draft import Draft, roles
from jinliang.packs.checks.selector import selector
from jinliang.packs.flaw import mend, places, repeated, unknown

OPERATOR_WORDS: dict[Comparison, str] = {">=": "至少", ">": "超过", "=": "只写了数", "<=": "至多", "<": "低于"}


def indicators(draft: Draft) -> Iterator[Flaw]:
    """Every indicator with its target and mentions."""
    ids = [one.id for one in draft.pack.indicators]
    yield from repeated("indicator", ids, "指标")
    bodies = [one.id for one in draft.pack.bodies]
    for one, place in zip(draft.pack.indicators, places("indicator", ids), strict=True):
        if one.lead and one.lead not in bodies:
            yield from unknown(f"{place}.lead", one.lead, "机构", bodies)
        yield from selector(draft, one.selector, place)
        kind = draft.kinds.get(one.selector.kind)
        if kind is not None:
            yield from _measure(one, kind, place)
        yield from _dates(draft, one, place)
        for number, it in enumerate(one.mentions):
            yield from mention(draft, it, f"{place}.mention[{number}]")
        yield from _words(one, f"{place}.target")


def _measure(one: Indicator, kind: Kind, place: str) -> Iterator[Flaw]:
    name = one.measure.removeprefix("sum:")
    if name != one.measure and name not in [field.id for field in kind.fields]:
        words = {"amount": "金额", "quantity": "数量"}[name]
        why = f"{kind.label}（{kind.id}）没有 {name} 字段，没有{words}可加"
        yield Flaw(f"{place}.measure", one.measure, why, "改成 count_entries，或给这类事实加上这个字段")
    if one.slice_by not in ("", "area") and one.slice_by.removeprefix("role:") not in roles(kind):
        yield Flaw(
            f"{place}.slice_by",
            one.slice_by,
            f"{kind.label}（{kind.id}）没有这个角色",
            mend(one.slice_by, ["area", *(f"role:{role}" for role in roles(kind))]),
        )
    elif one.slice_by not in ("", "area") and not one.slice_by.startswith("role:"):
        yield Flaw(f"{place}.slice_by", one.slice_by, "角色前面要写 role:", f"改成 role:{one.slice_by}")


def _dates(draft: Draft, one: Indicator, place: str) -> Iterator[Flaw]:
    plan = draft.pack.period
    span = f"{plan.first} 至 {plan.last}"
    if not plan.contains(one.target.by):
        yield Flaw(
            f"{place}.target.by", str(one.target.by), f"不在计划期 {span} 内", f"改成 {plan.last} 或计划期内的日子"
        )
    for year in one.target.yearly:
        if not plan.first.year <= year <= plan.last.year:
            why = f"{year} 年不在计划期 {span} 内"
            yield Flaw(f"{place}.target.yearly.{year}", str(year), why, "改年份，或去掉这一年")
    if one.mode == "stock" and one.period is not None:
        what = f"[{one.period.first}, {one.period.last}]"
        yield Flaw(f"{place}.period", what, "stock 问的是某一天的存量，没有起止日", "去掉 period，或改成 flow")


def _words(one: Indicator, place: str) -> Iterator[Flaw]:
    """Operator and value as the words have them; a bare number keeps its open question."""
    target = one.target
    if target.value <= 0:
        yield Flaw(f"{place}.value", str(target.value), "目标值要大于零", "照原文写目标值")
        return
    quotes = [it.quote for it in one.mentions if it.quote]
    other = next((quote for quote in quotes if wording.comparison(quote) != target.operator), None)
    if other is not None:
        sign = wording.comparison(other)
        why = f"原文“{other}”的意思是{OPERATOR_WORDS[sign]}（{sign}）"
        fix = f"改成 {sign}" + ("，并在 question 里写明待确认的事" if sign == "=" and not target.question else "")
        yield Flaw(f"{place}.operator", target.operator, why, fix)
    elif target.operator == "=" and not target.question:
        shown = quotes[0] if quotes else target.value
        why = f"原文只写“{shown}”，没写以上、超过，是否恰好这个数要有人定"
        yield Flaw(f"{place}.question", "", why, "在 question 里写明待谁确认什么")
    for quote in quotes:
        number = wording.number(quote)
        bare = wording.bare(quote) and target.value == number  # a cell of a table: its unit stands in another column
        if number is not None and not bare and target.value * wording.scale(one.unit) != number:
            right = number / wording.scale(one.unit)
            why = f"原文“{quote}”是 {number:,f}{one.unit if wording.scale(one.unit) == 1 else ''}"
            yield Flaw(f"{place}.value", f"{target.value:f}", why, f"改成 {right:f}")
            break
