"""The journal proves what it is meant to prove: one byte changed anywhere is found, at the right line; and each viewer sees his lines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

import small_city
from jinliang.core.access import PUBLIC, SYSTEM, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim
from jinliang.site.acts.perform import ACTS
from jinliang.site.models import Act, Amendment, Evidence, Fact, FactEvidence, Head, Paper, Party
from jinliang.site.reads import journal, proof
from jinliang.site.reads.journal import csv_rows, line, lines, verify
from small_city import SmallCity

pytestmark = pytest.mark.django_db

COLUMNS = [one.column for one in Act._meta.concrete_fields]
GUARDED = ("act", "adoptedpack", "amendment", "entry", "fact", "factevidence", "factrole", "paper")


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallCity]:
    with small_city.standing(django_db_blocker, tmp_path_factory.mktemp("var")) as made:
        yield made


@pytest.fixture
def unguarded(city: SmallCity) -> SmallCity:
    """The small city with its triggers off: what somebody with the database's own key could do."""
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in GUARDED:
        run(f"ALTER TABLE site_{table} DISABLE TRIGGER USER")
    return city


def run(text: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(text, values or None)
        return int(cursor.rowcount)


def test_the_journal_of_real_acts_holds(city: SmallCity) -> None:
    found = verify(small_city.store())
    assert found == journal.Verified(Act.objects.count(), Head.objects.get().hash, None, ())
    assert found.ok


def test_the_database_itself_refuses_to_change_what_is_written(city: SmallCity, subtests: pytest.Subtests) -> None:
    run("SET CONSTRAINTS ALL IMMEDIATE")
    for table in GUARDED:
        for way in (
            "DELETE FROM site_{}",
            f"UPDATE site_{{}} SET {key(table)} = {key(table)}",
            "TRUNCATE site_{} CASCADE",
        ):
            with (
                subtests.test(table=table, way=way),
                pytest.raises(DatabaseError, match="append-only"),
                transaction.atomic(),
            ):
                run(way.format(table))


def key(table: str) -> str:
    return {"act": "number", "paper": "digest"}.get(table, "id")


def test_one_changed_byte_of_any_column_is_found_at_its_line(unguarded: SmallCity) -> None:
    total, changed = Act.objects.count(), set()

    @hypothesis(max_examples=250, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(
        number=st.integers(1, total),
        column=st.sampled_from(COLUMNS),
        place=st.integers(0, 300),
        sign=st.sampled_from('0123456789abcdef"[]{},: -+龙z'),
    )
    def one_byte(number: int, column: str, place: int, sign: str) -> None:
        with transaction.atomic():
            was, now = overwritten(number, column, place, sign)
            if was != now:
                changed.add(column)
                found = verify()
                renumbered = int(now) if column == "number" else number
                assert (found.ok, found.first_bad) == (False, min(number, renumbered))
            transaction.set_rollback(True)

    one_byte()
    assert changed >= {"at", "act", "change", "note", "hash", "previous", "pack"}


def overwritten(number: int, column: str, place: int, sign: str) -> tuple[str, str]:
    """What a column was, and what it is with one sign of its text overwritten; the same where the database takes no such value."""
    type_of = {"at": "timestamptz", "day": "date", "number": "bigint", "seat_id": "bigint"}
    type_of |= dict.fromkeys(("subjects", "change", "rows"), "jsonb")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(\"{column}\"::text, '') FROM site_act WHERE number = %s", [number])
        was = str(cursor.fetchone()[0])
        spot = place % max(len(was), 1)
        text = was[:spot] + sign + was[spot + 1 :]
        try:
            with transaction.atomic():
                cursor.execute(
                    f'UPDATE site_act SET "{column}" = %s::{type_of.get(column, "text")} WHERE number = %s'
                    f' RETURNING "{column}"::text',
                    [text, number],
                )
                return was, str(cursor.fetchone()[0])
        except DatabaseError:
            return was, was


def test_a_missing_line_is_found_wherever_it_stood(unguarded: SmallCity) -> None:
    total = Act.objects.count()
    for number in range(1, total + 1):
        with transaction.atomic():
            run("DELETE FROM site_act WHERE number = %s", number)
            found = verify()
            assert (found.ok, found.first_bad, found.entries) == (False, number, total - 1)
            transaction.set_rollback(True)


def test_the_walk_goes_on_from_batch_to_batch(unguarded: SmallCity, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verify()
    monkeypatch.setattr(proof, "BATCH", 4)
    assert verify() == whole
    run("UPDATE site_act SET note = 'x' WHERE number = 9")
    assert verify().first_bad == 9


def test_two_lines_that_changed_places_are_found(unguarded: SmallCity) -> None:
    run("UPDATE site_act SET number = -1 WHERE number = 4")
    run("UPDATE site_act SET number = 4 WHERE number = 9")
    run("UPDATE site_act SET number = 9 WHERE number = -1")
    assert verify().first_bad == 4


def test_lines_cut_off_together_with_the_head_are_betrayed_by_what_they_wrote(unguarded: SmallCity) -> None:
    total = Act.objects.count()
    run("DELETE FROM site_act WHERE number = %s", total)
    last = Act.objects.get(number=total - 1)
    Head.objects.update(number=last.number, hash=last.hash)
    assert verify().first_bad == total


def test_a_head_that_was_set_is_found(unguarded: SmallCity) -> None:
    Head.objects.update(hash="0" * 64)
    assert verify().first_bad == Act.objects.count()


CHANGES = {
    "an amount": "UPDATE site_fact SET amount = 1 WHERE id = {listed}",
    "a day": 'UPDATE site_fact SET "on" = "on" + 1 WHERE id = {listed}',
    "the number by which it is known": "UPDATE site_fact SET known = 2 WHERE id = {listed}",
    "a value": "UPDATE site_fact SET \"values\" = jsonb_set(\"values\", '{{issuer}}', '\"别人\"') WHERE id = {listed}",
    "the area": "UPDATE site_fact SET area = '320411' WHERE id = {listed}",
    "a claim": "UPDATE site_fact SET claim_id = (SELECT min(id) FROM site_claim) WHERE id = {listed}",
    "a party in a role": "UPDATE site_factrole SET party_id = {other} WHERE fact_id = {listed} AND role = 'home'",
    "a role": "UPDATE site_factrole SET role = 'host' WHERE fact_id = {listed} AND role = 'home'",
    "a lost role": "DELETE FROM site_factrole WHERE fact_id = {listed} AND role = 'home'",
    "a person's name": "UPDATE site_party SET name = '赵二' WHERE name = '赵一'",
    "the entry": "UPDATE site_entry SET title = '别的' WHERE id = (SELECT entry_id FROM site_fact WHERE id = {listed})",
    "a lost paper": "DELETE FROM site_factevidence WHERE fact_id = {listed}",
    "a paper's title": "UPDATE site_evidence SET title = '别的名单' WHERE claim_id IS NULL",
    "a paper's name": "UPDATE site_paper SET name = '别的.pdf' WHERE name LIKE '技术经纪人%'",
    "an added fact": "INSERT INTO site_fact (kind, entry_id, \"on\", known, area, \"values\") SELECT kind, entry_id, \"on\", known, area,"
    ' "values" FROM site_fact WHERE id = {listed}',
    "an entry without a fact": "INSERT INTO site_entry (kind, key, title, known) VALUES ('x', 'x', 'x', {list_line})",
}  # fmt: skip


def test_a_change_of_what_a_fact_says_is_found_at_the_line_that_stated_it(
    unguarded: SmallCity, subtests: pytest.Subtests
) -> None:
    fact, other = unguarded.listed[1], unguarded.parties["material"].id
    for what, change in CHANGES.items():
        with subtests.test(what), transaction.atomic():
            assert run(change.format(listed=fact.id, other=other, list_line=fact.known)) == 1
            # A fact put under the number of another act is amiss at both; the earlier is named.
            assert verify().first_bad == (2 if what.startswith("the number") else fact.known)
            transaction.set_rollback(True)


OTHERS = {
    "UPDATE site_amendment SET reason = '没写' WHERE way = 'reverse'": "fact.reverse",
    "UPDATE site_amendment SET last_on = last_on + 1 WHERE way = 'end'": "fact.end",
    "UPDATE site_amendment SET successor_id = fact_id WHERE way = 'replace'": "fact.replace",
    "DELETE FROM site_amendment WHERE way = 'reverse'": "fact.reverse",
    "UPDATE site_party SET code = '91320400MA1234567X' WHERE kind = 'university'": "party.register",
    "UPDATE site_party SET known = known + 1 WHERE kind = 'university'": "party.register",
    "UPDATE site_adoptedpack SET text = text || ' ' WHERE pack = 'changzhou_2019'": "pack.install",
    "UPDATE site_adoptedpack SET version = '9' WHERE pack = 'changzhou_2019'": "pack.install",
    "UPDATE site_adoptedpack SET valid_from = valid_from + 1 WHERE pack = 'changzhou_2019'": "pack.install",
}


def test_a_change_of_amendment_party_or_pack_is_found_at_its_line(
    unguarded: SmallCity, subtests: pytest.Subtests
) -> None:
    for change, act in OTHERS.items():
        with subtests.test(change), transaction.atomic():
            assert run(change) == 1
            assert Act.objects.get(number=verify().first_bad).act == act
            transaction.set_rollback(True)


def test_a_kept_file_that_was_changed_or_lost_is_named(city: SmallCity, settings: Any, tmp_path: Path) -> None:
    shutil.copytree(settings.DATA, tmp_path / "var")
    settings.DATA = tmp_path / "var"
    store = small_city.store()
    first, second, *_ = Paper.objects.order_by("digest")
    store.path(first.digest).chmod(0o600)
    store.path(first.digest).write_bytes(b"x" * first.size)
    store.path(second.digest).unlink()
    assert verify().ok
    found = verify(store)
    assert (found.ok, found.first_bad) == (False, None)
    assert [first.name in found.faults[0].why, second.name in found.faults[1].why] == [True, True]


def numbers(viewer: Viewer, **asked: Any) -> list[int]:
    return [one.number for one in lines(viewer, **asked).lines]


def test_bureau_auditor_and_administrator_see_the_whole_journal(city: SmallCity) -> None:
    whole = list(range(Act.objects.count(), 0, -1))
    for viewer in (city.bureau, city.auditor, SYSTEM, replace(city.tto, role="admin")):
        assert numbers(viewer) == whole


def test_a_party_sees_the_lines_about_its_claims_and_the_facts_that_came_of_them(city: SmallCity) -> None:
    seen = lines(city.tto).lines
    assert {one.act for one in seen} == {
        "claim.open", "claim.attach", "claim.submit", "claim.verify", "fact.end", "fact.replace",
    }  # fmt: skip
    for one in seen:
        assert any(noun in ("claim", "fact") for noun, _ in one.subjects)


def test_a_stranger_sees_nothing_and_the_public_is_asked_to_sign_in(city: SmallCity) -> None:
    enterprise = Viewer(99, 99, city.parties["material"].id, "enterprise")
    assert numbers(enterprise) == []
    with pytest.raises(Refusal) as refused:
        line(enterprise, 1)
    assert refused.value.code == "no_such_line"
    with pytest.raises(Refusal) as refused:
        lines(PUBLIC)
    assert refused.value.code == "sign_in"


def test_a_draft_of_one_party_is_no_business_of_the_officer(city: SmallCity) -> None:
    draft = claim.start(city.tto, small_city.PROFESSOR, {})
    number = Act.objects.get(subjects=[f"claim:{draft.id}"]).number
    assert number in numbers(city.tto)
    assert number not in numbers(city.district)


def test_lines_are_found_by_act_noun_and_words(city: SmallCity) -> None:
    reverse = Act.objects.get(act="fact.reverse").number
    assert numbers(city.bureau, act="fact.reverse") == [reverse]
    assert {one.act for one in lines(city.bureau, act="fact").lines} == {"fact.reverse", "fact.end", "fact.replace"}
    assert numbers(city.bureau, words="名单误列") == [reverse]
    assert numbers(city.bureau, words=f"fact:{city.listed[0].id}") == [reverse]
    assert {one.person for one in lines(city.bureau, words="王远").lines} == {"王远"}


def test_a_line_says_who_did_what_to_what(city: SmallCity) -> None:
    stored = Act.objects.get(act="fact.reverse")
    shown = line(city.auditor, stored.number)
    assert shown.subjects == (
        ("fact", str(city.listed[0].id)),
        ("amendment", str(Amendment.objects.get(way="reverse").id)),
    )
    assert (shown.person, shown.party, shown.note, shown.hash) == (
        "李其",
        "龙城市科技局（虚构）",
        "名单误列",
        stored.hash,
    )


def test_pages_are_as_long_as_they_say_and_cost_the_same(
    city: SmallCity, django_assert_num_queries: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    total = Act.objects.count()
    monkeypatch.setattr(journal, "PAGE", 5)
    with django_assert_num_queries(2):
        page = lines(city.bureau, page=2)
    assert (page.page, page.pages, page.total) == (2, -(-total // 5), total)
    assert [one.number for one in page.lines] == list(range(total - 5, total - 10, -1))
    assert lines(city.bureau, page=99).page == page.pages
    with django_assert_num_queries(2):
        lines(city.tto)


def test_the_table_to_download_holds_every_line_and_no_person(city: SmallCity) -> None:
    claim.give_back(city.district, _sent(city), "=1+1 请补正")
    head, *rows = csv_rows(city.bureau, ACTS)
    assert [row[0] for row in rows] == [str(n) for n in range(1, Act.objects.count() + 1)]
    assert {len(row) for row in rows} == {len(head)}
    assert rows[-1][head.index("说明")] == "'=1+1 请补正"
    assert rows[-1][head.index("办理名称")] == ACTS["claim.return"]
    told = "".join("".join(row) for row in rows)
    assert not [name for name in ("李其", "王远", "陈砚", "沈知远", "程砚秋") if name in told]


def _sent(city: SmallCity) -> int:
    row = claim.start(city.tto, small_city.PROFESSOR, small_city.raw("周舟"))
    claim.attach(city.tto, row.id, small_city.kept("名单"), "official_list", "名单")
    claim.attach(city.tto, row.id, small_city.kept("协议"), "agreement", "协议")
    return claim.submit(city.tto, row.id).id


def test_a_thousand_facts_in_one_act_are_digested_in_a_constant_number_of_queries(
    city: SmallCity, django_assert_max_num_queries: Any
) -> None:
    assert Fact.objects.count() == 6
    assert (FactEvidence.objects.count(), Evidence.objects.count(), Party.objects.filter(kind="person").count()) == (
        9,
        5,
        5,
    )
    with django_assert_max_num_queries(28):
        verify()
