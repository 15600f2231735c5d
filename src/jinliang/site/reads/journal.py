"""The journal as it is read: the walk along its chain, and its lines for people (filtered by viewer).

Bureau, auditor and administrator see the whole journal; a party sees the lines about its own claims, the facts that came of them and its
own imports. Who may see a claim may see its lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, F, Q, QuerySet, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat

from jinliang.core import journal
from jinliang.core.access import ROLES, Viewer
from jinliang.core.journal import Line
from jinliang.core.refusal import Refusal
from jinliang.site.models import Act, Fact, Head, Import
from jinliang.site.reads import claim as claims
from jinliang.site.reads import proof
from jinliang.site.reads.clock import CITY
from jinliang.site.reads.known import remembered
from jinliang.site.reads.moment import moment
from jinliang.site.reads.proof import Fault
from jinliang.store import Store

PAGE = 50
"""How many lines a page shows."""

SYSTEM = "系统"
"""Who has done what nobody sat down to do."""

FAULTS = 100
"""How many faults are told; where more does not hold, a count says nothing new."""


def chain_line(row: Act) -> Line:
    """A stored line as the chain sees it, exactly as it was sealed."""
    return Line(
        number=row.number,
        at=row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        day=row.day.isoformat(),
        seat=str(row.seat_id or ""),
        act=row.act,
        subjects=tuple(row.subjects) if isinstance(row.subjects, list) else row.subjects,
        change=row.change,
        note=row.note,
        rows=row.rows,
        pack=row.pack,
        previous=row.previous,
    )


@dataclass(frozen=True, slots=True)
class Verified:
    """What a check of the whole city found: how many lines, the head's hash, the first line that does not hold, and every fault."""

    entries: int
    head: str
    first_bad: int | None
    faults: tuple[Fault, ...]

    @property
    def ok(self) -> bool:
        """Everything holds."""
        return not self.faults


def snapshot() -> None:
    """Inside a transaction that has not read yet: from here on one state of the city is seen, whatever is done meanwhile.

    A transaction within another sees what the outer one sees.
    """
    if not connection.savepoint_ids:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def verify(store: Store | None = None) -> Verified:
    """Walks the chain and compares facts, parties, amendments, adopted packs and entries with the lines that wrote them.

    With a store every kept file is read again and compared with its digest.
    """
    with transaction.atomic():
        snapshot()
        return _verify(store)


def _verify(store: Store | None) -> Verified:
    comparison = proof.Comparison()
    faults: list[Fault] = []
    entries, walked = 0, journal.START
    rows = Act.objects.order_by("number").iterator(proof.BATCH)
    while batch := [(chain_line(row), row.hash) for row in islice(rows, proof.BATCH)]:
        entries += len(batch)
        walked = journal.walk(batch, walked)
        for line, _ in batch:
            if len(faults) < FAULTS:
                faults += comparison.line(line)
    faults += comparison.end()
    faults += proof.entry_faults()
    faults += proof.tally_faults()
    if walked.first_bad is not None:
        faults.append(Fault(walked.first_bad, "line", "这一条的内容、编号或前后衔接被改动"))
    top = Head.objects.filter(id=1).first()
    if top is None or (top.number, top.hash) != (walked.entries, walked.head):
        # Lines cut off the end leave a chain that holds: only the head still knows that there were more.
        lost = walked.entries + 1 if top is not None and top.number > walked.entries else max(walked.entries, 1)
        faults.append(Fault(lost, "head", "链头与最后一条不符"))
    if store is not None:
        faults += proof.file_faults(store)
    faults.sort(key=lambda one: (one.number is None, one.number or 0))
    first = faults[0].number if faults else None
    return Verified(entries, walked.head, first, tuple(faults[:FAULTS]))


@dataclass(frozen=True, slots=True)
class JournalLine:
    """A line of the journal for people. `act` is the act's id; subjects are (noun, id)."""

    number: int
    at: datetime
    day: date
    person: str
    party: str
    role: str
    act: str
    subjects: tuple[tuple[str, str], ...]
    change: Mapping[str, Any]
    note: str
    rows: Mapping[str, Any]
    pack: str
    previous: str
    hash: str


@dataclass(frozen=True, slots=True)
class ListedLine:
    """As much of a line as a list shows: of the things it touched the first three, and how many there are."""

    number: int
    at: datetime
    act: str
    person: str
    party: str
    subjects: tuple[tuple[str, str], ...]
    many: int
    note: str
    hash: str


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the journal, newest line first."""

    lines: tuple[ListedLine, ...]
    page: int
    pages: int
    total: int


def whole(viewer: Viewer) -> bool:
    """Whether a viewer sees every line."""
    return viewer.official or viewer.role == "admin"


def visible(viewer: Viewer) -> QuerySet[Act]:
    """The lines a viewer may see. Raises Refusal `sign_in` for the public."""
    if viewer.public and viewer.role is None:
        raise Refusal("sign_in", "留痕只给登录的人看", "用本单位的席位登录")
    rows = Act.objects.select_related("seat__party")
    if whole(viewer):
        return rows
    if viewer.party is None:
        return rows.none()
    seen = claims.visible(viewer).select_related(None).order_by()
    keys = _keys("claim", seen).union(
        _keys("fact", Fact.objects.filter(claim__in=seen).order_by()),
        _keys("import", Import.objects.filter(party_id=viewer.party).order_by()),
        all=True,
    )
    text, params = keys.query.sql_with_params()
    # One pass over the lines with a hashed set beside it: no line is asked once for each claim.
    lines = "SELECT a.number FROM site_act a CROSS JOIN LATERAL jsonb_array_elements_text(a.subjects) s"
    # The inner text is Django's own; what varies comes as parameters.
    return rows.filter(number__in=RawSQL(f"{lines} WHERE s IN ({text})", params))  # noqa: S611


def _keys(noun: str, rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    key = Concat(Value(f"{noun}:"), Cast(F("id"), CharField()), output_field=CharField())
    return rows.values_list(key, flat=True)


@remembered
def lines(viewer: Viewer, page: int = 1, act: str = "", words: str = "") -> JournalPage:
    """A page of the journal; `act` is an act's id or its noun, `words` are looked for in notes, subjects and who did it."""
    rows = visible(viewer)
    if act:
        rows = rows.filter(Q(act=act) | Q(act__startswith=f"{act}."))
    if words:
        rows = rows.filter(
            Q(note__icontains=words)
            | Q(seat__party__name__icontains=words)
            | Q(seat__name__icontains=words)
            | Q(subjects__contains=[words])
            | Q(hash__startswith=words.lower())
        )
    # The chain has no gaps: all of it are as many lines as its last has for a number.
    total = moment().number if whole(viewer) and not act and not words else rows.count()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    found = rows.order_by("-number")[(page - 1) * PAGE : page * PAGE]
    columns = ("number", "at", "act", "seat__name", "seat__party__name", "subjects", "note", "hash")
    return JournalPage(
        tuple(
            ListedLine(number, at, of, person or SYSTEM, party or "", _subjects(about[:3]), len(about), note, hash)
            for number, at, of, person, party, about, note, hash in found.values_list(*columns)
        ),
        page,
        pages,
        total,
    )


def line(viewer: Viewer, number: int) -> JournalLine:
    """One line. Raises Refusal `no_such_line` when there is none the viewer may see."""
    row = visible(viewer).filter(number=number).first()
    if row is None:
        raise Refusal("no_such_line", f"没有第 {number} 条留痕，或您无权查看", "从留痕页打开")
    return _shown(row)


def _subjects(texts: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((noun, id) for noun, _, id in (one.partition(":") for one in texts))


def _shown(row: Act) -> JournalLine:
    return JournalLine(
        number=row.number,
        at=row.at,
        day=row.day,
        person=row.seat.name if row.seat else SYSTEM,
        party=row.seat.party.name if row.seat else "",
        role=row.seat.role if row.seat else "",
        act=row.act,
        subjects=_subjects(row.subjects),
        change=row.change,
        note=row.note,
        rows=row.rows,
        pack=row.pack,
        previous=row.previous,
        hash=row.hash,
    )


CSV_HEAD = (
    "编号", "时间", "城市日", "席位", "单位", "角色", "办理", "办理名称", "对象", "改动", "说明", "计划包", "前一条", "本条",
)  # fmt: skip


def csv_rows(viewer: Viewer, labels: Mapping[str, str]) -> Iterator[list[str]]:
    """The lines a viewer may see as rows of a table, oldest first, headed; `labels` name the acts. Persons are not named."""
    yield list(CSV_HEAD)
    for row in visible(viewer).order_by("number").iterator(proof.BATCH):
        yield [
            str(row.number),
            row.at.astimezone(CITY).isoformat(timespec="seconds"),
            row.day.isoformat(),
            str(row.seat_id or ""),
            row.seat.party.name if row.seat else "系统",
            ROLES.get(row.seat.role, row.seat.role) if row.seat else "",  # type: ignore[call-overload]
            row.act,
            labels.get(row.act, row.act),
            " ".join(row.subjects),
            json.dumps(row.change, ensure_ascii=False) if row.change else "",
            _inert(row.note),
            row.pack,
            row.previous,
            row.hash,
        ]


def _inert(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
