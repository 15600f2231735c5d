"""Messages (消息): what a seat was told, each leading to what it is about; and how they are sent on by e-mail."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages as notes
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.message import HOW, SAYS
from jinliang.core.refusal import Refusal
from jinliang.site.acts import message as acts
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.saved import label
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.part import Blank
from jinliang.site.reads import clock, saved
from jinliang.site.reads import message as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.message import Message

PAGE = 30
"""Messages on a page."""


@dataclass(frozen=True, slots=True)
class Told:
    """A message as it is drawn."""

    row: Message
    text: str


@page("seated")
def messages(request: Request) -> HttpResponse:
    """A seat's messages, the latest first."""
    return _page(request)


def _page(request: Request, no: Refusal | None = None) -> HttpResponse:
    viewer = request.viewer
    rows = reads.messages(viewer)
    here = Counted(rows, PAGE, rows.count()).get_page(request.GET.get("page"))
    chosen = reads.delivery(viewer)
    context = {
        "rows": [Told(one, _(SAYS[one.what]) % one.said) for one in here.object_list],
        "page": here,
        "today": clock.today(),
        "no": no,
        "unread": request.seat.unread if request.seat else 0,
        "ways": [(one, _(label), one == (chosen.how if chosen else "off")) for one, label in HOW.items()],
        "address": request.POST.get("address", chosen.address if chosen else ""),
        "searches": [(one, label(one, packs.plan())) for one in saved.saved(viewer)],
        "mail": bool(settings.MAIL),
        "empty": Blank(
            _("还没有消息"),
            _("对方回应了您的供需、发布或退回、快到期、存下的查找有了新的，都会告诉您。"),
            reverse("market"),
            _("看供需"),
            "list",
        ),
    }
    return render(request, "messages.html", context, status=viewers.status(no) if no else 200)


@page("seated")
def message(request: Request, id: int) -> HttpResponse:
    """Leads to what a message is about; from now on it is read."""
    row = reads.message(request.viewer, id)
    acts.read(request.viewer, row.id)
    noun, _colon, about = row.about.partition(":")
    return redirect(noun, int(about)) if about else redirect(noun)


@page("seated")
@posted("messages")
def messages_read(request: Request) -> HttpResponse:
    """Marks all as read."""
    acts.read(request.viewer)
    return redirect("messages")


@page("seated")
@posted("messages")
def delivery(request: Request) -> HttpResponse:
    """Chooses how messages are sent on."""
    try:
        acts.choose(request.viewer, request.POST.get("how", ""), request.POST.get("address", ""))
    except Refusal as no:
        return _page(request, no)
    notes.success(request, _("送达方式已记下"))
    return redirect("messages")
