"""Rows of a unit's register (登记表) held against what is listed: what the unit has put up itself, and what looks like another's."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from jinliang.core.access import Viewer
from jinliang.core.pack import Kind
from jinliang.core.register import REGISTERS, listed
from jinliang.core.statement import FieldFlaw, Statement
from jinliang.sheet import GoodRow
from jinliang.site.models import Listing
from jinliang.site.reads import listing as reads

Said = tuple[str, date, Decimal | None]
"""What makes two rows the same: the entry's key, the day, the sum."""
TOLD = 20
"""Likenesses that a trial names one by one."""


def said(one: Statement) -> Said:
    """What makes another row the same as this one."""
    return one.key, one.on, one.amount


def there(viewer: Viewer, of: Kind, rows: Collection[Statement]) -> dict[Said, FieldFlaw]:
    """Of these rows, those that the viewer's own party has listed already and not taken back."""
    own = Listing.objects.filter(party_id=viewer.own, kind=listed(of.id)).exclude(state="withdrawn")
    found = {}
    for one in rows:
        if twin := reads.near(own, _value(one, "number"), one.title, _value(one, "text")):
            why, fix = f"本单位已有这一条（编号 {twin[0].id}）", "删去本行；要改内容，请改那一条"
            found[said(one)] = FieldFlaw(of.key[0], one.title, why, fix)
    return found


def alike(viewer: Viewer, kind: str, good: Sequence[GoodRow]) -> list[str]:
    """What is to be said of rows that look like what others have put up; a person decides whether they are one."""
    if kind not in REGISTERS:
        return []
    others = reads.visible(viewer).filter(kind=listed(kind)).exclude(party_id=viewer.own)
    others = others.exclude(state__in=("draft", "withdrawn"))
    found = []
    for one in good:
        for twin in reads.near(others, _value(one.statement, "number"), one.statement.title, _text(one))[:1]:
            by = twin.party.name if reads.names(viewer, twin) else "一家单位"
            found.append(f"第 {one.row} 行像是{by}已挂出的“{twin.title}”（编号 {twin.id}）；导入后可以在供需页并为一条")
    more = [f"还有 {len(found) - TOLD:,} 行像是别的单位已挂出的"] if len(found) > TOLD else []
    return found[:TOLD] + more


def _text(one: GoodRow) -> str:
    return _value(one.statement, "text")


def _value(one: Statement, name: str) -> str:
    return str(one.values.get(name) or "")
