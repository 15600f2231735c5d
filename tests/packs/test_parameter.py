from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from jinliang.core.refusal import Refusal
from jinliang.packs.parameter import (
    notice_length,
    parameter,
    parameter_row,
    parameters,
    patent_criteria,
    vice_president_rule,
)


def test_values_have_the_type_of_their_unit() -> None:
    on = date(2020, 6, 1)
    assert parameter("vice_president.max_age", on) == 50
    assert parameter("vice_president.pay", on) == Decimal("120000.00")
    assert parameter("vice_president.degrees", on) == ("doctor",)
    assert parameter("vice_president.province", on) == "32"


def test_every_row_cites_its_source_and_no_two_rows_hold_on_one_day() -> None:
    rows = sorted(parameters(), key=lambda row: (row.id, row.first))
    assert all(row.cite and row.label for row in rows)
    for row, after in pairwise(rows):
        assert row.id != after.id or (row.last is not None and row.last < after.first)


def test_a_day_before_the_rule_is_refused_and_the_known_days_are_named() -> None:
    with pytest.raises(Refusal) as refused:
        parameter("notice.cash_award", date(2018, 6, 30))
    assert refused.value.code == "parameter_not_in_force"
    assert "2018-07-01 至 今" in refused.value.why
    assert parameter("notice.cash_award", date(2018, 7, 1)) == 15


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(Refusal, match="没有参数"):
        parameter_row("vice_president.height", date(2020, 1, 1))


@pytest.mark.parametrize(
    ("id", "length"),
    [
        ("notice.price", (15, "calendar")),
        ("notice.cash_award", (15, "working")),
        ("notice.empowerment", (15, "calendar")),
        ("notice.subsidy_list", (5, "working")),
    ],
)
def test_notices_have_length_and_count(id: str, length: tuple[int, str]) -> None:
    assert notice_length(id, date(2021, 3, 1)) == length


def test_the_rules_of_core_are_filled_from_the_rows() -> None:
    rule, criteria = vice_president_rule(date(2024, 6, 30)), patent_criteria(date(2024, 12, 31))
    assert (rule.max_age, rule.term_years, rule.pay, rule.province) == (50, 2, Decimal("120000.00"), "32")
    assert rule.signers == {"person", "firm", "home_unit"}
    assert (criteria.over_years, criteria.pledge) == (10, Decimal("1000000.00"))
    assert "CN" in criteria.not_overseas
