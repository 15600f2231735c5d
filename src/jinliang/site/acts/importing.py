"""Tables on their way in: tried as often as one likes, then loaded in one act, or nothing is loaded at all.

Trying writes nothing but the import's own row. Loading judges the table again, and its last step is one transaction.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from django.db import Error, connection, transaction
from django.db.models import QuerySet

from jinliang import sheet as sheets
from jinliang.core.access import Viewer
from jinliang.core.pack import Kind
from jinliang.core.refusal import Composed, Refusal
from jinliang.core.register import REGISTERS, listed, values
from jinliang.site.acts import listing, roll
from jinliang.site.acts.claim import file
from jinliang.site.acts.perform import require
from jinliang.site.acts.roll import Document
from jinliang.site.models import Head, Import, Seat
from jinliang.site.models import Mapping as Saved
from jinliang.site.reads import clock
from jinliang.site.reads import importing as reads
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.register import said
from jinliang.store import Kept


def take(viewer: Viewer, kind_id: str, table: Kept, document: Document | None) -> Import:
    """Takes a kept table in, to be tried. An official body's list needs its document. Raises Refusal."""
    kind = _kind(kind_id)
    official = viewer.role in kind.official
    if not official:
        require(viewer, *kind.states, *kind.official, act=Composed("导入%(kind)s", kind=kind.label))
    if official and document is None:
        raise Refusal("document_missing", "没有附官方文件", "上传名单所依据的文件（PDF），它是每一行的佐证")
    seat, party = viewer.sits
    saved = Saved.objects.filter(party_id=party, kind=kind_id).first()
    return Import.objects.create(
        kind=kind_id,
        party_id=party,
        seat_id=seat,
        paper=file(table),
        name=table.name,
        official=official,
        document=file(document.kept) if document else None,
        document_type=document.type if document else "",
        document_title=document.title if document else "",
        document_on=document.dated_on if document else None,
        columns=saved.columns if saved else {},
        made_at=clock.now(),
    )


def _kind(id: str) -> Kind:
    found = reads.of(id)
    if found is None:
        raise Refusal("no_such_kind", f"没有“{id}”这类事实", "从导入页选择类别")
    return found


def _rows() -> QuerySet[Import]:
    return Import.objects.select_related("paper", "document", "seat__party", "seat__user")


def own(viewer: Viewer, id: int, *states: str) -> Import:
    """An import of the viewer's party, in one of these states. Raises Refusal."""
    row = _rows().filter(id=id, party_id=viewer.own).first()
    if row is None:
        raise Refusal("no_such_import", "没有这次导入，或不是您单位的", "从事实页重新上传")
    if states and row.state not in states:
        raise _wrong_state()
    return row


def _wrong_state() -> Refusal:
    return Refusal("wrong_state", "这次导入已经办过了", "要导入新的表格，请重新上传")


def _pressed(viewer: Viewer, id: int, *states: str) -> Import:
    """An import that a seat which may do so sets going, locked. Raises Refusal."""
    _lock(id)
    row = own(viewer, id, *states)
    verdict = reads.may(viewer, row)
    if not verdict.ok:
        raise Refusal("not_yours", verdict.why, verdict.who)
    return row


@transaction.atomic
def retry(viewer: Viewer, id: int, columns: Mapping[str, str] | None = None, accept: bool = False) -> Import:
    """Sets a table to be tried again, with other columns or with the proposals accepted; the columns are saved for the next table."""
    row = _pressed(viewer, id, "tried", "interrupted")
    if columns is not None:
        row.columns = dict(columns)
        Saved.objects.update_or_create(
            party_id=row.party_id, kind=row.kind, defaults={"columns": row.columns, "saved_at": clock.now()}
        )
    row.accepted = row.accepted or accept
    row.state, row.told, row.done = "trying", "", 0
    row.save(update_fields=["columns", "accepted", "state", "told", "done"])
    return row


def attempt(row: Import) -> Import:
    """Tries a table: every row, every flaw, nothing written but the outcome, and that only where nobody has moved on meanwhile."""
    if row.state != "trying":
        return row
    try:
        outcome = reads.outcome(row, partial(_progress, row.id, row.state))
    except Exception:
        _broken(row.id, "trying", "试导入时出错，一行也没有写入；可以再试一次")
        raise
    with transaction.atomic():
        now = _locked(row.id)
        if (now.state, now.columns, now.accepted) != ("trying", row.columns, row.accepted):
            return now
        for name, value in {**outcome, "state": "tried"}.items():
            setattr(now, name, value)
        now.save(update_fields=[*outcome, "state"])
    return now


def _lock(id: int) -> None:
    """Locks an import; it is read afterwards, since what is joined to a row that was waited for is as old as the wait."""
    Import.objects.select_for_update().filter(id=id).values_list("id").first()


def _locked(id: int) -> Import:
    _lock(id)
    return row(id)


def load(begun: Import) -> Import:
    """Loads a table that has begun, as the seat that began it: `all` only when every row is good, `good` the good rows alone.

    One act; all or nothing. Raises Refusal `rows_flawed`, `no_rows`, `wrong_state` when somebody has moved the import on meanwhile, or
    what the act raises; then nothing has been written.
    """
    viewer = _presser(begun)
    trial, table, columns = reads.judged(begun, viewer, partial(_progress, begun.id, begun.state))
    if begun.choice == "all" and (trial.bad or trial.repeats or trial.blocked):
        raise Refusal("rows_flawed", f"还有 {trial.bad + trial.repeats:,} 行要改", "改好后重传，或选择只导可用的行")
    with transaction.atomic():
        row = _locked(begun.id)
        if _order(row) != _order(begun):
            raise _wrong_state()
        good = _still_new(row, viewer, trial.good)
        if row.official:
            roll.official(viewer, row.kind, [one.statement for one in good], _document(row), source=row.id)
        elif row.kind in REGISTERS:
            kind = listed(row.kind)
            listing.load(viewer, [(kind, values(one.statement)) for one in good], source=row.id)
        else:
            raws = {line.number: line.cells for line in table.rows}
            rows = [
                ({field: raws[one.row][column] for column, field in columns.fields.items()}, one.statement)
                for one in good
            ]
            roll.claim(viewer, row.kind, rows, _document(row) if row.document else None, source=row.id)
        row.state, row.number, row.ended_at = "done", Head.objects.get(id=1).number, clock.now()
        row.good, row.bad, row.repeats = len(good), trial.bad, trial.repeats + len(trial.good) - len(good)
        row.rows, row.flaws = trial.rows, [asdict(one) for one in trial.flaws]
        row.told = f"已导入 {len(good):,} 行"
        row.save(
            update_fields=["state", "number", "ended_at", "rows", "good", "bad", "repeats", "flaws", "told"],
        )
    return row


def _order(row: Import) -> tuple[Any, ...]:
    """What is being loaded, by whom and how: a job that finds something else here has come too late."""
    return row.state == "running", row.columns, row.accepted, row.choice, row.seat_id


def _presser(row: Import) -> Viewer:
    """The viewer who has an import loaded. Raises Refusal when the seat has been taken away meanwhile."""
    if not (row.seat.active and row.seat.user.is_active):
        raise Refusal("not_yours", f"{row.seat.name}的席位已停用", "请本单位别的席位来导入")
    return viewers.of(row.seat)


def _still_new(row: Import, viewer: Viewer, good: Sequence[sheets.GoodRow]) -> Sequence[sheets.GoodRow]:
    """The rows that nobody has brought in since they were judged. From here to the commit no other list of the kind is loaded.

    Raises Refusal `rows_flawed` when all were to be loaded and some are there.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_turn(row.kind)])
    there = reads.there(viewer, _kind(row.kind), [one.statement for one in good], row.official)
    if there and row.choice == "all":
        raise Refusal(
            "rows_flawed", f"有 {len(there):,} 行刚由别的导入写入", "看是哪几行，删去后重传，或选择只导可用的行"
        )
    return [one for one in good if said(one.statement) not in there]


def _turn(kind: str) -> int:
    """The lock under which lists of a kind are loaded one after the other: any number, as long as all take the same."""
    return int.from_bytes(hashlib.sha256(f"import {kind}".encode()).digest()[:8], signed=True)


def _document(row: Import) -> Document:
    paper = row.document
    assert paper is not None
    kept = Kept(paper.digest, paper.size, paper.media_type, paper.name)
    return Document(kept, row.document_type, row.document_title, row.document_on)


@transaction.atomic
def begin(viewer: Viewer, id: int, choice: str) -> Import:
    """Marks an import as running, for the viewer, before it is loaded. Raises Refusal when it is not ready or not the viewer's to load."""
    if choice not in ("all", "good"):
        raise Refusal("no_such_choice", "没有选怎么导", "选“全部改好再导”或“只导可用的行”")
    row = _pressed(viewer, id, "tried", "interrupted")
    if row.blocked or not row.good:
        raise Refusal("no_rows", "没有可导入的行", "改好表格后重新上传")
    if choice == "all" and row.good != row.rows:
        raise Refusal("rows_flawed", f"还有 {row.rows - row.good:,} 行要改", "改好后重传，或选择只导可用的行")
    row.state, row.choice, row.done, row.told = "running", choice, 0, ""
    row.seat = Seat.objects.select_related("party", "user").get(id=viewer.sits[0])
    row.save(update_fields=["state", "choice", "done", "told", "seat"])
    return row


def row(id: int) -> Import:
    """An import with its papers and seat, for jobs: whoever put the job in the queue had the right to."""
    return _rows().get(id=id)


def finish(id: int) -> Import:
    """Loads an import that has begun. A refusal is told in its row, and the table tried again, so that its page shows why."""
    begun = row(id)
    if begun.state != "running":
        return begun
    try:
        return load(begun)
    except Refusal as no:
        moved = no.code != "wrong_state" and _move(id, "running", state="trying", told=f"没有导入：{no}")
        return attempt(row(id)) if moved else row(id)
    except Exception:
        _broken(id, "running", "导入时出错，一行也没有写入；可以再导一次")
        raise


def _move(id: int, before: str, **after: Any) -> bool:
    """Moves an import on from a state; whether it was still in it."""
    return bool(Import.objects.filter(id=id, state=before).update(**after))


def _broken(id: int, before: str, told: str) -> None:
    """Says in the row of an import that it was broken off."""
    untried = reads.UNTRIED if before == "trying" else {}
    # Where the database itself has failed nothing can be said: the next start says it.
    with suppress(Error):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        _move(id, before, **untried, state="interrupted", told=told)


def recover(only: Collection[int] | None = None, queued: Collection[int] = ()) -> int:
    """When no job runs: imports that a stopped server has left being tried or loaded have written nothing, and now say so; how many.

    `only` these, if they are given; those whose job still waits in the queue are left to it.
    """
    left = Import.objects.exclude(id__in=queued)
    if only is not None:
        left = left.filter(id__in=only)
    running = left.filter(state="running").update(state="interrupted", told="服务中断，一行也没有写入；可以再导一次")
    trying = left.filter(state="trying").update(
        **reads.UNTRIED, state="interrupted", told="服务中断，没有试完，一行也没有写入；可以再试一次"
    )
    return running + trying


def _progress(id: int, state: str, done: int, rows: int) -> None:
    _move(id, state, done=done, rows=rows)
