"""Code lists: every code once, in force for days that make sense, under codes that exist."""

from __future__ import annotations

from collections.abc import Iterator

from jinliang.core.pack import CodeList, Item
from jinliang.core.refusal import Flaw
from jinliang.packs.checks.draft import Draft
from jinliang.packs.flaw import places, repeated, unknown


def lists(draft: Draft) -> Iterator[Flaw]:
    """The code lists of the pack itself."""
    ids = [one.id for one in draft.pack.lists]
    yield from repeated("list", ids, "代码表")
    taken = {one.id: pack.id for pack in draft.used for one in pack.lists}
    for one, place in zip(draft.pack.lists, places("list", ids), strict=True):
        if one.id in taken:
            yield Flaw(place, one.id, f"计划包 {taken[one.id]} 里已经有代码表 {one.id}", "换一个编号，或直接用那一个")
        yield from _links(draft, one, place)
        yield from items(one.items, f"{place}.item", "代码")


def items(found: tuple[Item, ...], stem: str, noun: str) -> Iterator[Flaw]:
    """Codes given once, in force from one day to a later one."""
    ids = [one.id for one in found]
    yield from repeated(stem, ids, noun)
    for one, place in zip(found, places(stem, ids), strict=True):
        if one.first and one.last and one.last < one.first:
            yield Flaw(f"{place}.last", str(one.last), f"停用日早于启用日 {one.first}", "对调两个日期，或核对年份")


def _links(draft: Draft, one: CodeList, place: str) -> Iterator[Flaw]:
    above = one.under or one.id
    if above not in draft.lists:
        yield unknown(f"{place}.under", above, "代码表", draft.lists)
    if one.maps and one.maps not in draft.lists:
        yield unknown(f"{place}.maps", one.maps, "代码表", draft.lists)
    for item, here in zip(one.items, places(f"{place}.item", [it.id for it in one.items]), strict=True):
        if item.under and above in draft.lists and item.under not in draft.codes(above):
            yield unknown(f"{here}.under", item.under, f"代码（{draft.lists[above].label}）", draft.codes(above))
        elif item.under and item.under == item.id and above == one.id:
            yield Flaw(f"{here}.under", item.under, "上级代码不能是自己", "写上一级的代码，没有就去掉 under")
        if item.maps and not one.maps:
            why = "没说对应哪个代码表"
            yield Flaw(f"{here}.maps", "、".join(item.maps), why, f"在 {place} 里写 maps = 代码表")
        for code in item.maps:
            if one.maps in draft.lists and code not in draft.codes(one.maps):
                yield unknown(f"{here}.maps", code, f"代码（{draft.lists[one.maps].label}）", draft.codes(one.maps))
