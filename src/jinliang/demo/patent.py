"""The demo city's bank of patents (专利库): those offered on the market and a few older ones, all made up, registered list by list.

What a number does not say is made from it: the day of application from the serial, the grant from the kind; the rest is written below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from jinliang.core.access import Viewer
from jinliang.core.day import add_months
from jinliang.core.patent_fee import patent_year
from jinliang.core.valuation import INDICES
from jinliang.demo.listing import Sitters, rows
from jinliang.demo.story import Story
from jinliang.demo.timeline import working
from jinliang.packs.patent import check_patent, patent_check
from jinliang.site.acts import patent as acts
from jinliang.site.acts.patent import NewPatent, Terms
from jinliang.site.models import Patent

SEED = 20210308
OPENED = date(2021, 3, 8)
"""The alliance opens the bank; owners bring their lists from then on, one after another."""
EVE = date(2021, 6, 17)
FILED = {"invention": 1_400_000, "utility_model": 2_600_000}
"""About how many were filed in a year: how far a serial lies in it."""
WAIT = {"invention": (14, 10), "utility_model": (6, 5)}
"""Months from application to grant: at least, and spread over."""

OLDER: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("龙城工业大学", "200910184427", "一种多孔阳极支撑体的流延成型方法", {"awards": ("国家技术发明奖二等奖（虚构）",)}),
    ("江滨大学", "201010226651", "高氮不锈钢焊丝及其制备方法", {"implemented": True}),
    (
        "龙城轨道交通研究院",
        "201110052318",
        "受电弓滑板磨耗的线激光测量装置",
        {"implemented": True, "family": ("DE", "JP")},
    ),
    ("遥山轴承与传动研究院", "201010531906", "陶瓷滚动体的无心研磨方法", {}),
)
"""Kept for more than ten years: owner, digits, title, what else there is to say. They are not on the market."""

SEI = {
    "ao053": "6.4.1", "ao067": "6.4.1", "ao100": "6.4.1", "ao048": "5.2.1", "ao082": "6.3.2", "ao084": "5.2.1", "bo062": "3.5.2",
    "ao069": "1.2.3", "co027": "1.2.4", "co067": "1.2.4", "co034": "4.1.4", "bo067": "3.3.7", "co095": "7.3.2", "ao064": "2.1.5",
}  # fmt: skip
"""战略性新兴产业分类 (2018) by the offer's id; the deeper levels are made up."""
MORE: Mapping[str, dict[str, Any]] = {
    "ao063": {"awards": ("第二十届中国专利优秀奖（虚构）",), "implemented": True},
    "ao027": {"awards": ("江苏省专利奖（虚构）",), "implemented": True},
    "ao053": {"family": ("US", "EP")},
    "bo062": {"family": ("US", "JP", "KR"), "implemented": True},
    "co034": {"family": ("US",), "awards": ("第二十二届中国专利银奖（虚构）",)},
    "bo091": {"family": ("HK",)},
    "ao082": {"pledge": Decimal(3_000_000), "implemented": True},
    "co067": {"pledge": Decimal(2_000_000)},
    "co087": {"pledge": Decimal(600_000), "implemented": True},
    "ao081": {"implemented": True},
    "co092": {"implemented": True},
    "bo076": {"implemented": True},
    "co007": {"implemented": True},
}
OWED = {"bo085", "co104", "bo009"}
"""Whose last fee has not been paid."""
GONE = {"bo081": date(2021, 4, 20), "ao068": date(2021, 5, 11), "bo005": date(2021, 5, 24), "co058": date(2021, 5, 28)}
"""Lapsed since, by the day on which the owner put it down."""
VALUED = (
    ("ao063", "transfer", 82), ("bo062", "transfer", 78), ("co034", "finance", 74), ("ao053", "transfer", 70), ("ao082", "finance", 76),
    ("co067", "finance", 66), ("ao027", "manage", 72), ("ao100", "transfer", 58), ("bo083", "manage", 38), ("bo070", "manage", 34),
    ("co104", "manage", 42), ("ao005", "manage", 47), ("bo089", "transfer", 63), ("co085", "transfer", 55), ("bo009", "manage", 40),
)  # fmt: skip
"""Offer, scene, about how high."""
KEPT = {"ao080": "轨道公司在试装，先缴一年", "co007": "已实施，有许可收入", "ao082": "质押期内，按约定维持"}
DROPPED = {"bo070": "五年没有人要，技术已被替代", "bo083": "磁轴承方向不做了，经费不再列支"}
OFFERED = (
    ("bo076", "later", 80_000, 24, date(2021, 5, 6), "先免费试用六个月；投产后三个月内付，按年产量分档", ""),
    ("ao020", "later", 0, 12, date(2021, 5, 6), "试用期不收费；第二年起按销售额 1.5% 付", ""),
    ("ao080", "later", 30_000, 36, date(2021, 5, 20), "装车通过后付一半，满一年付清", ""),
    ("ao002", "open", 60_000, 36, date(2021, 6, 2), "普通许可，按年付", ""),
    ("bo043", "open", 20_000, 24, date(2021, 6, 3), "普通许可，一次付清", "ZLPJ-2021-0412（虚构）"),
)
"""Offer, way, yuan, months, from, conditions, report."""


def tell(story: Story, sitters: Sitters) -> None:
    """Puts down who registers what and when, what is valued, decided, licensed, and what lapses."""
    rng, ids = Random(SEED), dict[str, int]()
    lists: dict[str, list[tuple[str, NewPatent]]] = defaultdict(list)
    owners = {one["id"]: one["owner"] for kind, one in rows() if kind == "patent"}
    days = {
        owner: working(OPENED + timedelta(days=2 * place)) for place, owner in enumerate(sorted(set(owners.values())))
    }
    for kind, one in rows():
        if kind == "patent":
            more = MORE.get(one["id"], {}) | {"sei_code": SEI.get(one["id"], "")}
            lists[one["owner"]].append(
                (one["id"], made(one["id"], one["patent"], one["title"], days[one["owner"]], more))
            )
    for owner, digits, title, extra in OLDER:
        number = f"{digits}.{patent_check(digits)}"
        lists[owner].append((digits, made(digits, number, title, days[owner], extra)))
    for owner, listed in lists.items():
        story.timeline.on(days[owner], _bring(sitters, owner, listed, ids))
    teller = _Teller(story, sitters, owners, ids)
    for place, (id, scene, height) in enumerate(VALUED):
        inputs = {one: max(5, min(100, height + rng.randrange(-12, 13))) for one in INDICES}
        teller.on(working(date(2021, 5, 12) + timedelta(days=2 * place)), id, _value, place % 3 == 2, scene, inputs)
    for id, day in GONE.items():
        teller.on(working(day), id, _lapse, True)
    for place, (id, reason) in enumerate((KEPT | DROPPED).items()):
        teller.on(
            working(date(2021, 6, 7) + timedelta(days=place)), id, _drop if id in DROPPED else _keep, True, reason
        )
    for id, way, fee, months, day, words, report in OFFERED:
        teller.on(working(day), id, _offer, True, Terms(way, Decimal(fee), months, day, None, words, report))


def made(id: str, number: str, title: str, day: date, more: Mapping[str, Any]) -> NewPatent:
    """A patent as its owner registers it on a day. One that would have been granted later is still examined."""
    checked = check_patent(number)
    kind, year = checked.kind or "invention", checked.application_year or 2015
    serial = int(number[5:12])
    applied = date(year, 1, 4) + timedelta(days=min(355, serial * 365 // FILED[kind]))
    least, spread = WAIT[kind]
    granted = add_months(applied, least + serial % spread)
    granted += timedelta(days=(1 - granted.weekday()) % 7)  # the gazette comes out on Tuesdays
    if granted >= day:
        return NewPatent(number, title, kind, applied, "pending", applied, **more)
    paid = patent_year(applied, EVE) - (id in OWED)
    if id in GONE:
        paid = patent_year(applied, add_months(GONE[id], -6)) - 1
    return NewPatent(number, title, kind, applied, "in_force", granted, granted, paid, **more)


class _Teller:
    """Puts down acts about patents, each by its owner or by the alliance's broker."""

    def __init__(self, story: Story, sitters: Sitters, owners: Mapping[str, str], ids: Mapping[str, int]) -> None:
        self._story, self._sitters, self._owners, self._ids = story, sitters, owners, ids

    def on(self, day: date, id: str, do: Callable[..., object], own: bool, *said: Any) -> None:
        def doing() -> None:
            viewer = self._sitters.of(self._owners[id]) if own else self._story.viewers["wusiqi"]
            do(viewer, self._ids[id], *said)

        self._story.timeline.on(min(day, EVE), doing)


def _bring(
    sitters: Sitters, owner: str, listed: list[tuple[str, NewPatent]], ids: dict[str, int]
) -> Callable[[], None]:
    def bring() -> None:
        made = acts.register(sitters.of(owner), [one for _, one in listed])
        ids.update((id, row.id) for (id, _), row in zip(listed, made, strict=True))

    return bring


def _value(viewer: Viewer, id: int, scene: str, inputs: Mapping[str, int]) -> None:
    acts.value(viewer, id, scene, inputs)


def _keep(viewer: Viewer, id: int, reason: str) -> None:
    acts.keep(viewer, id, reason)


def _drop(viewer: Viewer, id: int, reason: str) -> None:
    acts.drop(viewer, id, reason)


def _offer(viewer: Viewer, id: int, terms: Terms) -> None:
    acts.offer(viewer, id, terms)


def _lapse(viewer: Viewer, id: int) -> None:
    row = Patent.objects.get(id=id)
    # In law a patent ends on the day by which the fee was due.
    due = add_months(row.applied_on, 12 * row.paid)
    acts.state(viewer, id, "lapsed", due, "专利权终止通知书（虚构）")
