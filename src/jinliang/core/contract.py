"""Technology contracts (技术合同) as an award sees them: parties, three sums kept apart, and what of each receipt counts.

成交额 ≥ 技术交易额 ≥ 实际成交额: the price in the contract, its technical part as registered, and the technical part of what was received.
A receipt that is not split counts by technical ÷ turnover, unrounded. Every receipt uses up the technical amount in the order of its
dates, whether it is paid for or not; what exceeds it counts for nothing (royalties above the estimate need an updated registration).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from jinliang.core.fact import Value
from jinliang.core.money import money_text
from jinliang.core.refusal import Refusal

Id = int | str


@dataclass(frozen=True, slots=True)
class Side:
    """A party as an award sees it: its kind, whether it sits in the city, who owns it, whether it is barred, whose own office it is."""

    id: Id
    kind: str = ""
    local: bool = False
    parent: Id | None = None
    barred: bool = False
    office_of: Id | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract as registered by the day of the decision. Sums in yuan; `brokers` with their shares of the deal, which they agreed.

    `in_shares`: paid in shares of a company, not in cash. `values` are further fields that an award's conditions may ask for.
    """

    id: Id
    class_: str
    seller: Id
    buyer: Id
    turnover: Decimal
    technical: Decimal
    signed_on: date | None = None
    registered_on: date | None = None
    cancelled_on: date | None = None
    intermediary: Id | None = None
    brokers: tuple[tuple[Id, Decimal], ...] = ()
    role_proof: bool | None = None
    related: bool = False
    subcontract: bool = False
    landed: bool = False
    in_shares: bool = False
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that arrived (到账), yuan. `technical` is its technical part where the slip states it.

    `labelled`: the invoice carries the contract's name or number. `paid` are the awards that counted it before: (level, beneficiary).
    """

    id: Id
    contract: Id
    on: date
    amount: Decimal
    technical: Decimal | None = None
    invoice: str = ""
    invoice_amount: Decimal | None = None
    labelled: bool = True
    payer: Id | None = None
    payee: Id | None = None
    paid: tuple[tuple[str, str], ...] = ()


def fen(amount: Decimal) -> int:
    """Whole fen of an amount of yuan. Raises Refusal amount_decimals.

    >>> fen(Decimal("299999.99"))
    29999999
    """
    scaled = amount * 100
    whole = int(scaled)
    if whole != scaled:
        raise Refusal("amount_decimals", f"{amount:f} 元不是整分", "金额精确到分，最多两位小数")
    return whole


class Part(NamedTuple):
    """What of a receipt counts, in fen times `scale` (which is the turnover in fen where receipts are split by it, else 1).

    `used`: what it uses up of the technical amount; `left`: what was left of that before it.
    """

    receipt: Receipt
    used: int
    counted: int
    left: int
    scale: int
    allocated: bool


def parts(contract: Contract, receipts: Sequence[Receipt]) -> list[Part]:
    """The technical parts of a contract's receipts in the order of their dates, each limited to what is left of the technical amount.

    Raises Refusal: technical_not_positive, technical_above_turnover, receipt_not_positive, technical_beyond_receipt, amount_decimals.
    """
    turnover, technical = fen(contract.turnover), fen(contract.technical)
    if technical <= 0:
        raise Refusal(
            "technical_not_positive",
            f"合同 {contract.id} 的技术交易额是 {money_text(contract.technical)} 元",
            "核对登记证明",
        )
    if technical > turnover:
        raise Refusal(
            "technical_above_turnover", f"合同 {contract.id} 的技术交易额大于成交额", "核对登记证明上的两个数"
        )
    whole = technical == turnover
    scale = 1 if whole else turnover
    left = technical * scale
    found = []
    for one in receipts if len(receipts) < 2 else sorted(receipts, key=_on):
        amount = fen(one.amount)
        if amount <= 0:
            raise Refusal("receipt_not_positive", f"到账 {one.id} 是 {money_text(one.amount)} 元", "到账金额应大于零")
        stated = one.technical
        if stated is None:
            used = amount if whole else amount * technical
        else:
            used = fen(stated) * scale
            if not 0 <= used <= amount * scale:
                raise Refusal(
                    "technical_beyond_receipt", f"到账 {one.id} 的技术部分不在零和到账金额之间", "凭证没有写明的留空"
                )
        counted = min(left, used)
        found.append(Part(one, used, counted, left, scale, stated is None and not whole))
        left -= counted
    return found


def _on(one: Receipt) -> date:
    return one.on


def repeated(receipts: Iterable[Receipt]) -> frozenset[Id]:
    """The receipts whose invoice an earlier one has used already; they are no receipts.

    Several slips may pay one invoice as long as together they do not exceed its amount, where that is stated.
    """
    by_invoice: dict[str, list[Receipt]] = {}
    for one in receipts:
        if one.invoice:
            by_invoice.setdefault(one.invoice, []).append(one)
    found = set()
    for alike in by_invoice.values():
        if len(alike) > 1:
            used = Decimal()
            for place, one in enumerate(sorted(alike, key=_on)):
                limit = one.invoice_amount
                if place and (limit is None or used + one.amount > limit):
                    found.add(one.id)
                else:
                    used += one.amount
    return frozenset(found)


def related(contract: Contract, sides: Mapping[Id, Side]) -> bool:
    """Whether buyer and seller belong together: declared, or one controls the other, or both are under one owner, at any remove."""
    if contract.related or contract.buyer == contract.seller:
        return True
    above = _owners(contract.buyer, sides)
    return not above.isdisjoint(_owners(contract.seller, sides))


def _owners(id: Id, sides: Mapping[Id, Side]) -> set[Id]:
    """The party and all that own it."""
    found: set[Id] = set()
    at: Id | None = id
    while at is not None and at not in found:
        found.add(at)
        side = sides.get(at)
        at = side.parent if side else None
    return found


def check_receipt(
    contract: Contract, before: Iterable[Decimal], on: date, amount: Decimal, technical: Decimal | None = None
) -> None:
    """A receipt as it may be recorded: not before signing, not above the price, its technical part within it.

    Raises Refusal: not_signed, receipt_before_signing, receipt_not_positive, technical_beyond_receipt, receipts_above_contract.
    """
    if contract.signed_on is None:
        raise Refusal("not_signed", "合同还没有签订", "签订后再记到账")
    if on < contract.signed_on:
        raise Refusal(
            "receipt_before_signing",
            f"到账日 {on} 早于签订日 {contract.signed_on}",
            "核对日期；签订前的款项不属于这份合同",
        )
    if amount <= 0:
        raise Refusal("receipt_not_positive", "到账金额应大于零", "核对金额，单位是元")
    if technical is not None and not 0 <= technical <= amount:
        raise Refusal("technical_beyond_receipt", "技术部分应在零和到账金额之间", "凭证没有写明的留空")
    total = sum(before, Decimal()) + amount
    if total > contract.turnover:
        raise Refusal(
            "receipts_above_contract",
            f"累计到账 {money_text(total)} 元，超过成交额 {money_text(contract.turnover)} 元",
            f"多出 {money_text(total - contract.turnover)} 元：核对凭证；提成超过登记的，先办变更登记",
        )
