"""Every list and page asks a constant number of queries: as many for a city of forty more of everything as for the small one."""

from __future__ import annotations

import city as cities
import pytest
from city import BROKER, PLAN, PROFESSOR, City
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jinliang.core.access import SYSTEM
from jinliang.site.acts import claim, listing, match, message, party, roll
from jinliang.site.acts.party import NewParty
from jinliang.site.pages.shelf import shelf
from jinliang.site.reads.known import forget
from jinliang.site.reads.match import Judged
from jinliang.site.reads.reading import memo

pytestmark = pytest.mark.django_db

MORE = 40
PAGES = (
    ("bureau", "/board/"),
    ("public", "/board/"),
    ("bureau", "/board/?by=host"),
    ("bureau", "/board/?area=320412"),
    ("bureau", f"/reading/{PLAN}/brokers/"),
    ("bureau", f"/reading/{PLAN}/brokers/?left=reversed"),
    ("bureau", "/facts/"),
    ("public", "/facts/"),
    ("bureau", "/facts/?words=龙城"),
    ("bureau", "/plan/"),
    ("bureau", "/"),
    ("district", "/"),
    ("tto", "/"),
    ("bureau", "/claims/"),
    ("district", "/claims/?state=mine"),
    ("tto", "/claims/?words=龙城"),
    ("bureau", "/parties/"),
    ("bureau", "/parties/?words=龙城"),
    ("bureau", "/journal/"),
    ("tto", "/journal/"),
    ("enterprise", "/messages/"),
    ("enterprise", "/"),
    ("bureau", "/market/funnel/"),
    ("broker", "/market/contacts/"),
    ("bureau", "/market/ranking/"),
    ("bureau", "/market/matches/"),
    ("broker", "/market/matches/?stage=seen"),
)
WARM = 6
"""Queries of a page that is asked for again: session, user, seat, moment, and what may have changed without an act."""


def asked(client: Client, path: str, fresh: bool = True) -> int:
    if fresh:
        shelf.clear()
        memo.clear()
        forget()
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def grown(city: City) -> None:
    """Forty more parties, facts, claims on their way, drafts, and the lines of the journal that they are."""
    by = city.seats
    party.register(
        SYSTEM, [NewParty("enterprise", f"后来企业 {n}（虚构）", cities.code(900 + n), "320412") for n in range(MORE)]
    )
    names = [f"后{chr(0x5000 + n)}" for n in range(MORE)]
    said = [cities.said(by["bureau"], BROKER, cities.certificate(city, one, f"HL-{one}")) for one in names]
    roll.official(by["bureau"], BROKER, said, cities.document("后来的名单"))
    offers = listing.load(by["tto2"], [("service", cities.written("service", f"后来的{n}")) for n in range(MORE)])
    found = [Judged(one.id, 0.9, "strong", {}) for one in listing.publish(by["broker"], *[one.id for one in offers])]
    match.keep(city.listings["need"], found, "test")
    for n in range(MORE):
        message.tell([by["enterprise"].seat or 0], "listing.expire", {"title": "某"}, "listing:1", f"more:{n}")
    for name in names:
        cities.sent(by["tto"], PROFESSOR, cities.professor(city, name))
        claim.start(by["tto"], PROFESSOR, cities.professor(city, f"{name}稿"))


def test_no_page_asks_more_of_a_larger_city(city: City) -> None:
    clients = {word: Client() for word, _path in PAGES}
    for word, client in clients.items():
        if word != "public":
            client.force_login(User.objects.get(id=city.seats[word].user))
    for word, path in PAGES:
        asked(clients[word], path)
    few = {(word, path): asked(clients[word], path) for word, path in PAGES}
    grown(city)
    assert {(word, path): asked(clients[word], path) for word, path in PAGES} == few


@pytest.mark.parametrize("path", ["/board/", f"/reading/{PLAN}/brokers/", "/facts/", "/plan/", "/claims/", "/journal/"])
def test_a_page_asked_for_again_asks_hardly_anything(city: City, path: str) -> None:
    client = Client()
    client.force_login(User.objects.get(id=city.seats["bureau"].user))
    asked(client, path)
    assert asked(client, path, fresh=False) <= WARM
