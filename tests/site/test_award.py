"""Money from a clause: found or asked for, checked, decided with a trace, published, approved, paid; each by another person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import awarding
import city as cities
import dealing
import pytest
from awarding import APPROVED, CALL, CHECKED, DECIDED, PAID, applied, batched, called, earned, payer
from city import City, refused
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from jinliang.site.acts import application, batch, contract, deal
from jinliang.site.models import Application, Decision, Spent
from jinliang.site.reads import award as reads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def test_a_decision_tells_every_step_from_the_clause_to_the_sum(city: City) -> None:
    earned(city)
    batched(city)
    made = Decision.objects.latest("id")
    assert made.amount == Decimal("3300.00")
    told = "\n".join(made.told)
    assert "条款 3.2.3.b" in told
    assert "200,000.00 元没有拆分，乘以技术交易额 500,000.00 ÷ 成交额 600,000.00" in told
    assert "166,666.6666… 元 × 2% = 3,333.3333… 元" in told
    assert "拨付 3,300.00 元" in told


def test_who_is_due_is_found_without_asking(city: City) -> None:
    earned(city)
    row = called(city)
    with dealing.on(DECIDED):
        made = application.find(city.seats["bureau"], row.id)
    assert [(one.party.name, one.found) for one in made] == [(city.name("agency"), True)]
    with dealing.on(DECIDED):
        assert refused(lambda: application.find(city.seats["bureau"], row.id)) == "nobody_due"


def test_five_people_from_application_to_payment(city: City) -> None:
    earned(city)
    row = batched(city, "paid")
    made = Application.objects.latest("id")
    hands = [made.seat, made.checked_by, made.reviewed_by, row.decided_by, row.approved_by, row.paid_by]
    assert len({one.user_id for one in hands if one}) == 6
    assert (row.state, row.paid_on, row.voucher) == ("paid", PAID, "龙财教〔2021〕35号")


def test_nobody_has_two_hands_in_one_payment(city: City) -> None:
    earned(city)
    made = applied(city, "checked")
    with dealing.on(CHECKED):
        application.review(city.seats["bureau"], made.id)
        assert refused(lambda: batch.decide(city.seats["bureau"], made.call_id)) == "same_reviewer"
    with dealing.on(DECIDED):
        row = batch.decide(city.seats["bureau2"], made.call_id)
        batch.notify(city.seats["bureau"], row.id)
    with dealing.on(date(2021, 5, 28)):
        batch.approve(city.seats["finance"], row.id)
        assert refused(lambda: batch.pay(city.seats["finance"], row.id, "2021-05-28", "1号")) == "not_yours"
        batch.pay(payer(city), row.id, "2021-05-28", "1号")


def test_a_list_is_approved_the_day_after_its_notice(city: City) -> None:
    earned(city)
    row = batched(city, "notice")
    assert awarding.last_day(row) == date(2021, 5, 25)
    with dealing.on(date(2021, 5, 25)):
        assert refused(lambda: batch.approve(city.seats["finance"], row.id)) == "not_ready"
    with dealing.on(APPROVED):
        batch.approve(city.seats["finance"], row.id)


def test_an_objection_stops_the_approval_until_it_is_answered(city: City) -> None:
    earned(city)
    row = batched(city, "notice")
    with dealing.on(date(2021, 5, 25)):
        batch.raise_objection(city.seats["tto2"], row.id, "中介没有参与谈判")
    with dealing.on(APPROVED):
        assert refused(lambda: batch.approve(city.seats["finance"], row.id)) == "not_ready"
        batch.answer(city.seats["bureau"], row.id, "合同第九条写明居间")
        batch.approve(city.seats["finance"], row.id)


def test_a_receipt_is_never_paid_twice(city: City) -> None:
    earned(city)
    row = batched(city, "paid")
    with dealing.on(PAID):
        again = application.apply(city.seats["broker"], row.call_id)
        decided = reads.preview(row.call, [city.parties["agency"].id])
    assert [one.paid for one in decided.decisions] == [Decimal("0.00")]
    assert decided.decisions[0].left[0].reasons == ("subsidised_same_level",)
    assert again.state == "submitted"


def test_a_dropped_batch_frees_its_receipts(city: City) -> None:
    earned(city)
    row = batched(city, "notice")
    with dealing.on(APPROVED):
        batch.drop(city.seats["bureau2"], row.id, "漏了一家")
    assert Spent.objects.count() == 0
    assert Application.objects.latest("id").state == "reviewed"
    with dealing.on(APPROVED):
        batch.decide(city.seats["bureau2"], row.call_id)
    assert [one.amount for one in Decision.objects.filter(application__call=row.call).order_by("id")] == [
        Decimal("3300.00")
    ] * 2


def test_a_budget_that_does_not_suffice_cuts_and_is_never_passed(city: City) -> None:
    earned(city)
    row = batched(city, call=called(city, budget=Decimal("2000.00")))
    assert [one.amount for one in row.decisions.all()] == [Decimal("2000.00")]
    awarding.more_money(city, "300000.00", "0099")
    with dealing.on(DECIDED):
        made = application.apply(city.seats["broker"], row.call_id)
        application.first_check(city.seats["district"], made.id)
        application.review(city.seats["bureau"], made.id)
        assert refused(lambda: batch.decide(city.seats["bureau2"], row.call_id)) == "budget_spent"
    client = Client()
    client.force_login(User.objects.get(id=city.seats["broker"].user))
    page = client.get(reverse("application", args=[made.id]))
    assert page.status_code == 200
    assert "年度预算是 0.00 元" in page.content.decode()


def test_a_rate_above_the_awards_ceiling_is_refused(city: City) -> None:
    with dealing.on(DECIDED):
        assert refused(
            lambda: application.open_call(city.seats["bureau"], replace(CALL, rate=Decimal("0.03")))
        ) == "rate_above_ceiling"  # fmt: skip


def test_a_cancelled_contract_takes_its_money_back(city: City) -> None:
    earned(city)
    row = batched(city, "paid")
    with dealing.on(date(2021, 9, 1)):
        contract.cancel(city.seats["registry"], dealing.opened(city).id, "合同解除")
        before = Decision.objects.latest("id")
        back = batch.claw(city.seats["bureau"], before.id)
        assert (back.amount, back.claws_id) == (Decimal("-3300.00"), before.id)
        assert refused(lambda: batch.claw(city.seats["bureau"], before.id)) == "no_such_decision"
        assert reads.spent(row.call) == Decimal("0.00")


def test_related_parties_get_nothing_and_are_told_why(city: City) -> None:
    row = dealing.opened(city)
    for name, (day, do) in dealing.steps(
        city, row, replace(dealing.TERMS, intermediary=city.parties["agency"].id)
    ).items():
        with dealing.on(day):
            do()
            if name == "terms":
                deal.declare(city.seats["enterprise"], row.id, True, "同一控制人", cities.kept("补充声明"))
    call = called(city)
    with dealing.on(DECIDED):
        decided = reads.preview(call, [city.parties["agency"].id])
    one = decided.decisions[0]
    assert (one.paid, [each.reasons for each in one.left]) == (Decimal("0.00"), [("related_party",)])
