"""Lives and acts are declared once and whole: each row of a life has its act, its label and its way; each act has one name."""

from __future__ import annotations

import ast
import inspect
import pkgutil
import re
from collections import Counter
from importlib import import_module
from types import ModuleType

import pytest
from source import Function, modules

import jinliang.core
from jinliang.core.life import Life
from jinliang.site import acts
from jinliang.site.acts import application, batch, claim, deal, listing, pack, patent, ranker
from jinliang.site.acts.perform import ACTS


def lives() -> dict[str, Life]:
    """Every life in the core, by noun."""
    found: dict[str, Life] = {}
    for one in pkgutil.iter_modules(jinliang.core.__path__):
        module = import_module(f"jinliang.core.{one.name}")
        found |= {value.noun: value for value in vars(module).values() if isinstance(value, Life)}
    return found


LIVES = lives()
DOERS = {
    "application": application.do,
    "batch": batch.do,
    "claim": claim.do,
    "deal": deal.do,
    "listing": listing.do,
    "pack": pack.do,
    "patent": patent.do,
    "ranker": ranker.do,
}
"""For each life, what does any row of it by its id: pages and API need no more."""


def act_modules() -> list[ModuleType]:
    return [import_module(f"{acts.__name__}.{one.name}") for one in pkgutil.iter_modules(acts.__path__)]


ACT_MODULES = act_modules()


def test_the_core_has_lives() -> None:
    assert set(LIVES) == set(DOERS)


@pytest.mark.parametrize("life", LIVES.values(), ids=list(LIVES))
def test_a_life_is_whole(life: Life) -> None:
    ids = [row.id for row in life.rows]
    assert len(set(ids)) == len(ids)
    for row in life.rows:
        assert row.label, row.id
        assert set(row.source) <= set(life.states), row.id
        assert row.source, row.id
        assert row.target is None or row.target in life.states, row.id
        assert len({ask.id for ask in row.asks}) == len(row.asks), row.id
    assert set(life.exits) <= set(life.states)
    assert all(life.states.values())


@pytest.mark.parametrize("life", LIVES.values(), ids=list(LIVES))
def test_every_state_of_a_life_is_reached_from_its_first(life: Life) -> None:
    reached, first = set[str](), next(iter(life.states))
    waiting = [first]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [row.target for row in life.rows if state in row.source and row.target]
    assert reached == set(life.states)
    assert not [
        row.id for row in life.rows for state in row.source if state in life.exits
    ]  # an exit is left by nothing


@pytest.mark.parametrize("life", LIVES.values(), ids=list(LIVES))
def test_every_row_of_a_life_is_an_act_of_the_same_name(life: Life) -> None:
    missing = [row.id for row in life.rows if f"{life.noun}.{row.id}" not in ACTS]
    assert missing == []
    with pytest.raises(KeyError):
        life.row("no_such_act")


def declared() -> list[tuple[str, str, str]]:
    """(id, label, place) of every `@act(…)` in the source."""
    found = []
    for module in modules("site.acts"):
        for node in ast.walk(module.tree):
            if isinstance(node, Function):
                for one in node.decorator_list:
                    if isinstance(one, ast.Call) and getattr(one.func, "id", "") == "act":
                        id, label = (ast.literal_eval(arg) for arg in one.args)
                        found.append((id, label, f"{module.name}.{node.name}"))
    return found


def test_every_act_has_a_name_of_its_own() -> None:
    found = declared()
    ids, labels = Counter(id for id, _, _ in found), Counter(label for _, label, _ in found)
    assert [id for id, many in ids.items() if many > 1] == []
    assert [label for label, many in labels.items() if many > 1] == []
    assert [id for id in ids if not re.fullmatch(r"[a-z]+\.[a-z]+", id)] == []
    assert set(ACTS) == set(ids)


NO_ACTS = {
    "message.read": "a read mark leaves no line (house, Journal)",
    "meeting.seen": "a read mark leaves no line (house, Journal)",
    "saved.keep": "what a seat looks for is its own affair, like a saved column mapping",
    "saved.drop": "what a seat looks for is its own affair, like a saved column mapping",
    "message.choose": "how a seat's messages come is its own affair, like a saved column mapping",
    "claim.save": "an autosaved draft leaves no line (house, Journal)",
    "claim.do": "calls the act of a row",
    "claim.paper": "part of the acts that attach",
    "perform.require": "refuses, writes nothing",
    "party.welcome": "gives the seat by its act; a first password is no act",
    "pack.do": "calls the act of a row",
    "listing.save": "a draft that is kept leaves no line (house, Journal)",
    "listing.do": "calls the act of a row",
    "move.locked": "locks, writes nothing",
    "ranker.do": "calls the act of a row",
    "patent.do": "calls the act of a row",
    "deal.do": "calls the act of a row",
    "application.do": "calls the act of a row",
    "batch.do": "calls the act of a row",
    "step.locked": "locks, writes nothing",
    "importing.take": "trying a table writes nothing but the import's own row",
    "importing.own": "looks",
    "importing.retry": "trying a table writes nothing but the import's own row",
    "importing.begin": "marks the import; loading it is the act",
    "whole.bring": "a whole city comes in with its own journal",
}
"""Public functions beside the acts that take a viewer, each with why it leaves no line of its own."""


def test_whatever_takes_a_viewer_and_writes_is_an_act_or_listed() -> None:
    loose = []
    for module in ACT_MODULES:
        for name, function in inspect.getmembers(module, inspect.isfunction):
            own = function.__module__ == module.__name__ and not name.startswith("_")
            takes = next(iter(inspect.signature(function).parameters), "")
            if own and takes == "viewer":
                loose.append(f"{module.__name__.rpartition('.')[2]}.{name}")
    assert sorted(set(loose) - set(NO_ACTS)) == []
    assert sorted(set(NO_ACTS) - set(loose)) == []
