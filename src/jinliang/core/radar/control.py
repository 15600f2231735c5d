"""Who stands behind whom on a day: control along shares and legal representatives, stakes, and the chain that shows it.

Control as the company law has it (公司法 2023 265: more than half, or otherwise in fact): whoever holds more than the line in a
party, adding up what those hold whom it controls already; and its legal representative.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from jinliang.core.radar.case import Scene, Tie

Chain = tuple[Tie, ...]


class Control:
    """The ties of a scene, asked upwards from a party."""

    def __init__(self, scene: Scene, line: Decimal) -> None:
        self.scene = scene
        self.line = line
        self._above: dict[str, list[Tie]] = defaultdict(list)
        for tie in scene.ties:
            self._above[tie.party].append(tie)
        self._known: dict[tuple[str, date], dict[str, Chain]] = {}

    def ties(self, party: str, on: date) -> list[Tie]:
        """The ties to a party that stand on the day."""
        return [tie for tie in self._above.get(party, ()) if tie.stands(on)]

    def officers(self, party: str, on: date) -> dict[str, Tie]:
        """Who sits in a party on the day, as officer or legal representative."""
        return {tie.holder: tie for tie in self.ties(party, on) if tie.role != "share"}

    def behind(self, party: str, on: date) -> dict[str, Chain]:
        """Everybody who controls a party on the day, itself included, each with the ties that show it."""
        key = (party, on)
        if key not in self._known:
            self._known[key] = self._behind(party, on)
        return self._known[key]

    def _behind(self, party: str, on: date) -> dict[str, Chain]:
        above, seen, queue = [], {party}, [party]
        while queue:
            for tie in self.ties(queue.pop(), on):
                if tie.role != "officer" and tie.holder not in self.scene.state:
                    above.append(tie)
                    if tie.holder not in seen:
                        seen.add(tie.holder)
                        queue.append(tie.holder)
        found: dict[str, Chain] = {party: ()}
        for holder in sorted(seen - {party}):
            chain = self._holds(holder, party, above)
            if chain:
                found[holder] = chain
        return found

    def _holds(self, holder: str, party: str, above: Iterable[Tie]) -> Chain:
        """The ties by which the holder controls the party, empty if it does not."""
        by_party: dict[str, list[Tie]] = defaultdict(list)
        for tie in above:
            by_party[tie.party].append(tie)
        got: dict[str, Chain] = {holder: ()}
        grown = True
        while grown and party not in got:
            grown = False
            for below, ties in by_party.items():
                if below in got:
                    continue
                mine = [tie for tie in ties if tie.holder in got]
                legal = [tie for tie in mine if tie.role == "legal"][:1]
                if legal or sum((tie.share for tie in mine), Decimal(0)) > self.line:
                    steps = [step for tie in legal or mine for step in (*got[tie.holder], tie)]
                    got[below] = tuple(dict.fromkeys(steps))
                    grown = True
        return got.get(party, ())

    def stakes(self, party: str, on: date) -> dict[str, tuple[Decimal, Chain]]:
        """What everybody holds in a party, directly and through those they control: share in per cent and the ties."""
        found: dict[str, tuple[Decimal, Chain]] = {}
        for tie in self.ties(party, on):
            if tie.role != "share" or tie.holder in self.scene.state:
                continue
            for who, chain in self.behind(tie.holder, on).items():
                share, before = found.get(who, (Decimal(0), ()))
                found[who] = (share + tie.share, tuple(dict.fromkeys((*before, *chain, tie))))
        return found

    def relation(self, one: str, two: str, on: date) -> tuple[str, Chain] | None:
        """How two parties are related on the day: `parent` or `common_control`, with the ties; None = not on record.

        Two parties that are one are not asked about here: a contract with oneself is none.
        """
        first, second = self.behind(one, on), self.behind(two, on)
        if one in second or two in first:
            return "parent", second.get(one, ()) or first.get(two, ())
        for who in sorted(set(first) & set(second)):
            return "common_control", (*first[who], *second[who])
        return None

    def insider(self, one: str, two: str, on: date, line: Decimal) -> Chain:
        """Somebody who sits in one party and in the other too, or holds from the line up in it; the ties, or none."""
        here, there = self.officers(one, on), self.officers(two, on)
        for who in sorted(set(here) & set(there)):
            return here[who], there[who]
        for officers, other in ((here, two), (there, one)):
            for who, (share, chain) in sorted(self.stakes(other, on).items()):
                if who in officers and share >= line:
                    return (officers[who], *chain)
        return ()

    def told(self, chain: Iterable[Tie]) -> list[str]:
        """The ties as sentences."""
        name = self.scene.name
        said = {
            "legal": "{holder}是{party}的法定代表人",
            "officer": "{holder}在{party}任职",
            "share": "{holder}持有{party} {share:f}%",
        }
        return [said[tie.role].format(holder=name(tie.holder), party=name(tie.party), share=tie.share) for tie in chain]
