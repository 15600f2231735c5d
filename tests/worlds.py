"""Tiny worlds in the neutral shape of the judged cases: the shipped ones, and one for every rule with what lies on both sides of it.

`tests/packs` plays them in the core, `tests/site` by acts and SQL: both must give what is written here.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

SHIPPED = Path(__file__).parent / "data" / "readings" / "readings.json"
PERIOD = ("2019-01-01", "2021-12-31")
DAY = "2020-06-30"


def shipped() -> list[dict[str, Any]]:
    """The judged cases of the data set."""
    cases: list[dict[str, Any]] = json.loads(SHIPPED.read_text("utf-8"))["cases"]
    return cases


def said(fact: str, on: str, **more: Any) -> dict[str, Any]:
    """A statement: of its own entry and of kind `k` unless told otherwise."""
    known = {"entry": fact, "kind": "k", "until": None, "roles": {}, "area": None, "values": {}}
    return {"act": "state", "fact": fact, "on": on, **known, **more}


def reverse(of: str) -> dict[str, Any]:
    """A reversal."""
    return {"act": "reverse", "fact": f"reversal of {of}", "of": of}


def end(of: str, day: str) -> dict[str, Any]:
    """An end on a day."""
    return {"act": "end", "fact": f"end of {of} on {day}", "of": of, "on_day": day}


def replace(of: str, fact: str, on: str, **more: Any) -> dict[str, Any]:
    """A replacement of a fact, about the same entry unless told otherwise."""
    return said(fact, on, **{"entry": of, **more}) | {"act": "replace", "of": of}


def world(
    id: str,
    rows: list[dict[str, Any]],
    counted: str,
    left: dict[str, str] | None = None,
    *,
    value: int | str | None = None,
    mode: str = "stock",
    period: tuple[str, str] | None = None,
    where: list[dict[str, Any]] | None = None,
    measure: str = "count_entries",
    as_of: str = DAY,
    known_by: int | None = None,
    slice: dict[str, str] | None = None,
    refused: dict[int, str] | None = None,
) -> dict[str, Any]:
    """A case: rows numbered from 1; `counted` are fact ids with blanks between; `value` defaults to how many are counted."""
    facts = [row | {"no": no} for no, row in enumerate(rows, start=1)]
    indicator = {"kind": "k", "where": where or [], "measure": measure, "mode": mode}
    if mode == "flow":
        indicator["period"] = list(period or PERIOD)
    expected: dict[str, Any] = {
        "value": len(counted.split()) if value is None else value,
        "counted": counted.split(),
        "left_out": [{"fact": fact, "why": why} for fact, why in (left or {}).items()],
    }
    if refused:
        expected["refused"] = [{"no": no, "why": why} for no, why in refused.items()]
    ask = {"as_of": as_of, "known_by": len(rows) if known_by is None else known_by, "slice": slice}
    return {
        "id": id,
        "given": {"indicator": indicator, "facts": facts, "journal_days": {}, "ask": ask},
        "expected": expected,
    }


def where(field: str, op: str, value: Any) -> list[dict[str, Any]]:
    """One condition."""
    return [{"field": field, "op": op, "value": value}]


HOLDS = where("role:lead", "holds", {"kind": "h", "role": "person"})


def held(id: str, fact_of_h: dict[str, Any], *more: dict[str, Any], counts: bool, **asked: Any) -> dict[str, Any]:
    """A project led by somebody on the asked day; whether it counts depends on what he holds then."""
    project = said("p", "2020-03-10", roles={"lead": "someone"})
    rows = [fact_of_h | {"kind": "h"}, *more, project]
    return world(id, rows, "p" if counts else "", {} if counts else {"p": "where"}, where=HOLDS, **asked)


def person(on: str, until: str | None = None, who: str = "someone", **more: Any) -> dict[str, Any]:
    """An appointment of a person."""
    return said("v", on, until=until, roles={"person": who}, **more)


BOUNDARIES = [
    # ---- flow: the period and the as-of day, both ends in
    world(
        "the first and the last day of the period are in it",
        [said("a", "2018-12-31"), said("b", "2019-01-01"), said("c", "2021-12-31"), said("d", "2022-01-01")],
        "b c", {"a": "outside_period", "d": "outside_period"}, mode="flow", as_of="2022-06-30",
    ),
    world("a flow counts what happened on the as-of day", [said("a", DAY), said("b", "2020-07-01")], "a", {"b": "not_yet"}, mode="flow"),
    world("what is after the as-of day and after the period is not yet", [said("a", "2022-01-01")], "", {"a": "not_yet"}, mode="flow"),
    world("a flow keeps what expired", [said("a", "2019-05-01", until="2019-06-01")], "a", mode="flow"),
    world("a flow keeps what ended", [said("a", "2019-05-01"), end("a", "2019-06-01")], "a", mode="flow"),
    # ---- stock
    world("a stock has what began on the day", [said("a", DAY), said("b", "2020-07-01")], "a", {"b": "not_yet"}),
    world(
        "the last day of a term still stands",
        [said("a", "2019-05-01", until=DAY), said("b", "2019-05-01", until="2020-06-29")], "a", {"b": "expired"},
    ),
    world(
        "the day of an end still stands",
        [said("a", "2019-05-01"), said("b", "2019-05-01"), end("a", DAY), end("b", "2020-06-29")], "a", {"b": "ended"},
    ),
    world("a stock asks no period", [said("a", "2010-05-01")], "a"),
    world("an end in the future changes nothing yet", [said("a", "2019-05-01"), end("a", "2020-12-31")], "a"),
    world(
        "an end never lengthens a term",
        [said("a", "2019-05-01", until="2020-01-31"), end("a", "2025-01-01")], "", {"a": "expired"},
    ),
    world(
        "ended is told before expired",
        [said("a", "2019-05-01", until="2020-01-31"), end("a", "2020-01-15")], "", {"a": "ended"},
    ),
    # ---- known by
    world("what is known by its own number is there", [said("a", "2020-01-01"), said("b", "2020-01-01")], "a", known_by=1),
    world("before anything is known there is nothing", [said("a", "2020-01-01")], "", known_by=0),
    world("a reversal is not known before its number", [said("a", "2020-01-01"), reverse("a")], "a", known_by=1),
    world("a reversal is known by its number", [said("a", "2020-01-01"), reverse("a")], "", {"a": "reversed"}),
    world(
        "a reversal takes a fact out of the days before it too",
        [said("a", "2020-01-01"), reverse("a")], "", {"a": "reversed"}, as_of="2020-01-01",
    ),
    world("a reversal takes a fact out of a flow", [said("a", "2020-01-01"), reverse("a")], "", {"a": "reversed"}, mode="flow"),
    world("an end is not known before its number", [said("a", "2019-05-01"), end("a", "2019-06-01")], "a", known_by=1),
    world("reversed is told before not yet", [said("a", "2020-12-01"), reverse("a")], "", {"a": "reversed"}),
    # ---- replace
    world(
        "a replacement is not known before its number",
        [said("a", "2020-01-01"), replace("a", "b", "2020-02-01")], "a", known_by=1,
    ),
    world("a replacement stands in place of the old", [said("a", "2020-01-01"), replace("a", "b", "2020-02-01")], "b", {"a": "replaced"}),
    world(
        "a replacement inherits no end",
        [said("a", "2019-01-01"), end("a", "2019-02-01"), replace("a", "b", "2019-01-01")], "b", {"a": "replaced"},
    ),
    world(
        "to reverse the new one does not bring the old one back",
        [said("a", "2020-01-01"), replace("a", "b", "2020-02-01"), reverse("b")], "", {"a": "replaced", "b": "reversed"},
    ),
    world(
        "a replaced value counts as the new one states it",
        [said("a", "2020-01-01", values={"amount": "10.00"}), replace("a", "b", "2020-01-01", values={"amount": "7.50"})],
        "b", {"a": "replaced"}, measure="sum:amount", value="7.50",
    ),
    # ---- one entry counts once
    world(
        "of two facts of one entry the first known carries it",
        [said("a", "2020-05-01", entry="e"), said("b", "2020-01-01", entry="e"), said("c", "2020-01-01")],
        "a c", {"b": "same_entry"},
    ),
    world(
        "the next one carries it when the first is reversed",
        [said("a", "2020-05-01", entry="e"), said("b", "2020-01-01", entry="e"), reverse("a")], "b", {"a": "reversed"},
    ),
    world(
        "one that does not pass does not carry it",
        [said("a", "2020-12-01", entry="e"), said("b", "2020-01-01", entry="e")], "b", {"a": "not_yet"},
    ),
    world(
        "sums take every fact of an entry",
        [said("a", "2020-01-01", entry="e", values={"amount": "1.10"}), said("b", "2020-02-01", entry="e", values={"amount": "2.20"})],
        "a b", measure="sum:amount", value="3.30",
    ),
    world(
        "a fact without the value is left out of a sum, one of zero is not",
        [said("a", "2020-01-01"), said("b", "2020-01-01", values={"amount": "0.00"}), said("c", "2020-01-01", values={"amount": "5.00"})],
        "b c", {"a": "no_value"}, measure="sum:amount", value="5.00",
    ),
    world(
        "the sum of nothing",
        [said("a", "2020-12-01", values={"amount": "5.00"})], "", {"a": "not_yet"}, measure="sum:amount", value="0.00",
    ),
    world(
        "quantities add up as whole numbers",
        [said("a", "2020-01-01", values={"quantity": 3}), said("b", "2020-01-01", values={"quantity": 4}), said("c", "2020-01-01")],
        "a b", {"c": "no_value"}, measure="sum:quantity", value=7,
    ),
    # ---- slices
    world(
        "an area's slice is that very area",
        [said("a", "2020-01-01", area="320412"), said("b", "2020-01-01", area="320411"), said("c", "2020-01-01")],
        "a", slice={"by": "area", "is": "320412"},
    ),
    world(
        "a party's slice has every fact in which it has the role, alone or with others",
        [
            said("a", "2020-01-01", roles={"host": "u"}), said("b", "2020-01-01", roles={"host": ["u", "w"]}),
            said("c", "2020-01-01", roles={"host": "w"}), said("d", "2020-01-01", roles={"partner": "u"}),
        ],
        "a b", slice={"by": "role:host", "is": "u"},
    ),
    world(
        "the slice is taken before the entry is carried",
        [said("a", "2020-01-01", entry="e", area="320411"), said("b", "2020-01-01", entry="e", area="320412")],
        "b", slice={"by": "area", "is": "320412"},
    ),
    world("another kind is in neither list", [said("a", "2020-01-01"), said("b", "2020-01-01", kind="other")], "a"),
    # ---- the six operators
    world(
        "equals takes the value and nothing else",
        [said("a", "2020-01-01", values={"class": "dev"}), said("b", "2020-01-01", values={"class": "fw"}), said("c", "2020-01-01")],
        "a", {"b": "where", "c": "where"}, where=where("class", "equals", "dev"),
    ),
    world(
        "not takes everything but the value, and what is missing",
        [said("a", "2020-01-01", values={"class": "dev"}), said("b", "2020-01-01", values={"class": "fw"}), said("c", "2020-01-01")],
        "b c", {"a": "where"}, where=where("class", "not", "dev"),
    ),
    world(
        "one of takes each of the list",
        [
            said("a", "2020-01-01", values={"class": "dev"}), said("b", "2020-01-01", values={"class": "fw"}),
            said("c", "2020-01-01", values={"class": "zx"}), said("d", "2020-01-01"),
        ],
        "a b", {"c": "where", "d": "where"}, where=where("class", "one_of", ["dev", "fw"]),
    ),
    world(
        "at least takes the bound itself",
        [said(id, "2020-01-01", values={"amount": sum_}) for id, sum_ in (("a", "99.99"), ("b", "100.00"), ("c", "100.01"))]
        + [said("d", "2020-01-01")],
        "b c", {"a": "where", "d": "where"}, where=where("amount", "at_least", "100.00"),
    ),
    world(
        "at most takes the bound itself",
        [said(id, "2020-01-01", values={"amount": sum_}) for id, sum_ in (("a", "99.99"), ("b", "100.00"), ("c", "100.01"))]
        + [said("d", "2020-01-01")],
        "a b", {"c": "where", "d": "where"}, where=where("amount", "at_most", "100.00"),
    ),
    world(
        "sums compare as numbers and not as text",
        [said("a", "2020-01-01", values={"amount": "9.00"}), said("b", "2020-01-01", values={"amount": "10.00"})],
        "b", {"a": "where"}, where=where("amount", "at_least", "10.00"),
    ),
    world(
        "days compare as days",
        [said("a", "2020-01-31"), said("b", "2020-02-01")], "b", {"a": "where"}, where=where("on", "at_least", "2020-02-01"),
    ),
    world(
        "a role meets a condition when one of its parties does, and not only when none does",
        [said("a", "2020-01-01", roles={"host": ["u", "w"]}), said("b", "2020-01-01", roles={"host": "w"}), said("c", "2020-01-01")],
        "b c", {"a": "where"}, where=where("role:host", "not", "u"),
    ),
    world(
        "the area is a field like others",
        [said("a", "2020-01-01", area="320412"), said("b", "2020-01-01")], "a", {"b": "where"}, where=where("area", "equals", "320412"),
    ),
    world(
        "all conditions must be met",
        [said("a", "2020-01-01", values={"class": "dev", "level": "city"}), said("b", "2020-01-01", values={"class": "dev"})],
        "a", {"b": "where"}, where=where("class", "equals", "dev") + where("level", "equals", "city"),
    ),
    # ---- holds, on the asked fact's own day (2020-03-10)
    held("he holds from the very day", person("2020-03-10"), counts=True),
    held("he holds only from the day after", person("2020-03-11"), counts=False),
    held("he holds to the very day", person("2019-01-01", "2020-03-10"), counts=True),
    held("he held to the day before", person("2019-01-01", "2020-03-09"), counts=False),
    held("his post ended on the very day", person("2019-01-01"), end("v", "2020-03-10"), counts=True),
    held("his post ended the day before", person("2019-01-01"), end("v", "2020-03-09"), counts=False),
    held("his post was never true", person("2019-01-01"), reverse("v"), counts=False),
    held("somebody else holds", person("2019-01-01", who="another"), counts=False),
    held("he holds in another role", said("v", "2019-01-01", roles={"host": "someone"}), counts=False),
    world(
        "what he holds is not known yet",
        [said("p", "2020-03-10", roles={"lead": "someone"}), person("2019-01-01") | {"kind": "h"}],
        "", {"p": "where"}, where=HOLDS, known_by=1,
    ),
    world(
        "what he holds is known by its own number",
        [said("p", "2020-03-10", roles={"lead": "someone"}), person("2019-01-01") | {"kind": "h"}], "p", where=HOLDS,
    ),
    world(
        "an end of his post that is not known yet does not matter",
        [
            person("2019-01-01") | {"kind": "h"}, said("p", "2020-03-10", roles={"lead": "someone"}), end("v", "2020-01-01"),
        ],
        "p", where=HOLDS, known_by=2,
    ),
    world(
        "a reversal of his post that is not known yet does not matter",
        [person("2019-01-01") | {"kind": "h"}, said("p", "2020-03-10", roles={"lead": "someone"}), reverse("v")],
        "p", where=HOLDS, known_by=2,
    ),
    world(
        "the slice does not touch what he holds",
        [
            person("2019-01-01", area="320411") | {"kind": "h"},
            said("p", "2020-03-10", area="320412", roles={"lead": "someone"}),
        ],
        "p", where=HOLDS, slice={"by": "area", "is": "320412"},
    ),
    # ---- acts that are refused change nothing
    world(
        "nothing ends before it began, on the day it may",
        [said("a", "2020-01-01"), end("a", "2019-12-31"), said("b", "2020-01-01"), end("b", "2020-01-01")],
        "a", {"b": "ended"}, refused={2: "ends_before_on"},
    ),
    world(
        "a gone fact takes no further act",
        [said("a", "2020-01-01"), reverse("a"), reverse("a"), end("a", "2020-02-01"), replace("a", "b", "2020-01-01")],
        "", {"a": "reversed"}, refused={3: "already_reversed", 4: "already_reversed", 5: "already_reversed"},
    ),
    world(
        "a second end is refused",
        [said("a", "2019-01-01"), end("a", "2020-12-31"), end("a", "2020-01-01")], "a", refused={3: "already_ended"},
    ),
    world(
        "a replacement about another entry is refused whole",
        [said("a", "2020-01-01"), replace("a", "b", "2020-01-01", entry="another")], "a", refused={2: "other_entry"},
    ),
    world(
        "a statement that ends before it began is refused",
        [said("a", "2020-01-02", until="2020-01-01")], "", refused={1: "ends_before_on"},
    ),
    world("a statement of one day is not", [said("a", DAY, until=DAY)], "a"),
]  # fmt: skip
