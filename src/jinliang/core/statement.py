"""What somebody states: from the raw text of every field to a typed statement, with all flaws at once.

Form, import, API and demo city come through this one function, so that none of them is laxer than the others.
"""

from __future__ import annotations

import hashlib
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from jinliang.core import field as fields
from jinliang.core import naming
from jinliang.core.fact import Value
from jinliang.core.field import Misread, folded, nearest
from jinliang.core.naming import CodeCheck, Directory, PartyRef, PersonRef
from jinliang.core.pack import CodeList, Field, Kind, Rule

__all__ = ["CodeCheck", "Directory", "FieldFlaw", "PartyRef", "PersonRef", "Statement", "state"]

LONGEST_KEY = 400
"""Characters of a natural key; what goes beyond is told apart by a digest."""
LONGEST_TITLE = 300
LONGEST_SHOWN = 80

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Statement:
    """A typed statement about one entry, ready to become a fact.

    `key` is the entry's natural key, the same text for the same thing however it was written; `values` are the fields that are no
    role, entry, amount or quantity.
    """

    kind: str
    on: date
    until: date | None
    roles: Mapping[str, tuple[PartyRef | PersonRef, ...]]
    area: str | None
    amount: Decimal | None
    quantity: int | None
    values: Mapping[str, Value]
    entries: Mapping[str, int]
    key: str
    title: str


@dataclass(frozen=True, slots=True)
class FieldFlaw:
    """One thing wrong with one field: what stands there, why it is wrong, how to mend it.

    `suggestion`, where there is one, may be put in the field as it is.
    """

    field: str
    value: str
    why: str
    fix: str
    suggestion: str = ""


_Held = Value | tuple[PartyRef | PersonRef, ...]


def state(
    kind: Kind,
    raw: Mapping[str, str],
    directory: Directory,
    lists: Callable[[str], CodeList],
    today: date,
    *,
    filled: Mapping[str, str] = MappingProxyType({}),
    code_check: CodeCheck | None = None,
) -> tuple[Statement | None, tuple[FieldFlaw, ...]]:
    """The statement that the raw texts make, or every flaw that keeps them from making one, in the order of the kind's fields.

    `raw` maps field ids to text; a field left out is blank. `filled` are the texts the seat brings with it, which nobody may contradict
    (a university states for itself). `code_check` judges a credit code that is not on record.
    """
    reader = _Reader(kind, raw, directory, lists, filled, code_check)
    reader.read()
    reader.compare(today)
    order = {one.id: place for place, one in enumerate(kind.fields)}
    flaws = tuple(sorted(reader.flaws, key=lambda flaw: order.get(flaw.field, -1)))
    return (None if flaws else reader.statement()), flaws


@dataclass(slots=True)
class _Reader:
    kind: Kind
    raw: Mapping[str, str]
    directory: Directory
    lists: Callable[[str], CodeList]
    filled: Mapping[str, str]
    code_check: CodeCheck | None
    held: dict[str, _Held] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    flaws: list[FieldFlaw] = field(default_factory=list)
    bad: set[str] = field(default_factory=set)

    def flaw(self, id: str, value: str, why: str, fix: str, suggestion: str = "") -> None:
        shown = value if len(value) <= LONGEST_SHOWN else f"{value[:60]}…（共 {len(value)} 字）"
        self.flaws.append(FieldFlaw(id, shown, why, fix, suggestion))
        self.bad.add(id)

    def read(self) -> None:
        """Every field, dates first and persons last: codes are asked as of a date, namesakes told apart by their unit."""
        known = {one.id for one in self.kind.fields}
        for name in self.raw:
            if name not in known:
                self._unknown(name)
        for one in sorted(self.kind.fields, key=_turn):
            self._field(one)

    def _unknown(self, name: str) -> None:
        by_label = {one.label: one.id for one in self.kind.fields}
        near = nearest(name, by_label.values()) or by_label.get(nearest(name, by_label), "")
        fix = f"改成 {near}，或去掉这一项" if near else f"去掉这一项；可以填：{'、'.join(by_label.values())}"
        self.flaw(name, self.raw[name], f"没有叫“{name}”的字段", fix, near)

    def _field(self, one: Field) -> None:
        try:
            text = fields.written(self.raw.get(one.id, ""))
        except Misread as no:
            return self.flaw(one.id, self.raw[one.id].strip(), no.why, no.fix, no.suggestion)
        brought = self.filled.get(one.id, "")
        if one.fill:
            return self._from_party(one, text)
        if not text and not brought:
            if one.required or one.id == self.kind.on:
                self.flaw(one.id, "", "必填", one.help or f"填{one.label}")
            return None
        try:
            theirs = self._held(one, brought) if brought else None
            held = self._held(one, text) if text else theirs
            if brought and held != theirs:
                raise Misread("这一项由席位带出，不能填别的", "留空，由席位带出", _said(theirs))
        except Misread as no:
            return self.flaw(one.id, text or brought, no.why, no.fix, no.suggestion)
        self.held[one.id] = held
        return None

    def _held(self, one: Field, text: str) -> _Held:
        if one.type == "code":
            on = None if one.valid_on in self.bad else self.held.get(one.valid_on) or self.held.get(self.kind.on)
            item = fields.code(self.lists(one.list), text, on if isinstance(on, date) else None)
            self.labels[one.id] = item.label
            return item.id
        if one.type == "party":
            return naming.parties(one, text, self.directory, self.lists("party_kind"), self.code_check)
        if one.type == "person":
            return self._people(one, text)
        if one.type == "entry":
            self.labels[one.id] = text
            self.entries[one.id] = number = naming.entry(one, text, self.directory)
            return number
        return fields.value(one, text)

    def _people(self, one: Field, text: str) -> tuple[PersonRef, ...]:
        home = self.held.get(one.home)
        unit = next((who.id for who in home if isinstance(who, PartyRef)), None) if isinstance(home, tuple) else None
        people = naming.people(text, unit)
        if len(people) > 1 and one.id in self.kind.key:
            raise Misread(f"填了 {len(people)} 个人", "一人一行")
        return people

    def _from_party(self, one: Field, text: str) -> None:
        """A code nobody types: the kind of the party in a role."""
        party = next((who for who in self._in_role(one.fill) if isinstance(who, PartyRef)), None)
        if party is None:
            return None
        item = self.lists(one.list).item(party.kind)
        if item is None:
            kind = naming.kinds_text((party.kind,), self.lists("party_kind"))
            return self.flaw(one.id, text, f"{party.name}是{kind}，不在{one.label}之内", "核对单位")
        if text and folded(text) not in (folded(item.id), folded(item.label)):
            return self.flaw(one.id, text, f"{party.name}是{item.label}", "留空，系统按单位带出", item.label)
        self.held[one.id], self.labels[one.id] = item.id, item.label
        return None

    def _in_role(self, role: str) -> tuple[PartyRef | PersonRef, ...]:
        found: dict[PartyRef | PersonRef, None] = {}
        for one in self.kind.fields:
            held = self.held.get(one.id)
            if one.role == role and isinstance(held, tuple):
                found.update(dict.fromkeys(held))
        return tuple(found)

    def compare(self, today: date) -> None:
        """What must hold between the fields, and with today."""
        on, until = self.held.get(self.kind.on), self.held.get(self.kind.until)
        if isinstance(on, date) and on > today:
            self.flaw(self.kind.on, on.isoformat(), f"在将来，今天是 {today}", "发生以后再报；核对年份")
        for rule in self.kind.rules:
            if not self._holds(rule):
                labels = {one.id: one.label for one in self.kind.fields}
                both = "和".join(dict.fromkeys(labels[one] for one in (rule.left, rule.right) if one in labels))
                fix = f"核对{both}" + (f"（{rule.cite}）" if rule.cite else "")
                self.flaw(rule.left, self._shown(rule.left), rule.say, fix)
        if isinstance(on, date) and isinstance(until, date) and until < on and self.kind.until not in self.bad:
            self.flaw(self.kind.until, until.isoformat(), f"早于发生日 {on}", "止日不能早于发生日，可以是同一天")

    def _holds(self, rule: Rule) -> bool:
        """A rule is asked only where both sides are there; parties are the same when any of them is."""
        left = self.held.get(rule.left)
        theirs = any(one.id == rule.right for one in self.kind.fields)
        right = self.held.get(rule.right) if theirs else _literal(rule.right, left)
        if left is None or right is None:
            return True
        if isinstance(left, tuple) or isinstance(right, tuple):
            shared = isinstance(left, tuple) and isinstance(right, tuple) and bool(set(left) & set(right))
            return shared == (rule.op == "=")
        return _COMPARE[rule.op](left, right)

    def _shown(self, id: str) -> str:
        """A field as a title or a message says it."""
        return self.labels.get(id) or _said(self.held.get(id))

    def statement(self) -> Statement:
        """The statement; only when there is no flaw."""
        on, until = self.held[self.kind.on], self.held.get(self.kind.until)
        amount, quantity = self.held.get("amount"), self.held.get("quantity")
        assert isinstance(on, date)
        roles = {one.role: self._in_role(one.role) for one in self.kind.fields if one.role and one.id in self.held}
        area = next((who.area for who in roles.get(self.kind.area, ()) if isinstance(who, PartyRef)), None)
        apart = {"amount", "quantity", *self.entries, *(one.id for one in self.kind.fields if one.role)}
        return Statement(
            kind=self.kind.id,
            on=on,
            until=until if isinstance(until, date) else None,
            roles=roles,
            area=area,
            amount=amount if isinstance(amount, Decimal) else None,
            quantity=quantity if isinstance(quantity, int) else None,
            values={one: _scalar(held) for one, held in self.held.items() if one not in apart},
            entries=dict(self.entries),
            key=_bounded("|".join(_key(self.held.get(one)) for one in self.kind.key)),
            title=" ".join(filter(None, map(self._shown, self.kind.title or self.kind.key)))[:LONGEST_TITLE],
        )


def _turn(one: Field) -> int:
    return {"date": 0, "person": 2}.get(one.type, 3 if one.fill else 1)


def keeps(rule: Rule, read: Value) -> bool:
    """Whether a field's value keeps a rule that bounds it by a literal."""
    return bool(_COMPARE[rule.op](read, _literal(rule.right, read)))


def _literal(text: str, like: _Held) -> Value:
    """The value on the right of a rule, read as what stands on its left."""
    if isinstance(like, bool):
        return text in ("true", "是")
    if isinstance(like, date):
        return date.fromisoformat(text)
    return Decimal(text) if isinstance(like, int | Decimal) else text


def _said(held: _Held) -> str:
    if isinstance(held, tuple):
        return "、".join(who.name for who in held)
    if isinstance(held, bool):
        return "是" if held else "否"
    if isinstance(held, Decimal):
        return f"{held:f}"
    return "" if held is None else str(held)


def _scalar(held: _Held) -> Value:
    """A party or person that stands in no role is kept by name."""
    return _said(held) if isinstance(held, tuple) else held


def _key(held: _Held) -> str:
    """A field's part of a natural key.

    >>> _key((PartyRef(12, "enterprise", "甲", ""),)), _key((PersonRef("程砚之", 7),)), _key("第 七 批"), _key(date(2021, 3, 5))
    ('#12', '程砚之@#7', '第七批', '2021-03-05')
    """
    if isinstance(held, tuple):
        return "+".join(sorted(_who(one) for one in held))
    return folded(_said(held)).replace("|", "¦")


def _who(one: PartyRef | PersonRef) -> str:
    if isinstance(one, PartyRef):
        return f"#{one.id}"
    return f"{folded(one.name)}@{'' if one.home is None else f'#{one.home}'}"


def _bounded(key: str) -> str:
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 33]}~{hashlib.sha256(key.encode()).hexdigest()[:32]}"
