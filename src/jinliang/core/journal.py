"""The journal's chain: every act is one line, each line's hash takes in the one before.

A line's hash is SHA-256 over its canonical JSON (keys sorted, UTF-8, no blanks), the previous hash among its fields.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

GENESIS = "0" * 64
"""What the first line names as the hash before it."""


@dataclass(frozen=True, slots=True)
class Line:
    """One act as the chain sees it: number, instant (UTC, ISO to the microsecond), city day, seat, act, what it touched and how."""

    number: int
    at: str
    day: str
    seat: str
    act: str
    subjects: tuple[str, ...]
    change: Mapping[str, Any]
    note: str
    rows: Mapping[str, Any]
    pack: str
    previous: str

    @property
    def hash(self) -> str:
        """The line's own hash, lower-case hex."""
        fields = {name: getattr(self, name) for name in self.__slots__}
        return digest(fields)


def canonical(value: Any) -> str:
    """The one spelling of a JSON value that is hashed.

    >>> canonical({"b": 1, "a": "津"})
    '{"a":"津","b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(value: Any) -> str:
    """SHA-256 of a JSON value's canonical spelling, lower-case hex."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Walk:
    """What a walk along the chain found: how many lines, the head's hash, the first line that does not hold (None = all hold)."""

    entries: int
    head: str
    first_bad: int | None

    @property
    def ok(self) -> bool:
        """The whole chain holds."""
        return self.first_bad is None


START = Walk(0, GENESIS, None)
"""Before the first line."""


def walk(lines: Iterable[tuple[Line, str]], start: Walk = START) -> Walk:
    """Walks (line, stored hash) in number order from 1, or on from where an earlier walk ended.

    A gap, a wrong link or a wrong hash is the first bad line.
    """
    before, expected, bad = start.head, start.entries + 1, start.first_bad
    for line, stored in lines:
        if bad is None and (line.number != expected or line.previous != before or line.hash != stored):
            bad = min(expected, line.number)
        before, expected = stored, line.number + 1
    return Walk(expected - 1, before, bad)
