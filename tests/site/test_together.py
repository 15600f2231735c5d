"""Many people at once: numbers without gaps, a chain that holds, nothing verified or reversed twice, and no reader who sees half an act.

These acts commit, so they run in a database of their own, a copy of the test database: append-only tables cannot be emptied. Whatever
writes does so in a thread; the test itself only looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from threading import Barrier, Event
from typing import Any

import city as cities
import pytest
from city import BROKER, PROFESSOR, PROJECT, City, certificate, document, professor, project, said, sent
from django.conf import settings
from django.db import connection, connections

from core_guard import watched
from jinliang.core.refusal import Refusal
from jinliang.site.acts import claim, fact, roll
from jinliang.site.models import Act, Claim, Entry, Fact, Head, Party
from jinliang.site.reads import reading, tally
from jinliang.site.reads.journal import verify
from jinliang.site.reads.tally import Ask

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def crowd(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    """A city that has begun, in a database of its own, open for this module's tests and their threads."""
    files = tmp_path_factory.mktemp("crowd")
    base, real = connections["default"], connection.settings_dict["NAME"]
    own = f"{real}_crowd"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DATA", files)
        base.close()
        with base._nodb_cursor() as cursor:  # type: ignore[attr-defined]
            cursor.execute(f'DROP DATABASE IF EXISTS "{own}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{real}"')
        base.settings_dict["NAME"] = own
        reading.memo.clear()
        try:
            yield cities.found(City())
        finally:
            base.close()
            base.settings_dict["NAME"] = real
            reading.memo.clear()
            with base._nodb_cursor() as cursor:  # type: ignore[attr-defined]
                cursor.execute(f'DROP DATABASE "{own}" WITH (FORCE)')


def together(*calls: Callable[[], Any]) -> list[Any]:
    """Does everything at the same moment, each in a thread and on a connection of its own; results, or the codes of refusals."""
    start = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            with watched():
                start.wait()
                return call()
        except Refusal as no:
            return no.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def alone(call: Callable[[], Any]) -> Any:
    """Does one thing and commits it."""
    return together(call)[0]


def holds() -> None:
    """The numbers are 1 to the head's, each once, and the chain and all it wrote hold."""
    numbers = list(Act.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, Head.objects.get().number + 1))
    assert verify().faults == ()


def one_desk(city: City, desk: str) -> Callable[[], int]:
    """Somebody's working day: five claims opened, sent, verified; the acts that were done."""

    def work() -> int:
        before = 0
        for n in range(5):
            row = sent(city.seats["tto"], PROFESSOR, professor(city, f"{desk}{'一二三四五'[n]}"))
            claim.verify(city.seats["district"], row.id)
            before += 5
        return before

    return work


def test_many_writers_give_gapless_numbers_and_a_chain_that_holds(crowd: City) -> None:
    before = Head.objects.get().number
    done = together(*(one_desk(crowd, desk) for desk in "赵钱孙李周吴"))
    assert Head.objects.get().number == before + sum(done)
    holds()


def test_a_claim_is_verified_once_however_many_try(crowd: City) -> None:
    row = alone(lambda: sent(crowd.seats["tto"], PROJECT, project(crowd, "T-1")))
    alone(lambda: claim.first_check(crowd.seats["district"], row.id))
    officers = [crowd.seats[word] for word in ("bureau", "bureau2")] * 2
    before = Head.objects.get().number
    done = together(*(partial(claim.verify, who, row.id) for who in officers))
    assert sorted(one for one in done if isinstance(one, str)) == ["wrong_state"] * 3
    assert Fact.objects.filter(claim=row).count() == 1
    assert Head.objects.get().number == before + 1
    holds()


def test_verify_and_return_at_once_leave_one_of_the_two(crowd: City) -> None:
    officer = crowd.seats["district"]
    for name in ("争甲", "争乙", "争丙", "争丁"):
        row = alone(partial(sent, crowd.seats["tto"], PROFESSOR, professor(crowd, name)))
        verified, returned = together(
            partial(claim.verify, officer, row.id), partial(claim.give_back, officer, row.id, "再补")
        )
        state = Claim.objects.get(id=row.id).state
        assert (verified == "wrong_state") != (returned == "wrong_state")
        assert state == ("returned" if verified == "wrong_state" else "verified")
        assert Fact.objects.filter(claim=row).count() == (state == "verified")
    holds()


def test_a_fact_goes_one_way_however_many_try(crowd: City) -> None:
    bureau = crowd.seats["bureau"]
    statement = said(bureau, BROKER, certificate(crowd, "冲一", "T-1"))
    made = cities.stated(alone(lambda: roll.official(bureau, BROKER, [statement], document("并发名单")))[0])
    again = said(bureau, BROKER, certificate(crowd, "冲一", "T-2"))
    done = together(
        lambda: fact.reverse(bureau, made.id, "误列"),
        lambda: fact.reverse(crowd.seats["bureau2"], made.id, "误列"),
        lambda: fact.replace(bureau, made.id, again, cities.behind(made), "抄错"),
    )
    refusals = [one for one in done if isinstance(one, str)]
    assert len(refusals) == 2
    assert set(refusals) <= {"already_reversed", "already_replaced"}
    assert made.amendments.count() == 1
    holds()


def test_the_same_entry_and_person_stated_at_once_are_one(crowd: City) -> None:
    bureau, before = crowd.seats["bureau"], Party.objects.filter(kind="person").count()
    statement = said(bureau, BROKER, certificate(crowd, "同一人", "T-3"))
    paper = document("同一人的名单")
    done = together(*(lambda: roll.official(bureau, BROKER, [statement], paper) for _ in range(4)))
    facts = [cities.stated(one[0]) for one in done]
    assert len({one.entry_id for one in facts}) == 1
    assert Entry.objects.filter(kind=BROKER, key=statement.key).count() == 1
    assert Party.objects.filter(kind="person").count() == before + 1
    holds()


def test_whoever_sees_a_number_sees_everything_up_to_it(crowd: City) -> None:
    """A reading known by N is the same while others write as it is ever after."""
    over, seen = Event(), []
    day = date(2020, 6, 30)

    def look() -> int:
        while not over.is_set():
            found = reading.readings(cities.PLAN, day)
            seen.append((found.known.number, [(one.value, one.facts) for one in found.rows]))
        return 0

    def write() -> int:
        try:
            return one_desk(crowd, "郑")() + one_desk(crowd, "王")()
        finally:
            over.set()

    together(look, write)
    assert len({number for number, _ in seen}) > 3
    indicators = reading.readings(cities.PLAN, day).pack.indicators
    for number, told in dict(seen).items():
        fresh = tally.points([Ask.of(one, day, number) for one in indicators], [day])
        assert told == [(reading.value(one, row[0]), row[0].facts) for one, row in zip(indicators, fresh, strict=True)]
    assert len(dict(seen)) == len({str(one) for one in seen})  # one number, one answer
    holds()
