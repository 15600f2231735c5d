"""Who may: deny by default, and a verdict carries its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from jinliang.core.refusal import Composed

Role = Literal[
    "bureau", "district", "tto", "enterprise", "researcher", "broker", "registry", "finance", "auditor", "admin"
]

ROLES: dict[Role, str] = {
    "bureau": "市科技局",
    "district": "辖市区科技局",
    "tto": "高校院所技术转移办",
    "enterprise": "企业",
    "researcher": "科研人员",
    "broker": "技术经纪人",
    "registry": "合同登记员",
    "finance": "财政",
    "auditor": "审计（只读）",
    "admin": "系统管理员",
}
assert set(ROLES) == set(get_args(Role))


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks or acts: a seat (user + party + role). The public has no seat and sees what is published.

    `parties` are all those for which the same user has an active seat, this one among them: changing seats makes nobody another.
    """

    seat: int | None = None
    user: int | None = None
    party: int | None = None
    role: Role | None = None
    area: str | None = None
    name: str = ""
    parties: frozenset[int] = frozenset()

    def stands_for(self, party: int) -> bool:
        """Whether the viewer's user has a seat at a party, this one or another."""
        return party == self.party or party in self.parties

    @property
    def sits(self) -> tuple[int, int]:
        """Seat and party of somebody who has a seat; whoever writes has one. Raises RuntimeError: a page let the public in."""
        if self.seat is None or self.party is None:
            raise RuntimeError("an act that needs a seat was reached without one")
        return self.seat, self.party

    @property
    def own(self) -> int:
        """The viewer's party, or 0 which is nobody's: for looking up what is one's own."""
        return self.party or 0

    @property
    def public(self) -> bool:
        """Nobody has signed in."""
        return self.seat is None

    @property
    def official(self) -> bool:
        """Sits in a city body that sees the whole city: the bureau and the auditor."""
        return self.role in ("bureau", "auditor")


PUBLIC = Viewer()
SYSTEM = Viewer(role="admin", name="系统")
"""The installation itself at its first start: it adopts the shipped packs and gives the first seats. It never comes in by the web."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Yes, or no with the reason and who may instead."""

    ok: bool
    why: str = ""
    who: str = ""

    def __bool__(self) -> bool:
        return self.ok


YES = Verdict(True)


def no(why: str, *roles: Role) -> Verdict:
    """A no that says who may.

    >>> no("只有审核人可以退回", "district").who
    '可以办的是：辖市区科技局'
    """
    return Verdict(False, why, may_instead(roles))


def may_instead(roles: Sequence[Role]) -> str:
    """Who may instead, as a sentence; empty where nobody may."""
    return Composed("可以办的是：%(who)s", who=tuple(ROLES[role] for role in roles)) if roles else ""


def cannot(act: str) -> str:
    """What a seat is told that may not do an act."""
    return Composed("您的席位不能%(act)s", act=act)


def role_in(viewer: Viewer, *roles: Role, act: str = "办理") -> Verdict:
    """Yes when the viewer's role is one of these."""
    if viewer.role in roles:
        return YES
    return no(cannot(act) if viewer.role else Composed("登录后才能%(act)s", act=act), *roles)
