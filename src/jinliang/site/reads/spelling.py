"""How words find listings: in either script, one character off where nothing has them, by pinyin or initials of who is named.

A hidden owner, and whoever works there, is never found by a name: only listings that show their owner are.
"""

from __future__ import annotations

import re
from functools import lru_cache

from django.db.models import Q, QuerySet

from jinliang.core.spelling import one_off, pinyin_pattern
from jinliang.engines.spelling import scripts
from jinliang.site.models import Listing, Party
from jinliang.site.reads.party import pinyin

_LETTERS = re.compile(r"[A-Za-z']{2,30}")
_TOLD = ("title", "text", "keywords")


def holding(rows: QuerySet[Listing], words: str) -> QuerySet[Listing]:
    """Listings that have every one of these words, in their text, their patent's number or the names they show."""
    for word in words.split()[:6]:
        rows = rows.filter(_with(word))
    return rows


def nearly(rows: QuerySet[Listing], words: str) -> QuerySet[Listing]:
    """Listings that have every one of these words, each or nearly: one character of it wrong, missing or too many."""
    for word in words.split()[:6]:
        near = Q()
        for one in scripts(word):
            if pattern := one_off(one):
                near |= Q(title__iregex=pattern) | Q(text__iregex=pattern) | Q(keywords__iregex=pattern)
                near |= Q(hidden=False) & (Q(person__iregex=pattern) | Q(party__name__iregex=pattern))
        rows = rows.filter(_with(word) | near)
    return rows


def titled(words: str) -> Q:
    """Whether a listing's title has one of these words: it stands before those that only mention them."""
    found = Q()
    for word in words.split()[:6]:
        for one in scripts(word):
            found |= Q(title__icontains=one) | Q(person__icontains=one, hidden=False)
    return found


def _with(word: str) -> Q:
    found = Q()
    for one in scripts(word):
        for name in _TOLD:
            found |= Q(**{f"{name}__icontains": one})
        found |= Q(hidden=False) & (Q(party__name__icontains=one) | Q(person__icontains=one))
    number = re.sub(r"^(ZL|CN)", "", word.upper()).replace(".", "")
    if len(number) >= 4 and number[:1].isdigit():
        found |= Q(number__startswith=number) | Q(number__startswith=word.upper().removeprefix("ZL"))
    if _LETTERS.fullmatch(word):
        pattern = pinyin_pattern(word)
        named = Party.objects.exclude(kind="person").filter(pinyin__regex=pattern).values("id")
        found |= Q(hidden=False) & (Q(party__in=named) | Q(person__in=_people(pattern)))
    return found


def _people(pattern: str) -> list[str]:
    """Who is named in listings that show their owner and whose pinyin is like this."""
    told = Listing.objects.filter(hidden=False, state__in=("published", "talking")).exclude(person="")
    sought = re.compile(pattern)
    return [one for one in told.values_list("person", flat=True).distinct() if sought.search(_key(one))]


@lru_cache(maxsize=20_000)
def _key(name: str) -> str:
    return pinyin(name)
