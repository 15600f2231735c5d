"""Tables, in and out: real files, made here byte by byte where no program would make them so."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from appointment import CABLE, GOOD, KIND, LISTS, TODAY, state_row, without
from jinliang.core.field import code, value
from jinliang.core.pack import Field, Kind
from jinliang.core.refusal import Refusal
from jinliang.core.statement import keeps
from jinliang.packs import load
from jinliang.sheet import PROBLEMS, CellFlaw, Sheet, accept, corrected, judge, mapping, read, template
from jinliang.sheet.template import example
from jinliang.sheet.trial import Trial

DAY, INSTANT = datetime(2021, 3, 5), datetime(2021, 3, 5, 10, 30)  # noqa: DTZ001 - a cell has no zone
HEAD = ("姓名", "工作单位", "聘任高校", "类别", "批次", "聘任日", "聘期止日")
ROW = tuple(GOOD.values())


def book(*pages: tuple[str, Sequence[Sequence[Any]]], then: Callable[[Any, Any], None] | None = None) -> bytes:
    """An XLSX of named pages; `then` is given the workbook and its first page."""
    output = io.BytesIO()
    made = xlsxwriter.Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    first = None
    for name, rows in pages:
        page = made.add_worksheet(name)
        first = first or page
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    if then:
        then(made, first)
    made.close()
    return output.getvalue()


def rezipped(data: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same container with its parts changed."""
    output = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return output.getvalue()


def tried(data: bytes, name: str = "名单.xlsx") -> tuple[Sheet, Trial]:
    sheet = read(data, name, KIND)
    return sheet, judge(sheet, mapping(sheet.header, KIND), KIND, state_row())


def refused(data: bytes, name: str = "名单.xlsx") -> Refusal:
    with pytest.raises(Refusal) as no:
        read(data, name, KIND)
    assert no.value.why
    assert no.value.fix
    return no.value


def shown(flaws: Sequence[CellFlaw]) -> list[tuple[str, str, str]]:
    return [(one.cell, one.column, one.why) for one in flaws]


def test_a_good_table_makes_statements() -> None:
    sheet, trial = tried(book(("名单", [HEAD, ROW])))
    assert (sheet.sheet, sheet.header_row, sheet.header, sheet.notes) == ("名单", 1, HEAD, ())
    assert (trial.rows, trial.bad, trial.repeats, trial.flaws, trial.blocked) == (1, 0, 0, (), False)
    assert [(one.row, one.statement.title) for one in trial.good] == [(2, "程砚之 龙城轨道交通学院 第七批")]


def test_cells_become_plain_text() -> None:
    def then(made: Any, page: Any) -> None:
        page.write_datetime(1, 0, DAY, made.add_format({"num_format": "yyyy/m/d"}))
        page.write_datetime(1, 1, INSTANT, made.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        page.write_number(1, 2, 0.1 + 0.2)
        page.write_number(1, 3, 1200)
        page.write_number(1, 4, 1e-7)
        page.write_number(1, 5, 123456789012345)
        page.write_number(1, 6, 1234567890.12)
        page.write_boolean(1, 7, True)
        page.write_string(1, 8, " 0012 ")
        page.write_formula(1, 9, "=1+1", None, 2)
        page.write_number(1, 10, 1.25, made.add_format({"num_format": "[h]:mm"}))

    sheet = read(book(("a", [tuple("abcdefghijk")]), then=then), "a.xlsx")
    assert sheet.rows[0].cells == (
        *("2021-03-05", "2021-03-05 10:30", "0.3", "1200", "0.0000001"),
        *("123456789012345", "1234567890.12", "是", "0012", "2", "30 小时"),
    )
    assert sheet.flaws == ()


def test_every_flaw_comes_at_once_with_its_cell_column_value_and_proposal() -> None:
    rows = [
        HEAD,
        ROW,
        ("陆时雨", "91320411MAE1AXMC6I", *ROW[2:]),
        ("秦望舒", *ROW[1:5], "2021/13/01", "2025-02-30"),
        ("", "龙城精毅", *ROW[2:]),
        ("白若川", *ROW[1:3], "研究生类", *ROW[4:]),
        ROW,
    ]
    _, trial = tried(book(("名单", rows)))
    assert [(one.row, one.cell, one.column, one.value, one.why, one.suggestion, one.repeat) for one in trial.flaws] == [
        *[(3, "B3", "工作单位", "91320411MAE1AXMC6I", "代码里没有字母 I", f"{CABLE.name} {CABLE.code}", False)],
        *[(4, "F4", "聘任日", "2021/13/01", "没有“2021/13/01”这一天：一年只有 12 个月", "", False)],
        *[(4, "G4", "聘期止日", "2025-02-30", "没有“2025-02-30”这一天：2025 年 2 月只有 28 天", "2025-02-28", False)],
        *[(5, "A5", "姓名", "（空）", "必填", "", False)],
        *[
            (
                5,
                "B5",
                "工作单位",
                "龙城精毅",
                "填的是名称；在库有 1 家近似",
                "精毅传动机械有限公司 913204115884120646",
                False,
            )
        ],
        *[(6, "D6", "类别", "研究生类", "不在类别的 3 种之内", "研究生导师类", False)],
        *[(7, "整行", "", "与第 2 行相同", "姓名、聘任高校、批次都相同，是同一件，只能计一次", "", True)],
    ]
    assert (trial.rows, len(trial.good), trial.bad, trial.repeats) == (6, 1, 4, 1)


def test_taking_every_proposal_mends_what_can_be_mended() -> None:
    rows = [(*HEAD[:3], "类另", *HEAD[4:]), ("陆时雨", "龙城精毅", *ROW[2:3], "研究生类", *ROW[4:6], "20250304")]
    sheet, trial = tried(book(("名单", rows)))
    assert [(one.cell, one.suggestion) for one in trial.flaws if one.row == 1 and one.suggestion] == [("D1", "类别")]
    for _ in range(2):
        sheet = accept(sheet, trial.flaws)
        trial = judge(sheet, mapping(sheet.header, KIND), KIND, state_row())
    assert (sheet.header, trial.flaws, len(trial.good)) == (HEAD, (), 1)


def test_instalments_share_a_key_and_only_the_same_day_and_sum_is_a_repeat() -> None:
    fields = (*without("pay").fields, Field("amount", "到账", "amount"))
    kind = replace(KIND, fields=fields)
    rows = [(*HEAD, "到账（元）"), (*ROW, 100), (*ROW, 200), (*ROW[:5], "2021-03-06", ROW[6], 100), (*ROW, "100.00")]
    sheet = read(book(("名单", rows)), "a.xlsx", kind)
    trial = judge(sheet, mapping(sheet.header, kind), kind, state_row(kind))
    assert [one.row for one in trial.good] == [2, 3, 4]
    assert [(one.row, one.value) for one in trial.flaws] == [(5, "与第 2 行相同")]


def test_progress_is_told_every_two_hundred_rows() -> None:
    told: list[tuple[int, int]] = []
    sheet = read(book(("名单", [HEAD, *[ROW] * 450])), "a.xlsx", KIND)
    judge(sheet, mapping(sheet.header, KIND), KIND, state_row(), lambda done, rows: told.append((done, rows)))
    assert told == [(200, 450), (400, 450), (450, 450)]


def test_ten_thousand_rows_take_seconds() -> None:
    names = [chr(0x4E00 + number // 100) + chr(0x5E00 + number % 100) for number in range(10_000)]
    data = book(("名单", [HEAD, *[(name, *ROW[1:]) for name in names]]))
    start = time.perf_counter()
    sheet, trial = tried(data)
    assert (trial.rows, len(trial.good), sheet.flaws) == (10_000, 10_000, ())
    assert time.perf_counter() - start < 10


# The header


def test_titles_above_the_header_are_passed_over_and_said() -> None:
    def then(made: Any, page: Any) -> None:
        page.merge_range(0, 0, 0, 6, "江苏省产业教授名单（第七批）", made.add_format({"bold": True}))

    sheet, trial = tried(book(("名单", [(), (), HEAD, ROW]), then=then))
    assert (sheet.header_row, sheet.notes) == (3, ("表头在第 3 行，前面 1 行当作标题，没有读",))
    assert (trial.flaws, trial.good[0].row) == ((), 4)


def test_a_merged_header_stops_the_table_and_names_the_cells() -> None:
    def then(made: Any, page: Any) -> None:
        page.merge_range(0, 0, 0, 1, "姓名", made.add_format({"bold": True}))

    sheet, trial = tried(book(("名单", [HEAD, ROW]), then=then))
    assert trial.blocked
    assert trial.good == ()
    assert shown(trial.flaws)[0] == ("A1:B1", "姓名", "合并了单元格，系统分不清归谁")
    assert shown(trial.flaws)[1:] == [("", "工作单位", "缺必填的列“工作单位”")]
    assert sheet.flaws[0].fix == "取消合并，每格各填各的"


def test_merged_cells_below_spoil_every_row_they_touch() -> None:
    def then(made: Any, page: Any) -> None:
        page.merge_range(2, 3, 3, 3, "本科类", made.add_format({"bold": True}))

    _, trial = tried(book(("名单", [HEAD, ROW, ROW, ROW]), then=then))
    assert [(one.row, one.cell) for one in trial.flaws] == [(3, "D3:D4"), (4, "D3:D4")]
    assert (len(trial.good), trial.bad) == (1, 2)


def test_an_unknown_column_gets_the_nearest_head_and_nothing_is_dropped_silently() -> None:
    sheet, trial = tried(book(("名单", [(*HEAD, "年新（元）", "籍贯"), (*ROW, 1, 2)])))
    assert trial.blocked
    assert [(one.cell, one.why, one.suggestion) for one in trial.flaws] == [
        ("H1", "产业教授聘任没有这一列", "年薪（元）"),
        ("I1", "产业教授聘任没有这一列", ""),
    ]
    saved = {"年新（元）": "pay", "籍贯": ""}
    columns = mapping(sheet.header, KIND, saved)
    assert columns.saved(sheet.header).items() >= saved.items()
    again = judge(sheet, columns, KIND, state_row())
    assert (again.blocked, again.good[0].statement.values["pay"]) == (False, 1)


def test_sums_headed_in_ten_thousands_are_not_taken_for_yuan() -> None:
    _, trial = tried(book(("名单", [(*HEAD, "年薪（万元）"), (*ROW, 12)])))
    assert [(one.cell, one.suggestion) for one in trial.flaws] == [("H1", "年薪（元）")]


def test_a_missing_column_is_said_once_and_not_for_every_row() -> None:
    _, trial = tried(book(("名单", [HEAD[:-1], *[ROW[:-1]] * 3])))
    assert shown(trial.flaws)[0] == ("", "聘期止日", "缺必填的列“聘期止日”")
    assert not [one for one in trial.flaws if one.why == "必填"]
    assert (trial.blocked, trial.good) == (True, ())


def test_a_column_the_seat_brings_need_not_be_there() -> None:
    head, row = (*HEAD[:2], *HEAD[3:]), (*ROW[:2], *ROW[3:])
    sheet = read(book(("名单", [head, row])), "a.xlsx", KIND)
    filled = {"university": "#13"}
    trial = judge(sheet, mapping(sheet.header, KIND, filled=filled), KIND, state_row(filled=filled))
    assert (trial.blocked, len(trial.good)) == (False, 1)


def test_what_is_wrong_with_a_field_that_has_no_column_is_told_of_the_whole_row() -> None:
    head, row = (*HEAD[:2], *HEAD[3:]), (*ROW[:2], *ROW[3:])
    sheet = read(book(("名单", [head, row])), "a.xlsx", KIND)
    filled = {"university": "#11"}
    trial = judge(sheet, mapping(sheet.header, KIND, filled=filled), KIND, state_row(filled=filled))
    assert shown(trial.flaws) == [("整行", "聘任高校", "江滨特缆有限公司是企业，这里要填高校")]


def test_flaws_say_where_they_are() -> None:
    found = [CellFlaw(7, "C7", "", "", "", ""), CellFlaw(7, "", "", "", "", ""), CellFlaw(0, "", "", "", "", "")]
    assert [one.place for one in found] == ["C7", "第 7 行", "整张表"]


def test_empty_columns_at_the_end_are_no_columns() -> None:
    sheet, _ = tried(f"{TEXT.splitlines()[0]},, \n{TEXT.splitlines()[1]}, ,\n".encode(), "a.csv")
    assert sheet.header == HEAD
    sheet, _ = tried(book(("名单", [("", "", "", "", "", "", "", "", "x"), HEAD, ROW])))
    assert (sheet.header_row, sheet.header) == (2, HEAD)


def test_heads_twice_and_heads_of_one_field() -> None:
    _, trial = tried(book(("名单", [(*HEAD, "备注", "备注", "note"), (*ROW, "甲", "乙", "丙")])))
    assert shown(trial.flaws) == [
        ("I1", "备注", "表头重复，H 列也叫“备注”"),
        ("J1", "note", "和 H1“备注”是同一项"),
    ]


def test_a_column_with_data_and_no_head() -> None:
    _, trial = tried(book(("名单", [(*HEAD, "", "备注"), (*ROW, "甲", "乙")])))
    assert shown(trial.flaws) == [("H1", "", "这一列有数据，没有表头")]
    assert trial.blocked


def test_marks_blanks_and_full_width_do_not_hide_a_head() -> None:
    head = ("姓 名（必填）", "工作单位*", "聘任高校＊", "类别(必填)", " 批次\n", "appointed_on", "聘期止日")
    _, trial = tried(book(("名单", [head, ROW])))
    assert (trial.flaws, len(trial.good)) == ((), 1)


# Cells that lie


def test_a_formula_without_a_result_is_told_and_one_with_a_result_is_taken() -> None:
    def then(made: Any, page: Any) -> None:
        page.write_formula(1, 3, '="本科"&"类"', None, "")
        page.write_formula(2, 3, '="本科"&"类"', None, "本科类")
        page.write_formula(3, 4, "=NA()", None, "#N/A")

    _, trial = tried(book(("名单", [HEAD, ROW, ROW, ROW]), then=then))
    assert shown(trial.flaws) == [
        ("D2", "类别", "公式没有算出结果，读出来是空的"),
        ("E4", "批次", "单元格是错误值 #N/A"),
    ]
    assert [one.row for one in trial.good] == [3]


def test_a_long_code_typed_as_a_number_has_lost_its_end() -> None:
    def then(made: Any, page: Any) -> None:
        page.write_number(1, 1, 913204115884120646)

    _, trial = tried(book(("名单", [HEAD, ROW]), then=then))
    assert shown(trial.flaws) == [("B2", "工作单位", "这个数超过 15 位，电子表格已丢掉末尾几位")]


def test_flaws_in_columns_passed_over_do_not_count() -> None:
    def then(made: Any, page: Any) -> None:
        page.write_formula(1, 7, "=1", None, "")

    sheet = read(book(("名单", [(*HEAD, "序号"), (*ROW, "")]), then=then), "a.xlsx", KIND)
    trial = judge(sheet, mapping(sheet.header, KIND, {"序号": ""}), KIND, state_row())
    assert (trial.flaws, len(trial.good)) == ((), 1)


def test_hidden_rows_empty_rows_and_other_sheets_are_said() -> None:
    def then(made: Any, page: Any) -> None:
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(4, 5, None, None, {"hidden": True})

    rows = [HEAD, ROW, ("陆时雨", *ROW[1:]), (), (), ("秦望舒", *ROW[1:])]
    sheet, trial = tried(book(("说明", [("x", "y")]), ("产业教授聘任", rows)))
    assert sheet.notes == ("读的是工作表“产业教授聘任”；还有 “说明”，没有读", "跳过 2 个空行")
    assert [one.row for one in trial.good] == [2, 3, 6]
    sheet, _ = tried(book(("名单", rows), then=then))
    assert sheet.notes == ("有 1 行是隐藏的，也会读：第 3 行", "有 2 列是隐藏的，也会读", "跳过 2 个空行")


def test_hidden_sheets_are_not_read() -> None:
    def then(made: Any, page: Any) -> None:
        made.worksheets()[1].activate()
        made.worksheets()[1].set_first_sheet()
        page.hide()

    assert read(book(("旧", [("x", "y"), ("1", "2")]), ("新", [HEAD, ROW]), then=then), "a.xlsx").sheet == "新"


# Files that are not what they should be

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("data", "name", "code", "why"),
    [
        (b"", "a.xlsx", "file_empty", "文件是空的，0 字节"),
        (b"MZ\x90\x00" + b"\0" * 99, "a.xlsx", "sheet_format", "只收 xlsx 和 csv，这个文件是程序"),
        (b"%PDF-1.7 ...", "a.xlsx", "sheet_format", "只收 xlsx 和 csv，这个文件是PDF"),
        (b"<html><table><tr>", "a.xls", "sheet_format", "只收 xlsx 和 csv，这个文件是网页"),
        (
            OLE + "Workbook".encode("utf-16-le"),
            "a.xls",
            "sheet_format",
            "只收 xlsx 和 csv，这个文件是旧格式的 Excel 表（xls）",
        ),
        (
            OLE + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "sheet_format",
            "只收 xlsx 和 csv，这个文件是加了密码的 Office 文件",
        ),
        (b"PK\x03\x04 broken", "a.xlsx", "sheet_format", "只收 xlsx 和 csv，这个文件是损坏的压缩包或 Office 文件"),
        ("姓名,单位\n甲,乙".encode(), "a.xlsx", "sheet_misnamed", "内容是 csv，名字是 .xlsx"),
        ("姓名,单位\n甲,乙".encode(), "名单", "sheet_misnamed", "内容是 csv，名字没有扩展名"),
        (b"\xff\xff\xfe\xfd,abc", "a.csv", "sheet_format", "只收 xlsx 和 csv，这个文件是认不出的内容"),
        (b"a,b\n" + b"x" * 70_000 + b"\xff\xff", "a.csv", "csv_encoding", "认不出文件的编码，既不是 UTF-8 也不是 GBK"),
        (b"a,b\n" + b"x" * 70_000 + b"\0", "a.csv", "csv_binary", "文件里有二进制内容，不是文本"),
        ("姓名，单位\n甲，乙".encode(), "a.csv", "csv_separator", "各列用“，”分隔，应当用半角逗号"),
        ('姓名,单位\n"甲,乙\n'.encode(), "a.csv", "csv_quotes", "第 2 行的引号不成对，或一格太长"),
        (b"a,b\n", "a.csv", "sheet_no_rows", "只有第 1 行的表头，没有数据"),
        (b" ,\n,", "a.csv", "sheet_empty", "表是空的，没有一格有内容"),
        (b"a,b\n" + b"1,2\n" * 20_001, "a.csv", "sheet_too_long", "超过 20,000 行"),
        (b"a,b\n" + b"1,2\n" * 30_000, "a.csv", "sheet_too_long", "超过 20,000 行"),
        (b",".join([b"1"] * 101), "a.csv", "sheet_too_wide", "第 1 行有 101 列，最多 100 列"),
        (b"a" * (50 * 1024 * 1024 + 1), "a.csv", "file_too_large", "文件超过 50 MB"),
    ],
)
def test_files_that_are_no_table(data: bytes, name: str, code: str, why: str) -> None:
    no = refused(data, name)
    assert (no.code, no.why) == (code, why)


def test_a_workbook_with_another_ending_is_told_its_own() -> None:
    no = refused(book(("a", [HEAD, ROW])), "名单.csv")
    assert (no.code, no.fix) == ("sheet_misnamed", "把扩展名改成 .xlsx 再传")


def test_zip_files_and_word_files_are_no_tables() -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as packed:
        packed.writestr("聘书.pdf", b"x")
    assert refused(output.getvalue()).why == "只收 xlsx 和 csv，这个文件是压缩包"
    with zipfile.ZipFile(output, "a") as packed:
        packed.writestr("xl/workbook.xml", b"x")
        packed.writestr("xl/vbaProject.bin", b"x")
    assert refused(output.getvalue()).why == "只收 xlsx 和 csv，这个文件是带宏的 Office 文件"


GOODBOOK = book(("名单", [HEAD, ROW]))


def sheet_xml(change: Callable[[bytes], bytes], part: str = "xl/worksheets/sheet1.xml") -> bytes:
    return rezipped(GOODBOOK, lambda name, data: change(data) if name == part else data)


def lied(data: bytes) -> bytes:
    """The container with one part's declared size made small, in its directory and its own header."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        part = packed.getinfo("xl/worksheets/sheet1.xml")
    true, small = part.file_size.to_bytes(4, "little"), (10).to_bytes(4, "little")
    assert data.count(true) >= 2
    return data.replace(true, small)


HARM: dict[str, tuple[str, Callable[[], bytes]]] = {
    "unpacks past the limit": ("archive_bomb", lambda: sheet_xml(lambda data: data + b" " * (210 * 1024 * 1024))),
    "swells out of proportion": ("archive_bomb", lambda: sheet_xml(lambda data: data + b" " * (20 * 1024 * 1024))),
    "declares less than it holds": ("archive_broken", lambda: lied(sheet_xml(longer))),
    "entities": ("archive_entities", lambda: sheet_xml(before(b'<!DOCTYPE x [<!ENTITY a "b">]>'))),
    "a file from outside": ("archive_entities", lambda: sheet_xml(before(b'<!DOCTYPE x SYSTEM "file:///etc/passwd">'))),
    "entities in UTF-16": (
        "archive_entities",
        lambda: sheet_xml(lambda _: '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x []><x/>'.encode("utf-16")),
    ),
    "cut off": ("xlsx_broken", lambda: sheet_xml(lambda data: data[:300])),
    "no address": ("xlsx_broken", lambda: sheet_xml(lambda data: data.replace(b'r="A1"', b'r="??"'))),
    "no such text": ("xlsx_broken", lambda: sheet_xml(lambda data: data.replace(b"<v>0</v>", b"<v>999</v>"))),
    "no workbook": ("xlsx_broken", lambda: sheet_xml(lambda _: b"", "xl/workbook.xml")),
    "no sheets": ("sheet_empty", lambda: sheet_xml(lambda _: b"<a/>", "xl/_rels/workbook.xml.rels")),
    "a row far down": (
        "sheet_too_long",
        lambda: sheet_xml(lambda data: re.sub(rb'r="([A-Z]?)2"', rb'r="\g<1>1000000"', data)),
    ),
    "a cell that says another row": (
        "sheet_too_long",
        lambda: sheet_xml(lambda data: data.replace(b'r="B2"', b'r="B1048576"')),
    ),
    "too much merged": (
        "sheet_merged",
        lambda: sheet_xml(
            lambda data: data.replace(
                b"</sheetData>",
                b'<row r="20000"><c r="A20000"><v>1</v></c></row></sheetData><mergeCells>'
                + b'<mergeCell ref="A2:B20000"/>' * 2
                + b"</mergeCells>",
            )
        ),
    ),
    "a cell far right": ("sheet_too_wide", lambda: sheet_xml(lambda data: data.replace(b'r="G2"', b'r="XFD2"'))),
    "a text too long": (
        "sheet_too_much",
        lambda: sheet_xml(lambda data: data.replace(CABLE.name.encode(), b"x" * 40_000), "xl/sharedStrings.xml"),
    ),
    "the end is missing": ("sheet_format", lambda: GOODBOOK[:-400]),
}


def before(text: bytes) -> Callable[[bytes], bytes]:
    return lambda data: data.replace(b"<worksheet", text + b"<worksheet", 1)


def longer(data: bytes) -> bytes:
    return data.replace(b"</worksheet>", b"<!--" + bytes(range(97, 122)) * 999 + b"--></worksheet>")


@pytest.mark.parametrize("harm", HARM)
def test_workbooks_made_to_harm_or_broken(harm: str) -> None:
    code, make = HARM[harm]
    data = make()
    start = time.perf_counter()
    assert refused(data).code == code
    assert time.perf_counter() - start < 20


@pytest.mark.parametrize(
    ("part", "end", "tags"),
    [
        ("xl/worksheets/sheet1.xml", b"</sheetData>", b"<row><c/><c/></row>" * 400),
        ("xl/sharedStrings.xml", b"</sst>", b"<si/>" * 1_100),
    ],
)
def test_more_tags_than_a_table_can_need(monkeypatch: pytest.MonkeyPatch, part: str, end: bytes, tags: bytes) -> None:
    data = sheet_xml(lambda data: data.replace(end, tags + end), part)
    assert len(read(data, "a.xlsx", KIND).rows) == 1
    monkeypatch.setattr("jinliang.sheet.workbook.MOST_TAGS", 1_000)
    assert refused(data).code == "sheet_too_much"


def test_a_panic_of_the_reader_is_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    class PanicException(BaseException):
        pass

    def panic(*_: object) -> None:
        raise PanicException

    monkeypatch.setattr("jinliang.sheet.workbook._sheets", panic)
    assert refused(GOODBOOK).code == "xlsx_broken"


def test_one_long_text_used_by_every_cell_does_not_fill_the_memory() -> None:
    text = "长" * 32_000
    no = refused(book(("a", [("甲", "乙"), *[(text, text)] * 400])))
    assert (no.code, no.why) == ("sheet_too_much", "文字超过 20,000,000 个")


def test_a_format_at_the_far_corner_is_no_cell() -> None:
    def then(made: Any, page: Any) -> None:
        page.write_blank(1_048_575, 16_383, None, made.add_format({"bold": True}))

    _, trial = tried(book(("名单", [HEAD, ROW]), then=then))
    assert len(trial.good) == 1


def test_too_many_rows_in_a_workbook() -> None:
    assert refused(book(("a", [("甲", "乙"), *[(1, 2)] * 20_001]))).why == "有 20,001 行，最多 20,000 行"


def test_a_sheet_without_a_cell_is_empty() -> None:
    assert refused(book(("a", []))).code == "sheet_empty"


# Text files

TEXT = "\n".join([",".join(HEAD), ",".join(ROW)])


@pytest.mark.parametrize(
    ("data", "notes"),
    [
        (TEXT.encode(), ("编码是 UTF-8",)),
        (TEXT.encode("utf-8-sig"), ("编码是 UTF-8（带 BOM）",)),
        (TEXT.encode("gbk"), ("编码是 GBK/GB18030，已转换",)),
        (TEXT.encode("gb18030"), ("编码是 GBK/GB18030，已转换",)),
        (TEXT.replace(",", "\t").encode("utf-16"), ("编码是 UTF-16，已转换", "各列用制表符分隔，已按此读取")),
        (TEXT.replace(",", ";").encode(), ("编码是 UTF-8", "各列用分号分隔，已按此读取")),
        (("\r\n" + TEXT.replace("\n", "\r\n\r\n")).encode(), ("编码是 UTF-8", "跳过 1 个空行")),
    ],
)
def test_csv_in_the_encodings_and_separators_of_real_life(data: bytes, notes: tuple[str, ...]) -> None:
    sheet, trial = tried(data, "名单.CSV")
    assert (sheet.header, sheet.notes, trial.flaws, len(trial.good)) == (HEAD, notes, (), 1)


def test_a_comma_in_an_amount_is_told_in_its_row() -> None:
    text = f'{",".join(HEAD)},年薪\n{",".join(ROW)},120,000\n陆时雨,{",".join(ROW[1:])},"120,000"\n'
    _, trial = tried(text.encode(), "a.csv")
    assert [(one.row, one.cell, one.value, one.why) for one in trial.flaws] == [
        (2, "整行", "000", "这一行有 9 格，表头只有 8 列")
    ]
    assert [one.row for one in trial.good] == [3]


def test_rows_are_numbered_as_a_spreadsheet_shows_them() -> None:
    text = f'{",".join(HEAD)},备注\n{",".join(ROW)},"一\n二"\n\n陆时雨,{",".join(ROW[1:])},\n'
    _, trial = tried(text.encode(), "a.csv")
    assert [(one.row, one.statement.values.get("note")) for one in trial.good] == [(2, "一\n二"), (4, None)]


# What goes out


def test_the_template_can_be_filled_in_and_sent_back() -> None:
    data = template(KIND, LISTS.__getitem__, TODAY)
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as made:
        head = made.get_sheet_by_index(0).to_python()[0]
        told = made.get_sheet_by_name("填写说明").to_python()
        assert made.sheet_names == ["产业教授聘任", "填写说明", "选项"]
    assert head == [
        *(
            "姓名（必填）",
            "工作单位（必填）",
            "聘任高校（必填）",
            "类别（必填）",
            "批次（必填）",
            "聘任日（必填）",
            "聘期止日（必填）",
        ),
        *("年薪（元）", "岗位数（个）", "是否全职", "资助期", "所属项目", "备注"),
    ]
    columns = mapping(head, KIND)
    assert (columns.unknown, columns.missing, columns.twice) == ((), (), ())
    assert told[4][:4] == ["类别", "是", "选一项", "研究生导师类、本科类、高职类"]
    assert "聘期止日应晚于聘任日" in [row[0] for row in told]
    with pytest.raises(Refusal, match="没有数据"):
        read(data, "a.xlsx", KIND)


@pytest.mark.parametrize("kind", load.shipped_pack("changzhou_2019").kinds, ids=lambda one: one.id)
def test_every_example_in_a_template_passes_its_own_fields_check(kind: Kind) -> None:
    lists = load.shipped_pack("changzhou_2019").list
    with CalamineWorkbook.from_filelike(io.BytesIO(template(kind, lists, TODAY))) as made:
        told = made.get_sheet_by_name("填写说明").to_python()
    fields = [one for one in kind.fields if not one.fill]
    bounded = {rule.left: rule for rule in kind.rules if all(rule.right != one.id for one in kind.fields)}
    for one, row in zip(fields, told[1:], strict=False):
        shown = str(row[4])
        if one.type in ("party", "entry"):
            assert shown == "", "only what is on record can stand there"
        elif one.type == "code":
            code(lists(one.list), shown, TODAY)
        elif shown:
            told_value = value(one, shown)
            assert one.id not in bounded or keeps(bounded[one.id], told_value), one.id
        else:
            assert one.type == "text", one.id


def test_the_example_of_a_batch_is_a_year() -> None:
    kind = load.shipped_pack("changzhou_2019").kind("cn.industry_professor")
    assert example(kind, kind.field("batch")) == "2020"
    bare = replace(kind.field("batch"), help="")
    assert example(kind, bare) == "2010"
    assert example(kind, kind.field("serves_until_on")) > example(kind, kind.field("appointed_on"))


def test_the_template_offers_choices_and_keeps_codes_as_text() -> None:
    data = template(KIND, LISTS.__getitem__, TODAY, without=["university"])
    assert data == template(KIND, LISTS.__getitem__, TODAY, without=["university"])
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        sheet, styles = packed.read("xl/worksheets/sheet1.xml").decode(), packed.read("xl/styles.xml").decode()
    assert "<formula1>'选项'!$C$1:$C$3</formula1>" in sheet
    assert "<formula1>'选项'!$I$1:$I$2</formula1>" in sheet
    assert 'sqref="C2:C20001"' in sheet
    style = int(re.search(r'<col min="2" max="2"[^>]*style="(\d+)"', sheet)[1])  # type: ignore[index]
    formats = re.findall(r'<xf numFmtId="(\d+)"', styles[styles.index("<cellXfs") :])
    assert formats[style] == "49"
    assert "聘任高校" not in str(mapping(["聘任高校"], KIND).unknown)


def test_the_corrected_table_is_marked_and_comes_back_when_mended() -> None:
    rows = [HEAD, ROW, ("陆时雨", "龙城精毅", *ROW[2:]), ("秦望舒", *ROW[1:6], "=1+1"), ROW]
    sheet, trial = tried(book(("名单", rows)))
    data = corrected(sheet, trial.flaws)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        comments = packed.read("xl/comments1.xml").decode()
        page = packed.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in page
    assert (
        "填的是名称；在库有 1 家近似。核对后填信用代码或全称。建议：精毅传动机械有限公司 913204115884120646" in comments
    )
    assert [*re.findall(r'<comment ref="(\w+)"', comments)] == ["B2", "G3"]
    again, retried = tried(data)
    assert [one.cells[:7] for one in again.rows] == [one.cells for one in sheet.rows[1:]]
    assert again.header == (*HEAD, PROBLEMS)
    assert again.rows[2].cells[7].startswith("整行 ：与第 2 行相同，姓名、聘任高校、批次都相同")
    assert (retried.blocked, retried.bad, len(retried.good)) == (False, 2, 1)
    mended = accept(again, retried.flaws)
    assert judge(mended, mapping(mended.header, KIND), KIND, state_row()).bad == 1
    whole, _ = tried(corrected(again, retried.flaws, only_faulty=False))
    assert (whole.header, len(whole.rows)) == (again.header, 3)


def test_a_table_with_a_wrong_header_comes_back_whole() -> None:
    sheet, trial = tried(book(("名单", [(*HEAD[:6], "籍贯"), ROW, ROW])))
    data = corrected(sheet, trial.flaws)
    assert len(read(data, "a.xlsx", KIND).rows) == 2
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        comments = packed.read("xl/comments1.xml").decode()
    assert "产业教授聘任没有这一列" in comments
    assert "缺必填的列“聘期止日”" in comments


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn")), max_size=12),
        min_size=2,
        max_size=6,
    )
)
def test_texts_survive_the_way_out_and_in(texts: list[str]) -> None:
    head = tuple(f"列{number}" for number in range(len(texts)))
    for data, name in (
        (book(("a", [head, texts])), "a.xlsx"),
        (
            ("\n".join(",".join('"' + one.replace('"', '""') + '"' for one in row) for row in (head, texts))).encode(
                "utf-8-sig"
            ),
            "a.csv",
        ),
    ):
        if not any(one.strip() for one in texts):
            continue
        assert read(data, name).rows[0].cells == tuple(one.strip() for one in texts)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOODBOOK) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_bytes_are_refused_or_read_but_never_fail(place: int, bytes_: bytes) -> None:
    data = GOODBOOK[:place] + bytes_ + GOODBOOK[place + len(bytes_) :]
    outcome: Sheet | Refusal
    try:
        outcome = read(data, "a.xlsx", KIND)
    except Refusal as no:
        outcome = no
    assert outcome.fix if isinstance(outcome, Refusal) else outcome.rows


def test_dates_of_the_template_are_read_as_days() -> None:
    def then(made: Any, page: Any) -> None:
        page.write_datetime(1, 5, DAY, made.add_format({"num_format": "yyyy-mm-dd"}))

    _, trial = tried(book(("名单", [HEAD, ROW]), then=then))
    assert trial.good[0].statement.on == date(2021, 3, 5)
