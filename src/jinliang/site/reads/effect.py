"""What a claim would do to the readings once it is verified: each indicator of its kind, now and then, or why it would not count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from jinliang.core import pace
from jinliang.core.access import Viewer
from jinliang.core.fact import Fact, Value
from jinliang.core.pace import Due, Status
from jinliang.core.pack import Indicator, Kind, Pack
from jinliang.core.select import Held, why_not
from jinliang.core.statement import PartyRef, Statement
from jinliang.site.models import Entry, Party, TallyRole
from jinliang.site.reads import clock, tally
from jinliang.site.reads.known import known
from jinliang.site.reads.reading import points, value
from jinliang.site.reads.tally import Ask

Roles = Mapping[str, tuple[int | str, ...]]


@dataclass(frozen=True, slots=True)
class Effect:
    """An indicator's reading now and as it would be; `after` is None while what would be added is not known.

    `why` is a reason of `core.select.REASONS` when the claim would not count.
    """

    indicator: Indicator
    now: int | Decimal
    after: int | Decimal | None
    why: str | None
    due: Due
    status: Status

    @property
    def share(self) -> Decimal:
        """What is done of the target, the claim counted in."""
        return Decimal(self.now if self.after is None else self.after) / self.indicator.target.value


def effects(viewer: Viewer, pack: Pack, kind: Kind, said: Statement | None) -> tuple[Effect, ...]:
    """The effect of a statement (None = not whole yet) on every indicator that asks for its kind, today."""
    today, number = clock.today(), known().number
    asked = [one for one in pack.indicators if one.selector.kind == kind.id]
    asks = [Ask.of(one, today, number) for one in asked]
    found = points(asks, [today])
    roles = _roles(said) if said else {}
    entry = Entry.objects.filter(kind=kind.id, key=said.key).values_list("id", flat=True).first() if said else None
    return tuple(
        _effect(pack, kind, one, ask, value(one, point[0]), said, roles, entry)
        for one, ask, point in zip(asked, asks, found, strict=True)
    )


def _effect(
    pack: Pack,
    kind: Kind,
    one: Indicator,
    ask: Ask,
    now: int | Decimal,
    said: Statement | None,
    roles: Roles,
    entry: int | None,
) -> Effect:
    today = ask.span.as_of
    why = _why_not(ask, said, roles, entry) if said else None
    after = None if why else _after(one, now, said)
    due = pace.due(one.target, pack.period, kind.calendar, today)
    told = now if after is None else after
    status = pace.status(told, one.target, due.share, pack.pace, today >= pack.period.first)
    return Effect(one, now, after, why, due, status)


def _after(one: Indicator, now: int | Decimal, said: Statement | None) -> int | Decimal | None:
    """A claim adds one where entries are counted, its own where values are added; while it is not whole it promises nothing."""
    if said is None:
        return None
    if one.measure == "count_entries":
        return now + 1
    own = said.amount if one.measure == "sum:amount" else said.quantity
    return None if own is None else now + own


def _why_not(ask: Ask, said: Statement, roles: Roles, entry: int | None) -> str | None:
    values: dict[str, Value] = {**said.values, **said.entries, "amount": said.amount, "quantity": said.quantity}
    would = Fact(0, entry or 0, said.kind, said.on, said.until, ask.known_by, roles, said.area, values)
    held = _held(ask, roles, said.on)
    why = why_not(would, ask.selector, ask.span, ask.known_by, lambda party, one, _day: (party, one) in held)
    if why is None and ask.measure == "count_entries" and entry is not None:
        counted = any(left is None for _, left in tally.explain(tally.within(ask, [entry])))
        return "same_entry" if counted else None
    return why


def _roles(said: Statement) -> Roles:
    """The parties by role as facts name them; a person who is not on record yet stands under his name."""
    names = {who.name for whom in said.roles.values() for who in whom if not isinstance(who, PartyRef)}
    people = Party.objects.filter(kind="person", name__in=names).values_list("name", "home_id", "id") if names else ()
    ids: dict[tuple[str, int | None], int] = {(name, home): id for name, home, id in people}
    return {
        role: tuple(who.id if isinstance(who, PartyRef) else ids.get((who.name, who.home), who.name) for who in whom)
        for role, whom in said.roles.items()
    }


def _held(ask: Ask, roles: Roles, day: date) -> set[tuple[int | str, Held]]:
    """Which parties stand on a day in the facts that the question's `holds` conditions ask for."""
    found: set[tuple[int | str, Held]] = set()
    for condition in ask.selector.held:
        held = condition.value
        assert isinstance(held, Held)
        ids = [who for who in roles.get(condition.field.removeprefix("role:"), ()) if isinstance(who, int)]
        rows = TallyRole.objects.filter(kind=held.kind, role=held.role, party__in=ids, gone=None, on__lte=day)
        found |= {(one.party, held) for one in rows if _stands(one, day)}
    return found


def _stands(row: TallyRole, day: date) -> bool:
    return all(day <= one for one in (row.until, row.end_on) if one is not None)
