"""A reading (读数): one number, the facts counted and, beside them, those left out and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.paginator import Page
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jinliang.core.access import Viewer
from jinliang.core.pack import Indicator, Kind, Pack
from jinliang.core.refusal import Refusal
from jinliang.core.select import REASONS
from jinliang.site.pages.board import paced, waiting
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.dossier import Opened, opened
from jinliang.site.pages.question import Question, question
from jinliang.site.pages.quote import quotes
from jinliang.site.pages.selector import words
from jinliang.site.pages.shelf import draw, shelf
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags import number
from jinliang.site.pages.tags.part import Blank
from jinliang.site.pages.tags.word import tr, unit
from jinliang.site.reads import board as boards
from jinliang.site.reads import clock, drill
from jinliang.site.reads import dossier as dossiers
from jinliang.site.reads import part as parts
from jinliang.site.reads.board import BoardRow
from jinliang.site.reads.drill import Group
from jinliang.site.reads.known import Known, known
from jinliang.site.reads.reading import Explained, Row

PAGE = 50
"""Facts on a page."""

HELP: Mapping[str, str] = {
    "reversed": gettext_noop("核验后发现不成立，已冲销。事实保留、不计，原因在留痕里。"),
    "replaced": gettext_noop("内容有误，由更正后的那件代替它计入。"),
    "not_yet": gettext_noop("发生在截至日之后，到那天自动计入。"),
    "outside_period": gettext_noop("条款写的是“新增”，只计期内发生的。"),
    "ended": gettext_noop("截至日之前已经终止，不再算在存量里。"),
    "expired": gettext_noop("截至日之前已到期。续期的申报核验后自动计入。"),
    "where": gettext_noop(
        "核验过，但不符合上面“数什么”里的条件。若登记有误，由申报单位请市科技局更正，更正后自动重算。"
    ),
    "no_value": gettext_noop("没有填要相加的数，更正补上后自动计入。"),
    "same_entry": gettext_noop("同一台账只计一次，先核验的那件已经计入。"),
}


@page("anyone")
def reading(request: Request, plan: str, indicator: str) -> HttpResponse:
    """One reading at a day, known by a number, whole or in a part; `left` lists what was left out, `fact` opens one fact."""
    asked, right = question(request, plan)

    def told() -> dict[str, Any]:
        return _told(request, asked, plan, indicator)

    kept = shelf.drawn(request, "reading", told) if right else draw(request, "reading", told())
    context = {"kept": kept, "board_url": asked.url("board")}
    return render(request, "reading.html", context, status=200 if right else 400)


def _told(request: Request, asked: Question, plan: str, indicator: str) -> dict[str, Any]:
    when, viewer = asked.when, request.viewer
    found = drill.opened(plan, indicator, when.as_of, when.known, asked.slice, asked.period)
    pack = found.pack
    whole = boards.board(viewer, plan, when.as_of, when.known)
    row = next(one for one in whole.rows if one.indicator.id == indicator)
    left = request.GET.get("left", "")
    left = left if left in REASONS else ""
    here = _page(request, found, left)
    rows = dossiers.shown(viewer, here.object_list, pack)
    one, waits = found.row.indicator, () if when.past else waiting(viewer, row)
    kind = pack.kind(one.selector.kind)
    address = ("reading", plan, indicator)
    withheld = parts.withheld(viewer, one, boards.own(one, asked.slice), found.row.facts)
    chosen = _chosen(request, viewer)
    return {
        "title": tr(one.label),
        "asked": asked,
        "row": row,
        "one": one,
        "found": found,
        "on_label": kind.field(kind.on).label,
        "lead": {body.id: body.name for body in pack.bodies}.get(one.lead, one.lead),
        "part": _part(asked, pack),
        "waits": waits,
        "wait": waits[0] if waits else None,
        "underway": 0 if when.past else sum(many for _wait, many in row.queue.waits),
        "due": _due(pack, row),
        "withheld": withheld,
        "big": (number.NONE, "")
        if withheld
        else number.money(found.row.value, row.reading.target)
        if one.unit == "元"
        else (number.count(found.row.value), one.unit),
        "claims_url": "" if viewer.public else f"{reverse('claims')}?kind={kind.id}",
        "times": {} if withheld else _times(viewer, asked, found),
        "quotes": quotes(pack, one)[:2],
        "rows": rows,
        "it": chosen,
        "chosen": chosen.row.id if chosen else None,
        "page": here,
        "left": left,
        "left_label": _(REASONS[left]) if left else "",
        "groups": _groups(viewer, asked, found, address),
        "counted_url": asked.url(*address),
        "whole_url": Question(when).url(*address),
        "selector": words(pack, one, when.as_of),
        "adds": _adds(one),
        "money": one.measure == "sum:amount" and any(not each.hidden for each in rows),
        "hidden": one.measure == "sum:amount" and any(each.hidden for each in rows),
        "people": any(each.type == "person" for each in kind.fields),
        "empty": _nothing(kind, left),
    }


def _chosen(request: Request, viewer: Viewer) -> Opened | None:
    """The fact opened on the page, if one is."""
    text = request.GET.get("fact", "")
    if not text:
        return None
    if not (text.isdecimal() and len(text) < 12):
        raise Refusal("no_such_fact", _("没有这件事实"), _("从读数页或事实列表打开"))
    return opened(viewer, int(text))


def _page(request: Request, found: Explained, left: str) -> Page[Any]:
    ids = [fact for fact, why in found.left_out if why == left] if left else found.counted
    return Counted(drill.facts(ids), PAGE, len(ids)).get_page(request.GET.get("page"))


def _part(asked: Question, pack: Pack) -> str:
    """The part of the plan that is asked, in words; empty for all of it."""
    areas = {one.id: one.label for one in pack.areas}
    where = tr(areas.get(asked.area))
    if asked.host is not None:
        where = boards.institutions((asked.host,)).get(str(asked.host), "")
    year = _("%(year)s 年内") % {"year": asked.year} if asked.year else ""
    return _("，").join(part for part in (where, year) if part)


@dataclass(frozen=True, slots=True)
class Due:
    """The pace due and what is missing against it, told in the indicator's unit."""

    paced: str
    due_is: str
    due: str
    gap: str
    unit: str
    share_gap: Decimal


def _due(pack: Pack, row: BoardRow) -> Due:
    target, unit = row.reading.target, row.indicator.unit
    due, gap = row.due.share * target, row.gap
    if unit == "元":
        told, unit = number.money(due, like=target)
        owed = number.money(gap, like=target)[0]
    else:
        told, owed = number.grouped(due, 1), number.grouped(gap, 1)
    share_gap = max(row.due.share - row.share, Decimal(0))
    return Due(
        paced(pack, row), "time" if row.due.basis == "linear" else "plan", told, owed if gap else "", unit, share_gap
    )


@dataclass(frozen=True, slots=True)
class Time:
    """The same number at another point of time: in words, and the way there."""

    label: str
    row: Row
    url: str


def _times(viewer: Viewer, asked: Question, found: Explained) -> dict[str, Any]:
    """Year ends as known soon after and as known now, today, and what was recorded late."""
    if asked.year:
        return {}
    plan, one, today = found.pack.id, found.row.indicator, clock.today()
    now = asked.when.known if asked.when.known.now else known()
    year = asked.when.as_of.year
    last, before, reported = date(year - 1, 12, 31), date(year - 2, 12, 31), date(year, 1, 31)
    points: list[tuple[str, date, Known]] = []
    if found.pack.period.contains(last):
        if reported <= today:
            points.append((_("%(day)s，知于 %(by)s") % {"day": last, "by": reported}, last, known(reported)))
        points.append((_("%(day)s，今天所知") % {"day": last}, last, now))
    if found.pack.period.contains(before):
        points.append((before.isoformat(), before, now))
    chips: list[Time] = []
    for label, day, by in points:
        row = drill.at(found, day, by, asked.slice)
        if row is not None and not parts.withheld(viewer, one, boards.own(one, asked.slice), row.facts):
            chips.append(Time(label, row, asked.at(day, by).url("reading", plan, one.id)))
    late = ""
    if len(chips) > 1 and points[0][2] != now and points[1][1] == last:
        more = Decimal(chips[1].row.value) - Decimal(chips[0].row.value)
        if more > 0:
            late = _("%(amount)s后来补录，年报不改") % {"amount": told(one, more)}
        elif more < 0:
            late = _("%(amount)s后来冲销或更正，年报不改") % {"amount": told(one, -more)}
    back = asked.of_today().url("reading", plan, one.id) if asked.when.asked else ""
    return {"chips": chips, "late": late, "back": back}


def told(one: Indicator, value: int | Decimal) -> str:
    """A value with its unit, in a sentence."""
    figure, told_in = number.money(value) if one.unit == "元" else (number.count(value), unit(one.unit))
    return f"{figure} {told_in}"


def _groups(viewer: Viewer, asked: Question, found: Explained, address: tuple[str, str, str]) -> list[dict[str, Any]]:
    return [
        {
            "why": group.why,
            "label": _(group.label),
            "count": group.count,
            "help": _(HELP[group.why]),
            "example": _example(group),
            "url": asked.url(*address, left=group.why) + "#facts",
        }
        for group in drill.groups(viewer, found)
    ]


def _example(group: Group) -> str:
    row = group.example
    if row is None:
        return ""
    day = {
        "expired": _("%(day)s 到期") % {"day": row.until},
        "ended": _("%(day)s 起") % {"day": row.on},
    }.get(group.why, _("%(day)s 发生") % {"day": row.on})
    return _("如“%(title)s”，%(day)s。") % {"title": row.title, "day": day}


def _adds(one: Indicator) -> str:
    """How facts make up the value, in words."""
    if one.measure == "count_entries":
        return _("同一台账只记一次，记 1 %(unit)s") % {"unit": unit(one.unit)}
    return _("金额相加") if one.measure == "sum:amount" else _("数量相加")


def _nothing(kind: Kind, left: str) -> Blank:
    if left:
        return Blank(_("没有因此没计入的事实"), _("换个时点或范围，原因会不同。"), art="list")
    return Blank(
        _("还没有计入的事实"),
        _("“%(kind)s”的申报核验后，或官方名单导入后，就在这里。") % {"kind": tr(kind.label)},
        art="list",
    )
