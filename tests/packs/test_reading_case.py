"""The core reads every judged world as it is judged."""

from __future__ import annotations

from typing import Any

import pytest

from jinliang.packs.reading_case import judge
from worlds import BOUNDARIES, shipped

CASES = {**{case["id"]: case for case in shipped()}, **{case["id"]: case for case in BOUNDARIES}}


def test_every_world_has_a_name_of_its_own() -> None:
    assert len(CASES) == len(shipped()) + len(BOUNDARIES) >= 70


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_the_core_reads_the_world_as_it_is_judged(case: dict[str, Any]) -> None:
    got, right = judge(case)
    assert right, (got, case["expected"])
