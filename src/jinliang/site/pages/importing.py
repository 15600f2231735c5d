"""Imports (导入): a template out, a table in, every flaw at once, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST, require_safe
from procrastinate.contrib.django import app

from jinliang.core.pack import Kind
from jinliang.core.refusal import Refusal
from jinliang.site.acts import importing as acts
from jinliang.site.acts.listing import Document
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.number import count
from jinliang.site.pages.tags.part import Blank, Button, Reason
from jinliang.site.pages.upload import files, kept, uploading
from jinliang.site.reads import clock
from jinliang.site.reads import importing as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.store import Kept

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 300
"""Flaws on the page; all of them are in the table marked red."""
STATES = {
    "trying": ("go", gettext_noop("正在试导入")),
    "tried": ("watch", gettext_noop("已试，没有写入")),
    "running": ("go", gettext_noop("正在导入")),
    "done": ("done", gettext_noop("已导入")),
    "interrupted": ("late", gettext_noop("中断，没有写入")),
    "dropped": ("idle", gettext_noop("已放弃")),
}


@page("seated")
def imports(request: Request) -> HttpResponse:
    """The imports of one's party, and the kinds one may bring in."""
    names = {one.id: one.label for one in packs.plan().kinds}
    rows = [(one, names.get(one.kind, one.kind), *_state(one.state)) for one in reads.imports(request.viewer)[:100]]
    may = reads.kinds(request.viewer)
    empty = Blank(
        _("还没有导入过"),
        _("下载模板，填好传上来；先试导入，所有问题一次列全，改好再写入。"),
        reverse("import_new") if may else "",
        _("导入第一张表"),
        "list",
    )
    return render(request, "imports.html", {"rows": rows, "may": bool(may), "empty": empty, "today": clock.today()})


def _state(state: str) -> tuple[str, str]:
    status, word = STATES.get(state, ("idle", state))
    return status, _(word)


class Uploading(forms.Form):
    """A table, and for an official list the document behind every row of it."""

    use_required_attribute = False
    table = forms.FileField(label=gettext_lazy("表格"), help_text=gettext_lazy("xlsx 或 csv，最多 20,000 行、50 MB"))
    document = forms.FileField(label=gettext_lazy("官方文件"))
    type = forms.ChoiceField(label=gettext_lazy("文件种类"))
    title = forms.CharField(
        label=gettext_lazy("文件名称"),
        max_length=200,
        help_text=gettext_lazy("带文号，如“关于公布第七批产业教授名单的通知”"),
    )
    dated_on = forms.DateField(
        label=gettext_lazy("文件日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )

    def __init__(self, kind: Kind, official: bool, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = {one.id: one.label for one in packs.plan().list("evidence_type").items}
        own = [one.type for one in kind.evidence if one.shared] or [one.type for one in kind.evidence]
        order = [*own, *(one for one in names if one not in own)]
        self.fields["type"].choices = [(one, names.get(one, one)) for one in order]  # type: ignore[attr-defined]
        if official:
            self.fields["document"].help_text = _("名单所依据的文件（PDF 或扫描件）；它是每一行的佐证")
        else:
            self.fields["document"].label = _("共同的佐证")
            self.fields["document"].help_text = _("几行共用的一份文件，如名单；没有的以后逐件附")
            for name in ("document", "title", "dated_on", "type"):
                self.fields[name].required = False


@uploading
@page("seated")
def new(request: Request) -> HttpResponse:
    """Chooses a kind, then takes its table. A short one is tried while the page waits, a long one behind a progress bar."""
    viewer = request.viewer
    asked = request.POST.get("kind") or request.GET.get("kind", "")
    if not asked:
        return _choose(request)
    kind, official = reads.kind(viewer, asked)
    form = Uploading(kind, official, request.POST or None, request.FILES or None)
    if request.method == "POST":
        try:
            row = _take(request, kind, official, form)
        except Refusal as no:
            form.is_valid()
            form.add_error(None, Objection.of(no))
        else:
            if row is not None:
                return redirect("import", row)
    context = {"kind": kind, "official": official, "form": form, "again": request.method == "POST"}
    return render(request, "import_new.html", context, status=400 if form.errors else 200)


def _choose(request: Request) -> HttpResponse:
    may = reads.kinds(request.viewer)
    if not may:
        raise Refusal("not_yours", _("您的席位不能导入"), _("可以导入的是申报单位和发布名单的官方机构"))
    return render(request, "import_choose.html", {"kinds": may})


def _take(request: Request, kind: Kind, official: bool, form: Uploading) -> int | None:
    """Takes the files in and tries the table; the number of the import, or None when the form is not whole."""
    tables, papers = files(request, "table"), files(request, "document")
    if not form.is_valid():
        return None
    data = form.cleaned_data
    table = kept(tables[0])
    document = _document(kept(papers[0]), data) if papers else None
    row = acts.take(request.viewer, kind.id, table, document)
    if reads.short(row):
        acts.attempt(row)
    else:
        app.tasks["import.try"].defer(id=row.id)
    return row.id


def _document(paper: Kept, data: dict[str, Any]) -> Document:
    return Document(paper, data["type"], data["title"] or paper.name, data["dated_on"])


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
    kind = packs.kinds()[row.kind]
    context: dict[str, Any] = {
        "row": row,
        "kind": kind,
        "state": _state(row.state),
        "no": no,
        "today": clock.today(),
        "file": (row.document or row.paper),
        "again": f"{reverse('import_new')}?kind={row.kind}",
    }
    if row.state in ("tried", "interrupted"):
        context |= _tried(request, row, kind)
    elif row.state == "done":
        facts, claims = reads.yielded(row)
        context |= {"facts": facts, "claims": claims, "sent": reads.sent(row), "document": reads.document(row)}
    template = "import.html" if row.state in ("tried", "interrupted") else "import_done.html"
    if row.state in ("trying", "running"):
        template = "import_running.html"
    return render(request, template, context, status=viewers.status(no) if no else 200)


def _tried(request: Request, row: Any, kind: Kind) -> dict[str, Any]:
    flaws = acts.flaws(row)
    offered = sum(bool(one.suggestion) for one in flaws)
    return {
        "title": _title(row),
        "flaws": flaws[:SHOWN],
        "flaw_count": len(flaws),
        "offered": 0 if row.accepted else offered,
        "acts": _loads(row),
        "columns": _columns(row) if row.blocked or request.GET.get("columns") == "1" else [],
        "fields": [(one.id, one.label) for one in kind.fields if not one.fill],
        "split": _split(row),
        "sums": any(one["amount"] for one in row.preview),
    }


def _title(row: Any) -> str:
    told = {"rows": count(row.rows), "good": count(row.good), "bad": count(row.rows - row.good)}
    if row.blocked and not row.rows:
        return _("试导入：这张表读不了，一行也没有写入")
    if row.blocked:
        return _("试导入：表头要先改，%(rows)s 行都还不能用") % told
    if row.good == row.rows:
        return _("试导入：%(rows)s 行全部可用") % told
    return _("试导入：%(rows)s 行里 %(good)s 行可用，%(bad)s 行要改") % told


def _split(row: Any) -> list[tuple[str, float, float]]:
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


def _loads(row: Any) -> list[Button]:
    """The two ways to load, each with why not: everything together, or the good rows alone."""
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
    labels = {one.label: one.id for one in packs.kinds()[row.kind].fields}
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


@require_POST
@page("seated")
def map_columns(request: Request, id: int) -> HttpResponse:
    """Says what each column means, keeps it for the party's next table, and tries again."""
    row = acts.own(request.viewer, id, "tried", "interrupted")
    kind = packs.kinds()[row.kind]
    known = {one.id for one in kind.fields}
    chosen = {}
    for one in _columns(row):
        value = request.POST.get(f"column-{one.place}", "?")
        if value == "" or value in known:
            chosen[one.head] = value
    return _again(request, id, columns=chosen)


@require_POST
@page("seated")
def accept(request: Request, id: int) -> HttpResponse:
    """Takes every proposal and tries again."""
    return _again(request, id, accept=True)


def _again(request: Request, id: int, **how: Any) -> HttpResponse:
    try:
        acts.retry(request.viewer, id, **how)
    except Refusal as no:
        if no.code == "no_such_import":
            raise
        return opened(request, id, no)
    return redirect("import", id)


@require_POST
@page("seated")
def load(request: Request, id: int) -> HttpResponse:
    """Loads the table by a job: all of it, or its good rows; the page watches."""
    try:
        acts.begin(request.viewer, id, request.GET.get("choice", ""))
    except Refusal as no:
        if no.code == "no_such_import":
            raise
        return opened(request, id, no)
    app.tasks["import.load"].defer(id=id)
    messages.success(request, _("已开始导入，可以离开这一页"))
    return redirect("import", id)


@require_safe
@page("seated")
def template(request: Request, kind: str) -> HttpResponse:
    """The empty table of a kind."""
    one, _official = reads.kind(request.viewer, kind)
    return _file(reads.template(request.viewer, one), _("%(label)s导入模板.xlsx") % {"label": one.label})


@require_safe
@page("seated")
def corrected(request: Request, id: int) -> HttpResponse:
    """The faulty rows with their faulty cells red, to be mended and sent back as they are."""
    row = acts.own(request.viewer, id, "tried", "interrupted", "done")
    name = row.name.rpartition(".")[0] or row.name
    return _file(reads.corrected(row, acts.flaws(row)), _("%(name)s（要改的行）.xlsx") % {"name": name})


def _file(data: bytes, name: str) -> HttpResponse:
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
