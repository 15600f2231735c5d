"""Matching at any number of listings: how long an index takes, a question takes, and a new listing until it is found.

Listings are made up (`listings`). Only the first few thousand are encoded; the others have their vectors with noise, turned by as much as
two real texts of one trade differ, so that the index works as hard and the benchmark does not take a day.
"""

from __future__ import annotations

import os
import random
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from jinliang.bench import encoding, listings, ranked
from jinliang.bench.encoding import Encoding
from jinliang.bench.ranked import Ranked
from jinliang.engines.retrieval.embedded import EmbeddedIndex
from jinliang.engines.retrieval.encoder import Encoder, Vectors, builtin, unit
from jinliang.engines.retrieval.index import Edition, Vector, Where
from jinliang.engines.retrieval.shelf import Shelf

T = TypeVar("T")

ENCODED: Final = 1_000
QUESTIONS: Final = 200
NOISE: Final = 0.35
"""Length of the noise beside a vector of length 1: a cosine of about .94 to its model."""
WHERE: Final = Where(kind=listings.OFFERS, not_owner=("17",))
CANDIDATES: Final = {"pairs": 100, "words": 80, "vectors": 100}


@dataclass(slots=True)
class Result:
    """Times in ms unless named otherwise. `p50_ms` and `p95_ms` are of whole questions, one after the other in one process;
    `processor_` is the time the process was given, which a busy machine makes no longer.
    """

    documents: int
    index_s: float
    disk_mb: float
    memory_mb: float
    per_second: float
    p50_ms: float
    p95_ms: float
    processor_p50_ms: float
    processor_p95_ms: float
    parts_p50_ms: dict[str, float]
    parts_p95_ms: dict[str, float]
    candidates: float
    vector_recall_at_10: float
    new_lexical_ms: float
    new_dense_ms: float
    encoded: int = ENCODED
    ranked: Ranked | None = None
    encoding: Encoding | None = None


def run(count: int, home: Path, report: Callable[[str], None], peers: bool = True) -> Result:
    """Builds an index of so many listings in a temporary folder and asks it. Raises Refusal no_model."""
    encoder = builtin(home)
    some = min(count, ENCODED)
    report(f"编码 {some:,} 条")
    made = [listings.listing(number) for number in range(some)]
    seeds = encoder.encode([f"{one.title}。{one.text}" for one in made], "passage")
    report(f"建立 {count:,} 条的索引")
    with tempfile.TemporaryDirectory() as folder:
        begun, before = time.perf_counter(), memory()
        shelf = Shelf(Path(folder))
        index = shelf.rebuild(
            Edition("bench", encoder.name, ""), encoder.dimension, listings.entries(count, _vectors(seeds, count))
        )
        index_s = round(time.perf_counter() - begun, 1)
        report(f"提问 {QUESTIONS} 次")
        took, found = _ask(encoder, index, count)
        busy = took.pop("processor")
        whole = [sum(one) for one in zip(*took.values(), strict=True)]
        recall = _recall(index, seeds, count)
        new = _new(shelf, encoder, count)
        result = Result(
            documents=count,
            index_s=index_s,
            disk_mb=round(sum(one.stat().st_size for one in Path(folder).rglob("*") if one.is_file()) / 1e6, 1),
            memory_mb=round(memory() - before, 1),
            per_second=round(1000 / statistics.mean(whole), 1),
            p50_ms=_share(whole, 0.5),
            p95_ms=_share(whole, 0.95),
            processor_p50_ms=_share(busy, 0.5),
            processor_p95_ms=_share(busy, 0.95),
            parts_p50_ms={name: _share(one, 0.5) for name, one in took.items()},
            parts_p95_ms={name: _share(one, 0.95) for name, one in took.items()},
            candidates=round(found, 1),
            vector_recall_at_10=recall,
            new_lexical_ms=new[0],
            new_dense_ms=new[1],
            encoded=some,
        )
    if peers:
        report("从提问到理由：候选、特征、得分")
        result.ranked = ranked.run(count, home, _vectors(seeds, count), WHERE, QUESTIONS)
        result.encoding = encoding.run(home, [f"{one.title}。{one.text}" for one in made], report)
    return result


def _vectors(seeds: Vectors, count: int) -> Iterator[Vector]:
    """A vector for each listing, a block at a time."""
    draw = np.random.default_rng(1)
    for at in range(0, count, len(seeds)):
        noise = draw.normal(scale=NOISE / seeds.shape[1] ** 0.5, size=seeds.shape).astype(np.float32)
        yield from seeds if at == 0 else unit(seeds + noise)


def _ask(encoder: Encoder, index: EmbeddedIndex, count: int) -> tuple[dict[str, list[float]], float]:
    """Asks as the matcher does, and says how long each part took and how many candidates came."""
    took: dict[str, list[float]] = defaultdict(list)
    found: list[int] = []
    for number in range(-10, QUESTIONS):
        one = listings.listing(count + 10 + number)
        text = f"{one.title}。{one.text[: 40 + number % 100]}"
        clock = _Clock(took if number >= 0 else defaultdict(list))  # the first ones warm up
        begun = time.process_time()
        vector = clock("encode", lambda text=text: encoder.encode([text], "query")[0])  # type: ignore[misc]
        terms = clock("terms", lambda text=text: (listings.pairs(text), listings.words(text)))  # type: ignore[misc]
        hits = clock("pairs", lambda terms=terms: index.search_text(terms[0], CANDIDATES["pairs"], "pairs", WHERE))  # type: ignore[misc]
        hits += clock("words", lambda terms=terms: index.search_text(terms[1], CANDIDATES["words"], "words", WHERE))  # type: ignore[misc]
        hits += clock("vectors", lambda vector=vector: index.search_vector(vector, CANDIDATES["vectors"], WHERE))  # type: ignore[misc]
        ids = list(dict.fromkeys(hit.id for hit in hits))
        clock("stored", lambda ids=ids: index.vectors(ids))  # type: ignore[misc]
        if number >= 0:
            took["processor"].append((time.process_time() - begun) * 1000)
            found.append(len(ids))
    return took, statistics.mean(found)


class _Clock:
    """Calls something and writes down how many ms it took."""

    def __init__(self, into: dict[str, list[float]]) -> None:
        self._into = into

    def __call__(self, name: str, call: Callable[[], T]) -> T:
        begun = time.perf_counter()
        answer = call()
        self._into[name].append((time.perf_counter() - begun) * 1000)
        return answer


def _recall(index: EmbeddedIndex, seeds: Vectors, count: int) -> float:
    """How many of the ten nearest are found, against a scan of all of them."""
    draw = np.random.default_rng(7)
    asked = unit(seeds[:50] + draw.normal(scale=NOISE / 20, size=seeds[:50].shape).astype(np.float32))
    best = [[(-2.0, "")] * 10 for _ in asked]
    every = [str(number) for number in range(count)]
    for at in range(0, count, 10_000):
        part = every[at : at + 10_000]
        kept = index.vectors(part)
        scores = asked @ np.stack(list(kept.values())).T
        for place, row in enumerate(scores):
            top = np.argsort(-row)[:10]
            ids = list(kept)
            best[place] = sorted([*best[place], *((float(row[one]), ids[one]) for one in top)], reverse=True)[:10]
    shares = [
        len({id for _, id in kept} & {hit.id for hit in index.search_vector(vector, 10)}) / min(10, count)
        for kept, vector in zip(best, asked, strict=True)
    ]
    return round(statistics.mean(shares), 3)


def _new(shelf: Shelf, encoder: Encoder, count: int) -> tuple[float, float]:
    """How long until a new listing is found by a term that only it has, and by its meaning."""
    lexical, dense = [], []
    for number in range(5):
        made = listings.listing(count + 5_000 + number)
        one = listings.Made(made.title, f"{made.text}龘{chr(0x4E00 + number)}靐")
        draw, id = random.Random(number), f"new-{number}"
        begun = time.perf_counter()
        shelf.current().upsert([listings.entry(id, one, "patent", draw, None)])
        assert [hit.id for hit in shelf.current().search_text([f"龘{chr(0x4E00 + number)}"], 1)] == [id]
        lexical.append((time.perf_counter() - begun) * 1000)
        vector = encoder.encode([f"{one.title}。{one.text}"], "passage")[0]
        shelf.current().upsert([listings.entry(id, one, "patent", draw, vector)])
        assert shelf.current().search_vector(vector, 1)[0].id == id
        dense.append((time.perf_counter() - begun) * 1000)
    return round(statistics.median(lexical), 1), round(statistics.median(dense), 1)


def memory() -> float:
    """Megabytes of this process in memory, mapped files included."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _share(took: list[float], share: float) -> float:
    return round(sorted(took)[min(len(took) - 1, int(len(took) * share))], 2)
