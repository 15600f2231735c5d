"""Ten thousand random cases, a third of them built to lie on a boundary: a second implementation agrees to the fen.

With every case what must never happen is asked too: a cap exceeded, a budget exceeded, a receipt paid twice to one role.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
import second_opinion as second

from jinliang.core.award import Award, Band
from jinliang.core.call import Applicant, Call, World
from jinliang.core.contract import Contract, Receipt, Side
from jinliang.core.day import Period
from jinliang.core.decision import Decided, claw_back, decide
from jinliang.core.distribution import share_cash
from jinliang.core.refusal import Refusal
from jinliang.core.reward import Contributor, Floors
from jinliang.core.select import Condition

AWARDS, SHARINGS, PIECES = 6_000, 4_000, 4
CLASSES = ("KF", "ZR", "XK", "ZX", "FW")
KINDS = {
    "S1": "university",
    "S2": "institute",
    "S3": "firm",
    "B1": "firm",
    "B2": "firm",
    "T1": "agency",
    "T2": "agency",
}
KINDS |= {"P1": "person", "P2": "person", "X": "firm"}
FIRST, LAST, DECIDED = date(2020, 1, 1), date(2020, 12, 31), date(2021, 3, 20)


def yuan(fen: int) -> Decimal:
    return Decimal(fen) / 100


class Lot:
    """A random case, plain; `edges` names the boundaries it was put on."""

    def __init__(self, seed: str) -> None:
        self.lot = random.Random(seed)
        self.edges: set[str] = set()
        self.case = self._case()

    def often(self, chance: float) -> bool:
        return self.lot.random() < chance

    def amount(self) -> int:
        kind = self.lot.randrange(4)
        if kind == 0:
            return self.lot.randrange(1, 40) * 1_000_000
        if kind == 1:
            return self.lot.randrange(1, 300_000_000)
        return self.lot.randrange(1, 60_000) * 5_000 + self.lot.choice((0, 0, -1, 1))

    def day(self) -> date:
        if self.often(0.12):
            self.edges.add("day")
            return self.lot.choice(
                (FIRST, FIRST - timedelta(1), LAST, LAST + timedelta(1), DECIDED, DECIDED + timedelta(1))
            )
        return FIRST + timedelta(self.lot.randrange(-40, 400))

    def _rule(self) -> dict[str, Any]:
        lot = self.lot
        bands: list[tuple[int, int | None, Fraction]] = []
        if self.often(0.4):
            edges = [
                0,
                *sorted(lot.sample((5_000_000, 10_000_000, 33_333_333, 100_000_000, 250_000_001), lot.randrange(1, 3))),
            ]
            rates = [Fraction(lot.randrange(1, 40), 1000) for _ in edges]
            bands = [(low, high, rate) for low, high, rate in zip(edges, [*edges[1:], None], rates, strict=True)]
        return {
            "base": lot.choice(("actual", "actual", "actual", "actual", "technical", "turnover")),
            "role": lot.choice(("intermediary", "buyer", "seller", "broker")),
            "level": "city",
            "classes": lot.choice((CLASSES[:3], CLASSES[:3], CLASSES)),
            "rate": Fraction(lot.choice((1, 2, 3, 5, 7)), lot.choice((100, 100, 800))),
            "bands": bands,
            "cap": lot.choice((None, 5_000_000, 50_000_000, 1_234_567)),
            "step": lot.choice((10_000, 10_000, 10_000, 1, 100)),
            "buyer_local": self.often(0.5),
            "sellers": lot.choice(((), ("university", "institute"))),
            "landed": self.often(0.3),
            "in_year": self.often(0.3),
        }

    def _contract(self, number: int) -> dict[str, Any]:
        lot = self.lot
        technical = max(self.amount(), 1)
        turnover = technical if self.often(0.5) else technical + abs(self.amount())
        registered = lot.choice(
            (FIRST, LAST, DECIDED, FIRST - timedelta(1), date(2020, 4, 10), date(2020, 4, 10), None)
        )
        return {
            "id": f"C{number}",
            "class": lot.choice((*CLASSES[:3], *CLASSES)),
            "seller": lot.choice(("S1", "S2", "S3")),
            "buyer": lot.choice(("B1", "B2")),
            "intermediary": lot.choice(("T1", "T2")),
            "brokers": [("P1", Fraction(3, 5)), ("P2", Fraction(2, 5))] if self.often(0.5) else [("P1", Fraction(1))],
            "proof": self.often(0.9),
            "turnover": turnover,
            "technical": technical,
            "registered": registered and registered.toordinal(),
            "registered_year": registered and registered.year,
            "cancelled": lot.choice((*[None] * 9, DECIDED, DECIDED + timedelta(1), FIRST)),
            "related": self.often(0.05),
            "subcontract": self.often(0.05),
            "landed": self.often(0.8),
            "in_shares": self.often(0.05),
        }

    def _receipt(self, number: int, contract: dict[str, Any]) -> dict[str, Any]:
        amount = max(self.amount() // self.lot.choice((1, 3, 10)), 1)
        if self.often(0.15):
            self.edges.add("remaining")
            amount = contract["technical"] + self.lot.choice((-1, 0, 1))
        technical = None if self.often(0.6) else self.lot.randrange(0, max(amount, 1) + 1)
        return {
            "id": f"R{number}",
            "contract": contract["id"],
            "on": self.day(),
            "amount": max(amount, 1),
            "technical": technical,
            "invoice": self.lot.choice(("", "", f"I{number}", "I1")),
            "labelled": self.often(0.95),
            "payer": self.lot.choice((None, None, contract["buyer"], contract["buyer"], "X")),
            "paid": self.lot.choice(
                ((), (), (), (("city", "buyer"),), (("city", "intermediary"),), (("province", "seller"),))
            ),
        }

    def _case(self) -> dict[str, Any]:
        lot = self.lot
        rule = self._rule()
        contracts = [self._contract(n) for n in range(lot.randrange(1, 5))]
        receipts = [self._receipt(n, lot.choice(contracts)) for n in range(lot.randrange(0, 7))]
        for one in receipts:
            one["on"] = one["on"].toordinal()
        for one in contracts:
            one["cancelled"] = one["cancelled"] and one["cancelled"].toordinal()
        who = {
            "intermediary": ("T1", "T2"),
            "buyer": ("B1", "B2"),
            "seller": ("S1", "S2", "S3"),
            "broker": ("P1", "P2"),
        }[rule["role"]]
        case = {
            "rule": rule,
            "year": 2020,
            "from": FIRST.toordinal(),
            "to": LAST.toordinal(),
            "decided": DECIDED.toordinal(),
            "kinds": KINDS,
            "parents": {"S3": lot.choice((None, None, "X", "B1")), "B1": lot.choice((None, "X")), "B2": None},
            "local": lot.choice((("B1", "B2"), ("B1",))),
            "barred": lot.choice(((), (), (), who[:1])),
            "applicants": [
                {"id": one, "paid": lot.choice((0, 0, 123_400)), "prior": lot.choice((0, 0, 10_000_000, self.amount()))}
                for one in who
            ],
            "contracts": contracts,
            "receipts": receipts,
            "budget": lot.choice((None, None, abs(self.amount()) // 100 + 1)),
        }
        self._onto_edges(case)
        return case

    def _onto_edges(self, case: dict[str, Any]) -> None:
        """Some cases are moved exactly onto a cap, a budget, a band's edge or half a fen."""
        rule = case["rule"]
        if self.often(0.3):
            best = max(second.paid({**case, "budget": None, "rule": {**rule, "cap": None, "step": 1}}).values())
            if best:
                edge = self.lot.choice(("cap", "budget", "step", "half fen"))
                self.edges.add(edge)
                if edge == "cap":
                    rule["cap"] = best + self.lot.choice((-1, 0, 1))
                elif edge == "budget":
                    whole = sum(second.paid({**case, "budget": None, "rule": {**rule, "step": 1}}).values())
                    case["budget"] = max(whole + self.lot.choice((-1, 0, 1)), 1)
                elif edge == "step":
                    rule["step"] = best
                else:
                    rule |= {"rate": Fraction(1, 200), "bands": [], "step": 1}
        if rule["bands"] and rule["bands"][0][1] and self.often(0.3):
            self.edges.add("band")
            case["applicants"][0]["prior"] = max(rule["bands"][0][1] + self.lot.choice((-1, 0, 1)), 0)


def asked(case: dict[str, Any]) -> tuple[Award, Call, list[Applicant], World]:
    """The same case in the product's values."""
    rule = case["rule"]

    def rate(one: Fraction) -> Decimal:
        return Decimal(one.numerator) / Decimal(one.denominator)

    award = Award(
        id="x", label="x", clause="", kind="", base=rule["base"], rate=None if rule["bands"] else rate(rule["rate"]), rate_max=None,
        step=yuan(rule["step"]), first=FIRST, last=LAST, cite="x", examples=(),
        where=(Condition("class", "one_of", rule["classes"]), Condition("related", "equals", False)),
        bands=tuple(Band(yuan(low), None if high is None else yuan(high), rate(one)) for low, high, one in rule["bands"]),
        cap=None if rule["cap"] is None else yuan(rule["cap"]), beneficiary=rule["role"], sellers=rule["sellers"],
        buyer_local=rule["buyer_local"], landed=rule["landed"], registered_in_year=rule["in_year"], role_proof=rule["role"] == "broker",
    )  # fmt: skip
    call = Call(2020, Period(FIRST, LAST), DECIDED, None, None if case["budget"] is None else yuan(case["budget"]))
    applicants = [Applicant(one["id"], yuan(one["paid"]), yuan(one["prior"])) for one in case["applicants"]]
    sides = {
        id: Side(id, kind, id in case["local"], case["parents"].get(id), id in case["barred"])
        for id, kind in KINDS.items()
    }

    def on(ordinal: int | None) -> date | None:
        return ordinal and date.fromordinal(ordinal)  # type: ignore[return-value]

    contracts = [
        Contract(
            id=one["id"], class_=one["class"], seller=one["seller"], buyer=one["buyer"], turnover=yuan(one["turnover"]),
            technical=yuan(one["technical"]), registered_on=on(one["registered"]), cancelled_on=on(one["cancelled"]),
            intermediary=one["intermediary"], brokers=tuple((who, rate(share)) for who, share in one["brokers"]), role_proof=one["proof"],
            related=one["related"], subcontract=one["subcontract"], landed=one["landed"], in_shares=one["in_shares"],
        )
        for one in case["contracts"]
    ]  # fmt: skip
    receipts = [
        Receipt(
            id=one["id"], contract=one["contract"], on=date.fromordinal(one["on"]), amount=yuan(one["amount"]),
            technical=None if one["technical"] is None else yuan(one["technical"]), invoice=one["invoice"], labelled=one["labelled"],
            payer=one["payer"], paid=one["paid"],
        )
        for one in case["receipts"]
    ]  # fmt: skip
    return award, call, applicants, World(sides, contracts, receipts)


def sound(award: Award, call: Call, world: World, decided: Decided) -> None:
    """What must hold of every decision."""
    for one in decided.decisions:
        assert one.paid >= 0
        assert one.paid % award.step == 0
        if award.cap is not None:
            assert one.paid <= max(award.cap - one.applicant.already_paid, 0)
        assert one.paid <= one.capped <= one.gross
    if call.budget is not None:
        assert decided.total <= call.budget
    counted = Counter(
        (part.receipt.id, decision.applicant.id)
        for decision in decided.decisions
        for each in decision.counted
        for part in each.parts
    )
    assert not counted or max(counted.values()) == 1
    paid_before = {one.id for one in world.receipts if (award.level, award.beneficiary) in one.paid}
    assert not paid_before & {id for id, _ in counted}
    for one in decided.decisions:
        for each in one.counted:
            assert sum(Fraction(part.counted, part.scale) for part in each.parts) <= each.contract.technical * 100


@pytest.mark.parametrize("piece", range(PIECES))
def test_awards_agree_to_the_fen(piece: int) -> None:
    edges = Counter[str]()
    for number in range(piece, AWARDS, PIECES):
        lot = Lot(f"award {number}")
        award, call, applicants, world = asked(lot.case)
        decided = decide(award, call, applicants, world)
        got = {one.applicant.id: int(one.paid * 100) for one in decided.decisions}
        assert got == second.paid(lot.case), (number, lot.case)
        for one in decided.decisions:
            assert one.base * 100 == second.base_of(lot.case, str(one.applicant.id)), (number, lot.case)
        sound(award, call, world, decided)
        if number % 10 == 0:
            again = claw_back(decided, world, [world.contracts[0].id])
            assert all(0 <= one.amount <= one.paid for one in again)
        edges.update(lot.edges or {"none"})
    assert sum(edges.values()) - edges["none"] >= 0.3 * AWARDS / PIECES
    assert {"day", "cap", "band", "budget", "step", "half fen", "remaining"} <= set(edges)
    assert edges["none"] <= 0.7 * AWARDS / PIECES


FLOORS = Floors(Decimal(50), Decimal(50), Decimal(5), 3, 5)


def sharing(number: int) -> tuple[int, int | None, list[tuple[int, bool]], bool]:
    """Net fen, the unit's hundredths of a percent, people, and whether it was put on a boundary."""
    lot = random.Random(f"share {number}")
    count = lot.randrange(1, 7)
    cuts = sorted(lot.randrange(0, 10_001) for _ in range(count - 1))
    shares = [b - a for a, b in zip([0, *cuts], [*cuts, 10_000], strict=True)]
    mains = [lot.random() < 0.6 for _ in shares]
    net, pct = (
        lot.randrange(-5, 10 ** lot.randrange(2, 11)),
        lot.choice((None, 5_000, 7_000, lot.randrange(4_900, 10_100))),
    )
    edge = lot.random() < 0.4
    if edge:
        kind = lot.randrange(4)
        if kind == 0:  # main contributors exactly at, or a hair beside, half
            half = 5_000 + lot.choice((-1, 0, 0, 0, 1))
            shares, mains = [10_000 - half, half // 2, half - half // 2], [False, True, True]
        elif kind == 1:  # half a fen
            net, pct = 2 * lot.randrange(1, 10**6) + 1, 5_000
        elif kind == 2:  # shares a hair beside the whole
            shares[-1] += lot.choice((-1, 1))
        else:
            pct = 5_000 + lot.choice((-1, 0, 1))
    return net, pct, list(zip(shares, mains, strict=True)), edge


def test_sharing_agrees_to_the_fen() -> None:
    edges = 0
    for number in range(SHARINGS):
        net, pct, people, edge = sharing(number)
        edges += edge
        who = [Contributor(str(n), yuan(share), main) for n, (share, main) in enumerate(people)]
        try:
            found = share_cash(yuan(net), None if pct is None else yuan(pct), who, FLOORS)
        except Refusal as refusal:
            got: object = refusal.code if refusal.code != "share_negative" else "shares_not_100"
        else:
            got = int(found.pool * 100), [int(amount * 100) for _, amount in found.rewards]
        assert got == second.shared(net, pct, people), (number, net, pct, people)
    assert edges >= 0.3 * SHARINGS
