"""The papers (佐证) behind a claim, drawn: what the kind asks for, what is there, and where else the same file serves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.pack import Kind, Pack
from jinliang.site.pages.tags.part import Paper
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import evidence as reads
from jinliang.site.reads.claim import ClaimView

_ENDINGS = {"application/pdf": "PDF", "image/jpeg": "JPG", "image/png": "PNG", "text/csv": "CSV"}


@dataclass(frozen=True, slots=True)
class Need:
    """A sort of paper the kind asks for, and how many there are."""

    id: str
    label: str
    min: int
    have: int
    shared: bool

    @property
    def missing(self) -> int:
        """How many are still to be put behind the claim."""
        return max(0, self.min - self.have)


@dataclass(frozen=True, slots=True)
class Behind:
    """A paper behind the claim, as it is drawn."""

    id: int
    paper: Paper


def needs(view: ClaimView, kind: Kind, pack: Pack) -> list[Need]:
    """The papers the kind asks for, in its order."""
    names = {one.id: one.label for one in pack.list("evidence_type").items}
    return [
        Need(one.type, tr(names.get(one.type, one.type)), one.min, view.case.papers.get(one.type, 0), one.shared)
        for one in kind.evidence
    ]


def shortage(wanted: Iterable[Need]) -> str:
    """Which papers are missing, in words; empty when none is."""
    short = [_("%(label)s %(count)s 份") % {"label": one.label, "count": one.missing} for one in wanted if one.missing]
    return _("缺佐证：%(short)s") % {"short": _("、").join(short)} if short else ""


def behind(view: ClaimView, kind: Kind, pack: Pack) -> list[Behind]:
    """The papers behind a claim; the same file behind another claim is pointed out, official lists are expected to serve many."""
    names = {one.id: one.label for one in pack.list("evidence_type").items}
    shared = {one.type for one in kind.evidence if one.shared}
    needed = {one.type for one in kind.evidence if one.min}
    found: list[Behind] = []
    for row in view.evidence:
        others = reads.also_behind(view.viewer, row)
        dated = _("，%(day)s") % {"day": row.dated_on} if row.dated_on else ""
        where = _("；也用在：%(titles)s") % {"titles": _("、").join(map(tr, others))} if others else ""
        paper = Paper(
            kind=ending(row.paper.media_type, row.paper.name),
            name=row.title or row.paper.name,
            digest=row.paper_id,
            url=reverse("evidence", args=[row.id]),
            proves=f"{tr(names.get(row.type, row.type))}{dated}{where}",
            size=row.paper.size,
            check=_("必备，已有") if row.type in needed else _("已附"),
            elsewhere=_("另用于 %(count)s 处") % {"count": len(others)} if others and row.type not in shared else "",
        )
        found.append(Behind(row.id, paper))
    return found


def ending(media_type: str, name: str) -> str:
    """What a file is, in three or four letters."""
    return _ENDINGS.get(media_type, name.rpartition(".")[2][:4].upper() or "?")


def chips(view: ClaimView) -> dict[int, Paper]:
    """The papers as a timeline names them, by id."""
    return {
        row.id: Paper(
            ending(row.paper.media_type, row.paper.name), row.title, row.paper_id, reverse("evidence", args=[row.id])
        )
        for row in view.evidence
    }
