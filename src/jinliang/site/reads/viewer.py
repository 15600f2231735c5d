"""Who looks: from a session's seat or a token, and what HTTP says to a refusal."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.models import Party, Seat, Token

_SEAT = ("id", "user_id", "party_id", "role", "name", "title", "area", "active")
_PARTY = ("id", "name", "area")
_ASK = """
SELECT s.id, s.user_id, s.party_id, s.role, s.name, s.title, s.area, s.active, p.id, p.name, p.area,
  (SELECT count(*) FROM site_message m WHERE m.seat_id = s.id AND m.read_at IS NULL)
FROM site_seat s JOIN auth_user u ON u.id = s.user_id JOIN site_party p ON p.id = s.party_id
WHERE s.user_id = %s AND s.active AND u.is_active ORDER BY s.id
"""
_FORBIDDEN = {"not_yours", "not_inside", "sign_in"}
_CONFLICT = {
    "wrong_state",
    "already_reversed",
    "already_replaced",
    "already_ended",
    "already_adopted",
    "party_known",
    "stated_already",
}


def of(seat: Seat, parties: frozenset[int] | None = None) -> Viewer:
    """The viewer a seat makes. `parties` are those where its user sits, if the caller knows them; else they are asked."""
    area = seat.area or seat.party.area or None
    if parties is None:
        parties = frozenset(Seat.objects.filter(user_id=seat.user_id, active=True).values_list("party_id", flat=True))
    return Viewer(seat.id, seat.user_id, seat.party_id, seat.role, area, seat.name, parties)  # type: ignore[arg-type]


def seated(seat: int) -> Viewer:
    """The viewer of a seat by its id, for a job that works in its name."""
    return of(Seat.objects.select_related("party").get(id=seat))


def by_seat(seat: int | None, user: int | None) -> tuple[Viewer, Seat | None]:
    """The viewer of a user's active seat (the first one when none is named); the public otherwise."""
    if user is None:
        return PUBLIC, None
    own = {row.id: row for row in _seats(user)}
    row = own.get(seat or 0) or next(iter(own.values()), None)
    parties = frozenset(one.party_id for one in own.values())
    return (of(row, parties), row) if row else (PUBLIC, None)


def _seats(user: int) -> Iterator[Seat]:
    """The active seats of a user who is active, with their parties and how much is unread.

    In plain SQL, for every request asks it and few ask much more.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [user])
        rows = cursor.fetchall()
    for row in rows:
        seat = Seat.from_db(connection.alias, _SEAT, row[: len(_SEAT)])
        seat.party = Party.from_db(connection.alias, _PARTY, row[len(_SEAT) : -1])
        seat.unread = row[-1]
        yield seat


def by_token(secret: str) -> Viewer | None:
    """The viewer a token stands for, unless it is unknown or revoked."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    rows = Token.objects.filter(digest=digest, revoked_at=None, seat__active=True, seat__user__is_active=True)
    row = rows.select_related("seat__party").first()
    return of(row.seat) if row else None


def status(refusal: Refusal) -> int:
    """The HTTP status of a refusal: 404 not there, 403 not yours, 409 not in this state, 400 for what can be mended."""
    if refusal.code.startswith("no_such_"):
        return 404
    if refusal.code in _FORBIDDEN:
        return 403
    return 409 if refusal.code in _CONFLICT else 400


def shape(refusal: Refusal) -> dict[str, Any]:
    """The one JSON shape of a refusal."""
    return {"error": {"code": refusal.code, "why": refusal.why, "fix": refusal.fix}}


ODD = Refusal(
    "odd_characters",
    "送来的内容里有不能保存的字符（空字符或残缺的编码）",
    "去掉这些字符再试；多半是从别的程序复制来的",
)
"""Why a request is refused that carries what no text has and no database keeps."""


def odd(texts: Iterable[str]) -> bool:
    """Whether a text carries NUL or half of a surrogate pair.

    >>> odd(["焊接", "a b"]), odd(["a\\0b"]), odd(["\\ud800"])
    (False, True, True)
    """
    return any("\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text) for text in texts)
