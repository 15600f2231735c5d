"""Income shared: the floors hold, sums are exact, leaders and rule versions are minded, and what cannot be shared is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.core.distribution import share_cash, share_equity, share_profit
from jinliang.core.prospect import prospects
from jinliang.core.refusal import Refusal
from jinliang.core.reward import Contributor, Floors, UnitRule, split, unit_rule

D = Decimal
FLOORS = Floors(D(50), D(50), D(5), 3, 5)
TWO = (Contributor("甲", D(60), main=True), Contributor("乙", D(40)))


def refused(call: object) -> str:
    with pytest.raises(Refusal) as told:
        call()  # type: ignore[operator]
    assert told.value.why
    assert told.value.fix
    return told.value.code


def test_the_worked_example_of_a_licence() -> None:
    found = share_cash(D(920_000), None, TWO, FLOORS)
    assert (found.pool, found.main_floor) == (D(460_000), D(230_000))
    assert found.rewards == (("甲", D(276_000)), ("乙", D(184_000)))


def test_the_worked_examples_of_equity_and_own_use() -> None:
    assert share_equity(D(6_000_000), D(30), None, TWO, FLOORS).points == D(15)
    years = share_profit(date(2021, 1, 1), [(2021, D(8_000_000))], None, None, FLOORS)
    assert [one.pool for one in years] == [D(400_000)]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"contributors": (replace(TWO[0], share=D("59.99")), TWO[1])}, "shares_not_100"),
        ({"contributors": (replace(TWO[0], share=D("60.01")), TWO[1])}, "shares_not_100"),
        ({"contributors": (replace(TWO[0], share=D(110)), replace(TWO[1], share=D(-10)))}, "share_negative"),
        ({"contributors": ()}, "nobody_shares"),
        ({"contributors": (replace(TWO[0], main=False), replace(TWO[1], main=True))}, "main_below_floor"),
        ({"pct": D("49.99")}, "below_legal_floor"),
        ({"pct": D("100.01")}, "above_whole"),
        ({"net": D(0)}, "no_net_income"),
        ({"contributors": (replace(TWO[0], post="head"), TWO[1])}, "leader_notice_missing"),
        ({"contributors": (TWO[0], replace(TWO[1], post="leader")), "notified": True}, "leader_not_main"),
    ],
)
def test_what_cannot_be_shared_says_why_and_how_to_mend_it(change: dict[str, object], code: str) -> None:
    usual = {"net": D(1000), "pct": None, "contributors": TWO, "floors": FLOORS}
    assert refused(lambda: share_cash(**(usual | change))) == code  # type: ignore[arg-type]


def test_the_head_gets_cash_after_notice_and_no_shares() -> None:
    people = (replace(TWO[0], post="head"), TWO[1])
    assert share_cash(D(1000), None, people, FLOORS, notified=True).pool == D(500)
    assert refused(lambda: share_equity(D(1000), D(10), None, people, FLOORS, notified=True)) == "head_equity_barred"


@pytest.mark.parametrize("years", [2, 6])
def test_profit_is_shared_for_three_to_five_years(years: int) -> None:
    assert refused(lambda: share_profit(date(2021, 1, 1), [(2021, D(1))], None, years, FLOORS)) == "years_out_of_range"


def test_profit_outside_the_term_and_losses_give_nothing() -> None:
    profits = [(2019, D(100)), (2020, D(-100)), (2021, D("0.01")), (2022, D(100)), (2023, D(100))]
    found = share_profit(date(2020, 12, 31), profits, D(5), 3, FLOORS)
    assert [one.pool for one in found] == [D(0), D(0), D("0.01"), D(5), D(0)]


def test_the_rule_of_the_signing_day_counts_and_gaps_and_overlaps_are_refused() -> None:
    old, new = UnitRule(D(60), None, date(2020, 12, 31)), UnitRule(D(80), date(2021, 1, 2))
    assert unit_rule((old, new), date(2020, 12, 31)) == old
    assert unit_rule((old, new), date(2021, 1, 2)) == new
    assert refused(lambda: unit_rule((old, new), date(2021, 1, 1))) == "rule_gap"
    both = (old, replace(new, first=date(2020, 12, 31)))
    assert refused(lambda: unit_rule(both, date(2020, 12, 31))) == "rule_overlap"


def test_an_odd_fen_never_costs_the_main_contributors_their_half() -> None:
    people = [Contributor("甲", D(25), main=True), Contributor("乙", D(25), main=True), Contributor("丙", D(50))]
    assert split(D("1.01"), people, D("0.00")) == (D("0.25"), D("0.25"), D("0.51"))
    assert split(D("1.01"), people, D("0.51")) == (D("0.26"), D("0.25"), D("0.50"))


def test_ways_stand_side_by_side_for_one_person() -> None:
    ways = [
        ("许可", share_cash(D(100_000), D(70), TWO, FLOORS)),
        ("作价入股", share_equity(D(1_000_000), D(20), D(60), TWO, FLOORS)),
        ("自行实施", share_profit(date(2021, 1, 1), [(2021, D(1_000_000))], None, None, FLOORS, TWO)),
    ]
    found = prospects(ways, "甲")
    assert [(one.cash, one.points, one.points_worth, one.total) for one in found] == [
        (D("42000.00"), D(0), D("0.00"), D("42000.00")),
        (D("0.00"), D("7.2"), D("360000.00"), D("360000.00")),
        (D("30000.00"), D(0), D("0.00"), D("30000.00")),
    ]
    assert refused(lambda: prospects(ways, "丁")) == "nobody_of_that_name"


shares = st.lists(st.integers(0, 10_000), min_size=1, max_size=8).map(
    lambda cuts: [b - a for a, b in zip([0, *sorted(cuts)], [*sorted(cuts), 10_000], strict=True)]
)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 10**9), st.integers(5000, 10_000), shares, st.data())
def test_rewards_always_add_up_to_the_pool_and_the_floors_hold(
    net: int, pct: int, parts: list[int], data: st.DataObject
) -> None:
    mains = data.draw(st.lists(st.booleans(), min_size=len(parts), max_size=len(parts)))
    people = [Contributor(str(n), D(part) / 100, main) for n, (part, main) in enumerate(zip(parts, mains, strict=True))]
    if sum(part for part, main in zip(parts, mains, strict=True) if main) < 5000:
        people = [replace(one, main=True) for one in people]
    found = share_cash(D(net) / 100, D(pct) / 100, people, FLOORS)
    assert sum((amount for _, amount in found.rewards), D()) == found.pool
    assert found.pool * 2 >= found.net
    assert found.main_total >= found.main_floor
    assert found.main_total * 2 >= found.pool
    assert found.pool + found.unit_keeps == found.net
    for one, (_, amount) in zip(people, found.rewards, strict=True):
        assert abs(amount - found.pool * one.share / 100) <= D("0.01")
