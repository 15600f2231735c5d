"""Packs are read from the shelf, from files and from stored text; what cannot be read says where and why."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from jinliang.core.refusal import Flaw, Refusal
from jinliang.packs import load, toml

PLAN = load.shipped_pack("changzhou_2019")
NATIONAL = load.shipped_pack("national")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "changzhou_2019.toml").write_bytes(PLAN.source.encode())
    (tmp_path / "changzhou_2019.txt").write_bytes(PLAN.text.encode())
    return tmp_path


def test_the_shelf_holds_packs_and_no_other_tables() -> None:
    assert load.shipped() == ["changzhou_2019", "national"]


def test_every_shipped_pack_is_without_flaws() -> None:
    for name in load.shipped():
        assert load.check(name).flaws == ()


def test_a_pack_reads_the_same_by_name_from_a_file_and_from_stored_text(folder: Path) -> None:
    path = folder / "changzhou_2019.toml"
    assert load.read("changzhou_2019") == (PLAN, [])
    assert load.read(path) == (PLAN, [])
    assert load.read(str(path)) == (PLAN, [])
    assert load.parse(PLAN.source, plan_text=PLAN.text, uses={"national": NATIONAL}) == PLAN
    assert load.parse(NATIONAL.source) == NATIONAL
    assert load.read(NATIONAL.source.encode()) == (NATIONAL, [])
    assert load.source_of("changzhou_2019") == PLAN.source
    assert (load.text_of("changzhou_2019"), load.text_of("national")) == (PLAN.text, "")


def test_the_example_in_the_guide_is_a_sound_pack() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "packs.md").read_text("utf-8")
    text, source = (guide.split(f"```{name}\n")[1].split("```")[0] for name in ("text", "toml"))
    found = load.check_text(source, text)
    assert (found.flaws, found.clauses, found.targets, found.mentions) == ((), 2, 2, 2)


def test_the_digest_covers_the_pack_and_the_text_it_quotes() -> None:
    assert PLAN.digest == hashlib.sha256(PLAN.source.encode() + PLAN.text.encode()).hexdigest()
    assert NATIONAL.digest == hashlib.sha256(NATIONAL.source.encode()).hexdigest()
    changed = load.check_text(PLAN.source, PLAN.text + "\n")
    assert changed.pack is not None
    assert changed.digest != PLAN.digest


def test_a_plan_has_the_kinds_and_lists_of_the_packs_it_uses() -> None:
    assert PLAN.kinds == NATIONAL.kinds
    assert PLAN.lists == NATIONAL.lists


def test_a_plan_uses_the_packs_it_is_given_and_no_others() -> None:
    stricter = replace(NATIONAL, kinds=NATIONAL.kinds[1:])
    flaws = load.check_text(PLAN.source, PLAN.text, uses={"national": stricter}).flaws
    assert [one.place for one in flaws] == ["indicator.joint_projects.kind"]
    nothing = load.check_text(PLAN.source, PLAN.text, uses={}).flaws
    assert nothing == (Flaw("uses[0]", "national", "没有叫 national 的计划包", "现在一个也没有，先补上"),)


def test_a_stored_pack_that_has_become_flawed_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        load.parse(PLAN.source.replace("gives = 16_000", "gives = 1"), PLAN.text)
    assert refused.value.code == "pack_flawed"
    assert "award.transfer_2pct.example[0].gives" in refused.value.why


def test_a_pack_cannot_use_itself() -> None:
    source = PLAN.source.replace('uses = ["national"]', 'uses = ["national", "changzhou_2019"]')
    assert [one.place for one in load.check_text(source, PLAN.text).flaws] == ["uses[1]"]


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A shelf of one's own with the national pack on it."""
    (tmp_path / "national.toml").write_text(NATIONAL.source, "utf-8")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    load._shipped.cache_clear()
    yield tmp_path
    load._shipped.cache_clear()


def test_two_packs_cannot_use_each_other(shelf: Path) -> None:
    (shelf / "national.toml").write_text('uses = ["other"]\n' + NATIONAL.source, "utf-8")
    (shelf / "other.toml").write_text(
        NATIONAL.source.split("[[list]]", 1)[0].replace('id = "national"', 'id = "other"') + 'uses = ["national"]\n',
        "utf-8",
    )
    (flaw,) = load.check("national").flaws
    assert (flaw.place, flaw.why, flaw.fix) == (
        "uses[0]",
        "引用的计划包 other 自己有 1 处不对",
        "先改好它：jinliang check other",
    )


def test_a_used_pack_with_flaws_of_its_own_is_named_once(shelf: Path) -> None:
    (shelf / "national.toml").write_text(NATIONAL.source.replace('id = "KF2"', 'id = "KF1"'), "utf-8")
    found = load.check_text(PLAN.source, PLAN.text).flaws
    assert [(one.place, one.fix) for one in found] == [("uses[0]", "先改好它：jinliang check national")]
    with pytest.raises(Refusal) as refused:
        load.shipped_pack("national")
    assert refused.value.code == "pack_flawed"


def test_a_kind_or_list_of_a_used_pack_is_not_defined_again() -> None:
    again = NATIONAL.source.index('[[kind]]\nid = "cn.visit_unit"')
    kind = NATIONAL.source[again : NATIONAL.source.index('[[kind]]\nid = "cn.visitor"')]
    lists = NATIONAL.source.index('[[list]]\nid = "lab_level"')
    code = NATIONAL.source[lists : NATIONAL.source.index('[[list]]\nid = "broker_level"')]
    found = load.check_text(PLAN.source + kind + code, PLAN.text).flaws
    assert [one.place for one in found] == ["list.lab_level", "kind.cn.visit_unit"]


def test_what_is_not_there_is_named_with_the_nearest_pack(tmp_path: Path) -> None:
    found = load.check("changzou_2019")
    assert (found.found, found.pack) == (False, None)
    assert found.flaws[0].fix == "改成 changzhou_2019"
    assert not load.check(tmp_path).found
    path = tmp_path / "broken.toml"
    path.write_text("id = ", "utf-8")
    assert [one.place for one in load.check(path).flaws] == ["第 1 行第 6 列"]
    with pytest.raises(FileNotFoundError):
        load.shipped_pack("nowhere")


def test_the_plan_text_stands_beside_the_pack(folder: Path) -> None:
    path = folder / "changzhou_2019.toml"
    (folder / "changzhou_2019.txt").rename(folder / "changzhou_2018.txt")
    missing = load.check(path).flaws
    assert [(one.place, one.fix) for one in missing] == [("text_file", "改成 changzhou_2018.txt")]
    path.write_bytes(PLAN.source.replace('"changzhou_2019.txt"', '"../changzhou_2019.txt"').encode())
    assert [(one.place, one.fix) for one in load.check(path).flaws] == [("text_file", "只写文件名，不写路径")]
    path.write_bytes(PLAN.source.replace('text_file = "changzhou_2019.txt"', "").encode())
    assert [(one.place, one.fix) for one in load.check(path).flaws] == [("text_file", "写上计划正文的文件名")]


def test_a_plan_text_with_other_line_ends_no_longer_fits_its_quotations(folder: Path) -> None:
    (folder / "changzhou_2019.txt").write_bytes(PLAN.text.replace("\n", "\r\n").encode())
    found = load.check(folder / "changzhou_2019.toml")
    assert "indicator.joint_projects.mention[0].quote" in [one.place for one in found.flaws]


def test_gbk_is_named_with_its_line(folder: Path) -> None:
    path = folder / "changzhou_2019.toml"
    path.write_bytes(PLAN.source.encode("gb18030"))
    (flaw,) = load.check(path).flaws
    assert flaw.place == "changzhou_2019 第 1 行"
    assert flaw.fix == "用 UTF-8 编码另存"
    (folder / "changzhou_2019.txt").write_bytes(PLAN.text.encode("gb18030"))
    path.write_bytes(PLAN.source.encode())
    assert [one.place for one in load.check(path).flaws] == ["text_file 第 1 行"]


def test_a_mark_at_the_start_of_the_file_is_no_flaw(folder: Path) -> None:
    path = folder / "changzhou_2019.toml"
    path.write_bytes(b"\xef\xbb\xbf" + PLAN.source.encode())
    assert load.read(path) == (PLAN, [])


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "big.toml"
    path.write_bytes(b"#" * (load.LARGEST + 1))
    assert [one.place for one in load.check(path).flaws] == [str(path)]


@pytest.mark.parametrize(
    ("text", "place", "why"),
    [
        ('id = "a"\ntitle "b"\n', "第 2 行第 7 列", "名称后面缺等号"),
        ('id = "a\ntitle = "b"\n', "第 1 行第 8 列", "引号没有收尾"),
        ("id = [1, 2\n", "第 2 行第 1 列", "方括号没有收尾"),
        ("id = 1\nid = 2\n", "第 2 行第 7 列", "同一个名称写了两次"),
        ("[[kind]\n", "第 1 行第 7 列", "表头的方括号没有收尾"),
        ("by = 2021-02-30\n", "第 1 行第 6 列", "没有这一天"),
        ("id = abc\n", "第 1 行第 6 列", "等号后面的值看不懂"),
        ("id = 1 2\n", "第 1 行第 8 列", "一行里多写了东西"),
        ("名称 = 1\n", "第 1 行第 1 列", "这一行看不懂"),
        ("a = " + "[" * 5000, "全文", "括号套得太深"),
    ],
)
def test_a_slip_of_the_pen_has_line_and_column(text: str, place: str, why: str) -> None:
    (flaw,) = load.check_text(text).flaws
    assert (flaw.place, flaw.why) == (place, why)
    assert flaw.fix


def test_fractions_never_pass_through_a_float() -> None:
    data = toml.read("rate = 0.07\nbig = 0.1000000000000000000000000000001\n")
    assert data == {"rate": Decimal("0.07"), "big": Decimal("0.1000000000000000000000000000001")}


def test_dates_are_days_and_money_is_exact() -> None:
    target = PLAN.indicator("new_sales").target
    assert (target.value, target.by) == (Decimal(8_000_000_000), date(2021, 12, 31))
    assert isinstance(PLAN.awards[0].rate, Decimal)


def used(schema: dict[str, Any], node: dict[str, Any], value: Any, place: str) -> Iterator[str]:
    """Where a value leaves the JSON Schema: keys it does not know, required keys that are missing, closed words."""
    if "$ref" in node:
        node = schema["$defs"][node["$ref"].rpartition("/")[2]]
    if "anyOf" in node and isinstance(value, dict):
        node = schema["$defs"][node["anyOf"][0]["$ref"].rpartition("/")[2]]
    if isinstance(value, dict) and "properties" in node:
        yield from (f"{place}.{key} missing" for key in node.get("required", []) if key not in value)
        for key, one in value.items():
            if key in node["properties"]:
                yield from used(schema, node["properties"][key], one, f"{place}.{key}")
            else:
                yield f"{place}.{key} unknown"
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from used(schema, node.get("items", {}), one, f"{place}[{number}]")
    elif "enum" in node and value not in node["enum"]:
        yield f"{place} is {value}"


@pytest.mark.parametrize("pack", [PLAN, NATIONAL])
def test_the_json_schema_knows_every_key_of_the_shipped_packs(pack: Any) -> None:
    schema, data = load.json_schema(), toml.read(pack.source)
    assert isinstance(data, dict)
    assert list(used(schema, schema, data, "")) == []
    assert all(one["additionalProperties"] is False for one in schema["$defs"].values())
    assert list(used(schema, schema, data | {"titel": 1}, "")) == [".titel unknown"]
