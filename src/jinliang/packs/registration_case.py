"""Cases of registering technology contracts, by topic: given as JSON, answered in the same words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from pydantic import Field

from jinliang.core.day import notice_end
from jinliang.core.pack import CodeList
from jinliang.core.refusal import Refusal
from jinliang.core.registration import (
    MATTERS,
    Listed,
    check_amounts,
    check_class,
    check_filer,
    check_list,
    check_printed,
    check_second_review,
    check_terms,
    contract_class,
    large,
    missing,
    number_verdict,
    registration_due,
    worksheet_technical,
)
from jinliang.packs.given import Day, Given, Money, SignedMoney, read_case
from jinliang.packs.holiday import shipped_calendar
from jinliang.packs.load import shipped_pack
from jinliang.packs.parameter import clock_rule, large_contract, notice_length, parameter_row
from jinliang.packs.told import UNDATED, Answer, told


class ClassGiven(Given):
    """What a contract is about and when it was signed."""

    matter: str
    signed_on: Day
    filed_on: Day | None = None
    declared_class: str | None = None


class AmountGiven(Given):
    """The two sums and the worksheet."""

    turnover: SignedMoney
    technical: SignedMoney
    deductions: dict[str, SignedMoney] | None = None


class SecondReviewGiven(Given):
    """Who looked at a contract."""

    turnover: Money | None = None
    technical: Money
    first_reviewer: str = ""
    second_reviewer: str | None = None
    accepted_on: Day | None = None


class ClockGiven(Given):
    """When a registration was accepted, and what happened to it."""

    accepted_on: Day
    technical: Money
    disputed: bool = False
    correction_asked_on: Day | None = None
    corrected_on: Day | None = None


class ListedGiven(Given):
    """A contract in a list."""

    amount: Money
    status: str


class ListGiven(Given):
    """A registration list."""

    contracts: list[ListedGiven]
    approved_on: Day | None = None
    printed: bool = False


class TermsGiven(Given):
    """The terms a contract has."""

    class_: str = Field("", alias="class")
    form: str = "written"
    terms: list[str]
    signed_on: Day | None = None


class NumberGiven(Given):
    """Numbers offered, and those held already."""

    already_held: list[str] = []
    offered: list[str]
    holder_status: str = ""


class FilingGiven(Given):
    """Who files a contract."""

    seller: str = ""
    buyer: str = ""
    filed_by: str
    import_contract: bool = False


_RIGHTS = (
    ("patent_application", ("application",)),
    ("patent", ("patent", "invention")),
    ("know_how", ("know", "secret", "proprietary")),
    ("software", ("software", "copyright")),
    ("layout", ("layout", "circuit")),
    ("plant_variety", ("plant",)),
    ("medicine", ("medic", "biolog", "drug")),
)
_WORKS = (
    ("cooperative_development", ("cooperative", "joint dev", "co-dev")),
    ("commissioned_development", ("develop",)),
    ("training", ("training",)),
    ("intermediation", ("intermedia", "broker", "agency")),
    ("feasibility_study", ("feasib", "consult")),
    ("forecast", ("forecast", "prediction")),
    ("survey", ("survey", "investigation")),
    ("analysis", ("analysis", "evaluation")),
    ("service", ("service",)),
)


def matter(said: str) -> str:
    """What a contract is about, from a few English words: a right given by licence or transfer, or a work.

    >>> matter("patent licence"), matter("transfer of know-how"), matter("commissioned development")
    ('patent_licence', 'know_how_transfer', 'commissioned_development')
    """
    text = said.lower().replace("_", " ")
    if said in MATTERS:
        return said
    way = "licence" if "licen" in text else "transfer" if "transfer" in text or "assign" in text else ""
    for name, words in _RIGHTS if way else _WORKS:
        if any(word in text for word in words) and (f"{name}_{way}" if way else name) in MATTERS:
            return f"{name}_{way}" if way else name
    raise Refusal("no_such_matter", f"不认识的合同内容：{said}", f"写其中之一：{'、'.join(MATTERS)}")


@cache
def class_lists() -> tuple[CodeList, CodeList]:
    """The classes and sub-classes of technology contracts."""
    pack = shipped_pack("national")
    return pack.list("contract_class"), pack.list("contract_subclass")


def class_answer(given: ClassGiven) -> Answer:
    """The class of a contract, or the one to file it as."""
    about = matter(given.matter)
    above, below = contract_class(about, given.signed_on, *class_lists())
    if given.declared_class:
        try:
            check_class(given.declared_class, about, given.signed_on, *class_lists())
        except Refusal as refusal:
            return told(refusal, {"suggest": above.id, "suggest_sub_class": below.label})
    return {"accepted": True, "class": above.id, "sub_class": below.label}


def amount_answer(given: AmountGiven) -> Answer:
    """Whether the two sums stand."""
    known = {}
    if given.deductions is not None:
        known["technical_by_worksheet"] = f"{worksheet_technical(given.turnover, given.deductions.values()):.2f}"
    try:
        check_amounts(given.turnover, given.technical, given.deductions)
    except Refusal as refusal:
        return told(refusal, dict(known))
    return {"accepted": True, **known}


def second_review_answer(given: SecondReviewGiven) -> Answer:
    """Whether a second reviewer is needed, and is another person."""
    line = large_contract(given.accepted_on or UNDATED)
    needed = large(given.technical, line)
    known = dict.fromkeys(("second_review", "second_reviewer", "second_reviewer_needed", "needed", "required"), needed)
    try:
        check_second_review(given.technical, line, given.first_reviewer, given.second_reviewer or "")
    except Refusal as refusal:
        return told(refusal, dict(known))
    return {"accepted": True, **known}


def clock_answer(given: ClockGiven) -> Answer:
    """By when a registration is to be decided."""
    rule = clock_rule(given.accepted_on)
    old = parameter_row("registration.clock", given.accepted_on).last is not None
    if given.correction_asked_on and not given.corrected_on:
        return {"due": None, "waiting": "correction", "reason": "waiting_for_correction"}
    due = registration_due(
        given.accepted_on,
        given.technical,
        rule,
        shipped_calendar(),
        disputed=given.disputed,
        corrected_on=given.corrected_on,
    )
    unit = "days" if due.count == "calendar" else "working days"
    answer = {"rule": f"{'old' if old else 'new'}, {due.days} {unit}", "due": due.end.end.isoformat()}
    return answer | ({"raw_due": due.end.raw_end.isoformat()} if due.count == "calendar" else {})


def list_answer(given: ListGiven) -> Answer:
    """Whether a list stands, needs the second reviewer, and from when it is printed."""
    contracts = [Listed(one.amount, one.status) for one in given.contracts]
    on = given.approved_on or UNDATED
    try:
        if given.printed:
            check_printed(contracts)
        second = check_list(contracts, large_contract(on))
    except Refusal as refusal:
        return told(refusal, {"list_valid": False})
    answer: Answer = {"accepted": True, "list_valid": True, "second_reviewer": second}
    if given.approved_on:
        days, count = notice_length("registration.print_wait", on)
        answer["printable_from"] = notice_end(given.approved_on, days, count, shipped_calendar()).end.isoformat()
    return answer


def terms_answer(given: TermsGiven) -> Answer:
    """What a contract lacks, and whether that is a ground for refusal."""
    known = {"missing": list(missing(given.terms))}
    try:
        hints = check_terms(given.terms, given.form)
    except Refusal as refusal:
        return told(refusal, dict(known))
    return {"accepted": True, **known, "hint": list(hints), "hints": list(hints)}


def number_answer(given: NumberGiven) -> Answer:
    """A verdict for each number offered; of two alike the second is used already."""
    held = set(given.already_held)
    verdicts: dict[str, str] = {}
    for one in given.offered:
        verdict = number_verdict(one, held)
        verdicts.setdefault(one, verdict)
        held.add(one)
    return {"verdicts": verdicts}


def filing_answer(given: FilingGiven) -> Answer:
    """Whether the right side files."""
    check_filer(given.filed_by, given.import_contract)
    return {"accepted": True}


TOPICS: Mapping[str, tuple[type[Given], Callable[[Any], Answer]]] = {
    "class": (ClassGiven, class_answer),
    "amount": (AmountGiven, amount_answer),
    "second_review": (SecondReviewGiven, second_review_answer),
    "clock": (ClockGiven, clock_answer),
    "list": (ListGiven, list_answer),
    "terms": (TermsGiven, terms_answer),
    "number": (NumberGiven, number_answer),
    "filing": (FilingGiven, filing_answer),
}


def registration_answer(topic: str, given: object, *, strict: bool = True) -> Answer:
    """The answer to a case of a topic. Raises Refusal: no_such_topic, case_flawed."""
    if topic not in TOPICS:
        raise Refusal("no_such_topic", f"没有“{topic}”这类登记算例", f"可用的有 {'、'.join(TOPICS)}")
    shape, answer = TOPICS[topic]
    return answer(read_case(shape, given, strict=strict))
