"""Matches: a need and an offer side by side with the reasons, and the two answers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from jinliang.core.access import Viewer
from jinliang.core.listing import STATES
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.core.response import WAYS
from jinliang.site.acts import match as acts
from jinliang.site.acts import meeting as meetings
from jinliang.site.pages.graded import grading
from jinliang.site.pages.market import Line, line
from jinliang.site.pages.response import waits
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Wait
from jinliang.site.reads import clock
from jinliang.site.reads import deal as dealt
from jinliang.site.reads import match as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.match import BY_HAND, Match

VERDICTS = {"strong": gettext_noop("强"), "fair": gettext_noop("较强"), "weak": gettext_noop("弱")}
"""How well an offer fits, as the engine judges it."""
TONES = {"strong": "done", "fair": "go", "weak": "idle"}
WHY_NOT = (
    gettext_noop("指标达不到"),
    gettext_noop("价格不合适"),
    gettext_noop("时间赶不上"),
    gettext_noop("领域不对"),
    gettext_noop("已有别的办法"),
)
"""Reasons for “not for us” that one tap gives."""
MET = {
    "met": ("y", gettext_noop("满足")),
    "broken": ("x", gettext_noop("不满足")),
    "unknown": ("q", gettext_noop("没有说")),
}
BOUND = re.compile(
    r"[≤≥<>＜＞±~～]|不低于|不高于|不超过|不大于|不小于|不少于|不到|以内|以下|以上|至少|最多|低于|高于|小于|大于|超过|少于|内$"
)
"""What makes a number a condition."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One hard condition of the need, what the offer says about it, and whether it is met."""

    mark: str
    word: str
    asked: str
    offered: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A match as it is drawn in a list: the other side's listing, the verdict, why in a line, where the two answers stand."""

    row: Match
    other: Line
    verdict: tuple[str, str]
    phrases: tuple[str, ...]
    conditions: tuple[Condition, ...]
    sentence: str
    state: str
    url: str
    waits: list[Wait]


def shown(viewer: Viewer, row: Match, pack: Pack, of: str) -> Shown:
    """A match seen from one side: `of` is need or offer, the listing it is drawn under."""
    other = row.offer if of == "need" else row.need
    told = row.reasons
    return Shown(
        row,
        line(viewer, other, pack),
        judged(row),
        tuple(told.get("phrases", ()))[:6],
        conditions(row),
        str(told.get("sentence", "")),
        _answers(row),
        reverse("match", args=[row.id]),
        waits(viewer, row, pack),
    )


def judged(row: Match) -> tuple[str, str]:
    """Tone and word of how well the two fit, or that a broker put them together."""
    if row.ranker == BY_HAND:
        return ("done", _("经纪人推荐"))
    return (TONES[row.verdict], _(VERDICTS[row.verdict]))


def conditions(row: Match) -> tuple[Condition, ...]:
    """The conditions compared: those not met first, then those nothing is said of, then those met."""
    found = [
        Condition(*MET[str(one["state"])], str(one["asked"]), str(one.get("offered", "")))
        for one in row.reasons.get("conditions", ())
        # A number that is merely told is no condition; it is shown when the offer has something to say about it.
        if one["state"] != "unknown" or BOUND.search(str(one["asked"]))
    ]
    return tuple(
        sorted(
            (Condition(one.mark, _(one.word), one.asked, one.offered) for one in found),
            key=lambda one: "xqy".index(one.mark),
        )
    )


def _answers(row: Match) -> str:
    if hasattr(row, "deal"):
        return _("双方有意，已开始洽谈")
    said = {"yes": _("有意"), "no": _("不合适"), "": _("未回应")}
    return _("需方%(need)s，供方%(offer)s") % {"need": said[row.need_answer], "offer": said[row.offer_answer]}


@page("seated")
def match(request: Request, id: int) -> HttpResponse:
    """One match: both sides, the reasons, what each said."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """The match's page; `no` says on top what was refused. Raises Refusal `no_such_match`."""
    viewer, pack = request.viewer, packs.plan()
    row = reads.match(viewer, id)
    side = reads.side(viewer, row)
    meetings.seen(viewer, row)
    phrases = tuple(row.reasons.get("phrases", ()))
    context: dict[str, Any] = {
        "row": row,
        "no": no,
        "need": line(viewer, row.need, pack),
        "offer": line(viewer, row.offer, pack),
        "need_text": marked(row.need.text, tuple(row.reasons.get("need_phrases", phrases))),
        "offer_text": marked(row.offer.text, phrases, str(row.reasons.get("sentence", ""))),
        "verdict": judged(row),
        "conditions": conditions(row),
        "uncovered": row.reasons.get("uncovered", ()),
        "state": _answers(row),
        "waits": waits(viewer, row, pack),
        "meetings": [(one, _(WAYS[one.way])) for one in row.meetings.order_by("on", "id")],
        "may_meet": bool(side and viewer.role in STATES) or viewer.role == "broker",
        "ways": [(one, _(label)) for one, label in WAYS.items()],
        "grading": grading(viewer, row),
        "said": request.POST,
        "today": clock.today(),
        "side": side,
        "mine": row.need_answer if side == "need" else row.offer_answer if side else "",
        "why_not": [_(one) for one in WHY_NOT],
        "deal": getattr(row, "deal", None),
    }
    return render(request, "match.html", context, status=viewers.status(no) if no else 200)


def marked(text: str, phrases: tuple[str, ...], sentence: str = "") -> SafeString:
    """A text with the phrases that caused the match marked, longest first, and its closest sentence underlined."""
    spans: list[tuple[int, int]] = []
    for one in sorted({one for one in phrases if one}, key=len, reverse=True):
        at = text.find(one)
        while at >= 0:
            if all(at + len(one) <= first or at >= last for first, last in spans):
                spans.append((at, at + len(one)))
            at = text.find(one, at + len(one))
    first = text.find(sentence) if sentence else -1
    last = first + len(sentence) if first >= 0 else -1
    edges = sorted({0, len(text), *(edge for span in spans for edge in span), *((first, last) if first >= 0 else ())})
    found = SafeString("")
    for start, end in pairwise(edges):
        piece = format_html("{}", text[start:end])
        if any(start >= one and end <= other for one, other in spans):
            piece = format_html("<mark>{}</mark>", piece)
        if first <= start and end <= last:
            piece = format_html("<u>{}</u>", piece)
        found += piece
    return found


@require_POST
@page("seated")
def answer(request: Request, id: int) -> HttpResponse:
    """One side's answer; both yes open a deal."""
    why = request.POST.get("why", "")
    try:
        row = acts.answer(request.viewer, id, "no" if why else request.POST.get("answer", ""), why)
    except Refusal as no:
        if no.code == "no_such_match":
            raise
        return opened(request, id, no)
    deal = dealt.deals(request.viewer).filter(match=row).first()
    if deal is not None:
        messages.success(request, _("双方都有意：联系人已互相可见，开始洽谈"))
        return redirect("deal", deal.id)
    said = row.need_answer if reads.side(request.viewer, row) == "need" else row.offer_answer
    messages.success(request, _("已告诉对方：有意。对方也有意就开始洽谈") if said == "yes" else _("已记下：不合适"))
    return redirect("match", id)
