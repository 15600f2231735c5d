"""Looking for words: clauses, indicators, parties, facts and claims, each only as far as the viewer may see; the market: `offering`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from jinliang.core.access import Viewer
from jinliang.core.field import folded
from jinliang.core.pack import Clause, Field, Indicator, Kind, Pack
from jinliang.core.spelling import pinyin_pattern
from jinliang.engines.spelling import scripts
from jinliang.site.models import Claim, Entry, Party
from jinliang.site.reads import claim as claims
from jinliang.site.reads import dossier
from jinliang.site.reads import pack as packs
from jinliang.site.reads.claim import Gone
from jinliang.site.reads.dossier import FactRow
from jinliang.site.reads.party import Directory, parties
from jinliang.site.reads.party import pinyin as spelt

MOST = 8
"""Hits shown of each sort."""
AROUND = 18
"""Characters shown on either side of a hit in the plan's text."""


@dataclass(frozen=True, slots=True)
class ClauseHit:
    """A clause with the words: what stands before, the words themselves, what stands after."""

    clause: Clause
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found for some words."""

    words: str
    clauses: tuple[ClauseHit, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    parties: tuple[Party, ...] = ()
    facts: tuple[FactRow, ...] = ()
    claims: tuple[tuple[Claim, str, Gone | None], ...] = ()

    @property
    def count(self) -> int:
        """How many hits are shown."""
        return sum(map(len, (self.clauses, self.indicators, self.parties, self.facts, self.claims)))


def search(viewer: Viewer, words: str) -> Found:
    """Everything with these words; fewer than two characters find nothing, unless a number names a claim or fact."""
    words = " ".join(words.split())[:60]
    if len(words) < 2:
        return Found(words)
    pack = packs.plan()
    names = {one.id: one.label for one in pack.kinds}
    facts = dossier.rows().filter(_facts(words)).distinct().order_by("-on", "-id")
    seen = (
        claims.visible(viewer)
        .filter(Q(title__icontains=words) | Q(party__name__icontains=words))
        .order_by("-since", "-id")
    )
    hits = list(seen[:MOST])
    gone = claims.gone(viewer, [one.id for one in hits])
    return Found(
        words,
        tuple(_clauses(pack, words)),
        tuple(one for one in pack.indicators if folded(words) in folded(f"{one.label} {one.short} {one.id}"))[:MOST],
        tuple(_named(viewer, words)),
        tuple(_unhidden(dossier.shown(viewer, facts[: 4 * MOST], pack), words))[:MOST],
        tuple((one, names.get(one.kind, one.kind), gone.get(one.id)) for one in hits),
    )


def _named(viewer: Viewer, words: str) -> list[Party]:
    """Parties by name in either script, by code, by pinyin or initials, or by a name that is near."""
    if viewer.public:
        return []
    found: dict[int, Party] = {}
    for one in scripts(words):
        found |= {row.id: row for row in parties(viewer, words=one)[:MOST]}
    if not found and re.fullmatch(r"[A-Za-z' ]+", words):
        found = {row.id: row for row in parties(viewer).filter(pinyin__regex=pinyin_pattern(words))[:MOST]}
    if not found and not words.isascii():
        near = [one.id for one in Directory(viewer).similar(scripts(words)[-1 if len(scripts(words)) < 3 else 1])]
        found = {row.id: row for row in parties(viewer).filter(id__in=near)}
    return list(found.values())[:MOST]


def _facts(words: str) -> Q:
    named = Q(roles__party__name__icontains=words)
    return Q(entry__title__icontains=words) | Q(title__icontains=words) | Q(entry__key__icontains=folded(words)) | named


def _unhidden(rows: list[FactRow], words: str) -> list[FactRow]:
    """A masked name must not be found by spelling it out: a hidden fact is a hit only by what is shown of it."""
    shown = {row.id: row for row in rows if not row.hidden or words in f"{row.title}{''.join(row.parties)}"}
    return list(shown.values())


def _clauses(pack: Pack, words: str) -> list[ClauseHit]:
    """The smallest clauses that hold the words, one hit each, in the order of the plan."""
    found: list[ClauseHit] = []
    at = pack.text.find(words)
    while at >= 0 and len(found) < MOST:
        holding = [one for one in pack.clauses if one.span[0] <= at and at + len(words) <= one.span[1]]
        clause = min(holding, key=lambda one: one.span[1] - one.span[0], default=None)
        if clause is None:
            at = pack.text.find(words, at + len(words))
            continue
        first, last = clause.span
        before = pack.text[max(first, at - AROUND) : at]
        after = pack.text[at + len(words) : min(last, at + len(words) + AROUND)]
        found.append(ClauseHit(clause, before.rpartition("\n")[2], words, after.partition("\n")[0]))
        at = pack.text.find(words, last)
    return found


def offers(viewer: Viewer, kind: Kind, field: Field, words: str) -> list[tuple[str, str]]:
    """What a field may be meant to say while it is typed: (what to put in it, what it is), the likest first."""
    words = words.strip()[:60]
    if field.type == "party" and words:
        return _parties(viewer, field, words)
    if field.type == "entry" and words:
        rows = Entry.objects.filter(kind=field.entry).filter(Q(title__icontains=words) | Q(key__icontains=words))
        near = Directory(viewer).similar_entries(field.entry, words)
        titles = dict.fromkeys([*rows.order_by("title").values_list("title", flat=True)[:MOST], *near])
        return [(one, "") for one in titles][:MOST]
    return []


def _parties(viewer: Viewer, field: Field, words: str) -> list[tuple[str, str]]:
    rows = parties(viewer, words=words)
    if words.isascii():
        rows = parties(viewer).filter(Q(code__startswith=words.upper()) | Q(pinyin__startswith=spelt(words)))
    if field.parties:
        rows = rows.filter(kind__in=field.parties)
    near = [] if words.isascii() else Directory(viewer).similar(words, field.parties)
    found = {one.name: one.code for one in rows[:MOST]} | {one.name: one.code for one in near}
    return list(found.items())[:MOST]
