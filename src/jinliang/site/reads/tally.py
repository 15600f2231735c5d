"""Readings by SQL over the tally: the same meaning as `jinliang.core.indicator`, fast. Tests hold the two together.

Each reason to leave a fact out is one SQL predicate that it fails, in the order of `core.select.REASONS`; a reading takes the
facts that pass them all, an explanation names the first that a fact fails.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from jinliang.core import journal
from jinliang.core.indicator import Measure
from jinliang.core.pack import Indicator
from jinliang.core.select import Condition, Held, Selector, Slice, Span
from jinliang.site.models import Question
from jinliang.site.reads.known import remembered


@dataclass(frozen=True, slots=True)
class Ask:
    """A question in SQL's terms: which facts, how measured, known by which number; `entries` restricts it to some entries."""

    selector: Selector
    span: Span
    measure: Measure
    known_by: int
    slice: Slice | None = None
    entries: tuple[int, ...] | None = None

    @classmethod
    def of(cls, indicator: Indicator, as_of: date, known_by: int, slice: Slice | None = None) -> Ask:
        """The question an indicator asks."""
        span = Span(indicator.mode, as_of, indicator.period)
        return cls(indicator.selector, span, indicator.measure, known_by, slice)


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its parameters."""

    text: str
    params: tuple[Any, ...] = ()


def question_digest(where: Sequence[Condition]) -> str:
    """What identifies a set of still conditions: the digest of their canonical spelling."""
    return journal.digest(plain(where))


def plain(where: Sequence[Condition]) -> list[dict[str, Any]]:
    """Conditions as JSON: days as ISO text, amounts as text."""
    return [{"field": one.field, "op": one.op, "value": _json(one.value)} for one in where]


def _json(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_json(one) for one in value]
    return str(value) if isinstance(value, date | Decimal) else value


def bits(asks: Iterable[Ask]) -> list[int | None]:
    """The bit of each question's still conditions, None where it has none. Raises LookupError for a question nobody adopted."""
    wanted = list(asks)
    kinds = {one.selector.kind for one in wanted if one.selector.still}
    found = _bits(frozenset(kinds)) if kinds else {}
    return [
        found[one.selector.kind, question_digest(one.selector.still)] if one.selector.still else None for one in wanted
    ]


@remembered
def _bits(kinds: frozenset[str]) -> dict[tuple[str, str], int]:
    rows = Question.objects.filter(kind__in=kinds).values_list("kind", "digest", "bit")
    return {(kind, digest): bit for kind, digest, bit in rows}


def passes(ask: Ask, bit: int | None, as_of: Sql) -> list[tuple[str, Sql]]:
    """(reason, predicate without which that reason leaves the fact out), in the order in which reasons are asked."""
    n = ask.known_by
    day, of = as_of.text, as_of.params
    found: list[tuple[str, Sql]] = [
        ("reversed", Sql("(t.gone IS NULL OR t.gone > %s OR t.gone_way = 'replace')", (n,))),
        ("replaced", Sql("(t.gone IS NULL OR t.gone > %s OR t.gone_way = 'reverse')", (n,))),
        ("not_yet", Sql(f't."on" <= {day}', of)),
    ]
    if ask.span.mode == "flow":
        if ask.span.period is not None:
            period = (ask.span.period.first, ask.span.period.last)
            found.append(("outside_period", Sql('t."on" BETWEEN %s AND %s', period)))
    else:
        ended = f"(t.ended IS NULL OR t.ended > %s OR t.end_on >= {day})"
        found.append(("ended", Sql(ended, (n, *of))))
        found.append(("expired", Sql(f"(t.until IS NULL OR t.until >= {day})", of)))
    if bit is not None:
        found.append(("where", Sql("(t.fits & %s) <> 0", (1 << bit,))))
    found.extend(("where", _held(ask.selector.kind, one, n)) for one in ask.selector.held)
    return found


def _held(kind: str, condition: Condition, n: int) -> Sql:
    """Somebody in the asked role stands, in the named role, in a fact of the named kind on the asked fact's own day."""
    held = condition.value
    assert isinstance(held, Held)
    return Sql(
        """EXISTS (
            SELECT 1 FROM site_tallyrole a JOIN site_tallyrole h ON h.party = a.party AND h.kind = %s AND h.role = %s
            WHERE a.fact = t.fact AND a.kind = %s AND a.role = %s AND h.known <= %s
              AND (h.gone IS NULL OR h.gone > %s) AND h."on" <= t."on" AND (h.until IS NULL OR h.until >= t."on")
              AND (h.ended IS NULL OR h.ended > %s OR h.end_on >= t."on"))""",
        (held.kind, held.role, kind, condition.field.removeprefix("role:"), n, n, n),
    )


def scope(ask: Ask) -> Sql:
    """Known, of the kind, inside the slice: what is outside is neither counted nor left out."""
    text, params = "t.kind = %s AND t.known <= %s", [ask.selector.kind, ask.known_by]
    if ask.slice is not None and ask.slice.by == "area":
        text += " AND t.area = %s"
        params.append(ask.slice.value)
    elif ask.slice is not None:
        text += " AND t.fact IN (SELECT fact FROM site_tallyrole WHERE kind = %s AND role = %s AND party = %s)"
        params += [ask.selector.kind, ask.slice.by.removeprefix("role:"), ask.slice.value]
    if ask.entries is not None:
        text += " AND t.entry = ANY(%s)"
        params.append(list(ask.entries))
    return Sql(text, tuple(params))


def _measured(measure: Measure) -> str:
    if measure == "count_entries":
        return "count(DISTINCT t.entry)::numeric, count(DISTINCT t.entry)"
    column = measure.removeprefix("sum:")
    return f"coalesce(sum(t.{column}), 0)::numeric, count(t.{column})"


def _taken(ask: Ask, bit: int | None, as_of: Sql) -> Sql:
    # Reversed and replaced are one test here: which of the two it was matters only to an explanation.
    here = Sql("(t.gone IS NULL OR t.gone > %s)", (ask.known_by,))
    parts = [scope(ask), here, *(one for _, one in passes(ask, bit, as_of)[2:])]
    return Sql(" AND ".join(one.text for one in parts), tuple(p for one in parts for p in one.params))


@dataclass(frozen=True, slots=True)
class Point:
    """The value of a question at a day, and how many facts carry it."""

    value: Decimal
    facts: int

    def plus(self, other: Point, less: Point) -> Point:
        """This point with a part of it recomputed."""
        return Point(self.value + other.value - less.value, self.facts + other.facts - less.facts)


def points(asks: Sequence[Ask], days: Sequence[date]) -> list[list[Point]]:
    """The values of several questions at several days: `result[question][day]`.

    One query for all questions about one kind alone, which PostgreSQL answers side by side, and one for each that leans on
    another kind by `holds`: it is split among workers within itself, and in the common query would keep the others waiting.
    """
    found = [[Point(Decimal(0), 0)] * len(days) for _ in asks]
    for places in _together(asks):
        sql = _valued([asks[place] for place in places], days)
        with connection.cursor() as cursor:
            cursor.execute(sql.text, sql.params)
            for index, day, value, facts in cursor.fetchall():
                found[places[index]][day] = Point(value, facts)
    return found


def _together(asks: Sequence[Ask]) -> list[list[int]]:
    alone = [[place] for place, ask in enumerate(asks) if ask.selector.held]
    rest = [place for place, ask in enumerate(asks) if not ask.selector.held]
    return [rest, *alone] if rest else alone


def _valued(asks: Sequence[Ask], days: Sequence[date]) -> Sql:
    each = " UNION ALL ".join(f"SELECT {place} AS place, %s::date AS day" for place in range(len(days)))
    texts, params = [], []
    for index, (ask, bit) in enumerate(zip(asks, bits(asks), strict=True)):
        taken = _taken(ask, bit, Sql("d.day"))
        texts.append(
            f"SELECT {index}, d.place, {_measured(ask.measure)} FROM ({each}) AS d"
            f" JOIN site_tally t ON {taken.text} GROUP BY d.place"
        )
        params += [*days, *taken.params]
    return Sql(" UNION ALL ".join(texts), tuple(params))


def slices(asks: Sequence[tuple[Ask, str]]) -> list[dict[int | str, Point]]:
    """The values of questions in every slice, in one query: each by `area`, or by `role:<role>`.

    A fact of several partners stands whole in the slice of each.
    """
    if not asks:
        return []
    texts: list[str] = []
    params: list[Any] = []
    for index, ((ask, by), bit) in enumerate(zip(asks, bits(ask for ask, _ in asks), strict=True)):
        taken = _taken(ask, bit, Sql("%s::date", (ask.span.as_of,)))
        measured = _measured(ask.measure)
        if by == "area":
            texts.append(f"SELECT {index}, t.area, {measured} FROM site_tally t WHERE {taken.text} GROUP BY t.area")
        else:
            texts.append(
                f"SELECT {index}, r.party::text, {measured} FROM site_tally t JOIN site_tallyrole r"
                f" ON r.fact = t.fact AND r.kind = %s AND r.role = %s WHERE {taken.text} GROUP BY r.party"
            )
            params += [ask.selector.kind, by.removeprefix("role:")]
        params += taken.params
    found: list[dict[int | str, Point]] = [{} for _ in asks]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(texts), params)
        for index, key, value, facts in cursor.fetchall():
            found[index][key if asks[index][1] == "area" else int(key)] = Point(value, facts)
    return found


def explain(ask: Ask) -> list[tuple[int, str | None]]:
    """(fact, reason or None when counted) for every fact inside the question's scope, in order of number and id."""
    as_of = Sql("%s::date", (ask.span.as_of,))
    inside = scope(ask)
    whens = passes(ask, bits([ask])[0], as_of)
    case = " ".join(f"WHEN NOT ({one.text}) THEN '{why}'" for why, one in whens)
    column = None if ask.measure == "count_entries" else ask.measure.removeprefix("sum:")
    if column:
        case += f" WHEN t.{column} IS NULL THEN 'no_value'"
    repeat = (
        "CASE WHEN why IS NULL AND row_number() OVER (PARTITION BY why, entry ORDER BY known, fact) > 1"
        " THEN 'same_entry' ELSE why END"
    )
    text = (
        f"SELECT fact, {'why' if column else repeat} FROM (SELECT t.fact, t.entry, t.known, CASE {case} END AS why"
        f" FROM site_tally t WHERE {inside.text}) q ORDER BY known, fact"
    )
    params = tuple(p for _, one in whens for p in one.params) + inside.params
    with connection.cursor() as cursor:
        cursor.execute(text, params)
        return list(cursor.fetchall())


def touched(first: int, last: int) -> dict[str, set[int]]:
    """Kind -> entries that acts after `first` and up to `last` stated, reversed, ended or replaced."""
    found: dict[str, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT kind, entry_id FROM site_fact WHERE known > %s AND known <= %s
               UNION SELECT f.kind, f.entry_id FROM site_amendment a JOIN site_fact f ON f.id = a.fact_id
               WHERE a.known > %s AND a.known <= %s""",
            (first, last) * 2,
        )
        for kind, entry in cursor.fetchall():
            found.setdefault(kind, set()).add(entry)
    return found


def leaning(selector: Selector, moved: dict[str, set[int]]) -> set[int]:
    """Entries of the selector's kind whose answer may have changed: moved themselves, or leaning by `holds` on what moved."""
    found = set(moved.get(selector.kind, ()))
    for condition in selector.held:
        held = condition.value
        assert isinstance(held, Held)
        entries = moved.get(held.kind)
        if entries:
            found |= _leaning(selector.kind, condition.field.removeprefix("role:"), held, entries)
    return found


def _leaning(kind: str, role: str, held: Held, entries: Iterable[int]) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT DISTINCT a.entry FROM site_tallyrole h
               JOIN site_tallyrole a ON a.party = h.party AND a.kind = %s AND a.role = %s
               WHERE h.kind = %s AND h.role = %s AND h.entry = ANY(%s)""",
            (kind, role, held.kind, held.role, list(entries)),
        )
        return {entry for (entry,) in cursor.fetchall()}


def within(ask: Ask, entries: Iterable[int]) -> Ask:
    """The same question about some entries alone."""
    return replace(ask, entries=tuple(entries))
