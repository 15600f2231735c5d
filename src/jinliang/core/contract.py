"""Technology contracts (技术合同) as an award sees them: parties, three sums kept apart, and what of each receipt counts.

成交额 ≥ 技术交易额 ≥ 实际成交额: the price in the contract, its technical part as registered, and the technical part of what was received.
A receipt that is not split counts by technical ÷ turnover, unrounded. Every receipt uses up the technical amount in the order of its
dates, whether it is paid for or not; what exceeds it counts for nothing (royalties above the estimate need an updated registration).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from operator import attrgetter

from jinliang.core.fact import Value
from jinliang.core.money import money_text
from jinliang.core.refusal import Refusal

Id = int | str
_ON = attrgetter("on")


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

    Raises Refusal: amount_decimals, technical_not_positive, technical_above_turnover.

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
    turnover_fen: int = field(init=False, repr=False, compare=False)
    technical_fen: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "turnover_fen", fen(self.turnover))
        object.__setattr__(self, "technical_fen", fen(self.technical))
        if self.technical_fen <= 0:
            why = f"合同 {self.id} 的技术交易额是 {money_text(self.technical)} 元"
            raise Refusal("technical_not_positive", why, "核对登记证明")
        if self.technical_fen > self.turnover_fen:
            why = f"合同 {self.id} 的技术交易额大于成交额"
            raise Refusal("technical_above_turnover", why, "核对登记证明上的两个数")


@dataclass(frozen=True, slots=True)
class Receipt:
    """Money that arrived (到账), yuan. `technical` is its technical part where the slip states it.

    `labelled`: the invoice carries the contract's name or number. `paid` are the awards that counted it before: (level, beneficiary).

    Raises Refusal: amount_decimals, receipt_not_positive, technical_beyond_receipt.
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
    fen: int = field(init=False, repr=False, compare=False)
    technical_fen: int | None = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fen", fen(self.amount))
        object.__setattr__(self, "technical_fen", None if self.technical is None else fen(self.technical))
        if self.fen <= 0:
            raise Refusal("receipt_not_positive", f"到账 {self.id} 是 {money_text(self.amount)} 元", "到账金额应大于零")
        if self.technical_fen is not None and not 0 <= self.technical_fen <= self.fen:
            why = f"到账 {self.id} 的技术部分不在零和到账金额之间"
            raise Refusal("technical_beyond_receipt", why, "凭证没有写明的留空")


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


def of_fen(fen: int) -> Decimal:
    """Yuan of whole fen.

    >>> of_fen(29999999), of_fen(5)
    (Decimal('299999.99'), Decimal('0.05'))
    """
    return Decimal(fen).scaleb(-2)


def repeated(receipts: Iterable[Receipt]) -> frozenset[Id]:
    """The receipts whose invoice an earlier one has used already; they are no receipts.

    Several slips may pay one invoice as long as together they do not exceed its amount, where that is stated.
    """
    seen, again = set[str](), set[str]()
    for one in receipts:
        if one.invoice in seen:
            again.add(one.invoice)
        seen.add(one.invoice)
    again.discard("")
    found = set()
    used = dict.fromkeys(again, Decimal())
    first = dict.fromkeys(again, True)
    for one in sorted((one for one in receipts if one.invoice in again), key=_ON):
        limit, before = one.invoice_amount, used[one.invoice]
        if not first[one.invoice] and (limit is None or before + one.amount > limit):
            found.add(one.id)
        else:
            used[one.invoice], first[one.invoice] = before + one.amount, False
    return frozenset(found)


def owners(sides: Mapping[Id, Side]) -> dict[Id, frozenset[Id]]:
    """Every party that is owned, with itself and all that own it, at any remove."""
    return {id: _above(id, sides) for id, side in sides.items() if side.parent is not None}


def _above(id: Id, sides: Mapping[Id, Side]) -> frozenset[Id]:
    found: set[Id] = set()
    at: Id | None = id
    while at is not None and at not in found:
        found.add(at)
        side = sides.get(at)
        at = side.parent if side else None
    return frozenset(found)


def related(contract: Contract, owned: Mapping[Id, frozenset[Id]]) -> bool:
    """Whether buyer and seller belong together: declared, or one controls the other, or both are under one owner; `owned` as `owners`."""
    buyer, seller = contract.buyer, contract.seller
    if contract.related or buyer == seller:
        return True
    one, other = owned.get(buyer), owned.get(seller)
    if one is None and other is None:
        return False
    return not (one or {buyer}).isdisjoint(other or {seller})


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
