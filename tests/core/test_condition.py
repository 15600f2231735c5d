"""Numeric conditions: read as engineers and the workshop say them, and compared so that a doubt stays a doubt."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.core.condition import Condition, conditions, verdicts
from jinliang.core.condition.numeral import numeral_at
from jinliang.core.condition.unit import unit

DATA = Path(__file__).parents[1] / "data" / "conditions"
RESULTS = ("met", "broken", "unknown")


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


PAIRS = rows("pairs.tsv")
TEXTS = [row["asked"] for row in PAIRS] + [row["offered"] for row in PAIRS]


# ---- verdicts against three hundred labels -------------------------------------------------------------------------------


def told(row: dict[str, str]) -> str:
    """The verdict for the named words of the asked sentence; "missing" where no condition was read there."""
    start = row["asked"].index(row["named"])
    end = start + len(row["named"])
    given_out = verdicts(conditions(row["asked"]), conditions(row["offered"]))
    return next((one.result for one in given_out if one.asked.start < end and one.asked.end > start), "missing")


def f1(pairs: Sequence[tuple[str, str]], result: str) -> float:
    counts = Counter((label == result, answer == result) for label, answer in pairs)
    right = counts[True, True]
    return 2 * right / (2 * right + counts[True, False] + counts[False, True])


def test_there_are_a_hundred_pairs_of_each_verdict() -> None:
    counts = Counter((row["set"], row["verdict"]) for row in PAIRS)
    assert sum(counts.values()) == 300
    assert sum(number for (part, _), number in counts.items() if part == "held") == 100
    assert min(counts["dev", each] + counts["held", each] for each in RESULTS) >= 99


@pytest.mark.parametrize("part", ["dev", "held"])
def test_verdicts_agree_with_the_labels(part: str) -> None:
    pairs = [(row["verdict"], told(row)) for row in PAIRS if row["set"] == part]
    scores = {each: f1(pairs, each) for each in RESULTS}
    assert min(scores.values()) >= 0.9, scores
    assert sum(scores.values()) / 3 >= 0.9, scores


# ---- reading -------------------------------------------------------------------------------------------------------------


def shown(one: Condition) -> str:
    """A condition in a line: dimension, bounds, unit and what else is particular."""
    low = "" if one.low is None else f"{'(' if one.low_open else '['}{one.low:f}"
    high = "" if one.high is None else f"{one.high:f}{')' if one.high_open else ']'}"
    marks = [mark for mark, here in ((one.change, one.change), ("waived", one.waived), ("aside", one.aside)) if here]
    return " ".join(
        [one.quantity.dimension, f"{low}..{high}", one.unit, *(["about"] if one.sense == "about" else []), *marks]
    )


@pytest.mark.parametrize("row", rows("texts.tsv"), ids=lambda row: row["text"])
def test_a_text_is_read(row: dict[str, str]) -> None:
    assert [shown(one) for one in conditions(row["text"])] == [part for part in row["read"].split(" ; ") if part]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("固化温度不超过80℃", "固化温度"),
        ("铝片2个厚", "厚"),
        ("40秒的节拍", "节拍"),
        ("噪声大,不超过70分贝", "噪声大"),
        ("去除率由72%提高到95%", "去除率"),
    ],
)
def test_the_noun_is_kept_as_said(text: str, noun: str) -> None:
    assert conditions(text)[-1].quantity.noun == noun


def test_full_width_and_half_width_read_alike() -> None:
    wide, narrow = conditions("温度≥３００℃，误差＜０．０２ｍｍ"), conditions("温度≥300℃,误差<0.02mm")
    assert (
        [shown(one) for one in wide] == [shown(one) for one in narrow] == ["temperature [300.. ℃", "length ..0.02) mm"]
    )


# ---- properties ----------------------------------------------------------------------------------------------------------

UNITS = (
    (
        "mm μm 丝 公里 英寸 ℃ K ℉ MPa bar 大气压 kgf kN g 吨 ms 分钟 天 年 m/min km/h 转/分 rpm ppm mg/L 万 kV mA kW kΩ GHz 元/吨 件/小时 "
        "次 HRC kWh Wh/kg W/(m·K) dB 亩 L m³/h"
    )
    .replace("万 ", "")
    .split()
)
NUMBERS = st.decimals(min_value=Decimal("-1e6"), max_value=Decimal("1e6"), places=6)
CHARACTERS = st.text(
    alphabet=st.one_of(
        st.sampled_from(
            "0123456789.,~-±≥<不低于以上半一二三十百千万两个丝度公斤℃m/件每吨元由到年秒HRCDNφ（），。 零下分之成"
        ),
        st.characters(),
    ),
    max_size=40,
)


@given(written=st.sampled_from(UNITS), value=NUMBERS)
def test_a_value_comes_back_from_its_base_unit(written: str, value: Decimal) -> None:
    counted = unit(written)
    assert abs(counted.from_base(counted.in_base(value)) - value) <= max(abs(value), Decimal(300)) * Decimal("1e-20")


@given(text=CHARACTERS)
@settings(max_examples=300)
def test_any_text_is_read_and_every_span_points_at_its_words(text: str) -> None:
    found = conditions(text)
    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    assert all(one.text for one in found)
    assert all(one.low is None or one.high is None or one.low <= one.high for one in found)
    assert [one.asked for one in verdicts(found, found)] == list(found)


@pytest.mark.parametrize(
    "part", ["9", "一", "二三", "1 ", "米/", "耐要得", "万亿", "不超过", "10⁹", "1×10", ",", "HRC", "±1"]
)
def test_a_long_nonsense_is_read_to_its_end(part: str) -> None:
    assert isinstance(conditions(part * 4_000), tuple)


def test_nothing_offered_or_asked_of_zero_is_no_exception() -> None:
    (one,) = verdicts(conditions("泄漏率不超过0%"), conditions("泄漏率0%"))
    assert one.result == "met"
    assert verdicts((), conditions("寿命5年")) == ()
    assert [each.result for each in verdicts(conditions("寿命5年"), ())] == ["unknown"]


@given(number=st.integers(min_value=1, max_value=9_999), scale=st.sampled_from(["", "万"]))
def test_a_chinese_numeral_says_its_number(number: int, scale: str) -> None:
    words = ""
    for place, step in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // place % 10
        if digit:
            words += (
                ("零" if words and number // (place * 10) % 10 == 0 and not words.endswith("零") else "")
                + "一二三四五六七八九"[digit - 1]
                + step
            )
    read = numeral_at(words + scale, 0)
    assert read is not None
    assert (read.low, read.high, read.end) == (*[number * (10_000 if scale else 1)] * 2, len(words + scale))


@given(texts=st.lists(st.sampled_from(TEXTS), min_size=1, max_size=6), seed=st.integers(0, 99))
def test_the_order_of_what_is_offered_does_not_matter(texts: list[str], seed: int) -> None:
    asked, offered = conditions(texts[0]), [one for text in texts for one in conditions(text)]
    mixed = offered.copy()
    Random(seed).shuffle(mixed)
    assert verdicts(asked, offered) == verdicts(asked, mixed)


@given(text=st.sampled_from(TEXTS))
def test_an_unrelated_offer_decides_nothing(text: str) -> None:
    assert {one.result for one in verdicts(conditions(text), conditions("浓度为2摩尔,pH 7.2,照度500 lx"))} <= {
        "unknown"
    }


@given(low=st.integers(1, 500), offered=st.integers(1, 500))
def test_a_bound_is_met_by_what_reaches_it(low: int, offered: int) -> None:
    (floor,) = verdicts(conditions(f"寿命不少于{low}小时"), conditions(f"寿命{offered}小时"))
    (ceiling,) = verdicts(conditions(f"节拍不超过{low}秒"), conditions(f"节拍{offered}秒"))
    assert floor.result == ("met" if offered >= low else "broken")
    assert ceiling.result == ("met" if offered <= low else "broken")
