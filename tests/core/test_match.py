"""Matches: numbers that add up, words that stand where they are said to stand, and verdicts that conditions can lower."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.core.match import (
    Closest,
    Compared,
    Contribution,
    Phrase,
    Reasons,
    Scored,
    Span,
    Steps,
    believed,
    chance,
    strength,
    together,
)
from jinliang.core.refusal import Refusal

NEED = "液压阀块交叉孔去毛刺，一件最多给40秒"
OFFER = "电解去毛刺，单件15~25秒"
STEPS = Steps(strong=0.7, fair=0.4, weak=0.1)
MATCH = Scored(
    "A071",
    1.0,
    chance(1.0),
    "strong",
    -0.5,
    (Contribution("word.cover", "词语·需求用词的覆盖", 2.0, 0.5), Contribution("rest", "其余各项", 0.5, 1.0)),
    Reasons(
        (Phrase((Span(7, 10, "去毛刺"),), (Span(2, 5, "去毛刺"),), 0.4),),
        Closest(Span(0, 5, "电解去毛刺"), 0.9),
        (Compared("met", "最多给40秒", "单件15~25秒"),),
        (Span(4, 7, "交叉孔"),),
    ),
)


def test_a_match_whose_numbers_add_up_and_whose_words_stand_in_the_texts_is_believed() -> None:
    assert believed(MATCH, NEED, OFFER) is MATCH


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (replace(MATCH, base=0.5), "不等于得分"),
        (replace(MATCH, chance=0.99), "可能性与得分不符"),
        (
            replace(MATCH, reasons=Reasons((Phrase((Span(0, 3, "去毛刺"),), (Span(2, 5, "去毛刺"),), 0.4),))),
            "不在需求原文",
        ),
        (replace(MATCH, reasons=Reasons((Phrase((), (Span(0, 3, "去毛刺"),), 0.4),))), "不在供给原文"),
        (replace(MATCH, reasons=Reasons(closest=Closest(Span(0, 99, "编出来的一句"), 0.9))), "不在供给原文"),
        (replace(MATCH, reasons=Reasons(uncovered=(Span(0, 2, "酸洗"),))), "不在需求原文"),
    ],
)
def test_what_an_engine_makes_up_is_not_believed(wrong: Scored, told: str) -> None:
    with pytest.raises(Refusal) as refused:
        believed(wrong, NEED, OFFER)
    assert refused.value.code == "match_not_believed"
    assert told in refused.value.why


def test_reasons_are_kept_as_texts() -> None:
    assert MATCH.reasons.told() == {
        "phrases": ["去毛刺"],
        "need_phrases": ["去毛刺"],
        "sentence": "电解去毛刺",
        "conditions": [{"state": "met", "asked": "最多给40秒", "offered": "单件15~25秒"}],
        "uncovered": ["交叉孔"],
    }


def test_a_broken_condition_takes_a_step_off_the_verdict_and_an_unknown_one_does_not() -> None:
    broken, unknown = Compared("broken", "a"), Compared("unknown", "b")
    assert strength(0.9, STEPS, [unknown, unknown]) == "strong"
    assert strength(0.9, STEPS, [broken]) == "fair"
    assert strength(0.9, STEPS, [broken, broken, broken]) == "weak"
    assert strength(0.01, STEPS, [broken]) == "none"


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_higher_score_is_never_a_lower_chance(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= chance(low) <= chance(high) <= 1


@given(st.lists(st.floats(0, 1), max_size=8), st.floats(0, 1))
def test_another_document_never_lowers_an_expert_and_the_order_of_documents_is_nothing(
    scores: list[float], more: float
) -> None:
    assert together([*scores, more]) >= together(scores) - 1e-12
    assert together(scores) == together(scores[::-1])
