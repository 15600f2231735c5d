"""The radar finds what was planted among honest contracts, says how, and leaves the honest ones alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from jinliang.core.radar import SCHEMES, Alarm, Scene, SeenContract, SeenReceipt, Tie, Transfer, holds, look
from jinliang.packs.radar import radar_rule
from planted import SCHEMES as PLANTED
from planted import City, city

RULE = radar_rule(date(2021, 6, 18))


def measured(made: City, alarms: Iterable[Alarm]) -> tuple[dict[str, tuple[int, int, int]], int, int]:
    """For each scheme: planted, found under its own name, not held up in any way; false alarms among so many honest contracts."""
    alarms = tuple(alarms)
    held = holds(alarms)
    named: dict[str, set[str]] = {}
    for alarm in alarms:
        named.setdefault(alarm.scheme, set()).update(alarm.contracts)
    table = {}
    for scheme, plants in made.planted.items():
        found = sum(set(one) <= named.get(scheme, set()) for one in plants)
        table[scheme] = (len(plants), found, sum(not set(one) <= set(held) for one in plants))
    guilty = {id for plants in made.planted.values() for one in plants for id in one}
    honest = {one.id for one in made.contracts} - guilty
    return table, len(honest & set(held)), len(honest)


def test_the_planted_schemes_are_those_the_radar_knows() -> None:
    assert set(PLANTED) == set(SCHEMES)
    assert RULE.blocks <= set(SCHEMES)


@pytest.mark.parametrize("unseen", [False, True])
def test_planted_schemes_are_found_and_honest_contracts_let_alone(unseen: bool) -> None:
    made = city(7, unseen, honest=2_500, schemes=66)
    table, false, honest = measured(made, look(made.scene(), RULE))
    if not unseen:
        assert sum(lost for _, _, lost in table.values()) == 0, table
    assert sum(found for _, found, _ in table.values()) >= 0.95 * 66, table
    assert false <= 0.01 * honest


def test_an_alarm_tells_its_path() -> None:
    on = date(2021, 3, 1)
    scene = Scene(
        (SeenContract("C1", on, "F1", "F2", Decimal(800_000), "铝合金疲劳寿命预测"),),
        (SeenReceipt("R1", "C1", on, "F2", "F1", Decimal(800_000), "S1", "I1"),),
        (),
        (
            Transfer("T1", date(2021, 3, 9), "F1", "F3", Decimal(780_000)),
            Transfer("T2", date(2021, 3, 20), "F3", "F2", Decimal(760_000)),
        ),
        (Tie("P1", "F1", "share", Decimal(60)), Tie("P1", "F2", "share", Decimal("51.5"))),
        names={"F1": "甲公司", "F2": "乙公司", "F3": "丙公司", "P1": "赵一"},
    )
    assert [one.say for one in look(scene, RULE)] == [
        "同一控制：合同 C1（2021-03-01，800,000 元）由甲公司卖给乙公司；赵一持有甲公司 60%；赵一持有乙公司 51.5%。拨付停止，待复核。",
        (
            "资金回流：2021-03-01 乙公司为合同 C1 付给甲公司 800,000 元（到账 R1）；2021-03-09 甲公司付给丙公司 780,000 元；"
            "2021-03-20 丙公司付给乙公司 760,000 元。请说明后再拨付。"
        ),
    ]


@pytest.mark.parametrize(
    ("ties", "related"),
    [
        ((Tie("F1", "F2", "share", Decimal(50)),), False),
        ((Tie("F1", "F2", "share", Decimal("50.01")),), True),
        ((Tie("F1", "F2", "share", Decimal(60), None, date(2021, 2, 28)),), False),
        ((Tie("F1", "F2", "share", Decimal(60), None, date(2021, 3, 1)),), True),
        ((Tie("G", "F1", "share", Decimal(100)), Tie("G", "F2", "share", Decimal(100))), False),
    ],
)
def test_control_is_more_than_half_on_the_day_and_the_state_relates_nobody(
    ties: tuple[Tie, ...], related: bool
) -> None:
    contract = SeenContract("C1", date(2021, 3, 1), "F1", "F2", Decimal(1), "")
    assert bool(look(Scene((contract,), ties=ties, state=frozenset({"G"})), RULE)) is related
