"""Charts: the table from which the page's script draws, so that chart and table cannot disagree."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from jinliang.site.pages.question import Question
from jinliang.site.pages.tags import number
from jinliang.site.reads import board as boards
from jinliang.site.reads.board import Board, BoardRow


def chart(asked: Question, whole: Board, row: BoardRow) -> dict[str, Any]:
    """The worst indicator's quarters beside the pace due, as the table a chart is drawn from."""
    indicator, target = row.indicator, row.reading.target
    step, unit = number.scale(target) if indicator.unit == "元" else (Decimal(1), indicator.unit)
    places = 2 if indicator.unit == "元" else 0
    day = whole.as_of
    days = [*boards.quarter_ends(day, boards.QUARTERS), day]

    def told(share: Decimal, decimals: int) -> str:
        return number.grouped(share * target / step, decimals)

    return {
        "row": row,
        "unit": unit,
        "url": asked.url("reading", whole.pack.id, indicator.id),
        "value": told(row.share, places),
        "due": told(row.due.share, max(places, 1)),
        "points": [
            (quarter(one, first=place == 0), told(share, places), told(due, max(places, 1)))
            for place, (one, share, due) in enumerate(zip(days, row.history, row.course, strict=True))
        ],
    }


def quarter(day: date, first: bool = False) -> str:
    """The name of the quarter that ends on a day, with its year where it changes; a day inside a quarter by itself.

    >>> quarter(date(2020, 12, 31)), quarter(date(2021, 3, 31)), quarter(date(2021, 6, 18)), quarter(date(2019, 6, 30), first=True)
    ('Q4', '2021Q1', '06-18', '2019Q2')
    """
    last = (day + timedelta(days=1)).day == 1 and day.month % 3 == 0
    if not last:
        return f"{day:%m-%d}"
    name = f"Q{day.month // 3}"
    return f"{day.year}{name}" if first or day.month == 3 else name
