"""What the journal proves of the other tables: each line carries the digest of the rows its act wrote, and here they are compared.

Facts are digested whole: with the entry they are about, the parties in their roles, the persons' names and homes, and the papers
behind them. One pass over each table in journal order, so that a million facts need no memory.
"""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import connection

from jinliang.core import journal
from jinliang.core.journal import Line
from jinliang.packs.holiday import covers
from jinliang.site.models import AdoptedPack, Amendment, Paper, Party
from jinliang.site.reads import recount
from jinliang.site.reads.pack import HOLIDAYS
from jinliang.store import Store

R = TypeVar("R")
BATCH = 2000

_FACT = """
SELECT f.known, f.id, f.kind, e.kind, e.key, e.title, f.entry_id, f."on"::text, f.until::text, f.area, f.amount::text,
    f.quantity, f."values"::text, f.title, f.claim_id, f.source_id,
    (SELECT json_agg(CASE WHEN p.kind = 'person' THEN json_build_array(r.role, p.id, p.name, p.home_id)
                          ELSE json_build_array(r.role, p.id) END ORDER BY r.id)::text
     FROM site_factrole r JOIN site_party p ON p.id = r.party_id WHERE r.fact_id = f.id),
    (SELECT json_agg(json_build_array(v.id, v.type, v.title, v.dated_on, p.digest, p.size, p.media_type, p.name)
                     ORDER BY l.id)::text
     FROM site_factevidence l JOIN site_evidence v ON v.id = l.evidence_id JOIN site_paper p ON p.digest = v.paper_id
     WHERE l.fact_id = f.id)
FROM site_fact f JOIN site_entry e ON e.id = f.entry_id
"""
_NAMES = (
    "kind", "entry_kind", "key", "title", "entry", "on", "until", "area", "amount", "quantity", "values", "called", "claim", "source",
    "roles", "papers",
)  # fmt: skip
_PARSED = ("values", "roles", "papers")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that does not hold: at which line of the journal (None = at no line), in what, and how."""

    number: int | None
    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored row as its line digests it: the number under which it is known, its id, its canonical spelling."""

    known: int
    id: int
    text: str


def digest(rows: Iterable[Stored]) -> str:
    """The digest of rows in the order of their ids: SHA-256 over their spellings, each on a line of its own."""
    total = hashlib.sha256()
    for row in rows:
        total.update(row.text.encode() + b"\n")
    return total.hexdigest()


def facts_digest(ids: Sequence[int]) -> str:
    """The digest of stored facts, which the act that states them puts into its line."""
    with connection.cursor() as cursor:
        cursor.execute(f"{_FACT} WHERE f.id = ANY(%s) ORDER BY f.id", [list(ids)])
        return digest(_stored(row) for row in cursor.fetchall())


def _stored(row: Sequence[Any]) -> Stored:
    known, id, *rest = row
    said = dict(zip(_NAMES, rest, strict=True))
    for name in _PARSED:
        said[name] = json.loads(said[name]) if said[name] is not None else None
    return Stored(known, id, journal.canonical({"id": id, **said}))


def _facts() -> Iterator[Stored]:
    # A cursor in the database: the facts come in batches and are never all here.
    with connection.chunked_cursor() as cursor:
        cursor.execute(f"{_FACT} ORDER BY f.known, f.id")
        while batch := cursor.fetchmany(BATCH):
            yield from map(_stored, batch)


def _parties() -> Iterator[Party]:
    return Party.objects.prefetch_related("names").order_by("known", "id").iterator(BATCH)


class Beside(Generic[R]):
    """Rows in the order of their numbers, taken line by line; what no line takes is left over."""

    def __init__(self, rows: Iterator[R]) -> None:
        self._rows = rows
        self._next = next(rows, None)

    def take(self, number: int) -> list[R]:
        """The rows known under this number, and any under a smaller one that no line has taken."""
        taken: list[R] = []
        while self._next is not None and self._next.known <= number:  # type: ignore[attr-defined]
            taken.append(self._next)
            self._next = next(self._rows, None)
        return taken

    def rest(self) -> Iterator[R]:
        """What stands under numbers beyond the last line."""
        if self._next is not None:
            yield self._next
            yield from self._rows


class Comparison:
    """Compares every stored row with the line that wrote it, as the lines go by in order."""

    def __init__(self) -> None:
        self._facts = Beside(_facts())
        self._parties = Beside(_parties())
        self._amendments = Beside(Amendment.objects.order_by("known", "id").iterator(BATCH))
        self._packs = Beside(AdoptedPack.objects.order_by("known", "id").iterator(20))

    def line(self, line: Line) -> Iterator[Fault]:
        """What does not hold between a line and the rows of its act."""
        rows = line.rows if isinstance(line.rows, dict) else {}
        if not _agree(self._facts.take(line.number), line.number, rows.get("facts", []), rows.get("digest", "")):
            yield Fault(line.number, "fact", "事实与留痕中的摘要不符")
        yield from _people_and_parties(self._parties.take(line.number), line)
        amendments = self._amendments.take(line.number)
        if [amended(one) for one in amendments] != rows.get("amendments", []) or any(
            one.known != line.number or one.reason != line.note for one in amendments
        ):
            yield Fault(line.number, "amendment", "冲销、终止或更正与留痕不符")
        yield from _pack(self._packs.take(line.number), line)

    def end(self) -> Iterator[Fault]:
        """Rows under numbers that the journal does not have."""
        for name, beside in (
            ("fact", self._facts),
            ("party", self._parties),
            ("amendment", self._amendments),
            ("pack", self._packs),
        ):
            for row in beside.rest():
                yield Fault(row.known, name, "留痕里没有这一条")


def _agree(stored: Sequence[Stored], number: int, ids: object, stated: object) -> bool:
    if [one.id for one in stored] != ids or any(one.known != number for one in stored):
        return False
    return not stored or digest(stored) == stated


def _people_and_parties(stored: Sequence[Party], line: Line) -> Iterator[Fault]:
    """Registered parties by the line's digest; persons who came with a fact are in the fact's own digest."""
    rows = line.rows if isinstance(line.rows, dict) else {}
    ids = rows.get("parties", [])
    listed = [one for one in stored if one.id in set(ids)]
    others = [one for one in stored if one.id not in set(ids)]
    content = [registered(one) for one in listed]
    if [one.id for one in listed] != ids or (ids and journal.digest(content) != rows.get("digest")):
        yield Fault(line.number, "party", "主体与留痕中的摘要不符")
    if any(one.kind != "person" or one.known != line.number or "facts" not in rows for one in others):
        yield Fault(line.number, "party", "主体不是这一次办理登记的")


def registered(party: Party) -> list[Any]:
    """A party as the line that registered it digests it: with the names it bore before."""
    names = sorted((one.name, str(one.first or ""), str(one.last or "")) for one in party.names.all())
    return [party.id, party.kind, party.name, party.code, party.area, [list(one) for one in names]]


def amended(row: Amendment) -> list[Any]:
    """A way on as its line carries it: id, fact, way, last day, the fact in its place."""
    return [row.id, row.fact_id, row.way, row.last_on.isoformat() if row.last_on else None, row.successor_id]


ADOPTING = ("pack.install", "pack.adopt", "holidays.adopt")
"""The acts that write a version of a pack or of the holiday list."""


def _pack(stored: Sequence[AdoptedPack], line: Line) -> Iterator[Fault]:
    adopted = line.change.get("digest") if isinstance(line.change, dict) and line.act in ADOPTING else None
    stated = [(line.number, line.subjects[0], adopted[-1], line.change.get("valid_from"))] if adopted else []
    found = [
        (row.known, f"pack:{row.pack}", row.digest, row.valid_from.isoformat())
        for row in stored
        if pack_digest(row.text, row.plan_text) == row.digest and _version(row) == row.version
    ]
    if found != stated or len(found) != len(stored):
        yield Fault(line.number, "pack", "采用的计划包与留痕不符")


def pack_digest(text: str, plan_text: str) -> str:
    """The digest of a pack as `packs.load` makes it: of the pack as written, then the plan's text."""
    return hashlib.sha256(text.encode() + plan_text.encode()).hexdigest()


def _version(row: AdoptedPack) -> str:
    """The version that a stored text says it is; of a holiday list its years."""
    try:
        said = tomllib.loads(row.text)
    except tomllib.TOMLDecodeError:
        return ""
    return covers(one["year"] for one in said["year"]) if row.pack == HOLIDAYS else str(said.get("version", ""))


def entry_faults() -> Iterator[Fault]:
    """Entries known under another number than their first fact, or with no fact at all."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.known, e.id FROM site_entry e LEFT JOIN (SELECT entry_id, min(known) AS first FROM site_fact GROUP BY 1) f"
            " ON f.entry_id = e.id WHERE e.known IS DISTINCT FROM f.first ORDER BY 1, 2 LIMIT 100"
        )
        for known, id in cursor.fetchall():
            yield Fault(known, "entry", f"台账 {id} 与它的事实不符")


def tally_faults() -> Iterator[Fault]:
    """A tally that is not what the facts make it: readings would be wrong while the journal holds."""
    facts, kinds = recount.wrong(), recount.altered()
    if facts:
        named = "、".join(str(one) for one in facts[:5])
        yield Fault(None, "tally", f"读数表有 {len(facts)} 件事实与事实本身不符（如 {named}），用 jinliang tally 重做")
    if kinds:
        yield Fault(None, "tally", f"读数表的计数条件被改动（{'、'.join(kinds)}），从备份恢复")


def sound(store: Store, digest: str, size: int) -> bool:
    """Whether a kept file is there, of its size and of its digest."""
    return store.verify(digest) and store.path(digest).stat().st_size == size


def file_faults(store: Store) -> Iterator[Fault]:
    """Kept files that are missing or are not what their digest says."""
    for paper in Paper.objects.order_by("digest").iterator(BATCH):
        if not sound(store, paper.digest, paper.size):
            yield Fault(None, "file", f"文件 {paper.name}（{paper.digest[:12]}）缺失或已被改动")
