"""Exchange with other platforms: one origin is one listing, every record has its receipt, a test changes nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from city import City, refused
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from test_pages_import import at, get, text

from jinliang.core import record
from jinliang.site.acts import listing, platform
from jinliang.site.models import Act, Listing, Platform, Transfer
from jinliang.site.reads import platform as reads

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency(city: City) -> Platform:
    """A platform run by the broker's agency."""
    return platform.register(city.seats["bureau"], "delta.example", "江滨技术交易网", city.parties["agency"].code)


def one(number: str = "N-1", **more: Any) -> str:
    whole = {
        "format": record.FORMAT, "version": record.VERSION, "origin": "delta.example", "number": number, "kind": "need",
        "state": "open", "title": f"阀块去毛刺{number}", "text": f"{number} 的铝压铸阀块交叉孔去毛刺，单件节拍四十秒以内。", "field": "2",
        "must": ["单件不超过 40 秒"], "owner": "远方阀业", "reviewed_by": "保密办", "reviewed_on": "2021-01-04",
    }  # fmt: skip
    return json.dumps(whole | more, ensure_ascii=False)


def outcomes(made: Transfer) -> list[str]:
    return [slip["outcome"] for slip in made.slips]


def test_one_need_on_two_platforms_is_one_need(city: City, agency: Platform) -> None:
    other = platform.register(city.seats["bureau"], "river.example", "江上网", city.parties["market"].code)
    first = platform.receive(city.seats["broker"], agency.id, [one()])
    again = platform.receive(city.seats["bureau"], other.id, [one()])
    assert (outcomes(first), outcomes(again)) == (["new"], ["same"])
    row = Listing.objects.get(origin="delta.example", origin_number="N-1")
    assert (row.state, row.party_id, row.must, row.origin_owner) == (
        "reviewing",
        agency.party_id,
        ["单件不超过 40 秒"],
        "远方阀业",
    )
    assert Act.objects.latest("number").number == again.number


def test_what_changed_is_taken_until_it_is_on_the_market_and_what_is_taken_back_goes(
    city: City, agency: Platform
) -> None:
    broker = city.seats["broker"]
    platform.receive(broker, agency.id, [one()])
    assert outcomes(platform.receive(broker, agency.id, [one(title="阀块交叉孔去毛刺")])) == ["changed"]
    row = Listing.objects.get(origin_number="N-1")
    assert row.title == "阀块交叉孔去毛刺"
    listing.publish(city.seats["bureau"], row.id)
    assert outcomes(platform.receive(broker, agency.id, [one(title="又改了一次")])) == ["kept"]
    assert outcomes(platform.receive(broker, agency.id, [one(state="withdrawn")])) == ["taken_back"]
    row.refresh_from_db()
    assert (row.title, row.state) == ("阀块交叉孔去毛刺", "withdrawn")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("{", "不是一行 JSON"),
        ("[]", "不是 JSON 对象"),
        (one(version=2), "不是 jinliang-listing 第 1 版"),
        (one(colour="红"), "没有“colour”这一项"),
        (one(must="一条"), "“must”的写法不对"),
        (one(origin="Delta 平台"), "没有来源平台或编号"),
        (one(kind="wish"), "kind 或 state 不在范围内"),
        (one(title="短"), "标题：不到 4 个字"),
        (one(field="先进制作"), "技术领域：不在技术领域的 11 种之内"),
        (one(reviewed_by=None, reviewed_on=None), "没有保密审查"),
        (one(state="withdrawn"), "本市没有收过"),
    ],
)
def test_a_record_that_cannot_be_taken_says_why_and_does_not_hold_up_the_others(
    city: City, agency: Platform, line: str, why: str
) -> None:
    made = platform.receive(city.seats["broker"], agency.id, [line, one("N-2")])
    assert outcomes(made) == ["refused", "new"]
    assert why in made.slips[0]["why"]


def test_what_goes_out_comes_back_as_the_same(city: City, agency: Platform) -> None:
    made, texts = platform.send(city.seats["bureau"], agency.id)
    shown = Listing.objects.filter(state__in=("published", "talking"), hidden=False).exclude(party=agency.party)
    assert made.rows == len(texts) == shown.count()
    assert outcomes(platform.receive(city.seats["broker"], agency.id, texts)) == ["same"] * len(texts)
    assert not any("不露名" in one for one in texts)


def test_only_the_bureau_takes_a_platform_in_and_only_once(city: City, agency: Platform) -> None:
    bureau, code = city.seats["bureau"], city.parties["agency"].code
    assert refused(lambda: platform.register(city.seats["broker"], "x.example", "某网", code)) == "not_yours"
    assert refused(lambda: platform.register(bureau, "x.example", "某网", code)) == "platform_known"
    assert refused(lambda: platform.register(bureau, "X 网", "某网", code)) == "code_odd"
    assert refused(lambda: platform.receive(city.seats["enterprise"], agency.id, [one()])) == "no_such_platform"
    assert refused(lambda: platform.receive(bureau, agency.id, [])) == "no_rows"


def test_over_the_api_a_test_tells_and_changes_nothing(city: City, agency: Platform) -> None:
    client = Client(headers={"Authorization": f"Bearer {city.tokens['broker']}"})
    before = (Act.objects.count(), Listing.objects.count())
    body = {"data": json.dumps({"records": [one(), one()]}), "content_type": "application/json"}
    answer = client.post("/api/exchange/records?test=true", **body).json()
    assert [slip["outcome"] for slip in answer["slips"]] == ["new", "refused"]
    assert (answer["journal"], Act.objects.count(), Listing.objects.count()) == (None, *before)
    assert client.post("/api/exchange/records", **body).json()["slips"][0]["outcome"] == "new"
    assert len(client.post("/api/exchange/fetch").json()["records"]) > 1
    assert Client().get("/api/exchange/schema").json()["properties"]["kind"]["enum"][0] == "need"


def test_a_file_is_tried_on_the_page_then_taken_in(city: City, agency: Platform) -> None:
    bureau, url = city.seats["bureau"], reverse("platform", args=[agency.id])
    before = Listing.objects.count()
    file = SimpleUploadedFile("记录.jsonl", f"{one()}\n{one('N-2', title='短')}\n".encode())
    page = at(bureau).post(url, {"records": file, "then": "test"}).content.decode()
    assert Listing.objects.count() == before
    assert "标题：不到 4 个字" in text(page)
    answer = at(bureau).post(url, {"text": one(), "then": "receive"})
    page = text(get(bureau, answer["Location"]))
    assert "新收" in page
    assert "江滨技术交易网" in text(get(bureau, reverse("exchange")))
    sent = at(bureau).post(reverse("exchange_send", args=[agency.id]))
    assert sent["Content-Type"].startswith("application/x-ndjson")
    assert reads.origin() in sent.content.decode()
