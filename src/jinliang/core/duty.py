"""Due diligence (尽职免责): what must have been done before what, found in a case's own events.

Each duty is met, not met or unknown; what is not met may still be made good while its deadline's event has not come. There is no
verdict: people decide in a recorded review (容错评议) whether somebody is exempt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

State = Literal["met", "not_met", "unknown", "not_asked"]

STATES: Final[Mapping[str, str]] = {"met": "已做到", "not_met": "没有做到", "unknown": "不清楚", "not_asked": "不适用"}
"""How a duty stands."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened in a case: what, when, by which journal number, and what is known of it in words."""

    kind: str
    on: date
    number: int
    said: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case as its events tell it. `traits` are what selects duties (pricing, way …); `decided_on` chooses the rules' version."""

    case: str
    decided_on: date
    traits: Mapping[str, str]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty (义务): which cases it is asked of, and what it requires.

    `select` names the traits and the values it is for; none = every case. `require` is a kind of event that must be there with the values
    of `where`; `each_of` names several values of `by` that must each be there (every role's declaration). `before` is the kind of event it
    must come before, `strictly` = on an earlier day. `never` turns it round: no such event may stand before that. `kept`: the system holds
    all such events, so that none means it was not done; else none means unknown. `first`, `last`: days between which it is law.
    """

    id: str
    label: str
    cite: str
    fix: str
    require: str
    before: str = ""
    strictly: bool = False
    never: bool = False
    kept: bool = True
    select: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    by: str = ""
    each_of: tuple[str, ...] = ()
    first: date = date.min
    last: date = date.max


@dataclass(frozen=True, slots=True)
class Finding:
    """How one duty stands in a case: why, the events that show it, and whether it can still be made good (`open`)."""

    duty: Duty
    state: State
    why: str
    events: tuple[Event, ...] = ()
    open: bool = False


def findings(file: CaseFile, duties: Iterable[Duty]) -> tuple[Finding, ...]:
    """How every duty in force on the day of the decision stands, in the order of the duties."""
    return tuple(_finding(file, duty) for duty in duties if duty.first <= file.decided_on <= duty.last)


def gaps(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """The steps that lack and can still be made good, to be named while there is time."""
    return tuple(one for one in found if one.open)


def told(file: CaseFile, found: Iterable[Finding]) -> str:
    """The findings as the first page of the case's sealed package: facts for those who decide, and what can still be done."""
    lines = [
        f"尽职免责案卷 {file.case}",
        f"按 {file.decided_on} 有效的规定逐项核对；以下只列事实，是否免责由评议决定。",
        "",
    ]
    for at, one in enumerate(found, 1):
        lines.append(f"{at}. {one.duty.label}：{STATES[one.state]}。{one.why}（{one.duty.cite}）")
        lines += [f"   {event.on} 留痕第 {event.number} 号" for event in one.events]
        lines += [f"   还来得及：{one.duty.fix}"] if one.open else []
    return "\n".join(lines) + "\n"


def _finding(file: CaseFile, duty: Duty) -> Finding:
    for trait, values in duty.select.items():
        if trait not in file.traits:
            return Finding(duty, "unknown", f"案卷没有写明“{trait}”，不知道是否适用")
        if file.traits[trait] not in values:
            return Finding(duty, "not_asked", "这种情形不要求")
    limit = min((one.on for one in file.events if one.kind == duty.before), default=None) if duty.before else None
    same = sorted((one for one in file.events if one.kind == duty.require), key=lambda one: (one.on, one.number))
    if duty.never:
        against = tuple(one for one in same if _says(one, duty) is not False and _in_time(one, limit, duty))
        return _never(duty, against, limit)
    return _required(duty, same, limit)


def _never(duty: Duty, against: tuple[Event, ...], limit: date | None) -> Finding:
    if against:
        return Finding(
            duty, "not_met", f"{against[0].on} 有一项，当时没有了结", against, bool(duty.before) and limit is None
        )
    if not duty.kept:
        return Finding(duty, "unknown", "系统里没有这类记录的全部")
    return Finding(duty, "met", "没有这样的记录")


def _required(duty: Duty, same: list[Event], limit: date | None) -> Finding:
    fit = [one for one in same if _says(one, duty) is True]
    timely = tuple(one for one in fit if _in_time(one, limit, duty))
    lacks = [value for value in duty.each_of if value not in {one.said.get(duty.by) for one in timely}]
    if timely and not lacks:
        return Finding(duty, "met", f"{timely[0].on} 已办，留痕第 {timely[0].number} 号", timely)
    still = limit is None
    if lacks and timely:
        return Finding(duty, "not_met" if duty.kept else "unknown", "还缺：" + "、".join(lacks), timely, still)
    if fit:
        return Finding(duty, "not_met", f"{fit[0].on} 才办，晚于 {limit}", tuple(fit))
    if any(_says(one, duty) is None for one in same):
        return Finding(duty, "unknown", "有记录，但没有写明要看的内容", tuple(same), still)
    if same:
        return Finding(duty, "not_met", "有记录，但不合要求", tuple(same), still)
    return Finding(duty, "not_met" if duty.kept else "unknown", "没有记录", (), still)


def _says(event: Event, duty: Duty) -> bool | None:
    """Whether the event says what is asked; None = it does not tell."""
    if any(name not in event.said for name in duty.where):
        return None
    return all(event.said[name] in values for name, values in duty.where.items())


def _in_time(event: Event, limit: date | None, duty: Duty) -> bool:
    return limit is None or event.on < limit or (event.on == limit and not duty.strictly)
