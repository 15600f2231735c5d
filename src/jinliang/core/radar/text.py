"""Which contracts say the same in other words: pairs of texts that share most of their own wording.

Runs of four characters, looked up by runs of eight; those that most texts have, such as the wording of a model contract, count for
nothing. Party names, digits and punctuation are left out, since those are what a copyist changes first.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, islice

from jinliang.core.radar.case import Scene, SeenContract

_RUN, _LONG = 4, 8
_RAREST, _SHARED = 16, 4
"""A text is looked up by so many of its rarest long runs, and compared with those that share so many of them."""
_CROWD, _NEIGHBOURS = 40, 4
"""In a crowd of more than so many texts each is compared with so many that follow."""
_COMMON = 2
"""What one text in so many has is common wording: a line low enough to drop turns of phrase would count a copyist's changes to them but
not what he left."""
_LEAST = 12
"""A text with fewer runs of its own says too little to be compared."""
_DROPPED = re.compile(r"[\W\d_]+")


def plain(text: str, *names: str) -> str:
    """The letters of a text, without the names.

    >>> plain("甲公司开发2号铝合金模型。", "甲公司")
    '开发号铝合金模型'
    """
    text = unicodedata.normalize("NFKC", text)
    for name in filter(None, names):
        text = text.replace(unicodedata.normalize("NFKC", name), "")
    return _DROPPED.sub("", text).lower()


def _runs(text: str, long: int) -> frozenset[str]:
    return frozenset(text[at : at + long] for at in range(len(text) - long + 1))


def alike(
    scene: Scene, contracts: Sequence[SeenContract], line: float
) -> Iterator[tuple[SeenContract, SeenContract, float]]:
    """Every pair of contracts of which one has at least the line (0 to 1) of the other's own wording, the earlier first.

    Nearly linear: a text is compared only with those that share some of its rarest runs; where a crowd shares a run, with its neighbours.
    """
    ordered = sorted(contracts, key=lambda one: (one.signed_on, one.id))
    texts = [plain(one.text, scene.name(one.seller), scene.name(one.buyer)) for one in ordered]
    shared = _candidates([_runs(text, _LONG) for text in texts])
    sets = [_runs(text, _RUN) for text in texts]
    often = Counter(run for found in sets for run in found)
    common = max(_CROWD, len(sets) // _COMMON)
    own = [frozenset(run for run in found if often[run] <= common) for found in sets]
    for one, two in shared:
        least = min(len(own[one]), len(own[two]))
        if least >= _LEAST:
            likeness = len(own[one] & own[two]) / least
            if likeness >= line:
                yield ordered[one], ordered[two], likeness


def _candidates(sets: Sequence[frozenset[str]]) -> list[tuple[int, int]]:
    """The pairs that share enough of their rarest runs, in order."""
    often = Counter(run for found in sets for run in found)
    where: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(sets):
        for run in sorted((run for run in found if often[run] > 1), key=lambda run: (often[run], run))[:_RAREST]:
            where[run].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    for places in where.values():
        if len(places) <= _CROWD:
            shared.update(combinations(places, 2))
        else:
            shared.update(
                (one, two) for at, one in enumerate(places) for two in islice(places, at + 1, at + 1 + _NEIGHBOURS)
            )
    return sorted(pair for pair, times in shared.items() if times >= _SHARED)
