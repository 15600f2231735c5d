"""The core is given values: no query runs while one of its functions runs. Every test of the site is watched so; here the watch itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import small_city
from core_guard import CoreQuery, watched
from jinliang.core.fact import check_way
from jinliang.core.indicator import reading as core_reading
from jinliang.core.select import Selector, Span
from jinliang.site.acts import claim
from jinliang.site.models import Fact
from jinliang.site.reads import board, dossier, drill, home, journal, known, plan, reading, search, worklist
from jinliang.site.reads import claim as claims
from jinliang.site.reads import fact as facts
from jinliang.site.reads import pack as packs
from small_city import SmallCity

pytestmark = pytest.mark.django_db
PLAN, DAY = "changzhou_2019", date(2020, 6, 30)


@pytest.fixture
def city(settings: Any, tmp_path: Any) -> SmallCity:
    settings.DATA, settings.MEDIA_ROOT = tmp_path, tmp_path / "files"
    with watched():
        return small_city.make()


def test_a_row_that_fetches_while_the_core_looks_at_it_is_caught(city: SmallCity) -> None:
    row = Fact.objects.get(id=city.listed[1].id)
    with watched(), pytest.raises(CoreQuery, match=r"fact\.py:\d+ check_way issued a query"):
        check_way(row, "reverse")
    check_way(facts.whole().get(id=row.id), "reverse")


def test_rows_that_come_while_the_core_counts_them_are_caught(city: SmallCity) -> None:
    lazy = (facts.core(row, None) for row in facts.whole().iterator(10))
    with watched(), pytest.raises(CoreQuery, match=r"indicator\.py"):
        core_reading(lazy, Selector(small_city.PROFESSOR), Span("stock", DAY), "count_entries", 10**6)


def _draft(city: SmallCity) -> int:
    return claim.start(city.tto, small_city.PROFESSOR, small_city.raw("周舟")).id


READS: dict[str, Callable[[SmallCity], Any]] = {
    "a claim with every act and its verdict": lambda city: claims.claim(city.tto, _draft(city)),
    "the list of claims": lambda city: list(worklist.worklist(city.district, "", "", "").rows),
    "the board": lambda city: board.board(city.bureau),
    "readings": lambda _: reading.readings(PLAN, DAY),
    "a reading opened": lambda city: drill.groups(city.bureau, reading.explain(PLAN, "brokers", DAY)),
    "a fact with everything behind it": lambda city: dossier.dossier(city.tto, city.claimed[0].id),
    "what waits": lambda city: home.home(city.district),
    "the journal": lambda city: (journal.lines(city.bureau), journal.verify()),
    "the plan": lambda city: plan.plan(city.bureau, known.known()),
    "a search": lambda city: search.search(city.bureau, "沈知远"),
    "the kinds": lambda _: packs.kinds(),
}


@pytest.mark.parametrize("what", READS)
def test_the_site_reads_without_a_query_by_the_core(city: SmallCity, what: str) -> None:
    reading.memo.clear()
    with watched():
        assert READS[what](city) is not None
