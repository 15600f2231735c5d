"""What is given back when a contract falls away: never more than was paid, never less than nothing, and nobody is topped up."""

from datetime import date
from decimal import Decimal

from jinliang.core.award import Award
from jinliang.core.call import Applicant, Call, World
from jinliang.core.contract import Contract, Receipt
from jinliang.core.day import Period
from jinliang.core.decision import claw_back, decide

D = Decimal
AWARD = Award("a", "奖补", "", "", "actual", D("0.02"), None, D(100), date(2019, 1, 1), date(2021, 12, 31), "计划", ())
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))


def world(*sums: tuple[str, int]) -> World:
    contracts = [
        Contract(f"C{n}", "KF", "S", "B", D(sum_), D(sum_), registered_on=date(2020, 2, 1), intermediary=who)
        for n, (who, sum_) in enumerate(sums)
    ]
    return World(
        {}, contracts, [Receipt(f"R{n}", f"C{n}", date(2020, 5, 1), D(sum_)) for n, (_, sum_) in enumerate(sums)]
    )


def test_a_lighter_cut_is_no_money_to_pay_out() -> None:
    """Without the contract the budget suffices, so that the same party would get more for the rest than it was paid for both."""
    cases = world(("T1", 10_000), ("T1", 1_000_000), ("T2", 1_000_000))
    decided = decide(
        AWARD, Call(2020, YEAR, date(2021, 3, 20), None, D(30_000)), [Applicant("T1"), Applicant("T2")], cases
    )
    assert [one.paid for one in decided.decisions] == [D("15000.00"), D("14900.00")]
    gone = claw_back(decided, cases, ["C0"])
    assert [(one.applicant, one.recomputed, one.amount) for one in gone] == [("T1", D("15000.00"), D("0.00"))]
    more = decide(
        AWARD,
        Call(2020, YEAR, date(2021, 3, 20), None, D(25_000)),
        [Applicant("T1")],
        world(("T1", 10_000), ("T1", 1_300_000)),
    )
    assert [one.paid for one in more.decisions] == [D("25000.00")]


def test_all_that_was_paid_comes_back_when_nothing_is_left() -> None:
    cases = world(("T1", 500_000), ("T2", 250_000))
    decided = decide(
        AWARD, Call(2020, YEAR, date(2021, 3, 20), None, D(10_000)), [Applicant("T1"), Applicant("T2")], cases
    )
    gone = claw_back(decided, cases, ["C0", "C1"])
    assert [(one.applicant, one.paid, one.amount) for one in gone] == [
        ("T1", D("6600.00"), D("6600.00")),
        ("T2", D("3300.00"), D("3300.00")),
    ]


def test_a_party_that_gets_more_without_the_contract_gives_nothing_back() -> None:
    """Two of three wants vanish: the cut does too, and what is left earns more than all was paid before."""
    cases = world(("T1", 300_000), ("T2", 2_000_000))
    cases = World({}, [*cases.contracts, Contract("X", "KF", "S", "B", D(100), D(100), registered_on=date(2020, 2, 1), intermediary="T1")],
                  [*cases.receipts, Receipt("RX", "X", date(2020, 5, 1), D(100))])  # fmt: skip
    decided = decide(
        AWARD, Call(2020, YEAR, date(2021, 3, 20), None, D(9_000)), [Applicant("T1"), Applicant("T2")], cases
    )
    gone = claw_back(decided, cases, ["X", "C1"])
    assert [(one.applicant, one.paid, one.recomputed, one.amount) for one in gone] == [
        ("T1", D("1100.00"), D("6000.00"), D("0.00")),
        ("T2", D("7800.00"), D("0.00"), D("7800.00")),
    ]
