"""Steps of a deal (交易): the row locked and moved along its life; papers and reasons that go with an act."""

from __future__ import annotations

from datetime import date

from jinliang.core.access import Viewer
from jinliang.core.deal import DEAL
from jinliang.core.life import check
from jinliang.core.refusal import Refusal
from jinliang.site.acts.claim import file
from jinliang.site.acts.perform import Doing
from jinliang.site.models import (
    Deal,
    Evidence,
)
from jinliang.site.reads import clock
from jinliang.site.reads import deal as reads
from jinliang.site.reads import pack as packs
from jinliang.store import Kept


def locked(viewer: Viewer, id: int) -> Deal:
    """The deal an act is about, locked, if the viewer may see it at all. Raises Refusal `no_such_deal`."""
    reads.deal(viewer, id)
    # First the lock, then the rows: what is joined to a row that was waited for is as old as the wait.
    Deal.objects.select_for_update().values_list("id").get(id=id)
    return Deal.objects.select_related("buyer", "seller", "reviewer", "match__need", "match__offer").get(id=id)


def step(doing: Doing, id: int, name: str) -> Deal:
    """The deal an act is about, locked and moved along its life, not saved yet."""
    row, pack = locked(doing.viewer, id), packs.plan()
    step = check(DEAL, name, row.state, reads.case(row, pack), pack, doing.viewer, clock.today())
    doing.touch("deal", row.id)
    if step.target:
        doing.change = {"state": [row.state, step.target]}
        row.state, row.since = step.target, clock.today()
    return row


def because(doing: Doing, reason: str, why: str) -> str:
    """The reason of an act, noted in its line. Raises Refusal `reason_missing`."""
    if not reason.strip():
        raise Refusal("reason_missing", f"没有写{why}", "写一句，会记入留痕")
    doing.note = reason.strip()
    return doing.note


def put(doing: Doing, row: Deal, kept: Kept, type: str, title: str, dated_on: date | None = None) -> Evidence:
    """A kept file put behind a deal. Raises Refusal `no_such_evidence_type`."""
    item = packs.plan().list("evidence_type").item(type)
    if item is None:
        raise Refusal("no_such_evidence_type", f"没有“{type}”这种佐证", "从列表里选择佐证种类")
    found = Evidence.objects.create(
        deal=row,
        paper=file(kept),
        party_id=doing.viewer.sits[1],
        type=type,
        title=(title or item.label)[:200],
        dated_on=dated_on,
    )
    doing.touch("evidence", found.id)
    doing.rows = {**doing.rows, "papers": [*doing.rows.get("papers", []), kept.digest]}
    return found
