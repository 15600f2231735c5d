"""`jinliang import`: a whole city, brought from an export into an installation that has none yet."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from jinliang.cli.session import city


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "import",
        help="把导出的城市导入到空的系统",
        description="把 jinliang export 写成的文件夹导入到还没有数据的系统。先核对每个文件的摘要，再一次导入，"
        "最后从数据库重新计算内容摘要并核对留痕；有一处不符就什么都不导入。用户要重新设密码。",
    )
    parser.add_argument("folder", metavar="DIR", type=Path, help="jinliang export 写成的文件夹")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Imports a city. Raises Refusal: no_export, export_newer, export_other, export_broken, city_not_empty."""
    with city(adopt=False):
        from jinliang.core.access import SYSTEM
        from jinliang.site.acts.whole import bring
        from jinliang.site.reads import papers

        brought = bring(SYSTEM, args.folder, papers.store())
    if args.json:
        print(json.dumps(brought, ensure_ascii=False))
    else:
        print(f"已导入 {sum(brought['tables'].values()):,} 行，留痕到第 {brought['number']} 条")
        print(f"内容摘要与导出的相同：{brought['content']}")
        print("每个用户要由管理员重新设密码")
    return 0
