"""Where the city's files are kept."""

from __future__ import annotations

from django.conf import settings

from jinliang.store import Store


def store() -> Store:
    """The store under the data folder."""
    return Store(settings.DATA / "files")
