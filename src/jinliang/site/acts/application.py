"""Applications (申请) for awards: calls opened, applied for or found without application, checked and reviewed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from jinliang.core.access import Viewer
from jinliang.core.application import APPLICATION
from jinliang.core.life import check
from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import Application, Call
from jinliang.site.reads import award as reads
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs

APPLIES = ("tto", "enterprise", "broker")
"""Roles that apply for their party."""


@dataclass(frozen=True, slots=True)
class NewCall:
    """A year's call as the bureau issues it; rate and budget may be left to the award."""

    award: str
    year: int
    document: str
    first: date
    last: date
    closes_on: date
    rate: Decimal | None = None
    budget: Decimal | None = None


@act("call.open", "发布申报通知")
def open_call(doing: Doing, new: NewCall) -> Call:
    """Issues a year's call. Raises Refusal `not_yours`, `ends_before_begins`, `call_twice`, `award_not_in_force`, and those of a rate."""
    require(doing.viewer, "bureau", act="发布申报通知")
    if new.last < new.first:
        raise Refusal("ends_before_begins", f"到账期间止 {new.last} 早于起 {new.first}", "核对两个日期")
    if new.budget is not None and new.budget <= 0:
        raise Refusal("budget_not_positive", "年度预算应大于零", "没有预算限制的不填")
    row = Call(
        award=new.award, year=new.year, document=new.document, first=new.first, last=new.last, closes_on=new.closes_on,
        rate=new.rate, budget=new.budget, seat_id=doing.viewer.sits[0], on=clock.today(),
    )  # fmt: skip
    rule = reads.award(row)
    if new.rate is not None:
        rule.check_rate(new.rate)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Refusal("call_twice", f"{new.year} 年的“{rule.label}”已经发过申报通知", "在那个通知下办理") from None
    doing.touch("call", row.id)
    doing.change = {"award": new.award, "year": new.year, "budget": str(new.budget), "rate": str(new.rate)}
    return row


@act("application.apply", "申请奖补")
def apply(doing: Doing, call_id: int) -> Application:
    """A party asks for an award under a call. Raises Refusal `not_yours`, `closed`, `applied`."""
    viewer = doing.viewer
    require(viewer, *APPLIES, act="申请奖补")
    row = reads.call(viewer, call_id)
    if clock.today() > row.closes_on:
        raise Refusal("closed", f"申请到 {row.closes_on} 为止", "等下一年的申报通知；已登记的合同下一年还会被找到")
    made = _made(doing, row, viewer.sits[1], found=False)
    doing.touch("application", made.id)
    return made


@act("application.find", "免申即享")
def find(doing: Doing, call_id: int) -> list[Application]:
    """Finds from registered contracts and receipts to whom something is due, without their asking. Raises Refusal `nobody_due`."""
    require(doing.viewer, "bureau", act="办理免申即享")
    row = reads.call(doing.viewer, call_id)
    due = reads.due(row)
    if not due:
        raise Refusal("nobody_due", "现在没有还没申请而应得的单位", "有新的登记或到账以后再找")
    made = [_made(doing, row, party, found=True) for party in due]
    for one in made:
        doing.touch("application", one.id)
    return made


def _made(doing: Doing, row: Call, party: int, *, found: bool) -> Application:
    new = Application(
        call=row, party_id=party, found=found, since=clock.today(), seat_id=doing.viewer.sits[0], made_at=clock.now()
    )
    try:
        with transaction.atomic():
            new.save()
    except IntegrityError:
        raise Refusal("applied", "本单位在这个通知下已有在办的申请", "打开那一件看走到哪一步") from None
    return new


def _step(doing: Doing, id: int, name: str) -> Application:
    reads.application(doing.viewer, id)
    Application.objects.select_for_update().values_list("id").get(id=id)
    row = Application.objects.select_related("call", "party", "seat", "checked_by").get(id=id)
    step = check(APPLICATION, name, row.state, reads.case(row), packs.plan(), doing.viewer, clock.today())
    doing.touch("application", row.id)
    doing.change = {"state": [row.state, step.target]}
    row.state, row.since = step.target or row.state, clock.today()
    return row


@act("application.check", "初审申请")
def first_check(doing: Doing, id: int) -> Application:
    """The district has checked an application."""
    row = _step(doing, id, "check")
    row.checked_by_id = doing.viewer.seat
    row.save()
    return row


@act("application.review", "复核申请")
def review(doing: Doing, id: int) -> Application:
    """The bureau has reviewed an application: it waits for the decision."""
    row = _step(doing, id, "review")
    row.reviewed_by_id = doing.viewer.seat
    row.save()
    return row


@act("application.return", "退回申请")
def give_back(doing: Doing, id: int, reason: str) -> Application:
    """Sends an application back with the reason."""
    if not reason.strip():
        raise Refusal("reason_missing", "没有写退回的原因", "写明要补什么")
    row = _step(doing, id, "return")
    doing.note = row.returned = reason.strip()[:300]
    row.save()
    return row


@act("application.resend", "再次提交申请")
def resend(doing: Doing, id: int) -> Application:
    """Sends an application in again; it is checked anew."""
    row = _step(doing, id, "resend")
    row.checked_by, row.reviewed_by = None, None
    row.save()
    return row


@act("application.withdraw", "撤回申请")
def withdraw(doing: Doing, id: int) -> Application:
    """Takes an application back before it is decided."""
    row = _step(doing, id, "withdraw")
    row.save()
    return row


def do(viewer: Viewer, id: int, act: str, reason: str = "") -> Any:
    """An act of an application's life by its row's id. Raises KeyError on an unknown act, and on what a batch does."""
    if act == "return":
        return give_back(viewer, id, reason)
    return {"check": first_check, "review": review, "resend": resend, "withdraw": withdraw}[act](viewer, id)
