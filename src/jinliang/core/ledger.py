"""The ledger (账簿): double entry to the fen. Every voucher (凭证) sums to zero or is not booked; none is changed, a wrong one is reversed.

Debits are positive, credits negative, amounts yuan of whole fen. Books are kept for one unit: what came in for a result, what it cost, who
is owed what, what the unit keeps; for a bureau, what awards were granted and paid.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from jinliang.core.contract import Id, fen
from jinliang.core.decision import Decided
from jinliang.core.distribution import CashShare
from jinliang.core.money import money_text
from jinliang.core.refusal import Flaw, Refusal

ACCOUNTS: Mapping[str, str] = {
    "bank": "银行存款",
    "income": "成果转化收入",
    "cost": "转化直接费用",
    "rewards": "应付奖励",
    "kept": "单位留存",
    "granted": "奖补支出",
    "owed": "应付奖补",
    "treasury": "国库集中支付",
}
"""What is booked on; `rewards` and `owed` have one book for each person or party."""


@dataclass(frozen=True, slots=True)
class Posting:
    """A line of a voucher: an account, whose it is where there are several, and yuan: debit positive, credit negative."""

    account: str
    amount: Decimal
    who: Id = ""


@dataclass(frozen=True, slots=True)
class Voucher:
    """A booking: number, day, words, lines. `reverses` is the number of the voucher it takes back."""

    number: str
    on: date
    text: str
    postings: tuple[Posting, ...]
    reverses: str = ""


def check_voucher(one: Voucher) -> None:
    """A voucher is booked only if it has lines on known accounts, in whole fen, that sum to zero.

    Raises Refusal: voucher_empty, no_such_account, amount_decimals, unbalanced.
    """
    if not one.postings:
        raise Refusal("voucher_empty", f"凭证 {one.number} 没有分录", "写上借方和贷方")
    unknown = [each.account for each in one.postings if each.account not in ACCOUNTS]
    if unknown:
        raise Refusal("no_such_account", f"没有科目“{unknown[0]}”", f"用其中之一：{'、'.join(ACCOUNTS)}")
    gap = sum(fen(each.amount) for each in one.postings)
    if gap:
        side = "借方多" if gap > 0 else "贷方多"
        raise Refusal(
            "unbalanced",
            f"凭证 {one.number} 借贷不平，{side} {money_text(abs(Decimal(gap)) / 100)} 元",
            "核对各行金额，平了再记",
        )


@dataclass(frozen=True, slots=True)
class Ledger:
    """Vouchers in the order in which they were booked; each book balances, so all balances sum to zero."""

    vouchers: tuple[Voucher, ...] = ()

    def book(self, *more: Voucher) -> Ledger:
        """The ledger with further vouchers: all of them or none.

        Raises Refusal: number_used, reversed_twice, nothing_to_reverse, and what `check_voucher` raises.
        """
        booked = {one.number: one for one in self.vouchers}
        taken_back = {one.reverses for one in self.vouchers if one.reverses}
        for one in more:
            check_voucher(one)
            if one.number in booked:
                raise Refusal("number_used", f"凭证号 {one.number} 已经用过", "换一个号；要更正已记的，先冲销")
            if one.reverses:
                if one.reverses not in booked:
                    raise Refusal("nothing_to_reverse", f"没有凭证 {one.reverses}", "核对凭证号")
                if one.reverses in taken_back:
                    raise Refusal("reversed_twice", f"凭证 {one.reverses} 已经冲销", "不用再冲")
                taken_back.add(one.reverses)
            booked[one.number] = one
        return replace(self, vouchers=(*self.vouchers, *more))

    def balance(self, account: str, who: Id | None = None, until: date | None = None) -> Decimal:
        """What stands on an account, of one person or party where named, up to a day; yuan."""
        return sum(
            (
                each.amount
                for one in self.vouchers
                if until is None or one.on <= until
                for each in one.postings
                if each.account == account and (who is None or each.who == who)
            ),
            Decimal("0.00"),
        )

    def balances(self) -> dict[tuple[str, Id], Decimal]:
        """What stands on every book, by account and whose it is; they sum to zero."""
        found: dict[tuple[str, Id], Decimal] = {}
        for one in self.vouchers:
            for each in one.postings:
                key = each.account, each.who
                found[key] = found.get(key, Decimal("0.00")) + each.amount
        return found

    def statement(self, who: Id) -> tuple[tuple[Voucher, Posting], ...]:
        """Every line of one person or party, in the order of booking."""
        return tuple((one, each) for one in self.vouchers for each in one.postings if each.who == who)


def reversal(one: Voucher, number: str, on: date, reason: str) -> Voucher:
    """The voucher that takes one back, with every line the other way round."""
    lines = tuple(replace(each, amount=-each.amount) for each in one.postings)
    return Voucher(number, on, f"冲销 {one.number}：{reason}", lines, one.number)


def received(number: str, on: date, amount: Decimal, text: str) -> Voucher:
    """Money that arrived for a result."""
    return Voucher(number, on, text, (Posting("bank", amount), Posting("income", -amount)))


def spent(number: str, on: date, amount: Decimal, text: str) -> Voucher:
    """A direct cost of the transaction, paid."""
    return Voucher(number, on, text, (Posting("cost", amount), Posting("bank", -amount)))


def shared(number: str, on: date, share: CashShare, income: Decimal) -> Voucher:
    """Income shared: income and cost are closed, each one is owed the reward, the unit keeps the rest."""
    lines = [Posting("income", income), Posting("cost", share.net - income)]
    lines += [Posting("rewards", -amount, who) for who, amount in share.rewards]
    return Voucher(number, on, "收益分配", (*lines, Posting("kept", -share.unit_keeps)))


def reward_paid(number: str, on: date, who: Id, amount: Decimal) -> Voucher:
    """A reward paid to a person."""
    return Voucher(number, on, "发放奖励", (Posting("rewards", amount, who), Posting("bank", -amount)))


def granted(number: str, on: date, decided: Decided) -> Voucher:
    """A batch of awards granted: spent in the books, owed to each party. Raises Refusal voucher_empty where nobody gets anything."""
    owed = [Posting("owed", -one.paid, one.applicant.id) for one in decided.decisions if one.paid]
    if not owed:
        raise Refusal("voucher_empty", "没有要拨付的奖补", "没有单位得到奖补，不用记账")
    return Voucher(number, on, decided.award.label, (Posting("granted", decided.total), *owed))


def award_paid(number: str, on: date, who: Id, amount: Decimal) -> Voucher:
    """An award paid from the treasury."""
    return Voucher(number, on, "拨付奖补", (Posting("owed", amount, who), Posting("treasury", -amount)))


def reconciled(
    ours: Iterable[tuple[str, date, Decimal]], theirs: Iterable[tuple[str, date, Decimal]]
) -> tuple[Flaw, ...]:
    """How our payments differ from the finance system's file, by number: missing on either side, another sum, another day, twice."""
    found, mine = [], {number: (on, amount) for number, on, amount in ours}
    seen: set[str] = set()
    for number, on, amount in theirs:
        if number in seen:
            found.append(Flaw(number, money_text(amount), "财政回单里有两次", "请财政核对是否重复支付"))
            continue
        seen.add(number)
        if number not in mine:
            found.append(Flaw(number, money_text(amount), "账簿里没有这一笔", "核对编号；没有决定的不能支付"))
            continue
        booked_on, booked = mine[number]
        if booked != amount:
            found.append(
                Flaw(
                    number,
                    money_text(amount),
                    f"账簿记的是 {money_text(booked)} 元",
                    "不要改批次文件；查清后重付或追回",
                )
            )
        if booked_on != on:
            found.append(Flaw(number, on.isoformat(), f"账簿记在 {booked_on}", "以回单日期为准更正"))
    found += [
        Flaw(number, money_text(mine[number][1]), "财政回单里没有这一笔", "催财政支付，或查退回原因")
        for number in mine
        if number not in seen
    ]
    return tuple(found)
