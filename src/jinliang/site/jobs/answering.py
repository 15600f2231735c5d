"""Watching the days promised for answers: a side is reminded before its day; when it is past, the area's broker is asked to call."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jinliang.core.response import SIDE
from jinliang.site.acts import message as acts
from jinliang.site.reads import match as reads
from jinliang.site.reads import message as told


@app.periodic(cron="30 7 * * *")
@app.task(name="matches.watch", lock="matches.watch")
def watch(timestamp: int = 0) -> None:
    """Looks through every match that waits for an answer, each working morning and the others too."""
    remind()


def remind() -> int:
    """Tells the sides whose promised day is near, and the brokers where it is past, once for each wait; how many were told."""
    many = 0
    for row in reads.unanswered().iterator():
        for one in reads.clock_of(row):
            if not one.level:
                continue
            listing = row.need if one.side == "need" else row.offer
            names = {"need": row.need.title, "offer": row.offer.title, "due": str(one.due)}
            about, key = f"match:{row.id}", f"clock:{row.id}:{one.side}:{one.since}:{one.level}"
            many += acts.tell(told.owners(listing), f"clock.{one.level}", names, about, key)
            if one.level == "late":
                asked = names | {"side": SIDE[one.side]}
                many += acts.tell(told.brokers(row.need.area), "clock.call", asked, about, f"{key}:call")
    return many
