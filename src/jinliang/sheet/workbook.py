"""Tables as XLSX: cells through calamine, and beside it what calamine does not tell.

A formula without a stored result reads as an empty cell, a long number has lost its last digits, a merged cell leaves its neighbours
empty, a cell at the far corner makes a table of billions of cells. So the sheet's XML is scanned first, and what it shows is said.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from xml.etree import ElementTree as ET
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from jinliang.content import weigh
from jinliang.core.refusal import Refusal
from jinliang.sheet.grid import MOST_COLUMNS, MOST_ROWS, Grid, address, position

LOSSY = 10**15
"""From here on a spreadsheet's number no longer keeps every digit."""
MOST_CHARACTERS = 20_000_000
MOST_TAGS = 3_000_000
"""XML tags of a sheet: 20,000 rows of 30 columns take less than half."""
LONGEST_CELL = 32_767
"""Characters in a cell, by Excel's own limit."""

_BROKEN = ("xlsx_broken", "这个 Excel 文件打不开", "用 Excel 或 WPS 打开，另存为 xlsx 再传")
_TOO_MUCH = ("sheet_too_much", "工作表里的格太多，多半是格式铺到了空白处", "把要导入的行复制到新表再传")
_DAMAGE = (CalamineError, zipfile.BadZipFile, zlib.error, expat.ExpatError, LookupError, ValueError, EOFError, OSError)
_CHUNK = 1024 * 1024


def read_workbook(data: bytes, wanted: str = "") -> Grid:
    """The grid of the sheet named as wanted or else of the first visible one, which is said.

    Raises Refusal: what `content.weigh` raises, xlsx_broken, sheet_empty, sheet_too_long, sheet_too_wide, sheet_too_much,
    sheet_merged.
    """
    weigh(io.BytesIO(data))
    with _sound():
        container = zipfile.ZipFile(io.BytesIO(data))
        sheets = _sheets(container)
        if not sheets:
            raise Refusal("sheet_empty", "文件里没有可见的工作表", "取消隐藏，或把数据放进第一张工作表")
        name = wanted if wanted in sheets else next(iter(sheets))
        scan = _Scan(_string_lengths(container))
        with container.open(sheets[name]) as part:
            _parse(scan.parser(), part.read)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            cells = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    grid = Grid(sheet=name)
    if len(sheets) > 1:
        others = "、".join(f"“{one}”" for one in sheets if one != name)
        grid.notes.append(f"读的是工作表“{name}”；还有 {others}，没有读")
    for number, row in enumerate(cells, 1):
        texts = [_text(cell) for cell in row[:MOST_COLUMNS]]
        if any(texts):
            grid.rows[number] = texts
        for column, cell in enumerate(row[:MOST_COLUMNS]):
            if isinstance(cell, float) and abs(cell) >= LOSSY:
                grid.flaw(number, (column, column), texts[column], *_LOST)
    scan.tell(grid)
    return grid


_LOST = ("这个数超过 15 位，电子表格已丢掉末尾几位", "把这一列设为文本，对照原件重填")


@contextmanager
def _sound() -> Iterator[None]:
    """Whatever a damaged file makes the readers raise is one refusal."""
    try:
        yield
    except _DAMAGE:
        raise Refusal(*_BROKEN) from None
    except BaseException as error:
        # calamine is Rust: what it does not expect arrives as a panic, which is no Exception
        if type(error).__name__ != "PanicException":
            raise
        raise Refusal(*_BROKEN) from None


def _text(cell: object) -> str:
    """A cell's value as text: days in ISO form, numbers with the fifteen digits a spreadsheet shows, no exponent.

    >>> _text(1200.0), _text(0.1 + 0.2), _text(1e-7), _text(datetime(2021, 3, 5)), _text(True)
    ('1200', '0.3', '0.0000001', '2021-03-05', '是')
    """
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return f"{Decimal(f'{cell:.15g}'):f}"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return f"{cell.total_seconds() / 3600:g} 小时"
    return str(cell).strip()


def _sheets(container: zipfile.ZipFile) -> dict[str, str]:
    """The visible worksheets in order, with the part each is in."""
    links = _xml(container, "xl/_rels/workbook.xml.rels")
    targets = {
        link.get("Id"): posixpath.normpath(posixpath.join("/xl", link.get("Target", ""))).lstrip("/")
        for link in links
        if link.get("Type", "").endswith("/worksheet")
    }
    found: dict[str, str] = {}
    for sheet in _xml(container, "xl/workbook.xml").iter():
        if sheet.tag.endswith("}sheet") and sheet.get("state", "visible") == "visible":
            link = next((value for key, value in sheet.attrib.items() if key.endswith("}id")), "")
            if link in targets:
                found[sheet.get("name", "")] = targets[link]
    return found


@lru_cache(maxsize=4096)
def _column(letters: str) -> int:
    return position(f"{letters}1")[1]


def _position(reference: str) -> tuple[int, int]:
    """As `grid.position`, for the millions of cells of a sheet."""
    letters = reference.rstrip("0123456789")
    return int(reference[len(letters) :]), _column(letters)


def _xml(container: zipfile.ZipFile, part: str) -> ET.Element:
    try:
        return ET.fromstring(container.read(part))  # noqa: S314 - `weigh` has refused every entity declaration
    except ET.ParseError:
        raise ValueError(part) from None


def _parse(parser: expat.XMLParserType, read: Callable[[int], bytes]) -> None:
    while data := read(_CHUNK):
        parser.Parse(data)
    parser.Parse(b"", True)


def _string_lengths(container: zipfile.ZipFile) -> Sequence[int]:
    """How long each shared text is: one long text used by every cell would fill the memory."""
    if "xl/sharedStrings.xml" not in container.namelist():
        return ()
    lengths: list[int] = []

    def start(tag: str, _attributes: dict[str, str]) -> None:
        if tag.rpartition(":")[2] == "si":
            lengths.append(0)
            if len(lengths) > MOST_TAGS:
                raise Refusal(*_TOO_MUCH)

    def text(data: str) -> None:
        if lengths:
            lengths[-1] += len(data)

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.CharacterDataHandler = start, text
    with container.open("xl/sharedStrings.xml") as part:
        _parse(parser, part.read)
    if max(lengths, default=0) > LONGEST_CELL:
        raise Refusal("sheet_too_much", f"有一格超过 {LONGEST_CELL:,} 个字", "缩短后再传")
    return lengths


@dataclass(slots=True)
class _Scan:
    """What the XML of a sheet tells: empty results, error values, merged and hidden cells, and how far it reaches."""

    lengths: Sequence[int]
    row: int = 0
    column: int = -1
    characters: int = 0
    kind: str = ""
    formula: bool = False
    filled: bool = False
    value: list[str] = field(default_factory=list)
    inside: bool = False
    hidden_row: bool = False
    unsolved: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int, str]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden: dict[int, None] = field(default_factory=dict)
    hidden_columns: int = 0
    rows: int = 0
    tags: int = 0

    def parser(self) -> expat.XMLParserType:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self.start, self.end
        parser.CharacterDataHandler = self.text
        return parser

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.tags += 1
        if self.tags > MOST_TAGS:
            raise Refusal(*_TOO_MUCH)
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag == "c":
            reference = attributes.get("r")
            self.row, self.column = _position(reference) if reference else (self.row, self.column + 1)
            self.kind, self.formula, self.filled, self.value = attributes.get("t", ""), False, False, []
        elif tag in ("v", "is"):
            self.filled, self.inside = True, True
        elif tag == "f":
            self.formula = True
        elif tag == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
            self.hidden_row = attributes.get("hidden") in ("1", "true")
        elif tag == "mergeCell":
            first, _, last = attributes["ref"].partition(":")
            self.merged.append((*position(first), *position(last or first)))
        elif tag == "col" and attributes.get("hidden") in ("1", "true"):
            self.hidden_columns += int(attributes["max"]) - int(attributes["min"]) + 1

    def text(self, data: str) -> None:
        if self.inside:
            self.value.append(data)

    def end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2] if ":" in tag else tag
        if tag in ("v", "is"):
            self.inside = False
        elif tag == "c" and (self.filled or self.formula):
            self._cell("".join(self.value))

    def _cell(self, value: str) -> None:
        if self.row > self.rows:
            self.rows = self.row
        if self.row > MOST_ROWS + 100:
            raise Refusal(
                "sheet_too_long",
                f"第 {self.row:,} 行还有内容，最多 {MOST_ROWS:,} 行",
                "分成几个文件，或删掉下方多余的内容",
            )
        if self.column >= MOST_COLUMNS:
            place = address(self.row, self.column)
            raise Refusal(
                "sheet_too_wide", f"{place} 还有内容，最多 {MOST_COLUMNS} 列", "只留要导入的列，删掉右边多余的内容"
            )
        self.characters += self.lengths[int(value)] if self.kind == "s" and value else len(value)
        if self.characters > MOST_CHARACTERS:
            raise Refusal("sheet_too_much", f"文字超过 {MOST_CHARACTERS:,} 个", "分成几个文件导入")
        if self.formula and not value:
            self.unsolved.append((self.row, self.column))
        elif self.kind == "e":
            self.errors.append((self.row, self.column, value))
        if self.hidden_row and value:
            self.hidden[self.row] = None

    def tell(self, grid: Grid) -> None:
        """Says it all in the grid."""
        for row, column in self.unsolved:
            grid.flaw(
                row,
                (column, column),
                "（公式）",
                "公式没有算出结果，读出来是空的",
                "在 Excel 或 WPS 里打开并保存，或改填数值",
            )
        for row, column, value in self.errors:
            grid.flaw(row, (column, column), value, f"单元格是错误值 {value}", "改正公式，或直接填值")
        if sum(min(last_row, self.rows) - row for row, _, last_row, _ in self.merged) > MOST_ROWS:
            raise Refusal("sheet_merged", f"有 {len(self.merged):,} 处合并单元格", "全选，取消合并，每格各填各的")
        for row, column, last_row, last_column in self.merged:
            last = min(last_row, self.rows)
            if row <= last:
                why, fix = "合并了单元格，系统分不清归谁", "取消合并，每格各填各的"
                grid.flaw(row, (column, last_column), "（合并单元格）", why, fix, last_row=last)
        if self.hidden:
            rows = "、".join(map(str, list(self.hidden)[:10]))
            grid.notes.append(
                f"有 {len(self.hidden)} 行是隐藏的，也会读：第 {rows} 行{'等' if len(self.hidden) > 10 else ''}"
            )
        if self.hidden_columns:
            grid.notes.append(f"有 {self.hidden_columns} 列是隐藏的，也会读")
