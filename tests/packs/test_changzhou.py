"""The Changzhou plan as data agrees with its hand annotation: clauses, mentions, operators, values, bodies."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jinliang.core.day import Period
from jinliang.core.fact import Fact
from jinliang.core.indicator import met, reading
from jinliang.core.select import Condition, Held, Span
from jinliang.packs import load
from jinliang.packs.checks import wording
from jinliang.packs.region import area_name

DATA = Path(__file__).parents[1] / "data" / "plans"
GOLD: dict[str, Any] = json.loads((DATA / "gold" / "seed.json").read_text("utf-8"))
SEED: dict[str, Any] = json.loads((DATA / "seed_clauses.json").read_text("utf-8"))
PLAN = load.shipped_pack("changzhou_2019")

TARGETS = {
    "joint_projects": (">=", 300, "项"),
    "new_investment": ("=", 2_000_000_000, "元"),
    "new_sales": ("=", 8_000_000_000, "元"),
    "profit_tax": ("=", 1_500_000_000, "元"),
    "vice_presidents": (">", 100, "名"),
    "industry_professors": ("=", 200, "名"),
    "city_laboratories": ("=", 10, "家"),
    "joint_bodies": ("=", 100, "家"),
    "tto_universities": ("=", 10, "所"),
    "tto_institutes": ("=", 30, "家"),
    "brokers": (">=", 200, "人"),
    "led_projects": (">=", 50, "项"),
    "visiting_universities": ("=", 10, "所"),
    "visiting_institutes": ("=", 10, "家"),
    "visitors": ("=", 100, "名"),
}


def test_the_clauses_are_those_of_the_annotation() -> None:
    found = [(one.id, one.marker, one.title, one.span) for one in PLAN.clauses]
    wanted = [
        (one["id"], one["marker"].replace("run-in", ""), one["title"], tuple(one["span"])) for one in SEED["clauses"]
    ]
    assert found == wanted
    assert len(found) == 49


def test_clauses_form_the_tree_of_their_ids() -> None:
    levels = {one["id"]: one["level"] for one in SEED["clauses"]}
    assert {one.id: one.id.count(".") + 1 for one in PLAN.clauses} == levels
    assert [one.id for one in PLAN.clauses if one.parent is None] == ["0", "1", "2", "3", "4"]


def test_every_clause_is_quoted_from_its_own_text_and_cited() -> None:
    for one in PLAN.clauses:
        assert one.quote in PLAN.text[slice(*one.span)]
        assert 4 <= len(one.quote) <= 80
    assert len({one.cite for one in PLAN.clauses}) == 49
    cites = {one.id: one.cite for one in PLAN.clauses}
    assert (cites["2"], cites["3.3.1"], cites["3.3.1.a"], cites["3.2.3.b"], cites["4.3"]) == (
        "二",
        "三（三）1",
        "三（三）1①",
        "三（二）3②",
        "四3",
    )


def test_the_mentions_are_the_23_of_the_annotation() -> None:
    found = sorted((it.span, it.clause, it.quote) for one in PLAN.indicators for it in one.mentions)
    wanted = sorted((tuple(one["span"]), one["clause"], one["quote"]) for one in GOLD["targets"])
    assert found == wanted
    assert PLAN.mentions == 23


def test_restated_targets_are_one_indicator_and_others_are_apart() -> None:
    by_span = {it.span: one.id for one in PLAN.indicators for it in one.mentions}
    group: dict[str, set[str]] = {}
    for one in GOLD["targets"]:
        group.setdefault(one["dup_group"] or one["id"], set()).add(by_span[tuple(one["span"])])
    assert all(len(ids) == 1 for ids in group.values())
    assert len(group) == len(PLAN.indicators) == 15
    spans = {one["id"]: tuple(one["span"]) for one in GOLD["targets"]}
    for pair in GOLD["relations"]:
        same = by_span[spans[pair["a"]]] == by_span[spans[pair["b"]]]
        assert same == (pair["verdict"] in ("same", "probable")), pair


def test_operators_and_values_are_those_of_the_annotation() -> None:
    by_span = {it.span: one for one in PLAN.indicators for it in one.mentions}
    for one in GOLD["targets"]:
        target = by_span[tuple(one["span"])].target
        assert (target.operator, target.value) == (one["op"], Decimal(str(one["value"]))), one["id"]
        assert target.by.year == int(one["deadline"][:4])


def test_the_words_of_every_mention_read_as_annotated() -> None:
    for one in GOLD["targets"]:
        assert wording.comparison(one["quote"]) == one["op"]
        assert wording.number(one["quote"]) == Decimal(str(one["value"]))


def test_the_fifteen_targets() -> None:
    found = {one.id: (one.target.operator, int(one.target.value), one.unit) for one in PLAN.indicators}
    assert found == TARGETS
    assert {one.target.by for one in PLAN.indicators} == {date(2021, 12, 31)}


def test_every_bare_number_keeps_its_open_question_and_no_other_has_one() -> None:
    assert {one.id for one in PLAN.indicators if one.target.question} == {
        name for name, (operator, _, _) in TARGETS.items() if operator == "="
    }


def test_more_than_is_not_met_by_the_number_itself() -> None:
    vice, joint = PLAN.indicator("vice_presidents").target, PLAN.indicator("joint_projects").target
    assert (met(100, vice.operator, vice.value), met(101, vice.operator, vice.value)) == (False, True)
    assert (met(299, joint.operator, joint.value), met(300, joint.operator, joint.value)) == (False, True)


def test_flows_run_through_the_plan_and_brokers_are_a_stock() -> None:
    assert PLAN.period == Period(date(2019, 1, 1), date(2021, 12, 31))
    flows = {one.id: one.period for one in PLAN.indicators if one.mode == "flow"}
    assert set(flows.values()) == {PLAN.period}
    assert set(TARGETS) - set(flows) == {"brokers"}


def test_the_two_wordings_of_the_laboratories_are_one_indicator_with_a_basis() -> None:
    laboratories = PLAN.indicator("city_laboratories")
    assert [it.quote for it in laboratories.mentions] == ["10家", "10个"]
    assert "市级重点实验室" in laboratories.basis
    assert "高技术重点实验室" in laboratories.basis


def test_pilot_and_visiting_universities_are_two_indicators() -> None:
    kinds = {
        one.id: (one.selector.kind, one.selector.where)
        for one in PLAN.indicators
        if one.id.startswith(("tto", "visiting"))
    }
    university, institute = ((Condition("institution_kind", "equals", name),) for name in ("university", "institute"))
    assert kinds == {
        "tto_universities": ("cn.tto_pilot", university),
        "tto_institutes": ("cn.tto_pilot", institute),
        "visiting_universities": ("cn.visit_unit", university),
        "visiting_institutes": ("cn.visit_unit", institute),
    }


def test_a_project_counts_only_if_its_lead_is_a_vice_president_that_day() -> None:
    indicator = PLAN.indicator("led_projects")
    assert indicator.selector.held == (Condition("role:lead", "holds", Held("cn.science_vice_president", "person")),)
    office = Fact(
        1, 1, "cn.science_vice_president", date(2020, 1, 1), date(2021, 12, 31), 1, {"person": (7,), "host": (3,)}
    )
    projects = [
        Fact(id, id, "cn.provincial_project", on, None, id, {"lead": (lead,)}, values={"level": level})
        for id, on, lead, level in [
            (2, date(2020, 6, 1), 7, "province"),
            (3, date(2019, 6, 1), 7, "province"),
            (4, date(2020, 6, 1), 8, "province"),
            (5, date(2020, 6, 1), 7, "city"),
        ]
    ]
    span = Span(indicator.mode, date(2021, 6, 18), indicator.period)
    found = reading([office, *projects], indicator.selector, span, indicator.measure, 9)
    assert (found.value, [one.id for one in found.counted]) == (1, [2])


def test_a_renewed_body_and_a_city_part_time_professor_do_not_count() -> None:
    renewed, new = (
        Fact(id, id, "cn.joint_body", date(2020, 1, 1), None, id, values={"renewal": renewal})
        for id, renewal in ((1, True), (2, False))
    )
    bodies = PLAN.indicator("joint_bodies")
    span = Span("flow", date(2021, 6, 18), PLAN.period)
    assert reading([renewed, new], bodies.selector, span, bodies.measure, 9).value == 1
    professors = PLAN.indicator("industry_professors")
    facts = [
        Fact(number, number, "cn.industry_professor", date(2020, 1, 1), None, number, values={"type": type_})
        for number, type_ in enumerate(["graduate", "undergraduate", "vocational", "city_part_time"])
    ]
    assert reading(facts, professors.selector, span, professors.measure, 9).value == 3


def test_the_bodies_are_the_20_of_the_annotation() -> None:
    assert [one.name for one in PLAN.bodies] == [one["name"] for one in SEED["bodies"]]
    wanted = [[id.removesuffix(".*") for id in one["clauses"]] for one in SEED["bodies"]]
    assert [list(one.clauses) for one in PLAN.bodies] == wanted
    assert {one.lead for one in PLAN.indicators} == {"science_bureau"}


def test_the_award_is_two_per_cent_of_what_was_received_down_to_the_hundred() -> None:
    (award,) = PLAN.awards
    assert (award.clause, award.rate, award.step) == ("3.2.3.b", Decimal("0.02"), Decimal(100))
    (rate,) = GOLD["rates"]
    start, end = rate["span"]
    assert rate["quote"] in PLAN.clause(award.clause).quote
    assert PLAN.text[start:end] == rate["quote"]
    assert award.price(Decimal(800_000)) == Decimal(16_000)
    assert award.price(Decimal("123456.78")) == Decimal(2_400)
    assert len(award.examples) >= 3
    for example in award.examples:
        base = example.base(award.base)
        assert base is not None
        assert award.price(base) == example.gives
    assert PLAN.award("transfer_2pct", date(2020, 6, 1)) is award
    assert PLAN.award("transfer_2pct", date(2022, 1, 1)) is None


def test_the_scope_is_the_seven_areas_of_the_city() -> None:
    assert [one.label for one in PLAN.areas] == [
        "天宁区",
        "钟楼区",
        "新北区",
        "武进区",
        "金坛区",
        "溧阳市",
        "常州经开区",
    ]
    assert list(PLAN.scope) == [one.id for one in PLAN.areas]
    assert [area_name(one.id, PLAN.issued_on) for one in PLAN.areas] == [one.label for one in PLAN.areas]


@pytest.mark.parametrize("indicator", PLAN.indicators, ids=lambda one: one.id)
def test_every_indicator_says_what_it_counts_with_which_papers_and_for_whom(indicator: Any) -> None:
    assert indicator.basis
    assert indicator.evidence
    assert len(indicator.short) <= 8
    roles = {field.role for field in PLAN.kind(indicator.selector.kind).fields}
    assert indicator.slice_by.removeprefix("role:") in roles


def test_the_card_of_the_plan() -> None:
    assert PLAN.title.startswith("常州市深化在常高校院所与地方产业创新驱动融合发展三年行动计划")
    assert (PLAN.issuer, PLAN.issued_on) == ("常州市人民政府办公室", date(2018, 12, 29))
    assert "常发〔2017〕15号" in PLAN.basis
    assert (PLAN.pace.late, PLAN.pace.watch) == (Decimal("0.9"), Decimal(1))
