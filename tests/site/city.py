"""A city for the tests of the site, made by real acts: the shipped packs, fifteen parties in two districts, a seat of every role and
second ones of those who check or claim, claims in every state, and facts with all three ways on."""

from __future__ import annotations

import hashlib
import io
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from stdnum.cn import uscc

from jinliang.core.access import PUBLIC, ROLES, SYSTEM, Role, Viewer
from jinliang.core.listing import KINDS
from jinliang.core.refusal import Refusal
from jinliang.core.statement import Statement
from jinliang.core.valuation import INDICES
from jinliang.packs import load
from jinliang.packs.patent import patent_check
from jinliang.site.acts import (
    application,
    batch,
    claim,
    fact,
    importing,
    listing,
    match,
    pack,
    party,
    patent,
    ranker,
    roll,
)
from jinliang.site.acts.application import NewCall
from jinliang.site.acts.party import NewParty
from jinliang.site.acts.patent import NewPatent, Terms
from jinliang.site.acts.roll import Document
from jinliang.site.models import Claim, Fact, Listing, Match, Party, Patent, Ranker, Seat, Token
from jinliang.site.reads import clock, papers
from jinliang.site.reads import pack as packs
from jinliang.site.reads import viewer as viewers
from jinliang.site.reads.statement import check
from jinliang.store import Kept

PLAN = "changzhou_2019"
PROFESSOR, PROJECT, BROKER, CONTRACT = (
    "cn.industry_professor",
    "cn.joint_project",
    "cn.broker_certificate",
    "cn.registered_contract",
)
SOUTH, NORTH = "320412", "320411"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def code(number: int, first: str = "91") -> str:
    """A well-formed credit code of a place that does not exist."""
    body = f"{first}320499MA{number:07d}"
    return body + str(uscc.calc_check_digit(body))


PARTIES: dict[str, tuple[str, str, str]] = {
    "bureau": ("bureau", "龙城市科技局（虚构）", ""),
    "south": ("bureau", "龙南区科技局（虚构）", SOUTH),
    "north": ("bureau", "龙北区科技局（虚构）", NORTH),
    "finance": ("bureau", "龙城市财政局（虚构）", ""),
    "audit": ("bureau", "龙城市审计局（虚构）", ""),
    "university": ("university", "龙城理工大学（虚构）", SOUTH),
    "college": ("university", "江滨大学（虚构）", NORTH),
    "institute": ("institute", "江滨氢能研究所（虚构）", NORTH),
    "welder": ("enterprise", "龙城焊接装备有限公司（虚构）", SOUTH),
    "material": ("enterprise", "江滨新材料有限公司（虚构）", NORTH),
    "gear": ("enterprise", "精毅传动机械有限公司（虚构）", NORTH),
    "cable": ("enterprise", "江滨特缆有限公司（虚构）", SOUTH),
    "agency": ("agency", "江滨技术转移中心（虚构）", SOUTH),
    "market": ("agency", "龙城技术市场（虚构）", ""),
    "centre": ("bureau", "龙城市科技局信息中心（虚构）", ""),
}
"""Kind, name and area of every party, by the word the tests use."""

SEATS: dict[str, tuple[str, Role, str]] = {
    "bureau": ("bureau", "bureau", "李其"),
    "bureau2": ("bureau", "bureau", "邹屿"),
    "district": ("south", "district", "王远"),
    "district2": ("north", "district", "江予禾"),
    "tto": ("university", "tto", "陈砚"),
    "tto2": ("college", "tto", "苏映雪"),
    "enterprise": ("welder", "enterprise", "林若谷"),
    "enterprise2": ("material", "enterprise", "何景明"),
    "researcher": ("university", "researcher", "沈知白"),
    "broker": ("agency", "broker", "吴思齐"),
    "registry": ("market", "registry", "顾宁"),
    "finance": ("finance", "finance", "许静之"),
    "auditor": ("audit", "auditor", "周正"),
    "admin": ("centre", "admin", "方若虚"),
}
"""Party, role and name of every seat; those whose word is a role are the first of it."""


@dataclass
class City:
    """Who sits where, and what there is, by the words the tests use."""

    parties: dict[str, Party] = field(default_factory=dict)
    seats: dict[str, Viewer] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    facts: dict[str, Fact] = field(default_factory=dict)
    imports: dict[str, int] = field(default_factory=dict)
    listings: dict[str, Listing] = field(default_factory=dict)
    matches: dict[str, Match] = field(default_factory=dict)
    rankers: dict[str, Ranker] = field(default_factory=dict)
    patents: dict[str, Patent] = field(default_factory=dict)
    proposal: int = 0
    calls: dict[str, int] = field(default_factory=dict)

    def viewer(self, name: str) -> Viewer:
        """A seat's viewer, or the public's."""
        return PUBLIC if name == "public" else self.seats[name]

    def name(self, word: str) -> str:
        """What a party is called."""
        return self.parties[word].name


def found(city: City) -> City:
    """The packs adopted, the parties registered, the seats given: a city in which nothing has happened yet."""
    pack.install(SYSTEM, load.source_of("national"), "", date(2019, 1, 1))
    pack.install(SYSTEM, load.source_of(PLAN), load.text_of(PLAN), date(2019, 1, 1))
    rows = party.register(
        SYSTEM,
        [
            NewParty(kind, name, code(n, "91" if kind == "enterprise" else "12"), area)
            for n, (kind, name, area) in enumerate(PARTIES.values(), start=1)
        ],
        "首批主体",
    )
    city.parties.update(zip(PARTIES, rows, strict=True))
    for word, (owner, role, name) in SEATS.items():
        city.seats[word] = sit(word, city.parties[owner], role, name)
    return city


def sit(username: str, owner: Party, role: Role, name: str) -> Viewer:
    """Gives a seat and returns who sits there."""
    row = party.seat(SYSTEM, username, owner.id, role, name)
    return viewers.of(Seat.objects.select_related("party").get(id=row.id))


def token(viewer: Viewer) -> str:
    """A key to the API for a seat."""
    secret = secrets.token_urlsafe(16)
    Token.objects.create(
        seat_id=viewer.seat, label="test", digest=hashlib.sha256(secret.encode()).hexdigest(), made_at=clock.now()
    )
    return secret


def kept(words: str) -> Kept:
    """A small PDF of its own, kept."""
    return papers.store().keep(io.BytesIO(PDF + f"% {words}\n".encode()), f"{words}.pdf")


def said(viewer: Viewer, kind: str, raw: dict[str, str]) -> Statement:
    """The typed statement that raw texts make."""
    statement, flaws = check(viewer, packs.plan(), packs.plan().kind(kind), raw)
    assert statement is not None, flaws
    return statement


def professor(city: City, person: str, university: str = "university", until: str = "2022-12-31") -> dict[str, str]:
    """The raw texts of an appointment."""
    return {
        "person": person,
        "employer": city.name("welder"),
        "university": city.name(university),
        "type": "graduate",
        "batch": "2019",
        "appointed_on": "2019-05-20",
        "serves_until_on": until,
    }


def project(city: City, number: str, host: str = "university", partner: str = "welder") -> dict[str, str]:
    """The raw texts of a joint project, a kind that is checked at two levels."""
    return {
        "project_no": number,
        "name": f"机器人焊缝跟踪 {number}",
        "institution": city.name(host),
        "enterprise": city.name(partner),
        "basis": "contract",
        "level": "city",
        "signed_on": "2019-09-10",
        "amount": "1234567.89",
    }


def certificate(city: City, person: str, number: str, employer: str = "agency") -> dict[str, str]:
    """The raw texts of a broker's certificate."""
    return {
        "person": person,
        "employer": city.name(employer),
        "side": first("broker_side"),
        "level": first("broker_level"),
        "certificate_no": number,
        "issuer": "省技术市场协会（虚构）",
        "issued_on": "2020-03-15",
    }


def contract(city: City, number: int, amount: str = "7654321.00") -> dict[str, str]:
    """The raw texts of a registered contract."""
    return {
        "contract_no": f"{20203204000000 + number}",
        "name": f"焊接变位机控制软件 {number}",
        "class": "KF",
        "seller": city.name("university"),
        "buyer": city.name("gear"),
        "amount": amount,
        "technical_amount": amount,
        "related": "否",
        "signed_on": "2020-06-01",
        "registered_on": "2020-06-20",
    }


def first(list: str) -> str:
    """The first code of a list."""
    return packs.plan().list(list).items[0].id


def renamed(label: str) -> str:
    """The national pack with another name for a class of contracts."""
    text = load.source_of("national")
    assert 'label = "技术开发"' in text
    return text.replace('label = "技术开发"', f'label = "{label}"', 1)


def document(words: str) -> Document:
    """An official document behind a list."""
    return Document(kept(words), "official_list", words, date(2020, 7, 1))


PAPERS = {PROFESSOR: ("official_list", "agreement"), PROJECT: ("contract",), BROKER: ("certificate",)}


def drafted(viewer: Viewer, kind: str, raw: dict[str, str]) -> Claim:
    """A claim with every paper its kind demands, not yet sent."""
    row = claim.start(viewer, kind, raw)
    for type in PAPERS[kind]:
        claim.attach(viewer, row.id, kept(f"{row.id} {type}"), type, "", date(2019, 5, 1))
    return row


def sent(viewer: Viewer, kind: str, raw: dict[str, str]) -> Claim:
    """A claim that waits to be checked."""
    return claim.submit(viewer, drafted(viewer, kind, raw).id)


def made(city: City) -> City:
    """Everything the walks open: claims in every state, facts in every condition, a list, a table on its way in."""
    by = city.seats
    city.claims["draft"] = drafted(by["tto"], PROFESSOR, professor(city, "草一"))
    city.claims["submitted"] = sent(by["tto"], PROFESSOR, professor(city, "待二"))
    city.claims["checked"] = claim.first_check(by["district"], sent(by["tto"], PROJECT, project(city, "P-1")).id)
    city.claims["returned"] = claim.give_back(
        by["district"], sent(by["tto"], PROFESSOR, professor(city, "退三")).id, "聘期与协议不一致"
    )
    city.claims["withdrawn"] = claim.withdraw(by["tto"], sent(by["tto"], PROFESSOR, professor(city, "撤四")).id)
    city.claims["verified"] = sent(by["tto"], PROFESSOR, professor(city, "沈知远"))
    city.facts["claimed"] = stated(claim.verify(by["district"], city.claims["verified"].id))
    city.claims["north draft"] = drafted(by["tto2"], PROFESSOR, professor(city, "北五", "college"))
    city.claims["north"] = sent(by["tto2"], PROFESSOR, professor(city, "北六", "college"))
    city.claims["material"] = sent(by["enterprise2"], PROJECT, project(city, "P-2", "institute", "material"))
    city.claims["broker"] = sent(by["broker"], BROKER, certificate(city, "吴思齐", "JS-0"))
    city.proposal = pack.propose(by["admin"], renamed("技术开发合同"), "", date(2021, 1, 1), "名称照合同登记办法").id
    city.claims.update({word: Claim.objects.get(id=one.id) for word, one in city.claims.items()})
    _facts(city)
    _market(city)
    _awards(city)
    _bank(city)
    return city


def written(kind: str, words: str, **more: Any) -> dict[str, Any]:
    """What the owner of a listing writes: whole, and reviewed for secrets."""
    whole = {
        "title": f"{words}的{KINDS[kind]}",
        "text": f"{words}：工件是铝压铸件，单件节拍不超过 40 秒，密封面不能碰伤，交口不留毛刺。",
        "field": "2",
        "ways": ["cooperate"],
        "reviewed_by": "保密办",
        "reviewed_on": date(2020, 12, 1),
    }
    return whole | ({"person": "沈知白"} if kind == "expert" else {}) | more


def listed(viewer: Viewer, kind: str, words: str, **more: Any) -> Listing:
    """A listing that is being written, whole."""
    return listing.start(viewer, kind, written(kind, words, **more))


def put_up(viewer: Viewer, by: Viewer, kind: str, words: str, **more: Any) -> Listing:
    """A listing on the market, tested by somebody."""
    row = listing.submit(viewer, listed(viewer, kind, words, **more).id)
    return listing.publish(by, row.id)[0]


def _market(city: City) -> None:
    """Listings in every state, and a match of each kind of answer."""
    by, found = city.seats, city.listings
    firm, tto, broker = by["enterprise"], by["tto"], by["broker"]
    found["draft"] = listed(tto, "achievement", "草稿")
    found["reviewing"] = listing.submit(firm, listed(firm, "need", "待读").id)
    found["returned"] = listing.submit(firm, listed(firm, "need", "退回").id)
    listing.give_back(broker, found["returned"].id, "写清楚是什么材料")
    found["need"] = put_up(firm, broker, "need", "去毛刺")
    found["hidden"] = put_up(firm, broker, "need", "不露名", hidden=True)
    found["offer"] = put_up(tto, broker, "achievement", "磨粒流")
    found["expert"] = put_up(tto, broker, "expert", "精整")
    found["talking"] = listing.talk(tto, put_up(tto, broker, "service", "检测").id)
    found["expired"] = listing.expire(SYSTEM, put_up(firm, broker, "need", "到期").id)
    for word, offer, said in (("new", "expert", ""), ("half", "offer", "yes"), ("open", "talking", "yes")):
        need = found["hidden" if word == "open" else "need"]
        row = Match.objects.create(
            need=need, offer=found[offer], score=0.8, verdict="strong", ranker="test", made_at=clock.now()
        )
        if said:
            match.answer(tto, row.id, said)
        city.matches[word] = row
    match.answer(firm, city.matches["open"].id, "yes")
    city.rankers["proposed"] = ranker.propose(
        by["bureau"], ranker.learn(by["bureau"], learned("a" * 64)).id, "排得更准"
    )
    with connection.cursor() as cursor:  # who tests jobs begins with none
        cursor.execute("DELETE FROM procrastinate_jobs WHERE task_name = 'listings.match'")
    city.listings = {word: Listing.objects.get(id=one.id) for word, one in found.items()}


def _awards(city: City) -> None:
    """A call with an application that waits and a batch that was decided; nothing has been received, so it pays nothing."""
    by = city.seats
    told = (date(2020, 1, 1), date(2020, 12, 31), date(2099, 12, 31))
    row = application.open_call(by["bureau"], NewCall("transfer_2pct", 2020, "龙科发〔2020〕9号（虚构）", *told))
    made = application.apply(by["broker"], row.id)
    application.first_check(by["district"], made.id)
    application.review(by["bureau"], made.id)
    decided = batch.decide(by["bureau2"], row.id)
    waits = application.apply(by["tto"], row.id)
    city.calls = {"call": row.id, "decided": made.id, "waits": waits.id, "batch": decided.id}


def learned(inputs: str) -> ranker.Learned:
    """What learning brings, compared on enough needs."""
    measure = {"before": 0.7, "after": 0.75, "moved": 0.05, "low": 0.01, "high": 0.09}
    told = {
        "labels": 90, "graded": 80, "needs": 36, "telling": 33, "ndcg": measure, "recall": measure, "mode": "lexical",
        "strong": {"before": {"called": 8, "right": 7}, "after": {"called": 0, "right": 0}}, "lists": 150, "changed": 9,
        "examples": [], "moves": [["pair.flat", 0.5, 0.6]],
    }  # fmt: skip
    return ranker.Learned("0", {"version": "candidate"}, inputs, "0", told)


def numbered(digits: str) -> str:
    """A patent's number with its check character."""
    return f"{digits}.{patent_check(digits)}"


def papers_of(digits: str, words: str, **more: Any) -> NewPatent:
    """A granted invention in force, its fees paid up to the fifth year, as its papers state it."""
    year = int(digits[:4])
    whole: dict[str, Any] = {
        "number": numbered(digits),
        "title": f"一种{words}装置",
        "kind": "invention",
        "applied_on": date(year, 5, 12),
        "granted_on": date(year + 2, 8, 3),
        "status": "in_force",
        "since": date(year + 2, 8, 3),
        "paid": 5,
    }
    return NewPatent(**(whole | more))


SCORES = dict.fromkeys(INDICES, 60)


def _bank(city: City) -> None:
    """Patents of two parties: in force and valued, pending, over, pledged, and with standing terms."""
    by = city.seats
    rows = patent.register(
        by["tto"],
        [
            papers_of("201610100001", "去毛刺", sei_code="2.1"),
            papers_of("201910100002", "焊缝", status="pending", since=date(2019, 5, 12), granted_on=None, paid=0),
            papers_of("201110100003", "打磨", status="lapsed", since=date(2018, 11, 12)),
            papers_of("201710100004", "检漏", pledge=Decimal(2_000_000)),
        ],
    )
    city.patents.update(zip(("valid", "pending", "over", "pledged"), rows, strict=True))
    (city.patents["firm"],) = patent.register(by["enterprise2"], [papers_of("201510100005", "混料")])
    patent.value(by["broker"], rows[0].id, "transfer", SCORES)
    later = Terms("later", Decimal(0), 24, date(2020, 1, 1), None, "投产后按件付，三个月一结")
    patent.offer(by["tto"], city.patents["pledged"].id, later)
    city.patents = {word: Patent.objects.get(id=one.id) for word, one in city.patents.items()}


def stated(one: Any) -> Fact:
    """The fact that came of a verification."""
    assert one.fact is not None
    found: Fact = one.fact
    return found


def _facts(city: City) -> None:
    by = city.seats
    raws = [certificate(city, name, f"JS-{n}") for n, name in enumerate(("赵一", "钱二", "孙三", "李四"), start=1)]
    brokers = roll.official(
        by["bureau"], BROKER, [said(by["bureau"], BROKER, raw) for raw in raws], document("技术经纪人名单")
    )
    city.facts.update(zip(("listed", "reversed", "ended", "replaced"), map(stated, brokers), strict=True))
    registered = [said(by["registry"], CONTRACT, contract(city, n)) for n in (1, 2)]
    city.facts["contract"] = stated(roll.official(by["registry"], CONTRACT, registered, document("登记清单"))[0])
    fact.reverse(by["bureau"], city.facts["reversed"].id, "名单误列")
    fact.end(by["bureau"], city.facts["ended"].id, date(2020, 12, 31), "证书注销")
    again = said(by["bureau"], BROKER, certificate(city, "李四", "JS-9"))
    city.facts["successor"] = stated(
        fact.replace(by["bureau"], city.facts["replaced"].id, again, behind(city.facts["replaced"]), "证书编号抄错")
    )


def table(city: City) -> int:
    """A table of appointments that the university has tried to import."""
    raws = [professor(city, name) for name in ("表一", "表二")]
    kind = packs.plan().kind(PROFESSOR)
    heads = [kind.field(id).label for id in raws[0]]
    lines = [heads, *([raw[id] for id in raw] for raw in raws)]
    data = "\n".join(",".join(one) for one in lines).encode("utf-8-sig")
    row = importing.take(city.seats["tto"], PROFESSOR, papers.store().keep(io.BytesIO(data), "产业教授.csv"), None)
    return importing.attempt(importing.row(row.id)).id


def behind(row: Fact) -> list[int]:
    """The papers behind a fact, in their order."""
    return list(row.evidence.order_by("id").values_list("evidence", flat=True))


def refused(call: Callable[[], Any]) -> str:
    """The code of the refusal that a call raises. Fails when it raises none."""
    try:
        call()
    except Refusal as no:
        return no.code
    raise AssertionError("it was not refused")


assert {role for _, role, _ in SEATS.values()} == set(ROLES)
