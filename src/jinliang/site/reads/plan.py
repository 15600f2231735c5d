"""The plan's tree of clauses with what hangs on each: targets, kinds, awards, bodies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from jinliang.core.access import Viewer
from jinliang.core.award import Award
from jinliang.core.pack import Body, Clause, Indicator, Mention, Pack
from jinliang.core.refusal import Refusal
from jinliang.site.models import AdoptedPack
from jinliang.site.reads import pack as packs
from jinliang.site.reads.known import Known
from jinliang.site.reads.reading import plan_of


@dataclass(frozen=True, slots=True)
class Node:
    """A clause in the tree with what hangs on it itself, and the nodes below."""

    clause: Clause
    depth: int
    indicators: tuple[tuple[Indicator, Mention], ...]
    awards: tuple[Award, ...]
    bodies: tuple[Body, ...]
    below: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its tree, and every version of it, of what it uses and of the holiday list, each with whether it answers."""

    pack: Pack
    roots: tuple[Node, ...]
    versions: tuple[tuple[AdoptedPack, bool], ...]

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The tree in reading order."""
        found: list[Node] = []

        def walk(nodes: tuple[Node, ...]) -> None:
            for node in nodes:
                found.append(node)
                walk(node.below)

        walk(self.roots)
        return tuple(found)


def plan(viewer: Viewer, known: Known, id: str = packs.PLAN, as_of: date | None = None) -> PlanView:
    """The plan as known by a number and in force on a day (None = today). Plans are public."""
    pack = plan_of(id, known, as_of)
    return PlanView(pack, _below(pack, None, 0), tuple(packs.history(known.number, as_of)))


def _below(pack: Pack, parent: str | None, depth: int) -> tuple[Node, ...]:
    return tuple(_node(pack, one, depth) for one in pack.clauses if one.parent == parent)


def _node(pack: Pack, clause: Clause, depth: int) -> Node:
    return Node(
        clause,
        depth,
        tuple((one, mention) for one in pack.indicators for mention in one.mentions if mention.clause == clause.id),
        tuple(one for one in pack.awards if one.clause == clause.id),
        tuple(one for one in pack.bodies if clause.id in one.clauses),
        _below(pack, clause.id, depth + 1),
    )


@dataclass(frozen=True, slots=True)
class ClauseView:
    """One clause: its words, where it stands, what hangs on it."""

    pack: Pack
    node: Node
    path: tuple[Clause, ...]
    text: str


def clause(viewer: Viewer, known: Known, id: str, plan: str = packs.PLAN, as_of: date | None = None) -> ClauseView:
    """One clause, opened. Raises Refusal `no_such_clause`."""
    pack = plan_of(plan, known, as_of)
    found = next((one for one in pack.clauses if one.id == id), None)
    if found is None:
        raise Refusal("no_such_clause", f"计划里没有条款 {id}", "从计划包页选择条款")
    path: list[Clause] = []
    above = found.parent
    while above is not None:
        path.insert(0, pack.clause(above))
        above = path[0].parent
    first, last = found.span
    return ClauseView(pack, _node(pack, found, len(path)), tuple(path), pack.text[first:last])
