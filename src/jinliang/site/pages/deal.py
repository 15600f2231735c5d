"""Deals: what two parties that said yes to each other do, and how far recommendations have come."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jinliang.core.deal import DEAL, DealCase
from jinliang.core.life import possible
from jinliang.core.refusal import Refusal
from jinliang.site.acts import deal as acts
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.market import line, owner
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank, buttons
from jinliang.site.reads import clock
from jinliang.site.reads import deal as reads
from jinliang.site.reads import match as matches
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.deal import Deal
from jinliang.site.reads.match import Funnel

PAGE = 30
"""Deals on a page."""


@page("seated")
def deals(request: Request) -> HttpResponse:
    """The deals a seat may see, and how far recommendations have come."""
    viewer = request.viewer
    rows = reads.deals(viewer).order_by("-since", "-id")
    here = Counted(rows, PAGE, rows.count()).get_page(request.GET.get("page"))
    context = {
        "rows": [(one, _state(one)) for one in here.object_list],
        "page": here,
        "stages": _stages(matches.funnel(viewer)),
        "empty": Blank(
            _("还没有交易"),
            _("供需双方都说“有意”，交易就从这里开始。"),
            reverse("market"),
            _("看供需"),
            "list",
        ),
    }
    return render(request, "deals.html", context)


def _stages(one: Funnel) -> list[tuple[str, int]]:
    return [
        (_("推荐"), one.recommended),
        (_("一方有意"), one.interested),
        (_("双方有意"), one.both),
        (_("交易"), one.deals),
        (_("没谈成"), one.fallen),
    ]


def _state(row: Deal) -> tuple[str, str]:
    return ("go" if row.state == "talking" else "idle", _(DEAL.states[row.state]))


@page("seated")
def deal(request: Request, id: int) -> HttpResponse:
    """One deal: who talks with whom about what, whom to call, what can be done."""
    return _deal(request, id)


def _deal(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    viewer, pack = request.viewer, packs.plan()
    row = reads.deal(viewer, id)
    case = DealCase(row.state, row.buyer_id, row.seller_id)
    found = possible(DEAL, row.state, case, pack, viewer, clock.today())
    context = {
        "row": row,
        "no": no,
        "state": _state(row),
        "need": line(viewer, row.match.need, pack),
        "offer": line(viewer, row.match.offer, pack),
        "contacts": [
            (owner(viewer, one, pack), one.seat.name, one.seat.title) for one in (row.match.need, row.match.offer)
        ],
        "acts": buttons(found, lambda act: reverse("deal_act", args=[row.id, act])),
    }
    return render(request, "deal.html", context, status=viewers.status(no) if no else 200)


@require_POST
@page("seated")
def deal_act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of a deal's life."""
    if act not in {row.id for row in DEAL.rows}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从交易页办理"))
    try:
        acts.do(request.viewer, id, act, request.POST.get("reason", ""))
    except Refusal as no:
        if no.code == "no_such_deal":
            raise
        return _deal(request, id, no)
    messages.success(request, _("已记下"))
    return redirect("deal", id)
