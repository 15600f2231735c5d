"""Tables on their way out: one sheet as XLSX, money as numbers with two places, texts as they are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from jinliang.sheet.template import workbook

LONGEST_NAME = 31
"""Characters that the format allows in the name of a sheet."""


def sheet(name: str, heads: Sequence[str], rows: Sequence[Sequence[str | int | Decimal | date]]) -> bytes:
    """A sheet with a bold head, the first row frozen; the same table gives the same bytes."""
    with workbook() as (made, output):
        bold = made.add_format({"bold": True, "bottom": 1})
        money = made.add_format({"num_format": "#,##0.00"})
        page = made.add_worksheet(name[:LONGEST_NAME])
        page.freeze_panes(1, 0)
        page.write_row(0, 0, list(heads), bold)
        for at, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    page.write_number(at, column, float(cell), money)
                elif isinstance(cell, int):
                    page.write_number(at, column, cell)
                else:
                    page.write_string(at, column, cell.isoformat() if isinstance(cell, date) else cell)
        for column, head in enumerate(heads):
            page.set_column(column, column, max(12, 2 * len(head), *(2 * len(str(row[column])) for row in rows)))
    return output.getvalue()
