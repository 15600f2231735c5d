"""The frame around every page: whose seat it is, where one can go, on which day one stands, which pack and journal head hold.

Connect: add `jinliang.site.pages.frame.frame` to the context processors and have the middleware set `request.viewer` (a core Viewer)
and `request.standing` (a `Standing`, or a callable that makes one: it is asked only when a page is drawn).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, Resolver404, resolve, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from jinliang.core.access import PUBLIC, ROLES, Viewer


@dataclass(frozen=True, slots=True)
class Item:
    """A word of the house as a way to go; `count` is what waits for the reader there."""

    label: str
    parts: str
    url: str
    icon: str
    count: int | None = None
    current: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A verse of the house: 承诺, 往来, 凭据, 兑付; the first group has no name."""

    label: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Governing:
    """The pack that governs: its id, version and digest."""

    id: str
    version: int | str
    digest: str


@dataclass(frozen=True, slots=True)
class Head:
    """The head of the journal: its last number and hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Standing:
    """How things stand when a page is drawn, read once a request.

    `party` and `title` name the seat, `unread` counts its messages; `counts` says by URL name what waits for it; `asof` and `known` (a
    day or a journal number) are set where readings are shown; `plan` is the line under the product's name.
    """

    party: str = ""
    title: str = ""
    unread: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    asof: date | None = None
    known: date | int | None = None
    demo: bool = False
    city_day: date | None = None
    pack: Governing | None = None
    head: Head | None = None
    plan: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """What the base template draws around a page."""

    seat: str
    party: str
    role: str
    initials: str
    unread: int
    nav: tuple[Group, ...]
    asof: date | None
    known: date | int | None
    demo: bool
    city_day: date | None
    pack: Governing | None
    head: Head | None
    plan: str
    search: str
    language: str
    can_sign_out: bool

    @property
    def tabs(self) -> tuple[Item, ...]:
        """The first four words for the thumb; the rest stands under 更多."""
        every = {item.icon: item for group in self.nav for item in group.items}
        return tuple(every[name] for name in _THUMB if name in every)[:4]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word in the nav: its verse, its parts, the URL it leads to, the URL names that belong to it too, whether the public sees it."""

    verse: str
    label: str
    parts: str
    name: str
    icon: str
    also: tuple[str, ...] = ()
    public: bool = False


_WORDS = (
    _Word("", gettext_noop("待办"), "", "home", "todo"),
    _Word(gettext_noop("承诺"), gettext_noop("计划包"), gettext_noop("条款 目标"), "plan", "pack", ("clause",), True),
    _Word(gettext_noop("承诺"), gettext_noop("指标"), gettext_noop("读数"), "board", "indicator", ("reading",), True),
    _Word(
        gettext_noop("往来"),
        gettext_noop("供需"),
        gettext_noop("需求 成果"),
        "market",
        "listing",
        ("listing", "match", "contacts", "match_propose", "patents", "patent", "patent_new"),
        True,
    ),
    _Word(
        gettext_noop("往来"),
        gettext_noop("交易"),
        gettext_noop("洽谈"),
        "deals",
        "deal",
        ("deal", "funnel", "matches", "rankers", "ranker"),
    ),
    _Word(gettext_noop("往来"), gettext_noop("主体"), gettext_noop("席位"), "parties", "party", ("party",)),
    _Word(
        gettext_noop("凭据"),
        gettext_noop("事实"),
        gettext_noop("申报 佐证"),
        "claims",
        "fact",
        ("claim", "facts", "fact"),
    ),
    _Word(gettext_noop("凭据"), gettext_noop("办理"), gettext_noop("留痕"), "journal", "act", ("entry",)),
    _Word(
        gettext_noop("兑付"),
        gettext_noop("奖补"),
        gettext_noop("决定 批次"),
        "awards",
        "award",
        ("call", "call_new", "application", "batch"),
        True,
    ),
)
_THUMB = ("todo", "indicator", "listing", "fact", "pack", "party", "act")


def initials(name: str) -> str:
    """What stands in the round beside a name: the family name of a Chinese one, two initials of another.

    >>> initials("陈启明"), initials("Chen Qiming"), initials("")
    ('陈', 'CQ', '')
    """
    words = name.split()
    if not words:
        return ""
    return "".join(word[0] for word in words[:2]).upper() if name.isascii() else words[0][0]


def _here(path: str) -> str:
    """The name of the URL at a path, or none: an unknown path is at no word."""
    try:
        return resolve(path).url_name or ""
    except Resolver404:
        return ""


def _under(path: str, url: str) -> bool:
    """Whether a path lies at an address or below it; the front page has nothing below it."""
    return path == url or (url.count("/") > 1 and path.startswith(url))


def _nav(viewer: Viewer, path: str, counts: Mapping[str, int]) -> tuple[Group, ...]:
    name = _here(path)
    seen = [word for word in _WORDS if word.public or not viewer.public]
    addresses = {word.name: reverse(word.name) for word in seen}
    at = next((word.name for word in seen if name in (word.name, *word.also)), None)
    if at is None:
        below = [word.name for word in seen if _under(path, addresses[word.name])]
        at = max(below, key=lambda one: len(addresses[one]), default=None)
    groups: dict[str, list[Item]] = {}
    for word in seen:
        item = Item(
            _(word.label),
            _(word.parts) if word.parts else "",
            addresses[word.name],
            word.icon,
            counts.get(word.name) or None,
            word.name == at,
        )
        groups.setdefault(word.verse, []).append(item)
    return tuple(Group(_(verse) if verse else "", tuple(items)) for verse, items in groups.items())


def _search() -> str:
    """Where a search goes; empty until the product has one, and then no box is shown."""
    try:
        return reverse("search")
    except NoReverseMatch:
        return ""


def build(viewer: Viewer, path: str, standing: Standing | None = None) -> Frame:
    """The frame for a viewer at a path. The public sees the plan and the board, and may sign in.

    Raises NoReverseMatch when a word of the nav has no URL: no dead links.
    """
    now = standing or Standing()
    role = now.title or (_(ROLES[viewer.role]) if viewer.role else "")
    return Frame(
        seat=viewer.name,
        party=now.party,
        role=role,
        initials=initials(viewer.name),
        unread=now.unread,
        nav=_nav(viewer, path, now.counts),
        asof=now.asof,
        known=now.known,
        demo=now.demo,
        city_day=now.city_day,
        pack=now.pack,
        head=now.head,
        plan=now.plan,
        search=_search(),
        language=get_language() or "zh-hans",
        can_sign_out=not viewer.public,
    )


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `frame`, made when the template first looks at it."""

    def make() -> Frame:
        standing = getattr(request, "standing", None)
        return build(getattr(request, "viewer", PUBLIC), request.path, standing() if callable(standing) else standing)

    return {"frame": SimpleLazyObject(make)}
