"""Twins (重复): one thing put up twice becomes one listing, by a person who has read both."""

from __future__ import annotations

from django.db.models import Q

from jinliang.core.listing import SHOWN
from jinliang.core.refusal import Refusal
from jinliang.site.acts import move
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Listing, Match

KEEPS = ("reviewing", *SHOWN)
"""The states in which a listing may take another one in."""


@act("listing.merge", "并为一条")
def merge(doing: Doing, keep: int, gone: int) -> Listing:
    """Takes a listing off as the same as another one, which is kept as it stands; what others said to the one stands for the other.

    Answers of its own side go over only within a party: nobody answers for another unit. Where the two are matched with the same
    counterpart, both keep their own lines, and an answer is carried unless it would make a deal by itself.
    Raises Refusal `same_listing`, `other_kind`, `cannot_keep`, and what a step of the life raises.
    """
    held = {id: move.locked(doing.viewer, id) for id in sorted({keep, gone})}
    if keep == gone:
        raise Refusal("same_listing", "两边是同一条", "选另一条来并")
    kept, row = held[keep], held[gone]
    if kept.kind != row.kind:
        raise Refusal("other_kind", "两条不是一类，不能并为一条", "只并同一类的供需")
    if kept.state not in KEEPS:
        raise Refusal("cannot_keep", "要留下的这条不在市场上", "留下另一条，或先续期")
    row = move.moved(doing, row, "merge")
    row.into = kept
    row.save()
    doing.touch("listing", kept.id)
    doing.change |= {"into": kept.id, "matches": _carry(row, kept)}
    if row.party_id != kept.party_id:
        move.tell(row, "merge", into=kept.title)
    return kept


def _carry(row: Listing, kept: Listing) -> list[int]:
    """The matches (ids) that go over; those that led to a deal, and those the other side never spoke of, stay where they are."""
    side, other = ("need", "offer") if row.kind == "need" else ("offer", "need")
    own = row.party_id == kept.party_id
    found = Match.objects.select_for_update(of=("self",)).filter(Q(**{side: row}), deal=None)
    carried = []
    for one in found.exclude(**{f"{other}__party_id": kept.party_id}).order_by("id"):
        if not (getattr(one, f"{other}_answer") or (own and getattr(one, f"{side}_answer"))):
            continue
        there = Match.objects.filter(**{side: kept, f"{other}_id": getattr(one, f"{other}_id")}).first()
        if there is None:
            there = one
            setattr(one, side, kept)
            if not own:
                _say(one, side, None)
        else:
            _add(there, one, (side, other) if own else (other,))
        there.save()
        carried.append(there.id)
    return carried


def _add(there: Match, one: Match, sides: tuple[str, ...]) -> None:
    for side in sides:
        before = {name: getattr(there, f"{name}_answer") for name in ("need", "offer")}
        said = getattr(one, f"{side}_answer")
        if before[side] or not said or {**before, side: said} == {"need": "yes", "offer": "yes"}:
            continue
        _say(there, side, one)


def _say(there: Match, side: str, one: Match | None) -> None:
    """An answer as the other match has it, or none."""
    for name, none in (("answer", ""), ("reason", ""), ("on", None)):
        setattr(there, f"{side}_{name}", getattr(one, f"{side}_{name}") if one else none)
