"""Whether a target is reached, and which number a day means. What is counted is held by the judged worlds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from jinliang.core.indicator import known_number, met


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        (">=", False, True, True),
        (">", False, False, True),
        ("=", False, True, True),
        ("<=", True, True, False),
        ("<", True, False, False),
    ],
)
def test_a_target_is_met_by_its_own_operator(operator: Any, below: bool, at: bool, above: bool) -> None:
    """“超100名” is more than a hundred; a bare number is met from the number up."""
    assert [met(value, operator, 100) for value in (99, 100, 101)] == [below, at, above]
    assert met(Decimal("100.01"), operator, Decimal(100)) == above


def test_a_day_means_its_last_number_or_that_of_the_nearest_day_before() -> None:
    days = [(1, date(2021, 1, 4)), (2, date(2021, 1, 6)), (3, date(2021, 1, 6)), (4, date(2021, 1, 9))]
    found = {day: known_number(date(2021, 1, day), days) for day in (3, 4, 5, 6, 8, 9, 31)}
    assert found == {3: 0, 4: 1, 5: 1, 6: 3, 8: 3, 9: 4, 31: 4}
    assert known_number(date(2021, 1, 1), []) == 0
