"""What a page need not ask twice: the moment it is about, reads until the next act, readings known by an earlier number."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

import city as cities
import pytest
from city import City
from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from jinliang.core.access import SYSTEM, Viewer
from jinliang.site.acts import party
from jinliang.site.acts.party import NewParty
from jinliang.site.models import Act
from jinliang.site.pages.shell import Shell
from jinliang.site.reads import clock, home, tally
from jinliang.site.reads import pack as packs
from jinliang.site.reads.board import board
from jinliang.site.reads.known import forget, head, known, remembered
from jinliang.site.reads.moment import held, looking, moment
from jinliang.site.reads.reading import Memo, points
from jinliang.site.reads.tally import Ask

pytestmark = pytest.mark.django_db


def an_act() -> None:
    """Something happens in the city."""
    party.register(SYSTEM, [NewParty("enterprise", f"新企业 {Act.objects.count()}（虚构）", "", "")])


# ---- the moment ------------------------------------------------------------------------------------------------------


def test_a_block_that_looks_asks_once_for_head_day_and_packs(city: City, demo: None) -> None:
    packs.plan()
    with CaptureQueriesContext(connection) as asked, held():
        assert (known(), packs.plan(), packs.row()) == (head(), packs.plan(), packs.row())
        clock.today()
    assert len(asked) == 1


def test_outside_such_a_block_every_act_is_seen_at_once(city: City) -> None:
    before = head().number
    an_act()
    assert head().number == moment().number == before + 1


def test_a_block_keeps_its_moment_whatever_others_do(city: City) -> None:
    with held():
        before = head()
        an_act()
        assert head() == before
    assert head().number == before.number + 1


@pytest.mark.parametrize(("method", "looks"), [("GET", True), ("HEAD", True), ("POST", False)])
def test_only_requests_that_cannot_act_are_about_one_moment(city: City, method: str, looks: bool) -> None:
    seen: list[bool] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(looking())
        return HttpResponse()

    request: Any = RequestFactory().generic(method, "/")
    request.user, request.session = AnonymousUser(), {}
    Shell(view)(request)
    assert seen == [looks]
    assert not looking()


@pytest.mark.parametrize("path", ["/", "/board/", "/plan/", "/facts/", "/claims/", "/parties/", "/journal/"])
def test_a_page_asks_once_for_the_moment_and_once_for_the_seat(city: City, path: str) -> None:
    client = Client()
    client.force_login(User.objects.get(id=city.seats["bureau"].user))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    sql = [one["sql"] for one in asked.captured_queries]
    assert (sum("site_head" in one for one in sql), sum("site_seat s " in one for one in sql)) == (1, 1)


# ---- reads until the next act ------------------------------------------------------------------------------------------


class Counting:
    """A read that counts how often it is really made."""

    def __init__(self) -> None:
        self.times = 0
        self.read = remembered(self._read)

    def _read(self, word: str) -> str:
        self.times += 1
        return f"{word} {self.times}"


def test_pages_are_answered_from_memory_until_the_next_act(city: City) -> None:
    one = Counting()
    with held():
        assert (one.read("a"), one.read("a"), one.read("b")) == ("a 1", "a 1", "b 2")
    with held():
        assert one.read("a") == "a 1"
    an_act()
    with held():
        assert one.read("a") == "a 3"
    forget()
    with held():
        assert one.read("a") == "a 4"


def test_an_act_is_never_answered_from_memory(city: City) -> None:
    one = Counting()
    with held():
        one.read("a")
    assert (one.read("a"), one.read("a")) == ("a 2", "a 3")


def test_nothing_is_remembered_before_the_first_act(monkeypatch: pytest.MonkeyPatch, city: City) -> None:
    one = Counting()
    empty = SimpleNamespace(number=0, hash="", day=None, packs=())
    monkeypatch.setattr("jinliang.site.reads.known.moment", lambda: empty)
    with held():
        assert (one.read("a"), one.read("a")) == ("a 1", "a 2")


def test_another_day_is_another_answer(city: City, demo: None, monkeypatch: pytest.MonkeyPatch) -> None:
    one = Counting()
    for day, told in ((date(2021, 6, 18), "a 1"), (date(2021, 6, 19), "a 2"), (date(2021, 6, 18), "a 1")):
        with clock.set_to(clock.at(day)), held():
            assert one.read("a") == told


def test_two_seats_never_share_what_waits_for_them(city: City) -> None:
    def waits(viewer: Viewer) -> int:
        with held():
            return home.waits(viewer)

    seats = [city.seats[one] for one in ("bureau", "district", "district2", "tto", "tto2", "auditor")]
    assert [waits(one) for one in (*seats, *seats)] == [home.waits(one) for one in seats] * 2


# ---- readings ----------------------------------------------------------------------------------------------------------


def test_what_was_known_by_an_earlier_number_is_kept_beside_the_later_answer(city: City) -> None:
    today, top, store = date(2021, 6, 18), head().number, Memo()
    one = packs.plan().indicator("brokers")
    then = next(act.number for act in Act.objects.filter(act="fact.reverse")) - 1
    late, early = Ask.of(one, today, top), Ask.of(one, today, then)
    fresh = [tally.points([late], [today])[0], tally.points([early], [today])[0]]
    assert fresh[0] != fresh[1]
    for _ in range(2):
        assert [points([ask], [today], store)[0] for ask in (late, early)] == fresh
    with CaptureQueriesContext(connection) as asked:
        assert [points([ask], [today], store)[0] for ask in (late, early, late)] == [*fresh, fresh[0]]
    assert len(asked) == 0


def test_the_board_of_today_and_of_then_stand_side_by_side(city: City) -> None:
    numbers = (head().number, head().number - 3)
    first = [board(city.seats["auditor"], by=one).facts for one in numbers]
    assert [board(city.seats["auditor"], by=one).facts for one in numbers] == first


def test_a_list_of_a_seat_shows_the_next_act_at_once(city: City) -> None:
    client = Client()
    client.force_login(User.objects.get(id=city.seats["district"].user))

    def shown() -> tuple[bool, int]:
        page = client.get("/claims/").content.decode()
        return "新人" in page, int(re.findall(r'class="jl-chip"[^>]*>[^<]* (\d+)</a>', page)[0])

    absent, many = shown()
    assert shown() == (absent, many) == (False, many)
    cities.sent(city.seats["tto"], cities.PROFESSOR, cities.professor(city, "新人"))
    assert shown() == (True, many + 1)
