"""Listings (供需): written, tested by somebody else, shown, renewed, met, taken off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from jinliang.core import listing as life
from jinliang.core.access import Viewer, no
from jinliang.core.day import add_months
from jinliang.core.listing import KINDS, LISTING, STATES
from jinliang.core.refusal import Refusal
from jinliang.packs.parameter import whole
from jinliang.site.acts import move, twin
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Listing
from jinliang.site.reads import clock, saved
from jinliang.site.reads import listing as reads

WRITTEN = (
    "title", "text", "field", "ways", "must", "keywords", "maturity", "person", "number", "ipc", "low", "high", "wanted_on",
    "hidden", "reviewed_by", "reviewed_on",
)  # fmt: skip
"""What the owner of a listing writes."""
TOUCHED = 50
"""Listings of a register that its line names one by one; all of them stand in its rows."""


@act("listing.open", "新建供需")
def start(doing: Doing, kind: str, values: Mapping[str, Any]) -> Listing:
    """Opens a listing of a kind for the viewer's party. Raises Refusal `no_such_kind`, `not_yours`."""
    viewer = doing.viewer
    if kind not in KINDS:
        raise Refusal("no_such_kind", f"没有“{kind}”这类供需", "从供需页选择类别")
    if viewer.role not in STATES:
        verdict = no("您的席位不能发布供需", *STATES)
        raise Refusal("not_yours", verdict.why, verdict.who)
    seat, party = viewer.sits
    row = Listing(kind=kind, party_id=party, seat_id=seat, since=clock.today(), made_at=clock.now())
    row.area = row.party.area
    _fill(row, values)
    row.save()
    doing.touch("listing", row.id)
    doing.change = {"kind": kind}
    return row


def save(viewer: Viewer, id: int, values: Mapping[str, Any]) -> Listing:
    """Keeps what was typed into a draft. Not an act: nobody else sees it yet. Raises Refusal `not_yours`, `wrong_state`."""
    with transaction.atomic():
        row = move.locked(viewer, id)
        verdict = life.owner(viewer, reads.case(row))
        if not verdict.ok:
            raise Refusal("not_yours", verdict.why, verdict.who)
        if row.state not in ("draft", "returned"):
            raise Refusal("wrong_state", f"现在是“{LISTING.states[row.state]}”，不能再改", "先撤回，另写一条")
        _fill(row, values)
        row.save()
    return row


def _fill(row: Listing, values: Mapping[str, Any]) -> None:
    for name in WRITTEN:
        if name in values:
            setattr(row, name, values[name])
    row.saved_at = clock.now()


@act("listing.submit", "提交供需")
def submit(doing: Doing, id: int) -> Listing:
    """Sends a listing to be tested. The line in the journal says who reviewed it for secrets and when."""
    row = move.moved(doing, move.locked(doing.viewer, id), "submit")
    doing.change |= {"reviewed": f"{row.reviewed_by} {row.reviewed_on}"}
    row.returned = ""
    row.save()
    return row


@act("listing.load", "成批提交供需")
def load(doing: Doing, rows: Sequence[tuple[str, Mapping[str, Any]]], source: int | None = None) -> list[Listing]:
    """A unit's register of needs and offers in one act: what its unit has reviewed for secrets is sent to be tested, the rest are drafts.

    `source` is the import that brings it. Raises Refusal `rows_flawed` naming each flawed row.
    """
    viewer = doing.viewer
    if viewer.role not in STATES:
        verdict = no("您的席位不能发布供需", *STATES)
        raise Refusal("not_yours", verdict.why, verdict.who)
    seat, party = viewer.sits
    made, wrong = [], []
    for place, (kind, values) in enumerate(rows, 1):
        row = Listing(
            kind=kind, party_id=party, seat_id=seat, since=clock.today(), made_at=clock.now(), source_id=source
        )
        row.area = row.party.area
        _fill(row, values)
        case = reads.case(row)
        row.state = "reviewing" if case.reviewed else "draft"
        wrong += [f"第 {place} 条：{'、'.join(case.flaws)}"] if case.flaws else []
        made.append(row)
    if wrong or not made:
        raise Refusal("rows_flawed", "；".join(wrong[:10]) or "没有可提交的供需", "改好后整批再提交")
    Listing.objects.bulk_create(made)
    if source is not None:
        doing.touch("import", source)
    for row in made[:TOUCHED]:
        doing.touch("listing", row.id)
    doing.rows = {"listings": [row.id for row in made]}
    sent = [row for row in made if row.state == "reviewing"]
    by = "、".join(sorted({row.reviewed_by for row in sent}))
    doing.change = {"rows": len(made), "sent": len(sent), "reviewed": by}
    return made


@act("listing.publish", "发布供需")
def publish(doing: Doing, *ids: int) -> list[Listing]:
    """Puts listings on the market until their time is over; several that were read together go on it in one act."""
    found = [move.moved(doing, move.locked(doing.viewer, id), "publish") for id in sorted(ids)]
    for row in found:
        row.published_on, row.matched = clock.today(), ""
        _extend(row)
        row.save()
        move.tell(row, "publish", until=str(row.expires_on))
    _to_be_matched()
    if saved.any_saved():
        app.configure_task("searches.alert").defer(ids=[row.id for row in found])
    return found


def _to_be_matched() -> None:
    """Has the worker look for matches as soon as the act is done."""
    app.configure_task("listings.match").defer()


def _extend(row: Listing) -> None:
    row.expires_on = add_months(clock.today(), whole("listing.valid", clock.today()))


@act("listing.return", "退回供需")
def give_back(doing: Doing, id: int, reason: str) -> Listing:
    """Returns a listing to its party with advice."""
    if not reason.strip():
        raise Refusal("reason_missing", "没有写改进建议", "写明哪里看不懂、要补什么，发布单位照着改")
    row = move.moved(doing, move.locked(doing.viewer, id), "return")
    doing.note = row.returned = reason.strip()
    row.save()
    move.tell(row, "return", reason=row.returned)
    return row


@act("listing.renew", "续期供需")
def renew(doing: Doing, id: int) -> Listing:
    """Puts a listing on the market for as long again, from today."""
    row = move.moved(doing, move.locked(doing.viewer, id), "renew")
    row.matched = ""
    _extend(row)
    row.save()
    _to_be_matched()
    return row


@act("listing.talk", "开始对接")
def talk(doing: Doing, id: int) -> Listing:
    """Says that a listing is being talked about."""
    row = move.moved(doing, move.locked(doing.viewer, id), "talk")
    row.save()
    return row


@act("listing.reopen", "重新挂出供需")
def reopen(doing: Doing, id: int) -> Listing:
    """Puts a listing back on the market after talks that came to nothing."""
    row = move.moved(doing, move.locked(doing.viewer, id), "reopen")
    row.save()
    return row


@act("listing.meet", "供需达成")
def meet(doing: Doing, id: int, reason: str) -> Listing:
    """Closes a listing that found what it was put up for, and how."""
    if not reason.strip():
        raise Refusal("reason_missing", "没有写怎么达成的", "写一句：和谁、签了什么")
    row = move.moved(doing, move.locked(doing.viewer, id), "meet")
    doing.note = reason.strip()
    row.save()
    return row


@act("listing.withdraw", "撤回供需")
def withdraw(doing: Doing, id: int) -> Listing:
    """Takes a listing off the market for good."""
    row = move.moved(doing, move.locked(doing.viewer, id), "withdraw")
    row.save()
    return row


@act("listing.expire", "供需到期")
def expire(doing: Doing, id: int) -> Listing:
    """Takes a listing off the market whose time is over, until its owner renews it."""
    row = move.moved(doing, move.locked(doing.viewer, id), "expire")
    row.save()
    move.tell(row, "expire")
    return row


def do(viewer: Viewer, id: int, act: str, reason: str = "") -> Listing:
    """An act of the life by its row's id; the reason of a merger is the number of the listing that is kept. Raises KeyError."""
    if act == "publish":
        return publish(viewer, id)[0]
    if act in ("return", "meet"):
        return {"return": give_back, "meet": meet}[act](viewer, id, reason)
    if act == "merge":
        return twin.merge(viewer, int(reason) if reason.isdecimal() else 0, id)
    plain = {"submit": submit, "renew": renew, "talk": talk, "reopen": reopen, "withdraw": withdraw}
    return (plain | {"expire": expire})[act](viewer, id)
