"""What every page stands in: who looks, on which day and journal number, and how a refusal is shown.

`@page(may)` is how a view says who may open it; a test walks every URL and holds the view to it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from jinliang.core.access import ROLES, Role, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.pages.frame import Governing, Head, Standing
from jinliang.site.reads import clock, home
from jinliang.site.reads import pack as packs
from jinliang.site.reads import seat as seats
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.known import Known, known
from jinliang.site.reads.moment import held

May = Literal["anyone", "seated"] | tuple[Role, ...]
View = Callable[..., HttpResponse]


class Request(HttpRequest):
    """A request with its viewer and seat, as the middleware leaves it."""

    viewer: Viewer
    seat: seats.Seat | None
    when: When | None


@dataclass(frozen=True, slots=True)
class When:
    """The two questions of time: happened by which day, known by which journal number."""

    as_of: date
    known: Known
    asked: bool

    @property
    def query(self) -> str:
        """The same two, for links."""
        return f"as_of={self.as_of}&known_by={self.known.number}" if self.asked else ""

    @property
    def past(self) -> bool:
        """Whether one of the two lies before now: then what waits for somebody today has no place beside it."""
        return self.as_of < clock.today() or not self.known.now


class Shell:
    """Middleware: puts the viewer, the seat and how things stand on the request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        # Before the session is looked up: its key, too, comes from outside.
        if viewers.odd([request.path, *_texts(request.GET), *request.COOKIES.values()]):
            return alone(request, 400, viewers.ODD)
        user = request.user.id if request.user.is_authenticated else None
        request.viewer, request.seat = viewers.by_seat(request.session.get("seat"), user)
        request.when = None
        request.standing = lambda: standing(request)
        # What is sent may act; what only looks sees one moment and asks for it once.
        with held() if request.method in ("GET", "HEAD") else nullcontext():
            return self.get_response(request)


def _texts(said: QueryDict) -> Iterator[str]:
    """The names and values of a query or a form."""
    for name, values in said.lists():
        yield from (name, *map(str, values))


def standing(request: Request) -> Standing:
    """How things stand when the page is drawn."""
    adopted = packs.row()
    head = known()
    seat = request.seat
    return Standing(
        party=seat.party.name if seat else "",
        title=seat.title if seat else "",
        unread=seat.unread if seat else 0,
        counts={"home": home.waits(request.viewer)} if seat else {},
        asof=request.when.as_of if request.when else None,
        known=request.when.known.day if request.when else None,
        demo=settings.DEMO,
        city_day=clock.today() if settings.DEMO else None,
        pack=Governing(adopted.pack, adopted.version, adopted.digest) if adopted else None,
        head=Head(head.number, head.hash),
        plan=_plan_line(),
    )


def _plan_line() -> str:
    pack = packs.plan()
    return _("三年行动 %(first)s—%(last)s") % {"first": pack.period.first.year, "last": pack.period.last.year}


def page(may: May) -> Callable[[View], View]:
    """Declares who may open a page: anyone, any seat, or seats of some roles. Refusals become pages with their status."""

    def declare(view: View) -> View:
        @functools.wraps(view)
        def shown(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                if may != "anyone" and request.viewer.public:
                    if request.method == "GET" and not request.headers.get("HX-Request"):
                        # What a query may hold stays as it is, so that the way on can be read in the address.
                        return redirect(f"/door/?next={quote(request.get_full_path(), safe='/?=')}")
                    raise Refusal("sign_in", _("还没有进入"), _("先登录，再回到这一页"))
                if isinstance(may, tuple) and request.viewer.role not in may:
                    who = _("、").join(_(ROLES[role]) for role in may)
                    raise Refusal("not_yours", _("您的席位不能打开这一页"), _("可以打开的是：%(who)s") % {"who": who})
                # Here and not in the middleware: whoever takes files sets their limit before anything reads the form.
                if request.method == "POST" and viewers.odd(_texts(request.POST)):
                    raise viewers.ODD
                return view(request, *args, **kwargs)
            except Refusal as refusal:
                return refused(request, refusal)

        shown.may = may  # type: ignore[attr-defined]
        return shown

    return declare


def posted(name: str, look: Callable[..., object] | None = None) -> Callable[[View], View]:
    """An act's address: it is posted to, and whoever comes there otherwise is led to the page `name` of what it acts on.

    A refusal is answered at the act's own address, which a reload or another language then asks for. `look` is given the viewer and
    the page's arguments first, and refuses who may not see it. Stands under `@page`.
    """

    def declare(view: View) -> View:
        @functools.wraps(view)
        def shown(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.method == "POST":
                return view(request, *args, **kwargs)
            if request.method not in ("GET", "HEAD"):
                return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
            if look is None:
                return redirect(name)
            look(request.viewer, kwargs["id"])
            return redirect(name, kwargs["id"])

        return shown

    return declare


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page, or as JSON for programs."""
    status = viewers.status(refusal)
    if _program(request):
        return JsonResponse(viewers.shape(refusal), status=status)
    template = "missing.html" if status == 404 else "refused.html"
    return render(request, template, {"refusal": refusal, "back": request.headers.get("Referer", "/")}, status=status)


def alone(request: HttpRequest, status: int, refusal: Refusal | None = None) -> HttpResponse:
    """An answer that asks neither session nor database: a refusal, or that something of ours broke."""
    if _program(request):
        told = refusal or Refusal("broken", "系统出了错", "稍后再试；还是不行，请把时间告诉系统管理员")
        return JsonResponse(viewers.shape(told), status=status)
    return HttpResponse(render_to_string("broken.html", {"refusal": refusal}), status=status)


def _program(request: HttpRequest) -> bool:
    """Whether a program asks, which reads JSON."""
    return request.path.startswith("/api/") or request.headers.get("Accept", "").startswith("application/json")
