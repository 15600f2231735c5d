"""Who and what an award counts: parties in their role, contracts, receipts; and every reason why not.

The reasons are the codes of `core.award.REASONS`, always in that order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinliang.core.award import Award
from jinliang.core.call import Call
from jinliang.core.contract import Contract, Id, Receipt, Side, owners, related
from jinliang.core.fact import Fact
from jinliang.core.refusal import Refusal
from jinliang.core.select import Condition, meets


def claims(award: Award, contract: Contract, applicants: Mapping[Id, object]) -> list[tuple[Id, Decimal]]:
    """The applicants that stand in the contract in the award's role, with their shares; all of them where the role is not named at all."""
    role = award.beneficiary
    if role == "broker":
        if not contract.brokers:
            return [(id, Decimal()) for id in applicants]
        if sum((share for _, share in contract.brokers), Decimal()) > 1:
            raise Refusal(
                "broker_shares_over", f"合同 {contract.id} 的经纪人份额合计超过 1", "经纪人先约定份额，合计不超过 1"
            )
        return [(id, share) for id, share in contract.brokers if id in applicants]
    id = contract.buyer if role == "buyer" else contract.seller if role == "seller" else contract.intermediary
    if id is None:
        return [(one, Decimal()) for one in applicants]
    return [(id, Decimal(1))] if id in applicants else []


def own_reasons(award: Award, side: Side | None) -> tuple[str, ...]:
    """Why a party gets nothing at all, whatever its contracts are."""
    if side is not None and side.barred:
        return ("applicant_barred",)
    if award.applicants and (side is None or side.kind not in award.applicants):
        return ("applicant_not_eligible",)
    return ()


def role_reasons(award: Award, contract: Contract, id: Id, share: Decimal, sides: Mapping[Id, Side]) -> tuple[str, ...]:
    """Why a contract does not count for this party, in the role in which it asks."""
    if award.beneficiary in ("buyer", "seller"):
        return ()
    found = []
    if not share or contract.role_proof is False or (award.role_proof and not contract.role_proof):
        found.append("no_role_proof")
    side = sides.get(id)
    if not award.own_office and side is not None and side.office_of is not None and side.office_of == contract.seller:
        found.append("own_office_excluded")
    return tuple(found)


_OF_FIELD = {"class": "class_excluded", "related": "related_party", "seller_kind": "seller_not_eligible"}
Test = Callable[[Contract], bool]


def contract_judge(award: Award, call: Call, sides: Mapping[Id, Side]) -> Callable[[Contract], tuple[str, ...]]:
    """Why a contract does not count at all, whoever asks: every reason, in their order."""
    nobody, decided_on = Side(""), call.decided_on
    owned = owners(sides)
    tests = [(_OF_FIELD.get(each.field, "not_selected"), _test(each, sides, owned)) for each in award.where]

    def judge(one: Contract) -> tuple[str, ...]:
        found = []
        if one.registered_on is None or one.registered_on > decided_on:
            found.append("not_registered")
        if one.cancelled_on is not None and one.cancelled_on <= decided_on:
            found.append("cancelled")
        for code, holds in tests:
            if not holds(one):
                found.append(code)
        if one.subcontract:
            found.append("subcontract")
        if award.buyer_local and not sides.get(one.buyer, nobody).local:
            found.append("buyer_not_local")
        if award.sellers and sides.get(one.seller, nobody).kind not in award.sellers:
            found.append("seller_not_eligible")
        if award.landed and not one.landed:
            found.append("not_landed")
        if award.registered_in_year and (one.registered_on is None or one.registered_on.year != call.year):
            found.append("registered_outside_year")
        if one.in_shares and award.base == "actual":
            found.append("no_cash")
        return tuple(found)

    return judge


def _test(condition: Condition, sides: Mapping[Id, Side], owned: Mapping[Id, frozenset[Id]]) -> Test:
    """A condition of the award on a contract. Of classes and relation, which every award asks, no fact needs to be made."""
    if condition.field == "class" and condition.op == "one_of" and isinstance(condition.value, tuple):
        classes = frozenset(map(str, condition.value))
        return lambda one: one.class_ in classes
    if condition.field == "related" and condition.op == "equals" and condition.value is False:
        return lambda one: not related(one, owned)
    return lambda one: meets(_fact(one, sides, owned), condition)


def _fact(one: Contract, sides: Mapping[Id, Side], owned: Mapping[Id, frozenset[Id]]) -> Fact:
    """The contract as conditions see it."""
    values = {
        **one.values,
        "class": one.class_,
        "related": related(one, owned),
        "amount": one.turnover,
        "technical_amount": one.technical,
        "signed_on": one.signed_on,
        "registered_on": one.registered_on,
    }
    side = sides.get(one.seller)
    if side is not None and "seller_kind" not in values:
        values["seller_kind"] = side.kind
    return Fact(one.id, one.id, "", one.registered_on or date.min, None, 0, values=values)


@dataclass(frozen=True, slots=True)
class ReceiptTest:
    """What a receipt must be to count: within the window, received by the decision, not paid for before in the same role and level."""

    first: date
    last: date
    decided_on: date
    key: tuple[str, str]

    @classmethod
    def of(cls, award: Award, call: Call) -> ReceiptTest:
        """The test of an award and call."""
        return cls(call.window.first, call.window.last, call.decided_on, (award.level, award.beneficiary))

    def reasons(self, contract: Contract, one: Receipt) -> tuple[str, ...]:
        """Why a receipt does not count: every reason, in their order."""
        found = []
        if not self.first <= one.on <= self.last:
            found.append("outside_window")
        elif one.on > self.decided_on:
            found.append("after_decision")
        if self.key in one.paid:
            found.append("subsidised_same_level")
        if not one.labelled:
            found.append("invoice_unlabelled")
        if one.payer is not None and one.payer != contract.buyer:
            found.append("payer_not_buyer")
        if one.payee is not None and one.payee != contract.seller:
            found.append("payee_not_seller")
        return tuple(found)
