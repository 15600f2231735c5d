"""Saved searches (存下的查找) as they are read: one's own; and whom new listings are told to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.models import Listing, SavedSearch
from jinliang.site.reads import listing as listings

__all__ = ["Looking", "SavedSearch", "any_saved", "fitting", "looking", "one", "saved"]


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked for on the market; empty means any."""

    kind: str = ""
    field: str = ""
    area: str = ""
    words: str = ""


def looking(row: SavedSearch) -> Looking:
    """What a kept search looks for."""
    return Looking(row.kind, row.field, row.area, row.words)


def saved(viewer: Viewer) -> QuerySet[SavedSearch]:
    """The searches a seat has kept, the latest first."""
    return SavedSearch.objects.filter(seat_id=viewer.seat or 0).order_by("-id")


def one(viewer: Viewer, id: int) -> SavedSearch:
    """One of a seat's searches. Raises Refusal `no_such_search`."""
    row = saved(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_search", "没有存下这个查找，或不是您的", "从消息页的“存下的查找”打开")
    return row


def any_saved() -> bool:
    """Whether anybody has kept a search."""
    return SavedSearch.objects.exists()


def fitting(ids: Sequence[int]) -> Iterator[tuple[SavedSearch, list[Listing]]]:
    """For each search of an active seat: those of these listings that fit it as the market would find them, not those of its own party."""
    for row in SavedSearch.objects.filter(seat__active=True).select_related("seat").order_by("id"):
        found = listings.market(PUBLIC, row.kind, row.field, row.area, row.words).rows.filter(id__in=ids)
        rows = list(found.exclude(party_id=row.seat.party_id))
        if rows:
            yield row, rows
