"""A market held in memory: exact candidate search for a few ten thousand documents, without an index on disk.

`jinliang match rank` and training use it, since files are read once and want no index, and the tests hold the market on disk (`book`),
which the site uses, against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.features import K1, B, Offer
from jinliang.engines.retrieval.meaning import Reader
from jinliang.engines.retrieval.profile import Floats, Profile, Statistics, profile
from jinliang.engines.retrieval.text import KINDS, Kind

POWER: Final[Mapping[Kind, float]] = {"char": 1.0, "pair": 2.0, "word": 1.0}
"""How steeply rarity counts when candidates are looked for: pairs of characters by the square of their idf."""


class Pool:
    """Documents with their postings. Documents are numbered in their order."""

    def __init__(self, offers: Sequence[Offer], statistics: Statistics) -> None:
        self.offers = tuple(offers)
        self.statistics = statistics
        self._postings = {kind: self._inverted(kind) for kind in KINDS}
        meanings = [one.meaning for one in self.offers]
        self._vectors = (
            np.stack([one.vector for one in meanings if one is not None]) if meanings and all(meanings) else None
        )

    def offer(self, number: int) -> Offer:
        """A document ready to be judged."""
        return self.offers[number]

    def _inverted(self, kind: Kind) -> tuple[NDArray[np.int64], NDArray[np.int32], Floats]:
        counted = self.statistics.counted[kind]
        bags = [one.profile.bags[kind] for one in self.offers]
        none = np.zeros(0, dtype=np.int64)
        keys = np.searchsorted(counted.keys, np.concatenate([one.keys for one in bags])) if bags else none
        rows = np.repeat(np.arange(len(bags), dtype=np.int32), [len(one.keys) for one in bags])
        counts = np.concatenate([one.counts for one in bags]) if bags else none.astype(np.float32)
        lengths = np.array([one.total for one in bags], dtype=np.float32)
        pull = K1 * (1 - B + B * lengths / counted.length)
        saturated = counts * (K1 + 1) / (counts + pull[rows]) if bags else counts
        order = np.argsort(keys, kind="stable")
        starts = np.searchsorted(keys[order], np.arange(len(counted.keys) + 1))
        return starts.astype(np.int64), rows[order], saturated[order].astype(np.float32)

    def scores(self, need: Profile, kind: Kind) -> Floats:
        """Every document's BM25 for a need over one kind of terms."""
        counted, bag = self.statistics.counted[kind], need.bags[kind]
        known = self.statistics.known(kind, bag.keys)
        at = np.searchsorted(counted.keys, bag.keys)
        starts, rows, saturated = self._postings[kind]
        found = np.zeros(len(self.offers), dtype=np.float64)
        weights = known.idf ** POWER[kind] * np.sqrt(bag.counts)
        for place, weight in zip(at, weights, strict=True):
            if weight > 0:
                first, last = starts[place], starts[place + 1]
                found[rows[first:last]] += weight * saturated[first:last]
        return found.astype(np.float32)

    def search_text(self, need: Profile, kind: Kind, most: int) -> list[int]:
        """The documents that share most terms with a need, the best first."""
        return _best(self.scores(need, kind), most, above=0.0)

    def search_vector(self, vector: Floats, most: int) -> list[int]:
        """The documents whose vectors are nearest, the best first; none in a market without vectors."""
        return [] if self._vectors is None else _best(self._vectors @ vector, most)


def held(documents: Iterable[tuple[str, str, str]], reader: Reader | None = None) -> Pool:
    """A market of documents told by id, title and text."""
    rows = [(id, profile(title, text)) for id, title, text in documents]
    statistics = Statistics.of(one for _, one in rows)
    meanings = reader.read([one.plain for _, one in rows], "passage") if reader else [None] * len(rows)
    offers = [
        Offer(id, one, statistics.masses(one), meaning) for (id, one), meaning in zip(rows, meanings, strict=True)
    ]
    return Pool(offers, statistics)


def _best(scores: Floats, most: int, above: float | None = None) -> list[int]:
    if not len(scores):
        return []
    top = np.argpartition(-scores, min(most, len(scores) - 1))[:most] if most < len(scores) else np.arange(len(scores))
    top = top[np.lexsort((top, -scores[top]))]
    return [int(one) for one in top if above is None or scores[one] > above]
