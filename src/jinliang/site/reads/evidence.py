"""Papers as they are opened: only by those who may see the claim or are inside a fact they stand behind."""

from __future__ import annotations

from django.db.models import Prefetch

from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.models import Evidence, FactEvidence
from jinliang.site.reads import claim as claims
from jinliang.site.reads import deal as deals
from jinliang.site.reads import dossier

SOME = 50
"""How many of the facts behind a shared official list are asked; who is inside one of thousands is found by the party filter."""


def evidence(viewer: Viewer, id: int) -> Evidence:
    """A paper the viewer may open. Raises Refusal `no_such_evidence` or `not_inside`."""
    row = Evidence.objects.select_related("paper", "claim").filter(id=id).first()
    if row is None:
        raise Refusal("no_such_evidence", "没有这份佐证", "从申报页或事实页打开")
    if (viewer.official and row.claim_id is None and row.deal_id is None) or (
        viewer.party is not None and row.party_id == viewer.party
    ):
        return row
    if row.claim_id and claims.visible(viewer).filter(id=row.claim_id).exists():
        return row
    if row.deal_id and deals.deals(viewer).filter(id=row.deal_id).exists():
        return row
    if not viewer.public:
        links = FactEvidence.objects.filter(evidence=row).prefetch_related(Prefetch("fact", dossier.rows()))
        mine = links.filter(fact__roles__party_id=viewer.own) | links.filter(fact__roles__party__home_id=viewer.own)
        near = links if viewer.role != "district" else links.filter(fact__area=viewer.area or "-")
        if mine.exists() or any(dossier.inside(viewer, one.fact) for one in near[:SOME]):
            return row
    raise Refusal("not_inside", dossier.INSIDE.why, dossier.INSIDE.who)


def also_behind(viewer: Viewer, row: Evidence) -> list[str]:
    """Where else the same file stands: titles of other claims the viewer may see. Official lists are expected to serve many."""
    seen = claims.visible(viewer).select_related(None).exclude(state="withdrawn")
    others = Evidence.objects.filter(paper_id=row.paper_id, removed=False, claim__in=seen).exclude(id=row.id)
    titles = others.exclude(claim=row.claim).select_related("claim").values_list("claim__title", flat=True)
    return [title or "未命名的申报" for title in titles[:5]]
