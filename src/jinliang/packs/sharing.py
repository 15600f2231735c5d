"""The routes of sharing income: the shape of each route's cases, and who answers them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from jinliang.core.refusal import Refusal
from jinliang.packs.distribution_case import (
    CashGiven,
    EquityGiven,
    ProfitGiven,
    ProspectGiven,
    cash_answer,
    equity_answer,
    profit_answer,
    prospect_answer,
)
from jinliang.packs.given import Given, read_case
from jinliang.packs.reward_tax_case import TaxGiven, TransferTaxGiven, tax_answer, transfer_tax_answer
from jinliang.packs.told import Answer

ROUTES: Mapping[str, tuple[type[Given], Callable[[Any], Answer]]] = {
    "licence": (CashGiven, cash_answer),
    "transfer": (CashGiven, cash_answer),
    "equity": (EquityGiven, equity_answer),
    "own_implementation": (ProfitGiven, profit_answer),
    "cash_award_tax": (TaxGiven, tax_answer),
    "transfer_income_tax": (TransferTaxGiven, transfer_tax_answer),
    "prospect": (ProspectGiven, prospect_answer),
}

_ANY = Annotated[
    CashGiven | EquityGiven | ProfitGiven | TaxGiven | TransferTaxGiven | ProspectGiven, Field(discriminator="route")
]


def distribution_answer(given: Mapping[str, Any], *, strict: bool = True) -> Answer:
    """The answer to a case of sharing. Raises Refusal: no_such_route, case_flawed."""
    route = str(given.get("route"))
    if route not in ROUTES:
        raise Refusal("no_such_route", f"没有“{route}”这种转化方式", f"route 写其中之一：{'、'.join(ROUTES)}")
    shape, answer = ROUTES[route]
    return answer(read_case(shape, given, strict=strict))


def sharing_schema() -> dict[str, Any]:
    """The JSON Schema of a case of sharing, whatever its route."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | TypeAdapter(_ANY).json_schema(by_alias=True)
