"""A table that is being tried or loaded: its progress, everything that is wrong with it, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from procrastinate.contrib.django import app

from jinliang.core.access import Verdict
from jinliang.core.pack import Kind
from jinliang.core.refusal import Refusal
from jinliang.site.acts import importing as acts
from jinliang.site.pages.importing import attempt, sheet, state
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.number import count
from jinliang.site.pages.tags.part import Button, Reason
from jinliang.site.reads import clock
from jinliang.site.reads import importing as reads
from jinliang.site.reads import viewer as viewers

SHOWN = 300
"""Flaws on the page; all of them are in the table marked red."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the table: its head, what it means so far (a field, empty = passed over, None = unknown)."""

    place: int
    head: str
    field: str | None
    example: str
    nearest: str


@page("seated")
def importing(request: Request, id: int) -> HttpResponse:
    """One import: its progress, everything that is wrong with it, or what came of it."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """An import's page, with what was refused on top. Raises Refusal `no_such_import`."""
    row = acts.own(request.viewer, id)
    kind = reads.taken(row)
    context: dict[str, Any] = {
        "row": row,
        "kind": kind,
        "state": state(row.state),
        "no": no,
        "today": clock.today(),
        "file": (row.document or row.paper),
        "again": f"{reverse('import_new')}?kind={row.kind}",
    }
    if row.state in ("tried", "interrupted"):
        context |= _tried(request, row, kind)
    elif row.state == "done":
        facts, made = reads.yielded(row)
        context |= {"facts": facts, "made": made, "sent": reads.sent(row), "document": reads.document(row)}
    template = "import.html" if row.state in ("tried", "interrupted") else "import_done.html"
    if row.state in ("trying", "running"):
        template = "import_running.html"
    return render(request, template, context, status=viewers.status(no) if no else 200)


def _tried(request: Request, row: Any, kind: Kind) -> dict[str, Any]:
    flaws = reads.flaws(row)
    offered = sum(bool(one.suggestion) for one in flaws)
    return {
        "title": _title(row),
        "flaws": flaws[:SHOWN],
        "flaw_count": len(flaws),
        "offered": 0 if row.accepted else offered,
        "acts": _loads(row, reads.may(request.viewer, row)),
        "columns": _columns(row) if row.blocked or _untried(row) or request.GET.get("columns") == "1" else [],
        "fields": [(one.id, one.label) for one in kind.fields if not one.fill],
        "split": split(row),
        "sums": any(one["amount"] for one in row.preview),
    }


def _untried(row: Any) -> bool:
    """Whether the trial itself was broken off, so that nothing is known of the rows."""
    return bool(row.state == "interrupted" and not row.rows)


def _title(row: Any) -> str:
    if _untried(row):
        return state(row.state)[1]
    told = {"rows": count(row.rows), "good": count(row.good), "bad": count(row.rows - row.good)}
    if row.blocked and not row.rows:
        return _("试导入：这张表读不了，一行也没有写入")
    if row.blocked:
        return _("试导入：表头要先改，%(rows)s 行都还不能用") % told
    if row.good == row.rows:
        return _("试导入：%(rows)s 行全部可用") % told
    return _("试导入：%(rows)s 行里 %(good)s 行可用，%(bad)s 行要改") % told


def split(row: Any) -> list[tuple[str, float, float]]:
    """The bar of usable, faulty and repeated rows: (class, x, width) of 1,100, two apart; what is there is seen."""
    parts = [("good", row.good), ("bad", row.bad), ("dup", row.repeats)]
    there = [(name, number) for name, number in parts if number]
    room = 1100 - 3 * (len(there) - 1)
    widths = [max(6.0, room * number / max(1, row.rows)) for _name, number in there]
    scale = room / sum(widths) if widths else 1
    found, x = [], 0.0
    for (name, _number), width in zip(there, widths, strict=True):
        found.append((name, round(x, 1), round(width * scale, 1)))
        x += width * scale + 3
    return found


def _loads(row: Any, may: Verdict) -> list[Button]:
    """The two ways to load, each with why not: everything together, or the good rows alone."""
    return [one if may else replace(one, allowed=False, reasons=(Reason("x", may.why),)) for one in _ways(row)]


def _ways(row: Any) -> list[Button]:
    bad = row.rows - row.good
    url = reverse("import_load", args=[row.id])
    told = {"rows": count(row.rows), "good": count(row.good), "bad": count(bad)}
    every = Button(
        _("导入全部 %(rows)s 行") % told,
        f"{url}?choice=all",
        allowed=not row.blocked and not bad and row.good > 0,
        primary=not bad and not row.blocked,
        reasons=(Reason("x", _("还有 %(bad)s 行要改，改好重传") % told),) if bad or row.blocked or not row.good else (),
        note="" if bad or row.blocked else _("一起成功，或一起不动，在留痕里是一条"),
    )
    if not bad and not row.blocked:
        return [every]
    some = Button(
        _("只导可用的 %(good)s 行") % told,
        f"{url}?choice=good",
        allowed=row.good > 0 and not row.blocked,
        reasons=() if row.good and not row.blocked else (Reason("x", _("没有可用的行")),),
        note=_("其余 %(bad)s 行另存一张表，改好再传，不会重复") % told if row.good and not row.blocked else "",
    )
    return [every, some]


def _columns(row: Any) -> list[Column]:
    """The table's columns with what each means so far; none when the file itself cannot be read."""
    try:
        table, found = reads.columns(row)
    except Refusal:
        return []
    near = {one.column: one.nearest for one in found.unknown}
    labels = {one.label: one.id for one in reads.taken(row).fields}
    first = table.rows[0].cells if table.rows else ()
    return [
        Column(
            place,
            head,
            found.fields.get(place, "" if place in found.passed else None),
            first[place][:40] if place < len(first) else "",
            labels.get(near.get(place, "").partition("（")[0], ""),
        )
        for place, head in enumerate(table.header)
        if head
    ]


@require_safe
@page("seated")
def progress(request: Request, id: int) -> HttpResponse:
    """How far a long table is, for the page that watches it; when it is through, the page draws itself anew."""
    row = acts.own(request.viewer, id)
    if row.state not in ("trying", "running"):
        response = HttpResponse(status=204)
        response["HX-Refresh"] = "true"
        return response
    return render(request, "import/progress.html", {"row": row})


@page("seated")
@posted("import", acts.own)
def map_columns(request: Request, id: int) -> HttpResponse:
    """Says what each column means, keeps it for the party's next table, and tries again."""
    row = acts.own(request.viewer, id, "tried", "interrupted")
    kind = reads.taken(row)
    known = {one.id for one in kind.fields}
    chosen = {}
    for one in _columns(row):
        value = request.POST.get(f"column-{one.place}", "?")
        if value == "" or value in known:
            chosen[one.head] = value
    return _again(request, id, columns=chosen)


@page("seated")
@posted("import", acts.own)
def accept(request: Request, id: int) -> HttpResponse:
    """Takes every proposal and tries again."""
    return _again(request, id, accept=True)


def _again(request: Request, id: int, **how: Any) -> HttpResponse:
    try:
        attempt(partial(acts.retry, request.viewer, id, **how))
    except Refusal as no:
        if no.code == "no_such_import":
            raise
        return opened(request, id, no)
    return redirect("import", id)


@page("seated")
@posted("import", acts.own)
def load(request: Request, id: int) -> HttpResponse:
    """Loads the table by a job: all of it, or its good rows; the page watches."""
    try:
        with transaction.atomic():  # nothing says that it is running without the job that runs it
            acts.begin(request.viewer, id, request.GET.get("choice", ""))
            app.tasks["import.load"].defer(id=id)
    except Refusal as no:
        if no.code == "no_such_import":
            raise
        return opened(request, id, no)
    messages.success(request, _("已开始导入，可以离开这一页"))
    return redirect("import", id)


@require_safe
@page("seated")
def corrected(request: Request, id: int) -> HttpResponse:
    """The faulty rows with their faulty cells red, to be mended and sent back as they are."""
    row = acts.own(request.viewer, id, "tried", "interrupted", "done")
    name = row.name.rpartition(".")[0] or row.name
    return sheet(reads.corrected(row, reads.flaws(row)), _("%(name)s（要改的行）.xlsx") % {"name": name})
