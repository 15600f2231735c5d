"""Applications (申请) for awards: where they stand, what they come to with every step of the arithmetic, what can be done."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.application import APPLICATION
from jinliang.core.refusal import Refusal
from jinliang.core.trace import trace
from jinliang.site.acts import application as acts
from jinliang.site.acts.batch import claw
from jinliang.site.pages.act import labels
from jinliang.site.pages.award import WAITS
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Event, Step, buttons, steps
from jinliang.site.reads import award as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads import timeline
from jinliang.site.reads import viewer as viewers


@page("seated")
def application(request: Request, id: int) -> HttpResponse:
    """One application."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """The application's page; `no` says on top what was refused. Raises Refusal `no_such_application`."""
    viewer = request.viewer
    view = reads.application(viewer, id)
    row = view.row
    lines = timeline.applied(viewer, row)
    pending = row.state in ("submitted", "checked", "reviewed", "returned")
    now = lack = None
    try:
        now = reads.preview(row.call, [row.party_id]) if pending else None
    except Refusal as refusal:  # the budget is spent: the application is shown all the same, and why no sum can be told
        lack = refusal
    told = trace(now, now.decisions[0]) if now else ()
    clause = packs.plan().clause(view.award.clause) if view.award.clause else None
    context = {
        "row": row,
        "view": view,
        "no": no,
        "state": (WAITS[row.state], _(APPLICATION.states[row.state])),
        "strip": _strip(row.state, [("submitted", row.made_at.date()), *timeline.passed(lines)]),
        "acts": buttons(view.acts, lambda act: reverse("application_act", args=[row.id, act])),
        "now": now.decisions[0] if now else None,
        "lack": lack,
        "told": told,
        "clause": clause,
        "clawable": {one.id for one in reads.clawable(viewer)} if viewer.role == "bureau" else set(),
        "events": [
            Event(one.at, labels().get(one.act, one.act), f"{one.party} {one.person}".strip(), one.note, one.number, one.hash)
            for one in lines
        ],
    }  # fmt: skip
    return render(request, "application.html", context, status=viewers.status(no) if no else 200)


def _strip(state: str, passed: list[tuple[str, date]]) -> list[Step]:
    """The life of the application as a strip; a return is a way back, shown while the application stands there."""
    back = APPLICATION.states["returned"]
    return [one for one in steps(APPLICATION, state, passed) if one.label != back or one.state == "now"]


@page("seated")
def application_act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of an application's life; `claw` takes back what was paid for a contract that has been cancelled."""
    view = reads.application(request.viewer, id)
    if act not in {row.id for row in APPLICATION.rows if row.id != "decide"} | {"claw"}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从申请页办理"))
    if request.method != "POST":
        return redirect("application", id)
    try:
        if act == "claw":
            number = request.POST.get("decision", "")
            claw(request.viewer, int(number) if number.isdecimal() else 0)
        else:
            acts.do(request.viewer, id, act, **({"reason": request.POST.get("reason", "")} if act == "return" else {}))
    except Refusal as no:
        return opened(request, view.row.id, no)
    messages.success(request, _("已记下"))
    return redirect("application", id)
