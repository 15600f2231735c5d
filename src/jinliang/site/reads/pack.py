"""Packs in force: a pack on disk is a proposal, an adopted pack governs, each from its day on.

Of a pack's versions the one that answers is known by the number asked and valid on the day asked, the latest adopted of those; a
day before them all is answered by the first. So a later adoption takes the place of the earlier ones from its own day on, and a
number known before the adoption answers as it always did.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from jinliang.core.day import Calendar
from jinliang.core.pack import Kind, Pack
from jinliang.packs import holiday, load
from jinliang.site.models import AdoptedPack
from jinliang.site.reads import clock
from jinliang.site.reads.moment import moment

PLAN = "changzhou_2019"
"""The plan the city's board shows."""
HOLIDAYS = "holidays"
"""The name under which the holiday list is adopted: it is adopted like a pack, and is none."""


def row(pack: str = PLAN, known_by: int | None = None, on: date | None = None) -> AdoptedPack | None:
    """The version of a pack known by a number (None = now) and in force on a day (None = today); None before any adoption."""
    return standing([one for one in versions(pack) if known_by is None or one.known <= known_by], on)


def standing(rows: Sequence[AdoptedPack], on: date | None = None) -> AdoptedPack | None:
    """Of versions of a pack, oldest first, the one in force on a day (None = today); on a day before them all the first."""
    if len(rows) < 2:
        return rows[0] if rows else None
    day = on or clock.today()
    return next((one for one in reversed(rows) if one.valid_from <= day), rows[0])


def versions(pack: str = PLAN) -> list[AdoptedPack]:
    """Every version ever adopted, oldest first."""
    return [one for one in moment().packs if one.pack == pack]


def history(known_by: int | None = None, on: date | None = None) -> list[tuple[AdoptedPack, bool]]:
    """Every version ever adopted, the newest of each name first, with whether it answers for a number and a day."""
    found = []
    for name in names():
        answers = _latest(known_by) if name == HOLIDAYS else row(name, known_by, on) or versions(name)[0]
        found += [(one, one == answers) for one in reversed(versions(name))]
    return found


def _latest(known_by: int | None) -> AdoptedPack | None:
    """The holiday list that answers. No day of force is asked: a list names its years, and a later one corrects them all."""
    rows = versions(HOLIDAYS)
    return next(reversed([one for one in rows if known_by is None or one.known <= known_by] or rows[:1]), None)


def names() -> list[str]:
    """Everything there is a version of, the city's plan first, the holiday list last."""
    order = {PLAN: 0, HOLIDAYS: 2}
    return sorted({one.pack for one in moment().packs}, key=lambda one: (order.get(one, 1), one))


def plan(pack: str = PLAN, known_by: int | None = None, on: date | None = None) -> Pack:
    """The version of a plan that answers for a number and a day; before its first adoption the first. Raises LookupError."""
    found = answering(moment().packs, pack, known_by, on)
    if found is None:
        raise LookupError(f"no adopted pack {pack}")
    return found


def answering(
    rows: Iterable[AdoptedPack], pack: str, known_by: int | None = None, on: date | None = None
) -> Pack | None:
    """The pack that answers out of these versions, oldest first, with the packs it uses as they answer for the same number and day.

    Raises Refusal `pack_flawed` when the rules of packs have changed since it was adopted.
    """
    by_name: dict[str, list[AdoptedPack]] = {}
    for one in rows:
        by_name.setdefault(one.pack, []).append(one)

    def source(name: str) -> _Source | None:
        every = by_name.get(name, [])
        known = [one for one in every if known_by is None or one.known <= known_by]
        found = standing(known or every[:1], on)
        return _Source(name, found.digest, found) if found else None

    own = source(pack)
    if own is None or pack == HOLIDAYS:
        return None
    return _parsed(own, tuple(beside for name in _uses(own) if (beside := source(name)) is not None))


def digest() -> str:
    """The digest of the plan in force now; empty before any adoption."""
    found = row()
    return found.digest if found else ""


def kinds(pack: str = PLAN) -> dict[str, Kind]:
    """Kinds by id, in the plan in force; none before any adoption."""
    return {one.id: one for one in plan(pack).kinds} if versions(pack) else {}


def used(known_by: int | None = None) -> dict[str, Pack]:
    """The packs adopted and in force today that other packs may use, by id: those that are no plan themselves."""
    return {one.id: one for one in every(moment().packs, clock.today(), known_by) if not one.text}


def every(rows: Sequence[AdoptedPack], on: date, known_by: int | None = None) -> list[Pack]:
    """Every pack as it answers out of these versions on a day, in the order of their first adoption."""
    known = [one for one in rows if known_by is None or one.known <= known_by]
    found = (answering(known, name, None, on) for name in dict.fromkeys(one.pack for one in known))
    return [one for one in found if one is not None]


def ever(known_by: int) -> list[Pack]:
    """Every pack in every state in which it answers for some day, as known by a number: what the tally must have bits for."""
    rows = [one for one in moment().packs if one.known <= known_by]
    return list({id(one): one for day in turns(rows) for one in every(rows, day)}.values())


def turns(rows: Iterable[AdoptedPack]) -> list[date]:
    """The days on which some version comes into force, and one before them all."""
    return [date.min, *sorted({one.valid_from for one in rows})]


def calendar(known_by: int | None = None) -> Calendar:
    """The working days of the holiday list adopted by a number (None = now); without one every year is refused."""
    found = _latest(known_by)
    return _calendar(_Source(HOLIDAYS, found.digest, found)) if found else holiday.calendar(())


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a version's texts are: equal digests are equal texts, so that each is read once and remembered."""

    pack: str
    digest: str
    row: AdoptedPack = field(compare=False)


@lru_cache(maxsize=64)
def _uses(source: _Source) -> tuple[str, ...]:
    return tuple(tomllib.loads(source.row.text).get("uses", ()))


@lru_cache(maxsize=32)
def _parsed(source: _Source, beside: tuple[_Source, ...]) -> Pack:
    return load.parse(source.row.text, source.row.plan_text, {one.pack: _parsed(one, ()) for one in beside})


@lru_cache(maxsize=8)
def _calendar(source: _Source) -> Calendar:
    return holiday.calendar(holiday.read_holidays(source.row.text)[0])
