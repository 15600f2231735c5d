"""What can never be: a changed fact, a claim checked by its own side, a fact undone twice, an act without a reason. Through the acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from importlib import import_module
from itertools import product
from typing import Any

import city as cities
import dealing
import pytest
from city import BROKER, PROFESSOR, PROJECT, City, certificate, professor, project, refused, said, sent
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from jinliang.core.access import ROLES, Viewer
from jinliang.core.fact import REFUSALS, check_way
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim, fact, roll
from jinliang.site.models import Act, Amendment, Claim, Entry, Fact, Head
from jinliang.site.reads import reading
from jinliang.site.reads.known import head

pytestmark = pytest.mark.django_db
GUARDED = ("0002_beyond_django", "0004_patent", "0005_deal", "0009_award")
DEALT = ("declaration", "resolution")
"""Tables that the test city fills only when its deal goes on."""
APPEND_ONLY: tuple[str, ...] = sum(
    (import_module(f"jinliang.site.migrations.{one}").APPEND_ONLY for one in GUARDED), ()
)


# ---- the database itself refuses -----------------------------------------------------------------------------------------

KEYS = {"act": "number", "paper": "digest"}
MUTABLE = {
    "claim": "on its way to a fact",
    "evidence": "taken off a claim that is still being written",
    "import": "being tried",
    "listing": "written, shown, met",
    "match": "answered by each side",
    "meeting": "told by a side or a broker, each a row of its own",
    "message": "read",
    "delivery": "chosen by a seat",
    "grade": "given again by its grader; the journal holds both",
    "ranker": "proposed, adopted, taken back",
    "contact": "a call or a triage, each a row of its own",
    "savedsearch": "kept and given up by its seat",
    "platform": "registered; a party of its own",
    "transfer": "tried, then taken in",
    "deal": "goes on or falls",
    "call": "a unique year of an award; changed by none yet",
    "application": "checked, reviewed, decided",
    "batch": "published, approved, paid",
    "spent": "freed when a batch is dropped",
    "term": "written anew with the terms until both agree",
    "notice": "stopped when the terms are opened again",
    "objection": "answered",
    "receipt": "voided when it was recorded in error",
    "patent": "its status, fees and decisions move on",
    "mapping": "a party's saved columns",
    "party": "renamed",
    "partyname": "renamed",
    "proposal": "adopted or dropped",
    "seat": "given and taken",
    "token": "revoked",
    "head": "the chain's head moves",
    "cityclock": "the demo day",
    "question": "asked by new packs",
    "tally": "derived",
    "tallyrole": "derived",
}
"""Tables of the site that do change, each with why."""


def test_every_table_is_append_only_or_says_why_not() -> None:
    tables = {one._meta.db_table.removeprefix("site_") for one in apps.get_app_config("site").get_models()}
    assert tables == set(APPEND_ONLY) | set(MUTABLE)
    assert not set(APPEND_ONLY) & set(MUTABLE)
    assert {"act", "fact", "amendment", "factrole", "factevidence", "adoptedpack"} <= set(APPEND_ONLY)


@pytest.mark.parametrize("way", ["UPDATE site_{t} SET {k} = {k}", "DELETE FROM site_{t}", "TRUNCATE site_{t} CASCADE"])
@pytest.mark.parametrize("table", APPEND_ONLY)
def test_the_database_refuses_change_and_deletion(city: City, demo: None, table: str, way: str) -> None:
    if table in DEALT:
        dealing.brought(city, "resolution")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SELECT count(*) FROM site_{table}")
        before = cursor.fetchone()
        assert before[0] > 0  # a row trigger on an empty table would prove nothing
        with pytest.raises(DatabaseError, match=f"site_{table} is append-only|append-only"), transaction.atomic():
            cursor.execute(way.format(t=table, k=KEYS.get(table, "id")))
        cursor.execute(f"SELECT count(*) FROM site_{table}")
        assert cursor.fetchone() == before


# ---- nobody checks their own side ----------------------------------------------------------------------------------------


def as_(viewer: Viewer, **changes: Any) -> Viewer:
    return replace(viewer, **changes)


def test_nobody_checks_a_claim_of_the_own_party(city: City) -> None:
    row, officer = city.claims["submitted"], city.seats["district"]
    for act in (claim.verify, lambda who, id: claim.give_back(who, id, "原因")):
        assert refused(lambda: act(as_(officer, party=row.party_id), row.id)) == "not_yours"  # noqa: B023  # called at once
    assert Claim.objects.get(id=row.id).state == "submitted"


def test_whoever_stated_a_claim_does_not_check_it_from_another_seat(city: City) -> None:
    row, officer = city.claims["submitted"], city.seats["district"]
    stater = city.seats["tto"].user
    assert refused(lambda: claim.verify(as_(officer, user=stater), row.id)) == "not_yours"
    claim.verify(officer, row.id)


def test_two_levels_need_two_users(city: City) -> None:
    first, bureau, row = city.seats["district"], city.seats["bureau"], city.claims["checked"]
    assert row.checked_by is not None
    assert refused(lambda: claim.verify(as_(bureau, user=first.user), row.id)) == "not_yours"
    assert refused(lambda: claim.verify(as_(bureau, user=city.seats["tto"].user), row.id)) == "not_yours"
    made = cities.stated(claim.verify(bureau, row.id))
    assert made.claim_id == row.id


def test_a_claim_of_two_levels_is_not_verified_at_the_first(city: City) -> None:
    row = sent(city.seats["tto"], PROJECT, project(city, "两级"))
    assert refused(lambda: claim.verify(city.seats["district"], row.id)) == "not_ready"
    assert refused(lambda: claim.verify(city.seats["bureau"], row.id)) == "not_yours"
    claim.first_check(city.seats["district"], row.id)
    assert refused(lambda: claim.verify(city.seats["district"], row.id)) == "not_yours"
    assert refused(lambda: claim.first_check(city.seats["district"], row.id)) == "wrong_state"


def test_only_the_level_it_waits_for_checks(city: City) -> None:
    """Whoever sees a claim, the auditor too, checks it only from a seat of the level it waits for."""
    waiting, checked = city.claims["submitted"].id, city.claims["checked"].id
    for word in ("auditor", "bureau", "tto", "researcher"):
        assert refused(lambda: claim.verify(city.seats[word], waiting)) == "not_yours", word  # noqa: B023  # called at once
    for word in ("auditor", "district", "tto", "researcher"):
        assert refused(lambda: claim.verify(city.seats[word], checked)) == "not_yours", word  # noqa: B023


def test_a_claim_of_one_level_needs_no_first_check(city: City) -> None:
    assert refused(lambda: claim.first_check(city.seats["district"], city.claims["submitted"].id)) == "not_ready"


def test_after_a_return_the_first_check_is_made_again(city: City) -> None:
    row = city.claims["checked"]
    claim.give_back(city.seats["bureau"], row.id, "补充合同附件")
    claim.submit(city.seats["tto"], row.id)
    again = Claim.objects.get(id=row.id)
    assert (again.state, again.level, again.checked_by, again.checker, again.returned) == (
        "submitted",
        0,
        None,
        "district",
        "",
    )
    assert refused(lambda: claim.verify(city.seats["bureau"], row.id)) == "not_yours"


def test_an_officer_of_another_district_neither_sees_nor_checks(city: City) -> None:
    assert refused(lambda: claim.verify(city.seats["district2"], city.claims["submitted"].id)) == "no_such_claim"


# ---- only the bureau takes a way on, and says why --------------------------------------------------------------------------

WAYS: dict[str, Callable[[City, Viewer, str], Any]] = {
    "reverse": lambda city, who, why: fact.reverse(who, city.facts["listed"].id, why),
    "end": lambda city, who, why: fact.end(who, city.facts["listed"].id, date(2021, 1, 1), why),
    "replace": lambda city, who, why: fact.replace(
        who,
        city.facts["listed"].id,
        said(city.seats["bureau"], BROKER, certificate(city, "赵一", "JS-1")),
        cities.behind(city.facts["listed"]),
        why,
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_but_the_bureau_takes_a_way_on(city: City, way: str) -> None:
    for word, viewer in city.seats.items():
        if viewer.role != "bureau":
            assert refused(lambda: WAYS[way](city, viewer, "原因")) == "not_yours", word  # noqa: B023  # called at once
    assert not Amendment.objects.filter(fact=city.facts["listed"]).exists()
    WAYS[way](city, city.seats["bureau"], "原因")
    assert Amendment.objects.get(fact=city.facts["listed"]).reason == "原因"


@pytest.mark.parametrize("why", ["", "   ", "\n\t　"])
@pytest.mark.parametrize("way", WAYS)
def test_a_way_on_without_a_reason_is_refused(city: City, way: str, why: str) -> None:
    assert refused(lambda: WAYS[way](city, city.seats["bureau"], why)) == "reason_missing"


def test_a_return_without_a_reason_is_refused(city: City) -> None:
    assert (
        refused(lambda: claim.give_back(city.seats["district"], city.claims["submitted"].id, " ")) == "reason_missing"
    )


def test_the_reason_stands_in_the_journal_and_in_the_claim(city: City) -> None:
    row = claim.give_back(city.seats["district"], city.claims["submitted"].id, " 请补协议 ")
    assert (row.returned, Act.objects.latest("number").note) == ("请补协议", "请补协议")


# ---- refusals of the ways on, in their order -------------------------------------------------------------------------------


def test_no_way_on_of_what_is_no_fact(city: City) -> None:
    bureau, nothing = city.seats["bureau"], Fact.objects.latest("id").id + 1000
    again = said(bureau, BROKER, certificate(city, "赵一", "JS-1"))
    assert refused(lambda: fact.reverse(bureau, nothing, "原因")) == "no_such_fact"
    assert refused(lambda: fact.end(bureau, nothing, date(2021, 1, 1), "原因")) == "no_such_fact"
    assert refused(lambda: fact.replace(bureau, nothing, again, [], "原因")) == "no_such_fact"


def test_a_gone_fact_takes_no_further_act(city: City) -> None:
    bureau = city.seats["bureau"]
    for word, name, code in (("reversed", "钱二", "already_reversed"), ("replaced", "李四", "already_replaced")):
        id = city.facts[word].id
        same = said(bureau, BROKER, certificate(city, name, "JS-5"))
        assert refused(lambda: fact.reverse(bureau, id, "原因")) == code  # noqa: B023  # called at once
        assert refused(lambda: fact.end(bureau, id, date(2021, 1, 1), "原因")) == code  # noqa: B023
        assert refused(lambda: fact.replace(bureau, id, same, [], "原因")) == code  # noqa: B023


def test_a_second_end_is_refused_but_an_ended_fact_may_be_reversed_or_replaced(city: City) -> None:
    bureau, id = city.seats["bureau"], city.facts["ended"].id
    assert refused(lambda: fact.end(bureau, id, date(2021, 3, 1), "原因")) == "already_ended"
    with transaction.atomic():
        fact.reverse(bureau, id, "从未发证")
        transaction.set_rollback(True)
    fact.replace(
        bureau,
        id,
        said(bureau, BROKER, certificate(city, "孙三", "JS-3")),
        cities.behind(city.facts["ended"]),
        "证书没有注销",
    )


def test_nothing_ends_before_it_began_but_it_may_end_the_same_day(city: City) -> None:
    bureau, row = city.seats["bureau"], city.facts["claimed"]
    assert refused(lambda: fact.end(bureau, row.id, date(2019, 5, 19), "原因")) == "ends_before_on"
    fact.end(bureau, row.id, row.on, "当天离任")


def test_a_replacement_stays_with_its_entry_and_inherits_nothing(city: City) -> None:
    bureau, row = city.seats["bureau"], city.facts["ended"]
    other = said(bureau, BROKER, certificate(city, "别人", "JS-3"))
    assert refused(lambda: fact.replace(bureau, row.id, other, [], "原因")) == "other_entry"
    assert not Entry.objects.filter(kind=BROKER, key=other.key).exists()
    new = cities.stated(
        fact.replace(
            bureau, row.id, said(bureau, BROKER, certificate(city, "孙三", "JS-7")), cities.behind(row), "抄错"
        )
    )
    assert (new.entry_id, new.amendments.count(), new.evidence.count()) == (row.entry_id, 0, 1)
    assert refused(lambda: fact.reverse(bureau, row.id, "原因")) == "already_replaced"
    fact.reverse(bureau, new.id, "也不对")
    assert Fact.objects.get(id=row.id).gone_way == "replace"  # reversing the new one brings the old one not back


class Standing:
    """A fact with every fate at once."""

    on = date(2020, 6, 1)
    entry_id = 1

    def __init__(self, gone: str | None, ended: bool) -> None:
        self.gone_way, self.has_end = gone, ended


ORDER = list(REFUSALS)
DAYS = {"late": date(2020, 6, 1), "early": date(2020, 5, 31)}


@pytest.mark.parametrize(
    ("way", "gone", "ended", "day", "entry"),
    list(product(("reverse", "end", "replace"), (None, "reverse", "replace"), (False, True), DAYS, (1, 2))),
)
def test_the_first_refusal_that_applies_is_given(way: Any, gone: Any, ended: bool, day: str, entry: int) -> None:
    """Every combination of what is wrong: the refusal is the earliest of `REFUSALS` among those that apply."""
    applies = {
        "already_reversed": gone == "reverse",
        "already_replaced": gone == "replace",
        "already_ended": way == "end" and ended,
        "ends_before_on": way in ("end", "replace") and day == "early",
        "other_entry": way == "replace" and entry == 2,
    }
    expected = next((code for code in ORDER if applies.get(code)), None)
    stated = (date(2020, 6, 1), DAYS[day])
    if expected is None:
        return check_way(Standing(gone, ended), way, last_on=DAYS[day], entry=entry, stated=stated)
    with pytest.raises(Refusal) as no:
        check_way(Standing(gone, ended), way, last_on=DAYS[day], entry=entry, stated=stated)
    assert (no.value.code, (no.value.why, no.value.fix)) == (expected, REFUSALS[expected])
    return None


# ---- what the ways on do to readings ---------------------------------------------------------------------------------------


def read(indicator: str, as_of: date, by: int | None = None) -> int:
    found = reading.explain(cities.PLAN, indicator, as_of, by)
    assert found.row.value == found.row.facts == len(found.counted)
    return int(found.row.value)


def test_a_reversal_takes_the_fact_out_of_every_day_from_its_number_on(city: City) -> None:
    before = head().number
    counts = {day: read("industry_professors", day) for day in (date(2019, 5, 20), date(2021, 6, 18))}
    assert set(counts.values()) == {1}
    fact.reverse(city.seats["bureau"], city.facts["claimed"].id, "从未聘任")
    for day, count in counts.items():
        assert read("industry_professors", day) == 0
        assert read("industry_professors", day, before) == count
        assert read("industry_professors", day, before + 1) == 0


def test_an_end_is_the_last_day_of_a_stock_and_a_flow_keeps_the_fact(city: City) -> None:
    bureau, before = city.seats["bureau"], head().number
    stock = {day: read("brokers", day) for day in (date(2021, 3, 1), date(2021, 3, 2))}
    fact.end(bureau, city.facts["listed"].id, date(2021, 3, 1), "注销")
    assert read("brokers", date(2021, 3, 1)) == stock[date(2021, 3, 1)]
    assert read("brokers", date(2021, 3, 2)) == stock[date(2021, 3, 2)] - 1
    assert read("brokers", date(2021, 3, 2), before) == stock[date(2021, 3, 2)]
    fact.end(bureau, city.facts["claimed"].id, date(2019, 5, 20), "次日离任")
    assert read("industry_professors", date(2021, 6, 18)) == 1


def test_an_end_never_lengthens_a_term(city: City) -> None:
    bureau = city.seats["bureau"]
    short = said(bureau, BROKER, certificate(city, "短期", "JS-8") | {"valid_to": "2020-12-31"})
    made = cities.stated(roll.official(bureau, BROKER, [short], cities.document("短期名单"))[0])
    assert (
        read("brokers", date(2020, 12, 31)) == read("brokers", date(2021, 1, 1)) + 1 + 1
    )  # the ended one goes the same day
    fact.end(bureau, made.id, date(2025, 1, 1), "延长")
    assert read("brokers", date(2021, 1, 1)) == read("brokers", date(2020, 12, 31)) - 2


def test_a_replacement_counts_in_place_of_what_it_replaces(city: City) -> None:
    bureau, before = city.seats["bureau"], head().number
    right = said(bureau, PROFESSOR, professor(city, "沈知远") | {"appointed_on": "2020-05-20"})
    fact.replace(bureau, city.facts["claimed"].id, right, cities.behind(city.facts["claimed"]), "聘任日抄错")
    assert [read("industry_professors", date(2019, 12, 31)), read("industry_professors", date(2020, 12, 31))] == [0, 1]
    assert read("industry_professors", date(2019, 12, 31), before) == 1


def test_the_number_of_an_act_is_the_heads_next(city: City) -> None:
    before = Head.objects.get().number
    made = cities.stated(claim.verify(city.seats["district"], city.claims["submitted"].id))
    assert made.known == before + 1 == Head.objects.get().number
    assert [one.known for one in (Entry.objects.get(id=made.entry_id),)] == [before + 1]


def test_only_roles_of_the_house_have_seats(city: City) -> None:
    assert {viewer.role for viewer in city.seats.values()} == set(ROLES)
