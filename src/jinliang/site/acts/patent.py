"""Patents (专利): registered in the alliance's bank, followed in law, paid for, valued, kept or dropped, licensed on standing terms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from jinliang.core import patent as life
from jinliang.core import patent_fee as fees
from jinliang.core.access import Viewer
from jinliang.core.life import check
from jinliang.core.patent import HOLDERS, PATENT, STATUS, WAYS, Numbered, flaws, term_flaws
from jinliang.core.refusal import Composed, Refusal
from jinliang.core.valuation import FORMULA, score
from jinliang.packs.parameter import open_licence_kinds, patent_fee_rule, patent_weights
from jinliang.packs.patent import check_patent
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import Licence, Patent, Valuation
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads import patent as reads


@dataclass(frozen=True, slots=True)
class NewPatent:
    """A patent to be registered, as its papers state it; the number may be written with ZL, CN, blanks and point."""

    number: str
    title: str
    kind: str
    applied_on: date
    status: str
    since: date
    granted_on: date | None = None
    paid: int = 0
    sei_code: str = ""
    family: tuple[str, ...] = ()
    pledge: Decimal = Decimal(0)
    awards: tuple[str, ...] = ()
    implemented: bool = False


@act("patent.register", "专利入库")
def register(doing: Doing, patents: Sequence[NewPatent]) -> list[Patent]:
    """Registers patents of the viewer's party, one or a whole list. Raises Refusal `rows_flawed` naming each, `patent_known`."""
    require(doing.viewer, *HOLDERS, act="登记专利")
    seat, party = doing.viewer.sits
    numbers = _sound(patents)
    taken = set(Patent.objects.filter(number__in=numbers).values_list("number", flat=True))
    twice = sorted({one for one in numbers if one in taken or numbers.count(one) > 1})
    if twice:
        raise Refusal(
            "patent_known", Composed("专利号已在库里或重复：%(which)s", which=tuple(twice)), "一件专利只登记一次"
        )
    fresh = [
        Patent(
            number=number, title=" ".join(one.title.split())[:120], kind=one.kind, owner_id=party, applied_on=one.applied_on,
            granted_on=one.granted_on, status=one.status, since=one.since, paid=one.paid, sei_code=one.sei_code,
            family=list(one.family), pledge=one.pledge, awards=list(one.awards), implemented=one.implemented, seat_id=seat,
            made_at=clock.now(),
        )
        for number, one in zip(numbers, patents, strict=True)
    ]  # fmt: skip
    try:
        with transaction.atomic():
            made = Patent.objects.bulk_create(fresh)
    except IntegrityError:
        raise Refusal("patent_known", "其中有专利号刚由别人登记", "刷新后核对") from None
    for row in made:
        doing.touch("patent", row.id)
    doing.change = {"rows": len(made), "numbers": numbers}
    return made


def _sound(patents: Sequence[NewPatent]) -> list[str]:
    """The numbers of the patents, each in its one spelling."""
    numbers, wrong, today = [], [], clock.today()
    for place, one in enumerate(patents, 1):
        checked = check_patent(one.number, today)
        term = (
            20 if one.kind not in life.KINDS else patent_fee_rule(one.kind, max(one.applied_on, life.FIRST), today).term
        )
        said = flaws(one, Numbered(checked.why, checked.kind, checked.application_year), term, today)
        wrong += [Composed("第 %(place)s 件：%(what)s", between="；", place=str(place), what=said)] if said else []
        numbers.append(checked.number)
    if wrong or not patents:
        told = Composed("%(what)s", between="；", what=tuple(wrong[:10])) if wrong else "没有可登记的专利"
        raise Refusal("rows_flawed", told, "改好后再登记")
    return numbers


def _step(doing: Doing, id: int, name: str) -> Patent:
    if not reads.visible(doing.viewer).filter(id=id).exists():
        raise Refusal("no_such_patent", "专利库里没有这件专利，或您无权查看", "本单位的、有许可条件的可以看")
    Patent.objects.select_for_update().values_list("id").get(id=id)
    row = Patent.objects.select_related("owner").get(id=id)
    seen = reads.case(row)
    check(PATENT, name, seen.state, seen, packs.plan(), doing.viewer, clock.today())
    doing.touch("patent", row.id)
    return row


def _written(text: str, code: str, why: str, fix: str) -> str:
    if not text.strip():
        raise Refusal(code, why, fix)
    return text.strip()[:200]


def _document(text: str) -> str:
    return _written(text, "document_missing", "没有写凭什么", "写明文件名、文号和日期，如：专利登记簿副本，2021-05-20")


@act("patent.state", "变更法律状态")
def state(doing: Doing, id: int, status: str, on: date, document: str) -> Patent:
    """Puts down that a patent's legal status changed on a day, by which document. Granting pays the year it is granted in.

    Raises Refusal `document_missing`, `wrong_status` (it cannot follow), `wrong_day`.
    """
    row = _step(doing, id, "state")
    doing.note = _document(document)
    if status not in WAYS[row.status]:
        told = tuple(STATUS[one] for one in WAYS[row.status]) or ("没有",)
        raise Refusal(
            "wrong_status",
            Composed("现在是“%(now)s”，不能变成所选的状态", now=STATUS[row.status]),  # type: ignore[index]
            Composed("能变成的是：%(which)s", which=told),
        )
    if not row.since <= on <= clock.today():
        raise Refusal("wrong_day", Composed("日期应在 %(day)s 和今天之间", day=str(row.since)), "照文件上的日期填")
    doing.change = {"status": [row.status, status], "on": str(on)}
    if row.status == "pending" and status == "in_force":
        row.granted_on = on
        row.paid = max(row.paid, fees.patent_year(row.applied_on, on))
    row.status, row.since = status, on
    row.save()
    return row


@act("patent.pay", "登记专利年费")
def pay(doing: Doing, id: int, year: int, document: str) -> Patent:
    """Puts down up to which patent year the fees are paid, by which receipt. Raises Refusal `document_missing`, `wrong_year`."""
    row = _step(doing, id, "pay")
    doing.note = _document(document)
    term = reads.rule(row).term
    if not row.paid < year <= term:
        raise Refusal(
            "wrong_year",
            Composed("应是第 %(first)s 到 %(last)s 年", first=str(row.paid + 1), last=str(term)),
            "照收据填",
        )
    doing.change = {"paid": [row.paid, year]}
    row.paid = year
    row.save()
    return row


@act("patent.value", "专利估值")
def value(doing: Doing, id: int, scene: str, inputs: Mapping[str, int]) -> Valuation:
    """Values a patent for a scene by the weights of the day; all that went in is kept. Raises Refusal `no_such_scene`, `scores_flawed`."""
    row = _step(doing, id, "value")
    weights, given = patent_weights(scene, clock.today()), dict(inputs)
    found = score(given, weights)
    seat, _ = doing.viewer.sits
    made = Valuation.objects.create(
        patent=row, scene=scene, inputs=given, weights=weights.stored(), formula=FORMULA, score=found.total, seat_id=seat, on=clock.today()
    )  # fmt: skip
    doing.touch("valuation", made.id)
    doing.change = {
        "scene": scene, "inputs": given, "weights": made.weights, "formula": FORMULA, "score": str(found.total),
    }  # fmt: skip
    return made


def _decide(doing: Doing, id: int, name: str, reason: str) -> Patent:
    row = _step(doing, id, name)
    doing.note = row.decision_reason = _written(
        reason, "reason_missing", "没有写理由", "写明为什么维持或放弃，日后要看"
    )
    before, row.decision = row.decision, PATENT.row(name).target or ""
    owed = fees.next_fee(row.status, row.applied_on, row.paid, reads.rule(row))
    row.decided_on, row.decided_for_on = clock.today(), owed.due_on if owed else None
    doing.change = {"decision": [before, row.decision], "for": str(row.decided_for_on or "")}
    row.save()
    return row


@act("patent.keep", "维持专利")
def keep(doing: Doing, id: int, reason: str) -> Patent:
    """Decides to pay the next fee of a patent. Raises Refusal `reason_missing`."""
    return _decide(doing, id, "keep", reason)


@act("patent.drop", "放弃专利")
def drop(doing: Doing, id: int, reason: str) -> Patent:
    """Decides not to pay the next fee of a patent; in law it stands until it lapses. Raises Refusal `reason_missing`."""
    return _decide(doing, id, "drop", reason)


@dataclass(frozen=True, slots=True)
class Terms:
    """Terms on which anybody may have a licence: the way, the fee in yuan, the licence's months, conditions, from when to when."""

    way: str
    fee: Decimal | None
    months: int
    first: date
    last: date | None = None
    conditions: str = ""
    report: str = ""


@act("patent.open", "公布许可条件")
def offer(doing: Doing, id: int, terms: Terms) -> Licence:
    """Puts up standing terms; they take the place of the earlier ones of the same way. Raises Refusal `terms_flawed`."""
    row = _step(doing, id, "open")
    reported = row.kind in open_licence_kinds(terms.first) if terms.way == "open" else False
    said = term_flaws(
        terms.way, terms.fee, terms.months, terms.conditions, terms.first, terms.last, terms.report, reported
    )
    if said or terms.fee is None:
        raise Refusal("terms_flawed", Composed("%(what)s", between="；", what=said), "补齐再公布")
    seat, _ = doing.viewer.sits
    made = Licence.objects.create(
        patent=row, way=terms.way, fee=terms.fee, months=terms.months, conditions=terms.conditions.strip(),
        report=terms.report.strip()[:60], first=terms.first, last=terms.last, seat_id=seat,
    )  # fmt: skip
    doing.touch("licence", made.id)
    doing.change = {
        "way": terms.way, "fee": str(terms.fee), "months": terms.months, "first": str(terms.first), "last": str(terms.last or ""),
    }  # fmt: skip
    return made


def do(viewer: Viewer, id: int, act: str, **said: Any) -> object:
    """An act of the life by its row's id, with what it asks. Raises KeyError on an unknown act."""
    return {"state": state, "pay": pay, "value": value, "keep": keep, "drop": drop, "open": offer}[act](
        viewer, id, **said
    )  # type: ignore[operator]
