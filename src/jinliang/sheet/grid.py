"""A grid of cells as it was found in a file, before anybody says what the columns mean; and what is wrong with a cell."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace

MOST_ROWS = 20_000
MOST_COLUMNS = 100
MOST_BYTES = 50 * 1024 * 1024

PROBLEMS = "问题（重传时忽略）"
"""Head of the column that a corrected table adds; it is passed over when the table comes back."""

_MARKS = re.compile(r"[*＊]|[（(]必填[)）]")


@dataclass(frozen=True, slots=True)
class CellFlaw:
    """One thing wrong in a table: row (1-based, 0 = the whole table), cell (``C7``, ``A31:B31``, 整行), column, value, why, how to mend it.

    `suggestion`, where there is one, may be put in the cell as it is. `repeat`: the row is right but says what another one says.
    `columns` are the first and last column (0-based) it reaches; None = the whole row.
    """

    row: int
    cell: str
    column: str
    value: str
    why: str
    fix: str
    suggestion: str = ""
    repeat: bool = False
    columns: tuple[int, int] | None = None

    @property
    def place(self) -> str:
        """Where it is, in words."""
        return self.cell or (f"第 {self.row} 行" if self.row else "整张表")


@dataclass(slots=True)
class Grid:
    """Every cell as raw text by 1-based row number, with what was noticed on the way in."""

    sheet: str = ""
    rows: dict[int, list[str]] = field(default_factory=dict)
    flaws: list[CellFlaw] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def flaw(self, row: int, columns: tuple[int, int], value: str, why: str, fix: str, *, last_row: int = 0) -> None:
        """Notes a flaw of a cell or, when it reaches further, of a block of cells: one for every row it touches."""
        corner = address(row, columns[0])
        end = address(last_row or row, columns[1])
        cell = corner if corner == end else f"{corner}:{end}"
        self.flaws += [
            CellFlaw(one, cell, "", value, why, fix, columns=columns) for one in range(row, (last_row or row) + 1)
        ]


def letters(column: int) -> str:
    """The letters of a 0-based column.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    text, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        text = chr(65 + place) + text
    return text


def address(row: int, column: int) -> str:
    """The address of a cell by its 1-based row and 0-based column.

    >>> address(7, 2)
    'C7'
    """
    return f"{letters(column)}{row}"


def position(text: str) -> tuple[int, int]:
    """Row (1-based) and column (0-based) of an address. Raises ValueError.

    >>> position("C7"), position("$AA$31")
    ((7, 2), (31, 26))
    """
    found = re.fullmatch(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})", text)
    if not found:
        raise ValueError(text)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column - 1


def plain(head: str) -> str:
    """The head of a column as it is compared: without the mark of required ones, blanks and full width.

    >>> plain("聘任 高校（必填）"), plain("成交额（元）*"), plain("成交额(元)")
    ('聘任高校', '成交额(元)', '成交额(元)')
    """
    return "".join(unicodedata.normalize("NFKC", _MARKS.sub("", head)).casefold().split())


def named(flaws: list[CellFlaw], header: tuple[str, ...]) -> list[CellFlaw]:
    """Flaws with the heads of the columns they stand in."""
    return [
        replace(one, column=header[one.columns[0]]) if one.columns and one.columns[0] < len(header) else one
        for one in flaws
    ]
