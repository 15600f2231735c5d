"""`jinliang notice`: the last day of a public notice, and from when what it guards is free. Needs no database."""

from __future__ import annotations

import argparse
import json
from typing import Any


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser(
        "notice",
        help="公示到哪天",
        description="算公示的最后一天和之后哪天可以办。开始那天不算；按日数的，最后一天是休息日就顺延到下一个工作日。",
    )
    parser.add_argument("start", nargs="?", metavar="START", help="公示开始的日子，如 2021-09-24")
    parser.add_argument("--days", type=int, default=15, help="公示几天，默认 15")
    parser.add_argument("--count", choices=["calendar", "working"], default="calendar", help="按日（默认）或按工作日数")
    parser.add_argument("--kind", help="公示的种类，核对是否够法定天数：price、cash_award、empowerment、subsidy_list")
    parser.add_argument("--schema", action="store_true", help="打印算例的 JSON Schema")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the days. Raises Refusal: start_missing, day_unreadable, notice_too_short, holiday_table_missing …"""
    from jinliang.core.day import day
    from jinliang.core.refusal import Refusal
    from jinliang.packs.notice_case import NoticeGiven, notice, notice_told

    if args.schema:
        print(json.dumps(NoticeGiven.model_json_schema(), ensure_ascii=False, indent=2))
        return 0
    if args.start is None:
        raise Refusal(
            "start_missing", "没有写公示哪天开始", "写成 jinliang notice 2021-09-24 --days 15 --count working"
        )
    start = day(args.start)
    found = notice(start, args.days, args.count, args.kind or "")
    if args.json:
        print(json.dumps(notice_told(start, args.days, args.count, found), ensure_ascii=False))
        return 0
    unit = "个工作日" if args.count == "working" else "日"
    print(f"公示自 {start} 起 {args.days} {unit}，开始那天不算")
    if found.raw_end != found.end:
        print(f"数到 {found.raw_end} 是休息日，顺延")
    print(f"最后一天 {found.end}，{found.free_on} 起可以办")
    return 0
