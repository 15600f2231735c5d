"""The proof still fits the source: what it breaks stands there, and the tests that are to notice are there."""

from __future__ import annotations

import ast
import importlib.util
import sys
from collections import Counter
from types import ModuleType

from source import ROOT


def proof() -> ModuleType:
    """The table of changes, read as `make proof` reads it."""
    spec = importlib.util.spec_from_file_location("mutations", ROOT / "tests" / "proof" / "mutations.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PROOF = proof()


def functions(file: str) -> set[str]:
    """The tests of a file."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_what_is_to_be_broken_stands_once_in_the_source() -> None:
    assert PROOF.misplaced(PROOF.MUTATIONS) == []


def test_every_change_has_a_name_of_its_own() -> None:
    assert [name for name, many in Counter(one.name for one in PROOF.MUTATIONS).items() if many > 1] == []


def test_operators_days_the_reversal_and_the_chain_are_all_broken() -> None:
    names = " ".join(one.name for one in PROOF.MUTATIONS)
    for word in (
        "equals",
        "one of",
        "at least",
        "at most",
        "not wants",
        "holds",
        "day",
        "reversal",
        "end",
        "entry",
        "slice",
        "hash",
    ):
        assert word in names
    assert len(PROOF.MUTATIONS) >= 100


def test_the_tests_that_are_to_notice_are_there() -> None:
    named = {test.partition("[")[0] for one in PROOF.MUTATIONS for test in one.tests}
    there = {f"{file}::{name}" for file in {test.partition("::")[0] for test in named} for name in functions(file)}
    assert sorted(test for test in named if "::" in test and test not in there) == []
