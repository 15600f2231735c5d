"""A lock that all processes share: it is held as long as a file is open, so a process that dies lets go."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jinliang.core.refusal import Refusal


@contextmanager
def held(file: Path, refusal: Refusal | None = None) -> Iterator[None]:
    """Holds the lock of a file. Whoever comes second waits, or is refused with what is given."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (fcntl.LOCK_NB if refusal else 0))
        except BlockingIOError:
            assert refusal is not None
            raise refusal from None
        yield
    finally:
        os.close(handle)
