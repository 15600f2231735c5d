"""From a number down: the facts counted, those left out by reason, and the same number at another point of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.day import Period
from jinliang.core.pack import Field, Kind
from jinliang.core.select import REASONS, Slice
from jinliang.site.models import Fact, Party
from jinliang.site.reads import dossier
from jinliang.site.reads.board import own
from jinliang.site.reads.dossier import FactRow
from jinliang.site.reads.known import Known, remembered
from jinliang.site.reads.reading import Explained, Row, explain, narrowed, plan_of, points, value
from jinliang.site.reads.tally import Ask


@dataclass(frozen=True, slots=True)
class Group:
    """The facts left out for one reason: how many, and one of them as an example."""

    why: str
    label: str
    count: int
    example: FactRow | None


def opened(
    plan: str, indicator: str, as_of: date, by: Known, slice: Slice | None = None, period: Period | None = None
) -> Explained:
    """One reading, opened; a slice by `host` is the indicator's own institution. Raises Refusal `no_such_indicator`."""
    found = next((one for one in plan_of(plan, by, as_of).indicators if one.id == indicator), None)
    return explain(plan, indicator, as_of, by, own(found, slice) if found else None, period)


def groups(viewer: Viewer, found: Explained) -> tuple[Group, ...]:
    """The facts left out of a reading by reason, in the order in which reasons are asked."""
    by_why: dict[str, list[int]] = {}
    for fact, why in found.left_out:
        by_why.setdefault(why, []).append(fact)
    first = [ids[0] for ids in by_why.values()]
    examples = {one.id: one for one in dossier.shown(viewer, dossier.rows().filter(id__in=first), found.pack)}
    return tuple(
        Group(why, label, len(by_why[why]), examples.get(by_why[why][0]))
        for why, label in REASONS.items()
        if why in by_why
    )


def facts(ids: Sequence[int]) -> QuerySet[Fact]:
    """Those facts, newest first, to be paged and then shown to a viewer by `dossier.shown`."""
    return dossier.rows().filter(id__in=ids).order_by("-on", "-id")


def at(found: Explained, as_of: date, by: Known, slice: Slice | None = None) -> Row | None:
    """The same number at another point of time; None where the plan's version of that time did not ask it."""
    asked = found.row.indicator
    if (by.number, as_of) != (found.known.number, found.as_of):
        then = plan_of(found.pack.id, by, as_of)
        if all(one.id != asked.id for one in then.indicators):
            return None
        asked = narrowed(then.indicator(asked.id), asked.period)
    point = points([Ask.of(asked, as_of, by.number, own(asked, slice))], [as_of])[0][0]
    return Row(asked, value(asked, point), point.facts)


@remembered
def kinds(
    viewer: Viewer, area: str = "", party: int | None = None, words: str = "", year: int | None = None
) -> dict[str, int]:
    """How many of the facts that `dossier.facts` would list there are of each kind."""
    found = dossier.facts(viewer, area=area, party=party, words=words, year=year)
    return dict(found.order_by().values_list("kind").annotate(many=Count("id", distinct=True)))


def party_name(id: int) -> str:
    """What a party that is no person is called; empty for one that is not there."""
    return Party.objects.exclude(kind="person").filter(id=id).values_list("name", flat=True).first() or ""


def raw(fact: Fact, kind: Kind) -> dict[str, str]:
    """What a fact says, as the texts its form would take: where a correction starts from. Needs `dossier.rows()`."""
    roles: dict[str, list[str]] = {}
    for one in fact.roles.all():
        roles.setdefault(one.role, []).append(one.party.name)
    found: dict[str, str] = {}
    last = {field.role: field.id for field in kind.fields if field.role}
    for field in kind.fields:
        if field.role:
            names = roles.get(field.role, [])
            # Of several fields of a role each names one, and the last all the others.
            text = "、".join(names) if field.id == last[field.role] else names.pop(0) if names else ""
        else:
            text = _text(fact, kind, field)
        if text and not field.fill:
            found[field.id] = text
    return found


def _text(fact: Fact, kind: Kind, field: Field) -> str:
    own = {kind.on: fact.on, kind.until: fact.until, "amount": fact.amount, "quantity": fact.quantity}
    value = own.get(field.id) if field.id in own else fact.values.get(field.id)
    if value is None:
        return ""
    if field.type == "yesno":
        return "是" if value else "否"
    return f"#{value}" if field.type == "entry" else str(value)
