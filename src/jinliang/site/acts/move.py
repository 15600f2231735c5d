"""Steps of a listing (供需): the row locked and moved along its life, and its owner told."""

from __future__ import annotations

from jinliang.core.access import Viewer
from jinliang.core.life import check
from jinliang.core.listing import LISTING
from jinliang.core.refusal import Refusal
from jinliang.site.acts import message
from jinliang.site.acts.perform import Doing
from jinliang.site.models import Listing
from jinliang.site.reads import clock
from jinliang.site.reads import listing as reads
from jinliang.site.reads import message as told
from jinliang.site.reads import pack as packs


def locked(viewer: Viewer, id: int) -> Listing:
    """The listing an act is about, locked, if the viewer may see it. Raises Refusal `no_such_listing`."""
    if not reads.visible(viewer).filter(id=id).exists():
        raise Refusal(
            "no_such_listing", "没有这条供需，或您无权查看", "已发布的人人可看；没有发布的只给本单位和审核的人看"
        )
    Listing.objects.select_for_update().values_list("id").get(id=id)
    return Listing.objects.select_related("party", "seat__party").get(id=id)


def moved(doing: Doing, row: Listing, name: str) -> Listing:
    """A listing moved along its life by an act, not saved yet. Raises Refusal."""
    step = check(LISTING, name, row.state, reads.case(row), packs.plan(), doing.viewer, clock.today())
    doing.touch("listing", row.id)
    doing.change = {"state": [row.state, step.target]}
    row.state = step.target or row.state
    row.since = clock.today()
    row.saved_at = clock.now()
    return row


def tell(row: Listing, act: str, **said: str) -> None:
    """Tells a listing's owner what became of it; the same on another day is told again."""
    what = f"listing.{act}"
    message.tell(
        told.owners(row), what, {"title": row.title} | said, f"listing:{row.id}", f"{what}:{row.id}:{clock.today()}"
    )
