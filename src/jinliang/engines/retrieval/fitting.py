"""How weights are learned: the offer of use should stand first among the candidates, and its chance should be true.

Two smooth losses over graded candidates: the cross-entropy of a softmax over each need's candidates (ListNet, Cao et al. 2007) for the
order, and the logistic loss of each pair for the chance. Both are met by L-BFGS (Nocedal and Wright 2006, algorithm 7.4) in plain numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.features import Terms
from jinliang.engines.retrieval.profile import Floats

Doubles = NDArray[np.float64]
Loss = Callable[[Doubles], tuple[float, Doubles]]


@dataclass(frozen=True, slots=True)
class Graded:
    """One need's candidates: their features, and the gain of each (2^grade − 1)."""

    rows: Floats
    gains: Floats


def lowest(loss: Loss, start: Doubles, steps: int = 200, memory: int = 10) -> Doubles:
    """The place where a smooth loss is lowest, near `start`; the loss tells its value and its slope.

    >>> lowest(lambda x: (float(((x - 3) ** 2).sum()), 2 * (x - 3)), np.zeros(2)).round(6).tolist()
    [3.0, 3.0]
    """
    place = start.astype(np.float64)
    value, slope = loss(place)
    moves: list[tuple[Doubles, Doubles]] = []
    for _ in range(steps):
        if np.abs(slope).max() < 1e-5:
            break
        way = _direction(slope, moves)
        fall = float(slope @ way)
        step = 1.0 if moves else min(1.0, 1 / float(np.abs(slope).sum()))
        found = None
        for _ in range(30):
            there = place + step * way
            its, its_slope = loss(there)
            if its <= value + 1e-4 * step * fall:
                found = its, its_slope, there
                break
            step /= 2
        if found is None:
            break
        its, its_slope, there = found
        moved, turned = there - place, its_slope - slope
        if moved @ turned > 1e-12:
            moves = [*moves[-(memory - 1) :], (moved, turned)]
        done = value - its <= 1e-9 * max(1.0, abs(value))
        place, value, slope = there, its, its_slope
        if done:
            break
    return place


def _direction(slope: Doubles, moves: Sequence[tuple[Doubles, Doubles]]) -> Doubles:
    way = -slope
    shares: list[float] = []
    for moved, turned in reversed(moves):
        share = float(moved @ way / (moved @ turned))
        shares.append(share)
        way = way - share * turned
    if moves:
        moved, turned = moves[-1]
        way = way * float(moved @ turned / (turned @ turned))
    for (moved, turned), share in zip(moves, reversed(shares), strict=True):
        way = way + moved * (share - float(turned @ way / (moved @ turned)))
    return way


def order(
    graded: Sequence[Graded], start: Doubles, firm: float, chance: float = 0.0, base: float = 0.0
) -> tuple[Doubles, float]:
    """Weights that put what is of use first, and the base of the score.

    `firm` holds the weights to `start`; `chance` is how much the truth of each chance counts beside the order.
    """
    rows = np.concatenate([one.rows for one in graded]).astype(np.float64)
    gains = np.concatenate([one.gains for one in graded]).astype(np.float64)
    starts = np.cumsum([0, *(len(one.gains) for one in graded[:-1])])
    owner = np.repeat(np.arange(len(graded)), [len(one.gains) for one in graded])
    whole = np.add.reduceat(gains, starts)
    answered = whole > 0
    wanted = gains / np.maximum(whole, 1e-9)[owner]
    useful = (gains >= 3).astype(np.float64)

    def loss(at: Doubles) -> tuple[float, Doubles]:
        weights, shift = at[:-1], at[-1]
        scores = rows @ weights
        best = np.maximum.reduceat(scores, starts)
        odds = np.exp(scores - best[owner])
        sums = np.add.reduceat(odds, starts)
        value = float(((np.log(sums) + best - np.add.reduceat(wanted * scores, starts)) * answered).sum())
        push = (odds / sums[owner] - wanted) * answered[owner]
        pull = 0.0
        if chance:
            level = np.clip(scores + shift, -500, 500)
            value += chance * float((np.logaddexp(0, level) - useful * level).sum())
            each = chance * (1 / (1 + np.exp(-level)) - useful)
            push = push + each
            pull = float(each.sum())
        away = weights - start
        value += 0.5 * firm * float(away @ away)
        return value, np.append(rows.T @ push + firm * away, pull)

    found = lowest(loss, np.append(start, base))
    return found[:-1], float(found[-1])


def terms(needs: Sequence[tuple[Terms, Floats]], start: Doubles, firm: float) -> Doubles:
    """Term weights that put what is of use first; each need comes with its terms against the candidates and their gains."""
    half = len(start) // 2
    ready = [
        (
            one.saturated.astype(np.float64),
            one.titled.astype(np.float64),
            one.told.astype(np.float64),
            gains / gains.sum(),
        )
        for one, gains in needs
        if gains.sum() > 0 and len(one.keys)
    ]

    def loss(at: Doubles) -> tuple[float, Doubles]:
        value, slope = 0.0, np.zeros(len(at))
        for saturated, titled, told, wanted in ready:
            body = np.exp(np.clip(told @ at[:half], -8, 6))
            title = np.exp(np.clip(told @ at[half:], -8, 6))
            scores = saturated @ body + titled @ title
            best = scores.max()
            odds = np.exp(scores - best)
            value += float(np.log(odds.sum()) + best - wanted @ scores)
            push = odds / odds.sum() - wanted
            slope[:half] += told.T @ (body * (saturated.T @ push))
            slope[half:] += told.T @ (title * (titled.T @ push))
        away = at - start
        return value + 0.5 * firm * float(away @ away), slope + firm * away

    return lowest(loss, start, steps=60)
