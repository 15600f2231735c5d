"""The trace of a decision (计算依据): clause and rate, what counts, the arithmetic, what does not count and why, as a citizen reads it.

Each line is a whole sentence. They are put together from the decision alone, so that a kept decision can be told again.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jinliang.core.award import BASES, BENEFICIARIES, REASONS, Award
from jinliang.core.contract import Contract
from jinliang.core.decision import Decided, Decision, Left
from jinliang.core.money import money_text

_FEN = 100
_END = "。"
_day_text = lru_cache(4096)(date.isoformat)


def trace(decided: Decided, one: Decision) -> tuple[str, ...]:
    """The sentences of one decision, in the order of the work."""
    return (*_rule(decided.award, decided), *_counted(decided.award, one), *_arithmetic(decided, one), *_left(one))


def share_text(rate: Decimal | Fraction) -> str:
    """A rate as percent.

    >>> share_text(Decimal("0.02")), share_text(Decimal("0.005"))
    ('2%', '0.5%')
    """
    text = (
        f"{Decimal(rate.numerator) / Decimal(rate.denominator) * 100:f}"
        if isinstance(rate, Fraction)
        else f"{rate * 100:f}"
    )
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def exact_text(amount: Fraction) -> str:
    """An exact amount in yuan; one that does not end within the fen is shown further and cut, never rounded.

    >>> exact_text(Fraction(29999999, 15000)), exact_text(Fraction(2000))
    ('1,999.9999…', '2,000.00')
    """
    return _fen_text(amount.numerator * _FEN, amount.denominator)


def _fen_text(fen: int, scale: int) -> str:
    """So many fen ÷ scale as yuan."""
    if scale != 1:
        fen, rest = divmod(fen, scale)
        if rest:
            return f"{fen // _FEN:,}.{fen % _FEN:02d}{rest * _FEN // scale:02d}…"
    return f"{fen // _FEN:,}.{fen % _FEN:02d}"


def _rule(award: Award, decided: Decided) -> Iterator[str]:
    where = f"条款 {award.clause}，" if award.clause else ""
    call = decided.call
    yield (
        f"依据：{where}{award.cite}。{award.label}按{BASES.get(award.base, award.base)}计，给{BENEFICIARIES[award.beneficiary]}，"
        f"这一版自 {award.first} 至 {award.last} 有效。"
    )
    yield f"申报年度 {call.year}，到账日在 {call.window.first} 至 {call.window.last} 的计入，决定日 {call.decided_on}。"


def _counted(award: Award, one: Decision) -> Iterator[str]:
    for each in one.counted:
        contract, end = each.contract, _END if each.share == 1 else f"，按约定的份额 {share_text(each.share)} 计。"
        if award.base != "actual":
            sum_ = contract.turnover_fen if award.base == "turnover" else contract.technical_fen
            yield f"合同 {contract.id}：{BASES[award.base]} {_fen_text(sum_, 1)} 元{end}"
        start, scale, flat = f"合同 {contract.id}，到账 ", each.scale, iter(each.flat)
        split = "" if scale == 1 else _split(contract)
        for receipt, used, counted, left in zip(flat, flat, flat, flat, strict=True):
            fen, stated = receipt.fen, receipt.technical_fen
            said = f"{start}{receipt.id}（{_day_text(receipt.on)}）{fen // _FEN:,}.{fen % _FEN:02d} 元"
            if stated is not None:
                said = f"{said}，其中技术部分 {stated // _FEN:,}.{stated % _FEN:02d} 元"
            elif scale != 1:
                said = f"{said}{split}{_fen_text(used, scale)} 元"
            if counted < used:
                said = f"{said}，登记的技术交易额只剩 {_fen_text(left, scale)} 元，计 {_fen_text(counted, scale)} 元"
            yield said + end


def _split(contract: Contract) -> str:
    technical, turnover = _fen_text(contract.technical_fen, 1), _fen_text(contract.turnover_fen, 1)
    return f"没有拆分，乘以技术交易额 {technical} ÷ 成交额 {turnover}，技术部分 "


def _arithmetic(decided: Decided, one: Decision) -> Iterator[str]:
    award, rate = decided.award, decided.call.rate
    base, gross = exact_text(one.base), exact_text(one.gross)
    if award.bands:
        yield f"计奖基数合计 {base} 元，{_bands(award, one)}，得 {gross} 元。"
    else:
        used = award.rate if rate is None else rate
        said = "（当年通知定的费率）" if rate is not None else ""
        yield f"计奖基数合计 {base} 元 × {share_text(used or Decimal())}{said} = {gross} 元。"
    if award.cap is not None:
        left = max(award.cap - one.applicant.already_paid, Decimal())
        paid = f"，本年已拨 {money_text(one.applicant.already_paid)} 元" if one.applicant.already_paid else ""
        yield f"一个单位一年最多 {money_text(award.cap)} 元{paid}，还可得 {money_text(left)} 元：计 {exact_text(one.capped)} 元。"
    if one.cut is not None and decided.budget is not None:
        yield (
            f"各单位合计 {exact_text(decided.wanted)} 元，超过预算 {money_text(decided.budget)} 元，"
            f"按预算 ÷ 合计同比例减：{exact_text(one.cut)} 元。"
        )
    yield f"最后舍到整 {money_text(award.step).removesuffix('.00')} 元：拨付 {money_text(one.paid)} 元。"


def _bands(award: Award, one: Decision) -> str:
    prior = Fraction(one.applicant.prior_base)
    told = []
    for band in award.bands:
        low, high = Fraction(band.low), None if band.high is None else Fraction(band.high)
        bottom, top = max(low, prior), prior + one.base if high is None else min(high, prior + one.base)
        if top > bottom:
            told.append(f"{exact_text(top - bottom)} × {share_text(band.rate)}")
    start = f"本年前次已计 {money_text(one.applicant.prior_base)} 元，接着按档计：" if prior else "按档计："
    return start + (" + ".join(told) or "0.00")


def _left(one: Decision) -> Iterator[str]:
    for each in one.left:
        yield left_text(each)


def left_text(each: Left) -> str:
    """One thing that does not count, with every reason."""
    contract, receipt, fen, _, reasons = each
    what = (
        f"合同 {contract.id}"
        if receipt is None
        else f"合同 {contract.id} 的到账 {receipt.id}（{_day_text(receipt.on)}）"
    )
    why = REASONS[reasons[0]] if len(reasons) == 1 else "；".join([REASONS[one] for one in reasons])
    return f"{what}，{fen // _FEN:,}.{fen % _FEN:02d} 元不计：{why}。"
