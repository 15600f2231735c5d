"""Exchange over the API: a platform sends its records and fetches the city's, with the key of a seat of the body that runs it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from ninja import Query, Router, Schema

from jinliang.core import record
from jinliang.site.acts import platform as acts
from jinliang.site.api.door import OPEN
from jinliang.site.reads import platform as reads

router = Router(tags=["exchange"])
Test = Annotated[bool, Query()]


class SlipOut(Schema):
    """The receipt of one record."""

    line: int
    origin: str
    number: str
    outcome: str
    listing: int | None
    why: str


class TransferOut(Schema):
    """What became of a lot: its number in the journal (null in a test), and a receipt for each record."""

    journal: int | None
    slips: list[SlipOut]


class RecordsIn(Schema):
    """A lot of records, each the text of one line."""

    records: list[str] = []


class RecordsOut(Schema):
    """The city's records, each the text of one line."""

    journal: int
    records: list[str]


@router.get("/exchange/schema", auth=OPEN)
def exchange_schema(request: Any) -> dict[str, Any]:
    """The JSON Schema of a record."""
    return record.schema()


@router.post("/exchange/records", response=TransferOut)
def exchange_records(request: Any, body: RecordsIn, test: Test = False) -> TransferOut:
    """Sends records in; with `test=true` the receipts are told and nothing is written."""
    platform = reads.mine(request.auth)
    if test:
        found = [asdict(one.slip) for one in reads.weigh(request.auth, body.records)]
        return TransferOut(journal=None, slips=[SlipOut(**one) for one in found])
    made = acts.receive(request.auth, platform.id, body.records)
    return TransferOut(journal=made.number, slips=[SlipOut(**one) for one in made.slips])


@router.post("/exchange/fetch", response=RecordsOut)
def exchange_fetch(request: Any) -> RecordsOut:
    """Fetches what stands on the market, as records."""
    made, texts = acts.send(request.auth, reads.mine(request.auth).id)
    return RecordsOut(journal=made.number, records=texts)
