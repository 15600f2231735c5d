"""A seat's own keys to the API."""

from __future__ import annotations

from jinliang.core.access import Viewer
from jinliang.site.models import Token


def tokens(viewer: Viewer) -> list[Token]:
    """The viewer's seat's own tokens, newest first; revoked ones stay in the list."""
    return list(Token.objects.filter(seat_id=viewer.seat or 0).order_by("-made_at", "-id"))
