"""A case decided for the command line: the answer with its trace, why not with the smallest change, and what if."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from jinliang.core.decision import decide
from jinliang.core.what_if import priced, what_if
from jinliang.core.why_not import Mend, mends, short_of
from jinliang.packs.award import award_over
from jinliang.packs.award_answer import answered
from jinliang.packs.award_case import AwardGiven
from jinliang.packs.given import read_case
from jinliang.packs.told import Answer


def decided_case(
    id: str, given: object, *, rate: Decimal | None = None, cap: Decimal | None = None, budget: Decimal | None = None
) -> Answer:
    """A case under an award by its id. With a rate, cap or budget it is also tried at that price.

    Raises Refusal: no_such_award, rule_gap, case_flawed, and what `decide` raises.
    """
    case = read_case(AwardGiven, given)
    found = award_over(id, case.period)
    award, world = found.award, case.world(found.award)
    decided = decide(award, case.call, case.people(), world)
    answer: Answer = {"award": id, "pack": found.pack.id, "version": found.pack.version, "digest": found.pack.digest}
    answer |= answered(case, award)
    for row, one in zip(answer["applicants"], decided.decisions, strict=True):
        row["why_not"] = [_mend(each) for each in mends(decided, one, world)]
        row["short_of"] = short_of(decided, one)
    if rate is not None or cap is not None or budget is not None:
        call = case.call if budget is None else replace(case.call, budget=budget)
        call = call if rate is None else replace(call, rate=None)
        tried = what_if(decided, world, priced(award, rate=rate, cap=cap), call)
        answer["what_if"] = {
            "applicants": [
                {
                    "id": one.applicant,
                    "before": f"{one.before:.2f}",
                    "after": f"{one.after:.2f}",
                    "difference": f"{one.difference:.2f}",
                }
                for one in tried.changed
            ],
            "difference": f"{tried.difference:.2f}",
        }
    return answer


def _mend(one: Mend) -> Answer:
    changes = [{"reason": each.reason, "change": each.said, "can": each.can} for each in one.changes]
    return {"item": one.left.item, "amount": f"{one.left.amount:.2f}", "can": one.can, "changes": changes}


def lines(answer: Mapping[str, Any]) -> list[str]:
    """The answer as people read it."""
    told = []
    for row in answer["applicants"]:
        told += [f"{row['id']}：拨付 {row['paid']} 元", *(f"  {line}" for line in row["trace"])]
        told += [f"  {row['short_of']}"] if row["short_of"] else []
        for one in row["why_not"]:
            word = "怎样才算" if one["can"] else "为什么不能算"
            told.append(f"  {one['item']} {word}：{'；'.join(each['change'] for each in one['changes'])}。")
    told.append(f"合计拨付 {answer['total_paid']} 元")
    if "budget_left" in answer:
        told.append(f"预算余 {answer['budget_left']} 元")
    for one in answer.get("claw_back", ()):
        told.append(
            f"追回 {one['id']} {one['claw_back']} 元：已拨 {one['paid_before']} 元，重算应拨 {one['recomputed']} 元"
        )
    for one in answer.get("what_if", {}).get("applicants", ()):
        told.append(f"试算 {one['id']}：{one['before']} 元改为 {one['after']} 元，差 {one['difference']} 元")
    return told
