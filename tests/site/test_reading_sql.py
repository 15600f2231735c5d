"""Every judged world, played by real acts and read by SQL: the same values, the same facts counted and left out, the same refusals."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from itertools import groupby
from types import SimpleNamespace
from typing import Any

import pytest

from jinliang.core.access import Viewer
from jinliang.core.day import Period
from jinliang.core.indicator import known_number
from jinliang.core.refusal import Refusal
from jinliang.core.select import Condition, Held, Selector, Slice, Span
from jinliang.core.statement import PartyRef, Statement
from jinliang.packs.reading_case import _value as typed
from jinliang.site.acts import fact as facts
from jinliang.site.acts import tally as keeping
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Head, Party, Tally, TallyRole
from jinliang.site.reads import tally
from jinliang.site.reads.reading import Memo, points
from jinliang.site.reads.tally import Ask, slices
from worlds import BOUNDARIES, shipped

pytestmark = pytest.mark.django_db

CASES = {**{case["id"]: case for case in shipped()}, **{case["id"]: case for case in BOUNDARIES}}
OFFICER = Viewer(role="bureau", name="核验人")


@act("test.play", "陈述一组")
def play(doing: Doing, statements: list[Statement]) -> list[facts.Stating | str]:
    """States what can be stated; the code of the refusal in place of what cannot."""
    return [_staged(doing, one) for one in statements]


def _staged(doing: Doing, said: Statement) -> facts.Stating | str:
    one = facts.Stating(said)
    try:
        facts.state(doing, [one])
    except Refusal as no:
        return no.code
    return one


class Played:
    """A world in the database: its names for facts and parties, and which of its numbers is which of the journal's."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.given = given
        self.ids: dict[str, int] = {}
        self.parties: dict[str, Party] = {}
        self.heads: dict[int, int] = {0: head()}
        self.refused: list[dict[str, Any]] = []

    def run(self) -> Iterator[int]:
        """Plays the rows, those of one number in one act; gives each number when it is done."""
        for number, group in groupby(self.given["facts"], key=lambda row: row["no"]):
            rows = list(group)
            stated = [row for row in rows if row["act"] == "state"]
            if stated:
                for row, done in zip(stated, play(OFFICER, [self.said(one) for one in stated]), strict=True):
                    self.note(row, done if isinstance(done, str) else facts_id(done))
            for row in rows:
                if row["act"] != "state":
                    self.note(row, self.amend(row))
            self.heads[number] = head()
            yield number

    def note(self, row: dict[str, Any], done: int | str | None) -> None:
        if isinstance(done, str):
            self.refused.append({"no": row["no"], "why": done})
        elif done is not None:
            self.ids[row["fact"]] = done

    def amend(self, row: dict[str, Any]) -> int | str | None:
        """A way on: the id of the fact in place of the old one, the code of the refusal, or nothing."""
        old = self.ids.get(row["of"], 0)
        try:
            if row["act"] == "reverse":
                facts.reverse(OFFICER, old, "从未成立")
            elif row["act"] == "end":
                facts.end(OFFICER, old, date.fromisoformat(row["on_day"]), "提前终止")
            else:
                return facts_id(facts.replace(OFFICER, old, self.said(row), (), "填错"))
        except Refusal as no:
            # A world may act on a reversal; here a reversal is no fact and has no number of one.
            marks = {one["fact"] for one in self.given["facts"] if one["act"] in ("reverse", "end")}
            return "not_a_fact" if no.code == "no_such_fact" and row["of"] in marks else no.code
        return None

    def party(self, name: str) -> Party:
        if name not in self.parties:
            self.parties[name] = Party.objects.create(kind="university", name=name, known=0)
        return self.parties[name]

    def said(self, row: dict[str, Any]) -> Statement:
        values = {name: typed(one) for name, one in (row.get("values") or {}).items()}
        amount, quantity = values.pop("amount", None), values.pop("quantity", None)
        roles = {}
        for role, who in (row.get("roles") or {}).items():
            names = [] if who is None else who if isinstance(who, list) else [who]
            roles[role] = tuple(PartyRef(self.party(one).id, "university", one, "") for one in names)
        return Statement(
            kind=row["kind"],
            on=date.fromisoformat(row["on"]),
            until=date.fromisoformat(row["until"]) if row.get("until") else None,
            roles=roles,
            area=row.get("area"),
            amount=amount if isinstance(amount, Decimal) else None,
            quantity=quantity if isinstance(quantity, int) else None,
            values=values,
            entries={},
            key=row["entry"],
            title=row["entry"],
        )

    def condition(self, row: dict[str, Any]) -> Condition:
        """A condition of the world, its parties by their numbers here."""
        value = row["value"]
        if row["op"] == "holds":
            return Condition(row["field"], "holds", Held(value["kind"], value["role"]))

        def here(one: Any) -> Any:
            return self.party(one).id if row["field"].startswith("role:") else typed(one)

        return Condition(row["field"], row["op"], tuple(map(here, value)) if isinstance(value, list) else here(value))

    def ask(self, known_by: int) -> Ask:
        """The world's question, known by one of the journal's numbers."""
        asked, part = self.given["indicator"], self.given["ask"].get("slice")
        period = Period(*map(date.fromisoformat, asked["period"])) if asked.get("period") else None
        where = tuple(self.condition(one) for one in asked.get("where") or ())
        inside = None
        if part:
            inside = Slice(part["by"], part["is"] if part["by"] == "area" else self.party(part["is"]).id)
        return Ask(
            Selector(asked["kind"], where),
            Span(asked["mode"], date.fromisoformat(self.given["ask"]["as_of"]), period),
            asked["measure"],
            known_by,
            inside,
        )

    def known_by(self) -> int:
        """The number by which the question is asked, as the journal here counts."""
        by = self.given["ask"]["known_by"]
        if isinstance(by, str):
            days = [(int(number), date.fromisoformat(day)) for number, day in self.given["journal_days"].items()]
            by = known_number(date.fromisoformat(by), days)
        return max(actual for number, actual in self.heads.items() if number <= by)


def facts_id(one: facts.Stating) -> int:
    assert one.fact is not None
    return int(one.fact.id)


def head() -> int:
    return Head.objects.get(id=1).number


def adopted(asked: Ask) -> None:
    """The tally learns the question."""
    keeping.ask(SimpleNamespace(indicators=[SimpleNamespace(selector=asked.selector)], kinds=[]))  # type: ignore[arg-type]  # just enough of a pack


def told(value: Decimal, measure: str) -> Any:
    return f"{value:.2f}" if measure == "sum:amount" else int(value)


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_sql_reads_the_world_as_it_is_judged(case: dict[str, Any]) -> None:
    world, memo = Played(case["given"]), Memo()
    adopted(world.ask(head()))
    for _ in world.run():
        now = world.ask(
            head()
        )  # remembered from act to act, mended by what each touches, and never another than made anew
        assert points([now], [now.span.as_of], memo) == tally.points([now], [now.span.as_of])
    ask = world.ask(world.known_by())
    point = tally.points([ask], [ask.span.as_of])[0][0]
    names = {id: name for name, id in world.ids.items()}
    rows = tally.explain(ask)
    expected = case["expected"]
    assert told(point.value, ask.measure) == expected["value"]
    assert point.facts == len(expected["counted"])
    assert sorted(names[id] for id, why in rows if why is None) == sorted(expected["counted"])
    assert {names[id]: why for id, why in rows if why} == {one["fact"]: one["why"] for one in expected["left_out"]}
    assert world.refused == expected.get("refused", [])


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_tally_kept_act_by_act_is_the_tally_made_anew(case: dict[str, Any]) -> None:
    world = Played(case["given"])
    adopted(world.ask(head()))
    for _ in world.run():
        pass

    def kept() -> list[Any]:
        return [
            list(Tally.objects.order_by("kind", "fact").values()),
            list(TallyRole.objects.order_by("kind", "role", "party", "fact").values()),
        ]

    before = kept()
    keeping.rebuild()
    assert kept() == before


@pytest.mark.parametrize(
    "case", [one for one in CASES.values() if one["given"]["ask"].get("slice")], ids=lambda one: one["id"]
)
def test_a_slice_among_all_slices_is_the_slice_asked_alone(case: dict[str, Any]) -> None:
    world = Played(case["given"])
    adopted(world.ask(head()))
    for _ in world.run():
        pass
    ask = world.ask(world.known_by())
    assert ask.slice is not None
    whole = Ask(ask.selector, ask.span, ask.measure, ask.known_by)
    found = slices([(whole, ask.slice.by)])[0]
    alone = tally.points([ask], [ask.span.as_of])[0][0]
    assert found[ask.slice.value] == alone
