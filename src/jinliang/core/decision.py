"""Decisions (决定): what each party is paid under an award, from contracts and receipts, with everything the trace needs.

A pure function of frozen values: the same inputs give the same decision for ever, and a changed award or call is a what-if. The order of
work: what of each contract counts; each party's base; rate or bands; the cap of party and year; the budget; one rounding at the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from jinliang.core.award import Award
from jinliang.core.call import Applicant, Call, World
from jinliang.core.contract import Contract, Id, Part, Receipt, parts, repeated
from jinliang.core.eligibility import claims, contract_judge, own_reasons, receipt_judge, role_reasons
from jinliang.core.money import down_to, money_text
from jinliang.core.refusal import Refusal

_FEN = 100
Faults = Sequence[tuple[Receipt, tuple[str, ...]]]
_NOTHING: tuple[Fraction, Sequence[Part], Faults] = (Fraction(), (), ())


class Left(NamedTuple):
    """What does not count: a whole contract or a receipt of it, with every reason, the first asked first; what was received of it, yuan."""

    contract: Contract
    receipt: Receipt | None
    amount: Decimal
    received: Decimal
    reasons: tuple[str, ...]

    @property
    def item(self) -> Id:
        """The receipt, or the contract as a whole."""
        return self.contract.id if self.receipt is None else self.receipt.id


class Counted(NamedTuple):
    """A contract that counts for a party: its share of the deal, the parts of its receipts (none where the base is a sum of the
    contract), and what it adds to the base, exact yuan.
    """

    contract: Contract
    share: Decimal
    parts: Sequence[Part]
    adds: Fraction


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

    Raises Refusal: rate_above_ceiling, rate_not_positive, budget_not_positive, over_budget (where the award cuts nothing),
    applicant_twice, receipt_twice, no_such_contract, broker_shares_over, already_paid_negative, and what `parts` raises.
    """
    _check(award, call, applicants, world)
    budget = award.budget if call.budget is None else call.budget
    by_party = _counting(award, call, applicants, world)
    drafts = []
    for one in applicants:
        counted, left = by_party[one.id]
        base = total(each.adds for each in counted)
        gross = award.gross(base, Fraction(one.prior_base), call.rate)
        drafts.append(
            Decision(
                one, tuple(counted), tuple(left), base, gross, award.capped(gross, one.already_paid), None, Decimal()
            )
        )
    wanted = total(one.capped for one in drafts)
    if budget is not None and wanted > budget:
        share = Fraction(budget) / wanted
        done = [replace(one, cut=one.capped * share, paid=down_to(one.capped * share, award.step)) for one in drafts]
    else:
        done = [replace(one, paid=down_to(one.capped, award.step)) for one in drafts]
    return Decided(award, call, budget, tuple(done), wanted)


def total(values: Iterable[Fraction]) -> Fraction:
    """The exact sum of many fractions; those of one denominator are added first, so that the numbers stay small."""
    by_denominator: dict[int, int] = {}
    for one in values:
        by_denominator[one.denominator] = by_denominator.get(one.denominator, 0) + one.numerator
    sums = [Fraction(above, below) for below, above in by_denominator.items()]
    while len(sums) > 1:
        sums = [sums[n] + sums[n + 1] if n + 1 < len(sums) else sums[n] for n in range(0, len(sums), 2)]
    return sums[0] if sums else Fraction()


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
    known = {one.id for one in world.contracts}
    if len(known) < len(world.contracts):
        raise Refusal("contract_twice", "同一份合同列了两次", "一份合同只列一次")
    for receipt in world.receipts:
        if receipt.contract not in known:
            raise Refusal(
                "no_such_contract", f"到账 {receipt.id} 的合同 {receipt.contract} 不在内", "补上合同，或核对编号"
            )


def _counting(
    award: Award, call: Call, applicants: Sequence[Applicant], world: World
) -> dict[Id, tuple[list[Counted], list[Left]]]:
    """For each applicant what counts and what does not. Each contract is looked at once."""
    found: dict[Id, tuple[list[Counted], list[Left]]] = {one.id: ([], []) for one in applicants}
    sides = world.sides
    own = {one.id: own_reasons(award, sides.get(one.id)) for one in applicants}
    twice = repeated(world.receipts)
    by_contract: dict[Id, list[Receipt]] = {}
    for receipt in world.receipts:
        by_contract.setdefault(receipt.contract, []).append(receipt)
    judge, fault = contract_judge(award, call, sides), receipt_judge(award, call)
    for contract in world.contracts:
        standing = claims(award, contract, found)
        if not standing:
            continue
        receipts = by_contract.get(contract.id, ())
        reasons = judge(contract)
        shared, kept, faults = _NOTHING if reasons else _amounts(award, contract, receipts, twice, fault)
        for id, share in standing:
            why = own[id] + reasons + role_reasons(award, contract, id, share, sides)
            counted, left = found[id]
            if why:
                received = sum((one.amount for one in receipts), Decimal())
                left.append(Left(contract, None, _left_amount(award, contract, received), received, why))
                continue
            adds = shared if share == 1 else shared * Fraction(share)
            left.extend(Left(contract, one, one.amount, one.amount, each) for one, each in faults)
            if adds or award.base != "actual":
                counted.append(Counted(contract, share, kept, adds))
    return found


def _amounts(
    award: Award,
    contract: Contract,
    receipts: Sequence[Receipt],
    twice: frozenset[Id],
    fault: Callable[[Contract, Receipt], tuple[str, ...]],
) -> tuple[Fraction, Sequence[Part], Faults]:
    """What a contract adds to a base, exact yuan; the parts that count; the receipts that do not, with why."""
    if award.base != "actual":
        return Fraction(contract.turnover if award.base == "turnover" else contract.technical), [], []
    faults: list[tuple[Receipt, tuple[str, ...]]] = []
    real = receipts
    if twice:
        real = [one for one in receipts if one.id not in twice]
        for one in receipts:
            if one.id in twice:
                why = fault(contract, one)
                faults.append((one, (*(each for each in why if each == "outside_window"), "duplicate_invoice")))
    kept, fen_sum, scale = [], 0, 1
    for part in parts(contract, real):
        why = fault(contract, part.receipt)
        if not why and part.used and not part.counted:
            why = ("above_technical",)
        if why:
            faults.append((part.receipt, why))
        else:
            kept.append(part)
            fen_sum += part.counted
            scale = part.scale
    return Fraction(fen_sum, scale * _FEN), kept, faults


def _left_amount(award: Award, contract: Contract, received: Decimal) -> Decimal:
    """What is left out with a whole contract: what was received of it, or where that is nothing its own sum; yuan."""
    if award.base == "actual" and received:
        return received
    return contract.turnover if award.base == "turnover" else contract.technical


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
