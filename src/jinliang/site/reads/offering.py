"""The market as one search sees it: needs and all kinds of offers that have the words, narrowed by facets, each facet with its counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from jinliang.core.access import Viewer
from jinliang.site.models import Listing
from jinliang.site.reads.listing import shown
from jinliang.site.reads.spelling import holding, nearly, titled

BANDS: Mapping[str, tuple[int | None, int | None]] = {
    "10": (0, 100_000),
    "50": (100_000, 500_000),
    "200": (500_000, 2_000_000),
    "more": (2_000_000, None),
    "talk": (None, None),
}
"""Bands of budget or price in yuan: from, and up to and including; `talk` is what names no amount."""


@dataclass(frozen=True, slots=True)
class Narrowed:
    """What a search is narrowed to, blank for no limit: `band` of budget or price, `body` is the number of a party that shows its name."""

    kind: str = ""
    field: str = ""
    maturity: str = ""
    area: str = ""
    band: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Offering:
    """What the market has: the rows, how many, the counts of each facet under all the other limits, the bodies' names.

    `near`: nothing has the words as they were typed, and what is shown has them with one character off.
    """

    rows: QuerySet[Listing]
    many: int
    counts: Mapping[str, Mapping[str, int]]
    bodies: Mapping[str, str]
    near: bool


def offering(viewer: Viewer, words: str, narrowed: Narrowed) -> Offering:
    """Listings on the market that have the words. The market is public: every viewer finds the same, and nobody a hidden owner."""
    whole = holding(shown(), words)
    near = bool(words) and not whole.exists()
    if near:
        whole = nearly(shown(), words)
    counts = {one.name: _counts(whole, narrowed, one.name) for one in fields(Narrowed)}
    rows = _limited(whole, narrowed)
    first = (
        Case(When(titled(words), then=Value(0)), default=Value(1), output_field=IntegerField()) if words else Value(0)
    )
    names = shown().filter(hidden=False, party_id__in=list(counts["body"])).values_list("party_id", "party__name")
    return Offering(
        rows.annotate(first=first).order_by("first", "-since", "-id"),
        rows.count(),
        counts,
        {str(id): name for id, name in names.order_by().distinct()},
        near and bool(counts["kind"]),
    )


def _band(band: str) -> Q:
    over, upto = BANDS[band]
    if over is None:
        return Q(amount=None)
    found = Q(amount__gt=Decimal(over)) if over else Q(amount__gte=0)
    return found if upto is None else found & Q(amount__lte=Decimal(upto))


_LIMITS: Mapping[str, Callable[[str], Q]] = {
    "kind": lambda value: Q(kind=value),
    "field": lambda value: Q(field=value),
    "maturity": lambda value: Q(maturity=value),
    "area": lambda value: Q(area=value),
    "band": _band,
    "body": lambda value: Q(party_id=int(value), hidden=False),
}


def _limited(rows: QuerySet[Listing], narrowed: Narrowed, but: str = "") -> QuerySet[Listing]:
    rows = rows.annotate(amount=Coalesce("high", "low"))
    for name, limit in _LIMITS.items():
        value = getattr(narrowed, name)
        if value and name != but:
            rows = rows.filter(limit(value))
    return rows


def _counts(whole: QuerySet[Listing], narrowed: Narrowed, facet: str) -> dict[str, int]:
    """How many there are of each value of a facet, under the limits of all the others; a body only where it shows its name."""
    rows = _limited(whole, narrowed, but=facet).order_by()
    if facet == "band":
        cases = [When(_band(one), then=Value(one)) for one in BANDS]
        rows = rows.annotate(banded=Case(*cases, default=Value("")))
    column = {"band": "banded", "body": "party_id"}.get(facet, facet)
    rows = rows.filter(hidden=False) if facet == "body" else rows
    found = rows.values_list(column).annotate(many=Count("id"))
    return {str(value): many for value, many in found if value not in ("", None)}
