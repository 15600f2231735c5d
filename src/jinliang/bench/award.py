"""Deciding on awards at any number of receipts: every decision with its whole trace, beside the same sums by numpy without any.

The peer is given its arrays ready made and tells nothing but sums: the same tests, the same use of the technical amount in the order of
dates, the same cap, budget and cut, in floating point. The receipts are made up: a third is not split, some count in part or not at all.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from jinliang.core.award import Award
from jinliang.core.call import Applicant, Call, World
from jinliang.core.contract import Contract, Receipt, Side
from jinliang.core.day import Period
from jinliang.core.decision import decide
from jinliang.core.trace import trace
from jinliang.packs.load import shipped_pack

T = TypeVar("T")
RUNS: Final = 5
PER_CONTRACT: Final = 5
PER_APPLICANT: Final = 100
"""Contracts of one applicant."""
YEAR: Final = 2020
CLASSES: Final = ("KF", "ZR", "XK", "ZX", "FW")
DECIDED_ON: Final = date(2021, 3, 20)


@dataclass(slots=True)
class Result:
    """Times in ms of the processor, which a busy machine makes no longer; the median of several runs.

    `agree`: decisions in which both come to the same sum; near a full step of 100 yuan the floating point of the peer may fall to the
    other side.
    """

    receipts: int
    contracts: int
    applicants: int
    ours_ms: float
    decide_ms: float
    trace_ms: float
    sentences: int
    numpy_ms: float
    ratio: float
    decisions_per_s: float
    receipts_per_s: float
    agree: int


def run(receipts: int, say: Callable[[str], None]) -> Result:
    """Measures both in the same run."""
    say(f"编 {receipts:,} 笔到账 …")
    award, call, applicants, world = made(receipts)
    tables = arrays(award, call, applicants, world)
    ours, took = _timed(lambda: decide(award, call, applicants, world))
    told, telling = _timed(lambda: [trace(ours, one) for one in ours.decisions])
    peer, vector = _timed(lambda: vectorised(tables))
    paid = [int(one.paid) for one in ours.decisions]
    whole = took + telling
    return Result(
        receipts=receipts,
        contracts=len(world.contracts),
        applicants=len(applicants),
        ours_ms=round(whole, 1),
        decide_ms=round(took, 1),
        trace_ms=round(telling, 1),
        sentences=sum(map(len, told)),
        numpy_ms=round(vector, 2),
        ratio=round(whole / vector, 1),
        decisions_per_s=round(len(applicants) * 1000 / whole, 1),
        receipts_per_s=round(receipts * 1000 / whole),
        agree=int(np.sum(peer == np.array(paid))),
    )


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    """What it gives and its median processor time in ms, after one run that is not counted."""
    found = work()
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        found = work()
        times.append((time.process_time() - start) * 1000)
    return found, statistics.median(times)


def made(receipts: int) -> tuple[Award, Call, list[Applicant], World]:
    """A year's made-up receipts under the plan's award, with a cap and a budget so that both are worked."""
    lot = random.Random(20210618)
    contracts_wanted = max(receipts // PER_CONTRACT, 1)
    count = max(contracts_wanted // PER_APPLICANT, 1)
    found = shipped_pack("changzhou_2019").award("transfer_2pct", date(YEAR, 1, 1))
    assert found is not None
    award = replace(found, cap=Decimal(1_000_000))
    sides: dict[Any, Side] = {f"E{n}": Side(f"E{n}", "enterprise", lot.random() < 0.9) for n in range(2_000)}
    sides |= {f"U{n}": Side(f"U{n}", "university", True) for n in range(50)}
    contracts = [_contract(lot, n, count) for n in range(contracts_wanted)]
    rows = [_receipt(lot, n, contracts[n % len(contracts)]) for n in range(receipts)]
    call = Call(YEAR, Period(date(YEAR, 1, 1), date(YEAR, 12, 31)), DECIDED_ON, None, Decimal(count) * 400_000)
    return award, call, [Applicant(f"T{n}") for n in range(count)], World(sides, contracts, rows)


def _contract(lot: random.Random, number: int, applicants: int) -> Contract:
    technical = Decimal(lot.randrange(5_000_000, 300_000_000)) / 100
    other = Decimal(lot.randrange(0, 100_000_000)) / 100 if lot.random() < 0.33 else Decimal()
    return Contract(
        id=f"C{number}",
        class_=lot.choice((*CLASSES[:3], *CLASSES)),
        seller=f"U{lot.randrange(50)}",
        buyer=f"E{lot.randrange(2_000)}",
        turnover=technical + other,
        technical=technical,
        signed_on=date(2019, 12, 1),
        registered_on=date(2020, 1, 10) + timedelta(lot.randrange(400)),
        cancelled_on=date(2020, 12, 1) if lot.random() < 0.02 else None,
        intermediary=f"T{number % applicants}",
        related=lot.random() < 0.03,
        subcontract=lot.random() < 0.02,
    )


def _receipt(lot: random.Random, number: int, contract: Contract) -> Receipt:
    amount = Decimal(int(contract.turnover * 100) // lot.randrange(3, 8)) / 100
    return Receipt(
        id=f"R{number}",
        contract=contract.id,
        on=date(2019, 12, 15) + timedelta(lot.randrange(400)),
        amount=amount,
        technical=Decimal(int(amount * 80)) / 100 if lot.random() < 0.3 else None,
        invoice=f"{number if lot.random() < 0.99 else lot.randrange(number + 1):08}",
        labelled=lot.random() < 0.97,
        paid=(("city", "intermediary"),) if lot.random() < 0.02 else (),
    )


@dataclass(slots=True)
class Arrays:
    """The same world as numpy wants it, amounts in yuan: contracts, then receipts, then the rule."""

    good: NDArray[np.bool_]
    party: NDArray[np.int64]
    share: NDArray[np.float64]
    technical: NDArray[np.float64]
    of: NDArray[np.int64]
    on: NDArray[np.int64]
    amount: NDArray[np.float64]
    stated: NDArray[np.float64]
    fine: NDArray[np.bool_]
    invoice: NDArray[np.int64]
    window: tuple[int, int]
    rate: float
    cap: float
    budget: float
    applicants: int
    classes: NDArray[np.int64]
    registered: NDArray[np.int64]
    cancelled: NDArray[np.int64]
    decided: int


def arrays(award: Award, call: Call, applicants: list[Applicant], world: World) -> Arrays:
    """The world as arrays; this is not timed."""
    place = {one.id: n for n, one in enumerate(world.contracts)}
    who = {one.id: n for n, one in enumerate(applicants)}
    cs, rs = world.contracts, world.receipts
    far = date.max.toordinal()
    return Arrays(
        good=np.array([not one.related and not one.subcontract and world.sides[one.buyer].local for one in cs]),
        party=np.array([who[one.intermediary or ""] for one in cs]),
        share=np.array([float(one.technical / one.turnover) for one in cs]),
        technical=np.array([float(one.technical) for one in cs]),
        of=np.array([place[one.contract] for one in rs]),
        on=np.array([one.on.toordinal() for one in rs]),
        amount=np.array([float(one.amount) for one in rs]),
        stated=np.array([np.nan if one.technical is None else float(one.technical) for one in rs]),
        fine=np.array([one.labelled and not one.paid for one in rs]),
        invoice=np.array([int(one.invoice) for one in rs]),
        window=(call.window.first.toordinal(), call.window.last.toordinal()),
        rate=float(award.rate or 0),
        cap=float(award.cap or 0),
        budget=float(call.budget or 0),
        applicants=len(applicants),
        classes=np.array([CLASSES.index(one.class_) for one in cs]),
        registered=np.array([one.registered_on.toordinal() if one.registered_on else far for one in cs]),
        cancelled=np.array([one.cancelled_on.toordinal() if one.cancelled_on else far for one in cs]),
        decided=call.decided_on.toordinal(),
    )


def vectorised(one: Arrays) -> NDArray[np.float64]:
    """What each applicant is paid, by whole arrays."""
    good = one.good & (one.classes < 3) & (one.registered <= one.decided) & (one.cancelled > one.decided)
    by_day = np.argsort(one.on, kind="stable")
    once = np.zeros(len(one.on), np.bool_)
    once[by_day[np.unique(one.invoice[by_day], return_index=True)[1]]] = True
    order = np.lexsort((one.on, one.of))
    of, on = one.of[order], one.on[order]
    part = (np.where(np.isnan(one.stated), one.amount * one.share[one.of], one.stated) * once)[order]
    run = np.cumsum(part)
    first = np.r_[True, of[1:] != of[:-1]]
    before = np.maximum.accumulate(np.where(first, run - part, -np.inf))
    room = one.technical[of]
    counted = np.clip(room - (run - part - before), 0, part)
    takes = good[of] & one.fine[order] & (on >= one.window[0]) & (on <= one.window[1]) & (on <= one.decided)
    base = np.bincount(one.party[of], weights=counted * takes, minlength=one.applicants)
    capped = np.minimum(base * one.rate, one.cap)
    wanted = capped.sum()
    cut = capped * (one.budget / wanted) if wanted > one.budget else capped
    paid: NDArray[np.float64] = np.floor(cut / 100) * 100
    return paid
