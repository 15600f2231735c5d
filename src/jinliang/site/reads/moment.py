"""The moment that is looked at: the journal's head, the city's day and the packs adopted, in one query, and once for a whole page."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from django.db import connection

from jinliang.site.models import AdoptedPack

_COLUMNS = ("id", "known", "pack", "version", "digest", "valid_from")
_ASK = f"""
SELECT coalesce(h.number, 0), coalesce(h.hash, ''), c.day, {", ".join(f"p.{name}" for name in _COLUMNS)}
FROM (VALUES (1)) AS one (id)
LEFT JOIN site_head h ON h.id = one.id LEFT JOIN site_cityclock c ON c.id = one.id LEFT JOIN site_adoptedpack p ON true
ORDER BY p.known, p.id
"""  # noqa: S608  # nothing in it comes from outside


@dataclass(frozen=True, slots=True)
class Moment:
    """The journal's last number and hash, the day of the demo clock if it is set, and every version of every pack, oldest first.

    The texts of the packs are not read until they are asked for.
    """

    number: int
    hash: str
    day: date | None
    packs: tuple[AdoptedPack, ...]


_held: ContextVar[list[Moment] | None] = ContextVar("moment", default=None)


def moment() -> Moment:
    """How things stand now; inside `held`, how they stood when it was first asked."""
    held = _held.get()
    if held is None:
        return _ask()
    if not held:
        held.append(_ask())
    return held[0]


def looking() -> bool:
    """Whether this is inside `held`."""
    return _held.get() is not None


@contextmanager
def held() -> Iterator[None]:
    """A block that only looks, such as the making of a page: all in it is about one moment. Acts must not be done in it."""
    token = _held.set([])
    try:
        yield
    finally:
        _held.reset(token)


def _ask() -> Moment:
    with connection.cursor() as cursor:
        cursor.execute(_ASK)
        rows = cursor.fetchall()
    number, hash, day, *_first = rows[0]
    packs = (AdoptedPack.from_db(connection.alias, _COLUMNS, row[3:]) for row in rows if row[3] is not None)
    return Moment(number, hash, day, tuple(packs))
