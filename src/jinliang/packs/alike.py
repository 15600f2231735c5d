"""Whether two answers to a judged case about money say the same: tables row by row, reasons by their sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

Same = Callable[[str, Any, Mapping[str, Any]], bool]
"""(key, value expected, answer) -> whether the answer says the same under the key."""

FEN = Decimal("0.01")


def rows_alike(expected: Sequence[Any], got: Any, key: str) -> bool:
    """Whether a list says the same, row by row in its order; what a row says beyond what is expected is not compared.

    Rewards may differ by a fen each as long as they add up to the same: no rule fixes where the odd fen go.
    """
    if not isinstance(got, list | tuple) or len(expected) != len(got):
        return False
    if key == "awards" and _adds_up(expected, got):
        return True
    return all(value_alike(one, other) for one, other in zip(expected, got, strict=True))


def value_alike(expected: Any, got: Any) -> bool:
    """Whether a value is the expected one; tables may hold more, amounts are compared as numbers."""
    if isinstance(expected, Mapping):
        return isinstance(got, Mapping) and all(
            key == "words" or (key in got and value_alike(value, got[key])) for key, value in expected.items()
        )
    if isinstance(expected, list):
        return rows_alike(expected, got, "")
    if isinstance(expected, str) and isinstance(got, str) and expected != got:
        one, other = amount(expected), amount(got)
        return one is not None and one == other
    return bool(expected == got)


def amount(text: Any) -> Decimal | None:
    """A text as an amount, or None."""
    try:
        return Decimal(text) if isinstance(text, str) else None
    except InvalidOperation:
        return None


def _adds_up(expected: Sequence[Any], got: Sequence[Any]) -> bool:
    pairs = []
    for one, other in zip(expected, got, strict=True):
        if not (isinstance(one, Mapping) and isinstance(other, Mapping) and one.get("name") == other.get("name")):
            return False
        wanted, found = amount(one.get("amount")), amount(other.get("amount"))
        if wanted is None or found is None or set(one) != {"name", "amount"}:
            return False
        pairs.append((wanted, found))
    return sum(one for one, _ in pairs) == sum(other for _, other in pairs) and all(abs(a - b) <= FEN for a, b in pairs)
