"""What a reader asks of the plan, as it stands in the address: two dates, a part of the city, a year."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.contrib import messages
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.day import Period
from jinliang.core.day import day as parse_day
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.core.select import Slice
from jinliang.site.pages.shell import Request, When
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import board as boards
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads.known import Known, asked_day, known
from jinliang.site.reads.reading import plan_of


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: the two dates, and at most one of area and institution, and a year; the rest of the plan's time when none."""

    when: When
    area: str = ""
    host: int | None = None
    year: int | None = None

    @property
    def slice(self) -> Slice | None:
        """The part of the city, as readings take it; `host` means each indicator's own institution."""
        if self.area:
            return Slice("area", self.area)
        return Slice("host", self.host) if self.host is not None else None

    @property
    def period(self) -> Period | None:
        """The year as a period."""
        return Period(date(self.year, 1, 1), date(self.year, 12, 31)) if self.year else None

    @property
    def narrow(self) -> bool:
        """Whether less than the whole plan is asked: then there is no target to hold the reading against."""
        return self.slice is not None or self.year is not None

    @property
    def query(self) -> str:
        """The same question for links, as the part of an address after `?`; empty for today's whole plan."""
        parts = [self.when.query] if self.when.query else []
        asked = {"area": self.area, "host": self.host or "", "year": self.year or ""}
        parts += [urlencode({name: value}) for name, value in asked.items() if value]
        return "&".join(parts)

    def url(self, name: str, *args: str | int, **more: str | int) -> str:
        """An address of the site that keeps the question; `more` are further parameters, left out when empty."""
        told = urlencode({key: value for key, value in more.items() if value})
        query = "&".join(part for part in (self.query, told) if part)
        return reverse(name, args=args) + (f"?{query}" if query else "")

    def at(self, as_of: date, by: Known) -> Question:
        """The same question at another point of time."""
        return replace(self, when=When(as_of, by, True))

    def of_today(self) -> Question:
        """The same question as of the city's day, with all that is known now."""
        return replace(self, when=When(clock.today(), known(), False))


def question(request: Request, plan: str = packs.PLAN) -> tuple[Question, bool]:
    """What the address asks, and whether it could be understood.

    What cannot be understood is told in the page, which then answers as if it had not been asked. Raises Refusal `no_such_plan`.
    """
    found, right = _when(request)
    request.when = found
    asked = Question(found)
    if any(name in request.GET for name in ("area", "host", "year")):
        pack = plan_of(plan, found.known, found.as_of)
        for read in (_area, _host, _year):
            try:
                asked = read(asked, pack, request)
            except Refusal as wrong:
                _tell(request, wrong)
                right = False
    return asked, right


def _when(request: Request) -> tuple[When, bool]:
    """The as-of day and the known-by number, each read by itself: what is wrong with one is told and leaves the other standing."""
    as_of, by, asked, right = clock.today(), known(), False, True
    day, number = (request.GET.get(name, "").strip() for name in ("as_of", "known_by"))
    try:
        if day:
            as_of, asked = asked_day(parse_day(day)), True
    except Refusal as wrong:
        _tell(request, wrong)
        right = False
    try:
        if number:
            by, asked = known(number), True
    except Refusal as wrong:
        _tell(request, wrong)
        right = False
    return When(as_of, by, asked), right


def _tell(request: Request, wrong: Refusal) -> None:
    messages.error(request, tr(wrong.why), extra_tags=_("%(fix)s；下面先不按这一条显示") % {"fix": tr(wrong.fix)})


def _area(asked: Question, pack: Pack, request: Request) -> Question:
    text = request.GET.get("area", "").strip()
    if text and all(one.id != text for one in pack.areas):
        names = _("、").join(tr(one.label) for one in pack.areas)
        raise Refusal(
            "no_such_area", _("计划里没有辖市区“%(text)s”") % {"text": text}, _("可选：%(names)s") % {"names": names}
        )
    return replace(asked, area=text)


def _host(asked: Question, pack: Pack, request: Request) -> Question:
    text = request.GET.get("host", "").strip()
    if not text:
        return asked
    if asked.area:
        raise Refusal("one_slice", _("辖市区和高校院所只能选一个，现在按辖市区看"), _("切片不相交，也不相加"))
    if not (text.isdecimal() and len(text) < 12 and boards.institutions((int(text),))):
        raise Refusal("no_such_host", _("没有编号“%(text)s”的高校院所") % {"text": text}, _("从列表里选择"))
    return replace(asked, host=int(text))


def _year(asked: Question, pack: Pack, request: Request) -> Question:
    text = request.GET.get("year", "").strip()
    if text and text not in [str(one) for one in years(pack)]:
        offer = _("、").join(str(one) for one in years(pack))
        raise Refusal(
            "no_such_year", _("计划期里没有“%(text)s”年") % {"text": text}, _("可选：%(years)s") % {"years": offer}
        )
    return replace(asked, year=int(text) if text else None)


def years(pack: Pack) -> range:
    """The years of a plan."""
    return range(pack.period.first.year, pack.period.last.year + 1)
