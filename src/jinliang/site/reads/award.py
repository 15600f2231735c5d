"""Awards (奖补) as they are read: calls, applications, batches, decisions; and the world that a decision is made from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from django.db.models import Q, QuerySet, Sum

from jinliang.core.access import Viewer
from jinliang.core.application import APPLICATION, ApplicationCase
from jinliang.core.award import Award
from jinliang.core.batch import BATCH, BatchCase
from jinliang.core.call import Applicant, World
from jinliang.core.call import Call as CoreCall
from jinliang.core.contract import Receipt as CoreReceipt
from jinliang.core.contract import Side
from jinliang.core.day import Period
from jinliang.core.decision import Decided, decide
from jinliang.core.life import Possible, possible
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.site.models import Application, Batch, Call, Deal, Decision, Party, Receipt, Spent
from jinliang.site.reads import clock
from jinliang.site.reads import notice as noticed
from jinliang.site.reads import pack as packs
from jinliang.site.reads.deal import contract
from jinliang.site.reads.notice import Shown

__all__ = ["Application", "Batch", "Call", "Decision", "application", "batch", "call", "calls"]

INSIDE: Final = ("bureau", "finance", "auditor")
"""Who sees every application beside its own party and its district."""
REGISTERED: Final = ("registered", "performing", "closed", "cancelled")
ZERO: Final = Decimal("0.00")


def calls(viewer: Viewer) -> QuerySet[Call]:
    """Calls are public: whoever may get money learns of them."""
    return Call.objects.order_by("-year", "award")


def call(viewer: Viewer, id: int) -> Call:
    """One call. Raises Refusal `no_such_call`."""
    row = calls(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_call", "没有这个申报通知", "从奖补页打开")
    return row


def applications(viewer: Viewer) -> QuerySet[Application]:
    """Applications a viewer may see: the own party's, a district's own, all of them inside."""
    rows = Application.objects.select_related("call", "party", "checked_by", "reviewed_by", "seat")
    if viewer.public or viewer.party is None:
        return rows.none()
    if viewer.role in INSIDE:
        return rows
    if viewer.role == "district":
        return rows.filter(Q(party__area=viewer.area or "-") | Q(party_id=viewer.own))
    return rows.filter(party_id=viewer.own)


def batches(viewer: Viewer) -> QuerySet[Batch]:
    """Batches: the inside sees all, everybody with a seat those that were published."""
    rows = Batch.objects.select_related("call", "decided_by", "approved_by", "paid_by")
    if viewer.public:
        return rows.none()
    return rows if viewer.role in INSIDE else rows.filter(state__in=("notice", "approved", "paid"))


@dataclass(frozen=True, slots=True)
class ApplicationView:
    """An application with every act and its verdict, and its decisions."""

    row: Application
    award: Award
    acts: tuple[Possible, ...]
    decisions: tuple[Decision, ...]


def application(viewer: Viewer, id: int) -> ApplicationView:
    """One application. Raises Refusal `no_such_application`."""
    row = applications(viewer).filter(id=id).first()
    if row is None:
        raise Refusal(
            "no_such_application", "没有这件申请，或您无权查看", "申请单位、所在辖市区、市科技局、财政和审计可以查看"
        )
    found = possible(APPLICATION, row.state, case(row), packs.plan(), viewer, clock.today())
    acts = tuple(one for one in found if one.row.id != "decide")
    return ApplicationView(row, award(row.call), acts, tuple(row.decisions.select_related("batch").order_by("id")))


def case(row: Application) -> ApplicationCase:
    """A stored application as its life sees it."""
    asks = None if row.found else row.seat.user_id
    checker = row.checked_by.user_id if row.checked_by else None
    return ApplicationCase(row.state, row.party_id, row.party.area, asks, checker, clock.today() <= row.call.closes_on)


@dataclass(frozen=True, slots=True)
class BatchView:
    """A batch with its decisions, notices, sum, and every act with its verdict."""

    row: Batch
    case: BatchCase
    acts: tuple[Possible, ...]
    decisions: tuple[Decision, ...]
    notices: tuple[Shown, ...]

    @property
    def total(self) -> Decimal:
        """What the batch pays, in yuan."""
        return sum((one.amount for one in self.decisions), ZERO)


def batch(viewer: Viewer, id: int) -> BatchView:
    """One batch. Raises Refusal `no_such_batch`."""
    row = batches(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_batch", "没有这个批次，或名单还没有公示", "公示以后人人可看")
    shown, seen = noticed.of(row), batch_case(row)
    decisions = tuple(row.decisions.select_related("application__party").order_by("application__party__pinyin", "id"))
    return BatchView(row, seen, possible(BATCH, row.state, seen, packs.plan(), viewer, clock.today()), decisions, shown)


def batch_case(row: Batch) -> BatchCase:
    """A stored batch as its life sees it."""
    running = noticed.running(noticed.of(row))
    hands = Application.objects.filter(decisions__batch=row).values_list("checked_by__user_id", "reviewed_by__user_id")
    return BatchCase(
        row.state,
        frozenset(user for pair in hands for user in pair if user is not None),
        row.decided_by.user_id,
        row.approved_by.user_id if row.approved_by else None,
        running.end if running else None,
        running.doubt if running else "",
        noticed.waiting(running),
    )


def award(row: Call, pack: Pack | None = None) -> Award:
    """The award of a call as it stood at the end of the call's window. Raises Refusal `award_not_in_force`."""
    found = (pack or packs.plan()).award(row.award, row.last)
    if found is None:
        raise Refusal("award_not_in_force", f"奖补规则“{row.award}”在 {row.last} 没有规定", "核对申报通知的起止日")
    return found


def core_call(row: Call, on: date, rate: Decimal | None = None, budget: Decimal | None = None) -> CoreCall:
    """A call as the decision takes it: the budget is what earlier batches left of the year's envelope."""
    envelope = row.budget if budget is None else budget
    left = None if envelope is None else envelope - spent(row)
    return CoreCall(row.year, Period(row.first, row.last), on, row.rate if rate is None else rate, left)


def spent(row: Call) -> Decimal:
    """What the decisions under a call come to so far, claw-backs taken off, in yuan."""
    rows = Decision.objects.filter(application__call=row).exclude(batch__state="dropped")
    return rows.aggregate(sum=Sum("amount"))["sum"] or ZERO


def world(scope: Sequence[str], but: Batch | None = None) -> World:
    """The registered contracts of the city's deals, their receipts, and the parties in them.

    What the batch `but` has paid counts as not paid, so that it can be worked out again.
    """
    rows = list(
        Deal.objects.filter(state__in=REGISTERED).select_related("buyer", "seller", "intermediary").order_by("id")
    )
    related = set(Deal.objects.filter(declarations__related=True).values_list("id", flat=True))
    parties = {one.id: one for row in rows for one in (row.buyer, row.seller, row.intermediary) if one}
    receipts = Receipt.objects.filter(deal__in=rows, voided="").select_related("deal").order_by("on", "id")
    paid: dict[int, list[tuple[str, str]]] = {}
    for receipt, at, role in Spent.objects.exclude(decision__batch=but).values_list(
        "receipt_id", "level", "beneficiary"
    ):
        paid.setdefault(receipt, []).append((at, role))
    return World(
        {id: _side(one, scope) for id, one in parties.items()},
        [contract(row, row.id in related) for row in rows],
        [_receipt(one, tuple(paid.get(one.id, ()))) for one in receipts],
    )


def _side(row: Party, scope: Sequence[str]) -> Side:
    return Side(row.id, row.kind, local=row.area in scope, name=row.name)


def _receipt(row: Receipt, paid: tuple[tuple[str, str], ...]) -> CoreReceipt:
    deal = row.deal
    return CoreReceipt(
        row.id, deal.contract_no, row.on, row.amount, row.technical, row.invoice, payer=deal.buyer_id, payee=deal.seller_id,
        paid=paid,
    )  # fmt: skip


def applicant(row: Call, party: int, but: Batch | None = None) -> Applicant:
    """A party as the decision takes it: what it already had this year under this award, a batch left out."""
    before = Decision.objects.filter(application__call=row, application__party_id=party).exclude(batch__state="dropped")
    before = before.exclude(batch=but) if but else before
    had = before.aggregate(sum=Sum("amount"))["sum"] or ZERO
    bases = [Fraction(one) for one in before.filter(claws=None).values_list("base", flat=True)]
    prior = sum(bases, Fraction())
    return Applicant(party, max(had, ZERO), Decimal(prior.numerator) / Decimal(prior.denominator))


def preview(
    row: Call,
    parties: Sequence[int],
    on: date | None = None,
    rate: Decimal | None = None,
    budget: Decimal | None = None,
) -> Decided:
    """What would be decided now for these parties; `rate` and `budget` stand in place of the call's where they are given."""
    pack = packs.plan()
    rule = award(row, pack)
    asked = [applicant(row, one) for one in parties]
    return decide(rule, core_call(row, on or clock.today(), rate, budget), asked, world(pack.scope))


def due(row: Call) -> list[int]:
    """The parties to which something is due under a call without their having asked (免申即享), by what they would get."""
    pack = packs.plan()
    rule = award(row, pack)
    seen = world(pack.scope)
    roles: Mapping[str, Any] = {
        "buyer": lambda one: one.buyer, "seller": lambda one: one.seller, "intermediary": lambda one: one.intermediary,
    }  # fmt: skip
    if rule.beneficiary not in roles:
        return []
    named = {roles[rule.beneficiary](one) for one in seen.contracts} - {None}
    asked = set(row.applications.exclude(state__in=("withdrawn", "decided")).values_list("party_id", flat=True))
    found = decide(rule, core_call(row, clock.today()), [applicant(row, one) for one in sorted(named - asked)], seen)
    return [int(one.applicant.id) for one in found.decisions if one.paid > 0]


def again(one: Decision) -> tuple[Decided, World]:
    """A paid batch worked out again from the same receipts on the same day, and the world it was made from."""
    batch, row = one.batch, one.application.call
    assert batch is not None
    pack = packs.plan()
    made = list(batch.decisions.select_related("application"))
    used = {id for each in made for said in each.inputs["counted"] for id, *_ in said["receipts"]}
    seen = world(pack.scope, but=batch)
    seen = replace(seen, receipts=[each for each in seen.receipts if each.id in used])
    told = one.inputs["call"]
    call = CoreCall(
        row.year,
        Period(row.first, row.last),
        date.fromisoformat(told["decided_on"]),
        row.rate,
        None if told["budget"] == "None" else Decimal(told["budget"]),
    )
    asked = [applicant(row, each.application.party_id, but=batch) for each in made]
    return decide(award(row, pack), call, asked, seen), seen


def clawable(viewer: Viewer) -> list[Decision]:
    """Decisions that were paid for contracts which have been cancelled since, not yet taken back."""
    if viewer.role not in INSIDE:
        return []
    rows = Decision.objects.filter(amount__gt=0, batch__state="paid", clawed=None)
    gone = rows.filter(spent__receipt__deal__state="cancelled").distinct()
    return list(gone.select_related("application__party", "application__call", "batch"))
