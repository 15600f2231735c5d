"""Saved searches: kept once, told when something new fits, opened again, let go; and whom they do not concern."""

from __future__ import annotations

import city as cities
import pytest
from city import City, refused
from django.db import connection
from django.urls import reverse
from test_funnel import browser, page

from jinliang.core.message import told
from jinliang.site.acts import saved as acts
from jinliang.site.jobs import alerting
from jinliang.site.models import Message, SavedSearch
from jinliang.site.reads import message as messages
from jinliang.site.reads import saved as reads
from jinliang.site.reads.saved import Looking

pytestmark = pytest.mark.django_db


def news(city: City, word: str) -> list[str]:
    rows = messages.messages(city.seats[word]).filter(what="search.new").order_by("id")
    return [told(one.what, one.said) for one in rows]


def test_a_search_is_kept_from_the_market_opened_again_and_let_go(city: City) -> None:
    client = browser(city, "tto")
    assert reverse("saved_new") in client.get("/market/?kind=need&words=毛刺").content.decode()
    for _again in range(2):
        client.post(reverse("saved_new"), {"kind": "need", "words": "毛刺"})
    row = SavedSearch.objects.get()
    assert "需求，说到“毛刺”" in page(city, "tto", reverse("messages"))
    assert client.get(reverse("saved", args=[row.id]))["Location"] == "/market/?kind=need&words=%E6%AF%9B%E5%88%BA"
    assert refused(lambda: reads.one(city.seats["enterprise"], row.id)) == "no_such_search"
    client.post(reverse("saved_drop", args=[row.id]))
    assert not SavedSearch.objects.exists()


def test_what_fits_is_told_once_and_not_to_its_own_party(city: City) -> None:
    by = city.seats
    for word in ("tto", "enterprise"):
        acts.keep(by[word], Looking(kind="need", words="毛刺"))
    acts.keep(by["tto"], Looking(area=cities.NORTH))
    rows = [cities.put_up(by["enterprise"], by["broker"], "need", f"{one}毛刺") for one in ("甲", "乙")]
    ids = [one.id for one in rows]
    assert (alerting.tell(ids), alerting.tell(ids)) == (1, 0)
    assert news(city, "tto") == [f"您存下的查找有 2 条新供需：{rows[1].title}、{rows[0].title}"]
    assert news(city, "enterprise") == []
    row = Message.objects.get(what="search.new")
    opened = browser(city, "tto").get(reverse("message", args=[row.id]))
    assert opened["Location"] == reverse(
        "saved", args=[SavedSearch.objects.get(seat_id=by["tto"].seat, words="毛刺").id]
    )


def test_publishing_has_the_searches_asked_only_when_somebody_keeps_one(city: City) -> None:
    def waiting() -> list[dict[str, list[int]]]:
        with connection.cursor() as cursor:
            cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = 'searches.alert'")
            return [one for (one,) in cursor.fetchall()]

    by = city.seats
    cities.put_up(by["enterprise"], by["broker"], "need", "早的")
    assert waiting() == []
    acts.keep(by["tto"], Looking(kind="need"))
    row = cities.put_up(by["enterprise"], by["broker"], "need", "晚的")
    assert [str(one) for one in waiting()] == [f'{{"ids": [{row.id}]}}']


def test_a_search_of_everything_and_too_many_are_refused(city: City) -> None:
    tto = city.seats["tto"]
    assert refused(lambda: acts.keep(tto, Looking(words="  "))) == "search_empty"
    for n in range(acts.MOST):
        acts.keep(tto, Looking(words=f"词{n}"))
    assert refused(lambda: acts.keep(tto, Looking(words="再来"))) == "too_many_searches"
    assert acts.keep(tto, Looking(words="词1")).words == "词1"
