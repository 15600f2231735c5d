"""Receipts (到账): money that arrived under a contract."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act
from jinliang.site.acts.step import because, put, step
from jinliang.site.models import (
    Deal,
    Receipt,
)
from jinliang.site.reads import clock
from jinliang.store import Kept


@act("deal.receive", "记到账")
def receive(
    doing: Doing, id: int, on: date, amount: Decimal, technical: Decimal | None, invoice: str, slip: Kept
) -> Receipt:
    """Records money that arrived under a registered contract, with its slip.

    Raises Refusal `received_later`, `before_signing`, `amount_not_positive`, `technical_beyond_receipt`, `beyond_price`, `invoice_used`.
    """
    row = step(doing, id, "receive")
    _refuse_receipt(row, on, amount, technical)
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


def _refuse_receipt(row: Deal, on: date, amount: Decimal, technical: Decimal | None) -> None:
    if on > clock.today():
        raise Refusal("received_later", f"到账日 {on} 还没有到", "到账后再记")
    if row.signed_on and on < row.signed_on:
        raise Refusal(
            "before_signing", f"到账日 {on} 早于签订日 {row.signed_on}", "核对日期；签订前的款项不属于这份合同"
        )
    if amount <= 0:
        raise Refusal("amount_not_positive", "到账金额应大于零", "核对金额，单位是元")
    if technical is not None and not 0 <= technical <= amount:
        raise Refusal("technical_beyond_receipt", "技术部分应在零和到账金额之间", "凭证没有写明的留空")
    before = sum((one.amount for one in row.receipts.filter(voided="")), Decimal(0))
    if row.price is not None and before + amount > row.price:
        over = before + amount - row.price
        raise Refusal(
            "beyond_price",
            f"累计到账 {before + amount:,.2f} 元，超过成交额 {row.price:,.2f} 元",
            f"多出 {over:,.2f} 元：核对凭证；合同改了价的，先办变更登记",
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
