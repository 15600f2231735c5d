"""What every command needs that asks the city: its data folder, its database up and migrated, Django ready."""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from jinliang import postgres

# Any number will do, so long as all take the same: two who migrate or adopt at once would trip over each other.
FIRST = 2019_0618


@contextmanager
def city(data: Path | None = None, adopt: bool = True) -> Iterator[postgres.Server]:
    """The city's database answers, is migrated, and Django is ready; a server that others use is left running.

    `data` is the data folder, by default `JINLIANG_DATA` or `var`. With `adopt`, shipped packs that nobody has adopted
    are adopted, which a city to be imported would find in its way; the demo city does that itself, on its first day.
    Raises Refusal when there is no fit database.
    """
    place = home(data)
    with postgres.serving(place) as server:
        _ready()
        if adopt:
            _adopt()
        try:
            yield server
        finally:
            if "DATABASE_URL" not in os.environ:
                from django.db import connections

                connections.close_all()


def home(data: Path | None = None) -> Path:
    """The data folder, made if it is new, with the key that signs sessions; from here on the environment names it."""
    place = (data or Path(os.environ.get("JINLIANG_DATA", "var"))).resolve()
    place.mkdir(mode=0o711, parents=True, exist_ok=True)
    os.environ["JINLIANG_DATA"] = str(place)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "jinliang.site.boot.settings")
    key = place / "secret"
    if "JINLIANG_SECRET_KEY" not in os.environ and not key.exists():
        with suppress(FileExistsError):  # somebody else was first
            with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
            print(f"没有设置 JINLIANG_SECRET_KEY，已生成密钥 {key}，请与数据一起保管", file=sys.stderr)
    return place


def _ready() -> None:
    import django

    django.setup()
    from jinliang.site.pages.health import behind

    if behind():
        migrate()


def _adopt() -> None:
    from django.conf import settings

    from jinliang.site.acts.pack import adopt_shipped

    if not settings.DEMO:
        with _alone():
            adopt_shipped()


def migrate() -> None:
    """Apply all migrations; of several who want to, one does and the others wait."""
    from django.core.management import call_command

    with _alone():
        call_command("migrate", verbosity=0, interactive=False)


@contextmanager
def _alone() -> Iterator[None]:
    """Of all who use this database, one at a time."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [FIRST])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [FIRST])
