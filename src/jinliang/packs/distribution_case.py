"""Cases of sharing income: given as JSON by route, answered in the same words. For the command line and for judged cases."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from jinliang.core.distribution import (
    CashShare,
    EquityShare,
    YearShare,
    least_points,
    net_income,
    share_cash,
    share_equity,
    share_profit,
)
from jinliang.core.money import fen_up, to_fen
from jinliang.core.prospect import Way, prospects
from jinliang.core.refusal import Refusal
from jinliang.core.reward import Contributor, Post, UnitRule, check_pct, percent, unit_rule
from jinliang.packs.given import Day, Given, Money, Number, SignedMoney
from jinliang.packs.parameter import reward_floors
from jinliang.packs.told import UNDATED, Answer, plain, shown, told


class ReceiptGiven(Given):
    """Money that arrived."""

    on: Day = Field(alias="date")
    amount: Money


class CostGiven(Given):
    """A direct cost of the transaction; what the research cost in the past (past_research) may be named and is not deducted."""

    kind: str
    amount: Money


class ContributorGiven(Given):
    """Who shares, with percent of the pool. post: staff, head_of_public_institution, other_leader, dean …"""

    name: str
    share_pct: Number
    main: bool = False
    post: str = "staff"


class VersionGiven(Given):
    """A version of the unit's rule."""

    pct: Number
    first: Day | None = Field(None, alias="from")
    last: Day | None = Field(None, alias="to")


class LeaderNoticeGiven(Given):
    """The notice of leaders' rewards: published, and over."""

    published: bool = False
    completed: bool = False


class Shared(Given):
    """What every route knows of the sharing."""

    contributors: list[ContributorGiven] = []
    unit_rule_pct: Number | None = None
    signed_on: Day | None = None
    unit_rule_versions: list[VersionGiven] = []
    leader_notice: LeaderNoticeGiven | None = None

    @property
    def notified(self) -> bool:
        """Whether the notice of leaders' rewards is over."""
        return self.leader_notice is not None and self.leader_notice.published and self.leader_notice.completed

    @property
    def persons(self) -> list[Contributor]:
        """The contributors as core knows them."""
        return [Contributor(one.name, one.share_pct, one.main, post(one.post)) for one in self.contributors]

    def pct(self) -> Decimal | None:
        """The unit's percentage: of the version in force on the signing day, else the one given. Raises Refusal: not_signed, rule_gap, …"""
        if not self.unit_rule_versions:
            return self.unit_rule_pct
        if self.signed_on is None:
            raise Refusal("not_signed", "单位的规定有几版，没有写合同哪天签的", "写上 signed_on")
        return unit_rule(
            [UnitRule(one.pct, one.first, one.last) for one in self.unit_rule_versions], self.signed_on
        ).pct


class CashGiven(Shared):
    """Licence or transfer."""

    route: Literal["licence", "transfer"]
    receipts: list[ReceiptGiven] = Field(min_length=1)
    direct_costs: list[CostGiven] = []


class EquityGiven(Shared):
    """Put into a company for shares."""

    route: Literal["equity"]
    valuation: Money
    share_points: Number


class ProfitGiven(Shared):
    """Own or joint use."""

    route: Literal["own_implementation"]
    production_started_on: Day
    operating_profit: dict[str, SignedMoney]
    years: int | None = None


class WayGiven(Given):
    """One of several ways, with its name."""

    label: str
    case: CashGiven | EquityGiven | ProfitGiven = Field(discriminator="route")


class ProspectGiven(Given):
    """Several ways side by side for one person."""

    route: Literal["prospect"]
    who: str
    ways: list[WayGiven] = Field(min_length=1)


_DEPARTMENT = {
    "department",
    "school",
    "faculty",
    "laboratory",
    "lab",
    "office",
    "centre",
    "center",
    "division",
    "group",
    "section",
    "college",
}


def post(said: str) -> Post:
    """A post as cases name it: heads of departments and deans are no leaders, the head of the institution or a body below it is.

    >>> post("head_of_public_institution"), post("deputy_head"), post("dean"), post("head_of_department")
    ('head', 'leader', 'staff', 'staff')
    """
    words = set(said.lower().replace("-", "_").replace(" ", "_").split("_"))
    if words & (_DEPARTMENT | {"dean", "not"}) or "internal" in words:
        return "staff"
    if words & {"deputy", "vice", "other", "member"} and words & {
        "head",
        "leader",
        "president",
        "leadership",
        "director",
        "secretary",
    }:
        return "leader"
    if words & {"head", "president", "director", "principal", "chief", "secretary"}:
        return "head"
    return "leader" if words & {"leader", "leadership"} else "staff"


def cash_net(given: CashGiven) -> Decimal:
    """The net income of a case."""
    costs = [one.amount for one in given.direct_costs if one.kind != "past_research"]
    return net_income([one.amount for one in given.receipts], costs)


def cash_share(given: CashGiven) -> CashShare:
    """Licence or transfer, shared."""
    on = given.signed_on or min(one.on for one in given.receipts)
    if given.signed_on and any(one.on < given.signed_on for one in given.receipts):
        raise Refusal("receipt_before_signing", f"有一笔到账早于签订日 {given.signed_on}", "核对到账日和签订日")
    return share_cash(cash_net(given), given.pct(), given.persons, reward_floors(on), notified=given.notified)


def equity_share(given: EquityGiven) -> EquityShare:
    """Shares, shared."""
    rules = reward_floors(given.signed_on or UNDATED)
    return share_equity(given.valuation, given.share_points, given.pct(), given.persons, rules, notified=given.notified)


def profit_share(given: ProfitGiven) -> tuple[YearShare, ...]:
    """Profits of own use, shared."""
    profits = []
    for year, profit in given.operating_profit.items():
        if not (len(year) == 4 and year.isascii() and year.isdigit()):
            raise Refusal("year_unreadable", f"“{year}”不是年份", "写四位年份")
        profits.append((int(year), profit))
    rules = reward_floors(given.signed_on or given.production_started_on)
    return share_profit(
        given.production_started_on,
        sorted(profits),
        given.pct(),
        given.years,
        rules,
        given.persons,
        notified=given.notified,
    )


def cash_answer(given: CashGiven) -> Answer:
    """Licence or transfer, in the words of the case."""
    net = cash_net(given)
    known: Answer = {"net_income": f"{net:.2f}"}
    try:
        rules = reward_floors(given.signed_on or min(one.on for one in given.receipts))
        if net > 0:
            known["pool_floor"] = f"{fen_up(percent(net, rules.pool)):.2f}"
        if net > 0 and (given.pct() or rules.pool) >= rules.pool:
            pool = fen_up(percent(net, check_pct(given.pct(), rules.pool)))
            mains = sum((one.share_pct for one in given.contributors if one.main), Decimal())
            known |= {"pool": f"{pool:.2f}", "main_floor": f"{fen_up(percent(pool, rules.main)):.2f}"}
            known |= {"main_total": f"{to_fen(percent(pool, mains)):.2f}"}
        found = cash_share(given)
    except Refusal as refusal:
        return told(refusal, known)
    return {
        "net_income": f"{found.net:.2f}",
        "pct": plain(found.pct),
        "pool_floor": f"{found.pool_floor:.2f}",
        "pool": f"{found.pool:.2f}",
        "main_floor": f"{found.main_floor:.2f}",
        "main_total": f"{found.main_total:.2f}",
        "awards": [{"name": name, "amount": f"{amount:.2f}"} for name, amount in found.rewards],
        "unit_keeps": f"{found.unit_keeps:.2f}",
    }


def equity_answer(given: EquityGiven) -> Answer:
    """Shares, in the words of the case."""
    known = {
        "min_points_to_persons": plain(least_points(given.share_points, reward_floors(given.signed_on or UNDATED)))
    }
    try:
        found = equity_share(given)
    except Refusal as refusal:
        return told(refusal, dict(known))
    return {
        "points_to_persons": plain(found.points),
        **known,
        "points_kept_by_unit": plain(found.kept),
        "awards": [
            {"name": name, "points": plain(points)} | shown("value", worth) for name, points, worth in found.rewards
        ],
        "cash": "0.00",
    }


def profit_answer(given: ProfitGiven) -> Answer:
    """Own use, in the words of the case."""
    try:
        found = profit_share(given)
    except Refusal as refusal:
        return told(refusal, {})
    rows = []
    for one in found:
        rewards = [{"name": name, "amount": f"{amount:.2f}"} for name, amount in one.rewards]
        rows.append({"year": one.year, "pool": f"{one.pool:.2f}"} | ({"awards": rewards} if rewards else {}))
    return {"by_year": rows, "total": f"{sum((one.pool for one in found), Decimal()):.2f}"}


def prospect_answer(given: ProspectGiven) -> Answer:
    """Several ways side by side."""
    ways: list[tuple[str, Way]] = []
    for one in given.ways:
        case = one.case
        found: Way = (
            cash_share(case)
            if isinstance(case, CashGiven)
            else equity_share(case)
            if isinstance(case, EquityGiven)
            else profit_share(case)
        )
        ways.append((one.label, found))
    rows = [
        {
            "way": one.label,
            "cash": f"{one.cash:.2f}",
            "points": plain(one.points),
            "points_worth": f"{one.points_worth:.2f}",
            "total": f"{one.total:.2f}",
            "hangs_on": one.hangs_on,
        }
        for one in prospects(ways, given.who)
    ]
    return {"who": given.who, "ways": rows}
