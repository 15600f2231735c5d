"""A trial import: which column is which field, which rows make a statement, and all that keeps the others from making one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from jinliang.core.field import nearest
from jinliang.core.pack import Field, Kind
from jinliang.core.statement import FieldFlaw, Statement
from jinliang.sheet.grid import PROBLEMS, CellFlaw, address, plain, position
from jinliang.sheet.table import Line, Sheet, head, heads

StateRow = Callable[[Mapping[str, str]], tuple[Statement | None, tuple[FieldFlaw, ...]]]
"""`core.statement.state` with everything but the row given."""
Progress = Callable[[int, int], None]
"""(rows done, rows in all)."""

STEP = 200
"""Rows between two words of progress."""
WHOLE_ROW = "整行"
EMPTY = "（空）"


@dataclass(frozen=True, slots=True)
class Unknown:
    """A column that is no field's: its place, its head, and the right head nearest to it (empty when none is near)."""

    column: int
    head: str
    nearest: str


@dataclass(frozen=True, slots=True)
class Columns:
    """Which column (0-based) means which field; what is passed over, unknown, missing, or meant twice."""

    fields: Mapping[int, str]
    passed: tuple[int, ...] = ()
    unknown: tuple[Unknown, ...] = ()
    missing: tuple[Field, ...] = ()
    twice: tuple[tuple[int, int], ...] = ()

    def saved(self, header: Sequence[str]) -> dict[str, str]:
        """The mapping by head, to be used for the party's next table; a column passed over maps to nothing."""
        return {header[column]: field for column, field in self.fields.items()} | {
            header[column]: "" for column in self.passed if header[column] and header[column] != PROBLEMS
        }


@dataclass(frozen=True, slots=True)
class GoodRow:
    """A row that makes a statement."""

    row: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Trial:
    """What a table would bring in: `rows` in all = good + bad + repeats.

    `blocked`: the header, or the table as a whole, must be mended before any row can be used.
    """

    rows: int
    good: tuple[GoodRow, ...]
    flaws: tuple[CellFlaw, ...]
    bad: int
    repeats: int
    blocked: bool = False


def mapping(
    header: Sequence[str],
    kind: Kind,
    saved: Mapping[str, str] = MappingProxyType({}),
    filled: Collection[str] = (),
) -> Columns:
    """Which column is which field: as saved (head → field, or nothing for a column to pass over), else by label, label with unit or id.

    `filled` are the fields the seat brings with it, so that no column needs to.
    """
    known, ids = heads(kind), {one.id for one in kind.fields}
    chosen = {plain(text): field for text, field in saved.items() if not field or field in ids}
    fields: dict[int, str] = {}
    passed: list[int] = []
    unknown: list[Unknown] = []
    twice: list[tuple[int, int]] = []
    first: dict[str, int] = {}
    for column, text in enumerate(header):
        name = plain(text)
        field = chosen.get(name, known.get(name))
        if not text or text == PROBLEMS or field == "":
            passed.append(column)
        elif field is None:
            labels = [head(kind, one.id) for one in kind.fields]
            unknown.append(Unknown(column, text, nearest(text, labels)))
        elif field in first:
            twice.append((first[field], column))
        else:
            first[field] = column
            fields[column] = field
    given = {*fields.values(), *filled}
    missing = tuple(one for one in kind.fields if one.required and not one.fill and one.id not in given)
    return Columns(fields, tuple(passed), tuple(unknown), missing, tuple(twice))


def judge(sheet: Sheet, columns: Columns, kind: Kind, state_row: StateRow, progress: Progress | None = None) -> Trial:
    """Tries every row and says everything that is wrong, in the order of the table.

    A row that says what an earlier one says is a repeat. In a kind that adds up amounts or quantities the instalments of one contract
    share its key, so there a repeat has the same day and sum too; elsewhere the same key is enough.
    """
    mapped = set(columns.fields)
    found = [one for one in sheet.flaws if one.row <= sheet.header_row or _reaches(one, mapped)]
    flaws = [one for one in found if one.row <= sheet.header_row]
    told = {one.cell for one in flaws if one.cell}
    flaws += [one for one in _header_flaws(sheet, columns, kind) if one.cell not in told]
    blocked = bool(flaws)
    of_row: dict[int, list[CellFlaw]] = {}
    for one in found:
        if one.row > sheet.header_row:
            of_row.setdefault(one.row, []).append(one)
    where = {field: column for column, field in columns.fields.items()}
    labels = {one.id: one.label for one in kind.fields}
    absent = {one.id for one in columns.missing}
    adds_up = any(one.id in ("amount", "quantity") for one in kind.fields)
    seen: dict[object, int] = {}
    good: list[GoodRow] = []
    bad = repeats = 0
    for done, line in enumerate(sheet.rows, 1):
        statement, field_flaws = state_row({field: line.cells[column] for column, field in columns.fields.items()})
        own = of_row.get(line.number, [])
        spoilt = {column for one in own if one.columns for column in range(one.columns[0], one.columns[1] + 1)}
        own = own + [
            _at(one, line, where, labels, sheet)
            for one in field_flaws
            if one.field not in absent and where.get(one.field) not in spoilt
        ]
        if own:
            flaws += sorted(own, key=lambda one: one.columns or (-1, -1))
            bad += 1
        elif statement is None:
            bad += 1
        else:
            identity = (statement.key, statement.on, statement.until, statement.amount, statement.quantity)
            before = seen.setdefault(identity if adds_up else statement.key, line.number)
            if before == line.number:
                good.append(GoodRow(line.number, statement))
            else:
                flaws.append(_repeat(line, before, kind))
                repeats += 1
        if progress and (done % STEP == 0 or done == len(sheet.rows)):
            progress(done, len(sheet.rows))
    if blocked:
        return Trial(len(sheet.rows), (), tuple(flaws), len(sheet.rows), 0, True)
    return Trial(len(sheet.rows), tuple(good), tuple(flaws), bad, repeats)


def _reaches(flaw: CellFlaw, columns: set[int]) -> bool:
    return flaw.columns is None or not columns.isdisjoint(range(flaw.columns[0], flaw.columns[1] + 1))


def _header_flaws(sheet: Sheet, columns: Columns, kind: Kind) -> list[CellFlaw]:
    found: list[CellFlaw] = []
    row = sheet.header_row
    for one in columns.unknown:
        fix = (
            f"改名为“{one.nearest}”，或指定它是哪一项，或略过这一列" if one.nearest else "指定它是哪一项，或略过这一列"
        )
        place, reach = address(row, one.column), (one.column, one.column)
        found.append(
            CellFlaw(row, place, one.head, one.head, f"{kind.label}没有这一列", fix, one.nearest, columns=reach)
        )
    for first, column in columns.twice:
        why = f"和 {address(row, first)}“{sheet.header[first]}”是同一项"
        fix, text = "只留一列", sheet.header[column]
        found.append(CellFlaw(row, address(row, column), text, text, why, fix, columns=(column, column)))
    for field in columns.missing:
        label = head(kind, field.id)
        found.append(CellFlaw(row, "", label, "", f"缺必填的列“{label}”", "补上这一列，或下载模板重填"))
    return found


def _at(flaw: FieldFlaw, line: Line, where: Mapping[str, int], labels: Mapping[str, str], sheet: Sheet) -> CellFlaw:
    column = where.get(flaw.field)
    value = flaw.value or EMPTY
    if column is None:
        label = labels.get(flaw.field, flaw.field)
        return CellFlaw(line.number, WHOLE_ROW, label, value, flaw.why, flaw.fix, flaw.suggestion)
    place, reach = address(line.number, column), (column, column)
    return CellFlaw(line.number, place, sheet.header[column], value, flaw.why, flaw.fix, flaw.suggestion, columns=reach)


def _repeat(line: Line, before: int, kind: Kind) -> CellFlaw:
    key = "、".join(kind.field(one).label for one in kind.key)
    return CellFlaw(
        line.number,
        WHOLE_ROW,
        "",
        f"与第 {before} 行相同",
        f"{key}都相同，是同一件，只能计一次",
        "删去本行",
        repeat=True,
    )


def accept(sheet: Sheet, flaws: Collection[CellFlaw]) -> Sheet:
    """The table with every suggestion put in its cell, to be judged again; header cells too."""
    changes: dict[int, dict[int, str]] = {}
    for one in flaws:
        if one.suggestion and one.columns and one.columns[0] == one.columns[1]:
            row, column = position(one.cell)
            changes.setdefault(row, {})[column] = one.suggestion
    header = _changed(sheet.header, changes.get(sheet.header_row, {}))
    rows = tuple(
        Line(line.number, _changed(line.cells, changes[line.number])) if line.number in changes else line
        for line in sheet.rows
    )
    return replace(sheet, header=header, rows=rows)


def _changed(cells: tuple[str, ...], changes: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(changes.get(column, text) for column, text in enumerate(cells))
