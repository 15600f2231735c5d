"""Parties (主体): the list, one with its names and its part of the readings, and registering a new one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core.access import Role
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.packs.credit import check_credit
from jinliang.site.acts import party as acts
from jinliang.site.acts.party import NewParty
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Blank, Chip
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import profile as reads
from jinliang.site.reads.party import Directory
from jinliang.site.reads.profile import Part
from jinliang.site.reads.scrutiny import near_names

PAGE = 50
"""Parties on a page."""
REGISTER: tuple[Role, ...] = ("bureau", "admin")
"""The roles that may register a party, as the act has it."""


@dataclass(frozen=True, slots=True)
class Slice:
    """A party's own part of a reading, as it is drawn; `url` opens the facts behind it."""

    part: Part
    url: str
    whole_url: str


@page("seated")
def parties(request: Request) -> HttpResponse:
    """The city's parties in pinyin order, by kind, area and words; persons are seen only with their facts."""
    get, pack = request.GET, packs.plan()
    kinds = {one.id: one.label for one in pack.list("party_kind").items if one.id != "person"}
    kind = get.get("kind", "") if get.get("kind", "") in kinds else ""
    area, words = get.get("area", "")[:12], get.get("words", "").strip()[:60]
    areas = {one.id: one.label for one in pack.areas}
    many = reads.kinds(request.viewer, area, words)
    here = Counted((), PAGE, many.get(kind, 0) if kind else sum(many.values())).get_page(get.get("page"))
    rows = reads.listed(request.viewer, kind, area, words, (here.number - 1) * PAGE, PAGE)
    context = {
        "rows": [(one, kinds.get(one.kind, one.kind), areas.get(one.area, "")) for one in rows],
        "page": here,
        "chips": _chips(many, kinds, kind, area, words),
        "areas": list(areas.items()),
        "kind": kind,
        "area": area,
        "words": words,
        "may": request.viewer.role in REGISTER,
        "empty": Blank(
            _("没有这样的主体"),
            _("换个名称、代码前几位或辖市区再找；确实没有的，由市科技局登记。"),
            reverse("parties"),
            _("看全部主体"),
            "list",
        ),
    }
    return render(request, "parties.html", context)


def _chips(many: dict[str, int], kinds: dict[str, str], kind: str, area: str, words: str) -> list[Chip]:
    def url(one: str) -> str:
        query = urlencode({key: value for key, value in {"kind": one, "area": area, "words": words}.items() if value})
        return reverse("parties") + (f"?{query}" if query else "")

    chips = [Chip(_("全部"), url(""), sum(many.values()), not kind)]
    return chips + [
        Chip(label, url(one), many.get(one, 0), kind == one)
        for one, label in kinds.items()
        if one in many or one == kind
    ]


@page("seated")
def party(request: Request, id: int) -> HttpResponse:
    """One party: the names it bore and when, its code, its seats, the facts it stands in, its part of the readings."""
    found, pack = reads.profile(request.viewer, id), packs.plan()
    row = found.party
    context = {
        "it": found,
        "kind": next((one.label for one in pack.list("party_kind").items if one.id == row.kind), row.kind),
        "area": next((one.label for one in pack.areas if one.id == row.area), _("全市") if not row.area else row.area),
        "parts": [slice(pack, one, row.id) for one in found.parts],
        "facts_url": f"{reverse('facts')}?party={row.id}",
        "claims_url": f"{reverse('claims')}?{urlencode({'words': row.name})}" if _may_see(request, row.id) else "",
        "empty": Blank(_("还没有事实"), _("这家单位参与的申报核验后、所在的名单导入后，就在这里。")),
        "today": clock.today(),
    }
    return render(request, "party.html", context)


def _may_see(request: Request, party: int) -> bool:
    """Whether a seat may see claims of a party at all."""
    viewer = request.viewer
    return viewer.official or viewer.role == "district" or viewer.party == party


def slice(pack: Pack, part: Part, party: int) -> Slice:
    """A party's part with the ways to what is behind it: its own reading, or its facts of that kind."""
    whole = reverse("reading", args=[pack.id, part.indicator.id])
    kind = part.indicator.selector.kind
    own = f"{whole}?host={party}" if part.hosted else f"{reverse('facts')}?{urlencode({'kind': kind, 'party': party})}"
    return Slice(part, own, whole)


class Registering(forms.Form):
    """A party to be registered. The code is checked digit by digit, the name against those on record."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=gettext_lazy("类型"))
    name = forms.CharField(
        label=gettext_lazy("全称"), max_length=120, help_text=gettext_lazy("与登记证照一致，不用简称")
    )
    code = forms.CharField(
        label=gettext_lazy("统一社会信用代码"),
        max_length=18,
        required=False,
        help_text=gettext_lazy("18 位；没有代码的内设机构不填"),
        widget=forms.TextInput(attrs={"class": "jl-mono", "autocomplete": "off"}),
    )
    area = forms.ChoiceField(label=gettext_lazy("所在辖市区"), required=False)
    former = forms.CharField(
        label=gettext_lazy("以前的名称"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("改过名的填，按旧名也找得到"),
    )
    sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, directory: Directory, pack: Pack, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.directory = directory
        kinds = [(one.id, tr(one.label)) for one in pack.list("party_kind").items if one.id != "person"]
        self.fields["kind"].choices = [("", _("请选择")), *kinds]  # type: ignore[attr-defined]
        self.fields["area"].choices = [("", _("全市")), *((one.id, tr(one.label)) for one in pack.areas)]  # type: ignore[attr-defined]
        self.near: list[tuple[int, str, str]] = []

    def clean_code(self) -> str:
        """The code, its check digit right and borne by nobody else."""
        code = str(self.cleaned_data["code"]).strip().upper()
        if code:
            checked = check_credit(code)
            if not checked.valid:
                raise Objection(checked.why, checked.fix, fill=checked.suggestion or "")
            other = self.directory.party(code)
            if other is not None:
                raise Objection(_("代码已登记为“%(name)s”。") % {"name": other.name}, _("直接使用在库的主体。"))
        return code

    def clean(self) -> dict[str, Any]:
        """Names near to one on record are shown once before the party is registered."""
        data = super().clean() or self.cleaned_data
        name = " ".join(str(data.get("name", "")).split())
        same = self.directory.party(name) if name else None
        if same is not None:
            self.add_error(
                "name", Objection(_("在库已有“%(name)s”。") % {"name": same.name}, _("直接使用在库的主体。"))
            )
        elif name and not data.get("sure"):
            self.near = [(one.id, one.name, one.code) for one in near_names(self.directory, name)]
        return data


@page(REGISTER)
def register(request: Request) -> HttpResponse:
    """Registers one party; near names are shown first, and registering goes on when they are others."""
    pack = packs.plan()
    form = Registering(Directory(request.viewer), pack, request.POST or None)
    no = None
    if request.method == "POST" and form.is_valid() and not form.near:
        data = form.cleaned_data
        former = ((data["former"].strip(), None, None),) if data["former"].strip() else ()
        fresh = NewParty(data["kind"], " ".join(data["name"].split()), data["code"], data["area"], former)
        try:
            row = acts.register(request.viewer, [fresh])[0]
        except Refusal as refusal:
            no = refusal
        else:
            messages.success(request, _("已登记：%(name)s") % {"name": row.name})
            return redirect("party", row.id)
    wrong = no is not None or bool(form.errors) or bool(form.near)
    return render(request, "party_new.html", {"form": form, "no": no}, status=400 if wrong else 200)
