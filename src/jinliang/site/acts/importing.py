"""Tables on their way in: tried as often as one likes, then loaded in one act, or nothing is loaded at all.

Trying writes nothing but the import's own row. Loading judges the table again, and its last step is one transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction

from jinliang import sheet as sheets
from jinliang.core.access import Viewer
from jinliang.core.pack import Kind
from jinliang.core.refusal import Refusal
from jinliang.core.statement import FieldFlaw, Statement
from jinliang.site.acts import listing
from jinliang.site.acts.claim import file
from jinliang.site.acts.listing import Document
from jinliang.site.acts.perform import require
from jinliang.site.models import Fact, Head, Import
from jinliang.site.models import Mapping as Saved
from jinliang.site.reads import clock, papers
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.party import Directory
from jinliang.site.reads.statement import brought, check
from jinliang.store import Kept

PREVIEW = 8
"""Rows shown before loading."""
Progress = Callable[[int, int], None]


def take(viewer: Viewer, kind_id: str, table: Kept, document: Document | None) -> Import:
    """Takes a kept table in, to be tried. An official body's list needs its document. Raises Refusal."""
    kind = _kind(kind_id)
    official = viewer.role in kind.official
    if not official:
        require(viewer, *kind.states, *kind.official, act=f"导入{kind.label}")
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
    found = packs.kinds().get(id)
    if found is None:
        raise Refusal("no_such_kind", f"没有“{id}”这类事实", "从导入页选择类别")
    return found


def own(viewer: Viewer, id: int, *states: str) -> Import:
    """An import of the viewer's party, in one of these states. Raises Refusal."""
    row = Import.objects.select_related("paper", "document", "seat__party").filter(id=id, party_id=viewer.own).first()
    if row is None:
        raise Refusal("no_such_import", "没有这次导入，或不是您单位的", "从事实页重新上传")
    if states and row.state not in states:
        raise Refusal("wrong_state", "这次导入已经办过了", "要导入新的表格，请重新上传")
    return row


def retry(viewer: Viewer, id: int, columns: Mapping[str, str] | None = None, accept: bool = False) -> Import:
    """Sets a table to be tried again, with other columns or with the proposals accepted; the columns are saved for the next table."""
    row = own(viewer, id, "tried", "trying", "interrupted")
    if columns is not None:
        row.columns = dict(columns)
        Saved.objects.update_or_create(
            party_id=row.party_id, kind=row.kind, defaults={"columns": row.columns, "saved_at": clock.now()}
        )
    row.accepted = row.accepted or accept
    row.state = "trying"
    row.save()
    return row


def attempt(row: Import) -> Import:
    """Tries a table: every row, every flaw, nothing written but the outcome."""
    try:
        trial, table, columns = _judged(row, partial(_progress, row.id))
    except Refusal as no:
        row.blocked, row.rows, row.good = True, 0, 0
        row.flaws = [_flaw(sheets.CellFlaw(0, "", "", row.name, no.why, no.fix))]
    else:
        row.rows, row.good, row.bad, row.repeats = trial.rows, len(trial.good), trial.bad, trial.repeats
        row.blocked, row.notes = trial.blocked, list(table.notes)
        row.flaws = [_flaw(one) for one in trial.flaws]
        row.columns = columns.saved(table.header) if columns.fields else row.columns
        row.preview = [_shown(one.statement) for one in trial.good[:PREVIEW]]
    row.state = "tried"
    row.save()
    return row


def _judged(row: Import, progress: Progress) -> tuple[sheets.Trial, sheets.Sheet, sheets.Columns]:
    kind, pack, viewer = _kind(row.kind), packs.plan(), viewers.of(row.seat)
    table = sheets.read(papers.store().path(row.paper_id), row.name, kind)
    directory = Directory(viewer)
    filled = brought(directory, kind)
    columns = sheets.mapping(table.header, kind, row.columns, filled)

    def state_row(raw: Mapping[str, str]) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
        statement, flaws = check(viewer, pack, kind, raw, directory)
        known = _known(kind, statement) if statement else None
        return (None, (known,)) if known else (statement, flaws)

    trial = sheets.judge(table, columns, kind, state_row, progress)
    if row.accepted and not trial.blocked and trial.flaws:
        table = sheets.accept(table, trial.flaws)
        trial = sheets.judge(table, columns, kind, state_row, progress)
    return trial, table, columns


def _known(kind: Kind, said: Statement) -> FieldFlaw | None:
    """A fact that is there already: the same entry on the same day with the same sum."""
    living = Fact.objects.filter(entry__kind=kind.id, entry__key=said.key, on=said.on, amount=said.amount)
    found = living.exclude(amendments__way__in=("reverse", "replace")).values_list("id", flat=True).first()
    if found is None:
        return None
    return FieldFlaw(
        kind.key[0], said.title, f"已有这件事实（编号 {found}）", "删去本行；要改内容，请对那件事实办理更正"
    )


def load(row: Import, choice: str) -> Import:
    """Loads a tried table: `all` only when every row is good, `good` the good rows alone. One act; all or nothing.

    Raises Refusal `rows_flawed`, `no_rows` or what the act raises; then nothing has been written.
    """
    viewer = viewers.of(row.seat)
    trial, table, columns = _judged(row, partial(_progress, row.id))
    if choice == "all" and (trial.bad or trial.repeats or trial.blocked):
        raise Refusal("rows_flawed", f"还有 {trial.bad + trial.repeats} 行要改", "改好后重传，或选择只导可用的行")
    with transaction.atomic():
        if row.official:
            listing.official(viewer, row.kind, [one.statement for one in trial.good], _document(row), source=row.id)
        else:
            raws = {line.number: line.cells for line in table.rows}
            rows = [
                ({field: raws[one.row][column] for column, field in columns.fields.items()}, one.statement)
                for one in trial.good
            ]
            listing.claim(viewer, row.kind, rows, _document(row) if row.document else None, source=row.id)
        row.state, row.choice, row.number = "done", choice, Head.objects.get(id=1).number
        row.ended_at = clock.now()
        row.told = f"已导入 {len(trial.good)} 行"
        row.save()
    return row


def _document(row: Import) -> Document:
    paper = row.document
    assert paper is not None
    kept = Kept(paper.digest, paper.size, paper.media_type, paper.name)
    return Document(kept, row.document_type, row.document_title, row.document_on)


def begin(viewer: Viewer, id: int, choice: str) -> Import:
    """Marks an import as running before the job that loads it starts. Raises Refusal when it is not ready."""
    if choice not in ("all", "good"):
        raise Refusal("no_such_choice", "没有选怎么导", "选“全部改好再导”或“只导可用的行”")
    row = own(viewer, id, "tried", "interrupted")
    if row.blocked or not row.good:
        raise Refusal("no_rows", "没有可导入的行", "改好表格后重新上传")
    if choice == "all" and row.good != row.rows:
        raise Refusal("rows_flawed", f"还有 {row.rows - row.good} 行要改", "改好后重传，或选择只导可用的行")
    row.state, row.choice, row.done = "running", choice, 0
    row.save()
    return row


def row(id: int) -> Import:
    """An import with its papers and seat, for jobs: whoever put the job in the queue had the right to."""
    return Import.objects.select_related("paper", "document", "seat__party").get(id=id)


def finish(id: int) -> Import:
    """Loads an import that has begun; a refusal is told in its row."""
    begun = row(id)
    if begun.state != "running":
        return begun
    try:
        return load(begun, begun.choice)
    except Refusal as no:
        begun.refresh_from_db()
        begun.state, begun.told = "tried", f"没有导入：{no}"
        begun.save()
        return begun


def recover() -> list[Import]:
    """At the start: imports that a stopped server has left running have loaded nothing, and now say so."""
    left = list(Import.objects.filter(state="running").select_related("party"))
    for row in left:
        row.state, row.told = "interrupted", "服务中断，一行也没有写入；可以再导一次"
        row.save()
    return left


def _progress(id: int, done: int, rows: int) -> None:
    Import.objects.filter(id=id).update(done=done, rows=rows)


def _flaw(one: sheets.CellFlaw) -> dict[str, Any]:
    return asdict(one)


def flaws(row: Import) -> list[sheets.CellFlaw]:
    """The flaws of a tried import, as the sheet module takes them."""
    return [
        sheets.CellFlaw(**{**one, "columns": tuple(one["columns"]) if one["columns"] else None}) for one in row.flaws
    ]


def _shown(said: Statement) -> dict[str, str]:
    return {
        "title": said.title,
        "on": said.on.isoformat(),
        "until": said.until.isoformat() if isinstance(said.until, date) else "",
        "amount": f"{said.amount:.2f}" if said.amount is not None else "",
        "parties": "、".join(dict.fromkeys(who.name for whom in said.roles.values() for who in whom)),
    }
