"""Adopting packs: from that act on the new version governs, and the old one answers for the time before."""

from __future__ import annotations

from datetime import date

from jinliang.core.access import SYSTEM
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.packs import load
from jinliang.site.acts import tally
from jinliang.site.acts.perform import Doing, act, require
from jinliang.site.models import AdoptedPack
from jinliang.site.reads import pack as packs


@act("pack.adopt", "采用计划包")
def adopt(doing: Doing, text: str, plan_text: str, valid_from: date, note: str = "") -> Pack:
    """Adopts a version of a pack. Raises Refusal `pack_flawed` with every flaw, or `already_adopted`."""
    require(doing.viewer, "admin", act="采用计划包")
    found = load.check_text(text, plan_text, uses=packs.used())
    if found.pack is None:
        told = "；".join(f"{one.place}：{one.why}" for one in found.flaws)
        raise Refusal("pack_flawed", f"计划包有 {len(found.flaws)} 处问题：{told}", "用 jinliang check 查看每处怎么改")
    pack = found.pack
    current = packs.row(pack.id)
    if current is not None and current.digest == pack.digest:
        raise Refusal("already_adopted", "这一版已经采用", "改动后再采用")
    doing.note = note
    doing.touch("pack", pack.id)
    doing.change = {"digest": [current.digest if current else None, pack.digest], "valid_from": valid_from.isoformat()}

    def write(number: int) -> None:
        AdoptedPack.objects.create(
            known=number,
            pack=pack.id,
            version=pack.version,
            digest=pack.digest,
            valid_from=valid_from,
            text=text,
            plan_text=plan_text,
        )
        fresh = tally.ask(pack)
        if fresh:
            tally.rebuild(fresh)

    doing.finally_(write)
    return pack


def adopt_shipped() -> list[Pack]:
    """At the first start: adopts the shipped packs nobody has adopted yet, those that others use first."""
    adopted = []
    for name in sorted(load.shipped(), key=lambda one: (load.text_of(one) != "", one)):
        if packs.row(name) is None:
            pack = load.shipped_pack(name)
            adopted.append(adopt(SYSTEM, load.source_of(name), pack.text, pack.issued_on, "首次启动，采用随产品的计划包"))
    return adopted
