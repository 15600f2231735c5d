"""Annexed tables of indicators: which column is the target, which the base, and a target for every row."""

from __future__ import annotations

import re
from decimal import Decimal

from jinliang.compiler.draft import Number
from jinliang.compiler.number import MULTIPLES, UNITS, digits
from jinliang.compiler.place import Map
from jinliang.compiler.profile import FIVE, Profile

NAMES = re.compile(r"指标(?!属性|类型|性质|类别|值|来源)|名称|项目|内容|任务")
UNIT = re.compile(r"单位(?:（[^）]*）)?$")
BASE = re.compile(r"基期|现状|基数|基准|完成|实绩|实际|已达")
AIM = re.compile(r"目标|计划|规划|预期|任务数|指标值")
CELL = re.compile(
    r"^(?P<op>≥|≤|>=|<=|>|<|达到|不低于|不少于|不超过|高于|超过|突破|控制在|力争)*(?P<about>约)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:[-~](?P<high>\d+(?:\.\d+)?))?(?P<mult>万亿|亿|万|千|百)?(?P<unit>[^\d以左]{0,8}?)(?P<suffix>以上|以下|以内|左右|\+)?(?:（[^）]*）|【[^】]*】|\[[^\]]*\])?$"
)
GROWTH = re.compile(
    r"^(?:年均|同比)?(?P<verb>增长|下降|提高|降低|减少)(?P<number>\d+(?:\.\d+)?)(?P<unit>%|个百分点)(?P<suffix>以上|左右|以内)?$"
)
OPS = {
    "≥": ">=",
    ">=": ">=",
    "达到": ">=",
    "不低于": ">=",
    "不少于": ">=",
    "以上": ">=",
    "+": ">=",
    "≤": "<=",
    "<=": "<=",
    "不超过": "<=",
    "控制在": "<=",
    "以下": "<=",
    "以内": "<=",
    ">": ">",
    "高于": ">",
    "超过": ">",
    "突破": ">",
    "<": "<",
}


def tables(map_: Map, profile: Profile) -> tuple[list[Number], list[tuple[int, int]]]:
    """Targets of all tables, and the stretches the tables take up, which the running text must not read again."""
    made: list[Number] = []
    taken: list[tuple[int, int]] = []
    header: list[str] = []
    place = 0
    for line in map_.plain.split("\n"):
        end = place + len(line)
        cells = [one.strip() for one in line.split("\t")]
        if len([one for one in cells if one]) < 2:
            if line.strip() and len(cells) < 2:
                header = []
        else:
            taken.append((place, end))
            if _heads(cells):
                header = cells
            elif header:
                made += _row(map_, profile, header, line, place)
        place = end + 1
    return made, taken


def _heads(cells: list[str]) -> bool:
    named = any(NAMES.search(one) and len(one) <= 14 for one in cells)
    return (
        named
        and any(AIM.search(one) or re.search(r"20\d\d", one) or UNIT.search(one) for one in cells if len(one) <= 24)
        and not any(CELL.match(one) and not re.match(r"20\d\d", one) for one in cells)
    )


def _columns(header: list[str], profile: Profile) -> tuple[int, int | None, int | None, list[tuple[int, str | None]]]:
    """Places of name, unit, base and the target columns with their years."""
    unit = next(
        (n for n, one in enumerate(header) if UNIT.search(one) and not re.search(r"责任|牵头|配合|主管", one)), None
    )
    label = next(
        (n for n, one in enumerate(header) if re.search(r"指标(?!属性|类型|性质|类别|值|来源)|名称", one)), None
    )
    if label is None:
        label = next((n for n, one in enumerate(header) if NAMES.search(one)), 0)
    base: int | None = None
    aims: list[tuple[int, str | None]] = []
    start = profile.start_year
    for n, one in enumerate(header):
        if n in (unit, label):
            continue
        year = re.search(r"(20\d\d)", one)
        five = re.search(r"(十[一二三四五六]五)", one)
        told = year[1] if year else str(FIVE[five[1]] + 4) if five and five[1] in FIVE else None
        if (BASE.search(one) and not AIM.search(one)) or (told and start and int(told) < start):
            base = n
        elif AIM.search(one) or told:
            aims.append((n, told))
    return label, unit, base, aims


def _row(map_: Map, profile: Profile, header: list[str], line: str, place: int) -> list[Number]:
    cells = line.split("\t")
    if len(cells) < len(header) and header and re.match(r"序号|类别|领域|分类|一级", header[0]):
        cells = [""] * (len(header) - len(cells)) + cells
    label, unit_at, base_at, aims = _columns(header, profile)
    if label >= len(cells):
        return []
    name = cells[label].strip()
    name, told = _own_unit(re.sub(r"^(?:\d{1,2}[.、]|（[\d一二三四五六七八九十]+）|其中：?)", "", name))
    column = header[unit_at] if unit_at is not None else ""
    unit = (cells[unit_at].strip() if unit_at is not None and unit_at < len(cells) else "") or told
    made: list[Number] = []
    for at, year in aims:
        if at >= len(cells) or not name or column == cells[at]:
            continue
        cell = cells[at].strip()
        offset = place + _offset(line, cells, at, len(line.split("\t"))) + cells[at].find(cell)
        base = CELL.match(cells[base_at].strip()) if base_at is not None and base_at < len(cells) else None
        deadline = year or (str(profile.end_year) if profile.end_year else None)
        one = _cell(cell, unit, name, offset, deadline, year is None, map_.clause(place).id, header[at])
        if one:
            made.append(one.but(base=digits(base["number"]) if base else None))
    return made


def _offset(line: str, cells: list[str], at: int, real: int) -> int:
    shift = len(cells) - real
    return sum(len(one) + 1 for one in line.split("\t")[: at - shift])


def _own_unit(name: str) -> tuple[str, str]:
    found = re.search(r"（([^（）]{1,8})）$", name)
    if found and (
        found[1] in UNITS
        or found[1].startswith("/")
        or re.match(r"(?:/10)?(?:万|亿|千|百)?(?:元|%|‰|人次|[个家名人项件张户吨亩公里所])", found[1])
    ):
        return name[: found.start()], found[1]
    return name, ""


def _unit(words: str) -> tuple[str, int]:
    """A unit as a column writes it: 万张 -> 张 and 10000."""
    for lot in sorted((one for one in MULTIPLES if one), key=len, reverse=True):
        if words.startswith(lot) and len(words) > len(lot) and not words.startswith(("千瓦", "千米", "千克", "百分点")):
            return words[len(lot) :], MULTIPLES[lot]
    return {"百分点": "个百分点", "％": "%", "位": "名"}.get(words, words), 1


def _cell(
    cell: str, unit: str, name: str, offset: int, deadline: str | None, inherited: bool, clause: str, head: str
) -> Number | None:
    grown = GROWTH.match(cell)
    if grown:
        op = OPS.get(grown["suffix"] or "", "=")
        mode = "growth" if grown["verb"] in ("增长", "提高") else "decrease"
        return Number(
            "",
            "target",
            name + grown["verb"],
            digits(grown["number"]),
            None,
            1,
            grown["unit"],
            op,
            grown["suffix"] == "左右",
            offset,
            offset + len(cell),
            clause,
            head,
            deadline,
            head,
            inherited,
            mode=mode,
            named="table",
            table=True,
        )
    found = CELL.match(cell)
    if not found or (
        found["unit"] and found["unit"] not in UNITS and not re.match(r"[\u4e00-\u9fff%‰/]+$", found["unit"])
    ):
        return None
    if found["unit"] and re.search(r"年|月|日|号|第|完成", found["unit"]) and found["unit"] not in UNITS:
        return None
    told, lots = _unit(unit if not found["unit"] else found["unit"])
    lots *= MULTIPLES.get(found["mult"] or "", 1) if not (found["mult"] and unit.startswith(found["mult"])) else 1
    op = OPS.get(found["suffix"] or "") or OPS.get(found["op"] or "") or "="
    high = Decimal(found["high"]) if found["high"] else None
    mode = "growth" if re.search(r"增长|增速", name) else "decrease" if re.search(r"下降|降低", name) else "level"
    return Number(
        "",
        "target",
        name,
        digits(found["number"]),
        high,
        lots,
        told,
        op,
        found["suffix"] == "左右" or bool(found["about"]),
        offset,
        offset + len(cell),
        clause,
        head,
        deadline,
        head,
        inherited,
        mode=mode,
        named="table",
        table=True,
    )
