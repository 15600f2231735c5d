"""Parties as they are read, found by code or by any name they ever bore, and near names for a warning."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from jinliang.core.access import Viewer
from jinliang.core.statement import PartyRef
from jinliang.site.models import Entry, Fact, Party, PartyName

NEAR = 0.45
"""From which trigram similarity on two names are near enough for a warning."""


def pinyin(name: str) -> str:
    """The key by which a Chinese name sorts.

    >>> pinyin("龙城理工大学")
    'long cheng li gong da xue'
    """
    from pypinyin import (  # its dictionary takes over half a second to load, and few processes need it
        Style,
        lazy_pinyin,
    )

    return " ".join(lazy_pinyin(name, style=Style.NORMAL))[:300]


def ref(row: Party) -> PartyRef:
    """A party as statements name it."""
    return PartyRef(row.id, row.kind, row.name, row.code, row.area or None)


def named(row: Party, on: date) -> str:
    """The name a party bore on a day."""
    for one in row.names.all():
        if (one.first is None or one.first <= on) and (one.last is None or on <= one.last):
            return one.name
    return row.name


class Directory:
    """The parties and entries a statement may name, for one viewer. Looks everything up at most once.

    `own` is the viewer's party where the caller has it; what a directory `beside` it has looked up, and will, serves both.
    """

    def __init__(self, viewer: Viewer, own: Party | None = None, beside: Directory | None = None) -> None:
        self.viewer = viewer
        row = own or (Party.objects.filter(id=viewer.party).first() if viewer.party else None)
        self.own = ref(row) if row else None
        self._parties: dict[str, PartyRef | None] = beside._parties if beside else {}
        self._entries: dict[tuple[str, str], int | None] = beside._entries if beside else {}
        self._near: dict[tuple[str, tuple[str, ...]], tuple[PartyRef, ...]] = beside._near if beside else {}

    def party(self, text: str) -> PartyRef | None:
        """A party that is no person, by credit code, by `#id`, or by a name it bears or bore."""
        if text not in self._parties:
            self._parties[text] = self._party(text)
        return self._parties[text]

    def learn(self, texts: Iterable[str]) -> None:
        """Looks up in two queries which of these texts are a party's code, name or former name, and which are none."""
        wanted = {one for one in texts if one and not one.startswith("#")} - set(self._parties)
        codes: dict[str, set[str]] = {}
        for one in wanted:
            codes.setdefault(one.upper(), set()).add(one)
        found: dict[str, PartyRef] = {}
        once = PartyName.objects.filter(name__in=wanted).exclude(party__kind="person").select_related("party")
        for old in once.order_by("id"):
            found.setdefault(old.name, ref(old.party))
        rows = Party.objects.exclude(kind="person").filter(Q(code__in=codes, code__gt="") | Q(name__in=wanted))
        for row in rows.order_by("-id"):  # of several the first one is meant, as where one is asked alone
            found |= dict.fromkeys(({row.name} & wanted) | codes.get(row.code, set()), ref(row))
        self._parties.update({one: found.get(one) for one in wanted})

    def _party(self, text: str) -> PartyRef | None:
        rows = Party.objects.exclude(kind="person")
        if text.startswith("#") and text[1:].isdecimal():
            row = rows.filter(id=int(text[1:])).first()
        else:
            row = rows.filter(Q(code=text.upper(), code__gt="") | Q(name=text)).first()
            if row is None:
                old = PartyName.objects.filter(name=text).exclude(party__kind="person").select_related("party").first()
                row = old.party if old else None
        return ref(row) if row else None

    def similar(self, text: str, kinds: tuple[str, ...] = ()) -> tuple[PartyRef, ...]:
        """Parties of these kinds with a name near the text, nearest first, three at the most."""
        if (text, kinds) not in self._near:
            self._near[text, kinds] = self._similar(text, kinds)
        return self._near[text, kinds]

    def _similar(self, text: str, kinds: tuple[str, ...]) -> tuple[PartyRef, ...]:
        rows = Party.objects.raw(
            "SELECT *, similarity(name, %s) AS near FROM site_party WHERE kind <> 'person'"
            " AND (%s = '{}' OR kind = ANY(%s::varchar[])) AND name %% %s AND similarity(name, %s) >= %s"
            " ORDER BY near DESC, id LIMIT 3",
            [text, _array(kinds), _array(kinds), text, text, NEAR],
        )
        return tuple(ref(row) for row in rows)

    def entry(self, kind: str, text: str) -> int | None:
        """An entry of a kind by `#id`, key or title, or by what a fact that stands calls it."""
        if (kind, text) not in self._entries:
            rows = Entry.objects.filter(kind=kind)
            if text.startswith("#") and text[1:].isdecimal():
                row = rows.filter(id=int(text[1:])).first()
            else:
                row = rows.filter(Q(key=text) | Q(title=text)).order_by("id").first() or _called(kind, text)
            self._entries[kind, text] = row.id if row else None
        return self._entries[kind, text]

    def similar_entries(self, kind: str, text: str) -> tuple[str, ...]:
        """Titles of a kind's entries near the text, nearest first."""
        rows = Entry.objects.raw(
            "SELECT *, similarity(title, %s) AS near FROM site_entry WHERE kind = %s AND title %% %s"
            " ORDER BY near DESC, id LIMIT 3",
            [text, kind, text],
        )
        return tuple(row.title for row in rows)


def _living(rows: QuerySet[Fact]) -> QuerySet[Fact]:
    return rows.exclude(amendments__way__in=("reverse", "replace")).select_related("entry")


def _called(kind: str, text: str) -> Entry | None:
    fact = _living(Fact.objects.filter(kind=kind, title=text)).order_by("id").first()
    return fact.entry if fact else None


def entry_title(id: int) -> str:
    """What an entry is called now: by the latest of its facts that is neither reversed nor replaced; empty when there is no entry."""
    fact = _living(Fact.objects.filter(entry=id)).order_by("-id").first()
    return fact.called if fact else Entry.objects.filter(id=id).values_list("title", flat=True).first() or ""


def _array(kinds: tuple[str, ...]) -> str:
    return "{" + ",".join(kinds) + "}"


def parties(viewer: Viewer, kind: str = "", area: str = "", words: str = "") -> QuerySet[Party]:
    """The city's parties that are no persons, in pinyin order; persons are seen only with the facts they stand in."""
    rows = Party.objects.exclude(kind="person").order_by("pinyin", "id")
    if kind:
        rows = rows.filter(kind=kind)
    if area:
        rows = rows.filter(area=area)
    if words:
        once = PartyName.objects.filter(name__icontains=words).values("party_id")
        rows = rows.filter(Q(name__icontains=words) | Q(code__startswith=words.upper()) | Q(id__in=once))
    return rows
