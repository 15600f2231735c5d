"""A pack: one plan as data. Clauses are quoted, indicators ask, kinds say what can be stated, rates and lists carry their dates.

These are the values that a validated pack consists of; reading and checking TOML is the work of `jinliang.packs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

from jinliang.core.access import Role
from jinliang.core.award import Award
from jinliang.core.day import Period
from jinliang.core.indicator import Comparison, Measure
from jinliang.core.select import Mode, Selector

FieldType = Literal["text", "integer", "amount", "date", "period", "code", "party", "person", "entry", "yesno", "file"]
Level = Literal["district", "bureau"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of the plan's text: `id` gives the tree (3.1.2.b under 3.1.2), `span` the code points in the stored text."""

    id: str
    marker: str
    title: str
    span: tuple[int, int]
    cite: str
    quote: str = ""

    @property
    def parent(self) -> str | None:
        """The clause above, by id; None at the top."""
        return self.id.rpartition(".")[0] or None


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where the plan states a target: clause, words, code points."""

    clause: str
    span: tuple[int, int]
    quote: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Target:
    """The number promised, with its true operator, by a day; yearly targets where the plan or a task book sets them."""

    operator: Comparison
    value: Decimal
    by: date
    yearly: Mapping[int, Decimal] = field(default_factory=dict)
    question: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """A declared question to the facts with its target; `basis` (口径) says how an ambiguous wording is read.

    `slice_by` is how its board row is first sliced, written as a slice is: ``role:host`` or ``area``; empty = not sliced.
    """

    id: str
    label: str
    short: str
    unit: str
    selector: Selector
    measure: Measure
    mode: Mode
    period: Period | None
    target: Target
    mentions: tuple[Mention, ...]
    lead: str
    basis: str = ""
    evidence: str = ""
    slice_by: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """A typed field of a kind. `list` names the code list of a code; `parties` the party kinds allowed; `role` makes it a role.

    `fill`: nobody types it, it takes the kind of the party in that role. `home`: for a person, the field naming the unit by which
    namesakes are told apart. `valid_on`: the date field by which a code must be in force (empty = the kind's `on`). `pattern`: a
    text must match this regular expression whole. Two fields may share a role: then the fact names both parties in it.
    """

    id: str
    label: str
    type: FieldType
    required: bool = True
    role: str = ""
    list: str = ""
    parties: tuple[str, ...] = ()
    entry: str = ""
    help: str = ""
    unit: str = ""
    personal: bool = False
    fill: str = ""
    home: str = ""
    valid_on: str = ""
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold between fields: `left op right`, where right is a field or a literal; said in words when it does not."""

    left: str
    op: Literal[">", ">=", "<", "<=", "=", "!="]
    right: str
    say: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceNeed:
    """A kind of paper a claim needs: type (a code of list `evidence_type`), how many, shared = one official paper for many claims."""

    type: str
    min: int = 1
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of fact: what can be stated about an entry, by whom, checked by whom, with which papers."""

    id: str
    label: str
    entry: str
    key: tuple[str, ...]
    title: tuple[str, ...]
    on: str
    until: str
    states: tuple[str, ...]
    checks: tuple[Level, ...]
    evidence: tuple[EvidenceNeed, ...]
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()
    area: str = ""
    official: tuple[Role, ...] = ("bureau",)
    calendar: tuple[str, ...] = ()
    help: str = ""

    def field(self, id: str) -> Field:
        """The field of that id. Raises KeyError: a validated pack names only fields it has."""
        return {one.id: one for one in self.fields}[id]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a code list, with the dates between which it may be used (None = open).

    `under` is the item above it; `maps` the items of another list that it stands for.
    """

    id: str
    label: str
    first: date | None = None
    last: date | None = None
    under: str = ""
    maps: tuple[str, ...] = ()

    def valid(self, on: date) -> bool:
        """Whether the item may be used for an act of that day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A closed list of codes with its source and how sure it is (V seen, H/M/L own knowledge, D our own design).

    `under` names the list in which the items' `under` is found (empty = this one), `maps` the list in which their `maps` are.
    """

    id: str
    label: str
    items: tuple[Item, ...]
    cite: str = ""
    sure: str = ""
    under: str = ""
    maps: str = ""

    def item(self, id: str) -> Item | None:
        """The item of that code."""
        return next((one for one in self.items if one.id == id), None)


@dataclass(frozen=True, slots=True)
class Body:
    """A body the plan names, what it is to do, and the clauses that name it."""

    id: str
    name: str
    role: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pace:
    """Below `late` of the pace due an indicator is late, below `watch` it is watched (shares, 0.9 and 1.0)."""

    late: Decimal
    watch: Decimal


@dataclass(frozen=True, slots=True)
class Pack:
    """A whole pack, validated: a national one carries kinds and lists, a city's plan carries clauses and indicators and uses them.

    `source` is the pack as written (TOML), `text` the plan's own text into which the spans point; `digest` is the SHA-256 of both,
    in that order. `kinds` and `lists` hold those of the packs it uses too. `scope` lists the codes of the `areas` it runs in.
    """

    id: str
    title: str
    short: str
    version: str
    issuer: str
    number: str
    issued_on: date
    period: Period
    scope: tuple[str, ...]
    uses: tuple[str, ...]
    digest: str
    text: str
    basis: str = ""
    clauses: tuple[Clause, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    kinds: tuple[Kind, ...] = ()
    lists: tuple[CodeList, ...] = ()
    bodies: tuple[Body, ...] = ()
    awards: tuple[Award, ...] = ()
    pace: Pace = Pace(Decimal("0.9"), Decimal(1))
    areas: tuple[Item, ...] = ()
    source: str = ""

    @property
    def mentions(self) -> int:
        """How many times the plan states its targets, restatements included."""
        return sum(len(one.mentions) for one in self.indicators)

    def kind(self, id: str) -> Kind:
        """The kind of that id. Raises KeyError."""
        return {one.id: one for one in self.kinds}[id]

    def indicator(self, id: str) -> Indicator:
        """The indicator of that id. Raises KeyError."""
        return {one.id: one for one in self.indicators}[id]

    def clause(self, id: str) -> Clause:
        """The clause of that id. Raises KeyError."""
        return {one.id: one for one in self.clauses}[id]

    def award(self, id: str, on: date) -> Award | None:
        """The award of that id as in force on a day, or None."""
        return next((one for one in self.awards if one.id == id and one.first <= on <= one.last), None)

    def list(self, id: str) -> CodeList:
        """The code list of that id. Raises KeyError."""
        return {one.id: one for one in self.lists}[id]
