"""Awards: rates whose dates do not overlap, on a base that exists, with worked examples that compute."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from jinliang.core.award import BASES, BENEFICIARIES, LEVELS, Award, Band, Example, check_bands
from jinliang.core.money import to_fen
from jinliang.core.refusal import Flaw, Refusal
from jinliang.core.select import Selector
from jinliang.packs.checks.draft import Draft
from jinliang.packs.checks.selector import selector
from jinliang.packs.flaw import places, repeated, unknown
from jinliang.packs.schema import AwardTable, ExampleTable, RateTable

PLATFORM = "enterprise_with_platform"
"""A firm with a research platform of the city or province, which some awards tell from other firms."""


def awards(draft: Draft) -> Iterator[Flaw]:
    """Every award stanza."""
    ids = [one.id for one in draft.table.awards]
    yield from repeated("award", ids, "奖补")
    for one, place in zip(draft.table.awards, places("award", ids), strict=True):
        dated = [award for award in draft.pack.awards if award.id == one.id][: len(one.rates)]
        if one.clause and one.clause not in draft.clauses:
            yield from unknown(f"{place}.clause", one.clause, "条款", draft.clauses)
        if one.base and one.base not in BASES:
            yield from unknown(f"{place}.base", one.base, "基数", BASES)
        yield from _words(draft, one, place)
        if dated:
            yield from selector(draft, Selector(one.kind, dated[0].where), place)
        if one.step <= 0:
            yield Flaw(f"{place}.step", str(one.step), "取整的单位要大于零", "写 100 就是舍到百元")
        if draft.sound(f"{place}.rate"):
            yield from _rates(one, place)
        usable = draft.sound(f"{place}.rate") and not [*_rates(one, place)]
        if usable and one.base in BASES and one.step > 0:
            for number, example in enumerate(one.examples):
                yield from _example(dated, one, example, f"{place}.example[{number}]")


def _words(draft: Draft, one: AwardTable, place: str) -> Iterator[Flaw]:
    """Level, role, kinds of party and papers are those there are."""
    if one.level not in LEVELS:
        yield from unknown(f"{place}.level", one.level, "级别", LEVELS)
    if one.beneficiary not in BENEFICIARIES:
        yield from unknown(f"{place}.beneficiary", one.beneficiary, "角色", BENEFICIARIES)
    for field, list_id, noun in (
        ("applicants", "party_kind", "主体类型"),
        ("sellers", "party_kind", "主体类型"),
        ("evidence", "evidence_type", "佐证类型"),
    ):
        codes = [*draft.codes(list_id), *((PLATFORM,) if field == "sellers" else ())]
        for number, word in enumerate(getattr(one, field)):
            if word not in codes:
                yield from unknown(f"{place}.{field}[{number}]", word, noun, codes)


def _rates(one: AwardTable, place: str) -> Iterator[Flaw]:
    for number, rate in enumerate(one.rates):
        here = f"{place}.rate[{number}]"
        if rate.last < rate.first:
            yield Flaw(f"{here}.last", str(rate.last), f"止日早于起日 {rate.first}", "对调两个日期，或核对年份")
        yield from _share(rate, here)
        for field in ("cap", "budget"):
            amount = getattr(rate, field)
            if amount is not None and amount <= 0:
                yield Flaw(f"{here}.{field}", str(amount), "要大于零", "没有这项限制就不写")
    dated = sorted((rate.first, rate.last, number) for number, rate in enumerate(one.rates))
    for (first, last, _), (start, end, number) in pairwise(dated):
        if start <= last:
            why = f"和 {first} 至 {last} 的费率日期重叠，同一天有两个费率"
            yield Flaw(
                f"{place}.rate[{number}].first", f"{start} 至 {end}", why, "前一档的 last 改到后一档 first 的前一天"
            )


def _share(rate: RateTable, here: str) -> Iterator[Flaw]:
    """Either one rate within its ceiling, or bands that follow each other."""
    if rate.bands:
        if rate.rate is not None:
            yield Flaw(f"{here}.rate", str(rate.rate), "写了费率又写了档次", "只留一种")
        try:
            check_bands([Band(each.low, each.high, each.rate) for each in rate.bands])
        except Refusal as refusal:
            yield Flaw(f"{here}.band", "", refusal.why, refusal.fix)
    elif rate.rate is None:
        yield Flaw(f"{here}.rate", "", "没有费率", "写 rate，或用 [[award.rate.band]] 写档次")
    elif not 0 < rate.rate <= 1:
        yield Flaw(f"{here}.rate", str(rate.rate), "费率要大于 0、不超过 1", "2% 写成 0.02")
    elif rate.rate_max is not None and rate.rate > rate.rate_max:
        yield Flaw(f"{here}.rate", str(rate.rate), f"超过了上限 {rate.rate_max}", "改费率，或改 rate_max")


def _example(dated: list[Award], one: AwardTable, table: ExampleTable, place: str) -> Iterator[Flaw]:
    on = table.on or (dated[0].first if dated else None)
    award = next((it for it in dated if on is not None and it.first <= on <= it.last), None)
    if award is None:
        if table.on is not None:
            yield Flaw(f"{place}.on", str(on), "这一天没有费率", "改成费率有效期内的日子")
        return
    base = Example(table.say, table.given, table.gives).base(one.base)
    if base is None:
        what = "、".join(table.given)
        yield Flaw(
            f"{place}.given", what, f"算不出{BASES[one.base]}", f"写上 {one.base}，或 receipts、technical、turnover"
        )
        return
    before, paid = (table.given.get(name, Decimal()) for name in ("prior_base", "already_paid"))
    gives = award.price(base, before, paid)
    if gives != table.gives:
        rate = "按档" if award.bands else f"× {award.rate}"
        why = f"{_yuan(to_fen(base))} 元{' ' if award.rate else ''}{rate}，舍到 {_yuan(award.step)} 元，是 {_yuan(gives)} 元"
        yield Flaw(f"{place}.gives", str(table.gives), why, f"改成 {gives:f}，或核对费率和取整".replace(".00，", "，"))


def _yuan(value: Decimal) -> str:
    return f"{value:,.2f}".removesuffix(".00")
