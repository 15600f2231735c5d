"""Spreadsheets, in and out: the only place that opens them. A file becomes a table, a table a trial, a trial a table to mend."""

from jinliang.sheet.grid import MOST_ROWS, PROBLEMS, CellFlaw
from jinliang.sheet.table import Line, Sheet, read
from jinliang.sheet.template import corrected, template
from jinliang.sheet.trial import Columns, GoodRow, Trial, Unknown, accept, judge, mapping

__all__ = [
    "MOST_ROWS",
    "PROBLEMS",
    "CellFlaw",
    "Columns",
    "GoodRow",
    "Line",
    "Sheet",
    "Trial",
    "Unknown",
    "accept",
    "corrected",
    "judge",
    "mapping",
    "read",
    "template",
]
