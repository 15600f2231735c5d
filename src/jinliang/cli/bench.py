"""`jinliang bench`: what is fast is measured against a named peer in the same run, never by timed tests."""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from jinliang.core.refusal import Refusal


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser("bench", help="性能基准", description="在临时数据库里测量，城市的数据不受影响")
    parser.add_argument(
        "what",
        nargs="?",
        choices=["board", "pages", "match", "awards", "compile"],
        help="board：看板读数；pages：演示城市的页面；match：供需匹配；awards：奖补批次；compile：编译计划正文；不写则都测",
    )
    parser.add_argument("--facts", type=int, default=1_000_000, help="事实件数，默认 1,000,000")
    parser.add_argument("--documents", type=int, default=10_000, help="匹配的条目数，默认 10,000")
    parser.add_argument("--receipts", type=int, default=100_000, help="奖补的到账笔数，默认 100,000")
    parser.add_argument("--texts", type=Path, help="compile：标好的计划文本，文件夹里有 raw 和 gold")
    parser.add_argument("--plans", action="store_true", help="打印参照 SQL 的执行计划")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Runs the benchmarks: numbers are reported, people judge."""
    if not 100 <= args.facts <= 20_000_000:
        raise Refusal("facts_out_of_range", f"件数 {args.facts} 不在 100 至 20,000,000 之间", "改 --facts")
    if not 1_000 <= args.documents <= 5_000_000:
        raise Refusal(
            "documents_out_of_range", f"条目数 {args.documents} 不在 1,000 至 5,000,000 之间", "改 --documents"
        )
    if not 1_000 <= args.receipts <= 5_000_000:
        raise Refusal(
            "receipts_out_of_range", f"到账笔数 {args.receipts} 不在 1,000 至 5,000,000 之间", "改 --receipts"
        )
    told: dict[str, Any] = {}
    for name, measure in (
        ("board", _board),
        ("pages", _pages),
        ("match", _match),
        ("awards", _awards),
        ("compile", _compile),
    ):
        if args.what in (None, name):
            told[name] = measure(args)
    if args.json:
        print(json.dumps(told[args.what] if args.what else told, ensure_ascii=False))
    return 0


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _board(args: argparse.Namespace) -> dict[str, Any]:
    from jinliang.cli.session import city

    with city(adopt=False):  # the scratch database has its own packs; the city's stays as it is
        from jinliang.bench import board

        result = asdict(board.run(args.facts, _say, args.plans))
    plans = result.pop("plans")
    if args.json:
        return result | ({"plans": plans} if plans else {})
    print(
        f"{result['facts']:,} 件事实，15 项读数 {result['ours_ms']} ms，参照 SQL {result['reference_ms']} ms，", end=""
    )
    print(f"比值 {result['ratio']}")
    print(f"一件新事实到看板可见 {result['fresh_ms']} ms（1 万件时 {result['fresh_ms_small']} ms）")
    print("\n".join(plans))
    return result


def _pages(args: argparse.Namespace) -> list[dict[str, Any]]:
    from jinliang.bench import pages

    found = pages.run(_say)
    if not args.json:
        print(f"{'每秒':>8}{'p50 ms':>10}{'p95 ms':>10}{'对最简页':>8}  页面（20 个客户端）")
        for one in found:
            print(f"{one.per_second:>8}{one.p50_ms:>10}{one.p95_ms:>10}{one.ratio:>10}  {one.path}")
    return [asdict(one) for one in found]


def _match(args: argparse.Namespace) -> dict[str, Any]:
    from jinliang.bench import match

    found = asdict(match.run(args.documents, Path(os.environ.get("JINLIANG_DATA", "var")).resolve(), _say))
    if not args.json:
        for name, value in found.items():
            print(f"{name:>20}  {value}")
    return found


def _awards(args: argparse.Namespace) -> dict[str, Any]:
    from jinliang.bench import award

    found = asdict(award.run(args.receipts, _say))
    if not args.json:
        for name, value in found.items():
            print(f"{name:>20}  {value}")
    return found


def _compile(args: argparse.Namespace) -> dict[str, Any]:
    from jinliang.bench import compile

    found = compile.run(args.texts)
    if not args.json:
        for one in found["texts"]:
            print(f"{one['text']:>16}  {one['characters']:>6} 字 {one['ms']:>7} ms", end="")
            print(f"  目标 {one['found']}/{one['gold']}，多报 {one['false']}，对照多报 {one['peer_false']}")
        print(f"一万字 {found['ms_per_10000_characters']} ms")
    return found
