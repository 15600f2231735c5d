"""The radar's look over all contracts before a payment: every alarm with its path (技术合同奖补的排除情形)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

from jinliang.core.radar.alarm import Alarm, RadarRule, raised
from jinliang.core.radar.case import Scene, SeenContract
from jinliang.core.radar.control import Control
from jinliang.core.radar.money import outside, papers, returned
from jinliang.core.radar.text import alike

Pair = tuple[SeenContract, SeenContract, float]


def look(scene: Scene, rule: RadarRule) -> tuple[Alarm, ...]:
    """Every alarm over the contracts of the scene. Twenty thousand contracts take seconds; nothing is asked twice of the ties."""
    contracts = {one.id: one for one in scene.contracts}
    control = Control(scene, rule.control)
    return (
        *_related(scene, control, rule),
        *_texts(scene, control, rule),
        *papers(scene, contracts, rule),
        *outside(scene, contracts, rule),
        *returned(scene, contracts, rule),
    )


def _head(scene: Scene, one: SeenContract) -> str:
    return f"合同 {one.id}（{one.signed_on}，{one.amount:,f} 元）由{scene.name(one.seller)}卖给{scene.name(one.buyer)}"


def _related(scene: Scene, control: Control, rule: RadarRule) -> Iterator[Alarm]:
    """Contracts between relatives, and brokers that belong to a side."""
    for one in scene.contracts:
        relation = control.relation(one.seller, one.buyer, one.signed_on)
        if relation:
            scheme, chain = relation
            yield raised(scheme, rule, [one.id], [_head(scene, one), *control.told(chain)])
        else:
            chain = control.insider(one.seller, one.buyer, one.signed_on, rule.insider)
            if chain:
                yield raised("insider", rule, [one.id], [_head(scene, one), *control.told(chain)])
        for side in (one.seller, one.buyer) if one.broker else ():
            if rule.own_office and scene.offices.get(one.broker) == side:
                continue
            relation = control.relation(one.broker, side, one.signed_on)
            if relation:
                told = [_head(scene, one), f"中介是{scene.name(one.broker)}", *control.told(relation[1])]
                yield raised("straw_broker", rule, [one.id], told)


def _texts(scene: Scene, control: Control, rule: RadarRule) -> Iterator[Alarm]:
    """What pairs of like texts mean: nothing, a split, work passed on, or a copy."""
    parts: list[Pair] = []
    for one, two, likeness in alike(scene, scene.contracts, float(rule.text_alike / 100)):
        if (one.framework and one.framework == two.framework) or (
            one.result and (one.result, one.seller) == (two.result, two.seller)
        ):
            continue
        said = [_head(scene, one), _head(scene, two), f"两份合同的内容 {likeness:.0%} 相同"]
        if one.buyer == two.seller or two.buyer == one.seller:
            main, under = (one, two) if two.buyer == one.seller else (two, one)
            near = abs(two.signed_on - one.signed_on) <= timedelta(rule.passed_days)
            if near and under.amount >= main.amount * rule.passed_share / 100:
                yield raised("passed_on", rule, [main.id, under.id], said)
        elif _same_side(control, one.seller, two.seller, one) and _same_side(control, one.buyer, two.buyer, one):
            parts.append((one, two, likeness))
        else:
            yield raised("cloned", rule, [one.id, two.id], said)
    yield from _splits(scene, parts, rule)


def _same_side(control: Control, one: str, two: str, contract: SeenContract) -> bool:
    return one == two or control.relation(one, two, contract.signed_on) is not None


def _splits(scene: Scene, pairs: list[Pair], rule: RadarRule) -> Iterator[Alarm]:
    """Groups of like contracts of one pair of sides, each under a line and together reaching it within the days."""
    for line in rule.split_lines:
        beside: dict[str, set[str]] = defaultdict(set)
        known: dict[str, SeenContract] = {}
        for one, two, _ in pairs:
            if one.amount < line and two.amount < line and (two.signed_on - one.signed_on).days <= rule.split_days:
                known[one.id], known[two.id] = one, two
                beside[one.id].add(two.id)
                beside[two.id].add(one.id)
        seen: set[str] = set()
        for start in sorted(known):
            if start in seen:
                continue
            group, queue = {start}, [start]
            while queue:
                for other in beside[queue.pop()] - group:
                    group.add(other)
                    queue.append(other)
            seen |= group
            split = _reaching(sorted((known[id] for id in group), key=lambda one: (one.signed_on, one.id)), line, rule)
            if split:
                total = sum((one.amount for one in split), Decimal(0))
                tail = f"{len(split)} 份内容相近，每份不到 {line:,f} 元，合计 {total:,f} 元"
                yield raised("split", rule, [one.id for one in split], [*(_head(scene, one) for one in split), tail])


def _reaching(group: list[SeenContract], line: Decimal, rule: RadarRule) -> list[SeenContract]:
    """Those contracts of a group, in order of days, that lie in a stretch of the rule's days and reach the line together."""
    kept: dict[str, SeenContract] = {}
    for at, first in enumerate(group):
        within = [one for one in group[at:] if (one.signed_on - first.signed_on).days <= rule.split_days]
        if sum((one.amount for one in within), Decimal(0)) >= line:
            kept.update((one.id, one) for one in within)
    return list(kept.values())
