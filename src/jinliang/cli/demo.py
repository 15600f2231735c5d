"""`jinliang demo`: the demo city loaded once, and who one may be in it."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import asdict
from typing import Any

from jinliang.cli.session import city


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "demo",
        help="载入演示城市",
        description="把演示城市载入空库：单位、人物、2019 年以来的申报和事实，城市日期 2021-06-18。单位人物均为虚构。"
        "已经载入的不再载入；库里有别的主体时不载入，退出码为 1。",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Loads the demo city where it is not, and says what there is. Raises Refusal when the database holds something else."""
    # Who asks for the demo city means demo mode; an explicit JINLIANG_DEMO=0 is kept, and refused.
    os.environ.setdefault("JINLIANG_DEMO", "1")
    with city():
        from jinliang.demo.city import accounts, load, loaded, summary

        fresh, started = not loaded(), time.monotonic()
        load(lambda line: print(line, file=sys.stderr, flush=True))
        found = asdict(summary()) | {"fresh": fresh, "seconds": round(time.monotonic() - started, 1)}
        people = accounts()
    if args.json:
        told = found | {"accounts": [{"name": name, "who": who} for name, who in people]}
        print(json.dumps(told, ensure_ascii=False, default=str))
        return 0
    if not fresh:
        print("演示城市早已载入，没有再载入")
    print(f"城市日期 {found['day']}，留痕 {found['journal']} 条；事实 {found['facts']} 件，申报 {found['claims']} 件")
    print(f"主体 {found['parties']} 家，佐证文件 {found['papers']} 份")
    print("演示人物（演示模式下在登录页选择，不用密码）：")
    for name, who in people:
        print(f"  {name:<14}{who}")
    return 0
