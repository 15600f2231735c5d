"""Registering a technology contract (技术合同认定登记): its class by the day it was signed, its sums, who looks, by when, what lacks.

The registrar decides whether it is a technology contract, of which class, and which part of the price is technical
(技术合同认定登记管理办法; 技术合同认定规则; from 2026-01-23 the new measures). What the rules count by is handed in as dated parameters.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinliang.core.day import Calendar, Count, NoticeEnd, notice_end
from jinliang.core.money import money_text
from jinliang.core.pack import CodeList, Item
from jinliang.core.refusal import Composed, Refusal

MATTERS: Mapping[str, tuple[str, ...]] = {
    "commissioned_development": ("KF1",),
    "cooperative_development": ("KF2",),
    "patent_transfer": ("ZR1",),
    "patent_application_transfer": ("ZR2",),
    "know_how_transfer": ("ZR3",),
    "software_transfer": ("ZR5",),
    "layout_transfer": ("ZR6",),
    "plant_variety_transfer": ("ZR7",),
    "medicine_transfer": ("ZR8",),
    "patent_licence": ("XK1", "ZR4"),
    "know_how_licence": ("XK2", "ZR3"),
    "software_licence": ("XK9", "ZR5"),
    "layout_licence": ("XK9", "ZR6"),
    "plant_variety_licence": ("XK9", "ZR7"),
    "medicine_licence": ("XK9", "ZR8"),
    "feasibility_study": ("ZX1",),
    "forecast": ("ZX2",),
    "survey": ("ZX3",),
    "analysis": ("ZX4",),
    "service": ("FW1",),
    "training": ("FW2",),
    "intermediation": ("FW3",),
}
"""What a contract is about, and the sub-classes that take it, the newest first: a licence was a transfer before licences stood apart."""

TERMS: Mapping[str, str] = {
    "parties": "当事人",
    "name": "项目名称",
    "content_scope_requirement": "标的的内容、范围和要求",
    "plan_place_manner": "履行的计划、地点和方式",
    "confidentiality": "技术信息和资料的保密",
    "ownership_and_benefit": "成果的归属和收益的分配",
    "acceptance_standard": "验收标准和方法",
    "price_and_payment": "价款和支付方式",
    "glossary": "名词和术语的解释",
}
"""What a technology contract usually says (民法典 845), in the order in which it is read."""

GROUNDS: Mapping[str, str] = {
    "parties": "unclear_parties",
    "content_scope_requirement": "unclear_subject",
    "price_and_payment": "unclear_price",
}
"""The terms without which a contract is not registered; what else lacks is a hint to complete it."""

_NUMBER = re.compile(r"[0-9]{14}|[0-9]{16}")


def contract_class(matter: str, signed_on: date, classes: CodeList, subclasses: CodeList) -> tuple[Item, Item]:
    """Class and sub-class of what a contract is about, by the day it was signed.

    Raises Refusal: no_such_matter, class_not_in_force.
    """
    if matter not in MATTERS:
        raise Refusal("no_such_matter", f"不认识的合同内容：{matter}", f"写其中之一：{'、'.join(MATTERS)}")
    for id in MATTERS[matter]:
        below = subclasses.item(id)
        above = classes.item(below.under) if below else None
        if below and above and below.valid(signed_on) and above.valid(signed_on):
            return above, below
    raise Refusal("class_not_in_force", f"{signed_on} 没有可用的合同类别", "核对签订日")


def check_class(
    declared: str, matter: str, signed_on: date, classes: CodeList, subclasses: CodeList
) -> tuple[Item, Item]:
    """Class and sub-class of a contract whose filer names the class himself.

    Raises Refusal: no_such_class, class_not_open_on_signing_day (the class did not exist yet), class_not_of_matter.
    """
    named = classes.item(declared)
    above, below = contract_class(matter, signed_on, classes, subclasses)
    if named is None:
        raise Refusal("no_such_class", f"没有“{declared}”这个合同类别", f"按{above.label}申报")
    if not named.valid(signed_on):
        raise Refusal(
            "class_not_open_on_signing_day",
            f"合同签于 {signed_on}，当时没有{named.label}这一类",
            f"按{above.label}申报，细类选{below.label}",
        )
    if named.id != above.id:
        raise Refusal(
            "class_not_of_matter",
            f"合同内容属于{above.label}，报的是{named.label}",
            f"按{above.label}申报，细类选{below.label}",
        )
    return above, below


def worksheet_technical(turnover: Decimal, deductions: Iterable[Decimal]) -> Decimal:
    """The technical amount by the worksheet, yuan: the price less equipment, instruments, parts, material and other non-technical cost."""
    return turnover - sum(deductions, Decimal())


def check_amounts(turnover: Decimal, technical: Decimal, deductions: Mapping[str, Decimal] | None = None) -> None:
    """The two sums of a registration: 0 < technical ≤ turnover, and technical as the worksheet gives it where there is one.

    Raises Refusal: turnover_not_positive, technical_not_positive, technical_above_turnover, deduction_negative, worksheet_mismatch.
    """
    if turnover <= 0:
        raise Refusal("turnover_not_positive", f"成交额是 {money_text(turnover)} 元", "填合同写明的总价")
    if technical <= 0:
        raise Refusal(
            "technical_not_positive", f"技术交易额是 {money_text(technical)} 元", "没有技术部分的合同不登记；核对扣除项"
        )
    if technical > turnover:
        raise Refusal(
            "technical_above_turnover",
            f"技术交易额 {money_text(technical)} 元大于成交额 {money_text(turnover)} 元",
            "技术交易额等于成交额减去非技术性费用，核对两个数",
        )
    if deductions is None:
        return
    if any(one < 0 for one in deductions.values()):
        raise Refusal("deduction_negative", "扣除项里有负数", "扣除项填零或正数")
    right = worksheet_technical(turnover, deductions.values())
    if right != technical:
        raise Refusal(
            "worksheet_mismatch",
            f"按扣除项算，技术交易额应是 {money_text(right)} 元，报的是 {money_text(technical)} 元",
            "改技术交易额，或补齐扣除项",
        )


def large(technical: Decimal, line: Decimal) -> bool:
    """Whether a contract is large (大额): its technical amount reaches the line, both in yuan."""
    return technical >= line


def check_second_review(technical: Decimal, line: Decimal, first: str, second: str) -> None:
    """A large contract is looked at by a second registrar (大额二审).

    Raises Refusal: second_reviewer_missing, same_person.
    """
    if not large(technical, line):
        return
    if not second:
        raise Refusal(
            "second_reviewer_missing",
            f"技术交易额 {money_text(technical)} 元，达到 {money_text(line)} 元的要有第二个人复核",
            "请另一位登记员复核",
        )
    if first == second:
        raise Refusal("same_person", Composed("初核和复核都是%(who)s", who=first), "请另一位登记员复核")


@dataclass(frozen=True, slots=True)
class ClockRule:
    """How long the registrar has: so many days, so many for large or disputed contracts, counted this way; `large` in yuan."""

    days: int
    long_days: int
    count: Count
    large: Decimal


@dataclass(frozen=True, slots=True)
class Due:
    """By when a registration is to be decided: after so many days, on a day; `raw_end` before rolling."""

    days: int
    count: Count
    end: NoticeEnd


def registration_due(
    accepted_on: date,
    technical: Decimal,
    rule: ClockRule,
    calendar: Calendar,
    *,
    disputed: bool = False,
    corrected_on: date | None = None,
) -> Due:
    """By when a registration is to be decided. A correction moves the start to the day it arrives.

    Raises Refusal: corrected_before_accepted, holiday_table_missing.
    """
    if corrected_on is not None and corrected_on < accepted_on:
        raise Refusal("corrected_before_accepted", f"补正日 {corrected_on} 早于受理日 {accepted_on}", "核对两个日期")
    days = rule.long_days if disputed or large(technical, rule.large) else rule.days
    return Due(days, rule.count, notice_end(corrected_on or accepted_on, days, rule.count, calendar))


@dataclass(frozen=True, slots=True)
class Listed:
    """A contract in a registration list (登记清单): its technical amount in yuan and how its registration stands."""

    amount: Decimal
    status: str


DEAD = ("cancelled", "refused", "rejected", "terminated")


def check_list(contracts: Sequence[Listed], line: Decimal) -> bool:
    """Whether a registration list needs the second reviewer: only registered contracts, all large or none.

    Raises Refusal: list_empty, not_registered, mixed_sizes.
    """
    if not contracts:
        raise Refusal("list_empty", "清单里没有合同", "选已登记的合同")
    if any(one.status != "registered" for one in contracts):
        raise Refusal("not_registered", "清单里有没登记的合同", "只选已登记的合同")
    sizes = {large(one.amount, line) for one in contracts}
    if len(sizes) > 1:
        raise Refusal(
            "mixed_sizes",
            f"技术交易额达到 {money_text(line)} 元的和不到的不能放在一张清单里",
            "分成两张清单",
        )
    return sizes.pop()


def check_printed(contracts: Sequence[Listed]) -> None:
    """A printed list dies as soon as one of its contracts is cancelled, refused or terminated. Raises Refusal contract_<how>."""
    for one in contracts:
        for how in DEAD:
            if one.status.startswith(how):
                raise Refusal(
                    f"contract_{how}", "清单里有合同已注销、不予登记或终止，清单自动失效", "去掉这份合同，重新打印"
                )


def missing(terms: Collection[str]) -> tuple[str, ...]:
    """The usual terms a contract lacks, in the order of `TERMS`. Raises Refusal no_such_term."""
    unknown = [one for one in terms if one not in TERMS]
    if unknown:
        raise Refusal("no_such_term", f"不认识的条款：{'、'.join(unknown)}", f"写其中的：{'、'.join(TERMS)}")
    return tuple(one for one in TERMS if one not in terms)


def check_terms(terms: Collection[str], form: str) -> tuple[str, ...]:
    """The terms that lack and are only a hint. Raises Refusal: not_written, unclear_parties, unclear_subject, unclear_price."""
    if form == "oral":
        raise Refusal("not_written", "口头合同不能登记", "签订书面合同")
    lacks = missing(terms)
    for one in lacks:
        if one in GROUNDS:
            raise Refusal(GROUNDS[one], f"合同没有写明{TERMS[one]}", "补充约定后再申报")
    return lacks


def number_verdict(number: str, held: Collection[str]) -> str:
    """ok, bad_format or already_used. A number is 14 or 16 digits and is used once only, also after its contract was cancelled.

    >>> number_verdict("19320404010018", {"19320404010017"}), number_verdict("193204040100178", ())
    ('ok', 'bad_format')
    """
    if not _NUMBER.fullmatch(number):
        return "bad_format"
    return "already_used" if number in held else "ok"


def check_filer(filed_by: str, imported: bool) -> None:
    """Registration is on the seller's side; only an import contract is filed by the domestic buyer.

    Raises Refusal: seller_files, buyer_files.
    """
    if imported and filed_by != "buyer":
        raise Refusal("buyer_files", "技术进口合同由境内的买方申报登记", "请买方申报")
    if not imported and filed_by != "seller":
        raise Refusal("seller_files", "技术合同由卖方申报登记", "请卖方在所在地的登记机构申报")
