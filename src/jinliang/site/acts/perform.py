"""The one way anything changes: an act runs in one transaction and leaves exactly one line in the journal.

What an act yields — facts, amendments, parties — is written last, under the lock on the chain's head that gives the number.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.db import connection, transaction

from jinliang.core import journal
from jinliang.core.access import Viewer, cannot, may_instead
from jinliang.core.refusal import Refusal
from jinliang.site.models import Act, Head
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs

P = ParamSpec("P")
R = TypeVar("R")

ACTS: dict[str, str] = {}
"""Every act of the house: id -> label. Filled by the decorator; tests walk it. What a benchmark does for itself is not among them."""


@dataclass
class Doing:
    """An act being done: who does it, what it touches, and what is still to be written when its number is known."""

    viewer: Viewer
    act: str
    subjects: list[str] = field(default_factory=list)
    change: dict[str, Any] = field(default_factory=dict)
    note: str = ""
    rows: dict[str, Any] = field(default_factory=dict)
    last: list[Callable[[int], None]] = field(default_factory=list)
    number: int = 0

    def touch(self, noun: str, id: int | str) -> None:
        """Names a subject in the journal line."""
        self.subjects.append(f"{noun}:{id}")

    def finally_(self, write: Callable[[int], None]) -> None:
        """Puts off a write until the act's number is known."""
        self.last.append(write)

    def seal(self) -> None:
        """Takes the number under the head's lock, writes what was put off, and the line."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT number, hash FROM site_head WHERE id = 1 FOR UPDATE")
            number, before = cursor.fetchone()
        self.number = number + 1
        for write in self.last:
            write(self.number)
        at = clock.now().astimezone(UTC)
        line = journal.Line(
            number=self.number,
            at=at.isoformat(timespec="microseconds"),
            day=at.astimezone(clock.CITY).date().isoformat(),
            seat=str(self.viewer.seat or ""),
            act=self.act,
            subjects=tuple(self.subjects),
            change=self.change,
            note=self.note,
            rows=self.rows,
            pack=packs.digest(),
            previous=before,
        )
        Act.objects.create(
            number=line.number,
            at=at,
            day=line.day,
            seat_id=self.viewer.seat,
            act=line.act,
            subjects=list(line.subjects),
            change=line.change,
            note=line.note,
            rows=line.rows,
            pack=line.pack,
            previous=line.previous,
            hash=line.hash,
        )
        Head.objects.filter(id=1).update(number=line.number, hash=line.hash)


def act(id: str, label: str) -> Callable[[Callable[Concatenate[Doing, P], R]], Callable[Concatenate[Viewer, P], R]]:
    """Declares an act. The function is given the `Doing`; callers give the viewer. Raises whatever Refusal the act raises."""

    def declare(function: Callable[Concatenate[Doing, P], R]) -> Callable[Concatenate[Viewer, P], R]:
        if function.__module__.startswith(f"{__package__}."):
            ACTS[id] = label

        @functools.wraps(function)
        def perform(viewer: Viewer, *args: P.args, **kwargs: P.kwargs) -> R:
            with transaction.atomic():
                doing = Doing(viewer, id)
                result = function(doing, *args, **kwargs)
                doing.seal()
            return result

        return perform  # type: ignore[return-value]  # functools.wraps names the first parameter, callers do not

    return declare


def require(viewer: Viewer, *roles: str, act: str) -> None:
    """Refuses a viewer whose role is not among those that may. Raises Refusal `not_yours`."""
    if viewer.role not in roles:
        raise Refusal("not_yours", cannot(act), may_instead(roles))  # type: ignore[arg-type]
