"""Finding matches behind the pages: whatever has come onto the market is judged within seconds, first by its words, then by meaning.

A need is judged against all offers; a new offer has the needs that it may serve judged anew. What the engine says is kept with the
model and the weights that said it, so new weights judge everything once more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from procrastinate.contrib.django import app

from jinliang.core.refusal import Refusal
from jinliang.site.acts import match as acts
from jinliang.site.reads import listing as reads
from jinliang.site.reads.listing import Listing
from jinliang.site.reads.match import Judged

if TYPE_CHECKING:  # the engines bring large libraries, which only the worker that judges should load
    from jinliang.engines.retrieval.matcher import Matcher
    from jinliang.engines.retrieval.meaning import Reader

MOST = 10
"""Matches kept for a need."""
WEAK = 3
"""Weak ones among them, for whoever wants to look further."""
PART = 16
"""Listings judged or read by meaning in one piece."""
SERVED = 30
"""Needs that a new offer is held against."""
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="listings.match", lock="listings.match")
def match(timestamp: int = 0) -> None:
    """Judges what nobody has judged yet; once a minute, and at once when something is published."""
    renew()


def renew() -> int:
    """Judges all that is new to the engine, by words before by meaning; how many listings.

    The work is cut small, and before each piece what has come in meanwhile is judged by its words: a need that is published while
    the engine reads a whole market by meaning does not wait for the end.
    """
    model, done = settings.EMBEDDER, 0
    while fresh := reads.unmatched(ranker(model)):
        words = set(reads.unmatched(ranker("none"))) & set(fresh) if model != "none" else set()
        if words:
            _judge(sorted(words), "none")
        elif not engine.ready(model):
            engine.read_on(model)
        else:
            done += _judge(fresh, model)
    return done


def ranker(model: str) -> str:
    """What judges: the version of the weights and the sentence model, a folder or an address by its digest."""
    from jinliang.engines.retrieval.ranker import shipped

    kind, _, rest = model.partition(":")
    return f"{shipped().version} {kind}" + (f" {sha256(rest.encode()).hexdigest()[:8]}" if rest else "")


class Engine:
    """The markets of a run: offers for needs and needs for offers, by words or by meaning, made anew when the market has changed."""

    def __init__(self) -> None:
        self._readers: dict[str, Reader | None] = {"none": None}
        self._made: dict[tuple[str, bool], tuple[frozenset[tuple[int, datetime]], list[Listing], Matcher]] = {}
        self._read: set[str] = set()

    def ready(self, model: str) -> bool:
        """Whether the sentence model has read all that is offered; it remembers what it has read."""
        return self._reader(model) is None or all(_text(one) in self._read for one in reads.shown())

    def read_on(self, model: str) -> None:
        """Reads some more of it."""
        from jinliang.engines.retrieval.profile import profile

        reader = self._reader(model)
        assert reader is not None
        part = [one for one in reads.shown() if _text(one) not in self._read][:PART]
        reader.read([profile(one.title, _text(one)).plain for one in part], "passage")
        self._read |= {_text(one) for one in part}

    def market(self, model: str, needs: bool = False) -> tuple[list[Listing], Matcher]:
        """The offers on the market, or the needs, and what judges others against them."""
        from jinliang.engines.retrieval.matcher import Matcher
        from jinliang.engines.retrieval.pool import held
        from jinliang.engines.retrieval.ranker import shipped

        rows = [one for one in reads.shown().order_by("id") if (one.kind == "need") == needs]
        edition = frozenset((one.id, one.saved_at) for one in rows)
        made = self._made.get((model, needs))
        if made is None or made[0] != edition:
            reader = self._reader(model)
            texts = ((str(one.id), one.title, _text(one)) for one in rows)
            made = edition, rows, Matcher(held(texts, reader), shipped(), reader)
            self._made[model, needs] = made
        return made[1], made[2]

    def _reader(self, model: str) -> Reader | None:
        """What reads sentences, where there is a model that can be had."""
        if model not in self._readers:
            from jinliang.engines.retrieval.meaning import reader_of

            try:
                self._readers[model] = reader_of(model, settings.DATA)
            except Refusal as no:
                log.warning("matching by words alone: %s %s", no.why, no.fix)
                self._readers[model] = None
        return self._readers[model]


engine = Engine()
"""What the worker has read stays read from one job to the next."""


def _judge(fresh: Sequence[int], model: str) -> int:
    """Judges some of what is new, the newest needs first; new offers have the needs judged anew that they may serve. How many are done."""
    judge, new = ranker(model), set(fresh)
    offers, matcher = engine.market(model)
    needs, backwards = engine.market(model, needs=True)
    asked = [one for one in reversed(needs) if one.id in new]
    served = [one for one in offers if one.id in new]
    if served and (len(asked) == len(needs) or len(served) > PART):
        # Every need is judged anew, and with it whatever is new on offer.
        acts.matched([one.id for one in needs if one.id not in new], "")
        acts.matched([one.id for one in served], judge)
        return len(served)
    if not asked:
        asked = _served(backwards, needs, served)
        done = [one.id for one in served]
    else:
        asked = asked if model == "none" else asked[:PART]
        done = [one.id for one in asked]
    owners = {str(one.id): one.party_id for one in offers}
    for need in asked:
        acts.keep(need, list(_found(matcher, need, owners)), judge)
    acts.matched(done, judge)
    return len(done)


def _text(row: Listing) -> str:
    """What a listing says beside its title: its text, its hard conditions, its keywords."""
    return "\n".join([row.text, *row.must, "、".join(row.keywords)]).strip()


def _found(matcher: Matcher, need: Listing, owners: dict[str, int]) -> Iterable[Judged]:
    """The offers of others that are of some use, the best first, few of them weak; none where nothing is."""
    found = matcher.match(need.title, _text(need), MOST * 2, explained=MOST * 2)
    others = [one for one in found if one.strength != "none" and owners[one.document] != need.party_id]
    fitting = [one for one in others if one.strength != "weak"][:MOST]
    for one in [*fitting, *[one for one in others if one.strength == "weak"][:WEAK]]:
        yield Judged(int(one.document), one.chance, one.strength, one.reasons.told())


def _served(backwards: Matcher, needs: Sequence[Listing], offers: Sequence[Listing]) -> list[Listing]:
    """The needs that new offers may serve: those nearest to each by words or by meaning."""
    places: set[int] = set()
    for one in offers:
        places |= set(backwards.candidates(backwards.asked(one.title, _text(one)))[:SERVED])
    return [needs[place] for place in sorted(places)]
