"""Why not (为什么没算): for what an award left out, the smallest change with which it would count, and that change tried.

A change that nobody can make (a cancelled contract stands cancelled, the class is what it is) is told as such.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from jinliang.core.call import World
from jinliang.core.contract import Id, Side
from jinliang.core.decision import Decided, Decision, Left
from jinliang.core.money import fen_up, money_text


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what is wrong, what would be right, in a sentence; whether somebody can bring it about; and the values it sets.

    `on` says what is set: the contract, the receipt, or a party of that id.
    """

    reason: str
    said: str
    can: bool
    on: str
    values: Mapping[str, Any]
    party: Id = ""


@dataclass(frozen=True, slots=True)
class Mend:
    """All changes that one thing left out needs before it counts."""

    left: Left
    changes: tuple[Change, ...]

    @property
    def can(self) -> bool:
        """Whether it can be mended at all."""
        return all(one.can for one in self.changes)


def mends(decided: Decided, one: Decision, world: World) -> tuple[Mend, ...]:
    """What everything left out of a decision needs, the smallest change first: what can be mended, by few changes, of most yuan."""
    found = [Mend(left, tuple(_change(reason, left, decided, world) for reason in left.reasons)) for left in one.left]
    return tuple(sorted(found, key=lambda it: (not it.can, len(it.changes), -it.left.amount)))


def mended(world: World, mend: Mend) -> World:
    """The world with the changes made, to be decided on again."""
    for one in mend.changes:
        if one.on == "receipt" and mend.left.receipt is not None:
            world = _with_receipt(world, mend.left.receipt.id, one.values)
        elif one.on == "contract":
            id = mend.left.contract.id
            contracts = [replace(each, **one.values) if each.id == id else each for each in world.contracts]
            world = replace(world, contracts=contracts)
        elif one.on == "party":
            side = world.sides.get(one.party, Side(one.party))
            world = replace(world, sides={**world.sides, one.party: replace(side, **one.values)})
    return world


def _with_receipt(world: World, id: Id, values: Mapping[str, Any]) -> World:
    return replace(world, receipts=[replace(each, **values) if each.id == id else each for each in world.receipts])


def short_of(decided: Decided, one: Decision) -> str:
    """Why a decision pays nothing though something counts; empty when it pays or nothing counts."""
    award = decided.award
    if one.paid or not one.base:
        return ""
    if award.cap is not None and one.applicant.already_paid >= award.cap:
        return f"本年已拨 {money_text(one.applicant.already_paid)} 元，到了一年最多 {money_text(award.cap)} 元。"
    if one.cut is not None:
        return f"按预算同比例减到 {money_text(one.cut)} 元，不足 {money_text(award.step)} 元，舍为零。"
    rate = award.rate if decided.call.rate is None else decided.call.rate
    if award.bands or not rate:
        return f"算得 {money_text(one.gross)} 元，不足 {money_text(award.step)} 元，舍为零。"
    more = fen_up(Fraction(award.step) / Fraction(rate) - one.base)
    return f"算得不足 {money_text(award.step)} 元，舍为零；计奖基数再多 {money_text(more)} 元就够。"


FIXED: Mapping[str, tuple[str, bool, str, Mapping[str, Any]]] = {
    "cancelled": ("注销的登记不能恢复，要重新签订、登记", False, "contract", {"cancelled_on": None}),
    "related_party": ("关联方之间的交易不奖补", False, "contract", {"related": False}),
    "subcontract": ("转包的合同不奖补", False, "contract", {"subcontract": False}),
    "not_landed": ("补交成果在本市使用的证明", True, "contract", {"landed": True}),
    "no_role_proof": ("补交中介合同、服务费发票，或写明促成人的合同条款", True, "contract", {"role_proof": True}),
    "own_office_excluded": ("换一个不属于卖方的机构才算", False, "contract", {}),
    "no_cash": ("股份变现、技术款到账以后再报", False, "contract", {"in_shares": False}),
    "not_selected": ("合同要符合奖补写明的其他条件", False, "contract", {}),
    "subsidised_same_level": ("同级只奖补一次；已撤回的，先更正那次决定", False, "receipt", {"paid": ()}),
    "invoice_unlabelled": ("请卖方重开发票，在名称或备注里写上合同名称或编号", True, "receipt", {"labelled": True}),
    "duplicate_invoice": (
        "写这笔到账自己的发票号码；一张发票分几次付的，写明发票金额",
        True,
        "receipt",
        {"invoice": ""},
    ),
}


def _change(reason: str, left: Left, decided: Decided, world: World) -> Change:
    if reason in FIXED:
        said, can, on, values = FIXED[reason]
        return Change(reason, said, can, on, values)
    return MADE[reason](reason, left, decided, world)


def _registration(reason: str, left: Left, decided: Decided, world: World) -> Change:
    call, on = decided.call, left.contract.registered_on
    if reason == "registered_outside_year":
        said = f"合同登记在 {on.year if on else '当年以外'} 年，应在那一年申报"
        return Change(reason, said, False, "contract", {"registered_on": date(call.year, 12, 31)})
    said = (
        "先办理认定登记" if on is None else f"合同 {on} 才登记，晚于决定日 {(on - call.decided_on).days} 天，下一次再报"
    )
    return Change(reason, said, True, "contract", {"registered_on": call.decided_on})


def _class(reason: str, left: Left, decided: Decided, world: World) -> Change:
    wanted = [one.value for one in decided.award.where if one.field == "class"]
    classes = wanted[0] if wanted and isinstance(wanted[0], tuple) else tuple(wanted)
    said = f"只算 {'、'.join(map(str, classes))} 类合同，这份是 {left.contract.class_}"
    return Change(reason, said, False, "contract", {"class_": classes[0] if classes else left.contract.class_})


def _place(reason: str, left: Left, decided: Decided, world: World) -> Change:
    if reason == "buyer_not_local":
        return Change(reason, "买方要在本市", False, "party", {"local": True}, left.contract.buyer)
    kinds = decided.award.sellers
    return Change(
        reason, f"卖方限 {'、'.join(kinds)}", False, "party", {"kind": kinds[0] if kinds else ""}, left.contract.seller
    )


def _party(reason: str, left: Left, decided: Decided, world: World) -> Change:
    contract, award = left.contract, decided.award
    role = {"buyer": contract.buyer, "seller": contract.seller, "intermediary": contract.intermediary}.get(
        award.beneficiary
    )
    if reason == "applicant_barred":
        return Change(reason, "移出失信名单、审计问题办结以后再报", True, "party", {"barred": False}, role or "")
    kinds = award.applicants
    return Change(reason, f"只给 {'、'.join(kinds)}", False, "party", {"kind": kinds[0] if kinds else ""}, role or "")


def _day(reason: str, left: Left, decided: Decided, world: World) -> Change:
    receipt, window = left.receipt, decided.call.window
    assert receipt is not None
    if reason == "after_decision":
        return Change(
            reason, f"到账日 {receipt.on} 晚于决定日，下一次再报", True, "receipt", {"on": decided.call.decided_on}
        )
    edge = window.first if receipt.on < window.first else window.last
    side = "早" if receipt.on < window.first else "晚"
    said = f"到账日 {receipt.on} 比期间{side} {abs((receipt.on - edge).days)} 天，应在那一年申报"
    return Change(reason, said, False, "receipt", {"on": min(edge, decided.call.decided_on)})


def _payment(reason: str, left: Left, decided: Decided, world: World) -> Change:
    contract = left.contract
    if reason == "payer_not_buyer":
        said = f"付款人应是买方 {contract.buyer}；代付的，先变更合同或由买方重付"
        return Change(reason, said, True, "receipt", {"payer": contract.buyer})
    return Change(reason, f"收款人应是卖方 {contract.seller}", True, "receipt", {"payee": contract.seller})


def _above(reason: str, left: Left, decided: Decided, world: World) -> Change:
    contract, receipt = left.contract, left.receipt
    assert receipt is not None
    more = receipt.amount if receipt.technical is None else receipt.technical
    said = f"先办变更登记，把技术交易额提高到 {money_text(contract.technical + more)} 元，这笔就全部计入"
    values = {"technical": contract.technical + more, "turnover": max(contract.turnover, contract.technical + more)}
    return Change(reason, said, True, "contract", values)


MADE: Mapping[str, Callable[[str, Left, Decided, World], Change]] = {
    "not_registered": _registration,
    "registered_outside_year": _registration,
    "class_excluded": _class,
    "buyer_not_local": _place,
    "seller_not_eligible": _place,
    "applicant_barred": _party,
    "applicant_not_eligible": _party,
    "outside_window": _day,
    "after_decision": _day,
    "payer_not_buyer": _payment,
    "payee_not_seller": _payment,
    "above_technical": _above,
}
