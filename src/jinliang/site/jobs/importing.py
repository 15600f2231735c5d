"""Trying and loading long tables behind the page that watches their progress."""

from __future__ import annotations

from procrastinate.contrib.django import app

from jinliang.site.acts import importing


@app.task(name="import.try", lock="import")
def attempt(id: int) -> None:
    """Tries a table."""
    importing.attempt(importing.row(id))


@app.task(name="import.load", lock="import")
def load(id: int) -> None:
    """Loads a tried table."""
    importing.finish(id)
