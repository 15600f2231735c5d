"""High-value invention patents 高价值发明专利: in force, and one of five criteria (国家知识产权局统计口径, GB/T 42748
scene).

The alliance's library of them is collected by this question; the answer names every criterion that holds, or why none
was asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from jinliang.core.day import add_months
from jinliang.core.refusal import Composed

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


@dataclass(frozen=True, slots=True)
class Standing:
    """One criterion of a patent on a day: whether it holds, and the fact that says so, as a sentence."""

    id: Criterion
    label: str
    holds: bool
    why: str


def standings(patent: PatentRecord, on: date, criteria: PatentCriteria) -> tuple[Standing, ...]:
    """Each of the five with its reason. Of a patent that may not be asked none holds, and the facts are told all the same."""
    met = patent_value(patent, on, criteria).reasons
    return tuple(Standing(id, label, id in met, _WHY[id](patent, on, criteria)) for id, label in CRITERIA.items())


def _industry(patent: PatentRecord, on: date, criteria: PatentCriteria) -> str:
    if not patent.sei_code:
        return "没有填战略性新兴产业分类代码"
    said = "分类代码 %(code)s" if _SEI.fullmatch(patent.sei_code) else "%(code)s 不是战略性新兴产业分类代码"
    return Composed(said, code=patent.sei_code)


def _family(patent: PatentRecord, on: date, criteria: PatentCriteria) -> str:
    abroad = tuple(place for place in patent.family if place not in criteria.not_overseas)
    if abroad:
        return Composed("在 %(places)s 授权", places=abroad)
    return Composed("只在 %(places)s，不算海外", places=patent.family) if patent.family else "没有海外同族"


def _kept(patent: PatentRecord, on: date, criteria: PatentCriteria) -> str:
    day = add_months(patent.applied_on, 12 * criteria.over_years)
    told = {"day": str(patent.applied_on), "then": str(day), "years": str(criteria.over_years)}
    if day < on:
        return Composed("%(day)s 起算，已超过 %(years)s 年", **told)
    return Composed("%(day)s 起算，%(then)s 以后才超过 %(years)s 年", **told)


def _pledge(patent: PatentRecord, on: date, criteria: PatentCriteria) -> str:
    if not patent.pledge_loan:
        return "没有质押融资"
    said = (
        "质押 %(loan)s 元，达到 %(line)s 元"
        if patent.pledge_loan >= criteria.pledge
        else "质押 %(loan)s 元，不到 %(line)s 元"
    )
    return Composed(said, loan=f"{patent.pledge_loan:,.0f}", line=f"{criteria.pledge:,.0f}")


def _award(patent: PatentRecord, on: date, criteria: PatentCriteria) -> str:
    if not patent.awards:
        return "没有获奖"
    named = any(award in each for award in criteria.awards for each in patent.awards)
    said = "获 %(awards)s" if named else "%(awards)s 不在所列的奖项里"
    return Composed(said, awards=patent.awards)


_WHY: Mapping[Criterion, Callable[[PatentRecord, date, PatentCriteria], str]] = {
    "strategic_emerging_industry": _industry,
    "overseas_family": _family,
    "kept_over_10_years": _kept,
    "pledge_loan": _pledge,
    "award": _award,
}
