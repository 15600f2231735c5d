"""Awards: rates whose dates do not overlap, on a base that exists, with worked examples that compute."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from jinliang.core.pack import BASES, Award, Example
from jinliang.core.refusal import Flaw
from jinliang.core.select import Selector
from jinliang.packs.checks.draft import Draft
from jinliang.packs.checks.selector import selector
from jinliang.packs.flaw import places, repeated, unknown
from jinliang.packs.schema import AwardTable, ExampleTable


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
        if dated:
            yield from selector(draft, Selector(one.kind, dated[0].where), place)
        if one.step <= 0:
            yield Flaw(f"{place}.step", str(one.step), "取整的单位要大于零", "写 100 就是舍到百元")
        if draft.sound(f"{place}.rate"):
            yield from _rates(one, place)
        usable = draft.sound(f"{place}.rate") and all(0 < rate.rate <= 1 for rate in one.rates)
        if usable and one.base in BASES and one.step > 0:
            for number, example in enumerate(one.examples):
                yield from _example(dated, one, example, f"{place}.example[{number}]")


def _rates(one: AwardTable, place: str) -> Iterator[Flaw]:
    for number, rate in enumerate(one.rates):
        here = f"{place}.rate[{number}]"
        if rate.last < rate.first:
            yield Flaw(f"{here}.last", str(rate.last), f"止日早于起日 {rate.first}", "对调两个日期，或核对年份")
        if not 0 < rate.rate <= 1:
            yield Flaw(f"{here}.rate", str(rate.rate), "费率要大于 0、不超过 1", "2% 写成 0.02")
        elif rate.rate > rate.rate_max:
            yield Flaw(f"{here}.rate", str(rate.rate), f"超过了上限 {rate.rate_max}", "改费率，或改 rate_max")
    dated = sorted((rate.first, rate.last, number) for number, rate in enumerate(one.rates))
    for (first, last, _), (start, end, number) in pairwise(dated):
        if start <= last:
            why = f"和 {first} 至 {last} 的费率日期重叠，同一天有两个费率"
            yield Flaw(
                f"{place}.rate[{number}].first", f"{start} 至 {end}", why, "前一档的 last 改到后一档 first 的前一天"
            )


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
    gives = award.price(base)
    if gives != table.gives:
        why = f"{_yuan(base)} 元 × {award.rate}，舍到 {_yuan(award.step)} 元，是 {_yuan(gives)} 元"
        yield Flaw(f"{place}.gives", str(table.gives), why, f"改成 {gives:f}，或核对费率和取整")


def _yuan(value: Decimal) -> str:
    return f"{value:,.2f}".removesuffix(".00")
