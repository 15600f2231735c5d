"""Vectors kept by the digest of their text, so that no text is ever encoded twice.

Two files that only grow: vectors in half precision, and for each its key and a checksum over both. Vectors are written before their keys,
under a lock that all processes share; a tail cut short by a crash is dropped at the next writing, and a vector that does not fit its
checksum is taken as absent. Reading takes no lock.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.lock import held

_KEY: Final = np.dtype([("digest", "V32"), ("check", "<u4")])


def digest(model: str, role: str, text: str) -> bytes:
    """The key of a text: the same words are another thing to another model or in another role."""
    return hashlib.sha256(f"{model}\0{role}\0{text}".encode("utf-8", "surrogatepass")).digest()


class VectorCache:
    """The kept vectors of one model in one folder."""

    def __init__(self, folder: Path, dimension: int) -> None:
        self._folder, self._dimension = folder, dimension
        self._places: dict[bytes, int] = {}
        self._known = 0

    @property
    def _row(self) -> int:
        return self._dimension * 2

    def find(self, keys: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        """Those of the keys that are kept, with their vectors."""
        self._read_keys()
        wanted = {key: self._places[key] for key in keys if key in self._places}
        if not wanted:
            return {}
        found = {}
        shape = (self._known, self._dimension)
        rows = np.memmap(self._folder / "vectors", dtype=np.float16, mode="r", shape=shape)
        checks = np.memmap(self._folder / "keys", dtype=_KEY, mode="r", shape=self._known)["check"]
        for key, place in wanted.items():
            row = np.asarray(rows[place])
            if _check(key, row) == int(checks[place]):
                found[key] = row.astype(np.float32)
            else:
                del self._places[key]
        return found

    def keep(self, keys: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        """Keeps vectors under their keys; those of the same key kept before count no more."""
        if not keys:
            return
        rows = np.ascontiguousarray(vectors, dtype=np.float16)
        entries = np.zeros(len(keys), dtype=_KEY)
        for place, key in enumerate(keys):
            entries[place] = (key, _check(key, rows[place]))
        self._folder.mkdir(parents=True, exist_ok=True)
        with held(self._folder / "lock"):
            whole = self._whole()
            for name, size, content in (
                ("vectors", self._row, rows.tobytes()),
                ("keys", _KEY.itemsize, entries.tobytes()),
            ):
                with (self._folder / name).open("ab") as file:
                    file.truncate(whole * size)
                    file.write(content)
                    file.flush()
        self._read_keys()

    def _whole(self) -> int:
        """How many vectors stand there whole."""
        sizes = []
        for name, size in (("vectors", self._row), ("keys", _KEY.itemsize)):
            file = self._folder / name
            sizes.append(file.stat().st_size // size if file.exists() else 0)
        return min(sizes)

    def _read_keys(self) -> None:
        """Learns what has been kept since, by this process or another."""
        whole = self._whole()
        if whole < self._known:
            self._places, self._known = {}, 0
        if whole == self._known:
            return
        with (self._folder / "keys").open("rb") as file:
            file.seek(self._known * _KEY.itemsize)
            content = file.read((whole - self._known) * _KEY.itemsize)
        for number in range(len(content) // _KEY.itemsize):
            at = number * _KEY.itemsize
            self._places[content[at : at + 32]] = self._known + number
        self._known = whole


def _check(key: bytes, row: NDArray[np.float16]) -> int:
    return zlib.crc32(row.tobytes(), zlib.crc32(key))
