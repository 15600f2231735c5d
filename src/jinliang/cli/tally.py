"""`jinliang tally`: makes the tally, from which readings are read, anew from the facts."""

from __future__ import annotations

import argparse
import json
from typing import Any

from jinliang.cli.session import city


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser(
        "tally",
        help="按事实重做读数表",
        description="按事实重做读数所用的表。核对（jinliang verify）说读数表与事实不符时用；不改事实，也不留痕。"
        "网站正在运行的，做完要重启：它记着读过的数。",
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Rebuilds the tally while no act can be sealed, and says how many facts it holds."""
    with city(adopt=False):
        from django.db import transaction

        from jinliang.site.acts import tally
        from jinliang.site.models import Head

        with transaction.atomic():
            Head.objects.select_for_update().filter(id=1).first()
            rows = tally.rebuild()
    print(json.dumps({"rows": rows}) if args.json else f"读数表已按 {rows:,} 件事实重做")
    return 0
