"""The life of a claim (申报): a party states, somebody of another party checks, and a fact comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from jinliang.core.access import YES, Role, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row
from jinliang.core.pack import Kind


@dataclass(frozen=True, slots=True)
class ClaimCase:
    """A claim as its life sees it: whose it is, where it stands, what it has and what is wrong with it.

    `papers` counts the evidence by type; `flaws` are sentences; `checker` is the role it waits for; `first_checker` the user
    who passed it at the first level; `writers` are the users whose lines in the journal wrote it.
    """

    state: str
    party: int
    user: int
    kind: Kind
    area: str
    checker: str
    papers: Mapping[str, int]
    flaws: tuple[str, ...]
    first_checker: int | None = None
    writers: frozenset[int] = frozenset()


def claimant(viewer: Viewer, case: ClaimCase) -> Verdict:
    """Who may work on a claim before it is checked: seats of the party that states it."""
    if viewer.party == case.party and viewer.role in case.kind.states:
        return YES
    roles: list[Role] = [role for role in case.kind.states if role]  # type: ignore[misc]
    return no("这是别的单位的申报" if viewer.party != case.party else "您的席位不能申报这一类", *roles)


def checks(viewer: Viewer, case: ClaimCase) -> Verdict:
    """Who may check: an officer of the level it waits for, with no seat at the claimant, who did not write or pre-check it himself."""
    level: Role = "district" if case.checker == "district" else "bureau"
    if viewer.role != level:
        return no("这件申报不等您的席位审核", level)
    if viewer.stands_for(case.party):
        return no("不能审核本单位的申报，须由别的单位审核", level)
    if viewer.user is not None and viewer.user in (case.user, case.first_checker, *case.writers):
        return no("申报、初审和复核须是不同的人", level)
    if level == "district" and viewer.area != case.area:
        return no("这件申报属于别的辖市区", level)
    return YES


def levels(kind: Kind, area: str) -> tuple[Role, ...]:
    """Who checks a claim of a kind, in order; a claim of no district goes to the bureau alone."""
    wanted: tuple[Role, ...] = kind.checks or ("bureau",)
    return tuple(level for level in wanted if level != "district" or area) or ("bureau",)


def papers_missing(case: ClaimCase, pack: Any, today: date) -> str | None:
    """Which papers the kind demands and the claim has not."""
    short = [
        f"{need.type}×{need.min - case.papers.get(need.type, 0)}"
        for need in case.kind.evidence
        if case.papers.get(need.type, 0) < need.min
    ]
    return f"缺佐证：{'、'.join(short)}" if short else None


def has_flaws(case: ClaimCase, pack: Any, today: date) -> str | None:
    """How many fields are still to be mended."""
    return f"还有 {len(case.flaws)} 处要改：{'；'.join(case.flaws[:5])}" if case.flaws else None


def one_more_level(case: ClaimCase, pack: Any, today: date) -> str | None:
    """A first check is only for kinds that are checked at two levels."""
    return None if len(levels(case.kind, case.area)) > 1 else "这一类只审一级，直接核验"


def last_level(case: ClaimCase, pack: Any, today: date) -> str | None:
    """Verification is the last level's; a claim of two levels passes the first check before."""
    waits_first = case.state == "submitted" and len(levels(case.kind, case.area)) > 1
    return "这一类审两级：先初审，再由市科技局复核" if waits_first else None


CLAIM = Life(
    noun="claim",
    states={
        "draft": "草稿",
        "submitted": "待审核",
        "checked": "待复核",
        "verified": "已核验",
        "returned": "已退回",
        "withdrawn": "已撤回",
    },
    rows=(
        Row(
            "submit", "提交", ("draft", "returned"), "submitted", claimant, (has_flaws, papers_missing), tone="primary"
        ),
        Row("check", "初审通过", ("submitted",), "checked", checks, (one_more_level,), tone="primary"),
        Row("verify", "核验", ("submitted", "checked"), "verified", checks, (last_level, has_flaws), tone="primary"),
        Row("return", "退回", ("submitted", "checked"), "returned", checks, asks=(Ask("reason", "退回原因"),)),
        Row("withdraw", "撤回", ("draft", "submitted", "checked", "returned"), "withdrawn", claimant, tone="danger"),
    ),
    exits=("withdrawn",),
)
