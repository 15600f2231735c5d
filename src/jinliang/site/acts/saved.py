"""Keeping a search and letting it go: a seat's own affair, which leaves no line in the journal."""

from __future__ import annotations

from jinliang.core.access import Viewer
from jinliang.core.listing import KINDS
from jinliang.core.refusal import Refusal
from jinliang.site.models import SavedSearch
from jinliang.site.reads import clock
from jinliang.site.reads import saved as reads
from jinliang.site.reads.saved import Looking

MOST = 20
"""Searches that a seat keeps."""


def keep(viewer: Viewer, asked: Looking) -> SavedSearch:
    """Keeps a search; the same is kept once. Raises Refusal `search_empty`, `too_many_searches`."""
    seat, _party = viewer.sits
    kind, words = asked.kind if asked.kind in KINDS else "", asked.words.strip()[:60]
    if not (kind or asked.field or asked.area or words):
        raise Refusal("search_empty", "没有任何条件，等于整个市场", "先选类别、领域、辖市区或写几个字，再存")
    said = {"kind": kind, "field": asked.field[:2], "area": asked.area[:12], "words": words}
    row = reads.saved(viewer).filter(**said).first()
    if row is None and reads.saved(viewer).count() >= MOST:
        raise Refusal("too_many_searches", f"已经存了 {MOST} 个查找", "先删去不用的")
    return row or SavedSearch.objects.create(seat_id=seat, made_at=clock.now(), **said)


def drop(viewer: Viewer, id: int) -> None:
    """Lets a search go. Raises Refusal `no_such_search`."""
    reads.one(viewer, id).delete()
