"""Awards (奖补): the rules of the plan with their calls, one call with its applications and batches, and what-if."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core.access import Viewer
from jinliang.core.application import APPLICATION
from jinliang.core.award import BASES, BENEFICIARIES, Award
from jinliang.core.batch import BATCH
from jinliang.core.refusal import Refusal
from jinliang.core.trace import share_text
from jinliang.site.acts import application as acts
from jinliang.site.acts import batch as batches
from jinliang.site.acts.application import APPLIES, NewCall
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.part import Blank
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import award as reads
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.award import Application, Batch, Call

TONES = {"decided": "go", "notice": "go", "approved": "go", "paid": "done", "dropped": "idle"}
WAITS = {
    "submitted": "watch",
    "checked": "watch",
    "reviewed": "go",
    "decided": "done",
    "returned": "late",
    "withdrawn": "idle",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """An award in words: the share, the base, to whom, the cap, and its calls."""

    award: Award
    share: str
    base: str
    to: str
    calls: tuple[Call, ...]


@page("anyone")
def awards(request: Request) -> HttpResponse:
    """The awards in force or past, each with its calls; what waits for the reader."""
    viewer, pack = request.viewer, packs.plan()
    found = list(reads.calls(viewer))
    rules = [_rule(one, tuple(each for each in found if each.award == one.id)) for one in pack.awards]
    mine = reads.applications(viewer).exclude(state="withdrawn").order_by("-since", "-id")[:20]
    context = {
        "rules": rules,
        "applications": [(one, _worded(one)) for one in mine],
        "batches": [(one, _batch(one)) for one in reads.batches(viewer).order_by("-id")[:10]],
        "may_call": viewer.role == "bureau",
        "empty": Blank(
            _("还没有奖补规则"), _("计划包写了奖补条款，这里就有。"), reverse("plan"), _("看计划包"), "money"
        ),
    }
    return render(request, "awards.html", context)


def _rule(one: Award, calls: tuple[Call, ...]) -> Rule:
    shares = [band.rate for band in one.bands] if one.rate is None else [one.rate]
    to = _(BENEFICIARIES[one.beneficiary])
    return Rule(one, " · ".join(share_text(each) for each in shares), _(BASES[one.base]), to, calls)


def _worded(row: Application) -> tuple[str, str]:
    return (WAITS[row.state], _(APPLICATION.states[row.state]))


def _batch(row: Batch) -> tuple[str, str]:
    return (TONES[row.state], _(BATCH.states[row.state]))


_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class Calling(forms.Form):
    """A year's call as the bureau issues it."""

    use_required_attribute = False
    award = forms.ChoiceField(label=gettext_lazy("奖补规则"))
    document = forms.CharField(label=gettext_lazy("通知文号"), max_length=120)
    first = forms.DateField(label=gettext_lazy("到账期间起"), widget=_DAY)
    last = forms.DateField(label=gettext_lazy("到账期间止"), widget=_DAY)
    closes_on = forms.DateField(label=gettext_lazy("申请截止日"), widget=_DAY)
    rate = forms.DecimalField(
        label=gettext_lazy("费率（百分数）"), required=False, max_digits=6, decimal_places=4, min_value=0,
        help_text=gettext_lazy("不填就用规则里的费率；不能超过规则的上限"),
    )  # fmt: skip
    budget = forms.DecimalField(
        label=gettext_lazy("年度预算（元）"), required=False, max_digits=14, decimal_places=2, min_value=0,
        help_text=gettext_lazy("不够时按比例减；没有限制的不填"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = {one.id: tr(one.label) for one in packs.plan().awards}
        self.fields["award"].choices = list(ids.items())  # type: ignore[attr-defined]

    def said(self) -> NewCall:
        """The call. Needs a valid form."""
        data = self.cleaned_data
        rate = data["rate"] / 100 if data["rate"] is not None else None
        return NewCall(
            data["award"], data["last"].year, data["document"], data["first"], data["last"], data["closes_on"], rate, data["budget"]
        )  # fmt: skip


@page(("bureau",))
def call_new(request: Request) -> HttpResponse:
    """Issues a year's call."""
    year = clock.today().year
    start = {"first": date(year, 1, 1), "last": date(year, 12, 31), "closes_on": date(year, 12, 31)}
    form, no = Calling(request.POST or None, initial=start), None
    if request.method == "POST" and form.is_valid():
        try:
            row = acts.open_call(request.viewer, form.said())
        except Refusal as refusal:
            no = refusal
        else:
            messages.success(request, _("申报通知已发布"))
            return redirect("call", row.id)
    status = viewers.status(no) if no else 400 if form.errors else 200
    return render(request, "call_new.html", {"form": form, "no": no}, status=status)


@page("anyone")
def call(request: Request, id: int) -> HttpResponse:
    """One call: who has applied, what is decided, what is left of the budget, and what if."""
    return opened(request, id)


def opened(request: Request, id: int, no: Refusal | None = None) -> HttpResponse:
    """The call's page; `no` says on top what was refused. Raises Refusal `no_such_call`."""
    viewer = request.viewer
    row = reads.call(viewer, id)
    rule = reads.award(row)
    seen = list(reads.applications(viewer).filter(call=row).order_by("id"))
    context = {
        "row": row,
        "no": no,
        "rule": _rule(rule, ()),
        "applications": [(one, _worded(one)) for one in seen],
        "batches": [(one, _batch(one)) for one in reads.batches(viewer).filter(call=row).order_by("id")],
        "spent": reads.spent(row),
        "left": None if row.budget is None else row.budget - reads.spent(row),
        "may_apply": viewer.role in APPLIES and not any(one.party_id == viewer.party for one in seen),
        "inside": viewer.role in reads.INSIDE,
        "may_decide": viewer.role == "bureau",
        "reviewed": sum(one.state == "reviewed" for one in seen),
        "what": _what_if(request, row, seen) if viewer.role in reads.INSIDE else None,
        "clawable": [one for one in reads.clawable(viewer) if one.application.call_id == row.id],
        "clause": packs.plan().clause(rule.clause) if rule.clause else None,
    }
    return render(request, "call.html", context, status=viewers.status(no) if no else 200)


@dataclass(frozen=True, slots=True)
class What:
    """What the applications of a call come to now, and with another rate or budget; yuan."""

    rows: tuple[tuple[Application, Decimal, Decimal], ...]
    now: Decimal
    then: Decimal
    rate: str
    budget: str
    no: Refusal | None = None


def _what_if(request: Request, row: Call, seen: list[Application]) -> What | None:
    asked = [one for one in seen if one.state in ("submitted", "checked", "reviewed")]
    rate, budget = request.GET.get("rate", "").strip()[:12], request.GET.get("budget", "").strip()[:20]
    if not asked:
        return None
    parties = [one.party_id for one in asked]
    try:
        now = reads.preview(row, parties)
        then = reads.preview(row, parties, None, *_changes(rate, budget))
    except Refusal as no:
        return What((), Decimal(0), Decimal(0), rate, budget, no)
    rows = tuple(
        (one, before.paid, after.paid)
        for one, before, after in zip(asked, now.decisions, then.decisions, strict=True)
    )  # fmt: skip
    return What(rows, now.total, then.total, rate, budget)


def _changes(rate: str, budget: str) -> tuple[Decimal | None, Decimal | None]:
    try:
        return Decimal(rate) / 100 if rate else None, Decimal(budget) if budget else None
    except ArithmeticError:
        raise Refusal("amount_unreadable", _("费率或预算不是数字"), _("费率填百分数，如 2；预算填元")) from None


DONE = {
    "apply": gettext_lazy("已提交申请，等辖市区初审"),
    "find": gettext_lazy("已找到应得的单位，不用它们申请"),
    "decide": gettext_lazy("已作出决定，每一项都有计算依据"),
}


@page("seated")
def call_act(request: Request, id: int, act: str) -> HttpResponse:
    """Applies, finds who is due, decides what was reviewed."""
    viewer: Viewer = request.viewer
    if act not in DONE:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从申报通知页办理"))
    if request.method != "POST":
        return redirect("call", reads.call(viewer, id).id)
    try:
        if act == "apply":
            made = acts.apply(viewer, id)
            messages.success(request, DONE[act])
            return redirect("application", made.id)
        if act == "decide":
            row = batches.decide(viewer, id)
            messages.success(request, DONE[act])
            return redirect("batch", row.id)
        acts.find(viewer, id)
    except Refusal as no:
        if no.code == "no_such_call":
            raise
        return opened(request, id, no)
    messages.success(request, DONE[act])
    return redirect("call", id)
