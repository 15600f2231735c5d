"""Registering parties; giving, changing and ending seats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from jinliang.core import journal
from jinliang.core.access import ROLES, Role, Viewer
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
    """Registers parties, one or a whole list in one act. Raises Refusal: code_wrong, party_known."""
    require(doing.viewer, "bureau", "admin", act="登记主体")
    for one in parties:
        checked = check_credit(one.code) if one.code else None
        if checked is not None and not checked.valid:
            raise Refusal("code_wrong", f"{one.name} 的信用代码 {one.code}：{checked.why}", checked.fix)
    _once(parties)
    taken = Party.objects.filter(code__in=[one.code for one in parties if one.code]).first()
    if taken is not None:
        raise Refusal("party_known", f"代码 {taken.code} 已登记为“{taken.name}”", "直接使用在库的主体")
    doing.note = note
    rows: list[Party] = []

    def write(number: int) -> None:
        # Under the head's lock: what another registered in the meantime is seen now.
        bare = [one.name for one in parties if not one.code]
        same = Party.objects.exclude(kind="person").filter(name__in=bare, code="").first()
        if same is not None:
            raise Refusal("party_known", f"“{same.name}”已登记，没有代码", "直接使用在库的主体")
        fresh = [
            Party(kind=one.kind, name=one.name, code=one.code, area=one.area, pinyin=pinyin(one.name), known=number)
            for one in parties
        ]
        try:
            with transaction.atomic():
                rows.extend(Party.objects.bulk_create(fresh))
        except IntegrityError:
            raise Refusal("party_known", "其中有代码刚由别人登记", "刷新后直接使用在库的主体") from None
        PartyName.objects.bulk_create(
            PartyName(party=row, name=name, first=first, last=last)
            for one, row in zip(parties, rows, strict=True)
            for name, first, last in one.former
        )
        content = [registered(row) for row in rows]
        doing.rows = {"parties": [row.id for row in rows], "digest": journal.digest(content)}

    doing.finally_(write)
    return rows


def _once(parties: Sequence[NewParty]) -> None:
    """Nobody stands twice in one list. Raises Refusal `party_known`."""
    seen: dict[str, str] = {}
    for one in parties:
        mark = one.code or one.name
        if mark in seen:
            raise Refusal("party_known", f"“{one.name}”与“{seen[mark]}”在同一份名单里重复（{mark}）", "删去重复的一行")
        seen[mark] = one.name


@act("seat.give", "设席位")
def seat(doing: Doing, username: str, party_id: int, role: Role, name: str, title: str = "", area: str = "") -> Seat:
    """Gives a user a seat at a party, making the user when new (without a password: it cannot sign in until one is set).

    An ended seat is given again, with the new values. Raises Refusal: no_such_role, no_such_party, name_missing, area_missing, seat_known.
    """
    require(doing.viewer, "admin", act="设席位")
    username, said = username.strip(), _said(name, title, area)
    if role not in ROLES:
        raise Refusal("no_such_role", f"没有“{role}”这种席位", f"可用：{'、'.join(ROLES)}")
    if not username or len(username) > 150:
        raise Refusal("name_missing", "没有写登录名，或超过 150 个字", "写一个登录名，如 zhou.wq")
    owner = Party.objects.exclude(kind="person").filter(id=party_id).first()
    if owner is None:
        raise Refusal("no_such_party", "没有这个主体", "先登记主体，再设席位")
    if role == "district" and not (area or owner.area):
        raise Refusal("area_missing", "辖市区席位没有写辖市区", "写明它管哪个辖市区")
    sitter, made = User.objects.get_or_create(username=username)
    if made:
        sitter.set_unusable_password()
        sitter.save()
    row, fresh = Seat.objects.select_for_update().get_or_create(
        user=sitter, party_id=party_id, role=role, defaults=said
    )
    if not fresh and row.active and any(getattr(row, field) != value for field, value in said.items()):
        raise Refusal("seat_known", f"{username} 在这家单位已有这种席位，姓名、职务或辖市区不同", "要改就改那个席位")
    if not fresh and not row.active:
        row.active = True
        for field, value in said.items():
            setattr(row, field, value)
        row.save(update_fields=["active", *said])
    doing.touch("seat", row.id)
    doing.change = {"role": role, "party": party_id}
    return row


def welcome(
    viewer: Viewer, username: str, party_id: int, role: Role, who: tuple[str, str, str], secret: str = ""
) -> Seat:
    """Gives a seat to (name, title, area) and, to a user who has no password yet, a first one, both or neither.

    Raises Refusal `password_weak` before anything is done, and whatever giving refuses.
    """
    if secret:
        fit(user(username), secret)
    with transaction.atomic():
        row = seat(viewer, username, party_id, role, *who)
        if secret and not row.user.has_usable_password():
            password(row.user, secret)
    return row


@act("seat.change", "改席位")
def change(doing: Doing, seat_id: int, name: str, title: str = "", area: str = "") -> Seat:
    """Changes the name, title or area of a seat in force. Raises Refusal: no_such_seat, wrong_state, nothing_changed, as giving does."""
    require(doing.viewer, "admin", act="改席位")
    row = _seat(seat_id)
    said = _said(name, title, area)
    if row.role == "district" and not (area or row.party.area):
        raise Refusal("area_missing", "辖市区席位没有写辖市区", "写明它管哪个辖市区")
    moved = {field: [getattr(row, field), value] for field, value in said.items() if getattr(row, field) != value}
    if not moved:
        raise Refusal("nothing_changed", "姓名、职务和辖市区都没有变", "改了再保存")
    for field, (_, value) in moved.items():
        setattr(row, field, value)
    row.save(update_fields=list(moved))
    doing.touch("seat", row.id)
    # The journal names no persons: that a name was changed is all it says.
    doing.change = {field: "…" if field == "name" else both for field, both in moved.items()}
    return row


@act("seat.end", "停用席位")
def end(doing: Doing, seat_id: int, reason: str) -> Seat:
    """Takes a seat out of force, its tokens too; what was done from it stays. Raises Refusal: no_such_seat, wrong_state, reason_missing."""
    require(doing.viewer, "admin", act="停用席位")
    row = _seat(seat_id)
    if not reason.strip():
        raise Refusal("reason_missing", "没有写停用的原因", "写明原因，如“调离”")
    if row.id == doing.viewer.seat:
        raise Refusal("own_seat", "不能停用自己正坐着的席位", "请另一位系统管理员停用")
    row.active = False
    row.save(update_fields=["active"])
    doing.touch("seat", row.id)
    doing.note = reason.strip()
    return row


def _seat(id: int) -> Seat:
    """A seat in force, locked."""
    row = Seat.objects.select_for_update(of=("self",)).select_related("party").filter(id=id).first()
    if row is None:
        raise Refusal("no_such_seat", "没有这个席位", "从席位页选择")
    if not row.active:
        raise Refusal("wrong_state", "这个席位已经停用", "要用就重新设")
    return row


def _said(name: str, title: str, area: str) -> dict[str, str]:
    """What is said of who sits in a seat. Raises Refusal `name_missing`, `too_long`."""
    said = {"name": " ".join(name.split()), "title": " ".join(title.split()), "area": area.strip()}
    if not said["name"]:
        raise Refusal("name_missing", "没有写姓名", "写明谁坐这个席位")
    if max(len(said["name"]), len(said["title"])) > 60 or len(said["area"]) > 12:
        raise Refusal("too_long", "姓名和职务各最多 60 个字，辖市区代码最多 12 位", "写短一些")
    return said


def user(username: str) -> User:
    """The user of a name to sign in with, or one who is not there yet."""
    return User.objects.filter(username=username.strip()).first() or User(username=username.strip())


def fit(of: User, secret: str) -> None:
    """Whether a secret may be a user's password. Raises Refusal `password_weak`."""
    try:
        validate_password(secret, of)
    except ValidationError as error:
        raise Refusal("password_weak", "口令不合要求", "；".join(error.messages)) from error


def password(of: User, secret: str) -> None:
    """Sets a user's password. Not an act: what opens the door is no statement. Raises Refusal `password_weak`."""
    fit(of, secret)
    of.set_password(secret)
    of.save(update_fields=["password"])
