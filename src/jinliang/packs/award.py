"""Awards by name: those of the shipped packs and of the precedents, as in force over a call's window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jinliang.core.award import Award
from jinliang.core.day import Period
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.packs.flaw import mend
from jinliang.packs.load import precedents, shipped, shipped_pack


@dataclass(frozen=True, slots=True)
class Named:
    """An award and the pack that declares it."""

    award: Award
    pack: Pack


def named() -> Iterator[Named]:
    """Every award that comes with the product, each rate by itself."""
    for name in (*shipped(), *precedents()):
        pack = shipped_pack(name)
        yield from (Named(one, pack) for one in pack.awards)


def award_over(id: str, window: Period) -> Named:
    """The award of that id as in force over a window.

    Raises Refusal: no_such_award, rule_gap (on its first or last day there is no rate), rate_changes (there are two).
    """
    rates = [one for one in named() if one.award.id == id]
    if not rates:
        ids = dict.fromkeys(one.award.id for one in named())
        raise Refusal("no_such_award", f"没有叫 {id} 的奖补", mend(id, ids))
    found = []
    for day in (window.first, window.last):
        standing = [one for one in rates if one.award.first <= day <= one.award.last]
        if not standing:
            spans = "、".join(f"{one.award.first} 至 {one.award.last}" for one in rates)
            raise Refusal(
                "rule_gap", f"{rates[0].award.label}在 {day} 没有规定，只有 {spans} 的", "核对期间，或补上当时的规定"
            )
        found.append(standing[0])
    if found[0].award != found[1].award:
        raise Refusal("rate_changes", f"期间里费率在 {found[1].award.first} 变了", "按费率分成两个期间申报")
    return found[0]
