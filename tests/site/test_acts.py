"""Every act there is, done once: exactly one line in the journal, of the right number, link, seat and subjects; no trace when refused."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import awarding
import city as cities
import dealing
import pytest
from city import (
    BROKER,
    NORTH,
    PROFESSOR,
    City,
    certificate,
    document,
    drafted,
    professor,
    refused,
    said,
    sent,
)
from django.apps import apps
from django.db import connection

from jinliang.core.access import PUBLIC, SYSTEM, Viewer
from jinliang.core.journal import Line
from jinliang.packs import load
from jinliang.packs.holiday import shipped_text
from jinliang.site import acts
from jinliang.site.acts import (
    application,
    batch,
    brokering,
    claim,
    clock,
    contract,
    deal,
    fact,
    grade,
    listing,
    match,
    meeting,
    notice,
    pack,
    party,
    password,
    patent,
    perform,
    platform,
    ranker,
    receipt,
    resolution,
    roll,
    token,
    twin,
)
from jinliang.site.acts.party import NewParty
from jinliang.site.acts.patent import Terms
from jinliang.site.acts.perform import ACTS
from jinliang.site.models import (
    Act,
    Amendment,
    Application,
    Batch,
    Call,
    Deal,
    Evidence,
    Fact,
    Head,
    Notice,
    Platform,
    Proposal,
    Receipt,
    Token,
    Valuation,
)
from jinliang.site.reads.journal import chain_line, verify

pytestmark = pytest.mark.django_db

for one in pkgutil.iter_modules(acts.__path__):
    import_module(f"{acts.__name__}.{one.name}")
EVERY = sorted(ACTS)


@dataclass
class Try:
    """An act about to be done: by whom, the call, what it touches, and a call of the same act that is refused, with its code."""

    viewer: Viewer
    do: Callable[[], Any]
    subjects: Callable[[Any], list[str]]
    refuse: Callable[[], Any]
    code: str


def _open(city: City) -> Try:
    tto = city.seats["tto"]
    return Try(
        tto,
        lambda: claim.start(tto, PROFESSOR, professor(city, "新一")),
        lambda made: [f"claim:{made.id}"],
        lambda: claim.start(city.seats["finance"], PROFESSOR, {}),
        "not_yours",
    )


def _attach(city: City) -> Try:
    tto, draft = city.seats["tto"], city.claims["draft"]
    file = cities.kept("另一份协议")
    return Try(
        tto,
        lambda: claim.attach(tto, draft.id, file, "agreement", "聘任协议"),
        lambda made: [f"claim:{draft.id}", f"evidence:{made.id}"],
        lambda: claim.attach(tto, draft.id, file, "love_letter", "情书"),
        "no_such_evidence_type",
    )


def _detach(city: City) -> Try:
    tto, draft = city.seats["tto"], city.claims["draft"]
    paper = Evidence.objects.filter(claim=draft).order_by("id")[0]
    other = Evidence.objects.filter(claim=city.claims["north"]).order_by("id")[0]
    return Try(
        tto,
        lambda: claim.detach(tto, draft.id, paper.id),
        lambda _: [f"claim:{draft.id}", f"evidence:{paper.id}"],
        lambda: claim.detach(tto, draft.id, other.id),
        "no_such_evidence",
    )


def _submit(city: City) -> Try:
    tto, draft = city.seats["tto"], city.claims["draft"]
    bare = claim.start(tto, PROFESSOR, professor(city, "缺件"))
    return Try(
        tto,
        lambda: claim.submit(tto, draft.id),
        lambda _: [f"claim:{draft.id}"],
        lambda: claim.submit(tto, bare.id),
        "not_ready",
    )


def _check(city: City) -> Try:
    row = sent(city.seats["tto"], cities.PROJECT, cities.project(city, "P-9"))
    return Try(
        city.seats["district"],
        lambda: claim.first_check(city.seats["district"], row.id),
        lambda _: [f"claim:{row.id}"],
        lambda: claim.first_check(city.seats["bureau"], row.id),
        "not_yours",
    )


def _verify(city: City) -> Try:
    row = city.claims["submitted"]
    return Try(
        city.seats["district"],
        lambda: claim.verify(city.seats["district"], row.id),
        lambda made: [f"claim:{row.id}", f"fact:{made.fact.id}"],
        lambda: claim.verify(city.seats["bureau"], row.id),
        "not_yours",
    )


def _return(city: City) -> Try:
    row = city.claims["submitted"]
    return Try(
        city.seats["district"],
        lambda: claim.give_back(city.seats["district"], row.id, "请补协议"),
        lambda _: [f"claim:{row.id}"],
        lambda: claim.give_back(city.seats["district"], row.id, "  "),
        "reason_missing",
    )


def _withdraw(city: City) -> Try:
    row = city.claims["submitted"]
    return Try(
        city.seats["tto"],
        lambda: claim.withdraw(city.seats["tto"], row.id),
        lambda _: [f"claim:{row.id}"],
        lambda: claim.withdraw(city.seats["district"], row.id),
        "not_yours",
    )


def _reverse(city: City) -> Try:
    bureau, row = city.seats["bureau"], city.facts["claimed"]
    return Try(
        bureau,
        lambda: fact.reverse(bureau, row.id, "从未聘任"),
        lambda _: [f"fact:{row.id}", f"amendment:{Amendment.objects.get(fact=row).id}"],
        lambda: fact.reverse(bureau, city.facts["reversed"].id, "再来一次"),
        "already_reversed",
    )


def _end(city: City) -> Try:
    bureau, row = city.seats["bureau"], city.facts["claimed"]
    return Try(
        bureau,
        lambda: fact.end(bureau, row.id, date(2020, 6, 30), "提前离任"),
        lambda _: [f"fact:{row.id}", f"amendment:{Amendment.objects.get(fact=row).id}"],
        lambda: fact.end(bureau, row.id, date(2019, 5, 19), "提前离任"),
        "ends_before_on",
    )


def _replace(city: City) -> Try:
    bureau, row = city.seats["bureau"], city.facts["claimed"]
    right = said(bureau, PROFESSOR, professor(city, "沈知远", until="2021-12-31"))
    other = said(bureau, PROFESSOR, professor(city, "别的人"))
    return Try(
        bureau,
        lambda: fact.replace(bureau, row.id, right, cities.behind(row), "聘期抄错"),
        lambda made: [f"fact:{row.id}", f"fact:{made.fact.id}", f"amendment:{Amendment.objects.get(fact=row).id}"],
        lambda: fact.replace(bureau, row.id, other, cities.behind(row), "聘期抄错"),
        "other_entry",
    )


def _load(city: City) -> Try:
    registry = city.seats["registry"]
    rows = [said(registry, cities.CONTRACT, cities.contract(city, n)) for n in (7, 8, 9)]
    paper = document("七月登记清单")
    return Try(
        registry,
        lambda: roll.official(registry, cities.CONTRACT, rows, paper),
        lambda _: [f"evidence:{Evidence.objects.latest('id').id}"],
        lambda: roll.official(city.seats["tto"], cities.CONTRACT, rows, paper),
        "not_yours",
    )


def _claim_list(city: City) -> Try:
    tto = city.seats["tto"]
    raws = [professor(city, name) for name in ("成批一", "成批二")]
    rows = [(raw, said(tto, PROFESSOR, raw)) for raw in raws]
    return Try(
        tto,
        lambda: roll.claim(tto, PROFESSOR, rows),
        lambda made: [f"claim:{one.id}" for one in made],
        lambda: roll.claim(tto, PROFESSOR, []),
        "no_rows",
    )


def _install(city: City) -> Try:
    return Try(
        SYSTEM,
        lambda: pack.install(SYSTEM, shipped_text(), "", None),
        lambda _: ["pack:holidays"],
        lambda: pack.install(SYSTEM, load.source_of("national") + "\n", "", date(2021, 1, 1)),
        "already_adopted",
    )


def _propose(city: City) -> Try:
    admin = city.seats["admin"]
    return Try(
        admin,
        lambda: pack.propose(admin, cities.renamed("技术咨询合同"), "", date(2021, 1, 1), "改一个名称"),
        lambda made: ["pack:national", f"proposal:{made.id}"],
        lambda: pack.propose(admin, load.source_of("national"), "", date(2019, 1, 1), "什么都没有改"),
        "already_adopted",
    )


def _adopt(city: City) -> Try:
    bureau, row = city.seats["bureau"], city.proposal
    own = pack.propose(bureau, cities.renamed("技术服务合同"), "", date(2021, 1, 1), "改一个名称")
    return Try(
        bureau,
        lambda: pack.adopt(bureau, row),
        lambda _: ["pack:national", f"proposal:{row}"],
        lambda: pack.adopt(bureau, own.id),
        "not_yours",
    )


def _adopt_holidays(city: City) -> Try:
    bureau = city.seats["bureau"]
    row = pack.propose(city.seats["admin"], shipped_text(), "", None, "第一份节假日安排")
    return Try(
        bureau,
        lambda: pack.adopt_holidays(bureau, row.id),
        lambda _: ["pack:holidays", f"proposal:{row.id}"],
        lambda: pack.adopt_holidays(bureau, city.proposal),
        "no_such_proposal",
    )


def _drop(city: City) -> Try:
    bureau, row = city.seats["bureau"], city.proposal
    return Try(
        bureau,
        lambda: pack.drop(bureau, row, "名称照办法原文"),
        lambda _: ["pack:national", f"proposal:{row}"],
        lambda: pack.drop(bureau, row, "  "),
        "reason_missing",
    )


def _register(city: City) -> Try:
    bureau = city.seats["bureau"]
    fresh = NewParty(
        "enterprise", "龙城机器人有限公司（虚构）", cities.code(99), NORTH, (("龙城机器人厂", None, date(2018, 1, 1)),)
    )
    known = NewParty("enterprise", "同一家", city.parties["welder"].code)
    return Try(
        bureau,
        lambda: party.register(bureau, [fresh]),
        lambda _: [],
        lambda: party.register(bureau, [known]),
        "party_known",
    )


def _give(city: City) -> Try:
    admin, owner = city.seats["admin"], city.parties["cable"]
    return Try(
        admin,
        lambda: party.seat(admin, "he.who", owner.id, "enterprise", "贺晴"),
        lambda made: [f"seat:{made.id}"],
        lambda: party.seat(city.seats["bureau"], "he.who", owner.id, "enterprise", "贺晴"),
        "not_yours",
    )


def _change_seat(city: City) -> Try:
    admin, broker = city.seats["admin"], city.seats["broker"]
    return Try(
        admin,
        lambda: party.change(admin, broker.seat or 0, "吴思齐", "高级经纪人"),
        lambda _: [f"seat:{broker.seat}"],
        lambda: party.change(admin, broker.seat or 0, "吴思齐"),
        "nothing_changed",
    )


def _end_seat(city: City) -> Try:
    admin, broker = city.seats["admin"], city.seats["broker"]
    return Try(
        admin,
        lambda: party.end(admin, broker.seat or 0, "调离"),
        lambda _: [f"seat:{broker.seat}"],
        lambda: party.end(admin, admin.seat or 0, "调离"),
        "own_seat",
    )


def _advance(city: City) -> Try:
    admin = city.seats["admin"]
    clock.advance(admin, date(2090, 6, 18))
    return Try(
        admin,
        lambda: clock.advance(admin, date(2090, 6, 19)),
        lambda _: [],
        lambda: clock.advance(admin, date(2090, 6, 18)),
        "clock_back",
    )


def _make_token(city: City) -> Try:
    tto = city.seats["tto"]
    return Try(
        tto,
        lambda: token.make(tto, "学校科研系统"),
        lambda _: [f"token:{Token.objects.latest('id').id}"],
        lambda: token.make(tto, "  "),
        "label_missing",
    )


def _revoke_token(city: City) -> Try:
    tto = city.seats["tto"]
    own, other = (Token.objects.get(seat_id=city.seats[word].seat) for word in ("tto", "tto2"))
    return Try(
        tto,
        lambda: token.revoke(tto, own.id),
        lambda _: [f"token:{own.id}"],
        lambda: token.revoke(tto, other.id),
        "no_such_token",
    )


def _change_password(city: City) -> Try:
    tto = city.seats["tto"]
    return Try(
        tto,
        lambda: password.change(tto, "焊缝跟踪 2021 年"),
        lambda _: [f"user:{tto.user}"],
        lambda: password.change(PUBLIC, "焊缝跟踪 2021 年"),
        "not_yours",
    )


def _written(city: City) -> Try:
    firm = city.seats["enterprise"]
    return Try(
        firm,
        lambda: listing.start(firm, "need", cities.written("need", "新写")),
        lambda made: [f"listing:{made.id}"],
        lambda: listing.start(firm, "wish", {}),
        "no_such_kind",
    )


def _register_of_listings(city: City) -> Try:
    tto = city.seats["tto"]
    rows = [("achievement", cities.written("achievement", word)) for word in ("成批甲", "成批乙")]
    return Try(
        tto,
        lambda: listing.load(tto, rows),
        lambda made: [f"listing:{one.id}" for one in made],
        lambda: listing.load(tto, [("patent", cities.written("patent", "没有专利号"))]),
        "rows_flawed",
    )


RECORD = json.dumps(
    {
        "format": "jinliang-listing", "version": 1, "origin": "delta.example", "number": "1", "kind": "need", "state": "open",
        "title": "阀块去毛刺", "text": "铝压铸阀块交叉孔去毛刺，单件节拍四十秒以内。", "field": "2",
        "reviewed_by": "保密办", "reviewed_on": "2021-01-04",
    }
)  # fmt: skip


def _joined(city: City) -> Any:
    return platform.register(city.seats["bureau"], "delta.example", "江滨技术交易网", city.parties["agency"].code)


def _platform(city: City) -> Try:
    bureau, code = city.seats["bureau"], city.parties["agency"].code
    return Try(
        bureau,
        lambda: _joined(city),
        lambda row: [f"platform:{row.id}"],
        lambda: platform.register(bureau, "delta.example", "", code),
        "name_missing",
    )


def _received(city: City) -> Try:
    broker, row = city.seats["broker"], _joined(city)
    return Try(
        broker,
        lambda: platform.receive(broker, row.id, [RECORD]),
        lambda made: [f"listing:{made.slips[0]['listing']}", f"platform:{row.id}"],
        lambda: platform.receive(broker, row.id, []),
        "no_rows",
    )


def _sent_out(city: City) -> Try:
    broker, row = city.seats["broker"], _joined(city)
    return Try(
        broker,
        lambda: platform.send(broker, row.id),
        lambda _: [f"platform:{row.id}"],
        lambda: platform.send(city.seats["enterprise"], row.id),
        "no_such_platform",
    )


def _merged(city: City) -> Try:
    broker, keep, gone = city.seats["broker"], city.listings["need"], city.listings["hidden"]
    return Try(
        broker,
        lambda: twin.merge(broker, keep.id, city.listings["expired"].id),
        lambda kept: [f"listing:{city.listings['expired'].id}", f"listing:{kept.id}"],
        lambda: twin.merge(broker, keep.id, gone.id),
        "wrong_state",
    )


def _stepped(who: str, act: str, word: str, other: str, code: str, *said: str) -> Callable[[City], Try]:
    """An act of a listing's life, by a seat; of the other listing it is refused."""

    def ready(city: City) -> Try:
        viewer, row = city.viewer(who) if who != "system" else SYSTEM, city.listings[word]
        return Try(
            viewer,
            lambda: listing.do(viewer, row.id, act, *said),
            lambda _: [f"listing:{row.id}"],
            lambda: listing.do(viewer, city.listings[other].id, act, *said),
            code,
        )

    return ready


def _sent_listing(city: City) -> Try:
    tto, row = city.seats["tto"], city.listings["draft"]
    bare = listing.start(tto, "achievement", cities.written("achievement", "没审", reviewed_by=""))
    return Try(
        tto,
        lambda: listing.submit(tto, row.id),
        lambda _: [f"listing:{row.id}"],
        lambda: listing.submit(tto, bare.id),
        "not_ready",
    )


def _triage(city: City) -> Try:
    broker, row = city.seats["broker"], city.listings["need"]
    return Try(
        broker,
        lambda: brokering.triage(broker, row.id, "urgent"),
        lambda _: [f"listing:{row.id}"],
        lambda: brokering.triage(broker, row.id, "off"),
        "reason_missing",
    )


def _contact(city: City) -> Try:
    broker, row = city.seats["broker"], city.matches["half"]
    return Try(
        broker,
        lambda: brokering.contact(broker, row.need_id, "没接通", row.id),
        lambda _: [f"match:{row.id}", f"listing:{row.need_id}"],
        lambda: brokering.contact(broker, row.need_id, " "),
        "line_missing",
    )


def _put(city: City) -> Try:
    broker, need, offer = city.seats["broker"], city.listings["hidden"], city.listings["expert"]
    return Try(
        broker,
        lambda: brokering.propose(broker, need.id, offer.id, "做过同样的件"),
        lambda made: [f"match:{made.id}", f"listing:{need.id}"],
        lambda: brokering.propose(broker, need.id, offer.id, ""),
        "line_missing",
    )


def _meet(city: City) -> Try:
    firm, row, day = city.seats["enterprise"], city.matches["half"], date(2021, 1, 4)
    return Try(
        firm,
        lambda: meeting.meet(firm, row.id, day, "onsite", "双方各两人", "看了样件"),
        lambda _: [f"match:{row.id}"],
        lambda: meeting.meet(firm, row.id, day, "onsite", "双方各两人", ""),
        "meeting_incomplete",
    )


def _grade(city: City) -> Try:
    broker, row = city.seats["broker"], city.matches["half"]
    return Try(
        broker,
        lambda: grade.grade(broker, row.id, 2, "差在节拍"),
        lambda _: [f"match:{row.id}"],
        lambda: grade.grade(broker, row.id, 4),
        "grade_missing",
    )


def _learn(city: City) -> Try:
    bureau = city.seats["bureau"]
    return Try(
        bureau,
        lambda: ranker.learn(bureau, cities.learned("c" * 64)),
        lambda row: [f"ranker:{row.id}"],
        lambda: ranker.learn(bureau, cities.learned("a" * 64)),
        "already_learned",
    )


def _ranked(act: str, said: dict[str, str]) -> Callable[[City], Try]:
    def tried(city: City) -> Try:
        first, second = city.seats["bureau"], city.seats["bureau2"]
        row, viewer = city.rankers["proposed"], second if act == "adopt" else first
        if act == "propose":
            row = ranker.decline(first, row.id, "再看看")
        return Try(
            viewer,
            lambda: ranker.do(viewer, row.id, act, said.get("reason", "")),
            lambda _: [f"ranker:{row.id}"],
            lambda: ranker.do(first, row.id, act, ""),
            "not_yours" if act == "adopt" else "reason_missing",
        )

    return tried


def _answer(city: City) -> Try:
    firm, row = city.seats["enterprise"], city.matches["half"]
    return Try(
        firm,
        lambda: match.answer(firm, row.id, "yes"),
        lambda _: [
            f"match:{row.id}",
            f"deal:{Deal.objects.latest('id').id}",
            f"listing:{row.need_id}",
            f"listing:{row.offer_id}",
        ],
        lambda: match.answer(firm, row.id, "no", ""),
        "reason_missing",
    )


def _dealt(
    who: str,
    state: str,
    do: Callable[[Viewer, int], Any],
    bad: Callable[[Viewer, int], Any],
    code: str,
    *also: str,
    **more: Any,
) -> Callable[[City], Try]:
    """An act of a deal brought to a state, by a seat; `also` are the nouns of what it makes and touches beside the deal."""

    def ready(city: City) -> Try:
        row, viewer = dealing.brought(city, state, **more), city.seats[who]
        newest = {"evidence": Evidence, "notice": Notice, "fact": Fact, "receipt": Receipt}

        def subjects(_: Any) -> list[str]:
            return [f"deal:{row.id}", *(f"{noun}:{newest[noun].objects.latest('id').id}" for noun in also)]

        return Try(viewer, lambda: do(viewer, row.id), subjects, lambda: bad(viewer, row.id), code)

    return ready


def _objected(city: City) -> Try:
    row, tto = dealing.brought(city, "notice"), city.seats["tto"]
    with dealing.on(dealing.NOTICED):
        notice.raise_objection(city.seats["bureau"], row.id, "价格偏低")
    return Try(
        tto,
        lambda: notice.answer(tto, row.id, "已复核"),
        lambda _: [f"deal:{row.id}"],
        lambda: notice.answer(tto, row.id, " "),
        "reason_missing",
    )


def _proposed(city: City) -> Try:
    row, firm = dealing.opened(city), city.seats["enterprise"]
    deal.propose(city.seats["tto"], row.id, dealing.TERMS)
    return Try(
        firm,
        lambda: deal.agree(firm, row.id),
        lambda _: [f"deal:{row.id}"],
        lambda: deal.agree(city.seats["tto"], row.id),
        "not_yours",
    )


def _void(city: City) -> Try:
    row, tto = dealing.brought(city, "performing"), city.seats["tto"]
    made = row.receipts.get().id
    return Try(
        tto,
        lambda: receipt.void(tto, row.id, "04412875", "记错了"),
        lambda _: [f"deal:{row.id}", f"receipt:{made}"],
        lambda: receipt.void(tto, row.id, "04412875", ""),
        "reason_missing",
    )


def _closed(city: City) -> Try:
    row, tto = dealing.brought(city, "performing"), city.seats["tto"]
    receipt.receive(tto, row.id, dealing.PAID, Decimal("400000.00"), None, "2", cities.kept("尾款"))
    other = match.answer(city.seats["enterprise"], city.matches["half"].id, "yes").deal
    return Try(
        tto,
        lambda: deal.close(tto, row.id),
        lambda _: [f"deal:{row.id}"],
        lambda: deal.close(tto, other.id),
        "wrong_state",
    )


def _asked(who: str, state: str, do: Callable[[Viewer, int], Any], other: str, code: str) -> Callable[[City], Try]:
    """An act of an application brought to a state, by a seat; by another it is refused."""

    def ready(city: City) -> Try:
        row, viewer = awarding.applied(city, state), city.seats[who]
        refuse = lambda: do(city.seats[other], row.id)  # noqa: E731  a call to be refused
        return Try(viewer, lambda: do(viewer, row.id), lambda _: [f"application:{row.id}"], refuse, code)

    return ready


def _decided(city: City) -> Try:
    dealing.brought(city, "performing", intermediary=city.parties["agency"].id)
    row, bureau = awarding.applied(city, "reviewed"), city.seats["bureau2"]
    return Try(
        bureau,
        lambda: batch.decide(bureau, row.call_id),
        lambda made: [f"batch:{made.id}"],
        lambda: batch.decide(city.seats["bureau"], row.call_id),
        "same_reviewer",
    )


def _found(city: City) -> Try:
    awarding.earned(city)
    row, bureau = awarding.called(city), city.seats["bureau"]
    return Try(
        bureau,
        lambda: application.find(bureau, row.id),
        lambda made: [f"application:{one.id}" for one in made],
        lambda: application.find(bureau, city.calls["call"]),
        "nobody_due",
    )


def _called(city: City) -> Try:
    bureau = city.seats["bureau"]
    return Try(
        bureau,
        lambda: application.open_call(bureau, awarding.CALL),
        lambda made: [f"call:{made.id}"],
        lambda: application.open_call(bureau, replace(awarding.CALL, year=2020)),
        "call_twice",
    )


def _applied(city: City) -> Try:
    row, broker = replace_closing(awarding.called(city)), city.seats["broker"]
    return Try(
        broker,
        lambda: application.apply(broker, row.id),
        lambda made: [f"application:{made.id}"],
        lambda: application.apply(city.seats["tto"], city.calls["call"]),
        "applied",
    )


def replace_closing(row: Call) -> Call:
    """A call that is still open."""
    row.closes_on = LATER
    row.save()
    return row


def _resent(city: City) -> Try:
    call, broker = replace_closing(awarding.called(city)), city.seats["broker"]
    row = awarding.applied(city, call=call)
    application.give_back(city.seats["district"], row.id, "补中介合同")
    return Try(
        broker,
        lambda: application.resend(broker, row.id),
        lambda _: [f"application:{row.id}"],
        lambda: application.resend(city.seats["tto"], city.calls["waits"]),
        "wrong_state",
    )


def _batched(
    who: str, state: str, do: Callable[[Viewer, int], Any], refuse: Callable[[Viewer, int], Any], code: str, *also: str
) -> Callable[[City], Try]:
    """An act of a batch brought to a state, by a seat."""

    def ready(city: City) -> Try:
        awarding.earned(city)
        row = awarding.batched(city, state)
        viewer = awarding.payer(city) if who == "payer" else city.seats[who]

        def subjects(_: Any) -> list[str]:
            return [f"batch:{row.id}", *(f"{noun}:{Notice.objects.latest('id').id}" for noun in also)]

        return Try(viewer, lambda: do(viewer, row.id), subjects, lambda: refuse(viewer, row.id), code)

    return ready


def _answered_batch(city: City) -> Try:
    awarding.earned(city)
    row, bureau = awarding.batched(city, "notice"), city.seats["bureau"]
    with dealing.on(awarding.NOTICED):
        batch.raise_objection(city.seats["tto"], row.id, "不是它促成的")
    return Try(
        bureau,
        lambda: batch.answer(bureau, row.id, "合同写明"),
        lambda _: [f"batch:{row.id}"],
        lambda: batch.answer(bureau, row.id, " "),
        "reason_missing",
    )


def _clawed(city: City) -> Try:
    awarding.earned(city)
    row, bureau = awarding.batched(city, "paid"), city.seats["bureau"]
    contract.cancel(city.seats["registry"], dealing.opened(city).id, "合同解除")
    made = row.decisions.get()
    return Try(
        bureau,
        lambda: batch.claw(bureau, made.id),
        lambda _: [f"application:{made.application_id}"],
        lambda: batch.claw(bureau, 0),
        "no_such_decision",
    )


def _noticed(do: Callable[[], Any]) -> Any:
    """On a day on which the list of the test city is published."""
    with dealing.on(awarding.NOTICED):
        return do()


LATER = date(2099, 1, 1)
AWARDED: dict[str, Callable[[City], Try]] = {
    "call.open": _called,
    "application.apply": _applied,
    "application.find": _found,
    "application.check": _asked("district", "submitted", application.first_check, "bureau", "not_yours"),
    "application.review": _asked("bureau", "checked", application.review, "district", "not_yours"),
    "application.return": _asked(
        "district", "submitted", lambda who, id: application.give_back(who, id, "缺凭证"), "bureau", "not_yours"
    ),
    "application.resend": _resent,
    "application.withdraw": _asked("broker", "submitted", application.withdraw, "bureau", "not_yours"),
    "application.decide": _decided,
    "batch.notify": _batched(
        "bureau", "decided", batch.notify, lambda who, _: batch.notify(who, 0), "no_such_batch", "notice"
    ),
    "batch.object": _batched(
        "tto",
        "notice",
        lambda who, id: _noticed(lambda: batch.raise_objection(who, id, "异议")),
        lambda who, id: batch.raise_objection(who, id, "异议"),
        "notice_is_over",
    ),
    "batch.answer": _answered_batch,
    "batch.approve": _batched(
        "finance", "notice", batch.approve, lambda who, _: batch.approve(who, 0), "no_such_batch"
    ),
    "batch.pay": _batched(
        "payer",
        "approved",
        lambda who, id: batch.pay(who, id, "2021-05-28", "1号"),
        lambda who, id: batch.pay(who, id, "2021-05-28", " "),
        "voucher_missing",
    ),
    "batch.drop": _batched(
        "bureau",
        "decided",
        lambda who, id: batch.drop(who, id, "漏了一家"),
        lambda who, id: batch.drop(who, id, ""),
        "reason_missing",
    ),
    "decision.claw": _clawed,
}
DEALT: dict[str, Callable[[City], Try]] = {
    "deal.propose": _dealt(
        "tto",
        "talking",
        lambda who, id: deal.propose(who, id, dealing.TERMS),
        lambda who, id: deal.propose(who, id, replace(dealing.TERMS, technical=Decimal("600000.01"))),
        "price_below_technical",
    ),
    "deal.agree": _proposed,
    "deal.declare": _dealt(
        "tto",
        "talking",
        lambda who, id: deal.declare(who, id, True, "同一控制人", cities.kept("声明")),
        lambda who, id: deal.declare(who, id, True, "", cities.kept("声明")),
        "reason_missing",
        "evidence",
    ),
    "deal.attach": _dealt(
        "tto",
        "talking",
        lambda who, id: deal.attach(who, id, cities.kept("补充"), "agreement", ""),
        lambda who, id: deal.attach(who, id, cities.kept("补充"), "love_letter", ""),
        "no_such_evidence_type",
        "evidence",
    ),
    "deal.resolve": _dealt(
        "tto",
        "terms",
        lambda who, id: resolution.resolve(who, id, dealing.DECIDED, dealing.MEMBERS, cities.kept("纪要")),
        lambda who, id: resolution.resolve(who, id, LATER, dealing.MEMBERS, cities.kept("纪要")),
        "held_later",
        "evidence",
    ),
    "deal.notify": _dealt(
        "tto", "resolution", notice.notify, lambda who, _: notice.notify(who, 0), "no_such_deal", "notice"
    ),
    "deal.object": _dealt(
        "bureau",
        "notice",
        lambda who, id: _in_time(lambda: notice.raise_objection(who, id, "价格偏低")),
        lambda who, id: notice.raise_objection(who, id, "价格偏低"),
        "notice_is_over",
    ),
    "deal.answer": _objected,
    "deal.sign": _dealt(
        "tto",
        "notice",
        lambda who, id: contract.sign(who, id, dealing.SIGNED, cities.kept("合同")),
        lambda who, id: contract.sign(who, id, LATER, cities.kept("合同")),
        "signed_later",
        "evidence",
    ),
    "deal.review": _dealt(
        "registry",
        "signed",
        contract.review,
        lambda who, _: contract.review(who, 0),
        "no_such_deal",
        price=Decimal("6000000.00"),
        technical=Decimal("5000000.00"),
    ),
    "deal.register": _dealt(
        "registry",
        "signed",
        lambda who, id: contract.register(
            who, id, dealing.NUMBER, Decimal("500000.00"), dealing.REGISTERED, cities.kept("登记证明")
        ),
        lambda who, id: contract.register(
            who, id, dealing.NUMBER, Decimal("600000.01"), dealing.REGISTERED, cities.kept("登记证明")
        ),
        "price_below_technical",
        "evidence",
        "fact",
    ),
    "deal.decline": _dealt(
        "registry",
        "signed",
        lambda who, id: contract.decline(who, id, "标的不清"),
        lambda who, id: contract.decline(who, id, ""),
        "reason_missing",
    ),
    "deal.receive": _dealt(
        "tto",
        "registered",
        lambda who, id: receipt.receive(who, id, dealing.PAID, Decimal(100), None, "1", cities.kept("回单")),
        lambda who, id: receipt.receive(who, id, LATER, Decimal(100), None, "1", cities.kept("回单")),
        "received_later",
        "evidence",
    ),
    "deal.void": _void,
    "deal.close": _closed,
    "deal.revise": _dealt(
        "enterprise",
        "terms",
        lambda who, id: deal.revise(who, id, "改价"),
        lambda who, id: deal.revise(who, id, ""),
        "reason_missing",
    ),
    "deal.fall": _dealt(
        "enterprise",
        "talking",
        lambda who, id: deal.fall(who, id, "价钱谈不拢"),
        lambda who, id: deal.fall(who, id, " "),
        "reason_missing",
    ),
}


def _in_time(do: Callable[[], Any]) -> Any:
    """On a day on which the notice of the test city runs."""
    with dealing.on(dealing.NOTICED):
        return do()


def _cancel(city: City) -> Try:
    row, registry = dealing.brought(city, "registered"), city.seats["registry"]
    return Try(
        registry,
        lambda: contract.cancel(registry, row.id, "合同解除"),
        lambda _: [f"deal:{row.id}", f"fact:{row.fact_id}", f"amendment:{Amendment.objects.latest('id').id}"],
        lambda: contract.cancel(registry, row.id, " "),
        "reason_missing",
    )


def _bring_patents(city: City) -> Try:
    tto = city.seats["tto"]
    rows = [cities.papers_of(f"20181010010{n}", word) for n, word in enumerate(("甲", "乙"))]
    return Try(
        tto,
        lambda: patent.register(tto, rows),
        lambda made: [f"patent:{one.id}" for one in made],
        lambda: patent.register(tto, [cities.papers_of("201610100001", "又一次")]),
        "patent_known",
    )


def _patented(who: str, act: str, code: str, said: dict[str, Any], wrong: dict[str, Any]) -> Callable[[City], Try]:
    """An act of a patent's life, by a seat; said wrongly it is refused."""

    def ready(city: City) -> Try:
        viewer, row = city.seats[who], city.patents["valid"]
        return Try(
            viewer,
            lambda: patent.do(viewer, row.id, act, **said),
            lambda _: [f"patent:{row.id}"],
            lambda: patent.do(viewer, row.id, act, **said | wrong),
            code,
        )

    return ready


def _value(city: City) -> Try:
    broker, row = city.seats["broker"], city.patents["valid"]
    return Try(
        broker,
        lambda: patent.value(broker, row.id, "finance", cities.SCORES),
        lambda _: [f"patent:{row.id}", f"valuation:{Valuation.objects.latest('id').id}"],
        lambda: patent.value(broker, row.id, "finance", cities.SCORES | {"scope": 101}),
        "scores_flawed",
    )


TERMS = Terms("later", Decimal(50_000), 36, date(2021, 1, 1), date(2023, 12, 31), "验收后付")


def _terms(city: City) -> Try:
    tto, row = city.seats["tto"], city.patents["valid"]
    return Try(
        tto,
        lambda: patent.offer(tto, row.id, TERMS),
        lambda made: [f"patent:{row.id}", f"licence:{made.id}"],
        lambda: patent.offer(tto, row.id, replace(TERMS, conditions=" ")),
        "terms_flawed",
    )


DOING: dict[str, Callable[[City], Try]] = {
    "listing.open": _written,
    "listing.load": _register_of_listings,
    "listing.submit": _sent_listing,
    "listing.publish": _stepped("broker", "publish", "reviewing", "need", "wrong_state"),
    "listing.return": _stepped("broker", "return", "reviewing", "need", "wrong_state", "看不懂"),
    "listing.renew": _stepped("enterprise", "renew", "expired", "offer", "not_yours"),
    "listing.talk": _stepped("enterprise", "talk", "need", "offer", "not_yours"),
    "listing.reopen": _stepped("tto", "reopen", "talking", "offer", "wrong_state"),
    "listing.meet": _stepped("tto", "meet", "talking", "offer", "wrong_state", "签了合同"),
    "listing.expire": _stepped("system", "expire", "need", "talking", "wrong_state"),
    "listing.merge": _merged,
    "platform.register": _platform,
    "platform.receive": _received,
    "platform.send": _sent_out,
    "listing.withdraw": _stepped("enterprise", "withdraw", "need", "offer", "not_yours"),
    "patent.register": _bring_patents,
    "patent.state": _patented(
        "tto",
        "state",
        "wrong_status",
        {"status": "lapsed", "on": date(2021, 1, 1), "document": "专利登记簿副本，2021-01-05"},
        {"status": "refused"},
    ),
    "patent.pay": _patented("tto", "pay", "wrong_year", {"year": 6, "document": "收据 0071"}, {"year": 5}),
    "patent.value": _value,
    "patent.keep": _patented("tto", "keep", "reason_missing", {"reason": "有企业要"}, {"reason": " "}),
    "patent.drop": _patented("tto", "drop", "reason_missing", {"reason": "没有人要"}, {"reason": ""}),
    "patent.open": _terms,
    "match.answer": _answer,
    "listing.triage": _triage,
    "listing.contact": _contact,
    "match.propose": _put,
    "match.meet": _meet,
    "match.grade": _grade,
    "ranker.learn": _learn,
    "ranker.propose": _ranked("propose", {"reason": "排得更准"}),
    "ranker.adopt": _ranked("adopt", {}),
    "ranker.decline": _ranked("decline", {"reason": "再看看"}),
    **DEALT,
    **AWARDED,
    "deal.cancel": _cancel,
    "claim.open": _open,
    "claim.attach": _attach,
    "claim.detach": _detach,
    "claim.submit": _submit,
    "claim.check": _check,
    "claim.verify": _verify,
    "claim.return": _return,
    "claim.withdraw": _withdraw,
    "fact.reverse": _reverse,
    "fact.end": _end,
    "fact.replace": _replace,
    "list.load": _load,
    "list.claim": _claim_list,
    "pack.install": _install,
    "pack.propose": _propose,
    "pack.adopt": _adopt,
    "pack.drop": _drop,
    "holidays.adopt": _adopt_holidays,
    "party.register": _register,
    "seat.give": _give,
    "seat.change": _change_seat,
    "seat.end": _end_seat,
    "clock.advance": _advance,
    "token.make": _make_token,
    "token.revoke": _revoke_token,
    "password.change": _change_password,
}


def tried(city: City, id: str) -> Try:
    """The act made ready, its preparation done."""
    return DOING[id](city)


def everything() -> dict[str, str]:
    """A digest of every table of the site and of its users: equal before and after means that nothing has changed."""
    tables = [one._meta.db_table for one in apps.get_app_config("site").get_models()]
    found = {}
    with connection.cursor() as cursor:
        for table in [*tables, "auth_user"]:
            cursor.execute(
                f"SELECT count(*) || md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) FROM {table} t"
            )
            found[table] = cursor.fetchone()[0]
    return found


def test_every_act_is_done_here_once() -> None:
    assert sorted(DOING) == EVERY


@pytest.mark.parametrize("id", EVERY)
def test_an_act_leaves_exactly_one_line(city: City, demo: None, id: str) -> None:
    this = tried(city, id)
    before, lines = Head.objects.get(), Act.objects.count()
    result = this.do()
    line = Act.objects.get(number=before.number + 1)
    after = Head.objects.get()
    assert Act.objects.count() == lines + 1
    assert (after.number, after.hash) == (line.number, line.hash)
    assert line.previous == before.hash
    assert chain_line(line).hash == line.hash
    assert (line.act, line.seat_id) == (id, this.viewer.seat)
    assert line.subjects == this.subjects(result)
    assert line.subjects or line.rows or line.change  # it says what it did
    assert verify().faults == ()


@pytest.mark.parametrize("id", EVERY)
def test_a_refused_act_leaves_no_line_and_no_row(city: City, demo: None, id: str) -> None:
    this = tried(city, id)
    before = everything()
    assert refused(this.refuse) == this.code
    assert everything() == before


@pytest.mark.parametrize("id", EVERY)
def test_an_act_that_breaks_at_its_last_step_leaves_no_line_and_no_row(
    city: City, demo: None, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    this = tried(city, id)
    before = everything()

    def broken(**_: Any) -> Line:
        raise RuntimeError("the line could not be made")

    monkeypatch.setattr(perform.journal, "Line", broken)
    with pytest.raises(RuntimeError, match="could not be made"):
        this.do()
    monkeypatch.undo()
    assert everything() == before


@pytest.mark.parametrize("id", EVERY)
def test_an_act_by_somebody_who_may_not_is_refused(city: City, demo: None, id: str) -> None:
    """The auditor reads everything and does nothing; what every seat may do, the public may not."""
    this = tried(city, id)
    auditor, before = city.seats["auditor"], everything()
    attempts: dict[str, Callable[[], Any]] = {
        "listing.open": lambda: listing.start(auditor, "need", {}),
        "listing.load": lambda: listing.load(auditor, []),
        "platform.register": lambda: platform.register(auditor, "a.example", "某网", city.parties["agency"].code),
        "platform.receive": lambda: platform.receive(auditor, Platform.objects.get().id, [RECORD]),
        "platform.send": lambda: platform.send(auditor, Platform.objects.get().id),
        "listing.merge": lambda: twin.merge(auditor, city.listings["need"].id, city.listings["expired"].id),
        **{
            f"listing.{act}": lambda act=act, word=word: listing.do(auditor, city.listings[word].id, act, "原因")
            for act, word in (
                ("submit", "returned"),
                ("publish", "reviewing"),
                ("return", "reviewing"),
                ("renew", "expired"),
                ("talk", "need"),
                ("reopen", "talking"),
                ("meet", "talking"),
                ("expire", "need"),
                ("withdraw", "need"),
            )
        },
        "patent.register": lambda: patent.register(auditor, []),
        **{
            f"patent.{act}": lambda act=act, said=said: patent.do(auditor, city.patents["valid"].id, act, **said)
            for act, said in (
                ("state", {"status": "lapsed", "on": date(2021, 1, 1), "document": "登记簿"}),
                ("pay", {"year": 6, "document": "收据"}),
                ("value", {"scene": "finance", "inputs": cities.SCORES}),
                ("keep", {"reason": "原因"}),
                ("drop", {"reason": "原因"}),
                ("open", {"terms": TERMS}),
            )
        },
        "listing.triage": lambda: brokering.triage(auditor, city.listings["need"].id, "urgent"),
        "listing.contact": lambda: brokering.contact(auditor, city.listings["need"].id, "没接通"),
        "match.propose": lambda: brokering.propose(
            auditor, city.listings["hidden"].id, city.listings["expert"].id, "合适"
        ),
        "ranker.learn": lambda: ranker.learn(auditor, cities.learned("d" * 64)),
        **{
            f"ranker.{act}": lambda act=act: ranker.do(auditor, city.rankers["proposed"].id, act, "原因")
            for act in ("propose", "adopt", "decline")
        },
        "match.grade": lambda: grade.grade(auditor, city.matches["half"].id, 2),
        "match.meet": lambda: meeting.meet(auditor, city.matches["half"].id, date(2021, 1, 4), "onsite", "某", "某"),
        "match.answer": lambda: match.answer(auditor, city.matches["half"].id, "yes"),
        **{
            id: lambda do=do: do(auditor, Deal.objects.get(match=city.matches["open"]).id)
            for id, do in (
                ("deal.propose", lambda who, id: deal.propose(who, id, dealing.TERMS)),
                ("deal.agree", deal.agree),
                ("deal.declare", lambda who, id: deal.declare(who, id, False, "", cities.kept("声明"))),
                ("deal.attach", lambda who, id: deal.attach(who, id, cities.kept("补"), "agreement", "")),
                (
                    "deal.resolve",
                    lambda who, id: resolution.resolve(
                        who, id, dealing.DECIDED, dealing.MEMBERS, cities.kept("纪要二")
                    ),
                ),
                ("deal.notify", notice.notify),
                ("deal.answer", lambda who, id: notice.answer(who, id, "已复核")),
                ("deal.sign", lambda who, id: contract.sign(who, id, dealing.SIGNED, cities.kept("合同二"))),
                ("deal.review", contract.review),
                (
                    "deal.register",
                    lambda who, id: contract.register(
                        who, id, dealing.NUMBER, Decimal(100), dealing.REGISTERED, cities.kept("证明二")
                    ),
                ),
                ("deal.decline", lambda who, id: contract.decline(who, id, "不清")),
                ("deal.cancel", lambda who, id: contract.cancel(who, id, "解除")),
                (
                    "deal.receive",
                    lambda who, id: receipt.receive(who, id, dealing.PAID, Decimal(1), None, "9", cities.kept("单")),
                ),
                ("deal.void", lambda who, id: receipt.void(who, id, "04412875", "原因")),
                ("deal.close", deal.close),
                ("deal.revise", lambda who, id: deal.revise(who, id, "改价")),
                ("deal.fall", lambda who, id: deal.fall(who, id, "原因")),
            )
        },
        "call.open": lambda: application.open_call(auditor, awarding.CALL),
        "application.apply": lambda: application.apply(auditor, city.calls["call"]),
        "application.find": lambda: application.find(auditor, city.calls["call"]),
        "application.decide": lambda: batch.decide(auditor, city.calls["call"]),
        **{
            f"application.{act}": lambda do=do: do(auditor, city.calls["waits"])
            for act, do in (
                ("check", application.first_check),
                ("review", application.review),
                ("return", lambda who, id: application.give_back(who, id, "原因")),
                ("withdraw", application.withdraw),
            )
        },
        "application.resend": lambda: application.resend(auditor, Application.objects.latest("id").id),
        **{
            f"batch.{act}": lambda do=do: do(auditor, Batch.objects.latest("id").id)
            for act, do in (
                ("notify", batch.notify),
                ("answer", lambda who, id: batch.answer(who, id, "答复")),
                ("approve", batch.approve),
                ("pay", lambda who, id: batch.pay(who, id, "2021-05-28", "1号")),
                ("drop", lambda who, id: batch.drop(who, id, "原因")),
            )
        },
        "batch.object": lambda: batch.raise_objection(city.seats["finance"], Batch.objects.latest("id").id, "异议"),
        "decision.claw": lambda: batch.claw(auditor, 0),
        "deal.object": lambda: notice.raise_objection(
            city.seats["enterprise"], Deal.objects.get(match=city.matches["open"]).id, "异议"
        ),
        "claim.open": lambda: claim.start(auditor, PROFESSOR, professor(city, "审一")),
        "claim.attach": lambda: claim.attach(auditor, city.claims["draft"].id, cities.kept("x"), "agreement", "x"),
        "claim.detach": lambda: claim.detach(auditor, city.claims["returned"].id, 1),
        "claim.submit": lambda: claim.submit(auditor, city.claims["returned"].id),
        "claim.check": lambda: claim.first_check(auditor, city.claims["material"].id),
        "claim.verify": lambda: claim.verify(auditor, city.claims["submitted"].id),
        "claim.return": lambda: claim.give_back(auditor, city.claims["submitted"].id, "原因"),
        "claim.withdraw": lambda: claim.withdraw(auditor, city.claims["submitted"].id),
        "fact.reverse": lambda: fact.reverse(auditor, city.facts["claimed"].id, "原因"),
        "fact.end": lambda: fact.end(auditor, city.facts["claimed"].id, date(2021, 1, 1), "原因"),
        "fact.replace": lambda: fact.replace(
            auditor, city.facts["listed"].id, said(SYSTEM, BROKER, certificate(city, "赵一", "JS-1")), [], "原因"
        ),
        "list.load": lambda: roll.official(auditor, cities.CONTRACT, [], document("清单")),
        "list.claim": lambda: roll.claim(auditor, PROFESSOR, []),
        "pack.install": lambda: pack.install(auditor, shipped_text(), "", None),
        "pack.propose": lambda: pack.propose(auditor, cities.renamed("别的"), "", date(2021, 1, 1), "改名"),
        "pack.adopt": lambda: pack.adopt(auditor, city.proposal),
        "pack.drop": lambda: pack.drop(auditor, city.proposal, "不要"),
        "holidays.adopt": lambda: pack.adopt_holidays(auditor, Proposal.objects.latest("id").id),
        "party.register": lambda: party.register(auditor, [NewParty("enterprise", "某厂")]),
        "seat.give": lambda: party.seat(auditor, "x", city.parties["cable"].id, "enterprise", "某人"),
        "seat.change": lambda: party.change(auditor, city.seats["broker"].seat or 0, "某人"),
        "seat.end": lambda: party.end(auditor, city.seats["broker"].seat or 0, "调离"),
        "clock.advance": lambda: clock.advance(auditor, date(2099, 1, 1)),
        "token.make": lambda: token.make(PUBLIC, "无席位"),
        "token.revoke": lambda: token.revoke(auditor, Token.objects.get(seat_id=city.seats["tto"].seat).id),
        "password.change": lambda: password.change(PUBLIC, "焊缝跟踪 2021 年"),
    }
    assert this.viewer != auditor
    assert refused(attempts[id]) in ("not_yours", "no_such_claim", "no_such_token")
    assert everything() == before


def test_one_official_document_stands_behind_every_row_of_a_list(city: City) -> None:
    this = tried(city, "list.load")
    made = this.do()
    line = Act.objects.latest("number")
    assert line.rows["facts"] == [one.fact.id for one in made]
    assert len(line.rows["facts"]) == 3
    behind = {fact.evidence.get().evidence.paper_id for fact in Fact.objects.filter(id__in=line.rows["facts"])}
    assert len(behind) == 1
    assert {one.known for one in Fact.objects.filter(id__in=line.rows["facts"])} == {line.number}


def test_two_papers_of_a_draft_are_both_behind_the_fact(city: City) -> None:
    row = drafted(city.seats["tto"], PROFESSOR, professor(city, "双证"))
    claim.submit(city.seats["tto"], row.id)
    made = cities.stated(claim.verify(city.seats["district"], row.id))
    assert [one.evidence.type for one in made.evidence.order_by("id")] == ["official_list", "agreement"]
