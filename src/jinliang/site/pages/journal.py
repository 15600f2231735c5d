"""The journal (留痕): every act is one line, each line holds the one before."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from jinliang.core.access import ROLES
from jinliang.core.claim import CLAIM
from jinliang.core.deal import DEAL
from jinliang.core.grade import GRADES
from jinliang.core.journal import GENESIS
from jinliang.core.listing import KINDS, LISTING
from jinliang.core.proposal import PROPOSAL
from jinliang.core.ranker import RANKER
from jinliang.site.pages.act import labels
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import journal as reads
from jinliang.site.reads import pack as packs

MOST = 30
"""Things a line touched that are opened from its page; of a long list the number is told."""
_NOUNS: dict[str, str] = {
    "claim": gettext_noop("申报 %(id)s"),
    "fact": gettext_noop("事实 %(id)s"),
    "evidence": gettext_noop("佐证 %(id)s"),
    "party": gettext_noop("主体 %(id)s"),
    "pack": gettext_noop("计划包 %(id)s"),
    "proposal": gettext_noop("提案 %(id)s"),
    "seat": gettext_noop("席位 %(id)s"),
    "import": gettext_noop("导入 %(id)s"),
    "amendment": gettext_noop("变更 %(id)s"),
    "token": gettext_noop("令牌 %(id)s"),
    "user": gettext_noop("用户 %(id)s"),
    "listing": gettext_noop("供需 %(id)s"),
    "match": gettext_noop("撮合 %(id)s"),
    "deal": gettext_noop("交易 %(id)s"),
    "call": gettext_noop("申报通知 %(id)s"),
    "application": gettext_noop("申请 %(id)s"),
    "batch": gettext_noop("批次 %(id)s"),
    "platform": gettext_noop("平台 %(id)s"),
    "notice": gettext_noop("公示 %(id)s"),
    "receipt": gettext_noop("到账 %(id)s"),
    "patent": gettext_noop("专利 %(id)s"),
    "ranker": gettext_noop("排序权重 %(id)s"),
    "valuation": gettext_noop("估值 %(id)s"),
    "licence": gettext_noop("许可条件 %(id)s"),
}


_MARKET = ("listing", "match", "deal", "patent", "call", "application", "batch", "ranker")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing a line changed: what, before and after, or just what it says."""

    label: str
    before: str
    after: str


@page("seated")
def journal(request: Request) -> HttpResponse:
    """The lines a seat may see, newest first, by act and words; on demand the whole chain is walked and told."""
    get, viewer, names = request.GET, request.viewer, labels()
    act = get.get("act", "") if get.get("act", "") in names else ""
    words = get.get("words", "").strip()[:60]
    number = int(get["page"]) if get.get("page", "").isdecimal() and len(get["page"]) < 8 else 1
    found = reads.lines(viewer, number, act, words)
    whole = reads.whole(viewer)
    context = {
        "found": found,
        "rows": [(one, names.get(one.act, one.act), _about(one.subjects, get_language())) for one in found.lines],
        "acts": sorted(names.items(), key=lambda one: one[1]),
        "act": act,
        "words": words,
        "whole": whole,
        "verified": reads.verify() if whole and get.get("verify") == "1" else None,
        "today": clock.today(),
        "empty": Blank(
            _("没有这样的留痕"),
            _("每办一件事，这里就多一条；换个办理或字词再找。"),
            reverse("journal"),
            _("看全部"),
            "list",
        ),
    }
    return render(request, "journal.html", context)


@lru_cache(maxsize=2048)
def _about(subjects: tuple[tuple[str, str], ...], language: str | None) -> tuple[tuple[str, str], ...]:
    """What a line touched, in the reader's language."""
    return tuple(_subject(noun, id) for noun, id in subjects)


def _subject(noun: str, id: str) -> tuple[str, str]:
    """What a line touched, in words, and where it opens; nothing to open is an empty address."""
    label = _(_NOUNS.get(noun, f"{noun} %(id)s")) % {"id": id}
    if noun in ("claim", "fact", "evidence", "party", "import", "proposal", *_MARKET) and id.isdecimal():
        return label, reverse(noun, args=[int(id)])
    return label, reverse("plan") if noun == "pack" else ""


@page("seated")
def entry(request: Request, number: int) -> HttpResponse:
    """One line: who, what, before and after, what it wrote, and how it is chained."""
    one = reads.line(request.viewer, number)
    rows = [(noun, one.rows[noun]) for noun in ("facts", "claims", "parties", "listings") if noun in one.rows]
    singular = {"facts": "fact", "claims": "claim", "parties": "party", "listings": "listing"}
    context = {
        "line": one,
        "act": labels().get(one.act, one.act),
        "role": ROLES.get(one.role, one.role),  # type: ignore[call-overload]
        "subjects": [_subject(noun, id) for noun, id in one.subjects[:MOST]],
        "more": max(0, len(one.subjects) - MOST),
        "changes": _changes(one.change),
        "wrote": [
            (_wrote(noun), len(ids), [_subject(singular[noun], str(id)) for id in ids[:MOST]]) for noun, ids in rows
        ],
        "rows_digest": one.rows.get("digest", ""),
        "first": one.previous == GENESIS,
        "today": clock.today(),
    }
    return render(request, "entry.html", context)


def _wrote(noun: str) -> str:
    return {"facts": _("事实"), "claims": _("申报"), "parties": _("主体"), "listings": _("供需")}[noun]


def _changes(change: Any) -> list[Change]:
    """What was changed: pairs are before and after, everything else is what the line says."""
    words = {
        "state": _("状态"),
        "kind": _("类别"),
        "rows": _("行数"),
        "paper": _("文件摘要"),
        "type": _("种类"),
        "digest": _("摘要"),
        "valid_from": _("生效日"),
        "role": _("角色"),
        "party": _("主体"),
        "way": _("怎样变更"),
        "last_on": _("最后一天"),
        "label": _("用途"),
        "day": _("城市日期"),
        "reviewed": _("保密审查"),
        "sent": _("送审行数"),
        "into": _("并入"),
        "matches": _("跟过来的撮合"),
        "side": _("哪一方"),
        "answer": _("回应"),
        "numbers": _("专利号"),
        "status": _("法律状态"),
        "on": _("日期"),
        "paid": _("缴到第几年"),
        "decision": _("去留"),
        "for": _("哪次年费"),
        "scene": _("估值场景"),
        "inputs": _("打分"),
        "weights": _("权重"),
        "formula": _("公式版本"),
        "score": _("得分"),
        "fee": _("许可费"),
        "months": _("许可期限（月）"),
        "first": _("起日"),
        "last": _("止日"),
        "grade": _("评分"),
        "version": _("版本"),
        "learned_from": _("所学的摘要"),
        "against": _("与哪一版比"),
    }
    found = []
    for name, value in change.items():
        before, after = value if isinstance(value, list) and len(value) == 2 else ("", value)
        if after is not None or before:
            found.append(Change(words.get(name, name), _said(name, before), _said(name, after)))
    return found


def _said(name: str, value: Any) -> str:
    """A value of a change in words."""
    if value is None or value == "":
        return ""
    if name == "state":
        return _(
            {**CLAIM.states, **PROPOSAL.states, **LISTING.states, **DEAL.states, **RANKER.states}.get(
                str(value), str(value)
            )
        )
    if name == "kind":
        kinds = {one.id: tr(one.label) for one in packs.plan().kinds}
        return kinds.get(str(value), _(KINDS.get(str(value), str(value))))  # type: ignore[call-overload]
    words = {
        "way": {"reverse": _("冲销"), "end": _("终止"), "replace": _("更正")},
        "side": {"need": _("需方"), "offer": _("供方")},
        "grade": {str(grade): tr(word) for grade, word in GRADES.items()},
        "answer": {"yes": _("有意"), "no": _("不合适")},
    }
    return words.get(name, {}).get(str(value), str(value))


class _Echo:
    """What the CSV writer writes into: it hands every row straight on."""

    def write(self, text: str) -> str:
        return text


@page("seated")
def table(request: Request) -> HttpResponse:
    """The lines a seat may see as CSV, oldest first, with hashes so that the chain can be checked elsewhere."""
    rows = reads.csv_rows(request.viewer, labels())

    def told() -> Iterator[str]:
        yield "\ufeff"  # a spreadsheet takes the file for UTF-8
        writer = csv.writer(_Echo())
        for row in rows:
            yield writer.writerow(row)

    response: HttpResponseBase = StreamingHttpResponse(told(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="journal-{clock.today()}.csv"'
    return response  # type: ignore[return-value]
