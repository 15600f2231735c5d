"""Tables that go out: the empty one to fill in for a kind, and the faulty one marked red to be mended and sent back."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_range_abs

from jinliang.core.field import Misread, value
from jinliang.core.naming import kinds_text
from jinliang.core.pack import CodeList, Field, Kind, Rule
from jinliang.core.statement import keeps
from jinliang.sheet.grid import MOST_ROWS, PROBLEMS, CellFlaw
from jinliang.sheet.table import Sheet, head, sheet_name

HELP = "填写说明"
CHOICES = "选项"

_TYPES = {
    "text": "文本",
    "integer": "整数",
    "amount": "金额（元）",
    "date": "日期",
    "period": "期间",
    "code": "选一项",
    "party": "单位",
    "person": "人",
    "entry": "台账",
    "yesno": "是或否",
    "file": "文件名",
}
_EXAMPLES = {
    "integer": "12",
    "amount": "1,200,000.00",
    "date": "2021-03-05",
    "period": "2020-03-01 至 2021-02-28",
    "person": "程砚之",
    "yesno": "是",
    "file": "聘书.pdf",
}
_LATER = "2024-03-04"
"""An example of a day that comes after another one."""
_NAMED = re.compile(r"如 ?([^\s，。；]+)")
"""The example that a field's help names itself."""
_TEXT = 49
"""Excel's own number for the format “text”."""
_LONGEST = 32_767
"""Characters in a cell, by Excel's own limit."""
_MADE = datetime(2019, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the same template is the same bytes


def template(kind: Kind, lists: Callable[[str], CodeList], today: date, without: Collection[str] = ()) -> bytes:
    """The XLSX to fill in: heads with the required ones marked, drop-downs for codes and yes/no, and a sheet that explains each field.

    `without` are fields nobody needs to fill because the seat brings them; those taken from a party's kind never appear. Code lists offer
    what may be used today.
    """
    fields = [one for one in kind.fields if not one.fill and one.id not in without]
    with workbook() as (book, output):
        sheet = book.add_worksheet(sheet_name(kind))
        told = book.add_worksheet(HELP)
        choices = book.add_worksheet(CHOICES)
        choices.hide()
        required = book.add_format({"bold": True, "bg_color": "#DCE6F2", "border": 1, "text_wrap": True})
        optional = book.add_format({"bg_color": "#F2F2F0", "border": 1, "text_wrap": True})
        for column, one in enumerate(fields):
            mark = "（必填）" if one.required else ""
            sheet.write_string(0, column, head(kind, one.id) + mark, required if one.required else optional)
            sheet.set_column(column, column, max(12, 2 * len(one.label) + 8), book.add_format(_number_format(one)))
            options = _options(one, lists, today)
            if options:
                choices.write_column(0, column, options)
                sheet.data_validation(1, column, MOST_ROWS, column, _choice(options, column, one))
        sheet.freeze_panes(1, 0)
        _explain(book, told, kind, fields, lists, today)
    return output.getvalue()


def _number_format(one: Field) -> dict[str, str | int]:
    """Codes, names and texts are text, so that no long number loses its end."""
    if one.type == "date":
        return {"num_format": "yyyy-mm-dd"}
    return {"num_format": "#,##0.00" if one.type == "amount" else "0" if one.type == "integer" else _TEXT}


def _options(one: Field, lists: Callable[[str], CodeList], today: date) -> list[str]:
    if one.type == "yesno":
        return ["是", "否"]
    return [item.label for item in lists(one.list).items if item.valid(today)] if one.type == "code" else []


def _choice(options: Sequence[str], column: int, one: Field) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": f"='{CHOICES}'!{xl_range_abs(0, column, len(options) - 1, column)}",
        "error_title": f"{one.label}只能选"[:32],
        "error_message": "从下拉列表里选一项",
    }


def _explain(
    book: Any, told: Any, kind: Kind, fields: Sequence[Field], lists: Callable[[str], CodeList], today: date
) -> None:
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top", "num_format": _TEXT})
    told.write_row(0, 0, ("列", "必填", "填什么", "可以填的", "例", "说明"), bold)
    for row, one in enumerate(fields, 1):
        options = _options(one, lists, today)
        shown = "、".join(options[:40]) + (f" 等 {len(options)} 种，见下拉列表" if len(options) > 40 else "")
        allowed = shown or _registered(one, lists)
        given = example(kind, one, options)
        cells = (head(kind, one.id), "是" if one.required else "", _TYPES[one.type], allowed, given, one.help)
        for column, text in enumerate(cells):
            told.write_string(row, column, text, wrap)
    rules = [rule.say for rule in kind.rules]
    for row, text in enumerate([*rules, "一行一件；不要合并单元格；日期写到日；金额以元为单位。"], len(fields) + 2):
        told.write_string(row, 0, text)
    for column, width in enumerate((22, 6, 12, 48, 36, 48)):
        told.set_column(column, column, width)


def _registered(one: Field, lists: Callable[[str], CodeList]) -> str:
    """What may stand in a field that names something on record."""
    if one.type == "party":
        return f"{kinds_text(one.parties, lists('party_kind'))}：统一社会信用代码，或单位全称；几家用“、”隔开".lstrip(
            "："
        )
    return "台账名称或编号" if one.type == "entry" else ""


def example(kind: Kind, one: Field, options: Sequence[str] = ()) -> str:
    """What could stand in a field, by its own check and the rules that bound it; nothing where only what is on record can say."""
    if one.type in ("code", "yesno"):
        return options[0] if options else ""
    rules = [rule for rule in kind.rules if rule.left == one.id]
    fields = {other.id for other in kind.fields}
    named = _NAMED.search(one.help)
    later = one.type == "date" and any(rule.op == ">" and rule.right in fields for rule in rules)
    tried = [named[1] if named else "", _LATER if later else _EXAMPLES.get(one.type, "")]
    bounds = [rule for rule in rules if rule.right not in fields]
    tried += [rule.right for rule in bounds]
    return next((text for text in tried if text and _passes(one, bounds, text)), "")


def _passes(one: Field, bounds: Sequence[Rule], text: str) -> bool:
    try:
        read = value(one, text)
    except Misread:
        return False
    return all(keeps(rule, read) for rule in bounds)


def corrected(sheet: Sheet, flaws: Collection[CellFlaw], *, only_faulty: bool = True) -> bytes:
    """The table as XLSX with the faulty cells red, why and how to mend them in a comment, and all of a row's problems in a last column.

    Only the faulty rows, or all. It can be mended and sent back as it is: the last column is passed over.
    """
    by_row: dict[int, list[CellFlaw]] = {}
    for one in flaws:
        by_row.setdefault(one.row, []).append(one)
    rows = [line for line in sheet.rows if line.number in by_row or not only_faulty]
    if any(number <= sheet.header_row for number in by_row):
        rows = list(sheet.rows)
    kept = [column for column, text in enumerate(sheet.header) if text != PROBLEMS]
    with workbook() as (book, output):
        page = book.add_worksheet((sheet.sheet or "数据")[:31])
        styles = {
            "plain": book.add_format({"num_format": _TEXT}),
            "head": book.add_format({"bold": True, "num_format": _TEXT, "border": 1}),
            "bad": book.add_format({"bg_color": "#F8D0CC", "font_color": "#8E1B12", "num_format": _TEXT}),
            "repeat": book.add_format({"bg_color": "#FBE8C3", "num_format": _TEXT}),
        }
        page.set_column(0, len(kept) - 1, 18, styles["plain"])
        page.set_column(len(kept), len(kept), 70)
        for row, (number, cells) in enumerate(
            [(sheet.header_row, sheet.header), *((line.number, line.cells) for line in rows)]
        ):
            own = by_row.get(number, [])
            style = "repeat" if own and all(one.repeat for one in own) else "plain" if row else "head"
            for place, column in enumerate(kept):
                notes = [_said(one) for one in own if one.columns and one.columns[0] <= column <= one.columns[1]]
                page.write_string(row, place, cells[column][:_LONGEST], styles["bad" if notes else style])
                if notes:
                    page.write_comment(row, place, "\n".join(notes), {"x_scale": 2, "author": ""})
            if not row:
                page.write_string(row, len(kept), PROBLEMS, styles["head"])
                if notes := [_said(one) for one in own if not one.columns]:
                    page.write_comment(row, len(kept), "\n".join(notes), {"x_scale": 2, "author": ""})
            elif own:
                said = "；".join(f"{one.cell} {one.column}：{_said(one)}" for one in own)
                page.write_string(row, len(kept), said[:_LONGEST])
        page.freeze_panes(1, 0)
    return output.getvalue()


def _said(one: CellFlaw) -> str:
    what = f"{one.value}，{one.why}" if one.repeat else one.why
    return f"{what}。{one.fix}" + (f"。建议：{one.suggestion}" if one.suggestion else "")


@contextmanager
def workbook() -> Iterator[tuple[Any, io.BytesIO]]:
    """A workbook in memory; texts that look like formulas or links stay texts."""
    output = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(output, options)
    book.set_properties({"created": _MADE})
    yield book, output
    book.close()
