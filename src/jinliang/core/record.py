"""A listing as a record between platforms (交换记录): one JSON object a line, the same fields as a unit's register.

A record is known by its origin: the platform where it was first put up and its number there. However many platforms pass it on, it is
one listing. Format and meaning: `docs/exchange.md`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from jinliang.core.listing import KINDS
from jinliang.core.refusal import Refusal
from jinliang.core.register import ENTRY, REGISTERS

FORMAT = "jinliang-listing"
VERSION = 1
MOST = 2000
"""Records taken at a time."""
LISTS = {"must": "；", "ways": "、", "keywords": "、", "ipc": "、"}
"""The fields that are lists, and what stands between their items in a register."""
Outcome = Literal["new", "same", "changed", "kept", "taken_back", "refused"]
OUTCOMES: Mapping[Outcome, str] = {
    "new": "新收",
    "same": "已有，没有变",
    "changed": "已有，已更新",
    "kept": "已有，已发布的不自动改",
    "taken_back": "已随对方撤下",
    "refused": "没有收",
}
"""What became of a record."""
_OWN = ("format", "version", "origin", "number", "kind", "state", "owner")
_FIELDS = tuple({one.id: one for kind in REGISTERS.values() for one in kind.fields if one.id != "number"}.values())


@dataclass(frozen=True, slots=True)
class Record:
    """A record as it was read: where it comes from, and its fields as texts of a register. `patent` is a patent's number."""

    origin: str
    number: str
    kind: str
    state: str
    owner: str
    raw: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Slip:
    """The receipt of one record (回执): its line, its origin, what became of it, the listing it is here, and why it was not taken."""

    line: int
    origin: str
    number: str
    outcome: Outcome
    listing: int | None = None
    why: str = ""


def schema() -> dict[str, Any]:
    """The JSON Schema of a record."""
    text = {"type": "string"}
    properties: dict[str, Any] = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        "origin": {**text, "pattern": "^[a-z0-9][a-z0-9.-]{1,39}$", "description": "最初发布的平台"},
        "number": {**text, "minLength": 1, "maxLength": 60, "description": "在那个平台的编号"},
        "kind": {"enum": list(KINDS)},
        "state": {"enum": ["open", "withdrawn"]},
        "owner": {**text, "maxLength": 120, "description": "单位名称；不公开的不写"},
        "patent": {**text, "description": "专利号"},
    }
    for one in _FIELDS:
        shape = {"type": "array", "items": text} if one.id in LISTS else text
        properties[one.id] = {**shape, "description": one.label + (f"。{one.help}" if one.help else "")}
    wanted = ["format", "version", "origin", "number", "kind", "state", "title", "text", "field"]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "供需交换记录",
        "type": "object",
        "properties": properties,
        "required": [*wanted, "reviewed_by", "reviewed_on"],
        "additionalProperties": False,
    }


def read(line: str) -> Record:
    """A record from its line. Raises Refusal `record_odd` saying what is wrong with it as a whole."""
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise Refusal("record_odd", "不是一行 JSON", "一行一条，UTF-8，不换行") from None
    if not isinstance(found, dict):
        raise Refusal("record_odd", "不是 JSON 对象", "写成 {…}")
    if found.get("format") != FORMAT or found.get("version") != VERSION:
        raise Refusal("record_odd", f"不是 {FORMAT} 第 {VERSION} 版", "对照格式说明")
    known = schema()["properties"]
    if more := sorted(set(found) - set(known)):
        raise Refusal("record_odd", f"没有“{more[0]}”这一项", "对照格式说明")
    for name, value in found.items():
        if value is not None and not _shaped(name, value):
            raise Refusal("record_odd", f"“{name}”的写法不对", "文字写成字符串，几项的写成数组")
    origin, number, kind = (str(found.get(name) or "") for name in ("origin", "number", "kind"))
    if not _origin(origin) or not number or len(number) > 60:
        raise Refusal(
            "record_odd", "没有来源平台或编号，或写法不对", "origin 用小写字母、数字、点和横线，number 最多 60 个字"
        )
    if kind not in KINDS or found.get("state") not in ("open", "withdrawn"):
        raise Refusal("record_odd", "kind 或 state 不在范围内", "对照格式说明")
    raw = {name: _raw(name, value) for name, value in found.items() if name not in _OWN and value is not None}
    if "patent" in raw:
        raw["number"] = raw.pop("patent")
    return Record(origin, number, kind, str(found["state"]), str(found.get("owner") or "")[:120], raw)


def _shaped(name: str, value: object) -> bool:
    if name == "version":
        return isinstance(value, int)
    if name in LISTS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, str)


def _origin(text: str) -> bool:
    signs = set("abcdefghijklmnopqrstuvwxyz0123456789")
    return 2 <= len(text) <= 40 and text[0] in signs and set(text) <= signs | {".", "-"}


def _raw(name: str, value: Any) -> str:
    return LISTS[name].join(value) if name in LISTS else str(value)


def written(row: Any, origin: str, number: str, owner: str, state: str = "open") -> str:
    """The line of a listing (any row with a listing's columns), canonical JSON; `owner` is empty where it is not to be known."""
    found: dict[str, Any] = {"format": FORMAT, "version": VERSION, "origin": origin, "number": number, "kind": row.kind}
    found |= {"state": state, "owner": owner or None, "patent": row.number or None}
    for one in REGISTERS[f"{ENTRY}.{row.kind}"].fields:
        if one.id != "number":
            value = getattr(row, one.id)
            found[one.id] = value if isinstance(value, list) else _text(value)
    found = {name: value for name, value in found.items() if value not in (None, "", [])}
    return json.dumps(found, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _text(value: Any) -> str:
    if value is None:
        return ""
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)
