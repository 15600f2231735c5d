"""The value score of a patent (专利估值): V = a·L + b·T + c·E over index scores from 0 to 100, with the weights of a named scene.

Legal, technical and economic value and their indices follow GB/T 42748-2023 (专利评估指引); before it, the handbook of 2012. The weights
are ours: dated parameters, kept with every valuation beside what was put in, so that each can be worked out again for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from jinliang.core.refusal import Composed, Refusal

DIMENSIONS = {"legal": "法律价值", "technical": "技术价值", "economic": "经济价值"}
SCENES = {
    "transfer": "许可转让",
    "finance": "质押融资",
    "report": "财务报告",
    "dispute": "侵权赔偿",
    "manage": "维持管理",
}
"""For what a patent is valued: the five scenes of the standard."""
INDICES = {
    "stability": "稳定性",
    "scope": "保护范围",
    "detectability": "侵权可判定性",
    "independence": "不依赖他人专利",
    "term_left": "剩余有效期",
    "territory": "保护地域",
    "advance": "先进性",
    "no_substitute": "不可替代性",
    "breadth": "适用范围",
    "maturity": "成熟度",
    "trend": "技术发展态势",
    "life_left": "剩余经济寿命",
    "market": "市场规模",
    "position": "竞争地位",
    "income": "预期收益",
    "low_risk": "风险可控",
}
"""What is judged, each from 0 to 100, more always being worth more."""
FORMULA = "1"
"""The version of the formula by which a new valuation is worked out."""
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of a scene: of each dimension, and of each index within its dimension; each set adds up to one. `cite`: where from."""

    scene: str
    dimensions: Mapping[str, Decimal]
    indices: Mapping[str, tuple[str, Decimal]]
    cite: str

    def stored(self) -> dict[str, Any]:
        """As they are kept: weights as text, so that no digit is lost."""
        indices = {id: [dimension, str(weight)] for id, (dimension, weight) in self.indices.items()}
        return {
            "dimensions": {one: str(weight) for one, weight in self.dimensions.items()},
            "indices": indices,
            "cite": self.cite,
        }

    @classmethod
    def kept(cls, scene: str, stored: Mapping[str, Any]) -> Weights:
        """The weights that were kept, in the order in which we tell them: what keeps them may keep no order."""
        indices = {id: (dimension, Decimal(weight)) for id, (dimension, weight) in _told(stored["indices"], INDICES)}
        dimensions = {one: Decimal(weight) for one, weight in _told(stored["dimensions"], DIMENSIONS)}
        return cls(scene, dimensions, indices, stored["cite"])


def _told(stored: Mapping[str, Any], order: Mapping[str, str]) -> list[tuple[str, Any]]:
    places = {id: place for place, id in enumerate(order)}
    return sorted(stored.items(), key=lambda one: (places.get(one[0], len(places)), one[0]))


@dataclass(frozen=True, slots=True)
class Part:
    """A dimension's share of a score: its weight, its own score, and its indices (id, weight, what was put in)."""

    id: str
    weight: Decimal
    score: Decimal
    indices: tuple[tuple[str, Decimal, int], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """A value score from 0 to 100 with the parts that make it; rounded once, at the end."""

    total: Decimal
    parts: tuple[Part, ...]


def score(inputs: Mapping[str, int], weights: Weights, formula: str = FORMULA) -> Score:
    """The score by a version of the formula.

    Raises Refusal `scores_flawed` (an index is missing, unknown, or not from 0 to 100), `no_such_formula`.

    >>> halves = Weights("manage", {"legal": Decimal("0.4"), "technical": Decimal("0.6")},
    ...     {"scope": ("legal", Decimal(1)), "advance": ("technical", Decimal(1))}, "")
    >>> score({"scope": 50, "advance": 75}, halves).total
    Decimal('65.00')
    """
    if formula not in FORMULAS:
        raise Refusal(
            "no_such_formula", Composed("没有第 %(formula)s 版公式", formula=formula), "用留有这一版公式的系统重算"
        )
    wrong = [INDICES.get(id, id) for id in weights.indices if not _fits(inputs.get(id))]
    wrong += [id for id in inputs if id not in weights.indices]
    if wrong:
        raise Refusal(
            "scores_flawed",
            Composed("没有打分或不在 0 到 100 之间：%(which)s", which=tuple(wrong)),
            "每项打 0 到 100 的整数分",
        )
    return FORMULAS[formula](inputs, weights)


def _fits(given: object) -> bool:
    return isinstance(given, int) and not isinstance(given, bool) and 0 <= given <= 100


def _first(inputs: Mapping[str, int], weights: Weights) -> Score:
    """Version 1: a weighted sum of weighted sums; no step is rounded but the shown ones."""
    parts, total = [], Decimal(0)
    for dimension, share in weights.dimensions.items():
        own = tuple((id, weight, inputs[id]) for id, (of, weight) in weights.indices.items() if of == dimension)
        value = sum((weight * given for _, weight, given in own), Decimal(0))
        total += share * value
        parts.append(Part(dimension, share, _cent(value), own))
    return Score(_cent(total), tuple(parts))


def _cent(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


FORMULAS: Mapping[str, Callable[[Mapping[str, int], Weights], Score]] = {"1": _first}
"""Every version there has been: none is changed or taken away, for stored scores stand on it."""
