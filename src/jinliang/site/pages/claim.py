"""One claim (申报): written, submitted, checked. Each act is done from the page that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from jinliang.core import claim as life
from jinliang.core.claim import CLAIM
from jinliang.core.pack import Kind
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim as acts
from jinliang.site.pages import case
from jinliang.site.pages import paper as papers
from jinliang.site.pages.form import KindForm, typed
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.number import count, instant
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import claim as claims
from jinliang.site.reads import clock, timeline
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads import worklist as work
from jinliang.site.reads.claim import ClaimView
from jinliang.site.reads.home import PROMISED


@page("seated")
def claim(request: Request, id: int) -> HttpResponse:
    """One claim: the form for those who write it, everything on one page for those who check or read it."""
    return opened(request, id, asked=request.GET.get("check") == "1")


def opened(request: Request, id: int, *, asked: bool = False, no: Refusal | None = None) -> HttpResponse:
    """The claim's page; `asked` says at each field what is wrong, `no` says on top what was refused. Raises Refusal."""
    viewer, pack = request.viewer, packs.plan()
    view = claims.claim(viewer, id)
    kind = pack.kind(view.claim.kind)
    writing = view.claim.state in ("draft", "returned") and life.claimant(viewer, view.case).ok
    context = _common(request, view, kind) | {"no": no, "reason": request.POST.get("reason", "")}
    if writing:
        context |= _writing(view, kind, asked, context["lines"])
    else:
        context |= _reading(request, view, kind, context["lines"])
    wrong = no is not None or (asked and request.method == "POST")
    return render(
        request, "claim_form.html" if writing else "claim.html", context, status=_status(no) if wrong else 200
    )


def _status(no: Refusal | None) -> int:
    return viewers.status(no) if no else 400


def _common(request: Request, view: ClaimView, kind: Kind) -> dict[str, Any]:
    viewer, pack, row = request.viewer, packs.plan(), view.claim
    wanted = papers.needs(view, kind, pack)
    gone = claims.gone(viewer, [row.id]).get(row.id)
    return {
        "view": view,
        "claim": row,
        "kind": kind,
        "state": case.standing(row.state, gone),
        "gone": gone,
        "wait": case.waiting(work.waits_for(viewer, row)),
        "needs": wanted,
        "needed": sum(one.min > 0 for one in wanted),
        "have": sum(one.min > 0 and not one.missing for one in wanted),
        "papers": papers.behind(view, kind, pack),
        "moved": case.moved(viewer, view, kind, pack) if row.state not in ("verified", "withdrawn") else [],
        "checked": case.checked(viewer, view, pack),
        "quote": case.quoted(kind, pack),
        "lines": timeline.lines(viewer, row),
        "today": clock.today(),
    }


def _writing(view: ClaimView, kind: Kind, asked: bool, lines: Sequence[timeline.Line]) -> dict[str, Any]:
    pack = packs.plan()
    form = KindForm(kind, pack, view.claim.values, case.given(view, kind), view.flaws if asked else None)
    short = papers.shortage(papers.needs(view, kind, pack))
    if asked and short:
        form.add_error(None, Objection(short, _("在下面“佐证”里附上。")))
    return {
        "form": form,
        "groups": list(form.groups()),
        "types": [(one.id, one.label) for one in pack.list("evidence_type").items],
        "wanted_type": next((one.id for one in papers.needs(view, kind, pack) if one.missing), ""),
        "then": work.then_waits_for(kind, view.claim.area or view.claim.party.area),
        "promised": PROMISED,
        "returned_by": next((one for one in lines if one.act == "claim.return"), None),
        "events": case.events(lines, view),
    }


def _reading(request: Request, view: ClaimView, kind: Kind, lines: Sequence[timeline.Line]) -> dict[str, Any]:
    viewer, pack = request.viewer, packs.plan()
    mine = work.waits_for(viewer, view.claim)
    following, left = work.next_for(viewer, view.claim.id)
    return {
        "told": case.told(view, kind, pack),
        "acts": case.verdicts(viewer, view, kind, pack),
        "strip": case.strip(view, timeline.passed(lines), len(life.levels(kind, view.claim.area)) > 1),
        "events": case.events(lines, view),
        "facts": timeline.facts(viewer, view.claim),
        "areas": {one.id: one.label for one in pack.areas},
        "next": following if mine is None or not mine.mine else None,
        "next_count": left,
    }


@page("seated")
@posted("claim", claims.claim)
def act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of the claim's life. What was typed beside it is kept first; a refusal is said in the page and loses nothing."""
    viewer = request.viewer
    if act not in {row.id for row in CLAIM.rows}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从申报页办理"))
    view = claims.claim(viewer, id)
    try:
        if act == "submit":
            keep(request, view)
            if (fresh := claims.claim(viewer, id)).flaws or papers.shortage(_needs(fresh)):
                return opened(request, id, asked=True)
        done = acts.do(viewer, id, act, request.POST.get("reason", ""))
    except Refusal as no:
        if no.code == "no_such_claim":
            raise
        return opened(request, id, no=no)
    _tell(request, id, act, done)
    return redirect("claim", id)


def _needs(view: ClaimView) -> list[papers.Need]:
    pack = packs.plan()
    return papers.needs(view, pack.kind(view.claim.kind), pack)


def keep(request: Request, view: ClaimView) -> None:
    """Keeps what was typed into the draft, if the form came with it. Raises Refusal when it may not be written any more."""
    kind = packs.plan().kind(view.claim.kind)
    values = typed(kind, request.POST.dict())
    if values:
        acts.save(request.viewer, view.claim.id, values)


def _tell(request: Request, id: int, act: str, done: Any) -> None:
    """What happened, to whom, and the line of the journal."""
    view = claims.claim(request.viewer, id)
    last = next(iter(timeline.lines(request.viewer, view.claim)), None)
    label = view.claim.title or tr(packs.plan().kind(view.claim.kind).label)
    wait = work.waits_for(request.viewer, view.claim)
    then = " ".join(part for part in (wait.party, wait.person) if part) if wait else ""
    words: str = {
        "submit": _("已提交：%(label)s，等 %(then)s 审核"),
        "check": _("初审通过：%(label)s，等 %(then)s 复核"),
        "verify": _("已核验：%(label)s，成为"),
        "return": _("已退回：%(label)s，等 %(then)s 补正"),
        "withdraw": _("已撤回：%(label)s"),
    }[act] % {"label": label, "then": then}
    told = words
    if act == "verify":
        fact = done.fact.id
        told = format_html(
            '{}<a href="{}">{}</a>', words, reverse("fact", args=[fact]), _("事实 %(id)s") % {"id": fact}
        )
    tags = (
        _("%(at)s，留痕 #%(number)s") % {"at": instant(last.at, clock.today()), "number": count(last.number)}
        if last
        else ""
    )
    messages.success(request, told, extra_tags=tags)


@page("seated")
@posted("claim", claims.claim)
def save(request: Request, id: int) -> HttpResponse:
    """Keeps a draft while it is written: answers what the page should say now. Without the script it leads back to the page."""
    view = claims.claim(request.viewer, id)
    keep(request, view)
    if not request.headers.get("HX-Request"):
        messages.success(request, _("草稿已存"))
        return redirect("claim", id)
    fresh, pack = claims.claim(request.viewer, id), packs.plan()
    kind = pack.kind(fresh.claim.kind)
    context = {
        "saved": fresh.claim.saved_at,
        "moved": case.moved(request.viewer, fresh, kind, pack),
        "checked": case.checked(request.viewer, fresh, pack),
        "view": fresh,
        "oob": True,
    }
    return render(request, "claim/saved.html", context)
