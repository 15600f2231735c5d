"""A patent's fees against a table worked by hand, its standing, who may do what, the advice, and scores that come out the same again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.core.access import Viewer
from jinliang.core.life import possible
from jinliang.core.patent import PATENT, STATUS, WAYS, Numbered, PatentCase, decided, flaws, term_flaws
from jinliang.core.patent_advice import AdviceRule, Known, advice
from jinliang.core.patent_fee import (
    FeeRule,
    doubt,
    ends_on,
    fee,
    level,
    next_fee,
    patent_year,
    reminders,
    surcharge,
)
from jinliang.core.patent_value import CRITERIA, PatentRecord, standings
from jinliang.core.refusal import Refusal
from jinliang.core.valuation import DIMENSIONS, FORMULAS, INDICES, SCENES, Weights, score
from jinliang.packs.parameter import open_licence_kinds, patent_advice_rule, patent_criteria, patent_fee_rule
from jinliang.packs.parameter import patent_weights as weights_of

TODAY = date(2021, 6, 18)
INVENTION = patent_fee_rule("invention", date(2015, 6, 30), TODAY)
UTILITY = patent_fee_rule("utility_model", date(2015, 6, 30), TODAY)

# ---- fees ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("applied", "year", "due", "last", "amount"),
    [
        ("2015-06-30", 1, "2015-06-30", "2015-12-30", 900),
        ("2015-06-30", 3, "2017-06-30", "2017-12-30", 900),
        ("2015-06-30", 4, "2018-06-30", "2018-12-30", 1200),
        ("2015-06-30", 7, "2021-06-30", "2021-12-30", 2000),
        ("2015-08-31", 7, "2021-08-31", "2022-02-28", 2000),
        ("2012-02-29", 10, "2021-02-28", "2021-08-28", 4000),
        ("2012-02-29", 13, "2024-02-29", "2024-08-29", 6000),
        ("2008-01-10", 16, "2023-01-10", "2023-07-10", 8000),
        ("2008-01-10", 20, "2027-01-10", "2027-07-10", 8000),
    ],
)
def test_the_fees_of_an_invention_by_the_table(applied: str, year: int, due: str, last: str, amount: int) -> None:
    found = fee(date.fromisoformat(applied), year, INVENTION)
    assert (str(found.due_on), str(found.last_on), found.amount) == (due, last, amount)


def test_the_fees_of_a_utility_model_rise_earlier_and_end_after_ten_years() -> None:
    applied = date(2015, 6, 30)
    assert [int(fee(applied, year, UTILITY).amount) for year in range(1, 11)] == [
        600, 600, 600, 900, 900, 1200, 1200, 1200, 2000, 2000,
    ]  # fmt: skip
    assert ends_on(applied, UTILITY) == date(2025, 6, 30)
    assert next_fee("in_force", applied, 10, UTILITY) is None
    assert next_fee("lapsed", applied, 5, UTILITY) is None
    assert next_fee("in_force", applied, 9, UTILITY) == fee(applied, 10, UTILITY)


def test_a_design_filed_since_june_2021_lasts_fifteen_years() -> None:
    terms = [patent_fee_rule("design", day, date(2024, 1, 1)).term for day in (date(2021, 5, 31), date(2021, 6, 1))]
    assert terms == [10, 15]


@pytest.mark.parametrize(
    ("on", "yuan"),
    [
        ("2021-01-10", 0),
        ("2021-02-10", 0),
        ("2021-02-11", 100),
        ("2021-03-10", 100),
        ("2021-03-11", 200),
        ("2021-06-11", 500),
        ("2021-07-10", 500),
    ],
)
def test_paying_late_costs_five_percent_for_every_month_begun_after_the_first(on: str, yuan: int) -> None:
    assert surcharge(fee(date(2014, 1, 10), 8, INVENTION), date.fromisoformat(on), INVENTION) == yuan


def test_a_fee_is_amber_ninety_days_before_and_red_thirty() -> None:
    owed = fee(date(2015, 6, 30), 7, INVENTION)
    days = {"2021-03-31": "", "2021-04-01": "watch", "2021-05-30": "watch", "2021-05-31": "late", "2021-08-01": "late"}
    assert {day: level(owed, date.fromisoformat(day), INVENTION) for day in days} == days


def test_an_owner_is_told_before_the_day_on_it_and_through_the_grace() -> None:
    told = reminders(fee(date(2015, 6, 30), 7, INVENTION), INVENTION)
    assert [str(one.on) for one in told] == [
        "2021-04-01", "2021-05-31", "2021-06-30", "2021-07-31", "2021-08-31", "2021-10-01", "2021-10-31", "2021-12-01", "2021-12-30",
    ]  # fmt: skip
    assert told[3].text == "起加收滞纳金 5%"


def test_what_the_days_say_against_the_record_is_told() -> None:
    applied = date(2010, 3, 4)
    assert doubt("in_force", applied, 12, INVENTION, TODAY) == ""
    assert "第 11 年年费过了宽限期" in doubt("in_force", applied, 10, INVENTION, TODAY)
    assert "届满" in doubt("in_force", applied, 10, UTILITY, TODAY)
    assert doubt("lapsed", applied, 10, INVENTION, TODAY) == ""


# ---- status, life, registration ------------------------------------------------------------------------------------------


def test_every_status_has_its_ways_on() -> None:
    assert set(WAYS) == set(STATUS)
    assert {one for ways in WAYS.values() for one in ways} == set(STATUS)


@dataclass(frozen=True)
class Papers:
    title: str = "一种去毛刺装置"
    kind: str = "invention"
    status: str = "in_force"
    since: date = date(2018, 8, 3)
    applied_on: date = date(2016, 5, 12)
    granted_on: date | None = date(2018, 8, 3)
    paid: int = 5
    pledge: Decimal = Decimal(0)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({}, None),
        ({"kind": "design"}, "种类位"),
        ({"applied_on": date(2015, 5, 12)}, "年份"),
        ({"title": " "}, "名称"),
        ({"status": "sold"}, "列表"),
        ({"granted_on": None}, "要写授权日"),
        ({"granted_on": date(2016, 5, 11)}, "授权日早于"),
        ({"status": "pending"}, "没有授权的"),
        ({"since": date(2018, 8, 2)}, "法律状态的日期"),
        ({"since": date(2021, 6, 19)}, "法律状态的日期"),
        ({"paid": 21}, "年度不在"),
        ({"pledge": Decimal(-1)}, "小于零"),
    ],
)
def test_what_does_not_hold_together_is_told(change: dict[str, Any], said: str | None) -> None:
    found = flaws(replace(Papers(), **change), Numbered("", "invention", 2016), 20, TODAY)
    assert (said is None and found == ()) or (said is not None and any(said in one for one in found)), found


OWNER = Viewer(1, 1, 7, "tto", None, "陈砚")


def may(viewer: Viewer, **case: Any) -> set[str]:
    seen = PatentCase(7, **({"status": "in_force", "state": "undecided"} | case))
    return {one.row.id for one in possible(PATENT, seen.state, seen, None, viewer, TODAY) if one.allowed}


def test_the_owner_acts_the_broker_values_and_others_look() -> None:
    assert may(OWNER) == {"keep", "drop", "pay", "value", "open", "state"}
    assert may(replace(OWNER, role="broker", party=8)) == {"value"}
    assert may(replace(OWNER, role="bureau", party=9)) == may(replace(OWNER, role="researcher")) == set()


def test_a_pledged_patent_is_not_dropped_and_one_that_is_over_is_only_followed() -> None:
    assert "drop" not in may(OWNER, pledged=True)
    assert may(OWNER, status="lapsed") == {"state"}
    assert may(OWNER, status="pending") == {"state", "value"}
    assert "drop" not in may(OWNER, state="dropped")


def test_a_decision_is_about_one_fee() -> None:
    this, after = fee(date(2015, 6, 30), 7, INVENTION), fee(date(2015, 6, 30), 8, INVENTION)
    assert [decided("kept", this.due_on, one) for one in (this, after, None)] == ["kept", "undecided", "kept"]
    assert decided("", None, this) == "undecided"


def test_standing_terms_say_what_they_must() -> None:
    given: tuple[Any, ...] = ("later", Decimal(0), 12, "投产后付", TODAY, None, "", False)
    assert term_flaws(*given) == ()
    assert term_flaws("later", None, 0, " ", TODAY, date(2021, 6, 17), "", False) == (
        "没有写许可费，免费的写 0", "许可期限至少一个月", "先用后付要写明什么时候、按什么付", "止日早于起日",
    )  # fmt: skip
    assert "评价报告" in term_flaws("open", Decimal(1), 12, "", TODAY, None, "", True)[0]
    assert open_licence_kinds(date(2021, 6, 1)) == {"utility_model", "design"}
    with pytest.raises(Refusal, match="2021-06-01"):
        open_licence_kinds(date(2021, 5, 31))


# ---- advice, criteria ----------------------------------------------------------------------------------------------------

RULE = AdviceRule(keep=65, drop=45, old=6, quiet=9, ask=180)


@pytest.mark.parametrize(
    ("applied", "known", "word"),
    [
        (2019, Known(), "weigh"),
        (2019, Known(score=Decimal(70)), "keep"),
        (2019, Known(score=Decimal("44.99")), "drop"),
        (2019, Known(score=Decimal(45)), "weigh"),
        (2013, Known(), "drop"),
        (2013, Known(implemented=True), "keep"),
        (2013, Known(listed_on=date(2020, 6, 1)), "drop"),
        (2013, Known(listed_on=date(2020, 6, 1), wanted=1), "weigh"),
        (2013, Known(wanted=2, score=Decimal(80)), "keep"),
        (2013, Known(score=Decimal(20), pledged=True), "keep"),
        (2013, Known(criteria=1), "weigh"),
    ],
)
def test_more_reasons_for_than_against_keep_a_patent(applied: int, known: Known, word: str) -> None:
    day = date(applied, 9, 1)
    found = advice(day, fee(day, 9, INVENTION), known, RULE, TODAY)
    assert found.word == word
    assert all(one.text for one in found.grounds)
    assert "年年费" in found.grounds[0].text


def test_the_lines_of_the_advice_are_parameters() -> None:
    assert patent_advice_rule(TODAY) == RULE


def test_each_of_the_five_has_its_reason_whether_it_holds_or_not() -> None:
    bare = PatentRecord(
        "invention", True, date(2018, 5, 10), date(2020, 4, 14), None, ("HK",), Decimal(5000), ("省奖",)
    )
    best = replace(
        bare, applied_on=date(2010, 1, 5), sei_code="3.1", family=("US", "CN"), pledge_loan=Decimal(2_000_000), awards=("中国专利奖金奖",)
    )  # fmt: skip
    rule = patent_criteria(TODAY)
    assert [one.holds for one in standings(bare, TODAY, rule)] == [False] * 5
    assert [one.holds for one in standings(best, TODAY, rule)] == [True] * 5
    assert [one.id for one in standings(best, TODAY, rule)] == list(CRITERIA)
    assert [one.why for one in standings(bare, TODAY, rule)] == [
        "没有填战略性新兴产业分类代码",
        "只在 HK，不算海外",
        "2018-05-10 起算，2028-05-10 以后才超过 10 年",
        "质押 5,000 元，不到 1,000,000 元",
        "省奖 不在所列的奖项里",
    ]
    lapsed = standings(replace(best, in_force=False), TODAY, rule)
    assert ([one.holds for one in lapsed], lapsed[1].why) == ([False] * 5, "在 US 授权")


# ---- the score -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scene", SCENES)
@pytest.mark.parametrize("on", [TODAY, date(2024, 1, 1)])
def test_the_weights_of_every_scene_add_up(scene: str, on: date) -> None:
    found = weights_of(scene, on)
    assert set(found.dimensions) == set(DIMENSIONS)
    assert sum(found.dimensions.values()) == 1
    for dimension in DIMENSIONS:
        assert sum(weight for of, weight in found.indices.values() if of == dimension) == 1
    assert set(found.indices) == set(INDICES)


def test_the_standard_is_cited_from_its_day_on() -> None:
    assert "42748" not in weights_of("manage", date(2023, 8, 31)).cite
    assert "GB/T 42748-2023" in weights_of("manage", date(2023, 9, 1)).cite


def test_a_score_worked_by_hand() -> None:
    weights = weights_of("transfer", TODAY)
    legal = dict.fromkeys(("stability", "scope", "detectability", "independence", "term_left", "territory"), 80)
    found = score(dict.fromkeys(INDICES, 50) | legal | {"market": 90}, weights)
    # legal 80; technical 50; economic 50 + 0.25·40 = 60; 0.3·80 + 0.3·50 + 0.4·60
    assert [one.score for one in found.parts] == [80, 50, 60]
    assert found.total == Decimal("63.00")


@given(
    st.fixed_dictionaries({one: st.integers(0, 100) for one in INDICES}),
    st.sampled_from(list(SCENES)),
    st.sampled_from([TODAY, date(2024, 1, 1)]),
)
def test_a_score_comes_out_the_same_from_what_is_kept(inputs: dict[str, int], scene: str, on: date) -> None:
    weights = weights_of(scene, on)
    first = score(inputs, weights)
    assert 0 <= first.total <= 100
    for formula in FORMULAS:
        assert score(inputs, Weights.kept(scene, weights.stored()), formula) == score(inputs, weights, formula)
    better = {one: min(100, given + 1) for one, given in inputs.items()}
    assert score(better, weights).total >= first.total


@pytest.mark.parametrize(
    "wrong", [{"scope": 101}, {"scope": -1}, {"scope": True}, {"scope": "50"}, {"beauty": 50}, {"scope": None}]
)
def test_what_is_no_score_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Refusal, match="0 到 100"):
        score(dict.fromkeys(INDICES, 50) | wrong, weights_of("manage", TODAY))


def test_an_unknown_formula_and_scene_are_refused() -> None:
    with pytest.raises(Refusal, match="第 0 版"):
        score(dict.fromkeys(INDICES, 50), weights_of("manage", TODAY), "0")
    with pytest.raises(Refusal, match="估值场景"):
        weights_of("lottery", TODAY)


def test_a_patent_year_begins_on_the_anniversary() -> None:
    assert [patent_year(date(2012, 2, 29), day) for day in (date(2021, 2, 28), date(2021, 3, 1))] == [9, 10]


def test_a_fee_rule_with_one_band_charges_it_for_ever() -> None:
    assert fee(date(2010, 1, 1), 25, FeeRule(20, 6, 5, 90, 30, ((20, Decimal(7)),))).amount == 7
