"""One party (主体) opened: the names it bore, who sits for it, the facts it stands in, and its own part of every reading."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count

from jinliang.core.access import ROLES, Viewer
from jinliang.core.pack import Indicator, Pack
from jinliang.core.refusal import Refusal
from jinliang.core.select import Slice
from jinliang.site.models import Act, FactRole, Party, PartyName, Seat
from jinliang.site.reads import clock, dossier
from jinliang.site.reads import pack as packs
from jinliang.site.reads.dossier import FactRow
from jinliang.site.reads.known import known, remembered
from jinliang.site.reads.part import withheld
from jinliang.site.reads.party import parties
from jinliang.site.reads.reading import points, value
from jinliang.site.reads.tally import Ask

LATEST = 10
"""Facts shown on a party's own page; all of them are a click away."""


@dataclass(frozen=True, slots=True)
class Part:
    """A party's own part of a reading, beside the whole of it. `hosted`: the reading page knows it as one of its institutions.

    `own` is None where the viewer is not given it (`reads/part.py`).
    """

    indicator: Indicator
    own: int | Decimal | None
    whole: int | Decimal
    hosted: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """A party with everything on its page."""

    party: Party
    names: tuple[PartyName, ...]
    seats: tuple[tuple[Seat, str], ...]
    facts: tuple[FactRow, ...]
    count: int
    parts: tuple[Part, ...]
    registered_on: date | None


def profile(viewer: Viewer, id: int) -> Profile:
    """A party that is no person. Raises Refusal `no_such_party`; persons are seen only with the facts they stand in."""
    row = Party.objects.exclude(kind="person").prefetch_related("names").filter(id=id).first()
    if row is None:
        raise Refusal("no_such_party", "没有这个主体", "从主体页选择；个人只随有关事实显示")
    facts = dossier.facts(viewer, party=id)
    seats = Seat.objects.filter(party=row, active=True).order_by("role", "id")
    return Profile(
        row,
        tuple(sorted(row.names.all(), key=lambda one: one.first or date.min)),
        tuple((one, ROLES[one.role]) for one in seats),  # type: ignore[index]
        tuple(dossier.shown(viewer, facts[:LATEST])),
        facts.count(),
        tuple(parts(viewer, row, packs.plan())),
        Act.objects.filter(number=row.known).values_list("day", flat=True).first(),
    )


def parts(viewer: Viewer, party: Party, pack: Pack) -> list[Part]:
    """A party's own part of every reading in which its kind can have one, today."""
    today, number = clock.today(), known().number
    asked = [(one, role) for one in pack.indicators if (role := _role(pack, one, party.kind))]
    own = points([Ask.of(one, today, number, Slice(role, party.id)) for one, role in asked], [today])
    whole = points([Ask.of(one, today, number) for one, _ in asked], [today])
    return [
        Part(
            one,
            None if withheld(viewer, one, Slice(role, party.id), mine[0].facts) else value(one, mine[0]),
            value(one, all_[0]),
            role == one.slice_by and party.kind in ("university", "institute"),
        )
        for (one, role), mine, all_ in zip(asked, own, whole, strict=True)
    ]


def _role(pack: Pack, indicator: Indicator, kind: str) -> str:
    """The role in which parties of a kind stand in an indicator's facts: its own slice where it is theirs, else the first."""
    fields = pack.kind(indicator.selector.kind).fields
    roles = [f"role:{one.role}" for one in fields if one.type == "party" and one.role and kind in one.parties]
    return indicator.slice_by if indicator.slice_by in roles else next(iter(roles), "")


@remembered
def own(viewer: Viewer) -> list[Part]:
    """The viewer's own party's part of the readings, the fullest first; nothing for a seat of the city itself."""
    party = Party.objects.filter(id=viewer.party).first() if viewer.party else None
    found = parts(viewer, party, packs.plan()) if party else []
    return sorted((one for one in found if one.own), key=lambda one: -Decimal(one.own or 0) / (Decimal(one.whole) or 1))


@dataclass(frozen=True, slots=True)
class Listed:
    """A party as it is listed: with the other names it bore, and in how many facts it stands."""

    id: int
    kind: str
    name: str
    code: str
    area: str
    former: tuple[str, ...]
    facts: int


@remembered
def listed(viewer: Viewer, kind: str, area: str, words: str, first: int, most: int) -> list[Listed]:
    """So many parties as they are listed, from a place on, in three queries."""
    rows = parties(viewer, kind, area, words)[first : first + most]
    found = list(rows.values_list("id", "kind", "name", "code", "area"))
    ids = [id for id, *_rest in found]
    names: dict[int, list[str]] = {}
    for id, name in PartyName.objects.filter(party__in=ids).order_by("id").values_list("party_id", "name"):
        names.setdefault(id, []).append(name)
    facts = dict(FactRole.objects.filter(party__in=ids).values_list("party").annotate(Count("fact", distinct=True)))
    return [
        Listed(id, kind, name, code, area, tuple(one for one in names.get(id, ()) if one != name), facts.get(id, 0))
        for id, kind, name, code, area in found
    ]


@remembered
def kinds(viewer: Viewer, area: str = "", words: str = "") -> dict[str, int]:
    """How many parties there are of each kind."""
    return dict(parties(viewer, "", area, words).order_by().values_list("kind").annotate(Count("id")))
