"""Reading a case that is given as JSON: amounts, days and words into core's values, and everything that is wrong with it at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from jinliang.core.day import day
from jinliang.core.money import yuan
from jinliang.core.refusal import Flaw, Refusal
from jinliang.packs.flaw import mend

AMOUNT = r"^-?[0-9]+(\.[0-9]{1,2})?$"
NUMBER = r"^-?[0-9]+(\.[0-9]+)?$"


def _said(read: Callable[[str], Any]) -> Callable[[object], object]:
    """A reader of text for pydantic: its Refusal becomes the flaw of that one value."""

    def reader(value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal | date):
            raise PydanticCustomError(
                "given", "这里要写文本或数\n{fix}", {"fix": '金额写成 "1200.00"，日期写成 "2021-03-05"'}
            )
        try:
            return read(f"{value:f}" if isinstance(value, Decimal) else str(value))
        except Refusal as refusal:
            raise PydanticCustomError("given", "{why}\n{fix}", {"why": refusal.why, "fix": refusal.fix}) from refusal

    return reader


def _signed(text: str) -> Decimal:
    return yuan(text, negative=True)


def number(text: str) -> Decimal:
    """A number as it is written. Raises Refusal not_a_number."""
    try:
        found = Decimal(text)
    except ArithmeticError as error:
        raise Refusal("not_a_number", f"“{text}”不是数", "写成 0.02 的样子，用半角数字") from error
    if not found.is_finite():
        raise Refusal("not_a_number", f"“{text}”不是确定的数", "写成 0.02 的样子，用半角数字")
    return found


Money = Annotated[
    Decimal, BeforeValidator(_said(yuan)), WithJsonSchema({"type": "string", "pattern": AMOUNT.replace("-?", "")})
]
SignedMoney = Annotated[Decimal, BeforeValidator(_said(_signed)), WithJsonSchema({"type": "string", "pattern": AMOUNT})]
Number = Annotated[Decimal, BeforeValidator(_said(number)), WithJsonSchema({"type": "string", "pattern": NUMBER})]
Day = Annotated[date, BeforeValidator(_said(day)), WithJsonSchema({"type": "string", "format": "date"})]


class Given(BaseModel):
    """A table of a case. What it does not know is an error, so that a misspelt key never passes for one that was left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


Case = TypeVar("Case", bound=Given)

_SAID = {
    "missing": ("没有写这一项", "补上"),
    "string_type": ("这里要写文本", "加上引号"),
    "bool_type": ("这里只能是 true 或 false", "写 true 或 false，不加引号"),
    "bool_parsing": ("这里只能是 true 或 false", "写 true 或 false，不加引号"),
    "int_type": ("这里要写整数", "写半角数字，不加引号"),
    "int_parsing": ("这里要写整数", "写半角数字，不加引号"),
    "int_from_float": ("这里要写整数", "去掉小数"),
    "list_type": ("这里要写列表", "写成 [ … ]"),
    "tuple_type": ("这里要写列表", "写成 [ … ]"),
    "dict_type": ("这里要写一组名称和值", "写成 { … }"),
    "model_type": ("这里要写一组名称和值", "写成 { … }"),
    "too_short": ("这里至少要有一项", "补上一项"),
}


def read_case(shape: type[Case], given: object, *, strict: bool = True) -> Case:
    """The case as core's values. With `strict`, keys that are not known are flaws; judged cases may carry notes of their own.

    Raises Refusal case_flawed with the place of every flaw, how it is wrong and how to mend it.
    """
    try:
        return shape.model_validate(given, extra="forbid" if strict else "ignore")
    except ValidationError as error:
        flaws = [_flaw(shape, one) for one in error.errors()]
        told = "；".join(f"{one.place}：{one.why}（{one.fix}）" for one in flaws)
        raise Refusal(
            "case_flawed", f"算例有 {len(flaws)} 处不对。{told}", "改好这些地方再算；用 --schema 看算例的写法"
        ) from error


def _flaw(shape: type[Given], error: Any) -> Flaw:
    place = ".".join(str(one) for one in error["loc"]) or "算例"
    if error["type"] == "extra_forbidden":
        return Flaw(
            place, str(error["input"]), "没有这一项", mend(str(error["loc"][-1]), _keys(shape, error["loc"][:-1]))
        )
    if error["type"] == "given":
        why, _, fix = error["msg"].partition("\n")
        return Flaw(place, str(error["input"]), why, fix)
    why, fix = _SAID.get(error["type"], ("写得不对", "用 --schema 看写法"))
    if error["type"] == "literal_error":
        why, fix = "不在可选的值里", f"写其中之一：{error['ctx']['expected'].replace(' or ', ', ')}"
    return Flaw(place, str(error["input"]), why, fix)


def _keys(shape: type[Given], way: tuple[Any, ...]) -> list[str]:
    """The keys a table at a place may have; those of every table under the shape where the place cannot be told."""
    schema = shape.model_json_schema(by_alias=True)
    at: Any = schema
    for step in way:
        at = _within(schema, at)
        at = at.get("items", {}) if isinstance(step, int) else at.get("properties", {}).get(step, {})
    return list(_within(schema, at).get("properties", {}))


def _within(schema: dict[str, Any], at: Any) -> dict[str, Any]:
    for one in at.get("anyOf", []):
        if "$ref" in one or one.get("type") in ("array", "object"):
            at = one
    name = str(at.get("$ref", "")).rpartition("/")[2]
    found: dict[str, Any] = schema.get("$defs", {}).get(name, at) if name else at
    return found


def document(place: Path) -> dict[str, Any]:
    """A JSON file's object. Raises Refusal: no_such_file, not_json, not_a_table."""
    found = parsed(place)
    if not isinstance(found, dict):
        raise Refusal("not_a_table", f"{place} 里不是一组名称和值", "写成 { … }")
    return found


def parsed(place: Path) -> Any:
    """What a JSON file holds; its numbers with a point become Decimals. Raises Refusal: no_such_file, not_json."""
    try:
        return json.loads(place.read_bytes().decode("utf-8-sig"), parse_float=Decimal)
    except OSError as error:
        raise Refusal("no_such_file", f"{place} 读不出：{error.strerror}", "核对文件名") from error
    except UnicodeDecodeError as error:
        raise Refusal("not_json", f"{place} 不是 UTF-8 文本", "另存为 UTF-8") from error
    except json.JSONDecodeError as error:
        why = f"{place} 第 {error.lineno} 行第 {error.colno} 列不是 JSON：{error.msg}"
        raise Refusal("not_json", why, "改好这一处再试") from error
    except RecursionError as error:
        raise Refusal("not_json", f"{place} 嵌套太深", "换一个文件") from error
