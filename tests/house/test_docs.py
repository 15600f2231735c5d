"""The documents are true: links lead somewhere, commands and variables exist, and every worked example of CONTRIBUTING works."""

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
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
from source import ROOT, Function, modules

from jinliang import __version__
from jinliang.cli.main import parser
from jinliang.core.access import Viewer
from jinliang.core.claim import CLAIM, ClaimCase
from jinliang.core.life import Row, possible
from jinliang.demo.people import people
from jinliang.packs import load
from jinliang.packs.holiday import calendar, read_holidays
from jinliang.packs.parameter import Parameter, parameters

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
READMES = ("README.md", "README.zh.md")
PLAN, NATIONAL = load.shipped_pack("changzhou_2019"), load.shipped_pack("national")


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def slug(heading: str) -> str:
    """The anchor of a heading, as the usual hosts make it."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower().replace("`", "")).replace(" ", "-")


def anchors(document: Path) -> list[str]:
    """The anchors of a document's headings."""
    return [slug(heading) for heading in re.findall(r"^#+ (.*)$", document.read_text("utf-8"), re.MULTILINE)]


# ---- links ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    prose = re.sub(r"```.*?```", "", document.read_text("utf-8"), flags=re.DOTALL)
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose):
        if re.match(r"https?:|mailto:", link):
            continue
        name, _, anchor = link.partition("#")
        target = (document.parent / name).resolve() if name else document
        there = target.exists() and target.is_relative_to(ROOT)
        if not there or (anchor and anchor not in anchors(target)):
            dead.append(link)
    assert dead == []


def test_every_document_is_reached_from_the_readme() -> None:
    reached, waiting = set[Path](), [ROOT / "README.md"]
    while waiting:
        document = waiting.pop()
        if document not in reached:
            reached.add(document)
            links = re.findall(r"\]\(([^)#\s]+\.md)", document.read_text("utf-8"))
            waiting += [(document.parent / link).resolve() for link in links if not link.startswith("http")]
    assert sorted(set(DOCUMENTS) - reached) == []


# ---- commands, variables, people -----------------------------------------------------------------------------------------


def commands(above: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """The commands of a parser, by name; none where it has none."""
    found = [one for one in above._actions if isinstance(one, argparse._SubParsersAction)]
    return dict(found[0].choices) if found else {}


COMMANDS = commands(parser())


def options(command: argparse.ArgumentParser) -> set[str]:
    """Every option of a command and of the commands below it."""
    own = {option for action in command._actions for option in action.option_strings}
    return own.union(*map(options, commands(command).values()))


@pytest.mark.parametrize("document", [one for one in DOCUMENTS if one.name != "CONTRIBUTING.md"], ids=named)
def test_every_command_named_exists_with_its_options(document: Path) -> None:
    wrong = []
    for line in document.read_text("utf-8").splitlines():
        words = re.findall(r"\bjinliang ([a-z]+)", line)
        wrong += [word for word in words if word not in COMMANDS]
        known = set[str]().union(*(options(COMMANDS[word]) for word in words if word in COMMANDS))
        if words and not line.startswith("- "):  # a list speaks of other programs too
            said = line.partition("jinliang ")[2].partition("#")[0]
            wrong += [option for option in re.findall(r"(?<![\w-])--[a-z][a-z-]+", said) if option not in known]
    assert wrong == []


@pytest.mark.parametrize("readme", READMES)
def test_the_readme_has_every_command(readme: str) -> None:
    table = [line for line in text(readme).splitlines() if line.startswith("| `jinliang ")]
    told = {word for line in table for word in re.findall(r"`jinliang ([a-z]+)", line.split("|")[1])}
    assert told == set(COMMANDS)


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", text("Makefile"), re.MULTILINE))
    told = {
        (named(one), word)
        for one in DOCUMENTS
        for word in re.findall(r"(?:^|`)make ([a-z]+)", one.read_text("utf-8"), re.MULTILINE)
    }
    assert {one for one in told if one[1] not in targets} == set()
    assert {word for _, word in told} >= {"run", "test", "setup", "check", "proof", "lock"}


def rows(document: str, first: str) -> dict[str, str]:
    """The rows of a table whose first cell is one code span of this form, by that span."""
    found = re.findall(rf"^\| `({first})` \|(.*)\|$", text(document), re.MULTILINE)
    assert found
    return dict(found)


@pytest.mark.parametrize("readme", READMES)
def test_the_table_of_variables_is_what_the_source_reads(readme: str) -> None:
    source = "\n".join(module.text for module in modules())
    told = set(rows(readme, "[A-Z_]+"))
    read = set(re.findall(r"""["'](JINLIANG_[A-Z_]+)["']""", source))
    assert {name for name in told if name.startswith("JINLIANG_")} == read
    assert [name for name in told if f'"{name}"' not in source] == []


@pytest.mark.parametrize("readme", READMES)
def test_the_people_of_the_readme_sit_in_the_demo_city(readme: str) -> None:
    seats = {one.username: one for one in people(PLAN.areas)}
    told = rows(readme, "[a-z]+")
    wrong = [
        name
        for name, who in told.items()
        if name not in seats or seats[name].name not in who or seats[name].party not in who
    ]
    assert wrong == []
    assert {seats[name].role for name in told} == {one.role for one in seats.values()}


def test_both_readmes_say_the_same() -> None:
    english, chinese = map(text, READMES)
    assert list(rows("README.md", "[A-Z_]+")) == list(rows("README.zh.md", "[A-Z_]+"))
    assert list(rows("README.md", "[a-z]+")) == list(rows("README.zh.md", "[a-z]+"))
    for form in (r"^#+ ", r"```(.*?)[ #\n]", r"^[0-9]+\. ", r"\]\(((?!README)[^)#]+)"):
        found = [re.findall(form, one, re.MULTILINE) for one in (english, chinese)]
        assert len(found[0]) == len(found[1]), form


def test_the_changelog_has_this_version() -> None:
    assert f"## [{__version__}]" in text("CHANGELOG.md")


# ---- law, decisions ------------------------------------------------------------------------------------------------------


def test_the_law_has_every_target_in_the_plans_own_words() -> None:
    told = rows("docs/law.md", "[a-z_]+")
    signs = {">=": "≥", ">": ">", "=": "="}
    for one in PLAN.indicators:
        row = told[one.id]
        words = [f"{PLAN.clause(mention.clause).cite} “{mention.quote}”" for mention in one.mentions]
        assert [each for each in words if each not in row] == []
        assert f"{signs[one.target.operator]} {one.target.value:,f}" in row
    bare = sum(one.target.operator == "=" for one in PLAN.indicators)
    assert (bare, "Eleven targets are a number" in text("docs/law.md")) == (11, True)


def test_the_law_has_every_parameter_list_and_assumed_calendar() -> None:
    law = text("docs/law.md")
    ids = {row.id for row in parameters()} - {row.id for row in parameters() if row.id.startswith("patent_value.")}
    wanted = (
        ids | {row.id for row in parameters()} | {one.id for one in NATIONAL.lists} | {one.id for one in PLAN.awards}
    )
    assert sorted(name for name in wanted if f"`{name}`" not in law) == []
    asked = {one.selector.kind for one in PLAN.indicators}
    assumed = {one.id for one in NATIONAL.kinds if one.calendar and one.id in asked}
    assert assumed == {
        "cn.science_vice_president",
        "cn.industry_professor",
        "cn.key_laboratory",
        "cn.provincial_project",
    }


def test_decision_notes_are_numbered_and_half_a_page() -> None:
    notes = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert [note.name[:4] for note in notes] == [f"{number:04}" for number in range(1, len(notes) + 1)]
    for note in notes:
        said = note.read_text("utf-8")
        assert said.startswith(f"# {note.name[:4]} ")
        assert all(f"**{part}.**" in said for part in ("Situation", "Decision", "Consequences")), note.name
        assert len(said.split()) < 500, note.name
        assert f"(decisions/{note.name})" in text("docs/architecture.md")


# ---- where would I add ---------------------------------------------------------------------------------------------------

GUIDE = text("CONTRIBUTING.md")


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
    whole = text(file)
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
    assert (rows[-1].value, rows[-1].stands(date(2021, 6, 18)), rows[-1].stands(date(2026, 1, 23))) == (30, True, False)


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
