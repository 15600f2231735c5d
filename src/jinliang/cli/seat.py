"""`jinliang seat`: gives somebody a seat, the first administrator of a new installation above all."""

from __future__ import annotations

import argparse
import getpass
import json
import os
import sys
from typing import Any

from jinliang.cli.session import city
from jinliang.core.access import ROLES
from jinliang.core.refusal import Refusal


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser("seat", help="设席位", description="给一个人设席位；口令从 JINLIANG_PASSWORD 或键盘读取")
    parser.add_argument("username", help="登录名")
    parser.add_argument("--party", required=True, help="单位名称；没有登记过的要同时给 --kind")
    parser.add_argument("--kind", default="", help="单位类型，如 bureau、university、enterprise")
    parser.add_argument("--code", default="", help="统一社会信用代码")
    parser.add_argument("--role", required=True, choices=list(ROLES), help="席位")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--title", default="", help="职务")
    parser.add_argument("--area", default="", help="辖市区代码，辖市区席位必填")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Registers the party when new, gives the seat, sets the password."""
    password = os.environ.get("JINLIANG_PASSWORD") or (getpass.getpass("口令：") if sys.stdin.isatty() else "")
    if args.role == "district" and not args.area:
        raise Refusal("area_missing", "辖市区席位没有写辖市区", "用 --area 写区划代码，如 320411")
    with city():
        from jinliang.core.access import SYSTEM
        from jinliang.site.acts import party as acts
        from jinliang.site.reads import party as reads

        found = reads.Directory(SYSTEM).party(args.party)
        if found is None and not args.kind:
            raise Refusal("no_such_party", f"没有登记过“{args.party}”", "用 --kind 写明单位类型，同时登记")
        party = found.id if found else acts.register(SYSTEM, [acts.NewParty(args.kind, args.party, args.code, args.area)])[0].id
        seat = acts.seat(SYSTEM, args.username, party, args.role, args.name, args.title, args.area)
        if password:
            acts.password(seat.user, password)
    told = {"seat": seat.id, "username": args.username, "role": args.role, "party": args.party}
    print(json.dumps(told, ensure_ascii=False) if args.json else f"{args.name} 已是{args.party}的{ROLES[args.role]}席位")
    return 0
