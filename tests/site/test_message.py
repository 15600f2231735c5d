"""Messages: who is told what, once; what is read; and what goes out by e-mail, to whom, when, and never inside an act."""

from __future__ import annotations

from smtplib import SMTPRecipientsRefused
from typing import Any

import city as cities
import pytest
from city import City, refused
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from jinliang.core.access import SYSTEM
from jinliang.core.message import told
from jinliang.site.acts import listing, match, party
from jinliang.site.acts import message as acts
from jinliang.site.boot.settings import _mail
from jinliang.site.jobs import mailing
from jinliang.site.models import Match, Message
from jinliang.site.reads import message as reads

pytestmark = pytest.mark.django_db


def browser(city: City, word: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=city.seats[word].user))
    return client


def sentences(city: City, word: str) -> list[str]:
    return [told(one.what, one.said) for one in reads.messages(city.seats[word])]


@pytest.fixture
def post(settings: Any) -> None:
    """A mail server is connected, and everything told so far is read."""
    settings.MAIL = "console:"
    Message.objects.update(read_at="2021-01-01T00:00:00Z")


# ---- who is told ---------------------------------------------------------------------------------------------------------


def test_yes_is_told_to_the_other_side_and_a_no_to_whoever_said_yes(city: City) -> None:
    firm, row = city.seats["enterprise"], city.matches["half"]
    before = sentences(city, "tto")
    assert f"“{row.offer.title}”的单位对“{row.need.title}”有意，请回应" in sentences(city, "enterprise")
    match.answer(firm, row.id, "no", "价格不合适")
    fresh = [one for one in sentences(city, "tto") if one not in before]
    assert fresh == [f"“{row.need.title}”的单位觉得“{row.offer.title}”不合适：价格不合适"]


def test_a_no_to_what_nobody_wanted_is_told_to_nobody(city: City) -> None:
    before = Message.objects.count()
    match.answer(city.seats["enterprise"], city.matches["new"].id, "no", "领域不对")
    assert Message.objects.count() == before


def test_both_are_told_that_talks_begin_without_naming_a_hidden_owner(city: City) -> None:
    row = Match.objects.get(id=city.matches["open"].id)
    for word in ("enterprise", "tto"):
        said = f"“{row.need.title}”与“{row.offer.title}”双方有意，可以洽谈了"
        assert said in sentences(city, word)
    assert not any(city.name("welder") in one for one in sentences(city, "tto"))


def test_an_owner_is_told_what_became_of_a_listing(city: City) -> None:
    said = sentences(city, "enterprise")
    assert any(one.startswith("“去毛刺的需求”已发布，有效到 ") for one in said)
    assert "“退回的需求”退回：写清楚是什么材料" in said
    assert "“到期的需求”已到期，不再推荐；还有效就续期" in said


def test_the_same_thing_is_told_once(city: City) -> None:
    seat = city.seats["tto"].seat or 0
    told_now = [acts.tell([seat, seat], "listing.expire", {"title": "某"}, "listing:1", "once") for _ in range(2)]
    assert told_now == [1, 0]


def test_when_the_writer_has_left_the_office_is_told(city: City) -> None:
    firm = city.seats["enterprise"]
    other = cities.sit("later", city.parties["welder"], "enterprise", "后来人")
    party.end(SYSTEM, firm.seat or 0, "调离")
    assert reads.owners(city.listings["need"]) == [other.seat]


def test_the_brokers_of_an_area_are_those_who_sit_there_or_all(city: City) -> None:
    broker = city.seats["broker"].seat
    north = cities.sit("north.broker", city.parties["college"], "broker", "北经纪")
    assert reads.brokers(cities.SOUTH) == [broker]
    assert reads.brokers(cities.NORTH) == [north.seat]
    assert reads.brokers("320481") == [broker, north.seat]


# ---- read ----------------------------------------------------------------------------------------------------------------


def test_the_bell_counts_what_is_unread_and_opening_a_message_reads_it(city: City) -> None:
    client, viewer = browser(city, "enterprise"), city.seats["enterprise"]
    unread = reads.messages(viewer).filter(read_at=None)
    many, row = unread.count(), unread.get(what="answer.yes", about=f"match:{city.matches['half'].id}")
    assert f"{many} 条没有读" in client.get("/messages/").content.decode()
    answer = client.get(reverse("message", args=[row.id]))
    assert (answer.status_code, answer["Location"]) == (302, reverse("match", args=[city.matches["half"].id]))
    assert unread.count() == many - 1
    client.post(reverse("messages_read"))
    assert unread.count() == 0


def test_nobody_reads_for_another(city: City) -> None:
    row = Message.objects.filter(seat_id=city.seats["enterprise"].seat).latest("id")
    assert refused(lambda: reads.message(city.seats["tto"], row.id)) == "no_such_message"
    assert acts.read(city.seats["tto"], row.id) == 0


# ---- sent on -------------------------------------------------------------------------------------------------------------


def test_at_once_means_what_comes_after_the_choice_and_once(city: City, post: None) -> None:
    firm = city.seats["enterprise"]
    listing.expire(SYSTEM, city.listings["need"].id)
    acts.choose(firm, "now", "lin@example.cn")
    assert mailing.send("now") == 0
    listing.renew(firm, city.listings["expired"].id)
    listing.expire(SYSTEM, city.listings["expired"].id)
    acts.tell([firm.seat or 0], "listing.expire", {"title": "新到期"}, "listing:1", "fresh")
    assert (mailing.send("daily"), mailing.send("now"), mailing.send("now")) == (0, 1, 0)
    (sent,) = mail.outbox
    assert sent.to == ["lin@example.cn"]
    assert "· “新到期”已到期，不再推荐；还有效就续期" in sent.body


def test_a_digest_is_one_mail_and_what_was_read_is_not_sent(city: City, post: None) -> None:
    firm = city.seats["enterprise"]
    acts.choose(firm, "daily", "lin@example.cn")
    for word in ("甲", "乙", "丙"):
        acts.tell([firm.seat or 0], "listing.expire", {"title": word}, "listing:1", word)
    acts.read(firm, reads.messages(firm)[0].id)
    assert mailing.send("daily") == 1
    assert mail.outbox[0].subject == "津梁：2 条新消息"
    assert "丙" not in mail.outbox[0].body


def test_a_server_that_refuses_one_keeps_nobody_else_waiting(city: City, post: None, monkeypatch: Any) -> None:
    for word, address in (("tto", "gone@example.cn"), ("enterprise", "lin@example.cn")):
        acts.choose(city.seats[word], "now", address)
        acts.tell([city.seats[word].seat or 0], "listing.expire", {"title": "某"}, "listing:1", "x")
    plain = mail.EmailMessage.send

    def send(self: mail.EmailMessage, fail_silently: bool = False) -> int:
        if self.to == ["gone@example.cn"]:
            raise SMTPRecipientsRefused({})
        return plain(self, fail_silently)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    assert mailing.send("now") == 1
    monkeypatch.undo()
    assert mailing.send("now") == 1


def test_without_a_server_nothing_is_sent(city: City) -> None:
    acts.choose(city.seats["tto"], "now", "chen@example.cn")
    acts.tell([city.seats["tto"].seat or 0], "listing.expire", {"title": "某"}, "listing:1", "x")
    assert mailing.send("now") == 0
    assert not mail.outbox


def test_a_choice_names_a_way_and_an_address(city: City) -> None:
    tto = city.seats["tto"]
    assert refused(lambda: acts.choose(tto, "pigeon")) == "way_missing"
    assert refused(lambda: acts.choose(tto, "now", "没有")) == "address_missing"
    client = browser(city, "tto")
    answer = client.post(reverse("delivery"), {"how": "daily", "address": "不对"})
    assert (answer.status_code, "没有写电子邮箱" in answer.content.decode()) == (400, True)
    client.post(reverse("delivery"), {"how": "daily", "address": "chen@example.cn"})
    chosen = reads.delivery(tto)
    assert chosen is not None
    assert (chosen.how, chosen.address) == ("daily", "chen@example.cn")


def test_an_address_of_a_server_is_read_and_a_wrong_one_refused() -> None:
    found = _mail("smtp://me%40x.cn:p%2Fw@mail.example.cn:587?tls=1")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.example.cn", 587, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("me@x.cn", "p/w")
    assert _mail("smtps://mail.example.cn")["EMAIL_PORT"] == 465
    assert _mail("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    with pytest.raises(ImproperlyConfigured):
        _mail("http://mail.example.cn")
