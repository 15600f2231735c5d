"""Decisions (决定): what each party is paid under an award, from contracts and receipts, with everything the trace needs.

A pure function of frozen values: the same inputs give the same decision for ever, and a changed award or call is a what-if. The order of
work: what of each contract counts; each party's base; rate or bands; the cap of party and year; the budget; one rounding at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jinliang.core.award import Award
from jinliang.core.call import Applicant, Call, World
from jinliang.core.contract import Contract, Id, Receipt, of_fen, repeated
from jinliang.core.counting import Counted, Part, amounts, shared, total
from jinliang.core.eligibility import ReceiptTest, claims, contract_judge, own_reasons, role_reasons
from jinliang.core.money import down_to, money_text
from jinliang.core.refusal import Refusal


class Left(NamedTuple):
    """What does not count: a whole contract or a receipt of it, with every reason, the first asked first; and what was received, in fen."""

    contract: Contract
    receipt: Receipt | None
    fen: int
    received_fen: int
    reasons: tuple[str, ...]

    @property
    def item(self) -> Id:
        """The receipt, or the contract as a whole."""
        return self.contract.id if self.receipt is None else self.receipt.id

    @property
    def amount(self) -> Decimal:
        """What is left out, yuan."""
        return of_fen(self.fen)

    @property
    def received(self) -> Decimal:
        """What was received of it, yuan."""
        return of_fen(self.received_fen)


@dataclass(frozen=True, slots=True)
class Decision:
    """What one party is paid. `base`, `gross`, `capped` and `cut` (None = the budget sufficed) are exact yuan; `paid` is rounded once."""

    applicant: Applicant
    counted: tuple[Counted, ...]
    left: tuple[Left, ...]
    base: Fraction
    gross: Fraction
    capped: Fraction
    cut: Fraction | None
    paid: Decimal

    @property
    def reduced(self) -> tuple[Part, ...]:
        """The receipts that count in part only, for the technical amount was used up."""
        return tuple(part for one in self.counted for part in one.parts if 0 < part.counted < part.used)


@dataclass(frozen=True, slots=True)
class Decided:
    """All decisions under one award and call; `wanted` is the sum before the budget, exact yuan."""

    award: Award
    call: Call
    budget: Decimal | None
    decisions: tuple[Decision, ...]
    wanted: Fraction

    @property
    def total(self) -> Decimal:
        """What is paid in all."""
        return sum((one.paid for one in self.decisions), Decimal("0.00"))

    @property
    def budget_left(self) -> Decimal | None:
        """What rounding and modest wants leave of the budget; it stays there."""
        return None if self.budget is None else self.budget - self.total

    def keys(self) -> frozenset[tuple[Id, str, str, Id]]:
        """What must be paid for once only: (receipt or contract, level, beneficiary, party) of everything that counts and is paid."""
        award = self.award
        return frozenset(
            (part.receipt.id if part else one.contract.id, award.level, award.beneficiary, decision.applicant.id)
            for decision in self.decisions
            for one in decision.counted
            for part in (one.parts or (None,))
            if part is None or part.counted
        )


def decide(award: Award, call: Call, applicants: Sequence[Applicant], world: World) -> Decided:
    """The decisions for all applicants of a call, in their order.

    Raises Refusal: rate_above_ceiling, rate_not_positive, budget_not_positive, applicant_twice, receipt_twice, contract_twice,
    no_such_contract, broker_shares_over, already_paid_negative.
    """
    _check(award, call, applicants, world)
    budget = award.budget if call.budget is None else call.budget
    by_party = _counting(award, call, applicants, world)
    drafts = []
    for one in applicants:
        counted, left = by_party[one.id]
        base = total((each.above, each.below) for each in counted)
        gross = award.gross(base, Fraction(one.prior_base), call.rate)
        drafts.append(
            Decision(
                one, tuple(counted), tuple(left), base, gross, award.capped(gross, one.already_paid), None, Decimal()
            )
        )
    wanted = total((one.capped.numerator, one.capped.denominator) for one in drafts)
    if budget is not None and wanted > budget:
        share = Fraction(budget) / wanted
        done = [replace(one, cut=one.capped * share, paid=down_to(one.capped * share, award.step)) for one in drafts]
    else:
        done = [replace(one, paid=down_to(one.capped, award.step)) for one in drafts]
    return Decided(award, call, budget, tuple(done), wanted)


def _check(award: Award, call: Call, applicants: Sequence[Applicant], world: World) -> None:
    if call.rate is not None:
        award.check_rate(call.rate)
    if call.budget is not None and call.budget <= 0:
        raise Refusal(
            "budget_not_positive", f"年度预算是 {money_text(call.budget)} 元", "填大于零的预算；没有预算限制的不填"
        )
    if len({one.id for one in applicants}) < len(applicants):
        raise Refusal("applicant_twice", "同一个单位列了两次", "一个单位只列一次")
    if any(one.already_paid < 0 or one.prior_base < 0 for one in applicants):
        raise Refusal("already_paid_negative", "已拨或前次基数是负数", "填零或正数")
    if len({one.id for one in world.receipts}) < len(world.receipts):
        raise Refusal("receipt_twice", "同一笔到账列了两次", "一笔到账只列一次")


def _by_contract(world: World) -> dict[Id, list[Receipt]]:
    found: dict[Id, list[Receipt]] = {one.id: [] for one in world.contracts}
    if len(found) < len(world.contracts):
        raise Refusal("contract_twice", "同一份合同列了两次", "一份合同只列一次")
    for one in world.receipts:
        if one.contract not in found:
            raise Refusal("no_such_contract", f"到账 {one.id} 的合同 {one.contract} 不在内", "补上合同，或核对编号")
        found[one.contract].append(one)
    return found


def _counting(
    award: Award, call: Call, applicants: Sequence[Applicant], world: World
) -> dict[Id, tuple[list[Counted], list[Left]]]:
    """For each applicant what counts and what does not. Each contract is looked at once."""
    found: dict[Id, tuple[list[Counted], list[Left]]] = {one.id: ([], []) for one in applicants}
    sides, actual = world.sides, award.base == "actual"
    own = {one.id: own_reasons(award, sides.get(one.id)) for one in applicants}
    by_contract = _by_contract(world)
    twice = repeated(world.receipts)
    judge, test = contract_judge(award, call, sides), ReceiptTest.of(award, call)
    for contract in world.contracts:
        standing = claims(award, contract, found)
        if not standing:
            continue
        receipts = by_contract[contract.id]
        reasons = judge(contract)
        sums = None if reasons else amounts(award, contract, receipts, twice, test)
        for id, share in standing:
            why = own[id] + reasons + role_reasons(award, contract, id, share, sides)
            counted, left = found[id]
            if why or sums is None:
                left.append(_left(award, contract, receipts, why))
                continue
            whole, faults = sums
            for one, each in faults:
                left.append(Left(contract, one, one.fen, one.fen, each))
            if whole.above or not actual:
                counted.append(shared(contract, share, whole))
    return found


def _left(award: Award, contract: Contract, receipts: Sequence[Receipt], why: tuple[str, ...]) -> Left:
    """A whole contract left out with what was received of it, or where that is nothing its own sum."""
    received = sum([one.fen for one in receipts])
    if award.base == "actual" and received:
        return Left(contract, None, received, received, why)
    return Left(
        contract, None, contract.turnover_fen if award.base == "turnover" else contract.technical_fen, received, why
    )


@dataclass(frozen=True, slots=True)
class ClawBack:
    """What one party gives back: what it was paid, and what the same decision pays without what fell away; yuan."""

    applicant: Id
    paid: Decimal
    recomputed: Decimal

    @property
    def amount(self) -> Decimal:
        """The difference; others are not topped up."""
        return max(self.paid - self.recomputed, Decimal("0.00"))


def claw_back(decided: Decided, world: World, contracts: Iterable[Id]) -> tuple[ClawBack, ...]:
    """What is claimed back when contracts fall away after payment, from each party for which one of them counted."""
    gone = frozenset(contracts)
    again = decide(decided.award, decided.call, [one.applicant for one in decided.decisions], world.without(gone))
    return tuple(
        ClawBack(before.applicant.id, before.paid, after.paid)
        for before, after in zip(decided.decisions, again.decisions, strict=True)
        if any(one.contract.id in gone for one in before.counted)
    )
