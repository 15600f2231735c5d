"""A fact drawn with everything behind it: what it says, its papers, its lines in the journal, where it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.access import Verdict, Viewer
from jinliang.core.fact import Standing
from jinliang.core.select import REASONS
from jinliang.site.pages.act import labels
from jinliang.site.pages.quote import Quote, quotes
from jinliang.site.pages.tags.part import Event, Paper
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import dossier as dossiers
from jinliang.site.reads import pack as packs
from jinliang.site.reads.dossier import Dossier, FactRow, Line, PaperView, Said
from jinliang.site.reads.papers import store

CHECKED = 5 * 1024 * 1024
"""Bytes up to which a paper is compared with its digest while the page is made; larger ones are when they are opened."""

_KINDS = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG", "text/csv": "CSV"}


@dataclass(frozen=True, slots=True)
class Change:
    """A way on that was taken: its word, the day it sets, the fact in its place, the reason and the line."""

    word: str
    last_on: date | None
    successor: str
    reason: str
    number: int
    url: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A fact as it is drawn: what it says, who said and verified it, its papers, what has become of it, where it counts."""

    fact: Standing
    row: FactRow
    state: tuple[str, str]
    said: tuple[tuple[Said, str], ...]
    claimant: str
    verifier: str
    origin: str
    claim_url: str
    papers: tuple[tuple[Paper, PaperView], ...]
    why_closed: Verdict
    changes: tuple[Change, ...]
    counts: tuple[tuple[str, str, str], ...]
    events: tuple[Event, ...]
    on_label: str
    quote: Quote | None

    @property
    def counted(self) -> list[tuple[str, str, str]]:
        """The indicators that count it: label, way, nothing."""
        return [one for one in self.counts if not one[2]]


def opened(viewer: Viewer, id: int) -> Opened:
    """One fact, drawn for a viewer. Raises Refusal `no_such_fact`."""
    found, acts = dossiers.dossier(viewer, id), labels()
    plan = packs.plan()
    counted = [one for one, _label, why in found.counts_in if why is None]
    named = counted or [one for one, _label, _why in found.counts_in]
    verified = next((one for one in found.lines if one.number == found.fact.known), None)
    own = found.fact.claim
    return Opened(
        fact=found.fact,
        row=found.row,
        state=_state(found, counted),
        said=tuple(
            (one, reverse("party", args=[one.party]) if one.party and not viewer.public else "") for one in found.said
        ),
        claimant=" ".join((own.party.name, own.seat.name if found.may else "")).strip() if own else "",
        verifier=verified.who if verified else "",
        origin=acts.get(verified.act, verified.act) if verified and own is None else "",
        claim_url=reverse("claim", args=[own.id]) if own and found.may and not viewer.public else "",
        papers=tuple((_paper(one), one) for one in found.papers),
        why_closed=found.may,
        changes=_changes(found),
        counts=tuple(
            (label, reverse("reading", args=[plan.id, one]), _(REASONS[why]) if why else "")
            for one, label, why in found.counts_in
        ),
        events=tuple(_event(one, found, acts.get(one.act, one.act)) for one in found.lines),
        on_label=found.kind.field(found.kind.on).label,
        quote=quotes(plan, plan.indicator(named[0]))[0] if named else None,
    )


def _state(found: Dossier, counted: list[str]) -> tuple[str, str]:
    if found.row.state == "reverse":
        return "late", _("已冲销，不计")
    if found.row.state == "replace":
        return "late", _("已更正，以更正后的为准")
    if found.row.state == "end":
        return "watch", _("已终止")
    return ("fine", _("计入 %(count)s 项指标") % {"count": len(counted)}) if counted else ("idle", _("不计入指标"))


def _paper(seen: PaperView) -> Paper:
    whole = seen.size <= CHECKED and store().verify(seen.digest)
    kind = _KINDS.get(seen.media_type, seen.name.rpartition(".")[2][:4].upper() or "?")
    dated = _("，%(day)s") % {"day": seen.dated_on} if seen.dated_on else ""
    shared = seen.elsewhere > 0 and not seen.shared
    return Paper(
        kind=kind,
        name=seen.title or seen.name,
        digest=seen.digest,
        url=reverse("evidence", args=[seen.id]) if seen.may else "",
        proves=f"{tr(seen.type)}{dated}",
        size=seen.size,
        check=_("摘要相符") if whole else _("打开时核对摘要") if seen.size > CHECKED else _("文件与摘要不符"),
        elsewhere=_("另用于 %(count)s 处") % {"count": seen.elsewhere} if shared else "",
    )


def _changes(found: Dossier) -> tuple[Change, ...]:
    words = {"reverse": _("已冲销"), "end": _("已终止"), "replace": _("已更正")}
    return tuple(
        Change(
            words[one.way],
            one.last_on,
            reverse("fact", args=[one.successor_id]) if one.successor_id else "",
            one.reason if found.may else "",
            one.known,
            reverse("entry", args=[one.known]),
        )
        for one in found.amendments
    )


def _event(line: Line, found: Dossier, act: str) -> Event:
    amended = {one.known for one in found.amendments}
    returned = line.act == "claim.return"
    tone: Any = "key" if line.number == found.fact.known else "warn" if returned or line.number in amended else ""
    return Event(cast("datetime", line.at), act, line.who, line.note, line.number, line.hash, tone)
