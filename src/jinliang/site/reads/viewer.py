"""Who looks: from a session's seat or a token, and what HTTP says to a refusal."""

from __future__ import annotations

import hashlib
from typing import Any

from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.models import Seat, Token

_FORBIDDEN = {"not_yours", "not_inside", "sign_in"}
_CONFLICT = {"wrong_state", "already_reversed", "already_replaced", "already_ended", "already_adopted", "party_known"}


def of(seat: Seat) -> Viewer:
    """The viewer a seat makes."""
    area = seat.area or seat.party.area or None
    return Viewer(seat.id, seat.user_id, seat.party_id, seat.role, area, seat.name)  # type: ignore[arg-type]


def by_seat(seat: int | None, user: int | None) -> tuple[Viewer, Seat | None]:
    """The viewer of a user's active seat (the first one when none is named); the public otherwise."""
    if user is None:
        return PUBLIC, None
    rows = Seat.objects.filter(user_id=user, active=True, user__is_active=True).select_related("party").order_by("id")
    own = {row.id: row for row in rows}
    row = own.get(seat or 0) or next(iter(own.values()), None)
    return (of(row), row) if row else (PUBLIC, None)


def by_token(secret: str) -> Viewer | None:
    """The viewer a token stands for, unless it is unknown or revoked."""
    digest = hashlib.sha256(secret.encode()).hexdigest()
    row = Token.objects.filter(digest=digest, revoked_at=None, seat__active=True).select_related("seat__party").first()
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
