"""The pack as a whole: its areas, bodies, dates, thresholds and text."""

from __future__ import annotations

from collections.abc import Iterator

from jinliang.core.refusal import Flaw
from jinliang.packs.checks.code import items
from jinliang.packs.checks.draft import Draft
from jinliang.packs.flaw import places, repeated, unknown


def whole(draft: Draft) -> Iterator[Flaw]:
    """What belongs to no single stanza."""
    pack = draft.pack
    yield from items(pack.areas, "area", "区域")
    areas = [one.id for one in pack.areas]
    for number, code in enumerate(pack.scope):
        if code not in areas:
            yield from unknown(f"scope[{number}]", code, "区域", areas)
        elif code in pack.scope[:number]:
            yield Flaw(f"scope[{number}]", code, "这个区域写了两次", "去掉一个")
    if pack.issued_on > pack.period.last:
        yield Flaw("issued_on", str(pack.issued_on), f"印发日晚于计划期止日 {pack.period.last}", "核对印发日和计划期")
    if draft.sound("pace") and not 0 < pack.pace.late <= pack.pace.watch <= 1:
        what = f"late = {pack.pace.late}，watch = {pack.pace.watch}"
        yield Flaw("pace", what, "进度线要 0 < late ≤ watch ≤ 1", "如 late = 0.9，watch = 1")
    if not pack.text and (pack.clauses or pack.indicators):
        yield Flaw("text_file", draft.table.text_file, "有条款或指标，却没有正文可对", "写上计划正文的文件名")
    yield from _bodies(draft)


def _bodies(draft: Draft) -> Iterator[Flaw]:
    ids = [one.id for one in draft.pack.bodies]
    yield from repeated("body", ids, "机构")
    for one, place in zip(draft.pack.bodies, places("body", ids), strict=True):
        for number, clause in enumerate(one.clauses):
            if clause not in draft.clauses:
                yield from unknown(f"{place}.clauses[{number}]", clause, "条款", draft.clauses)
