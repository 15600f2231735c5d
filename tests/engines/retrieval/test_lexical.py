"""The index in files: what a crash leaves, what damage is said to be, who may write, and who sees what."""

from __future__ import annotations

import json
import multiprocessing
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval import embedded
from jinliang.engines.retrieval.embedded import EmbeddedIndex
from jinliang.engines.retrieval.index import Edition, Entry
from jinliang.engines.retrieval.shelf import Shelf

EDITION = Edition("pairs-1", "e5", "r-1", 7)


def entry(number: int, *pairs: str) -> Entry:
    return Entry(f"d{number}", pairs=pairs or ("激光", f"第{number}"))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    shelf.rebuild(EDITION, 4, [entry(number) for number in range(300)])
    return shelf


def edition(tmp_path: Path) -> Path:
    return tmp_path / (tmp_path / "current").read_text()


def found(index: EmbeddedIndex, term: str) -> list[str]:
    return [hit.id for hit in index.search_text([term], 10)]


def refusal(shelf: Shelf) -> Refusal:
    with pytest.raises(Refusal) as refused:
        _use(shelf)
    return refused.value


def _use(shelf: Shelf) -> None:
    index = shelf.current(EDITION)
    for number in range(300):
        index.search_text([f"第{number}", "激光"], 300)


# ---- damage ---------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("shelf")
def test_every_file_cut_short_is_said_to_be_so(tmp_path: Path) -> None:
    files = sorted(one for one in edition(tmp_path).rglob("*") if one.is_file() and one.stat().st_size)
    whole = {one: one.read_bytes() for one in files}
    matter = [one for one in files if not one.name.startswith(".") and one.name not in ("lock", "nearest")]
    assert len(matter) >= 8
    for one in matter:
        for content in (b"", whole[one][: len(whole[one]) // 2]):
            one.write_bytes(content)
            assert refusal(Shelf(tmp_path)).code == "index_broken", one.name
        one.write_bytes(whole[one])
    assert Shelf(tmp_path).current(EDITION).count() == 300


@pytest.mark.usefixtures("shelf")
def test_a_missing_part_is_said_to_be_so(tmp_path: Path) -> None:
    for one in ("rows", "vectors", "manifest.json", "text"):
        (edition(tmp_path) / one).rename(tmp_path / "aside")
        assert refusal(Shelf(tmp_path)).code == "index_broken", one
        if (edition(tmp_path) / one).is_dir():
            (edition(tmp_path) / one).rename(tmp_path / f"new-{one}")
        (tmp_path / "aside").rename(edition(tmp_path) / one)
    assert Shelf(tmp_path).current(EDITION).count() == 300


@pytest.mark.usefixtures("shelf")
def test_another_layout_is_outdated_and_not_a_traceback(tmp_path: Path) -> None:
    file = edition(tmp_path) / "manifest.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": 0, "new": 1}))
    told = refusal(Shelf(tmp_path))
    assert told.code == "index_outdated"
    assert "重建" in told.fix


# ---- building -------------------------------------------------------------------------------------------------------------


def test_readers_go_on_while_a_new_edition_is_built_and_see_it_afterwards(shelf: Shelf, tmp_path: Path) -> None:
    reader = Shelf(tmp_path)
    seen: list[int] = []

    def entries() -> Iterator[Entry]:
        seen.append(reader.current().count())
        yield entry(1, "陶瓷")

    shelf.rebuild(EDITION, 4, entries())
    assert seen == [300]
    assert found(reader.current(), "陶瓷") == ["d1"]
    assert reader.current().count() == 1
    assert len(list(tmp_path.glob("edition-*"))) == 1


def test_a_build_that_fails_leaves_the_old_edition_in_use(shelf: Shelf, tmp_path: Path) -> None:
    def entries() -> Iterator[Entry]:
        yield entry(1)
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        shelf.rebuild(EDITION, 4, entries())
    assert shelf.current().count() == 300
    assert len(list(tmp_path.glob("edition-*"))) == 1


def test_two_builders_at_once_are_refused(shelf: Shelf, tmp_path: Path) -> None:
    told: list[Refusal] = []

    def entries() -> Iterator[Entry]:
        with pytest.raises(Refusal) as refused:
            Shelf(tmp_path).rebuild(EDITION, 4, [])
        told.append(refused.value)
        yield entry(1)

    shelf.rebuild(EDITION, 4, entries())
    assert told[0].code == "index_being_built"
    assert shelf.current().count() == 1


# ---- writing --------------------------------------------------------------------------------------------------------------


def test_what_one_process_writes_another_sees(shelf: Shelf, tmp_path: Path) -> None:
    reader = Shelf(tmp_path)
    assert found(reader.current(), "陶瓷") == []
    shelf.current().upsert([entry(7, "陶瓷")], journal=8)
    assert found(reader.current(), "陶瓷") == ["d7"]
    assert found(reader.current(), "第7") == []
    assert reader.current().edition.journal == 8


def _write(folder: Path, letter: str) -> None:
    for number in range(8):
        Shelf(folder).current().upsert([Entry(f"{letter}{number}", pairs=(letter, "共同"))])


@pytest.mark.usefixtures("shelf")
def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_write, args=(tmp_path, letter)) for letter in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join()
    index = Shelf(tmp_path).current()
    assert index.count() == 316
    assert sorted(hit.id for hit in index.search_text(["共同"], 99)) == sorted(
        f"{a}{n}" for a in "ab" for n in range(8)
    )


def test_many_threads_may_ask_while_one_writes(shelf: Shelf) -> None:
    wrong: list[object] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            try:
                if len(shelf.current().search_text(["激光"], 10)) != 10:
                    wrong.append("too few")
            except Exception as error:
                wrong.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for one in threads:
        one.start()
    for number in range(8):
        shelf.current().upsert([entry(1000 + number)])
    done.set()
    for one in threads:
        one.join()
    assert wrong == []


def test_after_a_crash_no_row_is_numbered_twice(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The crash comes after the text is committed and before the manifest: the worst moment."""

    def crash(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(embedded, "write_manifest", crash)
        with pytest.raises(KeyboardInterrupt):
            shelf.current().upsert([entry(500, "陶瓷")], journal=8)
    with (edition(tmp_path) / "rows").open("ab") as file:
        file.write(b'["half')
    index = Shelf(tmp_path).current(EDITION)
    assert index.edition.journal == 7
    index.upsert([entry(501, "石墨")], journal=9)
    for one in (index, Shelf(tmp_path).current()):
        assert found(one, "石墨") == ["d501"]
        assert found(one, "陶瓷") == ["d500"]


def test_a_vector_of_another_length_is_refused_and_nothing_is_written(shelf: Shelf) -> None:
    import numpy as np

    with pytest.raises(Refusal) as refused:
        shelf.current().upsert([entry(600), Entry("x", vector=np.ones(5, dtype=np.float32))])
    assert refused.value.code == "wrong_vector"
    assert shelf.current().count() == 300
