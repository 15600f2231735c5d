"""A market on disk judges as one in memory does, and grows, shrinks and is made anew without being wrong in between."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from engines.retrieval.small_market import NEEDS, OFFERS
from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval import ranker
from jinliang.engines.retrieval.book import Book, Told, meanings_of
from jinliang.engines.retrieval.features import Meaning
from jinliang.engines.retrieval.index import Edition, Where
from jinliang.engines.retrieval.matcher import Matcher
from jinliang.engines.retrieval.pool import held
from jinliang.engines.retrieval.profile import Statistics, profile
from jinliang.engines.retrieval.stock import Kept, packed
from jinliang.engines.retrieval.text import Plain

WANTED = Edition("t", "m", "r")
TOLD = [Told(id, title, text, owner=id) for id, title, text in OFFERS]


class Letters:
    """A stand-in for the sentence model."""

    def read(self, texts: Sequence[Plain], role: str) -> list[Meaning]:
        found = []
        for one in texts:
            pieces = np.zeros((max(len(one.text), 1), 64), dtype=np.float32)
            for place, letter in enumerate(one.text):
                pieces[place, ord(letter) % 64] = 1
            vector = (pieces.sum(axis=0) + 1e-3).astype(np.float32)
            vector /= np.linalg.norm(vector)
            rarity = np.ones(len(pieces), dtype=np.float32)
            found.append(Meaning(vector, vector[None], (pieces * 127).astype(np.int8), rarity))
        return found


def made(folder: Path, told: Sequence[Told] = TOLD, reader: Letters | None = None) -> Book:
    book = Book(folder, WANTED, 64 if reader else 0)
    found = reader.read([profile(one.title, one.text).plain for one in told], "passage") if reader else []
    book.make(lambda: told, meanings_of(dict(zip((one.id for one in told), found, strict=False))) if reader else None)
    return book


@pytest.mark.parametrize("reader", [None, Letters()], ids=["words", "meaning"])
def test_it_judges_as_a_market_in_memory_does(tmp_path: Path, reader: Letters | None) -> None:
    disk = Matcher(made(tmp_path, reader=reader).market(), ranker.shipped(), reader)
    memory = Matcher(held(OFFERS, reader), ranker.shipped(), reader)
    for title, text in NEEDS.values():
        one, other = disk.match(title, text), memory.match(title, text)
        assert [each.document for each in one[:3]] == [each.document for each in other[:3]]
        assert [each.strength for each in one] == [each.strength for each in other]
        assert one[0].score == pytest.approx(other[0].score, abs=0.05)
        assert one[0].reasons == other[0].reasons


def test_what_is_kept_is_what_was_told() -> None:
    title, text = "耐高温涂层", "耐300℃以上,<b>一件</b>最多给40秒。\ud800 寿命不少于10年。"
    read = profile(title, text)
    statistics = Statistics.of([read])
    meaning = Letters().read([read.plain], "passage")[0]
    kept = Kept("x", packed(read, statistics.masses(read), meaning))
    assert (kept.plain, kept.sentences) == (read.plain, read.sentences)
    assert kept.conditions[0].text.startswith("耐300")
    for kind, bag in read.bags.items():
        assert kept.bags[kind].keys.tolist() == bag.keys.tolist()
        assert kept.bags[kind].counts.tolist() == bag.counts.tolist()
        assert kept.bags[kind].titled.tolist() == bag.titled.tolist()
        assert kept.bags[kind].total == bag.total
        assert kept.masses[kind].norm == pytest.approx(statistics.masses(read)[kind].norm)
    assert kept.meaning is not None
    assert kept.meaning.pieces is not None
    assert meaning.pieces is not None
    assert kept.meaning.pieces.tolist() == meaning.pieces.tolist()
    assert kept.vector == pytest.approx(meaning.vector, abs=1e-3)
    bare = Kept("y", packed(profile("", ""), Statistics.of([]).masses(profile("", "")), None))
    assert (bare.meaning, bare.vector, bare.conditions, bare.plain.text) == (None, None, (), "")


@pytest.mark.parametrize("cut", [0, 10, 200])
def test_a_record_that_is_not_whole_is_refused(cut: int) -> None:
    read = profile("标题", "去毛刺的工艺")
    record = packed(read, Statistics.of([read]).masses(read), None)
    with pytest.raises(Refusal) as refused:
        Kept("x", record[: min(cut, len(record) - 1)])
    assert refused.value.code == "index_broken"


def test_what_comes_in_is_found_and_counted_and_what_leaves_is_not(tmp_path: Path) -> None:
    book = made(tmp_path, TOLD[:6])
    other = Book(tmp_path, WANTED, 0)
    assert other.market().statistics.size == 6
    book.put(TOLD[6:], None, 9, "hash")
    statistics, whole = other.market().statistics, held(OFFERS).statistics
    assert statistics.size == whole.size
    for kind, one in whole.counted.items():
        assert statistics.counted[kind].keys.tolist() == one.keys.tolist()
        assert statistics.counted[kind].documents.tolist() == one.documents.tolist()
        assert statistics.counted[kind].occurrences.tolist() == one.occurrences.tolist()
        assert statistics.counted[kind].length == pytest.approx(one.length)
    book.put(TOLD[:3], None)
    assert other.market().statistics.size == whole.size, "put in again is not counted again"
    assert (other.index().edition.journal, other.index().edition.head) == (9, "hash")
    book.take_out(["water"], 11, "other")
    found = Matcher(other.market(), ranker.shipped()).match(*NEEDS["water"])
    assert "water" not in {one.document for one in found}
    assert (
        Matcher(other.market(Where(not_owner=("weld",))), ranker.shipped()).match(*NEEDS["weld"])[0].document != "weld"
    )


def test_rows_that_count_no_more_wear_it_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jinliang.engines.retrieval.book._DEAD", 5)
    book = made(tmp_path)
    assert not book.worn()
    for _ in range(2):
        book.put(TOLD, None)
    assert book.worn()
    book.make(lambda: TOLD, None)
    assert not book.worn()
