"""The one search box: every kind of offer with the words, in either script, one character off, by pinyin; hidden owners stay hidden."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import city as cities
import pytest
from city import City
from django.db import transaction
from django.test import Client
from django.urls import reverse

from jinliang.core.access import PUBLIC
from jinliang.site.reads.offering import Narrowed, offering

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """A city with a market, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cities.made(cities.found(City()))
        transaction.set_rollback(True)


def titles(words: str, **narrowed: str) -> set[str]:
    return {one.title for one in offering(PUBLIC, words, Narrowed(**narrowed)).rows}


@pytest.mark.parametrize("words", ["磨粒流", "磨粒流 成果", "磨料流"])
def test_words_find_what_has_them_or_has_them_nearly(city: City, words: str) -> None:
    assert titles(words) == {"磨粒流的成果"}
    assert offering(PUBLIC, words, Narrowed()).near == (words == "磨料流")


def test_either_script_finds_the_other(city: City) -> None:
    assert titles("檢測") == titles("检测") == {"检测的服务"}


@pytest.mark.parametrize("typed", ["shenzhibai", "szb", "shenzb", "沈知百"])
def test_an_expert_is_found_by_pinyin_initials_or_a_wrong_character(city: City, typed: str) -> None:
    assert titles(typed) == {"精整的专家"}


def test_a_body_is_found_by_pinyin(city: City) -> None:
    assert "磨粒流的成果" in titles("longchengligong")
    assert "磨粒流的成果" in titles("lclgdx")


def test_a_hidden_owner_is_found_by_no_name_and_stands_in_no_facet(city: City) -> None:
    for words in ("龙城焊接装备", "焊接裝備", "longchenghanjie", "lchjzb", "龙城焊接装被"):
        assert "不露名的需求" not in titles(words)
    firm = str(city.parties["welder"].id)
    found = offering(PUBLIC, "密封面", Narrowed())
    assert {"去毛刺的需求", "不露名的需求"} <= {one.title for one in found.rows}
    assert found.counts["body"][firm] == 1  # the other one of the two
    assert titles("密封面", body=firm) == {"去毛刺的需求"}


def test_counts_of_a_facet_stand_under_the_other_limits(city: City) -> None:
    found = offering(PUBLIC, "密封面", Narrowed(kind="need"))
    assert found.many == found.counts["kind"]["need"] == 2
    assert found.counts["kind"]["expert"] == 1
    assert sum(found.counts["band"].values()) == found.many
    assert titles("密封面", kind="need", band="10") == set()


def test_the_page_is_for_everybody_and_keeps_what_was_chosen(city: City) -> None:
    page = (
        Client()
        .get(reverse("search"), {"q": "密封面", "kind": "need", "area": "no such", "body": "x"})
        .content.decode()
    )
    assert "去毛刺的需求" in page
    assert "磨粒流的成果" not in page
    assert '<option value="need" selected>' in page
    assert city.name("welder") in page  # of the need that shows its owner
    hidden = Client().get(reverse("search"), {"q": "不露名"}).content.decode()
    assert city.name("welder") not in hidden


@pytest.mark.parametrize(
    "words", ["", "(", "[*", "%%%", "\\\\a", "a" * 80, "🙂🙂🙂", "'; --", "一 二 三 四 五 六 七 八"]
)
def test_odd_words_find_nothing_and_break_nothing(city: City, words: str) -> None:
    assert Client().get(reverse("search"), {"q": words}).status_code == 200
