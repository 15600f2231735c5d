"""The ranker: a dot product of a pair's features and learned weights, and nothing else, so that every weight is an explanation.

Two sets of weights stand side by side: one learned from papers, one from the needs of workshops. How a text is spoken (its register, from 0
to 1) mixes them. A third of each serves where the sentence model gives no pieces, a fourth where there is no sentence model.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final, Literal

import numpy as np

from jinliang.core.match import Contribution, Steps
from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.features import Table, label
from jinliang.engines.retrieval.profile import Floats
from jinliang.engines.retrieval.text import KINDS, Kind

Mode = Literal["full", "vector", "lexical"]
Register = Literal["paper", "workshop"]
MODES: Final[tuple[Mode, ...]] = ("full", "vector", "lexical")
REGISTERS: Final[tuple[Register, ...]] = ("paper", "workshop")

MARKS: Final = (
    "我们", "咱", "厂里", "老是", "就", "了", "把", "没", "得", "想", "给", "拿", "不到", "不准", "不让", "不要", "一直",
    "现在", "几个", "工人", "师傅", "客户", "试过", "怎么", "能不能", "有没有", "最好", "老", "点", "掉", "个", "要", "跑", "弄", "搞",
    "卡", "坏",
)  # fmt: skip
"""What is said in workshops and hardly written in papers."""
SURE: Final = 3.0
"""How quickly doubt about the register passes: few texts are spoken by halves."""
_NUMBERED = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Line:
    """One mode's weights: for each column its usual value and spread, its weight in each register, and the bases of the score."""

    columns: tuple[str, ...]
    usual: Floats
    spread: Floats
    weights: Mapping[Register, Floats]
    base: Mapping[Register, float]


@dataclass(frozen=True, slots=True)
class Weights:
    """All that was learned, with a version: weights of terms, of features in each mode and register, and the steps of the verdict."""

    version: str
    terms: Mapping[Register, Mapping[Kind, Floats]]
    lines: Mapping[Mode, Line]
    spoken: Floats
    steps: Mapping[Register, Steps]

    def to_json(self) -> dict[str, Any]:
        """As it is kept in a file; numbers rounded to what matters."""
        return {
            "version": self.version,
            "spoken": _rounded(self.spoken),
            "steps": {name: [one.strong, one.fair, one.weak] for name, one in self.steps.items()},
            "terms": {
                name: {kind: _rounded(values) for kind, values in kinds.items()} for name, kinds in self.terms.items()
            },
            "lines": {
                mode: {
                    "base": [round(line.base[name], 5) for name in REGISTERS],
                    "columns": {
                        column: _rounded(
                            np.array([line.usual[at], line.spread[at], *(line.weights[name][at] for name in REGISTERS)])
                        )
                        for at, column in enumerate(line.columns)
                    },
                }
                for mode, line in self.lines.items()
            },
        }

    @staticmethod
    def from_json(told: Mapping[str, Any]) -> Weights:
        """The weights in a file. Raises Refusal weights_broken."""
        try:
            return Weights(
                str(told["version"]),
                {name: {kind: _floats(told["terms"][name][kind]) for kind in KINDS} for name in REGISTERS},
                {mode: _line(told["lines"][mode]) for mode in MODES},
                _floats(told["spoken"]),
                {name: Steps(*map(float, told["steps"][name])) for name in REGISTERS},
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Refusal(
                "weights_broken", f"匹配权重文件不完整：{error}", "重新安装，或用 jinliang match rank --train 重新训练"
            ) from error


def _rounded(values: Floats) -> list[float]:
    return [float(f"{one:.5g}") for one in values]


def _floats(values: Any) -> Floats:
    return np.array(values, dtype=np.float32)


def _line(told: Mapping[str, Any]) -> Line:
    columns = dict(told["columns"])
    table = _floats(list(columns.values())).reshape(len(columns), 4)
    paper, workshop = map(float, told["base"])
    return Line(
        tuple(columns),
        table[:, 0],
        table[:, 1],
        {"paper": table[:, 2], "workshop": table[:, 3]},
        {"paper": paper, "workshop": workshop},
    )


@lru_cache(maxsize=1)
def shipped() -> Weights:
    """The weights that come with the product."""
    return Weights.from_json(
        json.loads(files("jinliang.engines.retrieval").joinpath("weights.json").read_text("utf-8"))
    )


def heard(text: str) -> Floats:
    """How often each mark of the workshop is heard in a hundred characters, digits' share last, and a one before all."""
    length = max(len(text), 20) / 100
    counts = [min(text.count(one) / length, 3.0) for one in MARKS]
    return np.array([1.0, *counts, min(len(_NUMBERED.findall(text)) / length / 10, 3.0)], dtype=np.float32)


def register(text: str, weights: Weights) -> float:
    """How far a text is spoken as in a workshop rather than written as in a paper, from 0 to 1."""
    return float(1 / (1 + np.exp(-np.clip(SURE * float(heard(text) @ weights.spoken), -30, 30))))


@dataclass(frozen=True, slots=True)
class Mixed:
    """A mode's weights for one text: standardised values times these weights, summed over the columns, and the base."""

    line: Line
    weights: Floats
    base: float

    def values(self, table: Table) -> Floats:
        """The columns as they are weighed: how many usual spreads from usual, never further than ten; what was not measured is usual."""
        at = {name: place for place, name in enumerate(table.columns)}
        here = [place for place, column in enumerate(self.line.columns) if column in at]
        rows = table.rows[:, [at[self.line.columns[place]] for place in here]]
        values = np.zeros((len(table.rows), len(self.line.columns)), dtype=np.float32)
        values[:, here] = np.clip((rows - self.line.usual[here]) / self.line.spread[here], -10, 10)
        return values

    def scores(self, values: Floats) -> Floats:
        """Every candidate's score."""
        return np.asarray(values @ self.weights + np.float32(self.base), dtype=np.float32)

    def contributions(self, values: Floats, most: int = 12) -> tuple[Contribution, ...]:
        """The features that moved one candidate's score most, and one for all the rest, so that they add up."""
        moved = values * self.weights
        order = np.argsort(-np.abs(moved), kind="stable")
        top = [int(one) for one in order[:most] if moved[one] != 0]
        names = self.line.columns
        found = [
            Contribution(names[one], label(names[one]), float(values[one]), float(self.weights[one])) for one in top
        ]
        return (*found, Contribution("rest", "其余各项", float(moved.sum() - moved[top].sum()), 1.0))


def mixed(weights: Weights, mode: Mode, spoken: float) -> Mixed:
    """The weights for a text that is spoken so far."""
    line = weights.lines[mode]
    both = (1 - spoken) * line.weights["paper"] + spoken * line.weights["workshop"]
    return Mixed(line, both.astype(np.float32), (1 - spoken) * line.base["paper"] + spoken * line.base["workshop"])


def term_weights(weights: Weights, spoken: float) -> dict[Kind, Floats]:
    """The weights of terms for a text that is spoken so far."""
    paper, workshop = weights.terms["paper"], weights.terms["workshop"]
    return {kind: ((1 - spoken) * paper[kind] + spoken * workshop[kind]).astype(np.float32) for kind in KINDS}


def steps(weights: Weights, spoken: float) -> Steps:
    """The steps of the verdict for a text: those of the register it is nearer to, mixed."""
    paper, workshop = weights.steps["paper"], weights.steps["workshop"]
    mixed: Sequence[float] = [
        (1 - spoken) * one + spoken * other
        for one, other in ((paper.strong, workshop.strong), (paper.fair, workshop.fair), (paper.weak, workshop.weak))
    ]
    return Steps(*mixed)
