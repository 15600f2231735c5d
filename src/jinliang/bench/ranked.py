"""Whole questions through the matcher, as the site asks them: a market on disk, all modes of the built-in model, conditions, reasons.

Everything is in the time: reading the need by meaning, candidates, features, score, verdict, and the reasons of the matches shown. Made-up
listings take the meaning of one of the few that were read, its vector turned a little, so that the benchmark does not take a day.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from jinliang.bench import listings
from jinliang.engines.retrieval import ranker
from jinliang.engines.retrieval.book import Book, Told
from jinliang.engines.retrieval.encoder import Vectors
from jinliang.engines.retrieval.features import Meaning
from jinliang.engines.retrieval.index import Edition, Where
from jinliang.engines.retrieval.matcher import Matcher
from jinliang.engines.retrieval.meaning import Reader, reader_of
from jinliang.engines.retrieval.profile import profile

READ: Final = 500
SHOWN: Final = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """Times in ms of whole questions, the parts they are made of, and the time the process was given; how long the book took."""

    weights: str
    made_s: float
    disk_mb: float
    candidates: float
    p50_ms: float
    p95_ms: float
    processor_p50_ms: float
    processor_p95_ms: float
    parts_p50_ms: dict[str, float]
    parts_p95_ms: dict[str, float]


def run(count: int, home: Path, vectors: Iterator[Vectors], where: Where, questions: int) -> Ranked:
    """Makes a market of so many listings and asks the matcher about it."""
    reader = reader_of("builtin", home)
    made = [listings.listing(number) for number in range(min(count, READ))]
    read = reader.read([profile(one.title, one.text).plain for one in made], "passage")

    def meaning(told: Told) -> Meaning:
        vector = next(vectors)
        return replace(read[int(told.id) % len(read)], vector=vector)

    def told() -> Iterator[Told]:
        for number in range(count):
            one, draw = listings.listing(number), random.Random(-number - 1)
            yield Told(
                str(number), one.title, one.text, kind=draw.choice(listings.KINDS), owner=str(draw.randrange(3000))
            )

    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        book = Book(Path(folder), Edition("bench", "builtin", ""), len(read[0].vector))
        book.make(told, meaning)
        took = time.perf_counter() - begun
        size = sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file())
        return _measured(book, reader, where, count, questions, round(took, 1), round(size / 1e6, 1))


def _measured(
    book: Book, reader: Reader, where: Where, count: int, questions: int, made_s: float, disk_mb: float
) -> Ranked:
    whole: list[float] = []
    busy: list[float] = []
    parts: dict[str, list[float]] = {"read": [], "candidates": [], "features": [], "score and reasons": []}
    found: list[int] = []
    for number in range(-10, questions):
        made = listings.listing(count + 10 + number)
        text = f"{made.title}。{made.text[: 40 + number % 100]}"
        used, begun = time.process_time(), time.perf_counter()
        matcher = Matcher(book.market(where), ranker.shipped(), reader)
        need = matcher.asked("", text)
        asked = time.perf_counter()
        numbers = matcher.candidates(need)
        brought = time.perf_counter()
        judged = matcher.judge(need, [matcher.market.offer(one) for one in numbers])
        seen = time.perf_counter()
        matcher.ranked(judged, SHOWN, SHOWN)
        done = time.perf_counter()
        if number >= 0:
            busy.append((time.process_time() - used) * 1000)
            whole.append((done - begun) * 1000)
            found.append(len(numbers))
            for name, took in zip(parts, (asked - begun, brought - asked, seen - brought, done - seen), strict=True):
                parts[name].append(took * 1000)
    return Ranked(
        ranker.shipped().version,
        made_s,
        disk_mb,
        round(statistics.mean(found), 1),
        _share(whole, 0.5),
        _share(whole, 0.95),
        _share(busy, 0.5),
        _share(busy, 0.95),
        {name: _share(took, 0.5) for name, took in parts.items()},
        {name: _share(took, 0.95) for name, took in parts.items()},
    )


def _share(took: list[float], part: float) -> float:
    return round(sorted(took)[int(len(took) * part)], 2)
