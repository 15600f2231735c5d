"""The plain spelling remembers its source, sentences cover the text, terms are the same whatever a text is dressed in."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.engines.retrieval.text import KINDS, plain, sentences, terms

ODD = [
    "",
    " ",
    "焊",
    "😀😀",
    "<p>",
    "&amp;&#x4e2d;",
    "\ud800焊接",
    "a" * 5000,
    "机" * 5000,
    "。。。",
    "\n\n",
    "<script>x</script>去毛刺",
    "&#99999999;",
]


@pytest.mark.parametrize("source", ODD)
def test_any_string_is_read(source: str) -> None:
    read = plain(source)
    assert len(read.text) == len(read.low) == len(read.at)
    for kind in KINDS:
        keys, places = terms(read.low, kind)
        assert len(keys) == len(places)
        assert all(0 <= place < len(read.low) for place in places)


@given(st.text(max_size=200))
def test_every_plain_character_stands_where_it_says(source: str) -> None:
    read = plain(source)
    assert list(read.at) == sorted(read.at)
    assert all(0 <= place < max(len(source), 1) for place in read.at)
    spans = sentences(read.low)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))


@pytest.mark.parametrize(
    "dressed", ["機器人打孔偏大0.6毫米", "<b>机器人</b>打孔偏大<br/>０．６毫米", "机器人打孔偏大0.6毫米🤖"]
)
def test_markup_width_and_traditional_characters_change_no_terms(dressed: str) -> None:
    bare = set(terms(plain("机器人打孔偏大0.6毫米").low, "char")[0].tolist())
    assert set(terms(plain(dressed).low, "char")[0].tolist()) == bare


def test_script_and_comments_are_no_text() -> None:
    assert plain("去毛刺<script>alert('酸洗')</script><!-- 电解 -->").text.strip() == "去毛刺"


def test_numbers_and_latin_words_are_one_term_and_no_pair_of_characters_is_their_number() -> None:
    keys = terms("usb3.0", "pair")[0]
    assert len(keys) == 1
    assert keys[0] >= 1 << 62 > terms("毛刺", "pair")[0][0]


def test_a_long_word_is_found_by_its_parts() -> None:
    whole, part = terms("碳纳米管", "word")[0], terms("纳米", "word")[0]
    assert np.isin(part, whole).all()


def test_only_the_beginning_of_an_endless_text_is_read() -> None:
    assert len(plain("焊接" * 50_000).text) == 20_000
