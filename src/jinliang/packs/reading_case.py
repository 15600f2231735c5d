"""Judged cases of what facts mean: tiny worlds in neutral JSON, each with one question and the expected reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from jinliang.core.day import Period
from jinliang.core.fact import End, Fact, Gone, Value, check_dates, check_way, refuse
from jinliang.core.indicator import Reading, known_number, reading
from jinliang.core.refusal import Refusal
from jinliang.core.select import Condition, Held, Selector, Slice, Span

_AMOUNT = re.compile(r"-?[0-9]+\.[0-9]{2}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class World:
    """The facts of a case as its journal makes them; refused rows change nothing and are listed."""

    facts: dict[str, Fact] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    marks: set[str] = field(default_factory=set)
    refused: list[tuple[int, str]] = field(default_factory=list)

    def play(self, row: Mapping[str, Any]) -> None:
        """Plays one row of the journal."""
        try:
            self._act(row)
        except Refusal as no:
            self.refused.append((int(row["no"]), no.code))

    def _act(self, row: Mapping[str, Any]) -> None:
        number, act = int(row["no"]), row["act"]
        if act == "state":
            self._state(row)
            return
        of = row["of"]
        if of in self.marks:
            raise refuse("not_a_fact")
        if of not in self.facts:
            raise refuse("no_such_fact")
        old = self.facts[of]
        if act == "reverse":
            check_way(_Standing(old), "reverse")
            self.facts[of] = replace(old, gone=Gone(number, "reverse"))
            self.marks.add(row["fact"])
        elif act == "end":
            last = date.fromisoformat(row["on_day"])
            check_way(_Standing(old), "end", last_on=last)
            self.facts[of] = replace(old, end=End(number, last))
            self.marks.add(row["fact"])
        else:
            new = self._fact(row)
            check_way(_Standing(old), "replace", entry=new.entry, stated=(new.on, new.until))
            self._state(row)
            self.facts[of] = replace(old, gone=Gone(number, "replace"))

    def _state(self, row: Mapping[str, Any]) -> None:
        fact = self._fact(row)
        check_dates(fact.on, fact.until)
        self.order.append(row["fact"])
        self.facts[row["fact"]] = fact

    def _fact(self, row: Mapping[str, Any]) -> Fact:
        until = row.get("until")
        return Fact(
            id=len(self.order),
            entry=row["entry"],
            kind=row["kind"],
            on=date.fromisoformat(row["on"]),
            until=date.fromisoformat(until) if until else None,
            known=int(row["no"]),
            roles={name: _parties(who) for name, who in (row.get("roles") or {}).items()},
            area=row.get("area"),
            values={name: _value(one) for name, one in (row.get("values") or {}).items()},
        )


@dataclass(frozen=True, slots=True)
class _Standing:
    fact: Fact

    @property
    def on(self) -> date:
        return self.fact.on

    @property
    def entry_id(self) -> int | str:
        return self.fact.entry

    @property
    def gone_way(self) -> str | None:
        return self.fact.gone.way if self.fact.gone else None

    @property
    def has_end(self) -> bool:
        return self.fact.end is not None


def _parties(who: Any) -> tuple[str, ...]:
    if who is None:
        return ()
    return tuple(who) if isinstance(who, list) else (who,)


def _value(value: Any) -> Value:
    """Amounts are text with two decimals, days are ISO text; the rest is itself."""
    if isinstance(value, str) and _AMOUNT.fullmatch(value):
        return Decimal(value)
    if isinstance(value, str) and _DAY.fullmatch(value):
        return date.fromisoformat(value)
    if isinstance(value, float):
        return Decimal(str(value))
    return value if isinstance(value, str | int) else None


def _condition(row: Mapping[str, Any]) -> Condition:
    value = row["value"]
    if row["op"] == "holds":
        return Condition(row["field"], "holds", Held(value["kind"], value["role"]))
    return Condition(row["field"], row["op"], tuple(map(_value, value)) if isinstance(value, list) else _value(value))


def answer(given: Mapping[str, Any]) -> tuple[World, Reading]:
    """Plays a case's journal and answers its question."""
    world = World()
    for row in given["facts"]:
        world.play(row)
    asked, ask = given["indicator"], given["ask"]
    period = asked.get("period")
    span = Span(
        asked["mode"],
        date.fromisoformat(ask["as_of"]),
        Period(*map(date.fromisoformat, period)) if period else None,
    )
    days = [(int(number), date.fromisoformat(day)) for number, day in given.get("journal_days", {}).items()]
    by = ask["known_by"]
    known_by = by if isinstance(by, int) else known_number(date.fromisoformat(by), days)
    part = ask.get("slice")
    return world, reading(
        world.facts.values(),
        Selector(asked["kind"], tuple(map(_condition, asked.get("where") or ()))),
        span,
        asked["measure"],
        known_by,
        Slice(part["by"], part["is"]) if part else None,
    )


def judge(case: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
    """What the case gives here in the shape of its `expected`, and whether the two agree; lists in any order."""
    world, found = answer(case["given"])
    name = {fact.id: id for id, fact in world.facts.items()}
    got: dict[str, Any] = {
        "value": f"{found.value:.2f}" if isinstance(found.value, Decimal) else found.value,
        "counted": [name[one.id] for one in found.counted],
        "left_out": [{"fact": name[one.fact.id], "why": one.why} for one in found.left_out],
    }
    if world.refused:
        got["refused"] = [{"no": number, "why": why} for number, why in world.refused]
    return got, _sorted(got) == _sorted(case["expected"])


def _sorted(said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "value": said["value"],
        "counted": sorted(said["counted"]),
        "left_out": sorted((one["fact"], one["why"]) for one in said["left_out"]),
        "refused": sorted((one["no"], one["why"]) for one in said.get("refused", ())),
    }
