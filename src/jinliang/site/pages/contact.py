"""A broker's work list (下一个电话): whose owner to call and why, needs to be looked at, calls made; each thing done with one tap."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from jinliang.core.contact import SAYS, TRIAGE, WEIGHTS, Reason
from jinliang.core.listing import KINDS
from jinliang.core.refusal import Refusal
from jinliang.site.acts import brokering as acts
from jinliang.site.pages.counted import Counted
from jinliang.site.pages.market import Line, line
from jinliang.site.pages.shell import Request, page, posted
from jinliang.site.pages.tags.part import Blank, Chip
from jinliang.site.reads import clock
from jinliang.site.reads import contact as reads
from jinliang.site.reads import listing as listings
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.contact import Item
from jinliang.site.reads.listing import Listing

PAGE = 12
"""Calls on a page."""
SOME = 6
"""Needs to be looked at, and calls made, beside them."""
OFFERS = 20
"""Offers to choose from."""
HEARD = (gettext_noop("已通，近日回应"), gettext_noop("没接通"), gettext_noop("不考虑了"), gettext_noop("约了见面"))
"""What one tap says of a call."""
TONES = {"late": "late", "watch": "watch", "urgent": "watch"}


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as it is drawn: the sentence, its tone, what it weighs, the match it is about."""

    text: str
    tone: str
    weight: int
    url: str


@dataclass(frozen=True, slots=True)
class Next:
    """A call to make: about which listing, whom to ask for, and why."""

    row: Listing
    kind: str
    who: str
    reasons: tuple[Why, ...]
    match: int | None
    weight: int


@page(("broker",))
def contacts(request: Request) -> HttpResponse:
    """The calls to make, the heaviest first."""
    return _page(request)


def _page(request: Request, no: Refusal | None = None) -> HttpResponse:
    viewer, every = request.viewer, request.GET.get("all") == "1"
    found = reads.items(viewer, every)
    here = Counted(found, PAGE, len(found)).get_page(request.GET.get("page"))
    waiting, made = reads.triage(viewer, every), reads.contacts(viewer)
    url = reverse("contacts")
    context = {
        "rows": [_next(one) for one in here.object_list],
        "page": here,
        "no": no,
        "heard": [_(one) for one in HEARD],
        "chips": [Chip(_("我的辖市区"), url, None, not every), Chip(_("全市"), f"{url}?all=1", None, every)],
        "waiting": waiting[:SOME],
        "waits": waiting.count(),
        "made": made[:SOME],
        "calls": made.count(),
        "triage": [(one, _(label)) for one, label in TRIAGE.items() if one != "off"],
        "today": clock.today(),
        "empty": Blank(
            _("没有要打的电话"),
            _("过了承诺日没回应的、很合适没人说话的、快到期的、没有匹配的，会按轻重排在这里。"),
            reverse("market"),
            _("看供需"),
            "list",
        ),
    }
    return render(request, "contacts.html", context, status=viewers.status(no) if no else 200)


def _next(one: Item) -> Next:
    row = one.listing
    word = _(KINDS[row.kind])  # type: ignore[index]
    match = next((reason.match for reason in one.reasons if reason.match), None)
    return Next(
        row,
        word,
        f"{row.party.name} {row.seat.name}",
        tuple(map(_why, one.reasons)),
        match,
        one.weight,
    )


def _why(one: Reason) -> Why:
    url = reverse("match", args=[one.match]) if one.match else ""
    return Why(_(SAYS[one.why]) % one.said, TONES.get(one.why, ""), WEIGHTS[one.why], url)


@page(("broker",))
@posted("listing", listings.listing)
def contact(request: Request, id: int) -> HttpResponse:
    """Keeps a call with what was heard."""
    said = request.POST.get("heard") or request.POST.get("said", "")
    match = request.POST.get("match", "")
    try:
        acts.contact(request.viewer, id, said, int(match) if match.isdecimal() else None)
    except Refusal as no:
        if no.code.startswith("no_such_"):
            raise
        return _page(request, no)
    messages.success(request, _("联系已记下，几天内不再催这一家"))
    return redirect("contacts")


@page(("broker", "district", "bureau"))
@posted("listing", listings.listing)
def triage(request: Request, id: int) -> HttpResponse:
    """Says what a need is."""
    acts.triage(request.viewer, id, request.POST.get("triage", ""), request.POST.get("why", ""))
    messages.success(request, _("分诊已记下"))
    return redirect("contacts") if request.viewer.role == "broker" else redirect("listing", id)


@page(("broker",))
def propose(request: Request, id: int) -> HttpResponse:
    """Chooses an offer for a need by hand: found by words, put before both with a sentence."""
    viewer, no = request.viewer, None
    need = listings.listing(viewer, id).row
    if request.method == "POST":
        chosen = request.POST.get("offer", "")
        try:
            if not chosen.isdecimal():
                raise Refusal("offer_missing", _("没有选供给"), _("选一条，再写为什么合适"))
            row = acts.propose(viewer, id, int(chosen), request.POST.get("said", ""))
        except Refusal as refused:
            if refused.code.startswith("no_such_") or refused.code == "not_a_need":
                raise
            no = refused
        else:
            messages.success(request, _("已推荐，双方都收到了消息"))
            return redirect("match", row.id)
    words = request.GET.get("words", "").strip()[:60]
    context = {
        "need": line(viewer, need, packs.plan()),
        "offers": _offers(request, need, words),
        "words": words,
        "said": request.POST.get("said", ""),
        "chosen": request.POST.get("offer", ""),
        "no": no,
        "empty": Blank(
            _("没有这样的供给"), _("换个说法再找。"), reverse("match_propose", args=[id]), _("重新找"), "list"
        ),
    }
    return render(request, "propose.html", context, status=viewers.status(no) if no else 200)


def _offers(request: Request, need: Listing, words: str) -> list[Line]:
    """Offers of others that say these words; without words, those of the need's own field."""
    viewer, pack = request.viewer, packs.plan()
    found = listings.market(viewer, words=words, field="" if words else need.field).rows
    rows = found.exclude(kind="need").exclude(party_id=need.party_id)
    return [line(viewer, one, pack) for one in rows[:OFFERS]]
