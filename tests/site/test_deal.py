"""A deal from talk to the last payment: every step of the law is a guard, and the registered contract is a fact at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import city as cities
import pytest
from city import City, refused
from dealing import (
    DECIDED,
    MEMBERS,
    NOTICED,
    NUMBER,
    PAID,
    REGISTERED,
    SIGNED,
    TALK,
    TERMS,
    brought,
    declared,
    on,
    opened,
)

from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.acts import contract, deal, match, notice, receipt, resolution
from jinliang.site.acts.resolution import Member
from jinliang.site.models import Deal, Listing
from jinliang.site.reads import deal as reads

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo")]


def why_not(city: City, who: str, row: Deal, act: str) -> tuple[str, ...]:
    """Why a seat may not do an act now; empty when it may."""
    found = {one.row.id: one.reasons for one in reads.view(city.viewer(who), row.id).acts}
    return found[act]


def test_a_registered_contract_is_a_fact_with_its_parties_and_papers(city: City) -> None:
    row = brought(city, "registered")
    assert row.fact is not None
    fact = row.fact
    assert (fact.kind, fact.on, fact.amount) == (cities.CONTRACT, REGISTERED, Decimal("600000.00"))
    assert fact.values["technical_amount"] == "500000.00"
    assert fact.values["related"] in (False, "否")
    roles = {one.role: one.party.name for one in fact.roles.all()}
    assert roles == {"seller": city.name("university"), "buyer": city.name("welder")}
    assert {one.evidence.type for one in fact.evidence.all()} == {"registration", "contract"}
    assert {one.state for one in Listing.objects.filter(id__in=(row.match.need_id, row.match.offer_id))} == {"met"}


def test_a_negotiated_price_is_signed_from_the_day_after_its_notice(city: City) -> None:
    row = brought(city, "notice")
    with on(date(2021, 3, 24)):
        assert why_not(city, "enterprise", row, "sign") == ("公示到 2021-03-24 为止，2021-03-25 起可以签",)
        assert refused(
            lambda: contract.sign(city.seats["enterprise"], row.id, date(2021, 3, 24), cities.kept("早"))
        ) == ("not_ready")
    with on(SIGNED):
        assert why_not(city, "enterprise", row, "sign") == ()
        early = lambda: contract.sign(city.seats["enterprise"], row.id, date(2021, 3, 24), cities.kept("早签"))  # noqa: E731  a call to be refused
        assert refused(early) == "signed_in_notice"


def test_a_notice_that_runs_into_the_new_year_holiday_ends_on_the_next_working_day(city: City) -> None:
    row = brought(city, "resolution")
    with on(date(2021, 1, 28)):
        row.refresh_from_db()
        notice.notify(city.seats["tto"], row.id)
        shown = reads.view(city.seats["tto"], row.id).notices[0]
    assert (shown.row.days, shown.end) == (15, date(2021, 2, 18))  # the 15th day, 12 February, is the New Year


def test_past_the_last_holiday_list_signing_waits_for_it(city: City) -> None:
    row = brought(city, "resolution")
    with on(date(2026, 12, 25)):
        notice.notify(city.seats["tto"], row.id)
    with on(date(2027, 2, 1)):
        shown = reads.view(city.seats["tto"], row.id).notices[0]
        assert shown.end == date(2027, 1, 9)
        assert "2027" in shown.doubt
        assert "2027" in why_not(city, "tto", row, "sign")[0]


def test_an_objection_on_the_last_day_stops_the_signature_until_it_is_answered(city: City) -> None:
    row, tto = brought(city, "notice"), city.seats["tto"]
    with on(date(2021, 3, 24)):
        notice.raise_objection(city.seats["researcher"], row.id, "价格低于同类成交")
    with on(SIGNED):
        assert why_not(city, "tto", row, "sign") == ("有 1 件异议还没有书面答复",)
        notice.answer(tto, row.id, "已复核三笔同类合同，价格相当")
        assert why_not(city, "tto", row, "sign") == ()


def test_an_objection_after_the_last_day_is_late(city: City) -> None:
    row = brought(city, "notice")
    with on(SIGNED):
        assert refused(lambda: notice.raise_objection(city.seats["researcher"], row.id, "晚了")) == "notice_is_over"


def test_terms_that_lack_something_say_all_of_it(city: City) -> None:
    row, written = opened(city), dict(TERMS.written)
    del written["confidentiality"], written["acceptance_standard"]
    with on(TALK):
        deal.propose(city.seats["tto"], row.id, replace(TERMS, written=written, payment=""))
        assert why_not(city, "enterprise", row, "agree") == (
            "条款还缺：支付方式、技术信息和资料的保密、验收标准和方法",
        )


def test_a_side_does_not_agree_to_what_it_wrote_itself(city: City) -> None:
    row = opened(city)
    with on(TALK):
        deal.propose(city.seats["tto"], row.id, TERMS)
        assert refused(lambda: deal.agree(city.seats["tto"], row.id)) == "not_yours"
        deal.agree(city.seats["enterprise"], row.id)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"technical": Decimal("600000.01")}, "price_below_technical"),
        ({"price": Decimal("599999.99"), "technical": Decimal("1.00")}, "terms_beyond_price"),
        ({"ends_on": date(2021, 3, 24)}, "ends_before_begins"),
        ({"price": Decimal("0.00"), "technical": None, "instalments": ()}, "amount_not_positive"),
    ],
)
def test_terms_that_do_not_add_up_are_refused(city: City, change: dict[str, object], code: str) -> None:
    row = opened(city)
    with on(TALK):
        assert refused(lambda: deal.propose(city.seats["tto"], row.id, replace(TERMS, **change))) == code  # type: ignore[arg-type]


def test_a_decision_that_does_not_pass_leads_back_to_the_talks(city: City) -> None:
    row = brought(city, "terms")
    against = (Member("甲", "校长", "for"), Member("乙", "副校长", "against"), Member("丙", "处长", "abstained"))
    with on(DECIDED):
        resolution.resolve(city.seats["tto"], row.id, DECIDED, against, cities.kept("否决纪要"))
    assert (opened(city).state, opened(city).reason) == ("talking", "集体决策没有通过")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (MEMBERS[:2], "too_few_members"),
        ((*MEMBERS[:3], Member("沈知白", "教授", "recused")), "recusal_unexplained"),
        ((*MEMBERS[:3], Member("沈知白", "教授", "maybe")), "no_such_vote"),
    ],
)
def test_a_decision_needs_three_who_vote_and_reasons_for_standing_aside(
    city: City, members: tuple[Member, ...], code: str
) -> None:
    row = brought(city, "terms")
    with on(DECIDED):
        assert refused(
            lambda: resolution.resolve(city.seats["tto"], row.id, DECIDED, members, cities.kept("纪要二"))
        ) == code  # fmt: skip


def test_a_price_made_on_an_exchange_needs_no_notice(city: City) -> None:
    row = brought(city, "resolution", pricing="exchange")
    with on(NOTICED):
        assert why_not(city, "tto", row, "notify") == ("挂牌交易的价格由市场形成，不用公示",)
        assert why_not(city, "tto", row, "sign") == ()


def test_terms_opened_again_end_the_notice_and_the_decision(city: City) -> None:
    row, firm, tto = brought(city, "notice"), city.seats["enterprise"], city.seats["tto"]
    with on(date(2021, 3, 15)):
        deal.revise(firm, row.id, "改验收标准")
        deal.propose(firm, row.id, TERMS)
        deal.agree(tto, row.id)
    with on(date(2021, 4, 30)):
        assert why_not(city, "tto", row, "sign") == ("还没有集体决策通过的记录", "协议定价还没有公示")


def test_a_large_contract_is_reviewed_and_registered_by_two_people(city: City) -> None:
    row = brought(city, "signed", price=Decimal("6000000.00"), technical=Decimal("5000000.00"))
    registry, second = city.seats["registry"], cities.sit("registry2", city.parties["market"], "registry", "高原")
    args = (NUMBER, Decimal("5000000.00"), REGISTERED)
    with on(REGISTERED):
        assert why_not(city, "registry", row, "register") == ("技术交易额达到大额标准，要先由另一位登记员复核",)
        contract.review(registry, row.id)
        assert refused(lambda: contract.register(registry, row.id, *args, cities.kept("证一"))) == "same_reviewer"
        contract.register(second, row.id, *args, cities.kept("证二"))


def test_one_fen_below_the_line_is_not_large(city: City) -> None:
    row = brought(city, "signed", price=Decimal("6000000.00"), technical=Decimal("4999999.99"))
    with on(REGISTERED):
        assert why_not(city, "registry", row, "register") == ()


def test_a_number_is_used_once_also_after_it_was_cancelled(city: City) -> None:
    row = brought(city, "registered")
    with on(PAID):
        contract.cancel(city.seats["registry"], row.id, "合同解除")
    row = opened(city)
    assert row.fact is not None
    assert (row.state, row.fact.gone_way) == ("cancelled", "reverse")
    other = Deal.objects.exclude(id=row.id).first() or _second(city)
    assert refused(lambda: _registered(city, other)) == "number_used"


def _second(city: City) -> Deal:
    """Another deal that is signed, between the same two."""
    match.answer(city.seats["enterprise"], city.matches["half"].id, "yes")
    return Deal.objects.get(match=city.matches["half"])


def _registered(city: City, row: Deal) -> None:
    firm, tto = city.seats["enterprise"], city.seats["tto"]
    with on(TALK):
        deal.propose(tto, row.id, replace(TERMS, pricing="auction"))
        declared(city, row)
        deal.agree(firm, row.id)
    with on(DECIDED):
        resolution.resolve(tto, row.id, DECIDED, MEMBERS, cities.kept("纪要三"))
        contract.sign(firm, row.id, DECIDED, cities.kept("合同三"))
        contract.register(
            city.seats["registry"], row.id, NUMBER, Decimal("500000.00"), DECIDED, cities.kept("登记证明三")
        )


@pytest.mark.parametrize(
    ("on_", "amount", "technical", "code"),
    [
        (date(2021, 3, 24), "100.00", None, "receipt_before_signing"),
        (date(2021, 4, 21), "100.00", None, "received_later"),
        (PAID, "600000.01", None, "receipts_above_contract"),
        (PAID, "100.00", "100.01", "technical_beyond_receipt"),
        (PAID, "0.00", None, "receipt_not_positive"),
    ],
)
def test_money_that_cannot_be_is_refused(city: City, on_: date, amount: str, technical: str | None, code: str) -> None:
    row = brought(city, "registered")
    part = Decimal(technical) if technical else None
    with on(PAID):
        assert refused(
            lambda: receipt.receive(city.seats["tto"], row.id, on_, Decimal(amount), part, "1", cities.kept("单"))
        ) == code  # fmt: skip


def test_an_invoice_counts_once_and_a_voided_receipt_frees_it(city: City) -> None:
    row, tto = brought(city, "performing"), city.seats["tto"]
    again = lambda: receipt.receive(tto, row.id, PAID, Decimal("100.00"), None, "04412875", cities.kept("再"))  # noqa: E731  a call to be refused
    with on(PAID):
        assert refused(again) == "invoice_used"
        receipt.void(tto, row.id, "04412875", "记错了合同")
        again()
    assert reads.view(tto, row.id).received == Decimal("100.00")


def test_a_deal_is_closed_when_all_that_was_promised_came(city: City) -> None:
    row, tto = brought(city, "performing"), city.seats["tto"]
    with on(PAID):
        assert why_not(city, "tto", row, "close") == ("约定的钱还有 400,000.00 元没有到",)
        receipt.receive(tto, row.id, PAID, Decimal("400000.00"), None, "04412876", cities.kept("回单二"))
        deal.close(tto, row.id)
    assert opened(city).state == "closed"


def test_strangers_see_no_deal_and_the_registry_sees_what_is_signed(city: City) -> None:
    row = brought(city, "notice")
    seen = {who for who, viewer in city.seats.items() if _sees(viewer, row)}
    assert seen == {"enterprise", "tto", "researcher", "broker", "bureau", "bureau2", "auditor"}
    with on(SIGNED):
        contract.sign(city.seats["tto"], row.id, SIGNED, cities.kept("合同"))
    assert {who for who, viewer in city.seats.items() if _sees(viewer, row)} == seen | {"registry", "finance"}


def _sees(viewer: Viewer, row: Deal) -> bool:
    try:
        reads.deal(viewer, row.id)
    except Refusal:
        return False
    return True
