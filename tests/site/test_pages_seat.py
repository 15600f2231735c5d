"""The pages of a seat: first page, parties, journal, search, account. Each shows what the seat may see and no more."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape
from typing import Any

import city as cities
import pytest
from city import PROFESSOR, SOUTH, City
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from drawing import Reader
from jinliang.core.access import Viewer
from jinliang.core.claim import CLAIM
from jinliang.site.acts import token as tokens
from jinliang.site.models import Act, Claim, Party, PartyName, Token
from jinliang.site.reads import pack as packs
from jinliang.site.reads import profile
from jinliang.site.reads import search as searches
from jinliang.site.reads import viewer as viewers

pytestmark = pytest.mark.django_db


def at(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(User.objects.get(id=viewer.user))
    return client


def get(viewer: Viewer, url: str, status: int = 200) -> str:
    answer = at(viewer).get(url)
    assert answer.status_code == status
    return answer.content.decode()


def text(html: str) -> str:
    """What a reader reads of some markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def queries(client: Client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


# ---- the first page --------------------------------------------------------------------------------------------------------


def test_the_first_page_says_in_its_title_whether_anything_presses(city: City) -> None:
    tto = city.seats["tto"]
    assert "陈砚，有 2 件等您办，最急的还有 7 天" in text(get(tto, "/"))
    Claim.objects.filter(id=city.claims["returned"].id).update(since=date(2020, 1, 1))
    page = get(tto, "/")
    assert "陈砚，今天有 1 件不能过夜" in text(page)
    assert "产业教授聘任，退回：聘期与协议不一致" in text(page)
    assert page.count("btn-primary") == 1
    assert "周正，没有等您的事" in text(get(city.seats["auditor"], "/"))


def test_what_presses_most_stands_first(city: City) -> None:
    Claim.objects.filter(id=city.claims["returned"].id).update(since=date(2020, 1, 1))
    desk = get(city.seats["tto"], "/").partition("<ul")[2].partition("</ul>")[0]
    rows = re.findall(r'class="-due( -late)?"><b>([^<]+)</b>', desk)
    assert [level for level, _ in rows] == [" -late", ""]


def test_whom_i_wait_for_is_told_once_with_how_many(city: City) -> None:
    cities.sent(city.seats["tto"], PROFESSOR, cities.professor(city, "再一"))
    shown = text(get(city.seats["tto"], "/"))
    assert "审核 2 件申报" in shown
    assert "复核 1 件申报" in shown


def test_claims_are_counted_by_state_and_each_count_opens(city: City) -> None:
    page = get(city.seats["tto"], "/")
    ways = [one["href"] for one in Reader(page).all("a", "jl-n") if one["href"].startswith(reverse("claims"))]
    assert ways == [reverse("claims"), *(f"{reverse('claims')}?state={one}" for one in CLAIM.states)]
    assert get(city.seats["tto"], ways[1])


@pytest.mark.parametrize(
    "word", ["bureau", "district", "registry", "finance", "auditor", "admin", "enterprise", "researcher", "broker"]
)
def test_every_role_has_a_first_page_whose_ways_it_may_go(city: City, word: str) -> None:
    viewer = city.seats[word]
    page = get(viewer, "/")
    main = page[page.index("<main") : page.index("</main")]
    for one in {a["href"] for a in Reader(main).all("a") if a.get("href", "").startswith("/")}:
        assert at(viewer).get(one).status_code in (200, 302), one


def test_the_public_is_led_to_the_board(city: City) -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer["Location"]) == (302, reverse("board"))


def test_the_first_page_asks_a_constant_number_of_queries(city: City) -> None:
    client = at(city.seats["district"])
    few = queries(client, "/")
    for name in ("多一", "多二", "多三", "多四"):
        cities.sent(city.seats["tto"], PROFESSOR, cities.professor(city, name))
    assert queries(client, "/") == few


# ---- parties ---------------------------------------------------------------------------------------------------------------


def test_parties_are_found_by_kind_area_code_and_by_an_old_name(city: City) -> None:
    viewer, parties = city.seats["tto"], reverse("parties")
    PartyName.objects.create(party=city.parties["college"], name="江滨师范专科学校", last=date(2018, 8, 31))

    def names(query: str) -> list[str]:
        page = get(viewer, parties + query)
        return re.findall(r'<th scope="row" class="-full"><a href="[^"]+">([^<]+)</a>', page)

    assert names("?kind=university") == [city.name("college"), city.name("university")]
    assert names("?words=师范专科") == [city.name("college")]
    assert "曾用名 江滨师范专科学校" in text(get(viewer, parties + "?words=师范专科"))
    assert names(f"?words={city.parties['gear'].code}") == [city.name("gear")]
    assert set(names(f"?kind=enterprise&area={SOUTH}")) == {city.name("welder"), city.name("cable")}
    assert names("?words=沈知远") == []
    assert "没有这样的主体" in text(get(viewer, parties + "?words=天外"))


def test_the_list_of_parties_asks_a_constant_number_of_queries(city: City) -> None:
    client = at(city.seats["bureau"])
    few = queries(client, reverse("parties"))
    cities.party.register(cities.SYSTEM, [cities.NewParty("enterprise", f"新厂{n}有限公司") for n in range(40)])
    assert queries(client, reverse("parties")) == few


def test_a_party_shows_its_names_seats_facts_and_its_part_of_the_readings(city: City) -> None:
    PartyName.objects.create(party=city.parties["university"], name="龙城工学院", last=date(2018, 12, 31))
    page = get(city.seats["district2"], reverse("party", args=[city.parties["university"].id]))
    shown = text(page)
    for words in ("龙城工学院", "用到 2018-12-31", "陈砚", "江苏省产业教授", city.parties["university"].code):
        assert words in shown
    assert "沈知远" not in shown
    parts = {
        one.indicator.id: one for one in profile.parts(city.seats["bureau"], city.parties["university"], packs.plan())
    }
    assert (parts["industry_professors"].own, parts["industry_professors"].whole) == (1, 1)
    assert parts["industry_professors"].hosted
    firm = {
        one.indicator.id: one for one in profile.parts(city.seats["bureau"], city.parties["material"], packs.plan())
    }
    assert "joint_projects" in firm
    assert not firm["joint_projects"].hosted


def test_a_person_is_no_page_of_the_register(city: City) -> None:
    person = Party.objects.filter(kind="person").first()
    assert person is not None
    assert "个人只随有关事实显示" in text(get(city.seats["bureau"], reverse("party", args=[person.id]), 404))


def test_a_party_is_registered_after_its_code_and_near_names_were_looked_at(city: City) -> None:
    client, new = at(city.seats["bureau"]), reverse("party_new")
    wrong = client.post(new, {"kind": "enterprise", "name": "某厂", "code": city.parties["gear"].code[:-1] + "0"})
    assert wrong.status_code == 400
    taken = client.post(new, {"kind": "enterprise", "name": "某厂", "code": city.parties["gear"].code})
    assert f"代码已登记为“{city.name('gear')}”" in text(taken.content.decode())
    same = client.post(new, {"kind": "enterprise", "name": city.name("gear")})
    assert f"在库已有“{city.name('gear')}”" in text(same.content.decode())
    asked = {"kind": "enterprise", "name": "精毅传动机械股份有限公司（虚构）", "area": SOUTH, "former": "精毅机械厂"}
    near = client.post(new, asked)
    assert near.status_code == 400
    assert city.name("gear") in text(near.content.decode())
    assert 'name="sure" value="1"' in near.content.decode()
    done = client.post(new, {**asked, "sure": "1"})
    row = Party.objects.get(name=asked["name"])
    assert done["Location"] == reverse("party", args=[row.id])
    assert (row.area, [one.name for one in row.names.all()]) == (SOUTH, ["精毅机械厂"])
    assert at(city.seats["tto"]).get(new).status_code == 403


# ---- the journal -----------------------------------------------------------------------------------------------------------


def test_the_journal_is_read_by_those_who_may_and_filtered(city: City) -> None:
    auditor, journal = city.seats["auditor"], reverse("journal")
    whole = text(get(auditor, journal))
    assert "导入官方名单" in whole
    assert "导出 CSV" in whole
    returned = get(auditor, f"{journal}?act=claim.return")
    assert len(re.findall("<tr data-row>", returned)) == 1
    assert "聘期与协议不一致" in text(returned)
    own = text(get(city.seats["tto2"], journal))
    assert "退回申报" not in own.split("各种办理")[1].split("筛选", 1)[1]
    assert "没有这样的留痕" in text(get(auditor, f"{journal}?words=天外"))


def test_a_line_shows_before_and_after_and_how_it_is_chained(city: City) -> None:
    auditor = city.seats["auditor"]
    line = Act.objects.filter(act="claim.verify").first()
    assert line is not None
    page = text(get(auditor, reverse("entry", args=[line.number])))
    for words in ("待审核", "已核验", line.hash, line.previous, f"事实 {line.rows['facts'][0]}"):
        assert words in page
    assert "这是第一条" in text(get(auditor, reverse("entry", args=[1])))
    assert at(city.seats["tto2"]).get(reverse("entry", args=[line.number])).status_code == 404
    listed = Act.objects.filter(act="list.load").first()
    assert listed is not None
    assert "技术经纪人证书" in text(get(auditor, reverse("entry", args=[listed.number])))


def test_every_line_opens(city: City) -> None:
    client = at(city.seats["auditor"])
    for number in Act.objects.values_list("number", flat=True):
        assert client.get(reverse("entry", args=[number])).status_code == 200, number


def test_the_whole_chain_is_walked_on_demand_and_a_changed_byte_is_told(city: City) -> None:
    auditor, address = city.seats["auditor"], reverse("journal") + "?verify=1"
    assert f"留痕：{Act.objects.count()} 条，一条不差" in text(get(auditor, address))
    assert "一条不差" not in text(get(city.seats["tto"], address))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE site_act DISABLE TRIGGER USER")
        cursor.execute("UPDATE site_act SET note = note || '.' WHERE number = 5")
    assert "第一处对不上的是第 5 条" in text(get(auditor, address))


def test_the_journal_is_exported_as_a_table_with_its_hashes(city: City) -> None:
    answer = at(city.seats["auditor"]).get(reverse("journal_csv"))
    data = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    rows = list(csv.reader(io.StringIO(data)))
    assert len(rows) == Act.objects.count() + 1
    assert rows[-1][-1] == Act.objects.order_by("-number").values_list("hash", flat=True).first()
    own = at(city.seats["tto2"]).get(reverse("journal_csv"))
    assert len(b"".join(own.streaming_content).splitlines()) < len(rows)  # type: ignore[attr-defined]


# ---- search ----------------------------------------------------------------------------------------------------------------


def test_one_box_finds_clauses_indicators_parties_facts_and_claims(city: City) -> None:
    tto = city.seats["tto"]
    found = searches.search(tto, "产业教授")
    assert {one.id for one in found.indicators} == {"industry_professors"}
    assert found.clauses[0].words == "产业教授"
    assert found.clauses[0].clause.cite
    assert [one.name for one in searches.search(tto, "焊接装备").parties] == [city.name("welder")]
    assert [one.title for one, _kind, _gone in searches.search(tto, "退三").claims] == [city.claims["returned"].title]
    number = city.facts["contract"].entry.key
    assert [one.id for one in searches.search(city.seats["bureau"], number).facts] == [city.facts["contract"].id]
    page = text(get(tto, reverse("search") + "?q=产业教授"))
    assert "江苏省产业教授" in page
    assert "没有找到“天外来客”" in text(get(tto, reverse("search") + "?q=天外来客"))
    assert searches.search(tto, "业").count == 0


def test_a_masked_person_is_not_found_by_spelling_the_name_out(city: City) -> None:
    assert [one.id for one in searches.search(city.seats["tto"], "沈知远").facts] == [city.facts["claimed"].id]
    assert searches.search(city.seats["enterprise2"], "沈知远").facts == ()
    assert searches.search(city.seats["tto2"], "退三").claims == ()


# ---- the account -----------------------------------------------------------------------------------------------------------


def test_a_user_changes_seat_among_his_own(city: City) -> None:
    tto = city.seats["tto"]
    second = cities.party.seat(cities.SYSTEM, "tto", city.parties["institute"].id, "tto", "陈砚")
    client = at(tto)
    assert city.name("institute") in text(client.get(reverse("account")).content.decode())
    client.post(reverse("door"), {"seat": second.id, "next": "/"})
    assert city.name("institute") in text(client.get("/").content.decode())
    other = city.seats["bureau"].seat
    assert client.post(reverse("door"), {"seat": other}).status_code == 403


def test_a_password_is_changed_by_who_knows_it_and_leaves_a_line_without_it(city: City) -> None:
    user = User.objects.get(id=city.seats["tto"].user)
    user.set_password("往日-Kq7!旧的")
    user.save()
    client, address = at(city.seats["tto"]), reverse("account_password")
    wrong = {"old_password": "x", "new_password1": "今日-Zw9!新的", "new_password2": "今日-Zw9!新的"}
    assert client.post(address, wrong).status_code == 400
    before = Act.objects.count()
    assert client.post(address, {**wrong, "old_password": "往日-Kq7!旧的"}).status_code == 302
    assert client.get(reverse("account")).status_code == 200
    line = Act.objects.order_by("-number").first()
    assert line is not None
    assert (Act.objects.count(), line.act, line.change) == (before + 1, "password.change", {})
    user.refresh_from_db()
    assert user.check_password("今日-Zw9!新的")


def test_an_account_without_password_says_so(city: City) -> None:
    client = at(city.seats["tto"])
    assert "这个账号没有密码" in text(client.get(reverse("account")).content.decode())
    assert client.post(reverse("account_password"), {}).status_code == 403


def test_a_token_is_shown_once_stands_for_the_seat_and_is_revoked(city: City) -> None:
    tto = city.seats["tto"]
    client = at(tto)
    assert "没有写令牌的用途" in text(client.post(reverse("token_make"), {"label": " "}).content.decode())
    answer = client.post(reverse("token_make"), {"label": "学校科研系统"})
    secret = re.search(r"jl_[\w-]{40,}", answer.content.decode())
    assert secret is not None
    assert answer["Cache-Control"] == "no-store"
    assert viewers.by_token(secret[0]) == tto
    again = client.get(reverse("account")).content.decode()
    assert secret[0] not in again
    assert "学校科研系统" in again
    row = Token.objects.get(label="学校科研系统")
    assert secret[0] not in str(Act.objects.order_by("-number").values().first())
    assert at(city.seats["tto2"]).post(reverse("token_revoke", args=[row.id])).status_code == 404
    assert client.post(reverse("token_revoke", args=[row.id])).status_code == 302
    assert viewers.by_token(secret[0]) is None
    assert client.post(reverse("token_revoke", args=[row.id])).status_code == 409


@pytest.mark.parametrize(("label", "code"), [("", "label_missing"), ("长" * 61, "label_too_long")])
def test_a_token_says_what_it_is_for(city: City, label: str, code: str) -> None:
    assert cities.refused(lambda: tokens.make(city.seats["tto"], label)) == code


def test_a_seat_has_so_many_tokens_and_the_installation_none(city: City) -> None:
    def make(viewer: Viewer) -> Any:
        return cities.refused(lambda: [tokens.make(viewer, f"第 {n} 个") for n in range(tokens.MOST + 1)])

    assert make(city.seats["tto"]) == "too_many_tokens"
    assert make(cities.SYSTEM) == "not_yours"
