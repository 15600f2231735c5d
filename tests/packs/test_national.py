"""The national pack: kinds that the plan's indicators can be answered from, and code lists by date."""

from __future__ import annotations

from datetime import date

import pytest

from jinliang.core.access import ROLES
from jinliang.core.pack import Kind
from jinliang.packs import load

NATIONAL = load.shipped_pack("national")

ROLES_OF = {
    "cn.joint_project": {"host", "partner"},
    "cn.project_investment": {"host", "partner"},
    "cn.project_sales": {"host", "partner"},
    "cn.project_tax": {"host", "partner"},
    "cn.science_vice_president": {"person", "home", "host"},
    "cn.industry_professor": {"person", "home", "host"},
    "cn.broker_certificate": {"person", "home"},
    "cn.key_laboratory": {"host"},
    "cn.joint_body": {"host", "partner"},
    "cn.tto_pilot": {"host"},
    "cn.provincial_project": {"lead", "host", "partner"},
    "cn.visit_unit": {"host"},
    "cn.visitor": {"person", "home", "host"},
    "cn.registered_contract": {"seller", "buyer", "intermediary"},
}


def test_the_kinds_and_who_stands_in_them() -> None:
    found = {kind.id: {field.role for field in kind.fields if field.role} for kind in NATIONAL.kinds}
    assert found == ROLES_OF


@pytest.mark.parametrize("kind", NATIONAL.kinds, ids=lambda kind: kind.id)
def test_every_kind_can_be_stated_checked_and_proved(kind: Kind) -> None:
    assert kind.help
    assert set(kind.states) <= set(ROLES)
    assert kind.area in ROLES_OF[kind.id]
    assert any(need.min > 0 for need in kind.evidence)
    assert kind.field(kind.on).required
    assert all(kind.field(name).required for name in kind.key)


def test_kinds_are_checked_at_one_level_or_two() -> None:
    assert {kind.checks for kind in NATIONAL.kinds} == {("district",), ("bureau",), ("district", "bureau")}


def test_contracts_are_the_registry_s_and_lists_the_bureau_s() -> None:
    official = {kind.id: kind.official for kind in NATIONAL.kinds}
    assert official.pop("cn.registered_contract") == ("registry", "bureau")
    assert set(official.values()) == {("bureau",)}


def test_an_industry_professor_needs_the_official_list_and_an_agreement() -> None:
    kind = NATIONAL.kind("cn.industry_professor")
    assert [(need.type, need.min, need.shared) for need in kind.evidence] == [
        ("official_list", 1, True),
        ("agreement", 1, False),
    ]
    (term, _) = kind.rules
    assert (term.left, term.op, term.right, term.say) == (
        "serves_until_on",
        ">",
        "appointed_on",
        "聘期止日应晚于聘任日",
    )
    assert (kind.key, kind.checks, kind.calendar) == (("person", "university", "batch"), ("district",), ("12-31",))


def test_whether_a_body_is_a_university_is_read_from_the_party_never_typed() -> None:
    filled = {(kind.id, field.fill) for kind in NATIONAL.kinds for field in kind.fields if field.fill}
    assert {("cn.tto_pilot", "host"), ("cn.visit_unit", "host"), ("cn.visitor", "home")} <= filled
    for kind in NATIONAL.kinds:
        for field in kind.fields:
            assert not field.fill or (field.type, field.list) == ("code", "party_kind")


def test_every_person_is_told_from_namesakes_and_kept_from_the_public() -> None:
    people = [field for kind in NATIONAL.kinds for field in kind.fields if field.type == "person"]
    assert len(people) == 5
    assert all(field.home and field.personal for field in people)


def test_licences_are_a_class_of_their_own_from_2021() -> None:
    classes, subclasses = NATIONAL.list("contract_class"), NATIONAL.list("contract_subclass")
    before, after = date(2020, 12, 31), date(2021, 1, 1)
    assert [one.id for one in classes.items if one.valid(before)] == ["KF", "ZR", "ZX", "FW"]
    assert [one.id for one in classes.items if one.valid(after)] == ["KF", "ZR", "XK", "ZX", "FW"]
    licence = [one for one in subclasses.items if one.label == "专利实施许可"]
    assert [(one.under, one.valid(before), one.valid(after)) for one in licence] == [
        ("ZR", True, False),
        ("XK", False, True),
    ]
    contract = NATIONAL.kind("cn.registered_contract")
    assert (contract.field("class").valid_on, contract.field("subclass").valid_on) == ("signed_on", "signed_on")


def test_every_class_has_sub_classes_and_they_keep_within_its_days() -> None:
    classes = {one.id: one for one in NATIONAL.list("contract_class").items}
    under: dict[str, int] = {}
    for one in NATIONAL.list("contract_subclass").items:
        under[one.under] = under.get(one.under, 0) + 1
        above = classes[one.under]
        assert above.first is None or (one.first is not None and one.first >= above.first)
    assert set(under) == set(classes)


def test_technology_fields_and_industries_are_the_first_level_only() -> None:
    assert [one.id for one in NATIONAL.list("technology_field").items] == [str(number) for number in range(11)]
    assert "".join(one.id for one in NATIONAL.list("industry").items) == "ABCDEFGHIJKLMNOPQRST"


def test_the_market_s_words_for_maturity_stand_for_readiness_levels() -> None:
    maturity = {one.label: one.maps for one in NATIONAL.list("maturity").items}
    assert maturity == {
        "正在研发": ("1", "2", "3"),
        "已有样品": ("4", "5"),
        "通过小试": ("5",),
        "通过中试": ("6", "7"),
        "可以量产": ("8", "9"),
    }


def test_every_list_says_where_it_is_from_and_how_sure_it_is() -> None:
    for one in NATIONAL.lists:
        assert one.cite
        assert one.sure in {"V", "H", "M", "L", "D"}


def test_money_that_is_added_is_in_yuan() -> None:
    added = [field for kind in NATIONAL.kinds for field in kind.fields if field.id == "amount"]
    assert {(field.type, field.unit) for field in added} == {("amount", "元")}
