"""Collective decisions (集体决策) of a body on a deal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act
from jinliang.site.acts.step import put, step
from jinliang.site.models import (
    Resolution,
)
from jinliang.site.reads import clock
from jinliang.store import Kept

VOTES: Mapping[str, str] = {"for": "同意", "against": "反对", "abstained": "弃权", "recused": "回避"}
"""How a member of a deciding body votes; who is recused counts for nothing."""


@dataclass(frozen=True, slots=True)
class Member:
    """Who sat in a deciding body: name, title, vote, and why somebody stood aside."""

    name: str
    title: str
    vote: str
    note: str = ""


@act("deal.resolve", "记录集体决策")
def resolve(doing: Doing, id: int, held_on: date, members: Sequence[Member], minutes: Kept) -> Resolution:
    """Records how a body decided on a deal: it passes when more vote for it than half of those who did not stand aside.

    Raises Refusal `held_later`, `too_few_members`, `no_such_vote`, `recusal_unexplained`.
    """
    row = step(doing, id, "resolve")
    if held_on > clock.today():
        raise Refusal("held_later", f"开会日期 {held_on} 还没有到", "开完会再记录")
    votes = [one.vote for one in members]
    if wrong := [one for one in votes if one not in VOTES]:
        raise Refusal("no_such_vote", f"没有“{wrong[0]}”这种表决", f"可以填：{'、'.join(VOTES.values())}")
    if silent := [one.name for one in members if one.vote == "recused" and not one.note.strip()]:
        raise Refusal("recusal_unexplained", f"{'、'.join(silent)}回避，没有写原因", "写明为什么回避")
    voting = [one for one in votes if one != "recused"]
    if len(voting) < 3:
        raise Refusal("too_few_members", f"除回避的以外只有 {len(voting)} 人表决", "集体决策至少三人表决；核对名单")
    passed = votes.count("for") * 2 > len(voting)
    paper = put(doing, row, minutes, "minutes", "集体决策纪要", held_on)
    found = Resolution.objects.create(
        deal=row,
        held_on=held_on,
        members=[{"name": one.name, "title": one.title, "vote": one.vote, "note": one.note} for one in members],
        passed=passed,
        minutes=paper,
        seat_id=doing.viewer.sits[0],
    )
    doing.change |= {"passed": passed, "votes": {name: votes.count(name) for name in VOTES}}
    if not passed:
        row.state, row.reason = "talking", "集体决策没有通过"
        doing.change["state"] = ["terms", "talking"]
    row.save()
    return found
