"""Receipts (到账): money that arrived under a contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jinliang.core.contract import check_receipt
from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act
from jinliang.site.acts.step import because, put, step
from jinliang.site.models import Receipt
from jinliang.site.reads import clock
from jinliang.site.reads import deal as deals
from jinliang.store import Kept


@act("deal.receive", "记到账")
def receive(
    doing: Doing, id: int, on: date, amount: Decimal, technical: Decimal | None, invoice: str, slip: Kept
) -> Receipt:
    """Records money that arrived under a registered contract, with its slip.

    Raises Refusal `received_later`, `invoice_used`, and what `core.contract.check_receipt` raises.
    """
    row = step(doing, id, "receive")
    if on > clock.today():
        raise Refusal("received_later", f"到账日 {on} 还没有到", "到账后再记")
    before = list(row.receipts.filter(voided="").values_list("amount", flat=True))
    check_receipt(deals.contract(row), before, on, amount, technical)
    used = Receipt.objects.filter(invoice=invoice.strip(), voided="").select_related("deal").first()
    if used is not None:
        raise Refusal(
            "invoice_used", f"发票 {invoice.strip()} 已经记过，在第 {used.deal_id} 笔交易", "一张发票只记一次"
        )
    paper = put(doing, row, slip, "receipt", "收款凭证", on)
    row.save()
    doing.change |= {"amount": str(amount), "on": on.isoformat()}
    return Receipt.objects.create(
        deal=row,
        on=on,
        amount=amount,
        technical=technical,
        invoice=invoice.strip(),
        slip=paper,
        seat_id=doing.viewer.sits[0],
    )


@act("deal.void", "作废到账")
def void(doing: Doing, id: int, invoice: str, reason: str) -> Receipt:
    """Says that a receipt was recorded in error; it stays and counts no more. Raises Refusal `no_such_receipt`."""
    said = because(doing, reason, "作废的原因")
    row = step(doing, id, "void")
    found = row.receipts.filter(invoice=invoice.strip(), voided="").first()
    if found is None:
        raise Refusal("no_such_receipt", f"这笔交易没有发票 {invoice.strip()} 的到账", "照付款表里的号码填")
    doing.touch("receipt", found.id)
    found.voided = said[:200]
    found.save()
    return found
