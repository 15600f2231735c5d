"""Awards as judged cases: variants of the published ones, with what is refused, what is left out and why."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from jinliang.core.refusal import Refusal
from jinliang.packs.award_answer import award_answer

FILE = json.loads((Path(__file__).parents[1] / "data" / "money" / "awards.json").read_text("utf-8"))
CASES = {one["id"]: one["given"] for one in FILE["cases"]}


def answer(id: str, **change: Any) -> dict[str, Any]:
    given = deepcopy(CASES[id])
    for path, value in change.items():
        at: Any = given
        *steps, last = path.split("__")
        for step in steps:
            at = at[int(step) if step.isdigit() else step]
        at[last] = value
    return award_answer(given, FILE["schemes"])


def paid(id: str, **change: Any) -> list[str]:
    return [one["paid"] for one in answer(id, **change)["applicants"]]


def left(id: str, **change: Any) -> list[tuple[str, str]]:
    return [(each["item"], each["reason"]) for one in answer(id, **change)["applicants"] for each in one["excluded"]]


@pytest.mark.parametrize(
    ("id", "change", "reason"),
    [
        ("A01", {"contracts__0__registered_on": None}, ("C1", "not_registered")),
        ("A01", {"contracts__0__registered_on": "2021-03-21"}, ("C1", "not_registered")),
        ("A01", {"contracts__0__cancelled_on": "2021-03-20"}, ("C1", "cancelled")),
        ("A01", {"contracts__0__class": "ZX"}, ("C1", "class_excluded")),
        ("A01", {"contracts__0__subcontract": True}, ("C1", "subcontract")),
        ("A01", {"parties__1__in_city": False}, ("C1", "buyer_not_local")),
        ("A01", {"contracts__0__intermediary": None}, ("C1", "no_role_proof")),
        ("A01", {"contracts__0__consideration": "equity"}, ("C1", "no_cash")),
        ("A01", {"receipts__0__date": "2019-12-31"}, ("R1", "outside_window")),
        ("A01", {"receipts__0__date": "2021-01-01"}, ("R1", "outside_window")),
        ("A01", {"receipts__0__subsidised": {"level": "city", "role": "intermediary"}}, ("R1", "subsidised_same_level")),
        ("A01", {"receipts__0__payer": "E2"}, ("R1", "payer_not_buyer")),
        ("A24", {"contracts__0__registered_on": "2021-12-31"}, ("C1", "registered_outside_year")),
        ("A24", {"contracts__0__landed_in_city": None}, ("C1", "not_landed")),
        ("A37", {"contracts__0__role_proof": None}, ("C1", "no_role_proof")),
        ("A22", {"contracts__3__buyer": "E1", "contracts__3__seller": "S1", "parties__3__parent": "X1"}, ("C4", "related_party")),
    ],
)  # fmt: skip
def test_what_does_not_count_is_told_with_its_reason(id: str, change: dict[str, Any], reason: tuple[str, str]) -> None:
    assert reason in left(id, **change)


@pytest.mark.parametrize(
    ("id", "change"),
    [
        ("A01", {"contracts__0__registered_on": "2021-03-20"}),
        ("A01", {"contracts__0__cancelled_on": "2021-03-21"}),
        ("A01", {"receipts__0__date": "2020-01-01"}),
        ("A01", {"receipts__0__date": "2020-12-31"}),
        ("A01", {"receipts__0__subsidised": {"level": "province", "role": "intermediary"}}),
        ("A01", {"receipts__0__subsidised": {"level": "city", "role": "buyer"}}),
    ],
)
def test_what_lies_on_the_right_side_of_a_boundary_counts(id: str, change: dict[str, Any]) -> None:
    assert left(id, **change) == []
    assert paid(id, **change) == paid(id)


@pytest.mark.parametrize(
    ("id", "change", "code"),
    [
        ("A16", {"budget": "0.00"}, "budget_not_positive"),
        ("A31", {"rate": "0.0500001"}, "rate_above_ceiling"),
        ("A31", {"rate": "0"}, "rate_not_positive"),
        ("A50", {"rate": "0.01"}, "rate_and_bands"),
        ("A01", {"contracts__0__technical": "1800000.01"}, "technical_above_turnover"),
        ("A32", {"contracts__0__technical": "3600000.01"}, "worksheet_mismatch"),
        ("A01", {"receipts__0__technical_part": "900000.01"}, "technical_beyond_receipt"),
        ("A01", {"receipts__0__amount": "0.00"}, "receipt_not_positive"),
        ("A01", {"receipts__0__amount": "0.005"}, "case_flawed"),
        ("A01", {"receipts__0__contract": "C9"}, "no_such_contract"),
        ("A01", {"receipts__0__id": "R2"}, "receipt_twice"),
        ("A01", {"window": {"from": "2020-12-31", "to": "2020-01-01"}}, "period_backwards"),
        ("A01", {"scheme": "PLAN-3PCT"}, "no_such_scheme"),
        ("A37", {"contracts__0__brokers": [{"person": "B1"}, {"person": "B2"}]}, "broker_shares_over"),
    ],
)
def test_what_cannot_be_decided_says_why_and_how_to_mend_it(id: str, change: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        answer(id, **change)
    assert refused.value.code == code
    assert refused.value.why
    assert refused.value.fix


def test_royalties_above_the_registered_estimate_wait_for_the_update() -> None:
    found = answer("A13", contracts__0__technical_updates=[{"on": "2022-03-21", "technical": "386450.70"}])[
        "applicants"
    ][0]
    assert (found["eligible_base"], found["paid"]) == ("200000.00", "4000.00")
    assert [(one["item"], one["reason"]) for one in found["excluded"]] == [
        ("R2", "above_technical"),
        ("R3", "above_technical"),
    ]


def test_two_slips_may_pay_one_invoice_up_to_its_amount() -> None:
    change = {f"receipts__{n}__invoice_amount": "300000.00" for n in (1, 2)}
    assert ("R3", "duplicate_invoice") not in left("A21", **change)
    assert paid("A21", **change) == ["11200.00"]


def test_an_earlier_payment_of_the_year_uses_the_cap() -> None:
    assert paid("A24", earlier_decisions=[{"year": 2022, "receipts": [], "paid": "499950.00"}]) == ["0.00"]
    assert paid("A24", applicants__0__already_paid="400000.00") == ["100000.00"]
    assert paid("A24", earlier_decisions=[{"year": 2021, "receipts": [], "paid": "500000.00"}]) == ["500000.00"]


def test_a_budget_that_just_suffices_cuts_nothing() -> None:
    assert paid("A16", budget="103500.00") == ["60000.00", "35000.00", "8500.00"]
    assert answer("A16", budget="103500.00")["budget_left"] == "0.00"
    assert paid("A16", budget="103499.99") == ["59900.00", "34900.00", "8400.00"]


def test_nobody_is_topped_up_when_another_gives_back() -> None:
    found = answer("A16", later={"cancelled_contract": "C1", "on": "2021-05-01"})["claw_back"]
    assert found == [{"id": "T1", "paid_before": "46300.00", "recomputed": "0.00", "claw_back": "46300.00"}]


def test_the_sister_of_a_sister_is_related() -> None:
    parents = {"parties__4__parent": "E1", "parties__3__parent": "X1"}
    assert ("C2", "related_party") in left("A22", **parents, contracts__1__buyer="E2", contracts__1__seller="S1")


def test_every_decision_tells_its_trace() -> None:
    lines = answer("A20")["applicants"][0]["trace"]
    assert lines[2:] == [
        "合同 C1，到账 R1（2020-02-28）299,999.99 元没有拆分，乘以技术交易额 400,000.00 ÷ 成交额 1,200,000.00，技术部分 99,999.9966… 元。",
        "计奖基数合计 99,999.9966… 元 × 2% = 1,999.9999… 元。",
        "最后舍到整 100 元：拨付 1,900.00 元。",
    ]
