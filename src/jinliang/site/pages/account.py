"""One's own account: the seats one may take, the password, and the keys to the API."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from jinliang.core.access import ROLES
from jinliang.core.refusal import Refusal
from jinliang.site.acts import password as passwords
from jinliang.site.acts import token as acts
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.reads import clock
from jinliang.site.reads import seat as seats
from jinliang.site.reads import token as reads


@page("seated")
def account(request: Request) -> HttpResponse:
    """Seats, password and tokens of whoever has come in."""
    return _page(request)


def _page(request: Request, status: int = 200, **more: Any) -> HttpResponse:
    user = cast("User", request.user)
    context = {
        "seats": [(one, ROLES[one.role]) for one in seats.of_user(user.id)],  # type: ignore[index]
        "here": request.viewer.seat,
        "tokens": reads.tokens(request.viewer),
        "form": PasswordChangeForm(user) if user.has_usable_password() else None,
        "username": user.get_username(),
        "may_seat": request.viewer.role == "admin",
        "today": clock.today(),
    }
    return render(request, "account.html", context | more, status=status)


@page("seated")
@posted("account")
def password(request: Request) -> HttpResponse:
    """Changes one's own password; this browser stays in, every other one is out."""
    user = cast("User", request.user)
    form = PasswordChangeForm(user, request.POST)
    if not user.has_usable_password():
        raise Refusal("not_yours", _("这个账号没有密码，不能在这里改"), _("请管理员设初始密码"))
    if not form.is_valid():
        return _page(request, 400, form=form)
    update_session_auth_hash(request, passwords.change(request.viewer, form.cleaned_data["new_password1"]))
    messages.success(request, _("密码已改，别处的登录都已退出"))
    return redirect("account")


@page("seated")
@posted("account")
def make(request: Request) -> HttpResponse:
    """Makes a key and shows its secret this once: it stands in the answer itself and is kept nowhere."""
    try:
        secret = acts.make(request.viewer, request.POST.get("label", ""))
    except Refusal as no:
        return _page(request, 400, no=no, label=request.POST.get("label", ""))
    response = _page(request, secret=secret)
    response["Cache-Control"] = "no-store"
    return response


@require_POST
@page("seated")
def revoke(request: Request, token: int) -> HttpResponse:
    """Takes a key out of force."""
    acts.revoke(request.viewer, token)
    messages.success(request, _("令牌已作废，用它的系统从现在起读不到"))
    return redirect("account")
