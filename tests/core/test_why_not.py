"""Whatever is left out: the smallest change is told, and when it is made the thing counts. What if: the same cases at another price."""

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from test_two_opinions import Lot, asked

from jinliang.core.award import REASONS, Award, Band
from jinliang.core.call import Applicant, Call, World
from jinliang.core.contract import Contract, Receipt, Side
from jinliang.core.day import Period
from jinliang.core.decision import Decision, decide
from jinliang.core.refusal import Refusal
from jinliang.core.what_if import priced, what_if
from jinliang.core.why_not import FIXED, MADE, mended, mends, short_of

D = Decimal
YEAR = Period(date(2020, 1, 1), date(2020, 12, 31))
AWARD = Award("a", "奖补", "", "", "actual", D("0.02"), None, D(100), date(2019, 1, 1), date(2021, 12, 31), "计划", ())
CALL = Call(2020, YEAR, date(2021, 3, 20))
CONTRACT = Contract("C", "KF", "S", "B", D(1000), D(1000), registered_on=date(2020, 5, 1), intermediary="T")
SIDES = {one: Side(one) for one in "SBT"}


def counts(decision: Decision, item: object) -> bool:
    return item not in [one.item for one in decision.left]


def test_every_reason_met_in_random_cases_is_gone_when_its_change_is_made() -> None:
    met = Counter[str]()
    for number in range(1500):
        award, call, applicants, world = asked(Lot(f"award {number}").case)
        decided = decide(award, call, applicants, world)
        for one in decided.decisions:
            for mend in mends(decided, one, world):
                assert all(change.said for change in mend.changes)
                again = decide(award, call, applicants, mended(world, mend))
                after = next(it for it in again.decisions if it.applicant == one.applicant)
                stubborn = {
                    "related_party",
                    "no_role_proof",
                    "applicant_barred",
                    "applicant_not_eligible",
                    "own_office_excluded",
                }
                gone = set(mend.left.reasons) - stubborn
                now = next((it.reasons for it in after.left if it.item == mend.left.item), ())
                assert not gone & set(now) or set(now) & gone <= {"above_technical"}, (number, mend, now)
                met.update(mend.left.reasons)
    assert {
        "not_registered",
        "cancelled",
        "outside_window",
        "above_technical",
        "duplicate_invoice",
        "payer_not_buyer",
    } <= set(met)
    assert set(met) <= set(REASONS)


def test_every_reason_has_its_change() -> None:
    assert sorted([*FIXED, *MADE]) == sorted(REASONS)


def test_the_smallest_change_comes_first() -> None:
    receipts = [
        Receipt("R1", "C", date(2019, 12, 31), D(100)),
        Receipt("R2", "C", date(2020, 6, 1), D(200), labelled=False, payer="X"),
        Receipt("R3", "C", date(2020, 6, 2), D(300), labelled=False),
    ]
    world = World(SIDES, [CONTRACT], receipts)
    decided = decide(AWARD, CALL, [Applicant("T")], world)
    found = mends(decided, decided.decisions[0], world)
    assert [(one.left.item, one.can, len(one.changes)) for one in found] == [
        ("R3", True, 1),
        ("R2", True, 2),
        ("R1", False, 1),
    ]
    assert found[2].changes[0].said == "到账日 2019-12-31 比期间早 1 天，应在那一年申报"
    after = decide(AWARD, CALL, [Applicant("T")], mended(world, found[0])).decisions[0]
    assert counts(after, "R3")


def test_what_exceeds_the_technical_amount_says_to_how_much_it_must_rise() -> None:
    receipts = [Receipt("R1", "C", date(2020, 5, 2), D(1000)), Receipt("R2", "C", date(2020, 6, 1), D(50))]
    world = World(SIDES, [CONTRACT], receipts)
    decided = decide(AWARD, CALL, [Applicant("T")], world)
    [mend] = mends(decided, decided.decisions[0], world)
    assert mend.changes[0].said == "先办变更登记，把技术交易额提高到 1,050.00 元，这笔就全部计入"
    assert decide(AWARD, CALL, [Applicant("T")], mended(world, mend)).decisions[0].base == 1050


def test_a_decision_of_nothing_says_what_is_short() -> None:
    world = World(SIDES, [CONTRACT], [Receipt("R1", "C", date(2020, 5, 2), D(1000))])
    decided = decide(AWARD, CALL, [Applicant("T")], world)
    assert short_of(decided, decided.decisions[0]) == "算得不足 100.00 元，舍为零；计奖基数再多 4,000.00 元就够。"
    capped = decide(replace(AWARD, cap=D(500)), CALL, [Applicant("T", D(500))], world)
    assert short_of(capped, capped.decisions[0]) == "本年已拨 500.00 元，到了一年最多 500.00 元。"


def test_what_if_tells_the_difference_and_leaves_the_decision_as_it_is() -> None:
    rich = replace(CONTRACT, turnover=D(1_000_000), technical=D(1_000_000))
    world = World(SIDES, [rich], [Receipt("R1", "C", date(2020, 5, 2), D(1_000_000))])
    decided = decide(AWARD, CALL, [Applicant("T")], world)
    more = what_if(decided, world, priced(AWARD, rate=D("0.03"), cap=D(25_000)), CALL)
    assert [(one.before, one.after, one.difference) for one in more.changed] == [
        (D("20000.00"), D("25000.00"), D("5000.00"))
    ]
    bands = (Band(D(0), D(500_000), D("0.01")), Band(D(500_000), None, D("0.002")))
    assert what_if(decided, world, priced(AWARD, bands=bands), CALL).difference == D(-14_000)
    assert what_if(decided, world, AWARD, replace(CALL, budget=D(10_050))).difference == D(-10_000)
    assert decided == decide(AWARD, CALL, [Applicant("T")], world)
    with pytest.raises(Refusal):
        priced(AWARD, rate=D("1.5"))
