"""Patents (专利) as they are read: the alliance's bank with what each costs, is worth and is advised, and one with every reason.

The owner's seats, the alliance's brokers, the bureau and the auditor see all of it, a district what is its own; everybody else who has a
seat sees the patents with standing terms, and of them what the register of patents and those terms say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Count, Q, QuerySet

from jinliang.core import patent as life
from jinliang.core import patent_fee as fees
from jinliang.core.access import Viewer
from jinliang.core.life import Possible, possible
from jinliang.core.listing import SHOWN
from jinliang.core.patent import PATENT, PatentCase
from jinliang.core.patent_advice import Advice, Known, advice
from jinliang.core.patent_fee import Fee, FeeRule, Reminder
from jinliang.core.patent_value import CRITERIA, PatentRecord, PatentValue, Standing, patent_value, standings
from jinliang.core.refusal import Refusal
from jinliang.core.valuation import Score, Weights, score
from jinliang.packs.parameter import patent_advice_rule, patent_criteria, patent_fee_rule
from jinliang.site.models import Licence, Listing, Patent, Valuation
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs

__all__ = [
    "Bank", "Held", "Licence", "Patent", "PatentView", "Valuation", "Valued", "bank", "by_number", "case", "inside", "patent", "visible",
]  # fmt: skip

READERS = ("broker", "bureau", "auditor")
"""Who sees every patent whole: the alliance's brokers, whose duty the bank is, the bureau and the audit."""
SHOWS = ("ask", "due", "high", *CRITERIA, "licence")
"""What the bank may be narrowed to: to be decided on, a fee near, of high value, one criterion, with standing terms."""


def visible(viewer: Viewer) -> QuerySet[Patent]:
    """Patents a viewer may see at all."""
    rows = Patent.objects.select_related("owner")
    if viewer.public:
        return rows.none()
    if viewer.role in READERS:
        return rows
    seen = Q(owner_id=viewer.own) | Q(id__in=_standing(clock.today()).values("patent"))
    if viewer.role == "district":
        seen |= Q(owner__area=viewer.area or "-")
    return rows.filter(seen)


def inside(viewer: Viewer, row: Patent) -> bool:
    """Whether a viewer sees what is thought and decided about a patent: values, advice, pledge, decisions, the journal's lines."""
    if viewer.role in READERS or (viewer.party == row.owner_id and not viewer.public):
        return True
    return viewer.role == "district" and bool(viewer.area) and row.owner.area == viewer.area


def _standing(today: date) -> QuerySet[Licence]:
    return Licence.objects.filter(Q(last=None) | Q(last__gte=today), first__lte=today)


def by_number(viewer: Viewer, number: str) -> int | None:
    """The patent (id) of a number, if it is in the bank and the viewer may see it."""
    return visible(viewer).filter(number=number).values_list("id", flat=True).first() if number else None


def case(row: Patent) -> PatentCase:
    """A stored patent as its life sees it."""
    owed = fees.next_fee(row.status, row.applied_on, row.paid, rule(row))
    state = life.decided(row.decision, row.decided_for_on, owed)
    return PatentCase(row.owner_id, row.status, state, row.pledge > 0)


def rule(row: Patent) -> FeeRule:
    """The term and fees of a patent, by today's rules."""
    return patent_fee_rule(row.kind, row.applied_on, clock.today())


@dataclass(frozen=True, slots=True)
class Market:
    """The listing of a patent on the market, and how many asked for it."""

    listing: int
    listed_on: date | None
    wanted: int
    deals: int


@dataclass(frozen=True, slots=True)
class Held:
    """A patent in the bank with everything that is worked out about it; `asked` says that keeping or dropping is to be decided now."""

    row: Patent
    inside: bool
    record: PatentRecord
    value: PatentValue
    fee: Fee | None
    level: Literal["", "watch", "late"]
    doubt: str
    valuation: Valuation | None
    market: Market | None
    advice: Advice | None
    state: str
    asked: bool
    licences: tuple[Licence, ...]

    def shows(self, what: str) -> bool:
        """Whether the patent is among what the bank was narrowed to."""
        tests: Mapping[str, Callable[[], bool]] = {
            "ask": lambda: self.inside and self.asked,
            "due": lambda: self.inside and bool(self.level),
            "high": lambda: self.value.high_value,
            "licence": lambda: bool(self.licences),
        }
        return tests[what]() if what in tests else what in self.value.reasons


@dataclass(frozen=True, slots=True)
class Bank:
    """What a viewer asked of the bank: the patents, the next fee first, and how many there are to be narrowed to."""

    rows: list[Held]
    whole: int
    many: Mapping[str, int]


def bank(viewer: Viewer, show: str = "", status: str = "", words: str = "", mine: bool = False) -> Bank:
    """The bank as a viewer may see it, in four queries however large it is."""
    rows = visible(viewer)
    rows = rows.filter(owner_id=viewer.own) if mine else rows
    rows = rows.filter(status=status) if status else rows
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(number__startswith=words) | Q(owner__name__icontains=words))
    found = held(viewer, rows)
    many = {one: sum(row.shows(one) for row in found) for one in SHOWS}
    shown = [row for row in found if row.shows(show)] if show else found
    far = date.max
    shown.sort(key=lambda one: (one.fee.due_on if one.fee and one.inside else far, one.row.number))
    return Bank(shown, len(found), many)


def held(viewer: Viewer, rows: Iterable[Patent]) -> list[Held]:
    """Patents with everything worked out about them; what is asked for beside them is asked once."""
    listed = list(rows)
    ids, today = [row.id for row in listed], clock.today()
    latest = Valuation.objects.filter(patent__in=ids).order_by("patent_id", "-on", "-id").distinct("patent_id")
    valued = {one.patent_id: one for one in latest}
    terms: dict[int, dict[str, Licence]] = {}
    for one in _standing(today).filter(patent__in=ids).order_by("id"):
        terms.setdefault(one.patent_id, {})[one.way] = one
    asked_for = _market([row.number for row in listed])
    return [
        _held(viewer, row, today, valued.get(row.id), asked_for.get(row.number), tuple(terms.get(row.id, {}).values()))
        for row in listed
    ]


def _held(
    viewer: Viewer,
    row: Patent,
    today: date,
    valued: Valuation | None,
    market: Market | None,
    terms: tuple[Licence, ...],
) -> Held:
    record = PatentRecord(
        kind=row.kind,
        in_force=row.status == "in_force",
        applied_on=row.applied_on,
        granted_on=row.granted_on,
        sei_code=row.sei_code or None,
        family=tuple(row.family),
        pledge_loan=row.pledge,
        awards=tuple(row.awards),
    )
    value = patent_value(record, today, patent_criteria(today))
    numbers, lines = rule(row), patent_advice_rule(today)
    owed = fees.next_fee(row.status, row.applied_on, row.paid, numbers)
    known = Known(
        criteria=len(value.reasons),
        score=valued.score if valued else None,
        implemented=row.implemented,
        listed_on=market.listed_on if market else None,
        wanted=market.wanted if market else 0,
        deals=market.deals if market else 0,
        pledged=row.pledge > 0,
    )
    seen = inside(viewer, row)
    state = life.decided(row.decision, row.decided_for_on, owed)
    return Held(
        row=row,
        inside=seen,
        record=record,
        value=value,
        fee=owed,
        level=fees.level(owed, today, numbers) if owed else "",
        doubt=fees.doubt(row.status, row.applied_on, row.paid, numbers, today),
        valuation=valued if seen else None,
        market=market,
        advice=advice(row.applied_on, owed, known, lines, today) if seen and row.status == "in_force" else None,
        state=state,
        asked=owed is not None and state == "undecided" and (owed.due_on - today).days <= lines.ask,
        licences=terms,
    )


def _market(numbers: list[str]) -> dict[str, Market]:
    """The listings of these patents by number, the newest of each, with how many said yes and how many deals came of it."""
    rows = Listing.objects.filter(kind="patent", number__in=numbers, state__in=SHOWN).order_by("id")
    told = rows.annotate(
        yes=Count("wanted", filter=Q(wanted__need_answer="yes"), distinct=True),
        dealt=Count("wanted__deal", distinct=True),
    )
    columns = told.values_list("number", "id", "published_on", "yes", "dealt")
    return {number: Market(id, day, yes, dealt) for number, id, day, yes, dealt in columns}


# ---- one patent ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Valued:
    """A valuation with its score worked out again from what was kept; `same` says that it is what was told then."""

    row: Valuation
    again: Score
    same: bool


@dataclass(frozen=True, slots=True)
class PatentView:
    """A patent with all that a viewer may know of it and do with it."""

    held: Held
    criteria: tuple[Standing, ...]
    acts: tuple[Possible, ...]
    valued: tuple[Valued, ...]
    fees: tuple[Fee, ...]
    ends_on: date
    reminders: tuple[Reminder, ...]


AHEAD = 4
"""Fees shown after the next one."""


def patent(viewer: Viewer, id: int) -> PatentView:
    """One patent. Raises Refusal `no_such_patent` when there is none the viewer may see."""
    row = visible(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_patent", "专利库里没有这件专利，或您无权查看", "本单位的、有许可条件的可以看")
    (one,), today, numbers = held(viewer, [row]), clock.today(), rule(row)
    acts = possible(PATENT, one.state, case(row), packs.plan(), viewer, today)
    ahead = [fees.fee(row.applied_on, year, numbers) for year in range(row.paid + 1, numbers.term + 1)][: AHEAD + 1]
    return PatentView(
        held=one,
        criteria=standings(one.record, today, patent_criteria(today)),
        acts=acts,
        valued=tuple(map(valued, _valuations(row))) if one.inside else (),
        fees=tuple(ahead) if one.fee and one.inside else (),
        ends_on=fees.ends_on(row.applied_on, numbers),
        reminders=tuple(told for told in fees.reminders(one.fee, numbers) if told.on >= today)
        if one.fee and one.inside
        else (),
    )


def _valuations(row: Patent) -> QuerySet[Valuation]:
    return Valuation.objects.filter(patent=row).select_related("seat__party").order_by("-on", "-id")


def valued(row: Valuation) -> Valued:
    """A stored valuation worked out again from its inputs, its weights and its version of the formula."""
    again = score(row.inputs, Weights.kept(row.scene, row.weights), row.formula)
    return Valued(row, again, again.total == row.score)
