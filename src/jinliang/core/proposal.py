"""The life of a proposal (提案): one person brings a new version of a pack, another adopts or drops it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from jinliang.core.access import YES, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row


@dataclass(frozen=True, slots=True)
class ProposalCase:
    """A proposal as its life sees it: the user who brought it, how many flaws it has today, and whether it is overtaken.

    It is overtaken when another version of the same pack was adopted since: what its reader was shown as the change no longer is.
    """

    user: int
    flaws: int
    overtaken: bool


def another(viewer: Viewer, case: ProposalCase) -> Verdict:
    """Who may adopt: the bureau, and there a person other than the one who brought it (four eyes)."""
    if viewer.role != "bureau":
        return no("采用由市科技局的另一个人办", "bureau")
    if viewer.user is None or viewer.user == case.user:
        return no("提出的人自己不能采用，须由另一个人看过再办", "bureau")
    return YES


def either(viewer: Viewer, case: ProposalCase) -> Verdict:
    """Who may drop: the bureau, and whoever brought it."""
    if viewer.role == "bureau" or (viewer.role == "admin" and viewer.user is not None and viewer.user == case.user):
        return YES
    return no("放弃由提出的人或市科技局办", "bureau")


def flawed(case: ProposalCase, pack: Any, today: date) -> str | None:
    """What had no flaw when it was brought may have one since: a pack it uses has changed."""
    return f"还有 {case.flaws} 处要改，见“全部问题”" if case.flaws else None


def overtaken(case: ProposalCase, pack: Any, today: date) -> str | None:
    """Whoever adopts must have seen the change against the version that stands."""
    return "提出以后又采用了别的一版，在那一版上改好再提" if case.overtaken else None


PROPOSAL = Life(
    noun="pack",
    states={"proposed": "待采用", "adopted": "已采用", "dropped": "已放弃"},
    rows=(
        Row("adopt", "采用", ("proposed",), "adopted", another, (flawed, overtaken), tone="primary"),
        Row("drop", "放弃", ("proposed",), "dropped", either, asks=(Ask("reason", "为什么放弃"),), tone="danger"),
    ),
    exits=("dropped",),
)
