"""Monte-Carlo draws for appraisals (评估): all draws of a basis at once. The core holds them against its own formulas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from jinliang.core.appraisal import ASSUMED, Basis, Estimate, Range, check_basis, check_draws, estimate

Numbers = NDArray[np.float64]
_SHIFT = np.uint64(11)


def appraised(basis: Basis, seed: int, draws: int) -> Estimate:
    """A way worked out with so many draws. Raises what `check_basis` and `check_draws` raise."""
    check_basis(basis)
    check_draws(draws)
    return estimate(basis, seed, drawn(basis, seed, draws).tolist())


def units(seed: int, count: int) -> Numbers:
    """The first numbers of a seed, from 0 to 1: SplitMix64, as in the core."""
    with np.errstate(over="ignore"):
        mixed = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    found: Numbers = ((mixed ^ (mixed >> np.uint64(31))) >> _SHIFT) / float(1 << 53)
    return found


def drawn(basis: Basis, seed: int, draws: int) -> Numbers:
    """The worth in each draw, yuan."""
    if basis.method == "market":
        return _market(basis, seed, draws)
    names = tuple(ASSUMED[basis.method])
    at = units(seed, draws * len(names)).reshape(draws, len(names))
    taken = {name: _triangle(basis.assumed[name], at[:, place]) for place, name in enumerate(names)}
    if basis.method == "cost":
        spent = sum((float(amount) * (1 + taken["index"]) ** years for years, amount in basis.spent), np.zeros(draws))
        return spent * (1 + taken["markup"]) * (1 - taken["obsolescence"])
    part = taken["royalty"] if basis.method == "royalty" else taken["margin"] * taken["share"]
    first = taken["sales"] * part * (1 - float(basis.tax))
    grow, fall = 1 + taken["growth"], 1 + taken["discount"]
    return sum((first * grow**year / fall ** (year + 1 + basis.wait) for year in range(basis.years)), np.zeros(draws))


def _market(basis: Basis, seed: int, draws: int) -> Numbers:
    prices = np.array([float(deal.price) for deal in basis.deals])
    edges = np.cumsum([float(deal.weight) for deal in basis.deals])
    at = units(seed, draws * len(prices)) * edges[-1]
    places = np.minimum(np.searchsorted(edges, at, side="right"), len(prices) - 1)
    found: Numbers = prices[places].reshape(draws, len(prices)).mean(axis=1)
    return found


def _triangle(range_: Range, at: Numbers) -> Numbers:
    low, mid, high = float(range_.low), float(range_.mid), float(range_.high)
    width = high - low
    if not width:
        return np.full(len(at), low)
    left = low + np.sqrt(at * width * (mid - low))
    right = high - np.sqrt((1 - at) * width * (high - mid))
    return np.where(at * width < mid - low, left, right)
