"""A market on disk: the index, what the ranker needs of each listing, and what the whole says about terms, as one thing.

It is made anew from listings, listings are put in and taken out, and it answers the matcher as a market in memory does. The database
stays the truth. What the statistics say of terms grows with what comes in; what a listing weighed when it was put in stays until the
next making.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Final

from jinliang.engines.retrieval.embedded import EmbeddedIndex
from jinliang.engines.retrieval.features import Meaning
from jinliang.engines.retrieval.index import ANY, Edition, Entry, Where
from jinliang.engines.retrieval.lexical import broken
from jinliang.engines.retrieval.market import IndexMarket, entry
from jinliang.engines.retrieval.profile import Statistics, profile
from jinliang.engines.retrieval.shelf import Shelf
from jinliang.engines.retrieval.stock import Kept, packed

STATISTICS: Final = "statistics"
_AT_ONCE: Final = 5_000
"""Listings counted together when a book is made."""
_DEAD: Final = 2_000
"""Rows of replaced and departed listings that are borne, beside as many as there are listings."""


@dataclass(frozen=True, slots=True)
class Told:
    """A listing as it is put in: its words, and what it is filtered by."""

    id: str
    title: str
    text: str
    kind: str = ""
    field: str = ""
    area: str = ""
    maturity: str = ""
    way: tuple[str, ...] = ()
    owner: str = ""
    updated: date = date.min


Meanings = Callable[[Told], Meaning | None] | None
"""What the sentence model makes of a listing, where it has been read; None where nothing has been."""


class Book:
    """One market under one folder. `wanted` says of what it is to be made; of another making it is refused until it is made anew."""

    def __init__(self, folder: Path, wanted: Edition, dimension: int) -> None:
        self.wanted, self._dimension = wanted, dimension
        self._shelf = Shelf(folder)
        self._counted: tuple[EmbeddedIndex, int, Statistics] | None = None

    def index(self) -> EmbeddedIndex:
        """The edition in use. Raises Refusal: index_absent, index_outdated, index_broken."""
        return self._shelf.current(self.wanted)

    def market(self, where: Where = ANY) -> IndexMarket:
        """The market as the matcher asks it, under conditions. Raises Refusal as `index` does."""
        index = self.index()
        return IndexMarket(index, self._statistics(index), lambda id: Kept(id, index.record(id)), where)

    def put(self, listings: Iterable[Told], meanings: Meanings, journal: int | None = None, head: str = "") -> None:
        """Puts listings in, or in once more with their meaning. Raises Refusal as `index` does."""
        index = self.index()
        statistics = self._statistics(index)
        index.upsert([_entry(one, statistics, meanings(one) if meanings else None) for one in listings], journal, head)

    def take_out(self, ids: Iterable[str], journal: int | None = None, head: str = "") -> None:
        """Takes listings out. Raises Refusal as `index` does."""
        self.index().delete(ids, journal, head)

    def make(
        self, listings: Callable[[], Iterable[Told]], meanings: Meanings, journal: int = 0, head: str = ""
    ) -> None:
        """Makes the book anew and puts it in the place of the one in use, which answers until then. `listings` are asked for twice:
        first their terms are counted.

        Raises Refusal index_being_built when another process is at it.
        """
        statistics = Statistics.of(())
        for part in _parts(listings()):
            statistics = statistics.joined(Statistics.of([profile(one.title, one.text) for one in part]))
        edition = Edition(self.wanted.tokeniser, self.wanted.model, self.wanted.ranker, journal, head)
        entries = (_entry(one, statistics, meanings(one) if meanings else None) for one in listings())
        self._shelf.rebuild(edition, self._dimension, entries, {STATISTICS: statistics.to_bytes()})

    def worn(self) -> bool:
        """Whether so many rows are of listings replaced or gone that the book should be made anew."""
        index = self.index()
        live = index.count()
        return index.rows - live > live + _DEAD

    def _statistics(self, index: EmbeddedIndex) -> Statistics:
        """What is known of terms: what was counted at the making, and all that has come in since."""
        if self._counted is None or self._counted[0] is not index:
            try:
                statistics = Statistics.from_bytes(index.beside(STATISTICS))
            except ValueError as error:
                raise broken(f"{STATISTICS}: {error}") from error
            self._counted = index, statistics.size, statistics
        _, rows, statistics = self._counted
        if index.rows > rows:
            came = [Kept(id, index.record(id)) for id in index.fresh(rows)]
            statistics = statistics.joined(Statistics.of(came)) if came else statistics
            self._counted = index, index.rows, statistics
        return statistics


def _entry(told: Told, statistics: Statistics, meaning: Meaning | None) -> Entry:
    read = profile(told.title, told.text)
    return entry(
        told.id,
        read,
        meaning.vector if meaning else None,
        record=packed(read, statistics.masses(read), meaning),
        kind=told.kind,
        field=told.field,
        area=told.area,
        maturity=told.maturity,
        way=told.way,
        owner=told.owner,
        updated=told.updated,
    )


def _parts(listings: Iterable[Told]) -> Iterator[Sequence[Told]]:
    source = iter(listings)
    while part := list(islice(source, _AT_ONCE)):
        yield part


def meanings_of(known: Mapping[str, Meaning]) -> Meanings:
    """The meanings of those listings that were read, by id."""
    return lambda told: known.get(told.id)
