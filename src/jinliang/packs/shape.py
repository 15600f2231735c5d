"""From TOML data to pack tables: every misspelt key, missing value and wrong type at once.

A broken value is reported and replaced by a stand-in of the right type, so that the rest of the pack can still be
checked; `Shaped.broken` remembers where, so that nobody is told twice about one mistake.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any, Literal, cast, get_args, get_origin

from annotated_types import MinLen
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from jinliang.core.refusal import Flaw
from jinliang.packs.flaw import mend, nearest, places
from jinliang.packs.scalar import PLAIN_TYPES, POINTED_TYPES
from jinliang.packs.schema import PackTable, Table

STAND_INS: dict[object, object] = {str: "", int: 0, bool: False, Decimal: Decimal(0), date: date(2000, 1, 1)}

SAYINGS: dict[str, tuple[str, str]] = {
    "string_type": ("这里要写文本", "用双引号括起来"),
    "int_type": ("这里要写整数", "写半角数字，不加引号，不带小数"),
    "bool_type": ("这里只能是 true 或 false", "写 true 或 false，不加引号"),
    "date_type": ("这里要写日期", "写成 2021-12-31，不加引号"),
    "list_type": ("这里要写列表", '写成 ["…", "…"]'),
    "dict_type": ("这里要写一张表", "写成 { 名称 = 值 }"),
    "string_too_short": ("这里不能空着", "填上内容"),
    "too_short": ("这里至少要有一项", "补上一项"),
    "greater_than_equal": ("这个数太小", "写 0 或更大的整数"),
    "number": ("这里要写数", '写成 300 或 "0.02"'),
    "rule": ("规则看不懂", "写成“字段 比较号 字段或值”，如 serves_until_on > appointed_on"),
    "month_day": ("没有这样的月日", "写成 12-31 的样子，月和日都是两位"),
    "period": ("期间不成立", "写两个日期，先起后止，如 [2019-01-01, 2021-12-31]"),
    "span": ("位置不成立", "写两个数：从第几个字起（从 0 数）、到第几个字前止，如 [778, 784]"),
    "held": ("holds 要写明在哪类事实里、担任什么角色", '写成 { kind = "…", role = "…" }'),
    "asked": ("这个值不能用来比", "写文本、数、日期、true 或 false，或它们的列表"),
    "regular": ("正则表达式不成立", "核对括号和反斜杠"),
}

NAMED = {"code": "code:lab_level", "party": "party:university,institute", "entry": "entry:cn.joint_project"}

PATTERNS: dict[str, str] = {
    "^[a-z][a-z0-9_]*$": "用小写字母、数字和下划线，以字母开头",
    r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$": "写成 cn.industry_professor 的样子，用小写字母、数字、下划线和点",
    r"^[0-9]+(\.[0-9a-z]+)*$": "写成 3.1.2.b 的样子",
    r"^\S+$": "不能有空格",
    "^[0-9]{4}$": "写四位年份",
}


@dataclass(slots=True)
class Shaped:
    """A pack's tables, with what was wrong in their shape and where stand-ins are."""

    table: PackTable
    flaws: list[Flaw] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    def fresh(self, flaw: Flaw) -> bool:
        """Whether a flaw found later is about something that was not broken before."""
        return not any(flaw.place == one or flaw.place.startswith((f"{one}.", f"{one}[")) for one in self.broken)


def shaped(data: dict[str, Any]) -> Shaped:
    """The tables of a pack and every flaw of their shape. Never raises."""
    try:
        return Shaped(PackTable.model_validate(data))
    except ValidationError:
        walk = _Walk()
        table = cast("PackTable", walk.table(PackTable, data, ""))
        return Shaped(table, walk.flaws, walk.broken)


class _Walk:
    """One pass over a pack that pydantic refused, table by table and value by value."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self.broken: list[str] = []

    def flaw(self, place: str, what: object, why: str, fix: str) -> None:
        self.flaws.append(Flaw(place, _shown(what), why, fix))

    def table(self, model: type[Table], data: dict[str, Any], place: str) -> Table:
        fields = {info.alias or name: (name, info) for name, info in model.model_fields.items()}
        data = self.spelled(data, list(fields), place)
        values: dict[str, Any] = {}
        for key, (name, info) in fields.items():
            here = f"{place}.{key}" if place else key
            if key in data:
                values[name] = self.value(info, data[key], here)
            elif info.is_required():
                self.flaw(here, "", f"缺 {key}", f"补上 {key}{f'（{info.description}）' if info.description else ''}")
                self.broken.append(here)
                values[name] = stand_in(info)
            else:
                values[name] = info.get_default(call_default_factory=True)
        return model.model_construct(**values)

    def spelled(self, data: dict[str, Any], keys: list[str], place: str) -> dict[str, Any]:
        """The table with misspelt keys put right, each of them reported."""
        right = {key: value for key, value in data.items() if key in keys}
        for key, value in data.items():
            if key in keys:
                continue
            near = nearest(key, [one for one in keys if one not in data]) or nearest(key, keys)
            fix = f"改成 {near}" if near else mend(key, keys)
            self.flaw(f"{place}.{key}" if place else key, key, f"没有叫 {key} 的字段", fix)
            if near and near not in right:
                right[near] = value
            elif near and isinstance(right[near], list) and isinstance(value, list):
                right[near] = right[near] + value
        return right

    def value(self, info: FieldInfo, value: object, place: str) -> object:
        model, many = _nested(info)
        if model is None:
            return self.leaf(info, value, place)
        if not many:
            if isinstance(value, dict):
                return self.table(model, value, place)
            self.flaw(place, value, *SAYINGS["dict_type"])
            self.broken.append(place)
            return stand_in(info)
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.flaw(place, value, "这里要写一组表", f"每一项用 [[{_stanza(place)}]] 开头")
            self.broken.append(place)
            return []
        if not value and any(isinstance(one, MinLen) for one in info.metadata):
            self.flaw(place, "[]", *SAYINGS["too_short"])
        named = places(place, [one.get("id") for one in value])
        return [self.table(model, one, here) for one, here in zip(value, named, strict=True)]

    def leaf(self, info: FieldInfo, value: object, place: str) -> object:
        try:
            return _adapter(info).validate_python(value, strict=True)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                steps = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in one["loc"] if step != "[key]"]
                self.flaw(
                    "".join((place, *steps)), one["input"], *_sentence(one["type"], one["input"], one.get("ctx", {}))
                )
            self.broken.append(place)
            typed = any(one["type"] == "field_type" for one in error.errors())
            return meant(value) or "text" if typed and isinstance(value, str) else stand_in(info, value)


def meant(type_: str) -> str | None:
    """The field type that a misspelt one was meant to be.

    >>> meant("integr"), meant("cod:lab_level"), meant("颜色")
    ('integer', 'code:lab_level', None)
    """
    base, colon, names = type_.partition(":")
    if colon:
        near = nearest(base, POINTED_TYPES)
        return f"{near}:{names}" if near and names else None
    return nearest(base, PLAIN_TYPES)


def stand_in(info: FieldInfo, value: object = None) -> object:
    """A value of the right type in place of a broken one; for a misspelt closed word the one it was meant to be."""
    model, many = _nested(info)
    if model is not None and not many:
        return _Walk().table(model, {}, "")
    kind = info.annotation
    if get_origin(kind) is Literal:
        return (nearest(value, get_args(kind)) if isinstance(value, str) else None) or get_args(kind)[0]
    if not info.is_required():
        return info.get_default(call_default_factory=True)
    return {} if get_origin(kind) is dict else [] if get_origin(kind) is list else STAND_INS.get(kind)


def _nested(info: FieldInfo) -> tuple[type[Table] | None, bool]:
    """The table class a field holds, and whether it holds many."""
    for one in (info.annotation, *get_args(info.annotation)):
        if isinstance(one, type) and issubclass(one, Table):
            return one, get_origin(info.annotation) is list
    return None, False


@lru_cache(maxsize=256)
def _adapter_of(kind: Any, metadata: tuple[Any, ...]) -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[(kind, *metadata)] if metadata else kind)


def _adapter(info: FieldInfo) -> TypeAdapter[Any]:
    return _adapter_of(cast("Any", info.annotation), tuple(info.metadata))


def _sentence(code: str, value: object, context: dict[str, Any]) -> tuple[str, str]:
    if code == "literal_error":
        among = re.findall(r"'([^']*)'", str(context["expected"]))
        return f"不能写 {_shown(value)}", mend(str(value), among)
    if code == "field_type":
        base, near = str(value).rstrip(":"), meant(str(value))
        if base in POINTED_TYPES:
            return f"{base} 后面没写是哪一个", f"写成 {NAMED[base]} 的样子"
        every = [*PLAIN_TYPES, *(f"{one}:…" for one in POINTED_TYPES)]
        return f"没有叫 {value} 的字段类型", f"改成 {near}" if near else mend("", every)
    if code == "string_pattern_mismatch":
        return "写法不合", PATTERNS[context["pattern"]]
    return SAYINGS.get(code, ("这个值不能用", "核对后重写"))


def _stanza(place: str) -> str:
    return ".".join(one for one in re.sub(r"\[[0-9]+\]", "", place).split(".") if one)


def _shown(value: object) -> str:
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
