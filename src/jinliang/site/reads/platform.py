"""Exchange with other platforms as it is read: who takes part, what went over, and what a lot of records would do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from jinliang.core import listing as life
from jinliang.core import record, register
from jinliang.core.access import Viewer
from jinliang.core.listing import LISTING, STATES
from jinliang.core.record import MOST, Record, Slip
from jinliang.core.refusal import Refusal
from jinliang.core.register import ENTRY, REGISTERS
from jinliang.packs.patent import check_patent
from jinliang.site.models import Act, Listing, Platform, Transfer
from jinliang.site.reads import clock
from jinliang.site.reads import listing as listings
from jinliang.site.reads import pack as packs

__all__ = [
    "Platform",
    "Transfer",
    "Weighed",
    "lines",
    "mine",
    "origin",
    "platform",
    "platforms",
    "transfer",
    "transfers",
    "weigh",
]

INSIDE = ("bureau", "auditor")
"""Who sees every platform; one that runs a platform sees its own."""
OPEN = ("draft", "reviewing", "returned")
"""States in which what a platform sends anew replaces what it sent before: nobody has put it on the market yet."""


def platforms(viewer: Viewer) -> QuerySet[Platform]:
    """The platforms that a viewer may see."""
    rows = Platform.objects.select_related("party").order_by("code")
    return rows if viewer.role in INSIDE else rows.filter(party_id=viewer.party or 0)


def platform(viewer: Viewer, id: int) -> Platform:
    """One of them. Raises Refusal `no_such_platform`."""
    row = platforms(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_platform", "没有这个平台，或您无权查看", "由市科技局登记平台")
    return row


def mine(viewer: Viewer) -> Platform:
    """The platform that the viewer's party runs. Raises Refusal `not_yours`."""
    row = Platform.objects.select_related("party").filter(party_id=viewer.party or 0).first()
    if row is None or viewer.role not in STATES:
        raise Refusal("not_yours", "您的单位没有登记为交换平台", "由市科技局登记平台，用运营单位席位的令牌")
    return row


def transfers(viewer: Viewer, platform: Platform | None = None) -> QuerySet[Transfer]:
    """What went over, newest first."""
    rows = Transfer.objects.select_related("platform", "seat").filter(platform__in=platforms(viewer))
    return (rows.filter(platform=platform) if platform else rows).order_by("-made_at", "-id")


def transfer(viewer: Viewer, id: int) -> Transfer:
    """One lot with its receipts. Raises Refusal `no_such_transfer`."""
    row = transfers(viewer).filter(id=id).first()
    if row is None:
        raise Refusal("no_such_transfer", "没有这次交换，或您无权查看", "从交换页打开")
    return row


def origin() -> str:
    """What this city is called as an origin: the same for ever, and different from every other installation's."""
    first = Act.objects.filter(number=1).values_list("hash", flat=True).first() or "0" * 64
    return f"jinliang-{first[:10]}"


@dataclass(frozen=True, slots=True)
class Weighed:
    """A record with what would become of it: its receipt, the listing that is there, and what would be written."""

    slip: Slip
    kind: str = ""
    row: Listing | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def weigh(viewer: Viewer, texts: Sequence[str]) -> list[Weighed]:
    """What would become of each record; nothing is written. Raises Refusal `no_rows`, `too_many_records`."""
    if not texts:
        raise Refusal("no_rows", "一条记录也没有", "一行一条 JSON")
    if len(texts) > MOST:
        raise Refusal("too_many_records", f"有 {len(texts):,} 条，一次最多 {MOST:,} 条", "分几次送")
    read = [_read(text) for text in texts]
    keys = [(one.origin, one.number) for one in read if isinstance(one, Record)]
    there = {
        (row.origin, row.origin_number): row
        for row in Listing.objects.select_related("party", "seat").filter(origin_number__in=[key[1] for key in keys])
    }
    own, seen, found = origin(), dict[tuple[str, str], int](), []
    for line, one in enumerate(read, 1):
        if isinstance(one, str):
            found.append(Weighed(Slip(line, "", "", "refused", why=one)))
            continue
        key = (one.origin, one.number)
        if key in seen:
            found.append(Weighed(Slip(line, *key, "refused", why=f"和第 {seen[key]} 条是同一条")))
            continue
        seen[key] = line
        found.append(_ours(line, one) if one.origin == own else _weighed(viewer, line, one, there.get(key)))
    return found


def _read(text: str) -> Record | str:
    try:
        return record.read(text)
    except Refusal as no:
        return f"{no.why}。{no.fix}"


def _ours(line: int, one: Record) -> Weighed:
    """A record of this city's own that comes back."""
    row = (
        Listing.objects.filter(id=int(one.number)).first() if one.number.isdecimal() and len(one.number) < 12 else None
    )
    if row is None:
        return Weighed(Slip(line, one.origin, one.number, "refused", why="来源写的是本市，本市没有这个编号"))
    return Weighed(Slip(line, one.origin, one.number, "same", row.id))


def _weighed(viewer: Viewer, line: int, one: Record, row: Listing | None) -> Weighed:
    key = (one.origin, one.number)
    if row is not None and row.party_id != viewer.own and viewer.role != "bureau":
        return Weighed(Slip(line, *key, "same", row.id))  # another platform brought it first and keeps it
    if one.state == "withdrawn":
        return _taken_back(line, one, row)
    kind = REGISTERS[f"{ENTRY}.{one.kind}"]
    told, flaws = register.read(kind, one.raw, packs.plan().list, clock.today(), check_patent)
    lacking = () if one.raw.get("reviewed_by") else ("没有保密审查",)
    if told is None or lacking:
        wrong = [*(f"{kind.field(flaw.field).label}：{flaw.why}" for flaw in flaws), *lacking]
        return Weighed(Slip(line, *key, "refused", why="；".join(wrong)))
    values = register.values(told) | {"origin_owner": one.owner}
    if row is None:
        return Weighed(Slip(line, *key, "new"), one.kind, None, values)
    if row.kind != one.kind:
        return Weighed(Slip(line, *key, "refused", row.id, f"原来收的是{life.KINDS[row.kind]}，类别不能变"))  # type: ignore[index]
    same = all(getattr(row, name) == value for name, value in values.items())
    outcome: record.Outcome = "same" if same else "changed" if row.state in OPEN else "kept"
    return Weighed(Slip(line, *key, outcome, row.id), one.kind, row, values)


def _taken_back(line: int, one: Record, row: Listing | None) -> Weighed:
    key = (one.origin, one.number)
    if row is None:
        return Weighed(Slip(line, *key, "refused", why="撤下的这条，本市没有收过"))
    if row.state == "withdrawn":
        return Weighed(Slip(line, *key, "same", row.id), one.kind, row)
    if row.state not in LISTING.row("withdraw").source:
        return Weighed(Slip(line, *key, "kept", row.id, "已办结，不再撤"), one.kind, row)
    return Weighed(Slip(line, *key, "taken_back", row.id), one.kind, row)


def lines(platform: Platform) -> Iterator[tuple[Slip, str]]:
    """What stands on this market as records for a platform: none that hides its owner, none that it brought itself."""
    own = origin()
    rows = listings.shown().filter(hidden=False).exclude(party_id=platform.party_id).order_by("id")
    for line, row in enumerate(rows, 1):
        at, number = (row.origin, row.origin_number) if row.origin else (own, str(row.id))
        yield Slip(line, at, number, "new", row.id), record.written(row, at, number, row.origin_owner or row.party.name)
