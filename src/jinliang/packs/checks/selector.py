"""Selectors: the fields asked about exist, and the values asked for can be compared with them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from jinliang.core.pack import Field, Kind
from jinliang.core.refusal import Flaw
from jinliang.core.select import Condition, Held, Selector
from jinliang.packs.checks.draft import Draft, roles
from jinliang.packs.flaw import mend, nearest, unknown

TYPE_WORDS = {
    "text": "文本",
    "integer": "整数",
    "amount": "金额",
    "date": "日期",
    "period": "期间",
    "code": "代码",
    "party": "主体",
    "person": "人",
    "entry": "台账",
    "yesno": "是否",
    "file": "文件",
    "area": "区域",
}
ORDERED = ("integer", "amount", "date")
ASKED = ("text", "integer", "amount", "date", "code", "yesno", "area")
"""Types whose values a pack can name. Parties, persons and entries have no name that holds in every city."""


def selector(draft: Draft, one: Selector, place: str) -> Iterator[Flaw]:
    """The kind and every condition. Under a misspelt kind the conditions are read against the nearest one."""
    kind = draft.kinds.get(one.kind)
    if one.kind and kind is None:
        yield from unknown(f"{place}.kind", one.kind, "事实类型", draft.kinds)
        near = nearest(one.kind, draft.kinds)
        kind = draft.kinds[near] if near else None
    if kind is not None:
        for number, condition in enumerate(one.where):
            yield from _condition(draft, kind, condition, f"{place}.where[{number}]")


def _condition(draft: Draft, kind: Kind, one: Condition, place: str) -> Iterator[Flaw]:
    plain = {field.id: field for field in kind.fields if not field.role}
    standing = roles(kind)
    known = {"on": "date", "area": "area"} | {f"role:{role}": type_ for role, type_ in standing.items()}
    known |= {field.id: field.type for field in plain.values()}
    type_ = known.get(one.field)
    if type_ is None:
        if one.field:
            yield _no_field(kind, one.field, list(known), f"{place}.field")
        return
    if one.op == "holds" or isinstance(one.value, Held):
        yield from _holds(draft, standing, one, place)
        return
    if one.op in ("at_least", "at_most") and type_ not in ORDERED:
        yield Flaw(
            f"{place}.op", one.op, f"{one.field} 是{TYPE_WORDS[type_]}，不能比大小", "改成 equals、one_of 或 not"
        )
        return
    if type_ not in ASKED:
        why = f"{one.field} 是{TYPE_WORDS[type_]}，计划包不能点名某一个"
        yield Flaw(f"{place}.field", one.field, why, "改问它的类型或别的字段；问人或主体的身份用 holds")
        return
    yield from _values(draft, plain.get(one.field), type_, one, f"{place}.value")


def _no_field(kind: Kind, name: str, known: list[str], place: str) -> Flaw:
    role = next((field.role for field in kind.fields if field.id == name and field.role), None)
    if role is None and name in roles(kind):
        role = name
    fix = f"改成 role:{role}" if role else mend(name, known)
    return Flaw(place, name, f"{kind.label}（{kind.id}）没有字段 {name}", fix)


def _holds(draft: Draft, standing: dict[str, str], one: Condition, place: str) -> Iterator[Flaw]:
    if one.op != "holds":
        yield Flaw(f"{place}.op", one.op, "值写成了 { kind, role }，只有 holds 这样写", "改成 holds")
        return
    if not isinstance(one.value, Held):
        yield Flaw(
            f"{place}.value",
            str(one.value),
            "holds 要写明在哪类事实里、担任什么角色",
            '写成 { kind = "…", role = "…" }',
        )
        return
    role = one.field.removeprefix("role:")
    if role == one.field:
        yield Flaw(
            f"{place}.field", one.field, "holds 只能问一个角色", mend(one.field, [f"role:{it}" for it in standing])
        )
        return
    kind = draft.kinds.get(one.value.kind)
    if kind is None:
        yield from unknown(f"{place}.value.kind", one.value.kind, "事实类型", draft.kinds)
        return
    there = roles(kind)
    if one.value.role not in there:
        yield from unknown(f"{place}.value.role", one.value.role, f"角色（{kind.label}）", there)
    elif there[one.value.role] != standing[role]:
        words = f"{role} 是{TYPE_WORDS[standing[role]]}，{one.value.role} 是{TYPE_WORDS[there[one.value.role]]}"
        yield Flaw(f"{place}.value.role", one.value.role, f"{words}，永远对不上", "换成同类的角色")


def _values(draft: Draft, field: Field | None, type_: str, one: Condition, place: str) -> Iterator[Flaw]:
    many = isinstance(one.value, tuple)
    if many != (one.op == "one_of"):
        fix = "改成一个值" if many else '写成列表，如 ["…", "…"]'
        yield Flaw(place, str(one.value), "只有 one_of 的值是列表", fix)
        return
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    if not values:
        yield Flaw(place, "[]", "列表是空的，什么也不算", "补上要算的值")
    for number, value in enumerate(values):
        here = f"{place}[{number}]" if many else place
        if not _comparable(value, type_):
            example = EXAMPLES[type_]
            yield Flaw(
                here, str(value), f"{one.field} 是{TYPE_WORDS[type_]}，这个值和它不能比", f"写成 {example} 的样子"
            )
        elif type_ == "code" and field is not None and field.list in draft.lists:
            if value not in draft.codes(field.list):
                yield from unknown(
                    here, str(value), f"代码（{draft.lists[field.list].label}）", draft.codes(field.list)
                )
        elif type_ == "area" and draft.pack.areas:
            codes = [area.id for area in draft.pack.areas]
            if value not in codes:
                yield from unknown(here, str(value), "区域", codes)


EXAMPLES = {
    "text": '"文字"',
    "integer": "100",
    "amount": '"10000.00"',
    "date": "2019-01-01（不加引号）",
    "code": '"city"',
    "yesno": "true 或 false",
    "area": '"320411"',
}


def _comparable(value: object, type_: str) -> bool:
    if type_ == "yesno":
        return isinstance(value, bool)
    if isinstance(value, bool):
        return False
    if type_ == "integer":
        return isinstance(value, int)
    if type_ == "amount":
        return isinstance(value, int | Decimal) or (isinstance(value, str) and _number(value))
    if type_ == "date":
        return type(value) is date
    return isinstance(value, str)


def _number(text: str) -> bool:
    whole, dot, part = text.partition(".")
    return whole.removeprefix("-").isdecimal() and whole.isascii() and (not dot or part.isdecimal())
