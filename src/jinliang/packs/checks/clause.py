"""Clauses and mentions: what is quoted must stand in the plan's text, in the very place named."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from jinliang.core.pack import Clause, Mention
from jinliang.core.refusal import Flaw
from jinliang.packs.checks.draft import Draft
from jinliang.packs.flaw import places, repeated, unknown


def clauses(draft: Draft) -> Iterator[Flaw]:
    """The tree of clauses and its place in the text."""
    ids = [one.id for one in draft.pack.clauses]
    yield from repeated("clause", ids, "条款")
    for one, place in zip(draft.pack.clauses, places("clause", ids), strict=True):
        above = draft.clauses.get(one.parent) if one.parent else None
        if one.parent and above is None:
            yield Flaw(place, one.id, f"没有上级条款 {one.parent}", f"补上条款 {one.parent}，或改这一条的编号")
        yield from _stands(draft.pack.text, one, above, f"{place}.span")
        if one.quote and one.span != (0, 0) and draft.pack.text:
            start, end = one.span
            if one.quote not in draft.pack.text[start:end]:
                yield Flaw(f"{place}.quote", one.quote, f"条款 {one.id} 的原文里没有这句话", "照原文抄一句，一字不改")
    yield from _apart(draft.pack.clauses)


def _stands(text: str, clause: Clause, above: Clause | None, place: str) -> Iterator[Flaw]:
    start, end = clause.span
    if not text or end == 0:
        return
    what = f"[{start}, {end}]"
    if end > len(text):
        yield Flaw(place, what, f"正文只有 {len(text)} 个字", "核对条款的起止位置")
        return
    if above is not None and above.span[1] > 0 and not (above.span[0] <= start and end <= above.span[1]):
        first, last = above.span
        yield Flaw(place, what, f"超出了上级条款 {above.id} 的范围 [{first}, {last}]", "改这一条的位置，或改它的编号")
    if clause.marker and not text.startswith(clause.marker + clause.title, start):
        head = clause.marker + clause.title
        found = text.find(head)
        fix = f"从第 {found} 个字起" if found >= 0 else "照原文改序号和标题"
        yield Flaw(place, what, f"正文在这里不是“{head}”", fix)


def _apart(clauses: tuple[Clause, ...]) -> Iterator[Flaw]:
    """Clauses of one parent do not share text."""
    by_parent: dict[str | None, list[Clause]] = {}
    for one in clauses:
        by_parent.setdefault(one.parent, []).append(one)
    for siblings in by_parent.values():
        placed = sorted((one for one in siblings if one.span[1] > 0), key=lambda one: one.span)
        for left, right in pairwise(placed):
            if left.id != right.id and right.span[0] < left.span[1]:
                what = f"[{right.span[0]}, {right.span[1]}]"
                yield Flaw(f"clause.{right.id}.span", what, f"和条款 {left.id} 的文字重叠", "核对两条的起止位置")


def _deepest(clauses: tuple[Clause, ...], start: int, end: int) -> Clause | None:
    """The smallest clause that holds a place of the text."""
    inside = [one for one in clauses if one.span[0] <= start and end <= one.span[1]]
    return min(inside, key=lambda one: one.span[1] - one.span[0], default=None)


def _all(text: str, words: str, low: int, high: int) -> list[int]:
    """Where words stand in a part of the text."""
    return [at for at in range(low, min(high, len(text))) if text.startswith(words, at, high)]


def mention(draft: Draft, one: Mention, place: str) -> Iterator[Flaw]:
    """One mention of a target: its words stand where it says, inside the clause it names."""
    clause = draft.clauses.get(one.clause)
    text, (start, end) = draft.pack.text, one.span
    placed = text != "" and end > 0 and one.quote != ""
    stands = text[start:end]
    right = _deepest(draft.pack.clauses, start, end) if placed and stands == one.quote else None
    if one.clause and clause is None:
        if right is None:
            yield from unknown(f"{place}.clause", one.clause, "条款", draft.clauses)
        else:
            yield Flaw(f"{place}.clause", one.clause, f"没有叫 {one.clause} 的条款", f"改成 {right.id}")
    if not placed:
        return
    if stands != one.quote:
        low, high = clause.span if clause else (0, len(text))
        found = min(_all(text, one.quote, low, high), key=lambda at: abs(at - start), default=None)
        fix = f"引文改成“{stands}”，或改位置" if found is None else f"位置改成 [{found}, {found + len(one.quote)}]"
        yield Flaw(f"{place}.quote", one.quote, f"正文 [{start}, {end}] 处是“{stands}”", fix)
    elif clause is not None and not (clause.span[0] <= start and end <= clause.span[1]):
        fix = f"改成 {right.id}" if right else "核对位置"
        yield Flaw(f"{place}.clause", one.clause, f"这句话不在条款 {one.clause} 里", fix)
