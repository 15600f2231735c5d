"""Every flaw of a pack is found at once, each once, with its place and the way to mend it."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jinliang.core.refusal import Flaw
from jinliang.packs import load
from jinliang.packs.checks import wording

PLAN = load.shipped_pack("changzhou_2019")
NATIONAL = load.shipped_pack("national")
PACKS = {"changzhou_2019": PLAN, "national": NATIONAL}
SLIPS: list[dict[str, str]] = tomllib.loads(
    (Path(__file__).parents[1] / "data" / "plans" / "slips.toml").read_text("utf-8")
)["slip"]

Change = tuple[str, str]


def altered(pack: str, *changes: Change) -> list[Flaw]:
    """The flaws of a shipped pack with some of its text changed; each `old` must stand there once."""
    source = PACKS[pack].source
    for old, new in changes:
        assert source.count(old) == 1, f"{old!r} stands {source.count(old)} times"
        source = source.replace(old, new)
    return list(load.check_text(source, PACKS[pack].text).flaws)


def told(flaws: list[Flaw]) -> list[tuple[str, str]]:
    return [(one.place, one.fix) for one in flaws]


def stanza(pack: str, start: str, old: str, new: str) -> Change:
    """A change of the first `old` after `start`, as a change that stands once in the text."""
    source = PACKS[pack].source
    head = source.index(start)
    end = source.index(old, head) + len(old)
    whole = source[head:end]
    return whole, whole.removesuffix(old) + new


RULE = 'must = "technical_amount <= amount"'
CITY = 'field = "level", op = "equals", value = "city"'


def test_a_mention_of_no_clause_in_no_place_is_wrong_twice() -> None:
    old = '{ clause = "3.2.2.b", span = [3517, 3524]'
    flaws = altered("changzhou_2019", (old, '{ clause = "3.2.2.x", span = [17, 24]'))
    assert told(flaws) == [
        ("indicator.brokers.mention[0].clause", "改成 3.2.2.c"),
        ("indicator.brokers.mention[0].quote", "位置改成 [3517, 3524]"),
    ]


@pytest.mark.parametrize(
    ("quote", "sign", "value"),
    [
        ("不超过5%", "<=", "5"),
        ("不低于1,200家", ">=", "1200"),
        ("突破200亿元", ">", "20000000000"),
        ("控制在30天以内", "<=", "30"),
        ("提高到3.5", ">=", "3.5"),
        ("低于十二项", "<", "12"),
        ("二百五十名", "=", "250"),
        ("一千零三万元", "=", "10030000"),
        ("两亿元以上", ">=", "200000000"),
        ("3千万元", "=", "30000000"),
        ("大幅提升", "=", None),
    ],
)
def test_the_plan_s_words_are_read(quote: str, sign: str, value: str | None) -> None:
    assert wording.comparison(quote) == sign
    assert wording.number(quote) == (None if value is None else Decimal(value))


def test_a_rule_cannot_ask_about_files() -> None:
    flaws = altered("national", ("code:payment_mode", "file"), (RULE, 'must = "payment = x"'))
    assert told(flaws) == [("kind.cn.registered_contract.rule[2].must", "换一个字段")]


@pytest.mark.parametrize("rule", ["related = false", "class != FW", "signed_on >= 2000-02-16", "amount < 1e12"])
def test_a_rule_may_name_a_value(rule: str) -> None:
    assert altered("national", (RULE, f'must = "{rule}"')) == []


@pytest.mark.parametrize(
    "condition",
    [
        'field = "area", op = "equals", value = "320411"',
        'field = "on", op = "at_least", value = 2019-06-01',
        'field = "name", op = "not", value = "筹建"',
    ],
)
def test_a_condition_may_ask_day_area_and_text(condition: str) -> None:
    assert altered("changzhou_2019", (CITY, condition)) == []


@pytest.mark.parametrize("value", ["100", '"100.50"', "100.5"])
def test_an_amount_may_be_bounded(value: str) -> None:
    renewal = '{ field = "renewal", op = "equals", value = false }'
    assert altered("changzhou_2019", (renewal, f'{{ field = "yearly_money", op = "at_least", value = {value} }}')) == []


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip["name"])
def test_one_slip_is_one_flaw(slip: dict[str, str]) -> None:
    change = (slip["old"], slip["new"])
    if "after" in slip:
        change = stanza(slip["pack"], slip["after"], *change)
    assert told(altered(slip["pack"], change)) == [(slip["place"], slip["fix"])]


def test_ten_slips_are_exactly_ten_flaws() -> None:
    flaws = altered(
        "changzhou_2019",
        ('short = "校地融合三年行动计划"', 'shrt = "校地融合三年行动计划"'),
        ('{ field = "renewal"', '{ field = "renewl"'),
        stanza("changzhou_2019", 'id = "vice_presidents"', 'operator = ">"', 'operator = ">="'),
        ("value = 2_000_000_000", "value = 200_000_000"),
        ("span = [4910, 4915]", "span = [4911, 4916]"),
        ('op = "equals", value = "city"', 'op = "equal", value = "city"'),
        ('role = "person" }', 'role = "persons" }'),
        ("gives = 16_000", "gives = 16_100"),
        ('id = "3.4.3"', 'id = "3.5.3"'),
        ('name = "市财政局"', "name = 12"),
    )
    assert sorted(told(flaws)) == sorted(
        [
            ("shrt", "改成 short"),
            ("indicator.joint_bodies.where[0].field", "改成 renewal"),
            ("indicator.vice_presidents.target.operator", "改成 >"),
            ("indicator.new_investment.target.value", "改成 2000000000"),
            ("indicator.led_projects.mention[0].quote", "位置改成 [4910, 4915]"),
            ("indicator.city_laboratories.where[0].op", "改成 equals"),
            ("indicator.led_projects.where[1].value.role", "改成 person"),
            ("award.transfer_2pct.example[0].gives", "改成 16000，或核对费率和取整"),
            ("clause.3.5.3", "补上条款 3.5，或改这一条的编号"),
            ("body.finance_bureau.name", "用双引号括起来"),
        ]
    )
    assert all(one.what and one.why for one in flaws)


def keys(pack: str) -> list[tuple[int, str]]:
    """One line for each key of each kind of stanza."""
    found: dict[tuple[str, str], int] = {}
    table = ""
    for number, line in enumerate(PACKS[pack].source.split("\n")):
        head = re.match(r"\s*\[\[?([a-z_.]+)\]", line)
        key = re.match(r"\s*([a-z_]+) = ", line)
        table = head[1] if head else table
        if key and not head:
            found.setdefault((table, key[1]), number)
    return [(number, key) for (_, key), number in found.items()]


@pytest.mark.parametrize("pack", PACKS)
def test_every_misspelt_key_is_one_flaw_with_the_right_spelling(pack: str) -> None:
    lines = PACKS[pack].source.split("\n")
    for number, key in keys(pack):
        wrong = key[:-1] if len(key) > 3 else key + key[-1]
        changed = [*lines[:number], lines[number].replace(f"{key} =", f"{wrong} =", 1), *lines[number + 1 :]]
        flaws = load.check_text("\n".join(changed), PACKS[pack].text).flaws
        assert [(one.what, one.fix) for one in flaws] == [(wrong, f"改成 {key}")], (number, key)


@pytest.mark.parametrize("by", [-1, 1, 40])
def test_every_mention_moved_is_found(by: int) -> None:
    for indicator in PLAN.indicators:
        for number, mention in enumerate(indicator.mentions):
            start, end = mention.span
            moved = (f"span = [{start}, {end}]", f"span = [{start + by}, {end + by}]")
            flaws = altered("changzhou_2019", moved)
            assert told(flaws) == [(f"indicator.{indicator.id}.mention[{number}].quote", f"位置改成 [{start}, {end}]")]


def test_every_operator_swapped_is_found() -> None:
    for indicator in PLAN.indicators:
        right = indicator.target.operator
        for wrong in {">=", ">", "=", "<=", "<"} - {right}:
            change = stanza(
                "changzhou_2019", f'id = "{indicator.id}"', f'operator = "{right}"', f'operator = "{wrong}"'
            )
            assert told(altered("changzhou_2019", change)) == [
                (f"indicator.{indicator.id}.target.operator", f"改成 {right}")
            ]


def test_every_target_value_changed_is_found() -> None:
    for indicator in PLAN.indicators:
        written = f"value = {int(indicator.target.value):_}"
        plain = f"value = {int(indicator.target.value)}"
        old = written if written in PLAN.source else plain
        change = stanza("changzhou_2019", f'id = "{indicator.id}"', f"{old},", f"{old}1,")
        assert told(altered("changzhou_2019", change)) == [
            (f"indicator.{indicator.id}.target.value", f"改成 {indicator.target.value:f}")
        ]


@settings(max_examples=80, deadline=None)
@given(data=st.data(), pack=st.sampled_from(sorted(PACKS)))
def test_no_text_however_broken_brings_the_check_down(data: st.DataObject, pack: str) -> None:
    lines = PACKS[pack].source.split("\n")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(lines) - 1))
        key = lines[at].partition(" = ")[0]
        junk = data.draw(
            st.sampled_from(
                ["", "[]", "{}", "0", "-1", "true", '""', '"甲"', "[[]]", "1e400", "nan", "2021-02-30", "[{}]"]
            )
        )
        lines[at] = data.draw(st.sampled_from([f"{key} = {junk}", junk, key, lines[at] + junk, f"[[{key.strip()}]]"]))
    found = load.check_text("\n".join(lines), PACKS[pack].text)
    assert (found.pack is None) == bool(found.flaws)
    assert all(one.place and one.why and one.fix for one in found.flaws)
