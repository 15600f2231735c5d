"""Notices (公示) of a negotiated price: begun, objected to, answered."""

from __future__ import annotations

from jinliang.core.refusal import Refusal
from jinliang.packs.parameter import notice_length, parameter_row
from jinliang.site.acts.perform import Doing, act
from jinliang.site.acts.step import because, step
from jinliang.site.models import (
    Deal,
    Notice,
    Objection,
)
from jinliang.site.reads import clock
from jinliang.site.reads import deal as reads

NOTICE = "notice.price"
"""The parameter that says how long a negotiated price is published."""


@act("deal.notify", "开始公示")
def notify(doing: Doing, id: int) -> Notice:
    """Publishes name and price for the days that the rule in force asks for; the start day is not counted."""
    row = step(doing, id, "notify")
    days, count = notice_length(NOTICE, clock.today())
    row.save()
    assert row.price is not None
    found = Notice.objects.create(
        deal=row,
        title=row.name,
        price=row.price,
        started_on=clock.today(),
        days=days,
        count=count,
        cite=parameter_row(NOTICE, clock.today()).cite,
    )
    doing.touch("notice", found.id)
    doing.change |= {"days": days, "count": count}
    return found


def _running(row: Deal) -> Notice:
    return row.notices.filter(stopped_on=None).latest("id")


@act("deal.object", "对公示提异议")
def raise_objection(doing: Doing, id: int, reason: str) -> Objection:
    """Objects to what is published while it is; signing waits for the written answer. Raises Refusal `notice_is_over`."""
    text = because(doing, reason, "异议内容")
    row = step(doing, id, "object")
    notice = _running(row)
    shown = next(one for one in reads.view(doing.viewer, id).notices if one.row.id == notice.id)
    if shown.over:
        raise Refusal("notice_is_over", f"公示已于 {shown.end} 结束", "直接向卖方单位或市科技局反映")
    return Objection.objects.create(notice=notice, seat_id=doing.viewer.sits[0], text=text, on=clock.today())


@act("deal.answer", "答复公示异议")
def answer(doing: Doing, id: int, reason: str) -> Objection:
    """Answers the oldest open objection in writing. Raises Refusal `no_objection`."""
    text = because(doing, reason, "答复")
    row = step(doing, id, "answer")
    found = _running(row).objections.filter(answered_on=None).order_by("id").first()
    if found is None:
        raise Refusal("no_objection", "没有等待答复的异议", "刷新页面再看")
    found.answer, found.answered_on = text, clock.today()
    found.save()
    return found
