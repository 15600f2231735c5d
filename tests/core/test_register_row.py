"""A row of a unit's register: what it says, and every flaw in it with the column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from jinliang.core.listing import KINDS
from jinliang.core.register import REGISTERS, read, values
from jinliang.core.statement import FieldFlaw, Statement
from jinliang.packs.load import shipped_pack
from jinliang.packs.patent import check_patent

DAY = date(2021, 6, 18)
WHOLE = {"title": "磨粒流去毛刺", "text": "铝压铸阀块交叉孔去毛刺，单件节拍四十秒，密封面不碰伤。", "field": "先进制造"}


def said(kind: str, **more: str) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
    return read(REGISTERS[f"listing.{kind}"], WHOLE | more, shipped_pack("national").list, DAY, check_patent)


def test_every_kind_of_listing_has_its_register() -> None:
    assert [one.removeprefix("listing.") for one in REGISTERS] == list(KINDS)


def test_a_row_is_read_into_what_a_listing_has() -> None:
    more = {"ways": "合作开发、许可", "low": "120000", "keywords": "去毛刺 磨粒流", "maturity": "通过小试"}
    statement, flaws = said("achievement", **more)
    assert flaws == ()
    assert statement is not None
    assert values(statement) == {
        "title": "磨粒流去毛刺",
        "text": WHOLE["text"],
        "field": "2",
        "maturity": "small_trial",
        "ways": ["cooperate", "licence"],
        "low": Decimal(120000),
        "keywords": ["去毛刺", "磨粒流"],
    }


@pytest.mark.parametrize(
    ("kind", "more", "field", "why"),
    [
        ("achievement", {"title": "磨"}, "title", "不到 4 个字"),
        ("achievement", {"title": "磨" * 61}, "title", "有 61 个字，最多 60 个"),
        ("achievement", {"text": ""}, "text", "没有填"),
        ("achievement", {"field": "先进制作"}, "field", "不在技术领域的 11 种之内"),
        ("achievement", {"ways": "合作开发、赠送"}, "ways", "不在合作方式的 7 种之内"),
        ("achievement", {"low": "20", "high": "10"}, "high", "比“价格从”小"),
        ("achievement", {"reviewed_by": "保密办"}, "reviewed_on", "保密审查只填了一半"),
        ("achievement", {"reviewed_by": "保密办", "reviewed_on": "2021-07-01"}, "reviewed_on", "是以后的日子"),
        ("need", {"wanted_on": "2021-06-01"}, "wanted_on", "需求时限已过"),
        ("expert", {}, "person", "没有填"),
        ("patent", {"number": "200310102344.6"}, "number", "校验不对"),
    ],
)
def test_a_flaw_is_told_at_its_column(kind: str, more: dict[str, str], field: str, why: str) -> None:
    statement, flaws = said(kind, **more)
    assert statement is None
    assert [one.field for one in flaws] == [field]
    assert why in flaws[0].why


def test_a_wrong_check_character_is_proposed_right() -> None:
    _, flaws = said("patent", number="ZL200310102344.6")
    assert flaws[0].suggestion == "200310102344.5"
