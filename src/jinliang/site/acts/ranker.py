"""Weights of the ranker (排序权重): learned as a candidate, compared without effect, then put to use by two people, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from procrastinate.contrib.django import app

from jinliang.core import journal
from jinliang.core.access import SYSTEM, Viewer
from jinliang.core.life import check
from jinliang.core.ranker import RANKER
from jinliang.core.refusal import Refusal
from jinliang.site.acts.perform import Doing, act
from jinliang.site.models import Ranker
from jinliang.site.reads import clock
from jinliang.site.reads import ranker as reads


@dataclass(frozen=True, slots=True)
class Learned:
    """What learning brings: the weights, the digest of all they were learned from, those they were held against, the comparison.

    `shipped` is the version that comes with the product, from which all learning starts.
    """

    shipped: str
    weights: Mapping[str, Any]
    inputs: str
    against: str
    comparison: Mapping[str, Any]


@act("ranker.learn", "学习排序权重")
def learn(doing: Doing, learned: Learned) -> Ranker:
    """Keeps a candidate. It changes nothing that anybody sees.

    Raises Refusal `not_yours` for all but the bureau and the system, `already_learned` when nothing is new since the last one.
    """
    if doing.viewer != SYSTEM and doing.viewer.role != "bureau":
        raise Refusal("not_yours", "学习新的排序权重由市科技局办", "请市科技局的席位来办")
    today = clock.today()
    if not Ranker.objects.exists():
        Ranker.objects.create(
            version=learned.shipped, digest=journal.digest({}), inputs=journal.digest({}),
            state="running", since=today, used_on=today, made_at=clock.now(),
        )  # fmt: skip
    if Ranker.objects.filter(inputs=learned.inputs, against=learned.against).exists():
        raise Refusal("already_learned", "自上次学习以来没有新的评分和结果", "有了新的评分或结果再学")
    row = Ranker.objects.create(
        version=f"{today:%Y%m%d}-{learned.inputs[:8]}-{Ranker.objects.count()}",
        weights=dict(learned.weights),
        digest=journal.digest(dict(learned.weights)),
        inputs=learned.inputs,
        against=learned.against,
        comparison=dict(learned.comparison),
        state="candidate",
        since=today,
        made_at=clock.now(),
    )
    doing.touch("ranker", row.id)
    doing.change = {"version": row.version, "digest": row.digest, "learned_from": row.inputs, "against": row.against}
    return row


@act("ranker.propose", "提议启用权重")
def propose(doing: Doing, ranker_id: int, reason: str = "") -> Ranker:
    """Proposes a version for use after its comparison; an older one may be proposed again. Raises Refusal."""
    row = _step(doing, ranker_id, "propose")
    if not reason.strip():
        raise Refusal("reason_missing", "没有写为什么启用", "看过比较，写一句为什么换")
    row.proposer_id, _party = doing.viewer.sits
    row.reason = reason.strip()[:500]
    doing.note = row.reason
    row.save()
    return row


@act("ranker.adopt", "启用权重")
def adopt(doing: Doing, ranker_id: int) -> Ranker:
    """Puts a proposed version to use in place of the one before; every match is then judged anew. Raises Refusal."""
    row = _step(doing, ranker_id, "adopt")
    before = Ranker.objects.select_for_update().get(state="running")
    before.state, before.since = "candidate", clock.today()
    before.save()
    row.used_on = clock.today()
    row.save()
    doing.note = row.reason
    doing.change |= {"version": [before.version, row.version]}
    app.configure_task("listings.match").defer()
    return row


@act("ranker.decline", "不启用权重")
def decline(doing: Doing, ranker_id: int, reason: str = "") -> Ranker:
    """Takes a proposal back or turns it down; the version stays a candidate. Raises Refusal."""
    row = _step(doing, ranker_id, "decline")
    if not reason.strip():
        raise Refusal("reason_missing", "没有写为什么不启用", "写一句原因")
    doing.note = reason.strip()
    row.proposer = None
    row.save()
    return row


def do(viewer: Viewer, ranker_id: int, act: str, reason: str = "") -> Ranker:
    """An act of the life by its row's id. Raises KeyError on an unknown act."""
    if act == "adopt":
        return adopt(viewer, ranker_id)
    return {"propose": propose, "decline": decline}[act](viewer, ranker_id, reason)


def _step(doing: Doing, id: int, act: str) -> Ranker:
    """The version, locked, in the state to which its act leads. Raises Refusal."""
    reads.ranker(doing.viewer, id)
    row = Ranker.objects.select_for_update(of=("self",)).select_related("proposer").get(id=id)
    step = check(RANKER, act, row.state, reads.case(row), None, doing.viewer, clock.today())
    assert step.target is not None
    doing.touch("ranker", row.id)
    doing.change = {"state": [row.state, step.target]}
    row.state, row.since = step.target, clock.today()
    return row
