"""Areas: the codes of GB/T 2260 with the days on which they stand, and the functional zones that have none.

Changzhou's are a dated list of our own. Of the rest of China only the names and years are known that python-stdnum
carries; they serve to name a code, never to place a party.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from stdnum import numdb

from jinliang.core.refusal import Refusal

Level = Literal["province", "prefecture", "district", "county_city", "county", "zone"]

LEVELS: dict[Level, str] = {
    "province": "省级",
    "prefecture": "地级市",
    "district": "市辖区",
    "county_city": "县级市",
    "county": "县",
    "zone": "功能区",
}

_CODE = re.compile(r"[0-9]{6}")
_SPAN = re.compile(r"\[(?P<first>[0-9]{4})?-(?P<last>[0-9]{4})?\](?P<name>.+)")
_COUNTY_LEVELS: tuple[tuple[str, Level], ...] = (("区", "district"), ("市", "county_city"))
_NO_PLACES = ("市辖区", "市区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


class Region(BaseModel):
    """One code for one time: `first` and `last` are its days (None = open), `successor` the code after it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    code: str = Field(pattern=r"^[0-9]{6}$")
    name: str
    level: Level
    first: date | None = Field(default=None, alias="from")
    last: date | None = Field(default=None, alias="to")
    precision: Literal["day", "year"] = "day"
    successor: str | None = None
    sure: str
    cite: str = ""
    note: str = ""

    def stands(self, on: date) -> bool:
        """Whether the code is in force on the day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


class Zone(BaseModel):
    """A functional zone 功能区: no code of GB/T 2260, it lies in `region`; `reports` = it reports beside the
    districts.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    name: str
    full_name: str
    region: str
    first: date | None = Field(default=None, alias="from")
    informal: tuple[str, ...] = ()
    reports: bool
    sure: str
    cite: str = ""
    note: str = ""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    region: tuple[Region, ...]
    zone: tuple[Zone, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What a code means on a day.

    `exists`: it is a code of GB/T 2260 in force that day. `name` and `level` are those it has or last had. `city` is
    the code of the city it lies or lay in. `successor` is the code in its place that day, when it is no longer in
    force. `zone` is set for a functional zone, which never exists as a code.
    """

    code: str
    on: date
    exists: bool
    name: str | None = None
    level: Level | None = None
    city: str | None = None
    successor: str | None = None
    zone: Zone | None = None


def region(code: str, on: date) -> Area:
    """What the code means on the day; an unknown or misspelt code means nothing and does not exist.

    >>> region("320482", date(2019, 5, 20)).successor
    '320413'
    >>> region("320413", date(2019, 5, 20)).name
    '金坛区'
    """
    table = _table()
    for zone in table.zone:
        if code == zone.id or code in zone.informal:
            return Area(code, on, False, zone.name, "zone", _city(zone.region), None, zone)
    rows = [row for row in table.region if row.code == code]
    if not rows:
        return _elsewhere(code, on)
    for row in rows:
        if row.stands(on):
            return Area(code, on, True, row.name, row.level, _city(code))
    past = [row for row in rows if row.last is not None and row.last < on]
    row = past[-1] if past else rows[0]
    return Area(code, on, False, row.name, row.level, _city(code), _heir(row, on) if past else None)


def regions(city: str, on: date) -> tuple[Region, ...]:
    """The districts, county-level cities and counties of a city on a day, in order of their codes."""
    return tuple(
        sorted(
            (row for row in _table().region if row.code[:4] == city[:4] and row.code != city and row.stands(on)),
            key=lambda row: row.code,
        )
    )


def zones(city: str) -> tuple[Zone, ...]:
    """The functional zones of a city."""
    return tuple(zone for zone in _table().zone if _city(zone.region) == city)


def area_name(code: str, on: date) -> str:
    """The name of an area or zone for print. Raises Refusal unknown_area for a code that no list knows."""
    name = region(code, on).name
    if name is None:
        raise Refusal(
            "unknown_area", f"没有区划代码“{code}”", "填六位区划代码，例如 320412；功能区填功能区编号，例如 cz-jkq"
        )
    return name


@cache
def _table() -> _Table:
    return _Table.model_validate(tomllib.loads((files("jinliang.packs") / "regions.toml").read_text(encoding="utf-8")))


def _city(code: str) -> str | None:
    """The prefecture-level code above, or None for a province."""
    return None if code.endswith("0000") else code[:4] + "00"


def _heir(row: Region, on: date) -> str | None:
    """The code that stands in the row's place on the day, followed through several changes."""
    heir = row.successor
    while heir is not None:
        rows = [each for each in _table().region if each.code == heir]
        if any(each.stands(on) for each in rows):
            return heir
        heir = next((each.successor for each in rows if each.last is not None and each.last < on), None)
    return None


def _elsewhere(code: str, on: date) -> Area:
    """A code outside our list by python-stdnum's: years only, so a code stands through the year in which it ends."""
    if not _CODE.fullmatch(code):
        return Area(code, on, False)
    found = {key: value for _, properties in numdb.get("cn/loc").info(code) for key, value in properties.items()}
    known: list[tuple[bool, str]] = []
    for entry in found.get("county", "").split(","):
        span = _SPAN.fullmatch(entry)
        name = span["name"] if span else entry
        if not name or name in _NO_PLACES:
            continue
        first = int(span["first"] or 0) if span else 0
        last = int(span["last"] or 9999) if span else 9999
        known.append((first <= on.year <= last, name))
    if not known:
        return Area(code, on, False)
    exists, name = next((each for each in known if each[0]), known[-1])
    return Area(code, on, exists, name, _level(code, name), _city(code))


def _level(code: str, name: str) -> Level:
    """The level of a code by its zeros and its name's ending."""
    if code.endswith("0000"):
        return "province"
    if code.endswith("00"):
        return "prefecture"
    return next((level for ending, level in _COUNTY_LEVELS if name.endswith(ending)), "county")
