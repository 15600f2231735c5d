"""The index in files beside the database: tantivy for terms, a mapped matrix for vectors, one manifest over both.

One folder is one edition (see `shelf`). The manifest is written last, after every change: what it tells
and is not there is a broken index, said as a Refusal. After a crash the files hold more than it tells; the next writer takes
what is whole into account, and the journal number, which is old still, says what to put in again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from itertools import islice
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.index import ANY, Edition, Entry, Hit, Question, Terms, Vector, Where
from jinliang.engines.retrieval.lexical import LexicalIndex, broken
from jinliang.engines.retrieval.lock import held
from jinliang.engines.retrieval.rows import Rows
from jinliang.engines.retrieval.stock import Stock
from jinliang.engines.retrieval.vector import VectorIndex

FORMAT: Final = 2
"""The layout of the files. Another number means that the index must be built anew."""
_AT_ONCE: Final = 5_000
"""Entries written between two looks at memory, when an index is built."""
REBUILD: Final = "重建索引"


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
        self._stock = Stock(folder)
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
        self._stock.refresh(manifest.rows)
        self._manifest = manifest

    # ---- writing -------------------------------------------------------------------------------------------------------

    def upsert(self, entries: Iterable[Entry], journal: int | None = None, head: str = "") -> None:
        """Puts entries in; `journal` is the line up to which the index then agrees with the database, `head` its hash."""
        with self._writing():
            self._put(list({one.id: one for one in entries}.values()))
            self._text.commit()
            self._tell(journal, head)

    def delete(self, ids: Iterable[str], journal: int | None = None, head: str = "") -> None:
        """Takes entries out."""
        known = [one for one in dict.fromkeys(ids) if self._rows.row(one) is not None]
        with self._writing():
            if known:
                self._rows.write([], known)
                self._text.delete(known)
                self._text.commit()
            self._tell(journal, head)

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
                raise Refusal("wrong_vector", f"向量应有 {self.dimension} 维，得到 {len(one.vector)} 维", REBUILD)
        first = len(self._rows)
        self._vector.append([one.vector for one in entries], first)
        self._stock.append([one.record for one in entries], first)
        self._rows.write(entries)
        self._text.write((first + place, one) for place, one in enumerate(entries))

    def _tell(self, journal: int | None, head: str = "") -> None:
        edition = self.edition if journal is None else replace(self.edition, journal=journal, head=head)
        self._vector.refresh(len(self._rows))
        self._stock.refresh(len(self._rows))
        told = replace(
            self._manifest,
            edition=edition,
            rows=len(self._rows),
            length=self._rows.length,
            text=self._text.files(),
        )
        write_manifest(self._folder, told)
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

    def record(self, id: str) -> bytes:
        """What the stock keeps of an entry. Raises Refusal index_broken when it has left meanwhile."""
        row = self._rows.row(id)
        if row is None:
            raise broken(f"{id} is gone")
        return self._stock.record(row)

    def unread(self, most: int) -> list[str]:
        """Entries without a vector yet, the newest first, so many at most."""
        found = np.flatnonzero(self._rows.meeting(ANY) & ~self._rows.meeting(ANY, dense=True))
        return [self._rows.ids[row] for row in found[::-1][:most]]

    def fresh(self, since: int) -> Iterator[str]:
        """Entries that have come in since there were so many rows, each once, though it were put in again."""
        return (
            id
            for row in range(since, len(self._rows))
            if row not in self._rows.again and self._rows.row(id := self._rows.ids[row]) is not None
        )

    @property
    def rows(self) -> int:
        """Rows written, those of entries that were replaced or taken out among them."""
        return len(self._rows)

    def beside(self, name: str) -> bytes:
        """A file that was laid beside the edition when it was built. Raises Refusal index_broken when it is not there."""
        try:
            return (self._folder / name).read_bytes()
        except OSError as error:
            raise broken(f"{name}: {error!r}") from error

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


def _manifest(folder: Path) -> Manifest:
    try:
        told = json.loads((folder / "manifest.json").read_text("utf-8"))
        if told["format"] != FORMAT:
            raise Refusal("index_outdated", f"检索索引是旧版本的（格式 {told['format']}，应为 {FORMAT}）", REBUILD)
        return Manifest(**{**told, "edition": Edition(**told["edition"])})
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise broken(f"manifest.json: {error!r}") from error


def write_manifest(folder: Path, manifest: Manifest) -> None:
    incoming = folder / ".manifest"
    incoming.write_text(json.dumps(asdict(manifest), ensure_ascii=False), "utf-8")
    incoming.replace(folder / "manifest.json")


def _stamp(folder: Path) -> tuple[int, int]:
    try:
        found = (folder / "manifest.json").stat()
    except OSError as error:
        raise broken(f"manifest.json: {error!r}") from error
    return found.st_mtime_ns, found.st_ino
