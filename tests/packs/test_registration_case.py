"""Registration: classes by the day, sums, second review, clocks, lists, terms, numbers, filing; each no with its reason."""

from typing import Any

import pytest

from jinliang.core.refusal import Refusal
from jinliang.packs.registration_case import registration_answer


@pytest.mark.parametrize(
    ("topic", "given", "expected"),
    [
        ("class", {"matter": "patent licence", "signed_on": "2021-01-01"}, {"class": "XK", "sub_class": "专利实施许可"}),
        ("class", {"matter": "know-how licence", "signed_on": "2020-12-31"}, {"class": "ZR", "sub_class": "技术秘密转让"}),
        ("class", {"matter": "know-how licence", "signed_on": "2021-01-01"}, {"class": "XK"}),
        ("class", {"matter": "technical training", "signed_on": "2020-01-01"}, {"class": "FW", "sub_class": "技术培训"}),
        (
            "class",
            {"matter": "patent licence", "signed_on": "2021-03-01", "declared_class": "ZR"},
            {"accepted": False, "reason": "class_not_of_matter", "suggest": "XK"},
        ),
        ("amount", {"turnover": "100.00", "technical": "100.01"}, {"reason": "technical_above_turnover"}),
        ("amount", {"turnover": "100.00", "technical": "0.00"}, {"reason": "technical_not_positive"}),
        (
            "amount",
            {"turnover": "3000000.00", "technical": "2400000.00", "deductions": {"equipment": "600000.00"}},
            {"accepted": True, "technical_by_worksheet": "2400000.00"},
        ),
        (
            "second_review",
            {"technical": "4999999.99", "turnover": "9000000.00", "first_reviewer": "甲"},
            {"accepted": True, "second_review": False},
        ),
        (
            "second_review",
            {"technical": "5000000.00", "first_reviewer": "甲"},
            {"accepted": False, "reason": "second_reviewer_missing"},
        ),
        (
            "clock",
            {"accepted_on": "2026-01-23", "technical": "4999999.99"},
            {"rule": "new, 15 working days", "due": "2026-02-13"},
        ),
        ("clock", {"accepted_on": "2026-03-02", "technical": "5000000.00"}, {"rule": "new, 30 working days"}),
        (
            "list",
            {"contracts": [{"amount": "4999999.99", "status": "registered"}, {"amount": "5000000.00", "status": "registered"}]},
            {"accepted": False, "reason": "mixed_sizes"},
        ),
        (
            "list",
            {"contracts": [{"amount": "1.00", "status": "submitted"}]},
            {"accepted": False, "reason": "not_registered"},
        ),
        (
            "list",
            {"contracts": [{"amount": "1.00", "status": "terminated"}], "printed": True},
            {"list_valid": False, "reason": "contract_terminated"},
        ),
        ("terms", {"form": "oral", "terms": []}, {"accepted": False, "reason": "not_written"}),
        ("filing", {"filed_by": "seller", "import_contract": True}, {"reason": "buyer_files"}),
        ("filing", {"filed_by": "buyer", "import_contract": True}, {"accepted": True}),
        ("number", {"offered": ["19320404010018"] * 2}, {"verdicts": {"19320404010018": "ok"}}),
    ],
)  # fmt: skip
def test_registrations(topic: str, given: dict[str, Any], expected: dict[str, Any]) -> None:
    try:
        got = registration_answer(topic, given)
    except Refusal as refusal:
        got = {"accepted": False, "reason": refusal.code}
    assert {key: got.get(key) for key in expected} == expected


def test_a_missing_glossary_is_a_hint() -> None:
    terms = ["parties", "name", "content_scope_requirement", "plan_place_manner", "confidentiality"]
    terms += ["ownership_and_benefit", "acceptance_standard", "price_and_payment"]
    found = registration_answer("terms", {"terms": terms})
    assert (found["accepted"], found["hint"]) == (True, ["glossary"])


def test_what_is_misspelt_is_told_with_the_nearest_spelling() -> None:
    with pytest.raises(Refusal) as refused:
        registration_answer("clock", {"acepted_on": "2026-01-23", "technical": "1e6"})
    assert refused.value.code == "case_flawed"
    assert "改成 accepted_on" in refused.value.why
    assert "technical：“1e6”是科学记数" in refused.value.why
