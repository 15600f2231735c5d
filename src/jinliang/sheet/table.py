"""A table somebody sends: its header, its rows, and everything that is wrong before a single field has been looked at."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinliang import content
from jinliang.core.pack import Kind
from jinliang.core.refusal import Refusal
from jinliang.sheet.delimited import read_text
from jinliang.sheet.grid import MOST_BYTES, MOST_ROWS, PROBLEMS, CellFlaw, Grid, address, letters, named, plain
from jinliang.sheet.workbook import read_workbook

_HEADER_WITHIN = 20
"""The header is looked for in so many rows that have something in them; above it stand titles."""


@dataclass(frozen=True, slots=True)
class Line:
    """A row: its number in the file (1-based) and the raw text of its cells, one for each column of the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table read from a file: `name` is the file's, `sheet` the worksheet's (empty for CSV); `notes` say what the reader decided.

    `flaws` are those of cells, merges and formulas; a flaw at or above `header_row` spoils the whole table.
    """

    name: str
    sheet: str
    header_row: int
    header: tuple[str, ...]
    rows: tuple[Line, ...]
    flaws: tuple[CellFlaw, ...] = ()
    notes: tuple[str, ...] = ()


def read(source: Path | bytes, name: str, kind: Kind | None = None) -> Sheet:
    """The table in an XLSX or CSV file. `kind` helps to find its worksheet (named as in the template) and its header.

    Raises Refusal: file_empty, file_too_large, sheet_format (with what the file really is), sheet_misnamed, sheet_empty,
    sheet_no_rows, sheet_too_long, and what `read_workbook` and `read_text` raise.
    """
    data = source if isinstance(source, bytes) else source.read_bytes()
    if not data:
        raise Refusal("file_empty", "文件是空的，0 字节", "核对是不是还在下载或同步，再传一次")
    if len(data) > MOST_BYTES:
        raise Refusal(
            "file_too_large", f"文件超过 {MOST_BYTES // 1024**2} MB", "只留要导入的工作表和行，或分成几个文件"
        )
    found = content.identify(io.BytesIO(data))
    _check_format(found, name)
    grid = read_workbook(data, sheet_name(kind) if kind else "") if found is content.XLSX else read_text(data)
    return _table(grid, name, kind)


def sheet_name(kind: Kind) -> str:
    """The name of a kind's worksheet: its label, without what Excel does not allow, at most 31 characters."""
    return "".join(" " if sign in "[]:*?/\\" else sign for sign in kind.label)[:31]


def _check_format(found: content.Content, name: str) -> None:
    ending = name.rpartition(".")[2].casefold() if "." in name else ""
    fixes = {
        "xls": "用 Excel 或 WPS 打开，另存为 xlsx 再传",
        "locked": "在 Excel 里取消打开密码（文件—信息—保护工作簿），保存后再传",
        "macro": "另存为不带宏的 xlsx 再传",
        "html": "这多半是网页导出的表；用 Excel 打开，另存为 xlsx 再传",
        "broken": "用 Excel 或 WPS 打开，另存为 xlsx 再传",
    }
    if found.id not in ("xlsx", "csv"):
        fix = fixes.get(found.id, "下载模板，填好后传 xlsx 或 csv")
        raise Refusal("sheet_format", f"只收 xlsx 和 csv，这个文件是{found.label}", fix)
    if ending != found.id:
        what = f"名字是 .{ending}" if ending else "名字没有扩展名"
        raise Refusal("sheet_misnamed", f"内容是 {found.id}，{what}", f"把扩展名改成 .{found.id} 再传")


def _table(grid: Grid, name: str, kind: Kind | None) -> Sheet:
    if not grid.rows:
        raise Refusal("sheet_empty", "表是空的，没有一格有内容", "下载模板，填好后再传")
    header_row = _header_row(grid, kind)
    titles = [number for number in grid.rows if number < header_row]
    notes = list(grid.notes)
    if titles:
        notes.append(f"表头在第 {header_row} 行，前面 {len(titles)} 行当作标题，没有读")
    body = {number: cells for number, cells in grid.rows.items() if number > header_row}
    if not body:
        raise Refusal("sheet_no_rows", f"只有第 {header_row} 行的表头，没有数据", "在表头下面填数据，一行一件")
    if len(body) > MOST_ROWS:
        raise Refusal("sheet_too_long", f"有 {len(body):,} 行，最多 {MOST_ROWS:,} 行", "分成几个文件导入")
    skipped = max(body) - header_row - len(body)
    if skipped:
        notes.append(f"跳过 {skipped} 个空行")
    flaws = [one for one in grid.flaws if one.row >= header_row]
    if not grid.sheet:
        flaws += _overlong(grid.rows[header_row], body)
    width = max(len(cells) for cells in (grid.rows[header_row], *body.values()))
    header = tuple(" ".join(cell.split()) for cell in _wide(grid.rows[header_row], width))
    rows = tuple(Line(number, _wide(cells, width)) for number, cells in body.items())
    while header and not header[-1] and not any(row.cells[-1] for row in rows):
        header = header[:-1]
        rows = tuple(Line(row.number, row.cells[:-1]) for row in rows)
    merged = {
        column
        for one in flaws
        if one.row == header_row and one.columns
        for column in range(one.columns[0], one.columns[1] + 1)
    }
    flaws += [one for one in _headless(header, rows, header_row) if one.columns and one.columns[0] not in merged]
    flaws += _twice(header, header_row)
    return Sheet(name, grid.sheet, header_row, header, rows, tuple(named(flaws, header)), tuple(notes))


def _wide(cells: list[str], width: int) -> tuple[str, ...]:
    return tuple(cell.strip() for cell in cells) + ("",) * (width - len(cells))


def _header_row(grid: Grid, kind: Kind | None) -> int:
    """The first row that names the kind's fields best; without a kind the first with two cells filled, else the first."""
    candidates = list(grid.rows.items())[:_HEADER_WITHIN]
    if kind is not None:
        known = set(heads(kind))
        scores = {number: sum(plain(cell) in known for cell in cells) for number, cells in candidates}
        best = max(scores, key=lambda number: scores[number])
        if scores[best] >= min(2, len(kind.fields)):
            return best
    return next((number for number, cells in candidates if sum(map(bool, cells)) > 1), candidates[0][0])


def heads(kind: Kind) -> Mapping[str, str]:
    """Every way to head a column of a kind, as it is compared, with the field it means: label, label with unit, id."""
    known = {plain(one.id): one.id for one in kind.fields}
    known |= {plain(head(kind, one.id)): one.id for one in kind.fields}
    return known | {plain(one.label): one.id for one in kind.fields}


def head(kind: Kind, field: str) -> str:
    """What the template writes over a field's column: label, unit, and whether it is required."""
    one = kind.field(field)
    unit = one.unit or ("元" if one.type == "amount" else "")
    return f"{one.label}（{unit}）" if unit and f"（{unit}）" not in one.label else one.label


def _overlong(header: list[str], body: dict[int, list[str]]) -> list[CellFlaw]:
    """Rows of a CSV file with more cells than the header, cut to its width: mostly a comma within an amount or a name."""
    width = max(column for column, text in enumerate(header, 1) if text.strip())
    found = []
    for number, cells in body.items():
        more = [text for text in cells[width:] if text.strip()]
        if more:
            why = f"这一行有 {len(cells)} 格，表头只有 {width} 列"
            fix = "金额或名称里有逗号的，整格用半角引号括起来；金额也可以不写逗号"
            found.append(CellFlaw(number, "整行", "", "、".join(more), why, fix))
        del cells[width:]
    del header[width:]
    return found


def _headless(header: tuple[str, ...], rows: tuple[Line, ...], header_row: int) -> list[CellFlaw]:
    empty = [column for column, text in enumerate(header) if not text and any(row.cells[column] for row in rows)]
    fix = "补上表头，或删掉这一列"
    return [
        CellFlaw(
            header_row,
            address(header_row, column),
            f"{letters(column)} 列",
            "",
            "这一列有数据，没有表头",
            fix,
            columns=(column, column),
        )
        for column in empty
    ]


def _twice(header: tuple[str, ...], header_row: int) -> list[CellFlaw]:
    seen: dict[str, int] = {}
    found: list[CellFlaw] = []
    for column, text in enumerate(header):
        first = seen.setdefault(plain(text), column)
        if text and first != column and text != PROBLEMS:
            why = f"表头重复，{letters(first)} 列也叫“{header[first]}”"
            place = address(header_row, column)
            found.append(CellFlaw(header_row, place, text, text, why, "改名或删掉一列", columns=(column, column)))
    return found
