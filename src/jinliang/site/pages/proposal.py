"""New versions of packs and of the holiday list (提案): brought by one person, looked at and adopted or dropped by another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core.proposal import PROPOSAL
from jinliang.core.refusal import Flaw, Refusal
from jinliang.packs import toml
from jinliang.packs.load import LARGEST
from jinliang.site.acts import pack as acts
from jinliang.site.pages.act import labels
from jinliang.site.pages.difference import groups, named, titled
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags import number
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Button, Chip, Event, Wait, buttons
from jinliang.site.pages.tags.word import tr
from jinliang.site.pages.upload import files, uploading
from jinliang.site.reads import clock, timeline
from jinliang.site.reads import pack as packs
from jinliang.site.reads import proposal as reads
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.proposal import Brought, Moved, ProposalView

STATUS = {"proposed": "go", "adopted": "done", "dropped": "idle"}
"""How a state is shown: shape and colour."""


class Proposing(forms.Form):
    """A new version: as a file or as text, from which day, and why. What a file held stands in the text when it comes back."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("文件"), required=False, help_text=gettext_lazy("TOML，UTF-8 编码；传了文件就以文件为准")
    )
    text = forms.CharField(
        label=gettext_lazy("或者直接改文本"),
        required=False,
        strip=False,
        help_text=gettext_lazy("下面是已采用的最后一版，改好再提；版本号也要改"),
        widget=forms.Textarea(attrs={"rows": 24, "class": "jl-mono", "spellcheck": "false", "wrap": "off"}),
    )
    plan_file = forms.FileField(
        label=gettext_lazy("计划正文"),
        required=False,
        help_text=gettext_lazy("纯文本；正文没有变就不用传，沿用上一版的"),
    )
    plan_text = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)
    valid_from = forms.DateField(
        label=gettext_lazy("施行日"),
        required=False,
        help_text=gettext_lazy("截至这一天及以后的读数按这一版；节假日安排不用填"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )
    note = forms.CharField(
        label=gettext_lazy("为什么改"),
        max_length=500,
        help_text=gettext_lazy("改了什么、依据哪份文件；采用的人照着看"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@uploading
@page(("bureau", "admin"))
def propose(request: Request) -> HttpResponse:
    """Takes a new version. All that is wrong with it comes at once, and nothing typed is lost."""
    name = request.GET.get("pack", packs.PLAN)
    flaws: Sequence[Flaw] = ()
    if request.method == "POST":
        texts, flaws = _read(request)
        form = Proposing(request.POST.dict() | texts)
        new = reads.brought(texts["text"], texts["plan_text"], _day(form)) if texts["text"].strip() else None
        flaws = (*flaws, *(new.flaws if new else ()))
        if not flaws and (made := _propose(request, form, new)) is not None:
            messages.success(request, _("已提出：%(what)s，等市科技局的另一个人采用") % {"what": titled(made)})
            return redirect("proposal", made.id)
    else:
        form = Proposing(initial={"text": reads.latest(request.viewer, name), "valid_from": clock.today()})
    context = {
        "form": form,
        "flaws": flaws,
        "chips": [Chip(named(one), f"?pack={one}", current=one == name) for one in packs.names()],
        "waiting": [(one, titled(one)) for one in reads.waiting(request.viewer)],
    }
    wrong = request.method == "POST"
    return render(request, "proposal_new.html", context, status=400 if wrong else 200)


def _read(request: Request) -> tuple[dict[str, str], tuple[Flaw, ...]]:
    """The two texts, from a file where one was sent, and what is wrong with the files themselves."""
    texts: dict[str, str] = {}
    flaws: list[Flaw] = []
    for field, into in (("file", "text"), ("plan_file", "plan_text")):
        # A browser sends its own line ends; a digest and the places in the plan's text know only one.
        texts[into] = request.POST.get(into, "").replace("\r\n", "\n")
        try:
            sent = files(request, field)
        except Refusal as no:
            flaws.append(Flaw(field, "", no.why, no.fix))
            continue
        for one in sent:
            name, size = one.name or field, one.size or 0
            if size > LARGEST:
                flaws.append(Flaw(name, _("%(size)s 字节") % {"size": size}, _("文件太大"), _("只传 TOML 和纯文本")))
                continue
            text = toml.decoded(one.read(), name)
            if isinstance(text, Flaw):
                flaws.append(text)
            else:
                texts[into] = text
    return texts, tuple(flaws)


def _day(form: Proposing) -> Any:
    form.is_valid()
    return form.cleaned_data.get("valid_from")


def _propose(request: Request, form: Proposing, new: Brought | None) -> Any:
    """Brings a version that has no flaws; None when something else is missing, which the form then says."""
    if new is None:
        form.add_error("text", Objection(_("没有文件，也没有文本。"), _("传一个 TOML 文件，或把文本贴在这里。")))
    elif not new.holidays and form.is_valid() and not form.cleaned_data["valid_from"]:
        form.add_error("valid_from", Objection(_("没有填。"), _("写明从哪天起按这一版。")))
    if new is None or not form.is_valid():
        return None
    try:
        return acts.propose(request.viewer, new.text, new.plan_text, new.valid_from, form.cleaned_data["note"])
    except Refusal as no:
        form.add_error(None, Objection.of(no))
        return None


@page(reads.READERS)
def proposal(request: Request, id: int) -> HttpResponse:
    """One proposal: what it would change and which readings it would move, with every act and its verdict."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """The proposal's page; `no` says on top what was refused. Raises Refusal `no_such_proposal`."""
    view = reads.proposal(request.viewer, id)
    row, title = view.row, titled(view.row)
    waits = row.state == "proposed"
    context = {
        "view": view,
        "row": row,
        "title": _("采用%(what)s？") % {"what": title} if waits else title,
        "state": (STATUS[row.state], tr(PROPOSAL.states[row.state])),
        "wait": _wait(request, view) if waits else None,
        "groups": groups(view.changes, *view.packs),
        "moved": [_shown(one) for one in view.moved] if waits else [],
        "acts": _verdicts(view),
        "before": titled(view.before) if view.before else "",
        "events": _events(request, id),
        "no": no,
        "reason": request.POST.get("reason", ""),
    }
    return render(request, "proposal.html", context, status=viewers.status(no) if no else 200)


def _wait(request: Request, view: ProposalView) -> Wait:
    days = (clock.today() - view.row.proposed_on).days
    mine = any(one.allowed and one.row.id == "adopt" for one in view.acts)
    return Wait(tr("市科技局"), "", _("采用"), days, mine)


def _events(request: Request, id: int) -> list[Event]:
    """Who brought it, and who adopted or dropped it and why."""
    names = labels()
    return [
        Event(one.at, names[one.act], f"{one.party} {one.person}", one.note, one.number, one.hash, "key")
        for one in timeline.decided(request.viewer, id)
    ]


@dataclass(frozen=True, slots=True)
class Read:
    """A reading that would move: the figure and the target before and after, in one unit; empty where it is not asked."""

    label: str
    unit: str
    before: str
    after: str
    goal_before: str
    goal_after: str
    url: str


def _shown(one: Moved) -> Read:
    kept = [row for row in (one.before, one.after) if row is not None]
    asked = one.indicator
    largest = max((max(row.value, row.target) for row in kept), default=0)

    def figure(row: Any) -> str:
        if row is None:
            return "" if one.tried else _("采用后才算得出")
        return number.money(row.value, largest)[0] if asked.unit == "元" else number.count(row.value)

    def goal(row: Any) -> str:
        return number.goal(row.target, row.operator, asked.unit, largest) if row else ""

    unit = number.money(largest)[1] if asked.unit == "元" else asked.unit
    url = reverse("reading", args=[one.plan, asked.id]) if one.before else ""
    return Read(asked.label, unit, figure(one.before), figure(one.after), goal(one.before), goal(one.after), url)


def _verdicts(view: ProposalView) -> list[Button]:
    """Every act with its verdict; what adopting does is said beside it."""
    made = buttons(view.acts, lambda act: reverse("proposal_act", args=[view.row.id, act]))
    told = {"day": view.row.valid_from}
    says = (
        _("采用后新的公示期按它算，旧的不变")
        if view.today.holidays
        else _("截至日从 %(day)s 起的读数按这一版；采用前已知的照旧") % told
    )
    words = {"adopt": (_("采用%(what)s") % {"what": titled(view.row)}, says), "drop": (_("放弃这一份"), "")}
    return [
        replace(button, label=words[one.row.id][0], note=words[one.row.id][1] if one.allowed else "")
        for button, one in zip(made, view.acts, strict=True)
    ]


@page(("bureau", "admin"))
@posted("proposal", reads.proposal)
def act(request: Request, id: int, act: str) -> HttpResponse:
    """Adopts or drops; a refusal is said in the page and loses nothing."""
    reads.proposal(request.viewer, id)
    if act not in {row.id for row in PROPOSAL.rows}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从提案页办理"))
    try:
        done = acts.do(request.viewer, id, act, request.POST.get("reason", ""))
    except Refusal as no:
        return opened(request, id, no)
    words = _("已采用：%(what)s") if act == "adopt" else _("已放弃：%(what)s")
    messages.success(request, words % {"what": titled(done)})
    return redirect("proposal", id)
