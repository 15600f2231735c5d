"""Deals as they are read: by the two sides, the intermediary, the registry, the brokers, the bureau and the audit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.db.models import Q, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.contract import Contract
from jinliang.core.deal import DEAL, PRICING, DealCase
from jinliang.core.life import Possible, possible
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.packs.parameter import hint_terms, large_contract
from jinliang.site.models import Deal, Declaration, Evidence, Notice, Party, Receipt, Resolution, Term
from jinliang.site.reads import clock
from jinliang.site.reads import notice as noticed
from jinliang.site.reads import pack as packs
from jinliang.site.reads.match import INSIDE
from jinliang.site.reads.notice import Shown

__all__ = ["Deal", "DealView", "Receipt", "deal", "deals", "notices"]

SIGNED: Final = ("signed", "registered", "performing", "closed", "cancelled")
"""The states that a registry officer sees."""
ZERO = Decimal(0)


def deals(viewer: Viewer) -> QuerySet[Deal]:
    """Deals a viewer may see: a side's own, those a body mediates, what is signed for the registry and finance, all for the inside."""
    rows = Deal.objects.select_related("match__need", "match__offer", "buyer", "seller")
    if viewer.public or viewer.party is None:
        return rows.none()
    if viewer.role in INSIDE:
        return rows
    own = Q(buyer_id=viewer.own) | Q(seller_id=viewer.own) | Q(intermediary_id=viewer.own)
    if viewer.role in ("registry", "finance"):
        own |= Q(state__in=SIGNED)
    return rows.filter(own)


@dataclass(frozen=True, slots=True)
class DealView:
    """A deal with what the person who looks may know and do."""

    row: Deal
    case: DealCase
    acts: tuple[Possible, ...]
    terms: tuple[Term, ...]
    declarations: tuple[Declaration, ...]
    resolutions: tuple[Resolution, ...]
    notices: tuple[Shown, ...]
    papers: tuple[Evidence, ...]
    receipts: tuple[Receipt, ...]

    @property
    def received(self) -> Decimal:
        """What arrived so far, in yuan."""
        return sum((one.amount for one in self.receipts if not one.voided), ZERO)


def deal(viewer: Viewer, id: int) -> Deal:
    """One deal. Raises Refusal `no_such_deal`."""
    rows = deals(viewer).select_related(
        "match__need__seat", "match__need__party", "match__offer__seat", "match__offer__party", "intermediary", "fact"
    )
    row = rows.filter(id=id).first()
    if row is None:
        raise Refusal("no_such_deal", "没有这笔交易，或您无权查看", "买卖双方、中介方、技术经纪人和市科技局可以查看")
    return row


def view(viewer: Viewer, id: int) -> DealView:
    """One deal with its papers, notices, receipts, and every act with its verdict. Raises Refusal `no_such_deal`."""
    row, pack = deal(viewer, id), packs.plan()
    shown = noticed.of(row)
    seen = case(row, pack, shown)
    return DealView(
        row,
        seen,
        possible(DEAL, row.state, seen, pack, viewer, clock.today()),
        tuple(row.terms.order_by("due_on", "id")),
        tuple(_latest(row)),
        tuple(row.resolutions.select_related("minutes").order_by("-held_on", "-id")),
        shown,
        tuple(row.evidence.filter(removed=False).select_related("paper", "party").order_by("id")),
        tuple(row.receipts.select_related("slip").order_by("on", "id")),
    )


def case(row: Deal, pack: Pack, shown: tuple[Shown, ...] | None = None) -> DealCase:
    """A stored deal as its life sees it."""
    if shown is None:
        shown = noticed.of(row)
    running = noticed.running(shown)
    # A decision on terms that were opened again says nothing of the new ones.
    decision = row.resolutions.order_by("-id").first() if row.state not in ("talking", "terms") else None
    money = sum((one.amount for one in row.receipts.filter(voided="")), ZERO)
    promised = sum((one.amount for one in row.terms.all()), ZERO)
    return DealCase(
        row.state,
        row.buyer_id,
        row.seller_id,
        public=row.seller.kind in ("university", "institute"),
        pricing=row.pricing,
        proposed_by=row.proposed_by_id,
        missing=missing(row, pack, clock.today()),
        declared=frozenset(row.declarations.values_list("party_id", flat=True)),
        decided=decision is not None and decision.passed,
        notice_end=running.end if running else None,
        notice_doubt=running.doubt if running else "",
        objections=noticed.waiting(running),
        large=row.technical is not None and row.technical >= large_contract(clock.today()),
        reviewers=frozenset({row.reviewer.user_id} if row.reviewer and row.reviewer.user_id else ()),
        due=promised - money,
    )


def missing(row: Deal, pack: Pack, on: date) -> tuple[str, ...]:
    """What the terms lack before a contract can stand on them: who writes them sees all of it at once."""
    facts = {
        "项目名称": row.name,
        "合同类别": row.contract_class,
        "定价方式": row.pricing in PRICING,
        "成交额": row.price is not None,
        "技术交易额": row.technical is not None,
        "支付方式": row.payment,
        "履行期限": row.begins_on and row.ends_on,
    }
    hints = hint_terms(on)
    texts = {
        one.label: str(row.written.get(one.id, "")).strip()
        for one in pack.list("contract_term").items
        if one.id not in hints
    }
    return tuple(name for name, said in (facts | texts).items() if not said)


def hints(row: Deal, pack: Pack, on: date) -> tuple[str, ...]:
    """What the terms lack without harm: a registry officer may ask for it."""
    known = hint_terms(on)
    items = (one for one in pack.list("contract_term").items if one.id in known)
    return tuple(one.label for one in items if not str(row.written.get(one.id, "")).strip())


def _latest(row: Deal) -> list[Declaration]:
    found: dict[int, Declaration] = {}
    for one in row.declarations.select_related("party", "evidence").order_by("id"):
        found[one.party_id] = one
    return list(found.values())


def notices(viewer: Viewer) -> list[tuple[Shown, Deal]]:
    """The notices that run, the one that ends first on top, to those who may read them: the seller's people and the inside."""
    rows = Notice.objects.filter(stopped_on=None, deal__state="notice", deal__in=deals(viewer))
    found = [(noticed.shown(one), one.deal) for one in rows.select_related("deal__seller", "deal__buyer") if one.deal]
    return sorted(found, key=lambda one: (one[0].end, one[0].row.id))


def related(row: Deal) -> bool:
    """Whether either side has declared the two related."""
    return any(one.related for one in _latest(row))


def mediators() -> QuerySet[Party]:
    """Bodies that may stand between two sides: transfer agencies, and the transfer offices of universities and institutes."""
    return Party.objects.filter(kind__in=("agency", "university", "institute")).order_by("pinyin", "id")


def contract(row: Deal, related: bool = False) -> Contract:
    """A deal with its price as rules about money see it: who, how much, when; not yet registered, it has no number."""
    assert row.price is not None
    assert row.technical is not None
    return Contract(
        row.contract_no,
        row.contract_class,
        row.seller_id,
        row.buyer_id,
        row.price,
        row.technical,
        signed_on=row.signed_on,
        registered_on=row.registered_on,
        cancelled_on=row.since if row.state == "cancelled" else None,
        intermediary=row.intermediary_id,
        role_proof=True if row.intermediary_id else None,  # the contract itself names the intermediary
        related=related,
    )
