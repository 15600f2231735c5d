"""The `jinliang` command: what it understands, how it answers, and the one place where a refusal becomes an exit code."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from types import ModuleType

from jinliang import __version__
from jinliang.cli import (
    backup,
    bench,
    cases,
    check,
    claims,
    compile,
    decide,
    demo,
    distribute,
    explain,
    export,
    import_,
    match,
    notice,
    read,
    restore,
    seat,
    serve,
    tally,
    value,
    verify,
)
from jinliang.core.refusal import Refusal

# Each module adds its own words with `add(subparsers)` and answers with `run(args) -> int`. They import Django and the
# like only when they run, so that --help is quick.
COMMANDS: tuple[ModuleType, ...] = (
    serve,
    check,
    compile,
    read,
    explain,
    verify,
    tally,
    cases,
    export,
    import_,
    claims,
    backup,
    restore,
    seat,
    demo,
    match,
    notice,
    distribute,
    decide,
    value,
    bench,
)

OK, NO, USAGE = 0, 1, 2


class Command(argparse.ArgumentParser):
    """A parser that knows --json, as every command and its parts do."""

    def __init__(self, *args: object, **options: object) -> None:
        super().__init__(*args, **options)  # type: ignore[arg-type]  # handed on as it comes
        self.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="输出 JSON，供程序读取")


def parser() -> argparse.ArgumentParser:
    """All commands with their options."""
    top = argparse.ArgumentParser(
        prog="jinliang",
        description="津梁：一座城市产学研协同创新计划的运行平台",
        epilog="退出码：0 办成；1 回答是“不”（有问题、被拒绝）；2 用法不对",
    )
    top.add_argument("--version", action="version", version=f"jinliang {__version__}")
    subparsers = top.add_subparsers(dest="command", metavar="命令", required=True, parser_class=Command)
    for module in COMMANDS:
        before = set(subparsers.choices)
        module.add(subparsers)
        for name in set(subparsers.choices) - before:
            subparsers.choices[name].set_defaults(module=module)
    return top


def main(words: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 the answer is no, 2 not understood. A Refusal is told on standard error."""
    args = parser().parse_args(words)
    args.json = getattr(args, "json", False)
    try:
        return int(args.module.run(args))
    except Refusal as refusal:
        told = {"error": {"code": refusal.code, "why": refusal.why, "fix": refusal.fix}}
        print(json.dumps(told, ensure_ascii=False) if args.json else refusal, file=sys.stderr)
        return NO
    except KeyboardInterrupt:
        return 130
