"""Files that no act has named are gone after a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from procrastinate.contrib.django import app

from jinliang.site.reads.papers import referenced, store

KEPT_FOR = timedelta(days=1)


@app.periodic(cron="17 3 * * *")
@app.task(name="papers.sweep")
def sweep(timestamp: int) -> None:
    """Removes unreferenced files of yesterday and before."""
    store().sweep(referenced(), datetime.now(UTC) - KEPT_FOR)
