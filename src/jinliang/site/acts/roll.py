"""Lists: the main road in. One official document stands behind hundreds of facts, and a whole list is one act."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jinliang.core import claim as claims
from jinliang.core.pack import Kind
from jinliang.core.refusal import Composed, Refusal
from jinliang.core.statement import Statement
from jinliang.site.acts import fact as facts
from jinliang.site.acts.claim import paper
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import Claim, Evidence
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.store import Kept

TOUCHED = 50
"""Claims of a list that its line names one by one; all of them stand in its rows."""


@dataclass(frozen=True, slots=True)
class Document:
    """The paper behind a whole list: the kept file, its type, what it is called, its date."""

    kept: Kept
    type: str
    title: str
    dated_on: date | None = None


@act("list.load", "导入官方名单")
def official(
    doing: Doing, kind: str, statements: Sequence[Statement], document: Document, source: int | None = None
) -> list[facts.Stating]:
    """The act of an official body is itself the verification: every row is a fact at once, known by this act's number.

    Raises Refusal `not_yours` when the seat's body does not publish lists of this kind.
    """
    found = packs.plan().kind(kind)
    require(doing.viewer, *found.official, act=Composed("导入%(kind)s名单", kind=found.label))
    _some(statements)
    evidence = paper(doing.viewer, document.kept, document.type, document.title, document.dated_on, None)
    stated = [facts.Stating(one, source=source, evidence=[evidence.id]) for one in statements]
    facts.state(doing, stated)
    doing.note = document.title
    if source is not None:
        doing.touch("import", source)
    doing.touch("evidence", evidence.id)
    doing.change = {"kind": kind, "rows": len(stated), "paper": document.kept.digest}
    return stated


@act("list.claim", "成批申报")
def claim(
    doing: Doing,
    kind: str,
    rows: Sequence[tuple[dict[str, str], Statement]],
    document: Document | None = None,
    source: int | None = None,
) -> list[Claim]:
    """Claims of one party, made from a list in one act. Those whose papers are complete are submitted, the others are drafts."""
    viewer = doing.viewer
    found = packs.plan().kind(kind)
    require(viewer, *found.states, act=Composed("申报%(kind)s", kind=found.label))
    _some(rows)
    sent = _complete(found, document)
    made = Claim.objects.bulk_create([_claim(doing, found, raw, said, sent, source) for raw, said in rows])
    if document is not None:
        first = paper(viewer, document.kept, document.type, document.title, document.dated_on, made[0])
        Evidence.objects.bulk_create(
            Evidence(
                claim=one,
                paper_id=first.paper_id,
                party_id=first.party_id,
                type=first.type,
                title=first.title,
                dated_on=first.dated_on,
            )
            for one in made[1:]
        )
    if source is not None:
        doing.touch("import", source)
    for one in made[:TOUCHED]:
        doing.touch("claim", one.id)
    doing.rows = {"claims": [one.id for one in made]}
    doing.change = {"kind": kind, "rows": len(made), "state": "submitted" if sent else "draft"}
    return made


def _complete(kind: Kind, document: Document | None) -> bool:
    """Whether the list's own document is all the evidence that the kind demands."""
    has = {document.type} if document else set()
    return all(need.type in has and need.min <= 1 for need in kind.evidence if need.min > 0)


def _claim(doing: Doing, kind: Kind, raw: dict[str, str], said: Statement, sent: bool, source: int | None) -> Claim:
    area = said.area or ""
    seat, party = doing.viewer.sits
    return Claim(
        kind=kind.id,
        party_id=party,
        seat_id=seat,
        state="submitted" if sent else "draft",
        sent=sent,
        values={name: text for name, text in raw.items() if text.strip()},
        title=said.title[:300],
        on=said.on,
        area=area,
        checker=claims.levels(kind, area)[0] if sent else "",
        since=clock.today(),
        source_id=source,
        made_at=clock.now(),
        saved_at=clock.now(),
    )


def _some(rows: Sequence[object]) -> None:
    if not rows:
        raise Refusal("no_rows", "没有可导入的行", "改好表格后重新上传")
