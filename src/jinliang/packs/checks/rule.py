"""Rules between fields: both sides exist and can be compared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from jinliang.core.pack import Field, Kind, Rule
from jinliang.core.refusal import Flaw
from jinliang.packs.checks.draft import Draft
from jinliang.packs.checks.selector import TYPE_WORDS
from jinliang.packs.flaw import mend, unknown

SORTS = {"integer": "number", "amount": "number"} | {
    one: one for one in ("date", "text", "code", "yesno", "party", "person", "entry")
}
"""Types that can stand on the two sides of a rule; amounts and integers compare with each other."""


def rules(draft: Draft, kind: Kind, has: dict[str, Field], place: str) -> Iterator[Flaw]:
    """Every rule of a kind."""
    for number, one in enumerate(kind.rules):
        if one.left:
            yield from _rule(draft, one, has, f"{place}.rule[{number}].must")


def _rule(draft: Draft, one: Rule, has: dict[str, Field], place: str) -> Iterator[Flaw]:
    left = has.get(one.left)
    if left is None:
        yield from unknown(place, one.left, "字段", has)
        return
    sort = SORTS.get(left.type)
    if sort is None:
        yield Flaw(place, one.left, f"{one.left} 是{TYPE_WORDS[left.type]}，不能比较", "换一个字段")
        return
    if one.op not in ("=", "!=") and sort not in ("number", "date"):
        yield Flaw(place, one.op, f"{one.left} 是{TYPE_WORDS[left.type]}，不能比大小", "改成 = 或 !=")
        return
    right = has.get(one.right)
    if right is not None:
        if SORTS.get(right.type) != sort:
            why = f"{one.left} 是{TYPE_WORDS[left.type]}，{one.right} 是{TYPE_WORDS[right.type]}，不能比"
            yield Flaw(place, one.right, why, mend(one.right, _like(has, sort, one.left)))
    elif not _literal(draft, left, one.right):
        if left.type == "code" and left.list in draft.lists:
            codes = draft.codes(left.list)
            yield from unknown(place, one.right, f"代码（{draft.lists[left.list].label}）", codes)
        elif left.type != "code":
            fix = mend(one.right, _like(has, sort, one.left))
            yield Flaw(place, one.right, f"没有叫 {one.right} 的字段，也不是{TYPE_WORDS[left.type]}", fix)


def _like(has: dict[str, Field], sort: str, but: str) -> list[str]:
    return [one.id for one in has.values() if SORTS.get(one.type) == sort and one.id != but]


def _literal(draft: Draft, left: Field, text: str) -> bool:
    """Whether the right side is a value of the left side's type."""
    try:
        if SORTS[left.type] == "number":
            return Decimal(text).is_finite()
        if left.type == "date":
            return bool(date.fromisoformat(text))
    except (ArithmeticError, ValueError):
        return False
    if left.type == "yesno":
        return text in ("true", "false")
    return left.type == "code" and text in draft.codes(left.list)
