"""Which call a broker makes next (下一个电话): a listing's owner is called about everything that waits there at once, the heaviest first.

The weights are the house's own, shown with each reason: a promise that is past outweighs everything that is merely near or quiet.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Why = Literal["late", "urgent", "watch", "silent", "unmatched", "expiring"]
WEIGHTS: Final[Mapping[Why, int]] = {
    "late": 100,
    "urgent": 60,
    "watch": 40,
    "silent": 20,
    "unmatched": 15,
    "expiring": 10,
}
SAYS: Final[Mapping[Why, str]] = {
    "late": "过了承诺日 %(days)s 个工作日，没有回应“%(other)s”",
    "urgent": "分诊为加急",
    "watch": "离承诺日还有 %(days)s 个工作日，没有回应“%(other)s”",
    "silent": "有 %(count)s 条很合适，双方都没有说话",
    "unmatched": "发布 %(days)s 天，还没有合适的供给（未匹配）",
    "expiring": "%(until)s 到期",
}
TRIAGE: Final[Mapping[str, str]] = {"urgent": "加急", "ordinary": "一般", "off": "不适合上市场"}
"""What a need is after somebody has looked at it; the last wants a reason."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an owner should be called: what, the names that make the sentence, and the match it is about (None: the listing itself)."""

    why: Why
    said: Mapping[str, str] = field(default_factory=dict)
    match: int | None = None


def weight(reasons: Iterable[Reason]) -> int:
    """How heavy the reasons of one call are together; a promise past for long weighs a little more each day, twenty at most.

    >>> weight([Reason("late", {"days": "3", "other": "某"}), Reason("expiring", {"until": "2021-07-01"})])
    113
    """
    return sum(
        WEIGHTS[one.why] + (min(int(one.said.get("days", "0")), 20) if one.why == "late" else 0) for one in reasons
    )
