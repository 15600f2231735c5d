"""New versions of packs and of the holiday list: one person brings them, another adopts or drops them.

From the act that adopts it a version governs the days from its own day on; the versions before answer for what was known before.
Only what ships with the product is adopted by the installation itself, at its first start.
"""

from __future__ import annotations

from datetime import date

from django.db import connection

from jinliang.core.access import SYSTEM, Viewer
from jinliang.core.life import check
from jinliang.core.proposal import PROPOSAL, ProposalCase
from jinliang.core.refusal import Refusal
from jinliang.packs import holiday, load
from jinliang.site.acts import tally
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import Proposal
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import proposal as proposals
from jinliang.site.reads.proposal import Brought

ONE_AT_A_TIME = 2019_1229
"""The lock of adoptions: each is judged against all that were adopted before it."""


@act("pack.propose", "提出新的一版")
def propose(doing: Doing, text: str, plan_text: str, valid_from: date | None, note: str) -> Proposal:
    """Brings a version of a pack or of the holiday list, for another person to adopt.

    Raises Refusal `not_yours`, `note_missing`, `pack_flawed` with every flaw, `already_adopted`, `already_proposed`.
    """
    require(doing.viewer, "admin", "bureau", act="提出计划包的新版")
    if not note.strip():
        raise Refusal("note_missing", "没有写为什么改", "写明改什么、依据什么，采用的人照着看")
    new = _sound(proposals.brought(text, plan_text, valid_from))
    _fresh(new)
    alike = Proposal.objects.filter(pack=new.pack, digest=new.digest, valid_from=new.valid_from, state="proposed")
    last = next(reversed(packs.versions(new.pack)), None)
    same = alike.filter(known__gt=last.known if last else 0).first()  # one that is overtaken may be brought again
    if same is not None:
        raise Refusal("already_proposed", "这一版已经有人提出，正等着采用", f"打开第 {same.id} 份提案")
    row = Proposal(
        pack=new.pack,
        version=new.version,
        digest=new.digest,
        valid_from=new.valid_from,
        text=new.text,
        plan_text=new.plan_text,
        note=note.strip(),
        seat_id=doing.viewer.sits[0],
        proposed_on=clock.today(),
    )
    doing.note = row.note
    doing.touch("pack", new.pack)
    doing.change = _change(new)

    def write(number: int) -> None:
        row.known = number
        row.save()
        doing.touch("proposal", row.id)

    doing.finally_(write)
    return row


@act("pack.adopt", "采用计划包")
def adopt(doing: Doing, proposal_id: int) -> Proposal:
    """Adopts a proposed version of a pack: the bureau, by another person than the one who brought it.

    Raises Refusal `no_such_proposal`, `wrong_state`, `not_yours`, `not_ready` (flawed or overtaken since), `already_adopted`.
    """
    return _adopt(doing, proposal_id, list_=False)


@act("holidays.adopt", "采用节假日安排")
def adopt_holidays(doing: Doing, proposal_id: int) -> Proposal:
    """Adopts a proposed holiday list. Raises what `adopt` raises."""
    return _adopt(doing, proposal_id, list_=True)


@act("pack.drop", "放弃新的一版")
def drop(doing: Doing, proposal_id: int, reason: str) -> Proposal:
    """Drops a proposal: the bureau, or whoever brought it. Raises Refusal `no_such_proposal`, `wrong_state`, `not_yours`,
    `reason_missing`."""
    row, _, case = _proposal(proposal_id)
    check(PROPOSAL, "drop", row.state, case, None, doing.viewer, clock.today())
    if not reason.strip():
        raise Refusal("reason_missing", "没有写为什么放弃", "写明原因，提出的人照着改")
    row.state = "dropped"
    row.save(update_fields=["state"])
    doing.note = reason.strip()
    doing.touch("pack", row.pack)
    doing.touch("proposal", row.id)
    doing.change = {"state": ["proposed", "dropped"]}
    return row


@act("pack.install", "首次启动采用")
def install(doing: Doing, text: str, plan_text: str, valid_from: date | None, note: str = "") -> Brought:
    """Adopts the first version of a pack or of the holiday list without a second person: the installation itself, at its start.

    Raises Refusal `not_yours` for anybody else, `pack_flawed` with every flaw, `already_adopted` once there is a version.
    """
    if doing.viewer != SYSTEM:
        raise Refusal("not_yours", "只有系统首次启动时这样采用", "在计划包页提出，由另一个人采用")
    _one_at_a_time()
    new = _sound(proposals.brought(text, plan_text, valid_from))
    if packs.versions(new.pack):
        raise Refusal("already_adopted", "已经采用过它的一版", "新的一版先提出，再由另一个人采用")
    doing.note = note
    _write(doing, new)
    return new


def do(viewer: Viewer, proposal_id: int, act: str, reason: str = "") -> Proposal:
    """An act of the life by its row's id. Raises KeyError on an unknown act."""
    if act == "drop":
        return drop(viewer, proposal_id, reason)
    is_list = Proposal.objects.filter(id=proposal_id, pack=packs.HOLIDAYS).exists()
    return {"adopt": adopt_holidays if is_list else adopt}[act](viewer, proposal_id)


def adopt_shipped() -> list[str]:
    """At the first start: adopts what ships with the product and has no version yet, what others use first; their names."""
    names = sorted(load.shipped(), key=lambda one: (load.text_of(one) != "", one))
    shipped: list[tuple[str, str, str, date | None]] = [(packs.HOLIDAYS, holiday.shipped_text(), "", None)]
    for name in names:
        pack = load.shipped_pack(name)
        shipped.append((name, load.source_of(name), pack.text, pack.issued_on))
    adopted = []
    for name, text, plan_text, valid_from in shipped:
        if not packs.versions(name):
            install(SYSTEM, text, plan_text, valid_from, "首次启动，采用随产品的一版")
            adopted.append(name)
    return adopted


def _adopt(doing: Doing, proposal_id: int, list_: bool) -> Proposal:
    _one_at_a_time()
    row, new, case = _proposal(proposal_id)
    if new.holidays != list_:
        raise Refusal("no_such_proposal", "这份提案不是这一类", "从提案页办理")
    check(PROPOSAL, "adopt", row.state, case, None, doing.viewer, clock.today())
    _fresh(new)
    row.state = "adopted"
    row.save(update_fields=["state"])
    doing.note = row.note
    _write(doing, new)
    doing.touch("proposal", row.id)
    return row


def _proposal(id: int) -> tuple[Proposal, Brought, ProposalCase]:
    row = Proposal.objects.select_for_update(of=("self",)).select_related("seat").filter(id=id).first()
    if row is None:
        raise Refusal("no_such_proposal", "没有这份提案", "从计划包页打开")
    return row, *proposals.examined(row)


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def _sound(new: Brought) -> Brought:
    if new.flaws:
        told = "；".join(f"{one.place}：{one.why}" for one in new.flaws)
        raise Refusal("pack_flawed", f"有 {len(new.flaws)} 处要改：{told}", "改好再提；jinliang check 也列出每处怎么改")
    return new


def _fresh(new: Brought) -> None:
    """Refuses what the last version adopted says already, from the same day on."""
    last = next(reversed(packs.versions(new.pack)), None)
    if last is not None and (last.digest, last.valid_from) == (new.digest, new.valid_from):
        raise Refusal("already_adopted", "和已采用的最后一版一字不差", "改动后再提")


def _change(new: Brought) -> dict[str, object]:
    """What the journal says of a version: the digest before and after, and its day."""
    last = next(reversed(packs.versions(new.pack)), None)
    return {"digest": [last.digest if last else None, new.digest], "valid_from": new.valid_from.isoformat()}


def _write(doing: Doing, new: Brought) -> None:
    doing.touch("pack", new.pack)
    doing.change = _change(new)

    def write(number: int) -> None:
        new.adopted(number).save()
        fresh = sorted({kind for pack in packs.ever(number) for kind in tally.ask(pack)})
        if fresh:
            tally.rebuild(fresh)

    doing.finally_(write)
