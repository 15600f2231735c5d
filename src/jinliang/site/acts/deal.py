"""Deals (交易): every act of their life."""

from __future__ import annotations

from typing import Any

from jinliang.core.access import Viewer
from jinliang.core.deal import DEAL, DealCase
from jinliang.core.life import check
from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Deal
from jinliang.site.reads import clock
from jinliang.site.reads import deal as reads
from jinliang.site.reads import pack as packs


@act("deal.fall", "交易没谈成")
def fall(doing: Doing, deal_id: int, reason: str) -> Deal:
    """Says that talks came to nothing, and why. Raises Refusal `no_such_deal`, `reason_missing`."""
    reads.deal(doing.viewer, deal_id)
    if not reason.strip():
        raise Refusal("reason_missing", "没有写没谈成的原因", "写一句：价钱、指标、时间，还是别的")
    deal = Deal.objects.select_for_update().get(id=deal_id)
    case = DealCase(deal.state, deal.buyer_id, deal.seller_id)
    row = check(DEAL, "fall", deal.state, case, packs.plan(), doing.viewer, clock.today())
    doing.touch("deal", deal.id)
    doing.change = {"state": [deal.state, row.target]}
    doing.note = deal.reason = reason.strip()[:200]
    deal.state, deal.since = row.target or deal.state, clock.today()
    deal.save()
    return deal


def do(viewer: Viewer, id: int, act: str, reason: str = "") -> Any:
    """An act of a deal's life by its row's id. Raises KeyError on an unknown act."""
    return {"fall": fall}[act](viewer, id, reason)
