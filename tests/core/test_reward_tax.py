"""The tax on cash rewards: 36 months to the day, the notice over before, half counted."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from jinliang.core.reward_tax import RewardPaid, TaxRelief, reward_tax

RULE = TaxRelief(36, date(2018, 7, 1), Decimal(50))
PAID = RewardPaid(date(2024, 6, 30), date(2024, 6, 29), registered=True)


def relief(received: date, paid: RewardPaid) -> bool:
    return reward_tax([(received, Decimal(100))], Decimal(50), paid, RULE).rows[0].relief


@pytest.mark.parametrize(
    ("received", "paid_on", "right"),
    [
        (date(2021, 6, 30), date(2024, 6, 30), True),
        (date(2021, 6, 30), date(2024, 7, 2), False),
        (date(2021, 8, 31), date(2024, 8, 31), True),
        (date(2020, 2, 29), date(2023, 2, 28), True),
        (date(2020, 2, 29), date(2023, 3, 1), False),
        (date(2018, 3, 15), date(2021, 7, 1), True),
        (date(2018, 3, 15), date(2021, 7, 2), False),
    ],
)
def test_the_last_day(received: date, paid_on: date, right: bool) -> None:
    assert relief(received, replace(PAID, paid_on=paid_on, notice_ends=date(2018, 8, 1))) is right


@pytest.mark.parametrize(
    "paid",
    [
        replace(PAID, registered=False),
        replace(PAID, non_profit=False),
        replace(PAID, notice_ends=None),
        replace(PAID, notice_ends=PAID.paid_on),
        replace(PAID, paid_on=date(2021, 6, 29), notice_ends=date(2021, 6, 1)),
    ],
)
def test_every_condition_is_needed(paid: RewardPaid) -> None:
    assert relief(date(2021, 6, 30), PAID)
    assert not relief(date(2021, 6, 30), paid)


def test_half_of_what_is_relieved_and_all_of_the_rest_is_counted() -> None:
    receipts = [(date(2021, 6, 29), Decimal("0.02")), (date(2021, 6, 30), Decimal("0.06"))]
    found = reward_tax(receipts, Decimal(50), PAID, RULE)
    assert (found.reward, found.relieved, found.counted) == (Decimal("0.04"), Decimal("0.03"), Fraction(1, 40))
