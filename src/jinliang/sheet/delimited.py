"""Tables as text: CSV in the encodings and with the separators that Chinese spreadsheets really write."""

from __future__ import annotations

import csv
import io

from jinliang.content import encoding
from jinliang.core.refusal import Refusal
from jinliang.sheet.grid import MOST_COLUMNS, MOST_ROWS, Grid

_SAID = {
    "utf-8-sig": "编码是 UTF-8（带 BOM）",
    "utf-8": "编码是 UTF-8",
    "gb18030": "编码是 GBK/GB18030，已转换",
    "utf-16": "编码是 UTF-16，已转换",
}
_SEPARATORS = {",": "逗号", "\t": "制表符", ";": "分号"}
_WRONG = "，、；|"
_FIX = "在 Excel 或 WPS 里打开，另存为 xlsx，或“CSV UTF-8（逗号分隔）”"


def read_text(data: bytes) -> Grid:
    """The grid of a CSV file. Rows are numbered as a spreadsheet shows them: a cell with line breaks is still one row.

    Raises Refusal: csv_encoding, csv_binary, csv_separator, csv_quotes, sheet_too_long, sheet_too_wide.
    """
    name = encoding(data)
    if name is None:
        raise Refusal("csv_encoding", "认不出文件的编码，既不是 UTF-8 也不是 GBK", _FIX)
    text = data.decode(name)
    if "\0" in text:
        raise Refusal("csv_binary", "文件里有二进制内容，不是文本", _FIX)
    separator = _separator(text)
    grid = Grid(notes=[_SAID[name]])
    if separator != ",":
        grid.notes.append(f"各列用{_SEPARATORS[separator]}分隔，已按此读取")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, 1):
            if len(cells) > MOST_COLUMNS and any(cell.strip() for cell in cells[MOST_COLUMNS:]):
                raise Refusal(
                    "sheet_too_wide", f"第 {number} 行有 {len(cells)} 列，最多 {MOST_COLUMNS} 列", "只留要导入的列"
                )
            if any(cell.strip() for cell in cells):
                if len(grid.rows) > MOST_ROWS:
                    raise Refusal("sheet_too_long", f"超过 {MOST_ROWS:,} 行", "分成几个文件导入")
                grid.rows[number] = cells[:MOST_COLUMNS]
    except csv.Error:
        raise Refusal("csv_quotes", f"第 {number + 1} 行的引号不成对，或一格太长", _FIX) from None
    return grid


def _separator(text: str) -> str:
    """What parts the columns, by the first line that has something in it."""
    line = next((one for one in text.splitlines() if one.strip(" ,;\t")), "")
    bare = "".join(line.split('"')[::2])
    found = max(_SEPARATORS, key=bare.count)
    if bare.count(found):
        return found
    wrong = next((sign for sign in _WRONG if sign in bare), "")
    if wrong:
        raise Refusal("csv_separator", f"各列用“{wrong}”分隔，应当用半角逗号", _FIX)
    return ","
