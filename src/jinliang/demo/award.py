"""The demo city's awards (奖补): the plan's 2 % for 2020 paid in one batch, that for 2021 being applied for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from jinliang.core.access import Viewer
from jinliang.demo.deal import AGENCY
from jinliang.demo.listing import Sitters
from jinliang.demo.story import Story
from jinliang.demo.timeline import working
from jinliang.site.acts import application, batch
from jinliang.site.acts.application import NewCall
from jinliang.site.reads import award as reads

AWARD: Final = "transfer_2pct"
LAST_YEAR: Final = NewCall(
    AWARD,
    2020,
    "龙科发〔2021〕3号（虚构）",
    date(2020, 1, 1),
    date(2020, 12, 31),
    date(2021, 3, 31),
    budget=Decimal(500_000),
)
THIS_YEAR: Final = NewCall(
    AWARD,
    2021,
    "龙科发〔2021〕27号（虚构）",
    date(2021, 1, 1),
    date(2021, 12, 31),
    date(2021, 9, 30),
    budget=Decimal(500_000),
)
VOUCHER: Final = "龙财教〔2021〕35号（虚构）"


def tell(story: Story, sitters: Sitters) -> None:
    """Puts down both years: last year's from the call to the payment, this year's up to the bureau's desk."""
    teller = _Teller(story, sitters)
    for day, do in (
        (date(2021, 1, 12), lambda: teller.call(LAST_YEAR)),
        (date(2021, 2, 3), lambda: teller.apply(AGENCY)),
        (date(2021, 2, 24), teller.check),
        (date(2021, 3, 5), teller.find),
        (date(2021, 3, 12), teller.check),
        (date(2021, 3, 16), teller.review),
        (date(2021, 3, 22), teller.decide),
        (date(2021, 3, 23), teller.publish),
        (date(2021, 3, 31), teller.approve),
        (date(2021, 4, 8), teller.pay),
        (date(2021, 5, 24), lambda: teller.call(THIS_YEAR)),
        (date(2021, 6, 7), lambda: teller.apply(AGENCY)),
        (date(2021, 6, 11), teller.find),
        (date(2021, 6, 15), teller.check_one),
    ):
        story.timeline.on(working(day), do)


class _Teller:
    """The hands through which the money goes, each another person."""

    def __init__(self, story: Story, sitters: Sitters) -> None:
        self._story, self._sitters = story, sitters
        self._call = self._batch = 0
        self.bureau, self.second = story.viewers["chenqiming"], story.viewers["zouyu"]

    def call(self, new: NewCall) -> None:
        """The bureau issues a year's call."""
        self._call = application.open_call(self.bureau, new).id

    def apply(self, name: str) -> None:
        """A transfer agency applies."""
        application.apply(self._sitters.of(name), self._call)

    def find(self) -> None:
        """Those to whom something is due are found without asking."""
        application.find(self.second, self._call)

    def check(self) -> None:
        """The districts check what waits for them."""
        self._each("submitted", lambda row: self._officer(row.party.area), application.first_check)

    def check_one(self) -> None:
        """One district is quicker than the others."""
        row = reads.applications(self.bureau).filter(call_id=self._call, state="submitted").order_by("id")[0]
        application.first_check(self._officer(row.party.area), row.id)

    def review(self) -> None:
        """The bureau reviews."""
        self._each("checked", lambda _: self.bureau, application.review)

    def _each(self, state: str, who: Callable[[Any], Viewer], do: Callable[[Viewer, int], Any]) -> None:
        for row in reads.applications(self.bureau).filter(call_id=self._call, state=state).order_by("id"):
            do(who(row), row.id)

    def _officer(self, area: str) -> Viewer:
        return self._story.viewers[self._story.officer(area)]

    def decide(self) -> None:
        """Another officer decides."""
        self._batch = batch.decide(self.second, self._call).id

    def publish(self) -> None:
        """The list is published."""
        batch.notify(self.second, self._batch)

    def approve(self) -> None:
        """Finance approves."""
        batch.approve(self._story.viewers["xujingzhi"], self._batch)

    def pay(self) -> None:
        """The treasury pays."""
        batch.pay(self._story.viewers["luoyan"], self._batch, "2021-04-08", VOUCHER)
