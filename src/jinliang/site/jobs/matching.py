"""Finding matches behind the pages: whatever has come onto the market is judged within seconds, first by its words, then by meaning.

A need is judged against all offers; a new offer has the needs that it may serve judged anew. What the engine says is kept with the
model and the weights that said it, so new weights judge everything once more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from procrastinate.contrib.django import app

from jinliang.core.refusal import Refusal
from jinliang.site.acts import match as acts
from jinliang.site.jobs.indexing import ANEW, Engine, ranker, wording
from jinliang.site.jobs.weighing import running
from jinliang.site.reads import listing as reads
from jinliang.site.reads.listing import Listing
from jinliang.site.reads.match import Judged

if TYPE_CHECKING:  # the engines bring large libraries, which only the worker that judges should load
    from jinliang.engines.retrieval.matcher import Asked, Matcher

MOST = 10
"""Matches kept for a need."""
WEAK = 3
"""Weak ones among them, for whoever wants to look further."""
PART = 16
"""Needs judged by meaning in one piece."""
SERVED = 30
"""Needs that a new offer is held against."""
log = logging.getLogger(__name__)


@app.periodic(cron="* * * * *")
@app.task(name="listings.match", lock="listings.match")
def match(timestamp: int = 0) -> None:
    """Judges what nobody has judged yet; once a minute, and at once when something is published."""
    try:
        renew()
    except Refusal as no:
        if no.code != "index_being_built":
            raise
        log.info("matching waits for the next minute: %s", no.why)


def renew() -> int:
    """Judges all that is new to the engine, by words before by meaning; how many listings.

    The work is cut small, and before each piece what has come in meanwhile is judged by its words: a need that is published while
    the engine reads a whole market by meaning does not wait for the end. A book found damaged on the way is made anew, once in a run.
    """
    engine, done, mended = engine_of(settings.EMBEDDER, settings.DATA), 0, False
    engine.catch_up()
    while fresh := reads.unmatched(ranker(engine.model)):
        try:
            engine.catch_up()
            done += _step(engine, fresh)
        except Refusal as no:
            if no.code not in ANEW or mended:
                raise
            mended = True
            for needs in (False, True):
                engine.make(needs, no.why)
    return done


@lru_cache(maxsize=4)
def engine_of(model: str, home: Path) -> Engine:
    """The engine for a setting of the model and a data folder: what the worker has opened stays open from one job to the next."""
    return Engine(model, home)


def _step(engine: Engine, fresh: Sequence[int]) -> int:
    """The next piece of work; how many listings are done with it."""
    words = set(reads.unmatched(ranker("none"))) & set(fresh) if engine.model != "none" else set()
    if words:
        _judge(engine, sorted(words), by_words=True)
    elif engine.ready():
        return _judge(engine, fresh)
    else:
        engine.read_on()
    return 0


def _judge(engine: Engine, fresh: Sequence[int], by_words: bool = False) -> int:
    """Judges some of what is new, the newest needs first; new offers have the needs judged anew that they may serve. How many are done."""
    judge, new = ranker("none" if by_words else engine.model), set(fresh)
    rows = list(reads.shown().order_by("-id"))
    needs = [one for one in rows if one.kind == "need"]
    asked = [one for one in needs if one.id in new]
    served = [one for one in rows if one.kind != "need" and one.id in new]
    if served and (len(asked) == len(needs) or len(served) > PART):
        # Every need is judged anew, and with it whatever is new on offer.
        acts.matched([one.id for one in needs if one.id not in new], "")
        acts.matched([one.id for one in served], judge)
        return len(served)
    if not asked:
        near = _served(engine, served, by_words)
        asked = [one for one in needs if str(one.id) in near]
        done = [one.id for one in served]
    else:
        asked = asked if by_words else asked[:PART]
        done = [one.id for one in asked]
    ready = _matcher(engine, by_words).asked_all([(one.title, wording(one)) for one in asked])
    for need, read in zip(asked, ready, strict=True):
        acts.keep(need, list(_found(_matcher(engine, by_words, need.party_id), read)), judge)
    acts.matched(done, judge)
    return len(done)


def _matcher(engine: Engine, by_words: bool, party: int | None = None, needs: bool = False) -> Matcher:
    """What judges against the offers on the market, or the needs; those of a party itself left out."""
    from jinliang.engines.retrieval.index import Where
    from jinliang.engines.retrieval.matcher import Matcher

    where = Where(not_owner=() if party is None else (str(party),))
    market = (engine.needs if needs else engine.offers).market(where)
    return Matcher(market, running(), None if by_words else engine.reader)


def _found(matcher: Matcher, need: Asked) -> Iterable[Judged]:
    """The offers that are of some use, the best first, few of them weak; none where nothing is."""
    found = [one for one in matcher.answer(need, MOST * 2, explained=MOST * 2) if one.strength != "none"]
    fitting = [one for one in found if one.strength != "weak"][:MOST]
    weak = [one for one in found if one.strength == "weak"][:WEAK]
    for one in (*fitting, *weak):
        yield Judged(int(one.document), one.chance, one.strength, one.reasons.told())


def _served(engine: Engine, offers: Sequence[Listing], by_words: bool) -> set[str]:
    """The needs that new offers may serve: those nearest to each by words or by meaning."""
    found: set[str] = set()
    for one in offers:
        backwards = _matcher(engine, by_words, one.party_id, needs=True)
        places = backwards.candidates(backwards.asked(one.title, wording(one)))[:SERVED]
        found |= {backwards.market.offer(place).id for place in places}
    return found
