"""Packs in force: a pack on disk is a proposal, an adopted pack governs."""

from __future__ import annotations

from functools import lru_cache

from jinliang.core.pack import Kind, Pack
from jinliang.packs import load
from jinliang.site.models import AdoptedPack
from jinliang.site.reads.moment import moment

PLAN = "changzhou_2019"
"""The plan the city's board shows."""


def row(pack: str = PLAN, known_by: int | None = None) -> AdoptedPack | None:
    """The adopted version of a pack by a journal number (None = now)."""
    known = [one for one in versions(pack) if known_by is None or one.known <= known_by]
    return known[-1] if known else None


def versions(pack: str = PLAN) -> list[AdoptedPack]:
    """Every version ever adopted, oldest first."""
    return [one for one in moment().packs if one.pack == pack]


def plan(pack: str = PLAN, known_by: int | None = None) -> Pack:
    """The plan as adopted by a journal number. Before its first adoption the first version answers. Raises LookupError."""
    found = row(pack, known_by) or next(iter(versions(pack)), None)
    if found is None:
        raise LookupError(f"no adopted pack {pack}")
    return _parsed(found.pack, found.digest)


def digest() -> str:
    """The digest of the plan in force now; empty before any adoption."""
    found = row()
    return found.digest if found else ""


def kinds(pack: str = PLAN) -> dict[str, Kind]:
    """Kinds by id, in the plan in force; none before any adoption."""
    return {one.id: one for one in plan(pack).kinds} if versions(pack) else {}


def used(known_by: int | None = None) -> dict[str, Pack]:
    """The adopted packs that other packs may use, by id: those that are no plan themselves."""
    rows = AdoptedPack.objects.filter(plan_text="").order_by("known", "id")
    rows = rows if known_by is None else rows.filter(known__lte=known_by)
    return {one.pack: _parsed(one.pack, one.digest) for one in rows}


@lru_cache(maxsize=32)
def _parsed(pack: str, digest: str) -> Pack:
    found = AdoptedPack.objects.filter(pack=pack, digest=digest).order_by("id").first()
    assert found is not None
    return load.parse(found.text, found.plan_text, used(found.known) if found.plan_text else {})
