from calendar import monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jinliang.core.day import (
    Calendar,
    Count,
    NoticeEnd,
    Period,
    add_months,
    completed_years,
    day,
    notice_end,
)
from jinliang.core.refusal import Refusal

DAYS = st.dates(date(1950, 1, 1), date(2100, 12, 31))
YEARS = frozenset({2020, 2021, 2022})
IN_YEARS = st.dates(date(2020, 1, 1), date(2022, 12, 31))


def calendars() -> st.SearchStrategy[Calendar]:
    """Any three years: some weekdays off, some weekend days worked."""
    return st.builds(
        lambda off, worked: Calendar(
            YEARS,
            frozenset(each for each in off if each.weekday() < 5),
            frozenset(each for each in worked if each.weekday() >= 5),
        ),
        st.sets(IN_YEARS, max_size=60),
        st.sets(IN_YEARS, max_size=20),
    )


@pytest.mark.parametrize("text", ["2021-03-05", "2021/3/5", "2021.3.5", "2021年3月5日", "2021-3-5", " 2021-03-05 "])
def test_day_reads_what_people_write(text: str) -> None:
    assert day(text) == date(2021, 3, 5)


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        ("2021-02-29", "no_such_day", "2021 年 2 月只有 28 天"),
        ("2021年4月31日", "no_such_day", "2021 年 4 月只有 30 天"),
        ("2021-13-01", "no_such_day", "一年只有 12 个月"),
        ("2021-00-10", "no_such_day", "一年只有 12 个月"),
        ("2021-01-00", "no_such_day", "2021 年 1 月只有 31 天"),
        ("0021-03-05", "day_out_of_range", "1900"),
        ("9999-12-31", "day_out_of_range", "2199"),
        ("2021-3/5", "day_unreadable", "2021-3/5"),
        ("20210305", "day_unreadable", "20210305"),
        ("２０２１-03-05", "day_unreadable", "２０２１-03-05"),
        ("2021-03-05 00:00", "day_unreadable", "2021-03-05 00:00"),
        ("2021-03-05\n", "day_unreadable", "2021-03-05"),
        ("昨天", "day_unreadable", "昨天"),
        ("", "day_unreadable", "不是日期"),
    ],
)
def test_day_says_which_day_is_none(text: str, code: str, says: str) -> None:
    with pytest.raises(Refusal) as refused:
        day(text)
    assert refused.value.code == code
    assert says in refused.value.why


@given(DAYS)
def test_day_reads_every_iso_day(on: date) -> None:
    assert day(on.isoformat()) == on


@given(DAYS, DAYS, DAYS, DAYS)
def test_periods_hold_both_ends_and_share_what_both_hold(a: date, b: date, c: date, d: date) -> None:
    one, other = Period(min(a, b), max(a, b)), Period(min(c, d), max(c, d))
    assert one.contains(a)
    assert one.contains(b)
    assert not one.contains(one.last + timedelta(days=1))
    assert not one.contains(one.first - timedelta(days=1))
    both = one.overlap(other)
    assert both == other.overlap(one)
    if both is None:
        assert one.last < other.first or other.last < one.first
    else:
        assert one.contains(both.first)
        assert other.contains(both.last)
        assert both.days <= min(one.days, other.days)


def test_a_period_of_one_day_has_one_day_and_none_runs_backwards() -> None:
    assert Period(date(2021, 3, 5), date(2021, 3, 5)).days == 1
    with pytest.raises(Refusal, match="早于"):
        Period(date(2021, 3, 5), date(2021, 3, 4))


@given(DAYS, st.integers(-600, 600))
def test_months_on_is_the_same_day_or_the_months_last(start: date, months: int) -> None:
    end = add_months(start, months)
    assert (end.year - start.year) * 12 + end.month - start.month == months
    assert end.day == start.day or (end.day < start.day and end.day == monthrange(end.year, end.month)[1])


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        ("1974-06-30", "2024-06-29", 49),
        ("1974-06-30", "2024-06-30", 50),
        ("1972-02-29", "2023-02-28", 50),
        ("1972-02-29", "2023-03-01", 51),
        ("1972-02-29", "2024-02-28", 51),
        ("1972-02-29", "2024-02-29", 52),
        ("2024-06-30", "2024-06-30", 0),
    ],
)
def test_age_is_completed_years(born: str, on: str, years: int) -> None:
    assert completed_years(date.fromisoformat(born), date.fromisoformat(on)) == years


def test_nobody_has_an_age_before_birth() -> None:
    with pytest.raises(Refusal, match="晚于"):
        completed_years(date(2024, 7, 1), date(2024, 6, 30))


@given(calendars(), IN_YEARS, st.integers(1, 200))
def test_a_working_notice_ends_on_the_nth_working_day(table: Calendar, start: date, days: int) -> None:
    later = [
        start + timedelta(days=step) for step in range(1, min(2 * days + 150, (date(2022, 12, 31) - start).days + 1))
    ]
    worked = [each for each in later if each in table.work or (each.weekday() < 5 and each not in table.rest)]
    if len(worked) >= days:
        assert notice_end(start, days, "working", table) == NoticeEnd(worked[days - 1], worked[days - 1])
    else:
        with pytest.raises(Refusal, match="2023"):
            notice_end(start, days, "working", table)


@given(calendars(), IN_YEARS, st.integers(1, 200))
def test_a_calendar_notice_rolls_to_the_next_working_day(table: Calendar, start: date, days: int) -> None:
    raw = start + timedelta(days=days)
    known = [raw + timedelta(days=step) for step in range(max(0, (date(2023, 1, 1) - raw).days))]
    worked = [each for each in known if table.is_working(each)]
    if not worked:
        with pytest.raises(Refusal, match="2023"):
            notice_end(start, days, "calendar", table)
        return
    found = notice_end(start, days, "calendar", table)
    assert found == NoticeEnd(raw, worked[0])
    assert found.free_on == worked[0] + timedelta(days=1)


BARE = Calendar(frozenset({2019, 2020}), frozenset(), frozenset())


@pytest.mark.parametrize(
    ("start", "days", "count", "years"),
    [
        ("2020-12-24", 15, "working", "2021"),
        ("2020-12-20", 15, "calendar", "2021"),
        ("2020-12-31", 1, "working", "2021"),
        ("2020-12-31", 400, "calendar", "2021、2022"),
        ("2020-12-31", 400, "working", "2021、2022"),
        ("2018-12-20", 15, "working", "2018"),
        ("2018-11-20", 15, "calendar", "2018"),
    ],
)
def test_a_year_without_a_table_is_named_and_nothing_is_guessed(
    start: str, days: int, count: Count, years: str
) -> None:
    with pytest.raises(Refusal) as refused:
        notice_end(date.fromisoformat(start), days, count, BARE)
    assert refused.value.code == "holiday_table_missing"
    assert f"没有 {years} 年" in refused.value.why
    assert years in refused.value.fix


def test_only_days_that_are_asked_need_a_table() -> None:
    assert notice_end(date(2018, 12, 20), 15, "calendar", BARE).end == date(2019, 1, 4)
    assert notice_end(date(2018, 12, 31), 1, "working", BARE).end == date(2019, 1, 1)
    assert notice_end(date(2020, 12, 24), 5, "working", BARE).end == date(2020, 12, 31)


@pytest.mark.parametrize(
    ("days", "code"), [(0, "days_not_positive"), (-3, "days_not_positive"), (10**9, "days_too_many")]
)
@pytest.mark.parametrize("count", ["calendar", "working"])
def test_a_notice_has_a_sensible_number_of_days(days: int, code: str, count: Count) -> None:
    with pytest.raises(Refusal) as refused:
        notice_end(date(2019, 3, 1), days, count, BARE)
    assert refused.value.code == code
