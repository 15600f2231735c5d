"""The chain's walk: whatever is changed in one line, or whichever line is lost, moved or doubled, is found at its number."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from jinliang.core.journal import GENESIS, START, Line, Walk, canonical, digest, walk

FIELDS = Line.__slots__
TEXTS = ("at", "day", "seat", "act", "note", "pack", "previous")
signs = st.sampled_from('0123456789abcdefz津 :-"\\')


def chain(length: int, fork: str = "") -> list[tuple[Line, str]]:
    """A chain of plausible acts; `fork` makes another one."""
    found: list[tuple[Line, str]] = []
    before = GENESIS
    for n in range(1, length + 1):
        line = Line(
            number=n,
            at=f"2021-06-18T01:{n:02d}:00.000000+00:00",
            day="2021-06-18",
            seat=str(n % 3 or ""),
            act=("claim.verify", "fact.reverse", "list.load")[n % 3],
            subjects=(f"claim:{n}", f"fact:{n + 100}"),
            change={"state": ["submitted", "verified"], "n": n},
            note=f"第 {n} 件，名单误列{fork}",
            rows={"facts": [n, n + 1], "digest": "ab" * 32},
            pack="cd" * 32,
            previous=before,
        )
        before = line.hash
        found.append((line, before))
    return found


def test_a_whole_chain_holds_and_gives_its_head() -> None:
    lines = chain(5)
    assert walk(lines) == Walk(5, lines[-1][1], None)
    assert walk([]) == Walk(0, GENESIS, None)


@given(st.integers(0, 8), st.integers(0, 8))
def test_a_walk_in_two_parts_is_the_walk(length: int, cut: int) -> None:
    lines = chain(length)
    assert walk(lines[cut:], walk(lines[:cut])) == walk(lines)
    assert walk(lines, START) == walk(lines)


def altered(value: Any, place: int, sign: str) -> Any:
    """A value with one sign of it changed, inside whatever holds it."""
    if isinstance(value, str):
        spot = place % len(value) if value else 0
        return value[:spot] + sign + value[spot + 1 :]
    if isinstance(value, int):
        return value + 1 + place
    if isinstance(value, dict):
        keys = sorted(value)
        key = keys[place % len(keys)]
        if place % 2:
            return {**{k: v for k, v in value.items() if k != key}, key + sign: value[key]}
        return {**value, key: altered(value[key], place // 2, sign)}
    items = list(value)
    spot = place % len(items)
    items[spot] = altered(items[spot], place // 3, sign)
    return tuple(items) if isinstance(value, tuple) else items


@given(st.integers(1, 7), st.integers(1, 7), st.sampled_from(FIELDS), st.integers(0, 200), signs)
def test_one_sign_changed_in_one_field_is_found_at_its_line(
    length: int, number: int, field: str, place: int, sign: str
) -> None:
    assume(number <= length)
    lines = chain(length)
    line, stored = lines[number - 1]
    changed = replace(line, **{field: altered(getattr(line, field), place, sign)})
    assume(changed != line)
    lines[number - 1] = (changed, stored)
    assert walk(lines).first_bad == number


@given(st.integers(1, 7), st.integers(1, 7), st.integers(0, 63), st.sampled_from("0123456789abcdef"))
def test_one_sign_of_a_stored_hash_is_found_at_its_line(length: int, number: int, place: int, sign: str) -> None:
    assume(number <= length)
    lines = chain(length)
    line, stored = lines[number - 1]
    changed = stored[:place] + sign + stored[place + 1 :]
    assume(changed != stored)
    lines[number - 1] = (line, changed)
    assert walk(lines).first_bad == number


@given(st.integers(2, 7), st.integers(1, 6))
def test_a_line_lost_is_found_where_it_stood(length: int, number: int) -> None:
    assume(number < length)  # the last one is missed by the head alone
    lines = chain(length)
    del lines[number - 1]
    assert walk(lines).first_bad == number


@given(st.integers(1, 6), st.integers(1, 6))
def test_a_line_that_stands_twice_is_found(length: int, number: int) -> None:
    assume(number <= length)
    lines = chain(length)
    lines.insert(number, lines[number - 1])
    assert walk(lines).first_bad == number


@given(st.integers(2, 7), st.integers(1, 6))
def test_a_line_of_another_chain_is_found_though_its_own_hash_is_right(length: int, number: int) -> None:
    """Whoever changes a line and its hash must change every line after it: the next one betrays it."""
    assume(number < length)
    lines = chain(length)
    line, _ = lines[number - 1]
    forged = replace(line, note=line.note + "（改）")
    lines[number - 1] = (forged, forged.hash)
    assert walk(lines).first_bad == number + 1


@given(st.integers(2, 7), st.integers(1, 7))
def test_the_head_of_a_rewritten_end_is_another(length: int, number: int) -> None:
    """A chain rewritten from a line on holds in itself; only the head, printed on reports, tells it apart."""
    assume(number <= length)
    lines, before = chain(length), GENESIS
    forged: list[tuple[Line, str]] = []
    for line, _ in lines:
        one = replace(line, previous=before, note=line.note + ("。" if line.number == number else ""))
        before = one.hash
        forged.append((one, before))
    found = walk(forged)
    assert found.ok
    assert found.head != lines[-1][1]


def test_a_number_left_out_is_found_though_links_and_hashes_are_right() -> None:
    lines, before = [], GENESIS
    for line, _ in chain(4):
        one = replace(line, number=line.number + (line.number > 2), previous=before)
        before = one.hash
        lines.append((one, before))
    assert [line.number for line, _ in lines] == [1, 2, 4, 5]
    assert walk(lines).first_bad == 3


def test_a_lines_hash_takes_in_every_field() -> None:
    line = chain(1)[0][0]
    assert set(FIELDS) == {
        "number",
        "at",
        "day",
        "seat",
        "act",
        "subjects",
        "change",
        "note",
        "rows",
        "pack",
        "previous",
    }
    for field in FIELDS:
        assert replace(line, **{field: altered(getattr(line, field), 1, "z")}).hash != line.hash, field


def test_the_canonical_spelling_is_one() -> None:
    assert canonical({"b": [1, "二"], "a": None}) == '{"a":null,"b":[1,"二"]}'
    assert digest({"a": 1, "b": 2}) == digest({"b": 2, "a": 1})
    assert digest("1") != digest(1)
