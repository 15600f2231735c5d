"""What has happened to one claim, and to the fact that came of it: the lines of the journal that name them, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from jinliang.core.access import Viewer
from jinliang.site.models import Act, Application, Claim, Deal, Fact, Listing, Patent
from jinliang.site.reads import award as awards
from jinliang.site.reads import claim as claims
from jinliang.site.reads import deal as deals
from jinliang.site.reads import patent as patents
from jinliang.site.reads.proposal import READERS


@dataclass(frozen=True, slots=True)
class Line:
    """One act about the claim: its journal line, who did it, in which state it left the claim, the papers it touched."""

    number: int
    act: str
    at: datetime
    day: date
    party: str
    person: str
    note: str
    hash: str
    state: str
    evidence: tuple[int, ...]


def lines(viewer: Viewer, claim: Claim) -> tuple[Line, ...]:
    """The lines about a claim the viewer may see; nothing about any other."""
    if not claims.visible(viewer).filter(id=claim.id).exists():
        return ()
    about = Q(subjects__contains=[f"claim:{claim.id}"]) | Q(rows__claims__contains=[claim.id])
    for fact in Fact.objects.filter(claim=claim).values_list("id", flat=True):
        about |= Q(subjects__contains=[f"fact:{fact}"])
    rows = Act.objects.filter(about).select_related("seat__party").order_by("-number")
    return tuple(_line(one) for one in rows)


def decided(viewer: Viewer, proposal: int) -> tuple[Line, ...]:
    """The lines about a proposal, newest first: who brought it, who adopted or dropped it and why; for those who see proposals."""
    if viewer.role not in READERS:
        return ()
    rows = Act.objects.filter(subjects__contains=[f"proposal:{proposal}"]).select_related("seat__party")
    return tuple(_line(one) for one in rows.order_by("-number"))


def listed(viewer: Viewer, listing: Listing) -> tuple[Line, ...]:
    """The lines about a listing, newest first, for its own party and for those who test listings or audit."""
    if not (viewer.stands_for(listing.party_id) or viewer.role in ("broker", "bureau", "district", "auditor")):
        return ()
    rows = Act.objects.filter(subjects__contains=[f"listing:{listing.id}"]).select_related("seat__party")
    return tuple(_line(one) for one in rows.order_by("-number"))


def patented(viewer: Viewer, patent: Patent) -> tuple[Line, ...]:
    """The lines about a patent in the bank, newest first, for those who see all of it."""
    if not patents.inside(viewer, patent):
        return ()
    rows = Act.objects.filter(subjects__contains=[f"patent:{patent.id}"]).select_related("seat__party")
    return tuple(_line(one) for one in rows.order_by("-number"))


def dealt(viewer: Viewer, deal: Deal) -> tuple[Line, ...]:
    """The lines about a deal, newest first, for those who may see it."""
    if not deals.deals(viewer).filter(id=deal.id).exists():
        return ()
    rows = Act.objects.filter(subjects__contains=[f"deal:{deal.id}"]).select_related("seat__party")
    return tuple(_line(one) for one in rows.order_by("-number"))


def applied(viewer: Viewer, row: Application) -> tuple[Line, ...]:
    """The lines about an application, newest first, for those who may see it."""
    if not awards.applications(viewer).filter(id=row.id).exists():
        return ()
    about = Q(subjects__contains=[f"application:{row.id}"]) | Q(change__applications__contains=[row.id])
    return tuple(_line(one) for one in Act.objects.filter(about).select_related("seat__party").order_by("-number"))


def _line(row: Act) -> Line:
    return Line(
        row.number,
        row.act,
        row.at,
        row.day,
        row.seat.party.name if row.seat else "",
        row.seat.name if row.seat else "系统",
        row.note,
        row.hash,
        _state(row),
        tuple(int(one.partition(":")[2]) for one in row.subjects if one.startswith("evidence:")),
    )


def _state(row: Act) -> str:
    """Where an act left the claim; empty when it left it where it was."""
    if row.act == "claim.open":
        return "draft"
    moved = row.change.get("state", "")
    return str(moved[1] if isinstance(moved, list) else moved)


def passed(found: Sequence[Line]) -> list[tuple[str, date]]:
    """The states a claim has been in, each with the day it last came there, oldest first."""
    return [(one.state, one.day) for one in reversed(found) if one.state]


def facts(viewer: Viewer, claim: Claim) -> tuple[int, ...]:
    """The facts that came of a claim (ids): none before it is verified."""
    return tuple(Fact.objects.filter(claim=claim).order_by("id").values_list("id", flat=True))
