"""An alarm of the radar: which scheme, which contracts it holds up, how hard, and the path that raised it as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

Grade = Literal["block", "ask"]

SCHEMES: Final[Mapping[str, str]] = {
    "parent": "母子公司",
    "common_control": "同一控制",
    "insider": "内部人持股或兼职",
    "split": "拆分合同",
    "round_trip": "资金回流",
    "cloned": "文本雷同",
    "invoice_twice": "一票多用",
    "slip_twice": "一单多用",
    "outside_payer": "第三方收付",
    "straw_broker": "自设中介",
    "passed_on": "转包",
}
"""The schemes the radar knows."""


@dataclass(frozen=True, slots=True)
class RadarRule:
    """The lines of the radar in force on a day, all from parameters.

    Shares are per cent, sums yuan, days calendar days. `control`: more than this share controls a party. `insider`: from this share an
    officer of the other side is an insider. `split_lines`: contracts each under a line, within `split_days`, together reaching it.
    `return_share` of what was paid comes back over at most `return_hops` payments, each within `return_days` of the one before; pieces
    of one payment lie within `piece_days`. `text_alike`: from this share two texts are alike. `passed_share` of the price passed on
    within `passed_days`. `own_office`: a unit's own office may be its broker. `blocks`: schemes that stop the payment; others ask.
    """

    control: Decimal
    insider: Decimal
    split_lines: tuple[Decimal, ...]
    split_days: int
    return_share: Decimal
    return_days: int
    return_hops: int
    piece_days: int
    text_alike: Decimal
    passed_share: Decimal
    passed_days: int
    own_office: bool
    blocks: frozenset[str]


@dataclass(frozen=True, slots=True)
class Alarm:
    """One scheme seen. `contracts` are held up by it; `path` is the chain of parties, contracts, receipts and days that raised it."""

    scheme: str
    grade: Grade
    contracts: tuple[str, ...]
    path: tuple[str, ...]

    @property
    def say(self) -> str:
        """The alarm as a sentence.

        >>> Alarm("slip_twice", "ask", ("C1", "C2"), ("银行回单 S1 用于合同 C1", "又用于合同 C2")).say
        '一单多用：银行回单 S1 用于合同 C1；又用于合同 C2。请说明后再拨付。'
        """
        end = "拨付停止，待复核。" if self.grade == "block" else "请说明后再拨付。"
        return f"{SCHEMES[self.scheme]}：{'；'.join(self.path)}。{end}"


def raised(scheme: str, rule: RadarRule, contracts: Iterable[str], path: Iterable[str]) -> Alarm:
    """The alarm of a scheme with the grade that the rule gives it."""
    return Alarm(scheme, "block" if scheme in rule.blocks else "ask", tuple(contracts), tuple(path))


def holds(alarms: Iterable[Alarm]) -> dict[str, Grade]:
    """How each contract is held up: stopped, or asked about; a contract that is not there may be paid.

    >>> holds([Alarm("cloned", "ask", ("C1", "C2"), ()), Alarm("parent", "block", ("C2",), ())])
    {'C1': 'ask', 'C2': 'block'}
    """
    held: dict[str, Grade] = {}
    for alarm in alarms:
        for contract in alarm.contracts:
            if held.get(contract) != "block":
                held[contract] = alarm.grade
    return held
