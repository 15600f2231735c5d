"""The demo city (演示城市): loaded once, always the same, all of it made up.

Its history runs from January 2019 to its day, 18 June 2021, through the same acts that people use, day by day.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from django.conf import settings
from django.db import connection, transaction
from procrastinate.contrib.django import app

from jinliang.core.access import SYSTEM
from jinliang.core.refusal import Refusal
from jinliang.demo import (
    award,
    brokering,
    campaign,
    casework,
    deal,
    grade,
    listing,
    patent,
    pending,
    people,
    platform,
    project,
    talent,
)
from jinliang.demo.bodies import Bodies
from jinliang.demo.paper import Press
from jinliang.demo.registry import Registry
from jinliang.demo.story import Story
from jinliang.site.acts import clock as clocks
from jinliang.site.acts import party as parties
from jinliang.site.acts.pack import adopt_shipped
from jinliang.site.models import Claim, Fact, Paper, Party
from jinliang.site.reads import clock, papers
from jinliang.site.reads import pack as adopted
from jinliang.site.reads.known import head

SEED = 20190101
DAY = date(2021, 6, 18)
"""The city's day."""
EVE = date(2021, 6, 17)
"""The last day on which something happened before it."""
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

    `report` is told a line at the start, as each year begins, and at the end.
    """
    if not settings.DEMO:
        raise Refusal("not_demo", "只有演示模式可以载入演示城市", "设置 JINLIANG_DEMO=1，在新的数据目录里运行")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_advisory_xact_lock(%s)", [SEED]
            )  # of two who load at once, one waits and finds it done
        if loaded():
            return
        if Party.objects.exists():
            raise Refusal("not_empty", "库里已有别的主体，演示城市只能载入空库", "换一个 JINLIANG_DATA 再载入")
        report(f"载入演示城市。{INTRO}")
        story = _found()
        _tell(story)
        _run(story, report)
        with clock.set_to(clock.at(EVE, 18 * 60)):
            clocks.advance(story.viewers["fangruoxu"], max(DAY, settings.TODAY or DAY))
        with connection.cursor() as cursor:
            # The first pages are asked for before the server has looked by itself, and plans made blind take forty times as long.
            cursor.execute("ANALYZE")
        app.configure_task("ranker.learn").defer()
    (settings.DATA / "demo").touch()  # from now on whoever opens this data folder is in demo mode
    report(f"演示城市已载入，城市日期 {clock.today()}；佐证 {story.press.printed} 份")


def _found() -> Story:
    """The plan is adopted, the parties registered, the seats given."""
    rng = Random(SEED)
    with clock.set_to(clock.at(FOUNDED)):
        adopt_shipped()
        plan = adopted.plan()
    bodies, registry = Bodies(rng, plan.areas), Registry()
    lists = (
        (bodies.offices(plan.areas), "机关和服务机构"),
        (bodies.scholarly(), "在龙高校和科研院所"),
        (bodies.enterprises(), "高新技术企业名录"),
    )
    for hour, (news, note) in enumerate(lists, 10):
        with clock.set_to(clock.at(FOUNDED, 60 * hour)):
            registry.add(zip(parties.register(SYSTEM, news, note), news, strict=True))
    viewers = people.seat_all(plan.areas, registry, FOUNDED)
    return Story(rng, plan, bodies, registry, viewers, Press(papers.store()))


def _tell(story: Story) -> None:
    """Everything that happened, put down before anything happens: what is drawn does not depend on what was done."""
    projects = project.tell(story)
    persons = talent.tell(story)
    platform.tell(story)
    campaign.tell(story, persons)
    casework.tell(story, projects, persons)
    pending.tell(story, projects, persons)
    sitters = listing.tell(story)
    patent.tell(story, sitters)
    deal.tell(story, sitters)
    brokering.tell(story, sitters)
    grade.tell(story, sitters)
    award.tell(story, sitters)


def _run(story: Story, report: Callable[[str], None]) -> None:
    """Lets it happen."""
    year = FOUNDED.year

    def each(day: date) -> None:
        nonlocal year
        if day.year != year:
            year = day.year
            report(f"  {year} 年")

    story.timeline.run(each)


@dataclass(frozen=True, slots=True)
class Summary:
    """What there is in the city: its day, the journal's last number, and how many of each."""

    day: date
    journal: int
    parties: int
    facts: int
    claims: int
    papers: int


def summary() -> Summary:
    """Counts what there is. `parties` are bodies, not persons."""
    parties = Party.objects.exclude(kind="person").count()
    counts = (model.objects.count() for model in (Fact, Claim, Paper))
    return Summary(clock.today(), head().number, parties, *counts)


def accounts() -> list[tuple[str, str]]:
    """(sign-in name, who that is) of the people most worth being."""
    return people.accounts(adopted.plan().areas)
