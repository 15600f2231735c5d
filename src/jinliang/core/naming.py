"""Who and what a text names: parties, persons, entries on record; and who may be meant when nobody bears the name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from jinliang.core.field import Misread, folded
from jinliang.core.pack import CodeList, Field

_CODE = re.compile(r"(?=(?:.*[0-9]){8})[0-9A-Za-z-]{15,20}")
BETWEEN = re.compile(r"[、;；\n]")
"""What stands between several parties or persons in one text."""


@dataclass(frozen=True, slots=True)
class PartyRef:
    """A party on record, as a statement names it."""

    id: int
    kind: str
    name: str
    code: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class PersonRef:
    """A person: told apart from namesakes by the home unit (its party id), on record or not yet."""

    name: str
    home: int | None


class Directory(Protocol):
    """The parties and entries on record that the viewer may name."""

    def party(self, text: str) -> PartyRef | None:
        """By credit code, by the exact name it bears or bore, or by ``#id``."""

    def similar(self, text: str, kinds: tuple[str, ...]) -> tuple[PartyRef, ...]:
        """Parties of these kinds (none = all) with a name like the text, the likest first."""

    def entry(self, kind: str, text: str) -> int | None:
        """The entry of a kind by its key, number or title."""

    def similar_entries(self, kind: str, text: str) -> tuple[str, ...]:
        """Titles like the text, the likest first."""


class CodeVerdict(Protocol):
    """What a credit code is worth: `why` is empty when it is right; `suggestion` is the code it may have been meant as."""

    @property
    def why(self) -> str: ...
    @property
    def fix(self) -> str: ...
    @property
    def suggestion(self) -> str | None: ...


CodeCheck = Callable[[str], CodeVerdict]


def parties(
    one: Field, text: str, directory: Directory, kinds: CodeList, code_check: CodeCheck | None
) -> tuple[PartyRef, ...]:
    """The parties a text names by code, name or ``#id``, several between 、 or ;. Raises Misread with the likest on record."""
    parts = [part.strip() for part in BETWEEN.split(text) if part.strip()]
    whole = directory.party(text)
    if whole is not None or len(parts) < 2:
        return (_allowed(one, whole or _nearly(one, text, directory, code_check), kinds),)
    found: dict[PartyRef, None] = {}
    wrong: dict[str, Misread] = {}
    for part in parts:
        try:
            found[_allowed(one, directory.party(part) or _nearly(one, part, directory, code_check), kinds)] = None
        except Misread as no:
            wrong[part] = no
    if not wrong:
        return tuple(found)
    whys = "；".join(f"“{part}”：{no.why}" for part, no in wrong.items())
    meant = "、".join(wrong[part].suggestion if part in wrong else part for part in parts)
    sure = all(no.suggestion for no in wrong.values())
    raise Misread(whys, "；".join(dict.fromkeys(no.fix for no in wrong.values())), meant if sure else "")


def _allowed(one: Field, party: PartyRef, kinds: CodeList) -> PartyRef:
    if one.parties and party.kind not in one.parties:
        why = f"{party.name}是{kinds_text((party.kind,), kinds)}，这里要填{kinds_text(one.parties, kinds)}"
        raise Misread(why, "核对是不是填错了栏")
    return party


def _nearly(one: Field, text: str, directory: Directory, code_check: CodeCheck | None) -> PartyRef:
    """The party whose code follows its name; else why there is none, and who may be meant."""
    tail = text.rsplit(maxsplit=1)[-1]
    if tail != text and _CODE.fullmatch(tail) and (party := directory.party(tail)):
        return party
    if _CODE.fullmatch(folded(text)):
        raise _code_misread(text, directory, code_check)
    similar = directory.similar(text, one.parties)
    if not similar:
        raise Misread("库里没有这家单位", "填统一社会信用代码；还没登记的，先登记主体")
    best = f"{similar[0].name} {similar[0].code}".strip()
    raise Misread(f"填的是名称；在库有 {len(similar)} 家近似", "核对后填信用代码或全称", best)


def _code_misread(text: str, directory: Directory, code_check: CodeCheck | None) -> Misread:
    verdict = code_check(text) if code_check else None
    if verdict is None or not verdict.why:
        return Misread("库里没有这个信用代码的单位", "核对代码；还没登记的，先登记主体")
    meant = verdict.suggestion or ""
    party = directory.party(meant) if meant else None
    return Misread(verdict.why, verdict.fix, f"{party.name} {meant}" if party else meant)


def people(text: str, home: int | None) -> tuple[PersonRef, ...]:
    """The persons a text names, several between 、 or ;, told apart by their home unit. Raises Misread for what is no name."""
    names = [person_name(part) for part in BETWEEN.split(text) if part.strip()]
    for name in names:
        if re.search(r"[0-9@#|<>=_/\\]", name):
            raise Misread(f"“{name}”不像姓名", "只填姓名，编号和职务不填在这里")
        if not 2 <= len(name) <= 30:
            raise Misread(f"姓名“{name}”有 {len(name)} 个字，应为 2 到 30 个", "填全名")
    return tuple(dict.fromkeys(PersonRef(name, home) for name in names))


def entry(one: Field, text: str, directory: Directory) -> int:
    """The entry on record that a text names. Raises Misread with the likest titles."""
    number = directory.entry(one.entry, text)
    if number is not None:
        return number
    similar = directory.similar_entries(one.entry, text)
    near = f"；在库有 {len(similar)} 件近似" if similar else ""
    raise Misread(f"台账里没有这一件{near}", "填台账名称或编号；还没有的，先申报那一件", similar[0] if similar else "")


def person_name(text: str) -> str:
    """A name in its one spelling: no blanks between Chinese characters, one sort of middle dot.

    >>> person_name("程　砚之"), person_name("阿依古丽•买买提"), person_name("Anna  Li")
    ('程砚之', '阿依古丽·买买提', 'Anna Li')
    """
    name = re.sub(r"\s*[•・·‧．]\s*", "·", " ".join(text.split()))
    return re.sub(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])", "", name)


def kinds_text(kinds: tuple[str, ...], codes: CodeList) -> str:
    """Kinds of parties in the words of the code list `party_kind`."""
    items = ((kind, codes.item(kind)) for kind in kinds)
    return "或".join(item.label if item else kind for kind, item in items)
