"""Who sits where in the demo city. Nobody has a password: one enters through the chooser of the demo mode.

The order matters: the first seat of a role is the one that claims wait for and that the chooser shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from jinliang.core.access import ROLES, SYSTEM, Role, Viewer
from jinliang.core.pack import Item
from jinliang.demo.bodies import INSTITUTES, UNIVERSITIES, district_bureau
from jinliang.demo.registry import Registry
from jinliang.site.acts import party as parties
from jinliang.site.reads import clock
from jinliang.site.reads import viewer as viewers


@dataclass(frozen=True, slots=True)
class Person:
    """A person with a seat: sign-in name, name, party, role, what it says on the door."""

    username: str
    name: str
    party: str
    role: Role
    title: str
    area: str = ""


CITY: tuple[Person, ...] = (
    Person("chenqiming", "陈启明", "市科技局", "bureau", "计划主管"),
    Person("zouyu", "邹屿", "市科技局", "bureau", "复核员"),
    Person("xujingzhi", "许静之", "市财政局", "finance", "科教资金"),
    Person("luoyan", "罗砚", "市财政局", "finance", "国库集中支付"),
    Person("guning", "顾宁", "市技术市场", "registry", "合同登记员"),
    Person("gaoyuan", "高原", "市技术市场", "registry", "合同登记员，大额复核"),
    Person("gaojin", "高谨", "市审计局", "auditor", "审计员，只读"),
    Person("fangruoxu", "方若虚", "市科技局信息中心", "admin", "系统管理员"),
)

DISTRICT = (
    ("luzhixing", "陆知行", 0),
    ("shenshuning", "沈书宁", 1),
    ("jiangyuhe", "江予禾", 2),
    ("hanleping", "韩乐平", 3),
    ("zhuanghuaiyuan", "庄怀远", 4),
    ("tanlixing", "谭砺行", 5),
    ("weichengan", "魏承安", 6),
)
"""Officers of the seven areas; 韩乐平 comes first in the list of seats."""

TTO = (
    ("zhouwanqing", "周婉清", "龙城理工大学"),
    ("suyingxue", "苏映雪", "江滨大学"),
    ("peiyunzhou", "裴云舟", "龙城工业大学"),
    ("qinhaoran", "秦昊然", "龙城轨道交通学院"),
    ("yezhen", "叶蓁", "江滨医药学院"),
    ("mengsijia", "孟思嘉", "龙城师范学院"),
    ("liangyichen", "梁以宸", "云河智能制造职业学院"),
    ("tongyaqin", "童雅琴", "青枫新材料职业学院"),
    ("gengzhitian", "耿稚田", "金塘农业工程职业学院"),
    ("luoxiaoyang", "骆晓阳", "阳溪新能源职业学院"),
    ("duruoshui", "杜若水", "江滨氢能研究所"),
    ("fangyanqiu", "方砚秋", "龙城先进材料研究院"),
    ("shaoliyan", "邵立言", "龙城机器人研究所"),
    ("xuechangfeng", "薛长风", "龙城半导体封装研究所"),
    ("caojinghuan", "曹静桓", "江滨医疗器械研究院"),
)

OTHERS: tuple[Person, ...] = (
    Person("linruogu", "林若谷", "恒轨装备股份有限公司", "enterprise", "研发负责人"),
    Person("hejingming", "何景明", "精毅传动机械有限公司", "enterprise", "研发总监"),
    Person("lushiyu", "陆时雨", "瑞川新能源科技有限公司", "enterprise", "技术副总经理"),
    Person("shenzhiyuan", "沈知远", "龙城理工大学", "researcher", "材料学院教授"),
    Person("wusiqi", "吴思齐", "江滨技术转移中心", "broker", "技术经纪人"),
)

NAMES = frozenset(
    (
        *(one.name for one in (*CITY, *OTHERS)),
        *(name for _, name, _ in (*DISTRICT, *TTO)),
        *("程砚之", "白若川", "秦望舒"),
    )
)
"""Names that no draw may give to somebody else."""


def people(areas: Sequence[Item]) -> tuple[Person, ...]:
    """Everybody with a seat, in the order in which the seats are given."""
    first, *rest = sorted(DISTRICT, key=lambda one: one[1] != "韩乐平")
    officers = [
        Person(username, name, district_bureau(areas[place]), "district", "核验员", areas[place].id)
        for username, name, place in (first, *rest)
    ]
    scholars = {name for name, _, _ in (*UNIVERSITIES, *INSTITUTES)}
    offices = [Person(username, name, home, "tto", "技术转移办") for username, name, home in TTO if home in scholars]
    return (*CITY, *officers, *offices, *OTHERS)


def seat_all(areas: Sequence[Item], registry: Registry, day: date) -> dict[str, Viewer]:
    """Gives every seat, one act each; the viewers by sign-in name."""
    found: dict[str, Viewer] = {}
    giver = SYSTEM
    for place, one in enumerate(sorted(people(areas), key=lambda one: one.role != "admin")):
        with clock.set_to(clock.at(day, 14 * 60 + 3 * place)):
            seat = parties.seat(giver, one.username, registry.id(one.party), one.role, one.name, one.title, one.area)
        found[one.username] = viewers.of(seat)
        if one.role == "admin":
            giver = found[one.username]
    return found


def accounts(areas: Sequence[Item]) -> list[tuple[str, str]]:
    """(sign-in name, who that is) of the people most worth being, one line each."""
    told: dict[str, int] = {}
    lines = []
    order = list(ROLES)
    for one in sorted(people(areas), key=lambda one: order.index(one.role)):
        told[one.role] = told.get(one.role, 0) + 1
        if told[one.role] <= (2 if one.role in ("bureau", "tto") else 1):
            lines.append((one.username, f"{one.name}，{one.party}，{one.title or ROLES[one.role]}"))
    return lines
