"""The index behind the matcher brings the candidates that an exact search in memory brings."""

from pathlib import Path

import numpy as np
import pytest

from jinliang.bench import listings
from jinliang.engines.retrieval.encoder import unit
from jinliang.engines.retrieval.features import Meaning, Offer
from jinliang.engines.retrieval.index import Edition, Where
from jinliang.engines.retrieval.market import IndexMarket, entry
from jinliang.engines.retrieval.pool import Pool
from jinliang.engines.retrieval.profile import Statistics, profile
from jinliang.engines.retrieval.shelf import Shelf
from jinliang.engines.retrieval.text import KINDS


@pytest.fixture(scope="module")
def markets(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pool, IndexMarket, IndexMarket]:
    """In memory, on disk, and on disk with half of the offers wanted."""
    draw = np.random.default_rng(2)
    made = [listings.listing(number) for number in range(500)]
    profiles = [profile(one.title, one.text) for one in made]
    vectors = unit(draw.normal(size=(500, 16)).astype(np.float32))
    statistics = Statistics.of(profiles)
    offers = {
        str(n): Offer(str(n), one, statistics.masses(one), Meaning(vectors[n], vectors[n][None]))
        for n, one in enumerate(profiles)
    }
    folder: Path = tmp_path_factory.mktemp("market")
    index = Shelf(folder).rebuild(
        Edition("t", "m", "r"),
        16,
        (entry(str(n), one, vectors[n], kind="even" if n % 2 == 0 else "odd") for n, one in enumerate(profiles)),
    )
    return (
        Pool(list(offers.values()), statistics),
        IndexMarket(index, statistics, offers.__getitem__),
        IndexMarket(index, statistics, offers.__getitem__, Where(kind=("even",))),
    )


@pytest.mark.parametrize("kind", KINDS)
def test_terms_bring_the_same_candidates(markets: tuple[Pool, IndexMarket, IndexMarket], kind: str) -> None:
    pool, index, _ = markets
    shared = []
    for number in range(900, 915):
        one = listings.listing(number)
        need = profile("", f"{one.title}。{one.text[:60]}")
        exact = {pool.offers[n].id for n in pool.search_text(need, kind, 100)}  # type: ignore[arg-type]
        found = {index.offer(n).id for n in index.search_text(need, kind, 100)}  # type: ignore[arg-type]
        shared.append(len(exact & found) / len(exact))
    assert np.mean(shared) >= 0.85


def test_vectors_bring_the_same_candidates(markets: tuple[Pool, IndexMarket, IndexMarket]) -> None:
    pool, index, _ = markets
    asked = pool.offers[7].meaning.vector  # type: ignore[union-attr]
    exact = [pool.offers[n].id for n in pool.search_vector(asked, 20)]
    assert [index.offer(n).id for n in index.search_vector(asked, 20)][:10] == exact[:10]


def test_conditions_go_with_every_question(markets: tuple[Pool, IndexMarket, IndexMarket]) -> None:
    _, _, even = markets
    need = profile("", "轨道车辆齿轮箱激光焊接气孔率偏高")
    found = {even.offer(n).id for kind in KINDS for n in even.search_text(need, kind, 50)}
    found |= {even.offer(n).id for n in even.search_vector(np.ones(16, dtype=np.float32), 50)}
    assert len(found) > 50
    assert all(int(id) % 2 == 0 for id in found)


def test_what_nobody_says_finds_nothing(markets: tuple[Pool, IndexMarket, IndexMarket]) -> None:
    _, index, _ = markets
    assert index.search_text(profile("", "龘靐"), "pair", 10) == []
    assert index.search_text(profile("", ""), "word", 10) == []
