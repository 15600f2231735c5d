"""What would I get (预计所得): the ways to bring a result to use side by side, for one person, before choosing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from jinliang.core.distribution import CashShare, EquityShare, YearShare
from jinliang.core.money import to_fen
from jinliang.core.refusal import Composed, Refusal

Way = CashShare | EquityShare | tuple[YearShare, ...]


@dataclass(frozen=True, slots=True)
class Prospect:
    """What one person gets by one way: cash in yuan, shares in percentage points and their worth by the valuation, and on what it hangs."""

    label: str
    cash: Decimal
    points: Decimal
    points_worth: Decimal
    hangs_on: str

    @property
    def total(self) -> Decimal:
        """Cash and the worth of shares together, yuan."""
        return self.cash + self.points_worth


def prospects(ways: Sequence[tuple[str, Way]], who: str) -> tuple[Prospect, ...]:
    """Each way for that person, in the order given; nothing is ranked, for shares and cash are not the same.

    Raises Refusal nobody_of_that_name.
    """
    return tuple(_prospect(label, way, who) for label, way in ways)


def _prospect(label: str, way: Way, who: str) -> Prospect:
    if isinstance(way, EquityShare):
        found = [(points, worth) for name, points, worth in way.rewards if name == who]
        _known(found, label, who)
        points, worth = sum((one for one, _ in found), Decimal()), sum((one for _, one in found), Fraction())
        return Prospect(label, Decimal("0.00"), points, to_fen(worth), "股份能不能变现、值多少，要看公司以后的经营")
    rewards = way.rewards if isinstance(way, CashShare) else tuple(one for year in way for one in year.rewards)
    cash = [amount for name, amount in rewards if name == who]
    _known(cash, label, who)
    hangs = "到账后发放" if isinstance(way, CashShare) else "每年有营业利润才有，亏损的年份没有"
    return Prospect(label, sum(cash, Decimal("0.00")), Decimal(), Decimal("0.00"), hangs)


def _known(found: Sequence[object], label: str, who: str) -> None:
    if not found:
        raise Refusal(
            "nobody_of_that_name",
            Composed("“%(label)s”里没有%(who)s", label=label, who=who),
            "核对姓名，几种方式里都要写明这个人的比例",
        )
