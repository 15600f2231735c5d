"""How numbers, money, days and digests are written on a page (docs: look, "Numbers, money, time").

Three different things are never confused: `–` means not applicable, 未知 unknown, 未分解 not set; this module writes only the first.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

CITY = ZoneInfo("Asia/Shanghai")
NONE = "–"
MINUS = "\u2212"

Figure = int | float | Decimal
_WAN = Decimal(10_000)
_YI = Decimal(100_000_000)
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "=": "", "": ""}


def blank(value: object) -> bool:
    """Whether there is nothing to show: no value, or the empty string a template gives for a name it does not know."""
    return value is None or value == ""


def exact(value: Figure) -> Decimal:
    """A number as a decimal, a float by its shortest spelling."""
    return value if isinstance(value, Decimal) else Decimal(str(value))


def grouped(value: Figure, places: int | None = None) -> str:
    """A number with thousands separators and a true minus; `places` fixes the decimals, rounding half up.

    >>> grouped(2846), grouped(-3, 2), grouped(Decimal("10.42"))
    ('2,846', '−3.00', '10.42')
    """
    number = exact(value)
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{number:,f}".replace("-", MINUS)


def trimmed(value: Figure, places: int = 2) -> str:
    """A number without the zeros that say nothing: targets and axis ends.

    >>> trimmed(Decimal("80.00")), trimmed(Decimal("7.50")), trimmed(300)
    ('80', '7.5', '300')
    """
    text = grouped(value, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def count(value: Figure | None) -> str:
    """A count, grouped from 1,000; `–` for none.

    >>> count(999), count(48217), count(None)
    ('999', '48,217', '–')
    """
    return NONE if blank(value) else grouped(value)  # type: ignore[arg-type]


def yuan(value: Figure | None) -> str:
    """Money in ledgers, terms and decisions: yuan to the fen, grouped, without its unit (the unit stands in the head).

    >>> yuan(Decimal(1200000)), yuan(Decimal("-28400"))
    ('1,200,000.00', '−28,400.00')
    """
    return NONE if blank(value) else grouped(value, 2)  # type: ignore[arg-type]


def scale(amount: Figure) -> tuple[Decimal, str]:
    """The unit in which money of this size is told: yuan below ten thousand, 万元 below a hundred million, then 亿元.

    >>> scale(1_420_000)[0], scale(1_586_000_000)[0], scale(7200)[0]
    (Decimal('10000'), Decimal('100000000'), Decimal('1'))
    """
    size = abs(exact(amount))
    if size >= _YI:
        return _YI, _("亿元")
    if size >= _WAN:
        return _WAN, _("万元")
    return Decimal(1), _("元")


def money(amount: Figure | None, like: Figure | None = None) -> tuple[str, str]:
    """Money in tiles and sentences: the figure with two places and its unit, in yuan in.

    `like` is another amount that must be told in the same unit (the target beside a reading): the larger of the two chooses.

    >>> money(Decimal(1420000))[0], money(Decimal(30_000_000), like=8_000_000_000)[0]
    ('142.00', '0.30')
    """
    if blank(amount):
        return NONE, ""
    own = exact(amount)  # type: ignore[arg-type]
    other = Decimal(0) if blank(like) else exact(like)  # type: ignore[arg-type]
    step, unit = scale(max(abs(own), abs(other)))
    return grouped(own / step, 2), unit


def share(value: Figure | None) -> str:
    """A share with one decimal. What is not yet whole never reads 100.0%.

    >>> share(Decimal("0.62")), share(Decimal("0.9997")), share(1), share(None)
    ('62.0%', '99.9%', '100.0%', '–')
    """
    if blank(value):
        return NONE
    number = exact(value)  # type: ignore[arg-type]
    text = grouped(number * 100, 1)
    return ("99.9" if number < 1 and text == "100.0" else text) + "%"


def points(value: Figure | None) -> str:
    """A difference of shares, in percentage points with one decimal.

    >>> points(Decimal("0.129")), points(Decimal("-0.04"))
    ('12.9 个百分点', '−4.0 个百分点')
    """
    if blank(value):
        return NONE
    return _("%(number)s 个百分点") % {"number": grouped(exact(value) * 100, 1)}  # type: ignore[arg-type]


def target(value: Figure | None, operator: str = ">=") -> str:
    """A target with its true operator, never rounded away; a bare number keeps its open question.

    >>> target(300, ">="), target(100, ">"), target(200, "=")
    ('≥300', '>100', '200')
    """
    return NONE if blank(value) else _SIGNS[operator] + trimmed(value, 6)  # type: ignore[arg-type]


def goal(value: Figure | None, operator: str, unit: str, like: Figure | None = None) -> str:
    """A target beside its reading: money in the reading's unit, anything else as it is promised.

    >>> goal(Decimal(8_000_000_000), "=", "元"), goal(50, ">=", "项")
    ('80', '≥50')
    """
    if blank(value) or unit != "元":
        return target(value, operator)
    own = exact(value)  # type: ignore[arg-type]
    step, _unit = scale(max(abs(own), Decimal(0) if blank(like) else abs(exact(like))))  # type: ignore[arg-type]
    return _SIGNS[operator] + trimmed(own / step)


def size(value: int | None) -> str:
    """A file's size as people say it.

    >>> size(832), size(421_888), size(1_468_006)
    ('832 B', '412 KB', '1.4 MB')
    """
    if blank(value):
        return NONE
    number: int = value  # type: ignore[assignment]
    if number < 1024:
        return f"{number} B"
    if number < 1024 * 1024:
        return f"{number / 1024:.0f} KB"
    return f"{number / 1024 / 1024:.1f} MB"


def digest(value: str | None, form: str = "long") -> str:
    """A digest shortened so that people can compare it: first 8 … last 8 in evidence, `short` first 4 … last 4 elsewhere.

    >>> digest("9f3a71c8" + "0" * 48 + "04bdc21e"), digest("b83d" + "0" * 56 + "5f17", "short")
    ('9f3a71c8…04bdc21e', 'b83d…5f17')
    """
    if blank(value):
        return NONE
    keep = 4 if form == "short" else 8
    text: str = value  # type: ignore[assignment]
    return text if len(text) <= 2 * keep + 1 else f"{text[:keep]}…{text[-keep:]}"


def day(value: date | datetime | str | None) -> str:
    """A day as the record keeps it; an instant gives its day in city time.

    >>> day(date(2021, 3, 31))
    '2021-03-31'
    """
    if blank(value):
        return NONE
    if isinstance(value, datetime):
        value = value.astimezone(CITY)
        return f"{value:%Y-%m-%d}"
    return value.isoformat() if isinstance(value, date) else str(value)


def known(value: date | int | str | None) -> str:
    """What was known by: a day, or a journal number in words.

    >>> known(date(2021, 4, 12)), known(48217)
    ('2021-04-12', '第 48,217 条')
    """
    if isinstance(value, int):
        return _("第 %(number)s 条") % {"number": grouped(value)}
    return day(value)


def instant(value: datetime | str | None, today: date | None = None) -> str:
    """An instant in city time; the year is left out only where `today` says it is this year.

    >>> from datetime import UTC
    >>> at = datetime(2021, 3, 26, 6, 8, tzinfo=UTC)
    >>> instant(at, date(2021, 6, 18)), instant(at, date(2022, 1, 4)), instant(at)
    ('03-26 14:08', '2021-03-26 14:08', '2021-03-26 14:08')
    """
    if blank(value):
        return NONE
    if not isinstance(value, datetime):
        return str(value)
    at = value.astimezone(CITY)
    return f"{at:%m-%d %H:%M}" if isinstance(today, date) and today.year == at.year else f"{at:%Y-%m-%d %H:%M}"
