"""Meetings of the two sides of a match: kept by a side or a broker in one line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from jinliang.core.day import day
from jinliang.core.refusal import Refusal
from jinliang.site.acts import meeting as acts
from jinliang.site.pages import match
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.reads import match as reads


@page("seated")
@posted("match", reads.match)
def meet(request: Request, id: int) -> HttpResponse:
    """Keeps that the two sides have met."""
    said = request.POST
    reads.match(request.viewer, id)
    try:
        on = day(said["on"]) if said.get("on") else None
        acts.meet(request.viewer, id, on, said.get("way", ""), said.get("people", ""), said.get("outcome", ""))
    except Refusal as no:
        return match.opened(request, id, no)
    messages.success(request, _("会面已记下，也告诉了对方"))
    return redirect("match", id)
