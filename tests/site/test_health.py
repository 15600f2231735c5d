"""GET /health says whether the site can serve, and what is missing."""

import pytest
from django.db import connection
from django.test import Client

from jinliang.site.pages import health


@pytest.fixture
def ask(client: Client, db: None) -> Client:
    health._migrated.cache_clear()
    return client


def heartbeat(ago: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [ago])


def test_ready_once_database_migrations_and_worker_are(ask: Client) -> None:
    heartbeat("10 seconds")
    answer = ask.get("/health")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ok": True, "database": True, "migrations": True, "worker": True},
    )


def test_not_ready_without_a_worker_that_lives(ask: Client) -> None:
    heartbeat("1 minute")
    answer = ask.get("/health")
    assert (answer.status_code, answer.json()) == (
        503,
        {"ok": False, "database": True, "migrations": True, "worker": False},
    )


def test_not_ready_while_a_migration_waits(ask: Client) -> None:
    heartbeat("1 second")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'site'")
    answer = ask.get("/health")
    assert answer.status_code == 503
    assert answer.json()["migrations"] is False
    health._migrated.cache_clear()


def test_not_ready_without_a_database(ask: Client) -> None:
    with connection.execute_wrapper(_broken):
        answer = ask.get("/health")
    assert answer.status_code == 503
    assert not any(answer.json().values())


def _broken(*args: object) -> None:
    from django.db import OperationalError

    raise OperationalError("server closed the connection unexpectedly")
