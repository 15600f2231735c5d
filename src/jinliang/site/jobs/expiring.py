"""Listings whose time is over come off the market each night, until their owners renew them."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jinliang.core.access import SYSTEM
from jinliang.core.refusal import Refusal
from jinliang.site.acts import listing as acts
from jinliang.site.reads import clock
from jinliang.site.reads import listing as reads


@app.periodic(cron="7 1 * * *")
@app.task(name="listings.expire")
def expire(timestamp: int) -> None:
    """Expires what is due by the city's day, one act each."""
    over(reads.due(clock.today()))


def over(ids: list[int]) -> int:
    """Expires these listings; how many. One that was renewed or withdrawn in the meantime is left as it is."""
    done = 0
    for id in ids:
        try:
            acts.expire(SYSTEM, id)
        except Refusal:
            continue
        done += 1
    return done
