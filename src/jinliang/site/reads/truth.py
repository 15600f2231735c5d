"""The tables that are truth: what an export of a city holds, in the order of its files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import User
from django.db import models
from django.db.models import Model

from jinliang.site.models import (
    Act,
    AdoptedPack,
    Amendment,
    Application,
    Batch,
    Call,
    CityClock,
    Claim,
    Contact,
    Deal,
    Decision,
    Declaration,
    Delivery,
    Entry,
    Evidence,
    Fact,
    FactEvidence,
    FactRole,
    Grade,
    Head,
    Import,
    Licence,
    Listing,
    Match,
    Meeting,
    Message,
    Notice,
    Objection,
    Paper,
    Party,
    PartyName,
    Patent,
    Platform,
    Proposal,
    Question,
    Ranker,
    Receipt,
    Resolution,
    SavedSearch,
    Seat,
    Spent,
    Tally,
    TallyRole,
    Term,
    Token,
    Transfer,
    Valuation,
)
from jinliang.site.models import (
    Mapping as ColumnMapping,
)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the export: its name there, its model, and its columns (name there, field of the model)."""

    name: str
    model: type[Model]
    only: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[models.Field[Any, Any], ...]:
        """The columns, as fields of the model; a relation is the key it points to."""
        own = self.model._meta.concrete_fields
        return tuple(one for one in own if not self.only or one.name in self.only)

    @property
    def columns(self) -> list[str]:
        """The names of the columns."""
        return [one.name for one in self.fields]

    @property
    def file(self) -> str:
        """The file's name in the export."""
        return f"{self.name}.jsonl"


TABLES = (
    Table("pack", AdoptedPack),
    Table("party", Party),
    Table("party_name", PartyName),
    Table("user", User, ("id", "username", "is_active")),
    Table("seat", Seat),
    Table("proposal", Proposal),
    Table("paper", Paper),
    Table("import", Import),
    Table("mapping", ColumnMapping),
    Table("claim", Claim),
    Table("listing", Listing),
    Table("platform", Platform),
    Table("transfer", Transfer),
    Table("match", Match),
    Table("meeting", Meeting),
    Table("contact", Contact),
    Table("grade", Grade),
    Table("ranker", Ranker),
    Table("message", Message),
    Table("delivery", Delivery),
    Table("saved_search", SavedSearch),
    Table("deal", Deal),
    Table("evidence", Evidence),
    Table("term", Term),
    Table("declaration", Declaration),
    Table("resolution", Resolution),
    Table("call", Call),
    Table("application", Application),
    Table("batch", Batch),
    Table("decision", Decision),
    Table("spent", Spent),
    Table("notice", Notice),
    Table("objection", Objection),
    Table("receipt", Receipt),
    Table("patent", Patent),
    Table("valuation", Valuation),
    Table("licence", Licence),
    Table("entry", Entry),
    Table("fact", Fact),
    Table("fact_role", FactRole),
    Table("fact_evidence", FactEvidence),
    Table("amendment", Amendment),
    Table("journal", Act),
    Table("head", Head),
    Table("clock", CityClock),
)
"""Every table that is truth. Passwords are not in it: after an import each user is given a new one."""

LEFT_OUT: Mapping[type[Model], str] = {
    Tally: "derived from the facts; made anew by the import",
    TallyRole: "derived from the facts; made anew by the import",
    Question: "derived from the adopted packs; made anew by the import",
    Token: "keys to this installation; new ones are given at the other",
}
"""Tables of the site that an export does not hold, and why."""
