"""What the product says when a person cannot have their way, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass


class Composed(str):
    """A sentence put together from a template and its parts. It is the whole sentence, as it is compared, kept and sent.

    A screen in another language looks up the template and each part by itself; a part may be composed too. Several texts as one part
    are joined by `between`.

    >>> Composed("您的席位不能%(act)s", act="核验"), Composed("可以办的是：%(who)s", who=("企业", "财政"))
    ('您的席位不能核验', '可以办的是：企业、财政')
    """

    __slots__ = ("between", "parts", "template")
    template: str
    between: str
    parts: dict[str, str | tuple[str, ...]]

    def __new__(cls, template: str, between: str = "、", **parts: str | tuple[str, ...]) -> Composed:
        """The sentence; without parts the template is the sentence itself."""
        said = {name: part if isinstance(part, str) else between.join(part) for name, part in parts.items()}
        made = super().__new__(cls, template % said if said else template)
        made.template, made.between, made.parts = template, between, parts
        return made


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
