"""High-value invention patents 高价值发明专利: in force, and one of five criteria (国家知识产权局统计口径, GB/T 42748
scene).

The alliance's library of them is collected by this question; the answer names every criterion that holds, or why none
was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jinliang.core.day import add_months

Criterion = Literal["strategic_emerging_industry", "overseas_family", "kept_over_10_years", "pledge_loan", "award"]
WhyNot = Literal["not_an_invention", "not_valid", "not_granted", "no_criterion_met"]

CRITERIA: Mapping[Criterion, str] = {
    "strategic_emerging_industry": "属于战略性新兴产业",
    "overseas_family": "在海外有同族专利权",
    "kept_over_10_years": "维持超过十年",
    "pledge_loan": "质押融资金额达到标准",
    "award": "获国家科学技术奖或中国专利奖",
}

WHY_NOT: Mapping[WhyNot, str] = {
    "not_an_invention": "不是发明专利",
    "not_valid": "专利不在有效状态",
    "not_granted": "当天还没有授权",
    "no_criterion_met": "五项标准都不符合",
}

_SEI = re.compile(r"[1-9](\.[0-9]{1,2}){0,2}(\.[0-9]{4})?")
"""战略性新兴产业分类 (2018): nine fields, up to three levels, then the industry."""


@dataclass(frozen=True, slots=True)
class PatentCriteria:
    """The definition's numbers: `pledge` is the least loan in yuan, `not_overseas` the places whose patents are no
    overseas family.
    """

    over_years: int
    pledge: Decimal
    not_overseas: frozenset[str]
    awards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatentRecord:
    """One patent as its papers state it. `family` are the places with a granted family member, `pledge_loan` is yuan."""

    kind: str
    in_force: bool
    applied_on: date
    granted_on: date | None
    sei_code: str | None
    family: tuple[str, ...]
    pledge_loan: Decimal
    awards: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PatentValue:
    """The verdict: the criteria that hold, or every reason why it is none."""

    reasons: tuple[Criterion, ...] = ()
    why_not: tuple[WhyNot, ...] = ()

    @property
    def high_value(self) -> bool:
        """Whether the patent counts as high-value."""
        return bool(self.reasons)


def patent_value(patent: PatentRecord, on: date, criteria: PatentCriteria) -> PatentValue:
    """Judges a patent on a day. Only granted invention patents in force are asked the five questions.

    "Kept over ten years" counts from the application day, and strictly: on the tenth anniversary it does not hold yet.
    """
    barred: dict[WhyNot, bool] = {
        "not_an_invention": patent.kind != "invention",
        "not_valid": not patent.in_force,
        "not_granted": patent.granted_on is None or patent.granted_on > on,
    }
    if any(barred.values()):
        return PatentValue(why_not=tuple(reason for reason, holds in barred.items() if holds))
    met: dict[Criterion, bool] = {
        "strategic_emerging_industry": bool(patent.sei_code and _SEI.fullmatch(patent.sei_code)),
        "overseas_family": any(place not in criteria.not_overseas for place in patent.family),
        "kept_over_10_years": add_months(patent.applied_on, 12 * criteria.over_years) < on,
        "pledge_loan": patent.pledge_loan >= criteria.pledge,
        "award": any(award in each for award in criteria.awards for each in patent.awards),
    }
    reasons = tuple(criterion for criterion in CRITERIA if met[criterion])
    return PatentValue(reasons) if reasons else PatentValue(why_not=("no_criterion_met",))
