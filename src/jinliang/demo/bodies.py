"""The demo city's bodies: ten universities, thirty institutes, a thousand firms, and the offices. Every one is made up.

Credit codes are right in every check, and their place of registration is one that does not exist (320499), so that none can be
anybody's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from stdnum.cn import uscc

from jinliang.core.pack import Item
from jinliang.demo.industry import INDUSTRIES
from jinliang.demo.names import NEAR_PLACES, brands
from jinliang.packs.credit import ALPHABET, inner_check
from jinliang.site.acts.party import NewParty

NOWHERE = "320499"
FIRMS = 1000

UNIVERSITIES: tuple[tuple[str, int, str], ...] = (
    ("龙城理工大学", 3, "rail mould chip digital"),
    ("江滨大学", 2, "chemical battery farm digital"),
    ("龙城工业大学", 2, "digital robot cable mould"),
    ("龙城轨道交通学院", 0, "rail cable robot"),
    ("江滨医药学院", 1, "medical chemical"),
    ("龙城师范学院", 3, "digital chip chemical"),
    ("云河智能制造职业学院", 3, "robot mould digital"),
    ("青枫新材料职业学院", 1, "carbon chemical solar"),
    ("金塘农业工程职业学院", 4, "farm chemical"),
    ("阳溪新能源职业学院", 5, "battery solar cable"),
)
"""Name, place of its area among the plan's areas, and the industries it works for."""

INSTITUTES: tuple[tuple[str, int, str], ...] = (
    ("江滨氢能研究所", 2, "battery"),
    ("龙城先进材料研究院", 3, "carbon cable mould"),
    ("龙城机器人研究所", 3, "robot digital"),
    ("江滨碳纤维应用研究院", 2, "carbon"),
    ("龙城石墨烯研究院", 3, "carbon chemical"),
    ("龙城轨道交通研究院", 6, "rail cable"),
    ("江滨光伏技术研究院", 2, "solar"),
    ("龙城智能电网研究所", 3, "cable"),
    ("云河精密成形研究所", 0, "mould"),
    ("青枫数控技术研究院", 1, "digital"),
    ("新港船舶电缆研究所", 2, "cable"),
    ("南湖农业装备研究所", 4, "farm"),
    ("金塘绿色化工研究院", 4, "chemical"),
    ("阳溪储能技术研究院", 5, "battery"),
    ("龙城激光技术研究所", 3, "digital"),
    ("江滨声学与振动研究所", 2, "rail digital"),
    ("龙城工业软件研究院", 3, "digital"),
    ("江滨水处理技术研究所", 2, "chemical"),
    ("龙城固废资源化研究院", 6, "battery chemical"),
    ("龙城无人系统研究所", 3, "robot farm"),
    ("江滨增材制造研究院", 2, "mould medical"),
    ("云河微电子研究院", 0, "chip"),
    ("青枫生物材料研究所", 1, "medical"),
    ("新港风电叶片研究所", 2, "carbon"),
    ("南湖传感技术研究所", 4, "chip"),
    ("金塘表面工程研究所", 4, "mould chemical"),
    ("阳溪竹基复合材料研究所", 5, "carbon"),
    ("遥山轴承与传动研究院", 6, "robot rail"),
    ("江滨医疗器械研究院", 1, "medical"),
    ("龙城半导体封装研究所", 3, "chip"),
)

KNOWN_FIRMS: tuple[tuple[str, str, str, int], ...] = (
    ("恒轨装备股份有限公司", "91320499MA1X7K2P9L", "rail", 3),
    ("精毅传动机械有限公司", "913204995884120640", "robot", 2),
    ("瑞川新能源科技有限公司", "", "battery", 2),
    ("恺达模具有限公司", "", "mould", 3),
    ("安泽医疗器械有限公司", "", "medical", 1),
    ("江滨特缆有限公司", "91320499MA1Y93FD9J", "cable", 2),
)
"""Firms the story speaks of: name, code where one is given, industry, place of the area."""

AGENCIES = (("江滨技术转移中心", 2), ("龙城技术经纪事务所", 3), ("青枫科技服务中心", 1))

RENAMED: dict[str, tuple[tuple[str, date | None, date | None], ...]] = {
    "龙城工业大学": (("龙城工学院", None, date(2019, 6, 11)),),
    "青枫新材料职业学院": (("青枫化工学校", None, date(2018, 8, 31)),),
    "市工信局": (("市经信委", None, date(2019, 1, 20)),),
    "龙城先进材料研究院": (("龙城材料研究所", None, date(2019, 11, 4)),),
}
"""Names borne before: until which day."""

_WEIGHTS = (8, 10, 26, 30, 8, 10, 8)
"""How many firms of a hundred sit in each of the seven areas."""
_SUFFIXES = ("有限公司",) * 8 + ("股份有限公司",)


@dataclass(frozen=True, slots=True)
class Body:
    """A body of the story: its name, what it works for, and the area's code."""

    name: str
    kind: str
    industries: tuple[str, ...]
    area: str


def credit_code(rng: Random, kind: str) -> str:
    """A code of a kind (two characters, as 91 for firms) that nobody has, every check right.

    >>> credit_code(Random(1), "91")[:8]
    '91320499'
    """
    if kind == "91" and rng.random() < 0.7:
        body = "MA1" + "".join(rng.choice(ALPHABET) for _ in range(5))
    else:
        body = "".join(rng.choice("0123456789") for _ in range(8))
    first = kind + NOWHERE + body + inner_check(body)
    return first + str(uscc.calc_check_digit(first))


class Bodies:
    """Everybody who is no person, drawn once; lists in the order in which they are registered."""

    def __init__(self, rng: Random, areas: Sequence[Item]) -> None:
        self._rng = rng
        self._codes: set[str] = set()
        self.areas = [one.id for one in areas]
        self.universities = [self._scholars("university", one) for one in UNIVERSITIES]
        self.institutes = [self._scholars("institute", one) for one in INSTITUTES]
        self.firms = self._firms()

    def _scholars(self, kind: str, row: tuple[str, int, str]) -> Body:
        name, place, industries = row
        return Body(name, kind, tuple(industries.split()), self.areas[place])

    def _firms(self) -> list[Body]:
        found = [Body(name, "enterprise", (industry,), self.areas[at]) for name, _, industry, at in KNOWN_FIRMS]
        for number, brand in enumerate(brands(self._rng)[: FIRMS - len(found)]):
            industry = INDUSTRIES[number % len(INDUSTRIES)]
            name = (
                self._rng.choice(NEAR_PLACES) + brand + self._rng.choice(industry.trades) + self._rng.choice(_SUFFIXES)
            )
            area = self._rng.choices(self.areas, _WEIGHTS)[0]
            found.append(Body(name, "enterprise", (industry.id,), area))
        return found

    def _code(self, kind: str) -> str:
        while (code := credit_code(self._rng, kind)) in self._codes:
            pass
        self._codes.add(code)
        return code

    def _party(self, one: Body, kind: str, code: str = "") -> NewParty:
        return NewParty(one.kind, one.name, code or self._code(kind), one.area, RENAMED.get(one.name, ()))

    def scholarly(self) -> list[NewParty]:
        """Universities and institutes as they are registered; both are public institutions (12)."""
        return [self._party(one, "12") for one in (*self.universities, *self.institutes)]

    def enterprises(self) -> list[NewParty]:
        """The thousand firms."""
        given = {name: code for name, code, _, _ in KNOWN_FIRMS}
        return [self._party(one, "91", given.get(one.name, "")) for one in self.firms]

    def offices(self, areas: Sequence[Item]) -> list[NewParty]:
        """The city's bureaus, those of its areas, and the agencies between."""
        city = ("市科技局", "市工信局", "市财政局", "市技术市场", "市审计局", "市科技局信息中心")
        bodies = [Body(name, "bureau", (), "") for name in city]
        bodies += [Body(district_bureau(one), "bureau", (), one.id) for one in areas]
        found = [self._party(one, "11") for one in bodies]
        return found + [self._party(Body(name, "agency", (), self.areas[at]), "52") for name, at in AGENCIES]


def name_of(body: str, day: date) -> str:
    """The name a body bore on a day.

    >>> name_of("龙城工业大学", date(2019, 6, 11)), name_of("龙城工业大学", date(2019, 6, 12))
    ('龙城工学院', '龙城工业大学')
    """
    former = (name for name, _, last in RENAMED.get(body, ()) if last is not None and day <= last)
    return next(former, body)


def district_bureau(area: Item) -> str:
    """What the science bureau of an area is called."""
    return f"{area.label}科技局"
