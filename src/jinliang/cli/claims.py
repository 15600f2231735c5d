"""`jinliang claims import`: a table of claims, or an official list with its document, loaded as the page loads it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinliang.cli.read import a_day
from jinliang.cli.session import city
from jinliang.core.access import ROLES, Viewer
from jinliang.core.refusal import Refusal

if TYPE_CHECKING:
    from jinliang.site.acts.roll import Document
    from jinliang.site.models import Import
    from jinliang.store import Kept

OK, FLAWED = 0, 1


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser("claims", help="导入申报或官方名单", description="成批导入申报，或导入官方名单。")
    words = parser.add_subparsers(dest="claims", metavar="做什么", required=True)
    bring = words.add_parser(
        "import",
        help="导入一张表",
        description="导入一张 XLSX 或 CSV 表。先试算，列出全部问题及所在的行和列；没有问题才写入，一次写完。"
        "单位的表成为申报，官方名单连同文件直接成为事实。有问题没有导入退出码为 1。",
    )
    bring.add_argument("file", metavar="FILE", type=Path, help="按模板填写的 .xlsx 或 .csv")
    bring.add_argument("--kind", required=True, help="事实类别，如 cn.industry_professor")
    bring.add_argument("--seat", required=True, metavar="USERNAME", help="以谁的席位办理，填登录名")
    bring.add_argument("--role", choices=list(ROLES), help="这个人有几个席位时，用哪一个")
    bring.add_argument("--official", action="store_true", help="这是官方名单，导入即成为事实；要有 --document")
    bring.add_argument("--document", metavar="FILE.pdf", type=Path, help="名单所依据的文件，是每一行的佐证")
    bring.add_argument("--type", default="official_list", help="文件的佐证种类（缺省 official_list）")
    bring.add_argument("--title", help="文件的名称；不写则用文件名")
    bring.add_argument("--dated", metavar="DAY", type=a_day, help="文件的日期")
    bring.add_argument(
        "--choice", choices=("all", "good"), default="all", help="all 全部无误才导（缺省）；good 只导无误的行"
    )
    bring.add_argument("--dry-run", action="store_true", help="只试算，什么都不写")


def run(args: argparse.Namespace) -> int:
    """Tries a table and loads it. 0: loaded, or tried without a flaw; 1: flaws stood in the way.

    Raises Refusal: no_such_file, no_such_seat, which_seat, not_yours, document_missing, no_such_kind, file_* and what the act raises.
    """
    with city():
        from django.db import transaction

        from jinliang.site.acts import importing

        viewer = _viewer(args.seat, args.role)
        table, document = _kept(args.file), _document(args.document, args.type, args.title, args.dated)
        # One transaction from the trial to the act: a table that is not loaded leaves not even its trial behind.
        with transaction.atomic():
            row = importing.attempt(importing.take(viewer, args.kind, table, document))
            _check_official(row, args.official)
            usable = row.good > 0 and not row.blocked and (args.choice == "good" or row.good == row.rows)
            if usable and not args.dry_run:
                row = importing.load(importing.begin(viewer, row.id, args.choice))
            else:
                transaction.set_rollback(True)
    told = _told(row, args.dry_run)
    print(json.dumps(told, ensure_ascii=False) if args.json else _words(told))
    return OK if usable and (not args.dry_run or row.good == row.rows) else FLAWED


def _viewer(username: str, role: str | None) -> Viewer:
    """The active seat of a user. Raises Refusal `no_such_seat`, `which_seat`."""
    from jinliang.site.models import Seat
    from jinliang.site.reads import viewer as viewers

    rows = Seat.objects.filter(user__username=username, user__is_active=True, active=True).select_related("party")
    seats = list((rows.filter(role=role) if role else rows).order_by("id"))
    if not seats:
        raise Refusal("no_such_seat", f"“{username}”没有这样的席位", "核对登录名和 --role；席位由管理员设")
    if len(seats) > 1:
        held = "、".join(dict.fromkeys(one.role for one in seats))
        raise Refusal(
            "which_seat", f"“{username}”有 {len(seats)} 个席位（{held}）", "用 --role 写明用哪一个，或换一个登录名"
        )
    return viewers.of(seats[0])


def _kept(place: Path) -> Kept:
    from jinliang.site.reads import papers

    try:
        with place.open("rb") as file:
            return papers.store().keep(file, place.name)
    except OSError as error:
        raise Refusal("no_such_file", f"{place} 读不出：{error.strerror}", "核对文件名") from error


def _document(place: Path | None, type: str, title: str | None, dated: date | None) -> Document | None:
    from jinliang.site.acts.roll import Document

    return Document(_kept(place), type, title or place.stem, dated) if place else None


def _check_official(row: Import, official: bool) -> None:
    """What was said on the command line must be what the seat makes of it: claims and facts are not to be mixed up."""
    if official and not row.official:
        raise Refusal("not_yours", "这个席位不能导入这一类的官方名单", "去掉 --official 按申报导入，或换发布名单的单位")
    if row.official and not official:
        raise Refusal("is_official", "这个席位导入的名单会直接成为事实", "确定是官方名单，加 --official")


def _told(row: Import, dry: bool) -> dict[str, Any]:
    from jinliang.site.reads import importing

    return {
        "kind": row.kind,
        "official": row.official,
        "rows": row.rows,
        "good": row.good,
        "bad": row.bad,
        "repeats": row.repeats,
        "blocked": row.blocked,
        "dry_run": dry,
        "loaded": row.good if row.state == "done" else 0,
        "journal": row.number,
        "flaws": [asdict(one) | {"place": one.place} for one in importing.flaws(row)],
        "notes": list(row.notes),
    }


def _words(told: dict[str, Any]) -> str:
    flaws: Sequence[dict[str, Any]] = told["flaws"]
    lines = [f"{told['rows']} 行：可用 {told['good']}，有问题 {told['bad']}，重复 {told['repeats']}", *told["notes"]]
    for one in flaws:
        column = f"（{one['column']}）" if one["column"] else ""
        lines.append(f"{one['place']}{column} {one['value']}：{one['why']}。{one['fix']}")
    if told["loaded"]:
        lines.append(f"已导入 {told['loaded']} 行，留痕第 {told['journal']} 条")
    else:
        lines.append("试算完毕，什么都没有写入" if told["dry_run"] else "没有导入，什么都没有写入")
    return "\n".join(lines)
