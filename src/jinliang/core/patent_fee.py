"""The annual fees of a patent (年费) by the day: what is due when, what paying late costs, when its owner is told.

They are counted in patent years from the application day. The fee of a year is due by the end of the year before it, that is on the
anniversary of the application; it may be paid late with a surcharge for some months (专利法实施细则 2010, 98; 专利审查指南 第五部分第九章).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from jinliang.core.day import add_months, completed_years
from jinliang.core.money import to_fen
from jinliang.core.refusal import Composed

_PERCENT = 100


@dataclass(frozen=True, slots=True)
class FeeRule:
    """The numbers of the law: the term in years, the months of grace, the surcharge in percent a month, days before which a fee is amber
    and red, and what a year costs: (up to and with this year, yuan).
    """

    term: int
    grace: int
    surcharge: int
    amber: int
    red: int
    bands: tuple[tuple[int, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Fee:
    """The fee of one patent year: due on a day, with a surcharge until `last_on`; yuan."""

    year: int
    due_on: date
    last_on: date
    amount: Decimal


def patent_year(applied_on: date, on: date) -> int:
    """The patent year of a day, the first from the application day on.

    >>> patent_year(date(2015, 6, 30), date(2021, 6, 29)), patent_year(date(2015, 6, 30), date(2021, 6, 30))
    (6, 7)
    """
    return completed_years(applied_on, on) + 1


def ends_on(applied_on: date, rule: FeeRule) -> date:
    """The day on which the term is over."""
    return add_months(applied_on, 12 * rule.term)


def fee(applied_on: date, year: int, rule: FeeRule) -> Fee:
    """The fee of a patent year. A year after the last band costs what the last one does."""
    due = add_months(applied_on, 12 * (year - 1))
    amount = next((yuan for last, yuan in rule.bands if year <= last), rule.bands[-1][1])
    return Fee(year, due, add_months(due, rule.grace), amount)


def next_fee(status: str, applied_on: date, paid: int, rule: FeeRule) -> Fee | None:
    """The first fee that is not paid; `paid` is the last patent year that is. None when nothing is owed any more, or not yet."""
    return fee(applied_on, paid + 1, rule) if status == "in_force" and paid < rule.term else None


def surcharge(of: Fee, on: date, rule: FeeRule) -> Decimal:
    """What paying late on a day costs besides: nothing in the first month, then so much for every month begun.

    >>> rule = FeeRule(20, 6, 5, 90, 30, ((20, Decimal(2000)),))
    >>> late = fee(date(2014, 1, 10), 8, rule)
    >>> late.due_on, surcharge(late, date(2021, 2, 10), rule), surcharge(late, date(2021, 2, 11), rule)
    (datetime.date(2021, 1, 10), Decimal('0.00'), Decimal('100.00'))
    """
    months = sum(on > add_months(of.due_on, month) for month in range(1, rule.grace))
    return to_fen(of.amount * rule.surcharge * months / _PERCENT)


def level(of: Fee, on: date, rule: FeeRule) -> Literal["", "watch", "late"]:
    """How pressing a fee is: red from so many days before it is due, amber from more."""
    left = (of.due_on - on).days
    return "late" if left <= rule.red else "watch" if left <= rule.amber else ""


@dataclass(frozen=True, slots=True)
class Reminder:
    """A day on which the owner is told of a fee, and what."""

    on: date
    text: str


def reminders(of: Fee, rule: FeeRule) -> tuple[Reminder, ...]:
    """The days on which a fee is told, in their order."""
    found = [
        Reminder(of.due_on - timedelta(days=rule.amber), Composed("还有 %(days)s 天到缴费期", days=str(rule.amber))),
        Reminder(of.due_on - timedelta(days=rule.red), Composed("还有 %(days)s 天到缴费期", days=str(rule.red))),
        Reminder(of.due_on, "缴费期最后一天"),
    ]
    for month in range(1, rule.grace):
        day = add_months(of.due_on, month) + timedelta(days=1)
        found.append(Reminder(day, Composed("起加收滞纳金 %(rate)s%%", rate=str(rule.surcharge * month))))
    return (*found, Reminder(of.last_on, "宽限期最后一天，过后专利权终止"))


def doubt(status: str, applied_on: date, paid: int, rule: FeeRule, on: date) -> str:
    """What the days say against a patent that is on record as in force; empty when they agree."""
    if status != "in_force":
        return ""
    if on >= ends_on(applied_on, rule):
        return Composed("保护期已于 %(day)s 届满，请更新法律状态", day=str(ends_on(applied_on, rule)))
    owed = next_fee(status, applied_on, paid, rule)
    if owed is not None and on > owed.last_on:
        return Composed("第 %(year)s 年年费过了宽限期，请核对是否已缴或已终止", year=str(owed.year))
    return ""
