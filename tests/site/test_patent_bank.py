"""The bank of patents: who sees what of it, what it is narrowed to, scores that come out the same from what is stored, and its acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

import city as cities
import pytest
from city import SCORES, City, papers_of, refused
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinliang.core.access import PUBLIC
from jinliang.core.valuation import INDICES, SCENES
from jinliang.site.acts import patent as acts
from jinliang.site.acts.patent import Terms
from jinliang.site.models import Act, Licence, Patent, Valuation
from jinliang.site.pages.shelf import shelf
from jinliang.site.reads import clock
from jinliang.site.reads import patent as reads
from jinliang.site.reads.known import forget
from jinliang.site.reads.patent import SHOWS

pytestmark = pytest.mark.django_db
DAY = date(2021, 6, 18)


@pytest.fixture(autouse=True)
def _on_the_day(demo: None) -> Any:
    """Everything here happens on the demo city's day."""
    with clock.set_to(clock.at(DAY)):
        yield


def browser(city: City, word: str) -> Client:
    client, viewer = Client(), city.seats[word]
    client.force_login(User.objects.get(id=viewer.user), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = client.session
    session["seat"] = viewer.seat
    session.save()
    return client


def page(city: City, word: str, url: str) -> str:
    answer = browser(city, word).get(url)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def sent(city: City, word: str, id: int, act: str, **data: Any) -> Any:
    return browser(city, word).post(reverse("patent_act", args=[id, act]), data)


def seen(city: City, word: str, **asked: Any) -> set[str]:
    ids = {one.id: name for name, one in city.patents.items()}
    return {ids[one.row.id] for one in reads.bank(city.viewer(word), **asked).rows}


# ---- who sees what -------------------------------------------------------------------------------------------------------


def test_own_patents_all_of_them_or_those_with_terms(city: City) -> None:
    own = {"valid", "pending", "over", "pledged"}
    assert seen(city, "tto") == seen(city, "researcher") == seen(city, "district") == own
    assert seen(city, "broker") == seen(city, "bureau") == seen(city, "auditor") == {*own, "firm"}
    assert seen(city, "enterprise2") == {"firm", "pledged"}
    assert seen(city, "finance") == {"pledged"}
    assert not reads.visible(PUBLIC).exists()
    assert seen(city, "enterprise2", mine=True) == {"firm"}


def test_an_outsider_sees_terms_and_register_and_nothing_that_is_thought_of_it(city: City) -> None:
    row = city.patents["pledged"]
    acts.value(city.seats["tto"], row.id, "finance", SCORES)
    acts.keep(city.seats["tto"], row.id, "质押期内")
    url = reverse("patent", args=[row.id])
    told, own = page(city, "enterprise", url), page(city, "tto", url)
    for secret in ("60.00", "质押期内", "200 万元", "建议", "2,000,000", "现在能办什么"):
        assert secret not in told, secret
    for secret in ("60.00", "质押期内", "200 万元", "2,000,000"):
        assert secret in own, secret
    assert "投产后按件付" in told
    assert reads.bank(city.seats["enterprise"], "pledge_loan").many["ask"] == 0


def test_terms_that_are_over_hide_the_patent_again(city: City) -> None:
    tto, row = city.seats["tto"], city.patents["valid"]
    terms = Terms("later", Decimal(0), 12, date(2021, 1, 1), date(2021, 6, 17), "投产后付")
    acts.offer(tto, row.id, terms)
    assert "valid" not in seen(city, "enterprise")
    acts.offer(tto, row.id, replace(terms, last=DAY))
    assert "valid" in seen(city, "enterprise")


# ---- what it is narrowed to ----------------------------------------------------------------------------------------------


def test_the_bank_is_narrowed_by_criterion_status_words_and_what_is_to_be_decided(city: City) -> None:
    assert seen(city, "broker", show="high") == {"valid", "pledged"}
    assert seen(city, "broker", show="strategic_emerging_industry") == {"valid"}
    assert seen(city, "broker", show="pledge_loan") == {"pledged"}
    assert seen(city, "broker", show="licence") == {"pledged"}
    assert seen(city, "broker", status="lapsed") == {"over"}
    assert seen(city, "broker", words="混料") == {"firm"}
    assert seen(city, "broker", words="2017101") == {"pledged"}
    # paid up to the fifth year: the sixth of 2016 fell due on 12 May 2021, of 2015 a year before, of 2017 falls due in 2022
    assert seen(city, "broker", show="ask") == seen(city, "broker", show="due") == {"valid", "firm"}
    assert set(reads.bank(city.seats["broker"]).many) == set(SHOWS)


def test_the_next_fee_comes_first_and_a_missed_one_is_told(city: City) -> None:
    rows = reads.bank(city.seats["bureau"]).rows
    assert [str(one.fee.due_on) for one in rows if one.fee] == ["2020-05-12", "2021-05-12", "2022-05-12"]
    assert "过了宽限期" in rows[0].doubt
    assert (rows[1].doubt, rows[1].level) == ("", "late")
    html = page(city, "bureau", reverse("patents"))
    assert "过期 37 天" in html
    assert "过了宽限期" in page(city, "bureau", reverse("patent", args=[city.patents["firm"].id]))


def test_a_decision_takes_a_patent_off_the_queue_until_the_next_fee(city: City) -> None:
    tto, row = city.seats["tto"], city.patents["valid"]
    acts.drop(tto, row.id, "没有人要")
    assert "valid" not in seen(city, "tto", show="ask")
    assert refused(lambda: acts.drop(tto, row.id, "再来")) == "wrong_state"
    acts.keep(tto, row.id, "又有人要了")
    acts.pay(tto, row.id, 6, "收据 0071")
    assert reads.patent(tto, row.id).held.state == "undecided"
    with clock.set_to(clock.at(date(2022, 1, 10))):
        assert "valid" in seen(city, "tto", show="ask")


# ---- values --------------------------------------------------------------------------------------------------------------


def test_every_stored_score_comes_out_the_same_again(city: City) -> None:
    rng, broker = Random(7), city.seats["broker"]
    for scene in SCENES:
        for _ in range(4):
            acts.value(broker, city.patents["firm"].id, scene, {one: rng.randrange(101) for one in INDICES})
    view = reads.patent(broker, city.patents["firm"].id)
    assert len(view.valued) == 20
    assert all(one.same for one in view.valued)
    assert [part.id for part in view.valued[0].again.parts] == ["legal", "technical", "economic"]
    line = Act.objects.filter(act="patent.value").latest("number")
    last = Valuation.objects.latest("id")
    assert (line.change["score"], line.change["inputs"]) == (str(last.score), last.inputs)


def test_a_score_that_was_tampered_with_is_told(city: City) -> None:
    row = Valuation.objects.get(patent=city.patents["valid"])
    assert row.score == Decimal("60.00")
    row.inputs = row.inputs | {"scope": 90}
    assert not reads.valued(row).same
    html = page(city, "tto", reverse("patent", args=[city.patents["valid"].id]))
    assert "0.3 × 60.00 + 0.3 × 60.00 + 0.4 × 60.00 = 60.00，和当时一样" in html


# ---- acts from the page --------------------------------------------------------------------------------------------------


def test_a_broker_values_from_the_page_and_is_told_what_is_wrong(city: City) -> None:
    row = city.patents["firm"]
    answer = sent(city, "broker", row.id, "value", scene="finance", **SCORES | {"scope": 101})
    assert answer.status_code == 400
    assert 'id="value-scope"' in answer.content.decode()
    assert sent(city, "broker", row.id, "value", scene="finance", **SCORES).status_code == 302
    assert Valuation.objects.filter(patent=row).count() == 1
    assert sent(city, "district2", row.id, "value", scene="finance", **SCORES).status_code == 403
    assert sent(city, "district2", row.id, "value").status_code == 403


def test_the_owner_does_each_act_from_the_page(city: City) -> None:
    row = city.patents["valid"]
    assert sent(city, "tto", row.id, "keep", reason="有企业要").status_code == 302
    assert sent(city, "tto", row.id, "pay", year=6, document="收据 0071").status_code == 302
    assert sent(city, "tto", row.id, "pay", year=6, document="收据 0071").status_code == 400
    terms = {"way": "open", "fee": "50000", "months": 36, "first": "2021-06-18", "conditions": "普通许可"}
    assert sent(city, "tto", row.id, "open", **terms).status_code == 302
    assert sent(city, "tto", row.id, "open", **terms | {"first": "2021-05-31"}).status_code == 400
    assert sent(city, "tto", row.id, "open", **terms | {"last": "2021-06-17"}).status_code == 400
    change = {"status": "abandoned", "on": "2021-06-01", "document": "放弃专利权声明，2021-06-01"}
    assert sent(city, "tto", row.id, "state", **change).status_code == 302
    assert sent(city, "tto", row.id, "keep", reason="晚了").status_code == 400
    row.refresh_from_db()
    assert (row.paid, row.status, row.since, row.decision) == (6, "abandoned", date(2021, 6, 1), "kept")
    html = page(city, "tto", reverse("patent", args=[row.id]))
    assert "放弃专利权声明" in html
    assert "专利现在是“主动放弃”" in html


def test_a_pledged_patent_says_why_it_is_not_dropped(city: City) -> None:
    row = city.patents["pledged"]
    assert "要先有质权人同意" in page(city, "tto", reverse("patent", args=[row.id]))
    assert refused(lambda: acts.drop(city.seats["tto"], row.id, "不要了")) == "not_ready"


def test_a_grant_pays_the_year_it_is_granted_in(city: City) -> None:
    row = acts.state(
        city.seats["tto"], city.patents["pending"].id, "in_force", date(2021, 6, 15), "授权公告，2021-06-15"
    )
    assert (row.granted_on, row.paid) == (date(2021, 6, 15), 3)
    assert reads.patent(city.seats["tto"], row.id).held.fee is not None


def test_an_open_licence_of_a_utility_model_names_its_report(city: City) -> None:
    tto = city.seats["tto"]
    (row,) = acts.register(tto, [papers_of("201820100009", "支架", kind="utility_model", paid=4)])
    terms = Terms("open", Decimal(20_000), 24, date(2021, 6, 18))
    assert refused(lambda: acts.offer(tto, row.id, terms)) == "terms_flawed"
    assert refused(lambda: acts.offer(tto, row.id, replace(terms, first=date(2021, 5, 1)))) == "parameter_not_in_force"
    acts.offer(tto, row.id, replace(terms, report="PJ-2021-7"))
    assert Licence.objects.get(patent=row).report == "PJ-2021-7"


# ---- registering ---------------------------------------------------------------------------------------------------------

WRITTEN = {
    "number": "ZL2018 1 0100009.", "title": "一种支架", "applied_on": "2018-05-12", "granted_on": "2020-08-03", "status": "in_force",
    "since": "2020-08-03", "paid": "4", "family": "us、JP", "pledge": "150", "awards": "中国专利优秀奖，2020\n省奖", "implemented": "on",
}  # fmt: skip


def test_a_patent_is_registered_from_the_page_its_kind_read_from_the_number(city: City) -> None:
    right = cities.numbered("201810100009")
    wrong = browser(city, "tto").post(reverse("patent_new"), WRITTEN | {"number": "201810100009.X"})
    assert wrong.status_code == 400
    assert right in wrong.content.decode()
    assert browser(city, "tto").post(reverse("patent_new"), WRITTEN | {"number": f"ZL{right}"}).status_code == 302
    row = Patent.objects.get(number=right)
    assert (row.kind, row.family, row.pledge) == ("invention", ["US", "JP"], Decimal(1_500_000))
    assert row.awards == ["中国专利优秀奖，2020", "省奖"]
    again = browser(city, "tto").post(reverse("patent_new"), WRITTEN | {"number": right})
    assert again.status_code == 400
    assert "已在库里" in again.content.decode()
    late = browser(city, "tto").post(
        reverse("patent_new"), WRITTEN | {"number": cities.numbered("201810100010"), "applied_on": "2017-05-12"}
    )
    assert "申请日和专利号里的年份不一致" in late.content.decode()


def test_a_list_is_registered_whole_or_not_at_all(city: City) -> None:
    before = Patent.objects.count()
    rows = [papers_of("201810100011", "甲"), papers_of("201810100012", "乙", kind="design")]
    assert refused(lambda: acts.register(city.seats["tto"], rows)) == "rows_flawed"
    assert refused(lambda: acts.register(city.seats["tto"], [rows[0], rows[0]])) == "patent_known"
    assert refused(lambda: acts.register(city.seats["broker"], rows[:1])) == "not_yours"
    assert Patent.objects.count() == before


# ---- the market, the size ------------------------------------------------------------------------------------------------


def test_a_listing_leads_to_the_patent_and_back_and_interest_counts(city: City) -> None:
    row = city.patents["valid"]
    listed = cities.put_up(city.seats["tto"], city.seats["broker"], "patent", "喷射", number=row.number)
    link = reverse("patent", args=[row.id])
    assert link in page(city, "broker", reverse("listing", args=[listed.id]))
    assert link not in Client().get(reverse("listing", args=[listed.id])).content.decode()
    html = page(city, "broker", link)
    assert reverse("listing", args=[listed.id]) in html
    assert "还没有人有意" in html


def test_the_bank_asks_no_more_of_a_larger_one(city: City) -> None:
    client, tto = browser(city, "broker"), city.seats["tto"]

    def asked() -> int:
        shelf.clear()
        forget()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("patents")).status_code == 200
        return len(queries)

    asked()
    few = asked()
    made = acts.register(tto, [papers_of(f"2018101002{n:02}", f"第{n}") for n in range(20)])
    for row in made[:5]:
        acts.value(tto, row.id, "manage", SCORES)
        acts.offer(tto, row.id, Terms("later", Decimal(0), 12, date(2021, 1, 1), None, "投产后付"))
    assert asked() == few
