"""Deals of the test city on their way: the open one brought to a state by the acts, each on its day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import city as cities
from city import City

from jinliang.site.acts import contract, deal, notice, pack, receipt, resolution
from jinliang.site.acts.deal import Instalment, Terms
from jinliang.site.acts.resolution import Member
from jinliang.site.models import Deal
from jinliang.site.reads import clock

TALK, DECIDED, NOTICED, SIGNED, REGISTERED, PAID = (
    date(2021, 3, 1),
    date(2021, 3, 8),
    date(2021, 3, 9),
    date(2021, 3, 25),
    date(2021, 3, 31),
    date(2021, 4, 20),
)
"""The notice of 15 calendar days from 9 March ends on the 24th; signing is free from the 25th."""
NUMBER = "20213204040001"
TERMS = Terms(
    name="磨粒流去毛刺工艺包",
    contract_class="KF",
    subclass="KF1",
    pricing="negotiated",
    price=Decimal("600000.00"),
    technical=Decimal("500000.00"),
    payment="instalments",
    ip="",
    technology="2",
    begins_on=date(2021, 3, 25),
    ends_on=date(2021, 12, 31),
    written={
        "content_scope_requirement": "去除管接头内腔毛刺，残留高度不大于 0.02 mm",
        "plan_place_manner": "六个月内在卖方中试线完成",
        "confidentiality": "双方各自保密三年",
        "ownership_and_benefit": "工艺归卖方，需方免费使用",
        "acceptance_standard": "按附件一抽检 50 件",
    },
    intermediary=None,
    instalments=(
        Instalment("首付", date(2021, 4, 15), Decimal("200000.00")),
        Instalment("验收款", date(2021, 12, 31), Decimal("400000.00")),
    ),
)
MEMBERS = (
    Member("周正明", "校长", "for"),
    Member("李望舒", "副校长", "for"),
    Member("何清源", "科技处长", "for"),
    Member("沈知白", "教授", "recused", "成果完成人"),
)


@contextmanager
def on(day: date) -> Iterator[None]:
    """The city's clock set to a day."""
    with clock.set_to(clock.at(day)):
        yield


def opened(city: City) -> Deal:
    """The deal of the test city: a firm buys from a university."""
    return Deal.objects.get(match=city.matches["open"])


def declared(city: City, row: Deal) -> None:
    """Both sides declare that they are not related."""
    for who in ("enterprise", "tto"):
        deal.declare(city.seats[who], row.id, False, "", cities.kept(f"声明 {who} {row.id}"))


def steps(city: City, row: Deal, terms: Terms = TERMS) -> dict[str, tuple[date, Callable[[], Any]]]:
    """What brings a deal into each state, on its day, in order."""
    pack.adopt_shipped()  # the holiday lists
    firm, tto, registry = (city.seats[one] for one in ("enterprise", "tto", "registry"))

    def to_terms() -> None:
        deal.propose(tto, row.id, terms)
        declared(city, row)
        deal.agree(firm, row.id)

    return {
        "talking": (TALK, lambda: None),
        "terms": (TALK, to_terms),
        "resolution": (DECIDED, lambda: resolution.resolve(tto, row.id, DECIDED, MEMBERS, cities.kept("纪要"))),
        "notice": (NOTICED, lambda: notice.notify(tto, row.id)),
        "signed": (SIGNED, lambda: contract.sign(firm, row.id, SIGNED, cities.kept("合同"))),
        "registered": (
            REGISTERED,
            lambda: contract.register(
                registry, row.id, NUMBER, Decimal("500000.00"), REGISTERED, cities.kept("登记证明")
            ),
        ),
        "performing": (
            PAID,
            lambda: receipt.receive(
                tto, row.id, PAID, Decimal("200000.00"), None, "04412875", cities.kept("回单 04412875")
            ),
        ),
    }


def brought(city: City, state: str, **more: Any) -> Deal:
    """The open deal brought to a state; `more` changes its terms."""
    row = opened(city)
    for name, (day, do) in steps(city, row, replace(TERMS, **more)).items():
        with on(day):
            do()
        if name == state:
            break
    return opened(city)
