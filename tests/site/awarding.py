"""Awards of the test city on their way: a call, the agency's application, a batch; each step by another person on its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import city as cities
import dealing
from city import City

from jinliang.core.access import Viewer
from jinliang.site.acts import application, batch, receipt
from jinliang.site.acts.application import NewCall
from jinliang.site.models import Application, Batch, Call
from jinliang.site.reads import notice as noticed

ASKED, CHECKED, DECIDED, NOTICED, APPROVED, PAID = (
    date(2021, 5, 10),
    date(2021, 5, 12),
    date(2021, 5, 17),
    date(2021, 5, 18),
    date(2021, 5, 26),
    date(2021, 5, 28),
)
"""The notice of five working days from 18 May ends on the 25th."""
CALL = NewCall("transfer_2pct", 2021, "龙科发〔2021〕18号", date(2021, 1, 1), date(2021, 12, 31), date(2021, 6, 30))


def earned(city: City) -> None:
    """A contract that the agency brought about, registered, with 200,000 yuan received and not split: 166,666.67 of it technical."""
    dealing.brought(city, "performing", intermediary=city.parties["agency"].id)


def called(city: City, **more: Any) -> Call:
    """The year's call."""
    with dealing.on(ASKED):
        return application.open_call(city.seats["bureau"], replace(CALL, **more))


def applied(city: City, state: str = "submitted", call: Call | None = None) -> Application:
    """The agency's application brought to a state."""
    row = call or called(city)
    with dealing.on(ASKED):
        made = application.apply(city.seats["broker"], row.id)
    if state in ("checked", "reviewed"):
        with dealing.on(CHECKED):
            application.first_check(city.seats["district"], made.id)
    if state == "reviewed":
        with dealing.on(CHECKED):
            application.review(city.seats["bureau"], made.id)
    return Application.objects.get(id=made.id)


def payer(city: City) -> Viewer:
    """A second seat at finance: who approves does not pay."""
    if "payer" not in city.seats:
        return cities.sit("payer", city.parties["finance"], "finance", "罗砚")
    return city.seats["payer"]


def batched(city: City, state: str = "decided", call: Call | None = None) -> Batch:
    """A batch with the agency's decision brought to a state."""
    made = applied(city, "reviewed", call)
    with dealing.on(DECIDED):
        row = batch.decide(city.seats["bureau2"], made.call_id)
    if state in ("notice", "approved", "paid"):
        with dealing.on(NOTICED):
            batch.notify(city.seats["bureau2"], row.id)
    if state in ("approved", "paid"):
        with dealing.on(APPROVED):
            batch.approve(city.seats["finance"], row.id)
    if state == "paid":
        with dealing.on(PAID):
            batch.pay(payer(city), row.id, PAID.isoformat(), "龙财教〔2021〕35号")
    return Batch.objects.get(id=row.id)


def more_money(city: City, amount: str, invoice: str) -> None:
    """A further receipt under the contract, of 21 April."""
    row = dealing.opened(city)
    with dealing.on(ASKED):
        receipt.receive(
            city.seats["tto"], row.id, date(2021, 4, 21), Decimal(amount), None, invoice, cities.kept(f"回单 {invoice}")
        )


def last_day(row: Batch) -> date:
    """The last day of a batch's notice."""
    found = noticed.running(noticed.of(row))
    assert found is not None
    return found.end
