"""One patent (专利): the five criteria with their reasons, its fees, its value worked out again before the reader, and what can be done."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from jinliang.core import patent_fee as fees
from jinliang.core.patent import HOLDERS, LICENCES, PATENT
from jinliang.core.patent_value import WHY_NOT
from jinliang.core.refusal import Refusal
from jinliang.core.valuation import DIMENSIONS, INDICES, SCENES
from jinliang.site.acts import patent as acts
from jinliang.site.pages.act import labels
from jinliang.site.pages.bank import Line, left, line
from jinliang.site.pages.patent_form import FORMS, Changing, Offering, Paying, Registering, Valuing
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.number import grouped, trimmed
from jinliang.site.pages.tags.part import Button, Event, Reason
from jinliang.site.reads import clock, timeline
from jinliang.site.reads import patent as reads
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.patent import Held, Licence, PatentView, Valued

Form = Changing | Paying | Valuing | Offering
_PERCENT = Decimal(100)
DONE = {
    "keep": gettext_noop("已决定维持"),
    "drop": gettext_noop("已决定放弃；在法律上年费不缴才终止"),
    "pay": gettext_noop("年费已登记"),
    "value": gettext_noop("已估值，打分和权重都存下了"),
    "open": gettext_noop("许可条件已公布"),
    "state": gettext_noop("法律状态已登记"),
}
"""What is said after each act."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A valuation as it is drawn: scene, score, and each dimension with its weight, score and indices (label, weight, given)."""

    one: Valued
    scene: str
    parts: tuple[tuple[str, str, Decimal, tuple[tuple[str, str, int], ...]], ...]
    sum: str
    cite: str


def shown(one: Valued) -> Shown:
    """A valuation with its words; the sum is written out with the weights it was made with."""
    parts = tuple(
        (
            _(DIMENSIONS[part.id]),
            _share(part.weight),
            part.score,
            tuple((_(INDICES.get(id, id)), _share(weight), given) for id, weight, given in part.indices),
        )
        for part in one.again.parts
    )
    total = " + ".join(f"{trimmed(part.weight)} × {grouped(part.score, 2)}" for part in one.again.parts)
    return Shown(one, _(SCENES.get(one.row.scene, one.row.scene)), parts, total, one.row.weights["cite"])


def _share(weight: Decimal) -> str:
    return f"{trimmed(weight * _PERCENT)}%"


@page("seated")
def patent(request: Request, id: int) -> HttpResponse:
    """One patent with everything a viewer may know of it and do with it."""
    return opened(request, id)


def opened(
    request: Request, id: int, *, wrong: tuple[str, Form] | None = None, no: Refusal | None = None
) -> HttpResponse:
    """The patent's page; `wrong` is an act's form with what is to be mended in it, `no` what was refused. Raises Refusal."""
    viewer = request.viewer
    view = reads.patent(viewer, id)
    one, row = view.held, view.held.row
    free = [act.row.id for act in view.acts if act.allowed]
    forms = [
        (act, _(PATENT.row(act).label), form(row, auto_id=f"{act}-%s")) for act, form in FORMS.items() if act in free
    ]
    if wrong is not None:
        forms = [(act, label, wrong[1] if act == wrong[0] else form) for act, label, form in forms]
    owed = one.fee
    context: dict[str, Any] = {
        "one": one,
        "row": row,
        "line": line(one),
        "facts": _facts(view),
        "criteria": view.criteria,
        "barred": [_(WHY_NOT[why]) for why in one.value.why_not if why != "no_criterion_met"],
        "valued": [shown(each) for each in view.valued],
        "ahead": view.fees,
        "late": fees.surcharge(owed, clock.today(), reads.rule(row)) if owed else None,
        "left": left(one),
        "reminders": view.reminders[:4],
        "licences": [_terms(each) for each in one.licences],
        "no": no,
        "acts": _buttons(view) if one.inside else [],
        "forms": forms,
        "wrong": wrong[0] if wrong else "",
        "form": wrong[1] if wrong else None,
        "events": _events(request, one),
    }
    status = 400 if wrong and wrong[1].errors else viewers.status(no) if no else 200
    return render(request, "patent.html", context, status=status)


def _facts(view: PatentView) -> list[tuple[str, str]]:
    row, one = view.held.row, view.held
    words: Line = line(one)
    found = [
        (_("种类"), words.kind),
        (_("申请日"), f"{row.applied_on}"),
        (_("授权日"), f"{row.granted_on}" if row.granted_on else ""),
        (_("法律状态"), _("%(status)s，%(day)s 起") % {"status": words.status[1], "day": row.since}),
        (_("保护期届满"), f"{view.ends_on}" if row.status in ("pending", "in_force") else ""),
        (_("战略性新兴产业"), row.sei_code),
        (_("海外同族"), _("、").join(row.family)),
        (_("获奖"), _("、").join(row.awards)),
        (_("实施"), _("已实施") if row.implemented else _("还没有")),
    ]
    if one.inside and row.pledge:
        found.append((_("质押融资"), _("%(amount)s 万元") % {"amount": trimmed(row.pledge / 10_000)}))
    return [(label, value) for label, value in found if value]


def _terms(one: Licence) -> tuple[str, Licence]:
    return _(LICENCES[one.way]), one


def _buttons(view: PatentView) -> list[Button]:
    """The acts with their verdicts; those that ask more than a reason lead to their form further down."""
    made = []
    for act in view.acts:
        name, own = act.row.id, act.row.id in FORMS
        url = f"#do-{name}" if own else reverse("patent_act", args=[view.held.row.id, name])
        why = tuple(Reason("x", one) for one in act.reasons)
        primary = act.allowed and name == "keep" and view.held.asked
        made.append(
            Button(
                act.row.label, url, act.allowed, why, primary=primary, danger=act.row.tone == "danger", asks=act.row.asks, post=not own
            )
        )  # fmt: skip
    return made


def _events(request: Request, one: Held) -> list[Event]:
    names = labels()
    return [
        Event(
            each.at,
            names.get(each.act, each.act),
            f"{each.party} {each.person}".strip(),
            each.note,
            each.number,
            each.hash,
        )
        for each in timeline.patented(request.viewer, one.row)
    ]


@require_POST
@page("seated")
def act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of the patent's life. A form that is not whole comes back with what is to be mended; a refusal is said in the page."""
    if act not in DONE:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从专利页办理"))
    said: dict[str, Any] = {"reason": request.POST.get("reason", "")}
    form: Form | None = None
    if act in FORMS:
        view = reads.patent(request.viewer, id)
        form = FORMS[act](view.held.row, request.POST, auto_id=f"{act}-%s")
        allowed = any(one.row.id == act and one.allowed for one in view.acts)
        if allowed and not form.is_valid():
            return opened(request, id, wrong=(act, form))
        # Who may not is told so by the act itself, whatever was written.
        said = dict(form.said()) if form.is_valid() else {}
    try:
        if form is not None and not said:
            raise Refusal("not_yours", _("您的席位不能办这一步"), _("从专利页看谁能办"))
        acts.do(request.viewer, id, act, **said)
    except Refusal as no:
        if no.code == "no_such_patent":
            raise
        return opened(request, id, wrong=(act, form) if form is not None and not form.errors else None, no=no)
    messages.success(request, _(DONE[act]))
    return redirect("patent", id)


@page(HOLDERS)
def new(request: Request) -> HttpResponse:
    """Registers one patent of the own party."""
    form, no = Registering(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        try:
            row = acts.register(request.viewer, [form.said()])[0]
        except Refusal as refusal:
            no = refusal
        else:
            messages.success(request, _("已入库：%(title)s") % {"title": row.title})
            return redirect("patent", row.id)
    wrong = no is not None or bool(form.errors)
    context = {
        "form": form,
        "no": no,
        "fields": [(one, one.name in ("title", "awards", "implemented")) for one in form],
    }
    return render(request, "patent_new.html", context, status=400 if wrong else 200)
