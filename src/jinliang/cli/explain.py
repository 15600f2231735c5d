"""`jinliang explain`: one reading, opened: the facts counted and those left out, each with the reason."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from typing import Any

from jinliang.cli.read import add_question, check_area, heading, row_json, row_words, sliced, table, words
from jinliang.cli.session import city
from jinliang.core.select import REASONS


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "explain",
        help="打开一个读数：哪些事实计入，哪些没有，为什么",
        description="打开一个读数：计入的事实，和没有计入的事实及原因。在新的数据文件夹里会先采用随产品的计划包。",
    )
    parser.add_argument("reading", metavar="PLAN/INDICATOR", type=_reading, help="如 changzhou_2019/joint_projects")
    add_question(parser)
    parser.set_defaults(run=run)


def _reading(text: str) -> tuple[str, str]:
    plan, sign, indicator = text.partition("/")
    if not sign or not plan or not indicator:
        raise argparse.ArgumentTypeError(f"看不懂“{text}”，写成 计划包名/指标名，如 changzhou_2019/joint_projects")
    return plan, indicator


def run(args: argparse.Namespace) -> int:
    """Prints one reading with its facts. Raises Refusal: no_such_plan, no_such_indicator, not_known_yet, no_such_party, no_such_area."""
    with city():
        from jinliang.site.reads import clock
        from jinliang.site.reads.reading import explain

        part = sliced(args.slice)
        plan, indicator = args.reading
        found = explain(plan, indicator, args.as_of or clock.today(), args.known_by, part)
        check_area(part, found.pack)
        if args.json:
            row = row_json(found.row)
            told = {
                **heading(args, found.pack, found.as_of, found.known),
                "readings": [row],
                **row,
                "counted": list(found.counted),
                "left_out": [{"fact": fact, "why": [why]} for fact, why in found.left_out],
            }
            print(json.dumps(told, ensure_ascii=False))
            return 0
        print(words(found.pack, found.as_of, found.known, args.slice))
        print(table([("指标", "读数", "目标", "单位", "达到", "计入")], [row_words(found.row)]))
        if found.row.indicator.basis:
            print(f"口径：{found.row.indicator.basis}")
        print(f"计入 {len(found.counted)} 件：{_listed(found.counted)}")
        print(f"没有计入 {len(found.left_out)} 件")
        for why, label in REASONS.items():
            facts = [fact for fact, reason in found.left_out if reason == why]
            if facts:
                print(f"  {label} {len(facts)} 件：{_listed(facts)}")
    return 0


def _listed(facts: Sequence[int]) -> str:
    return "、".join(map(str, facts)) or "无"
