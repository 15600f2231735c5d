"""Why an offer was put before a need, in words that stand in both: shared phrases, the closest sentence, conditions, what stays uncovered.

Phrases are runs of matched terms; what they count is what their terms counted in the score, so that taking them out of the offer takes the
score down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jinliang.core.match import Closest, Compared, Phrase, Reasons, Span
from jinliang.engines.retrieval.features import Candidate, Meaning, Terms
from jinliang.engines.retrieval.profile import Floats, Profile
from jinliang.engines.retrieval.text import Kind, Plain, terms

PHRASES: Final = 6
UNCOVERED: Final = 5
LEAST: Final = 0.01
"""The part of a need's weight from which a phrase is worth showing."""
_LONGEST: Final = 14
IDLE: Final = frozenset(
    [
        "我们",
        "你们",
        "他们",
        "咱们",
        "自己",
        "愿意",
        "什么",
        "怎么",
        "一个",
        "一起",
        "方面",
        "容易",
        "不到",
        "下来",
        "起来",
        "出来",
        "上去",
        "以后",
        "以前",
        "现在",
        "最好",
        "希望",
        "想要",
        "能够",
        "可以",
        "不能",
        "不要",
        "不准",
        "没有",
        "已经",
        "还是",
        "就是",
        "如果",
        "因为",
        "所以",
        "但是",
        "而且",
        "同时",
        "之间",
        "一半",
        "一直",
        "每次",
        "几个",
        "有没有",
        "都能",
        "用来",
        "一律",
        "时候",
        "东西",
        "地方",
        "问题",
        "情况",
        "客户",
        "公司",
        "厂里",
    ]
)
"""Words that two texts share without having anything in common."""


class Reasoning:
    """The reasons for a need's candidates, which were counted together; the need itself is looked at once."""

    def __init__(
        self, need: Profile, meaning: Meaning | None, against: Mapping[Kind, Terms], weights: Mapping[Kind, Floats]
    ) -> None:
        self._need, self._meaning, self._against = need, meaning, against
        self._weights = {kind: one.weights(weights[kind]) for kind, one in against.items()}

    @cached_property
    def _asked(self) -> Floats:
        return self._marked(self._need.plain)

    def of(self, offer: Candidate, row: int, conditions: Sequence[Compared]) -> Reasons:
        """Those for one candidate, `row` among all."""
        there = self._marked(offer.plain, row)
        return Reasons(
            _phrases(self._need.plain, self._asked, offer.plain, there),
            _closest(self._meaning, offer, there),
            tuple(conditions),
            self._uncovered(row),
        )

    def _marked(self, text: Plain, row: int | None = None) -> Floats:
        """What each character of a text counts: the weights of the need's terms that it belongs to (those that candidate `row` has)."""
        marks = np.zeros(len(text.low) + 1, dtype=np.float32)
        for kind in ("pair", "word"):
            term = self._against[kind]
            if not len(term.keys):
                continue
            counts = self._weights[kind]
            if row is not None:
                counts = counts * (term.counts[row] > 0)
            keys, places = terms(text.low, kind)
            at = np.minimum(np.searchsorted(term.keys, keys), len(term.keys) - 1)
            weights = np.where(term.keys[at] == keys, counts[at], 0)
            for one in np.flatnonzero(weights > 0):
                place = int(places[one])
                marks[place : place + _length(text.low, place)] += weights[one]
        return marks[:-1]

    def _uncovered(self, row: int) -> tuple[Span, ...]:
        """The need's weightiest words that the offer does not have, in the need's own spelling."""
        need, bag = self._need, self._need.bags["word"]
        heavy, seen = self._heavy
        counts = heavy.copy()
        counts[seen] *= self._against["word"].counts[row] == 0
        found: list[Span] = []
        for one in np.argsort(-counts, kind="stable")[: 8 * UNCOVERED]:
            place = int(bag.first[one])
            length = _word_length(need.plain.low, place, int(bag.keys[one]))
            if counts[one] > 0 and _tells(need.plain.low[place : place + length]):
                fresh = not any(span.start <= need.plain.at[place] < span.end for span in found)
                found += [_span(need.plain, place, place + length)] if fresh else []
            if len(found) == UNCOVERED:
                break
        return tuple(found)

    @cached_property
    def _heavy(self) -> tuple[Floats, NDArray[np.bool_]]:
        """What each word of the need counts, one that no offer uses as much as the heaviest; and which ones an offer uses."""
        term, bag = self._against["word"], self._need.bags["word"]
        counts = np.ones(len(bag.keys), dtype=np.float32)
        seen = np.isin(bag.keys, term.keys)
        if seen.any():
            heavy = self._weights["word"] * term.known.idf
            counts *= heavy.max()
            counts[seen] = heavy
        return counts, seen


def _length(text: str, place: int) -> int:
    """How many characters a term covers that begins here: two of a pair, or all of a Latin word."""
    if text[place].isascii() and text[place].isalnum():
        end = place + 1
        while end < len(text) and text[end].isascii() and (text[end].isalnum() or text[end] in ".+-"):
            end += 1
        return end - place
    return 2


def _phrases(need: Plain, here: Floats, offer: Plain, there: Floats) -> tuple[Phrase, ...]:
    """Runs of marked characters of the offer that stand in the need as well, the weightiest first, each once."""
    found: dict[str, tuple[float, list[Span]]] = {}
    for start, end in _runs(there):
        for first, last in _shared(offer.low, start, end, need.low):
            while first < last and not offer.low[first].isalnum():
                first += 1
            while last > first and not offer.low[last - 1].isalnum():
                last -= 1
            text = offer.low[first:last]
            weight = float(there[first:last].sum())
            spans = found.setdefault(text, (weight, []))[1]
            spans.append(_span(offer, first, last))
    whole = float(here.sum()) or 1.0
    ranked = sorted(found.items(), key=lambda one: (-one[1][0], one[0]))
    phrases: list[Phrase] = []
    for text, (weight, spans) in ranked[: 3 * PHRASES]:
        asked = _places(need, text)
        if asked and weight / whole >= LEAST and not any(text in one.offered[0].text for one in phrases):
            phrases.append(Phrase(asked, tuple(spans), round(min(1.0, weight / whole), 4)))
    return tuple(phrases[:PHRASES])


def _runs(marks: Floats) -> list[tuple[int, int]]:
    """Where marked characters stand side by side."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], marks > 0, [0]]).astype(np.int8)))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _shared(text: str, start: int, end: int, other: str) -> list[tuple[int, int]]:
    """The longest pieces of a run, from left to right, that another text has too; pieces of one character are no phrases."""
    found = []
    while start < end:
        last = min(end, start + _LONGEST)
        while last > start + 1 and text[start:last] not in other:
            last -= 1
        if _tells(text[start:last]):
            found.append((start, last))
            start = last
        else:
            start += 1
    return found


def _tells(piece: str) -> bool:
    """Whether a piece says anything: two letters or more, not numbers alone, not an idle word."""
    letters = "".join(filter(str.isalnum, piece))
    return len(letters) > 1 and not letters.isnumeric() and letters not in IDLE


def _places(text: Plain, phrase: str) -> tuple[Span, ...]:
    found: list[Span] = []
    at = text.low.find(phrase)
    while at >= 0 and len(found) < 5:
        found.append(_span(text, at, at + len(phrase)))
        at = text.low.find(phrase, at + len(phrase))
    return tuple(found)


def _span(text: Plain, start: int, end: int) -> Span:
    first, last = text.span(start, end)
    return Span(first, last, text.source[first:last])


def _closest(meaning: Meaning | None, offer: Candidate, marks: Floats) -> Closest | None:
    """The offer's sentence nearest in meaning, or, without a sentence model, the one with most marked weight."""
    spans = offer.sentences
    if not spans:
        return None
    if meaning is not None and offer.meaning is not None and len(offer.meaning.sentences) == len(spans):
        near = offer.meaning.sentences @ meaning.vector
        best = int(near.argmax())
        closeness = float(np.clip(near[best], 0, 1))
    else:
        sums = np.array([float(marks[start:end].sum()) for start, end in spans])
        best = int(sums.argmax())
        closeness = float(sums[best] / (sums.sum() or 1.0))
    text = offer.plain
    start, end = spans[best]
    while start < end - 1 and text.low[start].isspace():
        start += 1
    while end > start + 1 and text.low[end - 1].isspace():
        end -= 1
    return Closest(_span(text, start, end), round(closeness, 4))


def _word_length(text: str, place: int, key: int) -> int:
    """A word's number ends in its length."""
    return min(key & 255, len(text) - place)
