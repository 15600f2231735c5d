"""The response clock as it is drawn: whom a match waits for, until when, and how near or past that day is."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from jinliang.core.access import Viewer
from jinliang.core.pack import Pack
from jinliang.core.response import Response
from jinliang.site.pages.market import owner
from jinliang.site.pages.tags.number import day
from jinliang.site.pages.tags.part import Wait
from jinliang.site.reads import match as reads
from jinliang.site.reads.match import Match


def left(one: Response) -> str:
    """How long a side still has, in words."""
    if one.due is None:
        return _("%(since)s 起") % {"since": day(one.since)}
    if one.level == "late":
        days = max(1, -one.left)
        return ngettext("超 %(days)s 个工作日", "超 %(days)s 个工作日", days) % {"days": days}
    if not one.left:
        return _("今天到期")
    return ngettext("还有 %(days)s 个工作日", "还有 %(days)s 个工作日", one.left) % {"days": one.left}


def waits(viewer: Viewer, row: Match, pack: Pack) -> list[Wait]:
    """Whom a match waits for: the side as the viewer may know it, and how long it still has."""
    found = []
    for one in reads.clock_of(row):
        listing = row.need if one.side == "need" else row.offer
        mine = reads.side(viewer, row) == one.side
        found.append(Wait(owner(viewer, listing, pack), "", _("回应"), left(one), mine, one.level))
    return found
