"""Batches (拨付批次): decisions made together, published, approved by finance, paid; and taken back when a contract is cancelled."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from jinliang.core import journal
from jinliang.core.access import Viewer
from jinliang.core.award import Award
from jinliang.core.batch import BATCH
from jinliang.core.day import day as parse_day
from jinliang.core.decision import Decided, claw_back
from jinliang.core.decision import Decision as CoreDecision
from jinliang.core.life import check
from jinliang.core.refusal import Refusal
from jinliang.core.trace import trace
from jinliang.packs.parameter import notice_length, parameter_row
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.acts.step import because
from jinliang.site.models import Application, Batch, Call, Decision, Notice, Objection, Spent
from jinliang.site.reads import award as reads
from jinliang.site.reads import clock
from jinliang.site.reads import notice as noticed
from jinliang.site.reads import pack as packs

NOTICE = "notice.subsidy_list"
"""The parameter that says how long a list of awards is published."""


@act("application.decide", "作出奖补决定")
def decide(doing: Doing, call_id: int) -> Batch:
    """Decides all reviewed applications of a call together: one budget, one computation, a trace for each.

    The call is locked, so that two who decide at once cannot spend the last of a budget twice; a receipt is paid once for a party in its
    role, which the database itself keeps. Raises Refusal `not_yours`, `nothing_reviewed`, `same_reviewer`, `paid_already`, and what
    the computation refuses.
    """
    viewer = doing.viewer
    require(viewer, "bureau", act="作出奖补决定")
    reads.call(viewer, call_id)
    call = Call.objects.select_for_update().get(id=call_id)
    waiting = list(
        call.applications.select_for_update(of=("self",))
        .filter(state="reviewed")
        .select_related("party")
        .order_by("id")
    )
    if not waiting:
        raise Refusal("nothing_reviewed", "这个通知下没有待决定的申请", "先复核，再决定")
    users = Application.objects.filter(id__in=[one.id for one in waiting]).values_list(
        "checked_by__user_id", "reviewed_by__user_id"
    )
    if viewer.user in {user for pair in users for user in pair}:
        raise Refusal("same_reviewer", "复核过申请的人不能作决定", "由市科技局另一位同事决定")
    left = None if call.budget is None else call.budget - reads.spent(call)
    if left is not None and left <= 0:
        raise Refusal("budget_spent", f"年度预算 {call.budget:,.2f} 元已经用完", "追加预算要改申报通知；申请保留")
    decided = reads.preview(call, [one.party_id for one in waiting])
    batch = Batch.objects.create(call=call, since=clock.today(), decided_by_id=viewer.sits[0])
    doing.touch("batch", batch.id)
    made = [_decision(batch, row, decided, one) for row, one in zip(waiting, decided.decisions, strict=True)]
    call.applications.filter(id__in=[one.id for one in waiting]).update(state="decided", since=clock.today())
    doing.rows = {"decisions": [[one.id, str(one.amount), journal.digest(one.told)] for one in made]}
    doing.change = {"applications": [one.id for one in waiting], "total": str(decided.total)}
    return batch


def _decision(batch: Batch, row: Application, decided: Decided, one: CoreDecision) -> Decision:
    made = Decision.objects.create(
        application=row,
        batch=batch,
        amount=one.paid,
        base=f"{one.base.numerator}/{one.base.denominator}",
        told=list(trace(decided, one)),
        inputs=_inputs(decided.award, decided, one),
        pack=packs.digest(),
        on=clock.today(),
    )
    paid = [part.receipt.id for each in one.counted for part in each.parts if part.counted]
    if one.paid > 0:
        try:
            with transaction.atomic():
                Spent.objects.bulk_create(
                    Spent(
                        decision=made,
                        receipt_id=int(id),
                        level=decided.award.level,
                        beneficiary=decided.award.beneficiary,
                        party_id=row.party_id,
                    )
                    for id in paid
                )
        except IntegrityError:
            raise Refusal("paid_already", "有的到账刚被另一项决定用过", "重新办理，已用过的会自动除外") from None
    return made


def _inputs(award: Award, decided: Decided, one: CoreDecision) -> dict[str, Any]:
    """Everything a decision was made from, so that it can be worked out again: rule, call, contracts, receipts."""
    call = decided.call
    return {
        "award": {
            "id": award.id, "first": award.first.isoformat(), "last": award.last.isoformat(), "rate": str(award.rate),
            "cap": str(award.cap), "step": str(award.step), "clause": award.clause, "cite": award.cite,
        },
        "call": {
            "year": call.year, "window": [call.window.first.isoformat(), call.window.last.isoformat()],
            "decided_on": call.decided_on.isoformat(), "rate": str(call.rate), "budget": str(decided.budget),
        },
        "counted": [
            {
                "contract": str(each.contract.id), "turnover": str(each.contract.turnover),
                "technical": str(each.contract.technical), "share": str(each.share),
                "receipts": [[part.receipt.id, part.receipt.on.isoformat(), str(part.receipt.amount)] for part in each.parts],
            }
            for each in one.counted
        ],
        "left": [[str(each.item), str(each.amount), list(each.reasons)] for each in one.left],
        "before": [str(one.applicant.already_paid), str(one.applicant.prior_base)],
    }  # fmt: skip


def _step(doing: Doing, id: int, name: str) -> Batch:
    reads.batch(doing.viewer, id)
    Batch.objects.select_for_update().values_list("id").get(id=id)
    row = Batch.objects.select_related("decided_by", "approved_by").get(id=id)
    step = check(BATCH, name, row.state, reads.batch_case(row), packs.plan(), doing.viewer, clock.today())
    doing.touch("batch", row.id)
    if step.target:
        doing.change = {"state": [row.state, step.target]}
        row.state, row.since = step.target, clock.today()
    return row


@act("batch.notify", "公示奖补名单")
def notify(doing: Doing, id: int) -> Notice:
    """Publishes units and sums for the days the rule in force asks for."""
    row = _step(doing, id, "notify")
    days, count = notice_length(NOTICE, clock.today())
    row.save()
    found = Notice.objects.create(
        batch=row,
        title=row.call.document,
        price=sum(row.decisions.values_list("amount", flat=True), Decimal(0)),
        started_on=clock.today(),
        days=days,
        count=count,
        cite=parameter_row(NOTICE, clock.today()).cite,
    )
    doing.touch("notice", found.id)
    doing.change |= {"days": days, "count": count}
    return found


@act("batch.object", "对奖补名单提异议")
def raise_objection(doing: Doing, id: int, reason: str) -> Objection:
    """Objects to a published list while it is; approval waits for the answer. Raises Refusal `notice_is_over`."""
    text = because(doing, reason, "异议内容")
    row = _step(doing, id, "object")
    running = noticed.running(noticed.of(row))
    if running is None or running.over:
        raise Refusal("notice_is_over", "公示已经结束", "直接向市科技局反映")
    return Objection.objects.create(notice=running.row, seat_id=doing.viewer.sits[0], text=text, on=clock.today())


@act("batch.answer", "答复奖补名单异议")
def answer(doing: Doing, id: int, reason: str) -> Objection:
    """Answers the oldest open objection to a list. Raises Refusal `no_objection`."""
    text = because(doing, reason, "答复")
    row = _step(doing, id, "answer")
    found = (
        Objection.objects.filter(notice__batch=row, notice__stopped_on=None, answered_on=None).order_by("id").first()
    )
    if found is None:
        raise Refusal("no_objection", "没有等待答复的异议", "刷新页面再看")
    found.answer, found.answered_on = text, clock.today()
    found.save()
    return found


@act("batch.approve", "同意拨付")
def approve(doing: Doing, id: int) -> Batch:
    """Finance approves a batch whose notice is over."""
    row = _step(doing, id, "approve")
    row.approved_by_id = doing.viewer.seat
    row.save()
    return row


@act("batch.pay", "记录拨付")
def pay(doing: Doing, id: int, paid_on: str, voucher: str) -> Batch:
    """Records that a batch was paid, with the number of the voucher. Raises Refusal `voucher_missing`, `paid_later`."""
    row = _step(doing, id, "pay")
    day = parse_day(paid_on)
    if not voucher.strip():
        raise Refusal("voucher_missing", "没有写指标文号或支付凭证号", "照国库支付的凭证填")
    if day > clock.today():
        raise Refusal("paid_later", f"拨付日 {day} 还没有到", "拨付后再记录")
    row.paid_by_id, row.paid_on, row.voucher = doing.viewer.seat, day, voucher.strip()[:60]
    row.save()
    doing.change |= {"paid_on": day.isoformat(), "voucher": row.voucher}
    return row


@act("batch.drop", "作废批次")
def drop(doing: Doing, id: int, reason: str) -> Batch:
    """Drops a batch before it is paid: its applications wait for a decision again, its receipts are free."""
    said = because(doing, reason, "批次作废的原因")
    row = _step(doing, id, "drop")
    row.reason = said[:300]
    row.save()
    row.notices.filter(stopped_on=None).update(stopped_on=clock.today())
    Spent.objects.filter(decision__batch=row).delete()
    Application.objects.filter(decisions__batch=row, state="decided").update(state="reviewed", since=clock.today())
    return row


@act("decision.claw", "追回奖补")
def claw(doing: Doing, id: int) -> Decision:
    """Takes back what was paid for a contract that has been cancelled since: a decision below zero, worked out anew without it.

    Raises Refusal `not_yours`, `no_such_decision`, `nothing_to_claw`.
    """
    require(doing.viewer, "bureau", act="追回奖补")
    before = next((one for one in reads.clawable(doing.viewer) if one.id == id), None)
    if before is None:
        raise Refusal("no_such_decision", "没有这项要追回的决定", "只有已拨付、所依据的合同后来注销的才追回")
    row = before.application
    gone = set(
        Spent.objects.filter(decision=before, receipt__deal__state="cancelled").values_list(
            "receipt__deal__contract_no", flat=True
        )
    )
    decided, world = reads.again(before)
    back = next((one for one in claw_back(decided, world, gone) if one.applicant == row.party_id), None)
    if back is None or back.amount <= 0:
        raise Refusal("nothing_to_claw", "去掉注销的合同，应得的数没有变", "不用追回")
    doing.touch("application", row.id)
    told = [
        f"原决定拨付 {back.paid:,.2f} 元。",
        f"合同 {'、'.join(sorted(gone))} 已注销登记，去掉后按同一规则重算应得 {back.recomputed:,.2f} 元。",
        f"应追回 {back.amount:,.2f} 元；其他单位不因此增加。",
    ]
    made = Decision.objects.create(
        application=row, batch=None, amount=-back.amount, base=before.base, told=told, inputs=before.inputs,
        pack=packs.digest(), claws=before, on=clock.today(),
    )  # fmt: skip
    doing.change = {"amount": str(-back.amount), "contracts": sorted(gone)}
    return made


def do(viewer: Viewer, id: int, act: str, **said: str) -> Any:
    """An act of a batch's life by its row's id. Raises KeyError on an unknown act."""
    acts: Mapping[str, Any] = {
        "notify": notify, "object": raise_objection, "answer": answer, "approve": approve, "pay": pay, "drop": drop,
    }  # fmt: skip
    return acts[act](viewer, id, **said)
