"""`jinliang export`: the whole city, written to open formats."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from jinliang.cli.session import city


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "export",
        help="把整个城市导出成开放格式",
        description="把主体、申报、事实、留痕、计划包和佐证文件导出到一个空文件夹：每表一个 JSON Lines 文件，"
        "文件按摘要存放，清单里有每个文件的 SHA-256。不含密码。导出含个人信息，请妥善保管。",
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="空的或还没有的文件夹")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Exports the city. Raises Refusal: folder_not_empty, folder_closed, file_altered."""
    with city(adopt=False):
        from jinliang.core.access import SYSTEM
        from jinliang.site.reads import papers
        from jinliang.site.reads.whole import export

        made = export(SYSTEM, args.folder, papers.store())
    if args.json:
        print(json.dumps({"folder": str(args.folder), **made.as_json()}, ensure_ascii=False))
    else:
        rows = sum(one.rows for one in made.tables)
        print(f"已导出到 {args.folder}：{len(made.tables)} 张表 {rows:,} 行，文件 {made.files:,} 个")
        print(f"留痕到第 {made.number} 条，内容摘要 {made.content}")
    return 0
