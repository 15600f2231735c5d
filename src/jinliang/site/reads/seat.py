"""Seats: who sits where; in demo mode, whom one may be and what they will see."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from jinliang.core.access import ROLES, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.models import Seat

__all__ = ["WILL_SEE", "Person", "Seat", "chooser", "of_user", "one", "seat", "seats"]

WILL_SEE: dict[str, str] = {
    "bureau": "15 项目标、落后在哪、等谁；复核申报，导入名单",
    "district": "本区待审的申报：核验，或写明原因退回",
    "tto": "申报、佐证、退回要补的；本校的数字",
    "enterprise": "本企业参与的项目、聘任和合同",
    "researcher": "自己名下的项目、聘任和走访",
    "broker": "自己的证书与参与的合同",
    "registry": "按名单登记技术合同，登记即成事实",
    "finance": "全市事实与金额，只看不改",
    "auditor": "全部事实、佐证和留痕，只看不改",
    "admin": "席位、计划包版本、城市日期",
}


@dataclass(frozen=True, slots=True)
class Person:
    """A demo person at the door."""

    seat_id: int
    name: str
    party: str
    role: str
    will_see: str


def seat(id: int) -> Seat | None:
    """An active seat with its user and party."""
    return Seat.objects.select_related("user", "party").filter(id=id, active=True).first()


def of_user(user: int) -> list[Seat]:
    """A user's own active seats."""
    return list(Seat.objects.select_related("party").filter(user_id=user, active=True).order_by("id"))


TWICE = ("tto", "district", "bureau", "finance", "registry")
"""Roles of which two come in by the door of a demo city: theirs is work that two people do."""


def chooser() -> tuple[Person, ...]:
    """One person of each role, and a second of those at the heart of the work."""
    found: dict[str, list[Seat]] = {}
    for row in Seat.objects.filter(active=True).select_related("party").order_by("id"):
        found.setdefault(row.role, []).append(row)
    return tuple(
        Person(row.id, row.name, row.party.name, row.title or ROLES[role], WILL_SEE[role])
        for role in ROLES
        for row in found.get(role, [])[: 2 if role in TWICE else 1]
    )


def seats(viewer: Viewer, words: str = "", role: str = "", active: bool | None = None) -> QuerySet[Seat]:
    """Every seat of the city by party, for the administrator alone; by login name, person or party, by role, in force or ended."""
    rows = Seat.objects.select_related("user", "party").order_by("party__pinyin", "party_id", "role", "id")
    if viewer.role != "admin":
        return rows.none()
    if words:
        rows = rows.filter(
            Q(name__icontains=words) | Q(user__username__icontains=words) | Q(party__name__icontains=words)
        )
    if role:
        rows = rows.filter(role=role)
    return rows if active is None else rows.filter(active=active)


def one(viewer: Viewer, id: int) -> Seat:
    """One seat, in force or ended, for the administrator. Raises Refusal `no_such_seat`."""
    row = seats(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_seat", "没有这个席位", "从席位页选择")
    return row
