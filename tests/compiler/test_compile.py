"""What the compiler says to texts that are no plan, two plans, broken or long; and that it says it the same each time."""

from __future__ import annotations

import time

import pytest

from compiler.marked import compiled, raw
from jinliang.compiler import emit, pack
from jinliang.compiler.compile import compile_text
from jinliang.core.refusal import Refusal
from jinliang.packs import load


def test_the_same_text_gives_the_same_bytes() -> None:
    text = raw("p03")
    assert emit.told(compile_text(text)) == emit.told(compile_text(text))
    assert pack.told(compile_text(text), "p.txt") == pack.told(compile_text(text), "p.txt")


def test_ten_thousand_characters_take_less_than_a_second() -> None:
    text = (raw("seed") * 2)[:10_000]
    start = time.perf_counter()
    compile_text(text)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize("stem", ["seed", "p01", "p02", "p03", "p04"])
def test_the_draft_pack_has_no_flaws(stem: str) -> None:
    draft = compile_text(raw(stem))
    found = load.check_text(pack.told(draft, "plan.txt"), raw(stem), uses={"national": load.shipped_pack("national")})
    assert [(one.place, one.why) for one in found.flaws] == []
    assert found.mentions == len(draft.targets)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "plan_empty"),
        (" \n\t", "plan_empty"),
        ("To be or not to be, that is the question.", "no_plan"),
        ("今天天气很好，我们去公园散步，看见了许多花。", "no_plan"),
        ("规划" * 200_000, "plan_too_long"),
        ("三年计划\x00\x01\x02\x03\ufffd\ufffd\ufffd", "plan_garbled"),
    ],
)
def test_what_is_no_plan_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        compile_text(text)
    assert refused.value.code == code
    assert refused.value.fix


def test_two_plans_in_one_file_are_asked_about_and_make_no_pack() -> None:
    text = raw("p01") + "\n" + raw("p02")
    questions = [one for one in compiled(text)["questions"] if one["code"] == "two_plans"]
    assert [text[one["span"][0] : one["span"][1]] for one in questions] == [
        "云岭区数字经济提质增效行动方案(2023-2025年)"
    ]
    with pytest.raises(Refusal, match="两份计划"):
        pack.told(compile_text(text), "two.txt")


def test_a_notice_without_targets_makes_no_pack() -> None:
    with pytest.raises(Refusal) as refused:
        pack.told(compile_text(raw("p05")), "p05.txt")
    assert refused.value.code == "no_target"


def test_a_table_alone_is_read_with_its_header() -> None:
    text = "主要指标表（2023—2025年）\n序号\t指标名称\t单位\t2022年\t2025年\n1\t绿地率\t%\t38\t42以上\n2\t公园\t个\t90\t120\n"
    found = compiled(text)["targets"]
    assert [(one["indicator"], one["number"], one["unit"], one["op"], one["base"]) for one in found] == [
        ("绿地率", 42, "%", ">=", 38),
        ("公园", 120, "个", "=", 90),
    ]
