"""The demo city: its readings, that everything there is to see is somewhere in it, and that it is the same every time."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date
from random import Random
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Count
from django.test import override_settings

from jinliang.cli import demo as command
from jinliang.core.access import PUBLIC
from jinliang.core.refusal import Refusal
from jinliang.core.select import REASONS
from jinliang.demo import city as demo
from jinliang.demo import listing
from jinliang.demo.bodies import Bodies
from jinliang.demo.paper import Press, Sheet
from jinliang.packs.credit import check_credit
from jinliang.packs.patent import check_patent
from jinliang.site.models import Act, CityClock, Claim, Evidence, Fact, Listing, Paper, Party, Seat
from jinliang.site.reads import clock, home, papers, reading, seat, viewer
from jinliang.site.reads import pack as packs
from jinliang.site.reads.board import board
from jinliang.site.reads.journal import verify

DAY = date(2021, 6, 18)


@pytest.fixture(scope="module")
def told(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The demo city, loaded once for the module and undone after it; the lines that were reported."""
    files = tmp_path_factory.mktemp("demo")
    lines: list[str] = []
    with django_db_blocker.unblock(), override_settings(DEMO=True, TODAY=DAY, DATA=files, MEDIA_ROOT=files / "files"):
        around = transaction.atomic()
        around.__enter__()
        demo.load(lines.append)
        yield lines
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("told")]


def test_every_indicator_has_come_as_far_as_the_story_says() -> None:
    found = {row.indicator.id: (str(row.reading.value), row.status) for row in board(PUBLIC).rows}
    assert found == {
        "joint_projects": ("238", "watch"),
        "new_investment": ("1594000000.00", "watch"),
        "new_sales": ("5821000000.00", "late"),
        "profit_tax": ("1124000000.00", "watch"),
        "vice_presidents": ("112", "done"),
        "industry_professors": ("163", "fine"),
        "city_laboratories": ("5", "late"),
        "joint_bodies": ("84", "fine"),
        "tto_universities": ("9", "fine"),
        "tto_institutes": ("19", "late"),
        "brokers": ("165", "fine"),
        "led_projects": ("29", "late"),
        "visiting_universities": ("10", "done"),
        "visiting_institutes": ("8", "watch"),
        "visitors": ("91", "fine"),
    }


def test_every_reason_to_leave_a_fact_out_is_met_by_some_fact() -> None:
    """`not_yet` is met on an earlier day; `no_value` by no fact of this plan, whose summed amounts are all required."""
    met = {
        why
        for row in board(PUBLIC).rows
        for day in (DAY, date(2019, 12, 31))
        for _, why in reading.explain("changzhou_2019", row.indicator.id, day).left_out
    }
    assert met == set(REASONS) - {"no_value"}


def test_it_is_small_and_most_of_it_came_by_lists() -> None:
    facts, claims = Fact.objects.count(), Claim.objects.count()
    assert facts + claims <= 1500
    assert Fact.objects.filter(claim=None).count() > 0.9 * facts
    assert Act.objects.filter(act="list.load").count() < 80
    assert {one.act for one in Act.objects.all()} >= {
        "fact.reverse",
        "fact.end",
        "fact.replace",
        "claim.return",
        "claim.check",
    }
    assert set(Claim.objects.values_list("state", flat=True)) == {
        "draft",
        "submitted",
        "checked",
        "verified",
        "returned",
        "withdrawn",
    }


def test_its_history_is_in_order_and_its_journal_holds() -> None:
    days = [(one.number, one.at) for one in Act.objects.order_by("number")]
    assert [at for _, at in days] == sorted(at for _, at in days)
    assert (days[0][1].date(), days[-1][1].date()) == (date(2018, 12, 29), date(2021, 6, 17))
    assert clock.today() == DAY
    assert verify().ok


def test_all_codes_are_right_and_can_be_nobodys() -> None:
    codes = list(Party.objects.exclude(kind="person").values_list("kind", "code"))
    assert Counter(kind for kind, _ in codes) == {
        "university": 10,
        "institute": 30,
        "enterprise": 1000,
        "bureau": 13,
        "agency": 3,
    }
    assert {check_credit(code).reasons or check_credit(code).warning for _, code in codes} == {None}
    assert {code[2:8] for _, code in codes} == {"320499"}


def test_papers_are_small_pdfs_and_are_there() -> None:
    rows = list(Paper.objects.all())
    assert 140 <= len(rows) <= 260
    assert {row.media_type for row in rows} == {"application/pdf"}
    assert max(row.size for row in rows) < 120_000
    assert sorted(row.size for row in rows)[len(rows) // 2] < 60_000
    assert all(papers.store().verify(row.digest) for row in rows)
    used = Evidence.objects.filter(claim__state="returned").values("paper").annotate(times=Count("id"))
    assert max(one["times"] for one in used) == 2  # one party put the same file behind two claims


@pytest.mark.parametrize(
    ("username", "waiting", "overdue"),
    [("hanleping", 9, 1), ("chenqiming", 10, 5), ("zhouwanqing", 4, 0), ("jiangyuhe", 9, 4)],
)
def test_people_have_something_to_do(username: str, waiting: int, overdue: int) -> None:
    found = home.home(viewer.of(Seat.objects.get(user__username=username)))
    assert (len(found.todo), found.overdue) == (waiting, overdue)


def test_the_chooser_shows_those_at_the_heart_of_it() -> None:
    names = [one.name for one in seat.chooser()]
    assert names[0] == "陈启明"
    assert {"韩乐平", "周婉清", "苏映雪", "沈知远", "林若谷", "顾宁", "许静之", "高谨", "方若虚"} <= set(names)
    assert not any(one.user.has_usable_password() for one in Seat.objects.select_related("user"))
    assert [name for name, _ in demo.accounts()][:2] == ["chenqiming", "zouyu"]


def test_loading_again_changes_nothing(told: list[str]) -> None:
    before = demo.summary()
    again: list[str] = []
    demo.load(again.append)
    assert (demo.summary(), again) == (before, [])
    assert "单位人物均为虚构" in told[0]


def test_the_command_tells_what_there_is(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "city", nullcontext)
    assert command.run(Namespace(json=True)) == 0
    said = json.loads(capsys.readouterr().out)
    found = demo.summary()
    assert (said["day"], said["journal"], said["facts"]) == ("2021-06-18", found.journal, found.facts)
    assert (said["fresh"], said["accounts"][2]["name"]) == (False, "hanleping")
    assert command.run(Namespace(json=False)) == 0
    assert "演示城市早已载入" in capsys.readouterr().out


def test_bodies_and_papers_are_the_same_every_time() -> None:
    areas = packs.plan().areas
    first, second = (Bodies(Random(7), areas) for _ in range(2))
    assert (first.firms, first.enterprises()) == (second.firms, second.enterprises())
    sheet = Sheet(
        "official",
        "龙城市科学技术局",
        "龙科发〔2020〕1号",
        "名单",
        DAY,
        ["现予公布。"],
        (),
        ["姓名"],
        [1],
        [["程砚之"]],
    )
    assert Press(papers.store()).pdf(sheet) == Press(papers.store()).pdf(sheet)


def test_outside_demo_mode_and_beside_others_it_is_refused(settings: Any) -> None:
    settings.DEMO = False
    with pytest.raises(Refusal) as no:
        demo.load()
    assert no.value.code == "not_demo"
    settings.DEMO = True
    CityClock.objects.all().delete()
    with pytest.raises(Refusal) as no:
        demo.load()
    assert no.value.code == "not_empty"


def test_the_market_is_written_by_hand_and_every_word_of_a_list_is_known() -> None:
    rows = list(listing.rows())
    kinds = Counter(kind for kind, _one in rows)
    assert kinds["need"] >= 150
    assert sum(many for kind, many in kinds.items() if kind != "need") >= 300
    assert len({one["id"] for _kind, one in rows}) == len(rows)
    assert len({one["text"] for _kind, one in rows}) == len(rows)
    plan = packs.plan()
    for _kind, one in rows:
        assert plan.list("technology_field").item(str(one["field"])), one["id"]
        assert all(plan.list("cooperation_way").item(way) for way in one["ways"]), one["id"]
        assert not one.get("maturity") or plan.list("maturity").item(one["maturity"]), one["id"]
        assert not one.get("patent") or check_patent(one["patent"]).valid, one["id"]


def test_most_of_the_market_is_shown_and_the_last_of_it_still_waits_to_be_read() -> None:
    states = Counter(Listing.objects.values_list("state", flat=True))
    assert states["published"] > 400
    assert 0 < states["reviewing"] < 40
    assert not Listing.objects.filter(state="reviewing", reviewed_on=None).exists()
