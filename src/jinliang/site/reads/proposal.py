"""Proposals (提案): a version somebody brings, examined against what is in force, and what adopting it would change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import chain
from typing import Any

from jinliang.core.access import Role, Viewer
from jinliang.core.day import Calendar
from jinliang.core.indicator import reading
from jinliang.core.life import Possible, possible
from jinliang.core.pack import Indicator, Pack
from jinliang.core.proposal import PROPOSAL, ProposalCase
from jinliang.core.refusal import Flaw, Refusal
from jinliang.core.revision import READ, Change, changes, days
from jinliang.core.select import Held
from jinliang.packs import holiday, load, toml
from jinliang.site.models import AdoptedPack, Proposal, Tally
from jinliang.site.reads import clock, fact
from jinliang.site.reads import pack as packs
from jinliang.site.reads.known import head, remembered
from jinliang.site.reads.moment import moment
from jinliang.site.reads.proof import pack_digest
from jinliang.site.reads.reading import Row, points, value
from jinliang.site.reads.tally import Ask

READERS: tuple[Role, ...] = ("bureau", "admin", "auditor")
"""Whose seats see proposals: those who bring and adopt, and the audit."""
MOST = 50_000
"""Facts up to which a question that nobody has adopted yet is tried on all of them; it has no bit in the tally."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A version as it is brought: of which pack, from which day on, and everything that is wrong with it."""

    pack: str
    version: str
    valid_from: date
    text: str
    plan_text: str
    flaws: tuple[Flaw, ...]

    @property
    def digest(self) -> str:
        """The digest of its texts, by which a version is known."""
        return pack_digest(self.text, self.plan_text)

    @property
    def holidays(self) -> bool:
        """Whether it is a holiday list."""
        return self.pack == packs.HOLIDAYS

    def adopted(self, known: int) -> AdoptedPack:
        """The version as an act of that number would adopt it."""
        own = {name: getattr(self, name) for name in ("pack", "version", "digest", "valid_from", "text", "plan_text")}
        return AdoptedPack(known=known, **own)


def brought(text: str, plan_text: str = "", valid_from: date | None = None) -> Brought:
    """Examines a text: a holiday list, which has stanzas for years, or a pack. Every flaw at once; never raises for what is in it.

    A pack that comes without its plan's text keeps that of the version before. A holiday list is in force by the years it names.
    """
    data = toml.read(text)
    if isinstance(data, Flaw):
        return Brought("", "", valid_from or clock.today(), text, plan_text, (data,))
    if "year" in data and "id" not in data:
        return _list(text)
    name = str(data.get("id", ""))
    before = packs.versions(name)
    if not plan_text and data.get("text_file") and before:
        plan_text = before[-1].plan_text
    return _pack(name, data, text, plan_text, valid_from or clock.today())


def _list(text: str) -> Brought:
    years, flaws = holiday.check_holidays(text)
    first = date(min(one.year for one in years), 1, 1) if years else clock.today()
    return Brought(packs.HOLIDAYS, holiday.covers(one.year for one in years), first, text, "", flaws)


def _pack(name: str, data: dict[str, Any], text: str, plan_text: str, valid_from: date) -> Brought:
    version = str(data.get("version", ""))
    rows = moment().packs
    around = {one.id: one for one in packs.every(rows, valid_from) if not one.text}
    flaws = list(load.check_text(text, plan_text, uses=around).flaws)
    for field, words, longest in (("id", name, 40), ("version", version, 20)):
        if len(words) > longest:
            flaws.append(Flaw(field, words[:60], f"太长，最多 {longest} 个字", "写短些"))
    if name == packs.HOLIDAYS:
        flaws.append(Flaw("id", name, "这个名称是节假日安排的", "给计划包另起名称"))
    made = Brought(name, version, valid_from, text, plan_text, tuple(flaws))
    return made if flaws else Brought(name, version, valid_from, text, plan_text, tuple(_broken(rows, made)))


def _broken(rows: Sequence[AdoptedPack], made: Brought) -> list[Flaw]:
    """What would no longer hold together on some day: this pack with those it uses, or another with this one."""
    with_it = (*rows, made.adopted(moment().number + 1))
    found = []
    for day in packs.turns(with_it):
        for name in dict.fromkeys(one.pack for one in with_it):
            wrong = _wrong(with_it, name, day)
            if wrong is not None and _wrong(rows, name, day) is None:
                when = f"{day} 起" if day > date.min else "最早的日子"
                found.append(Flaw(name, when, wrong.why, wrong.fix))
    return found


def _wrong(rows: Sequence[AdoptedPack], name: str, day: date) -> Refusal | None:
    try:
        packs.answering(rows, name, None, day)
    except Refusal as no:
        return no
    return None


@dataclass(frozen=True, slots=True)
class Moved:
    """An indicator that would be asked otherwise: its reading today by the version in force and by the one proposed.

    None where the indicator is not there; `tried` is False where the new question has too many facts to be tried beforehand.
    """

    plan: str
    before: Row | None
    after: Row | None
    tried: bool

    @property
    def indicator(self) -> Indicator:
        """The indicator, as proposed where it stays."""
        row = self.after or self.before
        assert row is not None
        return row.indicator


@dataclass(frozen=True)
class ProposalView:
    """A proposal opened by somebody: examined today, with every act and its verdict."""

    row: Proposal
    today: Brought
    acts: tuple[Possible, ...]
    overtaken: bool

    @cached_property
    def _rows(self) -> tuple[AdoptedPack, ...]:
        """What was adopted when it was brought."""
        return tuple(one for one in moment().packs if one.known < self.row.known)

    @cached_property
    def _with_it(self) -> tuple[AdoptedPack, ...]:
        return (*self._rows, self.today.adopted(self.row.known))

    @property
    def day(self) -> date:
        """The day on which the two versions are compared: when it comes into force, or when it was brought if that is later."""
        return max(self.row.valid_from, self.row.proposed_on)

    @property
    def later(self) -> tuple[AdoptedPack, ...]:
        """Versions adopted for a later day, whose place it would take all the same."""
        here = (one for one in self._rows if one.pack == self.row.pack and not self.today.holidays)
        return tuple(one for one in here if one.valid_from > self.row.valid_from)

    @cached_property
    def before(self) -> AdoptedPack | None:
        """The version in whose place it would stand; None where the pack is new."""
        rows = [one for one in self._rows if one.pack == self.row.pack]
        return packs.standing(rows if not self.today.holidays else rows[-1:], self.day)

    @cached_property
    def packs(self) -> tuple[Pack | None, Pack | None]:
        """The pack as it stands and as it would; None where it is new, cannot be read, or is the holiday list."""
        return (None, None) if self.today.flaws else self._answers(self.row.pack)

    def _answers(self, name: str) -> tuple[Pack | None, Pack | None]:
        return packs.answering(self._rows, name, None, self.day), packs.answering(self._with_it, name, None, self.day)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """Everything it would change; nothing while it cannot be read."""
        if self.today.holidays and not self.today.flaws:
            return days(_calendar(self.before), _calendar(self.today))
        old, new = self.packs
        return changes(old, new) if new else ()

    @cached_property
    def moved(self) -> tuple[Moved, ...]:
        """The readings it would change, of every plan that stands on it, with the facts known today."""
        if self.today.flaws or self.today.holidays:
            return ()
        names = dict.fromkeys(one.pack for one in self._with_it)
        return tuple(chain.from_iterable(self._moved(name) for name in names))

    def _moved(self, name: str) -> list[Moved]:
        old, new = self._answers(name)
        if new is None:
            return []
        by_id = ({one.id: one for one in (pack.indicators if pack else ())} for pack in (old, new))
        was, will = by_id
        changed = [one for one in changes(old, new) if one.part == "indicator" and (not one.field or one.field in READ)]
        return [_moved(name, was.get(id), will.get(id)) for id in dict.fromkeys(one.id for one in changed)]


def _calendar(one: AdoptedPack | Brought | None) -> Calendar:
    return holiday.calendar(holiday.read_holidays(one.text)[0] if one else ())


def _moved(plan: str, was: Indicator | None, will: Indicator | None) -> Moved:
    before, after = _tried(was), _tried(will)
    return Moved(plan, before, after, (was is None) == (before is None) and (will is None) == (after is None))


def _tried(one: Indicator | None) -> Row | None:
    """An indicator's reading today; None where it is not there, or where its question is new and has too many facts."""
    if one is None:
        return None
    today, number = clock.today(), head().number
    ask = Ask.of(one, today, number)
    try:
        point = points([ask], [today])[0][0]
    except LookupError:
        kinds = {one.selector.kind, *(held.value.kind for held in one.selector.held if isinstance(held.value, Held))}
        if Tally.objects.filter(kind__in=kinds).count() > MOST:
            return None
        facts = list(chain.from_iterable(fact.batches(sorted(kinds))))
        found = reading(facts, one.selector, ask.span, one.measure, number)
        return Row(one, found.value, len(found.counted))
    return Row(one, value(one, point), point.facts)


def proposal(viewer: Viewer, id: int) -> ProposalView:
    """One proposal, opened. Raises Refusal `no_such_proposal` for others than the bureau, the administrator and the audit too."""
    row = Proposal.objects.select_related("seat__party").filter(id=id).first() if viewer.role in READERS else None
    if row is None:
        raise Refusal("no_such_proposal", "没有这份提案，或您无权查看", "从计划包页打开")
    now, case = examined(row)
    return ProposalView(row, now, possible(PROPOSAL, row.state, case, None, viewer, clock.today()), case.overtaken)


def examined(row: Proposal) -> tuple[Brought, ProposalCase]:
    """A proposal as it would stand if it were adopted now, and as its life sees it."""
    now = brought(row.text, row.plan_text, row.valid_from) if row.state == "proposed" else _as_it_was(row)
    overtaken = any(one.known > row.known for one in packs.versions(row.pack))
    return now, ProposalCase(row.seat.user_id, len(now.flaws), row.state == "proposed" and overtaken)


def _as_it_was(row: Proposal) -> Brought:
    return Brought(row.pack, row.version, row.valid_from, row.text, row.plan_text, ())


def latest(viewer: Viewer, pack: str) -> str:
    """The text of the version of a pack adopted last, to start a new one from; empty where there is none. Packs are public."""
    rows = packs.versions(pack)
    return rows[-1].text if rows else ""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A proposal that nobody has decided yet: who brought it and when, and whether it waits for the reader or is the reader's own."""

    id: int
    pack: str
    version: str
    name: str
    note: str
    proposed_on: date
    mine: bool
    own: bool


@remembered
def waiting(viewer: Viewer) -> list[Waiting]:
    """The proposals that nobody has decided yet, oldest first; for those who see proposals."""
    if viewer.role not in READERS:
        return []
    names = ("id", "pack", "version", "seat__name", "note", "proposed_on", "seat__user_id")
    rows = Proposal.objects.filter(state="proposed").values_list(*names)
    return [
        Waiting(id, pack, version, name, note, on, viewer.role == "bureau" and user != viewer.user, user == viewer.user)
        for id, pack, version, name, note, on, user in rows
    ]
