"""Raises when a query runs while a function of the core runs: the core is given values, never rows that fetch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from django.db import connection

CORE = "/jinliang/core/"
DIRECTORY = "/jinliang/site/reads/party.py"
ASKERS = ("/jinliang/core/statement.py", "/jinliang/core/naming.py")
"""The one way out: a statement asks its `Directory` — a Protocol it is handed — who bears a name. Nothing else may."""


class CoreQuery(AssertionError):
    """The core issued a query."""


def asker(frame: FrameType | None) -> str | None:
    """The function of the core on whose behalf a query runs, or None."""
    looked_up = False
    while frame is not None:
        file = frame.f_code.co_filename
        if CORE in file:
            allowed = looked_up and file.endswith(ASKERS)
            return None if allowed else f"{file.rpartition(CORE)[2]}:{frame.f_lineno} {frame.f_code.co_qualname}"
        looked_up = looked_up or file.endswith(DIRECTORY)
        frame = frame.f_back
    return None


def _watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    found = asker(sys._getframe(1))
    if found is not None:
        raise CoreQuery(f"{found} issued a query: {sql[:200]}")
    return execute(sql, params, many, context)


@contextmanager
def watched() -> Iterator[None]:
    """Within, no query may run while the core runs."""
    with connection.execute_wrapper(_watch):
        yield
