"""`jinliang decide`: who gets what under an award, with the trace, why not, and what if. Needs no database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser(
        "decide",
        help="奖补怎么算",
        description="读一个奖补算例，按指定的奖补算出各单位所得，写明依据、没算的和怎样才算；给出费率、封顶或预算时另作试算。",
    )
    parser.add_argument("award", nargs="?", metavar="AWARD", help="奖补的编号，如 transfer_2pct")
    parser.add_argument("case", nargs="?", metavar="CASE.json", type=Path, help="算例文件，写法见 docs/examples")
    for name, help_ in (
        ("rate", "试算的费率，如 0.03"),
        ("cap", "试算的封顶，元；0 为不封顶"),
        ("budget", "试算的预算，元"),
    ):
        parser.add_argument(f"--{name}", help=help_)
    parser.add_argument("--schema", action="store_true", help="打印算例的 JSON Schema")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the decisions. Raises Refusal: case_missing, no_such_award, case_flawed, rate_above_ceiling …"""
    from jinliang.core.refusal import Refusal
    from jinliang.packs.award import named
    from jinliang.packs.award_case import AwardGiven
    from jinliang.packs.decide_case import decided_case, lines
    from jinliang.packs.given import document, number

    if args.schema:
        print(json.dumps(AwardGiven.model_json_schema(by_alias=True), ensure_ascii=False, indent=2))
        return 0
    if args.award is None or args.case is None:
        ids = "、".join(dict.fromkeys(one.award.id for one in named()))
        raise Refusal("case_missing", "没有写奖补或算例文件", f"写成 jinliang decide AWARD CASE.json；奖补有 {ids}")
    tried = {name: number(text) for name in ("rate", "cap", "budget") if (text := getattr(args, name)) is not None}
    answer = decided_case(args.award, document(args.case), **tried)
    print(json.dumps(answer, ensure_ascii=False) if args.json else "\n".join(lines(answer)))
    return 0
