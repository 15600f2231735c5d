"""The values that page authors fill and the parts draw: whom a thing waits for, verdicts, life steps, timeline, evidence, chips."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from jinliang.core.life import Ask, Life, Possible

Level = Literal["", "late", "watch"]


@dataclass(frozen=True, slots=True)
class Wait:
    """Whom a thing waits for (等谁): body, person, act, days, in that order everywhere.

    `days` is a whole number of days waited, or the words themselves (还有 18 天, 6 天 / 30 天, 今天到期). `mine` says that it waits for
    the reader. Without party and person it waits for nobody yet: 待指定.
    """

    party: str = ""
    person: str = ""
    act: str = ""
    days: int | str | None = None
    mine: bool = False
    level: Level = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason beside an act: x it stops the act, y it is in order, q it is unknown; by which rule, and what mends it."""

    mark: Literal["x", "y", "q"]
    text: str
    rule: str = ""
    rule_url: str = ""
    fix: str = ""
    fix_url: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """An act of a record with its verdict: shown also when it is blocked, with every reason.

    `url` takes the act: by POST, asking what `asks` lists, or a page of its own when `post` is false. `note` says what an allowed act
    will do. One button of a page is `primary`.
    """

    label: str
    url: str
    allowed: bool = True
    reasons: tuple[Reason, ...] = ()
    primary: bool = False
    danger: bool = False
    note: str = ""
    asks: tuple[Ask, ...] = ()
    post: bool = True

    @property
    def style(self) -> str:
        """Which button it is: one primary, danger quiet but red, the rest plain."""
        return "btn-primary" if self.primary else "jl-btn jl-btn-danger" if self.danger else "jl-btn"

    @property
    def blocks_first(self) -> list[Reason]:
        """The reasons in the order they are read: what stops it, then what is unknown, then what is in order."""
        return sorted(self.reasons, key=lambda reason: "xqy".index(reason.mark))


def buttons(acts: Iterable[Possible], url: Callable[[str], str]) -> list[Button]:
    """The acts of a life as buttons; `url` gives the address of an act by its id. The first allowed primary act is the primary one."""
    made: list[Button] = []
    for act in acts:
        wanted = act.allowed and act.row.tone == "primary" and not any(one.primary for one in made)
        made.append(
            Button(
                label=act.row.label,
                url=url(act.row.id),
                allowed=act.allowed,
                reasons=tuple(Reason("x", why) for why in act.reasons),
                primary=wanted,
                danger=act.row.tone == "danger",
                asks=act.row.asks,
            )
        )
    return made


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a life on its strip; `when` is a day or a short word under it."""

    label: str
    state: Literal["past", "now", "next", "exit"] = "next"
    when: date | str = ""


def steps(life: Life, state: str, passed: Sequence[tuple[str, date]] = ()) -> list[Step]:
    """A life as a strip: states passed with their days, the one it is in, those to come, and the ways out apart.

    `passed` are the states it has been in with the day it reached them. A state that was skipped is not shown as passed.
    """
    days = dict(passed)
    order = [name for name in life.states if name not in life.exits]
    here = order.index(state) if state in order else len(order)
    strip = [
        Step(
            life.states[name],
            "now" if name == state else "past" if name in days and place < here else "next",
            days.get(name, ""),
        )
        for place, name in enumerate(order)
    ]
    out = [Step(life.states[name], "now" if name == state else "exit", days.get(name, "")) for name in life.exits]
    return strip + out


@dataclass(frozen=True, slots=True)
class Event:
    """A line of a timeline: when, who, what was done; the journal number and hash make it checkable.

    `at` is an instant, or a day for what is still to come. `tone` is key, warn, next or plain.
    """

    at: datetime | date
    act: str
    actor: str = ""
    note: str = ""
    number: int | None = None
    hash: str = ""
    tone: Literal["", "key", "warn", "next"] = ""
    files: tuple[Paper, ...] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of evidence as it is shown: its kind in three letters, what it proves, how large, its digest and what checking found.

    `elsewhere` names another use of the same file and turns the line amber; it links to `elsewhere_url`.
    """

    kind: str
    name: str
    digest: str
    url: str = ""
    proves: str = ""
    size: int | None = None
    check: str = ""
    elsewhere: str = ""
    elsewhere_url: str = ""


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter that is one click: its word, how many it leaves, where it leads, whether it is on."""

    label: str
    url: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Blank:
    """What an empty place says: what will appear, who makes it appear, one link."""

    title: str
    text: str
    url: str = ""
    link: str = ""
    art: Literal["paper", "list", "chart", "money"] = field(default="paper")
