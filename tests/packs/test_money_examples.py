"""The worked examples of the rulebook, each through the product's own parameters and awards."""

from decimal import Decimal
from fractions import Fraction

import pytest

from jinliang.core.day import Period, day
from jinliang.packs.award import award_over
from jinliang.packs.registration_case import registration_answer
from jinliang.packs.sharing import distribution_answer

D = Decimal
PEOPLE = [{"name": "甲", "share_pct": "60", "main": True}, {"name": "乙", "share_pct": "40"}]


def price(id: str, year: int, base: int) -> Decimal:
    return award_over(id, Period(day(f"{year}-01-01"), day(f"{year}-12-31"))).award.price(base)


def test_an_unsplit_receipt_of_a_contract_with_equipment() -> None:
    part = Fraction(1_000_000) * 2_400_000 / 3_000_000
    assert (part, price("transfer_2pct", 2020, int(part))) == (800_000, D(16_000))


def test_an_absorber_at_the_cap_and_a_seller_in_bands() -> None:
    assert price("absorber_changzhou_2022", 2022, 12_000_000) == D(500_000)
    assert price("seller_sanming_2024", 2024, 1_500_000) == D(6_000)


def test_the_floors_of_a_licence() -> None:
    costs = [{"kind": "legal", "amount": "80000.00"}]
    given = {"route": "licence", "receipts": [{"date": "2021-05-01", "amount": "1000000.00"}], "direct_costs": costs}
    found = distribution_answer(given | {"contributors": PEOPLE})
    assert (found["net_income"], found["pool_floor"], found["main_floor"]) == ("920000.00", "460000.00", "230000.00")


def test_the_floors_of_equity_and_of_own_use() -> None:
    equity = {"route": "equity", "valuation": "6000000.00", "share_points": "30", "contributors": PEOPLE}
    assert distribution_answer(equity)["min_points_to_persons"] == "15"
    own = {
        "route": "own_implementation",
        "production_started_on": "2021-01-01",
        "operating_profit": {"2021": "8000000.00"},
    }
    assert distribution_answer(own)["total"] == "400000.00"


def test_the_income_of_a_firm_from_transfer() -> None:
    given = {"route": "transfer_income_tax", "year": 2021, "revenue": "8000000.00"}
    assert distribution_answer(given)["taxable"] == "1500000.00"
    assert distribution_answer(given | {"revenue": "5000000.00"})["taxable"] == "0.00"
    assert distribution_answer(given | {"revenue": "5000000.01"})["taxable"] == "0.01"
    assert distribution_answer(given | {"wholly_related": "1000000.00"})["taxable"] == "2000000.00"


def test_a_reward_two_days_after_36_months_is_taxed_whole() -> None:
    given = {
        "route": "cash_award_tax",
        "receipts": [{"date": "2021-06-30", "net_amount": "100.00"}],
        "award_pct_of_net": "50",
        "award_paid_on": "2024-07-02",
        "cash_award_notice": {"start": "2024-05-20", "working_days": 15},
        "contract_registered": True,
    }
    assert distribution_answer(given)["award_with_relief"] == "0.00"
    assert distribution_answer(given | {"award_paid_on": "2024-06-30"})["award_with_relief"] == "50.00"


@pytest.mark.parametrize(("small", "accepted"), [("4999999.99", False), ("5000000.00", True)])
def test_a_list_never_mixes_sizes(small: str, accepted: bool) -> None:
    contracts = [{"amount": one, "status": "registered"} for one in (small, "5000000.00")]
    assert registration_answer("list", {"contracts": contracts})["accepted"] is accepted
