"""The index of listings: what can be asked of it, whichever engine stands behind.

Two engines keep this promise, `embedded` (files beside the database) and `opensearch` (a server for those who outgrow one machine), and one
contract test runs over both. The database stays the truth: an index can always be made anew. The index is given terms,
not text: one tokeniser serves both engines, so both score alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Terms = Literal["pairs", "words", "chars"]
"""Which terms are compared: pairs of neighbouring characters, words, or single characters."""

Question = Sequence[str] | Mapping[str, float]
"""What is asked: terms as they stand in a text, or each with its weight beside its rarity."""

MOST_TERMS: Final = 48
"""Terms of a question that are looked up: the rarest; a need of a thousand characters says the rest by other words."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A listing as the index keeps it: its terms, what it is filtered by, and its vector once there is one.

    `pairs`, `words` and `chars` are those of the whole text, the title included; what the title says again counts twice.
    `record` is what the ranker will need of it (see `stock`), which an index beside the database keeps for it.
    """

    id: str
    title_pairs: Sequence[str] = ()
    pairs: Sequence[str] = ()
    title_words: Sequence[str] = ()
    words: Sequence[str] = ()
    chars: Sequence[str] = ()
    kind: str = ""
    field: str = ""
    area: str = ""
    maturity: str = ""
    way: tuple[str, ...] = ()
    owner: str = ""
    updated: date = date.min
    vector: Vector | None = None
    record: bytes = b""


TEXTS: Final[dict[Terms, str]] = {"pairs": "title_pairs", "words": "title_words", "chars": ""}
"""The kinds of terms, and where the title's stand."""


def counted(entry: Entry, kind: Terms) -> list[str]:
    """The terms of an entry as they are indexed: one field of each kind, so that a question is no longer than its terms."""
    title = getattr(entry, TEXTS[kind]) if TEXTS[kind] else ()
    return [*title, *getattr(entry, kind)]


COLUMNS: Final = ("kind", "field", "area", "maturity", "way", "owner")
"""What entries are filtered by, besides the day of their last change."""


@dataclass(frozen=True, slots=True)
class Where:
    """Conditions that must hold: any of the values named, and none of an unwanted owner's. Nothing named, nothing asked."""

    kind: tuple[str, ...] = ()
    field: tuple[str, ...] = ()
    area: tuple[str, ...] = ()
    maturity: tuple[str, ...] = ()
    way: tuple[str, ...] = ()
    owner: tuple[str, ...] = ()
    not_owner: tuple[str, ...] = ()
    since: date | None = None

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """The columns that are asked for, with the values that satisfy."""
        return {name: getattr(self, name) for name in COLUMNS if getattr(self, name)}

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


ANY: Final = Where()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found, and how well: a BM25 sum for terms, a cosine for vectors."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class Edition:
    """What an index was made of: an index of another edition answers other questions and is made anew.

    `journal` is the number of the journal's last line that has been read into it, `head` that line's hash: another hash there means
    another journal.
    """

    tokeniser: str
    model: str
    ranker: str
    journal: int = 0
    head: str = ""

    def alike(self, other: Edition) -> bool:
        """Whether both were made the same way, however far each has read."""
        return replace(self, journal=0, head="") == replace(other, journal=0, head="")


class MatchIndex(Protocol):
    """Entries to be found by their terms, by their vectors, or by what they are."""

    def upsert(self, entries: Iterable[Entry]) -> None:
        """Puts entries in; one whose id is there already is replaced. Searchable when this returns."""
        ...

    def delete(self, ids: Iterable[str]) -> None:
        """Takes entries out; an id that is not there is no mistake."""
        ...

    def search_text(self, terms: Question, limit: int, kind: Terms = "pairs", where: Where = ANY) -> list[Hit]:
        """The entries that share the rarest of the terms most, best first; conditions are met before, never after, the limit."""
        ...

    def search_vector(self, vector: Vector, limit: int, where: Where = ANY) -> list[Hit]:
        """The entries nearest in meaning, best first; entries without a vector are not among them."""
        ...

    def vectors(self, ids: Sequence[str]) -> Mapping[str, Vector]:
        """The vectors of those entries that have one, for the ranker."""
        ...

    def filter(self, where: Where, limit: int) -> list[str]:
        """Entries that meet conditions, last changed first, then by id."""
        ...

    def count(self, where: Where = ANY) -> int:
        """How many entries meet conditions."""
        ...
