"""Imports as they are read: a party's own, the kinds a seat may bring in by table, and the tables that go out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date
from functools import partial
from typing import Any

from django.db.models import QuerySet

from jinliang import sheet as sheets
from jinliang.core.access import Verdict, Viewer, cannot, role_in
from jinliang.core.pack import Kind, Pack
from jinliang.core.refusal import Composed, Refusal
from jinliang.core.register import REGISTERS
from jinliang.core.statement import FieldFlaw, Statement
from jinliang.sheet import CellFlaw, Columns, Sheet
from jinliang.site.models import Claim, Evidence, Fact, Import
from jinliang.site.reads import clock, papers, register
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.party import Directory
from jinliang.site.reads.register import Said, said
from jinliang.site.reads.statement import brought, check

SHORT = 300
"""Rows up to which a table is tried while the page waits."""
PREVIEW = 8
"""Rows shown before loading."""
UNTRIED: dict[str, Any] = {"rows": 0, "good": 0, "bad": 0, "repeats": 0, "blocked": False, "flaws": [], "preview": []}
"""The fields of an import of whose rows nothing is known."""
OPEN = ("draft", "submitted", "checked", "returned")
"""States of a claim that may still become a fact."""
Progress = Callable[[int, int], None]
"""Told (rows judged, rows in all) now and then."""


def imports(viewer: Viewer) -> QuerySet[Import]:
    """The imports of the viewer's party, newest first."""
    rows = Import.objects.select_related("seat").filter(party_id=viewer.party or 0)
    return rows.order_by("-made_at", "-id")


def kinds(viewer: Viewer) -> list[tuple[Kind, bool]]:
    """The kinds a seat may bring in by table, and whether its list is official: facts at once."""
    found = (*packs.plan().kinds, *REGISTERS.values()) if viewer.seat and viewer.party else ()
    return [
        (one, viewer.role in one.official) for one in found if viewer.role in one.official or viewer.role in one.states
    ]


def of(id: str) -> Kind | None:
    """What a table may be of: a kind of fact, or the register of a kind of listing."""
    return packs.kinds().get(id) or REGISTERS.get(id)


def taken(row: Import) -> Kind:
    """What the table of an import is of."""
    return packs.kinds().get(row.kind) or REGISTERS[row.kind]


def kind(viewer: Viewer, id: str) -> tuple[Kind, bool]:
    """One of those. Raises Refusal `no_such_kind` or `not_yours`."""
    known = of(id)
    if known is None:
        raise Refusal("no_such_kind", f"没有“{id}”这类事实", "从导入页选择类别")
    found = next((one for one in kinds(viewer) if one[0].id == id), None)
    if found is None:
        raise Refusal("not_yours", cannot(Composed("导入%(kind)s", kind=known.label)), "从导入页选择您可以导入的类别")
    return found


def may(viewer: Viewer, row: Import) -> Verdict:
    """Whether a seat may try and load a table of its party: an official list is for those who publish it, claims for those who state."""
    known = taken(row)
    who = known.official if row.official else known.states
    return role_in(viewer, *who, act=Composed("导入%(kind)s", kind=known.label))  # type: ignore[arg-type]


def there(viewer: Viewer, of: Kind, rows: Collection[Statement], official: bool) -> dict[Said, FieldFlaw]:
    """Of these rows, those that are there already: as a fact that stands or, in a party's own list, as a claim of it that is open."""
    if of.id in REGISTERS:
        return register.there(viewer, of, rows)
    wanted = {said(one): one.title for one in rows}
    found = _claimed(viewer, of, wanted) if wanted and not official else {}
    living = Fact.objects.filter(entry__kind=of.id, entry__key__in={key for key, _, _ in wanted})
    facts = living.exclude(amendments__way__in=("reverse", "replace")).order_by("-id")
    for id, *same in facts.values_list("id", "entry__key", "on", "amount"):
        if (one := tuple(same)) in wanted:
            why, fix = f"已有这件事实（编号 {id}）", "删去本行；要改内容，请对那件事实办理更正"
            found[one] = FieldFlaw(of.key[0], wanted[one], why, fix)
    return found


def _claimed(viewer: Viewer, of: Kind, wanted: Mapping[Said, str]) -> dict[Said, FieldFlaw]:
    """Open claims of the viewer's party that state the same. A draft that states nothing whole is told by its title and day."""
    pack, directory = packs.plan(), Directory(viewer)
    titles = {title[:300] for title in wanted.values()}
    rows = Claim.objects.filter(party_id=viewer.own, kind=of.id, state__in=OPEN, title__in=titles)
    found = {}
    for row in rows.filter(on__in={on for _, on, _ in wanted}).order_by("-id"):
        stated, _flaws = check(viewer, pack, of, row.values, directory)
        for one in [said(stated)] if stated else _alike(row, wanted):
            if one in wanted:
                why, fix = f"已有这件申报（编号 {row.id}），还没有核验", "删去本行；要改内容，请改那件申报，或先撤回"
                found[one] = FieldFlaw(of.key[0], wanted[one], why, fix)
    return found


def _alike(row: Claim, wanted: Mapping[Said, str]) -> Iterable[Said]:
    return [one for one, title in wanted.items() if (title[:300], one[1]) == (row.title, row.on)]


def short(row: Import) -> bool:
    """Whether a table is tried at once: it is short, or cannot be read at all, which is said at once too."""
    try:
        return len(_sheet(row).rows) <= SHORT
    except Refusal:
        return True


def _sheet(row: Import) -> Sheet:
    return sheets.read(papers.store().path(row.paper_id), row.name, taken(row))


def columns(row: Import) -> tuple[Sheet, Columns]:
    """The table of an import and what its columns mean so far. Raises Refusal when it cannot be read."""
    found, kind = _sheet(row), taken(row)
    return found, sheets.mapping(found.header, kind, row.columns, brought(Directory(viewers.of(row.seat)), kind))


def template(viewer: Viewer, of: Kind) -> bytes:
    """The empty table of a kind, as XLSX, without the columns that the seat brings with it."""
    return sheets.template(of, packs.plan().list, clock.today(), brought(Directory(viewer), of))


def corrected(row: Import, flaws: list[CellFlaw]) -> bytes:
    """The faulty rows of a tried table, as XLSX with the faulty cells red; proposals that were accepted are in it."""
    table, mapped = columns(row)
    if row.accepted:
        kind, pack, viewer = taken(row), packs.plan(), viewers.of(row.seat)
        state_row = partial(_state, viewer, kind, Directory(viewer), pack)
        table = sheets.accept(table, sheets.judge(table, mapped, kind, state_row).flaws)
    return sheets.corrected(table, flaws)


def _state(
    viewer: Viewer, of: Kind, directory: Directory, pack: Pack, raw: Mapping[str, str]
) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
    return check(viewer, pack, of, raw, directory)


def judged(row: Import, viewer: Viewer, progress: Progress) -> tuple[sheets.Trial, Sheet, Columns]:
    """The trial of an import's table as a viewer states it, with the table, proposals accepted, and its columns.

    Rows that are there already are repeats. Raises Refusal when the table cannot be read.
    """
    kind, pack, directory = taken(row), packs.plan(), Directory(viewer)
    table = _sheet(row)
    columns = sheets.mapping(table.header, kind, row.columns, brought(directory, kind))
    checked: dict[tuple[str, ...], tuple[Statement | None, tuple[FieldFlaw, ...]]] = {}
    known: dict[Said, FieldFlaw] = {}

    def state_row(raw: Mapping[str, str]) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
        cells = tuple(raw.values())
        if cells not in checked:
            checked[cells] = check(viewer, pack, kind, raw, directory)
        statement, flaws = checked[cells]
        already = known.get(said(statement)) if statement else None
        return (None, (already,)) if already else (statement, flaws)

    trial = sheets.judge(table, columns, kind, state_row, progress)
    if row.accepted and not trial.blocked and trial.flaws:
        table = sheets.accept(table, trial.flaws)
        trial = sheets.judge(table, columns, kind, state_row)
    known |= there(viewer, kind, [one.statement for one in trial.good], row.official)
    if known:  # judged once more with what is there already; every row has been checked
        trial = _repeating(sheets.judge(table, columns, kind, state_row), {one.why for one in known.values()})
    return trial, table, columns


def _repeating(trial: sheets.Trial, whys: Collection[str]) -> sheets.Trial:
    """A trial in which rows that are there already count as repeats: nothing else is wrong with them."""
    flaws = tuple(replace(one, repeat=True) if one.why in whys else one for one in trial.flaws)
    again = {one.row for one in flaws if one.why in whys} - {one.row for one in flaws if not one.repeat}
    return replace(trial, flaws=flaws, bad=trial.bad - len(again), repeats=trial.repeats + len(again))


def outcome(row: Import, progress: Progress) -> dict[str, Any]:
    """The fields of an import that a trial fills."""
    try:
        viewer = viewers.of(row.seat)
        trial, table, mapped = judged(row, viewer, progress)
    except Refusal as no:
        flaws = [asdict(CellFlaw(0, "", "", row.name, no.why, no.fix))]
        return {**UNTRIED, "blocked": True, "flaws": flaws}
    return {
        "rows": trial.rows,
        "good": len(trial.good),
        "bad": trial.bad,
        "repeats": trial.repeats,
        "blocked": trial.blocked,
        "notes": [*table.notes, *register.alike(viewer, row.kind, trial.good)],
        "flaws": [asdict(one) for one in trial.flaws],
        "columns": mapped.saved(table.header) if mapped.fields else row.columns,
        "preview": [_shown(one.statement) for one in trial.good[:PREVIEW]],
    }


def _shown(said: Statement) -> dict[str, str]:
    return {
        "title": said.title,
        "on": said.on.isoformat(),
        "until": said.until.isoformat() if isinstance(said.until, date) else "",
        "amount": f"{said.amount:.2f}" if said.amount is not None else "",
        "parties": "、".join(dict.fromkeys(who.name for whom in said.roles.values() for who in whom)),
    }


def flaws(row: Import) -> list[CellFlaw]:
    """The flaws of a tried import, as the sheet module takes them."""
    return [CellFlaw(**{**one, "columns": tuple(one["columns"]) if one["columns"] else None}) for one in row.flaws]


def yielded(row: Import) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """What came of an import that is done: the first facts, or the first claims or listings (id, title)."""
    if row.kind in REGISTERS:
        return [], list(row.listings.order_by("id").values_list("id", "title")[:10])
    facts = Fact.objects.filter(source=row).order_by("id").select_related("entry")
    claims = Claim.objects.filter(source=row).order_by("id").values_list("id", "title")
    return [(one.id, one.called) for one in facts[:10]], list(claims[:10])


def sent(row: Import) -> bool:
    """Whether what came of an import went on at once; otherwise claims still want papers, listings their review for secrets."""
    if row.kind in REGISTERS:
        return not row.listings.filter(state="draft").exists()
    return not Claim.objects.filter(source=row, state="draft").exists()


def document(row: Import) -> int | None:
    """The document behind an official list, as evidence (id), once it is loaded."""
    uses = Evidence.objects.filter(facts__fact__source=row)
    return uses.values_list("id", flat=True).first()
