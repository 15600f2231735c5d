"""A scratch city of any size: the real plan adopted in a database of its own, filled by COPY with facts of every kind it asks for."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.management import call_command
from django.db import connection, connections

from jinliang.core.access import SYSTEM
from jinliang.core.fact import Fact as CoreFact
from jinliang.core.pack import Kind, Pack
from jinliang.packs import load
from jinliang.site.acts import pack as acts
from jinliang.site.reads import pack as packs
from jinliang.site.reads import reading, recount

NAME = "jinliang_bench"
FIRST = date(2018, 10, 1)
SPAN = 1000
"""Facts lie on the thousand days from `FIRST` on, so that some are before the plan's period."""
ROWS_A_LINE = 50
"""How many facts share a journal number, as in an import."""
PARTIES = 2000
"""Parties there are; each role names one."""


@contextmanager
def scratch() -> Iterator[None]:
    """A fresh database beside the city's, adopted packs and nothing else in it; dropped at the end."""
    settings = connections["default"].settings_dict
    real = settings["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")
        cursor.execute(f"CREATE DATABASE {NAME}")
    _turn_to(NAME)
    try:
        call_command("migrate", verbosity=0, interactive=False)
        for name in ("national", "changzhou_2019"):
            acts.install(SYSTEM, load.source_of(name), load.text_of(name), date(2018, 12, 29))
        yield
    finally:
        _turn_to(real)
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {NAME} WITH (FORCE)")


def _turn_to(name: str) -> None:
    connections["default"].close()
    connections["default"].settings_dict["NAME"] = name
    reading.memo.clear()


@dataclass(frozen=True, slots=True)
class Filled:
    """What a fill has put in: how many facts, and the journal's head after them."""

    facts: int
    head: int


def fill(count: int, seed: int = 1) -> Filled:
    """Fills the scratch city with `count` facts: 3 % reversed or replaced, 2 % ended, a tenth about an entry stated before."""
    rng = random.Random(seed)
    pack = packs.plan()
    kinds = [pack.kind(id) for id in dict.fromkeys(one.selector.kind for one in pack.indicators)]
    base = _parties(count)
    asked = {kind.id: recount.questions(kind.id) for kind in kinds}
    number = packs.row().known  # type: ignore[union-attr]
    head = number + (count + ROWS_A_LINE - 1) // ROWS_A_LINE
    moulds = [_Mould.of(pack, kind) for kind in kinds]
    areas = tuple(one.id for one in pack.areas)
    made = [
        moulds[n % len(moulds)].cast(rng, n, number + 1 + n // ROWS_A_LINE, base, count, areas) for n in range(count)
    ]
    _copy("site_entry (id, kind, key, title, known)", ((n, k, str(n), f"台账 {n}", number) for n, k in _entries(made)))
    _copy('site_fact (id, kind, entry_id, "on", until, known, area, amount, quantity, "values")', map(_stored, made))
    _copy(
        "site_factrole (fact_id, role, party_id)", ((f.id, r, p) for f in made for r, ps in f.roles.items() for p in ps)
    )
    tallied = [_tallied(rng, one, head, asked[one.kind]) for one in made]
    _copy(
        'site_tally (fact, kind, entry, "on", until, known, gone, gone_way, ended, end_on, area, amount, quantity, fits)',
        tallied,
    )
    _copy(
        'site_tallyrole (fact, kind, entry, "on", until, known, gone, ended, end_on, role, party)',
        (
            (*row[:7], *row[8:10], r, p)
            for f, row in zip(made, tallied, strict=True)
            for r, ps in f.roles.items()
            for p in ps
        ),
    )
    with connection.cursor() as cursor:
        for table in ("site_entry", "site_fact", "site_factrole", "site_party"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        cursor.execute("UPDATE site_head SET number = %s", [head])
        for table in ("site_tally", "site_tallyrole", "site_fact", "site_factrole", "site_entry", "site_party"):
            cursor.execute(f"VACUUM ANALYZE {table}")
    reading.memo.clear()
    return Filled(count, head)


def _parties(count: int) -> int:
    """Parties and persons; returns the first id after the parties, where persons begin."""
    people = max(100, count // 10)
    _copy(
        "site_party (id, kind, name, code, area, pinyin, known)",
        (
            (n + 1, "person" if n >= PARTIES else "enterprise", f"主体{n}", "", "", "", 1)
            for n in range(PARTIES + people)
        ),
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('site_party', 'id'), (SELECT max(id) FROM site_party))")
    return PARTIES + 1


@dataclass(frozen=True, slots=True)
class _Mould:
    """What facts of a kind are cast from: roles (whether of a person), codes to choose from, yes/no fields, amounts."""

    kind: str
    lasts: bool
    roles: tuple[tuple[str, bool], ...]
    codes: tuple[tuple[str, tuple[str, ...]], ...]
    yesno: tuple[str, ...]
    amounts: tuple[str, ...]

    @classmethod
    def of(cls, pack: Pack, kind: Kind) -> _Mould:
        """The mould of a kind."""
        fields = kind.fields
        codes = ((one.id, tuple(item.id for item in pack.list(one.list).items)) for one in fields if one.type == "code")
        return cls(
            kind.id,
            bool(kind.until),
            tuple((one.role, one.type == "person") for one in fields if one.role),
            tuple(one for one in codes if one[1]),
            tuple(one.id for one in fields if one.type == "yesno"),
            tuple(one.id for one in fields if one.type == "amount"),
        )

    def cast(self, rng: random.Random, n: int, known: int, people: int, count: int, areas: tuple[str, ...]) -> CoreFact:
        """The n-th fact; persons are as many as a tenth of the facts."""
        on = FIRST + timedelta(days=rng.randrange(SPAN))
        crowd = max(100, count // 10)
        roles = {
            role: (people + rng.randrange(crowd) if person else 1 + rng.randrange(PARTIES),)
            for role, person in self.roles
        }
        values: dict[str, Any] = {id: rng.choice(items) for id, items in self.codes}
        values |= {id: rng.random() < 0.2 for id in self.yesno}
        values |= {id: f"{rng.randrange(1, 10**9) / 100:.2f}" for id in self.amounts}
        entry = n if rng.random() < 0.9 else max(n % 13, n - 13 * rng.randrange(1, 50))
        until = on + timedelta(days=rng.randrange(300, 1500)) if self.lasts and rng.random() < 0.9 else None
        return CoreFact(n + 1, entry + 1, self.kind, on, until, known, roles, rng.choice(areas), values)


def _entries(made: list[CoreFact]) -> Iterator[tuple[Any, str]]:
    seen: set[Any] = set()
    for one in made:
        if one.entry not in seen:
            seen.add(one.entry)
            yield one.entry, one.kind


def _stored(one: CoreFact) -> tuple[Any, ...]:
    values = {name: value for name, value in one.values.items() if name != "amount"}
    amount = one.values.get("amount")
    return one.id, one.kind, one.entry, one.on, one.until, one.known, one.area, amount, None, json.dumps(values)


def _tallied(rng: random.Random, one: CoreFact, head: int, asked: Any) -> tuple[Any, ...]:
    fate = rng.random()
    gone = rng.randrange(one.known, head + 1) if fate < 0.03 else None
    ended = rng.randrange(one.known, head + 1) if 0.03 <= fate < 0.05 else None
    way = None if gone is None else "reverse" if fate < 0.015 else "replace"
    end_on = one.on + timedelta(days=rng.randrange(0, 400)) if ended else None
    return (
        one.id,
        one.kind,
        one.entry,
        one.on,
        one.until,
        one.known,
        gone,
        way,
        ended,
        end_on,
        one.area,
        one.values.get("amount"),
        None,
        recount.fits(one, asked),
    )


def _copy(into: str, rows: Any) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
