"""By when: dates a sentence names, what they govern, and what is inherited from the plan."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinliang.compiler.number import chinese
from jinliang.compiler.profile import FIVE, Profile

MONTH = r"(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
DATE = re.compile(
    rf"(?P<until>到|至|截至|截止到|截止|力争到|争取到|争取至|争取在|在|于|力争|自|从)?(?P<year>20[0-4]\d)年(?P<half>上半年|下半年|第[一二三四]季度)?{MONTH}(?P<edge>(?:年?底|末|年末|中|初|春)?(?:之?前|以前|内|期间|时)?)"
    r"|(?P<five>到|至)?“?(?P<plan>十[一二三四五六]五)”?(?P<fiveedge>末期?|期末|期间|时期|以来|收官)"
    r"|(?<![\d第近前])(?P<span>[一二两三四五六1-9])年(?P<spanedge>内|之内|以内|累计|共|时间|左右|总计|合计)"
    r"|(?P<relative>今年|本年度|明年|年内|当年|今后[三五]年|未来[三五]年)(?P<reledge>底前|年底前|底|内)?"
    r"|(?P<bareperiod>规划期末|规划期内|计划期内|期末|行动期内)"
)
BASE = re.compile(
    r"(?:比|较|相比于?|对比|与|同|在|以|按|从|由|自)(?:“?(?P<five>十[一二三四五]五)”?末|(?P<year>20[0-4]\d)年(?:底|末|年底|同期)?|(?P<last>上年|上一年|去年|上年度|上年同期|去年同期))"
    r"(?P<tail>(?:的|同期|年底|水平|年末|数|为基数|基础上|相比|基数)*)"
)
YEARLY = re.compile(r"每年度?|年均|逐年|每两年|每三年|每[2-5]年|每半年|每季度?|每月|年度|每学年|每学期")


@dataclass(frozen=True, slots=True)
class Due:
    """A date in the text: places, the deadline (YYYY or YYYY-MM-DD), and how far it reaches."""

    start: int
    end: int
    year: int
    told: str
    until: bool  # 到…, which holds on; 2023年…底前 holds for its own clause
    words: str


def dues(plain: str, start: int, end: int, profile: Profile) -> list[Due]:
    """All dates between two places that can be deadlines, base years left out.

    >>> who = Profile("", (0, 0), "plan", "", "", None, (2022, 2024), "", "", "")
    >>> [(one.told, one.until) for one in dues("到2024年,三年内,2023年6月底前,比2020年", 0, 30, who)]
    [('2024', True), ('2024', False), ('2023-06-30', False)]
    """
    bases = [(one.start(), one.end()) for one in BASE.finditer(plain, start, end) if _is_base(plain, one, end)]
    found: list[Due] = []
    for one in DATE.finditer(plain, start, end):
        inside = any(first <= one.start() < last or first < one.end() <= last for first, last in bases)
        due = None if inside else _due(plain, one, profile)
        if due:
            found.append(due)
    return found


def _is_base(plain: str, found: re.Match[str], end: int) -> bool:
    word = found.group()[0]
    if word in "比较相":
        return True
    after = plain[found.end() : min(end, found.end() + 14)]
    if word in "从由自":
        return bool(
            re.search(
                r"(?:提高|提升|增加|增长|扩大|下降|降低|减少|上升|发展|降|升|增)(?:到|至)",
                plain[found.end() : min(end, found.end() + 40)],
            )
        )
    return (
        "基础上" in found["tail"]
        or "相比" in found["tail"]
        or bool(re.match(r"(?:相比|的?基础上|持平)", after))
        or (word == "以" and "为基" in found.group() + after)
    )


def _due(plain: str, one: re.Match[str], profile: Profile) -> Due | None:
    start, end, words = one.start(), one.end(), one.group()
    if one["year"] and re.match(r"起|以来|开始|启动实施", plain[end : end + 4]):
        return None
    if one["year"]:
        until = (one["until"] or "").endswith(("到", "至")) or one["until"] in ("截止", "力争")
        return Due(start, end, int(one["year"]), _day(one), until, words)
    if one["plan"]:
        year = FIVE[one["plan"]] + 4
        return Due(start, end, year, str(year), True, words)
    if not profile.end_year or not profile.start_year:
        return None
    if one["span"]:
        count = int(one["span"]) if one["span"].isdecimal() else int(chinese(one["span"]))
        first, last = profile.start_year, profile.end_year
        whole = last - first + 1 == count or one["spanedge"] not in ("内", "之内", "以内")
        year = last if whole else first + count - 1
        return Due(start, end, year, str(year), False, words)
    if one["relative"]:
        now = profile.start_year
        year = (
            now + 1
            if one["relative"] == "明年"
            else profile.end_year
            if one["relative"][:2] in ("今后", "未来")
            else now
        )
        return Due(start, end, year, str(year), False, words)
    return Due(start, end, profile.end_year, str(profile.end_year), True, words)


def _day(one: re.Match[str]) -> str:
    year = int(one["year"])
    edge, month, day = one["edge"] or "", one["month"], one["day"]
    if month and 1 <= int(month) <= 12:
        last = [31, 29 if year % 4 == 0 else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][int(month) - 1]
        return f"{year}-{int(month):02d}-{min(int(day), last) if day else last:02d}"
    if one["half"]:
        return {
            "上半年": f"{year}-06-30",
            "第一季度": f"{year}-03-31",
            "第二季度": f"{year}-06-30",
            "第三季度": f"{year}-09-30",
        }.get(one["half"], f"{year}-12-31")
    return f"{year}-12-31" if "底" in edge or "末" in edge else str(year)


def base_year(plain: str, start: int, end: int, deadline: str | None, profile: Profile) -> tuple[int | None, str]:
    """The year a growth is measured against, when the text gives it, and the words that do."""
    found = [one for one in BASE.finditer(plain, start, end) if _is_base(plain, one, end)]
    if found:
        one = found[-1]
        if one["year"]:
            return int(one["year"]), one.group()
        if one["five"]:
            return FIVE[one["five"]] + 4, one.group()
        if deadline and not YEARLY.search(plain, start, end):
            return int(deadline[:4]) - 1, one.group()
    single = bool(profile.period and profile.period[0] == profile.period[1])
    if single and profile.start_year and re.search(r"同比", plain[start:end]):
        return profile.start_year - 1, "同比"
    return None, ""


def yearly(plain: str, start: int, end: int) -> str:
    """The recurrence said between two places: 每年, 年均, 每两年 …, or nothing."""
    found = list(YEARLY.finditer(plain, start, end))
    return found[-1].group() if found and found[-1].group() != "年度" else ""
