"""A pack under examination, with the packs it uses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from jinliang.core.pack import Clause, CodeList, Kind, Pack
from jinliang.packs.schema import PackTable

NAMELESS = Kind("", "", "", (), (), "", "", (), (), (), ())
"""A kind that cannot be seen; while there is one, no name is called unknown."""


@dataclass(frozen=True)
class Draft:
    """The tables as written, the pack made of them, and the packs it uses (validated). `broken`: where stand-ins are.

    It is not `complete` when a pack it uses cannot be had: then a kind or list it names may well stand there.
    """

    table: PackTable
    pack: Pack
    used: tuple[Pack, ...]
    broken: tuple[str, ...] = ()
    complete: bool = True

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every kind it can name: of the packs it uses and its own."""
        found = {one.id: one for pack in (*self.used, self.pack) for one in pack.kinds}
        return found if self.complete else found | {"": NAMELESS}

    @cached_property
    def lists(self) -> dict[str, CodeList]:
        """Every code list it can name."""
        found = {one.id: one for pack in (*self.used, self.pack) for one in pack.lists}
        return found if self.complete else found | {"": CodeList("", "", ())}

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Its clauses; of clauses with one id the first."""
        found: dict[str, Clause] = {}
        for one in self.pack.clauses:
            found.setdefault(one.id, one)
        return found

    def codes(self, list_id: str) -> list[str]:
        """The codes of a list; when there is no such list, none, or "" if a list still lacks its name."""
        found = self.lists.get(list_id)
        return [one.id for one in found.items] if found else [""] if "" in self.lists else []

    def sound(self, *found: str) -> bool:
        """Whether the values at these places are the writer's own, not stand-ins for broken ones."""
        return not any(place.startswith(one) or one.startswith(place) for place in found for one in self.broken)


def roles(kind: Kind) -> dict[str, str]:
    """The roles of a kind, each with the type of its field: party or person."""
    return {one.role: one.type for one in kind.fields if one.role}
