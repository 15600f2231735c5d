"""Cities for the tests of the site, and the watch that no query runs while the core runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import city as cities
import pytest
from city import City
from django.db import transaction
from django.test import override_settings

from core_guard import watched
from jinliang.site.reads import known, reading


@pytest.fixture(autouse=True)
def _core_asks_nothing() -> Iterator[None]:
    """In every test of the site: the core issues no query, and nothing is remembered of a city whose acts were undone."""
    reading.memo.clear()
    known.forget()
    with watched():
        yield


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """The whole city, made once for a module; each test's own changes are undone after it.

    The module's transaction stays open around the tests' own, which become savepoints in it.
    """
    files: Path = tmp_path_factory.mktemp("city")
    with override_settings(DATA=files, MEDIA_ROOT=files / "files"):
        with django_db_blocker.unblock():
            around = transaction.atomic()
            around.__enter__()
            with watched():
                made = cities.made(cities.found(City()))
                made.tokens.update({word: cities.token(viewer) for word, viewer in made.seats.items()})
                made.imports["tto"] = cities.table(made)
        yield made
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


@pytest.fixture
def demo(settings: Any) -> None:
    """Demo mode, in which the clock may be set."""
    settings.DEMO = True
