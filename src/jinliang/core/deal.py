"""The life of a deal (交易): two parties that said yes to each other talk, until it falls or goes on to terms."""

from __future__ import annotations

from dataclasses import dataclass

from jinliang.core.access import YES, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row


@dataclass(frozen=True, slots=True)
class DealCase:
    """A deal as its life sees it."""

    state: str
    buyer: int
    seller: int


def side(viewer: Viewer, case: DealCase) -> Verdict:
    """Who may act on a deal: seats of its two parties."""
    if viewer.party in (case.buyer, case.seller) and viewer.role in ("enterprise", "tto", "researcher", "broker"):
        return YES
    return no("这是别的单位的交易", "enterprise", "tto", "researcher")


DEAL = Life(
    noun="deal",
    states={"talking": "洽谈中", "fallen": "没谈成"},
    rows=(Row("fall", "没谈成", ("talking",), "fallen", side, asks=(Ask("reason", "没谈成的原因"),), tone="danger"),),
    exits=("fallen",),
)
