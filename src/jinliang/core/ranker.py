"""Candidate weights of the ranker (排序权重) held against those in use, on needs whose labels they have not seen; and their life.

nDCG over the labelled offers of a need (the others are left out of the list: Sakai 2007, condensed lists), Recall@10 over the whole list;
differences paired by need, with a 95 % interval. The interval is drawn by an engine and comes in as a function.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from jinliang.core.access import YES, Verdict, Viewer, no
from jinliang.core.grade import USEFUL
from jinliang.core.life import Ask, Life, Row
from jinliang.core.refusal import Composed

MOST: Final = 10
TOP: Final = 3
Interval = Callable[[Sequence[float]], tuple[float, float]]
"""The 95 % interval of the mean of some differences."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One offer in a ranked list, and the verdict on it."""

    offer: str
    strength: str


@dataclass(frozen=True, slots=True)
class Need:
    """A labelled need: its offers in the order of the weights in use and of the candidate, and the grade of those that have one."""

    id: str
    before: tuple[Listed, ...]
    after: tuple[Listed, ...]
    grades: Mapping[str, float]

    @property
    def telling(self) -> bool:
        """Whether an order of its labelled offers can be right or wrong: two or more, of different grades, one of use."""
        return len(set(self.grades.values())) > 1 and max(self.grades.values()) >= USEFUL


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure before and after, and the difference with its 95 % interval."""

    before: float
    after: float
    moved: float
    low: float
    high: float

    def told(self) -> dict[str, float]:
        """As it is kept."""
        return {name: round(getattr(self, name), 4) for name in ("before", "after", "moved", "low", "high")}


def ndcg(order: Sequence[str], grades: Mapping[str, float], most: int = MOST) -> float:
    """How well an order of the graded offers agrees with their grades, from 0 to 1; 0 where nothing is of any worth.

    >>> round(ndcg(["b", "a", "x"], {"a": 3, "b": 0}), 3)
    0.631
    """
    gains = [2 ** grades[one] - 1 for one in order if one in grades][:most]
    ideal = sorted((2**one - 1 for one in grades.values()), reverse=True)[:most]
    best = _discounted(ideal)
    return _discounted(gains) / best if best else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def recall(order: Sequence[str], grades: Mapping[str, float], most: int = MOST) -> float:
    """The part of the offers of use that stands among the first.

    >>> recall(["x", "a"], {"a": 3, "b": 2, "c": 0})
    0.5
    """
    useful = {one for one, grade in grades.items() if grade >= USEFUL}
    return len(useful & set(order[:most])) / len(useful) if useful else 0.0


def paired(before: Sequence[float], after: Sequence[float], interval: Interval) -> Measure:
    """A measure over needs, before and after, with the interval of its mean difference.

    >>> paired([0.5, 0.5], [1.0, 1.0], lambda moved: (min(moved), max(moved))).told()
    {'before': 0.5, 'after': 1.0, 'moved': 0.5, 'low': 0.5, 'high': 0.5}
    """
    many = len(before)
    if not many:
        return Measure(0.0, 0.0, 0.0, 0.0, 0.0)
    moved = [new - old for old, new in zip(before, after, strict=True)]
    return Measure(sum(before) / many, sum(after) / many, sum(moved) / many, *interval(moved))


def compared(needs: Sequence[Need], interval: Interval) -> dict[str, Any]:
    """The comparison on labelled needs as it is kept: both measures, and how many of those called strong are of use."""
    telling = [one for one in needs if one.telling]
    orders = [([each.offer for each in one.before], [each.offer for each in one.after]) for one in telling]
    measures = {
        name: paired(
            [measure(old, one.grades) for one, (old, _new) in zip(telling, orders, strict=True)],
            [measure(new, one.grades) for one, (_old, new) in zip(telling, orders, strict=True)],
            interval,
        ).told()
        for name, measure in (("ndcg", ndcg), ("recall", recall))
    }
    strong = {side: _strong([(getattr(one, side), one.grades) for one in needs]) for side in ("before", "after")}
    return {"needs": len(needs), "telling": len(telling), **measures, "strong": strong}


def _strong(lists: Sequence[tuple[Sequence[Listed], Mapping[str, float]]]) -> dict[str, int]:
    """Of the labelled offers called strong, how many there are and how many are of use."""
    called = [
        grades[one.offer]
        for listed, grades in lists
        for one in listed
        if one.strength == "strong" and one.offer in grades
    ]
    return {"called": len(called), "right": sum(one >= USEFUL for one in called)}


@dataclass(frozen=True, slots=True)
class RankerCase:
    """A version of the weights as its life sees it: who proposed it, whether it was in use before, what its comparison says.

    `telling` are the labelled needs that could tell the two apart, `wanted` how many are needed; `worse` says that the whole interval
    of nDCG lies below nothing; `behind` that it was compared with weights that are no longer in use.
    """

    proposer: int | None
    used: bool
    telling: int
    wanted: int
    worse: bool
    behind: bool


def bureau(viewer: Viewer, case: RankerCase) -> Verdict:
    """Who may propose and take back: the bureau."""
    return YES if viewer.role == "bureau" else no("由市科技局办", "bureau")


def another(viewer: Viewer, case: RankerCase) -> Verdict:
    """Who may adopt: the bureau, and there another person than the one who proposed (four eyes)."""
    if viewer.role != "bureau":
        return no("启用由市科技局的另一个人办", "bureau")
    if viewer.user is None or viewer.user == case.proposer:
        return no("提议的人自己不能启用，须由另一个人看过比较再办", "bureau")
    return YES


def few(case: RankerCase, pack: Any, today: date) -> str | None:
    """Too few labels tell nothing; what has been in use before may always come back."""
    if case.used or case.telling >= case.wanted:
        return None
    return Composed(
        "能比出高下的需求只有 %(telling)s 条，要 %(wanted)s 条才能启用；请技术经纪人多评一些",
        telling=str(case.telling),
        wanted=str(case.wanted),
    )


def worse(case: RankerCase, pack: Any, today: date) -> str | None:
    """What is surely worse is not put to use."""
    return "排序明显变差（整个区间在零以下），不能启用" if case.worse and not case.used else None


def behind(case: RankerCase, pack: Any, today: date) -> str | None:
    """Whoever adopts must have seen the comparison with what is in use."""
    return "比较以后在用的一版已经换过，请重新学习、重新比较" if case.behind and not case.used else None


RANKER: Final = Life(
    noun="ranker",
    states={"candidate": "候选", "proposed": "待启用", "running": "在用"},
    rows=(
        Row("propose", "提议启用", ("candidate",), "proposed", bureau, (few, worse, behind), (Ask("reason", "为什么启用"),), "primary"),
        Row("adopt", "启用", ("proposed",), "running", another, (few, worse, behind), tone="primary"),
        Row("decline", "不启用", ("proposed",), "candidate", bureau, asks=(Ask("reason", "为什么不启用"),), tone="danger"),
    ),
)  # fmt: skip
