"""Search: one box for clauses, indicators, parties, facts, claims and the market, and what a field may be meant to say."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from jinliang.core.refusal import Refusal
from jinliang.site.pages import case
from jinliang.site.pages.market import line
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import search as reads


@require_safe
@page("seated")
def search(request: Request) -> HttpResponse:
    """Everything with the words, as far as the seat may see it."""
    found = reads.search(request.viewer, request.GET.get("q", ""))
    pack = packs.plan()
    kinds = {one.id: one.label for one in pack.list("party_kind").items}
    context = {
        "found": found,
        "pack": pack,
        "parties": [(one, kinds.get(one.kind, one.kind)) for one in found.parties],
        "facts": [(one, case.GONE.get(one.state)) for one in found.facts],
        "claims": [(one, label, *case.standing(one.state, gone)) for one, label, gone in found.claims],
        "listings": [line(request.viewer, one, pack) for one in found.listings],
        "today": clock.today(),
        "empty": Blank(
            _("没有找到“%(words)s”") % {"words": found.words} if len(found.words) > 1 else _("搜什么"),
            _("可以搜条款里的字、指标、单位名称或信用代码、合同编号、项目名称，至少两个字。"),
            reverse("board"),
            _("看指标"),
            "list",
        ),
    }
    return render(request, "search.html", context)


@require_safe
@page("seated")
def offers(request: Request, kind: str, field: str) -> HttpResponse:
    """What is on record and near to what is typed into a field, as the choices of its list."""
    found = packs.kinds().get(kind)
    one = next((one for one in found.fields if one.id == field), None) if found else None
    if found is None or one is None:
        raise Refusal("no_such_field", _("没有这个字段"), _("刷新页面再填"))
    words = request.GET.get(field, "")
    return render(request, "claim/offers.html", {"offers": reads.offers(request.viewer, found, one, words)})
