"""Facts as they are read: for the core, for the journal's digests, and for people (filtered by viewer)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet

from jinliang.core.fact import End, Gone, Value
from jinliang.core.fact import Fact as CoreFact
from jinliang.core.pack import Kind
from jinliang.site.models import Amendment, Fact, FactRole
from jinliang.site.reads import pack as packs


def whole() -> QuerySet[Fact]:
    """Facts with their roles and amendments, in a constant number of queries."""
    return Fact.objects.prefetch_related(
        Prefetch("roles", FactRole.objects.order_by("id")), Prefetch("amendments", Amendment.objects.order_by("known"))
    ).order_by("id")


def batches(kinds: Sequence[str] | None = None, size: int = 2000) -> Iterator[list[CoreFact]]:
    """Every fact as the core sees it, in batches by id."""
    kinds_of = packs.kinds()
    rows = whole() if kinds is None else whole().filter(kind__in=kinds)
    last = 0
    while batch := list(rows.filter(id__gt=last)[:size]):
        yield [core(row, kinds_of.get(row.kind)) for row in batch]
        last = batch[-1].id


def core(row: Fact, kind: Kind | None) -> CoreFact:
    """A stored fact as a value of the core, its values typed by its kind."""
    gone, end = None, None
    for one in row.amendments.all():
        if one.way == "end":
            assert one.last_on is not None
            end = End(one.known, one.last_on)
        else:
            gone = Gone(one.known, "reverse" if one.way == "reverse" else "replace")
    roles: dict[str, tuple[int, ...]] = {}
    for one_role in row.roles.all():
        roles[one_role.role] = (*roles.get(one_role.role, ()), one_role.party_id)
    values = typed(row.values, kind)
    if row.amount is not None:
        values["amount"] = row.amount
    if row.quantity is not None:
        values["quantity"] = row.quantity
    return CoreFact(
        row.id, row.entry_id, row.kind, row.on, row.until, row.known, roles, row.area or None, values, gone, end
    )


def typed(values: dict[str, Any], kind: Kind | None) -> dict[str, Value]:
    """JSON values with the types their kind declares: days as dates, amounts as Decimal."""
    types = {one.id: one.type for one in kind.fields} if kind else {}
    return {name: _typed(value, types.get(name)) for name, value in values.items()}


def _typed(value: Any, type: str | None) -> Value:
    if value is None:
        return None
    if type == "date":
        return date.fromisoformat(value)
    return Decimal(value) if type == "amount" else value
