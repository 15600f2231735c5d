"""The board: every target on one page, red first, with pace, history and whom it waits for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from jinliang.core import pace
from jinliang.core.access import Viewer
from jinliang.core.day import Period
from jinliang.core.pace import Due, Status
from jinliang.core.pack import Indicator, Pack
from jinliang.core.select import Slice
from jinliang.site.models import Claim, Party, Seat
from jinliang.site.reads import clock, part, tally
from jinliang.site.reads import pack as packs
from jinliang.site.reads.claim import WAITING, Wait, wait
from jinliang.site.reads.known import Known, known, remembered
from jinliang.site.reads.reading import Row, narrowed, plan_of, points, value
from jinliang.site.reads.tally import Ask

QUARTERS = 9
ORDER: dict[Status, int] = {"late": 0, "watch": 1, "fine": 2, "idle": 3, "done": 4}


@dataclass(frozen=True, slots=True)
class Queue:
    """The claims of a kind on their way: for each body and act the oldest wait and how many, oldest first; `pending` are to be checked.

    Those returned wait for their own party.
    """

    waits: tuple[tuple[Wait, int], ...] = ()
    pending: int = 0


@dataclass(frozen=True, slots=True)
class BoardRow:
    """An indicator on the board: its reading, how it keeps pace, its last quarters and whom it waits for.

    `share` is value ÷ target; `history` and `course` are shares at the ends of the last quarters and at the day, real and due.
    """

    reading: Row
    share: Decimal
    due: Due
    status: Status
    history: tuple[Decimal, ...]
    course: tuple[Decimal, ...]
    queue: Queue

    @property
    def wait(self) -> Wait | None:
        """Whom the oldest claim of its kind waits for."""
        return self.queue.waits[0][0] if self.queue.waits else None

    @property
    def pending(self) -> int:
        """How many claims of its kind are to be checked."""
        return self.queue.pending

    @property
    def indicator(self) -> Indicator:
        """What is asked."""
        return self.reading.indicator

    @property
    def gap(self) -> Decimal:
        """What is missing against the pace due, in the indicator's unit; zero when it keeps up."""
        missing = self.due.share * self.reading.target - Decimal(self.reading.value)
        return max(missing, Decimal(0))


@dataclass(frozen=True, slots=True)
class Board:
    """The plan on one page at a day, as known by a journal number."""

    pack: Pack
    as_of: date
    known: Known
    slice: Slice | None
    rows: tuple[BoardRow, ...]
    elapsed: Decimal
    pending: int

    def count(self, status: Status) -> int:
        """How many indicators stand so."""
        return sum(row.status == status for row in self.rows)

    @property
    def facts(self) -> int:
        """How many facts carry the readings, each once per reading."""
        return sum(row.reading.facts for row in self.rows)


def board(
    viewer: Viewer,
    plan: str = packs.PLAN,
    as_of: date | None = None,
    by: str | int | date | Known | None = None,
    slice: Slice | None = None,
    period: Period | None = None,
) -> Board:
    """The board. Readings are public; only whom a row waits for names a person, and the public is not told the name.

    The plan's version is the one in force on the day; earlier quarters are asked its questions too, so that the line is of one question.
    `period` narrows flows to a part of the plan's time (a year). A slice by `host` is each indicator's own institution
    (`slice_by`); indicators that name none are then left out.
    """
    seen = by if isinstance(by, Known) else known(by)
    day = as_of or clock.today()
    pack = plan_of(plan, seen, day)
    ends = quarter_ends(day, QUARTERS)
    asked = [one for one in pack.indicators if slice is None or slice.by != "host" or hosted(one)]
    asks = [Ask.of(narrowed(one, period), day, seen.number, own(one, slice)) for one in asked]
    values = points(asks, [*ends, day])
    queues = _queues(viewer)
    rows = [
        _row(pack, narrowed(one, period), values[place], [*ends, day], queues.get(one.selector.kind, NOBODY))
        for place, one in enumerate(asked)
    ]
    rows.sort(key=lambda row: (ORDER[row.status], row.share))
    return Board(
        pack, day, seen, slice, tuple(rows), pace.elapsed(pack.period, day), sum(one.pending for one in queues.values())
    )


def hosted(indicator: Indicator) -> bool:
    """Whether an indicator can be sliced by institution."""
    return indicator.slice_by.startswith("role:")


def own(indicator: Indicator, slice: Slice | None) -> Slice | None:
    """A slice as an indicator takes it: `host` means the institution in the role the indicator names."""
    if slice is None or slice.by != "host":
        return slice
    return Slice(indicator.slice_by, slice.value)


def _row(pack: Pack, indicator: Indicator, found: list[tally.Point], days: list[date], queue: Queue) -> BoardRow:
    target = indicator.target
    calendar = pack.kind(indicator.selector.kind).calendar
    now = Row(indicator, value(indicator, found[-1]), found[-1].facts)
    dues = [pace.due(target, pack.period, calendar, day) for day in days]
    state = pace.status(now.value, target, dues[-1].share, pack.pace, days[-1] >= pack.period.first)
    return BoardRow(
        reading=now,
        share=Decimal(now.value) / target.value,
        due=dues[-1],
        status=state,
        history=tuple(one.value / target.value for one in found),
        course=tuple(one.share for one in dues),
        queue=queue,
    )


def quarter_ends(day: date, count: int) -> list[date]:
    """The ends of the last `count` − 1 whole quarters before a day, oldest first.

    >>> quarter_ends(date(2021, 6, 18), 3)
    [datetime.date(2020, 12, 31), datetime.date(2021, 3, 31)]
    """
    ends: list[date] = []
    first = date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)
    while len(ends) < count - 1:
        last = first - timedelta(days=1)
        ends.append(last)
        first = date(last.year, 3 * ((last.month - 1) // 3) + 1, 1)
    return ends[::-1]


@remembered
def officers() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(role, area) -> (party, person) of the first active checking seat: whom claims wait for."""
    seats = Seat.objects.filter(role__in=("district", "bureau"), active=True).order_by("-id")
    return {
        (role, (area or home) if role == "district" else ""): (party, name)
        for role, area, home, party, name in seats.values_list("role", "area", "party__area", "party__name", "name")
    }


NOBODY = Queue()


@remembered
def _queues(viewer: Viewer) -> dict[str, Queue]:
    """For each kind its claims on their way. The public is told bodies, not persons."""
    today, who = clock.today(), officers()
    found: dict[str, dict[tuple[str, str], tuple[Wait, int]]] = {}
    pending: Counter[str] = Counter()
    rows = (
        Claim.objects.filter(state__in=(*WAITING, "returned")).select_related("party", "seat").order_by("since", "id")
    )
    for row in rows:
        pending[row.kind] += row.state in WAITING
        one = wait(row, viewer, today, who)
        if one is not None:
            waits = found.setdefault(row.kind, {})
            first, many = waits.get((one.party, one.act), (replace(one, person="") if viewer.public else one, 0))
            waits[one.party, one.act] = (first, many + 1)
    return {kind: Queue(tuple(waits.values()), pending[kind]) for kind, waits in found.items()}


@dataclass(frozen=True, slots=True)
class Matrix:
    """Readings by district or by institution: columns are indicators, rows are areas or parties; rows are never added up.

    None is a value that the viewer is not given (`reads/part.py`).
    """

    by: str
    columns: tuple[Indicator, ...]
    rows: tuple[tuple[str, str, tuple[int | Decimal | None, ...]], ...]


def matrix(viewer: Viewer, board: Board, by: str) -> Matrix:
    """The board's readings in every slice, in one query: by `area`, or by `host` (universities and institutes in each indicator's role)."""
    columns = [row.indicator for row in board.rows if by == "area" or hosted(row.indicator)]
    asks = [(Ask.of(one, board.as_of, board.known.number), "area" if by == "area" else one.slice_by) for one in columns]
    cells: dict[str, dict[str, int | Decimal | None]] = {}
    for one, found in zip(columns, _slices(tuple(asks)), strict=True):
        for key, point in found.items():
            slice = Slice(by if by == "area" else one.slice_by, key)
            no = part.withheld(viewer, one, slice, point.facts)
            cells.setdefault(str(key), {})[one.id] = None if no else value(one, point)
    names = _areas(board.pack) if by == "area" else institutions(tuple(int(key) for key in cells))
    return Matrix(
        by,
        tuple(columns),
        tuple((key, name, tuple(cells.get(key, {}).get(one.id, 0) for one in columns)) for key, name in names.items()),
    )


@remembered
def _slices(asks: tuple[tuple[Ask, str], ...]) -> list[dict[int | str, tally.Point]]:
    return tally.slices(asks)


def _areas(pack: Pack) -> dict[str, str]:
    return {one.id: one.label for one in pack.areas}


@remembered
def institutions(ids: tuple[int, ...] | None = None) -> dict[str, str]:
    """Universities, then institutes, in pinyin order: id -> name; only those of `ids` where they are given."""
    rows = Party.objects.filter(kind__in=("university", "institute"))
    if ids is not None:
        rows = rows.filter(id__in=ids)
    return {str(id): name for id, name in rows.order_by("-kind", "pinyin").values_list("id", "name")}
