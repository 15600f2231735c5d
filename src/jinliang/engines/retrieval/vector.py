"""Nearest vectors: rows of half-precision numbers in one mapped file, scanned whole while they are few, by faiss when they are many.

What faiss finds in eight bits is scored again by the stored halves, so the order returned is exact among what was found. Rows added since
faiss was built are scanned. A row of zeros is an entry whose vector is not made yet; it is never found.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.encoder import cores
from jinliang.engines.retrieval.lexical import broken

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]

EXACT: Final = 50_000
"""Rows up to which all are looked at."""
_AGAIN: Final = 4
"""How many times the wanted hits faiss is asked for before they are scored again."""
_LEAST: Final = 200
_FEWEST: Final = 16
_PART: Final = 16
"""One list in so many is looked into."""


class VectorIndex:
    """The vector half of the embedded index: rows by number, appended and never changed."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._file, self._lists = folder / "vectors", folder / "nearest"
        self._dimension = dimension
        self._rows = 0
        self._halves: NDArray[np.float16] = np.empty((0, dimension), dtype=np.float16)
        self._exact: Scores = np.empty((0, dimension), dtype=np.float32)
        self._nearest: Any = None
        self._covered = 0

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
        if rows != self._rows and rows:
            self._halves = np.memmap(self._file, dtype=np.float16, mode="r", shape=(rows, self._dimension))
        self._rows = rows
        if self._nearest is None and rows > EXACT:
            self._load()
        if rows - self._covered > EXACT:
            self._cover()

    def build(self) -> None:
        """Builds what makes many rows quick to search, and keeps it beside them."""
        if self._dimension and self._rows > EXACT:
            self._nearest, self._covered = None, 0
            self._cover()
            import faiss

            faiss.write_index(self._nearest, str(self._lists))

    def search(self, vector: Scores, limit: int, allowed: NDArray[np.bool_]) -> list[tuple[int, float]]:
        """The nearest of the rows that are allowed, and their cosines, best first."""
        if not self._rows or limit < 1 or not self._dimension or len(vector) != self._dimension:
            return []
        many = int(np.count_nonzero(allowed))
        if many <= EXACT and many < len(allowed) // 4:
            rows = np.flatnonzero(allowed)
            return _best(rows, self._halves[rows].astype(np.float32) @ vector, limit)
        tail = self._scan(vector, allowed)
        if self._covered:
            found = self._ask(vector, max(limit * _AGAIN, _LEAST), allowed)
            scores = self._halves[found].astype(np.float32) @ vector
            tail = np.concatenate([found, tail[0]]), np.concatenate([scores, tail[1]])
        return _best(*tail, limit)

    def vectors(self, rows: Sequence[int]) -> Scores:
        """The stored vectors of rows, in full precision."""
        return np.asarray(self._halves[list(rows)], dtype=np.float32)

    def _scan(self, vector: Scores, allowed: NDArray[np.bool_]) -> tuple[Rows, Scores]:
        """Every row that faiss does not cover."""
        first = self._covered
        if len(self._exact) != self._rows - first:
            known = min(len(self._exact), self._rows - first)
            fresh = self._halves[first + known : self._rows].astype(np.float32)
            self._exact = np.concatenate([self._exact[:known], fresh])
        scores = np.where(allowed[first : self._rows], self._exact @ vector, np.float32(-2))
        rows = np.arange(first, self._rows)
        good = scores > -2
        return rows[good], scores[good]

    def _ask(self, vector: Scores, limit: int, allowed: NDArray[np.bool_]) -> Rows:
        import faiss

        probes = max(_FEWEST, self._nearest.nlist // _PART)
        covered = allowed[: self._covered]
        chosen = None if covered.all() else faiss.IDSelectorBitmap(np.packbits(covered, bitorder="little"))
        settings = faiss.SearchParametersIVF(sel=chosen, nprobe=probes)
        faiss.omp_set_num_threads(1)
        found = self._nearest.search(vector.reshape(1, -1), limit, params=settings)[1][0]
        return np.asarray(found[found >= 0], dtype=np.int64)

    def _load(self) -> None:
        if not self._lists.exists():
            return
        import faiss

        try:
            self._nearest = faiss.read_index(str(self._lists))
        except RuntimeError:
            return  # damaged: the lists are made anew from the rows
        self._covered = int(self._nearest.ntotal)
        if self._covered > self._rows:
            self._nearest, self._covered = None, 0

    def _cover(self) -> None:
        """Has faiss learn the rows it does not cover; at first, how they lie."""
        import faiss

        faiss.omp_set_num_threads(cores())
        if self._nearest is None:
            lists = 2 ** round(np.log2(np.sqrt(self._rows)))
            kind = f"IVF{int(lists)},SQ8"
            self._nearest = faiss.index_factory(self._dimension, kind, faiss.METRIC_INNER_PRODUCT)
            chosen = np.random.default_rng(1).choice(self._rows, min(self._rows, int(lists) * 64), replace=False)
            self._nearest.train(self._halves[np.sort(chosen)].astype(np.float32))
        for at in range(self._covered, self._rows, EXACT):
            self._nearest.add(self._halves[at : at + EXACT].astype(np.float32))
        self._covered = self._rows
        self._exact = self._exact[:0]


def _best(rows: Rows, scores: Scores, limit: int) -> list[tuple[int, float]]:
    if len(rows) > limit:
        chosen = np.argpartition(-scores, limit - 1)[:limit]
        rows, scores = rows[chosen], scores[chosen]
    order = np.lexsort((rows, -scores))
    return [(int(rows[place]), float(scores[place])) for place in order]
