"""Deals as they are read: by the two sides, the brokers, the bureau and the audit."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.models import Deal
from jinliang.site.reads.match import INSIDE

__all__ = ["Deal", "deal", "deals"]


def deals(viewer: Viewer) -> QuerySet[Deal]:
    """Deals a viewer may see."""
    rows = Deal.objects.select_related("match__need", "match__offer", "buyer", "seller")
    if viewer.public or viewer.party is None:
        return rows.none()
    if viewer.role in INSIDE:
        return rows
    return rows.filter(Q(buyer_id=viewer.own) | Q(seller_id=viewer.own))


def deal(viewer: Viewer, id: int) -> Deal:
    """One deal. Raises Refusal `no_such_deal`."""
    rows = deals(viewer).select_related(
        "match__need__seat", "match__need__party", "match__offer__seat", "match__offer__party"
    )
    row = rows.filter(id=id).first()
    if row is None:
        raise Refusal("no_such_deal", "没有这笔交易，或您无权查看", "买卖双方、技术经纪人和市科技局可以查看")
    return row
