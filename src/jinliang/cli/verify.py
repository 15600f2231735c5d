"""`jinliang verify`: the journal's chain walked from the first line to the head, and every other table held against it."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from jinliang.cli.session import city

if TYPE_CHECKING:
    from jinliang.site.reads.journal import Verified

OK, BROKEN = 0, 1


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "verify",
        help="核对留痕链，以及事实、主体、计划包与留痕是否一致",
        description="从第一条起核对留痕的哈希链，再把事实、冲销更正、主体、台账、计划包与留痕里的摘要逐一比对。"
        "一个字节被改动、少一条、换一下顺序都会被发现。全部相符退出码为 0，否则为 1。",
    )
    parser.add_argument("--files", action="store_true", help="同时重新计算每份佐证文件的摘要")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints what the check found. 0: everything holds; 1: something does not."""
    with city(adopt=False):
        from jinliang.site.reads import papers
        from jinliang.site.reads.journal import verify

        found = verify(papers.store() if args.files else None)
    print(json.dumps(as_json(found), ensure_ascii=False) if args.json else in_words(found))
    return OK if found.ok else BROKEN


def as_json(found: Verified) -> dict[str, Any]:
    """What the check found, as JSON."""
    return {
        "entries": found.entries,
        "ok": found.ok,
        "head": found.head,
        "first_bad": found.first_bad,
        "faults": [asdict(one) for one in found.faults],
    }


def in_words(found: Verified) -> str:
    """What the check found, for people."""
    lines = [f"留痕 {found.entries} 条，链头 {found.head}"]
    if found.ok:
        return "\n".join([*lines, "全部相符"])
    lines.append("不相符" if found.first_bad is None else f"不相符，最早在第 {found.first_bad} 条")
    lines += [f"  {one.why}" if one.number is None else f"  第 {one.number} 条：{one.why}" for one in found.faults]
    return "\n".join([*lines, "保留现场，从备份恢复后再核对"])
