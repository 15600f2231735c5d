"""`jinliang value`: what a result may be worth by cost, market and income, as ranges that can be worked out again. Needs no database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser(
        "value",
        help="成果值多少",
        description="读一个评估算例，按成本法、市场法、收益法并排给出区间和全部假设；同一种子和假设，任何时候重算结果相同。",
    )
    parser.add_argument("case", nargs="?", metavar="CASE.json", type=Path, help="算例文件，写法见 docs/examples")
    parser.add_argument("--schema", action="store_true", help="打印算例的 JSON Schema")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the ranges. Raises Refusal: case_missing, case_flawed, no_way, assumption_missing …"""
    from jinliang.core.appraisal import ASSUMED
    from jinliang.core.refusal import Refusal
    from jinliang.engines.appraisal import appraised
    from jinliang.packs.given import document, read_case
    from jinliang.packs.value_case import ValueGiven, value_answer

    if args.schema:
        print(json.dumps(ValueGiven.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))
        return 0
    if args.case is None:
        raise Refusal("case_missing", "没有写算例文件", "写成 jinliang value CASE.json；用 --schema 看写法")
    answer = value_answer(read_case(ValueGiven, document(args.case)), appraised)
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
        return 0
    print(f"{answer['name']}，基准日 {answer['as_of']}，种子 {answer['seed']}，抽 {answer['draws']} 次")
    for way in answer["ways"]:
        print(
            f"{way['label']}：最可能 {way['likely']} 元；十次里有八次在 {way['p10']} 至 {way['p90']} 元，中位数 {way['p50']} 元"
        )
        labels = ASSUMED[way["method"]]
        for name, (low, mid, high) in way["assumed"].items():
            print(f"  {labels[name]}：最低 {low}，最可能 {mid}，最高 {high}")
    return 0
