"""One thing put up twice: read side by side, one kept, the other taken off and pointing to it, what others said carried over."""

from __future__ import annotations

import city as cities
import pytest
from city import City, refused
from django.urls import reverse
from test_pages_import import at, get, text

from jinliang.core.refusal import Refusal
from jinliang.site.acts import match, twin
from jinliang.site.models import Act, Listing, Match, Message
from jinliang.site.reads import clock
from jinliang.site.reads import listing as reads

pytestmark = pytest.mark.django_db


def beside(need: Listing, offer: Listing) -> Match:
    return Match.objects.create(need=need, offer=offer, score=0.7, verdict="fair", ranker="test", made_at=clock.now())


def twins_of(city: City, who: str = "researcher") -> tuple[Listing, Listing]:
    """The same achievement from the office and from somebody else."""
    broker = city.seats["broker"]
    one = cities.put_up(city.seats["tto"], broker, "achievement", "超声抛光")
    other = cities.put_up(city.seats[who], broker, "achievement", "超声抛光")
    return one, other


def test_a_page_shows_both_and_offers_to_keep_either(city: City) -> None:
    one, other = twins_of(city)
    assert reads.twins(city.seats["broker"], one)[0].id == other.id
    assert reverse("twin", args=[one.id, other.id]) in get(city.seats["broker"], reverse("listing", args=[one.id]))
    page = text(get(city.seats["broker"], reverse("twin", args=[one.id, other.id])))
    assert page.count("留下这一条") == 2
    answer = at(city.seats["broker"]).post(reverse("twin_merge", args=[one.id, other.id]))
    assert answer["Location"] == reverse("listing", args=[one.id])
    other.refresh_from_db()
    assert (other.state, other.into_id) == ("withdrawn", one.id)


def test_who_has_neither_listing_only_reads_why_not(city: City) -> None:
    one, other = twins_of(city)
    page = text(get(city.seats["auditor"], reverse("twin", args=[one.id, other.id])))
    assert "不能留下这一条" in page
    assert "留下这一条：" in page


def test_what_others_said_to_the_one_stands_for_the_other(city: City) -> None:
    one, other = twins_of(city, "enterprise")
    need = cities.put_up(city.seats["enterprise2"], city.seats["broker"], "need", "抛光")
    found = beside(need, other)
    match.answer(city.seats["enterprise2"], found.id, "yes")
    match.answer(city.seats["enterprise"], found.id, "no", "做不了")
    twin.merge(city.seats["broker"], one.id, other.id)
    found.refresh_from_db()
    assert (found.offer_id, found.need_answer, found.offer_answer) == (one.id, "yes", "")
    assert Act.objects.latest("number").change == {
        "state": ["published", "withdrawn"], "into": one.id, "matches": [found.id]
    }  # fmt: skip
    assert Message.objects.filter(what="listing.merge").exists()


def test_an_answer_that_would_make_a_deal_by_itself_is_not_carried(city: City) -> None:
    one, other = twins_of(city)
    need = cities.put_up(city.seats["enterprise2"], city.seats["broker"], "need", "抛光")
    kept, gone = beside(need, one), beside(need, other)
    match.answer(city.seats["tto"], kept.id, "yes")
    match.answer(city.seats["enterprise2"], gone.id, "yes")
    twin.merge(city.seats["broker"], one.id, other.id)
    kept.refresh_from_db()
    assert (kept.need_answer, kept.offer_answer) == ("", "yes")


@pytest.mark.parametrize(
    ("keep", "gone", "code"),
    [
        ("need", "need", "same_listing"),
        ("need", "offer", "other_kind"),
        ("expired", "need", "cannot_keep"),
        ("need", "hidden", "wrong_state"),
    ],
)
def test_what_cannot_be_one_is_refused(city: City, keep: str, gone: str, code: str) -> None:
    listings = city.listings
    assert refused(lambda: twin.merge(city.seats["broker"], listings[keep].id, listings[gone].id)) == code


def test_who_looks_for_the_merged_one_is_told_where_it_is(city: City) -> None:
    one, other = twins_of(city)
    twin.merge(city.seats["broker"], one.id, other.id)
    with pytest.raises(Refusal, match=f"看编号 {one.id} 的供需"):
        reads.listing(city.viewer("public"), other.id)
    assert "已并过去" in text(get(city.seats["researcher"], reverse("listing", args=[other.id])))
