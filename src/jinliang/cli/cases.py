"""`jinliang cases`: a file of judged cases put to the product: how many it gets right, and where it differs. Needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from jinliang.core.refusal import Refusal

RIGHT, WRONG, USAGE = 0, 1, 2


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "cases",
        help="用判例核对算法",
        description="读一个判例文件，逐例计算并与应得的结果比对。全对退出码为 0，有错为 1，文件读不懂为 2。",
    )
    parser.add_argument("file", metavar="FILE.json", type=Path, help="判例文件，含 set 和 cases 两项")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the verdict on a file of cases. 0: all right; 1: some wrong; 2: no cases to judge."""
    from jinliang.packs.case import run_cases

    try:
        found = run_cases(_cases(args.file))
    except Refusal as refusal:
        told = {"error": {"code": refusal.code, "why": refusal.why, "fix": refusal.fix}}
        print(json.dumps(told, ensure_ascii=False) if args.json else refusal, file=sys.stderr)
        return USAGE
    wrong = [{"id": one.id, "expected": one.expected, "got": one.got} for one in found if not one.right]
    if args.json:
        print(_shown({"cases": len(found), "right": len(found) - len(wrong), "wrong": wrong}))
    else:
        print(f"{len(found)} 例，对 {len(found) - len(wrong)} 例")
        for one in wrong:
            print(f"{one['id']}\n  应得 {_shown(one['expected'])}\n  算得 {_shown(one['got'])}")
    return WRONG if wrong else RIGHT


def _shown(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _cases(place: Path) -> dict[str, Any]:
    """What the file holds. Raises Refusal: no_such_file, not_json, not_cases."""
    from jinliang.packs.given import parsed

    found = parsed(place)
    if not isinstance(found, dict):
        raise Refusal("not_cases", f"{place} 不是判例文件", "判例文件要有 set 和 cases 两项")
    return found
