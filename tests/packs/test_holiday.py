from datetime import date, timedelta
from importlib.resources import files

import chinese_calendar
import pytest

from jinliang.core.day import Count, NoticeEnd, notice_end
from jinliang.core.refusal import Refusal
from jinliang.packs.holiday import calendar, read_holidays, shipped_calendar, shipped_holidays

TEXT = (files("jinliang.packs") / "holidays.toml").read_text(encoding="utf-8")
YEAR_2027 = """
[[year]]
year = 2027
title = "某通知"
number = "某号"
off = [
  { name = "元旦", first = 2027-01-01, last = 2027-01-03 },
  { name = "春节", first = 2027-02-05, last = 2027-02-11 },
  { name = "清明节", first = 2027-04-03, last = 2027-04-05 },
  { name = "劳动节", first = 2027-05-01, last = 2027-05-05 },
  { name = "端午节", first = 2027-06-09, last = 2027-06-09 },
  { name = "中秋节", first = 2027-09-15, last = 2027-09-15 },
  { name = "国庆节", first = 2027-10-01, last = 2027-10-07 },
]
work = [2027-02-14, 2027-10-09]
"""


def test_every_day_agrees_with_an_independent_table() -> None:
    table, on, wrong = shipped_calendar(), date(2019, 1, 1), []
    while on <= date(2026, 12, 31):
        if table.is_working(on) != chinese_calendar.is_workday(on):
            wrong.append(on)
        on += timedelta(days=1)
    assert wrong == []
    assert table.years == frozenset(range(2019, 2027))
    assert table.work == frozenset(
        each for each in chinese_calendar.workdays if date(2018, 12, 1) <= each <= date(2026, 12, 31)
    )


def test_every_year_cites_its_notice() -> None:
    assert dict(shipped_calendar().sources)[2019] == "国办发明电〔2018〕15号、国办发明电〔2019〕3号"
    assert all(f"{year.year}年" in year.title for year in shipped_holidays())


@pytest.mark.parametrize(
    ("start", "raw", "rolled", "working"),
    [
        ("2019-09-20", "2019-10-05", "2019-10-08", "2019-10-16"),
        ("2019-01-25", "2019-02-09", "2019-02-11", "2019-02-20"),
        ("2021-02-05", "2021-02-20", "2021-02-20", "2021-03-03"),
        ("2021-09-24", "2021-10-09", "2021-10-09", "2021-10-20"),
    ],
)
def test_fifteen_days_end_as_the_rulebook_works_out(start: str, raw: str, rolled: str, working: str) -> None:
    first = date.fromisoformat(start)
    assert notice_end(first, 15, "calendar", shipped_calendar()) == NoticeEnd(
        date.fromisoformat(raw), date.fromisoformat(rolled)
    )
    assert notice_end(first, 15, "working", shipped_calendar()).end == date.fromisoformat(working)


@pytest.mark.parametrize("count", ["calendar", "working"])
def test_a_further_year_is_adopted_as_data(count: Count) -> None:
    start = date(2026, 12, 24)
    with pytest.raises(Refusal, match="2027"):
        notice_end(start, 15, count, shipped_calendar())
    years, flaws = read_holidays(YEAR_2027)
    assert flaws == ()
    assert notice_end(start, 15, count, calendar((*shipped_holidays(), *years))).end.year == 2027


def test_a_later_stanza_for_a_year_takes_the_earlier_ones_place() -> None:
    years, _ = read_holidays(YEAR_2027)
    changed, _ = read_holidays(YEAR_2027.replace("work = [2027-02-14, 2027-10-09]", "work = [2027-02-14]"))
    assert calendar((*years, *changed)).work == frozenset({date(2027, 2, 14)})


@pytest.mark.parametrize(
    ("old", "new", "place", "why"),
    [
        ("last = 2027-02-11", "last = 2027-02-01", "year[0].off[1]", "不是 2027 年的一段放假日"),
        ("last = 2027-02-11", "last = 2027-02-25", "year[0].off[1]", "放假超过 15 天"),
        ("first = 2027-04-03", "first = 2026-04-03", "year[0].off[2]", "不是 2027 年的一段放假日"),
        ("first = 2027-10-01", "first = 2027-09-15", "year[0].off[6]", "放假超过 15 天"),
        (
            "first = 2027-09-15, last = 2027-09-15",
            "first = 2027-06-09, last = 2027-06-09",
            "year[0].off[5]",
            "与前面的放假日重叠",
        ),
        ("2027-10-09]", "2027-10-08]", "year[0].work[1]", "是周一到周五，不是调休上班的周末"),
        ("2027-10-09]", "2028-10-07]", "year[0].work[1]", "不在 2027 年"),
        ("2027-10-09]", "2027-10-02]", "year[0].work[1]", "同一天又放假又上班，或写了两次"),
        ("2027-10-09]", "2027-02-14]", "year[0].work[1]", "同一天又放假又上班，或写了两次"),
        ("端午节", "中元节", "year[0].off", "缺端午，一年的安排不完整"),
        ('number = "某号"\n', "", "year.0.number", "缺这一项"),
        ("year = 2027", 'year = "明年"', "year.0.year", "写法不对"),
        ("work =", "working =", "year.0.working", "没有这一项"),
    ],
)
def test_a_flawed_year_is_told_and_gives_no_calendar(old: str, new: str, place: str, why: str) -> None:
    assert old in YEAR_2027
    years, flaws = read_holidays(YEAR_2027.replace(old, new))
    assert years == ()
    assert (place, why) in [(flaw.place, flaw.why) for flaw in flaws]


def test_all_flaws_are_told_at_once() -> None:
    _, flaws = read_holidays(YEAR_2027.replace("端午节", "中元节").replace("2027-10-09]", "2027-10-08]"))
    assert len(flaws) == 2


def test_text_that_is_no_toml_is_a_flaw() -> None:
    years, flaws = read_holidays("[[year")
    assert years == ()
    assert [flaw.what for flaw in flaws] == ["TOML"]


def test_the_shipped_text_has_no_flaw() -> None:
    assert read_holidays(TEXT) == (shipped_holidays(), ())
