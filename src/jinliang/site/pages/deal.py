"""Deals: what two parties that said yes to each other do, and how far recommendations have come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.deal import DEAL, PRICING
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.site.acts import deal as acts
from jinliang.site.acts.resolution import VOTES
from jinliang.site.pages.act import labels
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.deal_form import FORMS
from jinliang.site.pages.deal_form import opened as form_of
from jinliang.site.pages.funnel import pipe
from jinliang.site.pages.market import line, owner
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank, Button, Event, Step, buttons, steps
from jinliang.site.pages.tags.word import tr
from jinliang.site.pages.upload import files, kept, uploading
from jinliang.site.reads import clock, timeline
from jinliang.site.reads import deal as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.deal import Deal, DealView

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
        "pipe": pipe(viewer),
        "empty": Blank(
            _("还没有交易"),
            _("供需双方都说“有意”，交易就从这里开始。"),
            reverse("market"),
            _("看供需"),
            "list",
        ),
    }
    return render(request, "deals.html", context)


_TONES = {"closed": "done", "registered": "done", "fallen": "idle", "cancelled": "late"}


def _state(row: Deal) -> tuple[str, str]:
    return (_TONES.get(row.state, "go"), _(DEAL.states[row.state]))


@page("seated")
def deal(request: Request, id: int) -> HttpResponse:
    """One deal: terms, decision, notice, contract, money; who waits for whom; what can be done and why not."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """The deal's page; `no` says on top what was refused. Raises Refusal `no_such_deal`."""
    viewer, pack = request.viewer, packs.plan()
    view = reads.view(viewer, id)
    row = view.row
    lines = timeline.dealt(viewer, row)
    context: dict[str, Any] = {
        "row": row,
        "view": view,
        "no": no,
        "state": _state(row),
        "strip": strip(view, [("talking", row.made_at.astimezone(clock.CITY).date()), *timeline.passed(lines)]),
        "need": line(viewer, row.match.need, pack),
        "offer": line(viewer, row.match.offer, pack),
        "contacts": [
            (owner(viewer, one, pack), one.seat.name, one.seat.title) for one in (row.match.need, row.match.offer)
        ],
        "terms": _terms(row, pack),
        "written": _written(row, pack),
        "hints": reads.hints(row, pack, clock.today()),
        "votes": VOTES,
        "acts": _acts(view),
        "events": [
            Event(
                one.at,
                labels().get(one.act, one.act),
                f"{one.party} {one.person}".strip(),
                one.note,
                one.number,
                one.hash,
            )
            for one in lines
        ],
    }
    return render(request, "deal.html", context, status=viewers.status(no) if no else 200)


def strip(view: DealView, passed: Sequence[tuple[str, date]]) -> list[Step]:
    """The life of the deal as a strip; what this deal need not go through is not shown."""
    skipped = set()
    if not view.case.public:
        skipped |= {"resolution", "notice"}
    elif view.row.pricing and view.row.pricing != "negotiated":
        skipped.add("notice")
    names = {DEAL.states[one] for one in skipped if one != view.row.state}
    return [one for one in steps(DEAL, view.row.state, passed) if one.label not in names]


def _terms(row: Deal, pack: Pack) -> list[tuple[str, str]]:
    """The codes and days of the terms in words; the amounts stand apart."""

    def word(list: str, id: str) -> str:
        item = pack.list(list).item(id)
        return tr(item.label) if item else id

    told = [
        (_("项目名称"), row.name),
        (_("合同类别"), _("，").join(filter(None, (word("contract_class", row.contract_class), word("contract_subclass", row.subclass))))),
        (_("定价方式"), _(PRICING[row.pricing]) if row.pricing else ""),
        (_("支付方式"), word("payment_mode", row.payment)),
        (_("知识产权"), word("ip_type", row.ip)),
        (_("技术领域"), word("technology_field", row.technology)),
        (_("中介方"), row.intermediary.name if row.intermediary else ""),
        (_("登记编号"), row.contract_no),
    ]  # fmt: skip
    return [(label, said) for label, said in told if said]


def _written(row: Deal, pack: Pack) -> list[tuple[str, str]]:
    return [(tr(one.label), row.written[one.id]) for one in pack.list("contract_term").items if row.written.get(one.id)]


def _acts(view: DealView) -> list[Button]:
    """Every act of the deal; those that ask for more than a reason lead to their form."""
    made = buttons(view.acts, lambda act: reverse("deal_act", args=[view.row.id, act]))
    ids = [one.row.id for one in view.acts]
    return [replace(one, post=False) if id in FORMS else one for id, one in zip(ids, made, strict=True)]


@uploading
@page("seated")
def deal_act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of a deal's life: its form, or the act itself."""
    if act not in {row.id for row in DEAL.rows}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从交易页办理"))
    if act in FORMS:
        return _form(request, id, act)
    if request.method != "POST":
        return redirect("deal", reads.deal(request.viewer, id).id)
    try:
        acts.do(request.viewer, id, act, **{one.id: request.POST.get(one.id, "") for one in DEAL.row(act).asks})
    except Refusal as no:
        if no.code == "no_such_deal":
            raise
        return opened(request, id, no)
    messages.success(request, _("已记下"))
    return redirect("deal", id)


def _form(request: Request, id: int, act: str) -> HttpResponse:
    row = reads.deal(request.viewer, id)
    sent = request.method == "POST"
    made = form_of(row, act, request.POST if sent else None, request.FILES if sent else None)
    form, no = made.form, None
    if sent and form.is_valid():
        try:
            file = kept(files(request, "file")[0]) if made.files else None
            form.do(request.viewer, file)
        except Refusal as refusal:
            no = refusal
        else:
            messages.success(request, _("已记下"))
            return redirect("deal", id)
    context = {"row": row, "form": form, "files": made.files, "fields": form.fields_shown, "no": no, "act": act}
    status = viewers.status(no) if no else 400 if form.errors else 200
    return render(request, "deal_form.html", context, status=status)


@page("seated")
def notices(request: Request) -> HttpResponse:
    """The notices that run, for those who may read them."""
    found = reads.notices(request.viewer)
    blank = Blank(
        _("现在没有公示"), _("高校院所协议定价的交易在签约前公示名称和价格。"), reverse("deals"), _("看交易"), "paper"
    )
    return render(request, "notices.html", {"rows": found, "empty": blank})
