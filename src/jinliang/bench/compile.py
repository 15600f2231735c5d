"""How well and how fast plans are compiled, against the peer that takes every number with a unit for a target.

The plan that ships is measured against its confirmed pack; other texts against annotations beside them.
"""

from __future__ import annotations

import json
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from jinliang.compiler.compile import compile_text
from jinliang.compiler.number import quantities
from jinliang.compiler.text import even
from jinliang.core.refusal import Refusal
from jinliang.packs import load

ROUNDS = 5


def run(texts: Path | None = None) -> dict[str, Any]:
    """The shipped plan and, when a folder with `raw` and `gold` is named, the texts in it."""
    pack = load.shipped_pack("changzhou_2019")
    mentions = [it.span for one in pack.indicators for it in one.mentions]
    told = [_measured("changzhou_2019", pack.text, mentions)]
    if texts is not None:
        if not (texts / "gold").is_dir() or not (texts / "raw").is_dir():
            raise Refusal("no_texts", f"{texts} 里没有 raw 和 gold 两个文件夹", "核对 --texts")
        for file in sorted((texts / "gold").glob("*.json")):
            gold = json.loads(file.read_text("utf-8"))
            raw = texts / "raw" / gold["file"]
            if raw.is_file():
                with raw.open(encoding="utf-8", newline="") as source:
                    told.append(_measured(file.stem, source.read(), [tuple(one["span"]) for one in gold["targets"]]))
    characters = sum(one["characters"] for one in told)
    return {"texts": told, "ms_per_10000_characters": round(sum(one["ms"] for one in told) / characters * 10_000, 1)}


def _measured(name: str, text: str, gold: list[tuple[int, int]]) -> dict[str, Any]:
    times: list[float] = []
    for _ in range(ROUNDS):
        start = perf_counter()
        draft = compile_text(text)
        times.append(perf_counter() - start)
    found, false = _matched([draft.text.span(one.start, one.end) for one in draft.targets], gold)
    plain = even(text)
    peer_found, peer_false = _matched([plain.span(one.start, one.end) for one in quantities(plain.plain)], gold)
    return {
        "text": name,
        "characters": len(text),
        "ms": round(median(times) * 1000, 1),
        "gold": len(gold),
        "found": found,
        "false": false,
        "peer_found": peer_found,
        "peer_false": peer_false,
    }


def _matched(spans: list[tuple[int, int]], gold: list[tuple[int, int]]) -> tuple[int, int]:
    """How many of the gold spans are overlapped, one for one, and how many spans overlap none."""
    left = list(gold)
    false = 0
    for start, end in spans:
        hit = next((one for one in left if one[0] < end and start < one[1]), None)
        if hit is None:
            false += 1
        else:
            left.remove(hit)
    return len(gold) - len(left), false
