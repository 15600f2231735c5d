"""A draft as JSON: the bench format, with the profile, the clause tree and the questions beside it."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from jinliang.compiler.draft import Draft, Number
from jinliang.compiler.layout import Clause


def data(draft: Draft) -> dict[str, Any]:
    """Everything the compiler found, places as code points of the stored text. Keys stand in a fixed order."""
    who = draft.profile
    return {
        "profile": {
            "title": draft.text.quote(*who.title_span) or who.title, "span": _span(draft, *who.title_span), "kind": who.kind, "cue": who.cue, "issuer": who.issuer,
            "number": who.number, "issued_on": who.issued_on.isoformat() if who.issued_on else None,
            "period": list(who.period) if who.period else None, "period_cue": who.period_cue, "place": who.place,
        },
        "clauses": [_clause(draft, one) for one in draft.clauses],
        "targets": [_target(draft, one) for one in draft.targets],
        "relations": [{"a": one.a, "b": one.b, "verdict": one.verdict, "reasons": list(one.reasons)} for one in draft.relations],
        "responsibilities": [
            {"id": one.id, **_cited(draft, one.start, one.end, one.clause, one.cue), "lead": list(one.lead), "support": list(one.support)}
            for one in draft.duties
        ],
        "rates": [_amount(draft, one) for one in draft.rates],
        "caps": [_amount(draft, one) for one in draft.caps],
        "gates": [{"id": one.id, **_cited(draft, one.start, one.end, one.clause, one.cue)} for one in draft.gates],
        "tasks": [
            {"id": one.id, "title": one.title, **_cited(draft, one.start, one.end, one.clause, one.cue), "lead": list(one.lead), "support": list(one.support), "due": one.due}
            for one in draft.tasks
        ],
        "nodes": [{"on": one.on, **_cited(draft, one.start, one.end, one.clause, one.cue)} for one in draft.nodes],
        "programmes": [{"name": one.name, **_cited(draft, one.start, one.end, one.clause, one.cue)} for one in draft.programmes],
        "questions": [
            {"code": one.code, "why": one.why, "span": _span(draft, one.start, one.end), "quote": draft.text.quote(one.start, one.end), "about": list(one.about)}
            for one in draft.questions
        ],
        "left_out": [
            {"span": _span(draft, one.start, one.end), "quote": draft.text.quote(one.start, one.end), "kind": one.kind, "cue": one.cue}
            for one in draft.left_out
        ],
    }  # fmt: skip


def told(draft: Draft) -> str:
    """The JSON text; the same draft gives the same bytes."""
    return json.dumps(data(draft), ensure_ascii=False, indent=1) + "\n"


def _span(draft: Draft, start: int, end: int) -> list[int]:
    return list(draft.text.span(start, end))


def _cited(draft: Draft, start: int, end: int, clause: str, cue: str) -> dict[str, Any]:
    return {"span": _span(draft, start, end), "quote": draft.text.quote(start, end), "clause": clause, "cue": cue}


def _clause(draft: Draft, one: Clause) -> dict[str, Any]:
    first, last = draft.text.span(one.start, one.body) if one.marker else (0, 0)
    return {
        "id": one.id, "marker": draft.text.raw[first:last], "title": title(draft, one), "level": one.level,
        "span": _span(draft, one.start, one.end), "cite": one.number,
    }  # fmt: skip


def title(draft: Draft, one: Clause) -> str:
    """A clause's heading in the characters of the stored text."""
    at = draft.text.plain.find(one.title, one.body, one.end) if one.title else -1
    return draft.text.quote(at, at + len(one.title)) if at == one.body and one.marker else one.title


def plain(number: Decimal) -> int | float:
    """A number for JSON: whole where it is whole."""
    return int(number) if number == number.to_integral_value() else float(number)


def _amount(draft: Draft, one: Number) -> dict[str, Any]:
    return {
        "id": one.id, **_cited(draft, one.start, one.end, one.clause, one.cue), "what": one.indicator, "number": plain(one.number),
        "number_max": None if one.high is None else plain(one.high), "multiplier": one.multiple, "unit": one.unit, "op": one.op, "approx": one.approx,
    }  # fmt: skip


def _target(draft: Draft, one: Number) -> dict[str, Any]:
    return {
        "id": one.id, "indicator": one.indicator, "number": plain(one.number), "number_max": None if one.high is None else plain(one.high),
        "multiplier": one.multiple, "unit": one.unit, "op": one.op, "approx": one.approx, "deadline": one.deadline,
        "deadline_cue": one.deadline_cue, "inherited": one.inherited, "base_year": None if one.base_year is None else str(one.base_year),
        "base": None if one.base is None else plain(one.base), "period": one.recurrence or None, "mode": one.mode, "named": one.named,
        "scope": draft.profile.place, **_cited(draft, one.start, one.end, one.clause, one.cue),
    }  # fmt: skip
