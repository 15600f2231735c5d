"""The index of the market beside the database: one book of offers and one of needs under `JINLIANG_DATA/index`, kept up with the journal.

The database is the truth. What the journal has told since the line that a book has read is put in or taken out before any question; a
book that is absent, damaged, of another making or of another journal is made anew, and the log says why. New listings are found by
their words at once, and by their meaning as soon as the sentence model has read them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Final

from jinliang.core.refusal import Refusal
from jinliang.site.jobs.weighing import running
from jinliang.site.reads import known
from jinliang.site.reads import listing as reads
from jinliang.site.reads.listing import Listing

if TYPE_CHECKING:  # the engines bring large libraries, which only the worker that judges should load
    from jinliang.engines.retrieval.book import Book, Told
    from jinliang.engines.retrieval.meaning import Reader

PART: Final = 32
"""Listings read by meaning in one piece."""
ANEW: Final = frozenset({"index_absent", "index_outdated", "index_broken"})
"""Refusals of a book that is to be made anew."""
BEHIND: Final = 20_000
"""Lines of the journal from which making anew is quicker than catching up."""
log = logging.getLogger(__name__)


class Engine:
    """Both books and the sentence model that reads for them; made for one setting of the model, `none` for words alone."""

    def __init__(self, model: str, home: Path) -> None:
        self.model, self._home = model, home

    @cached_property
    def offers(self) -> Book:
        """The offers on the market."""
        return self._book("offers")

    @cached_property
    def needs(self) -> Book:
        """The needs on the market."""
        return self._book("needs")

    def _book(self, name: str) -> Book:
        from jinliang.engines.retrieval.book import Book
        from jinliang.engines.retrieval.index import Edition
        from jinliang.engines.retrieval.text import VERSION

        model = "" if self.model == "none" else f"{_named(self.model)} {self._dimension}"
        return Book(self._home / "index" / name, Edition(VERSION, model, weights_version()), self._dimension)

    @cached_property
    def _dimension(self) -> int:
        """Numbers in a vector; the built-in model need not be loaded to know, another one is asked."""
        from jinliang.engines.retrieval.preparation import OwnEngine
        from jinliang.engines.retrieval.text import plain

        if self.model == "none":
            return 0
        if self.model == "builtin":
            return OwnEngine.dimension
        return len(self.reader.read([plain("维")], "query")[0].vector) if self.reader else 0

    @cached_property
    def reader(self) -> Reader | None:
        """What reads sentences; None where there is no model to be had, and the words alone decide."""
        from jinliang.engines.retrieval.encoder import cores
        from jinliang.engines.retrieval.meaning import reader_of

        if self.model == "none":
            return None
        try:
            return reader_of(self.model, self._home, threads=max(1, cores() - 1))  # a core is left to the pages
        except Refusal as no:
            log.warning("matching by words alone: %s %s", no.why, no.fix)
            return None

    def catch_up(self) -> None:
        """Brings both books up to the journal's head. Raises Refusal index_being_built while another process makes one anew."""
        for needs in (False, True):
            book = self.needs if needs else self.offers
            try:
                self._follow(book, needs)
            except Refusal as no:
                if no.code not in ANEW:
                    raise
                self.make(needs, no.why)

    def _follow(self, book: Book, needs: bool) -> None:
        read, head = book.index().edition, known.head()
        if read.journal > head.number or (read.journal and known.known(read.journal).hash != read.head):
            self.make(needs, f"索引读到第 {read.journal} 条留痕，而数据库的留痕是另一条链")
        elif head.number - read.journal > BEHIND or book.worn():
            self.make(needs, "积下的改动太多")
        elif head.number > read.journal:
            moved = reads.touched(read.journal, head.number)
            rows = [one for one in reads.shown().filter(id__in=moved) if (one.kind == "need") == needs]
            here = {one.id for one in rows}
            book.take_out([str(id) for id in moved - here])
            book.put(map(told, rows), None, head.number, head.hash)

    def make(self, needs: bool, why: str = "") -> None:
        """Makes a book anew from the database. Raises Refusal index_being_built."""
        if why:
            log.warning("the index of %s is made anew: %s", "needs" if needs else "offers", why)
        head = known.head()
        book = self.needs if needs else self.offers
        book.make(lambda: map(told, _listings(needs)), None, head.number, head.hash)

    def ready(self) -> bool:
        """Whether the sentence model has read all that stands in both books, or there is none."""
        return not self._unread(1) or self.reader is None

    def read_on(self) -> int:
        """Reads some more by meaning, the newest first; how many listings."""
        from jinliang.engines.retrieval.book import meanings_of
        from jinliang.engines.retrieval.profile import profile

        assert self.reader is not None
        rows = {str(one.id): one for one in reads.shown().filter(id__in=[int(id) for id in self._unread(PART)])}
        texts = [(one.title, wording(one)) for one in rows.values()]
        found = self.reader.read([profile(title, text).plain for title, text in texts], "passage")
        meanings = meanings_of(dict(zip(rows, found, strict=True)))
        for needs, book in ((False, self.offers), (True, self.needs)):
            if some := [told(one) for one in rows.values() if (one.kind == "need") == needs]:
                book.put(some, meanings)
        return len(rows)

    def _unread(self, most: int) -> list[str]:
        if self.model == "none":
            return []
        return list(chain(self.needs.index().unread(most), self.offers.index().unread(most)))[:most]


def _listings(needs: bool) -> Iterator[Listing]:
    rows = reads.shown().order_by("id")
    yield from (rows.filter(kind="need") if needs else rows.exclude(kind="need")).iterator()


def told(row: Listing) -> Told:
    """A listing as the index takes it."""
    from jinliang.engines.retrieval.book import Told

    return Told(
        str(row.id),
        row.title,
        wording(row),
        kind=row.kind,
        field=row.field,
        area=row.area,
        maturity=row.maturity,
        way=tuple(row.ways),
        owner=str(row.party_id),
        updated=row.since,
    )


def wording(row: Listing) -> str:
    """What a listing says beside its title: its text, its hard conditions, its keywords."""
    return "\n".join([row.text, *row.must, "、".join(row.keywords)]).strip()


def ranker(model: str) -> str:
    """What judges: the version of the weights and the sentence model."""
    return f"{running().version} {_named(model)}"


def weights_version() -> str:
    """The version of the weights that came with the product: those learned here move no term, so the books stay as they are."""
    from jinliang.engines.retrieval.ranker import shipped

    return shipped().version


def _named(model: str) -> str:
    """A setting of the model as it is kept: a folder or an address by its digest."""
    kind, _, rest = model.partition(":")
    return kind + (f" {sha256(rest.encode()).hexdigest()[:8]}" if rest else "")
