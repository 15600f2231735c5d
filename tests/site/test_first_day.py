"""What somebody meets who uses the product for the first time: reloads, other languages, past days, half-filled forms, small screens."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import city as cities
import pytest
from city import PROFESSOR, City
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.acts import fact as facts
from jinliang.site.pages.shelf import shelf
from jinliang.site.pages.tags import word
from jinliang.site.reads import claim as claims
from jinliang.site.reads import clock, home
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads import worklist as work

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    shelf.clear()


def at(viewer: Viewer) -> Client:
    """A browser in which the viewer has come in."""
    client = Client()
    if not viewer.public:
        client.force_login(User.objects.get(id=viewer.user))
    return client


def get(viewer: Viewer, url: str, **how: Any) -> str:
    """A page as its words and tags."""
    answer = at(viewer).get(url, **how)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def text(html: str) -> str:
    """What a reader reads of some markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


# ---- the address of an act ------------------------------------------------------------------------------------------------


def test_the_address_of_an_act_leads_to_the_page_of_what_it_acts_on(city: City) -> None:
    """A refusal is answered there; a reload and the other language then ask for it."""
    tto, draft = city.seats["tto"], city.claims["draft"].id
    paper = city.claims["draft"].evidence.order_by("id").values_list("id", flat=True)[0]
    table, plan = city.imports.get("table") or cities.table(city), city.proposal
    ways = [
        (tto, reverse("claim_act", args=[draft, "submit"]), reverse("claim", args=[draft])),
        (tto, reverse("claim_save", args=[draft]), reverse("claim", args=[draft])),
        (tto, reverse("evidence_attach", args=[draft]), reverse("claim", args=[draft])),
        (tto, reverse("evidence_detach", args=[draft, paper]), reverse("claim", args=[draft])),
        *((tto, reverse(f"import_{act}", args=[table]), reverse("import", args=[table]))
          for act in ("columns", "accept", "load")),
        (city.seats["bureau"], reverse("proposal_act", args=[plan, "adopt"]), reverse("proposal", args=[plan])),
        (city.seats["admin"], reverse("clock"), reverse("seats")),
        (tto, reverse("account_password"), reverse("account")),
        (tto, reverse("token_make"), reverse("account")),
    ]  # fmt: skip
    for viewer, act, page in ways:
        answer = at(viewer).get(act)
        assert (answer.status_code, answer.headers.get("Location")) == (302, page), act
        assert at(viewer).put(act).status_code == 405, act


def test_the_other_language_after_a_refused_submit_leads_back_to_the_claim(city: City) -> None:
    client, draft = at(city.seats["tto"]), city.claims["returned"].id
    act = reverse("claim_act", args=[draft, "return"])
    refused = client.post(act, {"reason": ""})
    assert refused.status_code == 400
    answer = client.post(reverse("language"), {"language": "en", "next": act}, follow=True)
    assert [one[0] for one in answer.redirect_chain] == [act, reverse("claim", args=[draft])]
    assert (answer.status_code, answer.headers["Content-Language"]) == (200, "en")


def test_the_address_of_an_act_is_as_closed_as_its_page(city: City) -> None:
    act = reverse("claim_act", args=[city.claims["submitted"].id, "submit"])
    assert at(city.seats["enterprise"]).get(act).status_code == 404
    assert at(city.seats["tto"]).get(reverse("proposal_act", args=[city.proposal, "adopt"])).status_code == 403


def test_who_has_not_come_in_is_led_to_the_door_and_on_with_the_whole_address(city: City) -> None:
    url = reverse("claims") + "?state=mine&words=%E7%84%8A"
    answer = Client().get(url)
    assert answer["Location"] == "/door/?next=/claims/?state=mine%26words=%25E7%2584%258A"
    assert Client().get(answer["Location"]).context["next"] == url


# ---- what waits for whom --------------------------------------------------------------------------------------------------


def test_what_a_role_may_not_state_does_not_wait_for_it(city: City) -> None:
    researcher, tto = city.seats["researcher"], city.seats["tto"]
    assert {one.claim.kind for one in home.home(tto).todo} == {PROFESSOR}
    found = home.home(researcher)
    assert (found.todo, found.mine, found.pressing, home.waits(researcher)) == ((), 0, 0, 0)
    assert work.worklist(researcher).states["mine"] == 0
    assert list(claims.waits_for_me(researcher)) == []
    assert "不能过夜" not in text(get(researcher, reverse("home")))


def test_drafts_of_another_seat_wait_for_that_seat_by_name(city: City) -> None:
    for viewer, told in (
        (city.seats["tto"], "您 补正"),
        (city.seats["researcher"], f"{city.name('university')} 陈砚 补正"),
    ):
        assert told in text(get(viewer, reverse("claims")))
        assert told in text(get(viewer, reverse("claim", args=[city.claims["returned"].id])))
    assert "您" not in text(
        get(city.seats["researcher"], reverse("claims")).split("<tbody", 1)[1].split("</tbody>", 1)[0]
    )


def test_a_researcher_has_the_drafts_of_a_kind_he_may_state(city: City) -> None:
    row = cities.claim.start(city.seats["researcher"], "cn.visitor", {})
    assert [one.claim.id for one in home.home(city.seats["researcher"]).todo] == [row.id]
    assert work.waits_for(city.seats["researcher"], row).mine


# ---- a fact that was reversed ---------------------------------------------------------------------------------------------


def test_a_claim_says_that_its_fact_was_reversed_when_and_why(city: City) -> None:
    row, tto = city.claims["verified"], city.seats["tto"]
    assert "冲销" not in text(get(tto, reverse("claim", args=[row.id])))
    facts.reverse(city.seats["bureau"], city.facts["claimed"].id, "聘书系伪造")
    today = clock.today().isoformat()
    page = text(get(tto, reverse("claim", args=[row.id])))
    assert re.search(rf"{today} 冲销：这件申报成为的事实从此不计 ?。 ?原因：聘书系伪造", page)
    assert page.index("从此不计") < page.index("申报内容")
    line = get(tto, reverse("claims") + "?state=verified").split("<tbody", 1)[1]
    assert "已冲销" in text(line)
    assert "已核验" not in text(line)
    found = text(get(tto, reverse("search") + f"?q={row.title}"))
    assert found.count("已冲销") == 2, "the fact and the claim"
    assert "已核验" not in found
    told = text(get(tto, reverse("home")))
    assert f"“{row.title}”成为的事实 {today} 已冲销。 原因：聘书系伪造" in told


def test_a_claim_leads_to_the_fact_in_place_of_its_own(city: City) -> None:
    tto, row = city.seats["tto"], city.claims["verified"]
    said = cities.said(tto, PROFESSOR, cities.professor(city, "沈知远", until="2021-12-31"))
    old = city.facts["claimed"]
    new = cities.stated(facts.replace(city.seats["bureau"], old.id, said, cities.behind(old), "聘期抄错"))
    page = get(tto, reverse("claim", args=[row.id]))
    assert "更正：以更正后的那件事实为准" in page
    assert reverse("fact", args=[new.id]) in page
    assert "已更正" in text(get(tto, reverse("home")))


def test_what_became_of_a_fact_is_told_to_those_who_see_its_claim_alone(city: City) -> None:
    row = city.claims["verified"]
    facts.reverse(city.seats["bureau"], city.facts["claimed"].id, "聘书系伪造")
    seen = {word for word in cities.SEATS if claims.gone(city.seats[word], [row.id])}
    assert seen == {"bureau", "bureau2", "auditor", "district", "tto", "researcher"}
    assert "聘书系伪造" not in text(get(city.seats["tto2"], reverse("home")))


def test_the_list_of_claims_asks_as_much_however_many_facts_are_gone(city: City) -> None:
    client = at(city.seats["tto"])

    def asked() -> int:
        client.get(reverse("claims"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("claims"))
        return len(queries)

    made = []
    for name in ("多一", "多二", "多三"):
        sent = cities.sent(city.seats["tto"], PROFESSOR, cities.professor(city, name))
        made.append(cities.stated(cities.claim.verify(city.seats["district"], sent.id)))
    facts.reverse(city.seats["bureau"], made[0].id, "误报")
    few = asked()
    for one in made[1:]:
        facts.reverse(city.seats["bureau"], one.id, "误报")
    assert asked() == few


# ---- refusals in the reader's language ------------------------------------------------------------------------------------


ENGLISH = {
    "您的席位不能%(act)s": "Your seat may not: %(act)s",
    "可以办的是：%(who)s": "Who may: %(who)s",
    "现在是“%(state)s”，不能%(act)s": "It is “%(state)s”, so not: %(act)s",
    "只有%(where)s的可以%(act)s": "%(act)s is for: %(where)s",
    "导入%(kind)s": "Import: %(kind)s",
    "冲销、终止或更正事实": "Reverse, end or replace facts",
    "市科技局": "City bureau",
    "高校院所技术转移办": "Transfer office",
    "草稿": "Draft",
    "已退回": "Returned",
    "待审核": "To be checked",
    "提交": "Submit",
    "产业教授聘任": "Industry professor",
    "、": ", ",
    "，": ", ",
}


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    """Labels from below the pages in English, as a catalogue would give them."""
    monkeypatch.setattr(word, "gettext", lambda text: ENGLISH.get(text, text))


def test_a_composed_refusal_is_whole_in_the_readers_language(city: City, english: None) -> None:
    page = text(get(city.seats["tto"], reverse("fact", args=[city.facts["claimed"].id])))
    assert "Your seat may not: Reverse, end or replace facts，Who may: City bureau" in page, (
        "the comma is the page's own"
    )
    assert "您的席位不能" not in page


def test_every_composed_refusal_is_its_chinese_and_its_parts(city: City, english: None) -> None:
    told = [
        (refusal(lambda: facts.reverse(city.seats["tto"], city.facts["claimed"].id, "误报")),
         ("您的席位不能冲销、终止或更正事实", "可以办的是：市科技局"),
         ("Your seat may not: Reverse, end or replace facts", "Who may: City bureau")),
        (refusal(lambda: cities.claim.submit(city.seats["tto"], city.claims["submitted"].id)),
         ("现在是“待审核”，不能提交", "只有草稿、已退回的可以提交"),
         ("It is “To be checked”, so not: Submit", "Submit is for: Draft, Returned")),
        (refusal(lambda: cities.importing.take(city.seats["enterprise"], PROFESSOR, cities.kept("表"), None)),
         ("您的席位不能导入产业教授聘任", "可以办的是：高校院所技术转移办、市科技局"),
         ("Your seat may not: Import: Industry professor", "Who may: Transfer office, City bureau")),
    ]  # fmt: skip
    for no, chinese, translated in told:
        assert (no.why, no.fix) == chinese
        assert (word.tr(no.why), word.tr(no.fix)) == translated
        assert viewers.shape(no)["error"]["why"] == chinese[0]
        assert json.loads(json.dumps(viewers.shape(no)))["error"]["fix"] == chinese[1]


def refusal(call: Callable[[], Any]) -> Refusal:
    """The refusal that a call raises."""
    with pytest.raises(Refusal) as no:
        call()
    return no.value


# ---- past days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["as_of=2020-12-31", "known_by=1", "as_of=2020-12-31&known_by=2020-12-31"])
def test_a_past_board_leaves_todays_queue_out(city: City, asked: str) -> None:
    bureau = city.seats["bureau"]
    now = text(get(bureau, reverse("board")))
    assert "件申报在途" in now
    assert "等谁" in now
    for query in (asked, f"{asked}&area={cities.SOUTH}", f"{asked}&show=mine"):
        page = get(bureau, f"{reverse('board')}?{query}")
        table = page.split('aria-label="目标读数表"', 1)[1].split("</table>", 1)[0]
        assert "件申报在途" not in page, query
        assert "等谁" not in table, query
        assert table.count('<th scope="col"') == len(
            re.findall(r"<t[dh]", table.split("<tbody>")[1].split("</tr>")[0])
        ), query
    reading = get(bureau, reverse("reading", args=[cities.PLAN, "industry_professors"]) + f"?{asked}")
    assert "在途" not in reading
    assert "在途" in get(bureau, reverse("reading", args=[cities.PLAN, "industry_professors"]))


def test_today_by_its_date_and_days_to_come_keep_the_queue(city: City) -> None:
    today = clock.today()
    for asked in (f"as_of={today}", f"as_of={today}&known_by={today}", "as_of=2090-01-01"):
        assert "件申报在途" in get(city.seats["bureau"], f"{reverse('board')}?{asked}"), asked


@pytest.mark.parametrize(
    ("query", "header"),
    [
        ("as_of=2021-05-15&known_by=2150-01-01", "截至 2021-05-15"),
        ("as_of=2021-05-15&known_by=abc", "截至 2021-05-15"),
        ("as_of=abc&known_by=2020-12-31", "已知于 2020-12-31"),
    ],
)
def test_one_date_that_cannot_be_read_leaves_the_other_standing(city: City, query: str, header: str) -> None:
    answer = at(city.seats["bureau"]).get(f"{reverse('board')}?{query}")
    assert answer.status_code == 400
    page = answer.content.decode()
    assert header in text(page.split('class="jl-when"', 1)[1].split("</p>", 1)[0])
    assert page.count("下面先不按这一条显示") == 1
    assert ("2150-01-01" in page) == ("2150" in query)
    assert ('value="abc"' in page) == ("abc" in query)


def test_days_are_chosen_from_a_calendar_and_taken_as_people_write_them(city: City) -> None:
    bureau = city.seats["bureau"]
    assert re.search(
        r'name="as_of" type="date"[^>]* value="2021-03-05"', get(bureau, reverse("board") + "?as_of=2021/3/5")
    )
    assert re.search(r'name="as_of" type="date"[^>]* value=""', get(bureau, reverse("board")))
    assert re.search(r'id="ask-by" name="known_by" size', get(bureau, reverse("board") + "?known_by=3"))
    row = city.facts["listed"]
    assert re.search(
        r'<input class="form-control" type="date"[^>]* name="last_on"', get(bureau, reverse("fact", args=[row.id]))
    )
    end = reverse("fact_end", args=[row.id])
    for typed, shown in (("2021/3/5", ("date", "2021-03-05")), ("上周", ("text", "上周"))):
        page = at(bureau).post(end, {"last_on": typed, "reason": ""}).content.decode()
        control = re.search(r'<input[^>]*name="last_on"[^>]*>', page)
        assert control is not None
        assert all(f'{name}="{value}"' in control[0] for name, value in zip(("type", "value"), shown, strict=True)), (
            typed
        )
    assert at(bureau).post(end, {"last_on": "2021/3/5", "reason": "证书注销"}).status_code == 302


# ---- a form that is not whole ---------------------------------------------------------------------------------------------


def test_nothing_is_promised_until_the_form_is_whole_and_its_day_has_come(city: City) -> None:
    tto = city.seats["tto"]
    row = cities.claim.start(tto, PROFESSOR, {})
    later = (clock.today() + timedelta(days=30)).isoformat()
    whole = cities.professor(city, "新来者")
    for raw, promised in (
        ({}, False),
        (whole | {"appointed_on": later, "serves_until_on": "2099-12-31"}, False),
        (whole, True),
    ):
        cities.claim.save(tto, row.id, raw)
        shown = text(get(tto, reverse("claim", args=[row.id])).split('id="effect"', 1)[1].split("</section>", 1)[0])
        assert ("→" in shown) == promised, raw
        assert ("填全以后按填的内容再算一遍" in shown) != promised


# ---- what a seat is for ---------------------------------------------------------------------------------------------------


def test_the_administrators_first_page_says_what_the_seat_does_with_the_ways_there(city: City, settings: Any) -> None:
    for demo in (True, False):
        settings.DEMO = demo
        page = get(city.seats["admin"], reverse("home"))
        assert "只看不办" not in page
        assert "您管席位、提出计划包的新版" in page
        main = page.split("<main", 1)[1]
        assert all(f'href="{reverse(name)}"' in main for name in ("seats", "propose"))
        assert (f'href="{reverse("seats")}#day"' in main) == demo
    assert "只看不办" in get(city.seats["auditor"], reverse("home"))
