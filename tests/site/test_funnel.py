"""Between a recommendation and a deal: the promised days, whom they escalate to, who has looked, who has met, and what came of each."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import city as cities
import pytest
from city import City, refused
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from jinliang.core.access import SYSTEM
from jinliang.core.message import told
from jinliang.packs.holiday import shipped_text
from jinliang.site.acts import listing, match, meeting, pack
from jinliang.site.acts import match as acts
from jinliang.site.jobs import answering
from jinliang.site.models import Act, Match, Message
from jinliang.site.reads import clock
from jinliang.site.reads import funnel as reads
from jinliang.site.reads import match as matches
from jinliang.site.reads.funnel import CUTS, STAGES, Asked
from jinliang.site.reads.match import Judged

pytestmark = pytest.mark.django_db
ASKED = date(2021, 6, 9)
"""The day on which the university said yes; five working days on is 17 June."""


@pytest.fixture
def june(city: City, demo: None) -> Iterator[Match]:
    """The holiday list adopted, and a match to which the university has said yes on 9 June 2021."""
    proposal = pack.propose(city.seats["bureau"], shipped_text(), "", None, "节假日")
    pack.adopt_holidays(city.seats["bureau2"], proposal.id)
    row = city.matches["half"]
    Match.objects.filter(verdict="strong").exclude(id=row.id).update(verdict="fair")
    Match.objects.filter(id=row.id).update(offer_on=ASKED, made_at=datetime(2021, 6, 1, 3, tzinfo=UTC))
    return Match.objects.select_related("need__party", "offer__party", "deal").get(id=row.id)


def browser(city: City, word: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=city.seats[word].user))
    return client


def page(city: City, word: str, path: str) -> str:
    answer = browser(city, word).get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def fresh(city: City, word: str) -> list[str]:
    rows = Message.objects.filter(seat_id=city.seats[word].seat, key__startswith="clock:").order_by("id")
    return [told(one.what, one.said) for one in rows]


def day(at: date, minute: int = 540) -> Any:
    return clock.set_to(clock.at(at, minute))


# ---- the promised day ----------------------------------------------------------------------------------------------------


def test_a_side_is_reminded_and_past_its_day_the_broker_is_asked_once(city: City, june: Match) -> None:
    pair = f"“{june.need.title}”与“{june.offer.title}”"
    with day(date(2021, 6, 11)):
        assert answering.remind() == 0
    with day(date(2021, 6, 15)):
        assert (answering.remind(), answering.remind()) == (1, 0)
    assert fresh(city, "enterprise") == [f"{pair}：答应 2021-06-17 前回应，快到了"]
    assert fresh(city, "broker") == []
    with day(date(2021, 6, 18)):
        assert (answering.remind(), answering.remind()) == (2, 0)
    assert fresh(city, "broker") == [f"需方过了 2021-06-17 还没有回应，请跟进：{pair}"]
    assert fresh(city, "tto") == []


def test_the_clock_stops_with_an_answer_and_when_a_side_leaves_the_market(city: City, june: Match) -> None:
    with day(date(2021, 6, 18)):
        assert [one.level for one in matches.clock_of(june)] == ["late"]
        listing.expire(SYSTEM, june.need_id)
        assert answering.remind() == 0
        listing.renew(city.seats["enterprise"], june.need_id)
        match.answer(city.seats["enterprise"], june.id, "no", "价格不合适")
        assert answering.remind() == 0


def test_the_clock_stands_on_the_match_on_the_list_and_on_the_first_page(city: City, june: Match) -> None:
    with day(date(2021, 6, 18)):
        for word, path in (
            ("enterprise", "/"),
            ("enterprise", reverse("match", args=[june.id])),
            ("enterprise", reverse("listing", args=[june.need_id])),
            ("tto", reverse("match", args=[june.id])),
            ("broker", reverse("matches")),
        ):
            assert "超 1 个工作日" in page(city, word, path), (word, path)
    with day(date(2021, 6, 17)):
        assert "今天到期" in page(city, "enterprise", "/")


# ---- seen, met -----------------------------------------------------------------------------------------------------------


def test_a_side_that_opens_a_match_has_seen_it_once_and_onlookers_leave_no_mark(city: City, june: Match) -> None:
    lines = Act.objects.count()
    with day(date(2021, 6, 16)):
        for word in ("broker", "bureau", "auditor", "enterprise"):
            page(city, word, reverse("match", args=[june.id]))
    with day(date(2021, 6, 17)):
        page(city, "enterprise", reverse("match", args=[june.id]))
    june.refresh_from_db()
    assert (june.need_seen_on, june.offer_seen_on) == (date(2021, 6, 16), None)
    assert Act.objects.count() == lines


def test_a_meeting_is_kept_by_a_side_or_a_broker_and_the_other_side_is_told(city: City, june: Match) -> None:
    url = reverse("match_meet", args=[june.id])
    said = {"on": "2021-06-16", "way": "onsite", "people": "双方各两人", "outcome": "看了样件，下周报价"}
    with day(date(2021, 6, 17)):
        assert browser(city, "broker").post(url, said)["Location"] == reverse("match", args=[june.id])
        assert "看了样件，下周报价" in page(city, "tto", reverse("match", args=[june.id]))
        late = browser(city, "enterprise").post(url, said | {"on": "2021-06-18"})
        assert (late.status_code, "2021-06-18 还没有到" in late.content.decode()) == (400, True)
        assert browser(city, "enterprise").post(url, said | {"on": "不是日子"}).status_code == 400
    told_to = Message.objects.filter(what="match.meet").values_list("seat_id", flat=True)
    assert set(told_to) == {city.seats["enterprise"].seat, city.seats["tto"].seat}
    nobody = city.seats["bureau"]
    assert refused(lambda: meeting.meet(nobody, june.id, ASKED, "onsite", "某", "某")) == "not_yours"


def test_what_was_opened_or_led_to_a_meeting_outlives_a_new_judgement(city: City, june: Match) -> None:
    need, tto = june.need, city.seats["tto2"]
    rows = []
    for words in ("没看", "看过", "见过"):
        offer = cities.put_up(tto, city.seats["broker"], "service", words)
        acts.keep(
            need, [Judged(one.offer_id, 0.5, "fair", {}) for one in rows] + [Judged(offer.id, 0.5, "fair", {})], "a"
        )
        rows.append(Match.objects.get(need=need, offer=offer))
    meeting.seen(tto, rows[1])
    meeting.meet(tto, rows[2].id, date(2021, 1, 4), "phone", "某", "某")
    acts.keep(need, [], "b")
    left = set(Match.objects.filter(id__in=[one.id for one in rows]).values_list("id", flat=True))
    assert left == {rows[1].id, rows[2].id}


# ---- the funnel ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", ["bureau", "enterprise", "tto2"])
def test_every_number_is_as_long_as_its_list(city: City, june: Match, word: str) -> None:
    viewer = city.seats[word]
    meeting.meet(city.seats["tto"], june.id, date(2021, 1, 4), "phone", "某", "某")
    whole = reads.whole(viewer)
    assert whole == {stage: reads.matches(viewer, Asked(stage)).count() for stage in STAGES}
    for cut in CUTS:
        rows = reads.table(viewer, cut)
        assert {stage: sum(one.many[stage] for one in rows) for stage in STAGES} == whole
        for one in rows:
            key = date.fromisoformat(one.key) if cut == "month" else one.key
            for stage in STAGES:
                asked = Asked(stage, **{cut: key})  # type: ignore[arg-type]
                assert reads.matches(viewer, asked).count() == one.many[stage], (cut, one.key, stage)


def test_the_funnel_moves_with_each_step(city: City, june: Match) -> None:
    bureau = city.seats["bureau"]
    before = reads.whole(bureau)
    meeting.meet(city.seats["tto"], june.id, date(2021, 1, 4), "phone", "某", "某")
    match.answer(city.seats["enterprise"], june.id, "yes")
    after = reads.whole(bureau)
    moved = {stage: after[stage] - before[stage] for stage in STAGES}  # type: ignore[index]
    assert moved == {"found": 0, "seen": 0, "keen": 0, "both": 1, "met": 1, "signed": 0, "no": 0, "fallen": 0}


def test_the_board_opens_to_its_lists_and_says_what_became_of_each(city: City, june: Match) -> None:
    match.answer(city.seats["enterprise"], june.id, "no", "价格不合适")
    board = page(city, "bureau", reverse("funnel"))
    assert "2021-06" in board
    assert reverse("matches") + "?stage=no&amp;month=2021-06-01" in board
    listed = page(city, "bureau", reverse("matches") + "?stage=no&month=2021-06-01")
    assert "需方不合适：价格不合适" in listed
    assert page(city, "tto2", reverse("matches")).count("data-said") == 0
    assert browser(city, "bureau").get(reverse("matches") + "?month=x").status_code == 404
