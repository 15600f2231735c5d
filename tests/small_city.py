"""A small city made by real acts: two packs and the holidays, six parties, four seats, a list, two verified claims, all three ways on."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings

from jinliang.core.access import SYSTEM, Role, Viewer
from jinliang.core.statement import Statement
from jinliang.packs import load
from jinliang.packs.holiday import shipped_text
from jinliang.site.acts import claim, fact, pack, party, roll
from jinliang.site.acts.party import NewParty
from jinliang.site.acts.roll import Document
from jinliang.site.models import Fact, Party, Seat
from jinliang.site.reads import pack as packs
from jinliang.site.reads import papers
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.statement import check
from jinliang.store import Kept, Store

PROFESSOR = "cn.industry_professor"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass(frozen=True)
class SmallCity:
    """The seats that act, and the facts: those of the list, and those of the claims."""

    bureau: Viewer
    district: Viewer
    tto: Viewer
    auditor: Viewer
    parties: dict[str, Party]
    listed: list[Fact]
    claimed: list[Fact]


def store() -> Store:
    """The files of the installation under test."""
    return papers.store()


def kept(words: str) -> Kept:
    """A small PDF of its own, kept."""
    return store().keep(io.BytesIO(PDF + f"% {words}\n".encode()), f"{words}.pdf")


@contextmanager
def standing(django_db_blocker: Any, files: Path) -> Iterator[SmallCity]:
    """The city, made once for a module; each test's own changes are undone after it, for its transaction is one within this one."""
    with override_settings(DATA=files):
        with django_db_blocker.unblock():
            around = transaction.atomic()
            around.__enter__()
            made = make()
        yield made
        with django_db_blocker.unblock():
            transaction.set_rollback(True)
            around.__exit__(None, None, None)


def make() -> SmallCity:
    """Makes the city: twenty and some acts, each one line in the journal."""
    pack.install(SYSTEM, shipped_text(), "", None)
    pack.install(SYSTEM, load.source_of("national"), "", date(2019, 1, 1))
    pack.install(SYSTEM, load.source_of("changzhou_2019"), load.text_of("changzhou_2019"), date(2019, 1, 1))
    rows = party.register(
        SYSTEM,
        [
            NewParty("bureau", "龙城市科技局（虚构）", area="320411"),
            NewParty("bureau", "龙南区科技局（虚构）", area="320412"),
            NewParty(
                "university", "龙城理工大学（虚构）", area="320412", former=(("龙城工学院", None, date(2018, 12, 31)),)
            ),
            NewParty("enterprise", "龙城焊接装备有限公司（虚构）", area="320412"),
            NewParty("enterprise", "龙城新材料有限公司（虚构）", area="320411"),
        ],
        "首批主体",
    )
    parties = dict(zip(("bureau", "district", "university", "welder", "material"), rows, strict=True))
    bureau = _seat("bureau.li", parties["bureau"], "bureau", "李其")
    district = _seat("district.wang", parties["district"], "district", "王远", "320412")
    tto = _seat("tto.chen", parties["university"], "tto", "陈砚")
    auditor = _seat("audit.zhou", parties["bureau"], "auditor", "周正")
    listed = _list(bureau, parties)
    claimed = [_claim(tto, district, "沈知远"), _claim(tto, district, "程砚秋")]
    fact.reverse(bureau, listed[0].id, "名单误列")
    fact.end(bureau, claimed[0].id, date(2020, 12, 31), "提前离任")
    fact.replace(
        bureau,
        claimed[1].id,
        said(bureau, PROFESSOR, raw("程砚秋", until="2022-06-30")),
        behind(claimed[1]),
        "聘期填错",
    )
    return SmallCity(bureau, district, tto, auditor, parties, listed, claimed)


def behind(row: Fact) -> list[int]:
    """The papers behind a fact, in their order."""
    return list(row.evidence.order_by("id").values_list("evidence", flat=True))


def _seat(username: str, owner: Party, role: Role, name: str, area: str = "") -> Viewer:
    row = party.seat(SYSTEM, username, owner.id, role, name, area=area)
    return viewers.of(Seat.objects.select_related("party").get(id=row.id))


def _list(bureau: Viewer, parties: dict[str, Party]) -> list[Fact]:
    """An official list of three broker certificates, one act."""
    raws = [
        {
            "person": name,
            "employer": parties["welder"].name,
            "side": _first("broker_side"),
            "level": _first("broker_level"),
            "certificate_no": f"JS-{number}",
            "issuer": "省技术市场协会（虚构）",
            "issued_on": f"2020-0{number}-15",
        }
        for number, name in enumerate(("赵一", "钱二", "孙三"), start=1)
    ]
    document = Document(kept("技术经纪人名单"), "official_list", "2020 年技术经纪人名单", date(2020, 4, 1))
    rows = [said(bureau, "cn.broker_certificate", raw) for raw in raws]
    return [one.fact for one in roll.official(bureau, "cn.broker_certificate", rows, document) if one.fact]


def _first(list: str) -> str:
    return packs.plan().list(list).items[0].id


def raw(person: str, until: str = "2021-12-31") -> dict[str, str]:
    return {
        "person": person,
        "employer": "龙城焊接装备有限公司（虚构）",
        "university": "龙城理工大学（虚构）",
        "type": _first("professor_type"),
        "batch": "2019",
        "appointed_on": "2019-05-20",
        "serves_until_on": until,
    }


def said(viewer: Viewer, kind: str, raw: dict[str, str]) -> Statement:
    said, flaws = check(viewer, packs.plan(), packs.plan().kind(kind), raw)
    assert said is not None, flaws
    return said


def _claim(tto: Viewer, district: Viewer, person: str) -> Fact:
    """A claim with both its papers, submitted and verified."""
    row = claim.start(tto, PROFESSOR, raw(person))
    claim.attach(tto, row.id, kept(f"名单 {person}"), "official_list", "产业教授名单", date(2019, 5, 1))
    claim.attach(tto, row.id, kept(f"协议 {person}"), "agreement", "聘任协议", date(2019, 5, 18))
    claim.submit(tto, row.id)
    made = claim.verify(district, row.id).fact
    assert made is not None
    return made
