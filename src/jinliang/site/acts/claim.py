"""Claims: written, submitted, checked by somebody else, returned, withdrawn; verification yields the fact."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from jinliang.core import claim as claims
from jinliang.core.access import Viewer, no
from jinliang.core.claim import CLAIM, ClaimCase
from jinliang.core.life import check
from jinliang.core.refusal import Composed, Refusal
from jinliang.core.statement import Statement
from jinliang.site.acts import fact as facts
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Claim, Evidence, Paper
from jinliang.site.reads import claim as reads
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.store import Kept


def _locked(viewer: Viewer, claim_id: int) -> Claim:
    """The claim an act is about, locked, if the viewer may see it at all."""
    if not reads.visible(viewer).filter(id=claim_id).exists():
        raise Refusal("no_such_claim", "没有这件申报，或您无权查看", "本单位、审核单位、市科技局和审计可以查看")
    # First the lock, then the rows: what is joined to a row that was waited for is as old as the wait.
    Claim.objects.select_for_update().values_list("id").get(id=claim_id)
    return Claim.objects.select_related("party", "seat__party", "checked_by").get(id=claim_id)


def _step(doing: Doing, claim_id: int, name: str) -> tuple[Claim, ClaimCase, Statement | None]:
    claim = _locked(doing.viewer, claim_id)
    pack = packs.plan()
    case, statement, _ = reads.case(claim, pack, wrote=reads.writers(claim.id))
    row = check(CLAIM, name, claim.state, case, pack, doing.viewer, clock.today())
    doing.touch("claim", claim.id)
    doing.change = {"state": [claim.state, row.target]}
    claim.state = row.target or claim.state
    claim.since = clock.today()
    claim.saved_at = clock.now()
    return claim, case, statement


def _own(doing: Doing, claim_id: int) -> Claim:
    """A claim that is still being written, by a seat of its party."""
    claim = _locked(doing.viewer, claim_id)
    case, _, _ = reads.case(claim, packs.plan())
    verdict = claims.claimant(doing.viewer, case)
    if not verdict.ok:
        raise Refusal("not_yours", verdict.why, verdict.who)
    if claim.state not in ("draft", "returned"):
        raise Refusal(
            "wrong_state",
            Composed("现在是“%(state)s”，不能再改", state=CLAIM.states[claim.state]),
            "先撤回，或等退回后再改",
        )
    return claim


@act("claim.open", "新建申报")
def start(doing: Doing, kind: str, values: Mapping[str, str]) -> Claim:
    """Opens a claim of a kind for the viewer's party. Raises Refusal `not_yours` when the role may not state this kind."""
    pack = packs.plan()
    found = next((one for one in pack.kinds if one.id == kind), None)
    if found is None:
        raise Refusal("no_such_kind", f"没有“{kind}”这类事实", "从申报页选择类别")
    viewer = doing.viewer
    if viewer.role not in found.states:
        verdict = no("您的席位不能申报这一类", *found.states)  # type: ignore[arg-type]
        raise Refusal("not_yours", verdict.why, verdict.who)
    seat, party = viewer.sits
    claim = Claim(
        kind=kind,
        party_id=party,
        seat_id=seat,
        since=clock.today(),
        made_at=clock.now(),
        saved_at=clock.now(),
    )
    _fill(claim, values)
    claim.save()
    doing.touch("claim", claim.id)
    doing.change = {"kind": kind}
    return claim


def save(viewer: Viewer, claim_id: int, values: Mapping[str, str]) -> Claim:
    """Keeps what has been typed into a draft. Not an act: an autosaved draft leaves no line in the journal."""
    with transaction.atomic():  # the draft is locked while it is written
        claim = _own(Doing(viewer, "claim.save"), claim_id)
        _fill(claim, values)
        claim.saved_at = clock.now()
        claim.save(update_fields=["values", "title", "on", "area", "saved_at"])
    return claim


def _fill(claim: Claim, values: Mapping[str, str]) -> None:
    """Sets the raw values, and what lists and routing need from them: title, day, area."""
    claim.values = {name: str(value) for name, value in values.items() if str(value).strip()}
    statement = reads.stated(claim, packs.plan())
    if statement is not None:
        claim.title, claim.on, claim.area = statement.title[:300], statement.on, statement.area or ""


@act("claim.attach", "附上佐证")
def attach(doing: Doing, claim_id: int, kept: Kept, type: str, title: str, dated_on: Any = None) -> Evidence:
    """Puts a kept file behind a claim that is still being written.

    Raises Refusal `file_twice`: the same file does not prove more by standing behind a claim twice.
    """
    claim = _own(doing, claim_id)
    _refuse_twice(claim, kept)
    kind = packs.plan().kind(claim.kind)
    item = packs.plan().list("evidence_type").item(type)
    if item is None:
        raise Refusal("no_such_evidence_type", f"没有“{type}”这种佐证", "从列表里选择佐证种类")
    evidence = paper(doing.viewer, kept, type, title or item.label, dated_on, claim)
    doing.touch("claim", claim.id)
    doing.touch("evidence", evidence.id)
    doing.change = {"paper": kept.digest, "type": type, "kind": kind.id}
    return evidence


def _refuse_twice(claim: Claim, kept: Kept) -> None:
    there = claim.evidence.filter(removed=False, paper_id=kept.digest).values_list("title", flat=True).first()
    if there is not None:
        raise Refusal("file_twice", f"{kept.name}和已附的“{there}”是同一个文件", "附别的文件，或先取下那一份")


def paper(viewer: Viewer, kept: Kept, type: str, title: str, dated_on: Any, claim: Claim | None) -> Evidence:
    """Records a kept file and its use as evidence; the file itself was stored by digest before the act."""
    return Evidence.objects.create(
        claim=claim, paper=file(kept), party_id=viewer.sits[1], type=type, title=title[:200], dated_on=dated_on
    )


def file(kept: Kept) -> Paper:
    """The record of a kept file, by digest."""
    row, _ = Paper.objects.get_or_create(
        digest=kept.digest,
        defaults={"size": kept.size, "media_type": kept.media_type, "name": kept.name, "kept_at": clock.now()},
    )
    return row


@act("claim.detach", "取下佐证")
def detach(doing: Doing, claim_id: int, evidence_id: int) -> None:
    """Takes a paper off a claim that is still being written; the line in the journal stays."""
    claim = _own(doing, claim_id)
    if not Evidence.objects.filter(id=evidence_id, claim=claim, removed=False).update(removed=True):
        raise Refusal("no_such_evidence", "这件申报没有这份佐证", "刷新页面再看")
    doing.touch("claim", claim.id)
    doing.touch("evidence", evidence_id)


@act("claim.submit", "提交申报")
def submit(doing: Doing, claim_id: int) -> Claim:
    """Sends a claim to be checked; everything the kind demands must be there. Raises Refusal `not_ready` naming what is not."""
    claim, case, statement = _step(doing, claim_id, "submit")
    assert statement is not None
    claim.area, claim.on, claim.title = statement.area or "", statement.on, statement.title[:300]
    claim.checker = claims.levels(case.kind, claim.area)[0]
    claim.level, claim.checked_by, claim.returned, claim.sent = 0, None, "", True
    claim.save()
    return claim


@act("claim.check", "初审通过")
def first_check(doing: Doing, claim_id: int) -> Claim:
    """Passes a claim of a two-level kind on to the bureau (初审)."""
    claim, _, _ = _step(doing, claim_id, "check")
    claim.level, claim.checker, claim.checked_by_id = 1, "bureau", doing.viewer.seat
    claim.save()
    return claim


@act("claim.verify", "核验")
def verify(doing: Doing, claim_id: int) -> facts.Stating:
    """The last check: the claim becomes a fact, known by this act's number; `fact` of what is returned is that fact.

    Raises Refusal `stated_already` when that would add the same money twice.
    """
    claim, _, statement = _step(doing, claim_id, "verify")
    assert statement is not None
    papers = [one.id for one in claim.evidence.filter(removed=False)]
    stating = facts.Stating(statement, claim=claim.id, source=claim.source_id, evidence=papers)
    doing.finally_(lambda _: facts.refuse_again(statement))  # under the head's lock: nobody verifies the same meanwhile
    facts.state(doing, [stating])
    claim.checker = ""
    claim.save()
    return stating


@act("claim.return", "退回申报")
def give_back(doing: Doing, claim_id: int, reason: str) -> Claim:
    """Returns a claim to its party with the reason."""
    if not reason.strip():
        raise Refusal("reason_missing", "没有写退回原因", "写明要改什么，申报人照着改")
    claim, _, _ = _step(doing, claim_id, "return")
    doing.note = reason.strip()
    claim.returned, claim.checker = doing.note, ""
    claim.save()
    return claim


@act("claim.withdraw", "撤回申报")
def withdraw(doing: Doing, claim_id: int) -> Claim:
    """Takes a claim back before it is verified."""
    claim, _, _ = _step(doing, claim_id, "withdraw")
    claim.checker = ""
    claim.save()
    return claim


def do(viewer: Viewer, claim_id: int, act: str, reason: str = "") -> Any:
    """An act of the life by its row's id: how pages and API do whatever the table says. Raises KeyError on an unknown act."""
    if act == "return":
        return give_back(viewer, claim_id, reason)
    return {"submit": submit, "check": first_check, "verify": verify, "withdraw": withdraw}[act](viewer, claim_id)
