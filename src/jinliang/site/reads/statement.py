"""A statement as the site checks it: the core's check with this city's parties, lists and credit codes."""

from __future__ import annotations

from collections.abc import Mapping

from jinliang.core.access import Viewer
from jinliang.core.pack import Kind, Pack
from jinliang.core.register import REGISTERS, read
from jinliang.core.statement import FieldFlaw, Statement, state
from jinliang.packs.credit import check_credit
from jinliang.packs.patent import check_patent
from jinliang.site.reads import clock
from jinliang.site.reads.party import Directory


def check(
    viewer: Viewer, pack: Pack, kind: Kind, raw: Mapping[str, str], directory: Directory | None = None
) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
    """The typed statement, or everything that is wrong with it. The same check for form, import, API and demo."""
    if kind.id in REGISTERS:
        return read(kind, raw, pack.list, clock.today(), check_patent)
    found = directory or Directory(viewer)
    filled = brought(found, kind)
    return state(kind, raw, found, pack.list, clock.today(), filled=filled, code_check=check_credit)


def brought(directory: Directory, kind: Kind) -> dict[str, str]:
    """What the seat of a claimant brings with it: its party, in the one field that takes parties of its kind."""
    own = directory.own
    if own is None or directory.viewer.role not in kind.states or directory.viewer.role in kind.official:
        return {}
    takes = [one.id for one in kind.fields if one.type == "party" and own.kind in one.parties]
    return {takes[0]: f"#{own.id}"} if len(takes) == 1 else {}
