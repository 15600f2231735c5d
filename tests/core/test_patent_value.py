from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jinliang.core.patent_value import CRITERIA, PatentCriteria, PatentRecord, PatentValue, patent_value

RULE = PatentCriteria(
    over_years=10,
    pledge=Decimal("1000000.00"),
    not_overseas=frozenset({"CN", "HK", "MO", "TW"}),
    awards=("国家科学技术进步奖", "中国专利奖", "中国专利优秀奖"),
)
PLAIN = PatentRecord(
    kind="invention",
    in_force=True,
    applied_on=date(2018, 5, 10),
    granted_on=date(2020, 4, 14),
    sei_code=None,
    family=(),
    pledge_loan=Decimal(0),
    awards=(),
)
ON = date(2024, 12, 31)


@pytest.mark.parametrize(
    ("change", "reasons"),
    [
        ({}, ()),
        ({"sei_code": "1.2.3"}, ("strategic_emerging_industry",)),
        ({"sei_code": "9"}, ("strategic_emerging_industry",)),
        ({"sei_code": "1.2.3.3913"}, ("strategic_emerging_industry",)),
        ({"sei_code": ""}, ()),
        ({"sei_code": "10.1"}, ()),
        ({"sei_code": "C3562"}, ()),
        ({"family": ("US",)}, ("overseas_family",)),
        ({"family": ("CN", "HK")}, ()),
        ({"family": ("TW", "JP")}, ("overseas_family",)),
        ({"applied_on": date(2014, 12, 31)}, ()),
        ({"applied_on": date(2014, 12, 30)}, ("kept_over_10_years",)),
        ({"pledge_loan": Decimal("999999.99")}, ()),
        ({"pledge_loan": Decimal("1000000.00")}, ("pledge_loan",)),
        ({"awards": ("江苏省科学技术奖",)}, ()),
        ({"awards": ("第二十三届中国专利优秀奖",)}, ("award",)),
        ({"awards": ("江苏省专利奖", "国家科学技术进步奖二等奖")}, ("award",)),
    ],
)
def test_each_criterion_at_its_edge(change: dict[str, Any], reasons: tuple[str, ...]) -> None:
    found = patent_value(replace(PLAIN, **change), ON, RULE)
    assert found == (PatentValue(reasons) if reasons else PatentValue(why_not=("no_criterion_met",)))


def test_ten_years_from_leap_day_are_over_on_the_first_of_march() -> None:
    patent = replace(PLAIN, applied_on=date(2012, 2, 29), granted_on=date(2014, 1, 1))
    assert not patent_value(patent, date(2022, 2, 28), RULE).high_value
    assert patent_value(patent, date(2022, 3, 1), RULE).reasons == ("kept_over_10_years",)


def test_all_criteria_that_hold_are_named_in_order() -> None:
    best = replace(
        PLAIN,
        applied_on=date(2011, 1, 5),
        sei_code="1.2.3",
        family=("US",),
        pledge_loan=Decimal("8000000.00"),
        awards=("中国专利奖金奖",),
    )
    assert patent_value(best, ON, RULE) == PatentValue(tuple(CRITERIA))


@pytest.mark.parametrize(
    ("change", "why_not"),
    [
        ({"kind": "utility_model"}, ("not_an_invention",)),
        ({"kind": "design"}, ("not_an_invention",)),
        ({"in_force": False}, ("not_valid",)),
        ({"granted_on": None}, ("not_granted",)),
        ({"granted_on": date(2025, 1, 1)}, ("not_granted",)),
        ({"granted_on": ON}, ()),
        ({"kind": "design", "in_force": False, "granted_on": None}, ("not_an_invention", "not_valid", "not_granted")),
    ],
)
def test_only_granted_inventions_in_force_are_asked(change: dict[str, Any], why_not: tuple[str, ...]) -> None:
    found = patent_value(replace(PLAIN, sei_code="1.2.3", **change), ON, RULE)
    assert found.why_not == why_not
    assert found.high_value == (not why_not)
    assert found.reasons == (() if why_not else ("strategic_emerging_industry",))
