"""A kind like the appointment of industry professors, with a directory of four parties: what the tests of statements and tables share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from jinliang.core.pack import CodeList, Field, Item, Kind, Rule
from jinliang.core.statement import FieldFlaw, PartyRef, Statement, state

TODAY = date(2021, 6, 18)

KIND = Kind(
    id="cn.industry_professor",
    label="产业教授聘任",
    entry="appointment",
    key=("person", "university", "batch"),
    title=("person", "university", "batch"),
    on="appointed_on",
    until="serves_until_on",
    states=("tto",),
    checks=("district",),
    evidence=(),
    fields=(
        Field("person", "姓名", "person", role="person", home="employer", personal=True),
        Field("employer", "工作单位", "party", role="home", parties=("enterprise", "institute")),
        Field("university", "聘任高校", "party", role="host", parties=("university",)),
        Field("host_kind", "高校类型", "code", list="party_kind", fill="host"),
        Field("type", "类别", "code", list="professor_type"),
        Field("batch", "批次", "text", pattern=r"第\S{1,3}批"),
        Field("appointed_on", "聘任日", "date"),
        Field("serves_until_on", "聘期止日", "date"),
        Field("pay", "年薪", "amount", required=False),
        Field("posts", "岗位数", "integer", required=False, unit="个"),
        Field("full_time", "是否全职", "yesno", required=False),
        Field("funded", "资助期", "period", required=False),
        Field("project", "所属项目", "entry", required=False, entry="cn.joint_project"),
        Field("note", "备注", "text", required=False),
    ),
    rules=(Rule("serves_until_on", ">", "appointed_on", "聘期止日应晚于聘任日", "苏教规〔2018〕1号"),),
    area="host",
)

LISTS = {
    one.id: one
    for one in (
        CodeList(
            "party_kind",
            "主体类型",
            (Item("university", "高校"), Item("institute", "科研院所"), Item("enterprise", "企业")),
        ),
        CodeList(
            "professor_type",
            "类别",
            (
                Item("graduate", "研究生导师类"),
                Item("bachelor", "本科类", first=date(2020, 1, 1)),
                Item("college", "高职类"),
                Item("city", "市级兼职教授", last=date(2019, 12, 31)),
            ),
        ),
    )
}

CABLE = PartyRef(11, "enterprise", "江滨特缆有限公司", "91320411MAE1AXMC64", "320411")
GEAR = PartyRef(12, "enterprise", "精毅传动机械有限公司", "913204115884120646", "320411")
RAIL = PartyRef(13, "university", "龙城轨道交通学院", "123204004600000040", "320402")
LIGHT = PartyRef(14, "institute", "龙城、江滨联合光电研究院", "", "320404")
PARTIES = (CABLE, GEAR, RAIL, LIGHT)


@dataclass(frozen=True)
class City:
    """A directory: names near a text are those that share its first two characters after the place."""

    def party(self, text: str) -> PartyRef | None:
        return next((one for one in PARTIES if text and text in (f"#{one.id}", one.code, one.name)), None)

    def similar(self, text: str, kinds: tuple[str, ...]) -> tuple[PartyRef, ...]:
        word = text.removeprefix("龙城")[:2]
        return tuple(one for one in PARTIES if word in one.name and (not kinds or one.kind in kinds))

    def entry(self, kind: str, text: str) -> int | None:
        return {("cn.joint_project", "P-1"): 7}.get((kind, text))

    def similar_entries(self, kind: str, text: str) -> tuple[str, ...]:
        return ("P-1",) if kind == "cn.joint_project" and text.startswith("P") else ()


@dataclass(frozen=True)
class Verdict:
    why: str = ""
    fix: str = ""
    suggestion: str | None = None


def check_code(text: str) -> Verdict:
    """Any code that ends in I is wrong and was meant to end in 4, as a code on record does."""
    return Verdict("代码里没有字母 I", "逐位核对", text[:-1] + "4") if text.endswith("I") else Verdict()


GOOD = {
    "person": "程 砚之",
    "employer": "江滨特缆有限公司",
    "university": "123204004600000040",
    "type": "研究生导师类",
    "batch": "第七批",
    "appointed_on": "2021年3月5日",
    "serves_until_on": "2025-03-04",
}


def stated(
    changes: Mapping[str, str] | None = None, *, kind: Kind = KIND, filled: Mapping[str, str] | None = None
) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
    """What comes of the good raw texts with some changed; None of a text takes it out."""
    raw = {**GOOD, **(changes or {})}
    return state(kind, raw, City(), LISTS.__getitem__, TODAY, filled=filled or {}, code_check=check_code)


def state_row(
    kind: Kind = KIND, filled: Mapping[str, str] | None = None
) -> Callable[[Mapping[str, str]], tuple[Statement | None, tuple[FieldFlaw, ...]]]:
    """The core's check with everything but the row given."""
    return partial(_state, kind, filled or {})


def _state(
    kind: Kind, filled: Mapping[str, str], raw: Mapping[str, str]
) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
    return state(kind, raw, City(), LISTS.__getitem__, TODAY, filled=filled, code_check=check_code)


def without(*fields: str) -> Kind:
    """The kind with some of its fields gone."""
    return replace(KIND, fields=tuple(one for one in KIND.fields if one.id not in fields))
