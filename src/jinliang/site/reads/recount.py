"""The tally held against the facts it is derived from: a row that differs would make a reading lie while the journal holds.

Dates, fates, amounts and parties are compared in the database; which questions a fact fits is judged again by the core, in batches,
for the kinds that are asked any.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from jinliang.core import journal
from jinliang.core.fact import Fact as CoreFact
from jinliang.core.select import Condition, meets
from jinliang.site.models import Question, Tally
from jinliang.site.reads import fact as facts

_FATE = """
WITH fate AS (
    SELECT fact_id, min(known) FILTER (WHERE way <> 'end') AS gone,
        min(CASE way WHEN 'reverse' THEN way ELSE 'replace' END) FILTER (WHERE way <> 'end') AS gone_way,
        min(known) FILTER (WHERE way = 'end') AS ended, min(last_on) FILTER (WHERE way = 'end') AS end_on
    FROM site_amendment GROUP BY fact_id
)
"""
_ROWS = """
SELECT coalesce(s.id, t.fact) AS fact
FROM (SELECT f.*, a.gone, a.gone_way, a.ended, a.end_on FROM site_fact f LEFT JOIN fate a ON a.fact_id = f.id) s
FULL JOIN site_tally t ON t.fact = s.id AND t.kind = s.kind
WHERE (s.id, s.entry_id, s."on", s.until, s.known, s.gone, s.gone_way, s.ended, s.end_on, s.area, s.amount, s.quantity)
    IS DISTINCT FROM
      (t.fact, t.entry, t."on", t.until, t.known, t.gone, t.gone_way, t.ended, t.end_on, t.area, t.amount, t.quantity)
ORDER BY 1
"""
_ROLES = """
SELECT DISTINCT coalesce(s.id, t.fact) AS fact
FROM (SELECT f.id, f.kind, r.role, r.party_id, f.entry_id, f."on", f.until, f.known, a.gone, a.ended, a.end_on
      FROM site_fact f JOIN site_factrole r ON r.fact_id = f.id LEFT JOIN fate a ON a.fact_id = f.id) s
FULL JOIN site_tallyrole t ON t.fact = s.id AND t.kind = s.kind AND t.role = s.role AND t.party = s.party_id
WHERE (s.id, s.entry_id, s."on", s.until, s.known, s.gone, s.ended, s.end_on)
    IS DISTINCT FROM (t.fact, t.entry, t."on", t.until, t.known, t.gone, t.ended, t.end_on)
ORDER BY 1
"""


def questions(kind: str) -> list[tuple[int, tuple[Condition, ...]]]:
    """(bit, still conditions) of every question adopted packs ask of a kind."""
    return [
        (row.bit, tuple(Condition(one["field"], one["op"], _value(one["value"])) for one in row.where))
        for row in Question.objects.filter(kind=kind)
    ]


def _value(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def fits(fact: CoreFact, asked: Iterable[tuple[int, tuple[Condition, ...]]]) -> int:
    """The bits of the questions whose still conditions the fact meets."""
    return sum(1 << bit for bit, where in asked if all(meets(fact, one) for one in where))


def wrong() -> list[int]:
    """The facts whose rows in the tally are not what the facts make them, and those of rows without a fact."""
    found: set[int] = set()
    with connection.cursor() as cursor:
        for text in (_ROWS, _ROLES):
            cursor.execute(_FATE + text)
            found.update(fact for (fact,) in cursor.fetchall())
    return sorted(found | set(_unfit()))


def _unfit() -> Iterator[int]:
    asked = {kind: questions(kind) for kind in Question.objects.values_list("kind", flat=True).distinct()}
    yield from Tally.objects.exclude(kind__in=asked).exclude(fits=0).values_list("fact", flat=True)
    for batch in facts.batches(sorted(asked)):
        told = dict(Tally.objects.filter(fact__in=[one.id for one in batch]).values_list("fact", "fits"))
        for one in batch:
            if one.id in told and told[one.id] != fits(one, asked[one.kind]):
                yield int(one.id)


def altered() -> list[str]:
    """The kinds one of whose kept questions is no longer the one its digest names."""
    return sorted({row.kind for row in Question.objects.all() if journal.digest(row.where) != row.digest})
