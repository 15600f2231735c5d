"""What need and offer have in common is counted right, told in words, and never looks at prices."""

import numpy as np
import pytest

from engines.retrieval.small_market import NEEDS, OFFERS, market
from jinliang.engines.retrieval.features import Meaning, Offer, against, beside, label, lexical
from jinliang.engines.retrieval.nearness import closer, expected, interaction, near
from jinliang.engines.retrieval.profile import Statistics, profile
from jinliang.engines.retrieval.training import blank

POOL = market()


def columns(need: str, title: str = "") -> dict[str, np.ndarray]:
    read = profile(title, need)
    return lexical(read, POOL.offers, against(read, POOL.offers, POOL.statistics), blank().terms["paper"])


def test_statistics_count_documents_titles_and_occurrences() -> None:
    statistics = Statistics.of([profile("去毛刺", "去毛刺,去毛刺"), profile("焊接", "毛刺")])
    known = statistics.known("pair", profile("", "毛刺").bags["pair"].keys)
    assert (known.documents.tolist(), known.titles.tolist(), known.occurrences.tolist()) == ([2], [1], [4])
    unknown = statistics.known("pair", profile("", "酸洗").bags["pair"].keys)
    assert (unknown.idf.tolist(), unknown.documents.tolist()) == ([0], [0])


def test_a_document_asked_by_its_own_words_is_covered_whole_and_stands_first() -> None:
    for place, (_, title, text) in enumerate(OFFERS):
        found = columns(text, title)
        for kind in ("char", "pair", "word"):
            assert found[f"{kind}.cover"][place] == pytest.approx(1, abs=1e-3)
            assert found[f"{kind}.angle"][place] == pytest.approx(1, abs=1e-2)
            assert found[f"{kind}.flat.place"][place] == 0


def test_characters_find_what_pairs_do_not() -> None:
    found = columns("抠刺")
    assert found["char.cover"][0] > 0 == found["pair.cover"][0]


def test_the_order_of_candidates_changes_no_value() -> None:
    title, text = NEEDS["weld"]
    read = profile(title, text)
    turned = POOL.offers[::-1]
    one = lexical(read, POOL.offers, against(read, POOL.offers, POOL.statistics), blank().terms["paper"])
    other = lexical(read, turned, against(read, turned, POOL.statistics), blank().terms["paper"])
    for name in one:
        if not name.endswith(".place"):  # ties are given places in order
            np.testing.assert_allclose(one[name], other[name][::-1], atol=1e-4, err_msg=name)


@pytest.mark.parametrize("need", ["", "。", "😀", "qwerty", "龘龘龘"])
def test_a_need_without_known_terms_has_nothing_in_common(need: str) -> None:
    found = columns(need)
    assert all(np.isfinite(values).all() for values in found.values())
    assert not found["pair.cover"].any()


def test_each_feature_is_told_in_words() -> None:
    assert {label(name) for name in columns("去毛刺")} >= {"单字·用词相同", "词语·需求用词的覆盖"}


def test_late_interaction_counts_near_equals_most() -> None:
    need = np.array([[127, 0], [0, 127]], dtype=np.int8)
    same, half, none = need, need[:1], np.zeros((0, 2), dtype=np.int8)
    close = interaction(need, [same, half, none], None)
    assert close[0] == pytest.approx(1, abs=1e-3)
    assert close[0] > close[1] > close[2]
    rare = interaction(need, [need[:1], need[1:]], np.array([0.9, 0.1], dtype=np.float32))
    assert rare[0] > rare[1]


def test_the_nearest_sentence_counts_and_not_only_the_mean() -> None:
    this, far = np.eye(2, dtype=np.float32)
    middle = (this + far) / np.sqrt(2)
    need = Meaning(this, this[None])
    offers = [
        Offer("whole", POOL.offers[0].profile, POOL.offers[0].masses, Meaning(middle, np.stack([middle, middle]))),
        Offer("sentence", POOL.offers[1].profile, POOL.offers[1].masses, Meaning(middle, np.stack([this, far]))),
    ]
    whole = near(need, offers)
    assert whole is not None
    assert whole[0] == whole[1]
    found = closer(need, offers)
    assert found["near_sentence"].tolist() == pytest.approx([2**-0.5, 1])


def test_values_beside_others_are_standardised_and_placed() -> None:
    found = beside(np.array([1, 3, 2], dtype=np.float32))
    assert found["place"].tolist() == pytest.approx(np.log1p([2, 0, 1]).tolist())
    assert found["z"].sum() == pytest.approx(0, abs=1e-6)
    assert found["ratio"].max() == pytest.approx(1)


def test_what_was_not_looked_at_is_as_near_as_its_vector_lets_expect() -> None:
    near = np.array([0.9, 0.8, 0.7, 0.6], dtype=np.float32)
    found = expected(np.array([0.4, 0.2], dtype=np.float32), np.array([0, 1]), near)
    assert found.tolist() == pytest.approx([0.4, 0.2, 0.1, 0.05], rel=1e-3)
    assert expected(np.array([0.4], dtype=np.float32), np.array([2]), near).tolist() == pytest.approx([0.4] * 4)
