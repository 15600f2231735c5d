"""Claims when several act at once, each on a connection of its own: who waits for a row sees what was done before him."""

from __future__ import annotations

import json
from datetime import date
from functools import partial
from threading import Event
from time import monotonic, sleep
from typing import Any

import city as cities
import pytest
from city import PROFESSOR, PROJECT, City, kept, professor, project, sent, token
from django.db import connection, transaction
from django.test import Client
from test_claim_mends import begin, invested
from test_together import alone, crowd, together

from jinliang.core.access import Viewer
from jinliang.site.acts import claim
from jinliang.site.models import Claim, Fact

__all__ = ["crowd"]
pytestmark = pytest.mark.django_db


def test_who_waited_for_the_lock_sees_who_checked_before_him(crowd: City) -> None:
    """The first check commits while the second one waits for the row; the same user may not do both."""

    def seats() -> tuple[Viewer, Viewer, Claim]:
        first = cities.sit("dual.lock", crowd.parties["south"], "district", "两级")
        second = cities.sit("dual.lock", crowd.parties["bureau"], "bureau", "两级")
        return first, second, sent(crowd.seats["tto"], PROJECT, project(crowd, "L-1"))

    first, second, row = alone(seats)
    holding = Event()

    def check() -> None:
        with transaction.atomic():
            claim.first_check(first, row.id)
            holding.set()
            until = monotonic() + 20
            while monotonic() < until and not _blocked():
                sleep(0.01)

    def verify() -> Any:
        holding.wait(20)
        return claim.verify(second, row.id)

    assert together(check, verify) == [None, "not_yours"]
    assert Claim.objects.get(id=row.id).state == "checked"


def _blocked() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return bool(cursor.fetchone()[0])


def test_the_same_file_sent_by_two_at_once_is_attached_once(crowd: City) -> None:
    tto = crowd.seats["tto"]
    row, file = alone(lambda: claim.start(tto, PROFESSOR, professor(crowd, "同时"))), kept("同时")
    done = together(*[partial(claim.attach, tto, row.id, file, "agreement", "")] * 4)
    assert [one for one in done if isinstance(one, str)] == ["file_twice"] * 3
    assert row.evidence.count() == 1


def test_two_claims_of_the_same_money_verified_at_once_make_one_fact(crowd: City) -> None:
    officer = crowd.seats["district"]
    alone(partial(begin, crowd))
    rows = [alone(partial(invested, crowd, "100000")) for _ in range(2)]
    done = together(*(partial(claim.verify, officer, one.id) for one in rows))
    assert [one for one in done if isinstance(one, str)] == ["stated_already"]
    assert Fact.objects.filter(claim__in=rows).count() == 1


def test_a_draft_is_saved_over_the_api_outside_any_transaction(crowd: City) -> None:
    tto = crowd.seats["tto"]
    row = alone(lambda: claim.start(tto, PROFESSOR, professor(crowd, "存一")))

    def put() -> tuple[bool, int, str]:
        answer = Client().put(
            f"/api/claims/{row.id}",
            json.dumps({"values": professor(crowd, "存二")}),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token(tto)}"},
        )
        return connection.in_atomic_block, answer.status_code, answer.json()["values"]["person"]

    assert alone(put) == (False, 200, "存二")
    row.refresh_from_db()
    assert (row.values["person"], row.on) == ("存二", date(2019, 5, 20))
