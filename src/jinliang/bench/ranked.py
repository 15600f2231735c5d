"""Whole questions through the matcher: candidates from an index on disk, features, score, verdict and reasons.

Offers are held in memory with one vector each, so that the measure is of the matching and not of where offers are kept.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jinliang.bench import listings
from jinliang.engines.retrieval import ranker
from jinliang.engines.retrieval.encoder import Encoder
from jinliang.engines.retrieval.features import Meaning, Offer
from jinliang.engines.retrieval.index import Edition, Entry, Vector, Where
from jinliang.engines.retrieval.market import IndexMarket, entry
from jinliang.engines.retrieval.matcher import Matcher
from jinliang.engines.retrieval.meaning import VectorReader
from jinliang.engines.retrieval.profile import Statistics, profile
from jinliang.engines.retrieval.shelf import Shelf

SAMPLE: Final = 20_000
"""Offers that the market's statistics are taken from."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """Times in ms of whole questions, the parts they are made of, and the time the process was given."""

    weights: str
    candidates: float
    p50_ms: float
    p95_ms: float
    processor_p50_ms: float
    processor_p95_ms: float
    parts_p50_ms: dict[str, float]


def run(count: int, encoder: Encoder, vectors: Iterator[Vector], where: Where, questions: int) -> Ranked:
    """Asks the matcher about an index of so many listings."""
    profiles = []
    for number in range(count):
        made = listings.listing(number)
        profiles.append(profile(made.title, made.text))
    told = Statistics.of(profiles[:SAMPLE])
    offers: dict[str, Offer] = {}

    def entries() -> Iterator[Entry]:
        for number, read in enumerate(profiles):
            id, vector, draw = str(number), next(vectors), random.Random(-number - 1)
            offers[id] = Offer(id, read, told.masses(read), Meaning(vector, vector[None]))
            yield entry(id, read, vector, kind=draw.choice(listings.KINDS), owner=str(draw.randrange(3000)))

    with tempfile.TemporaryDirectory() as folder:
        index = Shelf(Path(folder)).rebuild(Edition("bench", encoder.name, ""), encoder.dimension, entries())
        matcher = Matcher(IndexMarket(index, told, offers.__getitem__, where), ranker.shipped(), VectorReader(encoder))
        return _measured(matcher, count, questions)


def _measured(matcher: Matcher, count: int, questions: int) -> Ranked:
    whole: list[float] = []
    busy: list[float] = []
    parts: dict[str, list[float]] = {"read": [], "candidates": [], "features": [], "score": []}
    found: list[int] = []
    for number in range(-5, questions):
        made = listings.listing(count + 5 + number)
        text = f"{made.title}。{made.text[: 40 + number % 100]}"
        used, begun = time.process_time(), time.perf_counter()
        need = matcher.asked("", text)
        asked = time.perf_counter()
        numbers = matcher.candidates(need)
        brought = time.perf_counter()
        judged = matcher.judge(need, [matcher.market.offer(one) for one in numbers])
        seen = time.perf_counter()
        matcher.ranked(judged, 100)
        done = time.perf_counter()
        if number >= 0:
            busy.append((time.process_time() - used) * 1000)
            whole.append((done - begun) * 1000)
            found.append(len(numbers))
            for name, took in zip(parts, (asked - begun, brought - asked, seen - brought, done - seen), strict=True):
                parts[name].append(took * 1000)
    return Ranked(
        matcher.weights.version,
        round(statistics.mean(found), 1),
        _share(whole, 0.5),
        _share(whole, 0.95),
        _share(busy, 0.5),
        _share(busy, 0.95),
        {name: _share(took, 0.5) for name, took in parts.items()},
    )


def _share(took: list[float], part: float) -> float:
    return round(sorted(took)[int(len(took) * part)], 2)
