"""Registering parties and giving seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from jinliang.core import journal
from jinliang.core.access import ROLES, Role
from jinliang.core.refusal import Refusal
from jinliang.packs.credit import check_credit
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import Party, PartyName, Seat
from jinliang.site.reads.party import pinyin
from jinliang.site.reads.proof import registered


@dataclass(frozen=True, slots=True)
class NewParty:
    """A party to be registered: kind, present name, credit code, area, and the names it bore before (name, first, last)."""

    kind: str
    name: str
    code: str = ""
    area: str = ""
    former: tuple[tuple[str, date | None, date | None], ...] = ()


@act("party.register", "登记主体")
def register(doing: Doing, parties: Sequence[NewParty], note: str = "") -> list[Party]:
    """Registers parties, one or a whole list in one act. Raises Refusal on a wrong or known credit code."""
    require(doing.viewer, "bureau", "admin", act="登记主体")
    for one in parties:
        checked = check_credit(one.code) if one.code else None
        if checked is not None and not checked.valid:
            raise Refusal("code_wrong", f"{one.name} 的信用代码 {one.code}：{checked.why}", checked.fix)
    taken = Party.objects.filter(code__in=[one.code for one in parties if one.code]).first()
    if taken is not None:
        raise Refusal("party_known", f"代码 {taken.code} 已登记为“{taken.name}”", "直接使用在库的主体")
    doing.note = note
    rows: list[Party] = []

    def write(number: int) -> None:
        rows.extend(
            Party.objects.bulk_create(
                Party(kind=one.kind, name=one.name, code=one.code, area=one.area, pinyin=pinyin(one.name), known=number)
                for one in parties
            )
        )
        PartyName.objects.bulk_create(
            PartyName(party=row, name=name, first=first, last=last)
            for one, row in zip(parties, rows, strict=True)
            for name, first, last in one.former
        )
        content = [registered(row) for row in rows]
        doing.rows = {"parties": [row.id for row in rows], "digest": journal.digest(content)}

    doing.finally_(write)
    return rows


@act("seat.give", "设席位")
def seat(doing: Doing, username: str, party_id: int, role: Role, name: str, title: str = "", area: str = "") -> Seat:
    """Gives a user a seat at a party, making the user when new (without a password: it cannot sign in until one is set)."""
    require(doing.viewer, "admin", act="设席位")
    if role not in ROLES:
        raise Refusal("no_such_role", f"没有“{role}”这种席位", f"可用：{'、'.join(ROLES)}")
    user, made = User.objects.get_or_create(username=username)
    if made:
        user.set_unusable_password()
        user.save()
    row, _ = Seat.objects.get_or_create(
        user=user, party_id=party_id, role=role, defaults={"name": name, "title": title, "area": area}
    )
    doing.touch("seat", row.id)
    doing.change = {"role": role, "party": party_id}
    return row


def password(user: User, secret: str) -> None:
    """Sets a user's password. Not an act: what opens the door is no statement. Raises Refusal `password_weak`."""
    try:
        validate_password(secret, user)
    except ValidationError as error:
        raise Refusal("password_weak", "口令不合要求", "；".join(error.messages)) from error
    user.set_password(secret)
    user.save(update_fields=["password"])
