"""Kinds: the dates, key, roles and papers of a kind of fact name fields, roles and codes that exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jinliang.core.access import ROLES
from jinliang.core.pack import Field, Kind
from jinliang.core.refusal import Flaw
from jinliang.packs.checks.draft import Draft, roles
from jinliang.packs.checks.field import NEEDED, fields
from jinliang.packs.checks.rule import rules
from jinliang.packs.flaw import mend, nearest, places, repeated, unknown

LEVELS = (("district",), ("bureau",), ("district", "bureau"))


def kinds(draft: Draft) -> Iterator[Flaw]:
    """The kinds of the pack itself."""
    ids = [one.id for one in draft.pack.kinds]
    yield from repeated("kind", ids, "事实类型")
    yield from _needed(draft)
    taken = {one.id: pack.id for pack in draft.used for one in pack.kinds}
    for one, place in zip(draft.pack.kinds, places("kind", ids), strict=True):
        if one.id in taken:
            yield Flaw(place, one.id, f"计划包 {taken[one.id]} 里已经有事实类型 {one.id}", "换一个编号，或直接用那一个")
        has = {field.id: field for field in one.fields}
        yield from fields(draft, one, place)
        yield from _dates(one, has, place)
        yield from _names(has, one.key, f"{place}.key")
        yield from _names(has, one.title, f"{place}.title")
        yield from _loose_key(has, one.key, f"{place}.key")
        yield from _people(one, place)
        yield from _papers(draft, one, place)
        yield from rules(draft, one, has, place)


def _needed(draft: Draft) -> Iterator[Flaw]:
    for name, label in NEEDED.items():
        if draft.pack.kinds and name not in draft.lists and "" not in draft.lists:
            near = nearest(name, [one.id for one in draft.pack.lists])
            fix = f"把 list.{near} 改成 {name}" if near else '补上这个代码表，或写 uses = ["national"]'
            yield Flaw("list", name, f"缺代码表 {name}（{label}）", fix)


def _dates(one: Kind, has: dict[str, Field], place: str) -> Iterator[Flaw]:
    days = [field.id for field in has.values() if field.type == "date"]
    for name, value in (("on", one.on), ("until", one.until)):
        if value and value not in has:
            yield Flaw(f"{place}.{name}", value, f"没有字段 {value}", mend(value, days))
        elif value and has[value].type != "date":
            yield Flaw(f"{place}.{name}", value, f"{value} 不是日期字段", mend(value, days))
    if one.on in has and has[one.on].type == "date" and not has[one.on].required:
        yield Flaw(f"{place}.on", one.on, "发生日可以空着，事实就没有日期", f"把 {one.on} 设为必填")


def _names(has: dict[str, Field], names: Sequence[str], place: str) -> Iterator[Flaw]:
    for number, name in enumerate(names):
        if name not in has:
            yield from unknown(f"{place}[{number}]", name, "字段", has)


def _loose_key(has: dict[str, Field], key: Sequence[str], place: str) -> Iterator[Flaw]:
    for number, name in enumerate(key):
        if name in has and not has[name].required:
            yield Flaw(f"{place}[{number}]", name, "自然键的字段可以空着，台账就认不出来", f"把 {name} 设为必填")


def _people(one: Kind, place: str) -> Iterator[Flaw]:
    """Who states, checks and imports, and whose area the fact carries."""
    for name, found in (("states", one.states), ("official", one.official)):
        for number, role in enumerate(found):
            if role not in ROLES:
                yield from unknown(f"{place}.{name}[{number}]", role, "席位", ROLES)
    words = [level for level in one.checks if level not in ("district", "bureau")]
    for word in words:
        number = one.checks.index(word)
        yield from unknown(f"{place}.checks[{number}]", word, "审核层级", ("district", "bureau"))
    if not words and one.checks and one.checks not in LEVELS:
        fix = '写成 ["district"]、["bureau"] 或 ["district", "bureau"]'
        yield Flaw(f"{place}.checks", "、".join(one.checks), "审核先区后市，每级只写一次", fix)
    parties = [role for role, type_ in roles(one).items() if type_ == "party"]
    if one.area and one.area not in parties and all(field.role for field in one.fields if field.type == "party"):
        yield Flaw(f"{place}.area", one.area, "区域要取自一个主体的角色", mend(one.area, parties))


def _papers(draft: Draft, one: Kind, place: str) -> Iterator[Flaw]:
    seen: set[str] = set()
    for number, need in enumerate(one.evidence):
        here = f"{place}.evidence[{number}].type"
        if need.type and "evidence_type" in draft.lists and need.type not in draft.codes("evidence_type"):
            yield from unknown(here, need.type, "佐证类型", draft.codes("evidence_type"))
        elif need.type in seen:
            yield Flaw(here, need.type, "同一种佐证写了两次", "合成一项，份数写在 min 里")
        seen.add(need.type)
