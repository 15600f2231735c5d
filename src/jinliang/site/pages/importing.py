"""Imports (导入): the list, a template out, a table in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_safe
from procrastinate.contrib.django import app

from jinliang.content import TABLES
from jinliang.core.pack import Kind
from jinliang.core.refusal import Refusal
from jinliang.site.acts import importing as acts
from jinliang.site.acts.roll import Document
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Blank
from jinliang.site.pages.tags.word import tr
from jinliang.site.pages.upload import files, kept, uploading
from jinliang.site.reads import clock
from jinliang.site.reads import importing as reads
from jinliang.site.reads import pack as packs
from jinliang.store import Kept

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
STATES = {
    "trying": ("go", gettext_noop("正在试导入")),
    "tried": ("watch", gettext_noop("已试，没有写入")),
    "running": ("go", gettext_noop("正在导入")),
    "done": ("done", gettext_noop("已导入")),
    "interrupted": ("late", gettext_noop("中断，没有写入")),
}


@page("seated")
def imports(request: Request) -> HttpResponse:
    """The imports of one's party, and the kinds one may bring in."""
    rows = [(one, reads.taken(one).label, *state(one.state)) for one in reads.imports(request.viewer)[:100]]
    may = reads.kinds(request.viewer)
    empty = Blank(
        _("还没有导入过"),
        _("下载模板，填好传上来；先试导入，所有问题一次列全，改好再写入。"),
        reverse("import_new") if may else "",
        _("导入第一张表"),
        "list",
    )
    return render(request, "imports.html", {"rows": rows, "may": bool(may), "empty": empty, "today": clock.today()})


def state(id: str) -> tuple[str, str]:
    """A state of an import as it is shown: shape and word."""
    status, word = STATES.get(id, ("idle", id))
    return status, _(word)


class Uploading(forms.Form):
    """A table, and for an official list the document behind every row of it."""

    use_required_attribute = False
    # An empty file is let through here: the store refuses it in words that say how to mend it.
    table = forms.FileField(
        label=gettext_lazy("表格"),
        help_text=gettext_lazy("xlsx 或 csv，最多 20,000 行、50 MB"),
        allow_empty_file=True,
    )
    document = forms.FileField(label=gettext_lazy("官方文件"), allow_empty_file=True)
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
        names = {one.id: tr(one.label) for one in packs.plan().list("evidence_type").items}
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
    table = kept(tables[0], TABLES)
    document = _document(kept(papers[0]), data) if papers else None
    return attempt(partial(acts.take, request.viewer, kind.id, table, document))


def attempt(begin: Callable[[], Any]) -> int:
    """Tries what begins so: a short table at once, a long one by a job whose progress the page watches. The import's number."""
    with transaction.atomic():  # none is left to be tried without the job that tries it
        row = begin()
        short = reads.short(row)
        if not short:
            app.tasks["import.try"].defer(id=row.id)
    if short:
        acts.attempt(row)
    return int(row.id)


def _document(paper: Kept, data: dict[str, Any]) -> Document:
    return Document(paper, data["type"], data["title"] or paper.name, data["dated_on"])


@require_safe
@page("seated")
def template(request: Request, kind: str) -> HttpResponse:
    """The empty table of a kind."""
    one, _official = reads.kind(request.viewer, kind)
    return sheet(reads.template(request.viewer, one), _("%(label)s导入模板.xlsx") % {"label": tr(one.label)})


def sheet(data: bytes, name: str) -> HttpResponse:
    """A spreadsheet, handed over as a file."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response
