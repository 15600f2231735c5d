"""`jinliang distribute`: the income from a result shared by the legal floors and the unit's rule. Needs no database."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

OK, NO = 0, 1


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser(
        "distribute",
        help="成果收益怎么分",
        description="读一个收益分配算例，按转化方式算出净收入、奖励总额和各人所得；也能把几种方式并排给一个人看。拒绝时退出码为 1。",
    )
    parser.add_argument("case", nargs="?", metavar="CASE.json", type=Path, help="算例文件，写法见 docs/examples")
    parser.add_argument("--schema", action="store_true", help="打印算例的 JSON Schema")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Prints who gets what. 0: shared; 1: refused. Raises Refusal: case_missing, case_flawed, no_such_route …"""
    from jinliang.core.refusal import Refusal
    from jinliang.packs.given import document
    from jinliang.packs.sharing import distribution_answer, sharing_schema

    if args.schema:
        print(json.dumps(sharing_schema(), ensure_ascii=False, indent=2))
        return OK
    if args.case is None:
        raise Refusal("case_missing", "没有写算例文件", "写成 jinliang distribute CASE.json；用 --schema 看写法")
    answer = distribution_answer(document(args.case))
    refused = bool(answer.get("refused"))
    if args.json:
        print(json.dumps(answer, ensure_ascii=False))
    else:
        print("\n".join(_lines(answer)))
    return NO if refused else OK


_LABELS = {
    "net_income": "净收入",
    "pct": "奖励比例（%）",
    "pool_floor": "法定最低奖励总额",
    "pool": "奖励总额",
    "main_floor": "主要贡献人最少",
    "main_total": "主要贡献人合计",
    "unit_keeps": "单位留存",
    "points_to_persons": "给个人的股份（百分点）",
    "min_points_to_persons": "法定最少（百分点）",
    "points_kept_by_unit": "单位留存（百分点）",
    "cash": "现金",
    "total": "合计",
    "notice_ends": "公示期满",
    "award": "奖励合计",
    "award_with_relief": "减半计税的奖励",
    "counted_into_wages": "计入当月工资",
    "income": "技术转让所得",
    "taxable": "计税的所得",
    "message": "不能这样分",
}
_ROW = {
    "name": "",
    "way": "",
    "year": "",
    "receipt": "到账 ",
    "amount": "",
    "points": "百分点 ",
    "value": "值 ",
    "pool": "提取 ",
    "last_day": "最迟 ",
    "award": "奖励 ",
    "cash": "现金 ",
    "points_worth": "股份值 ",
    "total": "合计 ",
    "hangs_on": "",
    "why_not": "不减半：",
}


def _lines(answer: dict[str, Any]) -> list[str]:
    lines = [f"{label}  {answer[key]}" for key, label in _LABELS.items() if key in answer]
    for key in ("awards", "by_year", "rows", "ways"):
        for row in answer.get(key, ()):
            lines.append("  " + "  ".join(f"{label}{row[name]}" for name, label in _ROW.items() if name in row))
            lines += [f"    {one['name']}  {one['amount']}" for one in row.get("awards", ())]
    return lines
