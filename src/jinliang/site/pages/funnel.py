"""The funnel (漏斗): how far recommendations come, by month, body and area; and the recommendations behind each number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jinliang.core.access import Viewer
from jinliang.core.deal import DEAL
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.core.response import WAYS
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.match import judged
from jinliang.site.pages.response import waits
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.number import day
from jinliang.site.pages.tags.part import Blank, Chip, Wait
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import funnel as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads.funnel import Asked, Cut, Stage
from jinliang.site.reads.match import Match
from jinliang.site.reads.ranker import INSIDE

PAGE = 30
"""Recommendations on a page."""
STAGES: Mapping[Stage, str] = {
    "found": gettext_noop("推荐"),
    "seen": gettext_noop("看过"),
    "keen": gettext_noop("一方有意"),
    "both": gettext_noop("双方有意"),
    "met": gettext_noop("见过面"),
    "signed": gettext_noop("签了合同"),
    "no": gettext_noop("一方不合适"),
    "fallen": gettext_noop("没谈成"),
}
CUTS: Mapping[Cut, str] = {
    "month": gettext_noop("按推荐的月份"),
    "body": gettext_noop("按供方的单位类别"),
    "area": gettext_noop("按需方的辖市区"),
}
_AHEAD = tuple(one for one in STAGES if one not in ("no", "fallen"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A number and the list behind it."""

    many: int
    url: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its name and a number for each stage."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Followed:
    """A recommendation and what became of it."""

    row: Match
    verdict: tuple[str, str]
    outcome: str
    waits: list[Wait]


def url(**asked: str) -> str:
    """The list behind a number."""
    query = urlencode({key: value for key, value in asked.items() if value})
    return reverse("matches") + (f"?{query}" if query else "")


def pipe(viewer: Viewer) -> list[tuple[str, Cell]]:
    """The stages of all that a viewer may see, in their order."""
    many = reads.whole(viewer)
    return [(_(STAGES[one]), Cell(many[one], url(stage=one))) for one in _AHEAD]


@page("seated")
def funnel(request: Request) -> HttpResponse:
    """The board: the whole and three tables."""
    viewer, pack = request.viewer, packs.plan()
    context = {
        "pipe": pipe(viewer),
        "learns": viewer.role in INSIDE,
        "stages": [_(one) for one in STAGES.values()],
        "tables": [(_(label), _lines(viewer, pack, cut)) for cut, label in CUTS.items()],
        "empty": Blank(
            _("还没有推荐"),
            _("供需发布以后，合适的会互相推荐；走到哪一步都数在这里。"),
            reverse("market"),
            _("看供需"),
            "chart",
        ),
    }
    return render(request, "funnel.html", context)


def _lines(viewer: Viewer, pack: Pack, cut: Cut) -> list[Line]:
    return [
        Line(
            _name(pack, cut, one.key),
            tuple(Cell(one.many[stage], url(stage=stage, **{cut: one.key})) for stage in STAGES),
        )
        for one in reads.table(viewer, cut)
    ]


def _name(pack: Pack, cut: str, key: str) -> str:
    """What a month, a kind of body or an area is called."""
    if cut == "month":
        return key[:7]
    every = pack.list("party_kind").items if cut == "body" else pack.areas
    return next((tr(one.label) for one in every if one.id == key), _("不分区") if cut == "area" else key)


@page("seated")
def matches(request: Request) -> HttpResponse:
    """The recommendations behind a number of the funnel, each followed to its outcome."""
    viewer, pack, get = request.viewer, packs.plan(), request.GET
    stage = get.get("stage", "") if get.get("stage", "") in STAGES else ""
    said = {"month": get.get("month", ""), "body": get.get("body", ""), "area": get.get("area", "")}
    rows = reads.matches(viewer, Asked(stage, _month(said["month"]), said["body"], said["area"]))
    here = Counted(rows, PAGE, rows.count()).get_page(get.get("page"))
    chips = [Chip(_("全部"), url(**said), None, not stage)]
    chips += [Chip(_(label), url(stage=one, **said), None, stage == one) for one, label in STAGES.items()]
    context = {
        "rows": [_followed(viewer, pack, one) for one in here.object_list],
        "page": here,
        "chips": chips,
        "narrowed": [_name(pack, cut, key) for cut, key in said.items() if key],
        "empty": Blank(_("没有这样的推荐"), _("换一步或去掉条件再看。"), reverse("funnel"), _("看漏斗"), "list"),
    }
    return render(request, "matches.html", context)


def _month(text: str) -> date | None:
    """The first day of a month as a link says it. Raises Refusal `no_such_month`."""
    try:
        return date.fromisoformat(text).replace(day=1) if text else None
    except ValueError:
        raise Refusal("no_such_month", _("没有“%(text)s”这个月") % {"text": text}, _("从漏斗里的数字打开")) from None


def _followed(viewer: Viewer, pack: Pack, row: Match) -> Followed:
    return Followed(row, judged(row), outcome(row), waits(viewer, row, pack))


def outcome(row: Match) -> str:
    """What became of a recommendation, in a line: the furthest it has come, and why it went no further."""
    if hasattr(row, "deal"):
        state = _(DEAL.states[row.deal.state])
        return _("%(state)s：%(reason)s") % {"state": state, "reason": row.deal.reason} if row.deal.reason else state
    for side, answer, reason in (
        (_("需方"), row.need_answer, row.need_reason),
        (_("供方"), row.offer_answer, row.offer_reason),
    ):
        if answer == "no":
            return _("%(side)s不合适：%(reason)s") % {"side": side, "reason": reason}
    if met := list(row.meetings.all()):
        return _("%(on)s %(way)s见过：%(outcome)s") % {
            "on": day(met[-1].on),
            "way": _(WAYS[met[-1].way]),
            "outcome": met[-1].outcome,
        }
    if "yes" in (row.need_answer, row.offer_answer):
        return _("需方有意") if row.need_answer else _("供方有意")
    return _("看过，没有回应") if row.need_seen_on or row.offer_seen_on else _("还没有人看")
