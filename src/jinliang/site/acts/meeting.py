"""What happens between a recommendation and a deal: each side opens it, and the two sides meet (会面)."""

from __future__ import annotations

from datetime import date

from jinliang.core.access import Viewer, no
from jinliang.core.listing import STATES
from jinliang.core.refusal import Refusal
from jinliang.core.response import WAYS
from jinliang.site.acts import message
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Match, Meeting
from jinliang.site.reads import clock
from jinliang.site.reads import match as reads
from jinliang.site.reads import message as told


def seen(viewer: Viewer, row: Match) -> None:
    """Keeps the day on which a side first opened a match: a read mark."""
    side = reads.side(viewer, row)
    if side and viewer.role in STATES and getattr(row, f"{side}_seen_on") is None:
        Match.objects.filter(id=row.id, **{f"{side}_seen_on": None}).update(**{f"{side}_seen_on": clock.today()})


@act("match.meet", "记会面")
def meet(doing: Doing, match_id: int, on: date | None, way: str, people: str, outcome: str) -> Meeting:
    """Keeps that the two sides have met; a side or a broker says so, and the other side is told.

    Raises Refusal `no_such_match`, `not_yours`, `meeting_incomplete`, `day_to_come`.
    """
    viewer = doing.viewer
    row = reads.match(viewer, match_id)
    if not ((reads.side(viewer, row) and viewer.role in STATES) or viewer.role == "broker"):
        verdict = no("会面由供需两边的单位或技术经纪人记", *STATES)
        raise Refusal("not_yours", verdict.why, verdict.who)
    if on is None or way not in WAYS or not people.strip() or not outcome.strip():
        raise Refusal("meeting_incomplete", "会面没有写全", "写明哪天、怎么见的、谁来了，一句话说结果")
    if on > clock.today():
        raise Refusal("day_to_come", f"{on} 还没有到", "见过了再记")
    seat, _party = viewer.sits
    made = Meeting.objects.create(
        match=row,
        seat_id=seat,
        on=on,
        way=way,
        people=people.strip()[:120],
        outcome=outcome.strip()[:200],
        made_at=clock.now(),
    )
    doing.touch("match", row.id)
    doing.note = made.outcome
    doing.change = {"on": on.isoformat(), "way": way}
    others = [one for one in told.owners(row.need, row.offer) if one != seat]
    said = {"need": row.need.title, "offer": row.offer.title, "outcome": made.outcome}
    message.tell(others, "match.meet", said, f"match:{row.id}", f"meeting:{made.id}")
    return made
