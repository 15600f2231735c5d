"""Facts: dated, verified statements about one entry, and the three ways on (冲销, 终止, 更正).

A fact is never edited. It can be *reversed* (never true), *ended* (that day is its last) or *replaced* (a reversal and a new
statement in one act). What a fact means at a date and at a journal number is decided here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal, Protocol

from jinliang.core.refusal import Refusal

Value = str | int | Decimal | date | bool | None
Way = Literal["reverse", "end", "replace"]

REFUSALS: Mapping[str, tuple[str, str]] = {
    "no_such_fact": ("没有这件事实", "核对编号，只有已核验的事实可以冲销、终止或更正"),
    "not_a_fact": ("冲销和终止本身不能再冲销", "如果事实其实成立，请重新申报一件"),
    "already_reversed": ("这件事实已冲销", "冲销后不能再办；如果其实成立，请重新申报"),
    "already_replaced": ("这件事实已被更正", "请对更正后的那件事实办理"),
    "already_ended": ("这件事实已终止", "要改终止日，请更正这件事实"),
    "ends_before_on": ("终止日早于发生日", "终止日不能早于发生日，可以是同一天"),
    "other_entry": ("更正后成了另一件台账", "要改到另一件台账，请先冲销，再重新申报"),
}


@dataclass(frozen=True, slots=True)
class Gone:
    """From journal number `known` on the fact is gone from every reading: reversed, or replaced by another."""

    known: int
    way: Literal["reverse", "replace"]


@dataclass(frozen=True, slots=True)
class End:
    """From journal number `known` on the fact's last day is `on`, itself included; it never lengthens `until`."""

    known: int
    on: date


@dataclass(frozen=True, slots=True)
class Fact:
    """One statement: entry `entry` of kind `kind`, on day `on`, standing to `until` (None = open-ended), known by `known`.

    `roles` maps a role to the parties in it; `values` holds the typed fields, `amount` (yuan) and `quantity` among them.
    """

    id: int | str
    entry: int | str
    kind: str
    on: date
    until: date | None
    known: int
    roles: Mapping[str, tuple[int | str, ...]] = field(default_factory=dict)
    area: str | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    gone: Gone | None = None
    end: End | None = None

    def gone_by(self, number: int) -> Gone | None:
        """The reversal or replacement known by a journal number, if any."""
        return self.gone if self.gone and self.gone.known <= number else None

    def end_by(self, number: int) -> End | None:
        """The end known by a journal number, if any."""
        return self.end if self.end and self.end.known <= number else None

    def stands(self, day: date, known_by: int) -> bool:
        """Whether, as known by a journal number, the fact stands on a day (both boundary days included)."""
        end = self.end_by(known_by)
        return (
            self.known <= known_by
            and self.gone_by(known_by) is None
            and self.on <= day
            and (self.until is None or day <= self.until)
            and (end is None or day <= end.on)
        )


class Standing(Protocol):
    """What the ways on look at: a fact's dates and what has happened to it."""

    @property
    def on(self) -> date: ...
    @property
    def entry_id(self) -> int | str: ...
    @property
    def gone_way(self) -> str | None: ...
    @property
    def has_end(self) -> bool: ...


def refuse(code: str) -> Refusal:
    """The refusal of a way on, in words."""
    why, fix = REFUSALS[code]
    return Refusal(code, why, fix)


def check_dates(on: date, until: date | None) -> None:
    """A statement may not end before it began. Raises Refusal `ends_before_on`."""
    if until is not None and until < on:
        raise refuse("ends_before_on")


def check_way(
    fact: Standing,
    way: Way,
    *,
    last_on: date | None = None,
    entry: int | str | None = None,
    stated: tuple[date, date | None] | None = None,
) -> None:
    """Whether a fact may be reversed, ended (on `last_on`) or replaced (by a statement about `entry` with dates `stated`).

    Raises the first Refusal that applies, in the order of `REFUSALS`.
    """
    if fact.gone_way == "reverse":
        raise refuse("already_reversed")
    if fact.gone_way == "replace":
        raise refuse("already_replaced")
    if way == "end":
        if fact.has_end:
            raise refuse("already_ended")
        if last_on is None or last_on < fact.on:
            raise refuse("ends_before_on")
    if way == "replace":
        if stated is not None:
            check_dates(*stated)
        if entry != fact.entry_id:
            raise refuse("other_entry")
