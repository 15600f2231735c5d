"""Two listings that may be one: read side by side first, then one is kept."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jinliang.core.listing import LISTING
from jinliang.core.refusal import Refusal
from jinliang.site.acts import twin as acts
from jinliang.site.pages.market import STATUS, line
from jinliang.site.pages.shell import Request, page
from jinliang.site.reads import pack as packs
from jinliang.site.reads import twin as reads
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.twin import Side


@page("seated")
def twin(request: Request, id: int, other: int) -> HttpResponse:
    """Both listings beside each other, and which of them may be kept."""
    return _opened(request, id, other)


def _opened(request: Request, id: int, other: int, no: Refusal | None = None) -> HttpResponse:
    pair = reads.pair(request.viewer, id, other)
    older = min(pair, key=lambda one: (one.row.published_on is None, one.row.published_on or one.row.since, one.row.id))
    sides = [_shown(request, one, two, one is older) for one, two in (pair, pair[::-1])]
    context = {"sides": sides, "no": no, "id": id, "other": other}
    return render(request, "twin.html", context, status=viewers.status(no) if no else 200)


def _shown(request: Request, one: Side, gone: Side, first: bool) -> dict[str, object]:
    row, kept = one.row, one.row.state in acts.KEEPS
    why = gone.goes.why if kept else _("要留下的这条不在市场上")
    return {
        "row": row,
        "line": line(request.viewer, row, packs.plan()),
        "state": (STATUS[row.state], _(LISTING.states[row.state])),
        "may": kept and gone.goes.ok,
        "why": why,
        "first": first,
    }


@require_POST
@page("seated")
def merge(request: Request, id: int, other: int) -> HttpResponse:
    """Keeps the first of two listings, the other is taken off as the same."""
    try:
        kept = acts.merge(request.viewer, id, other)
    except Refusal as no:
        if no.code in ("no_such_listing", "same_listing", "other_kind"):
            raise
        return _opened(request, id, other, no)
    messages.success(request, _("已并为一条"))
    return redirect("listing", kept.id)
