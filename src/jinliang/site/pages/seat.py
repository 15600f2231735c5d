"""Seats (席位) as the administrator keeps them: who sits where, giving, changing and ending a seat; the demo city's day."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core.access import ROLES, Role
from jinliang.core.day import day as parse_day
from jinliang.core.refusal import Refusal
from jinliang.site.acts import clock as clocks
from jinliang.site.acts import party as acts
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Blank, Chip
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import seat as reads
from jinliang.site.reads.party import Directory

PAGE = 50
"""Seats on a page."""
STATES = {"": True, "ended": False}
"""Which seats are listed, by the word in the address."""


def _areas() -> list[tuple[str, str]]:
    return [("", _("单位所在地")), *((one.id, tr(one.label)) for one in packs.plan().areas)]


class Sitting(forms.Form):
    """Who sits in a seat: name, title, and the district it looks after where that is not its party's."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    title = forms.CharField(label=gettext_lazy("职务"), max_length=60, required=False)
    area = forms.ChoiceField(label=gettext_lazy("管哪个辖市区"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].choices = _areas()  # type: ignore[attr-defined]


class Giving(Sitting):
    """A seat to be given: besides who sits in it, the name to sign in with, the party and the role."""

    username = forms.CharField(
        label=gettext_lazy("登录名"), max_length=150, help_text=gettext_lazy("已有账号的写原来的")
    )
    party = forms.CharField(
        label=gettext_lazy("单位"), max_length=120, help_text=gettext_lazy("登记的全称或统一社会信用代码")
    )
    role = forms.ChoiceField(label=gettext_lazy("席位"))
    secret = forms.CharField(
        label=gettext_lazy("初始口令"),
        required=False,
        help_text=gettext_lazy("只给新账号设；本人进来后自己改"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    field_order = ("username", "party", "role", "name", "title", "area", "secret")

    def __init__(self, directory: Directory, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directory = directory
        self.fields["role"].choices = [("", _("请选择")), *((id, _(label)) for id, label in ROLES.items())]  # type: ignore[attr-defined]

    def clean_party(self) -> int:
        """The party's id, found by code or by a name it bears or bore."""
        text = str(self.cleaned_data["party"]).strip()
        found = self.directory.party(text)
        if found is None:
            near = self.directory.similar(text)
            fix = _("是不是“%(name)s”？") % {"name": near[0].name} if near else _("先登记主体，再设席位。")
            raise Objection(_("没有登记过“%(name)s”。") % {"name": text}, fix, fill=near[0].name if near else "")
        return found.id


@page(("admin",))
def seats(request: Request) -> HttpResponse:
    """Every seat of the city, by role and words; POST gives one."""
    form = Giving(Directory(request.viewer), request.POST or None)
    no = None
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row = acts.welcome(
                request.viewer,
                data["username"],
                data["party"],
                cast("Role", data["role"]),
                (data["name"], data["title"], data["area"]),
                data["secret"],
            )
        except Refusal as refusal:
            no = refusal
        else:
            messages.success(request, _("已设席位：%(name)s") % {"name": row.name})
            return redirect("seats")
    return _page(request, form, no)


def _page(request: Request, form: Giving, no: Refusal | None = None) -> HttpResponse:
    get = request.GET
    state = get.get("state", "") if get.get("state", "") in STATES else ""
    role = get.get("role", "") if get.get("role", "") in ROLES else ""
    words = get.get("words", "").strip()[:60]
    found = reads.seats(request.viewer, words, role, STATES[state])
    here = Paginator(found, PAGE).get_page(get.get("page"))
    context = {
        "rows": [(one, ROLES[cast("Role", one.role)]) for one in here.object_list],
        "page": here,
        "chips": [
            Chip(
                word,
                _url(words, role, one),
                reads.seats(request.viewer, words, role, STATES[one]).count(),
                one == state,
            )
            for one, word in (("", _("在用")), ("ended", _("已停用")))
        ],
        "roles": list(ROLES.items()),
        "role": role,
        "state": state,
        "words": words,
        "form": form,
        "no": no,
        "today": clock.today(),
        "empty": Blank(
            _("没有这样的席位"),
            _("换个姓名、登录名或单位再找；没有的，在右边设。"),
            reverse("seats"),
            _("看全部席位"),
            "list",
        ),
    }
    return render(request, "seats.html", context, status=400 if no or form.errors else 200)


def _url(words: str, role: str, state: str) -> str:
    query = urlencode({key: value for key, value in {"words": words, "role": role, "state": state}.items() if value})
    return reverse("seats") + (f"?{query}" if query else "")


@page(("admin",))
def seat(request: Request, id: int) -> HttpResponse:
    """One seat; POST changes its name, title or area, or, with a reason, ends it."""
    row = reads.one(request.viewer, id)
    ends = request.method == "POST" and request.POST.get("act") == "end"
    changes = request.method == "POST" and not ends
    form = Sitting(request.POST if changes else None, initial={"name": row.name, "title": row.title, "area": row.area})
    no, reason = None, request.POST.get("reason", "")
    try:
        if ends:
            acts.end(request.viewer, row.id, reason)
            messages.success(request, _("已停用：%(name)s") % {"name": row.name})
            return redirect("seats")
        if changes and form.is_valid():
            data = form.cleaned_data
            acts.change(request.viewer, row.id, data["name"], data["title"], data["area"])
            messages.success(request, _("已改：%(name)s") % {"name": data["name"]})
            return redirect("seats")
    except Refusal as refusal:
        no = refusal
    context = {"row": row, "role": ROLES[cast("Role", row.role)], "form": form, "no": no, "reason": reason}
    return render(request, "seat.html", context, status=400 if no or form.errors else 200)


@page(("admin",))
@posted("seats")
def advance(request: Request) -> HttpResponse:
    """Sets the demo city's day, forwards."""
    try:
        day = parse_day(request.POST.get("day", ""))
        clocks.advance(request.viewer, day)
    except Refusal as refusal:
        return _page(request, Giving(Directory(request.viewer)), refusal)
    messages.success(request, _("城市的今天是 %(day)s") % {"day": day})
    return redirect("seats")
