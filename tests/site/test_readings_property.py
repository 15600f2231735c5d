"""Any sequence of statements, reversals, ends and replacements reads the same by SQL as by the core's naive recomputation."""

from __future__ import annotations

from dataclasses import replace as with_
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jinliang.core.access import Viewer
from jinliang.core.day import Period
from jinliang.core.fact import REFUSALS, End, Fact, Gone
from jinliang.core.indicator import reading
from jinliang.core.refusal import Refusal
from jinliang.core.select import Condition, Held, Selector, Slice, Span
from jinliang.core.statement import PartyRef, Statement
from jinliang.site.acts import fact as facts
from jinliang.site.acts import tally as keeping
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Fact as Row
from jinliang.site.models import Head, Party, Tally, TallyRole
from jinliang.site.reads import tally
from jinliang.site.reads.reading import Memo, points
from jinliang.site.reads.tally import Ask

pytestmark = pytest.mark.django_db

FIRST = date(2019, 1, 1)
OFFICER = Viewer(role="bureau", name="核验人")
ASKED, HELD = "t.asked", "t.held"
WHERES: tuple[tuple[Condition, ...], ...] = (
    (),
    (Condition("area", "equals", "320411"),),
    (Condition("class", "one_of", ("development", "transfer")), Condition("class", "not", "void")),
    (Condition("amount", "at_least", "10.00"), Condition("on", "at_most", "2019-10-01")),
    (Condition("role:host", "not", 0),),
    (Condition("role:lead", "holds", Held(HELD, "person")),),
    (Condition("class", "not", "transfer"), Condition("role:lead", "holds", Held(HELD, "person"))),
)


@act("test.state", "陈述")
def state(doing: Doing, statements: list[Statement]) -> list[facts.Stating]:
    stated = [facts.Stating(one) for one in statements]
    facts.state(doing, stated)
    return stated


days = st.integers(0, 500).map(lambda n: FIRST + timedelta(days=n))
party = st.integers(0, 3)
statement = st.fixed_dictionaries(
    {
        "kind": st.sampled_from((ASKED, ASKED, HELD)),
        "entry": st.integers(0, 3),
        "on": days,
        "length": st.none() | st.integers(-3, 300),
        "host": st.lists(party, max_size=2, unique=True),
        "who": st.lists(party, max_size=2, unique=True),
        "area": st.sampled_from((None, "320411", "320412")),
        "amount": st.none() | st.sampled_from(("9.99", "10.00", "0.00", "250.50")),
        "class": st.sampled_from((None, "development", "transfer", "void")),
    }
)
step = st.one_of(
    st.lists(statement, min_size=1, max_size=3).map(lambda rows: ("state", rows)),
    st.tuples(st.just("reverse"), st.integers(0, 8)),
    st.tuples(st.just("end"), st.integers(0, 8), days),
    st.tuples(st.just("replace"), st.integers(0, 8), statement),
)


class World:
    """The database beside a naive list of facts that the same steps make."""

    def __init__(self, parties: list[Party]) -> None:
        self.parties = parties
        self.facts: list[Fact] = []

    def said(self, one: dict[str, Any]) -> Statement:
        refs = [PartyRef(row.id, row.kind, row.name, row.code, None) for row in self.parties]
        who = "lead" if one["kind"] == ASKED else "person"
        return Statement(
            kind=one["kind"],
            on=one["on"],
            until=None if one["length"] is None else one["on"] + timedelta(days=one["length"]),
            roles={"host": tuple(refs[n] for n in one["host"]), who: tuple(refs[n] for n in one["who"])},
            area=one["area"],
            amount=Decimal(one["amount"]) if one["amount"] else None,
            quantity=None,
            values={"class": one["class"]} if one["class"] else {},
            entries={},
            key=str(one["entry"]),
            title=f"第 {one['entry']} 件",
        )

    def fact(self, row: Row, said: Statement) -> Fact:
        values: dict[str, Any] = dict(said.values)
        if said.amount is not None:
            values["amount"] = said.amount
        roles = {role: tuple(who.id for who in whom) for role, whom in said.roles.items()}  # type: ignore[union-attr]
        return Fact(row.id, row.entry_id, row.kind, row.on, row.until, row.known, roles, said.area, values)

    def do(self, one: Any) -> None:
        """One step, in the database and in the list; what the database refuses changes nothing in either."""
        try:
            if one[0] == "state":
                said = [self.said(row) for row in one[1]]
                for stating, each in zip(state(OFFICER, said), said, strict=True):
                    assert stating.fact is not None
                    self.facts.append(self.fact(stating.fact, each))
                return
            if not self.facts:
                return
            place = one[1] % len(self.facts)
            old = self.facts[place]
            if one[0] == "reverse":
                facts.reverse(OFFICER, old.id, "从未成立")
                self.facts[place] = with_(old, gone=Gone(head(), "reverse"))
            elif one[0] == "end":
                facts.end(OFFICER, old.id, one[2], "提前终止")
                self.facts[place] = with_(old, end=End(head(), one[2]))
            else:
                said_ = self.said(one[2] | {"kind": old.kind})
                stating = facts.replace(OFFICER, old.id, said_, (), "数字填错")
                assert stating.fact is not None
                self.facts[place] = with_(old, gone=Gone(head(), "replace"))
                self.facts.append(self.fact(stating.fact, said_))
        except Refusal as no:
            if no.code not in REFUSALS:
                raise


def head() -> int:
    return Head.objects.get(id=1).number


def kept() -> tuple[list[Any], list[Any]]:
    roles = TallyRole.objects.order_by("fact", "role", "party").values_list("fact", "kind", "role", "party")
    return list(Tally.objects.order_by("fact").values()), list(roles)


def pack() -> Any:
    """Just enough of a pack for the tally to learn the questions."""
    asked = [SimpleNamespace(selector=Selector(ASKED, where)) for where in WHERES]
    return SimpleNamespace(indicators=asked, kinds=[SimpleNamespace(id=ASKED), SimpleNamespace(id=HELD)])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(step, min_size=1, max_size=9),
    where=st.sampled_from(WHERES),
    mode=st.sampled_from(("flow", "stock")),
    measure=st.sampled_from(("count_entries", "sum:amount")),
    as_of=days,
    back=st.integers(0, 6),
    part=st.sampled_from((None, "area", "host")),
    who=party,
)
def test_sql_reads_what_the_core_means(
    db: None, steps: list[Any], where: Any, mode: Any, measure: Any, as_of: date, back: int, part: Any, who: int
) -> None:
    with transaction.atomic():
        first = head()
        parties = [Party.objects.create(kind="university", name=f"龙城第{n}大学", known=0) for n in range(4)]
        keeping.ask(pack())
        world, memo = World(parties), Memo()
        selector = Selector(ASKED, where)
        period = Period(FIRST, FIRST + timedelta(days=365)) if mode == "flow" else None
        slice = Slice("area", "320411") if part == "area" else Slice("role:host", parties[who].id) if part else None
        span = Span(mode, as_of, period)
        for one in steps:
            world.do(one)
            ask = Ask(selector, span, measure, head(), slice)
            mended = points([ask], [as_of], memo)[0][0]
            assert mended == tally.points([ask], [as_of])[0][0]
        never = Ask(selector, span, measure, 0, slice)
        assert points([never], [as_of], memo) == tally.points([never], [as_of])
        known_by = max(first, head() - back)
        expected = reading(world.facts, selector, span, measure, known_by, slice)
        ask = Ask(selector, span, measure, known_by, slice)
        point = tally.points([ask], [as_of])[0][0]
        assert point.value == expected.value
        assert point.facts == len(expected.counted)
        told = dict(tally.explain(ask))
        assert {id for id, why in told.items() if why is None} == {one.id for one in expected.counted}
        assert {id: why for id, why in told.items() if why} == {one.fact.id: one.why for one in expected.left_out}
        before = kept()
        keeping.rebuild([ASKED, HELD])
        assert kept() == before
        transaction.set_rollback(True)
