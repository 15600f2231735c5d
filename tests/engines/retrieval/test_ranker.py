"""Weights are learned, kept and mixed; the score is a dot product and its parts add up."""

import json

import numpy as np
import pytest

from engines.retrieval.small_market import NEEDS, market
from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval import fitting, ranker, training
from jinliang.engines.retrieval.matcher import Matcher, mode_of
from jinliang.engines.retrieval.ranker import MODES, Weights

WEIGHTS = ranker.shipped()


def test_the_shipped_weights_serve_every_mode_and_are_the_same_after_a_round_trip() -> None:
    again = Weights.from_json(json.loads(json.dumps(WEIGHTS.to_json())))
    assert again.to_json() == WEIGHTS.to_json()
    for mode in MODES:
        line = WEIGHTS.lines[mode]
        assert ("pieces" in line.columns, "near" in line.columns) == (mode == "full", mode != "lexical")
        assert all(np.abs(line.weights[name]).sum() > 0 for name in ranker.REGISTERS)
    for steps in WEIGHTS.steps.values():
        assert 0 < steps.weak < steps.fair <= steps.strong < 1


def test_no_feature_looks_at_a_price() -> None:
    assert not [one for line in WEIGHTS.lines.values() for one in line.columns if "price" in one or "budget" in one]


@pytest.mark.parametrize(
    "told", [{}, {"version": "1"}, {**WEIGHTS.to_json(), "lines": {}}, {**WEIGHTS.to_json(), "spoken": "x"}]
)
def test_broken_weights_are_refused(told: dict[str, object]) -> None:
    with pytest.raises(Refusal) as refused:
        Weights.from_json(told)
    assert refused.value.code == "weights_broken"


def test_a_workshop_is_heard() -> None:
    spoken = [ranker.register(f"{title}\n{text}", WEIGHTS) for title, text in NEEDS.values()]
    paper = ranker.register(
        "针对铝合金阀体相贯孔毛刺难以去除的问题，研究了电解工艺参数对棱边质量的影响，为提高阀体清洁度提供了理论依据。",
        WEIGHTS,
    )
    assert np.mean(spoken) > 0.5 > paper
    assert min(spoken) > paper


def test_the_score_is_the_sum_of_its_contributions() -> None:
    matcher = Matcher(market(), WEIGHTS)
    for title, text in NEEDS.values():
        for one in matcher.match(title, text, most=3):
            assert one.contributions[-1].feature == "rest"
            assert one.base + sum(each.points for each in one.contributions) == pytest.approx(one.score, abs=1e-3)


def test_lessons_are_learned() -> None:
    """From weights that know nothing, seven needs teach enough to answer the eighth better than at random, and their own first."""
    matcher = Matcher(market(), training.blank())
    lessons = [
        training.lesson(matcher, matcher.asked(title, text), {answer: 3.0}) for answer, (title, text) in NEEDS.items()
    ]
    weights = training.learned(matcher.weights, "workshop", lessons, matcher, "test")
    assert weights.version == "test"
    assert not weights.lines["lexical"].weights["paper"].any()
    taught = Matcher(
        market(), training.tell_apart(weights, ["为了提高精度，研究了该方法。"], [text for _, text in NEEDS.values()])
    )
    assert [taught.match(title, text, most=1)[0].document for title, text in NEEDS.values()] == list(NEEDS)
    assert mode_of(taught.judge(taught.asked("", "毛刺"), market().offers).table) == "lexical"


def test_the_lowest_place_of_a_bent_valley_is_found() -> None:
    def valley(at: fitting.Doubles) -> tuple[float, fitting.Doubles]:
        x, y = at
        return (1 - x) ** 2 + 100 * (y - x * x) ** 2, np.array(
            [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)]
        )

    assert fitting.lowest(valley, np.array([-1.2, 1.0])) == pytest.approx([1, 1], abs=1e-3)


def test_what_is_of_use_is_put_first_and_its_chance_is_true() -> None:
    draw = np.random.default_rng(5)
    lessons = []
    for _ in range(80):
        rows = draw.normal(size=(12, 3)).astype(np.float32)
        gains = np.zeros(12, dtype=np.float32)
        gains[(rows @ [2.0, -1.0, 0.0] + 0.3 * draw.normal(size=12)).argmax()] = 7
        lessons.append(fitting.Graded(rows, gains))
    weights, base = fitting.order(lessons, np.zeros(3), firm=1, chance=1.0)
    assert weights[0] > -weights[1] > abs(weights[2])
    scores = np.concatenate([one.rows @ weights + base for one in lessons])
    assert (1 / (1 + np.exp(-scores))).mean() == pytest.approx(1 / 12, abs=0.01)
