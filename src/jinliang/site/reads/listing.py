"""Listings (供需) as they are read: what stands on the market for anybody, the rest for its owner and those who test it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Greatest

from jinliang.core import listing as life
from jinliang.core.access import Viewer
from jinliang.core.life import Possible, possible
from jinliang.core.listing import LISTING, SHORTEST_TEXT, SHOWN, ListingCase
from jinliang.core.refusal import Refusal
from jinliang.packs.parameter import whole
from jinliang.packs.patent import check_patent
from jinliang.site.models import Act, Deal, Listing
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads.spelling import holding

__all__ = [
    "Listing",
    "ListingView",
    "Market",
    "case",
    "due",
    "listing",
    "market",
    "met",
    "names",
    "near",
    "shown",
    "stale",
    "touched",
    "twins",
    "unmatched",
    "visible",
    "waiting",
]

TESTERS = ("broker", "bureau")
"""Who tests listings of the whole city; a district's officer tests those of the district."""


def visible(viewer: Viewer) -> QuerySet[Listing]:
    """Listings a viewer may see: those shown, the own party's, and for those who test them whatever has been sent on."""
    rows = Listing.objects.select_related("party", "seat__party")
    seen = Q(state__in=SHOWN)
    if not viewer.public:
        seen |= Q(party_id=viewer.own)
        sent = Q(state__in=("reviewing", "returned", "expired"))
        if viewer.role in TESTERS or viewer.role == "auditor":
            seen |= sent
        elif viewer.role == "district":
            seen |= sent & Q(area=viewer.area or "-")
    return rows.filter(seen)


def shown() -> QuerySet[Listing]:
    """What stands on the market."""
    return Listing.objects.select_related("party").filter(state__in=("published", "talking"))


def named(ids: Iterable[int]) -> QuerySet[Listing]:
    """Listings by their ids, on the market or no longer, for jobs that look back."""
    return Listing.objects.select_related("party").filter(id__in=list(ids))


def names(viewer: Viewer, row: Listing) -> bool:
    """Whether a viewer may know whose listing it is: a hidden one is named to its own party, to officials and to who agreed."""
    if not row.hidden or viewer.stands_for(row.party_id) or viewer.official or viewer.role == "broker":
        return True
    if viewer.role == "district":
        return row.area == viewer.area
    return bool(viewer.party) and met(viewer.own, row)


def met(party: int, row: Listing) -> bool:
    """Whether a party has a deal that came of this listing."""
    ours = Q(buyer_id=party) | Q(seller_id=party)
    return Deal.objects.filter(ours, Q(match__need=row) | Q(match__offer=row)).exists()


def case(row: Listing) -> ListingCase:
    """A stored listing as its life sees it."""
    wrong = ""
    if row.kind == "patent":
        checked = check_patent(row.number)
        wrong = "" if checked.valid else checked.why
    found = life.flaws(row.kind, row.title, row.text, row.field, row.person, wrong, row.wanted_on, clock.today())
    reviewed = bool(row.reviewed_by and row.reviewed_on)
    return ListingCase(row.kind, row.state, row.party_id, row.seat.user_id, row.area, found, reviewed)


@dataclass(frozen=True, slots=True)
class ListingView:
    """A listing with what the person who looks may know and do: whether the owner is named, every act with its verdict."""

    row: Listing
    case: ListingCase
    named: bool
    acts: tuple[Possible, ...]
    stale: bool


def listing(viewer: Viewer, id: int) -> ListingView:
    """One listing. Raises Refusal `no_such_listing` when there is none the viewer may see."""
    row = visible(viewer).filter(id=id).first()
    if row is None:
        into = Listing.objects.filter(id=id, into__state__in=SHOWN).values_list("into_id", flat=True).first()
        if into:
            raise Refusal("no_such_listing", "这一条和另一条是同一件，已并过去", f"看编号 {into} 的供需")
        raise Refusal(
            "no_such_listing", "没有这条供需，或您无权查看", "已发布的人人可看；没有发布的只给本单位和审核的人看"
        )
    seen = case(row)
    acts = possible(LISTING, row.state, seen, packs.plan(), viewer, clock.today()) if not viewer.public else ()
    return ListingView(
        row, seen, names(viewer, row), tuple(one for one in acts if one.row.id not in ("expire", "merge")), stale(row)
    )


def stale(row: Listing) -> bool:
    """Whether nothing has moved for so long that its owner is asked and it sinks in rank."""
    today = clock.today()
    return row.state == "published" and row.since < today - timedelta(days=whole("listing.stale", today))


@dataclass(frozen=True, slots=True)
class Market:
    """What a viewer asked of the market: the rows, how many, and how many there are by kind and by field."""

    rows: QuerySet[Listing]
    many: int
    kinds: Mapping[str, int]
    fields: Mapping[str, int]


def market(
    viewer: Viewer, kind: str = "", field: str = "", area: str = "", words: str = "", mine: bool = False
) -> Market:
    """Listings on the market, newest first and stale ones last; or the own party's in every state."""
    rows = visible(viewer).filter(party_id=viewer.own) if mine else shown()
    rows = holding(rows, words)
    rows = rows.filter(area=area) if area else rows
    by_kind = _many(rows.filter(field=field) if field else rows, "kind")
    by_field = _many(rows.filter(kind=kind) if kind else rows, "field")
    rows = rows.filter(kind=kind) if kind else rows
    rows = rows.filter(field=field) if field else rows
    many = by_kind.get(kind, 0) if kind else sum(by_kind.values())
    old = clock.today() - timedelta(days=whole("listing.stale", clock.today()))
    fresh = rows.annotate(old=Count("id", filter=Q(since__lt=old, state="published")))
    return Market(fresh.order_by("old", "-since", "-id"), many, by_kind, by_field)


def _many(rows: QuerySet[Listing], column: str) -> dict[str, int]:
    found = rows.order_by().values_list(column).annotate(many=Count("id"))
    return dict(found)


def waiting(viewer: Viewer) -> QuerySet[Listing]:
    """Listings that wait for this seat: to be tested by it, or returned to or left unfinished by its party."""
    if viewer.role in TESTERS:
        return visible(viewer).filter(state="reviewing").exclude(party_id__in={viewer.own, *viewer.parties})
    if viewer.role == "district":
        rows = visible(viewer).filter(state="reviewing", area=viewer.area or "-")
        return rows.exclude(party_id__in={viewer.own, *viewer.parties})
    rows = visible(viewer).filter(party_id=viewer.own, state__in=("draft", "returned", "expired"))
    # What a unit's office has begun does not wait for each of its researchers.
    return rows.filter(seat_id=viewer.seat or 0) if viewer.role == "researcher" else rows


def unmatched(ranker: str) -> list[int]:
    """Listings on the market (ids) whose matches were not found by this model and these weights."""
    return list(shown().exclude(matched=ranker).order_by("id").values_list("id", flat=True))


def touched(after: int, to: int) -> set[int]:
    """Listings (ids) that acts have touched since a line of the journal, up to another."""
    lines = Act.objects.filter(number__gt=after, number__lte=to, subjects__icontains="listing:")
    subjects = (one for many in lines.values_list("subjects", flat=True) for one in many)
    return {int(id) for noun, _, id in (one.partition(":") for one in subjects) if noun == "listing"}


def due(today: date) -> list[int]:
    """Listings (ids) whose time is over."""
    return list(
        Listing.objects.filter(state="published", expires_on__lt=today).order_by("id").values_list("id", flat=True)
    )


TWIN = 0.5
"""From which trigram similarity of title or text on two listings of a kind may be one."""
TWINS = 3


def twins(viewer: Viewer, row: Listing) -> list[Listing]:
    """Listings that may be the same thing put up twice: the same patent number, or nearly the same words. Nearest first."""
    same = visible(viewer).filter(kind=row.kind).exclude(id=row.id).exclude(state__in=("draft", "withdrawn"))
    return near(same, row.number, row.title, row.text)


def near(among: QuerySet[Listing], number: str, title: str, text: str) -> list[Listing]:
    """Of some listings those with this patent's number or else nearly these words, nearest first."""
    if number and (by_number := list(among.filter(number=number)[:TWINS])):
        return by_number
    if len(text) < SHORTEST_TEXT:
        return []
    # The operator finds them by the index, the measure sorts them.
    rows = among.filter(Q(title__trigram_similar=title) | Q(text__trigram_similar=text))
    rows = rows.annotate(near=Greatest(TrigramSimilarity("title", title), TrigramSimilarity("text", text)))
    return list(rows.filter(near__gte=TWIN).order_by("-near", "id")[:TWINS])
