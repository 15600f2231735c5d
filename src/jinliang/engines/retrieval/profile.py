"""A text's profile: its terms counted, kept once for each document; and what a whole market says about terms.

Statistics are what makes 毛刺 tell more than 提高: in how many documents a term stands, in how many titles, and how often.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.text import KINDS, Keys, Kind, Plain, plain, sentences, terms

Floats = NDArray[np.float32]

_SEED: Final = 0.5


@dataclass(frozen=True, slots=True)
class Bag:
    """The different terms of one kind, in ascending order: how often, where first, and whether in the title; `total` counts repeats."""

    keys: Keys
    counts: Floats
    first: NDArray[np.int32]
    titled: NDArray[np.bool_]
    total: int


@dataclass(frozen=True, slots=True)
class Profile:
    """A text with its bags and its sentences; the title is the text up to `title`."""

    plain: Plain
    title: int
    bags: Mapping[Kind, Bag]
    sentences: tuple[tuple[int, int], ...]


def profile(title: str, body: str = "") -> Profile:
    """The profile of a need or an offer. A need in one piece has no title: pass it as the body.

    >>> profile("去毛刺", "铝件交叉孔去毛刺").bags["pair"].counts.tolist()
    [1.0, 1.0, 2.0, 1.0, 1.0, 2.0, 1.0]
    """
    read = plain(f"{title}\n{body}" if title and body else title or body)
    end = len(plain(title).text) if title else 0
    return Profile(read, end, {kind: _bag(read.low, kind, end) for kind in KINDS}, sentences(read.text))


def _bag(text: str, kind: Kind, title: int) -> Bag:
    keys, places = terms(text, kind)
    found, at, counts = np.unique(keys, return_index=True, return_counts=True)
    first = places[at]
    return Bag(found, counts.astype(np.float32), first, first < title, len(keys))


@dataclass(frozen=True, slots=True)
class Counted:
    """One kind's terms in a market: documents, titles and occurrences of each, and the mean number of terms in a document."""

    keys: Keys
    documents: NDArray[np.int32]
    titles: NDArray[np.int32]
    occurrences: NDArray[np.int32]
    length: float


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a row of terms, in their order; `idf` is 0 for a term that no document has."""

    idf: Floats
    documents: Floats
    titles: Floats
    occurrences: Floats


@dataclass(frozen=True, slots=True)
class Mass:
    """What a document weighs: the idf of its terms, of its title's terms, and the length of its tf-idf vector."""

    whole: float
    title: float
    norm: float


class Termed(Protocol):
    """Whatever has terms: a profile, or a candidate as it is kept."""

    @property
    def bags(self) -> Mapping[Kind, Bag]: ...


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a market says about terms: `size` documents, and the counts of each kind."""

    size: int
    counted: Mapping[Kind, Counted]

    @staticmethod
    def of(profiles: Iterable[Termed]) -> Statistics:
        """The statistics of the documents with these profiles."""
        many = list(profiles)
        return Statistics(len(many), {kind: _counted([one.bags[kind] for one in many]) for kind in KINDS})

    def joined(self, other: Statistics) -> Statistics:
        """The statistics of both markets together; quick when the other one is small."""
        whole = self.size + other.size
        return Statistics(
            whole,
            {
                kind: _joined(
                    one, other.counted[kind], (one.length * self.size, other.counted[kind].length * other.size), whole
                )
                for kind, one in self.counted.items()
            },
        )

    def to_bytes(self) -> bytes:
        """As they are kept in a file."""
        arrays: dict[str, NDArray[np.generic]] = {"size": np.array(self.size)}
        for kind, one in self.counted.items():
            arrays |= {f"{kind}.{name}": getattr(one, name) for name in _COUNTS} | {
                f"{kind}.length": np.array(one.length)
            }
        file = io.BytesIO()
        np.savez(file, allow_pickle=False, **arrays)
        return file.getvalue()

    @staticmethod
    def from_bytes(content: bytes) -> Statistics:
        """Those in a file. Raises ValueError when it is not whole."""
        try:
            kept = np.load(io.BytesIO(content), allow_pickle=False)
            counted = {}
            for kind in KINDS:
                keys, documents, titles, occurrences = (kept[f"{kind}.{name}"] for name in _COUNTS)
                counted[kind] = Counted(keys, documents, titles, occurrences, float(kept[f"{kind}.length"]))
            return Statistics(int(kept["size"]), counted)
        except (KeyError, OSError, EOFError, zipfile.BadZipFile) as error:
            raise ValueError(str(error)) from error

    def known(self, kind: Kind, keys: Keys) -> Known:
        """Looks up terms; the idf is BM25's, never negative (Robertson and Zaragoza 2009, with 1 added)."""
        counted = self.counted[kind]
        if not len(counted.keys):
            none = np.zeros(len(keys), dtype=np.float32)
            return Known(none, none, none, none)
        at = np.minimum(np.searchsorted(counted.keys, keys), len(counted.keys) - 1)
        there = counted.keys[at] == keys
        documents, titles, occurrences = (
            np.where(there, each[at], 0).astype(np.float32)
            for each in (counted.documents, counted.titles, counted.occurrences)
        )
        idf = np.where(there, np.log1p((self.size - documents + _SEED) / (documents + _SEED)), 0).astype(np.float32)
        return Known(idf, documents, titles, occurrences)

    def masses(self, one: Profile) -> dict[Kind, Mass]:
        """What a document weighs in each kind."""
        found: dict[Kind, Mass] = {}
        for kind, bag in one.bags.items():
            idf = self.known(kind, bag.keys).idf
            norm = float(np.sqrt(((bag.counts * idf) ** 2).sum()))
            found[kind] = Mass(float(idf.sum()), float(idf[bag.titled].sum()), norm)
        return found


def _counted(bags: Sequence[Bag]) -> Counted:
    if not bags:
        none = np.zeros(0, dtype=np.int32)
        return Counted(np.zeros(0, dtype=np.int64), none, none, none, 1.0)
    keys, at = np.unique(np.concatenate([one.keys for one in bags]), return_inverse=True)
    titled = np.concatenate([one.titled for one in bags])
    occurrences = np.concatenate([one.counts for one in bags])
    return Counted(
        keys,
        np.bincount(at, minlength=len(keys)).astype(np.int32),
        np.bincount(at, weights=titled, minlength=len(keys)).astype(np.int32),
        np.bincount(at, weights=occurrences, minlength=len(keys)).astype(np.int32),
        max(1.0, sum(one.total for one in bags) / len(bags)),
    )


_COUNTS: Final = ("keys", "documents", "titles", "occurrences")


def _joined(one: Counted, other: Counted, terms: tuple[float, float], many: int) -> Counted:
    """Both counts in one; `terms` are how many each market has in all."""
    at = np.searchsorted(one.keys, other.keys)
    there = np.zeros(len(at), dtype=np.bool_)
    inside = at < len(one.keys)
    there[inside] = one.keys[at[inside]] == other.keys[inside]
    found = []
    for name in _COUNTS[1:]:
        mine, its = getattr(one, name).copy(), getattr(other, name)
        mine[at[there]] += its[there]
        found.append(np.insert(mine, at[~there], its[~there]))
    keys = np.insert(one.keys, at[~there], other.keys[~there])
    documents, titles, occurrences = found
    return Counted(keys, documents, titles, occurrences, max(1.0, sum(terms) / max(1, many)))
