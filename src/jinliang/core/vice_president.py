"""Who may be a science vice-president 科技副总: a scholar lent part-time to a firm (江苏省科技副总选聘通知).

All faults are told at once. Age and degree are asked for "in principle": a case that fails only there may be let
through by a person who gives a reason; by the rule it is not eligible.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from jinliang.core.day import completed_years

Reason = Literal[
    "age",
    "degree",
    "employer",
    "discipline",
    "firm_region",
    "firm_ownership",
    "term",
    "pay",
    "agreement",
    "firm_qualification",
]

REASONS: Mapping[Reason, str] = {
    "age": "超过年龄",
    "degree": "学位不够",
    "employer": "不是国内高校院所的在职人员",
    "discipline": "所在学科没有硕士授予权，也不是省重点学科",
    "firm_region": "企业不在省内注册",
    "firm_ownership": "企业由本人或本人所在单位创办或持股",
    "term": "任期不够",
    "pay": "任期内报酬合计不够",
    "agreement": "三方协议没有签全",
    "firm_qualification": "企业没有规定的资质或平台",
}
"""What is told to the applicant, in the order in which it is asked."""

IN_PRINCIPLE: tuple[Reason, ...] = ("age", "degree")

_RANKS = {"国家": 3, "省": 3, "市": 2, "区": 1, "县": 1}


@dataclass(frozen=True, slots=True)
class VicePresidentRule:
    """The notice's numbers and lists.

    `pay` is yuan for the whole term, `province` the first two digits of an area code. `titles` are titles of which a
    firm holds one, `province_bodies` and `city_bodies` what it may run instead, from that level on; a title is met
    when the firm's words contain it.
    """

    max_age: int
    degrees: frozenset[str]
    employers: frozenset[str]
    province: str
    term_years: int
    pay: Decimal
    signers: frozenset[str]
    titles: tuple[str, ...]
    province_bodies: tuple[str, ...]
    city_bodies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidacy:
    """One person, one firm, one term, as the papers state them.

    Stakes are percent of the firm. `firm_area` is the area code of its registration; `firm_owner` says that the
    person or the home institution founded it or put money in; both term days are included.
    """

    born_on: date
    age_counted_on: date
    degree: str
    employer: str
    master_right: bool
    provincial_key: bool
    firm_area: str
    firm_owner: bool
    person_stake: Decimal
    institution_stake: Decimal
    term_from: date
    term_to: date
    pay: Decimal
    signed_by: frozenset[str]
    firm_holds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict: every reason against, in the order of `REASONS`."""

    reasons: tuple[Reason, ...]

    @property
    def eligible(self) -> bool:
        """Whether all conditions are met, those in principle included."""
        return not self.reasons

    @property
    def in_principle(self) -> tuple[Reason, ...]:
        """Those of the reasons that leave room for a reasoned exception."""
        return tuple(reason for reason in self.reasons if reason in IN_PRINCIPLE)

    @property
    def needs_exception(self) -> bool:
        """Whether nothing but conditions in principle stands against it."""
        return bool(self.reasons) and self.in_principle == self.reasons


def eligibility(case: Candidacy, rule: VicePresidentRule) -> Eligibility:
    """Judges a candidacy by the notice's rule; only the person and the home institution taint a firm, no third
    institution.
    """
    faults: dict[Reason, bool] = {
        "age": completed_years(case.born_on, case.age_counted_on) > rule.max_age,
        "degree": case.degree not in rule.degrees,
        "employer": case.employer not in rule.employers,
        "discipline": not (case.master_right or case.provincial_key),
        "firm_region": not re.fullmatch(rf"{rule.province}[0-9]{{4}}", case.firm_area),
        "firm_ownership": case.firm_owner or case.person_stake > 0 or case.institution_stake > 0,
        "term": not _lasts(case.term_from, case.term_to, rule.term_years),
        "pay": case.pay < rule.pay,
        "agreement": not rule.signers <= case.signed_by,
        "firm_qualification": not any(qualifies(title, rule) for title in case.firm_holds),
    }
    return Eligibility(tuple(reason for reason in REASONS if faults[reason]))


def qualifies(title: str, rule: VicePresidentRule) -> bool:
    """Whether a title or platform of the firm counts; a level that is stated must be high enough, one left out is
    checked by a person.

    A provincial laboratory counts, one of the city does not; an engineering centre counts from the city's level on.
    """
    if any(word in title for word in rule.titles):
        return True
    return any(
        word in title and _rank(title.partition(word)[0]) >= floor
        for words, floor in ((rule.province_bodies, 3), (rule.city_bodies, 2))
        for word in words
    )


def _rank(words: str) -> int:
    """The level that the words before a platform's name state: 3 province or state, 2 city, 1 district or county; the
    lowest named.
    """
    stated = [rank for sign, rank in _RANKS.items() if re.search(rf"{sign}级", words)]
    return min(stated or [rank for sign, rank in _RANKS.items() if sign in words], default=3)


def _lasts(first: date, last: date, years: int) -> bool:
    """Whether a term with both days included is full years long: the day after its last completes them."""
    return first <= last and completed_years(first, last + timedelta(days=1)) >= years
