"""How the plan is quoted on a page: the sentence around the words that decide, exact to the character."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinliang.core.pack import Indicator, Mention, Pack

_ENDS = "。\n"
_PARTS = re.compile(r"[，,；;：:、。\n]")


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation: its words, which of them decide (start, end within the words), where it stands, and the clause it opens."""

    words: str
    marks: tuple[tuple[int, int], ...]
    place: str
    span: tuple[int, int]
    clause: str
    note: str = ""


def quotes(pack: Pack, indicator: Indicator) -> list[Quote]:
    """Every place where the plan states an indicator's target, the most particular clause first."""
    return [quote(pack, one) for one in sorted(indicator.mentions, key=lambda one: -len(one.clause))]


def quote(pack: Pack, mention: Mention) -> Quote:
    """The sentence around a mention, with the phrase that ends in its number marked."""
    clause = pack.clause(mention.clause)
    first, last = sentence(pack.text, mention.span, clause.span)
    start, end = phrase(pack.text, mention.span, first)
    return Quote(
        pack.text[first:last], ((start - first, end - first),), clause.cite, mention.span, clause.id, mention.note
    )


def sentence(text: str, span: tuple[int, int], within: tuple[int, int]) -> tuple[int, int]:
    """Where the sentence around a span starts and ends (exclusive, its full stop included), never beyond `within`.

    >>> sentence("甲。乙有3项,丙有4项。丁。", (7, 8), (0, 14))
    (2, 12)
    """
    first = max(text.rfind(mark, within[0], span[0]) for mark in _ENDS) + 1
    ends = [place for mark in _ENDS if (place := text.find(mark, span[1], within[1])) >= 0]
    last = min(ends, default=within[1] - 1)
    return max(first, within[0]), last + 1 if text[last : last + 1] != "\n" else last


def phrase(text: str, span: tuple[int, int], first: int) -> tuple[int, int]:
    """The words that decide: from the mark before the number to the number's end.

    >>> phrase("乙有3项,丙有4项。", (7, 9), 0)
    (5, 9)
    """
    before = [found.end() for found in _PARTS.finditer(text, first, span[0])]
    return max(before, default=first), span[1]
