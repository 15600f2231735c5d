"""Exchange with other platforms: who takes part, records in (tried first) and out, and the receipts of every lot."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from jinliang.core.access import Role
from jinliang.core.record import OUTCOMES
from jinliang.core.refusal import Refusal
from jinliang.site.acts import platform as acts
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.word import tr
from jinliang.site.pages.upload import files, uploading
from jinliang.site.reads import clock
from jinliang.site.reads import platform as reads

SEES: tuple[Role, ...] = ("bureau", "auditor")
STATUS = {"new": "done", "same": "idle", "changed": "done", "kept": "watch", "taken_back": "idle", "refused": "late"}
"""How an outcome is shown."""


class Joining(forms.Form):
    """A platform to be taken in."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("平台名称"), max_length=60)
    code = forms.CharField(
        label=gettext_lazy("平台代号"),
        max_length=40,
        help_text=gettext_lazy("小写字母、数字、点和横线"),
    )
    party = forms.CharField(
        label=gettext_lazy("运营单位信用代码"),
        max_length=18,
        help_text=gettext_lazy("收来的供需挂在它名下；它的席位用令牌交换"),
    )


@page(SEES)
def exchange(request: Request) -> HttpResponse:
    """The platforms and what went over; the bureau takes a further one in."""
    form = Joining(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = acts.register(
                request.viewer, form.cleaned_data["code"], form.cleaned_data["name"], form.cleaned_data["party"]
            )
        except Refusal as no:
            if no.code == "not_yours":
                raise
            form.add_error(None, Objection.of(no))
        else:
            messages.success(request, _("已登记平台"))
            return redirect("platform", row.id)
    context = {
        "rows": reads.platforms(request.viewer),
        "lots": reads.transfers(request.viewer)[:50],
        "form": form,
        "may": request.viewer.role == "bureau",
        "today": clock.today(),
    }
    return render(request, "exchange.html", context, status=400 if form.errors else 200)


@uploading
@page(SEES)
def platform(request: Request, id: int) -> HttpResponse:
    """One platform: a file of records is tried, then taken in; what stands on the market is handed out."""
    row = reads.platform(request.viewer, id)
    context: dict[str, Any] = {
        "row": row,
        "may": request.viewer.role == "bureau",
        "today": clock.today(),
        "slips": None,
    }
    if request.method == "POST":
        try:
            return _taken(request, row, context)
        except Refusal as no:
            if no.code == "not_yours":
                raise
            context["no"] = no
    context["lots"] = reads.transfers(request.viewer, row)[:50]
    return render(request, "platform.html", context, status=400 if context.get("no") else 200)


def _taken(request: Request, row: reads.Platform, context: dict[str, Any]) -> HttpResponse:
    found = files(request, "records")
    text = found[0].read().decode("utf-8-sig", "replace") if found else request.POST.get("text", "")
    lines = [one for one in text.splitlines() if one.strip()]
    if request.POST.get("then") == "receive":
        made = acts.receive(request.viewer, row.id, lines)
        messages.success(request, _("已接收，每条都有回执"))
        return redirect("transfer", made.id)
    context["slips"] = [_slip(one.slip.line, one.slip) for one in reads.weigh(request.viewer, lines)]
    context["text"] = "\n".join(lines)
    context["lots"] = reads.transfers(request.viewer, row)[:50]
    return render(request, "platform.html", context)


def _slip(line: int, one: Any) -> tuple[int, Any, str, str]:
    said = (
        one
        if isinstance(one, dict)
        else {name: getattr(one, name) for name in ("origin", "number", "outcome", "listing", "why")}
    )
    return line, said, STATUS[said["outcome"]], tr(OUTCOMES[said["outcome"]])


@page(SEES)
def transfer(request: Request, id: int) -> HttpResponse:
    """One lot and the receipt of each record."""
    row = reads.transfer(request.viewer, id)
    slips = [_slip(one["line"], one) for one in row.slips]
    return render(request, "transfer.html", {"row": row, "slips": slips, "today": clock.today()})


@require_POST
@page(("bureau",))
def send(request: Request, id: int) -> HttpResponse:
    """Hands out what stands on the market as a file of records."""
    _made, texts = acts.send(request.viewer, id)
    response = HttpResponse("\n".join(texts) + "\n", content_type="application/x-ndjson; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="listings-{clock.today()}.jsonl"'
    return response
