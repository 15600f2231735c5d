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
        yield from unknown(f"{place}.under", above, "代码表", draft.lists)
    if one.maps and one.maps not in draft.lists:
        yield from unknown(f"{place}.maps", one.maps, "代码表", draft.lists)
    words = {item.under for item in one.items if item.under}
    if above in draft.lists and not (words and words.isdisjoint(draft.codes(above))):
        yield from _under(draft.lists[above], one, place)
    elif above in draft.lists:
        yield Flaw(
            f"{place}.under", "、".join(sorted(words)), f"代码表 {above} 里没有这些上级代码", _holding(draft, words)
        )
    codes = {code for item in one.items for code in item.maps}
    if codes and not one.maps:
        yield Flaw(f"{place}.maps", "、".join(sorted(codes)), "没说对应哪个代码表", _holding(draft, codes))
    elif one.maps in draft.lists:
        yield from _maps(draft.lists[one.maps], one, place)


def _holding(draft: Draft, codes: set[str]) -> str:
    """Which list has all these codes; of several the shortest."""
    found = [name for name in draft.lists if codes <= set(draft.codes(name))]
    best = min(found, key=lambda name: len(draft.codes(name)), default=None)
    return f"写上 {best}" if best else "写上有这些代码的代码表"


def _under(above: CodeList, one: CodeList, place: str) -> Iterator[Flaw]:
    codes = [it.id for it in above.items]
    for item, here in zip(one.items, places(f"{place}.item", [it.id for it in one.items]), strict=True):
        if item.under and item.under not in codes:
            yield from unknown(f"{here}.under", item.under, f"代码（{above.label}）", codes)
        elif item.under and item.under == item.id and above is one:
            yield Flaw(f"{here}.under", item.under, "上级代码不能是自己", "写上一级的代码，没有就去掉 under")


def _maps(other: CodeList, one: CodeList, place: str) -> Iterator[Flaw]:
    codes = [it.id for it in other.items]
    for item, here in zip(one.items, places(f"{place}.item", [it.id for it in one.items]), strict=True):
        for code in item.maps:
            if code not in codes:
                yield from unknown(f"{here}.maps", code, f"代码（{other.label}）", codes)
