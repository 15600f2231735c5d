"""The list of claims, and opening a new one: which kind, what it needs, who will check it."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core import claim as life
from jinliang.core.claim import CLAIM
from jinliang.core.pack import Field, Kind
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim as acts
from jinliang.site.pages import case
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank, Chip
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import importing as tables
from jinliang.site.reads import pack as packs
from jinliang.site.reads import worklist as work

PAGE = 50
"""Claims on a page."""


@page("seated")
def listed(request: Request) -> HttpResponse:
    """The claims a seat may see, by state and kind, each with whom it waits for."""
    get, viewer = request.GET, request.viewer
    state = get.get("state", "") if get.get("state", "") in (work.MINE, *CLAIM.states) else ""
    labels = {one.id: one.label for one in packs.plan().kinds}
    kind = get.get("kind", "") if get.get("kind", "") in labels else ""
    words = get.get("words", "").strip()[:60]
    found = work.worklist(viewer, state, kind, words)
    here = Counted(found.rows, PAGE, found.many).get_page(get.get("page"))
    lines = work.lines(viewer, cast("Any", here.object_list))
    rows = [(one, case.standing(one.claim.state, one.gone), case.waiting(one.wait)) for one in lines]
    context = {
        "rows": rows,
        "page": here,
        "state": state,
        "kind": kind,
        "words": words,
        "states": _states(found, state, kind, words),
        "kinds": _kinds(found, labels, state, kind, words),
        "mine": found.states[work.MINE],
        "may_state": bool(work.stated_by(viewer)),
        "may_import": bool(tables.kinds(viewer)),
        "empty": _empty(bool(state or kind or words), bool(work.stated_by(viewer))),
    }
    return render(request, "claims.html", context)


def _url(**asked: str) -> str:
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse("claims") + (f"?{query}" if query else "")


def _states(found: work.Worklist, state: str, kind: str, words: str) -> list[Chip]:
    every = sum(number for name, number in found.states.items() if name != work.MINE)
    chips = [Chip(_("全部"), _url(kind=kind, words=words), every, not state)]
    names = {work.MINE: _("等我"), **{name: _(label) for name, label in CLAIM.states.items()}}
    return chips + [
        Chip(label, _url(state=name, kind=kind, words=words), found.states[name], state == name)
        for name, label in names.items()
        if found.states[name] or state == name
    ]


def _kinds(found: work.Worklist, labels: dict[str, str], state: str, kind: str, words: str) -> list[Chip]:
    chips = [Chip(_("各类"), _url(state=state, words=words), None, not kind)]
    return chips + [
        Chip(label, _url(state=state, kind=one, words=words), found.kinds.get(one, 0), kind == one)
        for one, label in labels.items()
        if one in found.kinds or one == kind
    ]


def _empty(asked: bool, may: bool) -> Blank:
    if asked:
        return Blank(_("没有这样的申报"), _("换个状态或类别再看。"), reverse("claims"), _("看全部申报"), "list")
    if may:
        text = _("填一件，附上佐证，提交后由别的单位核验；核验通过就成为事实，计入指标。")
        return Blank(_("还没有申报"), text, reverse("claim_new"), _("填第一件申报"))
    return Blank(_("还没有申报"), _("企业和高校院所提交后，等您核验的排在最前。"))


@page("seated")
def choose(request: Request) -> HttpResponse:
    """Which kind to state: those of this seat, each with what it feeds, what it needs and who checks it."""
    pack = packs.plan()
    kinds = work.stated_by(request.viewer)
    if not kinds:
        raise Refusal("not_yours", _("您的席位不能申报"), _("可以申报的是高校院所、企业等单位的席位"))
    area = request.seat.party.area if request.seat else ""
    rows = [
        {
            "kind": one,
            "feeds": [tr(indicator.short) for indicator in pack.indicators if indicator.selector.kind == one.id],
            "papers": _papers(one),
            "checker": work.then_waits_for(one, area),
        }
        for one in kinds
    ]
    return render(request, "claim_choose.html", {"rows": rows})


def _papers(kind: Kind) -> list[str]:
    names = {one.id: one.label for one in packs.plan().list("evidence_type").items}
    return [tr(names.get(one.type, one.type)) for one in kind.evidence if one.min]


@page("seated")
def new(request: Request, kind: str) -> HttpResponse:
    """What a claim of a kind needs before one starts; starting opens a draft, or takes up the empty one that is there."""
    viewer = request.viewer
    if request.method == "POST":
        found = work.blank(viewer, kind)
        return redirect("claim", found if found is not None else acts.start(viewer, kind, {}).id)
    one = next((own for own in work.stated_by(viewer) if own.id == kind), None)
    if one is None:
        raise Refusal("not_yours", _("您的席位不能申报这一类"), _("从申报页选择您可以申报的类别"))
    pack = packs.plan()
    area = request.seat.party.area if request.seat else ""
    names = {item.id: item.label for item in pack.list("evidence_type").items}
    context = {
        "kind": one,
        "fields": [(field, _how(field)) for field in one.fields if not field.fill],
        "papers": [(names.get(need.type, need.type), need) for need in one.evidence],
        "checker": work.then_waits_for(one, area),
        "levels": life.levels(one, area),
        "feeds": [indicator for indicator in pack.indicators if indicator.selector.kind == one.id],
        "pack": pack,
        "quote": case.quoted(one, pack),
    }
    return render(request, "claim_new.html", context)


def _how(field: Field) -> str:
    """What goes into a field: its help, else what its type says."""
    pack = packs.plan()
    if field.type == "code":
        labels = [tr(item.label) for item in pack.list(field.list).items if item.valid(clock.today())]
        more = _(" 等 %(count)s 种") % {"count": len(labels)} if len(labels) > 6 else ""
        return _("、").join(labels[:6]) + more
    kinds = {item.id: item.label for item in pack.list("party_kind").items}
    types = {
        "party": _("%(kinds)s，填名称或代码")
        % {"kinds": _("、").join(tr(kinds.get(kind, kind)) for kind in field.parties)},
        "person": _("姓名"),
        "date": _("日期"),
        "period": _("期间"),
        "amount": _("金额，以元为单位"),
        "integer": _("整数"),
        "yesno": _("是或否"),
        "entry": _("已在台账的，填名称或编号"),
    }
    return tr(field.help) or types.get(field.type, _("文字"))
