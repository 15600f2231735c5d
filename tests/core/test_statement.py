"""Statements: what is taken, what is refused, and with which words and proposals."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from appointment import CABLE, GEAR, GOOD, KIND, LIGHT, LISTS, RAIL, TODAY, City, check_code, stated
from jinliang.core.field import Misread, code, value
from jinliang.core.money import yuan
from jinliang.core.pack import Field, Rule
from jinliang.core.statement import FieldFlaw, PersonRef, Statement, state


def flaw(field: str, text: str, **changes: str) -> FieldFlaw:
    """The one flaw that a text makes in a field of an otherwise good statement."""
    said, flaws = stated({field: text, **changes})
    assert said is None
    (only,) = [one for one in flaws if one.field == field]
    return only


def test_good_texts_make_a_typed_statement_about_one_entry() -> None:
    said, flaws = stated(
        {
            "pay": "120,000",
            "posts": "3",
            "full_time": "否",
            "funded": "2021年",
            "project": "P-1",
            "note": "经“十校”推荐\n第二行",
        }
    )
    assert flaws == ()
    assert said == Statement(
        kind="cn.industry_professor",
        on=date(2021, 3, 5),
        until=date(2025, 3, 4),
        roles={"person": (PersonRef("程砚之", 11),), "home": (CABLE,), "host": (RAIL,)},
        area="320402",
        amount=None,
        quantity=None,
        values={
            "host_kind": "university",
            "type": "graduate",
            "batch": "第七批",
            "appointed_on": date(2021, 3, 5),
            "serves_until_on": date(2025, 3, 4),
            "pay": Decimal("120000.00"),
            "posts": 3,
            "full_time": False,
            "funded": "2021-01-01/2021-12-31",
            "note": "经“十校”推荐\n第二行",
        },
        entries={"project": 7},
        key="程砚之@#11|#13|第七批",
        title="程砚之 龙城轨道交通学院 第七批",
    )


def test_amount_and_quantity_are_told_apart_from_the_other_values() -> None:
    fields = tuple(replace(one, id={"pay": "amount", "posts": "quantity"}.get(one.id, one.id)) for one in KIND.fields)
    said, _ = stated({"amount": "5000.5", "quantity": "2"}, kind=replace(KIND, fields=fields))
    assert said is not None
    assert (said.amount, said.quantity) == (Decimal("5000.50"), 2)
    assert not {"amount", "quantity"} & set(said.values)


def test_the_same_thing_has_the_same_key_however_it_is_written() -> None:
    ways = (
        {"person": "程砚之", "employer": "#11", "university": "龙城轨道交通学院", "batch": " 第七批 "},
        {
            "person": "程　砚之",
            "employer": "江滨特缆有限公司 91320411MAE1AXMC64",
            "university": "#13",
            "batch": "第七批",
        },
    )
    assert {said.key for said, _ in map(stated, ways) if said} == {"程砚之@#11|#13|第七批"}


def test_namesakes_of_two_units_are_two_people() -> None:
    one, _ = stated({"employer": "#11"})
    other, _ = stated({"employer": "#12"})
    assert one is not None
    assert other is not None
    assert one.key != other.key


def test_every_type_of_field_may_be_part_of_a_key() -> None:
    key = ("university", "type", "appointed_on", "pay", "posts", "full_time", "funded", "project", "note")
    changes = {"pay": "1,200", "posts": "2", "full_time": "是", "funded": "2020年", "project": "P-1", "note": "甲｜Ａ"}
    said, _ = stated(changes, kind=replace(KIND, key=key))
    assert said is not None
    assert said.key == "#13|graduate|2021-03-05|1200.00|2|是|2020-01-01/2020-12-31|7|甲¦a"


def test_keys_are_bounded_and_still_differ() -> None:
    kind = replace(KIND, key=("note",), fields=tuple(replace(one, required=False) for one in KIND.fields))
    keys = [said.key for said, _ in (stated({"note": "甲" * 499 + end}, kind=kind) for end in "乙丙") if said]
    assert len(set(keys)) == 2
    assert {len(key) for key in keys} == {400}


def test_all_flaws_come_at_once_in_the_order_of_the_form() -> None:
    _, flaws = stated(
        {
            "person": "",
            "employer": "江滨特",
            "type": "研究生类",
            "appointed_on": "2021/13/01",
            "serves_until_on": "2025-02-30",
            "pay": "-3",
            "colour": "红",
        }
    )
    assert [one.field for one in flaws] == [
        "colour",
        "person",
        "employer",
        "type",
        "appointed_on",
        "serves_until_on",
        "pay",
    ]


def test_a_required_field_left_blank_or_out_is_named() -> None:
    assert flaw("batch", " \u3000") == FieldFlaw("batch", "", "必填", "填批次")
    raw = {name: text for name, text in GOOD.items() if name != "batch"}
    _, flaws = state(KIND, raw, City(), LISTS.__getitem__, TODAY)
    assert [one.field for one in flaws] == ["batch"]


def test_an_unknown_field_gets_the_nearest_right_id() -> None:
    assert flaw("universty", "x").fix == "改成 university，或去掉这一项"
    assert flaw("聘用高校", "x").suggestion == "university"
    assert "可以填：person、employer" in flaw("zzz", "x").fix


@pytest.mark.parametrize(
    ("text", "why", "suggestion"),
    [
        ("2021/13/01", "没有“2021/13/01”这一天：一年只有 12 个月", ""),
        ("2025-02-30", "没有“2025-02-30”这一天：2025 年 2 月只有 28 天", "2025-02-28"),
        ("20250304", "“20250304”不是日期", "2025-03-04"),
        ("45720", "“45720”不是日期", "2025-03-04"),
        ("２０２５年３月４日", "“２０２５年３月４日”不是日期", "2025-03-04"),
        ("2025-3-4 10:30", "“2025-3-4 10:30”不是日期", "2025-03-04"),
        ("2025-03", "“2025-03”不是日期", ""),
        ("2025/3", "“2025/3”不是日期", ""),
        ("明年", "“明年”不是日期", ""),
        ("0000-00-00", "“0000-00-00”的年份不在 1900 到 2199 之间", ""),
    ],
)
def test_days_that_are_none(text: str, why: str, suggestion: str) -> None:
    found = flaw("serves_until_on", text)
    assert (found.why, found.suggestion) == (why, suggestion)


def test_midnight_behind_a_day_is_no_flaw() -> None:
    said, _ = stated({"appointed_on": "2021/3/5 0:00", "serves_until_on": "2025-03-04 00:00:00"})
    assert said is not None
    assert (said.on, said.until) == (date(2021, 3, 5), date(2025, 3, 4))


def test_what_has_not_happened_yet_is_refused_and_today_is_not() -> None:
    assert flaw("appointed_on", "2021-06-19").why == "在将来，今天是 2021-06-18"
    said, _ = stated({"appointed_on": "2021-06-18"})
    assert said is not None


def test_the_last_day_may_lie_in_the_future_but_not_before_the_first() -> None:
    found = flaw("serves_until_on", "2021-03-04")
    assert (found.why, found.fix) == ("聘期止日应晚于聘任日", "核对聘期止日和聘任日（苏教规〔2018〕1号）")
    lax = replace(KIND, rules=())
    said, _ = stated({"serves_until_on": "2021-03-05"}, kind=lax)
    assert said is not None
    _, flaws = stated({"serves_until_on": "2021-03-04"}, kind=lax)
    assert [(one.field, one.why) for one in flaws] == [("serves_until_on", "早于发生日 2021-03-05")]


@pytest.mark.parametrize(
    ("text", "why", "suggestion"),
    [
        ("-3", "金额是负数：-3", ""),
        ("9" * 30, f"“{'9' * 30}”有 30 位整数", ""),
        ("1.2万元", "“1.2万元”带了单位或货币符号", "12000"),
        ("0.5亿", "“0.5亿”带了单位或货币符号", "50000000"),
        ("￥3,500.50元", "“￥3,500.50元”带了单位或货币符号", "3500.50"),
        ("１２０", "“１２０”里有全角字符", "120"),
        ("12.345", "“12.345”有 3 位小数", "12.35"),
        ("1e6", "“1e6”是科学记数，位数可能已经丢失", ""),
        ("1,2000", "“1,2000”的逗号位置不对", ""),
        ("面议", "“面议”不是金额", ""),
        ("NaN", "“NaN”不是确定的金额", ""),
    ],
)
def test_amounts_that_are_none(text: str, why: str, suggestion: str) -> None:
    found = flaw("pay", text)
    assert (found.why, found.suggestion) == (why, suggestion)


@pytest.mark.parametrize(
    ("text", "why", "suggestion"),
    [
        ("3.0", "不是整数", "3"),
        ("12人", "不是整数", "12"),
        ("007", "不是整数", "7"),
        ("3.5", "不是整数", ""),
        ("-1", "不能是负数", ""),
        ("9" * 30, "有 30 位数，最多 15 位", ""),
        ("若干", "不是整数", ""),
    ],
)
def test_whole_numbers_that_are_none(text: str, why: str, suggestion: str) -> None:
    found = flaw("posts", text)
    assert (found.why, found.suggestion) == (why, suggestion)


def test_yes_and_no_in_other_words_are_proposed_not_taken() -> None:
    assert [flaw("full_time", text).suggestion for text in ("TRUE", "√", "0", "也许")] == ["是", "是", "否", ""]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2020", "2020-01-01/2020-12-31"),
        ("2020年2月", "2020-02-01/2020-02-29"),
        ("2020Q3", "2020-07-01/2020-09-30"),
        ("2020年第四季度", "2020-10-01/2020-12-31"),
        ("2020年下半年", "2020-07-01/2020-12-31"),
        ("2019-2021", "2019-01-01/2021-12-31"),
        ("2020.3.5 — 2021.4.1", "2020-03-05/2021-04-01"),
        ("2020-03-01/2021-02-28", "2020-03-01/2021-02-28"),
    ],
)
def test_periods_are_read_in_the_ways_they_are_written(text: str, period: str) -> None:
    assert value(Field("p", "期间", "period"), text) == period


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("近三年", "不是期间"),
        ("2021-2019", "止日 2019-12-31 早于起日 2021-01-01"),
        ("2020-13", "没有“2020-13-01”这一天：一年只有 12 个月"),
        ("2020-02-30", "没有“2020-02-30”这一天：2020 年 2 月只有 29 天"),
    ],
)
def test_periods_that_are_none(text: str, why: str) -> None:
    assert flaw("funded", text).why == why


def test_a_code_is_taken_by_id_or_label_and_proposed_when_near() -> None:
    for text in ("graduate", "研究生导师类", " GRADUATE", "研究生 导师类"):
        said, _ = stated({"type": text})
        assert said is not None
        assert said.values["type"] == "graduate"
    found = flaw("type", "研究生类")
    assert (found.why, found.suggestion) == ("不在类别的 3 种之内", "研究生导师类")
    assert found.fix == "可以填：研究生导师类、本科类、高职类"
    assert flaw("type", "xyz").suggestion == ""


def test_a_code_must_be_in_force_on_the_day_of_the_fact() -> None:
    found = flaw("type", "市级兼职教授")
    assert found.why == "“市级兼职教授”到 2019-12-31 为止可用，这里是 2021-03-05"
    assert flaw("type", "bachelor", appointed_on="2019-05-01").why.startswith("“本科类” 2020-01-01 起可用")
    said, _ = stated({"type": "市级兼职教授", "appointed_on": "2019-12-31"})
    assert said is not None


def test_a_code_may_be_asked_as_of_another_day() -> None:
    fields = tuple(replace(one, valid_on="serves_until_on") if one.id == "type" else one for one in KIND.fields)
    kind = replace(KIND, fields=fields)
    assert stated({"appointed_on": "2019-12-31", "type": "bachelor"}, kind=kind)[1] == ()
    assert stated({"type": "city", "appointed_on": "2019-12-31"}, kind=kind)[0] is None
    assert [one.field for one in stated({"serves_until_on": "x", "type": "city"}, kind=kind)[1]] == ["serves_until_on"]


def test_a_pattern_is_held_against_the_whole_text() -> None:
    assert flaw("batch", "第 七 批").suggestion == "第七批"
    assert flaw("batch", "2020 年第七批").why == "不合批次的写法"


def test_signs_one_cannot_see_are_shown_and_cleaned() -> None:
    found = flaw("note", "甲\u200b方\u202e")
    assert (found.why, found.suggestion) == ("有看不见的字符（U+200B、U+202E）", "甲方")
    assert flaw("employer", "江滨特缆有限公司\x00").suggestion == "江滨特缆有限公司"
    assert flaw("note", "a\tb").suggestion == "a b"


def test_long_texts_are_refused_and_shown_short() -> None:
    found = flaw("note", "长" * 501)
    assert (found.why, len(found.value)) == ("有 501 个字，最多 500 个", 60 + len("…（共 501 字）"))


def test_a_party_is_found_by_code_name_number_or_name_with_code() -> None:
    for text in ("913204115884120646", "精毅传动机械有限公司", "#12", "精毅传动机械有限公司 913204115884120646"):
        said, _ = stated({"employer": text})
        assert said is not None
        assert said.roles["home"] == (GEAR,)


def test_a_name_not_on_record_gets_the_likest_and_the_proposal_can_be_taken_as_it_is() -> None:
    found = flaw("employer", "龙城精毅")
    assert (found.why, found.suggestion) == (
        "填的是名称；在库有 1 家近似",
        "精毅传动机械有限公司 913204115884120646",
    )
    assert stated({"employer": found.suggestion})[1] == ()
    assert flaw("employer", "无名公司").why == "库里没有这家单位"


def test_a_wrong_code_is_judged_and_the_right_one_named() -> None:
    found = flaw("employer", "91320411MAE1AXMC6I")
    assert (found.why, found.suggestion) == ("代码里没有字母 I", "江滨特缆有限公司 91320411MAE1AXMC64")
    assert flaw("employer", "91320411MAE1AXMC99").why == "库里没有这个信用代码的单位"


def test_a_party_of_the_wrong_kind_is_refused_by_name() -> None:
    assert flaw("university", "#11").why == "江滨特缆有限公司是企业，这里要填高校"
    assert flaw("employer", "#13").why == "龙城轨道交通学院是高校，这里要填企业或科研院所"


def test_several_parties_share_a_role_and_a_name_with_the_separator_in_it_stays_one() -> None:
    said, _ = stated({"employer": "#11；精毅传动机械有限公司、#11"})
    assert said is not None
    assert said.roles["home"] == (CABLE, GEAR)
    said, _ = stated({"employer": LIGHT.name})
    assert said is not None
    assert said.roles["home"] == (LIGHT,)


def test_one_wrong_party_among_several_keeps_the_others_in_the_proposal() -> None:
    found = flaw("employer", "#11、龙城精毅")
    assert found.why == "“龙城精毅”：填的是名称；在库有 1 家近似"
    assert found.suggestion == "#11、精毅传动机械有限公司 913204115884120646"
    assert stated({"employer": found.suggestion})[1] == ()
    assert flaw("employer", "无名、龙城精毅").suggestion == ""


def test_two_fields_of_one_role_put_both_parties_in_it() -> None:
    fields = (*KIND.fields, Field("second", "第二单位", "party", role="home", required=False))
    said, _ = stated({"second": "#12"}, kind=replace(KIND, fields=fields))
    assert said is not None
    assert said.roles["home"] == (CABLE, GEAR)


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("程", "姓名“程”有 1 个字，应为 2 到 30 个"),
        ("甲" * 31, f"姓名“{'甲' * 31}”有 31 个字，应为 2 到 30 个"),
        ("程砚之2", "“程砚之2”不像姓名"),
        ("程砚之、陆时雨", "填了 2 个人"),
    ],
)
def test_names_that_are_none(text: str, why: str) -> None:
    assert flaw("person", text).why == why


def test_several_people_may_stand_where_they_are_no_key() -> None:
    said, _ = stated({"person": "程砚之、陆时雨"}, kind=replace(KIND, key=("university", "batch")))
    assert said is not None
    assert said.roles["person"] == (PersonRef("程砚之", 11), PersonRef("陆时雨", 11))


def test_an_entry_not_on_record_gets_the_likest() -> None:
    found = flaw("project", "P-2")
    assert (found.why, found.suggestion) == ("台账里没有这一件；在库有 1 件近似", "P-1")
    assert flaw("project", "?").why == "台账里没有这一件"


def test_what_the_seat_brings_fills_the_blank_and_cannot_be_contradicted() -> None:
    brought = {"university": "#13"}
    for text in ("", "龙城轨道交通学院", "123204004600000040"):
        assert stated({"university": text}, filled=brought)[1] == ()
    _, (found,) = stated({"employer": "#12"}, filled={"employer": "#11"})
    assert (found.field, found.why, found.suggestion) == (
        "employer",
        "这一项由席位带出，不能填别的",
        "江滨特缆有限公司",
    )
    _, (found,) = stated({"university": "无名"}, filled=brought)
    assert found.why == "库里没有这家单位"


def test_a_code_taken_from_the_partys_kind_may_be_left_out_but_not_contradicted() -> None:
    assert stated({"host_kind": "高校"})[1] == ()
    found = flaw("host_kind", "企业")
    assert (found.why, found.suggestion) == ("龙城轨道交通学院是高校", "高校")
    short = {**LISTS, "narrow": replace(LISTS["party_kind"], id="narrow", items=LISTS["party_kind"].items[1:])}
    fields = tuple(replace(one, list="narrow") if one.id == "host_kind" else one for one in KIND.fields)
    _, flaws = state(replace(KIND, fields=fields), GOOD, City(), short.__getitem__, TODAY, code_check=check_code)
    assert [(one.field, one.why) for one in flaws] == [("host_kind", "龙城轨道交通学院是高校，不在高校类型之内")]


@pytest.mark.parametrize(
    ("rule", "holds"),
    [
        (Rule("pay", ">=", "1000", "x"), True),
        (Rule("pay", ">", "1000", "x"), False),
        (Rule("posts", "<=", "pay", "x"), True),
        (Rule("posts", "<", "2", "x"), False),
        (Rule("type", "=", "graduate", "x"), True),
        (Rule("type", "!=", "graduate", "x"), False),
        (Rule("full_time", "=", "true", "x"), True),
        (Rule("full_time", "=", "false", "x"), False),
        (Rule("appointed_on", ">=", "2021-03-05", "x"), True),
        (Rule("appointed_on", "<", "serves_until_on", "x"), True),
        (Rule("employer", "!=", "university", "x"), True),
        (Rule("employer", "=", "university", "x"), False),
        (Rule("employer", "!=", "employer", "x"), False),
        (Rule("funded", "=", "note", "x"), True),
    ],
)
def test_rules_between_fields(rule: Rule, holds: bool) -> None:
    changes = {"pay": "1000", "posts": "2", "full_time": "是"}
    _, flaws = stated(changes, kind=replace(KIND, rules=(rule,)))
    assert [one.field for one in flaws] == ([] if holds else [rule.left])


def test_a_code_list_with_nothing_in_force_says_so() -> None:
    gone = replace(LISTS["professor_type"], items=(LISTS["professor_type"].items[3],))
    with pytest.raises(Misread, match="没有可用的项"):
        code(gone, "市级兼职教授", date(2021, 1, 1))


RAW = st.dictionaries(
    st.sampled_from([one.id for one in KIND.fields] + ["other"]),
    st.one_of(st.text(max_size=20), st.sampled_from([*GOOD.values(), "#11", "是", "1.5万", "2021-02-30", "2020Q2"])),
)


@settings(max_examples=300, deadline=None)
@given(RAW)
@example({"batch": "第|批"})
def test_no_text_whatever_makes_it_fail(raw: dict[str, str]) -> None:
    said, flaws = state(KIND, {**GOOD, **raw}, City(), LISTS.__getitem__, TODAY, code_check=check_code)
    assert (said is None) == bool(flaws)
    assert all(one.why and one.fix for one in flaws)
    if said is not None:
        assert said.on <= TODAY
        assert len(said.key) <= 400
        assert said.key.count("|") == len(KIND.key) - 1


SUGGESTING = {
    "pay": st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,4})?(万|亿)?元?", fullmatch=True),
    "posts": st.from_regex(r"0?[0-9]{1,5}(\.0)?[个人]?", fullmatch=True),
    "serves_until_on": st.from_regex(r"20[2-9][0-9][-/.年]?[0-9]{1,2}[-/.月]?[0-9]{1,2}日?", fullmatch=True),
    "full_time": st.sampled_from(["Y", "N", "有", "无", "true", "0"]),
}


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(SUGGESTING)).flatmap(lambda field: st.tuples(st.just(field), SUGGESTING[field])))
def test_a_proposal_taken_as_it_is_leaves_no_flaw_of_its_field(case: tuple[str, str]) -> None:
    field, text = case
    kind = replace(KIND, rules=())
    _, flaws = stated({field: text, "appointed_on": "2019-01-01", "type": "graduate"}, kind=kind)
    for one in flaws:
        if one.suggestion:
            assert stated({field: one.suggestion, "appointed_on": "2019-01-01"}, kind=kind)[1] == ()


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_the_proposal_for_a_sum_in_ten_thousands_is_worth_it(amount: Decimal) -> None:
    with pytest.raises(Misread) as no:
        value(Field("pay", "年薪", "amount"), f"{amount}万元")
    assert yuan(no.value.suggestion) == amount * 10_000
