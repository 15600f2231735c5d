"""Many vectors: what faiss finds is nearly what a whole scan finds, and conditions, departures and newcomers count at once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from jinliang.engines.retrieval import vector as vectors
from jinliang.engines.retrieval.embedded import EmbeddedIndex
from jinliang.engines.retrieval.encoder import unit
from jinliang.engines.retrieval.index import Edition, Entry, Where
from jinliang.engines.retrieval.shelf import Shelf

EDITION = Edition("pairs-1", "e5", "r-1")
MANY, WIDTH = 6000, 32


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> np.ndarray:
    """Vectors in clusters, as texts lie; more of them than are scanned."""
    monkeypatch.setattr(vectors, "EXACT", 1000)
    monkeypatch.setattr(vectors, "_FEW", 500)
    draw = np.random.default_rng(5)
    middles = draw.normal(size=(60, WIDTH))
    return unit((middles[draw.integers(0, 60, MANY)] + 0.5 * draw.normal(size=(MANY, WIDTH))).astype(np.float32))


def made(folder: Path, cloud: np.ndarray) -> EmbeddedIndex:
    kinds = ("need", "patent", "achievement", "expert")
    entries = (
        Entry(f"d{n}", kind=kinds[n % 4], owner=f"u{n % 50}", vector=vector, pairs=("甲",))
        for n, vector in enumerate(cloud)
    )
    return Shelf(folder).rebuild(EDITION, WIDTH, entries)


def recall(index: EmbeddedIndex, cloud: np.ndarray, where: Where, allowed: np.ndarray) -> float:
    draw = np.random.default_rng(6)
    shares = []
    for row in draw.integers(0, len(cloud), 60):
        asked = unit(cloud[row] + 0.1 * draw.normal(size=WIDTH).astype(np.float32))
        scores = np.where(allowed, cloud @ asked, -2)
        best = {f"d{n}" for n in np.argsort(-scores)[:10]}
        hits = index.search_vector(asked, 10, where)
        assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
        shares.append(len(best & {hit.id for hit in hits}) / 10)
    return float(np.mean(shares))


def test_nearly_all_of_the_nearest_are_found(tmp_path: Path, cloud: np.ndarray) -> None:
    index = made(tmp_path, cloud)
    everything = np.ones(MANY, dtype=bool)
    assert recall(index, cloud, Where(), everything) >= 0.95
    assert recall(Shelf(tmp_path).current(), cloud, Where(), everything) >= 0.95, "as it is read back"
    needs = np.arange(MANY) % 4 == 0
    assert recall(index, cloud, Where(kind=("need",)), needs) >= 0.95
    others = np.arange(MANY) % 4 != 0
    assert recall(index, cloud, Where(kind=("patent", "achievement", "expert")), others) >= 0.95
    mine = np.arange(MANY) % 50 == 3
    assert recall(index, cloud, Where(owner=("u3",)), mine) == 1, "few enough to be looked at one by one"


def test_newcomers_and_departures_count_at_once(tmp_path: Path, cloud: np.ndarray) -> None:
    index = made(tmp_path, cloud)
    asked = cloud[17]
    assert index.search_vector(asked, 1)[0].id == "d17"
    index.delete(["d17"])
    assert "d17" not in {hit.id for hit in index.search_vector(asked, 50)}
    index.upsert([Entry("new", vector=asked)])
    assert index.search_vector(asked, 1)[0].id == "new"
    more = [Entry(f"m{n}", vector=vector) for n, vector in enumerate(cloud[:1500])]
    index.upsert(more)
    assert {hit.id for hit in index.search_vector(asked, 2)} == {"new", "m17"}
    assert {hit.id for hit in Shelf(tmp_path).current().search_vector(asked, 2)} == {"new", "m17"}


def test_damaged_lists_are_made_anew(tmp_path: Path, cloud: np.ndarray) -> None:
    made(tmp_path, cloud)
    (file,) = tmp_path.glob("edition-*/nearest")
    file.write_bytes(file.read_bytes()[:2000])
    assert Shelf(tmp_path).current().search_vector(cloud[17], 1)[0].id == "d17"


def test_without_a_model_there_are_no_vectors(tmp_path: Path) -> None:
    index = Shelf(tmp_path).rebuild(EDITION, 0, [Entry("d1", pairs=("激光",))])
    assert [hit.id for hit in index.search_text(["激光"], 5)] == ["d1"]
    assert index.search_vector(np.ones(4, dtype=np.float32), 5) == []
    assert index.vectors(["d1"]) == {}
