"""Appraisals: engine and core agree draw by draw, ranges keep their order and bounds, and the same seed gives the same sums."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.core import appraisal
from jinliang.core.appraisal import Basis, Deal, Range, estimate, unit
from jinliang.engines.appraisal import appraised, drawn, units

D = Decimal


def three(low: str, mid: str, high: str) -> Range:
    return Range(D(low), D(mid), D(high))


ROYALTY = Basis(
    "royalty",
    {
        "sales": three("6000000", "10000000", "18000000"),
        "growth": three("-0.05", "0.05", "0.12"),
        "royalty": three("0.02", "0.04", "0.06"),
        "discount": three("0.12", "0.16", "0.22"),
    },
    years=8,
    wait=1,
    tax=D("0.15"),
)
COST = Basis(
    "cost",
    {
        "index": three("0", "0.02", "0.04"),
        "markup": three("0.1", "0.1", "0.1"),
        "obsolescence": three("0.1", "0.2", "0.4"),
    },
    spent=((3, D(600_000)), (0, D(1))),
)
MARKET = Basis("market", {}, deals=(Deal(D(1_800_000), D("0.9")), Deal(D(2_600_000), D("0.1")), Deal(D(1_500_000))))


def test_the_numbers_of_a_seed_are_the_cores() -> None:
    assert (units(20210618, 1000) * (1 << 53)).astype(int).tolist() == [unit(20210618, n) for n in range(1000)]


@pytest.mark.parametrize("basis", [ROYALTY, COST, MARKET], ids=lambda it: it.method)
def test_engine_and_core_agree_on_every_draw(basis: Basis) -> None:
    for number, got in enumerate(drawn(basis, 7, 300).tolist()):
        assert got == pytest.approx(float(appraisal.drawn(basis, 7, number)), rel=1e-11)


@pytest.mark.parametrize("basis", [ROYALTY, COST, MARKET], ids=lambda it: it.method)
def test_a_range_keeps_its_order_and_comes_out_again(basis: Basis) -> None:
    found = appraised(basis, 1, 2000)
    assert found.low <= found.middle <= found.high
    assert appraised(basis, 1, 2000) == found
    assert appraised(basis, 2, 2000) != found


@settings(max_examples=50, deadline=None)
@given(st.tuples(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000)).map(sorted), st.integers(0, 2**63))
def test_a_draw_stays_within_its_bounds(bounds: list[int], seed: int) -> None:
    range_ = Range(*(D(one) for one in bounds))
    for number in range(20):
        assert range_.low <= range_.at(D(unit(seed, number)) / (1 << 53)) <= range_.high


def test_no_doubt_no_range() -> None:
    fixed = {name: Range(one.mid, one.mid, one.mid) for name, one in ROYALTY.assumed.items()}
    found = appraised(replace(ROYALTY, assumed=fixed), 3, 100)
    assert found.low == found.middle == found.high == found.likely


def test_an_engine_that_is_wrong_is_not_believed() -> None:
    draws = drawn(COST, 1, 1000)
    draws[0] *= 1.000001
    with pytest.raises(RuntimeError):
        estimate(COST, 1, draws.tolist())
