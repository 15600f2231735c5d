"""The index in files beside the database: tantivy for terms, a mapped matrix for vectors, one manifest over both.

A folder holds editions; `current` names the one in use. A new edition is built beside it and comes into use by replacing that one small
file, so readers go on undisturbed and see it at their next question. The manifest is written last, after every change: what it tells
and is not there is a broken index, said as a Refusal. After a crash the files hold more than it tells; the next writer takes
what is whole into account, and the journal number, which is old still, says what to put in again.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import Final

import numpy as np

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.index import ANY, Edition, Entry, Hit, Question, Terms, Vector, Where
from jinliang.engines.retrieval.lexical import LexicalIndex, broken
from jinliang.engines.retrieval.lock import held
from jinliang.engines.retrieval.rows import Rows
from jinliang.engines.retrieval.vector import VectorIndex

FORMAT: Final = 1
"""The layout of the files. Another number means that the index must be built anew."""
_AT_ONCE: Final = 5_000
"""Entries written between two looks at memory, when an index is built."""
_REBUILD: Final = "重建索引"
_BUSY: Final = Refusal("index_being_built", "正在重建检索索引，不能同时重建两次", "等它完成；期间现有索引照常可用")


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an edition's files hold: of what it was made, and how long each file must be at least."""

    format: int
    edition: Edition
    dimension: int
    rows: int = 0
    length: int = 0
    text: dict[str, int] = field(default_factory=dict)


class EmbeddedIndex:
    """One edition, opened. Many may read; one at a time writes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._manifest = _manifest(folder)
        self._stamp = _stamp(folder)
        self._rows = Rows(folder / "rows")
        self._text = LexicalIndex(folder / "text", self._manifest.text)
        self._vector = VectorIndex(folder, self._manifest.dimension)
        self._seeing = Lock()
        self._see(self._manifest)

    @property
    def edition(self) -> Edition:
        """What it was made of, and how far the journal has been read into it."""
        return self._manifest.edition

    @property
    def dimension(self) -> int:
        """Numbers in a vector; 0 for an index of terms alone."""
        return self._manifest.dimension

    def refresh(self) -> None:
        """Sees what another process has written since."""
        with self._seeing:
            stamp = _stamp(self._folder)
            if stamp != self._stamp:
                self._see(_manifest(self._folder))
                self._text.refresh()
                self._stamp = stamp

    def _see(self, manifest: Manifest) -> None:
        self._rows.refresh(manifest.length)
        if len(self._rows) != manifest.rows:
            raise broken(f"rows {len(self._rows)} ≠ {manifest.rows}")
        self._vector.refresh(manifest.rows)
        self._manifest = manifest

    # ---- writing -------------------------------------------------------------------------------------------------------

    def upsert(self, entries: Iterable[Entry], journal: int | None = None) -> None:
        """Puts entries in; `journal` is the line up to which the index then agrees with the database."""
        with self._writing():
            self._put(list({one.id: one for one in entries}.values()))
            self._text.commit()
            self._tell(journal)

    def delete(self, ids: Iterable[str], journal: int | None = None) -> None:
        """Takes entries out."""
        known = [one for one in dict.fromkeys(ids) if self._rows.row(one) is not None]
        with self._writing():
            if known:
                self._rows.write([], known)
                self._text.delete(known)
                self._text.commit()
            self._tell(journal)

    def fill(self, entries: Iterable[Entry]) -> None:
        """Puts in all entries of a new edition, and makes it quick to search."""
        source = iter(entries)
        with self._writing():
            while part := list(islice(source, _AT_ONCE)):
                self._put(part)
            self._text.commit(settle=True)
            self._vector.refresh(len(self._rows))
            self._vector.build()
            self._tell(None)

    def _put(self, entries: list[Entry]) -> None:
        for one in entries:
            if one.vector is not None and self.dimension and len(one.vector) != self.dimension:
                raise Refusal("wrong_vector", f"向量应有 {self.dimension} 维，得到 {len(one.vector)} 维", _REBUILD)
        first = len(self._rows)
        self._vector.append([one.vector for one in entries], first)
        self._rows.write(entries)
        self._text.write((first + place, one) for place, one in enumerate(entries))

    def _tell(self, journal: int | None) -> None:
        edition = self.edition if journal is None else replace(self.edition, journal=journal)
        self._vector.refresh(len(self._rows))
        told = replace(
            self._manifest,
            edition=edition,
            rows=len(self._rows),
            length=self._rows.length,
            text=self._text.files(),
        )
        _write_manifest(self._folder, told)
        self._manifest, self._stamp = told, _stamp(self._folder)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One writer at a time; another waits."""
        with held(self._folder / "lock"):
            self.refresh()
            self._rows.recover()
            try:
                yield
            finally:
                self._text.close()

    # ---- asking --------------------------------------------------------------------------------------------------------

    def search_text(self, terms: Question, limit: int, kind: Terms = "pairs", where: Where = ANY) -> list[Hit]:
        """See MatchIndex."""
        allowed = self._rows.meeting(where) if where else None

        def meets(rows: Sequence[int]) -> list[bool]:
            return [allowed is None or (row < len(allowed) and bool(allowed[row])) for row in rows]

        share = 1.0 if allowed is None else float(allowed.mean()) if len(allowed) else 0.0
        return self._hits(self._text.search(terms, limit, kind, where, meets, share))

    def search_vector(self, vector: Vector, limit: int, where: Where = ANY) -> list[Hit]:
        """See MatchIndex."""
        return self._hits(self._vector.search(vector, limit, self._rows.meeting(where, dense=True)))

    def vectors(self, ids: Sequence[str]) -> Mapping[str, Vector]:
        """See MatchIndex."""
        rows = {one: row for one in ids if (row := self._rows.row(one)) is not None and self._rows.dense(row)}
        if not rows or not self.dimension:
            return {}
        return dict(zip(rows, self._vector.vectors(list(rows.values())), strict=True))

    def filter(self, where: Where, limit: int) -> list[str]:
        """See MatchIndex."""
        return self._rows.newest(where, limit)

    def count(self, where: Where = ANY) -> int:
        """See MatchIndex."""
        return int(np.count_nonzero(self._rows.meeting(where)))

    def _hits(self, found: Iterable[tuple[int, float]]) -> list[Hit]:
        ids = self._rows.ids
        hits = (Hit(ids[row], score) for row, score in found if row < len(ids))
        return [hit for hit in hits if self._rows.row(hit.id) is not None]


class Shelf:
    """The editions under one folder, `home/index`: the one in use, and the one being built."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: tuple[str, EmbeddedIndex] | None = None

    def current(self, wanted: Edition | None = None) -> EmbeddedIndex:
        """The edition in use, with all that has been written to it.

        Raises Refusal: index_absent, index_outdated (another tokeniser, model, ranker or layout), index_broken.
        """
        name = self._named()
        while True:
            try:
                index = self._opened(name)
                break
            except Refusal:
                before, name = name, self._named()  # it may just have been replaced
                if name == before:
                    raise
        if wanted and replace(wanted, journal=0) != replace(index.edition, journal=0):
            raise Refusal(
                "index_outdated", f"检索索引是旧版本的（{_told(index.edition)}，应为 {_told(wanted)}）", _REBUILD
            )
        return index

    def _named(self) -> str:
        try:
            return (self._folder / "current").read_text("utf-8").strip()
        except OSError as error:
            raise Refusal("index_absent", "还没有检索索引", _REBUILD) from error

    def _opened(self, name: str) -> EmbeddedIndex:
        if self._open is None or self._open[0] != name:
            self._open = name, EmbeddedIndex(self._folder / name)
        self._open[1].refresh()
        return self._open[1]

    def rebuild(self, edition: Edition, dimension: int, entries: Iterable[Entry]) -> EmbeddedIndex:
        """Builds a new edition beside the one in use, which answers until the new one takes its place.

        Raises Refusal index_being_built when somebody else is at it. Whatever else goes wrong, the old one stays in use.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with held(self._folder / "lock", _BUSY):
            name = f"edition-{token_hex(6)}"
            folder = self._folder / name
            try:
                create(folder, edition, dimension).fill(entries)
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise
            pointer = self._folder / f".current-{token_hex(6)}"
            pointer.write_text(name, "utf-8")
            pointer.replace(self._folder / "current")
            for old in self._folder.glob("edition-*"):
                if old.name != name:
                    shutil.rmtree(old, ignore_errors=True)
        return self.current()


def create(folder: Path, edition: Edition, dimension: int) -> EmbeddedIndex:
    """A new edition with nothing in it."""
    folder.mkdir(parents=True)
    _write_manifest(folder, Manifest(FORMAT, edition, dimension))
    return EmbeddedIndex(folder)


def _told(edition: Edition) -> str:
    return f"{edition.tokeniser} / {edition.model or '无语义模型'} / {edition.ranker}"


def _manifest(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / "manifest.json").read_text("utf-8"))
        if told["format"] != FORMAT:
            raise Refusal("index_outdated", f"检索索引是旧版本的（格式 {told['format']}，应为 {FORMAT}）", _REBUILD)
        return Manifest(**{**told, "edition": Edition(**told["edition"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise broken(f"manifest.json: {error!r}") from error


def _write_manifest(folder: Path, manifest: Manifest) -> None:
    incoming = folder / ".manifest"
    incoming.write_text(json.dumps(asdict(manifest), ensure_ascii=False), "utf-8")
    incoming.replace(folder / "manifest.json")


def _stamp(folder: Path) -> tuple[int, int]:
    try:
        found = (folder / "manifest.json").stat()
    except OSError as error:
        raise broken(f"manifest.json: {error!r}") from error
    return found.st_mtime_ns, found.st_ino
