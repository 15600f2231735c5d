"""The ledger balances to the fen, whatever is booked; what does not balance, or was booked, is refused."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.core.distribution import share_cash
from jinliang.core.ledger import (
    Ledger,
    Posting,
    Voucher,
    award_paid,
    received,
    reconciled,
    reversal,
    reward_paid,
    shared,
    spent,
)
from jinliang.core.refusal import Refusal
from jinliang.core.reward import Contributor, Floors

D, ON = Decimal, date(2021, 6, 18)
FLOORS = Floors(D(50), D(50), D(5), 3, 5)
PEOPLE = [
    Contributor("甲", D("33.33"), main=True),
    Contributor("乙", D("33.34"), main=True),
    Contributor("丙", D("33.33")),
]


def refused(ledger: Ledger, *vouchers: Voucher) -> str:
    with pytest.raises(Refusal) as told:
        ledger.book(*vouchers)
    assert told.value.fix
    return told.value.code


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.integers(2, 10**9), min_size=1, max_size=5),
    st.lists(st.integers(1, 10**6), max_size=3),
    st.integers(0, 3),
)
def test_whatever_is_received_shared_paid_and_reversed_the_ledger_sums_to_zero(
    receipts: list[int], costs: list[int], undone: int
) -> None:
    income, cost = D(sum(receipts)) / 100, D(sum(costs)) / 100
    ledger = Ledger()
    for n, one in enumerate(receipts):
        ledger = ledger.book(received(f"R{n}", ON, D(one) / 100, "到账"))
    for n, one in enumerate(costs):
        ledger = ledger.book(spent(f"C{n}", ON, D(one) / 100, "评估费"))
    if income > cost:
        share = share_cash(income - cost, None, PEOPLE, FLOORS)
        ledger = ledger.book(shared("S", ON, share, income))
        assert ledger.balance("income") == ledger.balance("cost") == 0
        assert ledger.balance("kept") == -share.unit_keeps
        for who, amount in share.rewards:
            assert ledger.balance("rewards", who) == -amount
            ledger = ledger.book(reward_paid(f"P{who}", ON, who, amount))
            assert ledger.balance("rewards", who) == 0
    for n, one in enumerate(ledger.vouchers[:undone]):
        ledger = ledger.book(reversal(one, f"X{n}", ON, "记错"))
    assert sum(ledger.balances().values()) == 0


def test_a_reversal_leaves_nothing_behind() -> None:
    one = received("R", ON, D("0.01"), "到账")
    ledger = Ledger().book(one).book(reversal(one, "X", ON, "记错"))
    assert set(ledger.balances().values()) == {D("0.00")}
    assert len(ledger.vouchers) == 2


@pytest.mark.parametrize(
    ("voucher", "code"),
    [
        (Voucher("V", ON, "", (Posting("bank", D("0.01")),)), "unbalanced"),
        (Voucher("V", ON, "", ()), "voucher_empty"),
        (Voucher("V", ON, "", (Posting("purse", D(1)), Posting("bank", D(-1)))), "no_such_account"),
        (Voucher("V", ON, "", (Posting("bank", D("0.005")), Posting("income", D("-0.005")))), "amount_decimals"),
        (received("R", ON, D(1), ""), "number_used"),
        (reversal(received("Q", ON, D(1), ""), "X", ON, ""), "nothing_to_reverse"),
        (reversal(received("R", ON, D(1), ""), "Y", ON, ""), "reversed_twice"),
    ],
)
def test_what_cannot_be_booked_says_why_and_how_to_mend_it(voucher: Voucher, code: str) -> None:
    first = received("R", ON, D(1), "")
    ledger = Ledger().book(first, reversal(first, "X1", ON, ""))
    assert refused(ledger, voucher) == code


def test_of_several_vouchers_all_are_booked_or_none() -> None:
    ledger = Ledger()
    assert refused(ledger, received("A", ON, D(1), ""), Voucher("B", ON, "", (Posting("bank", D(1)),))) == "unbalanced"
    assert ledger.vouchers == ()


def test_the_file_of_finance_is_held_against_our_payments() -> None:
    ours = [("1", ON, D(100)), ("2", ON, D(200)), ("3", ON, D(300)), ("4", ON, D(400))]
    theirs = [
        ("1", ON, D(100)),
        ("2", ON, D(201)),
        ("4", date(2021, 6, 19), D(400)),
        ("1", ON, D(100)),
        ("9", ON, D(9)),
    ]
    assert [(one.place, one.why) for one in reconciled(ours, theirs)] == [
        ("2", "账簿记的是 200.00 元"),
        ("4", "账簿记在 2021-06-18"),
        ("1", "财政回单里有两次"),
        ("9", "账簿里没有这一笔"),
        ("3", "财政回单里没有这一笔"),
    ]
    assert reconciled(ours, ours) == ()


def test_a_statement_is_every_line_of_one_party() -> None:
    ledger = Ledger().book(award_paid("P", ON, "T1", D(100)), award_paid("Q", ON, "T2", D(200)))
    assert [(one.number, line.amount) for one, line in ledger.statement("T2")] == [("Q", D(200))]
