"""What a compiled plan is: targets, rates, caps, gates, duties, relations and questions, each with its span and cue."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal

from jinliang.compiler.layout import Clause
from jinliang.compiler.profile import Profile
from jinliang.compiler.text import Text


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the text that means something: its kind, value and place. `act` is the words that say what is done."""

    id: str
    kind: str  # target, rate, cap
    indicator: str
    number: Decimal
    high: Decimal | None
    multiple: int
    unit: str
    op: str
    approx: bool
    start: int
    end: int
    clause: str
    cue: str
    deadline: str | None = None
    deadline_cue: str = ""
    inherited: bool = False  # the deadline is the plan's own end
    base_year: int | None = None
    recurrence: str = ""
    mode: str = "count"
    named: str = ""  # whence the name: before, after, segment, inherited, table
    act: str = ""
    base: Decimal | None = None
    part: bool = False  # 其中
    table: bool = False

    @property
    def value(self) -> Decimal:
        """The full value in the unit."""
        return self.number * self.multiple

    def but(self, **changes: object) -> Number:
        """The same number with some of it changed."""
        return replace(self, **changes)  # type: ignore[arg-type]  # names are those of the fields


@dataclass(frozen=True, slots=True)
class Gate:
    """What must happen before, or within some time of, another event."""

    id: str
    start: int
    end: int
    clause: str
    cue: str


@dataclass(frozen=True, slots=True)
class Duty:
    """Who leads and who supports, as the text says it; nobody is guessed."""

    id: str
    start: int
    end: int
    clause: str
    lead: tuple[str, ...]
    support: tuple[str, ...]
    cue: str


@dataclass(frozen=True, slots=True)
class Task:
    """A numbered item that asks for work: its heading, its duties, the time named in it."""

    id: str
    clause: str
    title: str
    start: int
    end: int
    lead: tuple[str, ...]
    support: tuple[str, ...]
    due: str | None
    cue: str


@dataclass(frozen=True, slots=True)
class Node:
    """A time node: a date ahead and the words around it."""

    start: int
    end: int
    clause: str
    on: str
    cue: str


@dataclass(frozen=True, slots=True)
class Named:
    """A named programme, campaign or platform in quotation marks."""

    start: int
    end: int
    clause: str
    name: str
    cue: str


@dataclass(frozen=True, slots=True)
class Relation:
    """Two targets and what they are to each other: same, probable, conflict or distinct; `reasons` name what differs."""

    a: str
    b: str
    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Left:
    """A number left out, with the kind and cue, so that a person can put it back."""

    start: int
    end: int
    kind: str
    cue: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something a person must decide before the plan can run."""

    code: str
    why: str
    start: int
    end: int
    about: tuple[str, ...] = ()


@dataclass(slots=True)
class Draft:
    """A plan as compiled; nothing of it holds until a person has confirmed it."""

    text: Text
    profile: Profile
    clauses: list[Clause]
    targets: list[Number] = field(default_factory=list)
    rates: list[Number] = field(default_factory=list)
    caps: list[Number] = field(default_factory=list)
    gates: list[Gate] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)
    tasks: list[Task] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    programmes: list[Named] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    left_out: list[Left] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
