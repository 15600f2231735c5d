"""The life of a listing (供需): a need or an offer is written, tested by somebody else, shown, talked about, and met or taken off.

What stands on the market was reviewed for secrets by its own unit (保密审查, 保守国家秘密法 and 涉密不上网): without the record of that
review it is not sent on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from jinliang.core.access import YES, Role, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row

Kind = Literal["need", "achievement", "patent", "expert", "instrument", "service"]
KINDS: dict[Kind, str] = {
    "need": "需求",
    "achievement": "成果",
    "patent": "专利",
    "expert": "专家",
    "instrument": "仪器",
    "service": "服务",
}
"""What may be listed: a need, and five kinds of offer."""
STATES: tuple[Role, ...] = ("enterprise", "tto", "researcher", "broker")
"""Who may list: those who need or have something; the city's own bodies do not trade."""
SHOWN = ("published", "talking", "met")
"""The states in which anybody sees a listing."""
SHORTEST_TITLE, SHORTEST_TEXT = 4, 20
"""Characters below which nobody understands what is meant."""


@dataclass(frozen=True, slots=True)
class ListingCase:
    """A listing as its life sees it; `flaws` are sentences, `reviewed` says that the unit's review for secrets is recorded."""

    kind: str
    state: str
    party: int
    user: int
    area: str
    flaws: tuple[str, ...] = ()
    reviewed: bool = False


def owner(viewer: Viewer, case: ListingCase) -> Verdict:
    """Who may work on a listing: seats of its party that may list."""
    if viewer.party == case.party and viewer.role in STATES:
        return YES
    return no("这是别的单位的供需" if viewer.party != case.party else "您的席位不能发布供需", *STATES)


def tester(viewer: Viewer, case: ListingCase) -> Verdict:
    """Who may test a listing before it is shown: a broker or an officer, with no seat at its party."""
    if viewer.role not in ("broker", "district", "bureau"):
        return no("供需由技术经纪人或科技局试读后发布", "broker", "district", "bureau")
    if viewer.stands_for(case.party) or viewer.user == case.user:
        return no("不能审核本单位的供需，须由别的单位审核", "broker", "district", "bureau")
    if viewer.role == "district" and viewer.area != case.area:
        return no("这条供需属于别的辖市区", "broker", "district", "bureau")
    return YES


def merger(viewer: Viewer, case: ListingCase) -> Verdict:
    """Who may say that a listing is another one put up twice: its own party, or whoever tests listings."""
    own = owner(viewer, case)
    return own if own.ok else tester(viewer, case)


def system(viewer: Viewer, case: ListingCase) -> Verdict:
    """Who may expire a listing: the clock alone."""
    return YES if viewer.seat is None and viewer.role == "admin" else no("到期由系统按日期办理")


def has_flaws(case: ListingCase, pack: Any, today: date) -> str | None:
    """What is still to be mended."""
    return f"还有 {len(case.flaws)} 处要改：{'；'.join(case.flaws[:5])}" if case.flaws else None


def not_reviewed(case: ListingCase, pack: Any, today: date) -> str | None:
    """The unit's own review for secrets must be on record before anything is sent on."""
    return None if case.reviewed else "还没有记下本单位的保密审查：谁审的、哪天审的"


LISTING = Life(
    noun="listing",
    states={
        "draft": "草稿",
        "reviewing": "待审核",
        "returned": "已退回",
        "published": "已发布",
        "talking": "对接中",
        "met": "已达成",
        "expired": "已过期",
        "withdrawn": "已撤回",
    },
    rows=(
        Row("submit", "提交", ("draft", "returned"), "reviewing", owner, (has_flaws, not_reviewed), tone="primary"),
        Row("publish", "发布", ("reviewing",), "published", tester, (has_flaws,), tone="primary"),
        Row("return", "退回", ("reviewing",), "returned", tester, asks=(Ask("reason", "改进建议"),)),
        Row("renew", "续期", ("published", "expired"), "published", owner),
        Row("talk", "开始对接", ("published",), "talking", owner),
        Row("reopen", "重新挂出", ("talking",), "published", owner),
        Row("meet", "已达成", ("talking",), "met", owner, asks=(Ask("reason", "怎么达成的"),)),
        Row("expire", "到期", ("published",), "expired", system),
        Row(
            "merge",
            "并为一条",
            ("reviewing", "returned", "published", "expired"),
            "withdrawn",
            merger,
            asks=(Ask("keep", "留下哪一条"),),
        ),
        Row(
            "withdraw",
            "撤回",
            ("draft", "reviewing", "returned", "published", "talking", "expired"),
            "withdrawn",
            owner,
            tone="danger",
        ),
    ),
    exits=("met", "withdrawn"),
)


def flaws(
    kind: str, title: str, text: str, field: str, person: str, patent_why: str, wanted_on: date | None, today: date
) -> tuple[str, ...]:
    """What keeps a listing from being understood, as sentences; `patent_why` is what is wrong with a patent's number.

    >>> flaws("need", "阀块毛刺", "太短", "2", "", "", None, date(2021, 6, 18))
    ('说明不到 20 个字，写清楚做什么、遇到什么、要到什么程度',)
    """
    found = []
    if len(title.strip()) < SHORTEST_TITLE:
        found.append("标题不到 4 个字")
    if len(text.strip()) < SHORTEST_TEXT:
        found.append("说明不到 20 个字，写清楚做什么、遇到什么、要到什么程度")
    if not field:
        found.append("没有选技术领域")
    if kind == "expert" and not person.strip():
        found.append("没有写专家姓名")
    if kind == "patent" and patent_why:
        found.append(f"专利号：{patent_why}")
    if kind == "need" and wanted_on is not None and wanted_on < today:
        found.append("需求时限已过")
    return tuple(found)
