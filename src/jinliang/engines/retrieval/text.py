"""Text as the ranker sees it: one plain spelling that remembers where it came from, its sentences, and its terms as numbers.

A term is one 64-bit number, so that a document's terms are an array: a character, a pair of neighbouring characters, or a word. Latin
words and numbers are one term each. Nothing here knows a corpus.
"""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.int64]
Kind = Literal["char", "pair", "word"]
KINDS: Final[tuple[Kind, ...]] = ("char", "pair", "word")

VERSION: Final = "terms-1"
"""What the terms are made by; another number means that they are made otherwise, and what was made of them is made anew."""
LONGEST: Final = 20_000
"""Characters of a text that are read; what follows is beyond any need or abstract."""

_TAG = re.compile(r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|</?[a-zA-Z][^<>]{0,2000}>", re.DOTALL | re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[a-zA-Z]{2,12});")
_WORDS = re.compile(r"[a-z0-9\u00b5\u0370-\u03ff][a-z0-9.+\-\u00b5\u0370-\u03ff]*")
_END = re.compile(r"[。！？；!?;\n]+|[.](?=\s|$)")
_IDLE: Final = frozenset(
    [
        "的",
        "了",
        "和",
        "是",
        "在",
        "与",
        "及",
        "等",
        "对",
        "中",
        "为",
        "以",
        "将",
        "从",
        "或",
        "其",
        "也",
        "而",
        "并",
        "有",
        "不",
        "上",
        "下",
        "一",
    ]
)
_SHORT: Final = 12
"""Characters below which a sentence is counted to the one before it."""
_HAN: Final = ((0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without markup, in half-width letters and simplified characters, and the same in small letters (`low`); `at[i]` is where
    character i of both stands in the source.

    >>> one = plain("<p>機器人&nbsp;ＡＢ</p>")
    >>> one.text, one.low, one.source[slice(*one.span(0, 3))]
    ('机器人 AB ', '机器人 ab ', '機器人')
    """

    source: str
    text: str
    low: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of the plain text stand in the source."""
        return (self.at[start], self.at[end - 1] + 1) if start < end else (0, 0)


def plain(source: str) -> Plain:
    """The plain spelling of a text. Any string is taken: markup, emoji, broken surrogates, nothing at all."""
    read = source[:LONGEST]
    gaps = {match.start(): (match.end(), " ") for match in _TAG.finditer(read)}
    gaps |= {
        match.start(): (match.end(), html.unescape(match.group()))
        for match in _ENTITY.finditer(read)
        if match.start() not in gaps
    }
    text: list[str] = []
    at: list[int] = []
    place = 0
    while place < len(read):
        end, stands = gaps.get(place, (place + 1, read[place]))
        for one in stands:
            for folded in _folded(one):
                if folded != " " or (text and text[-1] != " "):
                    text.append(folded)
                    at.append(place)
        place = end
    simple = _simplified("".join(text))
    low = simple.lower()
    if len(low) != len(simple):
        low = "".join(one.lower() if len(one.lower()) == 1 else one for one in simple)
    return Plain(source, simple, low, tuple(at))


@lru_cache(maxsize=70_000)
def _folded(character: str) -> str:
    """One character in its compatible form; what is neither letter, number, mark nor space becomes a space."""
    if character == "\n":
        return "\n"
    folded = unicodedata.normalize("NFKC", character)
    return "".join(one if _kept(one) else " " for one in folded)


def _kept(character: str) -> bool:
    category = unicodedata.category(character)
    return category[0] in "LNPM" or category == "Sm" or character in "℃°$^"


def _simplified(text: str) -> str:
    """Simplified characters for traditional ones, character by character where phrases would change the length."""
    if not text or text.isascii():
        return text
    found = _converter().convert(text)
    return found if len(found) == len(text) else "".join(map(_single, text))


@lru_cache(maxsize=70_000)
def _single(character: str) -> str:
    found = _converter().convert(character)
    return found if len(found) == 1 else character


@lru_cache(maxsize=1)
def _converter() -> Any:
    import opencc  # loads its tables, which only texts need

    return opencc.OpenCC("t2s")


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """Where the sentences of a text begin and end; a very short one belongs to the one before it.

    >>> [text[a:b] for text in ["阀块有毛刺。一件最多给四十秒,不准碰密封面!不要酸洗。"] for a, b in sentences(text)]
    ['阀块有毛刺。', '一件最多给四十秒,不准碰密封面!不要酸洗。']
    """
    ends = [match.end() for match in _END.finditer(text)]
    edges = [0, *ends] if ends and ends[-1] == len(text) else [0, *ends, len(text)]
    found: list[tuple[int, int]] = []
    for start, end in pairwise(edges):
        words = len(text[start:end].strip())
        if not words:
            continue
        if found and words < _SHORT:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return tuple(found)


def terms(text: str, kind: Kind) -> tuple[Keys, NDArray[np.int32]]:
    """The terms of a text in plain small letters, in their order, and the character at which each begins.

    >>> [len(terms("去毛刺 usb3.0", kind)[0]) for kind in ("char", "pair", "word")]
    [4, 3, 4]
    """
    if kind == "word":
        return _cut(text)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.int64)
    han = _is_han(points)
    if kind == "char":
        places = np.flatnonzero(han)
        keys = points[places]
    else:
        pairs = np.flatnonzero(han[:-1] & han[1:])
        lone = np.flatnonzero(han & ~np.append(han[1:], False) & ~np.append(False, han[:-1]))
        places = np.concatenate([pairs, lone])
        keys = np.concatenate(
            [points[pairs] << 21 | points[np.minimum(pairs + 1, max(len(points) - 1, 0))], points[lone]]
        )
    latin = [(number(match.group().strip(".+-")), match.start()) for match in _WORDS.finditer(text)]
    keys = np.concatenate([keys, np.array([key for key, _ in latin], dtype=np.int64)])
    places = np.concatenate([places, np.array([place for _, place in latin], dtype=np.int64)])
    order = np.argsort(places, kind="stable")
    return keys[order], places[order].astype(np.int32)


def _is_han(points: NDArray[np.int64]) -> NDArray[np.bool_]:
    found = np.zeros(len(points), dtype=np.bool_)
    for first, last in _HAN:
        found |= (points >= first) & (points <= last)
    return found


def number(word: str) -> int:
    """A word as a number that no character or pair has."""
    return 1 << 62 | zlib.crc32(word.encode("utf-8", "surrogatepass")) << 8 | min(len(word), 255)


def _cut(text: str) -> tuple[Keys, NDArray[np.int32]]:
    import rjieba  # carries a dictionary, which only words need

    safe = text.encode("utf-8", "replace").decode()  # as long as the text: a lone surrogate becomes one question mark
    found = [
        (number(word), start)
        for word, start, _ in rjieba.tokenize(safe, "search", False)  # no guessing: it glues 眼在 and 卡阀
        if word not in _IDLE and any(map(str.isalnum, word))
    ]
    keys, places = zip(*found, strict=True) if found else ((), ())
    return np.array(keys, dtype=np.int64), np.array(places, dtype=np.int32)
