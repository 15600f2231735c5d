"""One promise, two engines: every case runs over the files beside the database and over the OpenSearch adapter with its double."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Protocol

import numpy as np
import pytest
from opensearch_double import Double

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.index import Edition, Entry, MatchIndex, Where
from jinliang.engines.retrieval.opensearch import OpenSearchIndex
from jinliang.engines.retrieval.shelf import Shelf

EDITION = Edition("pairs-1", "none", "r-1", 7)


class Making(Protocol):
    """Makes an index of some entries."""

    def __call__(self, entries: Iterable[Entry] = (), edition: Edition = EDITION) -> MatchIndex: ...


@pytest.fixture(params=["embedded", "opensearch"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Making]:
    if request.param == "embedded":
        shelf = Shelf(tmp_path)
        yield lambda entries=(), edition=EDITION: shelf.rebuild(edition, 4, entries)
        return
    double = Double()

    def remote(entries: Iterable[Entry] = (), edition: Edition = EDITION) -> MatchIndex:
        index = OpenSearchIndex(double.address)
        index.rebuild(edition, 4, entries)
        return index

    yield remote
    double.close()


def pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]


def entry(id: str, title: str, body: str = "", **more: object) -> Entry:
    terms = {
        "title_pairs": pairs(title),
        "pairs": pairs(title) + pairs(body),
        "words": (title, body),
        "chars": title + body,
    }
    vector = more.pop("vector", None)
    made = None if vector is None else np.array(vector, dtype=np.float32)
    return Entry(id, vector=made, **terms, **more)  # type: ignore[arg-type]


MAY = [date(2021, 5, max(1, day)) for day in range(9)]
ENTRIES = (
    entry("o1", "激光焊接", "铝合金薄壁件的激光焊接气孔控制", kind="patent", owner="u1", updated=MAY[1], vector=[1, 0, 0, 0]),
    entry("o2", "电弧焊接", "厚板焊接", kind="achievement", owner="u1", updated=MAY[3], vector=[0.8, 0.6, 0, 0]),
    entry("o3", "镁合金骨钉", "可降解植入物", kind="achievement", owner="u2", updated=MAY[2], way=("转让", "许可"),
          field="生物", vector=[0, 0, 1, 0]),
    entry("n1", "求焊接气孔控制", "铝合金", kind="need", owner="e1", updated=MAY[3], way=("合作开发",), area="320400"),
)  # fmt: skip


def ids(hits: Iterable[object]) -> list[str]:
    return [hit.id for hit in hits]  # type: ignore[attr-defined]


def test_what_shares_the_rarest_terms_comes_first(make: Making) -> None:
    index = make(ENTRIES)
    assert ids(index.search_text(pairs("铝合金激光焊接的气孔"), 10))[:2] == ["o1", "n1"]
    assert ids(index.search_text(pairs("骨钉"), 10)) == ["o3"]
    assert ids(index.search_text(["厚板焊接"], 10, "words")) == ["o2"]
    assert index.search_text(pairs("骨钉"), 10)[0].score > 0
    assert index.search_text(pairs("石墨烯"), 10) == []


def test_terms_may_have_weights_of_their_own(make: Making) -> None:
    index = make(ENTRIES)
    assert ids(index.search_text({"激光": 9.0, "骨钉": 1.0, "电弧": 0}, 10))[0] == "o1"
    assert ids(index.search_text({"激光": 1.0, "骨钉": 9.0}, 10)) == ["o3", "o1"]
    assert "o2" not in ids(index.search_text({"激光": 1.0, "电弧": 0, "石墨": 3.0}, 10))
    assert ids(index.search_text({**{f"第{n}": 1.0 for n in range(200)}, "骨钉": 2.0}, 10)) == ["o3"]
    assert ids(index.search_text(["镁", "钉"], 10, "chars")) == ["o3"]


def test_conditions_are_met_before_the_limit(make: Making) -> None:
    crowd = [entry(f"c{n:02}", "激光焊接气孔", kind="need", vector=[1, 0, 0, 0]) for n in range(40)]
    index = make([*ENTRIES, *crowd])
    where = Where(kind=("achievement",))
    assert ids(index.search_text(pairs("激光焊接气孔"), 1, where=where)) == ["o2"]
    assert ids(index.search_vector(np.array([1, 0, 0, 0], dtype=np.float32), 1, where)) == ["o2"]
    assert ids(index.search_text(pairs("激光焊接气孔"), 1, where=Where(kind=("patent", "achievement")))) == ["o1"]


@pytest.mark.parametrize(
    ("where", "wanted"),
    [
        (Where(), ["n1", "o2", "o3", "o1"]),
        (Where(kind=("achievement", "patent")), ["o2", "o3", "o1"]),
        (Where(way=("许可",)), ["o3"]),
        (Where(way=("合作开发", "转让")), ["n1", "o3"]),
        (Where(way=("从未有过",)), []),
        (Where(field=("生物",), owner=("u2",)), ["o3"]),
        (Where(field=("从未有过",)), []),
        (Where(area=("320400",)), ["n1"]),
        (Where(not_owner=("u1", "e1")), ["o3"]),
        (Where(not_owner=("谁也不是",), kind=("need",)), ["n1"]),
        (Where(since=date(2021, 5, 2)), ["n1", "o2", "o3"]),
        (Where(since=date(2021, 6, 1)), []),
    ],
)
def test_conditions(make: Making, where: Where, wanted: list[str]) -> None:
    index = make(ENTRIES)
    assert index.filter(where, 10) == wanted
    assert index.filter(where, 1) == wanted[:1]
    assert index.count(where) == len(wanted)
    assert sorted(ids(index.search_text(pairs("焊接合金"), 10, where=where))) == sorted(wanted)
    near = index.search_vector(np.array([1, 0, 0, 0], dtype=np.float32), 10, where)
    assert sorted(ids(near)) == sorted(set(wanted) - {"n1"}), "what has no vector is not found by one"


def test_the_nearest_come_with_their_cosine(make: Making) -> None:
    index = make(ENTRIES)
    hits = index.search_vector(np.array([0.8, 0.6, 0, 0], dtype=np.float32), 2)
    assert ids(hits) == ["o2", "o1"]
    assert [hit.score for hit in hits] == pytest.approx([1, 0.8], abs=2e-3)
    found = index.vectors(["o3", "n1", "nobody"])
    assert list(found) == ["o3"]
    assert found["o3"] == pytest.approx(np.array([0, 0, 1, 0]))
    assert index.vectors([]) == {}


def test_an_entry_put_in_again_is_replaced(make: Making) -> None:
    index = make(ENTRIES)
    index.upsert([entry("o1", "超声检测", kind="achievement", updated=date(2021, 6, 1), vector=[0, 0, 0, 1])])
    assert ids(index.search_text(pairs("超声检测"), 10)) == ["o1"]
    assert "o1" not in ids(index.search_text(pairs("激光焊接"), 10))
    assert index.search_vector(np.array([0, 0, 0, 1], dtype=np.float32), 1)[0].score == pytest.approx(1, abs=1e-3)
    assert index.filter(Where(), 1) == ["o1"]
    assert index.count() == 4
    index.upsert([entry("o1", "超声检测"), entry("o1", "磁粉检测")])
    assert index.search_text(pairs("超声"), 10) == []
    assert "o1" not in ids(index.search_vector(np.array([0, 0, 0, 1], dtype=np.float32), 10))


def test_an_entry_taken_out_is_gone(make: Making) -> None:
    index = make(ENTRIES)
    index.delete(["o3", "nobody", "o3"])
    assert index.search_text(pairs("骨钉"), 10) == []
    assert "o3" not in ids(index.search_vector(np.array([0, 0, 1, 0], dtype=np.float32), 10))
    assert index.count() == 3
    index.upsert([ENTRIES[2]])
    assert ids(index.search_text(pairs("骨钉"), 10)) == ["o3"]


def test_an_empty_index_finds_nothing(make: Making) -> None:
    index = make()
    assert index.count() == 0
    assert index.search_text(pairs("激光焊接"), 10) == []
    assert index.search_vector(np.array([1, 0, 0, 0], dtype=np.float32), 10) == []
    assert index.filter(Where(), 10) == []


@pytest.mark.parametrize("terms", [[], [""], [" "], ["激光 焊接"], ["\t"], ["长" * 5000]])
def test_terms_that_are_none_find_nothing(make: Making, terms: list[str]) -> None:
    assert make(ENTRIES).search_text(terms, 10) == []


def test_no_limit_no_hits(make: Making) -> None:
    index = make(ENTRIES)
    assert index.search_text(pairs("焊接"), 0) == []
    assert index.search_vector(np.array([1, 0, 0, 0], dtype=np.float32), 0) == []


def test_of_a_very_long_need_the_rarest_terms_are_looked_up(make: Making) -> None:
    crowd = [
        entry(f"c{n:02}", "铝合金焊接", "".join(chr(0x4E00 + n // 4 * 7 + k) for k in range(9))) for n in range(60)
    ]
    index = make([*ENTRIES, *crowd])
    common = [pair for one in crowd[:50] for pair in one.pairs]
    assert "o3" in ids(index.search_text([*common * 3, "骨钉"], 100))


def test_an_edition_says_of_what_it_was_made(make: Making) -> None:
    index = make(ENTRIES)
    assert index.edition == EDITION  # type: ignore[attr-defined]
    index.upsert([], journal=9)  # type: ignore[call-arg]
    index.delete(["o1"], journal=12)  # type: ignore[call-arg]
    assert index.edition.journal == 12  # type: ignore[attr-defined]


def test_both_engines_bring_the_same_candidates(tmp_path: Path) -> None:
    draw = random.Random(3)
    letters = "轨道交通新能源装备材料智能制造生物医药机器人检测焊接涂层传感控制电池光伏合金陶瓷"
    texts = ["".join(draw.choices(letters, k=draw.randint(20, 60))) for _ in range(300)]
    entries = [entry(f"d{n}", text[:8], text[8:]) for n, text in enumerate(texts)]
    double = Double()
    try:
        remote = OpenSearchIndex(double.address)
        remote.rebuild(EDITION, 0, entries)
        local = Shelf(tmp_path).rebuild(EDITION, 0, entries)
        shared = []
        for _ in range(12):
            asked = pairs("".join(draw.choices(letters, k=14)))
            one, other = (set(ids(index.search_text(asked, 50))) for index in (local, remote))
            shared.append(len(one & other) / max(1, len(one)))
        assert sum(shared) / len(shared) >= 0.95
    finally:
        double.close()


def test_an_index_of_something_else_is_refused(tmp_path: Path) -> None:
    shelf, double = Shelf(tmp_path), Double()
    try:
        opened: list[Callable[[Edition], object]] = [
            shelf.current,
            lambda wanted: OpenSearchIndex(double.address, wanted=wanted),
        ]
        for one in opened:
            with pytest.raises(Refusal) as refused:
                one(EDITION)
            assert refused.value.code == "index_absent"
        shelf.rebuild(EDITION, 4, ENTRIES)
        OpenSearchIndex(double.address).rebuild(EDITION, 4, ENTRIES)
        for one in opened:
            one(Edition("pairs-1", "none", "r-1", 99))
            for other in (
                Edition("pairs-2", "none", "r-1"),
                Edition("pairs-1", "e5", "r-1"),
                Edition("pairs-1", "none", "r-2"),
            ):
                with pytest.raises(Refusal) as refused:
                    one(other)
                assert refused.value.code == "index_outdated"
                assert "重建" in refused.value.fix
    finally:
        double.close()
