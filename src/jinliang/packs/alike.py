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


def award_alike(expected: Mapping[str, Any], got: Mapping[str, Any], same: Same) -> bool:
    """Whether a decision says what is expected: each party by its id, what does not count by its item and reason, in any order."""
    if expected.get("refused"):
        return bool(got.get("refused")) and ("reason" not in expected or same("reason", expected["reason"], got))
    if got.get("refused"):
        return False
    return all(_award_value(key, value, got.get(key), same) for key, value in expected.items())


def _award_value(key: str, expected: Any, got: Any, same: Same) -> bool:
    if key in ("applicants", "claw_back") and isinstance(expected, list):
        found = {one["id"]: one for one in got or ()}
        return all(
            one["id"] in found and all(_party_value(k, v, found[one["id"]].get(k), same) for k, v in one.items())
            for one in expected
        )
    return value_alike(expected, got)


def _party_value(key: str, expected: Any, got: Any, same: Same) -> bool:
    if key in ("excluded", "reduced"):
        found = {one["item"]: one for one in got or ()}
        return len(found) == len(expected) and all(_item(one, found.get(one["item"]), same) for one in expected)
    if key == "allocated_receipts":
        return set(expected) == set(got or ())
    return value_alike(expected, got)


def _item(expected: Mapping[str, Any], got: Mapping[str, Any] | None, same: Same) -> bool:
    """One thing left out or reduced: any of its reasons may be the one named; the amount of a contract that received nothing is open."""
    if got is None:
        return False
    reasons = got.get("reasons", [got.get("reason")])
    if "reason" in expected and not any(same("reason", expected["reason"], {"reason": one}) for one in reasons):
        return False
    open_ = ("reason", "words", "amount") if got.get("received") == "0.00" else ("reason", "words")
    return all(value_alike(value, got.get(key)) for key, value in expected.items() if key not in open_)


def also_alike(also: Any, got: Mapping[str, Any]) -> bool:
    """Whether a decision is the other right answer: what it names is paid, or claimed back, by one party or in all."""
    if not isinstance(also, Mapping) or not also or got.get("refused"):
        return False
    for key, said in also.items():
        wanted = {one for word in str(said).split() if (one := amount(word)) is not None}
        rows = [*got.get("applicants", ()), *got.get("claw_back", ()), got]
        if not wanted & {amount(row.get(key)) for row in rows}:
            return False
    return True
