"""A patent (专利) in the alliance's bank: its legal status, what keeps it from being registered, and who may do what with it.

Whether it is of high value is `core.patent_value`'s to say, what it scores `core.valuation`'s, what it costs `core.patent_fee`'s, whether
to keep it `core.patent_advice`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, Protocol

from jinliang.core.access import YES, Role, Verdict, Viewer, no
from jinliang.core.life import Ask, Life, Row
from jinliang.core.patent_fee import Fee
from jinliang.core.refusal import Composed

Status = Literal["pending", "in_force", "lapsed", "expired", "refused", "withdrawn", "abandoned", "invalid"]
STATUS: Mapping[Status, str] = {
    "pending": "审查中",
    "in_force": "有效",
    "lapsed": "欠费终止",
    "expired": "期满终止",
    "refused": "驳回",
    "withdrawn": "已撤回",
    "abandoned": "主动放弃",
    "invalid": "宣告无效",
}
"""Legal states (法律状态)."""
WAYS: Mapping[str, tuple[Status, ...]] = {
    "pending": ("in_force", "refused", "withdrawn"),
    "in_force": ("lapsed", "expired", "abandoned", "invalid"),
    "lapsed": ("in_force", "invalid"),
    "expired": ("invalid",),
    "refused": ("pending",),
    "withdrawn": ("pending",),
    "abandoned": ("invalid",),
    "invalid": (),
}
"""Which state may follow which: rights are restored, a refusal is reversed, and what is over can still be declared invalid."""
GRANTED = ("in_force", "lapsed", "expired", "abandoned", "invalid")
UNGRANTED = ("pending", "refused", "withdrawn")
KINDS = {"invention": "发明", "utility_model": "实用新型", "design": "外观设计"}
HOLDERS: tuple[Role, ...] = ("tto", "enterprise")
"""Who may act for the party that owns a patent."""
FIRST = date(1985, 4, 1)
"""The Patent Law came into force."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """What a patent's number says: what is wrong with it, its kind, and the year of application."""

    why: str
    kind: str | None
    year: int | None


class Registered(Protocol):
    """A patent as its owner registers it."""

    @property
    def title(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def status(self) -> str: ...
    @property
    def since(self) -> date: ...
    @property
    def applied_on(self) -> date: ...
    @property
    def granted_on(self) -> date | None: ...
    @property
    def paid(self) -> int: ...
    @property
    def pledge(self) -> Decimal: ...


def flaws(patent: Registered, number: Numbered, term: int, today: date) -> tuple[str, ...]:
    """What does not hold together in a registration, as sentences; `term` is the kind's term in years."""
    last, said = patent.granted_on or patent.applied_on, []
    tests = (
        (bool(number.why), Composed("专利号：%(why)s", why=number.why)),
        (not number.why and number.kind != patent.kind, "种类和专利号里的种类位不一致"),
        (not number.why and number.year != patent.applied_on.year, "申请日和专利号里的年份不一致"),
        (len(patent.title.strip()) < 2, "没有写名称"),
        (patent.status not in STATUS, "法律状态不在列表里"),
        (not FIRST <= patent.applied_on <= today, "申请日早于专利法施行，或还没有到"),
        (
            patent.granted_on is not None and not patent.applied_on <= patent.granted_on <= today,
            "授权日早于申请日，或还没有到",
        ),
        (patent.status in GRANTED and patent.granted_on is None, "授过权的要写授权日"),
        (patent.status in UNGRANTED and patent.granted_on is not None, "没有授权的不写授权日"),
        (not last <= patent.since <= today, "法律状态的日期早于前面的日期，或还没有到"),
        (not 0 <= patent.paid <= term, "年费缴到的年度不在保护期内"),
        (patent.pledge < 0, "质押金额小于零"),
    )
    said += [why for wrong, why in tests if wrong]
    return tuple(said)


# ---- who may do what -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PatentCase:
    """A patent as its life sees it: `state` is what was decided for the next fee, `pledged` that a loan is secured by it."""

    owner: int
    status: str
    state: str
    pledged: bool = False


def holder(viewer: Viewer, case: PatentCase) -> Verdict:
    """Who may act for the owner."""
    if viewer.party == case.owner and viewer.role in HOLDERS:
        return YES
    return no("这是别的单位的专利" if viewer.party != case.owner else "您的席位不能办理专利", *HOLDERS)


def valuer(viewer: Viewer, case: PatentCase) -> Verdict:
    """Who may value: the owner, and the alliance's brokers, whose duty it is."""
    return YES if viewer.role == "broker" else holder(viewer, case)


def over(case: PatentCase, pack: Any, today: date) -> str | None:
    """A patent that is over is neither valued nor kept."""
    return None if case.status in ("pending", "in_force") else _is(case.status)


def not_in_force(case: PatentCase, pack: Any, today: date) -> str | None:
    """Fees and licences are of patents in force."""
    return None if case.status == "in_force" else _is(case.status)


def _is(status: str) -> str:
    return Composed("专利现在是“%(status)s”", status=STATUS[status])  # type: ignore[index]


def pledged(case: PatentCase, pack: Any, today: date) -> str | None:
    """A pledged patent is not given up without the lender (专利权质押登记办法)."""
    return "专利在质押中，放弃要先有质权人同意" if case.pledged else None


_ANY = ("undecided", "kept", "dropped")
PATENT = Life(
    noun="patent",
    states={"undecided": "去留未定", "kept": "决定维持", "dropped": "决定放弃"},
    rows=(
        Row("keep", "维持", _ANY, "kept", holder, (not_in_force,), (Ask("reason", "维持的理由"),), "primary"),
        Row(
            "drop",
            "放弃",
            _ANY[:2],
            "dropped",
            holder,
            (not_in_force, pledged),
            (Ask("reason", "放弃的理由"),),
            "danger",
        ),
        Row("pay", "登记年费", _ANY, None, holder, (not_in_force,)),
        Row("value", "估值", _ANY, None, valuer, (over,)),
        Row("open", "许可条件", _ANY, None, holder, (not_in_force,)),
        Row("state", "登记法律状态", _ANY, None, holder),
    ),
)
"""What can be done with a patent in the bank; its states are what was decided for the next fee, and begin anew with the fee after it."""


def decided(decision: str, decided_for: date | None, owed: Fee | None) -> str:
    """What stands decided for the next fee: a decision about an earlier fee is none about this one."""
    if not decision or (owed is not None and decided_for is not None and decided_for < owed.due_on):
        return "undecided"
    return decision


LICENCES = {"open": "开放许可", "later": "先用后付"}
"""Ways of standing terms: an open licence declared to the Patent Office (专利法 2020, 50), and use first, pay later."""


def term_flaws(
    way: str,
    fee: Decimal | None,
    months: int,
    conditions: str,
    first: date,
    last: date | None,
    report: str,
    asks_report: bool,
) -> tuple[str, ...]:
    """What standing terms lack, as sentences. `fee` in yuan, `months` the term of a licence; some kinds must name their report."""
    tests = (
        (way not in LICENCES, "没有选许可方式"),
        (fee is None or fee < 0, "没有写许可费，免费的写 0"),
        (months < 1, "许可期限至少一个月"),
        (way == "later" and not conditions.strip(), "先用后付要写明什么时候、按什么付"),
        (last is not None and last < first, "止日早于起日"),
        (
            way == "open" and asks_report and not report.strip(),
            "实用新型和外观设计开放许可要有专利权评价报告，写上编号",
        ),
    )
    return tuple(why for wrong, why in tests if wrong)
