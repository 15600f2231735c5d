"""Facts (事实): the list, one with everything behind it, and the ways on that the bureau may take."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core import fact as core
from jinliang.core.access import role_in
from jinliang.core.day import day as parse_day
from jinliang.core.life import Ask
from jinliang.core.refusal import Refusal
from jinliang.site.acts import fact as acts
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.dossier import opened
from jinliang.site.pages.form import KindForm, control, typed
from jinliang.site.pages.question import years
from jinliang.site.pages.shelf import shelf
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Blank, Button, Chip, Reason
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import dossier as dossiers
from jinliang.site.reads import drill
from jinliang.site.reads import pack as packs
from jinliang.site.reads.statement import check

PAGE = 50
"""Facts on a page."""


@page("anyone")
def facts(request: Request) -> HttpResponse:
    """The city's facts, newest first, by kind, area, year, party and words. Everybody may see that they are there."""
    return render(request, "facts.html", {"kept": shelf.drawn(request, "facts", lambda: _told(request))})


def _told(request: Request) -> dict[str, Any]:
    get, viewer, plan = request.GET, request.viewer, packs.plan()
    kind, area, words = get.get("kind", ""), get.get("area", ""), get.get("words", "").strip()[:60]
    year = int(get["year"]) if get.get("year", "") in [str(one) for one in years(plan)] else None
    party = int(get["party"]) if get.get("party", "").isdecimal() and len(get["party"]) < 12 else None
    found = dossiers.facts(viewer, area=area, party=party, words=words, year=year)
    many = drill.kinds(viewer, area, party, words, year)
    rows = found.filter(kind=kind) if kind else found
    here = Counted(rows, PAGE, many.get(kind, 0) if kind else sum(many.values())).get_page(get.get("page"))
    kept = {"area": area, "year": year or "", "party": party or "", "words": words}
    names = {one.id: one.label for one in plan.areas}
    return {
        "viewer": viewer,
        "rows": [(row, names.get(row.area, "")) for row in dossiers.shown(viewer, here.object_list, plan)],
        "page": here,
        "chips": _chips(kept, many, kind, {one.id: one.label for one in plan.kinds}),
        "kind": kind,
        "kept": kept,
        "asked": any(kept.values()),
        "areas": list(names.items()),
        "years": years(plan),
        "party_name": drill.party_name(party) if party else "",
        "empty": Blank(
            _("没有这样的事实"),
            _("申报核验后、官方名单导入后，事实就在这里。换个类别、辖市区或年份再看。"),
            reverse("facts"),
            _("看全部事实"),
            "list",
        ),
    }


def _chips(kept: dict[str, Any], many: dict[str, int], kind: str, labels: dict[str, str]) -> list[Chip]:
    def url(one: str) -> str:
        query = urlencode({key: value for key, value in {"kind": one, **kept}.items() if value})
        return reverse("facts") + (f"?{query}" if query else "")

    chips = [Chip(_("全部"), url(""), sum(many.values()), not kind)]
    return chips + [
        Chip(label, url(one), many.get(one, 0), kind == one)
        for one, label in labels.items()
        if one in many or one == kind
    ]


@page("anyone")
def fact(request: Request, id: int) -> HttpResponse:
    """One fact with everything behind it and, for those who sit somewhere, what can be done about it."""
    it = opened(request.viewer, id)
    acts = () if request.viewer.public else _ways(request, id, it.fact)
    return render(request, "fact.html", {"it": it, "acts": acts})


REASON = Ask("reason", gettext_lazy("原因，记入留痕"))  # type: ignore[arg-type]
LAST = Ask("last_on", gettext_lazy("最后一天，当天仍算"), "date")  # type: ignore[arg-type]


def _ways(request: Request, id: int, row: core.Standing) -> list[Button]:
    """The ways on of a fact as buttons, each with why not."""
    may = role_in(request.viewer, "bureau", act="冲销、终止或更正事实")

    def button(way: core.Way, label: str, note: str, asks: tuple[Ask, ...], danger: bool, post: bool) -> Button:
        reasons = [] if may else [Reason("x", f"{tr(may.why)}{_('，')}{tr(may.who)}")]
        try:
            core.check_way(row, way, last_on=row.on, entry=row.entry_id)
        except Refusal as no:
            reasons.append(Reason("x", _("。").join(tr(one) for one in (no.why, no.fix) if one)))
        url = reverse(f"fact_{way}", args=[id])
        return Button(label, url, not reasons, tuple(reasons), False, danger, note if not reasons else "", asks, post)

    return [
        button("replace", _("更正"), _("内容有误：这一件不再计，同时写下对的一件。"), (), False, False),
        button(
            "end", _("终止"), _("提前结束：这天以后不再算在存量里，已计入的新增不变。"), (LAST, REASON), False, True
        ),
        button(
            "reverse",
            _("冲销"),
            _("从未成立：从今往后所知的每个读数里都去掉，过去已公布的不变。"),
            (REASON,),
            True,
            True,
        ),
    ]


class WayForm(forms.Form):
    """Why a fact is reversed, or from when it is over and why."""

    last_on = forms.CharField(
        label=gettext_lazy("最后一天"),
        help_text=gettext_lazy("当天仍算；不能早于发生日"),
    )
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        help_text=gettext_lazy("写明怎么发现的、依据什么；记入留痕"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        kind, day = control(data.get("last_on", "") if data else "")
        super().__init__(data.dict() | {"last_on": day} if data else None)
        self.fields["last_on"].widget.input_type = kind

    def clean_last_on(self) -> Any:
        """The day, in any of the ways people write it."""
        try:
            return parse_day(self.cleaned_data["last_on"])
        except Refusal as no:
            raise Objection.of(no) from None


@page(("bureau",))
def fact_reverse(request: Request, id: int) -> HttpResponse:
    """Reverses a fact (冲销): a reason is asked, and what has been typed is kept when something is missing."""
    return _take(request, id, "reverse")


@page(("bureau",))
def fact_end(request: Request, id: int) -> HttpResponse:
    """Ends a fact (终止): its last day and a reason."""
    return _take(request, id, "end")


def _take(request: Request, id: int, way: str) -> HttpResponse:
    row = dossiers.fact(request.viewer, id)
    form = WayForm(request.POST or None)
    if way == "reverse":
        del form.fields["last_on"]
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            if way == "reverse":
                acts.reverse(request.viewer, id, said["reason"])
                done = _("已冲销：%(title)s")
            else:
                acts.end(request.viewer, id, said["last_on"], said["reason"])
                done = _("已终止：%(title)s")
        except Refusal as no:
            form.add_error("last_on" if no.code == "ends_before_on" else None, Objection.of(no))
        else:
            messages.success(request, done % {"title": row.title}, extra_tags=_("读数已随之更新，原因记入留痕"))
            return redirect("fact", id=id)
    return render(request, "fact_way.html", {"row": row, "form": form, "way": way}, status=400 if form.errors else 200)


@page(("bureau",))
def fact_replace(request: Request, id: int) -> HttpResponse:
    """Replaces a fact (更正): the form of its kind, filled with what it says now; the papers to stand behind the new one; a reason."""
    viewer, pack = request.viewer, packs.plan()
    old = drill.facts([id]).first()
    if old is None:
        raise core.refuse("no_such_fact")
    kind, row = pack.kind(old.kind), dossiers.fact(viewer, id)
    papers = dossiers.papers(viewer, [old], dossiers.inside(viewer, old)).get(id, ())
    said = typed(kind, request.POST.dict()) if request.method == "POST" else drill.raw(old, kind)
    kept = [one.id for one in papers if request.method == "GET" or str(one.id) in request.POST.getlist("paper")]
    why = WayForm(request.POST or None)
    del why.fields["last_on"]
    flaws, refused = None, None
    if request.method == "POST":
        statement, flaws = check(viewer, pack, kind, said)
        if statement is not None and why.is_valid():
            try:
                done = acts.replace(viewer, id, statement, kept, why.cleaned_data["reason"])
            except Refusal as no:
                refused = no
            else:
                assert done.fact is not None
                messages.success(
                    request,
                    _("已更正：%(title)s") % {"title": statement.title},
                    extra_tags=_("读数已随之更新，原因记入留痕"),
                )
                return redirect("fact", id=done.fact.id)
    form = KindForm(kind, pack, said, {}, flaws)
    if refused is not None:
        form.add_error(None, Objection.of(refused))
    context = {
        "row": row,
        "kind": kind,
        "form": form,
        "groups": list(form.groups()),
        "why": why,
        "papers": papers,
        "kept": kept,
    }
    return render(request, "fact_replace.html", context, status=200 if request.method == "GET" else 400)
