"""The benchmark of matching measures what it says, at a size that takes no time."""

from pathlib import Path

import numpy as np
import pytest

from jinliang.bench import award, listings, match
from jinliang.engines.retrieval.encoder import Role, Vectors, unit


class Quick:
    """Vectors by the pairs of a text, so that like texts are near."""

    name, dimension = "quick", 64

    def encode(self, texts: list[str], role: Role) -> Vectors:
        rows = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for place, text in enumerate(texts):
            for pair in listings.pairs(text):
                rows[place, sum(map(ord, pair)) % self.dimension] += 1
        return unit(rows)


def test_every_figure_is_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(match, "builtin", lambda _home: Quick())
    monkeypatch.setattr(match, "ENCODED", 60)
    monkeypatch.setattr(match, "QUESTIONS", 12)
    told: list[str] = []
    found = match.run(400, tmp_path, told.append, peers=False)
    assert (found.documents, found.encoded) == (400, 60)
    assert found.vector_recall_at_10 >= 0.95  # some are equally near
    assert 100 <= found.candidates <= 280
    assert 0 < found.p50_ms <= found.p95_ms < 1000
    assert set(found.parts_p50_ms) == {"encode", "terms", "pairs", "words", "vectors", "stored"}
    assert found.new_dense_ms >= found.new_lexical_ms > 0
    assert found.disk_mb > 0
    assert len(told) == 3


def test_made_up_listings_are_the_same_each_time_and_hardly_two_alike() -> None:
    made = [listings.listing(number) for number in range(500)]
    assert made[:50] == [listings.listing(number) for number in range(50)]
    assert len({one.text for one in made}) == 500
    assert all(150 <= len(one.text) <= 260 for one in made)


def test_awards_are_decided_as_the_peer_sums_them() -> None:
    found = award.run(2_000, lambda _: None)
    assert (found.receipts, found.contracts, found.applicants) == (2_000, 400, 4)
    assert found.agree == found.applicants
    assert found.sentences > found.contracts
    assert found.ours_ms >= found.decide_ms > 0
