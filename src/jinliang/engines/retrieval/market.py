"""The product's market for the matcher: candidates from an index, offers from wherever they are kept.

The index is given terms as the ranker counts them, each number written in hexadecimal; the weights of a question are the ranker's.
Conditions go to the index with every question, so no candidate is fetched to be thrown away.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

import numpy as np

from jinliang.engines.retrieval.features import Candidate
from jinliang.engines.retrieval.index import ANY, MOST_TERMS, Entry, Hit, MatchIndex, Terms, Vector, Where
from jinliang.engines.retrieval.pool import POWER
from jinliang.engines.retrieval.profile import Bag, Floats, Profile, Statistics
from jinliang.engines.retrieval.text import Kind

OF: Final[dict[Kind, Terms]] = {"pair": "pairs", "word": "words", "char": "chars"}


class IndexMarket:
    """Offers by the number under which this market first met them; one market lives as long as a question or a batch of them."""

    def __init__(
        self, index: MatchIndex, statistics: Statistics, offers: Callable[[str], Candidate], where: Where = ANY
    ) -> None:
        self.statistics = statistics
        self._index, self._offers, self._where = index, offers, where
        self._ids: list[str] = []
        self._numbers: dict[str, int] = {}

    def search_text(self, need: Profile, kind: Kind, most: int) -> list[int]:
        """The offers that share most terms of one kind with a need, the best first."""
        return self._numbered(self._index.search_text(self.question(need, kind), most, OF[kind], self._where))

    def search_vector(self, vector: Floats, most: int) -> list[int]:
        """The offers whose vectors are nearest, the best first."""
        return self._numbered(self._index.search_vector(vector, most, self._where))

    def offer(self, number: int) -> Candidate:
        """An offer ready to be judged."""
        return self._offers(self._ids[number])

    def question(self, need: Profile, kind: Kind) -> dict[str, float]:
        """A need's heaviest terms. The index weighs a term by its rarity itself, so what is told is the rest of its weight."""
        bag = need.bags[kind]
        idf = self.statistics.known(kind, bag.keys).idf
        strength = np.sqrt(bag.counts)
        heaviest = np.argsort(-strength * idf ** POWER[kind], kind="stable")[:MOST_TERMS]
        told = strength * idf ** (POWER[kind] - 1)
        return {token(int(bag.keys[at])): float(told[at]) for at in heaviest if idf[at] > 0}

    def _numbered(self, hits: Sequence[Hit]) -> list[int]:
        for hit in hits:
            if hit.id not in self._numbers:
                self._numbers[hit.id] = len(self._ids)
                self._ids.append(hit.id)
        return [self._numbers[hit.id] for hit in hits]


def entry(
    id: str,
    read: Profile,
    vector: Vector | None = None,
    *,
    record: bytes = b"",
    kind: str = "",
    field: str = "",
    area: str = "",
    maturity: str = "",
    way: tuple[str, ...] = (),
    owner: str = "",
    updated: date = date.min,
) -> Entry:
    """A listing as the index keeps it, from its profile."""
    tokens = {name: _tokens(read.bags[one]) for one, name in OF.items()}
    return Entry(
        id,
        pairs=tokens["pairs"],
        words=tokens["words"],
        chars=tokens["chars"],
        kind=kind,
        field=field,
        area=area,
        maturity=maturity,
        way=way,
        owner=owner,
        updated=updated,
        vector=vector,
        record=record,
    )


def token(key: int) -> str:
    """A term's number as the index spells it."""
    return f"{key:x}"


def _tokens(bag: Bag) -> list[str]:
    return [token(int(key)) for key, count in zip(bag.keys, bag.counts, strict=True) for _ in range(int(count))]
