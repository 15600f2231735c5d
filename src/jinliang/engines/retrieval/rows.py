"""The rows of the embedded index: which entry stands in which row, and the columns it is filtered by.

A file of lines that only grows: an entry put in again gets a new row, and its old one counts no more. The columns are held in memory as
numbers, so that conditions on a million rows are met in a few milliseconds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.index import COLUMNS, Entry, Where
from jinliang.engines.retrieval.lexical import broken

_SINGLE: Final = tuple(name for name in COLUMNS if name != "way")
_GONE: Final = -1


class Rows:
    """What stands in each row. Rows are numbered from 0 in the order they were written; `again` are those of entries put in once more."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read = 0
        self.ids: list[str] = []
        self.again: set[int] = set()
        self._row: dict[str, int] = {}
        self._codes: dict[str, dict[str, int]] = {name: {} for name in COLUMNS}
        self._size = 0
        self._columns: dict[str, NDArray[np.int32]] = {}
        self._ways: NDArray[np.uint64] = np.zeros(0, np.uint64)
        self._days: NDArray[np.int32] = np.zeros(0, np.int32)
        self._live: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._dense: NDArray[np.bool_] = np.zeros(0, np.bool_)
        self._grow(0)

    def __len__(self) -> int:
        return self._size

    @property
    def length(self) -> int:
        """Bytes of the file that have been read."""
        return self._read

    def row(self, id: str) -> int | None:
        """The row in which an entry stands now."""
        return self._row.get(id)

    def dense(self, row: int) -> bool:
        """Whether the entry in a row has a vector."""
        return bool(self._dense[row])

    def write(self, entries: Iterable[Entry], gone: Iterable[str] = ()) -> None:
        """Appends entries and departures, and sees them."""
        lines = [
            [
                one.id,
                *(getattr(one, name) for name in _SINGLE),
                one.way,
                one.updated.toordinal(),
                int(one.vector is not None),
            ]
            for one in entries
        ]
        told = "".join(json.dumps(line, ensure_ascii=True) + "\n" for line in [*lines, *([one] for one in gone)])
        with self._file.open("ab") as file:
            file.truncate(self._read)  # what a crash left half written
            file.write(told.encode())
        self._take([*lines, *([one] for one in gone)], self._read + len(told))

    def recover(self) -> None:
        """Takes in what a writer left behind that did not come to an end, so that no row is numbered twice; for the next writer only."""
        self.refresh(self._read + self._beyond().rfind(b"\n") + 1)

    def _beyond(self, most: int = -1) -> bytes:
        """What stands in the file behind what has been read."""
        if not self._file.exists():
            return b""
        with self._file.open("rb") as file:
            file.seek(self._read)
            return file.read(most)

    def refresh(self, length: int) -> None:
        """Reads the file up to a length. Raises Refusal index_broken when it is shorter or not what was written."""
        if length == self._read:
            return
        content = self._beyond(length - self._read)
        if len(content) < length - self._read or not content.endswith(b"\n"):
            raise broken(f"rows {self._read + len(content)} < {length}")
        try:
            lines = json.loads(b"[" + b",".join(content.splitlines()) + b"]")
            self._take(lines, length)
        except (ValueError, TypeError, IndexError) as error:
            raise broken(f"rows: {error}") from error

    def _take(self, lines: Sequence[Sequence[Any]], length: int) -> None:
        self._grow(self._size + len(lines))
        for line in lines:
            before = self._row.pop(line[0], _GONE)
            if before != _GONE:
                self._live[before] = False
            if len(line) > 1:
                if before != _GONE:
                    self.again.add(self._size)
                self._put(line)
        self._read = length

    def _put(self, line: Sequence[Any]) -> None:
        row, self._size = self._size, self._size + 1
        id, *singles, ways, day, dense = line
        self._row[id] = row
        self.ids.append(id)
        for name, value in zip(_SINGLE, singles, strict=True):
            codes = self._codes[name]
            self._columns[name][row] = codes.setdefault(value, len(codes))
        self._ways[row] = self._way_bits(ways)
        self._days[row] = day
        self._live[row] = True
        self._dense[row] = bool(dense)

    def _way_bits(self, ways: Iterable[str], learn: bool = True) -> int:
        """Ways as bits of one number; there are a dozen, and the last bit stands for all past sixty-three."""
        codes, bits = self._codes["way"], 0
        for one in ways:
            code = codes.setdefault(one, len(codes)) if learn else codes.get(one, -1)
            bits |= 1 << min(code, 63) if code >= 0 else 0
        return bits

    def _grow(self, rows: int) -> None:
        size = len(self._live)
        if rows <= size and self._columns:
            return
        more = max(rows, size * 3 // 2, 64)
        for name in _SINGLE:
            old = self._columns.get(name, np.zeros(0, np.int32))
            self._columns[name] = np.concatenate([old, np.zeros(more - len(old), np.int32)])
        self._ways = np.concatenate([self._ways, np.zeros(more - size, np.uint64)])
        self._days = np.concatenate([self._days, np.zeros(more - size, np.int32)])
        self._live = np.concatenate([self._live, np.zeros(more - size, np.bool_)])
        self._dense = np.concatenate([self._dense, np.zeros(more - size, np.bool_)])

    def meeting(self, where: Where, dense: bool = False) -> NDArray[np.bool_]:
        """Of every row, whether its entry stands there still and meets the conditions (and has a vector)."""
        size = self._size
        mask = self._live[:size] & self._dense[:size] if dense else self._live[:size].copy()
        for name, values in where.wanted.items():
            if name == "way":
                mask &= (self._ways[:size] & np.uint64(self._way_bits(values, learn=False))) != 0
                continue
            mask &= self._any(name, values)
        if where.not_owner:
            mask &= ~self._any("owner", where.not_owner)
        if where.since:
            mask &= self._days[:size] >= where.since.toordinal()
        return mask

    def _any(self, name: str, values: Sequence[str]) -> NDArray[np.bool_]:
        column = self._columns[name][: self._size]
        codes = [self._codes[name][value] for value in values if value in self._codes[name]]
        if len(codes) == 1:
            return np.asarray(column == codes[0], dtype=np.bool_)
        return np.isin(column, codes)

    def newest(self, where: Where, limit: int) -> list[str]:
        """Entries that meet conditions, last changed first, then by id."""
        rows = np.flatnonzero(self.meeting(where))
        days = self._days[rows]
        if limit < len(rows):
            least = np.partition(days, len(rows) - limit)[len(rows) - limit] if limit > 0 else days.max() + 1
            rows = rows[days >= least]
        found = sorted((-int(self._days[row]), self.ids[row]) for row in rows)
        return [id for _, id in found[:limit]]
