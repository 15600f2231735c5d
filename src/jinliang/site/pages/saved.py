"""Saved searches (存下的查找): kept from the market, opened there again, let go."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.listing import KINDS
from jinliang.core.pack import Pack
from jinliang.site.acts import saved as acts
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import saved as reads
from jinliang.site.reads.saved import Looking, SavedSearch


def label(row: SavedSearch, pack: Pack) -> str:
    """A search in words."""
    field = pack.list("technology_field").item(row.field) if row.field else None
    area = next((one.label for one in pack.areas if one.id == row.area), "")
    kind = KINDS.get(row.kind, "")  # type: ignore[call-overload]
    words = _("说到“%(words)s”") % {"words": row.words} if row.words else ""
    return _("，").join(
        one for one in (_(kind) if kind else "", tr(field.label) if field else "", tr(area), words) if one
    )


@page("seated")
@posted("messages")
def saved_new(request: Request) -> HttpResponse:
    """Keeps what was asked of the market."""
    said = request.POST
    acts.keep(request.viewer, Looking(*(said.get(one, "") for one in ("kind", "field", "area", "words"))))
    messages.success(request, _("查找已存下，有新的合适供需会发消息告诉您"))
    return redirect("messages")


@page("seated")
def saved(request: Request, id: int) -> HttpResponse:
    """Leads to the market, asked the same again."""
    row = reads.one(request.viewer, id)
    asked = {"kind": row.kind, "field": row.field, "area": row.area, "words": row.words}
    return redirect(f"{reverse('market')}?{urlencode({key: value for key, value in asked.items() if value})}")


@page("seated")
@posted("saved", reads.one)
def saved_drop(request: Request, id: int) -> HttpResponse:
    """Lets a search go."""
    acts.drop(request.viewer, id)
    messages.success(request, _("查找已删去"))
    return redirect("messages")
