"""What a review found and was mended: odd characters, half slices, amounts seen through slices, a tally that lies, seats, lists."""

from __future__ import annotations

import argparse
import json
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import Any

import city as cities
import pytest
from city import PROFESSOR, City, professor, refused
from django.contrib.auth.models import User
from django.db import IntegrityError, connection
from django.test import Client, RequestFactory
from django.urls import get_resolver, reverse

from jinliang.cli import seat as seat_command
from jinliang.cli import serve
from jinliang.cli import tally as tally_command
from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.refusal import Refusal
from jinliang.core.select import Slice
from jinliang.site.acts import party
from jinliang.site.acts.party import NewParty
from jinliang.site.models import Party, Seat, Tally, TallyRole
from jinliang.site.pages import health
from jinliang.site.reads import home, part, profile, recount
from jinliang.site.reads import pack as packs
from jinliang.site.reads.journal import verify

pytestmark = pytest.mark.django_db


def at(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=viewer.user))
    return client


# ---- characters that no text has -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url", ["/facts/?words=%00a", "/search/?q=a%00b", "/board/?%00=1", "/plan/%00/", "/claims/new/a%00b/"]
)
def test_nul_in_an_address_is_refused_once_and_in_words(city: City, url: str) -> None:
    answer = at(city.seats["bureau"]).get(url)
    assert answer.status_code == 400
    assert "空字符" in answer.content.decode()


def test_nul_in_a_session_key_is_refused_before_the_session_is_looked_up(city: City) -> None:
    client = Client()
    client.cookies["sessionid"] = "abcdefgh\0"
    assert client.get("/board/").status_code == 400


def test_nul_in_a_form_is_refused(city: City) -> None:
    said = {"kind": "enterprise", "name": "甲\0乙", "code": "", "area": "", "former": ""}
    answer = at(city.seats["bureau"]).post("/parties/new/", said)
    assert answer.status_code == 400
    assert "空字符" in answer.content.decode()
    assert not Party.objects.filter(name__startswith="甲").exists()


@pytest.mark.parametrize("text", [r"\ud800", r"a\u0000b"])
@pytest.mark.parametrize("place", ["value", "name"])
def test_odd_characters_in_json_are_refused(city: City, text: str, place: str) -> None:
    values = f'{{"person": "{text}"}}' if place == "value" else f'{{"{text}": "x"}}'
    answer = Client().post(
        "/api/claims",
        f'{{"kind": "{PROFESSOR}", "values": {values}}}',
        content_type="application/json",
        headers={"Authorization": f"Bearer {city.tokens['tto']}"},
    )
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "odd_characters"


def test_the_api_refuses_nul_in_its_query_as_json(city: City) -> None:
    answer = Client().get("/api/facts?kind=%00")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "odd_characters")


def test_a_body_that_is_no_json_and_a_missing_key_have_the_one_shape(city: City) -> None:
    key = {"Authorization": f"Bearer {city.tokens['tto']}"}
    torn = Client().post("/api/claims", "{", content_type="application/json", headers=key)
    assert (torn.status_code, torn.json()["error"]["code"]) == (400, "invalid")
    bare = Client().get("/api/claims")
    assert (bare.status_code, bare.json()["error"]["code"]) == (401, "sign_in")


# ---- faults of ours and of the way -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "words"), [(500, "系统出了错，不是您的错"), (400, "大过了限度"), (403, "不对您开放")])
def test_faults_are_told_in_the_house_s_own_pages(code: int, words: str) -> None:
    view = get_resolver().resolve_error_handler(code)
    asked = RequestFactory().get("/board/")
    answer = view(asked) if code == 500 else view(asked, exception=ValueError())
    assert answer.status_code == code
    assert words in answer.content.decode()
    for_programs = RequestFactory().get("/api/facts")
    answer = view(for_programs) if code == 500 else view(for_programs, exception=ValueError())
    assert json.loads(answer.content)["error"]["why"]


def test_a_form_without_its_token_says_that_it_has_grown_old(city: City) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(User.objects.get(id=city.seats["bureau"].user))
    answer = client.post("/parties/new/", {"name": "x"})
    assert answer.status_code == 403
    assert "表单已经过期" in answer.content.decode()


# ---- half a question -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("by=role:host&value=", "slice_unclear"),
        ("by=area", "slice_unclear"),
        ("value=12", "slice_unclear"),
        ("by=area&value=999999", "no_such_area"),
        ("as_of=2101-01-01", "day_out_of_range"),
        ("as_of=1899-12-31", "day_out_of_range"),
    ],
)
def test_half_a_question_is_refused(city: City, query: str, code: str) -> None:
    for path in (f"/api/readings/{cities.PLAN}", f"/api/readings/{cities.PLAN}/profit_tax"):
        answer = Client().get(f"{path}?{query}")
        assert answer.json()["error"]["code"] == code
        assert answer.status_code in (400, 404)


def test_a_day_to_come_may_be_asked(city: City) -> None:
    assert Client().get(f"/api/readings/{cities.PLAN}?as_of=2100-12-31").status_code == 200
    assert Client().get("/board/?as_of=2101-01-01").status_code == 400


# ---- amounts are not seen through slices -----------------------------------------------------------------------------------


@pytest.fixture
def sums(city: City) -> City:
    """A city in which three facts of one university and its firms carry a sum: one of the welder's, two of the gear's."""
    kind = packs.plan().indicator("profit_tax").selector.kind
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM site_fact")
        base = int(cursor.fetchone()[0]) + 1000
    host = city.parties["university"].id
    where = packs.plan().indicator("profit_tax")
    fits = 0
    for bit, still in recount.questions(kind):
        if still == where.selector.still:
            fits = 1 << bit
    for n, (word, area, amount) in enumerate(
        [
            ("welder", cities.SOUTH, 111),
            ("gear", cities.SOUTH, 222),
            ("gear", cities.SOUTH, 333),
            ("material", cities.NORTH, 444),
        ]
    ):
        one = {"kind": kind, "fact": base + n, "entry": base + n, "on": date(2020, 6, 1), "known": 1}
        Tally.objects.create(**one, area=area, amount=Decimal(amount), fits=fits)
        TallyRole.objects.create(**one, role="host", party=host if n < 3 else city.parties["college"].id)
        TallyRole.objects.create(**one, role="partner", party=city.parties[word].id)
    return city


def asked(city: City, who: str, by: str, value: Any) -> dict[str, Any]:
    headers = {} if who == "public" else {"Authorization": f"Bearer {city.tokens[who]}"}
    url = f"/api/readings/{cities.PLAN}/profit_tax?as_of=2021-06-18&by={by}&value={value}"
    row: dict[str, Any] = Client().get(url, headers=headers).json()["readings"][0]
    return row


def test_the_amount_of_a_firm_is_given_to_those_inside_alone(sums: City) -> None:
    firm = sums.parties["gear"].id
    for who in ("public", "enterprise", "tto", "researcher", "registry", "district"):
        row = asked(sums, who, "role:partner", firm)
        assert (row["value"], row["met"], row["withheld"]) == (None, None, part.ONE_PARTY), who
    for who in ("bureau", "auditor", "finance", "admin", "district2"):  # the gear sits in the north
        assert asked(sums, who, "role:partner", firm)["value"] == "555.00", who
    own = asked(sums, "enterprise", "role:partner", sums.parties["welder"].id)
    assert (own["value"], own["withheld"]) == ("111.00", "")


def test_a_sum_of_fewer_than_three_facts_is_not_given(sums: City) -> None:
    south, north = asked(sums, "public", "area", cities.SOUTH), asked(sums, "public", "area", cities.NORTH)
    assert (south["value"], south["withheld"]) == ("666.00", "")
    assert (north["value"], north["withheld"]) == (None, part.TOO_FEW)
    assert asked(sums, "district2", "area", cities.NORTH)["value"] == "444.00"
    assert asked(sums, "district", "area", cities.NORTH)["value"] is None
    assert asked(sums, "public", "role:host", sums.parties["university"].id)["value"] == "666.00"
    assert asked(sums, "public", "role:host", sums.parties["college"].id)["value"] is None
    assert (
        asked(sums, "public", "role:host", sums.parties["institute"].id)["value"] == "0.00"
    )  # nothing there, nothing hidden
    assert asked(sums, "tto2", "role:host", sums.parties["college"].id)["value"] == "444.00"


def test_the_pages_withhold_what_the_api_withholds(sums: City) -> None:
    college = sums.parties["college"].id
    for url in (
        f"/board/?area={cities.NORTH}&as_of=2021-06-18",
        f"/board/?host={college}&as_of=2021-06-18",
        "/board/?as_of=2021-06-18",
        "/board/?by=host&as_of=2021-06-18",
        f"/reading/{cities.PLAN}/profit_tax/?area={cities.NORTH}&as_of=2021-06-18",
        f"/reading/{cities.PLAN}/profit_tax/?host={college}&as_of=2021-06-18",
    ):
        outside, inside = (client.get(url).content.decode() for client in (Client(), at(sums.seats["bureau"])))
        figures = ("444", "0.04 万", ">0.04<", "0.0444")
        assert not any(f">{one}<" in outside for one in figures), url
        assert "–" in outside
        assert outside.count("–") > inside.count("–"), url


def test_a_party_s_page_hides_sums_from_others(sums: City) -> None:
    gear = sums.parties["gear"]

    def own(word: str) -> Any:
        found = profile.parts(sums.viewer(word), gear, packs.plan())
        return next((one.own for one in found if one.indicator.id == "profit_tax"), "not asked")

    assert own("enterprise") is None
    assert own("district") is None
    assert own("bureau") == own("district2") == Decimal("555.00")
    assert at(sums.seats["enterprise"]).get(reverse("party", args=[gear.id])).status_code == 200


def test_counts_are_given_in_every_slice(city: City) -> None:
    one = packs.plan().indicator("industry_professors")
    assert part.withheld(PUBLIC, one, Slice("role:employer", city.parties["welder"].id), 1) == ""
    assert part.withheld(PUBLIC, packs.plan().indicator("profit_tax"), None, 1) == ""


# ---- a tally that lies -----------------------------------------------------------------------------------------------------

CHANGES = {
    "amount": "UPDATE site_tally SET amount = coalesce(amount, 0) + 1",
    "quantity": "UPDATE site_tally SET quantity = 7",
    "day": 'UPDATE site_tally SET "on" = "on" + 1',
    "until": "UPDATE site_tally SET until = '2030-01-01'",
    "area": "UPDATE site_tally SET area = '320413'",
    "entry": "UPDATE site_tally SET entry = entry + 1",
    "number": "UPDATE site_tally SET known = known + 1",
    "a fate undone": "UPDATE site_tally SET gone = NULL, gone_way = NULL, ended = NULL, end_on = NULL",
    "a fate made": "UPDATE site_tally SET gone = 3, gone_way = 'reverse'",
    "questions": "UPDATE site_tally SET fits = fits # 1",
    "a row gone": "DELETE FROM site_tally",
    "a post gone": "DELETE FROM site_tallyrole",
    "another's post": "UPDATE site_tallyrole SET party = party + 100000",
    "a post's day": 'UPDATE site_tallyrole SET "on" = "on" + 1',
}


def test_a_city_as_it_is_has_a_true_tally(city: City) -> None:
    assert verify().faults == ()


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_tally_is_found_and_rebuilt(
    city: City, change: str, capsys: pytest.CaptureFixture[str], monkeypatch: Any
) -> None:
    with connection.cursor() as cursor:
        cursor.execute(CHANGES[change])
    found = verify()
    assert [(one.number, one.what) for one in found.faults] == [(None, "tally")]
    assert "jinliang tally" in found.faults[0].why
    monkeypatch.setattr(tally_command, "city", lambda **_: nullcontext())
    assert tally_command.run(argparse.Namespace(json=True)) == 0
    assert json.loads(capsys.readouterr().out) == {"rows": Tally.objects.count()}
    assert verify().ok


def test_a_tally_row_without_a_fact_and_an_altered_question_are_found(city: City) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO site_tally (kind, fact, entry, "on", known, area, fits) VALUES (%s, 999999, 1, %s, 1, %s, 0)',
            [PROFESSOR, date(2020, 1, 1), ""],
        )
        assert [one.what for one in verify().faults] == ["tally"]
        cursor.execute("DELETE FROM site_tally WHERE fact = 999999")
        cursor.execute("""UPDATE site_question SET "where" = '[]' WHERE id = (SELECT min(id) FROM site_question)""")
    assert any("计数条件被改动" in one.why for one in verify().faults)


# ---- seats -----------------------------------------------------------------------------------------------------------------


def test_a_seat_is_given_changed_ended_and_given_again(city: City) -> None:
    admin, owner = city.seats["admin"], city.parties["cable"].id
    row = party.seat(admin, "he.q", owner, "enterprise", "贺晴")
    assert party.seat(admin, "he.q", owner, "enterprise", "贺晴").id == row.id
    assert refused(lambda: party.seat(admin, "he.q", owner, "enterprise", "另一人")) == "seat_known"
    party.change(admin, row.id, "贺晴", "主管")
    party.end(admin, row.id, "调离")
    assert at(Viewer(user=row.user_id)).get("/account/").status_code == 302
    assert refused(lambda: party.end(admin, row.id, "调离")) == "wrong_state"
    assert refused(lambda: party.change(admin, row.id, "贺晴")) == "wrong_state"
    again = party.seat(admin, "he.q", owner, "enterprise", "贺晴", "经理")
    assert (again.id, again.active, again.title) == (row.id, True, "经理")
    assert refused(lambda: party.seat(admin, "he.q", 10**9, "enterprise", "贺晴")) == "no_such_party"
    assert refused(lambda: party.seat(admin, "x", city.parties["bureau"].id, "district", "某人")) == "area_missing"
    assert refused(lambda: party.end(admin, 10**9, "调离")) == "no_such_seat"
    assert refused(lambda: party.change(admin, row.id, " ")) == "name_missing"


def test_the_administrator_keeps_seats_on_a_page(city: City) -> None:
    client, cable = at(city.seats["admin"]), city.parties["cable"].name
    assert reverse("seats") in client.get("/").content.decode()
    assert reverse("seats") in client.get("/account/").content.decode()
    said = {"username": "new.one", "party": cable, "role": "enterprise", "name": "新一", "secret": "焊缝跟踪 2021 年"}
    assert client.post("/seats/", said).status_code == 302
    row = Seat.objects.get(user__username="new.one")
    assert Client().login(username="new.one", password="焊缝跟踪 2021 年")
    weak = client.post("/seats/", said | {"username": "other", "secret": "1"})
    assert weak.status_code == 400
    assert not User.objects.filter(username="other").exists()
    wrong = client.post("/seats/", said | {"username": "other", "party": "没有的单位"})
    assert (wrong.status_code, "没有登记过" in wrong.content.decode()) == (400, True)
    page = client.get("/seats/?words=new.one&role=enterprise").content.decode()
    assert "新一" in page
    assert "李其" not in page
    assert client.post(f"/seats/{row.id}/", {"name": "新一", "title": "主管", "area": ""}).status_code == 302
    assert client.post(f"/seats/{row.id}/", {"act": "end", "reason": " "}).status_code == 400
    assert client.post(f"/seats/{row.id}/", {"act": "end", "reason": "调离"}).status_code == 302
    row.refresh_from_db()
    assert (row.title, row.active) == ("主管", False)
    assert "新一" in client.get("/seats/?state=ended").content.decode()
    assert "已经停用" in client.get(f"/seats/{row.id}/").content.decode()


def test_the_demo_city_s_day_is_advanced_on_the_same_page(city: City, demo: None) -> None:
    client = at(city.seats["admin"])
    assert "推进到" in client.get("/seats/").content.decode()
    assert client.post("/seats/clock/", {"day": "2090-06-18"}).status_code == 302
    assert client.post("/seats/clock/", {"day": "2090-06-17"}).status_code == 400
    assert client.post("/seats/clock/", {"day": "2190-06-17"}).status_code == 400
    assert client.post("/seats/clock/", {"day": ""}).status_code == 400


def ran(monkeypatch: Any, password: str, *more: str) -> int:
    monkeypatch.setattr(seat_command, "city", lambda **_: nullcontext())
    monkeypatch.setenv("JINLIANG_PASSWORD", password)
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers()
    seat_command.add(subparsers)
    args = parser.parse_args(
        ["seat", "li.q", "--party", "新单位（虚构）", "--kind", "bureau", "--role", "bureau", "--name", "李", *more]
    )
    args.json = True
    return seat_command.run(args)


def test_the_command_looks_at_the_password_first_and_resets_none_unasked(city: City, monkeypatch: Any) -> None:
    with pytest.raises(Refusal, match="口令不合要求"):
        ran(monkeypatch, "123")
    assert not Party.objects.filter(name="新单位（虚构）").exists()
    assert not User.objects.filter(username="li.q").exists()
    first, second = "焊缝跟踪 2021 年", "氢能储运 2022 年"
    ran(monkeypatch, first)
    ran(monkeypatch, second)
    assert User.objects.get(username="li.q").check_password(first)
    ran(monkeypatch, second, "--password-reset")
    assert User.objects.get(username="li.q").check_password(second)


# ---- parties ---------------------------------------------------------------------------------------------------------------


def test_the_same_party_twice_is_refused_in_words(city: City, monkeypatch: Any) -> None:
    bureau = city.seats["bureau"]
    one, two = (NewParty("enterprise", name, cities.code(77)) for name in ("甲厂", "乙厂"))
    assert refused(lambda: party.register(bureau, [one, two])) == "party_known"
    bare = NewParty("agency", "没有代码的中心")
    assert refused(lambda: party.register(bureau, [bare, bare])) == "party_known"
    party.register(bureau, [bare])
    assert refused(lambda: party.register(bureau, [bare])) == "party_known"

    def meanwhile(*_: Any, **__: Any) -> None:
        raise IntegrityError("party_code_once")  # the same form, sent by the same hand a moment earlier

    monkeypatch.setattr(Party.objects, "bulk_create", meanwhile)
    assert refused(lambda: party.register(bureau, [one])) == "party_known"


# ---- serving ---------------------------------------------------------------------------------------------------------------


def test_health_is_asked_where_the_site_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[tuple[str, int]] = []

    def reached(self: Any) -> None:
        seen.append((self.host, self.port))
        raise OSError

    monkeypatch.setattr("http.client.HTTPConnection.connect", reached)
    for address in ("127.0.0.1", "0.0.0.0", "::", "::1", "10.1.2.3"):
        assert not serve._healthy(address, 8123)
    assert [host for host, _ in seen] == ["127.0.0.1", "127.0.0.1", "::1", "::1", "10.1.2.3"]


def test_a_sign_of_life_from_before_the_start_does_not_count(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '9 seconds')")
        cursor.execute("SELECT (now() - interval '5 seconds')::text")
        started = cursor.fetchone()[0]
    assert client.get("/health").status_code == 200
    monkeypatch.setattr(health, "STARTED", started)
    assert client.get("/health").status_code == 503


# ---- the first page --------------------------------------------------------------------------------------------------------


def test_the_first_page_counts_all_that_waits(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    district = city.seats["district"]
    for name in ("甲", "乙", "丙"):
        cities.sent(city.seats["tto"], PROFESSOR, professor(city, "多" + name))
    whole = home.home(district)
    assert whole.mine == len(whole.todo) > 3
    monkeypatch.setattr(home, "MOST", 2)
    less = home.home(district)
    assert (less.mine, len(less.todo)) == (whole.mine, 2)
    assert less.pressing == whole.pressing
    tto = city.seats["tto"]
    assert home.home(tto).others >= len(home.home(tto).waiting) == 2
