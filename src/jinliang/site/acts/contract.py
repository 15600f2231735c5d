"""Contracts (技术合同): signed, registered by the registry, which yields the fact, declined, cancelled."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jinliang.core.refusal import Refusal
from jinliang.site.acts import fact as facts
from jinliang.site.acts.perform import Doing, act
from jinliang.site.acts.step import because, put, step
from jinliang.site.models import (
    Deal,
    Entry,
    Listing,
)
from jinliang.site.reads import clock
from jinliang.site.reads import deal as reads
from jinliang.site.reads import pack as packs
from jinliang.site.reads.statement import check as stated
from jinliang.store import Kept

CONTRACT = "cn.registered_contract"
"""The kind of fact that a registration yields."""


@act("deal.sign", "签订合同")
def sign(doing: Doing, id: int, signed_on: date, contract: Kept) -> Deal:
    """Records that the contract was signed, with the scan of the sealed pages.

    Raises Refusal `signed_later`, `signed_in_notice` (the price was still being published on that day).
    """
    row = step(doing, id, "sign")
    if signed_on > clock.today():
        raise Refusal("signed_later", f"签订日 {signed_on} 还没有到", "签订后再记录")
    notice = row.notices.filter(stopped_on=None).order_by("-id").first()
    if notice is not None:
        end = next(one for one in reads.view(doing.viewer, id).notices if one.row.id == notice.id).end
        if signed_on <= end:
            raise Refusal(
                "signed_in_notice", f"签订日 {signed_on} 在公示期内，公示到 {end} 为止", "签订日应晚于公示的最后一天"
            )
    put(doing, row, contract, "contract", "技术合同", signed_on)
    row.signed_on = signed_on
    row.save()
    doing.change["signed_on"] = signed_on.isoformat()
    return row


@act("deal.review", "大额复核")
def review(doing: Doing, id: int) -> Deal:
    """A second registry officer reviews a large contract before it is registered."""
    row = step(doing, id, "review")
    row.reviewer_id = doing.viewer.sits[0]
    row.save()
    return row


@act("deal.register", "认定登记")
def register(
    doing: Doing, id: int, contract_no: str, technical: Decimal, registered_on: date, certificate: Kept
) -> facts.Stating:
    """Registers a contract: the official act is itself the verification, and the registered contract is a fact at once.

    `technical` is the technical amount that the registry found, in yuan. Raises Refusal `same_reviewer`, `number_used`, `not_ready`
    with what the register does not take.
    """
    row = step(doing, id, "register")
    if row.reviewer is not None and doing.viewer.user == row.reviewer.user_id:
        raise Refusal("same_reviewer", "复核和登记不能是同一个人", "由另一位登记员办理登记")
    if (
        Entry.objects.filter(kind=CONTRACT, key__contains=contract_no)
        .filter(facts__values__contract_no=contract_no)
        .exists()
    ):
        raise Refusal("number_used", f"登记编号 {contract_no} 已经用过", "核对编号；注销的编号也不再使用")
    if row.price is not None and technical > row.price:
        raise Refusal("price_below_technical", f"技术交易额大于成交额 {row.price:,.2f} 元", "核对认定的技术交易额")
    pack = packs.plan()
    raw = _raw(row, contract_no, technical, registered_on)
    statement, flaws = stated(doing.viewer, pack, pack.kind(CONTRACT), raw)
    if statement is None:
        labels = {one.id: one.label for one in pack.kind(CONTRACT).fields}
        said = "；".join(f"{labels.get(one.field, one.field)}：{one.why}" for one in flaws)
        raise Refusal("not_ready", said, "改好后再登记；条款里的要由双方重谈")
    proof = put(doing, row, certificate, "registration", "技术合同登记证明", registered_on)
    contract = row.evidence.filter(type="contract", removed=False).values_list("id", flat=True)
    stating = facts.Stating(statement, evidence=[proof.id, *contract])
    facts.state(doing, [stating])
    row.contract_no, row.technical, row.registered_on = contract_no, technical, registered_on
    doing.change["contract_no"] = contract_no
    Listing.objects.filter(id__in=(row.match.need_id, row.match.offer_id), state="talking").update(
        state="met", since=clock.today()
    )

    def known(_: int) -> None:
        row.fact = stating.fact
        row.save()

    doing.finally_(known)
    return stating


def _raw(row: Deal, contract_no: str, technical: Decimal, registered_on: date) -> dict[str, str]:
    """A deal as the form of a registered contract takes it."""
    raw = {
        "contract_no": contract_no,
        "name": row.name,
        "class": row.contract_class,
        "subclass": row.subclass,
        "seller": f"#{row.seller_id}",
        "buyer": f"#{row.buyer_id}",
        "intermediary": f"#{row.intermediary_id}" if row.intermediary_id else "",
        "amount": str(row.price),
        "technical_amount": str(technical),
        "payment": row.payment,
        "ip": row.ip,
        "technology": row.technology,
        "related": "是" if reads.related(row) else "否",
        "signed_on": row.signed_on.isoformat() if row.signed_on else "",
        "registered_on": registered_on.isoformat(),
    }
    return {name: text for name, text in raw.items() if text}


@act("deal.decline", "不予登记")
def decline(doing: Doing, id: int, reason: str) -> Deal:
    """Says why a contract is not registered; the parties mend it and file again."""
    said = because(doing, reason, "不予登记的理由和依据")
    row = step(doing, id, "decline")
    row.reason = said[:200]
    row.save()
    return row


@act("deal.cancel", "注销登记")
def cancel(doing: Doing, id: int, reason: str) -> Deal:
    """Cancels a registered contract: its fact is reversed and counts no more; the number is never used again."""
    said = because(doing, reason, "注销的原因")
    row = step(doing, id, "cancel")
    row.reason = said[:200]
    row.save()
    registered = row.fact
    if registered is not None and registered.gone_way is None:
        doing.touch("fact", registered.id)
        doing.finally_(lambda number: facts.amend(doing, registered, "reverse", number))
    return row
