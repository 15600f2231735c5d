"""The demo city (演示城市): loaded once, always the same, all of it made up.

Its history runs from January 2019 to its day, 18 June 2021, through the same acts that people use, day by day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

from django.conf import settings
from django.db import transaction

from jinliang.core.access import SYSTEM
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.demo import campaign, casework, pending, people, platform, project, talent
from jinliang.demo.bodies import Bodies
from jinliang.demo.paper import Press
from jinliang.demo.registry import Registry
from jinliang.demo.story import Story
from jinliang.packs import load as packs
from jinliang.site.acts import clock as clocks
from jinliang.site.acts import party as parties
from jinliang.site.acts.pack import adopt
from jinliang.site.models import Party
from jinliang.site.reads import clock
from jinliang.site.reads import pack as adopted
from jinliang.store import Store

SEED = 20190101
DAY = date(2021, 6, 18)
"""The city's day."""
FOUNDED = date(2018, 12, 29)
"""The day on which the plan was issued and the city's parties were registered."""
INTRO = "演示城市，单位人物均为虚构；所引计划条款是公开的真实文件"


def loaded() -> bool:
    """Whether the demo city is there."""
    return clock.city_day() is not None


def _unheard(line: str) -> None:
    """Nobody listens."""


def load(report: Callable[[str], None] = _unheard) -> None:
    """Loads the demo city, all of it or nothing; does nothing when it is there. Raises Refusal outside demo mode.

    `report` is told a line at the start, after each year, and at the end.
    """
    if not settings.DEMO:
        raise Refusal("not_demo", "只有演示模式可以载入演示城市", "设置 JINLIANG_DEMO=1，在新的数据目录里运行")
    if loaded():
        return
    if Party.objects.exists():
        raise Refusal("not_empty", "库里已有别的主体，演示城市只能载入空库", "换一个 JINLIANG_DATA 再载入")
    report(f"载入演示城市。{INTRO}")
    with transaction.atomic():
        story = _found()
        _tell(story)
        _run(story, report)
        with clock.set_to(clock.at(date(2021, 6, 17), 18 * 60)):
            clocks.advance(story.viewers["fangruoxu"], max(DAY, settings.TODAY or DAY))
    report(f"演示城市已载入，城市日期 {clock.today()}；佐证 {story.press.printed} 份")


def _found() -> Story:
    """The plan is adopted, the parties registered, the seats given."""
    rng = Random(SEED)
    with clock.set_to(clock.at(FOUNDED)):
        plan = _adopt()
        bodies = Bodies(rng, plan.areas)
        lists = (
            (bodies.offices(plan.areas), "机关和服务机构"),
            (bodies.scholarly(), "在龙高校和科研院所"),
            (bodies.enterprises(), "高新技术企业名录"),
        )
        registered = [
            (row, [name for name, _, _ in new.former])
            for news, note in lists
            for new, row in zip(news, parties.register(SYSTEM, news, note), strict=True)
        ]
        registry = Registry(registered)
    viewers = people.seat_all(plan.areas, registry, FOUNDED)
    return Story(rng, plan, bodies, registry, viewers, Press(Store(settings.MEDIA_ROOT)))


def _adopt() -> Pack:
    """The plan in force; the shipped packs are adopted where nobody has done so."""
    for name in sorted(packs.shipped(), key=lambda one: one == adopted.PLAN):
        if adopted.row(name) is None:
            text = packs.source_of(name)
            adopt(SYSTEM, text, packs.text_of(name), FOUNDED, "首次启动，采用随产品提供的计划包")
    return adopted.plan()


def _tell(story: Story) -> None:
    """Everything that happened, put down before anything happens: what is drawn does not depend on what was done."""
    projects = project.tell(story)
    persons = talent.tell(story)
    platform.tell(story)
    campaign.tell(story, persons)
    casework.tell(story, projects, persons)
    pending.tell(story, projects, persons)


def _run(story: Story, report: Callable[[str], None]) -> None:
    """Lets it happen."""
    year = FOUNDED.year

    def each(day: date) -> None:
        nonlocal year
        if day.year != year:
            year = day.year
            report(f"  {year} 年")

    story.timeline.run(each)


def accounts() -> list[tuple[str, str]]:
    """(sign-in name, who that is) of the people most worth being."""
    return people.accounts(adopted.plan().areas)
