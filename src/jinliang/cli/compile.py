"""`jinliang compile`: a plan's text made into a draft, with a citation for every item. Needs no database."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from jinliang.core.refusal import Refusal

LARGEST = 20_000_000


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser(
        "compile",
        help="把计划正文编译成草案",
        description="把一份计划的正文编译成草案：条款、目标、责任单位、期限，每一项都带原文位置和依据。草案要人确认才算数。",
    )
    parser.add_argument("text", metavar="TEXT", help="计划正文：文本、DOCX、PDF 或网页；- 是标准输入")
    parser.add_argument("--out", metavar="OUT.json", type=Path, help="草案写到这个文件；不写就打印")
    parser.add_argument("--pack", metavar="OUT.toml", type=Path, help="再写一份计划包草案，正文存在它旁边")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes the draft and, if asked, the draft pack. Raises Refusal when the text cannot be read or holds no plan."""
    from jinliang.compiler import emit, pack
    from jinliang.compiler.compile import compile_text
    from jinliang.engines import reading

    draft = compile_text(reading.text(*_read(args.text)))
    if args.pack:
        beside = args.pack.with_suffix(".txt")
        words = pack.told(draft, beside.name)
        _write(beside, draft.text.raw)
        _write(args.pack, words)
    if args.out:
        _write(args.out, emit.told(draft))
    elif not args.pack or args.json:
        sys.stdout.write(emit.told(draft) if not args.json else json.dumps(emit.data(draft), ensure_ascii=False) + "\n")
        return 0
    who = draft.profile
    print(
        f"{who.title}：{len(draft.clauses)} 条条款，{len(draft.targets)} 处目标，{len(draft.duties)} 处责任，"
        f"{len(draft.questions)} 件事待确认",
        file=sys.stderr,
    )
    return 0


def _read(name: str) -> tuple[bytes, str]:
    if name == "-":
        return sys.stdin.buffer.read(LARGEST + 1), ""
    path = Path(name)
    if not path.is_file():
        raise Refusal("no_file", f"没有这个文件：{name}", "核对文件名")
    if path.stat().st_size > LARGEST:
        raise Refusal("plan_too_long", f"文件有 {path.stat().st_size:,} 字节，太大了", "只留一份计划的正文")
    return path.read_bytes(), path.name


def _write(path: Path, words: str) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            file.write(words)
    except OSError as error:
        raise Refusal("cannot_write", f"写不了 {path}：{error.strerror}", "换一个能写的位置") from error
