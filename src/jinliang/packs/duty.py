"""The duties of due diligence as data: read whole, each with its days and its source."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from jinliang.core.duty import Duty


class _Stanza(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str = Field(pattern=r"^[a-z_]+$")
    label: str
    cite: str
    sure: Literal["plan", "V", "own-H", "own-M", "own-L", "design"]
    fix: str
    require: str
    before: str = ""
    strictly: bool = False
    never: bool = False
    kept: bool = True
    select: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    where: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    by: str = ""
    each_of: tuple[str, ...] = ()
    first: date = Field(default=date.min, alias="from")
    last: date = Field(default=date.max, alias="to")


class _Duties(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    duty: tuple[_Stanza, ...]


@cache
def duties() -> tuple[Duty, ...]:
    """All duties in the order of the file, whatever their days.

    >>> duties()[0].label
    '集体决策'
    """
    text = (files("jinliang.packs") / "duties.toml").read_text(encoding="utf-8")
    return tuple(Duty(**one.model_dump(exclude={"sure"})) for one in _Duties.model_validate(tomllib.loads(text)).duty)
