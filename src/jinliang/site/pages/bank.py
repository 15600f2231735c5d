"""The bank of patents (专利库): what each costs next, which criteria of high value it meets, what it is worth, and what is advised."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jinliang.core.patent import HOLDERS, KINDS, LICENCES, PATENT, STATUS
from jinliang.core.patent_advice import ADVICE
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank, Chip
from jinliang.site.reads import clock
from jinliang.site.reads import patent as reads
from jinliang.site.reads.patent import Held

PAGE = 30
"""Patents on a page."""
MARKS = {"pending": "go", "in_force": "fine"}
"""How a legal status is shown; all others are over."""
SHORT = {
    "strategic_emerging_industry": gettext_noop("战新产业"),
    "overseas_family": gettext_noop("海外同族"),
    "kept_over_10_years": gettext_noop("超过十年"),
    "pledge_loan": gettext_noop("质押融资"),
    "award": gettext_noop("获奖"),
}
"""The five criteria in a word."""
SHOWS = {
    "ask": gettext_noop("待定去留"),
    "due": gettext_noop("年费将到期"),
    "high": gettext_noop("高价值"),
    **SHORT,
    "licence": gettext_noop("有许可条件"),
}
"""What the list may be narrowed to."""


@dataclass(frozen=True, slots=True)
class Line:
    """A patent as a list draws it; what is not the reader's to see is empty."""

    held: Held
    kind: str
    status: tuple[str, str]
    criteria: tuple[str, ...]
    due: str
    word: str
    tone: str
    licences: tuple[str, ...]


def line(one: Held) -> Line:
    """A patent with its words: what stands decided goes before what is advised."""
    row = one.row
    tone = {"keep": "fine", "drop": "watch", "weigh": "idle"}[one.advice.word] if one.advice else ""
    word = _(ADVICE[one.advice.word]) if one.advice else ""
    if one.inside and one.state != "undecided" and row.status == "in_force":
        tone, word = ("done" if one.state == "kept" else "idle"), _(PATENT.states[one.state])
    return Line(
        one,
        _(KINDS.get(row.kind, row.kind)),
        (MARKS.get(row.status, "idle"), _(STATUS[row.status])),  # type: ignore[index]
        tuple(_(SHORT[each]) for each in one.value.reasons if one.inside or each != "pledge_loan"),
        left(one),
        word,
        tone,
        tuple(_(LICENCES[each.way]) for each in one.licences),
    )


def left(one: Held) -> str:
    """How long there is until the next fee is due, in words."""
    if one.fee is None:
        return ""
    days = (one.fee.due_on - clock.today()).days
    if days < 0:
        return _("过期 %(days)s 天") % {"days": -days}
    return _("还有 %(days)s 天") % {"days": days} if days else _("今天到期")


@page("seated")
def patents(request: Request) -> HttpResponse:
    """The bank, the next fee first; `show` narrows it to a criterion, a near fee or the queue of what is to be decided."""
    get, viewer = request.GET, request.viewer
    show = get.get("show", "") if get.get("show", "") in SHOWS else ""
    status = get.get("status", "") if get.get("status", "") in STATUS else ""
    words, mine = get.get("words", "").strip()[:60], get.get("mine") == "1" and viewer.role in HOLDERS
    asked = {"mine": "1" if mine else "", "show": show, "status": status, "words": words}
    found = reads.bank(viewer, show, status, words, mine)
    here = Paginator(found.rows, PAGE).get_page(get.get("page"))
    context = {
        "rows": [line(one) for one in here.object_list],
        "page": here,
        "chips": _chips(found.whole, found.many, asked),
        "states": [(one, _(label)) for one, label in STATUS.items()],
        "asked": asked,
        "narrowed": bool(status or words),
        "may": viewer.role in HOLDERS,
        "queue": show == "ask",
        "empty": Blank(
            _("没有这样的专利"),
            _("专利由所属单位登记入库；别的单位的，有许可条件的才看得到。"),
            reverse("patents"),
            _("看全部专利"),
            "list",
        ),
    }
    return render(request, "patents.html", context)


def _chips(whole: int, many: Mapping[str, int], asked: dict[str, str]) -> list[Chip]:
    def url(show: str) -> str:
        query = urlencode({key: value for key, value in (asked | {"show": show}).items() if value})
        return reverse("patents") + (f"?{query}" if query else "")

    chips = [Chip(_("全部"), url(""), whole, not asked["show"])]
    return chips + [Chip(_(label), url(one), many[one], asked["show"] == one) for one, label in SHOWS.items()]
