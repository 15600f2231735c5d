"""Fields of a kind: each type names a list, party kind or kind of fact that exists, each role stands on a party or person."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jinliang.core.pack import Field, FieldType, Kind
from jinliang.core.refusal import Flaw
from jinliang.packs.checks.draft import Draft
from jinliang.packs.flaw import mend, places, repeated, unknown

ADDED: dict[str, FieldType] = {"amount": "amount", "quantity": "integer"}
"""The fields that measures add, and the type each must have."""

NEEDED = {"party_kind": "主体类型", "evidence_type": "佐证类型"}
"""The code lists that every pack with kinds needs, its own or of a pack it uses."""

ASKED_AS = ("on", "area")
"""Names that conditions keep for the fact's own day and area."""


def fields(draft: Draft, kind: Kind, place: str) -> Iterator[Flaw]:
    """Every field of a kind."""
    ids = [one.id for one in kind.fields]
    yield from repeated(f"{place}.field", ids, "字段")
    has = {one.id: one for one in kind.fields}
    for one, here in zip(kind.fields, places(f"{place}.field", ids), strict=True):
        if one.id in ASKED_AS:
            yield Flaw(
                f"{here}.id", one.id, f"{one.id} 已用来指事实的发生日或区域", "换一个名字，如 signed_on、area_code"
            )
        if one.id in ADDED and one.type != ADDED[one.id]:
            yield Flaw(f"{here}.type", one.type, f"{one.id} 是要相加的数", f"改成 {ADDED[one.id]}，或换一个字段名")
        yield from _points(draft, one, here)
        yield from _role(one, here)
        yield from _person(one, has, here)
        yield from _fill(draft, one, kind, here)
        yield from _extras(one, has, here)


def _points(draft: Draft, one: Field, place: str) -> Iterator[Flaw]:
    """What code:, party: and entry: name."""
    here = f"{place}.type"
    if one.type == "code" and one.list not in (*draft.lists, *NEEDED):
        yield from unknown(here, one.list, "代码表", draft.lists)
    if one.type == "entry" and one.entry not in draft.kinds:
        yield from unknown(here, one.entry, "事实类型", draft.kinds)
    for party in one.parties if "party_kind" in draft.lists else ():
        if party not in draft.codes("party_kind"):
            yield from unknown(here, party, "主体类型", draft.codes("party_kind"))


def _role(one: Field, place: str) -> Iterator[Flaw]:
    named = one.type in ("party", "person")
    if named and not one.role:
        why = "主体和人要写明担任什么角色"
        yield Flaw(f"{place}.role", "", why, '写上角色，如 role = "host"')
    elif one.role and not named:
        yield Flaw(f"{place}.role", one.role, f"{one.type} 字段没有角色", "去掉 role，或把类型改成 party 或 person")
    elif one.role and not re.fullmatch(r"[a-z][a-z0-9_]*", one.role):
        yield Flaw(f"{place}.role", one.role, "角色写法不合", "用小写字母、数字和下划线，如 host")


def _person(one: Field, has: dict[str, Field], place: str) -> Iterator[Flaw]:
    """A person is told from namesakes by a unit."""
    units = [field.id for field in has.values() if field.type == "party"]
    if one.type == "person" and not one.home:
        yield Flaw(f"{place}.home", "", "同名的人要靠单位区分", f"写上 home = 所在单位的字段；{mend('', units)}")
    elif one.home and one.type != "person":
        yield Flaw(f"{place}.home", one.home, "只有 person 字段写 home", "去掉 home")
    elif one.home and one.home not in units:
        yield Flaw(f"{place}.home", one.home, f"没有叫 {one.home} 的主体字段", mend(one.home, units))


def _fill(draft: Draft, one: Field, kind: Kind, place: str) -> Iterator[Flaw]:
    """A filled field takes the kind of the party in a role, so its list must have every kind that can stand there."""
    if not one.fill:
        return
    here = f"{place}.from_party"
    parties = {field.role: field for field in kind.fields if field.type == "party"}
    if one.type != "code":
        yield Flaw(here, one.fill, "只有 code 字段能取主体类型", "改成 code:party_kind，或去掉 from_party")
    elif one.fill not in parties:
        yield from unknown(here, one.fill, "主体角色", parties)
    elif one.list in draft.lists:
        missing = [party for party in parties[one.fill].parties if party not in draft.codes(one.list)]
        if missing:
            why = f"代码表 {one.list} 里没有 {'、'.join(missing)}"
            yield Flaw(here, one.fill, why, "补上这些代码，或改用 party_kind")


def _extras(one: Field, has: dict[str, Field], place: str) -> Iterator[Flaw]:
    days = [field.id for field in has.values() if field.type == "date"]
    if one.valid_on and one.type != "code":
        yield Flaw(f"{place}.valid_on", one.valid_on, "只有 code 字段写 valid_on", "去掉 valid_on")
    elif one.valid_on and one.valid_on not in days:
        yield Flaw(f"{place}.valid_on", one.valid_on, f"没有叫 {one.valid_on} 的日期字段", mend(one.valid_on, days))
    if one.pattern and one.type != "text":
        yield Flaw(f"{place}.pattern", one.pattern, "只有 text 字段写 pattern", "去掉 pattern")
