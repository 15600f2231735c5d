"""What a broker does for the market: looks at needs, calls owners, and puts a need and an offer before each other by hand."""

from __future__ import annotations

from jinliang.core.access import Role, Viewer, no
from jinliang.core.contact import TRIAGE
from jinliang.core.refusal import Refusal
from jinliang.site.acts import message
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Contact, Listing, Match
from jinliang.site.reads import clock
from jinliang.site.reads import listing as listings
from jinliang.site.reads import match as matches
from jinliang.site.reads import message as told
from jinliang.site.reads.match import BY_HAND


def _may(viewer: Viewer, what: str, *roles: Role) -> None:
    if viewer.role not in roles:
        verdict = no(what, *roles)
        raise Refusal("not_yours", verdict.why, verdict.who)


def _standing(viewer: Viewer, id: int) -> Listing:
    """A listing on the market. Raises Refusal `no_such_listing`, `off_the_market`."""
    row = listings.listing(viewer, id).row
    if row.state not in matches.STANDING:
        raise Refusal("off_the_market", f"“{row.title}”不在市场上", "看别的供需")
    return row


@act("listing.triage", "分诊需求")
def triage(doing: Doing, id: int, found: str, why: str = "") -> Listing:
    """Says what a need is: urgent, ordinary, or not for the market, which wants a reason and is told to its owner.

    Raises Refusal `not_yours`, `no_such_listing`, `off_the_market`, `not_a_need`, `triage_missing`, `reason_missing`.
    """
    viewer = doing.viewer
    _may(viewer, "需求由技术经纪人或科技局分诊", "broker", "district", "bureau")
    row = _standing(viewer, id)
    if row.kind != "need":
        raise Refusal("not_a_need", "只有需求要分诊", "从需求页办理")
    if viewer.role == "district" and viewer.area != row.area:
        raise Refusal("not_yours", "这条需求属于别的辖市区", "请市科技局或技术经纪人分诊")
    if found not in TRIAGE:
        raise Refusal("triage_missing", "没有选加急、一般还是不适合", "选一样")
    if found == "off" and not why.strip():
        raise Refusal("reason_missing", "没有写为什么不适合上市场", "写一句，发布单位照着另找办法")
    doing.touch("listing", row.id)
    doing.change = {"triage": [row.triage, found]}
    doing.note = row.triage_why = why.strip()[:200]
    row.triage = found
    row.save(update_fields=["triage", "triage_why"])
    if found == "off":
        said = {"title": row.title, "reason": row.triage_why}
        message.tell(told.owners(row), "listing.off", said, f"listing:{row.id}", f"off:{row.id}:{clock.today()}")
    return row


@act("listing.contact", "记联系")
def contact(doing: Doing, id: int, said: str, match_id: int | None = None) -> Contact:
    """Keeps that a broker has called a listing's owner and what came of it; for some days that owner is not on the list.

    Raises Refusal `not_yours`, `no_such_listing`, `no_such_match`, `line_missing`.
    """
    viewer = doing.viewer
    _may(viewer, "联系由技术经纪人记", "broker")
    row = listings.listing(viewer, id).row
    if match_id is not None:
        match = matches.match(viewer, match_id)
        doing.touch("match", match.id)
    if not said.strip():
        raise Refusal("line_missing", "没有写联系的结果", "点一个，或写一句")
    seat, _party = viewer.sits
    made = Contact.objects.create(
        listing=row,
        match_id=match_id,
        seat_id=seat,
        on=clock.today(),
        said=said.strip()[:200],
        made_at=clock.now(),
    )
    doing.touch("listing", row.id)
    doing.note = made.said
    return made


@act("match.propose", "人工推荐")
def propose(doing: Doing, need_id: int, offer_id: int, said: str) -> Match:
    """Puts an offer before a need by a broker's judgement, with a sentence why; both owners are told and their days begin.

    What the engine thinks of the pair stays beside it. Raises Refusal `not_yours`, `no_such_listing`, `off_the_market`, `not_a_need`,
    `not_an_offer`, `same_party`, `line_missing`, `answered`.
    """
    viewer = doing.viewer
    _may(viewer, "人工推荐由技术经纪人办", "broker")
    need, offer = _standing(viewer, need_id), _standing(viewer, offer_id)
    if need.kind != "need":
        raise Refusal("not_a_need", f"“{need.title}”不是需求", "从需求开始推荐")
    if offer.kind == "need":
        raise Refusal("not_an_offer", f"“{offer.title}”也是需求", "选一条供给")
    if need.party_id == offer.party_id:
        raise Refusal("same_party", "需求和供给是同一家单位的", "选别家的供给")
    if not said.strip():
        raise Refusal("line_missing", "没有写为什么合适", "写一句，双方先看到的就是它")
    row, _made = Match.objects.select_for_update().get_or_create(
        need=need,
        offer=offer,
        defaults={"score": 1.0, "verdict": "strong", "ranker": BY_HAND, "made_at": clock.now()},
    )
    if row.need_answer or row.offer_answer:
        raise Refusal("answered", "已经推荐过，有一方回应了", "打开这次撮合，跟进另一方")
    row.verdict, row.ranker, row.broker_id = "strong", BY_HAND, viewer.seat
    row.said, row.said_on = said.strip()[:200], clock.today()
    row.save()
    doing.touch("match", row.id)
    doing.touch("listing", need.id)
    doing.note = row.said
    for mine, other in ((need, offer), (offer, need)):
        names = {"theirs": other.title, "ours": mine.title, "said": row.said}
        message.tell(
            told.owners(mine), "match.propose", names, f"match:{row.id}", f"propose:{row.id}:{mine.id}:{row.said_on}"
        )
    return row
