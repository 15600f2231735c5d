"""What if (试算): the same cases under another rate, cap or budget, before anything is adopted. Nothing is stored by asking."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from jinliang.core.award import Award, Band, check_bands
from jinliang.core.call import Call, World
from jinliang.core.contract import Id
from jinliang.core.decision import Decided, decide


@dataclass(frozen=True, slots=True)
class Changed:
    """What one party gets now and would get, yuan."""

    applicant: Id
    before: Decimal
    after: Decimal

    @property
    def difference(self) -> Decimal:
        """What it would get more, or less."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The decisions as they would be, and for each party the difference."""

    decided: Decided
    changed: tuple[Changed, ...]

    @property
    def difference(self) -> Decimal:
        """What would be paid more in all, or less."""
        return sum((one.difference for one in self.changed), Decimal("0.00"))


def priced(
    award: Award, *, rate: Decimal | None = None, cap: Decimal | None = None, bands: tuple[Band, ...] = ()
) -> Award:
    """The award at another price: a rate or bands in place of what it has; a cap of zero takes the cap away.

    Raises Refusal: rate_not_positive, bands_gap, bands_overlap …
    """
    if bands:
        check_bands(bands)
        award = replace(award, rate=None, rate_max=None, bands=bands)
    if rate is not None:
        award = replace(award, bands=(), rate=rate, rate_max=None)
        award.check_rate(rate)
    return award if cap is None else replace(award, cap=cap or None)


def what_if(decided: Decided, world: World, award: Award, call: Call) -> WhatIf:
    """The same applicants and the same world under another award or call. Raises what `decide` raises."""
    again = decide(award, call, [one.applicant for one in decided.decisions], world)
    changed = tuple(
        Changed(before.applicant.id, before.paid, after.paid)
        for before, after in zip(decided.decisions, again.decisions, strict=True)
    )
    return WhatIf(again, changed)
