"""The matcher: candidates, their features, their score, the verdict and the reasons; from a need to offers, and back.

It asks an index for candidates and a source for the offers themselves, so the same judgement stands on a market in memory, on the
product's index and on a server. It may answer that nothing fits.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Protocol

import numpy as np

from jinliang.core.condition import Condition, conditions, verdicts
from jinliang.core.match import Compared, Reasons, Scored, chance, strength, together
from jinliang.engines.retrieval import ranker
from jinliang.engines.retrieval.features import Meaning, Offer, Table, Terms, against, lexical, meant
from jinliang.engines.retrieval.meaning import Reader
from jinliang.engines.retrieval.profile import Floats, Profile, Statistics, profile
from jinliang.engines.retrieval.ranker import Mode, Weights
from jinliang.engines.retrieval.reasons import reasons
from jinliang.engines.retrieval.text import Kind

ASKED: Final[Mapping[Kind, int]] = {"pair": 100, "word": 80, "char": 60}
"""Candidates asked of each kind of terms; the vectors are asked for NEAREST."""
NEAREST: Final = 100
_NOTHING: Final = Reasons()
EXPLAINED: Final = 10
"""Matches at the top of a list that come with their reasons."""


class Market(Protocol):
    """Where candidates come from: offers by their number, and what the market says about terms."""

    statistics: Statistics

    def search_text(self, need: Profile, kind: Kind, most: int) -> Sequence[int]:
        """The offers that share most terms of one kind with a need, the best first."""
        ...

    def search_vector(self, vector: Floats, most: int) -> Sequence[int]:
        """The offers whose vectors are nearest, the best first."""
        ...

    def offer(self, number: int) -> Offer:
        """An offer ready to be judged."""
        ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A need as the matcher reads it; the meaning is None where there is no sentence model."""

    profile: Profile
    meaning: Meaning | None
    spoken: float


@dataclass(frozen=True, slots=True)
class Judged:
    """All candidates of a need with their features and terms: what training and reasons start from."""

    need: Asked
    offers: tuple[Offer, ...]
    table: Table


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

    def judge(self, need: Asked, offers: Sequence[Offer]) -> Judged:
        """The features of a need's candidates."""
        terms = against(need.profile, offers, self.market.statistics)
        return Judged(need, tuple(offers), self.table(need, offers, terms))

    def table(self, need: Asked, offers: Sequence[Offer], terms: Mapping[Kind, Terms]) -> Table:
        """The features when the terms are known."""
        columns = lexical(need.profile, offers, terms, ranker.term_weights(self.weights, need.spoken))
        columns |= compared(need.profile, offers)
        if need.meaning is not None and all(one.meaning is not None for one in offers) and offers:
            columns |= meant(need.meaning, offers)
        rows = np.stack(list(columns.values()), axis=1).astype(np.float32)
        return Table(tuple(columns), rows, terms)

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
        found = []
        term_weights = ranker.term_weights(self.weights, need.spoken)
        for place, one in enumerate(order):
            offer, level = judged.offers[one], float(scores[one])
            hard = tuple(condition_by_condition(need.profile, offer.profile))
            likely = chance(level)
            found.append(
                Scored(
                    offer.id,
                    level,
                    likely,
                    strength(likely, steps, hard),
                    weighing.base,
                    weighing.contributions(values[one]) if place < explained else (),
                    reasons(need.profile, need.meaning, offer, judged.table.terms, term_weights, one, hard)
                    if place < explained
                    else _NOTHING,
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


@lru_cache(maxsize=20_000)
def _conditions(text: str) -> tuple[Condition, ...]:
    return conditions(text)


def condition_by_condition(need: Profile, offer: Profile) -> Iterable[Compared]:
    """Each numeric condition of the need, and what the offer says about it."""
    asked = _conditions(need.plain.source)
    for one in verdicts(asked, _conditions(offer.plain.source)) if asked else ():
        if not (one.asked.waived or one.asked.aside):
            yield Compared(one.result, one.asked.text, one.offered.text if one.offered else "")


def compared(need: Profile, offers: Sequence[Offer]) -> dict[str, Floats]:
    """How many numeric conditions of the need each offer meets, breaks and leaves open."""
    counts: list[Counter[str]] = [
        Counter(one.result for one in condition_by_condition(need, offer.profile)) for offer in offers
    ]
    return {
        column: np.array([min(one[result], 4) for one in counts], dtype=np.float32)
        for column, result in (("met", "met"), ("broken", "broken"), ("open", "unknown"))
    }
