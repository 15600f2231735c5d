"""The life of a deal (交易): two parties talk, write terms, decide, publish the price, sign, register, are paid; or it falls.

The steps before signing are those that the law asks of a public institution: collective decision (国发〔2016〕16号), a public notice of the
negotiated price (促进科技成果转化法 18), a declaration of related parties by both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from jinliang.core.access import YES, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row
from jinliang.core.refusal import Composed

PRICING: Final[Mapping[str, str]] = {"negotiated": "协议定价", "exchange": "挂牌交易", "auction": "拍卖"}
"""The ways of pricing (促进科技成果转化法 18); only a negotiated price is published."""
DEALERS: Final = ("enterprise", "tto", "researcher", "broker")
"""Roles in which a side of a deal acts."""


@dataclass(frozen=True, slots=True)
class DealCase:
    """A deal as its life sees it.

    `public`: the seller is a public institution, which decides collectively and publishes a negotiated price. `missing` names what the
    terms still lack, `declared` the parties that have declared whether they are related, `notice_end` the last day of the notice; where
    no calendar tells it, `notice_doubt` says so. `large`: the technical amount asks for a second reviewer, `reviewers` are the users who
    reviewed it. `due` is what the terms still promise in yuan.
    """

    state: str
    buyer: int
    seller: int
    public: bool = True
    pricing: str = ""
    proposed_by: int | None = None
    missing: tuple[str, ...] = ()
    declared: frozenset[int] = frozenset()
    decided: bool = False
    notice_end: date | None = None
    notice_doubt: str = ""
    objections: int = 0
    large: bool = False
    reviewers: frozenset[int] = frozenset()
    due: Decimal = field(default=Decimal(0))


def side(viewer: Viewer, case: DealCase) -> Verdict:
    """Who may act on a deal: seats of its two parties."""
    if viewer.party in (case.buyer, case.seller) and viewer.role in DEALERS:
        return YES
    return no("这是别的单位的交易", "enterprise", "tto", "researcher")


def other_side(viewer: Viewer, case: DealCase) -> Verdict:
    """Who may agree to terms: the side that did not write them."""
    if case.proposed_by is not None and viewer.party == case.proposed_by:
        return no("条款是本单位写的，由对方同意", "enterprise", "tto")
    return side(viewer, case)


def seller(viewer: Viewer, case: DealCase) -> Verdict:
    """Who may decide, publish and be paid: the seller's own office."""
    if viewer.party == case.seller and viewer.role in ("tto", "enterprise", "broker"):
        return YES
    return no("由卖方单位办理", "tto", "enterprise")


def objector(viewer: Viewer, case: DealCase) -> Verdict:
    """Who may object to a notice: whoever can read it."""
    if viewer.party == case.seller or viewer.role in ("bureau", "auditor"):
        return YES
    return no("公示期间由卖方单位的人提异议", "tto", "researcher", "bureau")


def registrar(viewer: Viewer, case: DealCase) -> Verdict:
    """Who may register: a registry officer who sits at neither side."""
    if viewer.role != "registry":
        return no("由技术合同登记机构办理", "registry")
    if viewer.stands_for(case.buyer) or viewer.stands_for(case.seller):
        return no("登记员在交易的一方任职，由别的登记员办理", "registry")
    return YES


def complete(case: DealCase, pack: Any, today: date) -> str | None:
    """The terms say all that a contract of their class must say (民法典 845)."""
    return Composed("条款还缺：%(names)s", names=case.missing) if case.missing else None


def both_declared(case: DealCase, pack: Any, today: date) -> str | None:
    """Both sides have declared whether they are related; relation is no bar to signing, but subsidies exclude it."""
    lacking = {case.buyer: "需方", case.seller: "供方"}
    names = tuple(name for party, name in lacking.items() if party not in case.declared)
    return Composed("%(names)s还没有声明是否关联", names=names) if names else None


def decided(case: DealCase, pack: Any, today: date) -> str | None:
    """A public institution has decided collectively (国发〔2016〕16号)."""
    return "还没有集体决策通过的记录" if case.public and not case.decided else None


def needs_deciding(case: DealCase, pack: Any, today: date) -> str | None:
    """Only a public institution records a collective decision here."""
    return None if case.public else "卖方不是高校院所，不用集体决策"


def needs_notice(case: DealCase, pack: Any, today: date) -> str | None:
    """Only a negotiated price is published."""
    if case.pricing == "negotiated":
        return None
    return Composed("%(way)s的价格由市场形成，不用公示", way=PRICING.get(case.pricing, "这种方式"))


def notice_over(case: DealCase, pack: Any, today: date) -> str | None:
    """The notice of a negotiated price has run its days; signing is free from the day after its last (民法典 201、203)."""
    if not case.public or case.pricing != "negotiated":
        return None
    if case.notice_doubt:
        return case.notice_doubt
    if case.notice_end is None:
        return "协议定价还没有公示"
    if today <= case.notice_end:
        free = case.notice_end + timedelta(days=1)
        return Composed("公示到 %(end)s 为止，%(free)s 起可以签", end=str(case.notice_end), free=str(free))
    return None


def answered(case: DealCase, pack: Any, today: date) -> str | None:
    """Every objection has a written answer."""
    return Composed("有 %(count)s 件异议还没有书面答复", count=str(case.objections)) if case.objections else None


def reviewed(case: DealCase, pack: Any, today: date) -> str | None:
    """A large contract was reviewed by somebody before it is registered; the act sees to it that they are two people."""
    return "技术交易额达到大额标准，要先由另一位登记员复核" if case.large and not case.reviewers else None


def needs_review(case: DealCase, pack: Any, today: date) -> str | None:
    """Only a large contract has a second reviewer."""
    return None if case.large else "技术交易额没有到大额标准，不用复核"


def settled(case: DealCase, pack: Any, today: date) -> str | None:
    """Everything promised has been received."""
    return Composed("约定的钱还有 %(amount)s 元没有到", amount=f"{case.due:,.2f}") if case.due > 0 else None


DEAL = Life(
    noun="deal",
    states={
        "talking": "洽谈中",
        "terms": "条款已定",
        "resolution": "已集体决策",
        "notice": "公示中",
        "signed": "已签约",
        "registered": "已登记",
        "performing": "履约中",
        "closed": "已结清",
        "fallen": "没谈成",
        "cancelled": "已注销",
    },
    rows=(
        Row("propose", "写条款", ("talking",), None, side, tone="primary"),
        Row("agree", "同意条款", ("talking",), "terms", other_side, (complete,), tone="primary"),
        Row("declare", "声明是否关联", ("talking", "terms", "resolution", "notice"), None, side),
        Row("attach", "附文件", ("talking", "terms", "resolution", "notice", "signed", "registered", "performing"), None, side),
        Row("resolve", "记录集体决策", ("terms",), "resolution", seller, (needs_deciding,), tone="primary"),
        Row("notify", "开始公示", ("resolution",), "notice", seller, (needs_notice, both_declared), tone="primary"),
        Row("object", "提异议", ("notice",), None, objector, asks=(Ask("reason", "异议人和异议内容"),)),
        Row("answer", "答复异议", ("notice",), None, seller, asks=(Ask("reason", "书面答复的内容"),)),
        Row(
            "sign", "签订合同", ("terms", "resolution", "notice"), "signed", side,
            (complete, both_declared, decided, notice_over, answered), tone="primary",
        ),
        Row("review", "大额复核", ("signed",), None, registrar, (needs_review,)),
        Row("register", "认定登记", ("signed",), "registered", registrar, (reviewed,), tone="primary"),
        Row("decline", "不予登记", ("signed",), None, registrar, asks=(Ask("reason", "不予登记的理由和依据"),), tone="danger"),
        Row("receive", "记到账", ("registered", "performing"), "performing", seller, tone="primary"),
        Row(
            "void",
            "作废到账",
            ("performing",),
            None,
            seller,
            asks=(Ask("invoice", "记错的那张发票号码"), Ask("reason", "错在哪里")),
        ),
        Row("close", "结清", ("performing",), "closed", seller, (settled,)),
        Row("revise", "重谈条款", ("terms", "resolution", "notice"), "talking", side, asks=(Ask("reason", "为什么重谈"),)),
        Row(
            "cancel", "注销登记", ("registered", "performing"), "cancelled", registrar,
            asks=(Ask("reason", "注销的原因"),), tone="danger",
        ),
        Row(
            "fall", "没谈成", ("talking", "terms", "resolution", "notice"), "fallen", side,
            asks=(Ask("reason", "没谈成的原因"),), tone="danger",
        ),
    ),
    exits=("fallen", "cancelled"),
)  # fmt: skip
