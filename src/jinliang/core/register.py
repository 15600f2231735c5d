"""A unit's register of needs and offers (登记表) as a table: the columns of each kind of listing, and what one row says.

Each kind of listing is declared as kinds of facts are, so that template, mapping, trial and the table of what is to be mended are the
same for both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from jinliang.core import field as fields
from jinliang.core import listing
from jinliang.core.fact import Value
from jinliang.core.field import Misread, folded
from jinliang.core.listing import KINDS, STATES
from jinliang.core.pack import CodeList, Field, Kind, Rule
from jinliang.core.statement import FieldFlaw, Statement

LONGEST = 5000
"""Characters of a listing's text."""
ENTRY = "listing"
"""What a row of a register becomes: no fact, a listing."""
BETWEEN = re.compile(r"[\n；;]+")
"""What stands between hard conditions."""
APART = re.compile(r"[\s,，、；;]+")
"""What stands between keywords, classes and ways."""


class NumberCheck(Protocol):
    """What is found of a patent's number: its one spelling, or why not and what was meant."""

    @property
    def valid(self) -> bool: ...
    @property
    def number(self) -> str: ...
    @property
    def why(self) -> str: ...
    @property
    def fix(self) -> str: ...
    @property
    def suggestion(self) -> str | None: ...


_COLUMNS: tuple[Field, ...] = (
    Field("title", "标题", "text", help="4 到 60 个字"),
    Field("text", "说明", "text", help="至少 20 个字：做什么、遇到什么、要到什么程度"),
    Field("field", "技术领域", "code", list="technology_field"),
    Field("person", "完成人", "text", required=False),
    Field("number", "专利号", "text", help="照证书填，末位是校验位"),
    Field("maturity", "成熟度", "code", required=False, list="maturity"),
    Field("ipc", "分类号", "text", required=False, help="几个用“、”隔开"),
    Field("must", "硬条件", "text", required=False, help="不满足就不要的，几条用“；”隔开"),
    Field("ways", "合作方式", "text", required=False, help="几种用“、”隔开"),
    Field("low", "价格从", "amount", required=False),
    Field("high", "价格到", "amount", required=False),
    Field("wanted_on", "需求时限", "date", required=False),
    Field("keywords", "关键词", "text", required=False, help="几个用“、”隔开，最多 6 个"),
    Field("reviewed_by", "保密审查人", "text", required=False, help="本单位审过不涉密的人；没有填的存为草稿，不送审"),
    Field("reviewed_on", "审查日期", "date", required=False),
)
_WITHOUT: Mapping[str, tuple[str, ...]] = {
    "need": ("person", "number", "maturity", "ipc", "keywords"),
    "achievement": ("number", "must", "wanted_on"),
    "patent": ("must", "wanted_on"),
    "expert": ("number", "maturity", "ipc", "must", "wanted_on"),
    "instrument": ("person", "number", "maturity", "ipc", "must", "wanted_on"),
    "service": ("person", "number", "maturity", "ipc", "must", "wanted_on"),
}
"""The columns that a kind of listing does not have."""

_BUDGET = {"low": "预算从", "high": "预算到"}


def _register(kind: str, label: str) -> Kind:
    def column(one: Field) -> Field:
        if (kind, one.id) == ("expert", "person"):
            return Field("person", "专家姓名", "text")
        if kind == "need" and one.id in _BUDGET:
            return Field(one.id, _BUDGET[one.id], "amount", required=False)
        return one

    return Kind(
        id=f"{ENTRY}.{kind}",
        label=label,
        entry=ENTRY,
        key=("number",) if kind == "patent" else ("title",),
        title=("title",),
        on="reviewed_on",
        until="",
        states=STATES,
        checks=(),
        evidence=(),
        fields=tuple(column(one) for one in _COLUMNS if one.id not in _WITHOUT[kind]),
        rules=(Rule("high", ">=", "low", "从小到大填"),),
        official=(),
    )


REGISTERS: Mapping[str, Kind] = {one.id: one for one in (_register(kind, label) for kind, label in KINDS.items())}
"""The register of each kind of listing, by id."""


def listed(id: str) -> str:
    """The kind of listing that a register brings in."""
    return id.removeprefix(f"{ENTRY}.")


def read(
    kind: Kind,
    raw: Mapping[str, str],
    lists: Callable[[str], CodeList],
    today: date,
    check: Callable[[str], NumberCheck],
) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
    """What a row of a register says, or every flaw in it; `check` judges a patent's number. Rows with one key say the same thing."""
    held: dict[str, Value] = {}
    flaws: list[FieldFlaw] = []
    for one in kind.fields:
        text = raw.get(one.id, "")
        try:
            held[one.id] = _cell(one, text, lists, today, check)
        except Misread as no:
            flaws.append(FieldFlaw(one.id, text[:80], no.why, no.fix, no.suggestion))
    low, high = held.get("low"), held.get("high")
    if isinstance(low, Decimal) and isinstance(high, Decimal) and high < low:
        flaws.append(FieldFlaw("high", raw["high"], f"比“{kind.field('low').label}”小", "从小到大填"))
    by, on = held.get("reviewed_by"), held.get("reviewed_on")
    if bool(by) != bool(on) and not any(one.field.startswith("reviewed") for one in flaws):
        lacking = "reviewed_on" if by else "reviewed_by"
        flaws.append(FieldFlaw(lacking, "", "保密审查只填了一半", "审查人和审查日期都填，或都不填"))
    if flaws:
        return None, tuple(flaws)
    title = str(held["title"])
    key = str(held.get("number") or folded(f"{title}{held.get('person') or ''}"))
    values = {id: value for id, value in held.items() if value is not None}
    return Statement(kind.id, today, None, {}, None, None, None, values, {}, key, title), ()


def _cell(
    one: Field, text: str, lists: Callable[[str], CodeList], today: date, check: Callable[[str], NumberCheck]
) -> Value:
    said = fields.written(text, LONGEST if one.id == "text" else fields.LONGEST_TEXT)
    if not said:
        if one.required:
            raise Misread("没有填", f"填上{one.label}")
        return None
    if one.type == "code":
        return fields.code(lists(one.list), said, today).id
    if one.id == "ways":
        ways = lists("cooperation_way")
        return "、".join(fields.code(ways, part, today).id for part in APART.split(said) if part)
    if one.id == "number":
        found = check(said)
        if not found.valid:
            raise Misread(found.why, found.fix, found.suggestion or "")
        return found.number
    if one.type != "text":
        value = fields.value(one, said)
        if isinstance(value, date):
            _day(one.id, value, today)
        return value
    _length(one.id, said)
    return said


def _day(id: str, value: date, today: date) -> None:
    if id == "wanted_on" and value < today:
        raise Misread("需求时限已过", "填以后的日子，或不填")
    if id == "reviewed_on" and value > today:
        raise Misread("是以后的日子", "填已经审过的那天")


_MOST = {"title": 60, "person": 60, "reviewed_by": 60}


def _length(id: str, said: str) -> None:
    least = {"title": listing.SHORTEST_TITLE, "text": listing.SHORTEST_TEXT}.get(id, 0)
    if len(said) < least:
        raise Misread(f"不到 {least} 个字", f"写到 {least} 个字以上，让别人看得懂")
    if len(said) > _MOST.get(id, LONGEST):
        raise Misread(f"有 {len(said)} 个字，最多 {_MOST[id]} 个", "缩短")


def values(said: Statement) -> dict[str, Any]:
    """What a row says as a listing has it: lists as lists, blanks left out."""
    found: dict[str, Any] = dict(said.values)
    if "must" in found:
        found["must"] = [one.strip()[:120] for one in BETWEEN.split(found["must"]) if one.strip()]
    for name, longest, most in (("keywords", 20, 6), ("ipc", 16, 12), ("ways", 16, 12)):
        if name in found:
            found[name] = [one[:longest] for one in APART.split(found[name]) if one][:most]
    return found
