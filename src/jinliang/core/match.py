"""Matches (撮合) and why they were made: what a need and an offer have in common, in numbers that add up and words that can be shown.

An engine proposes; this module says what a proposal must look like to be believed. A score is a sum of contributions, a chance is the
score on the logistic curve, a verdict is the chance on three steps, and every phrase, sentence and condition of the reasons stands in
the texts where it says it stands.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from jinliang.core.refusal import Refusal

Strength = Literal["strong", "fair", "weak", "none"]
Result = Literal["met", "broken", "unknown"]

STRENGTHS: Final[Mapping[Strength, str]] = {"strong": "强", "fair": "较强", "weak": "弱", "none": "无"}
"""How strongly a pair belongs together, the strongest first; what is called none is not shown."""


@dataclass(frozen=True, slots=True)
class Steps:
    """The chances from which a match is called strong, fair and weak."""

    strong: float
    fair: float
    weak: float


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature adds to the score: its weight times how far it lies from what is usual.

    >>> Contribution("word_coverage", "用词覆盖", 1.5, 0.4).points
    0.6
    """

    feature: str
    label: str
    value: float
    weight: float

    @property
    def points(self) -> float:
        """Its share of the score."""
        return round(self.value * self.weight, 12)


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a text: `source[start:end] == text`."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that need and offer share: where they stand in both, and which part of the need's weight they carry."""

    asked: tuple[Span, ...]
    offered: tuple[Span, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Closest:
    """The offer's sentence that comes closest to the need, and how close, from 0 to 1."""

    offered: Span
    closeness: float


@dataclass(frozen=True, slots=True)
class Compared:
    """One numeric condition of the need and what the offer says about it."""

    result: Result
    asked: str
    offered: str = ""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a match was made, and what speaks against it: `uncovered` are the need's own words that the offer never uses."""

    phrases: tuple[Phrase, ...] = ()
    closest: Closest | None = None
    conditions: tuple[Compared, ...] = ()
    uncovered: tuple[Span, ...] = ()

    def told(self) -> dict[str, Any]:
        """The reasons as they are kept and drawn: texts only."""
        return {
            "phrases": [one.offered[0].text for one in self.phrases if one.offered],
            "need_phrases": [one.asked[0].text for one in self.phrases if one.asked],
            "sentence": self.closest.offered.text if self.closest else "",
            "conditions": [
                {"state": one.result, "asked": one.asked, "offered": one.offered} for one in self.conditions
            ],
            "uncovered": [one.text for one in self.uncovered],
        }


@dataclass(frozen=True, slots=True)
class Scored:
    """One offer judged for one need: the score, the chance that it is of use, and the verdict; `base` is the score of nothing known."""

    document: str
    score: float
    chance: float
    strength: Strength
    base: float = 0.0
    contributions: tuple[Contribution, ...] = ()
    reasons: Reasons = field(default_factory=Reasons)


def chance(score: float) -> float:
    """The logistic curve: 0 is even odds.

    >>> chance(0.0), round(chance(3.0), 3), chance(-1e9)
    (0.5, 0.953, 0.0)
    """
    return 1 / (1 + math.exp(-score)) if score > -700 else 0.0


def strength(of: float, steps: Steps, conditions: Sequence[Compared] = ()) -> Strength:
    """The verdict on a chance. An offer that breaks a numeric condition is never called strong, and one that breaks two never fair.

    >>> steps = Steps(strong=0.7, fair=0.4, weak=0.1)
    >>> [strength(each, steps) for each in (0.8, 0.5, 0.2, 0.05)]
    ['strong', 'fair', 'weak', 'none']
    >>> strength(0.8, steps, [Compared("broken", "一件最多给40秒", "单件4~6分钟")])
    'fair'
    """
    found: Strength = (
        "strong" if of >= steps.strong else "fair" if of >= steps.fair else "weak" if of >= steps.weak else "none"
    )
    broken = sum(one.result == "broken" for one in conditions)
    order: list[Strength] = list(STRENGTHS)
    return order[max(order.index(found), min(broken, 2))]


def believed(match: Scored, need: str, offer: str) -> Scored:
    """The match itself, if its numbers add up and its words stand in the texts; what an engine made up is our bug and is refused.

    Raises Refusal match_not_believed.
    """
    total = match.base + sum(one.points for one in match.contributions)
    flaws = []
    if match.contributions and not math.isclose(total, match.score, rel_tol=1e-4, abs_tol=1e-4):
        flaws.append(f"各项之和 {total:.4f} 不等于得分 {match.score:.4f}")
    if not math.isclose(chance(match.score), match.chance, rel_tol=1e-6, abs_tol=1e-9):
        flaws.append("可能性与得分不符")
    reasons = match.reasons
    offered = [span for one in reasons.phrases for span in one.offered]
    offered += [reasons.closest.offered] if reasons.closest else []
    asked = [span for one in reasons.phrases for span in one.asked] + list(reasons.uncovered)
    flaws += [f"“{one.text}”不在需求原文的所指之处" for one in asked if need[one.start : one.end] != one.text]
    flaws += [f"“{one.text}”不在供给原文的所指之处" for one in offered if offer[one.start : one.end] != one.text]
    if flaws:
        raise Refusal("match_not_believed", f"撮合结果有误，未采用：{'；'.join(flaws)}", "请把这条提示转告系统管理员")
    return match


def together(scores: Sequence[float], discount: float = 0.5) -> float:
    """What a person's documents say together: the best in full, each further one by `discount` of the one before it.

    >>> together([0.2, 0.8, 0.4])
    1.05
    """
    return sum(one * discount**at for at, one in enumerate(sorted(scores, reverse=True)))
