"""One listing (供需): written in the owner's own words, tested by somebody else, shown with what anybody may know of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from django.views.decorators.http import require_POST

from jinliang.core import brief
from jinliang.core import listing as life
from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.listing import KINDS, LISTING, SHOWN, STATES
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.packs.patent import check_patent
from jinliang.site.acts import listing as acts
from jinliang.site.pages.act import labels
from jinliang.site.pages.feed import described
from jinliang.site.pages.market import STATUS, WAN, line
from jinliang.site.pages.match import Shown, shown
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Button, Event, buttons
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock, timeline
from jinliang.site.reads import listing as reads
from jinliang.site.reads import match as matches
from jinliang.site.reads import pack as packs
from jinliang.site.reads import patent as bank
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.listing import Listing, ListingView

LONGEST = 5000
"""Characters of a listing's text."""
_BETWEEN = re.compile(r"[\n；;]+")
_WORDS = re.compile(r"[\s,，、；;]+")


class Writing(forms.Form):
    """A listing being written: as a draft every field may wait. Amounts in 万元; answers to what was asked back join the text."""

    use_required_attribute = False
    title = forms.CharField(label=gettext_lazy("标题"), max_length=60, required=False)
    text = forms.CharField(
        label=gettext_lazy("说明"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 7})
    )
    field = forms.ChoiceField(label=gettext_lazy("技术领域"), required=False)
    person = forms.CharField(label=gettext_lazy("完成人"), max_length=60, required=False)
    number = forms.CharField(label=gettext_lazy("专利号"), max_length=24, required=False)
    maturity = forms.ChoiceField(label=gettext_lazy("成熟度"), required=False)
    must = forms.CharField(
        label=gettext_lazy("硬条件"),
        max_length=1000,
        required=False,
        help_text=gettext_lazy("一行一条，不满足就不要的；带上数和单位，如“单件不超过 40 秒”"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    ways = forms.MultipleChoiceField(
        label=gettext_lazy("合作方式"), required=False, widget=forms.CheckboxSelectMultiple
    )
    low = forms.DecimalField(label=gettext_lazy("从"), min_value=0, max_digits=10, decimal_places=2, required=False)
    high = forms.DecimalField(label=gettext_lazy("到"), min_value=0, max_digits=10, decimal_places=2, required=False)
    wanted_on = forms.DateField(
        label=gettext_lazy("需求时限"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )
    keywords = forms.CharField(
        label=gettext_lazy("关键词"), max_length=120, required=False, help_text=gettext_lazy("用空格或顿号分开")
    )
    hidden = forms.BooleanField(label=gettext_lazy("先不露单位名，双方都有意再显示"), required=False)
    reviewed_by = forms.CharField(
        label=gettext_lazy("保密审查人"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("本单位审过不涉密的人；涉密的不能上网"),
    )
    reviewed_on = forms.DateField(
        label=gettext_lazy("审查日期"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        input_formats=["%Y-%m-%d", "%Y/%m/%d"],
    )

    def __init__(self, kind: str, pack: Pack, *args: Any, draft: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in () if draft else wanted(kind):
            self.fields[name].required = True
        blank = [("", _("请选择"))]
        for name, list in (("field", "technology_field"), ("maturity", "maturity"), ("ways", "cooperation_way")):
            items = [(one.id, tr(one.label)) for one in pack.list(list).items]
            self.fields[name].choices = items if name == "ways" else blank + items  # type: ignore[attr-defined]
        for name in unasked(kind):
            del self.fields[name]
        if kind == "need":
            self.fields["low"].label, self.fields["high"].label = _("预算从（万元）"), _("到（万元）")
        else:
            self.fields["low"].label, self.fields["high"].label = _("报价从（万元）"), _("到（万元）")
        if kind == "expert":
            self.fields["person"].label = _("专家姓名")

    def clean_number(self) -> str:
        """A patent's number in its one spelling, its check character right."""
        text = str(self.cleaned_data["number"]).strip()
        if not text:
            return ""
        checked = check_patent(text)
        if not checked.valid:
            raise Objection(checked.why, checked.fix, fill=checked.suggestion or "")
        return checked.number

    def clean(self) -> dict[str, Any]:
        """The range of the amount runs upwards; a review for secrets is not of a day to come."""
        data = super().clean() or self.cleaned_data
        low, high = data.get("low"), data.get("high")
        if low is not None and high is not None and low > high:
            self.add_error("high", Objection(_("比前面的数小。"), _("从小到大填")))
        day = data.get("reviewed_on")
        if day is not None and day > clock.today():
            self.add_error("reviewed_on", Objection(_("是以后的日子。"), _("填已经审过的那天")))
        return data

    def values(self) -> dict[str, Any]:
        """What was written, as it is stored. Needs a valid form."""
        data = dict(self.cleaned_data)
        data["must"] = [one.strip()[:120] for one in _BETWEEN.split(data.get("must", "")) if one.strip()]
        data["keywords"] = [one[:20] for one in _WORDS.split(data.get("keywords", "")) if one][:6]
        for name in ("low", "high"):
            data[name] = None if data.get(name) is None else data[name] * WAN
        return data


def wanted(kind: str) -> tuple[str, ...]:
    """The fields without which a listing of a kind is not sent on; a draft may want them all."""
    more = {"expert": ("person",), "patent": ("number",)}.get(kind, ())
    return ("title", "text", "field", "reviewed_by", "reviewed_on", *more)


def unasked(kind: str) -> tuple[str, ...]:
    """The fields that a kind of listing does not have."""
    only_need = ("must", "wanted_on")
    if kind == "need":
        return ("person", "number", "maturity", "keywords")
    if kind == "patent":
        return only_need
    if kind == "achievement":
        return (*only_need, "number")
    if kind == "expert":
        return (*only_need, "number", "maturity")
    return (*only_need, "number", "maturity", "person")


def _initial(row: Listing) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in acts.WRITTEN}
    found |= {"must": "\n".join(row.must), "keywords": "、".join(row.keywords)}
    for name in ("low", "high"):
        found[name] = None if found[name] is None else (found[name] / WAN).normalize()
    return found


@page(STATES)
def new(request: Request) -> HttpResponse:
    """Chooses a kind of listing, then takes what is written; two lines are enough to begin with."""
    kind = request.POST.get("kind") or request.GET.get("kind", "")
    if kind not in KINDS:
        return render(
            request, "listing_choose.html", {"kinds": [(one, _(label), _(SAYS[one])) for one, label in KINDS.items()]}
        )
    sent = request.POST.get("then") == "submit"
    form = Writing(kind, packs.plan(), request.POST or None, draft=request.method == "POST" and not sent)
    if request.method == "POST" and form.is_valid():
        row = acts.start(request.viewer, kind, form.values())
        if sent:
            return _act(request, row.id, "submit")
        messages.success(request, _("草稿已存"))
        return redirect("listing", row.id)
    context = {"form": form, "kind": kind, "label": _(KINDS[kind]), "row": None, "ask": _(SAYS[kind])}
    return render(request, "listing_form.html", context, status=400 if form.errors else 200)


SAYS: Mapping[str, str] = {
    "need": gettext_noop("生产和研发里过不去的坎：做什么、哪里出问题、要到什么程度"),
    "achievement": gettext_noop("做出来的技术：原理、指标、试过什么、还有什么不行"),
    "patent": gettext_noop("要转让、许可或开放许可的专利"),
    "expert": gettext_noop("能帮企业解决问题的人：做什么方向、做成过什么"),
    "instrument": gettext_noop("可以对外用的仪器：型号、量程、精度、机时费"),
    "service": gettext_noop("检测、中试、设计、评价一类的服务"),
}
"""What each kind of listing asks for."""


@page("anyone")
def listing(request: Request, id: int) -> HttpResponse:
    """One listing: the form for those who write it, else everything a viewer may know of it and what can be done now."""
    return opened(request, id)


def opened(request: Request, id: int, *, form: Writing | None = None, no: Refusal | None = None) -> HttpResponse:
    """The listing's page; `no` says on top what was refused. Raises Refusal."""
    viewer, pack = request.viewer, packs.plan()
    view = reads.listing(viewer, id)
    row = view.row
    writing = row.state in ("draft", "returned") and not viewer.public and life.owner(viewer, view.case).ok
    ways = pack.list("cooperation_way")
    grown = pack.list("maturity").item(row.maturity)
    context: dict[str, Any] = {
        "row": row,
        "kind": row.kind,
        "label": _(KINDS[row.kind]),  # type: ignore[index]
        "line": line(viewer, row, pack),
        "view": view,
        "state": (STATUS[row.state], _(LISTING.states[row.state])),
        "no": no,
        "ways": [tr(item.label) for one in row.ways if (item := ways.item(one))],
        "maturity": tr(grown.label) if grown else "",
        "acts": [] if viewer.public else _verdicts(view),
        "mine": viewer.stands_for(row.party_id),
        "may": any(one.allowed for one in view.acts),
        "events": _events(viewer, row),
        "described": described(request, row, line(PUBLIC, row, pack).owner) if row.state in SHOWN else None,
        "patent": bank.by_number(viewer, row.number) if row.kind == "patent" else None,
        "twins": [] if viewer.public else reads.twins(viewer, row),
        "matches": (found := _matches(viewer, row, pack)),
        "fitting": any(one.row.verdict != "weak" for one in found),
    }
    status = viewers.status(no) if no else 200
    if writing:
        context["form"] = form or Writing(row.kind, pack, initial=_initial(row))
        context["ask"] = _(SAYS[row.kind])
        context["questions"] = brief.questions(row.text, tuple(row.must)) if row.kind == "need" and row.text else ()
        return render(request, "listing_form.html", context, status=400 if form and form.errors else status)
    return render(request, "listing.html", context, status=status)


def _matches(viewer: Viewer, row: Listing, pack: Pack) -> list[Shown]:
    """What the engine holds beside a listing, for its own party and those who see every match."""
    of = "need" if row.kind == "need" else "offer"
    return [shown(viewer, one, pack, of) for one in matches.of(viewer, row)[:20]]


def _verdicts(view: ListingView) -> list[Button]:
    return buttons(view.acts, lambda act: reverse("listing_act", args=[view.row.id, act]))


def _events(viewer: Viewer, row: Listing) -> list[Event]:
    names = labels()
    return [
        Event(one.at, names.get(one.act, one.act), f"{one.party} {one.person}".strip(), one.note, one.number, one.hash)
        for one in timeline.listed(viewer, row)
    ]


@require_POST
@page("seated")
def act(request: Request, id: int, act: str) -> HttpResponse:
    """An act of the listing's life. What was written beside it is kept first; a refusal is said in the page."""
    if act == "save" or (act == "submit" and "title" in request.POST):
        view = reads.listing(request.viewer, id)
        form = Writing(view.row.kind, packs.plan(), written(request.POST), draft=act == "save")
        if not form.is_valid():
            return opened(request, id, form=form)
        acts.save(request.viewer, id, form.values())
        if act == "save":
            messages.success(request, _("草稿已存"))
            return redirect("listing", id)
    if act not in {row.id for row in LISTING.rows}:
        raise Refusal("no_such_act", _("没有“%(act)s”这一步") % {"act": act}, _("从供需页办理"))
    return _act(request, id, act)


def written(posted: QueryDict) -> QueryDict:
    """What was typed, the answers to what was asked back joined to the text: so they are there again when something is missing."""
    data = posted.copy()
    said = {name.removeprefix("answer-"): str(text) for name, text in data.items() if name.startswith("answer-")}
    data["text"] = brief.answered(str(data.get("text", "")), said)[:LONGEST]
    return data


def _act(request: Request, id: int, act: str) -> HttpResponse:
    try:
        row = acts.do(request.viewer, id, act, request.POST.get("reason", ""))
    except Refusal as no:
        if no.code == "no_such_listing":
            raise
        return opened(request, id, no=no)
    told = {"submit": _("已提交，等技术经纪人或科技局试读"), "publish": _("已发布，人人可看")}
    messages.success(request, told.get(act, _(LISTING.states[row.state])))
    return redirect("listing", id)
