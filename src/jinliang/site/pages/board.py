"""The board (一页看板): every target on one page, red first, each number a way to the facts behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jinliang.core.access import Viewer
from jinliang.core.pace import Status
from jinliang.core.pack import Indicator, Pack
from jinliang.site.pages.chart import chart
from jinliang.site.pages.form import control
from jinliang.site.pages.question import Question, question, years
from jinliang.site.pages.quote import quotes
from jinliang.site.pages.shelf import draw, shelf
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags import number
from jinliang.site.pages.tags.part import Chip, Wait
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import board as boards
from jinliang.site.reads import home
from jinliang.site.reads import part as portions
from jinliang.site.reads.board import Board, BoardRow
from jinliang.site.reads.reading import Row

WORDS: dict[Status, str] = {
    "late": gettext_noop("落后"),
    "watch": gettext_noop("关注"),
    "fine": gettext_noop("正常"),
    "done": gettext_noop("已达成"),
    "idle": gettext_noop("未开始"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the board as it is drawn: the whole plan's row and, where less is asked, the part's reading beside it."""

    row: BoardRow
    url: str
    cites: tuple[tuple[str, str], ...]
    paced: str
    wait: Wait | None
    part: BoardRow | None
    whole_url: str
    withheld: str = ""
    inside: bool = True

    @property
    def value(self) -> int | Decimal | None:
        """The value that was asked for; none where the viewer is not given it."""
        return None if self.withheld else self.shown.value

    @property
    def history(self) -> tuple[Decimal, ...]:
        """The part's last quarters; none of a sum to those outside, for its first quarters rest on few facts."""
        return self.part.history if self.part and self.inside else ()

    @property
    def shown(self) -> Row:
        """The reading that was asked for."""
        return (self.part or self.row).reading

    @property
    def indicator(self) -> Indicator:
        """What is asked."""
        return self.row.indicator

    @property
    def due_is(self) -> str:
        """What the pace tag calls the pace: time, or the plan where yearly targets or a calendar set it."""
        return "time" if self.row.due.basis == "linear" else "plan"

    @property
    def evidence(self) -> str:
        """The paper it mainly rests on, as a short note."""
        return tr(self.indicator.evidence).partition(_("；"))[0]

    @property
    def of_whole(self) -> Decimal | None:
        """The part's share of the whole; none where the whole is nothing or the part is not given."""
        if self.withheld:
            return None
        return Decimal(self.shown.value) / Decimal(self.row.reading.value) if self.row.reading.value else None


@page("anyone")
def board(request: Request) -> HttpResponse:
    """The board at any past day, as known by any journal number, whole or in one part of the city or year."""
    asked, right = question(request)
    get, seen = request.GET, asked.when.known
    view = View(
        asked=asked,
        show="" if asked.when.past and get.get("show") == "mine" else get.get("show", ""),
        by="host" if get.get("by") == "host" else "area",
        typed=(get.get("as_of", "").strip(), get.get("known_by", "").strip()),
    )

    def told() -> dict[str, Any]:
        whole = boards.board(request.viewer, as_of=asked.when.as_of, by=seen)
        return _told(request.viewer, view, whole)

    # What was mistyped stands in the form again; it is drawn, but not kept.
    now = seen if seen.now and not asked.when.asked else None
    kept = shelf.drawn(request, "board", told, now) if right else draw(request, "board", told())
    return render(request, "board.html", {"kept": kept, "charts": True}, status=200 if right else 400)


@dataclass(frozen=True, slots=True)
class View:
    """What a reader looks at: the question, which rows, which slices below, and the two dates as typed."""

    asked: Question
    show: str = ""
    by: str = "area"
    typed: tuple[str, str] = ("", "")

    @property
    def day(self) -> tuple[str, str]:
        """The control of the as-of day: type and value."""
        return control(self.typed[0])


def _told(viewer: Viewer, view: View, whole: Board) -> dict[str, Any]:
    asked, pack, show, by = view.asked, whole.pack, view.show, view.by
    lines = _lines(viewer, asked, whole)
    wanted = [one for one in lines if show in ("", one.row.status) or (show == "mine" and one.wait and one.wait.mine)]
    worst = next((one for one in whole.rows if one.status != "done"), None)
    institutions = boards.institutions()
    every = Question(asked.when)
    return {
        "viewer": viewer,
        "view": view,
        "asked": asked,
        "board": whole,
        "pack": pack,
        "lead": _lead(pack),
        "mine": 0 if viewer.public else home.waits(viewer),
        "facts_url": reverse("facts"),
        "claims_url": "" if viewer.public else reverse("claims"),
        "counts": [
            (one, _("%(count)s 项%(word)s") % {"count": whole.count(one), "word": _(word)})
            for one, word in WORDS.items()
            if whole.count(one)
        ],
        "chips": _chips(asked, lines, show, by),
        "shown": _("显示 %(some)s / %(all)s") % {"some": len(wanted), "all": len(lines)} if show else "",
        "lines": wanted,
        "part": _part(pack, asked, institutions),
        "late": number.trimmed(pack.pace.late * 100),
        "watch": number.trimmed(pack.pace.watch * 100),
        "areas": [(one.id, one.label) for one in pack.areas],
        "institutions": list(institutions.items()),
        "host": str(asked.host or ""),
        "years": years(pack),
        "by": by,
        "grid": _grid(viewer, asked, whole, by),
        "other_url": asked.url("board", by="area" if by == "host" else "host", show=show) + "#slices",
        "chart": chart(every, whole, worst) if worst else None,
        "quote": quotes(pack, worst.indicator)[0] if worst else None,
    }


def _lead(pack: Pack) -> str:
    """The body that leads most of the plan's targets."""
    names = {one.id: one.name for one in pack.bodies}
    leads = [one.lead for one in pack.indicators]
    lead = max(leads, key=leads.count)
    return names.get(lead, lead)


def _part(pack: Pack, asked: Question, institutions: dict[str, str]) -> str:
    """What part of the plan is asked, in words; empty for all of it."""
    areas = {one.id: one.label for one in pack.areas}
    where = tr(areas.get(asked.area)) or institutions.get(str(asked.host or ""), "")
    when = _("%(year)s 年内") % {"year": asked.year} if asked.year else ""
    return _("，").join(word for word in (where, when) if word)


def _lines(viewer: Viewer, asked: Question, whole: Board) -> list[Line]:
    parts: dict[str, BoardRow] = {}
    if asked.narrow:
        when = asked.when
        narrow = boards.board(viewer, as_of=when.as_of, by=when.known, slice=asked.slice, period=asked.period)
        parts = {one.indicator.id: one for one in narrow.rows}
    all_of_it = Question(asked.when)
    pack = whole.pack
    return [
        Line(
            row=row,
            url=asked.url("reading", pack.id, row.indicator.id),
            cites=cites(pack, row.indicator),
            paced=paced(pack, row),
            wait=None if asked.when.past else next(iter(waiting(viewer, row)), None),
            part=parts.get(row.indicator.id),
            whole_url=all_of_it.url("reading", pack.id, row.indicator.id),
            **_hidden(viewer, asked, parts.get(row.indicator.id)),
        )
        for row in whole.rows
        if not asked.narrow or row.indicator.id in parts
    ]


def _hidden(viewer: Viewer, asked: Question, part: BoardRow | None) -> dict[str, Any]:
    """What of a part the viewer is not given."""
    if part is None:
        return {}
    one, slice = part.indicator, boards.own(part.indicator, asked.slice)
    inside = slice is None or one.measure == "count_entries" or portions.inside(viewer, slice)
    return {"withheld": portions.withheld(viewer, one, slice, part.reading.facts), "inside": inside}


def cites(pack: Pack, indicator: Indicator) -> tuple[tuple[str, str], ...]:
    """The places of the plan that state a target, each with the way to its clause."""
    found = dict.fromkeys(one.clause for one in indicator.mentions)
    return tuple((pack.clause(one).cite, reverse("clause", args=[one])) for one in found)


def paced(pack: Pack, row: BoardRow) -> str:
    """What the pace due is measured against, in words."""
    if row.due.basis == "yearly":
        return _("按年度目标")
    if row.due.basis == "calendar":
        days = _("、").join(pack.kind(row.indicator.selector.kind).calendar)
        return _("按每年 %(days)s 公布") % {"days": days}
    return _("按时间匀速")


def waiting(viewer: Viewer, row: BoardRow) -> tuple[Wait, ...]:
    """Whom a row waits for, and with how many claims; the longest wait first."""
    url = "" if viewer.public else f"{reverse('claims')}?kind={row.indicator.selector.kind}"
    levels: dict[str, Any] = {"late": "late", "watch": "watch"}
    return tuple(
        Wait(
            one.party,
            one.person,
            _("%(act)s %(count)s 件") % {"act": _(one.act), "count": number.count(many)},
            one.days,
            one.mine,
            levels.get(one.level, ""),
            url,
        )
        for one, many in row.queue.waits
    )


def _chips(asked: Question, lines: Sequence[Line], show: str, by: str) -> list[Chip]:
    def chip(word: str, key: str, count: int) -> Chip:
        return Chip(word, asked.url("board", show=key, by=by if by == "host" else ""), count, show == key)

    many = Counter(one.row.status for one in lines)
    mine = sum(one.wait is not None and one.wait.mine for one in lines)
    return [
        chip(_("全部"), "", len(lines)),
        *(chip(_(word), status, many[status]) for status, word in WORDS.items() if many[status]),
        *([chip(_("等我"), "mine", mine)] if mine else []),
    ]


def _grid(viewer: Viewer, asked: Question, whole: Board, by: str) -> dict[str, Any]:
    """The slices as a table: heads with the unit each column is told in, rows of figures with their ways, and the whole."""
    found = boards.matrix(viewer, whole, by)
    rows = {one.indicator.id: one.reading for one in whole.rows}
    pack = whole.pack
    like = {one.id: max(Decimal(rows[one.id].value), one.target.value) for one in found.columns}
    every = Question(asked.when)

    def told(one: Indicator, value: int | Decimal | None) -> str:
        if value is None:
            return number.NONE
        return number.money(value, like[one.id])[0] if one.unit == "元" else number.count(value)

    return {
        "heads": [
            (one.short, number.money(like[one.id])[1] if one.unit == "元" else one.unit) for one in found.columns
        ],
        "rows": [
            (
                name,
                key == (asked.area or str(asked.host or "")),
                [
                    (told(one, value), every.url("reading", pack.id, one.id, **{by: key}))
                    for one, value in zip(found.columns, values, strict=True)
                ],
            )
            for key, name, values in found.rows
        ],
        "whole": [(told(one, rows[one.id].value), every.url("reading", pack.id, one.id)) for one in found.columns],
    }
