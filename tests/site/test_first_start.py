"""A first start adopts what ships with the product; a city with versions and proposals of its own goes out and comes back."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import city as cities
import pytest
from city import PLAN, City, refused
from test_whole import empty

from jinliang.core.access import SYSTEM
from jinliang.packs import load
from jinliang.packs.holiday import shipped_calendar, shipped_text
from jinliang.site.acts import pack, whole
from jinliang.site.models import Act, AdoptedPack, Proposal, Question
from jinliang.site.reads import pack as packs
from jinliang.site.reads import papers
from jinliang.site.reads.journal import verify
from jinliang.site.reads.whole import content, export
from jinliang.store import Store

pytestmark = pytest.mark.django_db


def test_a_first_start_adopts_the_holidays_then_what_others_use_then_the_plans() -> None:
    assert packs.names() == []
    assert (packs.digest(), packs.kinds(), packs.used()) == ("", {}, {})
    assert pack.adopt_shipped() == ["holidays", "national", PLAN]
    assert [(one.act, one.subjects, one.seat) for one in Act.objects.order_by("number")] == [
        ("pack.install", [f"pack:{name}"], None) for name in ("holidays", "national", PLAN)
    ]
    assert [(one.known, one.pack, one.version, one.valid_from) for one in AdoptedPack.objects.all()] == [
        (1, "holidays", "2019–2026", date(2019, 1, 1)),
        (2, "national", "1", date(2018, 12, 29)),
        (3, PLAN, "1", date(2018, 12, 29)),
    ]
    assert packs.calendar() == shipped_calendar()
    assert packs.plan().digest == load.shipped_pack(PLAN).digest
    assert list(packs.used()) == ["national"]
    assert verify().ok
    assert pack.adopt_shipped() == []
    assert refused(lambda: pack.install(SYSTEM, shipped_text(), "", None)) == "already_adopted"


def test_a_plan_is_not_installed_before_what_it_uses() -> None:
    assert refused(lambda: pack.install(SYSTEM, load.source_of(PLAN), load.text_of(PLAN), None)) == "pack_flawed"
    assert Act.objects.count() == 0


def test_versions_and_proposals_go_out_and_come_back(tmp_path: Path) -> None:
    city = cities.found(City())
    pack.adopt_shipped()
    admin, bureau = city.seats["admin"], city.seats["bureau"]
    asked = load.source_of(PLAN).replace(
        'value = ["graduate", "undergraduate", "vocational"]', 'value = ["undergraduate"]'
    )
    for source in (asked, cities.renamed("开发合同")):
        row = pack.propose(admin, source, "", date(2021, 1, 1), "修订")
        pack.adopt(bureau, row.id)
    pack.propose(admin, cities.renamed("技术开发类合同"), "", date(2022, 1, 1), "再改")

    def state() -> tuple[object, ...]:
        questions = list(Question.objects.order_by("kind", "bit").values_list("kind", "bit", "where"))
        plans = [packs.plan(on=day).digest for day in (date(2020, 6, 1), date(2021, 6, 1))]
        return content(), questions, plans, packs.calendar(), [(one.pack, one.state) for one in Proposal.objects.all()]

    before = state()
    export(SYSTEM, tmp_path / "out", papers.store())
    empty()
    whole.bring(SYSTEM, tmp_path / "out", Store(tmp_path / "files"))
    assert state() == before
    assert before[4] == [(PLAN, "adopted"), ("national", "adopted"), ("national", "proposed")]
    assert verify().ok
