"""The door: sign in, leave, change seat; in demo mode choose whom to be."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm
from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jinliang.core.refusal import Refusal
from jinliang.site.pages.shell import Request, alone, page
from jinliang.site.reads import seat as seats

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@page("anyone")
def door(request: Request) -> HttpResponse:
    """Sign-in by name and password, or, in demo mode, by choosing a person."""
    onward = request.POST.get("next") or request.GET.get("next", "")
    if request.method == "POST" and request.POST.get("seat"):
        return _sit(request, request.POST["seat"], onward)
    form = LoginForm(request.POST or None, request=request)
    if request.method == "POST" and form.is_valid():
        form.login(request)
        request.session.pop("seat", None)
        return _onward(request, onward)
    people = seats.chooser() if settings.DEMO else ()
    context = {"form": form, "people": people, "demo": settings.DEMO, "next": onward}
    return render(request, "door.html", context, status=400 if form.errors else 200)


def _sit(request: Request, seat: str, onward: str) -> HttpResponse:
    """Takes a seat: one's own at any time, anybody's in demo mode only."""
    row = seats.seat(int(seat)) if seat.isdecimal() and len(seat) < 10 else None
    if row is None or not (settings.DEMO or row.user_id == request.user.id):
        raise Refusal("not_yours", _("这个席位不是您的"), _("用自己的账号登录"))
    if row.user_id != request.user.id:
        login(request, row.user, backend=BACKEND)
    request.session["seat"] = row.id
    return _onward(request, onward)


def _onward(request: Request, onward: str) -> HttpResponse:
    safe = url_has_allowed_host_and_scheme(
        onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(onward if onward and safe else "/")


@require_POST
@page("anyone")
def leave(request: Request) -> HttpResponse:
    """Leaves, back to the door."""
    logout(request)
    return redirect("door")


def missing(request: Request, exception: Any = None) -> HttpResponse:
    """There is no such page."""
    return render(request, "missing.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """Something of ours broke."""
    return alone(request, 500)


def unreadable(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """A request that the site cannot read: a host it does not know, a form past its limits."""
    why = _("这个请求看不懂，或大过了限度")
    return alone(request, 400, Refusal("unreadable", why, _("回到上一页再试；内容太多的，分几次提交")))


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """What is not for whoever asks."""
    return alone(request, 403, Refusal("not_yours", _("这一步不对您开放"), _("登录后再试，或请系统管理员设席位")))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that does not come from a page of this browser's own visit, or from one grown too old."""
    why = _("这张表单已经过期，什么都没有改动")
    return alone(request, 403, Refusal("form_expired", why, _("回到上一页刷新后重新提交；浏览器要允许本站的 Cookie")))


for one in (missing, broken, unreadable, forbidden, forged):
    setattr(one, "may", "anyone")  # noqa: B010  # a function has no such attribute by its type
