"""Nearest vectors: rows of half-precision numbers in one mapped file; all are looked at while they are few, parts when they are many.

Looking at all is left to faiss too: it multiplies halves as they are, in a fifth of numpy's time. Many are laid in lists of neighbours
and kept in eight bits; what is found there is scored again by the stored halves, so that the order is exact among what was found.
Rows added since the lists were made are all looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.encoder import cores
from jinliang.engines.retrieval.lexical import broken

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

EXACT: Final = 30_000
"""Rows up to which all are looked at, in about two milliseconds."""
_FEW: Final = 4_000
"""Rows that are scored one by one when conditions leave no more."""
_BLOCK: Final = 20_000
_AGAIN: Final = 4
"""How many times the wanted hits faiss is asked for before they are scored again."""
_LEAST: Final = 400
_FEWEST: Final = 16
_WIDEST: Final = 4
_PART: Final = 8
"""One list in so many is looked into."""


class VectorIndex:
    """The vector half of the embedded index: rows by number, appended and never changed."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._file, self._lists = folder / "vectors", folder / "nearest"
        self._dimension = dimension
        self._rows = 0
        self._halves: NDArray[np.float16] = np.empty((0, dimension), dtype=np.float16)
        self._nearest: Any = None
        self._covered = 0
        self._recent: Any = None
        self._using = Lock()

    def append(self, vectors: Sequence[Scores | None], at: int) -> None:
        """Writes rows from number `at` on; what stands there already was never committed and is written over."""
        if not self._dimension:
            return
        block = np.zeros((len(vectors), self._dimension), dtype=np.float16)
        for place, vector in enumerate(vectors):
            if vector is not None:
                block[place] = vector
        with self._file.open("ab") as file:
            file.truncate(at * self._dimension * 2)
            file.write(block.tobytes())

    def refresh(self, rows: int) -> None:
        """Sees so many rows. Raises Refusal index_broken when the file holds fewer."""
        if not self._dimension:
            self._rows = rows
            return
        size = self._file.stat().st_size if self._file.exists() else 0
        if size < rows * self._dimension * 2:
            raise broken(f"vectors {size} < {rows * self._dimension * 2}")
        if rows == self._rows:
            return
        self._halves = np.memmap(self._file, dtype=np.float16, mode="r", shape=(rows, self._dimension))
        with self._using:
            if self._nearest is None and rows > EXACT:
                self._load(rows)
            if rows - self._covered > EXACT:
                self._cover(rows)
            else:
                self._add(rows)
            self._rows = rows

    def build(self) -> None:
        """Makes the lists that many rows are searched by, over all of them, and keeps them beside the rows."""
        if self._dimension and self._rows > EXACT:
            import faiss

            with self._using:
                if self._covered < self._rows:
                    self._nearest, self._covered = None, 0
                    self._cover(self._rows)
                faiss.write_index(self._nearest, str(self._lists))

    def search(self, vector: Scores, limit: int, allowed: NDArray[np.bool_]) -> list[tuple[int, float]]:
        """The nearest of the rows that are allowed, and their cosines, best first."""
        many = int(np.count_nonzero(allowed))
        if not many or limit < 1 or not self._dimension or len(vector) != self._dimension:
            return []
        if many <= _FEW:
            rows = np.flatnonzero(allowed)
            return _best(rows, self.vectors(rows) @ vector, limit)
        with self._using:
            found = np.concatenate([self._old(vector, limit, allowed, many), self._new(vector, limit, allowed)])
        return _best(found, self.vectors(found) @ vector, limit)

    def vectors(self, rows: Sequence[int] | Rows) -> Scores:
        """The stored vectors of rows, in full precision."""
        return _widened(self._halves[np.asarray(rows, dtype=np.int64)])

    def _old(self, vector: Scores, limit: int, allowed: NDArray[np.bool_], many: int) -> Rows:
        """Rows from the lists: the more lists are looked into, the fewer rows conditions leave."""
        if not self._covered:
            return np.zeros(0, dtype=np.int64)
        import faiss

        wider = min(_WIDEST, (len(allowed) / many) ** 0.5)
        probes = max(_FEWEST, round(self._nearest.nlist / _PART * wider))
        settings = faiss.SearchParametersIVF(sel=_selector(allowed[: self._covered]), nprobe=probes)
        return _found(self._nearest, vector, max(limit * _AGAIN, _LEAST), settings)

    def _new(self, vector: Scores, limit: int, allowed: NDArray[np.bool_]) -> Rows:
        """The nearest of the rows that are in no list."""
        if self._recent is None or not self._recent.ntotal:
            return np.zeros(0, dtype=np.int64)
        import faiss

        part = allowed[self._covered : self._covered + self._recent.ntotal]
        settings = faiss.SearchParameters(sel=_selector(np.pad(part, (0, self._recent.ntotal - len(part)))))
        return _found(self._recent, vector, limit + 10, settings) + self._covered

    def _add(self, rows: int) -> None:
        import faiss

        if self._recent is None:
            self._recent = faiss.IndexScalarQuantizer(
                self._dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
            )
            self._recent.train(np.zeros((1, self._dimension), dtype=np.float32))
        for at in range(self._covered + self._recent.ntotal, rows, _BLOCK):
            self._recent.add(_widened(self._halves[at : min(at + _BLOCK, rows)]))

    def _load(self, rows: int) -> None:
        """Takes the lists made at the building; where they are damaged, new ones are made."""
        if not self._lists.exists():
            return
        import faiss

        try:
            kept = faiss.read_index(str(self._lists))
        except RuntimeError:
            return
        if kept.ntotal <= rows and kept.d == self._dimension:
            self._nearest, self._covered, self._recent = kept, int(kept.ntotal), None

    def _cover(self, rows: int) -> None:
        """Lays the rows that are in no list into lists; at first, learns how they lie."""
        import faiss

        faiss.omp_set_num_threads(cores())
        if self._nearest is None:
            lists = 2 ** round(np.log2(np.sqrt(rows)))
            self._nearest = faiss.index_factory(self._dimension, f"IVF{lists},SQ8", faiss.METRIC_INNER_PRODUCT)
            chosen = np.random.default_rng(1).choice(rows, min(rows, lists * 64), replace=False)
            self._nearest.train(_widened(self._halves[np.sort(chosen)]))
        for at in range(self._covered, rows, _BLOCK):
            self._nearest.add(_widened(self._halves[at : min(at + _BLOCK, rows)]))
        self._covered, self._recent = rows, None


def _found(index: Any, vector: Scores, limit: int, settings: Any) -> Rows:
    import faiss

    faiss.omp_set_num_threads(1)  # one question is too little to share
    found = index.search(np.ascontiguousarray(vector.reshape(1, -1)), min(limit, index.ntotal), params=settings)[1][0]
    return np.asarray(found[found >= 0], dtype=np.int64)


def _selector(allowed: NDArray[np.bool_]) -> Any:
    """What faiss skips rows by; nothing where all are allowed."""
    import faiss

    return None if allowed.all() else faiss.IDSelectorBitmap(np.packbits(allowed, bitorder="little"))


_WIDE: Final = np.arange(65_536, dtype=np.uint16).view(np.float16).astype(np.float32)


def _widened(halves: NDArray[np.float16]) -> Scores:
    """Halves in full precision, looked up: several times as quick as numpy's own way."""
    return _WIDE[np.ascontiguousarray(halves).view(np.uint16)]


def _best(rows: Rows, scores: Scores, limit: int) -> list[tuple[int, float]]:
    if len(rows) > limit:
        chosen = np.argpartition(-scores, limit - 1)[:limit]
        rows, scores = rows[chosen], scores[chosen]
    order = np.lexsort((rows, -scores))
    return [(int(rows[place]), float(scores[place])) for place in order]
