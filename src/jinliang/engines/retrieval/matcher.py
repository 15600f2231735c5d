"""The matcher: candidates, their features, their score, the verdict and the reasons; from a need to offers, and back.

It asks an index for candidates and a source for the offers themselves, so the same judgement stands on a market in memory, on the
product's index and on a server. It may answer that nothing fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from jinliang.core.condition import Condition, conditions, verdicts
from jinliang.core.match import Compared, Reasons, Scored, chance, strength, together
from jinliang.engines.retrieval import ranker
from jinliang.engines.retrieval.features import (
    Candidate,
    Meaning,
    Table,
    Terms,
    against,
    lexical,
)
from jinliang.engines.retrieval.meaning import Reader
from jinliang.engines.retrieval.nearness import closer, expected, near, with_beside
from jinliang.engines.retrieval.profile import Floats, Profile, Statistics, profile
from jinliang.engines.retrieval.ranker import Mode, Weights
from jinliang.engines.retrieval.reasons import Reasoning
from jinliang.engines.retrieval.text import Kind

ASKED: Final[Mapping[Kind, int]] = {"pair": 100, "word": 80, "char": 60}
"""Candidates asked of each kind of terms; the vectors are asked for NEAREST."""
NEAREST: Final = 100
_NOTHING: Final = Reasons()
CLOSE: Final = 50
"""Candidates looked at closely, the best by their words and their vectors: piece by piece, sentence by sentence, number by number."""
EXPLAINED: Final = 10
"""Matches at the top of a list that come with their reasons, those that are of some use: what is called none is not shown."""


class Market(Protocol):
    """Where candidates come from: offers by their number, and what the market says about terms."""

    statistics: Statistics

    def search_text(self, need: Profile, kind: Kind, most: int) -> Sequence[int]:
        """The offers that share most terms of one kind with a need, the best first."""
        ...

    def search_vector(self, vector: Floats, most: int) -> Sequence[int]:
        """The offers whose vectors are nearest, the best first."""
        ...

    def offer(self, number: int) -> Candidate:
        """An offer ready to be judged."""
        ...


@dataclass(frozen=True)
class Asked:
    """A need as the matcher reads it; the meaning is None where there is no sentence model."""

    profile: Profile
    meaning: Meaning | None
    spoken: float

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The numeric conditions it tells."""
        return conditions(self.profile.plain.source)


@dataclass(frozen=True, slots=True)
class Judged:
    """All candidates of a need with their features and terms: what training and reasons start from.

    `conditions` are the need's, one by one, against each candidate that was looked at closely, by its place.
    """

    need: Asked
    offers: tuple[Candidate, ...]
    table: Table
    conditions: Mapping[int, tuple[Compared, ...]]


class Matcher:
    """Judges needs against a market with one set of weights; without a reader it goes by words alone."""

    def __init__(self, market: Market, weights: Weights, reader: Reader | None = None) -> None:
        self.market, self.weights, self._reader = market, weights, reader

    def asked(self, title: str, text: str) -> Asked:
        """A need ready to be judged."""
        return self.asked_all([(title, text)])[0]

    def asked_all(self, needs: Sequence[tuple[str, str]]) -> list[Asked]:
        """Needs ready to be judged, told by title and text; many at once are remembered by the reader."""
        read = [profile(title, text) for title, text in needs]
        meanings = self._reader.read([one.plain for one in read], "query") if self._reader else [None] * len(read)
        return [
            Asked(one, meaning if one.plain.text.strip() else None, ranker.register(one.plain.text, self.weights))
            for one, meaning in zip(read, meanings, strict=True)
        ]

    def candidates(self, need: Asked) -> list[int]:
        """The offers worth judging, in the order in which they were found."""
        found: dict[int, None] = {}
        for kind, most in ASKED.items():
            found |= dict.fromkeys(self.market.search_text(need.profile, kind, most))
        if need.meaning is not None:
            found |= dict.fromkeys(self.market.search_vector(need.meaning.vector, NEAREST))
        return list(found)

    def judge(self, need: Asked, offers: Sequence[Candidate]) -> Judged:
        """The features of a need's candidates, of the best of them all that can be told."""
        terms = against(need.profile, offers, self.market.statistics)
        columns = lexical(need.profile, offers, terms, ranker.term_weights(self.weights, need.spoken))
        whole = near(need.meaning, offers) if need.meaning is not None and offers else None
        close = self._close(need, columns, whole, terms, len(offers))
        hard = {int(one): tuple(condition_by_condition(need, offers[one])) for one in close} if need.conditions else {}
        columns |= compared(need, hard, len(offers))
        if need.meaning is not None and whole is not None:
            seen = closer(need.meaning, [offers[one] for one in close])
            columns |= with_beside(
                {"near": whole} | {name: expected(values, close, whole) for name, values in seen.items()}
            )
        return Judged(need, tuple(offers), _table(columns, terms), hard)

    def _close(
        self,
        need: Asked,
        columns: Mapping[str, Floats],
        near: Floats | None,
        terms: Mapping[Kind, Terms],
        many: int,
    ) -> NDArray[np.int64]:
        """Which candidates are looked at closely: the best by what is known of all. Weights that know nothing look at all of them."""
        weighing = ranker.mixed(self.weights, "lexical" if near is None else "vector", need.spoken)
        if many <= CLOSE or not weighing.line.columns:
            return np.arange(many)
        known = columns if near is None else {**columns, **with_beside({"near": near})}
        scores = weighing.scores(weighing.values(_table(known, terms)))
        return np.sort(np.argsort(-scores, kind="stable")[:CLOSE])

    def match(
        self, title: str, text: str, most: int = 100, only: Iterable[int] | None = None, explained: int = EXPLAINED
    ) -> list[Scored]:
        """The offers for a need, the best first; `only` are those that pass the filters. Nothing where nothing fits."""
        return self.answer(self.asked(title, text), most, only, explained)

    def answer(
        self, need: Asked, most: int = 100, only: Iterable[int] | None = None, explained: int = EXPLAINED
    ) -> list[Scored]:
        """The same for a need that is ready."""
        passing = None if only is None else set(only)
        numbers = [one for one in self.candidates(need) if passing is None or one in passing]
        if not numbers:
            return []
        judged = self.judge(need, [self.market.offer(one) for one in numbers])
        return self.ranked(judged, most, explained)

    def ranked(self, judged: Judged, most: int, explained: int = EXPLAINED) -> list[Scored]:
        """Judged candidates in order, with verdicts, and reasons for the first ones."""
        need = judged.need
        weighing = ranker.mixed(self.weights, mode_of(judged.table), need.spoken)
        values = weighing.values(judged.table)
        scores = weighing.scores(values)
        steps = ranker.steps(self.weights, need.spoken)
        order = sorted(range(len(scores)), key=lambda one: (-float(scores[one]), judged.offers[one].id))[:most]
        why = Reasoning(need.profile, need.meaning, judged.table.terms, ranker.term_weights(self.weights, need.spoken))
        found = []
        for place, one in enumerate(order):
            offer, level = judged.offers[one], float(scores[one])
            hard = judged.conditions.get(one, ())
            likely = chance(level)
            verdict = strength(likely, steps, hard)
            found.append(
                Scored(
                    offer.id,
                    level,
                    likely,
                    verdict,
                    weighing.base,
                    weighing.contributions(values[one]) if place < explained else (),
                    why.of(offer, one, hard) if place < explained and verdict != "none" else _NOTHING,
                )
            )
        return found

    def experts(
        self, matches: Sequence[Scored], owner: Mapping[str, str], discount: float = 0.5
    ) -> list[tuple[str, float]]:
        """People by what their documents say together, the best first; a document without an owner says nothing."""
        by_person: dict[str, list[float]] = {}
        for one in matches:
            if one.document in owner:
                by_person.setdefault(owner[one.document], []).append(one.chance)
        return sorted(
            ((who, together(many, discount)) for who, many in by_person.items()), key=lambda one: (-one[1], one[0])
        )


def mode_of(table: Table) -> Mode:
    """Which weights a table of features asks for."""
    return "full" if "pieces" in table.columns else "vector" if "near" in table.columns else "lexical"


def _table(columns: Mapping[str, Floats], terms: Mapping[Kind, Terms]) -> Table:
    return Table(tuple(columns), np.stack(list(columns.values()), axis=1).astype(np.float32), terms)


def condition_by_condition(need: Asked, offer: Candidate) -> Iterable[Compared]:
    """Each numeric condition of the need, and what the offer says about it."""
    for one in verdicts(need.conditions, offer.conditions):
        if not (one.asked.waived or one.asked.aside):
            yield Compared(one.result, one.asked.text, one.offered.text if one.offered else "")


def compared(need: Asked, hard: Mapping[int, Sequence[Compared]], many: int) -> dict[str, Floats]:
    """How many numeric conditions of the need each offer meets, breaks and leaves open; all are open where nobody has looked."""
    asked = sum(not (one.waived or one.aside) for one in need.conditions)
    none: Counter[str] = Counter(unknown=asked)
    counts = [Counter[str](one.result for one in hard[at]) if at in hard else none for at in range(many)]
    return {
        column: np.array([min(one[result], 4) for one in counts], dtype=np.float32)
        for column, result in (("met", "met"), ("broken", "broken"), ("open", "unknown"))
    }
