"""Learning from a market's own labels: how far each weight should move from those that come with the product, and what that would change.

The product's weights carry all that was learned from its training sets, so learning starts from them and is held to them (`FIRM`): some
dozens of labelled needs may move the weights, not replace them. Only offers that were shown say anything (the softmax runs over them
alone), so the order is learned and the level of the score is not: chances learned from what was shown would be too high.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from jinliang.engines.retrieval import fitting, ranker
from jinliang.engines.retrieval.fitting import Doubles
from jinliang.engines.retrieval.matcher import Judged, mode_of
from jinliang.engines.retrieval.profile import Floats
from jinliang.engines.retrieval.ranker import MODES, REGISTERS, Mode, Weights

FIRM: Final = 20.0
"""As firmly as the workshop register is held when it is trained."""
FOLDS: Final = 5
DRAWS: Final = 2000
SEED: Final = 20210618


@dataclass(frozen=True, slots=True)
class Shown:
    """A need whose candidates were judged, and the labels of those that were shown: by place, the grade and how much it weighs."""

    judged: Judged
    labels: Mapping[int, tuple[float, float]]


def resampled(moved: Sequence[float]) -> tuple[float, float]:
    """The 95 % percentile bootstrap interval (Efron and Tibshirani 1993) of a mean, the same each time.

    >>> resampled([0.5, 0.5])
    (0.5, 0.5)
    """
    every = np.asarray(moved)
    means = every[np.random.default_rng(SEED).integers(0, len(every), (DRAWS, len(every)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def tuned(base: Weights, shown: Sequence[Shown], version: str) -> Weights:
    """The base weights moved by what these needs teach, in both registers alike and in every mode that can be told."""
    lines = dict(base.lines)
    for mode in MODES:
        if all(mode in _modes(one.judged) for one in shown):
            move = _move(base, mode, shown).astype(np.float32)
            line = lines[mode]
            lines[mode] = replace(line, weights={name: line.weights[name] + move for name in REGISTERS})
    return replace(base, version=version, lines=lines)


def held_back(base: Weights, shown: Sequence[Shown]) -> list[Weights]:
    """For each need the weights learned without it and the others of its fold."""
    folds = [
        tuned(base, [one for place, one in enumerate(shown) if place % FOLDS != fold], f"{base.version}-{fold}")
        for fold in range(min(FOLDS, len(shown)))
    ]
    return [folds[place % FOLDS] for place in range(len(shown))]


def moves(before: Weights, after: Weights, mode: Mode, spoken: float = 1.0) -> list[tuple[str, float, float]]:
    """Feature, weight before and after, of a text that is spoken so far; those that moved most come first."""
    old, new = ranker.mixed(before, mode, spoken), ranker.mixed(after, mode, spoken)
    both = dict(zip(old.line.columns, map(float, old.weights), strict=True))
    found = [(name, both.get(name, 0.0), float(now)) for name, now in zip(new.line.columns, new.weights, strict=True)]
    return sorted(found, key=lambda one: (-abs(one[2] - one[1]), one[0]))


def _modes(judged: Judged) -> tuple[Mode, ...]:
    best = mode_of(judged.table)
    return MODES[MODES.index(best) :]


def _move(base: Weights, mode: Mode, shown: Sequence[Shown]) -> Doubles:
    """The move of the weights with the least loss: cross-entropy over each need's labelled candidates, and the distance moved."""
    ready = [ready for one in shown if (ready := _ready(base, mode, one)) is not None]
    width = len(base.lines[mode].columns)

    def loss(at: Doubles) -> tuple[float, Doubles]:
        value, slope = 0.5 * FIRM * float(at @ at), FIRM * at
        for rows, level, weights, wanted in ready:
            scores = level + rows @ at
            best = scores.max()
            odds = weights * np.exp(scores - best)
            value += float(np.log(odds.sum()) + best - wanted @ scores)
            slope = slope + rows.T @ (odds / odds.sum() - wanted)
        return value, slope

    return fitting.lowest(loss, np.zeros(width))


def _ready(base: Weights, mode: Mode, one: Shown) -> tuple[Floats, Doubles, Doubles, Doubles] | None:
    """A need's labelled candidates: values, score so far, how much each weighs, how much each is wanted; None where nothing is."""
    places = sorted(one.labels)
    weights = np.array([one.labels[place][1] for place in places], dtype=np.float64)
    gains = np.array([2 ** one.labels[place][0] - 1 for place in places], dtype=np.float64) * weights
    if len(places) < 2 or not gains.sum():
        return None
    weighing = ranker.mixed(base, mode, one.judged.need.spoken)
    values = weighing.values(one.judged.table)[places]
    return values.astype(np.float64), weighing.scores(values).astype(np.float64), weights, gains / gains.sum()
