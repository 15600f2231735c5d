"""The plan and its readings over the API: the same numbers as the board."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Query, Router, Schema

from jinliang.core.access import Viewer
from jinliang.core.indicator import Comparison
from jinliang.core.refusal import Refusal
from jinliang.core.select import Slice
from jinliang.site.api.door import OPEN
from jinliang.site.reads import clock
from jinliang.site.reads import reading as readings
from jinliang.site.reads.known import asked_day, known
from jinliang.site.reads.part import withheld

router = Router(tags=["plan"])
Number = Annotated[str, Query(pattern=r"^([0-9]{0,7}|[0-9]{4}-[0-9]{2}-[0-9]{2})$")]


class ClauseOut(Schema):
    """A clause of the plan: place in the tree, title, code points in the plan's text."""

    id: str
    parent: str | None
    title: str
    cite: str
    span: tuple[int, int]


class TargetOut(Schema):
    """An indicator with its target as the plan states it."""

    indicator: str
    label: str
    unit: str
    operator: Comparison
    target: str
    by: date
    clauses: list[str]
    basis: str


class PlanOut(Schema):
    """A plan in force: its clauses and its targets."""

    plan: str
    title: str
    version: str
    digest: str
    first: date
    last: date
    clauses: list[ClauseOut]
    targets: list[TargetOut]


class ReadingOut(Schema):
    """One reading. `value` and `target` are text: yuan to the fen for money, whole numbers otherwise.

    A part of a sum that the caller is not given has no `value` and no `met`; `withheld` says why.
    """

    indicator: str
    value: str | None
    unit: str
    operator: Comparison
    target: str
    met: bool | None
    facts: int
    withheld: str


class ReadingsOut(Schema):
    """All readings of a plan at a day, known by a journal number."""

    plan: str
    as_of: date
    known_by: str
    journal: int
    pack_digest: str
    readings: list[ReadingOut]


class LeftOut(Schema):
    """A fact left out, with the reasons."""

    fact: int
    why: list[str]


class ExplainedOut(ReadingsOut):
    """One reading, opened: the facts counted and those left out."""

    counted: list[int]
    left_out: list[LeftOut]


@router.get("/plan/{plan}", response=PlanOut, auth=OPEN)
def plan(request: Any, plan: str) -> PlanOut:
    """The version of the plan in force today."""
    pack = readings.plan_of(plan, known())
    return PlanOut(
        plan=pack.id,
        title=pack.title,
        version=pack.version,
        digest=pack.digest,
        first=pack.period.first,
        last=pack.period.last,
        clauses=[ClauseOut(id=c.id, parent=c.parent, title=c.title, cite=c.cite, span=c.span) for c in pack.clauses],
        targets=[
            TargetOut(
                indicator=one.id,
                label=one.label,
                unit=one.unit,
                operator=one.target.operator,
                target=_text(one.measure, one.target.value),
                by=one.target.by,
                clauses=[mention.clause for mention in one.mentions],
                basis=one.basis,
            )
            for one in pack.indicators
        ],
    )


def _text(measure: str, value: Any) -> str:
    return f"{value:.2f}" if measure == "sum:amount" else str(int(value))


def _row(viewer: Viewer, row: readings.Row, slice: Slice | None) -> ReadingOut:
    one = row.indicator
    no = withheld(viewer, one, slice, row.facts)
    return ReadingOut(
        indicator=one.id,
        value=None if no else _text(one.measure, row.value),
        unit=one.unit,
        operator=row.operator,
        target=_text(one.measure, row.target),
        met=None if no else row.met,
        facts=row.facts,
        withheld=no,
    )


def _slice(plan: str, by: str, value: str) -> Slice | None:
    """The slice asked for. Raises Refusal: half a slice, or one of an area the plan does not have, would read as an honest number."""
    if not by and not value:
        return None
    if not by or not value:
        raise Refusal(
            "slice_unclear", "by 和 value 要一起写", "如 by=area&value=320411，或 by=role:host&value=单位编号"
        )
    if by != "area":
        return Slice(by, int(value))
    pack = readings.plan_of(plan, known())
    areas = {one.id: one.label for one in pack.areas}
    if value not in areas and value not in pack.scope:
        named = "、".join(f"{id} {label}" for id, label in areas.items())
        raise Refusal("no_such_area", f"计划里没有地区“{value}”", f"可用：{named}")
    return Slice(by, value)


Where = Annotated[str, Query(pattern=r"^(area|role:[a-z_]{1,24})?$")]
What = Annotated[str, Query(pattern=r"^([0-9]{1,12})?$")]


@router.get("/readings/{plan}", response=ReadingsOut, auth=OPEN)
def all_readings(
    request: Any, plan: str, as_of: date | None = None, known_by: Number = "", by: Where = "", value: What = ""
) -> ReadingsOut:
    """Every indicator's reading at a day (default: the city's day), known by a journal number or a past day (default: now)."""
    part = _slice(plan, by, value)
    found = readings.readings(plan, asked_day(as_of or clock.today()), known_by or None, part)
    return ReadingsOut(
        plan=found.pack.id,
        as_of=found.as_of,
        known_by=known_by or str(found.known.number),
        journal=found.known.number,
        pack_digest=found.pack.digest,
        readings=[_row(request.auth, one, part) for one in found.rows],
    )


@router.get("/readings/{plan}/{indicator}", response=ExplainedOut, auth=OPEN)
def explained(
    request: Any,
    plan: str,
    indicator: str,
    as_of: date | None = None,
    known_by: Number = "",
    by: Where = "",
    value: What = "",
) -> ExplainedOut:
    """One reading with the facts counted and those left out, each with its reason."""
    part = _slice(plan, by, value)
    found = readings.explain(plan, indicator, asked_day(as_of or clock.today()), known_by or None, part)
    return ExplainedOut(
        plan=found.pack.id,
        as_of=found.as_of,
        known_by=known_by or str(found.known.number),
        journal=found.known.number,
        pack_digest=found.pack.digest,
        readings=[_row(request.auth, found.row, part)],
        counted=list(found.counted),
        left_out=[LeftOut(fact=fact, why=[why]) for fact, why in found.left_out],
    )
