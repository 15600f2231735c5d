"""Answers to cases of awards, and the schemes of judged cases as awards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jinliang.core.award import REASONS, Award, Band, Beneficiary, check_bands
from jinliang.core.counting import Part
from jinliang.core.decision import Decided, Decision, Left, claw_back, decide
from jinliang.core.refusal import Refusal
from jinliang.core.select import Condition
from jinliang.core.trace import trace
from jinliang.packs.award_case import AwardGiven
from jinliang.packs.given import read_case
from jinliang.packs.told import Answer, shown

ROUNDS_TO = Decimal(100)
"""Judged cases are rounded down to full 100 yuan, as their rule says."""

_ALWAYS = (date(1900, 1, 1), date(2199, 12, 31))


def award_answer(given: Mapping[str, Any], schemes: Mapping[str, Any]) -> Answer:
    """A judged case put to its scheme."""
    case = read_case(AwardGiven, given, strict=False)
    if case.scheme not in schemes:
        raise Refusal("no_such_scheme", f"没有叫 {case.scheme} 的办法", f"可用的有 {'、'.join(schemes)}")
    award = scheme_award(case.scheme, schemes[case.scheme])
    return answered(case, replace(award, level=case.level or award.level), strict=False)


def answered(case: AwardGiven, award: Award, *, strict: bool = True) -> Answer:
    """A case decided under an award, in the words of the case, each decision with its trace."""
    world = case.world(award, strict=strict)
    decided = decide(award, case.call, case.people(), world)
    answer: Answer = {
        "applicants": [_applicant(decided, one) for one in decided.decisions],
        "total_paid": f"{decided.total:.2f}",
    }
    if decided.budget_left is not None:
        answer["budget_left"] = f"{decided.budget_left:.2f}"
    if case.later is not None:
        answer["claw_back"] = [
            {
                "id": one.applicant,
                "paid_before": f"{one.paid:.2f}",
                "recomputed": f"{one.recomputed:.2f}",
                "claw_back": f"{one.amount:.2f}",
            }
            for one in claw_back(decided, world, case.gone())
        ]
    return answer


def _applicant(decided: Decided, one: Decision) -> Answer:
    told: Answer = {"id": one.applicant.id} | shown("eligible_base", one.base) | shown("gross", one.gross)
    told |= shown("capped", one.capped)
    if one.cut is not None:
        told |= shown("after_budget_cut", one.cut)
    told |= {"paid": f"{one.paid:.2f}", "excluded": [_left(each) for each in one.left]}
    if one.reduced:
        told["reduced"] = [_reduced(each) for each in one.reduced]
    allocated = [part.receipt.id for each in one.counted for part in each.parts if part.allocated]
    if allocated:
        told["allocated_receipts"] = allocated
    return told | {"trace": list(trace(decided, one))}


def _left(one: Left) -> Answer:
    reason = one.reasons[0]
    told = {"item": one.item, "amount": f"{one.amount:.2f}", "reason": reason, "words": REASONS[reason]}
    return told | {"reasons": list(one.reasons), "received": f"{one.received:.2f}"}


def _reduced(one: Part) -> Answer:
    used, counted = (Fraction(fen, one.scale * 100) for fen in (one.used, one.counted))
    told = {"item": one.receipt.id} | shown("technical_part", used) | shown("counted", counted)
    return told | {"reason": "above_technical", "words": REASONS["above_technical"]}


def scheme_award(name: str, said: Mapping[str, Any]) -> Award:
    """A scheme of judged cases as an award. Raises Refusal: no_such_beneficiary, bands_gap …"""
    beneficiary, applicants = _beneficiary(str(said.get("beneficiary", "")))
    bands = tuple(
        Band(Decimal(str(low)), None if high is None else Decimal(str(high)), Decimal(str(rate)))
        for low, high, rate in said.get("bands") or ()
    )
    check_bands(bands)
    base = str(said.get("base", "actual")).split(":", 1)[0].strip()
    sellers = said.get("seller_kinds", "any")
    return Award(
        id=name,
        label=name,
        clause="",
        kind="",
        base=base,
        rate=_number(said.get("rate")),
        rate_max=_number(said.get("rate_ceiling")),
        step=ROUNDS_TO,
        first=_ALWAYS[0],
        last=_ALWAYS[1],
        cite=str(said.get("source", "")),
        examples=(),
        where=_where(said),
        bands=bands,
        cap=_number(said.get("cap_per_applicant_year")),
        budget=_number(said.get("budget")),
        beneficiary=beneficiary,
        applicants=applicants,
        sellers=() if sellers in ("any", None) else tuple(sellers),
        buyer_local=bool(said.get("buyer_must_be_local")),
        landed=bool(said.get("landed_required")),
        registered_in_year=bool(said.get("registered_in_year")),
        role_proof=beneficiary == "broker",
        own_office=said.get("own_office_of_seller_may_apply") is not False,
    )


def _where(said: Mapping[str, Any]) -> tuple[Condition, ...]:
    classes = said.get("classes")
    related = Condition("related", "equals", False)
    return (Condition("class", "one_of", tuple(classes)), related) if classes else (related,)


def _beneficiary(words: str) -> tuple[Beneficiary, tuple[str, ...]]:
    """The role in which a scheme pays, and the kinds of party it names."""
    text = words.lower()
    if "person" in text:
        return "broker", ("person",)
    if "intermediary" in text or "institution" in text:
        return "intermediary", ()
    if "buyer" in text or "absorb" in text:
        return "buyer", ("firm", "firm_with_platform") if "firm" in text else ()
    if "seller" in text:
        return "seller", ()
    raise Refusal("no_such_beneficiary", f"看不出奖补给谁：{words}", "写 buyer、seller、intermediary 或 natural person")


def _number(said: Any) -> Decimal | None:
    return None if said is None else Decimal(str(said))
