"""How the ranker learns (推荐怎么学): what it may learn from, its versions, and a candidate held against the weights in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from procrastinate.contrib.django import app

from jinliang.core.life import possible
from jinliang.core.ranker import RANKER
from jinliang.core.refusal import Refusal
from jinliang.site.acts import ranker as acts
from jinliang.site.pages.match import TONES, VERDICTS
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.part import Blank, buttons
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import ranker as reads
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.ranker import Ranker

STATUS = {"candidate": "idle", "proposed": "go", "running": "done"}
MEASURES = {
    "ndcg": gettext_noop("排得对不对（nDCG@10）"),
    "recall": gettext_noop("有用的排进前十（召回率）"),
}
MODES = {"full": gettext_noop("词语加语义"), "vector": gettext_noop("词语加向量"), "lexical": gettext_noop("只按词语")}
SHOWN = 20
"""Weights shown, those that moved most."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure as it is drawn."""

    label: str
    before: str
    after: str
    moved: str
    interval: str
    says: str


@dataclass(frozen=True, slots=True)
class Place:
    """One offer in the first three of a list."""

    url: str
    title: str
    verdict: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """A need with its first three by both weights."""

    url: str
    title: str
    before: tuple[Place, ...]
    after: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A weight before and after."""

    label: str
    before: str
    after: str
    moved: str


@page(reads.INSIDE)
def rankers(request: Request) -> HttpResponse:
    """All versions, and the button that learns another."""
    rows = list(reads.versions(request.viewer))
    context = {
        "rows": [(one, _state(one), _sum(one)) for one in rows],
        "may": request.viewer.role == "bureau",
        "wanted": reads.wanted(),
        "empty": Blank(
            _("还没有学过"),
            _("现在用的是随产品的权重。技术经纪人在撮合页评分，供需双方的回应和成交也算；学出来的先只比较，不改推荐。"),
            reverse("funnel"),
            _("看漏斗"),
            "chart",
        ),
    }
    return render(request, "rankers.html", context)


@page(reads.INSIDE)
def ranker(request: Request, id: int) -> HttpResponse:
    """One version and its comparison."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """The version's page; `no` says on top what was refused. Raises Refusal `no_such_ranker`."""
    viewer = request.viewer
    row = reads.ranker(viewer, id)
    told, case = row.comparison, reads.case(row)
    life = possible(RANKER, row.state, case, None, viewer, clock.today())
    made = buttons(life, lambda act: reverse("ranker_act", args=[id, act]))
    says = {"adopt": _("启用后全部供需重新撮合；以后可以换回来"), "propose": _("另一个人看过比较再启用")}
    context = {
        "row": row,
        "no": no,
        "state": _state(row),
        "told": told,
        "mode": tr(MODES.get(told.get("mode", ""), "")),
        "few": case.telling < case.wanted,
        "wanted": case.wanted,
        "measures": [_measured(label, told[name]) for name, label in MEASURES.items() if name in told],
        "strong": _strong(told),
        "examples": [_example(one) for one in told.get("examples", ())],
        "moves": [_moved(*one) for one in told.get("moves", ())[:SHOWN]],
        "acts": [replace(one, note=says.get(each.row.id, "")) for one, each in zip(made, life, strict=True)]
        if viewer.role == "bureau"
        else [],
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "ranker.html", context, status=viewers.status(no) if no else 200)


@page(("bureau",))
@posted("rankers")
def learn(request: Request) -> HttpResponse:
    """Asks the job for a candidate; nothing that anybody sees is changed."""
    app.configure_task("ranker.learn").defer(seat=request.viewer.seat)
    messages.success(request, _("已开始学习，一两分钟后刷新本页；推荐不变"))
    return redirect("rankers")


@page(("bureau",))
@posted("ranker", reads.ranker)
def act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of the life; a refusal is said in the page and loses nothing."""
    reads.ranker(request.viewer, id)
    if act not in {row.id for row in RANKER.rows}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从这一版的页办理"))
    try:
        acts.do(request.viewer, id, act, request.POST.get("reason", ""))
    except Refusal as no:
        return opened(request, id, no)
    said = {
        "propose": _("已提议，等市科技局的另一个人启用"),
        "adopt": _("已启用，全部供需正在重新撮合"),
        "decline": _("已记下：不启用"),
    }
    messages.success(request, said[act])
    return redirect("ranker", id)


def _state(row: Ranker) -> tuple[str, str]:
    return STATUS[row.state], _("用过") if row.used_on and row.state == "candidate" else tr(RANKER.states[row.state])


def _sum(row: Ranker) -> str:
    told = row.comparison
    if not told:
        return _("随产品")
    return _("%(labels)s 条标签，nDCG@10 %(moved)s") % {
        "labels": told["labels"],
        "moved": _signed(told["ndcg"]["moved"]),
    }


def _signed(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def _measured(label: str, told: Mapping[str, float]) -> Measured:
    low, high = told["low"], told["high"]
    says = _("更好") if low > 0 else _("更差") if high < 0 else _("分不出")
    interval = f"{_signed(low)} … {_signed(high)}"
    return Measured(tr(label), f"{told['before']:.3f}", f"{told['after']:.3f}", _signed(told["moved"]), interval, says)


def _strong(told: Mapping[str, Any]) -> list[tuple[str, int, int, str]]:
    """Side, called, right, precision."""
    sides = (("before", _("在用")), ("after", _("候选")))
    found = [(word, told["strong"][side]) for side, word in sides] if "strong" in told else []
    return [
        (word, one["called"], one["right"], f"{one['right'] / one['called']:.2f}" if one["called"] else "–")
        for word, one in found
    ]


def _example(told: Mapping[str, Any]) -> Example:
    def places(listed: Any) -> tuple[Place, ...]:
        words = {**VERDICTS, "none": gettext_noop("无")}
        return tuple(
            Place(reverse("listing", args=[id]), title, (TONES.get(strength, "idle"), tr(words[strength])))
            for id, title, strength in listed
        )

    return Example(
        reverse("listing", args=[told["need"]]), told["title"], places(told["before"]), places(told["after"])
    )


def _moved(feature: str, before: float, after: float) -> Moved:
    from jinliang.engines.retrieval.features import label

    told = [f"{one:.3f}".replace("-", "−") for one in (before, after)]
    return Moved(label(feature), told[0], told[1], _signed(after - before))
