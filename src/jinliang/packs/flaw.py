"""Flaws of a pack: how places are named, and how the nearest right spelling is found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from jinliang.core.refusal import Flaw

SHOWN = 12
"""So many possible spellings are listed when none is near."""


def nearest(word: str, among: Iterable[str]) -> str | None:
    """The spelling most like a word, letter case aside, or None when nothing is near.

    >>> nearest("count_entrys", ["count_entries", "sum:amount"])
    'count_entries'
    """
    folded: dict[str, str] = {}
    for one in among:
        folded.setdefault(one.casefold(), one)
    found = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6 if len(word) > 3 else 0.7)
    return folded[found[0]] if found else None


def mend(word: str, among: Iterable[str]) -> str:
    """How to put a misspelling right: the nearest spelling, else all there are.

    >>> mend("lable", ["id", "label"]), mend("颜色", ["id", "label"])
    ('改成 label', '可以写 id、label')
    """
    known = [one for one in dict.fromkeys(among) if one]
    near = nearest(word, known)
    if near is not None:
        return f"改成 {near}"
    if not known:
        return "现在一个也没有，先补上"
    return f"可以写 {'、'.join(known[:SHOWN])}{f' 等 {len(known)} 个' if len(known) > SHOWN else ''}"


def unknown(place: str, word: str, noun: str, among: Iterable[str]) -> Iterator[Flaw]:
    """A word that names nothing: no such `noun`. Nothing is said while one of them still lacks its name: it may be meant."""
    known = list(among)
    if "" not in known:
        yield Flaw(place, word, f"没有叫 {word} 的{noun}", mend(word, known))


def places(stem: str, ids: Sequence[object]) -> list[str]:
    """The places of the tables of one name: by id, or by number (from 0) where they have none or it is taken.

    >>> places("kind", ["cn.visitor", None, "cn.visitor"])
    ['kind.cn.visitor', 'kind[1]', 'kind[2]']
    """
    taken: set[object] = set()
    named: list[str] = []
    for number, one in enumerate(ids):
        plain = isinstance(one, str) and one != "" and one not in taken
        named.append(f"{stem}.{one}" if plain else f"{stem}[{number}]")
        taken.add(one if isinstance(one, str) else None)
    return named


def repeated(stem: str, ids: Sequence[str], noun: str) -> list[Flaw]:
    """Ids given twice, at the place of the second."""
    seen: set[str] = set()
    found: list[Flaw] = []
    for one, place in zip(ids, places(stem, ids), strict=True):
        if one and one in seen:
            found.append(Flaw(place, one, f"{noun} {one} 前面已经有了", "两处合成一处，或给这一处另起编号"))
        seen.add(one)
    return found
