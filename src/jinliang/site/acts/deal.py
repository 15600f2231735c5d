"""Deals (交易): the terms that two sides write, declare and agree on; and every act of the life by its row."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from jinliang.core import journal
from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.acts import contract, notice, receipt
from jinliang.site.acts.perform import Doing, act
from jinliang.site.acts.step import because, put, step
from jinliang.site.models import (
    Deal,
    Declaration,
    Evidence,
    Party,
    Term,
)
from jinliang.site.reads import clock
from jinliang.site.reads import deal as reads
from jinliang.store import Kept


@dataclass(frozen=True, slots=True)
class Instalment:
    """A payment that a contract promises: what for, when, how many yuan."""

    label: str
    due_on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of a deal as one side writes them. Codes are of the pack's lists; money is yuan; `written` is text by term."""

    name: str
    contract_class: str
    subclass: str
    pricing: str
    price: Decimal | None
    technical: Decimal | None
    payment: str
    ip: str
    technology: str
    begins_on: date | None
    ends_on: date | None
    written: Mapping[str, str]
    intermediary: int | None
    instalments: Sequence[Instalment]


@act("deal.propose", "写条款")
def propose(doing: Doing, id: int, terms: Terms) -> Deal:
    """Writes the terms for one side; the other agrees or writes them anew.

    Raises Refusal `price_below_technical`, `terms_beyond_price`, `ends_before_begins`, `no_such_party`.
    """
    row = step(doing, id, "propose")
    _refuse_figures(terms)
    for name in (
        "name", "contract_class", "subclass", "pricing", "price", "technical", "payment", "ip", "technology", "begins_on", "ends_on",
    ):  # fmt: skip
        setattr(row, name, getattr(terms, name))
    row.written = {name: text.strip() for name, text in terms.written.items() if text.strip()}
    row.intermediary = _mediator(row, terms.intermediary)
    row.proposed_by_id = doing.viewer.sits[1]
    row.save()
    row.terms.all().delete()
    Term.objects.bulk_create(
        Term(deal=row, label=one.label, due_on=one.due_on, amount=one.amount) for one in terms.instalments
    )
    doing.change = {"terms": journal.digest(_told(terms)), "price": str(terms.price), "technical": str(terms.technical)}
    return row


def _refuse_figures(terms: Terms) -> None:
    price, technical = terms.price, terms.technical
    if (price is not None and price <= 0) or (technical is not None and technical <= 0):
        raise Refusal("amount_not_positive", "成交额和技术交易额应大于零", "核对金额，单位是元")
    if price is not None and technical is not None and technical > price:
        raise Refusal(
            "price_below_technical",
            f"技术交易额 {technical:,.2f} 元大于成交额 {price:,.2f} 元",
            "技术交易额是成交额减去设备、材料等非技术费用，不会更大",
        )
    promised = sum((one.amount for one in terms.instalments), Decimal(0))
    if price is not None and promised > price:
        raise Refusal(
            "terms_beyond_price",
            f"各期付款合计 {promised:,.2f} 元，超过成交额 {price:,.2f} 元",
            f"减少 {promised - price:,.2f} 元，或改成交额",
        )
    if terms.begins_on and terms.ends_on and terms.ends_on < terms.begins_on:
        raise Refusal("ends_before_begins", f"履行期限止 {terms.ends_on} 早于起 {terms.begins_on}", "核对两个日期")


def _told(terms: Terms) -> dict[str, Any]:
    return {
        "name": terms.name,
        "class": [terms.contract_class, terms.subclass],
        "pricing": terms.pricing,
        "amounts": [str(terms.price), str(terms.technical)],
        "written": dict(terms.written),
        "instalments": [[one.label, one.due_on.isoformat(), str(one.amount)] for one in terms.instalments],
    }


def _mediator(row: Deal, id: int | None) -> Party | None:
    if id is None:
        return None
    found = reads.mediators().filter(id=id).first()
    if found is None:
        raise Refusal("no_such_party", "没有这家中介机构", "从列表里选")
    if id == row.buyer_id:
        raise Refusal("mediator_is_side", "需方不能同时是中介方", "选别的机构，或留空")
    return found


@act("deal.agree", "同意条款")
def agree(doing: Doing, id: int) -> Deal:
    """The side that did not write the terms agrees to them. Raises Refusal `not_ready` naming what they lack."""
    row = step(doing, id, "agree")
    row.save()
    return row


@act("deal.declare", "声明是否关联")
def declare(doing: Doing, id: int, related: bool, text: str, kept: Kept) -> Declaration:
    """A side declares under seal whether the two are related; the scan of the sealed page goes with it."""
    row = step(doing, id, "declare")
    if related and not text.strip():
        raise Refusal("reason_missing", "声明有关联，没有写是什么关联", "写明关系：控股、任职、亲属等")
    seat, party = doing.viewer.sits
    paper = put(doing, row, kept, "statement", "关联关系声明")
    doing.change = {"related": related}
    return Declaration.objects.create(
        deal=row,
        party_id=party,
        related=related,
        text=text.strip()[:300],
        evidence=paper,
        seat_id=seat,
        on=clock.today(),
    )


@act("deal.attach", "给交易附文件")
def attach(doing: Doing, id: int, kept: Kept, type: str, title: str) -> Evidence:
    """Puts a file behind a deal. Raises Refusal `no_such_evidence_type`, `file_twice`."""
    row = step(doing, id, "attach")
    there = row.evidence.filter(removed=False, paper_id=kept.digest).values_list("title", flat=True).first()
    if there is not None:
        raise Refusal("file_twice", f"{kept.name}和已附的“{there}”是同一个文件", "附别的文件")
    return put(doing, row, kept, type, title)


@act("deal.close", "结清交易")
def close(doing: Doing, id: int) -> Deal:
    """Says that everything promised was done and paid."""
    row = step(doing, id, "close")
    row.save()
    return row


@act("deal.revise", "重谈条款")
def revise(doing: Doing, id: int, reason: str) -> Deal:
    """Opens the terms again; a notice that ran for the old ones stops."""
    said = because(doing, reason, "重谈的原因")
    row = step(doing, id, "revise")
    row.reason = said[:200]
    row.notices.filter(stopped_on=None).update(stopped_on=clock.today())
    row.save()
    return row


@act("deal.fall", "交易没谈成")
def fall(doing: Doing, id: int, reason: str) -> Deal:
    """Says that talks came to nothing, and why; what ran for the deal stops."""
    said = because(doing, reason, "没谈成的原因")
    row = step(doing, id, "fall")
    row.reason = said[:200]
    row.notices.filter(stopped_on=None).update(stopped_on=clock.today())
    row.save()
    return row


def do(viewer: Viewer, id: int, act: str, **said: str) -> Any:
    """An act of a deal's life that asks for no more than words: `said` holds them. Raises KeyError on an act with a form of its own."""
    acts: Mapping[str, Callable[..., Any]] = {
        "agree": agree,
        "revise": revise,
        "close": close,
        "fall": fall,
        "notify": notice.notify,
        "object": notice.raise_objection,
        "answer": notice.answer,
        "review": contract.review,
        "decline": contract.decline,
        "cancel": contract.cancel,
        "void": receipt.void,
    }
    return acts[act](viewer, id, **said)
