"""Needs are answered with reasons that really caused the answer, offers find needs, experts add up, and nothing fits may be said."""

import random
import tomllib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from engines.retrieval.small_market import NEEDS, OFFERS, market
from jinliang.core.match import Scored, believed
from jinliang.engines.retrieval import meaning as meanings
from jinliang.engines.retrieval import ranker
from jinliang.engines.retrieval.features import Meaning, Offer
from jinliang.engines.retrieval.matcher import Asked, Matcher
from jinliang.engines.retrieval.pool import held
from jinliang.engines.retrieval.profile import Profile, profile
from jinliang.engines.retrieval.text import Plain, plain

WEIGHTS = ranker.shipped()
MATCHER = Matcher(market(), WEIGHTS)
TEXTS = {id: f"{title}\n{text}" for id, title, text in OFFERS}


class Letters:
    """A stand-in for the sentence model: a text's vector is how often its characters fall into each of 64 drawers."""

    def read(self, texts: Sequence[Plain], role: str) -> list[Meaning]:
        found = []
        for one in texts:
            pieces = np.zeros((max(len(one.text), 1), 64), dtype=np.float32)
            for place, letter in enumerate(one.text):
                pieces[place, ord(letter) % 64] = 1
            whole = pieces.sum(axis=0) + 1e-3
            vector = (whole / np.linalg.norm(whole)).astype(np.float32)
            found.append(
                Meaning(vector, vector[None], (pieces * 127).astype(np.int8), np.ones(len(pieces), dtype=np.float32))
            )
        return found


@pytest.mark.parametrize("reader", [None, Letters()], ids=["words", "meaning"])
def test_each_need_finds_its_offer_and_every_match_is_believed(reader: Letters | None) -> None:
    matcher = Matcher(held(OFFERS, reader), WEIGHTS, reader)
    found_at = []
    for title, text in NEEDS.values():
        found = matcher.match(title, text)
        found_at.append([one.document for one in found])
        for one in found:
            believed(one, f"{title}\n{text}", TEXTS[one.document])
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    first = 3 if reader else 1  # the stand-in knows letters, no meaning
    assert sum(answer in places[:first] for answer, places in zip(NEEDS, found_at, strict=True)) >= len(NEEDS) - 1


@pytest.mark.parametrize("need", ["", "   ", "😀🤖", "<p></p>", "qwerty uiop", "\ud800"])
def test_what_says_nothing_is_answered_with_nothing_strong(need: str) -> None:
    assert not [one for one in MATCHER.match("", need) if one.strength in ("strong", "fair")]


@pytest.mark.parametrize(
    "need",
    ["毛刺", "去毛刺" * 2000, "<div>去&#27611;刺&nbsp;<b>交叉孔</b></div>", "鋁閥體交叉孔毛刺怎麼去", "deburr 毛刺"],
)
def test_one_word_long_marked_up_and_traditional_needs_are_answered(need: str) -> None:
    assert MATCHER.match("", need)[0].document in ("electrolytic", "thermal", "flow")


def test_filters_come_before_the_ranking_and_may_leave_nothing() -> None:
    title, text = NEEDS["water"]
    assert MATCHER.match(title, text, only=[]) == []
    assert {one.document for one in MATCHER.match(title, text, only=[0, 1])} <= {"electrolytic", "thermal"}


def test_an_empty_market_answers_nothing() -> None:
    assert Matcher(held([]), WEIGHTS).match("", "去毛刺") == []


def test_conditions_met_and_broken_are_told_and_a_broken_one_is_never_strong() -> None:
    found = {one.document: one for one in MATCHER.match(*NEEDS["electrolytic"], most=12)}
    takt = {id: {one.asked: one.result for one in found[id].reasons.conditions} for id in ("electrolytic", "flow")}
    assert [result for asked, result in takt["electrolytic"].items() if "40" in asked] == ["met"]
    assert [result for asked, result in takt["flow"].items() if "40" in asked] == ["broken"]
    assert found["flow"].strength != "strong"


def test_the_closest_sentence_and_what_stays_uncovered_are_told() -> None:
    first = MATCHER.match(*NEEDS["gas"], most=1)[0].reasons
    assert first.closest is not None
    assert "电池" in first.closest.offered.text
    assert any("烟" in one.text for one in first.uncovered)
    assert not {one.text for one in first.uncovered} & {one.asked[0].text for one in first.phrases}


def test_an_offer_finds_the_need_it_answers() -> None:
    """The other direction is the same judgement over a market of needs."""
    needs = Matcher(held((id, title, text) for id, (title, text) in NEEDS.items()), WEIGHTS)
    found = [needs.match(title, text, most=1)[0].document for id, title, text in OFFERS if id in NEEDS]
    assert sum(one == other for one, other in zip(found, NEEDS, strict=True)) >= len(NEEDS) - 1


def test_experts_are_the_discounted_sum_of_their_documents() -> None:
    found = MATCHER.match(*NEEDS["electrolytic"])
    chance = {one.document: one.chance for one in found}
    owner = {"electrolytic": "甲", "thermal": "乙", "flow": "乙"}
    people = dict(MATCHER.experts(found, owner))
    first, second = sorted((chance["thermal"], chance["flow"]), reverse=True)
    assert people == pytest.approx({"甲": chance["electrolytic"], "乙": first + 0.5 * second})


def without(text: str, spans: Sequence[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = f"{text[:start]} {text[end:]}"
    return text


def shown() -> tuple[list[tuple[str, str, str]], list[tuple[str, str, str]]]:
    """The demonstration market's needs and offers, by id, title and text."""
    needs, offers = [], []
    market = (one for one in files("jinliang.demo").joinpath("market").iterdir() if one.name.endswith(".toml"))
    for file in sorted(market, key=lambda one: one.name):
        for name, rows in tomllib.loads(file.read_text("utf-8")).items():
            (offers if name == "offer" else needs).extend((one["id"], one["title"], one["text"]) for one in rows)
    return needs, offers


class Without:
    """What a match's score would be if the offer's text lacked some pieces, the other candidates staying as they are."""

    def __init__(self, matcher: Matcher, need: Asked, match: Scored) -> None:
        self._matcher, self._need, self._match = matcher, need, match
        self._offers = [matcher.market.offer(one) for one in matcher.candidates(need)]
        self.text = next(one.profile.plain.source for one in self._offers if one.id == match.document)

    def falls(self, spans: Sequence[tuple[int, int]]) -> float:
        title, _, body = without(self.text, spans).partition("\n")
        read = profile(title, body)
        changed = Offer(self._match.document, read, self._matcher.market.statistics.masses(read))
        judged = self._matcher.judge(self._need, [changed if one.id == changed.id else one for one in self._offers])
        ranked = self._matcher.ranked(judged, len(self._offers), explained=0)
        return self._match.score - next(one.score for one in ranked if one.document == changed.id)

    def mass(self, spans: Sequence[tuple[int, int]]) -> float:
        statistics = self._matcher.market.statistics
        bags = (profile("", self.text[start:end]).bags["pair"] for start, end in spans)
        return sum(float(statistics.known("pair", one.keys).idf.sum()) for one in bags)


def at_random(match: Without, marked: Sequence[tuple[int, int]], draw: random.Random) -> list[tuple[int, int]]:
    """Unmarked pieces of a text as long as the marked ones, and at least of the same weight together."""
    taken: list[tuple[int, int]] = []
    for _ in range(300):
        first, last = draw.choice(marked)
        length = last - first
        start = draw.randrange(max(1, len(match.text) - length))
        free = all(start >= end or start + length <= begin for begin, end in [*marked, *taken])
        if free and "\n" not in match.text[start : start + length]:
            taken.append((start, start + length))
        if match.mass(taken) >= match.mass(marked):
            break
    return taken


def test_the_highlighted_phrases_caused_the_match() -> None:
    """Without them the score falls further than without random pieces of equal weight, in nine matches of ten at least."""
    needs, offers = shown()
    matcher, draw, caused = Matcher(held(offers), WEIGHTS), random.Random(3), []
    for _, title, text in needs[::12]:
        need = matcher.asked(title, text)
        for one in matcher.answer(need, 3):
            match = Without(matcher, need, one)
            spans = sorted({(span.start, span.end) for phrase in one.reasons.phrases for span in phrase.offered})
            marked = [span for at, span in enumerate(spans) if at == 0 or span[0] >= spans[at - 1][1]]
            if marked:
                caused.append(match.falls(marked) > match.falls(at_random(match, marked, draw)))
    assert len(caused) >= 25
    assert sum(caused) / len(caused) >= 0.9


def test_what_was_read_is_kept_and_a_torn_entry_is_read_again(tmp_path: Path) -> None:
    class Counting(Letters):
        seen = 0

        def read(self, texts: Sequence[Plain], role: str) -> list[Meaning]:
            self.seen += len(texts)
            return super().read(texts, role)

    reader = Counting()
    texts = [plain("去毛刺"), plain("焊接"), plain("去毛刺")]
    for _ in range(2):
        found = meanings.Remembered(reader, "letters", tmp_path).read(texts, "passage")
        assert found[0].pieces is not None
        assert found[0].pieces.tolist() == found[2].pieces.tolist()
        assert found[0].vector @ found[1].vector < 1
    assert reader.seen == 2
    import sqlite3

    with sqlite3.connect(tmp_path / "meanings.sqlite3") as store:
        store.execute("update meaning set value = substr(value, 1, length(value) - 3)")
    store.close()
    assert meanings.Remembered(reader, "letters", tmp_path).read(texts[:1], "passage")[0].vector.shape == (64,)
    assert reader.seen == 3


def test_profiles_of_a_need_keep_its_sentences() -> None:
    read: Profile = profile("标题", "第一句话写了十几个字以上。第二句话也写了十几个字以上!")
    assert [read.plain.text[a:b].strip()[:3] for a, b in read.sentences] == ["标题", "第一句", "第二句"][
        -len(read.sentences) :
    ]
