"""What the system has looked up about a claim, so that nobody counts twice or names the wrong one: repeats, namesakes, near names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.db.models import Q

from jinliang.core.access import Viewer
from jinliang.core.pack import Pack
from jinliang.core.statement import PartyRef, PersonRef, Statement
from jinliang.site.models import Claim, Fact, Party
from jinliang.site.reads import claim as claims
from jinliang.site.reads import clock
from jinliang.site.reads.party import Directory

ALIKE = 0.8
"""From this likeness (0 to 1) on, two names on record are taken for each other by people."""
SOME = 5
MOST = 200
"""Claims on their way that are compared with one, the latest first."""

Code = Literal[
    "new_entry", "same_entry", "adds_again", "other_claims", "other_posts", "no_other_posts", "namesake", "near_name"
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked up: what was found about whom, how many, and the facts, claims and parties to open (ids)."""

    code: Code
    name: str = ""
    count: int = 0
    what: str = ""
    facts: tuple[int, ...] = ()
    claims: tuple[int, ...] = ()
    parties: tuple[tuple[int, str], ...] = ()

    @property
    def mark(self) -> Literal["y", "q"]:
        """`y`: in order; `q`: to be looked at."""
        return "y" if self.code in ("new_entry", "no_other_posts") else "q"


def findings(viewer: Viewer, pack: Pack, claim: Claim, said: Statement) -> tuple[Finding, ...]:
    """Everything looked up about what a claim states. Others' claims are counted; only those the viewer may see are opened."""
    return (
        _entry(pack, claim, said),
        *_claims(viewer, pack, claim, said),
        *_people(pack, claim, said),
        *_near(viewer, said),
    )


def _entry(pack: Pack, claim: Claim, said: Statement) -> Finding:
    """Facts about the same entry: an entry is counted once, but where values are added, each fact adds its own."""
    rows = Fact.objects.filter(entry__kind=said.kind, entry__key=said.key).exclude(claim=claim)
    living = rows.exclude(amendments__way__in=("reverse", "replace")).order_by("id").values_list("id", flat=True)
    ids = tuple(living[:SOME])
    added = any(one.measure.startswith("sum:") for one in pack.indicators if one.selector.kind == said.kind)
    there: Code = "adds_again" if added else "same_entry"
    return Finding(there if ids else "new_entry", said.title, len(ids), facts=ids)


def _claims(viewer: Viewer, pack: Pack, claim: Claim, said: Statement) -> Iterator[Finding]:
    """Claims on their way about the same entry, however they write it and whosever they are."""
    rows = Claim.objects.filter(kind=said.kind, state__in=claims.WAITING).exclude(id=claim.id)
    others = list(rows.select_related("party", "seat__party").order_by("-id")[:MOST])
    directories = claims.among(others)
    stated = ((one.id, claims.stated(one, pack, directories[one.id])) for one in others)
    ids = {id for id, other in stated if other is not None and other.key == said.key}
    if ids:
        seen = claims.visible(viewer).filter(id__in=ids).order_by("id").values_list("id", flat=True)
        yield Finding("other_claims", said.title, len(ids), claims=tuple(seen[:SOME]))


def _people(pack: Pack, claim: Claim, said: Statement) -> Iterator[Finding]:
    people = dict.fromkeys(who for whom in said.roles.values() for who in whom if isinstance(who, PersonRef))
    names = {one.id: one.label for one in pack.kinds}
    today = clock.today()
    for who in people:
        rows = list(Party.objects.filter(kind="person", name=who.name).select_related("home"))
        own = [one.id for one in rows if one.home_id == who.home]
        facts = (
            Fact.objects.filter(roles__party__in=own, on__lte=today).exclude(entry__key=said.key).exclude(claim=claim)
        )
        open_ = facts.filter(Q(until=None) | Q(until__gte=today)).exclude(amendments__isnull=False)
        held = list(open_.distinct().order_by("-on").values_list("id", "kind")[:SOME])
        if held:
            kinds = "、".join(dict.fromkeys(names.get(kind, kind) for _, kind in held))
            yield Finding("other_posts", who.name, len(held), kinds, tuple(id for id, _ in held))
        else:
            yield Finding("no_other_posts", who.name)
        others = [one for one in rows if one.home_id != who.home]
        if others:
            where = "、".join(dict.fromkeys(one.home.name if one.home else "单位不详" for one in others[:SOME]))
            yield Finding("namesake", who.name, len(others), where)


def _near(viewer: Viewer, said: Statement) -> Iterator[Finding]:
    directory = Directory(viewer)
    for who in dict.fromkeys(one for whom in said.roles.values() for one in whom if isinstance(one, PartyRef)):
        others = near_names(directory, who.name, (who.kind,))
        if others:
            yield Finding("near_name", who.name, len(others), parties=tuple((one.id, one.name) for one in others))


def near_names(directory: Directory, name: str, kinds: Sequence[str] = ()) -> list[PartyRef]:
    """Other parties on record whose name is easily taken for this one."""
    return [
        one
        for one in directory.similar(name, tuple(kinds))
        if one.name != name and SequenceMatcher(None, one.name, name).ratio() >= ALIKE
    ]
