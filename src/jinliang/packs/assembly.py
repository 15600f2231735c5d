"""From pack tables to the frozen values of the core. Nothing is judged here; what is wrong is found by `checks`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Literal, cast

from jinliang.core.access import Role
from jinliang.core.award import Award, Band, Beneficiary, Example
from jinliang.core.day import Period
from jinliang.core.fact import Value
from jinliang.core.pack import (
    Body,
    Clause,
    CodeList,
    EvidenceNeed,
    Field,
    Indicator,
    Item,
    Kind,
    Level,
    Mention,
    Pace,
    Pack,
    Rule,
    Target,
)
from jinliang.core.select import Condition, Held, Selector
from jinliang.packs.scalar import RULE, type_parts
from jinliang.packs.schema import (
    AwardTable,
    ConditionTable,
    FieldTable,
    IndicatorTable,
    ItemTable,
    KindTable,
    ListTable,
    PackTable,
    RuleTable,
    TargetTable,
)

ALWAYS = Period(date(1900, 1, 1), date(2199, 12, 31))
"""Stands in for a plan period that cannot be read."""


def assembled(table: PackTable, source: str, text: str, digest: str) -> Pack:
    """The pack of a table: its own stanzas only. Flows without a period of their own take the plan's."""
    period = _period(table.period) or ALWAYS
    return Pack(
        id=table.id,
        title=table.title,
        short=table.short,
        version=table.version,
        issuer=table.issuer,
        number=table.number,
        issued_on=table.issued_on,
        period=period,
        scope=tuple(table.scope),
        uses=tuple(table.uses),
        digest=digest,
        text=text,
        basis=table.basis,
        clauses=tuple(
            Clause(one.id, one.marker, one.title, _span(one.span), one.cite, one.quote) for one in table.clauses
        ),
        indicators=tuple(_indicator(one, period) for one in table.indicators),
        kinds=tuple(_kind(one) for one in table.kinds),
        lists=tuple(_list(one) for one in table.lists),
        bodies=tuple(Body(one.id, one.name, one.role, tuple(one.clauses)) for one in table.bodies),
        awards=tuple(award for one in table.awards for award in _awards(one)),
        pace=Pace(Decimal("0.9"), Decimal(1)) if table.pace is None else Pace(table.pace.late, table.pace.watch),
        areas=tuple(_item(one) for one in table.areas),
        source=source,
    )


def _span(span: Sequence[int]) -> tuple[int, int]:
    return (span[0], span[1]) if span else (0, 0)


def _period(days: Sequence[date]) -> Period | None:
    return Period(days[0], days[1]) if days else None


def _item(table: ItemTable) -> Item:
    return Item(table.id, table.label, table.first, table.last, table.under, tuple(table.maps))


def _list(table: ListTable) -> CodeList:
    items = tuple(_item(one) for one in table.items)
    return CodeList(table.id, table.label, items, table.cite, table.sure, table.under, table.maps)


def _field(table: FieldTable) -> Field:
    type_, names = type_parts(table.type)
    return Field(
        id=table.id,
        label=table.label,
        type=type_,
        required=table.required,
        role=table.role,
        list=names[0] if type_ == "code" else "",
        parties=names if type_ == "party" else (),
        entry=names[0] if type_ == "entry" else "",
        help=table.help,
        unit=table.unit,
        personal=table.personal,
        fill=table.from_party,
        home=table.home,
        valid_on=table.valid_on,
        pattern=table.pattern,
    )


def _rule(table: RuleTable) -> Rule:
    found = RULE.fullmatch(table.must)
    if found is None:
        return Rule("", "=", "", table.say, table.cite)
    op = cast('Literal[">", ">=", "<", "<=", "=", "!="]', found["op"])
    return Rule(found["left"], op, found["right"], table.say, table.cite)


def _kind(table: KindTable) -> Kind:
    return Kind(
        id=table.id,
        label=table.label,
        entry=table.entry,
        key=tuple(table.key),
        title=tuple(table.title),
        on=table.on,
        until=table.until,
        states=tuple(table.states),
        checks=cast("tuple[Level, ...]", tuple(table.checks)),
        evidence=tuple(EvidenceNeed(one.type, one.min, one.shared) for one in table.evidence),
        fields=tuple(_field(one) for one in table.fields),
        rules=tuple(_rule(one) for one in table.rules),
        area=table.area,
        official=cast("tuple[Role, ...]", tuple(table.official)),
        calendar=tuple(table.calendar),
        help=table.help,
    )


def _value(value: Any) -> Value | tuple[Value, ...] | Held:
    if isinstance(value, Mapping):
        return Held(str(value.get("kind", "")), str(value.get("role", "")))
    return tuple(cast("list[Value]", value)) if isinstance(value, list) else cast("Value", value)


def _where(tables: Sequence[ConditionTable]) -> tuple[Condition, ...]:
    return tuple(Condition(one.field, one.op, _value(one.value)) for one in tables)


def _target(table: TargetTable) -> Target:
    yearly = {int(year): value for year, value in table.yearly.items()}
    return Target(table.operator, table.value, table.by, yearly, table.question)


def _indicator(table: IndicatorTable, plan: Period) -> Indicator:
    return Indicator(
        id=table.id,
        label=table.label,
        short=table.short,
        unit=table.unit,
        selector=Selector(table.kind, _where(table.where)),
        measure=table.measure,
        mode=table.mode,
        period=_period(table.period) or (plan if table.mode == "flow" else None),
        target=_target(table.target),
        mentions=tuple(Mention(one.clause, _span(one.span), one.quote, one.note) for one in table.mentions),
        lead=table.lead,
        basis=table.basis,
        evidence=table.evidence,
        slice_by=table.slice_by,
    )


def _awards(table: AwardTable) -> list[Award]:
    """One award for each dated rate, each with the examples of its days."""
    first = table.rates[0].first if table.rates else ALWAYS.first
    return [
        Award(
            id=table.id,
            label=table.label,
            clause=table.clause,
            kind=table.kind,
            base=table.base,
            rate=rate.rate,
            rate_max=rate.rate_max,
            step=table.step,
            first=rate.first,
            last=rate.last,
            cite=rate.cite,
            examples=tuple(
                Example(one.say, one.given, one.gives)
                for one in table.examples
                if rate.first <= (one.on or first) <= rate.last
            ),
            where=_where(table.where),
            note=table.note,
            bands=tuple(Band(one.low, one.high, one.rate) for one in rate.bands),
            cap=rate.cap,
            budget=rate.budget,
            level=table.level,
            beneficiary=cast("Beneficiary", table.beneficiary),
            applicants=tuple(table.applicants),
            sellers=tuple(table.sellers),
            buyer_local=table.buyer_local,
            landed=table.landed,
            registered_in_year=table.registered_in_year,
            role_proof=table.role_proof,
            own_office=table.own_office,
            evidence=tuple(table.evidence),
        )
        for rate in table.rates
    ]
