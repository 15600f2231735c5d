"""Matches (撮合): each side answers; when both say yes the two are named to each other and a deal opens."""

from __future__ import annotations

from collections.abc import Sequence

from jinliang.core.access import Viewer, no
from jinliang.core.listing import STATES
from jinliang.core.refusal import Refusal
from jinliang.site.acts import message
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Deal, Listing, Match
from jinliang.site.reads import clock
from jinliang.site.reads import match as reads
from jinliang.site.reads import message as told
from jinliang.site.reads.match import BY_HAND, Judged

ANSWERS = ("yes", "no")


@act("match.answer", "回应撮合")
def answer(doing: Doing, match_id: int, said: str, reason: str = "") -> Match:
    """One side says yes or no to the other; when both have said yes, a deal opens and both listings are talked about.

    Raises Refusal `no_such_match`, `not_yours`, `answer_missing`, `reason_missing`, `answered`, `off_the_market`.
    """
    viewer = doing.viewer
    row = _locked(viewer, match_id)
    side = reads.side(viewer, row)
    if not side or viewer.role not in STATES:
        verdict = no("这次撮合由需求和供给两边的单位回应", *STATES)
        raise Refusal("not_yours", verdict.why, verdict.who)
    if said not in ANSWERS:
        raise Refusal("answer_missing", "没有说有意还是不合适", "选“有意”或“不合适”")
    if said == "no" and not reason.strip():
        raise Refusal("reason_missing", "没有选不合适的原因", "点一个原因，或写一句；对方和以后的推荐都用得上")
    if hasattr(row, "deal"):
        raise Refusal("answered", "双方都有意，已经开始洽谈", "到交易页办理")
    gone = [one for one in (row.need, row.offer) if one.state not in ("published", "talking")]
    if gone:
        raise Refusal("off_the_market", f"“{gone[0].title}”已不在市场上", "看别的供需")
    setattr(row, f"{side}_answer", said)
    setattr(row, f"{side}_reason", reason.strip()[:200])
    setattr(row, f"{side}_on", clock.today())
    row.save()
    doing.touch("match", row.id)
    doing.note = reason.strip()
    doing.change = {"side": side, "answer": said}
    if row.need_answer == row.offer_answer == "yes":
        _open(doing, row)
    _tell(row, side)
    return row


def _tell(row: Match, side: str) -> None:
    """The other side is told yes, and no with its reason where it had said yes itself; both are told when talks begin."""
    said, reason = getattr(row, f"{side}_answer"), getattr(row, f"{side}_reason")
    theirs, ours = (row.need, row.offer) if side == "need" else (row.offer, row.need)
    about, key = f"match:{row.id}", f"match:{row.id}:{side}:{said}"
    names = {"theirs": theirs.title, "ours": ours.title}
    if row.need_answer == row.offer_answer == "yes":
        both = {"need": row.need.title, "offer": row.offer.title}
        message.tell(told.owners(row.need, row.offer), "deal.open", both, about, f"match:{row.id}:open")
    elif said == "yes":
        message.tell(told.owners(ours), "answer.yes", names, about, key)
    elif row.need_answer == "yes" or row.offer_answer == "yes":
        message.tell(told.owners(ours), "answer.no", names | {"reason": reason}, about, key)


def keep(need: Listing, found: Sequence[Judged], ranker: str) -> None:
    """Remembers what the engine found for a need: what it judges anew replaces what it judged before.

    What a side has opened or answered, what was graded, what has led to a call or a meeting, and what a broker put together stays: it
    is followed to its outcome.
    What the engine says is derived from the listings and can be made again at any time, so this is no act.
    """
    by_hand = set(Match.objects.filter(need=need, ranker=BY_HAND).values_list("offer_id", flat=True))
    for one in found:
        if one.offer in by_hand:
            Match.objects.filter(need=need, offer_id=one.offer).update(reasons=dict(one.reasons))
            continue
        fresh = {"score": one.score, "verdict": one.verdict, "reasons": dict(one.reasons), "ranker": ranker}
        pair = {"need_id": need.id, "offer_id": one.offer}
        Match.objects.update_or_create(**pair, defaults=fresh, create_defaults=fresh | {"made_at": clock.now()})
    unanswered = Match.objects.filter(need=need, need_answer="", offer_answer="", need_seen_on=None, offer_seen_on=None)
    unanswered = unanswered.filter(meetings=None, grades=None, contacts=None, deal=None).exclude(ranker=BY_HAND)
    unanswered.exclude(offer_id__in=[one.offer for one in found]).delete()


def matched(ids: Sequence[int], ranker: str) -> None:
    """Notes by which model and weights the matches of these listings were last found."""
    Listing.objects.filter(id__in=ids).update(matched=ranker)


def _locked(viewer: Viewer, id: int) -> Match:
    if not reads.visible(viewer).filter(id=id).exists():
        raise Refusal(
            "no_such_match", "没有这次撮合，或您无权查看", "需求和供给两边的单位、技术经纪人和市科技局可以查看"
        )
    Match.objects.select_for_update().values_list("id").get(id=id)
    return Match.objects.select_related("need__party", "offer__party").get(id=id)


def _open(doing: Doing, row: Match) -> None:
    deal = Deal.objects.create(
        match=row, buyer=row.need.party, seller=row.offer.party, since=clock.today(), made_at=clock.now()
    )
    doing.touch("deal", deal.id)
    for one in (row.need, row.offer):
        doing.touch("listing", one.id)
        Listing.objects.filter(id=one.id, state="published").update(state="talking", since=clock.today())
