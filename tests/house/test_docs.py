"""The documents are true: links lead somewhere; commands, options, variables and people exist; the law names every open reading."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from source import ROOT, modules

from jinliang import __version__
from jinliang.cli.main import parser
from jinliang.demo.people import people
from jinliang.packs import load
from jinliang.packs.parameter import parameters

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
    wanted = {row.id for row in parameters()} | {one.id for one in NATIONAL.lists} | {one.id for one in PLAN.awards}
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
