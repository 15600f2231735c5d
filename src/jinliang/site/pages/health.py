"""Whether the site can serve: its database answers, its migrations are applied, its job worker lives."""

from __future__ import annotations

import functools
import os

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse

# The worker signs in every ten seconds; three missed signs are a dead worker (procrastinate takes it for stalled then, too).
FRESH = "30 seconds"
# When `jinliang serve` started this site: what a worker killed before has left behind tells nothing of the one that lives now.
STARTED = os.environ.get("JINLIANG_STARTED", "-infinity")


def health(request: HttpRequest) -> JsonResponse:
    """200 when database, migrations and worker are ready, else 503; the answer names each. Open to everybody, shows no data."""
    state = {"database": False, "migrations": False, "worker": False}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        state["database"] = True
        state["migrations"] = _migrated()
        state["worker"] = state["migrations"] and _worker_lives()
    except (DatabaseError, _Behind):
        pass  # what did not come to be true tells it
    ready = all(state.values())
    return JsonResponse({"ok": ready, **state}, status=200 if ready else 503)


# Not by @page: that draws a refusal as a page, and a page asks a database that may just be what is missing.
health.may = "anyone"  # type: ignore[attr-defined]


def behind() -> bool:
    """Whether migrations wait to be applied."""
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


class _Behind(Exception):
    """Migrations wait to be applied."""


@functools.cache
def _migrated() -> bool:
    """Asked until it is so: within one process it never becomes untrue again. Raising keeps a no out of the cache."""
    if behind():
        raise _Behind
    return True


def _worker_lives() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM procrastinate_workers"
            " WHERE last_heartbeat > now() - %s::interval AND last_heartbeat >= %s::timestamptz)",
            [FRESH, STARTED],
        )
        row = cursor.fetchone()
    return bool(row and row[0])
