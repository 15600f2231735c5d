"""Where would I add …: every path that CONTRIBUTING names exists, and every worked example in it works."""

from __future__ import annotations

import argparse
import ast
import builtins
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import chinese_calendar
import pytest
from source import ROOT, Function

from jinliang.core.access import Viewer
from jinliang.core.claim import CLAIM, ClaimCase
from jinliang.core.life import Row, possible
from jinliang.packs import load
from jinliang.packs.holiday import calendar, read_holidays
from jinliang.packs.parameter import Parameter, parameters

PLAN, NATIONAL = load.shipped_pack("changzhou_2019"), load.shipped_pack("national")
GUIDE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


@dataclass(frozen=True)
class Example:
    """A block of the guide: language, the file it goes into, where in it, and the block."""

    language: str
    file: str
    where: str
    block: str


EXAMPLES = [Example(*found) for found in re.findall(r"```(toml|python) (\S+) ?([^\n]*)\n(.*?)\n```", GUIDE, re.DOTALL)]


def added(file: str) -> str:
    """A file's text with every example that goes into it."""
    whole = (ROOT / file).read_text("utf-8")
    for one in EXAMPLES:
        if one.file == file and one.where:
            begin = whole.index(f'id = "{one.where.removeprefix("in ")}"')
            end = whole.index("\n]", begin)
            whole = f"{whole[:end]}\n{one.block}{whole[end:]}"
        elif one.file == file:
            whole += f"\n{one.block}\n"
    return whole


def test_every_path_of_the_guide_exists() -> None:
    told = set(re.findall(r"`((?:src|tests|docs|requirements)/[\w./]*)`", GUIDE))
    assert len(told) > 20
    assert sorted(name for name in told if not (ROOT / name).exists()) == []
    assert [one.file for one in EXAMPLES if (ROOT / one.file).exists() == (one.where == "new")] == []


def test_the_stanzas_of_the_guide_make_sound_packs() -> None:
    national = load.check_text(added("src/jinliang/packs/national.toml"))
    assert national.flaws == ()
    assert national.pack is not None
    assert len(national.pack.kinds) == len(NATIONAL.kinds) + 1
    assert national.pack.list("evidence_type").item("letter") is not None
    plan = load.check_text(added("src/jinliang/packs/changzhou_2019.toml"), PLAN.text, uses={"national": national.pack})
    assert (plan.flaws, plan.targets) == ((), len(PLAN.indicators) + 1)
    assert plan.pack is not None
    award = plan.pack.award("transfer_2pct", date(2022, 6, 1))
    assert award is not None
    assert award.rate < PLAN.awards[0].rate


def test_the_parameter_of_the_guide_is_one() -> None:
    found = tomllib.loads(added("src/jinliang/packs/parameters.toml"))["parameter"]
    rows = [Parameter.model_validate(one) for one in found]
    assert rows[:-1] == list(parameters())
    assert (rows[-1].value, rows[-1].stands(date(2021, 6, 18)), rows[-1].stands(date(2026, 1, 23))) == (20, True, False)


def test_the_holidays_of_the_guide_are_those_of_their_year() -> None:
    years, flaws = read_holidays(added("src/jinliang/packs/holidays.toml"))
    assert flaws == ()
    table, wrong, on = calendar(years), [], date(2018, 1, 1)
    while on.year == 2018:
        if table.is_working(on) != chinese_calendar.is_workday(on) and on < date(2018, 12, 29):
            wrong.append(on)  # the last days of December belong to the notice of 2019
        on += timedelta(days=1)
    assert wrong == []


def test_the_step_of_the_guide_is_offered_to_whoever_may() -> None:
    (block,) = (one.block for one in EXAMPLES if one.file == "src/jinliang/core/claim.py")
    row = eval(block, vars(import_module("jinliang.core.claim")))
    assert isinstance(row, Row)
    life = replace(CLAIM, rows=(*CLAIM.rows, row))
    case = ClaimCase("submitted", 1, 1, NATIONAL.kind("cn.tto_pilot"), "", "bureau", {}, ())
    for party, allowed in ((1, True), (2, False)):
        seat = Viewer(seat=1, user=1, party=party, role="tto")
        offered = {one.row.id: one.allowed for one in possible(life, "submitted", case, None, seat, date(2021, 6, 18))}
        assert offered[row.id] is allowed


def strange(tree: ast.AST, around: dict[str, Any]) -> Iterator[str]:
    """Names that a piece of code uses and neither it nor the module around it knows."""
    own = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in ast.walk(tree) if isinstance(node, Function)}
    own |= {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and node.id not in own | set(around) | set(dir(builtins)):
            yield node.id


@pytest.mark.parametrize(
    "example", [one for one in EXAMPLES if one.language == "python" and one.where != "new"], ids=lambda one: one.file
)
def test_the_code_of_the_guide_fits_where_it_goes(example: Example) -> None:
    module = import_module(example.file.removeprefix("src/").removesuffix(".py").replace("/", "."))
    assert list(strange(ast.parse(example.block), vars(module))) == []


def test_the_command_of_the_guide_is_understood() -> None:
    (block,) = (one.block for one in EXAMPLES if one.where == "new")
    module: dict[str, Any] = {}
    exec(block, module)
    top = argparse.ArgumentParser()
    module["add"](top.add_subparsers(dest="command"))
    assert top.parse_args(["head"]).command == "head"
    assert callable(module["run"])
