"""Versions of the ranker's weights: which one is in use, and how a candidate compares with it. For the bureau and the audit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet

from jinliang.core.access import Role, Viewer
from jinliang.core.ranker import RankerCase
from jinliang.core.refusal import Refusal
from jinliang.packs.parameter import whole
from jinliang.site.models import Ranker
from jinliang.site.reads import clock

__all__ = ["Ranker", "case", "ranker", "running", "versions", "wanted"]

INSIDE: tuple[Role, ...] = ("bureau", "auditor")


def running() -> tuple[str, Mapping[str, Any]]:
    """The version in use and its weights; both empty while it is the one that comes with the product."""
    found = Ranker.objects.filter(state="running").exclude(weights={}).values_list("version", "weights").first()
    return found or ("", {})


def versions(viewer: Viewer) -> QuerySet[Ranker]:
    """All versions, the latest first."""
    rows = Ranker.objects.select_related("proposer__party").order_by("-id")
    return rows if viewer.role in INSIDE else rows.none()


def ranker(viewer: Viewer, id: int) -> Ranker:
    """One version. Raises Refusal `no_such_ranker`."""
    row = versions(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_ranker", "没有这一版排序权重，或您无权查看", "市科技局和审计可以查看")
    return row


def wanted() -> int:
    """How many labelled needs must be able to tell two versions apart before one may be adopted."""
    return whole("ranker.needs", clock.today())


def case(row: Ranker) -> RankerCase:
    """A version as its life sees it."""
    told, (version, _weights) = row.comparison, running()
    # What comes with the product may be new with it; a candidate held against it is behind only if it was held against others.
    learned = Ranker.objects.filter(version=row.against).exclude(weights={}).exists()
    return RankerCase(
        row.proposer.user_id if row.proposer else None,
        row.used_on is not None,
        int(told.get("telling", 0)),
        wanted(),
        float(told.get("ndcg", {}).get("high", 0.0)) < 0,
        row.against != version if version else learned,
    )
