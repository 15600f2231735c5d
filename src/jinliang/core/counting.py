"""What of a contract counts for an award: receipt by receipt, in whole fen, without a rounding.

The inner loop of every batch: hundreds of thousands of receipts, so lists of plain numbers in place of values of their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from typing import Any, NamedTuple

from jinliang.core.award import Award
from jinliang.core.contract import Contract, Id, Receipt
from jinliang.core.eligibility import ReceiptTest

FEN = 100
"""Fen of a yuan."""
_ON = attrgetter("on")
_WHOLE = Decimal(1)


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


class Counted(NamedTuple):
    """A contract that counts for a party: its share of the deal, what of each receipt counts (nothing where the base is a sum of the
    contract), and what it adds to the base: `above` ÷ `below` yuan.

    `flat` holds four numbers for each receipt, one after the other, for a batch has hundreds of thousands: the receipt, what it uses up,
    what counts of it, what was left of the technical amount before; all in fen times `scale`.
    """

    contract: Contract
    share: Decimal
    flat: Sequence[Any]
    scale: int
    above: int
    below: int

    @property
    def adds(self) -> Fraction:
        """What it adds to the base, exact yuan."""
        return Fraction(self.above, self.below)

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its receipts one by one."""
        scale, each = self.scale, iter(self.flat)
        return tuple(
            Part(one, used, counted, left, scale, one.technical_fen is None and scale != 1)
            for one, used, counted, left in zip(each, each, each, each, strict=True)
        )


def shared(contract: Contract, share: Decimal, found: Counted) -> Counted:
    """The same contract for somebody with a share of it."""
    if share == 1:
        return found
    above, below = share.as_integer_ratio()
    return found._replace(share=share, above=found.above * above, below=found.below * below)


def amounts(
    award: Award, contract: Contract, receipts: list[Receipt], twice: frozenset[Id], test: ReceiptTest
) -> tuple[Counted, Sequence[tuple[Receipt, tuple[str, ...]]]]:
    """What a contract that counts adds to a base: of each receipt, in the order of dates, at most what is left of the technical amount.

    And the receipts that do not count, with why.
    """
    technical, turnover = contract.technical_fen, contract.turnover_fen
    if award.base != "actual":
        return Counted(contract, _WHOLE, (), 1, turnover if award.base == "turnover" else technical, FEN), ()
    faults: list[tuple[Receipt, tuple[str, ...]]] = []
    if twice:
        receipts = _without_repeated(contract, receipts, twice, test, faults)
    if len(receipts) > 1:
        receipts = sorted(receipts, key=_ON)
    first, last, buyer, seller = test.first, min(test.last, test.decided_on), contract.buyer, contract.seller
    whole = technical == turnover
    scale = 1 if whole else turnover
    left = technical * scale
    flat: list[Any] = []
    above = 0
    for one in receipts:
        stated = one.technical_fen
        used = stated * scale if stated is not None else one.fen if whole else one.fen * technical
        counted = used if used < left else left  # noqa: FURB136  # min() takes twice as long in the innermost loop
        if (
            not (first <= one.on <= last and one.labelled and not one.paid)
            or (one.payer is not None and one.payer != buyer)
            or (one.payee is not None and one.payee != seller)
            or (used and not counted)
        ):
            why = test.reasons(contract, one) or (("above_technical",) if used and not counted else ())
        else:
            why = ()
        if why:
            faults.append((one, why))
        else:
            flat += one, used, counted, left
            above += counted
        left -= counted
    return Counted(contract, _WHOLE, flat, scale, above, scale * FEN), faults


def _without_repeated(
    contract: Contract,
    receipts: list[Receipt],
    twice: frozenset[Id],
    test: ReceiptTest,
    faults: list[tuple[Receipt, tuple[str, ...]]],
) -> list[Receipt]:
    """The receipts that are receipts; the others are put among the faults."""
    for one in receipts:
        if one.id in twice:
            outside = [each for each in test.reasons(contract, one) if each == "outside_window"]
            faults.append((one, (*outside, "duplicate_invoice")))
    return [one for one in receipts if one.id not in twice]


def total(pairs: Iterable[tuple[int, int]]) -> Fraction:
    """The exact sum of many fractions, each above ÷ below; those of one denominator are added first, so that the numbers stay small."""
    by_denominator: dict[int, int] = {}
    for above, below in pairs:
        by_denominator[below] = by_denominator.get(below, 0) + above
    sums = [(above, below) for below, above in by_denominator.items()]
    while len(sums) > 1:
        odd = sums[-1:] if len(sums) % 2 else []
        sums = [(a * d + c * b, b * d) for (a, b), (c, d) in zip(sums[::2], sums[1::2], strict=False)] + odd
    return Fraction(*sums[0]) if sums else Fraction()
