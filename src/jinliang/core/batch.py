"""The life of a batch (拨付批次): decisions made together are published, approved by finance, and paid; each by another person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from jinliang.core.access import YES, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row
from jinliang.core.refusal import Composed


@dataclass(frozen=True, slots=True)
class BatchCase:
    """A batch as its life sees it: who decided and who approved it (users), its notice, and objections without an answer."""

    state: str
    hands: frozenset[int]
    decider: int | None
    approver: int | None
    notice_end: date | None = None
    notice_doubt: str = ""
    objections: int = 0


def decider(viewer: Viewer, case: BatchCase) -> Verdict:
    """Who publishes a batch and answers objections: the bureau."""
    return YES if viewer.role == "bureau" else no("由市科技局办理", "bureau")


def approver(viewer: Viewer, case: BatchCase) -> Verdict:
    """Who approves: finance, by somebody who neither reviewed nor decided."""
    if viewer.role != "finance":
        return no("由财政审批", "finance")
    return no("审核和审批须是不同的人", "finance") if viewer.user in (*case.hands, case.decider) else YES


def payer(viewer: Viewer, case: BatchCase) -> Verdict:
    """Who pays: finance, by somebody who did not approve."""
    if viewer.role != "finance":
        return no("由财政拨付", "finance")
    return no("审批和拨付须是不同的人", "finance") if viewer.user in (*case.hands, case.decider, case.approver) else YES


def objector(viewer: Viewer, case: BatchCase) -> Verdict:
    """Who may object: anybody with a seat but finance, which has its own say."""
    return no("财政有意见的在审批时退回") if viewer.role in (None, "finance", "admin") else YES


def notice_over(case: BatchCase, pack: Any, today: date) -> str | None:
    """The list was published for its days."""
    if case.notice_doubt:
        return case.notice_doubt
    if case.notice_end is None:
        return "名单还没有公示"
    if today > case.notice_end:
        return None
    free = case.notice_end + timedelta(days=1)
    return Composed("公示到 %(end)s 为止，%(free)s 起可以审批", end=str(case.notice_end), free=str(free))


def answered(case: BatchCase, pack: Any, today: date) -> str | None:
    """Every objection has a written answer."""
    return Composed("有 %(count)s 件异议还没有书面答复", count=str(case.objections)) if case.objections else None


BATCH = Life(
    noun="batch",
    states={"decided": "已决定", "notice": "公示中", "approved": "财政已批", "paid": "已拨付", "dropped": "已作废"},
    rows=(
        Row("notify", "公示名单", ("decided",), "notice", decider, tone="primary"),
        Row("object", "对名单提异议", ("notice",), None, objector, asks=(Ask("reason", "异议人和异议内容"),)),
        Row("answer", "答复名单异议", ("notice",), None, decider, asks=(Ask("reason", "书面答复的内容"),)),
        Row("approve", "同意拨付", ("notice",), "approved", approver, (notice_over, answered), tone="primary"),
        Row(
            "pay", "记录拨付", ("approved",), "paid", payer, tone="primary",
            asks=(Ask("paid_on", "拨付日", "date"), Ask("voucher", "指标文号或支付凭证号")),
        ),
        Row(
            "drop", "作废批次", ("decided", "notice", "approved"), "dropped", decider, tone="danger",
            asks=(Ask("reason", "批次作废的原因"),),
        ),
    ),
    exits=("dropped",),
)  # fmt: skip
