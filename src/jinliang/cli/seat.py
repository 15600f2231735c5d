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
    parser = subparsers.add_parser(
        "seat", help="设席位", description="给一个人设席位；口令从 JINLIANG_PASSWORD 或键盘读取"
    )
    parser.add_argument("username", help="登录名")
    parser.add_argument("--party", required=True, help="单位名称；没有登记过的要同时给 --kind")
    parser.add_argument("--kind", default="", help="单位类型，如 bureau、university、enterprise")
    parser.add_argument("--code", default="", help="统一社会信用代码")
    parser.add_argument("--role", required=True, choices=list(ROLES), help="席位")
    parser.add_argument("--name", required=True, help="姓名")
    parser.add_argument("--title", default="", help="职务")
    parser.add_argument("--area", default="", help="辖市区代码，辖市区席位必填")
    parser.add_argument(
        "--password-reset", action="store_true", help="已有口令的账号也改成这个口令；不写则只给新账号设"
    )
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Registers the party when new, gives the seat, sets a new user's password: all of it or nothing."""
    password = os.environ.get("JINLIANG_PASSWORD") or (getpass.getpass("口令：") if sys.stdin.isatty() else "")
    if args.role == "district" and not args.area:
        raise Refusal("area_missing", "辖市区席位没有写辖市区", "用 --area 写区划代码，如 320411")
    if args.password_reset and not password:
        raise Refusal("password_missing", "没有新的口令", "用 JINLIANG_PASSWORD 给出，或在键盘上输入")
    with city():
        from django.db import transaction

        from jinliang.core.access import SYSTEM
        from jinliang.site.acts import party as acts
        from jinliang.site.reads import party as reads

        if password:
            acts.fit(acts.user(args.username), password)
        found = reads.Directory(SYSTEM).party(args.party)
        if found is None and not args.kind:
            raise Refusal("no_such_party", f"没有登记过“{args.party}”", "用 --kind 写明单位类型，同时登记")
        with transaction.atomic():
            new = acts.NewParty(args.kind, args.party, args.code, args.area)
            party = found.id if found else acts.register(SYSTEM, [new])[0].id
            seat = acts.seat(SYSTEM, args.username, party, args.role, args.name, args.title, args.area)
            set_now = bool(password) and (args.password_reset or not seat.user.has_usable_password())
            if set_now:
                acts.password(seat.user, password)
    told = {"seat": seat.id, "username": args.username, "role": args.role, "party": args.party, "password_set": set_now}
    print(
        json.dumps(told, ensure_ascii=False) if args.json else f"{args.name} 已是{args.party}的{ROLES[args.role]}席位"
    )
    if password and not set_now:
        print("这个账号已有口令，没有改；要改加 --password-reset", file=sys.stderr)
    return 0
