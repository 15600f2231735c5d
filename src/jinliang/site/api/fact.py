"""Facts and claims over the API, each as its caller may see it; a claim's acts are the rows of its life."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from ninja import Path, Query, Router, Schema

from jinliang.core.claim import CLAIM
from jinliang.site.acts import claim as acts
from jinliang.site.api.door import OPEN
from jinliang.site.reads import claim as claims
from jinliang.site.reads import dossier
from jinliang.site.reads import pack as packs

router = Router(tags=["facts"])
PAGE = 100
Id = Annotated[int, Path(ge=1, le=2**53)]
Page = Annotated[int, Query(ge=1, le=100_000)]
Kind = Annotated[str, Query(max_length=60)]


class FactOut(Schema):
    """A fact as the caller may see it; `amount` (yuan) is null where it is not shown."""

    id: int
    kind: str
    title: str
    on: date
    until: date | None
    area: str
    known: int
    parties: list[str]
    people: list[str]
    amount: str | None
    hidden: bool
    state: str


class FactsOut(Schema):
    """A page of facts, newest first."""

    count: int
    page: int
    facts: list[FactOut]


class ClaimOut(Schema):
    """A claim: where it stands, what it states, and which acts the caller may do on it now, or why not."""

    id: int
    kind: str
    state: str
    title: str
    values: dict[str, str]
    flaws: list[dict[str, str]]
    acts: list[dict[str, Any]]


class ClaimIn(Schema):
    """What a new claim states: raw text by field id."""

    kind: str
    values: dict[str, str]


class ValuesIn(Schema):
    """New values of a claim that is still being written: raw text by field id."""

    values: dict[str, str]


class ActIn(Schema):
    """What an act on a claim asks for."""

    reason: str = ""


def _fact(row: dossier.FactRow) -> FactOut:
    return FactOut(
        id=row.id,
        kind=row.kind,
        title=row.title,
        on=row.on,
        until=row.until,
        area=row.area,
        known=row.known,
        parties=list(row.parties),
        people=list(row.people),
        amount=None if row.amount is None else f"{row.amount:.2f}",
        hidden=row.hidden,
        state=row.state,
    )


@router.get("/facts", response=FactsOut, auth=OPEN)
def facts(
    request: Any,
    kind: Kind = "",
    area: Annotated[str, Query(max_length=12)] = "",
    year: Annotated[int | None, Query(ge=1900, le=2200)] = None,
    page: Page = 1,
) -> FactsOut:
    """The city's facts."""
    found = dossier.facts(request.auth, kind, area, None, "", year)
    rows = dossier.shown(request.auth, found[(page - 1) * PAGE : page * PAGE])
    return FactsOut(count=found.count(), page=page, facts=[_fact(one) for one in rows])


@router.get("/facts/{id}", response=FactOut, auth=OPEN)
def fact(request: Any, id: Id) -> FactOut:
    """One fact."""
    return _fact(dossier.fact(request.auth, id))


@router.get("/claims", response=list[ClaimOut])
def list_claims(request: Any, state: Annotated[str, Query(max_length=16)] = "", page: Page = 1) -> list[ClaimOut]:
    """The claims the caller may see, newest first."""
    rows = claims.visible(request.auth).order_by("-id")
    if state:
        rows = rows.filter(state=state)
    pack = packs.plan()
    found = rows.prefetch_related("evidence")[(page - 1) * PAGE : page * PAGE]
    return [_claim(one) for one in claims.opened(request.auth, found, pack)]


@router.get("/claims/{id}", response=ClaimOut)
def one_claim(request: Any, id: Id) -> ClaimOut:
    """One claim."""
    return _claim(claims.claim(request.auth, id))


@router.post("/claims", response=ClaimOut)
def new_claim(request: Any, said: ClaimIn) -> ClaimOut:
    """Opens a claim for the caller's party."""
    made = acts.start(request.auth, said.kind, said.values)
    return _claim(claims.claim(request.auth, made.id))


@router.put("/claims/{id}", response=ClaimOut)
def save_claim(request: Any, id: Id, said: ValuesIn) -> ClaimOut:
    """Keeps new values in a claim that is still being written."""
    acts.save(request.auth, id, said.values)
    return _claim(claims.claim(request.auth, id))


@router.post("/claims/{id}/{act}", response=ClaimOut)
def do(
    request: Any,
    id: Id,
    act: Annotated[str, Path(pattern=f"^({'|'.join(row.id for row in CLAIM.rows)})$")],
    said: ActIn,
) -> ClaimOut:
    """An act of the claim's life: submit, check, verify, return (with a reason), withdraw."""
    acts.do(request.auth, id, act, said.reason)
    return _claim(claims.claim(request.auth, id))


def _claim(view: claims.ClaimView) -> ClaimOut:
    return ClaimOut(
        id=view.claim.id,
        kind=view.claim.kind,
        state=view.claim.state,
        title=view.claim.title,
        values=view.claim.values,
        flaws=[{"field": one.field, "value": one.value, "why": one.why, "fix": one.fix} for one in view.flaws],
        acts=[
            {"act": one.row.id, "label": one.row.label, "allowed": one.allowed, "why": list(one.reasons)}
            for one in view.acts
        ],
    )
