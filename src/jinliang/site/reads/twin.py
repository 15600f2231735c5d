"""Two listings that may be one (重复), before the eyes of who decides it."""

from __future__ import annotations

from dataclasses import dataclass

from jinliang.core.access import Verdict, Viewer
from jinliang.core.life import possible
from jinliang.core.listing import LISTING
from jinliang.core.refusal import Refusal
from jinliang.site.reads import clock
from jinliang.site.reads import listing as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads.listing import Listing

__all__ = ["Side", "pair"]


@dataclass(frozen=True, slots=True)
class Side:
    """One of two listings, whether its owner is named, and whether it may be taken off as the same as the other."""

    row: Listing
    named: bool
    goes: Verdict


def pair(viewer: Viewer, one: int, other: int) -> tuple[Side, Side]:
    """Two listings of a kind side by side. Raises Refusal `no_such_listing`, `other_kind`, `same_listing`."""
    first, second = _side(viewer, one), _side(viewer, other)
    if one == other:
        raise Refusal("same_listing", "两边是同一条", "选另一条来并")
    if first.row.kind != second.row.kind:
        raise Refusal("other_kind", "两条不是一类，不能并为一条", "只并同一类的供需")
    return first, second


def _side(viewer: Viewer, id: int) -> Side:
    view = reads.listing(viewer, id)
    acts = possible(LISTING, view.row.state, view.case, packs.plan(), viewer, clock.today())
    found = next((one for one in acts if one.row.id == "merge"), None)
    why = found.reasons[0] if found and found.reasons else "" if found else "正在对接或已办结的不能并过去"
    return Side(view.row, view.named, Verdict(not why, why))
