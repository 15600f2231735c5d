"""How near candidates are in meaning: as wholes, all of them; by sentences and pieces, those that are looked at closely."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.features import Candidate, Meaning, beside
from jinliang.engines.retrieval.profile import Floats

LOOKED_FOR: Final = 64
"""Pieces of a need that look for their like: the rarest; a long introduction repeats itself."""
SHARPNESS: Final = 8.0
"""How much more near-equal pieces count than merely related ones in late interaction."""


def near(need: Meaning, offers: Sequence[Candidate]) -> Floats | None:
    """How near each candidate is as a whole; None when one of them was not read by the sentence model."""
    vectors = [vector for one in offers if (vector := one.vector) is not None]
    return np.asarray(np.stack(vectors) @ need.vector, dtype=np.float32) if len(vectors) == len(offers) else None


def closer(need: Meaning, offers: Sequence[Candidate]) -> dict[str, Floats]:
    """What the sentence model says of candidates looked at closely: sentence by sentence, and piece by piece."""
    meanings = [one.meaning for one in offers if one.meaning is not None]
    sentences = np.concatenate([one.sentences for one in meanings]).astype(np.float32)
    starts = np.cumsum([0, *(len(one.sentences) for one in meanings[:-1])])
    columns = {
        "near_sentence": np.maximum.reduceat(sentences @ need.vector, starts),
        "near_sentences": np.maximum.reduceat(sentences @ need.sentences.T, starts, axis=0).mean(axis=1),
    }
    if need.pieces is not None and all(one.pieces is not None for one in meanings):
        pieces = [one.pieces for one in meanings if one.pieces is not None]
        columns["pieces"] = interaction(need.pieces, pieces, need.rarity)
    return columns


def expected(values: Floats, places: NDArray[np.int64], near: Floats) -> Floats:
    """Values measured at some places, and at the others what their nearness lets expect: the logarithms lie about a straight line."""
    seen, told = near[places], np.log(np.maximum(values, 1e-4))
    off = seen - seen.mean()
    slope = float(off @ told / (off @ off + 1e-9))
    line = np.exp(told.mean() + slope * (near - seen.mean()))
    found = np.asarray(np.minimum(line, values.max()), dtype=np.float32)
    found[places] = values
    return found


def with_beside(columns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Columns of the sentence model, each with its standard score and place."""
    return {**columns} | {
        f"{name}.{way}": each
        for name, values in columns.items()
        for way, each in beside(values).items()
        if way != "ratio"
    }


def interaction(need: NDArray[np.int8], offers: Sequence[NDArray[np.int8]], rarity: Floats | None) -> Floats:
    """Late interaction: each piece of the need looks for its nearest piece in the offer; near-equals count most.

    After ColBERT (Khattab and Zaharia 2020), with the sharp mean instead of the sum.
    """
    if not len(need):
        return np.zeros(len(offers), dtype=np.float32)
    offers = [one if len(one) else np.zeros((1, need.shape[1]), dtype=np.int8) for one in offers]
    weights = np.ones(len(need), dtype=np.float32) if rarity is None else rarity
    if len(need) > LOOKED_FOR:
        rarest = np.argsort(-weights, kind="stable")[:LOOKED_FOR]
        need, weights = need[rarest], weights[rarest]
    starts = np.cumsum([0, *(len(one) for one in offers[:-1])])
    asked = need.T.astype(np.float32) / np.float32(127 * 127)
    closeness = np.maximum.reduceat(np.concatenate(offers).astype(np.float32) @ asked, starts, axis=0)
    return np.asarray(np.exp(SHARPNESS * (closeness - 1)) @ weights / (weights.sum() + 1e-9), dtype=np.float32)
