"""The values a pack is written in: numbers without floats, spans, periods, field types, rules."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, cast

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from jinliang.core.pack import FieldType

PLAIN_TYPES: tuple[FieldType, ...] = ("text", "integer", "amount", "date", "period", "yesno", "file", "person")
POINTED_TYPES: tuple[FieldType, ...] = ("code", "party", "entry")
"""Types that name something: code:<list>, party:<kind>[,<kind>], entry:<kind of fact>."""

TYPE = re.compile(rf"(?P<plain>{'|'.join(PLAIN_TYPES)})|(?P<base>{'|'.join(POINTED_TYPES)}):(?P<names>[^:\s]+)")
RULE = re.compile(r"\s*(?P<left>[a-z][a-z0-9_]*)\s*(?P<op>>=|<=|!=|>|<|=)\s*(?P<right>\S+)\s*")
MONTH_DAY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")


def _decimal(value: object) -> object:
    """A number as written in TOML, never through a float (the reader turns TOML floats into `Decimal`)."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal):
        raise PydanticCustomError("number", "这里要写数")
    try:
        number = Decimal(value)
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise PydanticCustomError("number", "这里要写数")
    return number


def _typed(value: str) -> str:
    if not TYPE.fullmatch(value):
        raise PydanticCustomError("field_type", "没有这种字段类型")
    return value


def _ruled(value: str) -> str:
    if not RULE.fullmatch(value):
        raise PydanticCustomError("rule", "规则写成“字段 比较号 字段或值”，如 serves_until_on > appointed_on")
    return value


def _month_day(value: str) -> str:
    if not MONTH_DAY.fullmatch(value) or value in ("02-30", "02-31", "04-31", "06-31", "09-31", "11-31"):
        raise PydanticCustomError("month_day", "没有这样的月日")
    return value


def _forward(value: list[date]) -> list[date]:
    if value and (len(value) != 2 or value[1] < value[0]):
        raise PydanticCustomError("period", "期间是两个日期，先起后止，起止都算在内")
    return value


def _span(value: list[int]) -> list[int]:
    if len(value) != 2 or not 0 <= value[0] < value[1]:
        raise PydanticCustomError("span", "位置是两个数：从第几个字起、到第几个字前止")
    return value


def _regular(value: str) -> str:
    try:
        re.compile(value)
    except re.error:
        raise PydanticCustomError("regular", "这个正则表达式不成立") from None
    return value


def _asked(value: object) -> object:
    """What a condition compares with: a plain value, a list of them, or for `holds` a kind with a role."""
    if isinstance(value, dict):
        if set(value) != {"kind", "role"} or not all(isinstance(one, str) for one in value.values()):
            raise PydanticCustomError("held", "写成 { kind, role }")
        return value
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, datetime) or not isinstance(one, str | int | Decimal | date):
            raise PydanticCustomError("asked", "不能比的值")
    return value


def _id(pattern: str) -> object:
    return Field(pattern=f"^{pattern}$")


Number = Annotated[
    Decimal,
    BeforeValidator(_decimal),
    WithJsonSchema({"anyOf": [{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$"}]}),
]
TYPE_PATTERN = f"^({'|'.join(PLAIN_TYPES)}|({'|'.join(POINTED_TYPES)}):[^:\\s]+)$"
TypeText = Annotated[str, AfterValidator(_typed), WithJsonSchema({"type": "string", "pattern": TYPE_PATTERN})]
Days = Annotated[list[date], AfterValidator(_forward)]
Span = Annotated[list[int], AfterValidator(_span)]
Asked = Annotated[Any, AfterValidator(_asked)]
RuleText = Annotated[str, AfterValidator(_ruled)]
Regular = Annotated[str, AfterValidator(_regular)]
Year = Annotated[str, _id("[0-9]{4}")]
MonthDay = Annotated[str, AfterValidator(_month_day)]
Word = Annotated[str, _id("[a-z][a-z0-9_]*")]
KindId = Annotated[str, _id(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+")]
ClauseId = Annotated[str, _id(r"[0-9]+(\.[0-9a-z]+)*")]
Code = Annotated[str, _id(r"\S+")]
Said = Annotated[str, Field(min_length=1)]


def type_parts(text: str) -> tuple[FieldType, tuple[str, ...]]:
    """A written field type as (type, names).

    >>> type_parts("party:university,institute"), type_parts("amount")
    (('party', ('university', 'institute')), ('amount', ()))
    """
    found = TYPE.fullmatch(text)
    if found is None or found["base"] is None:
        return cast("FieldType", text if found else "text"), ()
    return cast("FieldType", found["base"]), tuple(found["names"].split(","))
