"""Finished pages: what follows from the journal alone is drawn once for a reader and kept until the next act."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from threading import Lock
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from jinliang.site.pages.shell import Request
from jinliang.site.reads.known import Known, head


@dataclass(frozen=True, slots=True)
class Drawn:
    """The parts of a page that are kept: its title, what stands above the notes and what below. Nothing in them is the session's own."""

    title: str
    head: SafeString
    main: SafeString

    @property
    def size(self) -> int:
        """How many characters there are to keep."""
        return len(self.title) + len(self.head) + len(self.main)


class Shelf:
    """Finished pages of a process, up to so many characters (two bytes each) in all, the least asked for given up first.

    A page is a function of who looks, the address, the language, the city's day and the journal up to the hash of its head.
    """

    def __init__(self, most: int = 8 * 1024 * 1024) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, Drawn] = OrderedDict()
        self._lock = Lock()

    def drawn(
        self, request: Request, name: str, told: Callable[[], Mapping[str, Any]], now: Known | None = None
    ) -> Drawn:
        """The page of an address, kept or drawn now from `<name>/head.html` and `<name>/main.html` with what `told` gives.

        `now` is all that is known now, where the page has asked already.
        """
        top = now or head()
        key = (request.viewer, request.get_full_path(), get_language(), top.day, top.hash)
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        found = draw(request, name, told())
        self._keep(key, found)
        return found

    def _keep(self, key: Hashable, page: Drawn) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._kept[key] = page
            self._size += page.size - (before.size if before else 0)
            while self._size > self._most:
                _key, given_up = self._kept.popitem(last=False)
                self._size -= given_up.size

    def clear(self) -> None:
        """Gives every page up."""
        with self._lock:
            self._kept.clear()
            self._size = 0


def draw(request: Request, name: str, told: Mapping[str, Any]) -> Drawn:
    """A page's parts drawn without keeping them."""
    context = dict(told)
    return Drawn(
        str(context.get("title", "")),
        SafeString(render_to_string(f"{name}/head.html", context, request)),
        SafeString(render_to_string(f"{name}/main.html", context, request)),
    )


shelf = Shelf()
