"""Cases of awards: parties, contracts and receipts given as JSON, put to an award. For the command line and for judged cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import Field

from jinliang.core.award import Award
from jinliang.core.call import Applicant, Call, World
from jinliang.core.contract import Contract, Id, Receipt, Side, check_receipt
from jinliang.core.day import Period
from jinliang.core.refusal import Refusal
from jinliang.core.registration import check_amounts
from jinliang.packs.given import Day, Given, Money, Number


class WindowGiven(Given):
    """The days on which receipts count, both included."""

    first: Day = Field(alias="from")
    last: Day = Field(alias="to")


class PartyGiven(Given):
    """A party: in the city or not, owned by whom, barred from awards, whose own office it is."""

    id: str
    kind: str = ""
    name: str = ""
    in_city: bool = False
    parent: str | None = None
    barred: bool = False
    own_office_of: str | None = None
    landed_in_city: bool | None = None


class ApplicantGiven(Given):
    """Who is decided on, with what it had this year under this award."""

    id: str
    already_paid: Money | None = None
    prior_base: Money = Decimal()


class BrokerGiven(Given):
    """A person who brought the deal about, with the share agreed."""

    person: str
    share: Number = Decimal(1)


class SumsGiven(Given):
    """Sums as first registered."""

    turnover: Money | None = None
    technical: Money


class UpdateGiven(Given):
    """An updated registration."""

    on: Day
    technical: Money
    turnover: Money | None = None


class ContractGiven(Given):
    """A technology contract. What is left out is not so; `deductions` is the worksheet of non-technical cost."""

    id: str
    class_: str = Field(alias="class")
    seller: str
    buyer: str
    signed_on: Day | None = None
    registered_on: Day | None = None
    cancelled_on: Day | None = None
    turnover: Money
    technical: Money | None = None
    deductions: dict[str, Money] | None = None
    registered_first: SumsGiven | None = None
    technical_updates: list[UpdateGiven] = []
    intermediary: str | None = None
    brokers: list[BrokerGiven] = []
    role_proof: bool | None = None
    related: bool = False
    subcontract: bool = False
    landed_in_city: bool | None = None
    consideration: str = "cash"
    payment: str = ""
    name: str = ""


class SubsidisedGiven(Given):
    """Another award that counted the receipt before."""

    policy: str = ""
    level: str | None = None
    role: str | None = None


class ReceiptGiven(Given):
    """Money that arrived. `technical_part` is what the slip states; without it the receipt is split by technical ÷ turnover."""

    id: str
    contract: str
    on: Day = Field(alias="date")
    amount: Money
    technical_part: Money | None = None
    invoice: str | None = None
    invoice_amount: Money | None = None
    invoice_labelled: bool = True
    payer: str | None = None
    payee: str | None = None
    subsidised: SubsidisedGiven | list[SubsidisedGiven] | None = None
    note: str = ""


class EarlierGiven(Given):
    """An earlier decision: the receipts it paid for; without level and role it was under the same award."""

    year: int | None = None
    receipts: list[str] = []
    paid: Money | None = None
    level: str | None = None
    role: str | None = None


class LaterGiven(Given):
    """What happened after payment: contracts cancelled."""

    cancelled_contract: str | list[str] = []
    cancelled_contracts: list[str] = []
    on: Day | None = None


class AwardGiven(Given):
    """A case: one year's call under one award."""

    scheme: str = ""
    level: str | None = None
    year: int
    window: WindowGiven | None = None
    decision_on: Day
    rate: Number | None = None
    budget: Money | None = None
    parties: list[PartyGiven]
    applicants: list[ApplicantGiven] = Field(min_length=1)
    contracts: list[ContractGiven]
    receipts: list[ReceiptGiven] = []
    earlier_decisions: list[EarlierGiven] = []
    later: LaterGiven | None = None

    @property
    def period(self) -> Period:
        """The window; without one the whole year. Raises Refusal period_backwards."""
        if self.window is None:
            return Period(date(self.year, 1, 1), date(self.year, 12, 31))
        return Period(self.window.first, self.window.last)

    @property
    def call(self) -> Call:
        """The call as core knows it."""
        return Call(self.year, self.period, self.decision_on, self.rate, self.budget)

    def people(self) -> list[Applicant]:
        """The applicants. What an earlier decision of this year paid to the only one counts as paid, where nothing else is said."""
        only = len(self.applicants) == 1
        before = sum((one.paid or Decimal() for one in self.earlier_decisions if one.year == self.year), Decimal())
        return [
            Applicant(
                one.id,
                (before if only else Decimal()) if one.already_paid is None else one.already_paid,
                one.prior_base,
            )
            for one in self.applicants
        ]

    def world(self, award: Award, *, strict: bool = True) -> World:
        """Parties, contracts and receipts. With `strict` receipts are held against the contract as when they are recorded."""
        sides: dict[Id, Side] = {
            one.id: Side(one.id, one.kind, one.in_city, one.parent, one.barred, one.own_office_of, one.name)
            for one in self.parties
        }
        if strict:
            self._check_named(sides)
        landed = {one.id: one.landed_in_city for one in self.parties}
        contracts = [_contract(one, self.decision_on, landed) for one in self.contracts]
        earlier: dict[str, list[tuple[str, str]]] = {}
        for each in self.earlier_decisions:
            for id in each.receipts:
                earlier.setdefault(id, []).append((each.level or award.level, each.role or award.beneficiary))
        receipts = [_receipt(one, award, tuple(earlier.get(one.id, ()))) for one in self.receipts]
        if strict:
            _check_receipts(contracts, receipts)
        return World(sides, contracts, receipts)

    def gone(self) -> tuple[str, ...]:
        """The contracts cancelled after payment."""
        if self.later is None:
            return ()
        said = self.later.cancelled_contract
        one = [said] if isinstance(said, str) else said
        return (*one, *self.later.cancelled_contracts)

    def _check_named(self, sides: dict[Id, Side]) -> None:
        if len(sides) < len(self.parties):
            raise Refusal("party_twice", "parties 里同一个编号写了两次", "一个单位只写一次")
        for one in self.applicants:
            if one.id not in sides:
                raise Refusal("no_such_party", f"parties 里没有申报单位 {one.id}", "补上，或核对编号")
        for each in self.contracts:
            for id in (each.seller, each.buyer):
                if id not in sides:
                    raise Refusal("no_such_party", f"parties 里没有合同 {each.id} 的 {id}", "补上，或核对编号")


def _contract(one: ContractGiven, decided_on: date, landed: dict[str, bool | None]) -> Contract:
    """The contract with its sums as registered on the day of the decision."""
    turnover, technical = one.turnover, one.technical
    if technical is None:
        if one.deductions is None:
            raise Refusal("no_technical", f"合同 {one.id} 没有技术交易额", "写 technical，或用 deductions 列出扣除项")
        technical = turnover - sum(one.deductions.values(), Decimal())
    check_amounts(turnover, technical, one.deductions)
    if one.registered_first is not None:
        done = [each for each in sorted(one.technical_updates, key=lambda it: it.on) if each.on <= decided_on]
        technical = done[-1].technical if done else one.registered_first.technical
        turnover = max((done[-1].turnover if done else one.registered_first.turnover) or one.turnover, technical)
    site = one.landed_in_city if one.landed_in_city is not None else landed.get(one.buyer)
    return Contract(
        id=one.id,
        class_=one.class_,
        seller=one.seller,
        buyer=one.buyer,
        turnover=turnover,
        technical=technical,
        signed_on=one.signed_on,
        registered_on=one.registered_on,
        cancelled_on=one.cancelled_on,
        intermediary=one.intermediary,
        brokers=tuple((each.person, each.share) for each in one.brokers),
        role_proof=one.role_proof,
        related=one.related,
        subcontract=one.subcontract,
        landed=bool(site),
        in_shares=one.consideration.lower() in ("equity", "shares"),
    )


def _receipt(one: ReceiptGiven, award: Award, earlier: tuple[tuple[str, str], ...]) -> Receipt:
    said = one.subsidised
    told: Sequence[SubsidisedGiven] = () if said is None else said if isinstance(said, list) else (said,)
    paid = tuple((each.level or award.level, each.role or award.beneficiary) for each in told)
    return Receipt(
        id=one.id,
        contract=one.contract,
        on=one.on,
        amount=one.amount,
        technical=one.technical_part,
        invoice=one.invoice or "",
        invoice_amount=one.invoice_amount,
        labelled=one.invoice_labelled,
        payer=one.payer,
        payee=one.payee,
        paid=paid + earlier,
    )


def _check_receipts(contracts: Sequence[Contract], receipts: Sequence[Receipt]) -> None:
    by_id = {one.id: one for one in contracts}
    before: dict[object, list[Decimal]] = {}
    for one in sorted(receipts, key=lambda it: it.on):
        contract = by_id.get(one.contract)
        if contract is not None:
            check_receipt(contract, before.setdefault(contract.id, []), one.on, one.amount, one.technical)
            before[contract.id].append(one.amount)
