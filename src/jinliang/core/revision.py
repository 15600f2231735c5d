"""What a new version of a pack changes (两版之差): everything that comes, goes or is said otherwise, found by comparing whole values.

Nothing is passed over but positions in the plan's text, which move whenever a sentence before them does, and what only tells one
version from another. So whoever adopts sees all there is to see.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal

from jinliang.core.day import Calendar
from jinliang.core.pack import Pack

Part = Literal["pack", "indicator", "award", "kind", "field", "list", "item", "clause", "body", "area", "year"]
READ = frozenset({"target", "kind", "where", "measure", "mode", "period"})
"""The fields of an indicator on which its reading or its target depends."""

_MOVES = frozenset({"id", "span", "fields", "items"})
_OTHERWISE = frozenset(
    {"id", "digest", "source", "text", "clauses", "indicators", "kinds", "lists", "bodies", "awards", "areas"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which two versions differ. `field` is empty when the whole of it came (`before` None) or went (`after` None).

    `before` and `after` are the values as a pack holds them; a target is (operator, number, unit).
    """

    part: Part
    id: str
    label: str
    field: str = ""
    before: Any = None
    after: Any = None


def changes(old: Pack | None, new: Pack) -> tuple[Change, ...]:
    """How two versions of a pack differ, targets first; of a pack without an earlier version everything has come."""
    return tuple(_changes(old, new))


def _changes(old: Pack | None, new: Pack) -> Iterator[Change]:
    parts = (_parts(old) if old else {}), _parts(new)
    for key in {**parts[1], **parts[0]}:
        yield from _compared(key, parts[0].get(key), parts[1].get(key))
    if old is not None:
        yield from _fields("pack", "", new.short, _said(old, _OTHERWISE), _said(new, _OTHERWISE))
        if old.text != new.text:
            yield Change("pack", "", new.short, "text", len(old.text), len(new.text))


_Key = tuple[Part, str]


def _parts(pack: Pack) -> dict[_Key, Any]:
    """Everything with a name of its own. Of one award at several rates each rate is told by its first day."""
    found: dict[_Key, Any] = {("indicator", one.id): one for one in pack.indicators}
    found |= {("award", f"{one.id} {one.first}"): one for one in pack.awards}
    for kind in pack.kinds:
        found["kind", kind.id] = kind
        found |= {("field", f"{kind.id}.{one.id}"): one for one in kind.fields}
    for codes in pack.lists:
        found["list", codes.id] = codes
        found |= {("item", f"{codes.id}.{one.id}"): one for one in codes.items}
    found |= {("clause", one.id): one for one in pack.clauses}
    found |= {("body", one.id): one for one in pack.bodies}
    return found | {("area", one.id): one for one in pack.areas}


def _compared(key: _Key, before: Any, after: Any) -> Iterator[Change]:
    part, id = key
    label = _label(after if after is not None else before)
    if before is None or after is None:
        yield Change(part, id, label, "", before, after)
    else:
        yield from _fields(part, id, label, _said(before, _MOVES), _said(after, _MOVES))


def _label(one: Any) -> str:
    return next(str(getattr(one, name)) for name in ("label", "name", "title") if hasattr(one, name))


def _fields(part: Part, id: str, label: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for name, value in after.items():
        if before[name] != value:
            yield Change(part, id, label, name, before[name], value)


def _said(one: Any, without: frozenset[str]) -> dict[str, Any]:
    """What a value says, by field; a target and a selector are taken apart, a mention is its clause and words."""
    found: dict[str, Any] = {}
    for field in fields(one):
        value = getattr(one, field.name)
        if field.name in without:
            continue
        if field.name == "target":
            found |= {"target": (value.operator, value.value, one.unit), "by": value.by}
            found |= {"yearly": dict(value.yearly), "question": value.question}
        elif field.name == "selector":
            found |= {"kind": value.kind, "where": value.where}
        elif field.name == "mentions":
            found["mentions"] = tuple((each.clause, each.quote, each.note) for each in value)
        else:
            found[field.name] = value
    return found


def days(old: Calendar, new: Calendar) -> tuple[Change, ...]:
    """How two holiday lists differ, year by year: years that come or go, and the days worked or off that were not before."""
    found = []
    before, after = dict(old.sources), dict(new.sources)
    for year in sorted(old.years | new.years):
        if year not in new.years or year not in old.years:
            found.append(Change("year", str(year), str(year), "", before.get(year), after.get(year)))
            continue
        for name in ("rest", "work"):
            was, now = ({day for day in getattr(one, name) if day.year == year} for one in (old, new))
            if was != now:
                found.append(
                    Change("year", str(year), str(year), name, tuple(sorted(was - now)), tuple(sorted(now - was)))
                )
        if before[year] != after[year]:
            found.append(Change("year", str(year), str(year), "source", before[year], after[year]))
    return tuple(found)
