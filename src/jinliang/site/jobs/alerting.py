"""Telling whoever keeps a search what has newly come onto the market that fits it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jinliang.core import journal
from jinliang.site.acts import message as acts
from jinliang.site.reads import saved as reads


@app.task(name="searches.alert", lock="searches.alert")
def alert(ids: list[int]) -> None:
    """Tells what was published in one act."""
    tell(ids)


def tell(ids: list[int]) -> int:
    """Tells each seat once what of these listings (ids) fits each search it keeps; how many messages there were."""
    many = 0
    for row, rows in reads.fitting(ids):
        titles = "、".join(one.title for one in rows[:3]) + ("……" if len(rows) > 3 else "")
        said = {"count": str(len(rows)), "titles": titles}
        key = f"search:{row.id}:{journal.digest(sorted(one.id for one in rows))[:16]}"
        many += acts.tell([row.seat_id], "search.new", said, f"saved:{row.id}", key)
    return many
