"""The market (供需): what stands on it for anybody, by kind, field and words; and one's own in every state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.access import Viewer
from jinliang.core.listing import KINDS, LISTING, STATES
from jinliang.core.pack import Pack
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank, Chip
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import listing as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads.listing import Listing

WAN = Decimal(10_000)
PAGE = 30
"""Listings on a page."""
STATUS = {
    "draft": "idle",
    "reviewing": "go",
    "returned": "watch",
    "published": "done",
    "talking": "go",
    "met": "done",
    "expired": "watch",
    "withdrawn": "idle",
}
"""How a state is shown: shape and colour."""


@dataclass(frozen=True, slots=True)
class Line:
    """A listing in a list: what it is, whose (masked where it is hidden), for how much, and where it stands."""

    row: Listing
    kind: str
    owner: str
    person: str
    field: str
    price: str
    state: tuple[str, str]
    stale: bool


def owner(viewer: Viewer, row: Listing, pack: Pack) -> str:
    """Whose listing it is, as a viewer may know it."""
    if reads.names(viewer, row):
        return row.party.name
    area = next((tr(one.label) for one in pack.areas if one.id == row.area), _("本市"))
    kind = next((tr(one.label) for one in pack.list("party_kind").items if one.id == row.party.kind), "")
    return _("%(area)s一家%(kind)s（双方同意后显示）") % {"area": area, "kind": kind}


def price(row: Listing) -> str:
    """What is offered or asked, in words; amounts are agreed in whole 万元 more often than not."""
    told = [f"{(one / WAN).normalize():,f}" for one in (row.low, row.high) if one is not None]
    if not told:
        return _("面议")
    if len(set(told)) == 1:
        return _("%(low)s 万元") % {"low": told[0]}
    return _("%(low)s–%(high)s 万元") % {"low": told[0], "high": told[1]}


def trl(levels: Sequence[str]) -> str:
    """Levels of technology readiness as they are written: TRL 4–5."""
    return "TRL " + "–".join(dict.fromkeys((levels[0], levels[-1]))) if levels else ""


def line(viewer: Viewer, row: Listing, pack: Pack) -> Line:
    """A listing as a list draws it."""
    field = pack.list("technology_field").item(row.field)
    return Line(
        row,
        _(KINDS[row.kind]),  # type: ignore[index]
        owner(viewer, row, pack),
        row.person if not row.hidden or reads.names(viewer, row) else "",
        tr(field.label) if field else "",
        price(row),
        (STATUS[row.state], _(LISTING.states[row.state])),
        reads.stale(row),
    )


@page("anyone")
def market(request: Request) -> HttpResponse:
    """Needs and offers on the market; `mine=1` shows those of the own party in every state."""
    get, viewer, pack = request.GET, request.viewer, packs.plan()
    fields = {one.id: one.label for one in pack.list("technology_field").items}
    areas = {one.id: one.label for one in pack.areas}
    kind = get.get("kind", "") if get.get("kind", "") in KINDS else ""
    field = get.get("field", "") if get.get("field", "") in fields else ""
    area = get.get("area", "") if get.get("area", "") in areas else ""
    words, mine = get.get("words", "").strip()[:60], get.get("mine") == "1" and not viewer.public
    found = reads.market(viewer, kind, field, area, words, mine)
    here = Counted(found.rows, PAGE, found.many).get_page(get.get("page"))
    asked = {"mine": "1" if mine else "", "kind": kind, "field": field, "area": area, "words": words}
    context = {
        "rows": [line(viewer, one, pack) for one in here.object_list],
        "page": here,
        "chips": _chips(found.kinds, asked),
        "fields": [(one, label, found.fields.get(one, 0)) for one, label in fields.items() if found.fields.get(one)],
        "areas": list(areas.items()),
        "asked": asked,
        "may_save": bool(kind or field or area or words) and not mine and not viewer.public,
        "narrowed": bool(field or area or words),
        "mine": mine,
        "may": viewer.role in STATES,
        "waiting": reads.waiting(viewer).count() if not viewer.public else 0,
        "empty": _nothing(viewer, mine),
    }
    return render(request, "market.html", context)


def _chips(many: Mapping[str, int], asked: dict[str, str]) -> list[Chip]:
    def url(kind: str) -> str:
        query = urlencode({key: value for key, value in (asked | {"kind": kind}).items() if value})
        return reverse("market") + (f"?{query}" if query else "")

    chips = [Chip(_("全部"), url(""), sum(many.values()), not asked["kind"])]
    return chips + [Chip(_(label), url(one), many.get(one, 0), asked["kind"] == one) for one, label in KINDS.items()]


def _nothing(viewer: Viewer, mine: bool) -> Blank:
    if mine:
        return Blank(
            _("本单位还没有供需"),
            _("用自己的话写两行就行，系统会帮您问清楚；发布前由别的单位试读。"),
            reverse("listing_new") if viewer.role in STATES else "",
            _("发布供需"),
            "list",
        )
    return Blank(_("没有这样的供需"), _("换个说法、领域或辖市区再找。"), reverse("market"), _("看全部供需"), "list")
