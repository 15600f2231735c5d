"""A case's own events tell which duties are met, which are not, and which can still be made good."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from jinliang.core.duty import CaseFile, Event, findings, gaps, told
from jinliang.packs.duty import duties
from jinliang.seal import Page, Sealing, seal
from jinliang.seal.verify import flaws

SIGNED = date(2021, 4, 20)
EVENTS = (
    Event("unit_rule", date(2020, 1, 1), 3),
    Event("decision", date(2021, 4, 1), 10, {"passed": "yes"}),
    Event("price", date(2021, 4, 1), 11, {"way": "negotiated"}),
    Event("notice_over", date(2021, 4, 19), 12),
    Event("title", date(2021, 4, 2), 13, {"clear": "yes"}),
    Event("declaration", date(2021, 4, 3), 14, {"role": "buyer"}),
    Event("declaration", date(2021, 4, 4), 15, {"role": "seller"}),
    Event("signed", SIGNED, 16),
    Event("registered", date(2021, 5, 4), 17),
    Event("shared", date(2021, 6, 4), 18, {"within_rule": "yes"}),
)
FILE = CaseFile("D1", date(2021, 4, 1), {"pricing": "negotiated"}, EVENTS)


def states(file: CaseFile) -> dict[str, tuple[str, bool]]:
    """How each duty stands and whether it can still be made good."""
    return {one.duty.id: (one.state, one.open) for one in findings(file, duties())}


def without(*kinds: str, file: CaseFile = FILE) -> CaseFile:
    """The case without some events."""
    return replace(file, events=tuple(one for one in file.events if one.kind not in kinds))


def test_a_whole_case_meets_all_but_what_the_system_cannot_know() -> None:
    expected = {one.id: ("met", False) for one in duties()} | {"no_private_gain": ("unknown", False)}
    assert states(FILE) == expected


def test_what_lacks_before_the_signature_can_still_be_made_good_and_afterwards_cannot() -> None:
    early = without("signed", "registered", "shared", "decision", "title")
    assert {one.duty.id: one.state for one in gaps(findings(early, duties()))} == {
        "decision_collective": "not_met",
        "title_clear": "unknown",
        "contract_registered": "not_met",
        "reward_within_rule": "not_met",
    }
    late = states(without("decision", "title"))
    assert (late["decision_collective"], late["title_clear"]) == (("not_met", False), ("unknown", False))


def test_a_notice_that_ends_on_the_day_of_signature_is_late() -> None:
    found = findings(
        replace(without("notice_over"), events=(*without("notice_over").events, Event("notice_over", SIGNED, 12))),
        duties(),
    )
    notice = next(one for one in found if one.duty.id == "notice_over")
    assert (notice.state, notice.why) == ("not_met", "2021-04-20 才办，晚于 2021-04-20")


def test_other_pricing_asks_for_no_notice_and_an_unnamed_pricing_is_unknown() -> None:
    assert states(replace(FILE, traits={"pricing": "auction"}))["notice_over"] == ("not_asked", False)
    assert states(replace(FILE, traits={}))["notice_over"] == ("unknown", False)


def test_a_side_that_did_not_declare_is_named() -> None:
    events = tuple(one for one in EVENTS if one.said.get("role") != "buyer")
    found = findings(replace(FILE, events=events), duties())
    assert next(one.why for one in found if one.duty.id == "relation_declared") == "还缺：buyer"


@pytest.mark.parametrize(
    ("said", "state"), [({"passed": "yes"}, "met"), ({"passed": "no"}, "not_met"), ({}, "unknown")]
)
def test_a_decision_is_met_refused_or_untold(said: dict[str, str], state: str) -> None:
    file = without("decision")
    file = replace(file, events=(*file.events, Event("decision", date(2021, 4, 1), 10, said)))
    assert states(file)["decision_collective"][0] == state


def test_an_open_objection_and_an_adverse_finding_count_against() -> None:
    more = (Event("objection_open", date(2021, 4, 10), 20), Event("finding", date(2022, 1, 1), 30, {"adverse": "yes"}))
    found = states(replace(FILE, events=(*EVENTS, *more)))
    assert (found["objections_answered"], found["no_private_gain"]) == (("not_met", False), ("not_met", False))


def test_only_duties_in_force_on_the_day_of_the_decision_are_asked() -> None:
    assert set(states(replace(FILE, decided_on=date(2015, 12, 1)))) == {one.id for one in duties()} - {
        "decision_collective",
        "rules_followed",
    }


def test_the_file_tells_facts_and_what_is_still_to_do_and_goes_into_a_sealed_package() -> None:
    page = told(FILE, findings(without("registered"), duties()))
    assert page.splitlines()[3:5] == [
        "1. 集体决策：已做到。2021-04-01 已办，留痕第 10 号（国发〔2016〕16号：领导班子集体决策）",
        "   2021-04-01 留痕第 10 号",
    ]
    assert "8. 技术合同已登记：没有做到。没有记录" in page
    assert "   还来得及：申请认定登记，填上登记号" in page
    sealing = Sealing("D1", "尽职免责案卷", date(2021, 6, 18), 18, "0" * 64)
    assert flaws(seal(sealing, [Page("核对.txt", "逐项核对", date(2021, 6, 18), page.encode())])) == []
