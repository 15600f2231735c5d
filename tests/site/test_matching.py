"""The job that finds matches: new needs are judged, new offers have the needs they may serve judged anew, nothing is forced to fit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import city as cities
import pytest
from city import City
from django.db import transaction

from jinliang.site.acts import match as acts
from jinliang.site.jobs import matching
from jinliang.site.models import Listing, Match
from jinliang.site.reads import listing as reads

pytestmark = pytest.mark.django_db

SEAM = (
    "侧墙铝型材两块对着焊，缝忽宽忽窄，现在的搅拌焊一有缝就出沟槽。间隙到 1.2 mm 也不能有沟槽，强度不低于母材的 70%。"
)
STIR = (
    "静轴肩摩擦搅拌焊，前置送丝嘴在对接间隙中预压入铝丝，激光视觉测隙后自动改变送丝量。6082 型材 4 mm 对接，0–1.4 mm 间隙连续变化，"
    "全长未见沟槽；抗拉强度为母材的 73%–76%。"
)
NIGHT = "单芯片毫米波雷达挂在床头，提取呼吸和心率，呼吸误差 0.6 次/min，养老院装了四十张床。"


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """A city whose market holds one seam, one way to weld it and one bedside radar; undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        found = cities.made(cities.found(City()))
        Match.objects.filter(need_answer="", offer_answer="").delete()
        by = found.seats
        found.listings["seam"] = cities.put_up(by["enterprise"], by["broker"], "need", "对接焊缝", text=SEAM)
        found.listings["stir"] = cities.put_up(by["tto"], by["broker"], "achievement", "静轴肩搅拌焊", text=STIR)
        found.listings["night"] = cities.put_up(by["tto2"], by["broker"], "achievement", "床头雷达", text=NIGHT)
        yield found
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def words_alone(settings: Any) -> None:
    """The sentence model is another test's business."""
    settings.EMBEDDER = "none"


def offered(city: City, word: str) -> dict[int, Match]:
    return {one.offer_id: one for one in Match.objects.filter(need=city.listings[word])}


def test_a_need_is_matched_with_reasons_and_nothing_is_forced_to_fit(city: City) -> None:
    assert matching.renew() > 0
    found = offered(city, "seam")
    best = found[city.listings["stir"].id]
    assert best.verdict in ("strong", "fair")
    assert best.reasons["phrases"]
    assert all(one in STIR or one in city.listings["stir"].title for one in best.reasons["phrases"])
    asked = {one["asked"]: one["state"] for one in best.reasons["conditions"]}
    assert "met" in asked.values()
    assert found.get(city.listings["night"].id, best) is best or found[city.listings["night"].id].verdict == "weak"
    assert sum(one.verdict == "weak" for one in found.values()) <= matching.WEAK
    assert best.ranker.endswith(" none")


def test_what_was_judged_is_not_judged_again(city: City) -> None:
    matching.renew()
    assert matching.renew() == 0
    Listing.objects.filter(id=city.listings["stir"].id).update(matched="older weights")
    assert matching.renew() == 1


def test_a_new_offer_has_the_needs_it_may_serve_judged_anew(city: City) -> None:
    matching.renew()
    by = city.seats
    late = cities.put_up(
        by["tto2"], by["broker"], "achievement", "填丝搅拌焊接大间隙型材", text=STIR.replace("静轴肩", "动轴肩")
    )
    assert matching.renew() == 1
    assert late.id in offered(city, "seam")


def test_an_own_offer_is_no_match_and_an_answer_is_kept(city: City) -> None:
    by = city.seats
    own = cities.put_up(by["enterprise"], by["broker"], "service", "自家搅拌焊服务", text=STIR)
    matching.renew()
    found = offered(city, "seam")
    assert own.id not in found
    row = found[city.listings["stir"].id]
    acts.answer(by["enterprise"], row.id, "yes")
    Listing.objects.filter(id=city.listings["seam"].id).update(matched="")
    matching.renew()
    assert Match.objects.get(id=row.id).need_answer == "yes"


def test_without_a_model_the_words_alone_decide(city: City, settings: Any, tmp_path: Any) -> None:
    settings.EMBEDDER = f"onnx:{tmp_path / 'nothing'}"
    Listing.objects.filter(id=city.listings["seam"].id).update(matched="")
    assert matching.renew() > 0
    assert city.listings["stir"].id in offered(city, "seam")
    assert reads.unmatched(matching.ranker(settings.EMBEDDER)) == []
