"""Lives: each kind of case goes through a table of typed rows, and the table is the whole truth about it.

One row gives the button, its permission, its guard, its journal line, its edge in the diagram and its API verb.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from jinliang.core.access import Verdict, Viewer
from jinliang.core.refusal import Composed, Refusal

Guard = Callable[[Any, Any, date], "str | None"]
"""(case, pack, today) -> why not, or None."""
May = Callable[[Viewer, Any], Verdict]
"""(viewer, case) -> who may and who may not, with the reason."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What an act asks of the person who does it: a reason, a day."""

    id: str
    label: str
    type: Literal["text", "date"] = "text"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Row:
    """One act in a life: from these states to that one (None = it depends, or stays), by whom, when, asking what."""

    id: str
    label: str
    source: tuple[str, ...]
    target: str | None
    by: May
    needs: tuple[Guard, ...] = ()
    asks: tuple[Ask, ...] = ()
    tone: Literal["primary", "plain", "danger"] = "plain"


@dataclass(frozen=True, slots=True)
class Life:
    """The states a case can be in, in order, and the acts between them."""

    noun: str
    states: Mapping[str, str]
    rows: tuple[Row, ...]
    exits: tuple[str, ...] = field(default=())

    def row(self, act: str) -> Row:
        """The row of an act. Raises KeyError: an unknown act is our bug."""
        return {row.id: row for row in self.rows}[act]


@dataclass(frozen=True, slots=True)
class Possible:
    """An act of a case with its verdict for a viewer today: allowed, or every reason why not."""

    row: Row
    reasons: tuple[str, ...]

    @property
    def allowed(self) -> bool:
        """Whether the act can be done now."""
        return not self.reasons


def possible(life: Life, state: str, case: Any, pack: Any, viewer: Viewer, today: date) -> tuple[Possible, ...]:
    """Every act of the life that starts from the case's state, with its verdict: a greyed button explains itself."""
    return tuple(Possible(row, reasons(row, case, pack, viewer, today)) for row in life.rows if state in row.source)


def reasons(row: Row, case: Any, pack: Any, viewer: Viewer, today: date) -> tuple[str, ...]:
    """Why the act cannot be done: who may, and each guard that says no."""
    verdict = row.by(viewer, case)
    said = () if verdict.ok else (verdict.why,)
    guards = (guard(case, pack, today) for guard in row.needs)
    return said + tuple(why for why in guards if why)


def check(life: Life, act: str, state: str, case: Any, pack: Any, viewer: Viewer, today: date) -> Row:
    """The row of an act if it may be done now.

    Raises Refusal `wrong_state` (the case is elsewhere in its life), `not_yours` (who may) or `not_ready` (a guard says no).
    """
    row = life.row(act)
    if state not in row.source:
        where = tuple(life.states[one] for one in row.source)
        raise Refusal(
            "wrong_state",
            Composed("现在是“%(state)s”，不能%(act)s", state=life.states[state], act=row.label),
            Composed("只有%(where)s的可以%(act)s", where=where, act=row.label),
        )
    verdict = row.by(viewer, case)
    if not verdict.ok:
        raise Refusal("not_yours", verdict.why, verdict.who)
    stopped: Sequence[str] = [why for why in (guard(case, pack, today) for guard in row.needs) if why]
    if stopped:
        raise Refusal("not_ready", Composed("%(why)s", between="；", why=tuple(stopped)), "补齐后再办")
    return row
