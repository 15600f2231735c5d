"""What a match teaches: grades go before outcomes, what nobody saw teaches nothing, a reason that is not technical does not either."""

from __future__ import annotations

from datetime import date

import pytest

from jinliang.core.grade import LABELS, OUTCOMES, Followed, Label, label, outcome
from jinliang.core.ranker import Listed, Need, RankerCase, behind, compared, few, worse
from jinliang.site.pages.match import WHY_NOT

DAY = date(2021, 6, 18)


@pytest.mark.parametrize(
    ("followed", "became"),
    [
        (Followed(False), "unseen"),
        (Followed(True), "silent"),
        (Followed(True, need="no", need_reason="领域不对"), "unfit"),
        (Followed(True, offer="no", offer_reason="指标达不到"), "short"),
        (Followed(True, need="no", need_reason="时间赶不上"), "aside"),
        (Followed(True, need="no", need_reason="老板说再等等"), "aside"),
        (Followed(True, need="yes"), "keen"),
        (Followed(True, need="yes", offer="no", offer_reason="价格不合适"), "keen"),
        (Followed(True, need="yes", offer="yes"), "both"),
        (Followed(True, need="yes", offer="yes", deal="terms"), "both"),
        (Followed(True, need="yes", offer="yes", deal="fallen"), "fallen"),
        (Followed(True, need="yes", offer="yes", deal="signed"), "signed"),
        (Followed(True, need="yes", offer="yes", deal="closed"), "registered"),
    ],
)
def test_every_match_has_one_outcome(followed: Followed, became: str) -> None:
    assert outcome(followed) == became


def test_every_outcome_has_a_word_and_a_line_in_the_table() -> None:
    assert set(OUTCOMES) == set(LABELS)


def test_price_time_and_other_ways_teach_nothing() -> None:
    taught = {why: label(Followed(True, need="no", need_reason=why)) for why in WHY_NOT}
    assert {why for why, one in taught.items() if one is not None} == {"领域不对", "指标达不到"}


def test_a_grade_goes_before_what_became_of_the_match() -> None:
    declined = Followed(True, need="no", need_reason="领域不对")
    assert label(declined) == Label(0.0, 1.0, "outcome")
    assert label(declined, [3, 2]) == Label(2.5, 1.0, "grade")


def need(id: str, before: str, after: str, **grades: float) -> Need:
    return Need(id, tuple(Listed(one, "fair") for one in before), tuple(Listed(one, "strong") for one in after), grades)


def test_a_candidate_is_measured_on_the_needs_that_can_tell() -> None:
    told = compared(
        [need("1", "abx", "xba", a=0, b=3), need("2", "ab", "ba", a=3, b=3)], lambda moved: (min(moved), max(moved))
    )
    assert (told["needs"], told["telling"]) == (2, 1)
    assert told["ndcg"] == {"before": 0.6309, "after": 1.0, "moved": 0.3691, "low": 0.3691, "high": 0.3691}
    assert told["recall"]["after"] == 1.0
    assert told["strong"] == {"before": {"called": 0, "right": 0}, "after": {"called": 4, "right": 3}}


def test_too_few_labels_or_a_worse_order_cannot_be_adopted_but_what_was_used_comes_back() -> None:
    fresh = RankerCase(1, False, telling=12, wanted=30, worse=True, behind=True)
    again = RankerCase(1, True, telling=0, wanted=30, worse=True, behind=True)
    assert [bool(guard(fresh, None, DAY)) for guard in (few, worse, behind)] == [True, True, True]
    assert [guard(again, None, DAY) for guard in (few, worse, behind)] == [None, None, None]
