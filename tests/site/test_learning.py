"""Learning from labels: a candidate changes nothing until two people have adopted it, and an older version comes back the same way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import city as cities
import pytest
from city import City
from django.db import transaction

from jinliang.core.access import SYSTEM
from jinliang.core.refusal import Refusal
from jinliang.site.acts import grade, ranker
from jinliang.site.jobs import learning, matching
from jinliang.site.jobs.weighing import running
from jinliang.site.models import Grade, Match, Ranker
from jinliang.site.reads import grade as grades

pytestmark = pytest.mark.django_db

TEXTS = {
    "焊": (
        "铝板对接焊缝有间隙，搅拌焊总是出沟槽，希望间隙一毫米也能焊好",
        "静轴肩搅拌焊，对接间隙里预压铝丝，一毫米间隙焊缝沟槽全部消除",
        "铝板激光切割机，切割头间隙自动跟踪，板厚三毫米以内都能切",
    ),
    "氟": (
        "含氟废水要除氟到 1.5 mg/L，现在加药多、沉淀慢，求新药剂",
        "铝锆复合药剂强化废水除氟，沉淀快，出水氟稳定在 1.2 mg/L",
        "废水除油加药成套装置和斜管沉淀池改造，占地小，自动排泥",
    ),
    "轴": (
        "牵引电机轴承滚道被轴电流打麻，要一个绝缘的办法，压装不崩边",
        "轴承外圈喷涂氧化铝绝缘层隔断轴电流，封孔后压装不崩边",
        "轴承滚道超精磨削液精密过滤机，过滤精度五微米，免换滤芯",
    ),
}


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """A city with three needs, each with an offer that answers it and one that only sounds like it; undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = cities.made(cities.found(City()))
        Ranker.objects.all().delete()
        by = found.seats
        for word, (asked, answer, trap) in TEXTS.items():
            for at, (seat, kind, text) in enumerate(
                (("enterprise", "need", asked), ("tto", "achievement", answer), ("tto2", "achievement", trap))
            ):
                found.listings[f"{word}{at}"] = cities.put_up(by[seat], by["broker"], kind, text[:12], text=text)
        yield found
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def words_alone(settings: Any) -> None:
    """The sentence model is another test's business."""
    settings.EMBEDDER = "none"


def graded(city: City) -> None:
    matching.renew()
    for word in TEXTS:
        need = city.listings[f"{word}0"]
        for at, given in ((1, 3), (2, 0)):
            row, _new = Match.objects.get_or_create(
                need=need,
                offer=city.listings[f"{word}{at}"],
                defaults={"score": 0.1, "verdict": "weak", "ranker": "t", "made_at": need.saved_at},
            )
            grade.grade(city.seats["bureau"], row.id, given)


def test_grades_teach_a_candidate_that_two_people_adopt_and_take_back(city: City) -> None:
    first, second = city.seats["bureau"], city.seats["bureau2"]
    graded(city)
    before = running().version
    row = learning.study(SYSTEM)
    assert row.state == "candidate"
    assert row.comparison["graded"] == 6
    assert row.comparison["ndcg"]["after"] >= 0.9
    assert running().version == before
    with pytest.raises(Refusal, match="没有新的评分"):
        learning.study(SYSTEM)
    with pytest.raises(Refusal, match="能比出高下的需求只有"):
        ranker.propose(first, row.id, "试试")

    Ranker.objects.filter(id=row.id).update(comparison={**row.comparison, "telling": 40})
    ranker.propose(first, row.id, "排得更准")
    with pytest.raises(Refusal, match="提议的人自己不能启用"):
        ranker.adopt(first, row.id)
    ranker.adopt(second, row.id)
    assert running().version == row.version
    assert matching.renew() > 0
    assert all(
        one.ranker.startswith(row.version) for one in Match.objects.filter(need=city.listings["焊0"], grades=None)
    )

    shipped = Ranker.objects.get(weights={})
    ranker.propose(second, shipped.id, "换回来")
    ranker.adopt(first, shipped.id)
    assert running().version == before


def test_what_is_graded_stays_when_the_market_is_judged_anew(city: City) -> None:
    graded(city)
    kept = set(Grade.objects.values_list("match_id", flat=True))
    matching.renew()
    assert kept == set(Match.objects.filter(grades__isnull=False).values_list("id", flat=True))


def test_the_two_sides_neither_see_nor_give_grades(city: City) -> None:
    row = city.matches["half"]
    grade.grade(city.seats["broker"], row.id, 2, "差在节拍")
    assert [one.note for one in grades.grades(city.seats["bureau"], row)] == ["差在节拍"]
    assert not grades.grades(city.seats["enterprise"], row)
    assert not grades.grades(city.seats["tto"], row)
    with pytest.raises(Refusal, match="评分由技术经纪人或市科技局打"):
        grade.grade(city.seats["enterprise"], row.id, 3)


def test_without_a_label_nothing_is_learned() -> None:
    with pytest.raises(Refusal, match="还没有评分"):
        learning.learned([])
