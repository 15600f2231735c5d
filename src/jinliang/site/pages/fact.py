"""Facts (事实): the list, one opened down to its papers and journal, and the ways on that the bureau may take."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, cast

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core import fact as core
from jinliang.core.access import Verdict, Viewer, role_in
from jinliang.core.day import day as parse_day
from jinliang.core.refusal import Refusal
from jinliang.core.select import REASONS
from jinliang.site.acts import claim, clock, fact, importing, listing, pack, party  # noqa: F401 (their acts have names)
from jinliang.site.acts.perform import ACTS
from jinliang.site.pages.question import years
from jinliang.site.pages.quote import Quote, quotes
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Blank, Button, Chip, Event, Paper, Reason
from jinliang.site.reads import dossier as dossiers
from jinliang.site.reads import drill
from jinliang.site.reads import pack as packs
from jinliang.site.reads.dossier import Dossier, FactRow, Line, PaperView, Said
from jinliang.site.reads.papers import store

PAGE = 50
"""Facts on a page."""

CHECKED = 5 * 1024 * 1024
"""Bytes up to which a paper is compared with its digest while the page is made; larger ones are when they are opened."""

Way = Literal["reverse", "end"]
WAYS: dict[Way, str] = {"reverse": gettext_lazy("冲销"), "end": gettext_lazy("终止")}  # type: ignore[dict-item]

_KINDS = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG", "text/csv": "CSV"}


@dataclass(frozen=True, slots=True)
class Change:
    """A way on that was taken: its word, the day it sets, the fact in its place, the reason and the line."""

    word: str
    last_on: date | None
    successor: str
    reason: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A fact as it is drawn: what it says, who said and verified it, its papers, what has become of it, where it counts."""

    row: FactRow
    state: tuple[str, str]
    said: tuple[tuple[Said, str], ...]
    claimant: str
    verifier: str
    official: bool
    claim_url: str
    papers: tuple[tuple[Paper, PaperView], ...]
    why_closed: Verdict
    changes: tuple[Change, ...]
    counts: tuple[tuple[str, str, str], ...]
    events: tuple[Event, ...]
    on_label: str
    quote: Quote | None

    @property
    def counted(self) -> list[tuple[str, str, str]]:
        """The indicators that count it: label, way, nothing."""
        return [one for one in self.counts if not one[2]]


def opened(viewer: Viewer, id: int) -> Opened:
    """One fact, drawn for a viewer. Raises Refusal `no_such_fact`."""
    found = dossiers.dossier(viewer, id, {act: _(label) for act, label in ACTS.items()})
    plan = packs.plan()
    counted = [one for one, _label, why in found.counts_in if why is None]
    named = counted or [one for one, _label, _why in found.counts_in]
    verified = next((one for one in found.lines if one.number == found.fact.known), None)
    own = found.fact.claim
    return Opened(
        row=found.row,
        state=_state(found, counted),
        said=tuple((one, reverse("party", args=[one.party]) if one.party and not viewer.public else "") for one in found.said),
        claimant=" ".join((own.party.name, own.seat.name if found.may else "")).strip() if own else "",
        verifier=verified.who if verified else "",
        official=own is None,
        claim_url=reverse("claim", args=[own.id]) if own and found.may and not viewer.public else "",
        papers=tuple((_paper(one), one) for one in found.papers),
        why_closed=found.may,
        changes=_changes(found),
        counts=tuple(
            (label, reverse("reading", args=[plan.id, one]), _(REASONS[why]) if why else "")
            for one, label, why in found.counts_in
        ),
        events=tuple(_event(viewer, one, found) for one in found.lines),
        on_label=found.kind.field(found.kind.on).label,
        quote=quotes(plan, plan.indicator(named[0]))[0] if named else None,
    )


def _state(found: Dossier, counted: list[str]) -> tuple[str, str]:
    if found.row.state == "reverse":
        return "late", _("已冲销，不计")
    if found.row.state == "replace":
        return "late", _("已更正，以更正后的为准")
    if found.row.state == "end":
        return "watch", _("已终止")
    return ("fine", _("计入 %(count)s 项指标") % {"count": len(counted)}) if counted else ("idle", _("不计入指标"))


def _paper(seen: PaperView) -> Paper:
    whole = seen.size <= CHECKED and store().verify(seen.digest)
    kind = _KINDS.get(seen.media_type, seen.name.rpartition(".")[2][:4].upper() or "?")
    dated = _("，%(day)s") % {"day": seen.dated_on} if seen.dated_on else ""
    shared = seen.elsewhere > 0 and not seen.official
    return Paper(
        kind=kind,
        name=seen.title or seen.name,
        digest=seen.digest,
        url=reverse("evidence", args=[seen.id]) if seen.may else "",
        proves=f"{seen.type}{dated}",
        size=seen.size,
        check=_("摘要相符") if whole else _("打开时核对摘要") if seen.size > CHECKED else _("文件与摘要不符"),
        elsewhere=_("另用于 %(count)s 处") % {"count": seen.elsewhere} if shared else "",
    )


def _changes(found: Dossier) -> tuple[Change, ...]:
    words = {"reverse": _("已冲销"), "end": _("已终止"), "replace": _("已更正")}
    return tuple(
        Change(
            words[one.way],
            one.last_on,
            reverse("fact", args=[one.successor_id]) if one.successor_id else "",
            one.reason if found.may else "",
            one.known,
            reverse("entry", args=[one.known]),
        )
        for one in found.amendments
    )


def _event(viewer: Viewer, line: Line, found: Dossier) -> Event:
    amended = {one.known for one in found.amendments}
    returned = line.act == _(ACTS["claim.return"])
    tone: Any = "key" if line.number == found.fact.known else "warn" if returned or line.number in amended else ""
    return Event(cast(datetime, line.at), line.act, line.who, line.note, line.number, line.hash, tone)


@page("anyone")
def facts(request: Request) -> HttpResponse:
    """The city's facts, newest first, by kind, area, year, party and words. Everybody may see that they are there."""
    get = request.GET
    plan = packs.plan()
    kind, area, words = get.get("kind", ""), get.get("area", ""), get.get("words", "").strip()[:60]
    year = int(get["year"]) if get.get("year", "") in [str(one) for one in years(plan)] else None
    party = int(get["party"]) if get.get("party", "").isdecimal() and len(get["party"]) < 12 else None
    found = dossiers.facts(request.viewer, area=area, party=party, words=words, year=year)
    many = drill.kinds(found)
    some = found.filter(kind=kind) if kind else found
    pages = Paginator(some, PAGE)
    here = pages.get_page(get.get("page"))
    kept = {"area": area, "year": year or "", "party": party or "", "words": words}
    return render(
        request,
        "facts.html",
        {
            "rows": dossiers.shown(request.viewer, here.object_list, plan),
            "page": here,
            "chips": _chips(kept, many, kind, {one.id: one.label for one in plan.kinds}),
            "kind": kind,
            "kept": kept,
            "areas": [(one.id, one.label) for one in plan.areas],
            "names": {one.id: one.label for one in plan.areas},
            "years": years(plan),
            "who": drill.party_name(party) if party else "",
            "empty": Blank(
                _("没有这样的事实"), _("换个类别或辖市区；申报核验后、名单导入后，事实就在这里。"), reverse("facts"), _("看全部事实")
            ),
        },
    )


def _chips(kept: dict[str, Any], many: dict[str, int], kind: str, labels: dict[str, str]) -> list[Chip]:
    from urllib.parse import urlencode

    def url(one: str) -> str:
        query = urlencode({key: value for key, value in {"kind": one, **kept}.items() if value})
        return reverse("facts") + (f"?{query}" if query else "")

    chips = [Chip(_("全部"), url(""), sum(many.values()), not kind)]
    order = [one for one in labels if one in many or one == kind]
    return chips + [Chip(labels[one], url(one), many.get(one, 0), kind == one) for one in order]


@page("anyone")
def fact_page(request: Request, id: int) -> HttpResponse:
    """One fact with everything behind it, and, for those who sit somewhere, what can be done about it."""
    return render(
        request,
        "fact.html",
        {"it": opened(request.viewer, id), "acts": () if request.viewer.public else _buttons(request.viewer, id)},
    )
