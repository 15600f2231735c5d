"""Learning from grades and outcomes behind the pages: a candidate's weights, and what they would change, shown to nobody but the bureau.

All learning starts from the weights that come with the product, with every label there is, so that a candidate depends on nothing but
its inputs; it is held against the weights in use, need by need, by weights that have not seen that need.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from procrastinate.contrib.django import app

from jinliang.core import journal
from jinliang.core.access import SYSTEM, Viewer
from jinliang.core.ranker import TOP, Listed, Need, compared
from jinliang.core.refusal import Refusal
from jinliang.site.acts import ranker as acts
from jinliang.site.acts.ranker import Learned
from jinliang.site.jobs.indexing import wording
from jinliang.site.jobs.weighing import running
from jinliang.site.reads import grade as grades
from jinliang.site.reads import listing as listings
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.grade import Taught
from jinliang.site.reads.listing import Listing
from jinliang.site.reads.ranker import Ranker

if TYPE_CHECKING:  # the engines bring large libraries, which only the worker should load
    from jinliang.engines.retrieval.matcher import Judged, Matcher
    from jinliang.engines.retrieval.meaning import Reader
    from jinliang.engines.retrieval.ranker import Weights

log = logging.getLogger(__name__)
DEEP = 100
"""How far down a list is looked for Recall and changed places."""
EXAMPLES = 6
"""Needs shown side by side."""


@app.periodic(cron="23 2 * * *")
@app.task(name="ranker.study", lock="ranker.learn")
def nightly(timestamp: int) -> None:
    """Learns each night from what the day brought; where there is nothing new, nothing is kept."""
    learn()


@app.task(name="ranker.learn", lock="ranker.learn")
def learn(seat: int | None = None) -> None:
    """Learns a candidate for the seat that asked, or for nobody in particular."""
    try:
        study(viewers.seated(seat) if seat else SYSTEM)
    except Refusal as no:
        log.info("nothing learned: %s", no.why)


def study(viewer: Viewer) -> Ranker:
    """Learns from all labels, compares, keeps the candidate. Raises Refusal `no_labels`, and what `ranker.learn` refuses."""
    return acts.learn(viewer, learned(list(grades.labels())))


def learned(taught: Sequence[Taught], reader: Reader | None = None) -> Learned:
    """A candidate with its comparison. Raises Refusal `no_labels`."""
    from jinliang.engines.retrieval.learning import Shown, held_back, moves, resampled, tuned
    from jinliang.engines.retrieval.matcher import Matcher, mode_of
    from jinliang.engines.retrieval.pool import held
    from jinliang.engines.retrieval.ranker import shipped

    by_need: dict[int, dict[str, Taught]] = {}
    for one in taught:
        by_need.setdefault(one.need, {})[str(one.offer)] = one
    if not by_need:
        raise Refusal("no_labels", "还没有评分，也没有看过的推荐", "请技术经纪人先给推荐评分")
    base, used = shipped(), running()
    reader = reader or _reader()
    rows = {one.id: one for one in listings.shown()}
    rows |= {one.id: one for one in listings.named({*by_need, *(one.offer for one in taught)})}
    offers = [one for one in rows.values() if one.kind != "need"]
    needs = [one for one in rows.values() if one.kind == "need"]
    matcher = Matcher(held(((str(one.id), one.title, wording(one)) for one in offers), reader), base, reader)
    place = {str(one.id): at for at, one in enumerate(offers)}
    owners = {str(one.id): one.party_id for one in offers}
    judged: dict[int, Judged] = {}
    for need, asked in zip(needs, matcher.asked_all([(one.title, wording(one)) for one in needs]), strict=True):
        found = dict.fromkeys(matcher.candidates(asked)) | dict.fromkeys(place[one] for one in by_need.get(need.id, ()))
        kept = [at for at in found if owners[str(offers[at].id)] != need.party_id]
        if kept:
            judged[need.id] = matcher.judge(asked, [matcher.market.offer(at) for at in kept])
    labelled = [id for id in by_need if id in judged]
    shown = [
        Shown(
            judged[id],
            {
                at: (by_need[id][offer.id].label.grade, by_need[id][offer.id].label.weight)
                for at, offer in enumerate(judged[id].offers)
                if offer.id in by_need[id]
            },
        )
        for id in labelled
    ]
    candidate = tuned(base, shown, "candidate")
    listed = _listing(matcher)
    held_out = [
        Need(
            str(id),
            listed(used, judged[id]),
            listed(weights, judged[id]),
            {key: one.label.grade for key, one in by_need[id].items()},
        )
        for id, weights in zip(labelled, held_back(base, shown), strict=True)
    ]
    tops = {id: (listed(used, one)[:TOP], listed(candidate, one)[:TOP]) for id, one in judged.items()}
    mode = mode_of(next(iter(judged.values())).table)
    told = compared(held_out, resampled) | {
        "labels": len(taught),
        "graded": sum(one.label.source == "grade" for one in taught),
        "mode": mode,
        "lists": len(tops),
        "changed": sum([a.offer for a in old] != [a.offer for a in new] for old, new in tops.values()),
        "examples": _examples(tops, rows),
        "moves": [(name, round(old, 4), round(new, 4)) for name, old, new in moves(used, candidate, mode)],
    }
    weights = candidate.to_json()
    inputs = journal.digest(
        {
            "base": base.version,
            "mode": mode,
            "labels": [f"{one.need} {one.offer} {one.label.grade:.4f} {one.label.weight:.2f}" for one in taught],
            "texts": {str(id): journal.digest({"text": wording(rows[id])}) for id in sorted(rows)},
        }
    )
    return Learned(base.version, weights, inputs, used.version, told)


def _listing(matcher: Matcher) -> Callable[[Weights, Judged], tuple[Listed, ...]]:
    """The first of a need's judged offers by any weights, with their verdicts."""
    from jinliang.engines.retrieval.matcher import Matcher

    def listed(weights: Weights, judged: Judged) -> tuple[Listed, ...]:
        found = Matcher(matcher.market, weights).ranked(judged, DEEP, explained=0)
        return tuple(Listed(one.document, one.strength) for one in found)

    return listed


def _examples(
    tops: Mapping[int, tuple[tuple[Listed, ...], tuple[Listed, ...]]], rows: Mapping[int, Listing]
) -> list[dict[str, Any]]:
    """Needs whose first three change, those first whose best offer changes."""
    changed = [(id, old, new) for id, (old, new) in tops.items() if [a.offer for a in old] != [a.offer for a in new]]
    changed.sort(
        key=lambda one: (
            one[1][0].offer == one[2][0].offer,
            {a.offer for a in one[1]} == {a.offer for a in one[2]},
            one[0],
        )
    )
    return [
        {
            "need": id,
            "title": rows[id].title,
            "before": [[int(a.offer), rows[int(a.offer)].title, a.strength] for a in old],
            "after": [[int(a.offer), rows[int(a.offer)].title, a.strength] for a in new],
        }
        for id, old, new in changed[:EXAMPLES]
    ]


def _reader() -> Reader | None:
    """What reads sentences, where there is a model that can be had; what was read before is remembered on disk."""
    if settings.EMBEDDER == "none":
        return None
    from jinliang.engines.retrieval.meaning import reader_of

    try:
        return reader_of(settings.EMBEDDER, settings.DATA)
    except Refusal as no:
        log.warning("learning by words alone: %s %s", no.why, no.fix)
        return None
