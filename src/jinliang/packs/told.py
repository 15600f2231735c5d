"""How answers to cases are told: amounts to the fen and exactly beside it, numbers without idle zeros, refusals with what is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from jinliang.core.money import Exact, to_fen
from jinliang.core.refusal import Refusal

Answer = dict[str, Any]
UNDATED = date(2199, 12, 31)
"""A case without any day is reckoned by the rows that have no last day."""


def shown(name: str, exact: Exact) -> Answer:
    """A value to the fen, half up; one that does not end there stands exactly beside it."""
    fen = to_fen(exact)
    told = {name: f"{fen:.2f}"}
    return told if Fraction(fen) == Fraction(exact) else told | {f"{name}_exact": str(Fraction(exact))}


def plain(number: Decimal) -> str:
    """A number without zeros at its end.

    >>> plain(Decimal("14.40")), plain(Decimal("1E+1"))
    ('14.4', '10')
    """
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def told(refusal: Refusal, known: Answer) -> Answer:
    """A refusal as an answer, with what could still be worked out."""
    return known | {
        "refused": True,
        "accepted": False,
        "reason": refusal.code,
        "message": str(refusal),
        "fix": refusal.fix,
    }
