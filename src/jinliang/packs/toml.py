"""Reading TOML so that a slip of the pen is shown with its line and column, in words."""

from __future__ import annotations

import re
import tomllib
from decimal import Decimal
from typing import Any

from jinliang.core.refusal import Flaw

SAYINGS: tuple[tuple[str, str, str], ...] = (
    ("Expected '='", "名称后面缺等号", "写成 名称 = 值"),
    ("Unterminated string", "引号没有收尾", "补上右引号"),
    ("Illegal character '\\n'", "引号没有收尾", "补上右引号"),
    ("Unclosed array", "方括号没有收尾", "补上 ] ，各项之间用逗号隔开"),
    ("Unclosed inline table", "花括号没有收尾", "补上 } ，各项之间用逗号隔开"),
    ("Expected ']", "表头的方括号没有收尾", "写成 [表] 或 [[表]]"),
    ("Expected newline", "一行里多写了东西", "每行只写一个 名称 = 值"),
    ("Cannot overwrite", "同一个名称写了两次", "去掉一处"),
    ("Duplicate inline table key", "同一个名称写了两次", "去掉一处"),
    ("Cannot declare", "同一个表头写了两次", "去掉一处；要写一组就用 [[表]]"),
    ("Cannot mutate", "花括号里的表不能再往里加", "写进花括号里面"),
    ("Invalid date", "没有这一天", "核对日期，写成 2021-12-31"),
    ("Unescaped '\\'", "引号里的反斜杠没有写对", "写两个反斜杠，或改用单引号"),
    ("Invalid value", "等号后面的值看不懂", "文本加双引号，日期写成 2021-12-31"),
    ("Invalid initial character", "名称只能用半角字母、数字、下划线和连字符", "改名称，或检查上一行是否少了引号"),
    ("Invalid statement", "这一行看不懂", "写成 名称 = 值，或 [[表]]；注释用 # 开头"),
)


def decoded(source: bytes, place: str) -> str | Flaw:
    """Text from UTF-8 bytes, line ends kept; otherwise the flaw with the line in which it stops being UTF-8."""
    try:
        return source.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        what = " ".join(f"{one:02X}" for one in source[error.start : error.start + 4])
        return Flaw(f"{place} 第 {line} 行", what, "这里不是 UTF-8 编码，多半是用 GBK 存的", "用 UTF-8 编码另存")


def read(text: str) -> dict[str, Any] | Flaw:
    """The data of a TOML text, fractions as `Decimal`, or the one flaw that stops the reading."""
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        return Flaw("全文", "", "括号套得太深", "计划包里最多套三层")
    except ValueError as error:
        return _flaw(text, str(error))


def _flaw(text: str, message: str) -> Flaw:
    at = re.search(r"\(at line ([0-9]+), column ([0-9]+)\)", message)
    lines = text.replace("\r\n", "\n").split("\n")
    row, column = (int(at[1]), int(at[2])) if at else (len(lines), len(lines[-1]) + 1)
    what = lines[min(row, len(lines)) - 1].strip()
    why, fix = next(
        ((why, fix) for start, why, fix in SAYINGS if message.startswith(start)),
        (f"TOML 写法不对（{message.partition(' (at')[0]}）", "核对这一行的引号、括号和逗号"),
    )
    return Flaw(f"第 {row} 行第 {column} 列", what[:60], why, fix)
