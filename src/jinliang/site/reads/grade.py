"""Grades of matches and what each match teaches: for brokers, the bureau and the audit, never for the two sides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from jinliang.core.access import YES, Role, Verdict, Viewer, no
from jinliang.core.grade import Followed, Label, label
from jinliang.site.models import Grade, Match
from jinliang.site.reads import match as matches
from jinliang.site.reads.match import INSIDE

GRADERS: tuple[Role, ...] = ("broker", "bureau")


def grades(viewer: Viewer, row: Match) -> QuerySet[Grade]:
    """The grades of a match, the latest last."""
    rows = Grade.objects.filter(match=row).select_related("seat__party").order_by("on", "id")
    return rows if viewer.role in INSIDE and not matches.side(viewer, row) else rows.none()


def may(viewer: Viewer, row: Match) -> Verdict:
    """Whether a viewer may grade: a broker or the bureau, and nobody whose own body stands on a side."""
    if viewer.role not in GRADERS or viewer.seat is None:
        return no("评分由技术经纪人或市科技局打", *GRADERS)
    if any(viewer.stands_for(one.party_id) for one in (row.need, row.offer)):
        return no("自己单位的供需，请别的技术经纪人或市科技局评", *GRADERS)
    return YES


@dataclass(frozen=True, slots=True)
class Taught:
    """What one match teaches: which need, which offer, the label."""

    need: int
    offer: int
    label: Label


def followed(row: Match) -> Followed:
    """A match as the rule of labels sees it."""
    seen = bool(row.need_seen_on or row.offer_seen_on or row.need_answer or row.offer_answer)
    deal = row.deal.state if hasattr(row, "deal") else ""
    return Followed(seen, row.need_answer, row.need_reason, row.offer_answer, row.offer_reason, deal)


def labels() -> Iterator[Taught]:
    """Every label there is, by need and offer: for the job that learns."""
    touched = ~Q(need_answer="") | ~Q(offer_answer="") | Q(need_seen_on__isnull=False) | Q(offer_seen_on__isnull=False)
    rows = Match.objects.filter(touched | Exists(Grade.objects.filter(match=OuterRef("pk"))))
    rows = rows.select_related("need", "offer", "deal").prefetch_related(
        Prefetch("grades", Grade.objects.order_by("id"))
    )
    for row in rows.order_by("need_id", "offer_id"):
        told = label(followed(row), [one.grade for one in row.grades.all()])
        if told is not None:
            yield Taught(row.need_id, row.offer_id, told)
