"""What decisions are made from: a year's call (申报通知), who applies, and the world of parties, contracts and receipts as known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from jinliang.core.contract import Contract, Id, Receipt, Side
from jinliang.core.day import Period


@dataclass(frozen=True, slots=True)
class Call:
    """A year's call: the window of receipts, the day of the decision, and what it sets: a rate up to the ceiling, a budget in yuan."""

    year: int
    window: Period
    decided_on: date
    rate: Decimal | None = None
    budget: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Applicant:
    """A party that is decided on, with what it had before this year under this award, yuan."""

    id: Id
    already_paid: Decimal = Decimal()
    prior_base: Decimal = Decimal()


@dataclass(frozen=True, slots=True)
class World:
    """What decisions are made from: the parties, the contracts, the receipts."""

    sides: Mapping[Id, Side]
    contracts: Sequence[Contract]
    receipts: Sequence[Receipt]

    def without(self, contracts: Iterable[Id]) -> World:
        """The same without some contracts, as if they had never been."""
        gone = frozenset(contracts)
        kept = tuple(one for one in self.contracts if one.id not in gone)
        return replace(self, contracts=kept, receipts=tuple(one for one in self.receipts if one.contract not in gone))
