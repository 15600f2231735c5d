"""What a need and an offer have in common, as numbers: one row for each candidate, one column for each feature.

Lexical features come in three kinds of terms: characters (workshop and paper words share characters where they share no word), pairs of
characters, and words. Which terms of a rambling need matter is learned: `asked` describes each term, the ranker's term weights judge it.
Prices and budgets are never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from jinliang.core.condition import Condition, conditions
from jinliang.engines.retrieval.profile import Bag, Floats, Known, Mass, Profile, Statistics
from jinliang.engines.retrieval.text import KINDS, Kind, Plain

K1: Final = 1.5
B: Final = 0.75
FEEDBACK: Final = 50
"""Candidates at the top of a first ranking whose terms are taken to be the need's topic (pseudo-relevance feedback)."""

TERM_FEATURES: Final = (
    "one", "rarity", "repeats", "titles", "bursts", "place", "latin", "topic", "topical",
)  # fmt: skip
"""What is told of a term of the need; each is told twice, the second time times the logarithm of the need's length."""

NAMES: Final[Mapping[str, str]] = {
    "flat": "用词相同", "sharp": "罕见用词相同", "learned": "要紧用词相同", "cover": "需求用词的覆盖",
    "cover2": "需求罕见用词的覆盖",
    "title": "标题对需求的覆盖", "titled": "标题被需求说到", "part": "全文被需求说到", "angle": "用词分布相近",
    "peak": "最罕见的相同用词", "peak_title": "标题中最罕见的相同用词", "repeat": "需求反复说到的用词",
    "best": "最吻合的一句", "mean": "各句平均吻合", "first": "首句吻合", "last": "末句吻合",
}  # fmt: skip
MEANING: Final[Mapping[str, str]] = {
    "near": "语义相近", "near_sentence": "最相近的一句", "near_sentences": "各句语义相近", "pieces": "逐词语义相近",
    "met": "满足的数值条件", "broken": "不满足的数值条件", "open": "没有说的数值条件",
}  # fmt: skip
OF_KIND: Final[Mapping[str, str]] = {"char": "单字", "pair": "二字", "word": "词语"}


def label(feature: str) -> str:
    """A feature's name for people.

    >>> label("pair.cover"), label("near.z")
    ('二字·需求用词的覆盖', '语义相近·与其他候选比')
    """
    first, _, rest = feature.partition(".")
    ways = {"z": "·与其他候选比", "place": "·名次", "ratio": "·与最好的比", "": ""}
    if first in OF_KIND:
        name, _, way = rest.partition(".")
        return f"{OF_KIND[first]}·{NAMES[name]}{ways[way]}"
    return f"{MEANING[first]}{ways[rest]}"


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the sentence model makes of a text: its vector, the vectors of its sentences, and its pieces' (short) vectors.

    All are unit vectors, the pieces' in bytes (127 is one); `rarity` says how rare each piece is in any text.
    """

    vector: Floats
    sentences: Floats
    pieces: NDArray[np.int8] | None = None
    rarity: Floats | None = None


class Candidate(Protocol):
    """A document ready to be judged, wherever it is kept: what is not asked for need not be read.

    `vector` is its meaning's vector, asked of every candidate; `meaning` only of those that come close.
    """

    @property
    def id(self) -> str: ...
    @property
    def bags(self) -> Mapping[Kind, Bag]: ...
    @property
    def masses(self) -> Mapping[Kind, Mass]: ...
    @property
    def vector(self) -> Floats | None: ...
    @property
    def meaning(self) -> Meaning | None: ...
    @property
    def conditions(self) -> Sequence[Condition]: ...
    @property
    def plain(self) -> Plain: ...
    @property
    def sentences(self) -> Sequence[tuple[int, int]]: ...


@dataclass(frozen=True)
class Offer:
    """A candidate held in memory: its profile, what its terms weigh, what the sentence model makes of it."""

    id: str
    profile: Profile
    masses: Mapping[Kind, Mass]
    meaning: Meaning | None = None

    @property
    def bags(self) -> Mapping[Kind, Bag]:
        """Its terms."""
        return self.profile.bags

    @property
    def vector(self) -> Floats | None:
        """Its meaning as a whole."""
        return self.meaning.vector if self.meaning else None

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The numeric conditions it tells."""
        return conditions(self.profile.plain.source)

    @property
    def plain(self) -> Plain:
        """Its text."""
        return self.profile.plain

    @property
    def sentences(self) -> Sequence[tuple[int, int]]:
        """Where its sentences stand."""
        return self.profile.sentences


@dataclass(frozen=True, slots=True)
class Table:
    """Features of candidates: `rows[i]` belongs to candidate i, `columns` names the values; `terms` is kept for learning term weights."""

    columns: tuple[str, ...]
    rows: Floats
    terms: Mapping[Kind, Terms]


@dataclass(frozen=True, slots=True)
class Terms:
    """The need's terms of one kind against the candidates: saturated counts, presence in titles, and what is told of each term."""

    keys: NDArray[np.int64]
    known: Known
    counts: Floats
    saturated: Floats
    titled: Floats
    told: Floats

    def learned(self, weights: Floats) -> Floats:
        """The candidates' scores when each term counts as its description deserves: body weights first, then title weights."""
        half = len(weights) // 2
        body, title = (np.exp(np.clip(self.told @ each, -8, 6)) for each in (weights[:half], weights[half:]))
        return np.asarray(self.saturated @ body + self.titled @ title, dtype=np.float32)

    def weights(self, weights: Floats) -> Floats:
        """What each term of the need counts in a body."""
        return np.asarray(np.exp(np.clip(self.told @ weights[: len(weights) // 2], -8, 6)), dtype=np.float32)


def against(need: Profile, offers: Sequence[Candidate], statistics: Statistics) -> dict[Kind, Terms]:
    """The need's terms against the candidates."""
    found: dict[Kind, Terms] = {}
    for kind in KINDS:
        whole = need.bags[kind]
        known = statistics.known(kind, whole.keys)
        there = known.documents > 0
        bag = Bag(whole.keys[there], whole.counts[there], whole.first[there], whole.titled[there], whole.total)
        known = statistics.known(kind, bag.keys)
        counts, titled = _crossed(bag, [one.bags[kind] for one in offers])
        lengths = np.array([one.bags[kind].total for one in offers], dtype=np.float32)
        pull = K1 * (1 - B + B * lengths / statistics.counted[kind].length)
        saturated = np.asarray(counts * (K1 + 1) / (counts + pull[:, None]), dtype=np.float32)
        told = _told(need, bag, known, counts, saturated, statistics.size)
        found[kind] = Terms(bag.keys, known, counts, saturated, titled, told)
    return found


def _crossed(need: Bag, offers: Sequence[Bag]) -> tuple[Floats, Floats]:
    """How often each candidate has each term of the need, and whether its title has it."""
    counts = np.zeros((len(offers), len(need.keys)), dtype=np.float32)
    titled = np.zeros_like(counts)
    if not len(need.keys) or not offers:
        return counts, titled
    keys = np.concatenate([one.keys for one in offers])
    rows = np.repeat(np.arange(len(offers)), [len(one.keys) for one in offers])
    drawers = np.zeros(1 << _DRAWERS, dtype=np.bool_)
    drawers[_drawer(need.keys)] = True
    some = np.flatnonzero(drawers[_drawer(keys)])  # nearly all terms of a candidate are none of the need's
    at = np.minimum(np.searchsorted(need.keys, keys[some]), len(need.keys) - 1)
    there = need.keys[at] == keys[some]
    hit, at = some[there], at[there]
    counts[rows[hit], at] = np.concatenate([one.counts for one in offers])[hit]
    titled[rows[hit], at] = np.concatenate([one.titled for one in offers])[hit]
    return counts, titled


_DRAWERS: Final = 13


def _drawer(keys: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Into which of a few thousand drawers a term falls (multiplicative hashing, Knuth)."""
    return keys.view(np.uint64) * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(64 - _DRAWERS)


def _told(need: Profile, bag: Bag, known: Known, counts: Floats, saturated: Floats, size: int) -> Floats:
    """What is told of each term, in the order of TERM_FEATURES."""
    length = max(len(need.plain.text), 1)
    first = saturated @ (known.idf**2 * np.sqrt(bag.counts))
    top = np.argsort(-first, kind="stable")[:FEEDBACK]
    share = (counts[top] > 0).mean(0) if len(top) else np.zeros(len(bag.keys))
    columns = [
        np.ones(len(bag.keys)),
        np.log(np.maximum(known.idf, 0.05)),
        np.log(np.maximum(bag.counts, 1)),
        np.log((known.titles + 0.5) / (known.documents + 2)),
        np.log(np.maximum(known.occurrences, 1) / np.maximum(known.documents, 1)),
        bag.first / length,
        bag.keys >= 1 << 62 if bag.keys.size else np.zeros(0),
        np.log((share + 0.01) / (known.documents / max(size, 1) + 0.01)),
        share,
    ]
    told = np.stack(columns, axis=1)
    return np.concatenate([told, told * np.log(length / 60)], axis=1).astype(np.float32)


def lexical(
    need: Profile, offers: Sequence[Candidate], terms: Mapping[Kind, Terms], weights: Mapping[Kind, Floats]
) -> dict[str, Floats]:
    """The lexical columns."""
    columns: dict[str, Floats] = {}
    for kind, term in terms.items():
        bag = need.bags[kind]
        repeats = bag.counts[np.isin(bag.keys, term.keys)]
        idf = term.known.idf
        there = (term.counts > 0).astype(np.float32)
        whole, whole2 = idf.sum() + 1e-9, (idf**2).sum() + 1e-9
        masses = [one.masses[kind] for one in offers]
        raw: dict[str, Floats] = {
            "flat": np.asarray(term.saturated @ (idf * repeats) / 10, dtype=np.float32),
            "sharp": np.asarray(term.saturated @ (idf**2 * np.sqrt(repeats)) / 100, dtype=np.float32),
            "learned": term.learned(weights[kind]),
        }
        for name, values in raw.items():
            columns[f"{kind}.{name}"] = values
            columns |= {f"{kind}.{name}.{way}": each for way, each in beside(values).items()}
        columns[f"{kind}.cover"] = there @ idf / whole
        columns[f"{kind}.cover2"] = there @ idf**2 / whole2
        columns[f"{kind}.title"] = term.titled @ idf**2 / whole2
        columns[f"{kind}.titled"] = term.titled @ idf / _column(one.title for one in masses)
        columns[f"{kind}.part"] = there @ idf / _column(one.whole for one in masses)
        own = np.sqrt(((idf * repeats) ** 2).sum()) + 1e-9
        columns[f"{kind}.angle"] = term.counts @ (idf**2 * repeats) / _column(one.norm for one in masses) / own
        columns[f"{kind}.peak"] = _peak(there * idf)
        columns[f"{kind}.peak_title"] = _peak(term.titled * idf)
        again = idf * (repeats > 1)
        columns[f"{kind}.repeat"] = there @ again / (again.sum() + 1e-9)
        columns |= {f"{kind}.{name}": each for name, each in _by_sentence(need, kind, term, there, idf**2).items()}
    return columns


def _column(values: Iterable[float]) -> Floats:
    """Values by which is divided: never nothing."""
    return np.fromiter(values, dtype=np.float32) + np.float32(1e-9)


def _peak(values: Floats) -> Floats:
    return np.asarray(values.max(axis=1) / 10 if values.shape[1] else np.zeros(len(values)), dtype=np.float32)


def _by_sentence(need: Profile, kind: Kind, term: Terms, there: Floats, weight: Floats) -> dict[str, Floats]:
    """How well each sentence of the need is covered: its terms are those that first stand in it."""
    if kind == "char":
        return {}
    bag = need.bags[kind]
    first = bag.first[np.isin(bag.keys, term.keys)]
    covers = []
    for start, end in need.sentences:
        inside = weight * ((first >= start) & (first < end))
        if inside.sum() > 0:
            covers.append(there @ inside / inside.sum())
    if not covers:
        covers = [np.zeros(len(there), dtype=np.float32)]
    stacked = np.stack(covers)
    return {"best": stacked.max(0), "mean": stacked.mean(0), "first": stacked[0], "last": stacked[-1]}


def beside(values: Floats) -> dict[str, Floats]:
    """A value beside those of the other candidates: standard score, logarithm of the place, share of the best."""
    if not len(values):
        return {"z": values, "place": values, "ratio": values}
    spread = values.std()
    place = np.log1p(np.argsort(np.argsort(-values, kind="stable"), kind="stable")).astype(np.float32)
    return {
        "z": np.asarray((values - values.mean()) / (spread + 1e-9), dtype=np.float32),
        "place": place,
        "ratio": np.asarray(values / (np.abs(values).max() + 1e-9), dtype=np.float32),
    }
