"""Any sequence of acts by any seats on a claim: its state moves along the rows of its life alone, a refusal changes nothing, and a claim
that is verified has exactly one fact, checked by others than those who stated it."""

from __future__ import annotations

from typing import Any

import city as cities
import pytest
from city import PROFESSOR, PROJECT, SEATS, City, professor, project
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from jinliang.core.claim import CLAIM
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim
from jinliang.site.models import Act, Claim, Evidence, Fact, Head
from jinliang.site.reads import claim as reads
from jinliang.site.reads.journal import verify

pytestmark = pytest.mark.django_db

EDGES = {(source, row.target, row.id) for row in CLAIM.rows for source in row.source}
DOERS = (
    "tto",
    "tto",
    "district",
    "district",
    "bureau",
    "bureau2",
    "enterprise",
    "tto2",
    "district2",
    "auditor",
    "researcher",
    "admin",
)
STEPS = ("submit", "submit", "check", "verify", "verify", "return", "withdraw", "save", "attach", "detach")
step = st.tuples(st.sampled_from(DOERS), st.sampled_from(STEPS))

INSIDE: dict[str, dict[str, set[str]]] = {
    PROFESSOR: {"writes": {"tto"}, "check": set(), "verify": {"district"}, "return": {"district"}},
    PROJECT: {
        "writes": {"tto"},
        "check": {"district"},
        "verify": {"bureau", "bureau2"},
        "return": {"district", "bureau", "bureau2"},
    },
}
"""Which seats can ever do what to a claim of the university, said here a second time so that the table is held against something."""


def done(city: City, who: str, what: str, id: int) -> Any:
    """One step on the claim."""
    viewer = city.seats[who]
    if what == "save":
        return claim.save(viewer, id, Claim.objects.get(id=id).values)
    if what == "attach":
        return claim.attach(viewer, id, cities.kept(f"{id} 又一份"), "agreement", "又一份")
    if what == "detach":
        paper = Evidence.objects.filter(claim_id=id, removed=False).order_by("-id").first()
        return claim.detach(viewer, id, paper.id if paper else 0)
    return claim.do(viewer, id, what, "请补正")


def refusal(city: City, who: str, what: str, id: int) -> str:
    """Does a step; the code of the refusal, or nothing."""
    try:
        done(city, who, what, id)
    except Refusal as no:
        return no.code
    return ""


def state(id: int) -> tuple[Any, ...]:
    """Everything about the claim that an act may change, and how far the journal has come."""
    row = Claim.objects.get(id=id)
    papers = list(Evidence.objects.filter(claim_id=id).order_by("id").values_list("id", "removed"))
    facts = list(Fact.objects.filter(claim_id=id).values_list("id", flat=True))
    kept = (row.state, row.level, row.checker, row.checked_by_id, row.returned, row.values, row.title, row.area)
    return (*kept, papers, facts, Head.objects.get().number, Act.objects.count())


@hypothesis(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(kind=st.sampled_from((PROFESSOR, PROJECT)), steps=st.lists(step, min_size=4, max_size=14))
def test_a_claim_moves_along_its_life_alone(city: City, kind: str, steps: list[tuple[str, str]]) -> None:
    with transaction.atomic():
        raw = professor(city, "甲一") if kind == PROFESSOR else project(city, "L-1")
        id = cities.drafted(city.seats["tto"], kind, raw).id
        passed_by: str | None = None
        for who, what in steps:
            before, was = state(id), Claim.objects.get(id=id).state
            offered = _offered(city, who, id)
            code = refusal(city, who, what, id)
            if code:
                assert state(id) == before, (who, what, code)
                assert offered.get(what) is not True, (who, what, code)  # what is offered is not refused
                continue
            now = Claim.objects.get(id=id).state
            acted = Head.objects.get().number - before[-2]
            assert acted == (0 if what == "save" else 1)
            if what in ("save", "attach", "detach"):
                assert now == was
                assert was in ("draft", "returned")
                assert who in INSIDE[kind]["writes"]
                continue
            assert (was, now, what) in EDGES, (was, what, now)
            assert offered[what] is True
            assert who in INSIDE[kind].get(what, INSIDE[kind]["writes"]), (who, what)
            passed_by = who if what == "check" else None if what == "submit" else passed_by
            assert passed_by is None or what != "verify" or SEATS[passed_by][2] != SEATS[who][2]
            if kind == PROJECT and what == "verify":
                assert was == "checked"
        facts = Fact.objects.filter(claim_id=id)
        assert facts.count() == (Claim.objects.get(id=id).state == "verified")
        told = Act.objects.filter(subjects__contains=[f"claim:{id}"], act="claim.verify")
        assert told.count() == facts.count()
        assert [one.known for one in facts] == [one.number for one in told]
        assert verify().faults == ()
        transaction.set_rollback(True)


def _offered(city: City, who: str, id: int) -> dict[str, bool]:
    """What the page offers this seat: act -> whether its button can be pressed; nothing when it may not look."""
    try:
        return {one.row.id: one.allowed for one in reads.claim(city.seats[who], id).acts}
    except Refusal:
        return {}


def test_the_way_to_a_fact_and_every_way_out_of_it_are_walked(city: City) -> None:
    """The random walks may miss a state; this one does not."""
    seen = set()
    id = cities.drafted(city.seats["tto"], PROJECT, project(city, "L-2")).id
    for who, what in (
        ("tto", "submit"), ("district", "return"), ("tto", "submit"), ("district", "check"), ("bureau", "return"),
        ("tto", "submit"), ("district", "check"), ("bureau2", "verify"),
    ):  # fmt: skip
        was = Claim.objects.get(id=id).state
        done(city, who, what, id)
        seen.add((was, Claim.objects.get(id=id).state, what))
    for states in (
        ("draft",),
        ("draft", "submitted"),
        ("draft", "submitted", "checked"),
        ("draft", "submitted", "returned"),
    ):
        other = cities.drafted(city.seats["tto"], PROJECT, project(city, f"L-{len(states)}{states[-1]}")).id
        for state in states[1:]:
            who, what = {
                "submitted": ("tto", "submit"),
                "checked": ("district", "check"),
                "returned": ("district", "return"),
            }[state]
            done(city, who, what, other)
        done(city, "tto", "withdraw", other)
        seen.add((states[-1], Claim.objects.get(id=other).state, "withdraw"))
    one = cities.sent(city.seats["tto"], PROFESSOR, professor(city, "甲二")).id
    done(city, "district", "verify", one)
    seen.add(("submitted", Claim.objects.get(id=one).state, "verify"))
    assert seen == EDGES
    assert Fact.objects.filter(claim_id__in=(id, one)).count() == 2


@pytest.mark.parametrize("end", ["verified", "withdrawn"])
def test_nothing_leads_on_from_the_end(city: City, end: str) -> None:
    id = city.claims[end].id
    before = state(id)
    for who in SEATS:
        for what in set(STEPS):
            assert refusal(city, who, what, id)
    assert state(id) == before
