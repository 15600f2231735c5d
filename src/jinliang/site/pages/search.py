"""Search: one box for clauses, indicators, parties, facts, claims and the market, and what a field may be meant to say."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from jinliang.core.listing import KINDS
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.site.pages import case
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.market import line, trl
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import search as reads
from jinliang.site.reads.offering import Narrowed, Offering, offering

PAGE = 20
"""Listings on a page of what was found."""
BANDS = {
    "10": gettext_noop("10 万元以内"),
    "50": gettext_noop("10–50 万元"),
    "200": gettext_noop("50–200 万元"),
    "more": gettext_noop("200 万元以上"),
    "talk": gettext_noop("面议"),
}
"""What the bands of budget and price are called."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One way to narrow what was found: its values with how many there are of each, and the one that is chosen."""

    name: str
    label: str
    items: list[tuple[str, str, int]]
    chosen: str


@require_safe
@page("anyone")
def search(request: Request) -> HttpResponse:
    """Everything with the words, as far as the viewer may see it, the market's part narrowed by facets."""
    viewer, pack = request.viewer, packs.plan()
    found = reads.search(viewer, request.GET.get("q", ""))
    kinds = {one.id: one.label for one in pack.list("party_kind").items}
    labels = _labels(pack)
    said = {name: request.GET.get(name, "") for name in labels}
    body = request.GET.get("body", "")
    narrowed = Narrowed(**{name: one if one in labels[name] else "" for name, one in said.items()}, body=_number(body))
    market = offering(viewer, found.words, narrowed) if len(found.words) > 1 else None
    here = Counted(market.rows, PAGE, market.many).get_page(request.GET.get("page")) if market else None
    context = {
        "found": found,
        "pack": pack,
        "market": market,
        "page": here,
        "facets": _facets(market, narrowed, labels) if market else [],
        "narrowed": narrowed != Narrowed(),
        "any": found.count or (market is not None and (market.counts["kind"] or narrowed != Narrowed())),
        "instant": True,
        "parties": [(one, kinds.get(one.kind, one.kind)) for one in found.parties],
        "facts": [(one, case.GONE.get(one.state)) for one in found.facts],
        "claims": [(one, label, *case.standing(one.state, gone)) for one, label, gone in found.claims],
        "listings": [line(viewer, one, pack) for one in here.object_list] if here else [],
        "today": clock.today(),
        "empty": Blank(
            _("没有找到“%(words)s”") % {"words": found.words} if len(found.words) > 1 else _("搜什么"),
            _(
                "可以搜需求、成果、专利、专家、仪器、服务，条款里的字、指标、单位名称、合同编号；人和单位也可以打拼音，至少两个字。"
            ),
            reverse("market"),
            _("看供需"),
            "list",
        ),
    }
    return render(request, "search.html", context)


def _number(text: str) -> str:
    return text if text.isascii() and text.isdecimal() and len(text) < 10 else ""


def _labels(pack: Pack) -> dict[str, dict[str, str]]:
    """What the values of each facet are called, those known beforehand."""
    return {
        "kind": {one: _(label) for one, label in KINDS.items()},
        "field": {one.id: tr(one.label) for one in pack.list("technology_field").items},
        "maturity": {one.id: f"{tr(one.label)} {trl(one.maps)}" for one in pack.list("maturity").items},
        "area": {one.id: tr(one.label) for one in pack.areas},
        "band": {one: _(label) for one, label in BANDS.items()},
    }


def _facets(market: Offering, narrowed: Narrowed, labels: dict[str, dict[str, str]]) -> list[Facet]:
    called = {
        "kind": _("类别"), "field": _("技术领域"), "maturity": _("成熟度"), "area": _("辖市区"), "band": _("预算或报价"), "body": _("单位")
    }  # fmt: skip
    found = []
    for name, label in called.items():
        chosen, counts = getattr(narrowed, name), market.counts[name]
        known = labels.get(name) or dict(sorted(market.bodies.items(), key=lambda one: -counts.get(one[0], 0)))
        items = [(one, said, counts.get(one, 0)) for one, said in known.items() if counts.get(one) or one == chosen]
        found.append(Facet(name, label, items, chosen))
    return found


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
