"""The annotated plans: every target found, read and related as the annotation says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from compiler.marked import PLANS, clean, compiled, gold, matched, raw

STEMS = ["seed", "p01", "p02", "p03", "p04", "p05"]


@pytest.fixture(scope="module")
def drafts() -> dict[str, dict[str, Any]]:
    return {stem: compiled(raw(stem)) for stem in STEMS}


@pytest.mark.parametrize("stem", STEMS)
def test_every_target_and_no_other_is_found(drafts: dict[str, dict[str, Any]], stem: str) -> None:
    found, wanted = drafts[stem]["targets"], gold(stem)["targets"]
    pairs = matched(found, wanted)
    ignored = gold(stem).get("ignored", [])
    stray = [
        one["quote"]
        for one in found
        if all(one is not it for it, _ in pairs)
        and not any(one["span"][0] < end and start < one["span"][1] for start, end in ignored)
    ]
    assert (len(pairs), stray) == (len(wanted), [])


@pytest.mark.parametrize("stem", STEMS)
def test_operators_deadlines_and_bases_are_read(drafts: dict[str, dict[str, Any]], stem: str) -> None:
    pairs = matched(drafts[stem]["targets"], gold(stem)["targets"])
    wrong = [
        (it["quote"], name, one[name], it[name])
        for one, it in pairs
        for name in ("op", "approx", "number_max", "base_year", "deadline")
        if (str(one[name])[:4] if name == "deadline" else one[name])
        != (str(it[name])[:4] if name == "deadline" else it[name])
    ]
    assert wrong == []


@pytest.mark.parametrize("stem", STEMS)
def test_names_say_what_is_counted(drafts: dict[str, dict[str, Any]], stem: str) -> None:
    pairs = matched(drafts[stem]["targets"], gold(stem)["targets"])
    unnamed = [
        (one["indicator"], it["heads"])
        for one, it in pairs
        if not any(clean(head) in clean(one["indicator"]) for head in it["heads"])
    ]
    assert len(unnamed) <= 2, unnamed


@pytest.mark.parametrize("stem", STEMS)
def test_every_item_quotes_its_own_characters(drafts: dict[str, dict[str, Any]], stem: str) -> None:
    text, draft = raw(stem), drafts[stem]
    items = [
        one
        for name in (
            "targets",
            "rates",
            "caps",
            "gates",
            "responsibilities",
            "tasks",
            "nodes",
            "programmes",
            "left_out",
        )
        for one in draft[name]
    ]
    assert all(text[one["span"][0] : one["span"][1]] == one["quote"] and one["cue"] for one in items)


def test_restated_targets_are_the_same_and_the_laboratories_probably(drafts: dict[str, dict[str, Any]]) -> None:
    told = gold("seed")
    pairs = matched(drafts["seed"]["targets"], told["targets"])
    name = {one["id"]: it["id"] for one, it in pairs}
    said = {frozenset((name[one["a"]], name[one["b"]])): one["verdict"] for one in drafts["seed"]["relations"]}
    wanted = {frozenset((one["a"], one["b"])): one["verdict"] for one in told["relations"]}
    merged = {key: verdict for key, verdict in said.items() if verdict in ("same", "probable")}
    assert merged == {key: verdict for key, verdict in wanted.items() if verdict in ("same", "probable")}


def test_the_rate_of_the_plan_is_found(drafts: dict[str, dict[str, Any]]) -> None:
    assert [(one["quote"], one["approx"]) for one in drafts["seed"]["rates"]] == [("2%左右", True)]


def test_all_numbered_clauses_stand_where_they_stand(drafts: dict[str, dict[str, Any]]) -> None:
    wanted = json.loads((PLANS / "seed_clauses.json").read_text("utf-8"))["clauses"]
    numbered = [
        (one["id"], one["marker"], one["title"], one["span"]) for one in wanted if one["marker"] not in ("", "run-in")
    ]
    found = {one["id"]: (one["id"], one["marker"], one["title"], one["span"]) for one in drafts["seed"]["clauses"]}
    assert len(numbered) == 28
    assert [found[one[0]] for one in numbered] == numbered


def test_conflicting_numbers_are_an_open_question(drafts: dict[str, dict[str, Any]]) -> None:
    assert [one["code"] for one in drafts["p01"]["questions"]].count("conflict") == 1
    assert [one["code"] for one in drafts["p03"]["questions"]].count("conflict") == 1


@pytest.mark.parametrize("stem", ["seed", "p02", "p03"])
def test_bodies_are_written_as_in_the_text(drafts: dict[str, dict[str, Any]], stem: str) -> None:
    said = [(one["lead"], one["support"]) for one in drafts[stem]["responsibilities"]]
    assert said == [(one["lead"], one["support"]) for one in gold(stem)["responsibilities"]]
