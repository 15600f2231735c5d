"""How far recommendations come (漏斗): recommended, seen, wanted, wanted by both, met, signed; whole, and by month, body and area.

Each stage is a condition of its own and counts what meets it, so that every number opens to exactly its list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db.models import CharField, Count, DateField, Exists, F, OuterRef, Prefetch, Q, QuerySet
from django.db.models.functions import Cast, TruncMonth

from jinliang.core.access import Viewer
from jinliang.site.models import Match, Meeting
from jinliang.site.reads import clock
from jinliang.site.reads.match import visible

Stage = Literal["found", "seen", "keen", "both", "met", "signed", "no", "fallen"]
Cut = Literal["month", "body", "area"]
CUTS: tuple[Cut, ...] = ("month", "body", "area")

SIGNED = ("signed", "registered", "performing", "closed", "cancelled")
"""The states of a deal whose contract was signed."""
STAGES: Mapping[Stage, Any] = {
    "found": Q(),
    "seen": Q(need_seen_on__isnull=False) | Q(offer_seen_on__isnull=False) | ~Q(need_answer="") | ~Q(offer_answer=""),
    "keen": Q(need_answer="yes") | Q(offer_answer="yes"),
    "both": Q(need_answer="yes", offer_answer="yes"),
    "met": Exists(Meeting.objects.filter(match=OuterRef("pk"))),
    "signed": Q(deal__state__in=SIGNED),
    "no": Q(need_answer="no") | Q(offer_answer="no"),
    "fallen": Q(deal__state="fallen"),
}
"""What counts at each stage; the last two are the ways out. An answer shows that a side has looked, whether or not it opened the page."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: the month, body or area, and how many recommendations came to each stage."""

    key: str
    many: Mapping[Stage, int]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which recommendations are asked for; empty means all. `month` is its first day, `body` the kind of body that offers."""

    stage: Stage | str = ""
    month: date | None = None
    body: str = ""
    area: str = ""


def _cut(cut: Cut) -> Any:
    """The column a table goes by: the month of the recommendation in city time, the kind of body that offers, the need's area."""
    by = {"body": F("offer__party__kind"), "area": F("need__area")}
    return by.get(cut, Cast(Cast(TruncMonth("made_at", tzinfo=clock.CITY), DateField()), CharField()))


def whole(viewer: Viewer) -> Mapping[Stage, int]:
    """How many of all that a viewer may see came to each stage."""
    return visible(viewer).order_by().aggregate(**_counts())  # type: ignore[return-value]


def table(viewer: Viewer, cut: Cut) -> tuple[Row, ...]:
    """The same by month (the latest first), by the kind of body that offers, or by the need's area."""
    rows = visible(viewer).order_by().annotate(key=_cut(cut)).values_list("key").annotate(**_counts())
    ordered = rows.order_by("-key" if cut == "month" else "key")
    return tuple(Row(key, dict(zip(STAGES, many, strict=True))) for key, *many in ordered)


def _counts() -> dict[str, Count]:
    return {stage: Count("pk", filter=condition) for stage, condition in STAGES.items()}


def matches(viewer: Viewer, asked: Asked) -> QuerySet[Match]:
    """The recommendations behind a number, the latest first, each with its meetings."""
    rows = visible(viewer).filter(STAGES[asked.stage] if asked.stage in STAGES else Q())  # type: ignore[index]
    if asked.month:
        rows = rows.annotate(key=_cut("month")).filter(key=asked.month.isoformat())
    rows = rows.filter(offer__party__kind=asked.body) if asked.body else rows
    rows = rows.filter(need__area=asked.area) if asked.area else rows
    meetings = Prefetch("meetings", Meeting.objects.order_by("on", "id"))
    return rows.prefetch_related(meetings).order_by("-made_at", "-id")
