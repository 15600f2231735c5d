"""Rewards (奖励) to those who made a result: who they are, what the law gives them at least, and how a pool is split to the fen.

促进科技成果转化法 44–45, 国发〔2016〕16号. A unit's own rule may give more, never less; the rule in force when the contract was signed
counts. The floors are dated parameters, handed in. Shares and percentages are percent, amounts yuan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from jinliang.core.money import down_to
from jinliang.core.refusal import Composed, Refusal

Post = Literal["staff", "leader", "head"]
"""staff; leader: another leading person of the unit; head: its 正职, or that of a body with legal personality below it."""

FEN = Decimal("0.01")
_HUNDRED = 100


@dataclass(frozen=True, slots=True)
class Floors:
    """What the law gives persons at least, in percent: of net income or shares, of the pool to main contributors, of yearly operating
    profit; and the years for which profit is shared.
    """

    pool: Decimal
    main: Decimal
    profit: Decimal
    years_least: int
    years_most: int


@dataclass(frozen=True, slots=True)
class Contributor:
    """A person who made the result or brought it to use, with the share of the pool in percent."""

    name: str
    share: Decimal
    main: bool = False
    post: Post = "staff"


@dataclass(frozen=True, slots=True)
class UnitRule:
    """A unit's own percentage for persons, from one day to another (None = open)."""

    pct: Decimal
    first: date | None = None
    last: date | None = None

    def stands(self, on: date) -> bool:
        """Whether it is in force on the day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


def unit_rule(versions: Sequence[UnitRule], signed_on: date) -> UnitRule:
    """The version of a unit's rule in force on the day the contract was signed.

    Raises Refusal: rule_gap (none is), rule_overlap (several are).
    """
    standing = [one for one in versions if one.stands(signed_on)]
    if not standing:
        raise Refusal("rule_gap", f"单位的规定在 {signed_on} 没有一版有效", "补上这一天有效的规定，或核对各版的起止日")
    if len(standing) > 1:
        raise Refusal(
            "rule_overlap",
            f"单位的规定在 {signed_on} 有 {len(standing)} 版同时有效",
            "前一版的止日改到后一版起日的前一天",
        )
    return standing[0]


def percent(of: Decimal, pct: Decimal) -> Fraction:
    """So many percent of a sum, without loss."""
    return Fraction(of) * Fraction(pct) / _HUNDRED


def check_shares(contributors: Sequence[Contributor]) -> None:
    """Shares total exactly 100 % and none is negative. Raises Refusal: nobody_shares, share_negative, shares_not_100."""
    if not contributors:
        raise Refusal("nobody_shares", "没有写明分给谁", "列出完成人和转化人，写明各自的比例")
    if any(one.share < 0 for one in contributors):
        raise Refusal("share_negative", "有人的比例是负数", "比例填零或正数")
    total = sum((one.share for one in contributors), Decimal())
    if total != _HUNDRED:
        gap = _HUNDRED - total
        word = "还差" if gap > 0 else "多出"
        raise Refusal("shares_not_100", f"各人的比例合计 {total:f}%，{word} {abs(gap):f}%", "改到合计正好 100%")


def check_pct(pct: Decimal | None, floor: Decimal) -> Decimal:
    """The percentage for persons: the unit's, never below the legal floor; without a rule of the unit the floor itself.

    Raises Refusal: below_legal_floor, above_whole.
    """
    if pct is None:
        return floor
    if pct < floor:
        raise Refusal(
            "below_legal_floor", f"单位规定 {pct:f}%，低于法定的 {floor:f}%", f"改到 {floor:f}% 以上；可以高，不能低"
        )
    if pct > _HUNDRED:
        raise Refusal("above_whole", f"单位规定 {pct:f}%，超过全部", "改到 100% 以内")
    return pct


def check_leaders(contributors: Sequence[Contributor], *, notified: bool, shares: bool) -> None:
    """Leaders are rewarded only as main contributors and after public notice; the head of a public institution gets no shares.

    `notified`: the notice of the leaders' rewards is over; `shares`: rewarded in shares, not cash.
    Raises Refusal: head_equity_barred, leader_not_main, leader_notice_missing.
    """
    leaders = [one for one in contributors if one.post != "staff" and one.share > 0]
    for one in leaders:
        if shares and one.post == "head":
            raise Refusal(
                "head_equity_barred",
                Composed("%(who)s是事业单位正职，原则上不能得股权奖励", who=one.name),
                "改为现金奖励，或由其他完成人取得股权",
            )
    for one in leaders:
        if not one.main:
            raise Refusal(
                "leader_not_main",
                Composed("%(who)s是单位领导，不是主要完成人，不能得奖励", who=one.name),
                "领导只能作为主要完成人或主要贡献人得奖励",
            )
    if leaders and not notified:
        raise Refusal(
            "leader_notice_missing",
            Composed("%(who)s是单位领导，奖励还没有公示完", who=leaders[0].name),
            "先把领导的奖励公示期满",
        )


def check_main(contributors: Sequence[Contributor], floor: Decimal) -> None:
    """The main contributors get at least so many percent of the pool together. Raises Refusal main_below_floor."""
    main = sum((one.share for one in contributors if one.main), Decimal())
    if main < floor:
        raise Refusal(
            "main_below_floor",
            f"主要贡献人合计 {main:f}%，不到奖励总额的 {floor:f}%",
            f"主要贡献人的比例合计提高到 {floor:f}% 以上",
        )


def split(pool: Decimal, contributors: Sequence[Contributor], main_floor: Decimal) -> tuple[Decimal, ...]:
    """The pool to the fen, in the order of the contributors; it always adds up.

    Each share is cut to the fen; the odd fen go to the largest remainders, ties to the earlier line. Should the main contributors, whose
    shares reach the floor, thereby miss it by a fen, the odd fen go to them first.

    >>> two = [Contributor("甲", Decimal(50)), Contributor("乙", Decimal(50), main=True)]
    >>> split(Decimal("0.03"), two, Decimal("0.00")), split(Decimal("0.03"), two, Decimal("0.02"))
    ((Decimal('0.02'), Decimal('0.01')), (Decimal('0.01'), Decimal('0.02')))
    """
    exact = [percent(pool, one.share) for one in contributors]
    cut = [down_to(one, FEN) for one in exact]
    odd = int((pool - sum(cut, Decimal())) / FEN)
    order = sorted(range(len(exact)), key=lambda place: (Fraction(cut[place]) - exact[place], place))
    kept = _with_odd(cut, order[:odd])
    if sum((kept[place] for place, one in enumerate(contributors) if one.main), Decimal()) < main_floor:
        lucky = order[:odd]
        for place in (one for one in order[odd:] if contributors[one].main):
            others = [one for one in lucky if not contributors[one].main]
            if (
                not others
                or sum((_with_odd(cut, lucky)[n] for n, one in enumerate(contributors) if one.main), Decimal())
                >= main_floor
            ):
                break
            lucky = [one for one in lucky if one != others[-1]] + [place]
        kept = _with_odd(cut, lucky)
    return tuple(kept)


def _with_odd(cut: Sequence[Decimal], lucky: Sequence[int]) -> list[Decimal]:
    return [one + FEN if place in lucky else one for place, one in enumerate(cut)]
