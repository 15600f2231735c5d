"""The market: who sees what of it, what is asked back, what may be the same, what goes off it, and what other sites are told."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import city as cities
import pytest
from city import City, refused
from django.contrib.auth.models import User
from django.db import transaction
from django.test import Client
from django.urls import reverse

from jinliang.core.access import PUBLIC, SYSTEM
from jinliang.core.listing import LISTING, flaws
from jinliang.site.acts import listing, match
from jinliang.site.jobs import expiring
from jinliang.site.models import Deal, Listing, Match
from jinliang.site.reads import funnel
from jinliang.site.reads import listing as reads
from jinliang.site.reads import match as matches

ATOM = "{http://www.w3.org/2005/Atom}"

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any) -> Iterator[City]:
    """A city with listings in every state, undone at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield cities.made(cities.found(City()))
        transaction.set_rollback(True)


def browser(city: City, word: str = "") -> Client:
    client = Client()
    if word:
        viewer = city.seats[word]
        client.force_login(
            User.objects.get(id=viewer.user), backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        session = client.session
        session["seat"] = viewer.seat
        session.save()
    return client


def shown(answer: Any) -> str:
    return answer.content.decode()


def entries(city: City) -> list[ET.Element]:
    """What the feed tells."""
    return ET.fromstring(browser(city).get(reverse("feed")).content).findall(f"{ATOM}entry")  # our own


def posted(city: City, word: str, url: str, **data: Any) -> Any:
    return browser(city, word).post(url, data)


# ---- who sees what -------------------------------------------------------------------------------------------------------


def test_the_public_sees_what_stands_on_the_market_and_no_more(city: City) -> None:
    seen = set(reads.visible(PUBLIC).values_list("state", flat=True))
    assert seen == {"published", "talking"}
    page = shown(browser(city).get(reverse("market")))
    assert city.listings["need"].title in page
    assert city.listings["draft"].title not in page
    assert city.listings["reviewing"].title not in page


def test_a_hidden_owner_is_named_to_nobody_outside_until_both_agree(city: City) -> None:
    row = city.listings["hidden"]
    firm = city.name("welder")
    for word in ("", "enterprise2", "tto2"):
        assert firm not in shown(browser(city, word).get(reverse("listing", args=[row.id]))), word
        assert row.title not in shown(browser(city, word).get(reverse("market") + f"?words={firm}")), word
    entry = next(one for one in entries(city) if one.findtext(f"{ATOM}title") == row.title)
    assert firm not in ET.tostring(entry, "unicode")
    assert firm in shown(browser(city, "enterprise").get(reverse("listing", args=[row.id])))
    # the university and the firm have said yes to each other
    assert firm in shown(browser(city, "tto").get(reverse("listing", args=[row.id])))


def test_words_field_and_kind_narrow_the_market(city: City) -> None:
    found = reads.market(PUBLIC, kind="need", field="2", words="去毛刺")
    assert [one.id for one in found.rows] == [city.listings["need"].id]
    assert (found.many, found.kinds) == (1, {"need": 1})
    assert reads.market(PUBLIC, words="没有这样的词").many == 0


def test_ones_own_are_listed_in_every_state(city: City) -> None:
    own = reads.market(city.seats["enterprise"], mine=True)
    assert {one.state for one in own.rows} == {"reviewing", "returned", "published", "talking", "expired"}


# ---- written, asked back, tested -----------------------------------------------------------------------------------------


def test_two_vague_lines_are_kept_and_asked_back(city: City) -> None:
    answer = posted(city, "enterprise", reverse("listing_new"), kind="need", title="", text="焊缝老是裂，想找人看看")
    row = Listing.objects.latest("id")
    assert (answer.status_code, row.state, row.title) == (302, "draft", "")
    page = shown(browser(city, "enterprise").get(reverse("listing", args=[row.id])))
    assert "做的是什么件、什么材料？" in page
    assert "到什么程度算行？写一个数和单位" in page
    url = reverse("listing_act", args=[row.id, "save"])
    posted(city, "enterprise", url, text=row.text, **{"answer-object": "铝壳体", "answer-degree": "裂的降到 0.5% 以下"})
    row.refresh_from_db()
    assert row.text == "焊缝老是裂，想找人看看\n对象和材料：铝壳体\n要达到：裂的降到 0.5% 以下"
    page = shown(browser(city, "enterprise").get(reverse("listing", args=[row.id])))
    assert "做的是什么件、什么材料？" not in page
    assert "试过什么办法，为什么不行？" in page


def test_an_answer_is_not_lost_when_something_else_is_missing(city: City) -> None:
    row = cities.listed(city.seats["enterprise"], "need", "没填完", reviewed_by="")
    url = reverse("listing_act", args=[row.id, "submit"])
    data = {"title": row.title, "text": "焊缝老是裂，想找人看看怎么办才好", "answer-degree": "裂的降到 0.5% 以下"}
    answer = posted(city, "enterprise", url, **data)
    assert answer.status_code == 400
    assert "要达到：裂的降到 0.5% 以下" in shown(answer)


def test_what_is_sent_must_be_whole_and_reviewed_for_secrets(city: City) -> None:
    row = cities.listed(city.seats["enterprise"], "need", "没审", reviewed_by="", reviewed_on=None)
    url = reverse("listing_act", args=[row.id, "submit"])
    answer = posted(city, "enterprise", url, title=row.title, text=row.text, field="2")
    assert answer.status_code == 400
    assert "保密审查人" in shown(answer)
    row.refresh_from_db()
    assert row.state == "draft"
    assert refused(lambda: listing.submit(city.seats["enterprise"], row.id)) == "not_ready"


def test_a_wrong_patent_number_is_told_with_the_right_one(city: City) -> None:
    data = {
        "kind": "patent",
        "title": "一种去毛刺装置",
        "text": "x" * 30,
        "field": "2",
        "number": "200310102344.6",
        "then": "submit",
    }
    answer = posted(city, "tto", reverse("listing_new"), **data)
    assert answer.status_code == 400
    assert "200310102344.5" in shown(answer)


def test_nobody_tests_a_listing_of_the_own_party_and_a_district_only_its_own(city: City) -> None:
    own = listing.submit(city.seats["broker"], cities.listed(city.seats["broker"], "service", "自家").id)
    assert refused(lambda: listing.publish(city.seats["broker"], own.id)) == "not_yours"
    waiting = city.listings["reviewing"]
    other = next(word for word in ("district", "district2") if city.seats[word].area != waiting.area)
    assert refused(lambda: listing.publish(city.seats[other], waiting.id)) in ("not_yours", "no_such_listing")


def test_advice_comes_back_with_the_draft(city: City) -> None:
    page = shown(browser(city, "enterprise").get(reverse("listing", args=[city.listings["returned"].id])))
    assert "改进建议：写清楚是什么材料" in page


def test_a_register_is_sent_whole_or_not_at_all(city: City) -> None:
    tto, before = city.seats["tto"], Listing.objects.count()
    rows = [("achievement", cities.written("achievement", "好")), ("expert", cities.written("expert", "坏", person=""))]
    with pytest.raises(Exception, match="第 2 条：没有写专家姓名"):
        listing.load(tto, rows)
    assert Listing.objects.count() == before


@pytest.mark.parametrize(
    "text", ["", "焊", "a" * 5000, "<b>裂</b>&amp;", "🔥" * 40, "銲縫開裂，想找人幫忙看看怎麼回事，謝謝各位老師"]
)
def test_any_text_is_kept_as_it_is_and_shown_without_harm(city: City, text: str) -> None:
    answer = posted(city, "enterprise", reverse("listing_new"), kind="need", title="随便写的", text=text)
    row = Listing.objects.latest("id")
    assert (answer.status_code, row.text) == (302, text.strip())
    page = browser(city, "enterprise").get(reverse("listing", args=[row.id]))
    assert page.status_code == 200
    assert "<b>裂</b>" not in shown(page)


# ---- twice, over, off ----------------------------------------------------------------------------------------------------


def test_the_same_patent_and_the_same_words_are_found_twice(city: City) -> None:
    tto, tto2, broker = (city.seats[word] for word in ("tto", "tto2", "broker"))
    first = cities.put_up(tto, broker, "patent", "喷射", number="200310102344.5")
    second = cities.put_up(
        tto2,
        broker,
        "patent",
        "完全两样的写法",
        number="200310102344.5",
        text="另一种说法，字句毫不相干，只是同一件专利而已。",
    )
    assert [one.id for one in reads.twins(broker, second)] == [first.id]
    again = cities.put_up(tto2, broker, "achievement", "磨粒流")
    assert city.listings["offer"].id in [one.id for one in reads.twins(broker, again)]
    assert reads.twins(broker, city.listings["expert"]) == []


def test_what_is_over_goes_off_the_market_and_comes_back_renewed(city: City) -> None:
    row = cities.put_up(city.seats["enterprise"], city.seats["broker"], "need", "快到期")
    assert row.expires_on is not None
    assert row.id not in reads.due(row.expires_on)
    Listing.objects.filter(id=row.id).update(expires_on=date(2021, 1, 1))
    assert reads.due(date(2021, 1, 2)) == [row.id]
    assert expiring.over([row.id, city.listings["draft"].id]) == 1
    assert row.id not in reads.shown().values_list("id", flat=True)
    assert listing.renew(city.seats["enterprise"], row.id).state == "published"
    assert refused(lambda: listing.expire(city.seats["bureau"], row.id)) == "not_yours"
    assert refused(lambda: listing.expire(SYSTEM, city.listings["talking"].id)) == "wrong_state"


def test_flaws_are_all_told_at_once() -> None:
    found = flaws("expert", "短", "短", "", "", "", None, date(2021, 6, 18))
    assert len(found) == 4
    assert set(LISTING.exits) == {"met", "withdrawn"}


# ---- matches -------------------------------------------------------------------------------------------------------------


def test_two_yeses_open_a_deal_and_name_the_sides_to_each_other(city: City) -> None:
    row = city.matches["half"]
    before = funnel.whole(city.seats["bureau"])
    url = reverse("match_answer", args=[row.id])
    answer = posted(city, "enterprise", url, answer="yes")
    deal = Deal.objects.get(match=row)
    assert answer["Location"] == reverse("deal", args=[deal.id])
    assert (deal.buyer.name, deal.seller.name) == (city.name("welder"), city.name("university"))
    assert {Listing.objects.get(id=id).state for id in (row.need_id, row.offer_id)} == {"talking"}
    after = funnel.whole(city.seats["bureau"])
    assert after["both"] == before["both"] + 1
    page = shown(browser(city, "tto").get(reverse("deal", args=[deal.id])))
    assert "林若谷" in page
    assert refused(lambda: match.answer(city.seats["tto"], row.id, "no", "晚了")) == "answered"


def test_a_no_wants_a_reason_which_one_tap_gives(city: City) -> None:
    row = city.matches["new"]
    url = reverse("match_answer", args=[row.id])
    assert posted(city, "enterprise", url, answer="no").status_code == 400
    assert posted(city, "enterprise", url, why="指标达不到").status_code == 302
    row = Match.objects.get(id=row.id)
    assert (row.need_answer, row.need_reason) == ("no", "指标达不到")


def test_what_the_engine_judges_anew_keeps_the_answers(city: City) -> None:
    row = city.matches["open"]
    other = cities.put_up(city.seats["tto2"], city.seats["broker"], "service", "别的检测")
    judged = [matches.Judged(other.id, 0.4, "weak", {"phrases": ["检测"]})]
    match.keep(row.need, judged, "test 2")
    kept = {one.offer_id: one for one in Match.objects.filter(need=row.need)}
    assert kept[row.offer_id].need_answer == "yes"
    assert (kept[other.id].verdict, kept[other.id].ranker) == ("weak", "test 2")
    match.keep(row.need, [], "test 3")
    assert set(Match.objects.filter(need=row.need).values_list("offer_id", flat=True)) == {row.offer_id}


# ---- other sites ---------------------------------------------------------------------------------------------------------


def test_the_feed_is_atom_and_has_what_the_public_sees(city: City) -> None:
    answer = browser(city).get(reverse("feed"))
    assert answer["Content-Type"].startswith("application/atom+xml")
    titles = {one.findtext(f"{ATOM}title") for one in entries(city)}
    assert titles == set(reads.shown().values_list("title", flat=True))


def test_a_listing_describes_itself_to_search_engines(city: City) -> None:
    page = shown(browser(city).get(reverse("listing", args=[city.listings["offer"].id])))
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told = json.loads(found[1])
    assert (told["@type"], told["name"]) == ("Offer", city.listings["offer"].title)
    hidden = shown(browser(city).get(reverse("listing", args=[city.listings["hidden"].id])))
    assert city.name("welder") not in hidden
