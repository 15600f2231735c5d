"""The product's answers in the words of the judged cases: what is `given` goes to the product's own functions, unchanged in sense."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from jinliang.core.day import Count, day, notice_end
from jinliang.core.money import yuan
from jinliang.core.patent_value import PatentRecord, patent_value
from jinliang.core.refusal import Refusal
from jinliang.core.vice_president import Candidacy, eligibility
from jinliang.packs.credit import check_credit
from jinliang.packs.holiday import shipped_calendar
from jinliang.packs.parameter import patent_criteria, vice_president_rule
from jinliang.packs.patent import check_patent
from jinliang.packs.region import region

Given = Mapping[str, Any]
Answer = dict[str, Any]

COUNTS: dict[str, Count] = {
    "calendar": "calendar",
    "calendar_days": "calendar",
    "working": "working",
    "working_days": "working",
}


def notice_answer(given: Given) -> Answer:
    """A notice: its last day, and for calendar days the day before rolling."""
    if given["count"] not in COUNTS:
        raise Refusal("unknown_count", f"没有这种计日：{given['count']}", "填 calendar（日）或 working（工作日）")
    count = COUNTS[given["count"]]
    found = notice_end(day(given["start"]), int(given["days"]), count, shipped_calendar())
    answer = {"end": found.end.isoformat(), "free_on": found.free_on.isoformat()}
    return answer | ({"raw_end": found.raw_end.isoformat()} if count == "calendar" else {})


def code_answer(given: Given) -> Answer:
    """A patent number, a region code on a day, or a credit code: told apart by their keys."""
    if "number" in given:
        return patent_answer(given)
    return region_answer(given) if "on" in given else credit_answer(given)


def credit_answer(given: Given) -> Answer:
    """A unified social credit code."""
    found = check_credit(given["code"])
    answer: Answer = {
        "valid": found.valid,
        "normalised": found.code,
        "expected_check": found.expected,
        "warning": found.warning,
    }
    return answer if found.valid else answer | {"reason": list(found.reasons), "message": found.why}


def patent_answer(given: Given) -> Answer:
    """A patent number; where the case names no day, years after the last holiday year shipped are still to come."""
    today = day(given["on"]) if "on" in given else date(max(shipped_calendar().years), 12, 31)
    found = check_patent(given["number"], today)
    answer: Answer = {
        "valid": found.valid,
        "application_year": found.application_year,
        "kind": found.kind and found.kind.replace("_", " "),
        "normalised": found.number,
        "expected_check": found.expected,
    }
    return answer if found.valid else answer | {"reason": list(found.reasons), "message": found.why}


LEVEL_WORDS = {
    "province": "province",
    "prefecture": "prefecture-level city",
    "district": "district",
    "county_city": "county-level city",
    "county": "county",
    "zone": "functional zone",
}


def region_answer(given: Given) -> Answer:
    """A region code on a day."""
    found = region(str(given["code"]), day(given["on"]))
    return {
        "exists": found.exists,
        "name": found.name,
        "level": found.level and LEVEL_WORDS[found.level],
        "in_changzhou": found.city == "320400",
        "successor": found.successor,
        "functional_zone": found.zone is not None,
        "lies_in": found.zone and found.zone.region,
    }


def selector_answer(given: Given) -> Answer:
    """A science vice-president or a high-value patent: told apart by their keys."""
    return vice_president_answer(given) if "born_on" in given else patent_value_answer(given)


def vice_president_answer(given: Given) -> Answer:
    """A science vice-president's eligibility; what is not stated is not so."""
    counted_on = day(given["age_counted_on"])
    discipline, stakes, term = given.get("discipline") or {}, given.get("stake_pct") or {}, given.get("term") or {}
    owners = given.get("firm_founded_or_invested_by") or []
    case = Candidacy(
        born_on=day(given["born_on"]),
        age_counted_on=counted_on,
        degree=str(given.get("degree")),
        employer=str(given.get("employer")),
        master_right=bool(discipline.get("master_right")),
        provincial_key=bool(discipline.get("provincial_key")),
        firm_area=str(given.get("firm_registered_in")),
        firm_owner=any(owner == "person" or owner.startswith("home_") for owner in owners),
        person_stake=Decimal(str(stakes.get("person") or 0)),
        # a university holds firms through its own company: "home_institution_company" is the home institution
        institution_stake=sum((Decimal(str(stakes[who] or 0)) for who in stakes if who.startswith("home_")), Decimal()),
        term_from=day(term.get("from") or given["age_counted_on"]),
        term_to=day(term.get("to") or term.get("from") or given["age_counted_on"]),
        pay=yuan(str(given.get("total_pay") or 0)),
        signed_by=frozenset(
            "home_unit" if who.startswith("home_") else who for who in given.get("agreement_signed_by") or []
        ),
        firm_holds=tuple(given.get("firm_holds") or []),
    )
    found = eligibility(case, vice_president_rule(counted_on))
    return {
        "eligible": found.eligible,
        "reasons": list(found.reasons),
        "in_principle": list(found.in_principle),
        "needs_exception": found.needs_exception,
    }


def patent_value_answer(given: Given) -> Answer:
    """Whether an invention patent is a high-value one."""
    on = day(given["on"])
    criteria = patent_criteria(on)
    if given.get("pledge_threshold") is not None:
        criteria = replace(criteria, pledge=yuan(str(given["pledge_threshold"])))
    if any(re.search(r"(^|_)(hk|hmt|hong_?kong|taiwan)(_|$)", key) and value is True for key, value in given.items()):
        criteria = replace(criteria, not_overseas=criteria.not_overseas - {"HK", "MO", "TW"})
    granted_on = given.get("granted_on")
    patent = PatentRecord(
        kind=str(given.get("kind")).replace(" ", "_"),
        in_force=given.get("status") in ("valid", "in_force", "in force"),
        applied_on=day(given["applied_on"]),
        granted_on=day(granted_on) if granted_on else None,
        sei_code=given.get("sei_code"),
        family=tuple(each["country"] for each in given.get("family_abroad") or [] if each.get("granted")),
        pledge_loan=yuan(str(given.get("pledge_loan") or 0)),
        awards=tuple(given.get("awards") or []),
    )
    found = patent_value(patent, on, criteria)
    answer: Answer = {"high_value": found.high_value, "reasons": list(found.reasons)}
    return answer if found.high_value else answer | {"why_not": list(found.why_not)}
