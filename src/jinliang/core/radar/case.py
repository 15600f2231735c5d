"""What the radar looks at: contracts, receipts, invoices, transfers and who stands behind whom, as flat frozen values.

Parties and persons are names of the caller's (a credit code, a row's number): the radar only asks whether they are the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Literal

TieRole = Literal["legal", "officer", "share"]


@dataclass(frozen=True, slots=True)
class Tie:
    """Who stands behind a party: its legal representative, an officer, or a holder of `share` per cent; a person or another party.

    `first` and `last` are the days of the tie, both included (None = open).
    """

    holder: str
    party: str
    role: TieRole
    share: Decimal = field(default=Decimal(0))
    first: date | None = None
    last: date | None = None

    def stands(self, on: date) -> bool:
        """Whether the tie is there on the day."""
        return (self.first is None or self.first <= on) and (self.last is None or on <= self.last)


@dataclass(frozen=True, slots=True)
class SeenContract:
    """A registered contract: its parties, its technical amount in yuan and its subject in words.

    `framework` is the number of the framework contract it draws on, `result` that of the result licensed; both may be empty.
    """

    id: str
    signed_on: date
    seller: str
    buyer: str
    amount: Decimal
    text: str
    broker: str = ""
    framework: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class SeenReceipt:
    """Money that arrived for a contract: who paid whom, in yuan, on what day, by which bank slip and invoice.

    `agency`: that a third one pays for the buyer is agreed in writing (代付).
    """

    id: str
    contract: str
    on: date
    payer: str
    payee: str
    amount: Decimal
    slip: str
    invoice: str
    agency: bool = False


@dataclass(frozen=True, slots=True)
class SeenInvoice:
    """An invoice by its number: for which contract, for how much in yuan."""

    number: str
    contract: str
    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Transfer:
    """Another payment that a bank file shows between two parties, in yuan."""

    id: str
    on: date
    payer: str
    payee: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything the radar is shown at once.

        `offices` names the unit whose own office a broker is: a transfer office of a university may bring the university's deals (the
        plan's 专业技术转移机构). `state` are bodies of the state that hold for it: firms are not related because the state holds both
    (公司法 2023 265 (4)). `names` are the parties' and persons' names as a sentence tells them.
    """

    contracts: tuple[SeenContract, ...]
    receipts: tuple[SeenReceipt, ...] = ()
    invoices: tuple[SeenInvoice, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    ties: tuple[Tie, ...] = ()
    offices: Mapping[str, str] = field(default_factory=dict)
    state: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    def name(self, id: str) -> str:
        """A party's or person's name, or what it is known by."""
        return self.names.get(id, id)
