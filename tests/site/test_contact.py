"""A broker's work list: whom to call next and why, what is done with one tap, and an offer put before a need by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import city as cities
import pytest
from city import City, refused
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from test_funnel import browser, day, june, page

from jinliang.core.contact import WEIGHTS, Reason, weight
from jinliang.core.message import told
from jinliang.site.acts import brokering, match
from jinliang.site.acts import match as matching
from jinliang.site.models import Contact, Listing, Match, Message
from jinliang.site.reads import contact as reads
from jinliang.site.reads import match as matches
from jinliang.site.reads.contact import Item
from jinliang.site.reads.match import BY_HAND, Judged

__all__ = ["june"]
pytestmark = pytest.mark.django_db
LATE = date(2021, 6, 18)


@pytest.fixture
def market(city: City, june: Match) -> Iterator[City]:
    """The city on the first day after a promise was broken, with nothing else on its market that asks for a call."""
    Listing.objects.exclude(state="expired").update(
        published_on=LATE - timedelta(days=1), expires_on=LATE + timedelta(days=200)
    )
    Match.objects.exclude(id=june.id).update(verdict="fair", need_answer="", offer_answer="")
    with day(LATE):
        yield city


def listed(city: City, word: str = "broker", every: bool = False) -> dict[int, Item]:
    return {one.listing.id: one for one in reads.items(city.seats[word], every)}


def whys(city: City, word: str = "need") -> list[str]:
    found = listed(city).get(city.listings[word].id)
    return [one.why for one in found.reasons] if found else []


# ---- the list ------------------------------------------------------------------------------------------------------------


def test_a_broken_promise_heads_the_list_with_everything_else_about_that_owner(market: City, june: Match) -> None:
    need = market.listings["need"]
    Listing.objects.filter(id=need.id).update(expires_on=LATE + timedelta(days=9), triage="urgent")
    Listing.objects.filter(id=market.listings["offer"].id).update(expires_on=LATE + timedelta(days=30))
    found = reads.items(market.seats["broker"])
    assert [one.listing.id for one in found] == [need.id, market.listings["offer"].id]
    assert found[0].reasons == (
        Reason("late", {"days": "1", "other": june.offer.title}, june.id),
        Reason("expiring", {"until": str(LATE + timedelta(days=9))}),
    )
    assert found[0].weight == weight(found[0].reasons) == WEIGHTS["late"] + 1 + WEIGHTS["expiring"]


def test_strong_and_silent_is_one_reason_for_all_of_a_need(market: City) -> None:
    hidden = market.listings["hidden"]
    for word in ("offer", "expert"):
        matching.keep(hidden, [Judged(market.listings[word].id, 0.9, "strong", {})], "test")
        Match.objects.filter(need=hidden).update(need_seen_on=LATE)
    (reason,) = listed(market)[hidden.id].reasons
    assert reason == Reason("silent", {"count": "2"})


def test_a_need_without_any_fitting_offer_is_unmatched_unless_it_is_not_for_the_market(market: City) -> None:
    hidden = market.listings["hidden"]
    Match.objects.filter(need=hidden).update(verdict="weak")
    assert whys(market, "hidden") == []
    Listing.objects.filter(id=hidden.id).update(published_on=LATE - timedelta(days=7))
    assert whys(market, "hidden") == ["unmatched"]
    Listing.objects.filter(id=hidden.id).update(triage="off")
    assert whys(market, "hidden") == []


def test_an_urgent_need_is_listed_until_somebody_says_yes(market: City) -> None:
    hidden = market.listings["hidden"]
    brokering.triage(market.seats["broker"], hidden.id, "urgent")
    assert whys(market, "hidden") == ["urgent"]
    Match.objects.filter(need=hidden).update(offer_answer="yes", offer_on=LATE)
    assert whys(market, "hidden") == []


def test_who_was_called_is_left_in_peace_for_some_days(market: City, june: Match) -> None:
    broker, need = market.seats["broker"], market.listings["need"]
    brokering.contact(broker, need.id, "下周给答复", june.id)
    assert need.id not in listed(market)
    with day(LATE + timedelta(days=2)):
        assert need.id not in listed(market)
    with day(LATE + timedelta(days=3)):
        assert need.id in listed(market)


def test_a_broker_looks_after_the_own_area_and_those_without_a_broker(market: City) -> None:
    south = market.listings["need"].id
    north = cities.sit("north.broker", market.parties["college"], "broker", "北经纪")
    market.seats["north"] = north
    try:
        assert south in listed(market)
        assert south not in listed(market, "north")
        assert south in listed(market, "north", every=True)
        assert [listed(market, word) for word in ("bureau", "enterprise", "auditor")] == [{}, {}, {}]
    finally:
        del market.seats["north"]


# ---- one tap -------------------------------------------------------------------------------------------------------------


def test_a_tap_logs_the_call_and_a_line_may_be_written(market: City, june: Match) -> None:
    need = market.listings["need"]
    shown = page(market, "broker", reverse("contacts"))
    assert f"过了承诺日 1 个工作日，没有回应“{june.offer.title}”" in shown
    client, url = browser(market, "broker"), reverse("listing_contact", args=[need.id])
    assert client.post(url, {"heard": "没接通", "match": str(june.id)}).status_code == 302
    assert client.post(url, {"said": "等总工回来定"}).status_code == 302
    assert client.post(url, {"said": " "}).status_code == 400
    rows = Contact.objects.filter(listing=need).order_by("id").values_list("said", "match_id", "on")
    assert list(rows) == [("没接通", june.id, LATE), ("等总工回来定", None, LATE)]
    assert "等总工回来定" in page(market, "broker", reverse("contacts"))


def test_triage_not_for_the_market_wants_a_reason_which_the_owner_is_told(market: City) -> None:
    need, broker = market.listings["need"], market.seats["broker"]
    assert need.id in reads.triage(broker).values_list("id", flat=True)
    assert refused(lambda: brokering.triage(broker, need.id, "off")) == "reason_missing"
    assert refused(lambda: brokering.triage(broker, need.id, "soon")) == "triage_missing"
    assert refused(lambda: brokering.triage(broker, market.listings["offer"].id, "urgent")) == "not_a_need"
    assert refused(lambda: brokering.triage(market.seats["district2"], need.id, "urgent")) == "not_yours"
    url = reverse("listing_triage", args=[need.id])
    answer = browser(market, "broker").post(url, {"triage": "off", "why": "买成套设备，找厂家询价即可"})
    assert answer["Location"] == reverse("contacts")
    row = Message.objects.filter(what="listing.off").get()
    assert row.seat_id == market.seats["enterprise"].seat
    assert told(row.what, row.said) == f"“{need.title}”看下来不适合在市场上找：买成套设备，找厂家询价即可"
    assert need.id not in reads.triage(broker).values_list("id", flat=True)


# ---- by hand -------------------------------------------------------------------------------------------------------------


def test_an_offer_is_found_by_words_and_put_before_both_with_a_sentence(market: City) -> None:
    need, offer = market.listings["hidden"], market.listings["expert"]
    url, client = reverse("match_propose", args=[need.id]), browser(market, "broker")
    assert offer.title in client.get(f"{url}?words=精整").content.decode()
    assert "没有这样的供给" in client.get(f"{url}?words=没有这样的词").content.decode()
    assert client.post(url, {"said": "做过同样的件"}).status_code == 400
    answer = client.post(url, {"offer": str(offer.id), "said": "做过同样的件"})
    row = Match.objects.get(need=need, offer=offer)
    assert answer["Location"] == reverse("match", args=[row.id])
    assert (row.ranker, row.verdict, row.broker_id) == (BY_HAND, "strong", market.seats["broker"].seat)
    for word in ("enterprise", "tto"):
        assert "做过同样的件" in page(market, word, reverse("match", args=[row.id]))
        assert row.id in matches.to_answer(market.seats[word]).values_list("id", flat=True)
        assert Message.objects.filter(what="match.propose", seat_id=market.seats[word].seat).count() == 1


def test_what_a_broker_put_together_is_not_judged_away(market: City) -> None:
    need, offer = market.listings["hidden"], market.listings["expert"]
    row = brokering.propose(market.seats["broker"], need.id, offer.id, "做过同样的件")
    matching.keep(need, [Judged(offer.id, 0.1, "weak", {})], "test")
    matching.keep(need, [], "test")
    row.refresh_from_db()
    assert (row.ranker, row.verdict, row.said) == (BY_HAND, "strong", "做过同样的件")


def test_a_pair_that_the_engine_found_keeps_its_reasons_and_its_days_begin_anew(market: City, june: Match) -> None:
    broker, row = market.seats["broker"], market.matches["new"]
    Match.objects.filter(id=row.id).update(reasons={"phrases": ["毛刺"]})
    again = brokering.propose(broker, row.need_id, row.offer_id, "见过他们的样件")
    assert (again.id, again.reasons) == (row.id, {"phrases": ["毛刺"]})
    assert {one.since for one in matches.clock_of(matches.match(broker, row.id))} == {LATE}


def test_what_cannot_be_put_together(market: City, june: Match) -> None:
    broker, found = market.seats["broker"], market.listings

    def code(need: str, offer: str, said: str = "合适", by: Any = broker) -> str:
        return refused(lambda: brokering.propose(by, found[need].id, found[offer].id, said))

    own = cities.put_up(market.seats["enterprise"], broker, "service", "自家的")
    found["own"] = own
    assert code("offer", "expert") == "not_a_need"
    assert code("need", "hidden") == "not_an_offer"
    assert code("need", "own") == "same_party"
    assert code("expired", "offer") == "off_the_market"
    assert code("need", "expert", " ") == "line_missing"
    assert code("need", "offer") == "answered"
    assert code("need", "expert", by=market.seats["tto"]) == "not_yours"
    match.answer(market.seats["enterprise"], june.id, "yes")
    del found["own"]


def test_the_work_list_is_the_brokers_alone(city: City) -> None:
    client = Client()
    client.force_login(User.objects.get(id=city.seats["bureau"].user))
    assert client.get(reverse("contacts")).status_code == 403
