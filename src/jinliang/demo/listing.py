"""The demo market (供需): needs and offers written by hand in `market/*.toml`, sent on by their owners and tested by the brokers."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files
from random import Random
from typing import Any

from jinliang.core.access import Role, Viewer
from jinliang.demo import names
from jinliang.demo.people import NAMES
from jinliang.demo.story import Story
from jinliang.demo.timeline import working
from jinliang.site.acts import listing as acts
from jinliang.site.acts import party as parties
from jinliang.site.reads import viewer as viewers

SEED = 20200701
WAN = Decimal(10_000)
DEALS: Mapping[str, Role] = {"university": "tto", "institute": "tto", "enterprise": "enterprise", "agency": "broker"}
"""In which role somebody sits who lists for a body of this kind."""
QUARTER = 92
"""Days of listings that an owner sends on together."""
LAST = date(2021, 6, 17)
LEFT = 5
"""Days before the city's day whose listings still wait to be tested."""


def rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """(kind, listing) as written, in the order of the files."""
    for file in sorted((files("jinliang.demo") / "market").iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            found = tomllib.loads(file.read_text(encoding="utf-8"))
            yield from (("need", one) for one in found.get("need", ()))
            yield from ((one["kind"], one) for one in found.get("offer", ()))


def tell(story: Story) -> Sitters:
    """Puts down who lists what and when: each owner's of a quarter together, tested by a broker on the next working day."""
    rng = Random(SEED)
    groups: dict[tuple[str, int], list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for kind, one in rows():
        groups[one["owner"], one["posted_on"].toordinal() // QUARTER].append((kind, one))
    sitters = Sitters(story, rng)
    for (owner, _quarter), listed in groups.items():
        day = min(working(max(one["posted_on"] for _kind, one in listed)), LAST)
        sent: list[int] = []
        story.timeline.on(day, _send(sitters, owner, listed, day, sent))
        tested = working(day + timedelta(days=rng.randrange(1, 4)))
        if tested <= LAST - timedelta(days=LEFT):
            story.timeline.on(tested, _test(_reader(story, owner), sent))
            sitters.up |= {one["title"]: tested for _kind, one in listed}
    return sitters


class Sitters:
    """Who sits for an owner of listings: those the story has, and one more for each owner that has nobody yet.

    `up` is the day on which each listing goes on the market, by its title.
    """

    def __init__(self, story: Story, rng: Random) -> None:
        self.up: dict[str, date] = {}
        self._story = story
        self._drawn = names.people(rng, NAMES)
        self._sit = {one.party: one for one in story.viewers.values() if one.role in DEALS.values()}

    def of(self, owner: str) -> Viewer:
        """The seat of an owner; given now when there is none."""
        party = self._story.registry.party(owner)
        assert party is not None, owner
        if party.id not in self._sit:
            role = DEALS[party.kind]
            title = "技术转移办" if role == "tto" else "研发部"
            giver = self._story.viewers["fangruoxu"]
            seat = parties.seat(giver, f"market{party.id}", party.id, role, next(self._drawn), title)
            self._sit[party.id] = viewers.of(seat)
        return self._sit[party.id]


def _send(sitters: Sitters, owner: str, listed: list[tuple[str, dict[str, Any]]], day: date, sent: list[int]) -> Any:
    def send() -> None:
        viewer = sitters.of(owner)
        ready = [(kind, values(one, viewer.name, day)) for kind, one in listed]
        sent.extend(one.id for one in acts.load(viewer, ready))

    return send


def _reader(story: Story, owner: str) -> Viewer:
    """Who reads an owner's listings: a broker, or the bureau where the broker's own house lists something."""
    broker = story.viewers["wusiqi"]
    party = story.registry.party(owner)
    return story.viewers["zouyu"] if party is not None and broker.stands_for(party.id) else broker


def _test(reader: Viewer, sent: list[int]) -> Any:
    def test() -> None:
        acts.publish(reader, *sent)

    return test


def values(one: Mapping[str, Any], reviewer: str, day: date) -> dict[str, Any]:
    """A written listing as it is stored."""
    low, high = (
        None if said is None else Decimal(str(said)) * WAN for said in one.get("budget", [one.get("price")] * 2)
    )
    return {
        "title": one["title"],
        "text": one["text"],
        "field": str(one["field"]),
        "ways": one["ways"],
        "must": one.get("must", []),
        "keywords": one.get("keywords", []),
        "maturity": one.get("maturity", ""),
        "person": one.get("person", ""),
        "number": one.get("patent", ""),
        "ipc": one.get("ipc", []),
        "low": low,
        "high": high,
        "wanted_on": one.get("wanted_by"),
        "hidden": one.get("hidden", False),
        "reviewed_by": reviewer,
        "reviewed_on": day,
    }
