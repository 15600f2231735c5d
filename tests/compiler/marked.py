"""Annotated plans for tests: the scoring rules of the bench, small."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from jinliang.compiler.compile import compile_text
from jinliang.compiler.emit import data

PLANS = Path(__file__).parents[1] / "data" / "plans"
PACKS = Path(__file__).parents[2] / "src" / "jinliang" / "packs"
FIELDS = ("op", "approx")


def raw(stem: str) -> str:
    """The stored text of an annotated plan, line ends kept."""
    path = PACKS / "changzhou_2019.txt" if stem == "seed" else PLANS / "raw" / f"{stem}.txt"
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def gold(stem: str) -> dict[str, Any]:
    """The annotation of a plan."""
    told: dict[str, Any] = json.loads((PLANS / "gold" / f"{stem}.json").read_text("utf-8"))
    return told


def compiled(text: str) -> dict[str, Any]:
    """The draft as data."""
    return data(compile_text(text))


def value(one: dict[str, Any]) -> float:
    """Number times multiplier."""
    return round(float(one["number"]) * float(one["multiplier"]), 6)


def clean(words: str) -> str:
    return re.sub(r"[\s“”\"'、，：；·《》()（）,:;]", "", words)


def matched(found: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """Pairs of found and wanted targets whose spans overlap and whose values are equal."""
    left, pairs = list(wanted), []
    for one in found:
        for it in left:
            if one["span"][0] < it["span"][1] and it["span"][0] < one["span"][1] and value(one) == value(it):
                left.remove(it)
                pairs.append((one, it))
                break
    return pairs
