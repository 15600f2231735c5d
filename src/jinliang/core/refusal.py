"""What the product says when a person cannot have their way, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


class Refusal(Exception):
    """A user's mistake or a rule's no: what is refused, why, and how to put it right.

    `code` is stable snake case for programs; `why` and `fix` are sentences for people. Anything else that is raised is our bug.

    >>> str(Refusal("amount_negative", "金额是负数：-3", "填大于零的数"))
    '金额是负数：-3。填大于零的数'
    """

    def __init__(self, code: str, why: str, fix: str = "") -> None:
        self.code = code
        self.why = why
        self.fix = fix
        super().__init__(code, why, fix)

    def __str__(self) -> str:
        return f"{self.why}。{self.fix}" if self.fix else self.why


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong in a pack or an import: where it stands, what stands there, why it is wrong and how to mend it.

    `place` is a path in a pack (``indicator.joint_projects.where[0]``) or a cell of a table (``C7``).
    """

    place: str
    what: str
    why: str
    fix: str
