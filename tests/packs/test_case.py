import json
from pathlib import Path
from typing import Any

import pytest

from jinliang.core.refusal import Refusal
from jinliang.packs.case import CaseResult, agrees, run_cases

CASES = Path(__file__).parent.parent / "data" / "money"

SCHOLAR: dict[str, Any] = {
    "born_on": "1982-06-15",
    "age_counted_on": "2024-06-30",
    "degree": "doctor",
    "employer": "university",
    "discipline": {"master_right": True, "provincial_key": False},
    "firm_registered_in": "320412",
    "firm_founded_or_invested_by": [],
    "stake_pct": {"person": "0", "home_institution": "0"},
    "term": {"from": "2024-09-01", "to": "2026-08-31"},
    "total_pay": "120000.00",
    "agreement_signed_by": ["person", "firm", "home_unit"],
    "firm_holds": ["高新技术企业"],
}
PATENT: dict[str, Any] = {
    "kind": "invention",
    "status": "valid",
    "applied_on": "2018-05-10",
    "granted_on": "2020-04-14",
    "on": "2024-12-31",
    "sei_code": None,
    "family_abroad": [],
    "pledge_loan": "0.00",
    "pledge_threshold": "1000000.00",
    "awards": [],
}


def judged(name: str, given: dict[str, Any], expected: dict[str, Any], **more: Any) -> CaseResult:
    return run_cases({"set": name, "cases": [{"id": "X", "given": given, "expected": expected, **more}]})[0]


@pytest.mark.parametrize(("name", "cases"), [("notices", 7), ("codes", 12), ("selectors", 8)])
def test_every_published_case_is_right(name: str, cases: int) -> None:
    results = run_cases(json.loads((CASES / f"{name}.json").read_text(encoding="utf-8")))
    assert [result for result in results if not result.right] == []
    assert len(results) == cases


@pytest.mark.parametrize("name", ["notices", "codes", "selectors"])
def test_a_wrong_expectation_is_told_from_a_right_one(name: str) -> None:
    document = json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))
    for case in document["cases"]:
        case.pop("also_acceptable", None)
        for key, value in case["expected"].items():
            if isinstance(value, bool):
                case["expected"][key] = not value
            elif isinstance(value, list):
                case["expected"][key] = [*value, "2099"]
            else:
                case["expected"][key] = f"{value}!" if name == "notices" else "zzz"
    assert [result.id for result in run_cases(document) if result.right] == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("2018-12-20", 15, "working"), {"refused": True, "reason": "no_holiday_table", "must_name": ["2018"]}),
        (("2018-12-20", 15, "calendar"), {"raw_end": "2019-01-04", "end": "2019-01-04"}),
        (("2026-12-20", 15, "calendar"), {"refused": True, "reason": "holiday_table_missing", "must_name": ["2027"]}),
        (("2026-12-12", 15, "calendar"), {"raw_end": "2026-12-27", "end": "2026-12-28"}),
        (("2026-12-24", 5, "working"), {"end": "2026-12-31"}),
        (("2019-10-01", 5, "working"), {"end": "2019-10-12"}),
        (("2019-10-05", 1, "working"), {"end": "2019-10-08"}),
        (("2019-03-01", 0, "working"), {"refused": True, "reason": "days_must_be_positive"}),
        (("2019-02-30", 15, "calendar"), {"refused": True, "reason": "no_such_day"}),
        (("2019-03-01", 15, "trading"), {"refused": True, "reason": "unknown_count"}),
    ],
)
def test_notices(given: tuple[str, int, str], expected: dict[str, Any]) -> None:
    result = judged("notices", dict(zip(("start", "days", "count"), given, strict=True)), expected)
    assert result.right, result


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"code": "91110108551385082Q"}, {"valid": True}),
        ({"code": "123204004600000040"}, {"valid": True}),
        ({"code": "91110108551385082q"}, {"valid": True}),
        ({"code": "91110108551385082O"}, {"valid": False, "reason": "alphabet"}),
        ({"code": "９1110108551385082Q"}, {"valid": False, "reason": "full_width"}),
        ({"code": "000000000000000000"}, {"valid": False, "reason": "all_zeros"}),
        ({"code": "91110108-551385082-Q"}, {"valid": False, "reason": "length"}),
        ({"code": "91110108-551385082-Q"}, {"valid": False, "reason": "alphabet"}),
        ({"code": "91110108551385082"}, {"valid": False, "reason": "too_short"}),
        ({"code": None}, {"valid": False, "reason": "empty"}),
        ({"number": "200310102344.5"}, {"valid": True, "application_year": 2003, "normalised": "200310102344.5"}),
        ({"number": "200310102344.6"}, {"valid": False, "reason": "check_digit"}),
        ({"number": "200310102344"}, {"valid": False, "reason": "no_check_digit"}),
        ({"number": "85100001.0"}, {"valid": True, "application_year": 1985, "kind": "invention"}),
        ({"number": "202080000001.X"}, {"valid": True, "kind": "PCT invention"}),
        ({"number": "201944061316.5"}, {"valid": False, "reason": "kind"}),
        ({"number": "209914061316.9"}, {"valid": False, "reason": "year_in_future"}),
        ({"code": "320405", "on": "2014-06-01"}, {"exists": True, "name": "戚墅堰区", "in_changzhou": True}),
        ({"code": "320405", "on": "2019-06-01"}, {"exists": False, "successor": "320412", "in_changzhou": True}),
        ({"code": "320413", "on": "2014-06-01"}, {"exists": False}),
        ({"code": "320452", "on": "2020-06-01"}, {"exists": False, "functional_zone": True, "lies_in": "320412"}),
        ({"code": "320499", "on": "2020-06-01"}, {"exists": False, "in_changzhou": False}),
        ({"code": "320400", "on": "2020-06-01"}, {"exists": True, "level": "city", "in_changzhou": True}),
    ],
)
def test_codes(given: dict[str, Any], expected: dict[str, Any]) -> None:
    result = judged("codes", given, expected)
    assert result.right, result


def test_what_is_also_acceptable_counts() -> None:
    given, expected = {"code": "320582", "on": "2021-03-01"}, {"exists": False}
    assert not judged("codes", given, expected).right
    assert judged("codes", given, expected, also_acceptable={"in_changzhou": False}).right
    assert judged("codes", given, expected, also_acceptable=[{"exists": None}, {"in_changzhou": False}]).right


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            {"firm_founded_or_invested_by": ["person"]},
            {"eligible": False, "reasons": ["founded_or_invested_by_person"]},
        ),
        ({"firm_founded_or_invested_by": ["other_university"]}, {"eligible": True, "reasons": []}),
        (
            {"stake_pct": {"person": "0", "home_institution": "5"}},
            {"eligible": False, "reasons": ["home_institution_stake"]},
        ),
        ({"firm_registered_in": "330106"}, {"eligible": False, "reasons": ["firm_not_in_jiangsu"]}),
        ({"firm_holds": []}, {"eligible": False, "reasons": ["firm_holds_nothing"]}),
        (
            {"total_pay": "119999.99", "degree": "master"},
            {"eligible": False, "reasons": ["pay", "degree"], "in_principle": ["degree"]},
        ),
        ({"term": {"from": "2024-09-01", "to": None}}, {"eligible": False, "reasons": ["term"]}),
        ({"born_on": "1973-06-30"}, {"eligible": "needs_exception", "reasons": ["age"], "in_principle": ["age"]}),
        ({"agreement_signed_by": ["person", "firm", "home_institution"]}, {"eligible": True, "reasons": []}),
    ],
)
def test_science_vice_presidents(change: dict[str, Any], expected: dict[str, Any]) -> None:
    result = judged("selectors", SCHOLAR | change, expected)
    assert result.right, result


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"kind": "utility model"}, {"high_value": False, "reasons": [], "why_not": "not_an_invention"}),
        ({"status": "lapsed"}, {"high_value": False, "reasons": [], "why_not": "not_valid"}),
        ({"status": "pending", "granted_on": None}, {"high_value": False, "reasons": [], "why_not": "not_granted"}),
        (
            {"family_abroad": [{"country": "US", "granted": False}]},
            {"high_value": False, "why_not": "no_criterion_met"},
        ),
        ({"family_abroad": [{"country": "HK", "granted": True}]}, {"high_value": False}),
        (
            {"family_abroad": [{"country": "HK", "granted": True}], "hk_mo_tw_overseas": True},
            {"reasons": ["overseas_family"]},
        ),
        (
            {"pledge_loan": "500000.00", "pledge_threshold": "500000.00"},
            {"high_value": True, "reasons": ["pledge_loan"]},
        ),
        ({"applied_on": "2014-12-31"}, {"high_value": False, "reasons": []}),
        ({"applied_on": "2014-12-30"}, {"high_value": True, "reasons": ["over_ten_years_kept"]}),
    ],
)
def test_high_value_patents(change: dict[str, Any], expected: dict[str, Any]) -> None:
    result = judged("selectors", PATENT | change, expected)
    assert result.right, result


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ({"reasons": ["pay", "term"]}, {"reasons": ["term", "pay"]}, True),
        ({"reasons": ["pay"]}, {"reasons": ["term", "pay"]}, False),
        ({"reasons": ["pay", "age"]}, {"reasons": ["pay"]}, False),
        ({"kind": "design"}, {"kind": "invention"}, False),
        ({"level": "city"}, {"level": "county-level city"}, False),
        ({"end": "2019-01-04"}, {"refused": True, "end": "2019-01-04"}, False),
        ({"refused": True}, {"end": "2019-01-04"}, False),
        (
            {"accepted": False, "reason": "days"},
            {"accepted": False, "refused": True, "reason": "days_not_positive"},
            True,
        ),
        ({"refused": True, "must_name": ["2027"]}, {"refused": True, "message": "没有 2028 年"}, False),
    ],
)
def test_sense_is_compared_not_spelling(expected: dict[str, Any], got: dict[str, Any], same: bool) -> None:
    assert agrees(expected, got) == same


def test_a_case_that_cannot_be_read_is_wrong_and_the_others_are_judged() -> None:
    document = {
        "set": "codes",
        "cases": [
            {"id": "A", "given": {}, "expected": {"valid": True}},
            {"id": "B", "given": {"code": "91110108551385082Q"}, "expected": {"valid": True}},
        ],
    }
    results = run_cases(document)
    assert [(result.id, result.right) for result in results] == [("A", False), ("B", True)]
    assert results[0].got == {"unread": "KeyError: 'code'"}


@pytest.mark.parametrize(
    ("document", "code"),
    [({"set": "weather", "cases": []}, "unknown_case_set"), ({"set": "codes"}, "not_cases"), ({}, "not_cases")],
)
def test_a_file_of_another_kind_is_refused(document: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        run_cases(document)
    assert refused.value.code == code
