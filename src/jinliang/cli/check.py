"""`jinliang check`: a pack examined as a whole, with every flaw, where it stands and how to mend it. Needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from jinliang.core.refusal import Flaw

if TYPE_CHECKING:
    from jinliang.packs.load import Checked

OK, FLAWED, USAGE = 0, 1, 2


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "check",
        help="检查计划包",
        description="检查一个计划包：列出全部问题、位置和改法。没有问题退出码为 0，有问题为 1，用法不对为 2。",
    )
    parser.add_argument(
        "pack", nargs="?", metavar="PACK", help="随产品的计划包名，如 changzhou_2019；或计划包文件的路径"
    )
    parser.add_argument("--schema", action="store_true", help="打印计划包的 JSON Schema，供编辑器补全和校验")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints the examination, or the JSON Schema. 0: no flaws; 1: flaws; 2: nothing to examine."""
    from jinliang.packs import load

    if args.schema:
        print(json.dumps(load.json_schema(), ensure_ascii=False, indent=2))
        return OK
    if not args.pack:
        print(f"没有写要检查哪个计划包。随产品的有：{'、'.join(load.shipped())}", file=sys.stderr)
        return USAGE
    found = load.check(args.pack)
    if getattr(args, "json", False):
        print(json.dumps(_data(found), ensure_ascii=False))
    elif found.found:
        print(_words(found))
    if not found.found:
        print(f"{found.flaws[0].what}：{found.flaws[0].why}。{found.flaws[0].fix}", file=sys.stderr)
        return USAGE
    return FLAWED if found.flaws else OK


def _data(found: Checked) -> dict[str, Any]:
    return {
        "pack": found.name,
        "digest": found.digest,
        "clauses": found.clauses,
        "targets": found.targets,
        "mentions": found.mentions,
        "flaws": [{"place": one.place, "what": one.what, "why": one.why, "fix": one.fix} for one in found.flaws],
    }


def _words(found: Checked) -> str:
    counts = f"{found.clauses} 条条款，{found.targets} 个目标，原文 {found.mentions} 处写到"
    title = f"{found.pack.title}（{found.name}）" if found.pack else found.name
    head = [title, f"摘要 {found.digest}", counts]
    if not found.flaws:
        return "\n".join([*head, "没有问题"])
    return "\n".join([*head, f"要改 {len(found.flaws)} 处：", *_listed(found.flaws)])


def _listed(flaws: Sequence[Flaw]) -> list[str]:
    lines: list[str] = []
    for number, one in enumerate(flaws, start=1):
        lines.append(f"{number}. {one.place}")
        if one.what:
            lines.append(f"   写的是 {one.what}")
        lines.append(f"   {one.why}")
        lines.append(f"   {one.fix}")
    return lines
