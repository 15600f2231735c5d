"""`jinliang read`: every reading of a plan at a day, as known by a journal number or day; and the words that `explain` shares."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from jinliang.cli.session import city
from jinliang.core.day import day
from jinliang.core.money import short_money, wan_text, yi_text
from jinliang.core.refusal import Refusal
from jinliang.core.select import Slice

if TYPE_CHECKING:
    from jinliang.core.pack import Pack
    from jinliang.site.reads.known import Known
    from jinliang.site.reads.reading import Row

SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": ""}  # a bare number in the plan stays bare


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "read",
        help="读出计划的全部指标",
        description="读出一个计划的全部指标：截至某日、按某日或某条留痕时已知的情况。与网页和接口同一个算法。"
        "在新的数据文件夹里会先采用随产品的计划包；要 jinliang import 一座城市的，先导入。",
    )
    parser.add_argument("plan", metavar="PLAN", help="计划包名，如 changzhou_2019")
    add_question(parser)
    parser.set_defaults(run=run)


def add_question(parser: argparse.ArgumentParser) -> None:
    """The options that say what is asked: as of which day, known by what, in which slice."""
    parser.add_argument("--as-of", metavar="DAY", type=a_day, help="截至日，如 2020-12-31；不写为今天")
    parser.add_argument("--known-by", metavar="DAY|NUMBER", help="按当时已知：日期，或留痕编号；不写为现在")
    parser.add_argument(
        "--slice", metavar="SLICE", type=a_slice, help="只看一部分：area=320411，或 role:host=单位编号、信用代码或名称"
    )


def a_day(text: str) -> date:
    """A day on the command line."""
    try:
        return day(text)
    except Refusal as refusal:
        raise argparse.ArgumentTypeError(str(refusal)) from None


def a_slice(text: str) -> tuple[str, str]:
    """A slice on the command line: by what, and which."""
    by, sign, value = text.partition("=")
    if not sign or not value or not (by == "area" or (by.startswith("role:") and len(by) > len("role:"))):
        raise argparse.ArgumentTypeError(f"看不懂“{text}”，写成 area=320411 或 role:host=12")
    return by, value


def run(args: argparse.Namespace) -> int:
    """Prints every reading. Raises Refusal: no_such_plan, not_known_yet, no_such_party, no_such_area."""
    with city():
        from jinliang.site.reads import clock
        from jinliang.site.reads.reading import readings

        part = sliced(args.slice)
        found = readings(args.plan, args.as_of or clock.today(), args.known_by, part)
        check_area(part, found.pack)
        head = heading(args, found.pack, found.as_of, found.known)
        if args.json:
            print(json.dumps({**head, "readings": [row_json(one) for one in found.rows]}, ensure_ascii=False))
        else:
            print(words(found.pack, found.as_of, found.known, args.slice))
            print(table([("指标", "读数", "目标", "单位", "达到", "计入")], [row_words(one) for one in found.rows]))
    return 0


def sliced(asked: tuple[str, str] | None) -> Slice | None:
    """The slice asked for; a party is named by its number, credit code or any name it bore. Raises Refusal `no_such_party`."""
    if asked is None:
        return None
    by, value = asked
    if by == "area":
        return Slice(by, value)
    from jinliang.core.access import SYSTEM
    from jinliang.site.models import Party
    from jinliang.site.reads.party import Directory

    if value.isdecimal() and len(value) < 18:  # eighteen figures are a credit code
        known = Party.objects.filter(id=int(value)).exists()
        number = int(value) if known else None
    else:
        found = Directory(SYSTEM).party(value)
        number = found.id if found else None
    if number is None:
        raise Refusal("no_such_party", f"没有主体“{value}”", "填主体的编号、18 位信用代码或登记的名称")
    return Slice(by, number)


def check_area(part: Slice | None, pack: Pack) -> None:
    """Refuses an area the plan does not have: a mistyped code would read as an honest zero. Raises Refusal `no_such_area`."""
    if part is None or part.by != "area":
        return
    areas = {one.id: one.label for one in pack.areas}
    if part.value not in areas and part.value not in pack.scope:
        named = "、".join(f"{id} {label}" for id, label in areas.items())
        raise Refusal("no_such_area", f"计划里没有地区“{part.value}”", f"可用：{named}")


def heading(args: argparse.Namespace, pack: Pack, as_of: date, known: Known) -> dict[str, Any]:
    """What every answer says first: what was asked, and by which plan version and journal number it is answered."""
    asked = args.known_by or known.number
    return {
        "plan": pack.id,
        "as_of": as_of.isoformat(),
        "known_by": int(asked) if isinstance(asked, str) and asked.isdecimal() else asked,
        "journal": known.number,
        "journal_hash": known.hash,
        "pack_digest": pack.digest,
        "slice": None if args.slice is None else "=".join(args.slice),
    }


def typed(value: int | Decimal, measure: str) -> str | int:
    """A reading or target as JSON has it: yuan as text with two decimals, counts and quantities as integers."""
    return f"{value:.2f}" if measure == "sum:amount" else int(value)


def row_json(row: Row) -> dict[str, Any]:
    """One reading as JSON."""
    measure = row.indicator.measure
    return {
        "indicator": row.indicator.id,
        "label": row.indicator.label,
        "value": typed(row.value, measure),
        "unit": row.indicator.unit,
        "operator": row.operator,
        "target": typed(row.target, measure),
        "met": row.met,
        "facts": row.facts,
    }


def words(pack: Pack, as_of: date, known: Known, part: tuple[str, str] | None) -> str:
    """The head of an answer for people."""
    seen = f"按第 {known.number} 条留痕" + ("（最新）" if known.now else f"（{known.day}）")
    return f"{pack.title}\n截至 {as_of}，{seen}" + (f"，{'='.join(part)}" if part else "")


def row_words(row: Row) -> tuple[str, ...]:
    """One reading as a line of a table: money in 万元 or 亿元, the value in the target's unit."""
    value, target, unit = f"{row.value:,}", f"{row.target:,.0f}", row.indicator.unit
    if row.indicator.measure == "sum:amount":
        target, unit = short_money(row.target)
        value = yi_text(row.value) if unit == "亿元" else wan_text(row.value)
    label = row.indicator.short or row.indicator.label
    return (label, value, f"{SIGNS[row.operator]}{target}", unit, "是" if row.met else "否", f"{row.facts:,}")


def table(head: Sequence[tuple[str, ...]], rows: Sequence[tuple[str, ...]], left: tuple[int, ...] = (0, 3, 4)) -> str:
    """Rows under a head, in columns as wide as they need; a Chinese character takes two places. Columns in `left` start left."""
    lines = [*head, *rows]
    widths = [max(width(line[place]) for line in lines) for place in range(len(lines[0]))]
    return "\n".join(
        "  ".join(_padded(cell, widths[place], place in left) for place, cell in enumerate(line)).rstrip()
        for line in lines
    )


def width(text: str) -> int:
    """How many places a text takes on a terminal.

    >>> width("亿元 3.5")
    8
    """
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _padded(text: str, places: int, left: bool) -> str:
    blank = " " * (places - width(text))
    return text + blank if left else blank + text
