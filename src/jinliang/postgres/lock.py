"""Who may start or stop a cluster's server, and who uses it: two files locked by the kernel, which frees them from the dead."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from jinliang.core.refusal import Refusal
from jinliang.postgres.server import Server


def opened(server: Server, name: str) -> IO[bytes]:
    """One of the two files, in a data folder made where there is none. Raises Refusal where we may not write."""
    try:
        # Others may pass through, not look around: the server's own account must reach the cluster.
        server.data.mkdir(mode=0o711, parents=True, exist_ok=True)
        return server.file(name).open("ab")
    except OSError as error:
        fix = "换一个 JINLIANG_DATA，或用建立它的那个账户运行"
        raise Refusal("data_closed", f"数据目录 {server.data} 不能写：{error.strerror}", fix) from error


@contextmanager
def lock(server: Server) -> Iterator[None]:
    """One at a time starts, stops, comes or goes."""
    with opened(server, "lock") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def last(users: IO[bytes]) -> bool:
    """Whether nobody else holds this file. Ask on leaving: our own hold may be lost by asking."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
