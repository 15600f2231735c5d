"""How well a match (撮合) was made, told afterwards: brokers' grades (评分) and what became of it, as one label to learn from.

Only what a side has really been shown says anything: what nobody opened may be good or bad. A reason that is not about the technology
(price, time, another way already found) does not make an offer unfit, so it teaches nothing. A grade was given for the fit alone and goes
before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

GRADES: Final[Mapping[int, str]] = {3: "正对", 2: "有用", 1: "沾边", 0: "无关"}
"""What a grade says of an offer for a need: it answers it, solves most of it, touches the same matter, has nothing to do with it."""

Outcome = Literal["unseen", "silent", "unfit", "short", "aside", "keen", "both", "fallen", "signed", "registered"]
OUTCOMES: Final[Mapping[Outcome, str]] = {
    "unseen": "没有人看过",
    "silent": "看过，没有回应",
    "unfit": "不合适：领域不对",
    "short": "不合适：指标达不到",
    "aside": "不合适：与技术无关或说不清的原因",
    "keen": "一方有意",
    "both": "双方有意",
    "fallen": "谈过，没谈成",
    "signed": "签了合同",
    "registered": "合同已登记",
}
"""How far a match came, or why it went no further."""

LABELS: Final[Mapping[Outcome, tuple[float, float] | None]] = {
    "unseen": None,
    "silent": (0.0, 0.2),
    "unfit": (0.0, 1.0),
    "short": (1.0, 1.0),
    "aside": None,
    "keen": (1.0, 0.5),
    "both": (2.0, 1.0),
    "fallen": (2.0, 1.0),
    "signed": (3.0, 1.0),
    "registered": (3.0, 1.0),
}
"""The grade an outcome stands for, and how much it weighs; None teaches nothing. Talks that fell show that the fit was worth talks."""

REASONS: Final[Mapping[str, Outcome]] = {"领域不对": "unfit", "指标达不到": "short"}
"""The reasons for “not for us” that are about the technology; all others are not, or cannot be told."""
USEFUL: Final = 2.0
"""From this grade on an offer is of use."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What is known of a match: whether a side has opened it, what each said, and the state of the deal if there is one."""

    seen: bool
    need: str = ""
    need_reason: str = ""
    offer: str = ""
    offer_reason: str = ""
    deal: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What a match teaches: a grade from 0 to 3, how much it weighs, and where it comes from."""

    grade: float
    weight: float
    source: Literal["grade", "outcome"]


def outcome(of: Followed) -> Outcome:
    """What became of a match.

    >>> outcome(Followed(True, need="no", need_reason="价格不合适", offer="yes"))
    'keen'
    >>> outcome(Followed(True, need="no", need_reason="领域不对", offer="yes"))
    'unfit'
    """
    if of.deal:
        far: Mapping[str, Outcome] = {
            "fallen": "fallen",
            "signed": "signed",
            "cancelled": "signed",
            "registered": "registered",
            "performing": "registered",
            "closed": "registered",
        }
        return far.get(of.deal, "both")
    said = {of.need, of.offer}
    why = [REASONS.get(reason, "aside") for answer, reason in _answers(of) if answer == "no"]
    if "unfit" in why or "short" in why:
        return "unfit" if "unfit" in why else "short"
    if said == {"yes"}:
        return "both"
    if "yes" in said:
        return "keen"
    return "aside" if why else "silent" if of.seen else "unseen"


def _answers(of: Followed) -> tuple[tuple[str, str], tuple[str, str]]:
    return (of.need, of.need_reason), (of.offer, of.offer_reason)


def label(of: Followed, grades: Sequence[int] = ()) -> Label | None:
    """What a match teaches: the mean of its grades, else the grade its outcome stands for; None where neither says anything.

    >>> label(Followed(True, need="no", need_reason="价格不合适"), [3, 2])
    Label(grade=2.5, weight=1.0, source='grade')
    >>> label(Followed(False)) is None
    True
    """
    if grades:
        return Label(sum(grades) / len(grades), 1.0, "grade")
    told = LABELS[outcome(of)]
    return None if told is None else Label(*told, "outcome")
