"""Who and what an official body's lists may name: the demo city's own register, kept in memory while its history is written."""

from __future__ import annotations

from collections.abc import Iterable

from jinliang.core.statement import PartyRef
from jinliang.site.acts.party import NewParty
from jinliang.site.models import Entry, Party
from jinliang.site.reads.party import ref


class Registry:
    """Parties by every name they bear or bore; entries by title, each looked up once. Nothing is guessed: a wrong name is our bug."""

    def __init__(self) -> None:
        self._parties: dict[str, PartyRef] = {}
        self._entries: dict[tuple[str, str], int] = {}

    def add(self, registered: Iterable[tuple[Party, NewParty]]) -> None:
        """Parties just registered, with what they were registered as."""
        for row, new in registered:
            self._parties |= dict.fromkeys((row.name, *(name for name, _, _ in new.former)), ref(row))

    def id(self, name: str) -> int:
        """The id of a registered body. Raises KeyError."""
        return self._parties[name].id

    def party(self, text: str) -> PartyRef | None:
        """A body by name."""
        return self._parties.get(text)

    def similar(self, text: str, kinds: tuple[str, ...]) -> tuple[PartyRef, ...]:
        """Nobody is near."""
        return ()

    def entry(self, kind: str, text: str) -> int | None:
        """An entry by its title."""
        if (kind, text) not in self._entries:
            found = Entry.objects.filter(kind=kind, title=text).order_by("id").values_list("id", flat=True).first()
            if found is not None:
                self._entries[kind, text] = found
        return self._entries.get((kind, text))

    def similar_entries(self, kind: str, text: str) -> tuple[str, ...]:
        """None is near."""
        return ()
