"""The demo city's grades (评分) and answers: a broker says for every fourth need how what was recommended fits.

Graded from the offers' titles and the start of the need, not from both texts whole: they show how learning goes and prove nothing about
real markets. They know nothing of the ranker's scores, only which offers it had put forward.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from importlib.resources import files

from jinliang.demo.listing import LAST, Sitters, rows
from jinliang.demo.story import Story
from jinliang.demo.timeline import working
from jinliang.site.acts import grade, match
from jinliang.site.reads import grade as grades
from jinliang.site.reads import listing as listings
from jinliang.site.reads.match import Judged

READ_AFTER = 6
"""Days after a need and its offers are on the market on which the broker sits down with them."""
Line = tuple[str, int, str, str]
"""An offer's title, its grade, what the need's side answered, and why."""


def tell(story: Story, sitters: Sitters) -> None:
    """Puts down who grades what and when; what is not on the market by the city's day is left out."""
    titles = {one["id"]: one["title"] for _kind, one in rows()}
    text = (files("jinliang.demo") / "market" / "grades.tsv").read_text(encoding="utf-8")
    by_need: dict[str, list[Line]] = defaultdict(list)
    for one in csv.DictReader(text.splitlines(), delimiter="\t"):
        if titles[one["offer"]] in sitters.up:
            by_need[titles[one["need"]]].append((titles[one["offer"]], int(one["grade"]), one["answer"], one["reason"]))
    for need, lines in by_need.items():
        if need in sitters.up:
            last = max(sitters.up[need], *(sitters.up[offer] for offer, *_rest in lines))
            day = working(last + timedelta(days=READ_AFTER))
            if day <= LAST:
                story.timeline.on(day, _read(story, sitters, need, lines))


def _read(story: Story, sitters: Sitters, title: str, lines: list[Line]) -> Callable[[], None]:
    def read() -> None:
        need = listings.shown().filter(kind="need", title=title).first()
        if need is None:  # it has run out, or its contract is signed
            return
        offers = {
            one.title: one for one in listings.shown().exclude(kind="need").filter(title__in=[one[0] for one in lines])
        }
        told = [one for one in lines if one[0] in offers and offers[one[0]].party_id != need.party_id]
        standing = {one.offer_id for one in need.offered.all()}
        fresh = [offers[one[0]] for one in told if offers[one[0]].id not in standing]
        found = [Judged(one.id, 0.5, "fair", {"sentence": one.text.split("。")[0]}) for one in fresh]
        match.keep(need, found, "demo")
        for offer, given, answer, reason in told:
            row = need.offered.get(offer=offers[offer])
            graders = (story.viewers[one] for one in ("wusiqi", "zouyu"))
            grade.grade(next(one for one in graders if grades.may(one, row).ok), row.id, given)
            if answer and not row.need_answer:
                match.answer(sitters.of(need.party.name), row.id, answer, reason)

    return read
