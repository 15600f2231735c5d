"""What is asked of a pack as a whole, one module for each kind of stanza. Every check yields flaws and raises nothing."""

from __future__ import annotations

from collections.abc import Iterator

from jinliang.core.refusal import Flaw
from jinliang.packs.checks.award import awards
from jinliang.packs.checks.clause import clauses
from jinliang.packs.checks.code import lists
from jinliang.packs.checks.draft import Draft
from jinliang.packs.checks.indicator import indicators
from jinliang.packs.checks.kind import kinds
from jinliang.packs.checks.whole import whole


def flaws(draft: Draft) -> Iterator[Flaw]:
    """Everything wrong between the stanzas of a pack, in the order in which a pack is read."""
    for check in (whole, clauses, indicators, awards, lists, kinds):
        yield from check(draft)
