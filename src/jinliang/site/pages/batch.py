"""Batches (拨付批次): the list that is published, approved and paid; as a sheet for finance."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jinliang.core.batch import BATCH
from jinliang.core.refusal import Refusal
from jinliang.sheet.export import sheet
from jinliang.site.acts import batch as acts
from jinliang.site.pages.award import TONES
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import buttons, steps
from jinliang.site.reads import award as reads
from jinliang.site.reads import viewer as viewers

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@page("seated")
def batch(request: Request, id: int) -> HttpResponse:
    """One batch."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """The batch's page; `no` says on top what was refused. Raises Refusal `no_such_batch`."""
    view = reads.batch(request.viewer, id)
    row = view.row
    context = {
        "row": row,
        "view": view,
        "no": no,
        "state": (TONES[row.state], _(BATCH.states[row.state])),
        "strip": steps(BATCH, row.state, [(row.state, row.since)]),
        "acts": buttons(view.acts, lambda act: reverse("batch_act", args=[row.id, act])),
        "hands": [
            (_("决定"), row.decided_by),
            (_("财政审批"), row.approved_by),
            (_("拨付"), row.paid_by),
        ],
        "inside": request.viewer.role in reads.INSIDE,
    }
    return render(request, "batch.html", context, status=viewers.status(no) if no else 200)


@page("seated")
def batch_act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of a batch's life."""
    view = reads.batch(request.viewer, id)
    if act not in {row.id for row in BATCH.rows}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从批次页办理"))
    if request.method != "POST":
        return redirect("batch", id)
    try:
        acts.do(request.viewer, id, act, **{one.id: request.POST.get(one.id, "") for one in BATCH.row(act).asks})
    except Refusal as no:
        return opened(request, view.row.id, no)
    messages.success(request, _("已记下"))
    return redirect("batch", id)


@require_safe
@page("seated")
def batch_sheet(request: Request, id: int) -> HttpResponse:
    """The batch as a sheet for finance: one row a unit. Raises Refusal `no_such_batch`."""
    view = reads.batch(request.viewer, id)
    heads = ("序号", "单位", "统一社会信用代码", "奖补", "年度", "金额（元）", "决定日", "决定编号")
    rows = [
        (at, who.name, who.code, view.row.call.document, view.row.call.year, one.amount, one.on, str(one.id))
        for at, one in enumerate(view.decisions, 1)
        for who in (one.application.party,)
    ]
    response = HttpResponse(sheet("拨付批次", heads, rows), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="batch-{view.row.id}.xlsx"'
    return response
