"""The life of an application (申请) for an award: a party asks, or is found to be due; district and bureau look at it; it is decided.

Reviewer, approver and payer are three different people (rules of the award process, §7.7 of the rulebook: 审核、批准、拨付分离).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jinliang.core.access import YES, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row


@dataclass(frozen=True, slots=True)
class ApplicationCase:
    """An application as its life sees it: whose it is, in which area, and the users who had it in hand.

    `asks` is the user who applied (None when it was found without application), `open` whether the call still takes applications.
    """

    state: str
    party: int
    area: str
    asks: int | None
    checker: int | None
    open: bool = True


def applicant(viewer: Viewer, case: ApplicationCase) -> Verdict:
    """Who may work on an application: seats of its party."""
    if viewer.party == case.party and viewer.role in ("tto", "enterprise", "broker"):
        return YES
    return no("这是别的单位的申请", "tto", "enterprise", "broker")


def district(viewer: Viewer, case: ApplicationCase) -> Verdict:
    """Who checks first: the officer of the applicant's area, with no seat at the applicant."""
    if viewer.role != "district" or viewer.area != case.area:
        return no("由申请单位所在辖市区初审", "district")
    return _stranger(viewer, case)


def bureau(viewer: Viewer, case: ApplicationCase) -> Verdict:
    """Who reviews: the bureau, by somebody who has not had it in hand before."""
    if viewer.role != "bureau":
        return no("由市科技局复核", "bureau")
    return _stranger(viewer, case)


def officer(viewer: Viewer, case: ApplicationCase) -> Verdict:
    """Who may send it back: the office it waits for."""
    return district(viewer, case) if case.state == "submitted" and case.area else bureau(viewer, case)


def _stranger(viewer: Viewer, case: ApplicationCase) -> Verdict:
    if viewer.stands_for(case.party):
        return no("不能审核本单位的申请，须由别的单位审核")
    if viewer.user is not None and viewer.user in (case.asks, case.checker):
        return no("申请、初审和复核须是不同的人")
    return YES


def in_time(case: ApplicationCase, pack: Any, today: date) -> str | None:
    """The call still takes applications."""
    return None if case.open else "申请期已经结束"


def of_a_district(case: ApplicationCase, pack: Any, today: date) -> str | None:
    """Only a party that sits in a district is checked there first."""
    return None if case.area else "申请单位不在哪个辖市区，直接由市科技局复核"


def past_the_district(case: ApplicationCase, pack: Any, today: date) -> str | None:
    """The bureau comes second where there is a district."""
    return "先由辖市区初审" if case.state == "submitted" and case.area else None


APPLICATION = Life(
    noun="application",
    states={
        "submitted": "待初审",
        "checked": "待复核",
        "reviewed": "待决定",
        "decided": "已决定",
        "returned": "已退回",
        "withdrawn": "已撤回",
    },
    rows=(
        Row("check", "初审通过", ("submitted",), "checked", district, (of_a_district,), tone="primary"),
        Row("review", "复核通过", ("submitted", "checked"), "reviewed", bureau, (past_the_district,), tone="primary"),
        Row("return", "退回", ("submitted", "checked"), "returned", officer, asks=(Ask("reason", "退回的原因"),)),
        Row("resend", "再次提交", ("returned",), "submitted", applicant, (in_time,), tone="primary"),
        Row("withdraw", "撤回", ("submitted", "checked", "returned"), "withdrawn", applicant, tone="danger"),
        Row("decide", "决定", ("reviewed",), "decided", bureau),
    ),
    exits=("withdrawn",),
)
