"""The plan (计划包): its tree of clauses with what hangs on each, and one clause in its own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from jinliang.core.award import BASES, Award
from jinliang.core.pack import Indicator, Mention
from jinliang.site.pages.difference import named, titled
from jinliang.site.pages.question import Question, question
from jinliang.site.pages.quote import phrase
from jinliang.site.pages.shelf import shelf
from jinliang.site.pages.shell import Request, page
from jinliang.site.pages.tags import number
from jinliang.site.reads import board as boards
from jinliang.site.reads import plan as plans
from jinliang.site.reads import proposal as proposals
from jinliang.site.reads.board import Board, BoardRow
from jinliang.site.reads.plan import Node


@dataclass(frozen=True, slots=True)
class Promise:
    """A target where a clause states it: its reading now, and the way to it."""

    indicator: Indicator
    mention: Mention
    row: BoardRow
    url: str


@dataclass(frozen=True, slots=True)
class Branch:
    """A clause in the tree as it is drawn."""

    node: Node
    url: str
    promises: tuple[Promise, ...]

    @property
    def hangs(self) -> bool:
        """Whether a target or an award hangs on it."""
        return bool(self.promises or self.node.awards)

    @property
    def indent(self) -> str:
        """How far it is set in: the class of its depth."""
        return ("", "ps-3", "ps-4 ms-2", "ps-5")[min(self.node.depth, 3)]


def _promises(asked: Question, whole: Board, node: Node) -> tuple[Promise, ...]:
    rows = {one.indicator.id: one for one in whole.rows}
    return tuple(
        Promise(one, mention, rows[one.id], asked.url("reading", whole.pack.id, one.id))
        for one, mention in node.indicators
    )


@page("anyone")
def plan(request: Request) -> HttpResponse:
    """The tree of clauses with the targets, awards and bodies of each, and the versions adopted."""
    asked, right = question(request)
    kept = shelf.drawn(request, "plan", lambda: _told(request, asked))
    return render(request, "plan.html", {"kept": kept}, status=200 if right else 400)


def _told(request: Request, asked: Question) -> dict[str, Any]:
    viewer = request.viewer
    found = plans.plan(viewer, asked.when.known, as_of=asked.when.as_of)
    pack = found.pack
    whole = boards.board(viewer, pack.id, asked.when.as_of, asked.when.known)
    branches = [Branch(one, asked.url("clause", one.clause.id), _promises(asked, whole, one)) for one in found.nodes]
    return {
        "viewer": viewer,
        "pack": pack,
        "branches": branches,
        "versions": [(one, named(one.pack), here) for one, here in found.versions],
        "may_propose": viewer.role in ("bureau", "admin"),
        "waiting": [(one, titled(one)) for one in proposals.waiting(viewer)],
        "hanging": sum(one.hangs for one in branches),
    }


@dataclass(frozen=True, slots=True)
class Rate:
    """An award between its days, told in words, with its worked examples."""

    award: Award
    share: str
    base: str
    kind: str
    examples: tuple[tuple[str, str], ...]


@page("anyone")
def clause(request: Request, id: str) -> HttpResponse:
    """One clause: where it stands, its own words quoted, and what hangs on it."""
    asked, right = question(request)
    found = plans.clause(request.viewer, asked.when.known, id, as_of=asked.when.as_of)
    pack = found.pack
    whole = boards.board(request.viewer, pack.id, asked.when.as_of, asked.when.known)
    node = found.node
    promises = _promises(asked, whole, node)
    kinds = {one.id: one.label for one in pack.kinds}
    counted = dict.fromkeys(one.indicator.selector.kind for one in promises)
    words, first = own_words(node, found.text)
    return render(
        request,
        "clause.html",
        {
            "pack": pack,
            "clause": node.clause,
            "path": [(one, asked.url("clause", one.id)) for one in found.path],
            "words": words,
            "span": (first, first + len(words)),
            "marks": [
                (start - first, end - first)
                for start, end in (phrase(pack.text, one.mention.span, first) for one in promises)
                if first <= start and end <= first + len(words)
            ],
            "promises": promises,
            "awards": [_rate(one, kinds) for one in node.awards],
            "bodies": node.bodies,
            "kinds": [(one, kinds[one]) for one in counted],
            "below": [(one, asked.url("clause", one.clause.id)) for one in node.below],
            "plan_url": asked.url("plan"),
        },
        status=200 if right else 400,
    )


def own_words(node: Node, text: str) -> tuple[str, int]:
    """A clause's own words, up to the first clause below it, and where they start in the plan's text."""
    first, last = node.clause.span
    until = min((one.clause.span[0] for one in node.below), default=last)
    own = text[: until - first]
    lead = len(own) - len(own.lstrip())
    return own.strip(), first + lead


def _rate(award: Award, kinds: dict[str, str]) -> Rate:
    shares = [one.rate for one in award.bands] if award.rate is None else [award.rate]
    return Rate(
        award,
        " · ".join(number.trimmed(one * 100) + "%" for one in shares),
        BASES.get(award.base, award.base),
        kinds.get(award.kind, award.kind),
        tuple((one.say, number.yuan(one.gives)) for one in award.examples),
    )
