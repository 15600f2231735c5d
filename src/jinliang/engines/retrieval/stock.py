"""What the ranker needs of each listing, packed beside the index when the listing is put in: terms counted and weighed, numeric conditions
read, the meaning, the text. A question then unpacks what it looks at, and reads, cuts and weighs nothing.

Two files that only grow, a record for each row and where each ends; a row without a record ends where the one before it does.
"""

from __future__ import annotations

import pickle
import struct
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jinliang.core.condition import Condition, conditions
from jinliang.engines.retrieval.features import Meaning
from jinliang.engines.retrieval.lexical import broken
from jinliang.engines.retrieval.meaning import packed_meaning, unpacked_meaning, vector_of
from jinliang.engines.retrieval.profile import Bag, Floats, Mass, Profile
from jinliang.engines.retrieval.text import KINDS, Kind, Plain, plain, sentences

_HEAD: Final = struct.Struct("<6I9f3I")
_END: Final = np.dtype("<i8")
_MOST: Final = 65_535


class Stock:
    """The records of an edition, by row."""

    def __init__(self, folder: Path) -> None:
        self._file, self._places = folder / "stock", folder / "stock.ends"
        self._ends: NDArray[np.int64] = np.zeros(0, dtype=_END)
        self._bytes: NDArray[np.uint8] = np.zeros(0, dtype=np.uint8)

    def append(self, records: Sequence[bytes], at: int) -> None:
        """Writes records from row `at` on; what stands there already was never committed and is written over."""
        start = int(np.fromfile(self._places, dtype=_END, count=1, offset=8 * (at - 1))[0]) if at else 0
        ends = start + np.cumsum([len(one) for one in records], dtype=_END)
        for file, size, content in (
            (self._file, start, b"".join(records)),
            (self._places, at * _END.itemsize, ends.astype(_END).tobytes()),
        ):
            with file.open("ab") as out:
                out.truncate(size)
                out.write(content)

    def refresh(self, rows: int) -> None:
        """Sees so many rows. Raises Refusal index_broken when the files hold fewer."""
        if rows == len(self._ends):
            return
        size = self._places.stat().st_size if self._places.exists() else 0
        if size < rows * _END.itemsize:
            raise broken(f"stock.ends {size} < {rows * _END.itemsize}")
        self._ends = np.fromfile(self._places, dtype=_END, count=rows)
        length, size = int(self._ends[-1]), self._file.stat().st_size if self._file.exists() else 0
        if size < length:
            raise broken(f"stock {size} < {length}")
        self._bytes = np.memmap(self._file, dtype=np.uint8, mode="r", shape=length) if length else self._bytes[:0]

    def record(self, row: int) -> bytes:
        """What was packed for a row; empty where nothing was."""
        start = int(self._ends[row - 1]) if row else 0
        return self._bytes[start : int(self._ends[row])].tobytes()


def packed(read: Profile, masses: Mapping[Kind, Mass], meaning: Meaning | None) -> bytes:
    """A listing as a record."""
    bags = [read.bags[kind] for kind in KINDS]
    weighed = [value for kind in KINDS for value in (masses[kind].whole, masses[kind].title, masses[kind].norm)]
    source = read.plain.source.encode("utf-8", "surrogatepass")
    told = conditions(read.plain.source)
    numbers = pickle.dumps(told, protocol=5) if told else b""
    meant = packed_meaning(meaning) if meaning is not None else b""
    counts = np.minimum(np.concatenate([one.counts for one in bags]), _MOST).astype("<u2")
    return b"".join(
        (
            _HEAD.pack(
                *(len(one.keys) for one in bags),
                *(one.total for one in bags),
                *weighed,
                *map(len, (source, numbers, meant)),
            ),
            np.concatenate([one.keys for one in bags]).astype("<i8").tobytes(),
            counts.tobytes(),
            np.concatenate([one.titled for one in bags]).tobytes(),
            source,
            numbers,
            meant,
        )
    )


class Kept:
    """A candidate out of the stock; each part is unpacked when it is asked for. Raises Refusal index_broken when a part is not whole."""

    def __init__(self, id: str, record: bytes) -> None:
        self.id, self._record = id, record
        try:
            head = _HEAD.unpack_from(record)
        except struct.error as error:
            raise broken(f"stock {id}: {error}") from error
        self._many, self._totals, self._weighed, self._lengths = head[:3], head[3:6], head[6:15], head[15:]
        self._at = _HEAD.size + 11 * sum(self._many)
        if len(record) != self._at + sum(self._lengths):
            raise broken(f"stock {id}: {len(record)} ≠ {self._at + sum(self._lengths)}")

    @cached_property
    def bags(self) -> dict[Kind, Bag]:
        """Its terms; where they stand first nobody asks of a candidate."""
        whole = sum(self._many)
        keys = np.frombuffer(self._record, "<i8", whole, _HEAD.size)
        counts = np.frombuffer(self._record, "<u2", whole, _HEAD.size + 8 * whole).astype(np.float32)
        titled = np.frombuffer(self._record, np.bool_, whole, _HEAD.size + 10 * whole)
        found: dict[Kind, Bag] = {}
        start = 0
        for kind, many, total in zip(KINDS, self._many, self._totals, strict=True):
            end = start + many
            found[kind] = Bag(keys[start:end], counts[start:end], _NOWHERE, titled[start:end], total)
            start = end
        return found

    @property
    def masses(self) -> dict[Kind, Mass]:
        """What its terms weighed when it was put in."""
        return {kind: Mass(*self._weighed[3 * at : 3 * at + 3]) for at, kind in enumerate(KINDS)}

    @property
    def vector(self) -> Floats | None:
        """Its meaning as a whole."""
        return vector_of(self._part(2)) if self._lengths[2] else None

    @cached_property
    def meaning(self) -> Meaning | None:
        """What the sentence model made of it."""
        if not self._lengths[2]:
            return None
        found = unpacked_meaning(self._part(2))
        if found is None:
            raise broken(f"stock {self.id}")
        return found

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """The numeric conditions it tells, read when it was put in."""
        if not self._lengths[1]:
            return ()
        found: tuple[Condition, ...] = pickle.loads(self._part(1))  # noqa: S301  # our own file, as private as the database
        return found

    @cached_property
    def plain(self) -> Plain:
        """Its text."""
        return plain(self._part(0).decode("utf-8", "surrogatepass"))

    @cached_property
    def sentences(self) -> tuple[tuple[int, int], ...]:
        """Where its sentences stand."""
        return sentences(self.plain.text)

    def _part(self, number: int) -> bytes:
        start = self._at + sum(self._lengths[:number])
        return self._record[start : start + self._lengths[number]]


_NOWHERE: Final = np.zeros(0, dtype=np.int32)
