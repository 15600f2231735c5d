"""Training: the weights of one register learned from needs whose answers are known, beginning from weights that are already good.

The paper register learns from thousands of needs and starts at nothing; the workshop register has a few dozen, so it is held to what it
starts from. Which register a text belongs to is learned from texts alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from jinliang.core.match import Steps, chance
from jinliang.engines.retrieval import fitting, ranker
from jinliang.engines.retrieval.features import TERM_FEATURES, Candidate, against
from jinliang.engines.retrieval.fitting import Graded
from jinliang.engines.retrieval.matcher import Asked, Judged, Matcher, mode_of
from jinliang.engines.retrieval.profile import Floats
from jinliang.engines.retrieval.ranker import MODES, REGISTERS, Line, Mode, Register, Weights
from jinliang.engines.retrieval.text import KINDS, Kind

FIRM: Final[Mapping[Register, float]] = {"paper": 20.0, "workshop": 20.0}
FIRM_TERMS: Final[Mapping[Register, float]] = {"paper": 1.0, "workshop": 10.0}
CHANCE: Final[Mapping[Register, float]] = {"paper": 0.1, "workshop": 0.3}
"""How much the truth of each chance counts beside the order."""
FOLDS: Final = 10
PLAIN: Final = ("flat", "cover", "angle", "part")
"""The lexical features a workshop's need is judged by: few needs teach few weights, and titles and single sentences mislead there."""
USEFUL: Final = 3.0
"""The gain of grade 2: most of the problem is solved."""
PRECISE: Final = 0.9
"""The part of held-back strong matches that must be of use when the step is set."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A need, its candidates, and the gain of each (2^grade − 1)."""

    need: Asked
    offers: tuple[Candidate, ...]
    gains: Floats


def lesson(matcher: Matcher, need: Asked, grades: Mapping[str, float]) -> Lesson:
    """A need with its candidates and what each is worth; a document without a grade is worth nothing."""
    offers = tuple(matcher.market.offer(one) for one in matcher.candidates(need))
    return Lesson(need, offers, np.array([2 ** grades.get(one.id, 0) - 1 for one in offers], dtype=np.float32))


def blank() -> Weights:
    """Weights that know nothing but BM25."""
    start = np.zeros(4 * len(TERM_FEATURES), dtype=np.float32)
    half = len(start) // 2
    start[[0, 1, half, half + 1]] = (-1.5, 1.0, -2.5, 1.0)
    none = np.zeros(0, dtype=np.float32)
    line = Line((), none, none, dict.fromkeys(REGISTERS, none), dict.fromkeys(REGISTERS, 0.0))
    terms: dict[Register, dict[Kind, Floats]] = {name: dict.fromkeys(KINDS, start) for name in REGISTERS}
    return Weights(
        "blank",
        terms,
        dict.fromkeys(MODES, line),
        np.zeros(len(ranker.heard("")), dtype=np.float32),
        dict.fromkeys(REGISTERS, Steps(0.7, 0.4, 0.1)),
    )


def learned(weights: Weights, register: Register, lessons: Sequence[Lesson], matcher: Matcher, version: str) -> Weights:
    """The weights after these lessons: terms first, then features in every mode the lessons allow, then the steps of the verdict."""
    terms = _terms(weights, register, lessons, matcher)
    weights = replace(weights, version=version, terms={**weights.terms, register: terms})
    judge = Matcher(matcher.market, weights)
    spoken = float(REGISTERS.index(register))
    tables = [judge.judge(replace(one.need, spoken=spoken), one.offers) for one in lessons]
    lines = dict(weights.lines)
    for mode in MODES:
        columns = tuple(one for one in tables[0].table.columns if _belongs(one, mode))
        at = [tables[0].table.columns.index(one) for one in columns]
        rows = [one.table.rows[:, at] for one in tables]
        if {"lexical": "pair.flat", "vector": "near", "full": "pieces"}[mode] not in columns:
            continue
        lines[mode] = _line(lines[mode], register, columns, rows, [one.gains for one in lessons])
    weights = replace(weights, lines=lines)
    best: Mode = mode_of(tables[0].table)
    return replace(weights, steps={**weights.steps, register: _steps(weights, best, register, tables, lessons)})


def _belongs(column: str, mode: Mode) -> bool:
    head = column.partition(".")[0]
    return not (head == "pieces" and mode != "full") and not (head.startswith("near") and mode == "lexical")


def _terms(weights: Weights, register: Register, lessons: Sequence[Lesson], matcher: Matcher) -> dict[Kind, Floats]:
    crossed = [(against(one.need.profile, one.offers, matcher.market.statistics), one.gains) for one in lessons]
    return {
        kind: fitting.terms(
            [(terms[kind], gains) for terms, gains in crossed],
            weights.terms[register][kind].astype(np.float64),
            FIRM_TERMS[register],
        ).astype(np.float32)
        for kind in KINDS
    }


def _line(
    before: Line, register: Register, columns: tuple[str, ...], rows: Sequence[Floats], gains: Sequence[Floats]
) -> Line:
    """A mode's line with one register learned anew; usual values and spreads are measured once and kept."""
    if before.columns != columns:
        whole = np.concatenate(rows)
        none = np.zeros(len(columns), dtype=np.float32)
        before = Line(
            columns,
            whole.mean(axis=0),
            whole.std(axis=0) + np.float32(1e-3),
            dict.fromkeys(REGISTERS, none),
            dict.fromkeys(REGISTERS, 0.0),
        )
    found, base = _fitted(before, register, graded(before, rows, gains))
    return replace(
        before, weights={**before.weights, register: found.astype(np.float32)}, base={**before.base, register: base}
    )


def _fitted(line: Line, register: Register, lessons: Sequence[Graded]) -> tuple[fitting.Doubles, float]:
    """The weights of the columns this register looks at; the others stay at nothing."""
    seen = [place for place, column in enumerate(line.columns) if register == "paper" or _looked_at(column)]
    looked = [Graded(one.rows[:, seen], one.gains) for one in lessons]
    found, base = fitting.order(
        looked, line.weights[register][seen].astype(np.float64), FIRM[register], CHANCE[register], -3.0
    )
    whole = np.zeros(len(line.columns))
    whole[seen] = found
    return whole, base


def _looked_at(column: str) -> bool:
    head, _, rest = column.partition(".")
    return head not in KINDS or rest.partition(".")[0] in PLAIN


def graded(line: Line, rows: Sequence[Floats], gains: Sequence[Floats]) -> list[Graded]:
    """Rows as they are weighed, with their gains."""
    return [
        Graded(np.clip((one - line.usual) / line.spread, -10, 10), gain) for one, gain in zip(rows, gains, strict=True)
    ]


def _steps(
    weights: Weights, mode: Mode, register: Register, tables: Sequence[Judged], lessons: Sequence[Lesson]
) -> Steps:
    """The steps at which held-back needs would have been told the truth: strong nine times in ten, fair every other time.

    Workshop needs are graded in full, so that one without an answer is really without: none of its offers may be
    called strong. An offer that breaks a
    condition is never strong, so those are left out when that step is set.
    """
    line = weights.lines[mode]
    judged = [one.table for one in tables]
    at = [judged[0].columns.index(one) for one in line.columns]
    ready = graded(line, [one.rows[:, at] for one in judged], [one.gains for one in lessons])
    blank = replace(line, weights=dict.fromkeys(REGISTERS, np.zeros(len(line.columns), dtype=np.float32)))
    unbroken = [one.rows[:, one.columns.index("broken")] == 0 for one in judged]
    chances: list[tuple[float, bool]] = []
    sound: list[tuple[float, bool]] = []
    astray = 0.0
    for fold in range(FOLDS):
        found, base = _fitted(blank, register, [one for place, one in enumerate(ready) if place % FOLDS != fold])
        for one, whole in list(zip(ready, unbroken, strict=True))[fold::FOLDS]:
            useful = one.gains >= USEFUL
            levels = [chance(float(score)) for score in one.rows @ found + base]
            told = [(level, bool(use)) for level, use in zip(levels, useful, strict=True)]
            chances += told
            sound += [each for each, may in zip(told, whole, strict=True) if may]
            if not useful.any():
                astray = max(astray, *(level for level, may in zip(levels, whole, strict=True) if may))
    strong = max(_step(sound, PRECISE), round(min(astray + 0.01, 0.99), 4) if register == "workshop" else 0.0)
    return Steps(strong, min(strong, _step(chances, 0.5)), _step(chances, 0.1))


def _step(chances: Sequence[tuple[float, bool]], precise: float) -> float:
    """The lowest chance from which on so large a part is of use."""
    step, right = 1.0, 0
    for seen, (level, useful) in enumerate(sorted(chances, reverse=True), 1):
        right += useful
        if right / seen >= precise:
            step = level
    return round(step, 4)


def tell_apart(weights: Weights, papers: Sequence[str], workshops: Sequence[str]) -> Weights:
    """The weights with the register learned from texts of both kinds, each kind counting as much as the other."""
    rows = np.stack([ranker.heard(one) for one in (*papers, *workshops)]).astype(np.float64)
    spoken = np.array([0.0] * len(papers) + [1.0] * len(workshops))
    share = np.where(spoken > 0, 1 / max(len(workshops), 1), 1 / max(len(papers), 1)) * 200

    def loss(at: fitting.Doubles) -> tuple[float, fitting.Doubles]:
        level = np.clip(rows @ at, -500, 500)
        value = float((share * (np.logaddexp(0, level) - spoken * level)).sum()) + 0.5 * float(at @ at)
        return value, rows.T @ (share * (1 / (1 + np.exp(-level)) - spoken)) + at

    return replace(weights, spoken=fitting.lowest(loss, np.zeros(rows.shape[1])).astype(np.float32))
