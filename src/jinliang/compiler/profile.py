"""What a document says of itself: title, kind, issuer, date, period and place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from jinliang.compiler.number import chinese
from jinliang.compiler.text import Text

PLANNED = re.compile(
    r"计划|方案|规划|纲要|工作要点|要点|若干意见|实施意见|意见|行动|任务分[工解]|重点任务|目标任务|工作报告|措施|蓝图|路线图|安排"
)
RULED = re.compile(r"办法|规定|细则|条例|指南|规程|制度|章程|标准|守则|须知")
CALLED = re.compile(
    r"申报|征集|推荐|招聘|招标|采购|报名|评选|遴选|公告|公示|竞赛|大赛|考试|培训班|座谈|会议的|通知$|函$|复函|批复"
)
RECORDED = re.compile(
    r"总结|公报|通报|完成情况|进展情况|情况的?(?:报告|汇报|说明)|解读|纪要|简报|综述|新闻|年报|年度报告|答复|评估报告|调研报告"
)
FIVE = {"十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021, "十五五": 2026, "十六五": 2031}
YEARS = re.compile(r"(20\d\d)年?[-~至到](20\d\d)年?")
DAY = re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日")
SPELT_DAY = re.compile(r"(二[〇零○]\S{2})年(\S{1,2})月(\S{1,3})日")


@dataclass(frozen=True, slots=True)
class Profile:
    """A document's own statements. `kind`: plan, rules, call or record. Spans are places in the even text; `cue` says what decided."""

    title: str
    title_span: tuple[int, int]
    kind: str
    issuer: str
    number: str
    issued_on: date | None
    period: tuple[int, int] | None
    place: str
    cue: str
    period_cue: str

    @property
    def end_year(self) -> int | None:
        """The plan's last year."""
        return self.period[1] if self.period else None

    @property
    def start_year(self) -> int | None:
        """The plan's first year; without a period the year of issue."""
        return self.period[0] if self.period else self.issued_on.year if self.issued_on else None


def profile(text: Text, stop: int) -> Profile:
    """The profile of the document; `stop` is where the first numbered clause begins."""
    plain = text.plain
    title, span = _title(plain, max(stop, 200))
    kind, cue = _kind(title, plain)
    issued = _issued(plain, stop)
    period, period_cue = _period(title, plain, issued, stop)
    number = re.search(
        r"(?:^|\n|发文字号：)(?P<own>[\u4e00-\u9fff]{2,10}[〔\[（](?:19|20)\d\d[〕\]）]\d{1,4}号)(?=\n)",
        plain[: stop + 1],
    )
    return Profile(
        title,
        span,
        kind,
        _issuer(plain, title, stop),
        number["own"] if number else "",
        issued,
        period,
        _place(title, plain),
        cue,
        period_cue,
    )


def _title(plain: str, stop: int) -> tuple[str, tuple[int, int]]:
    """The title: the last line before the first clause that names a kind of document and is no sentence; else the first line."""
    best: tuple[str, tuple[int, int]] | None = None
    place = 0
    lines = plain[:stop].split("\n")
    for index, line in enumerate(lines):
        words = line.strip()
        ended = re.search(r"[。；]", words) or words.endswith(("：", "，"))
        named = PLANNED.search(words) or RULED.search(words) or RECORDED.search(words) or CALLED.search(words)
        if (
            words
            and not ended
            and named
            and len(words) <= 90
            and not words.startswith(("附件", "一、", "（此件", "第一章"))
        ):
            whole, end = words, place + len(line)
            following = lines[index + 1].strip() if index + 1 < len(lines) else ""
            if re.fullmatch(r"（[^（）]*20\d\d[^（）]*）", following):
                whole, end = words + following, end + 1 + len(lines[index + 1])
            before = lines[index - 1].strip() if index else ""
            if (
                before
                and len(before) <= 40
                and len(words) <= 25
                and not re.search(r"[。：；，日号）]$", before)
                and not re.match(r"[^市省县区]*(?:市|县|区)", words)
            ):
                whole = before + whole
            better = best is None or (PLANNED.search(words) and not CALLED.search(words)) or not PLANNED.search(best[0])
            if better and (best is None or "印发" not in words or not PLANNED.search(best[0])):
                best = (whole, (place, end))
        place += len(line) + 1
    if best:
        return best
    first = next((line.strip() for line in lines if line.strip()), "")
    inline = re.match(r"[^。，；\n]{4,60}?(?:计划|方案|规划|纲要|要点|意见)(?:（[^）]*）)?", first)
    words = inline.group() if inline else first[:60]
    start = plain.find(words)
    return words, (start, start + len(words))


def _kind(title: str, plain: str) -> tuple[str, str]:
    inner = re.sub(r"^.*?印发|^.*?关于印发", "", title) if "印发" in title else title
    for kind, form in (
        ("record", RECORDED),
        ("call", re.compile(r"申报|征集|推荐|招聘|招标|采购|报名|评选|公告|公示|竞赛|大赛|考试")),
    ):
        found = form.search(inner)
        if found and not re.search(r"(?:计划|方案|规划|纲要|要点)(?:（[^）]*）)?$", inner):
            return kind, found.group()
    found = RULED.search(inner)
    planned = PLANNED.search(inner)
    if (
        found
        and (not planned or re.search(rf"{found.group()}(?:》|的通知|（试行）|（暂行）)*$", inner))
        and not re.search(r"标准化|制度建设|制度改革|标准地", inner)
    ):
        return "rules", found.group()
    if planned:
        return "plan", planned.group()
    aims = re.search(r"(?:主要|发展|工作|总体)目标|到20\d\d年", plain)
    if re.search(r"申报|报名|应聘|投标", plain[:600]) and not re.search(r"(?:主要|发展|工作|总体)目标", plain):
        return "call", "申报"
    if aims:
        return "plan", aims.group()
    found = CALLED.search(inner)
    return (
        ("call", found.group())
        if found
        else ("plan", "")
        if re.search(r"力争|确保|新增|建成|达到", plain)
        else ("record", "")
    )


def _issued(plain: str, stop: int) -> date | None:
    found = [
        _day(one)
        for one in DAY.finditer(plain)
        if plain[one.end() : one.end() + 1] in ("", "\n", "）") and plain[: one.start()][-1:] in ("", "\n", "（")
    ]
    spelt = SPELT_DAY.search(plain)
    if spelt:
        year = chinese(spelt[1].replace("○", "〇"))
        found.append(_date(int(year), int(chinese(spelt[2])), int(chinese(spelt[3]))))
    real = [one for one in found if one]
    if real:
        return real[0]
    numbered = re.search(r"[〔\[](20\d\d)[〕\]]\d+号", plain[: min(stop, 400)])
    return (
        date(int(numbered[1]), 1, 1)
        if numbered and "《" not in plain[max(0, numbered.start() - 40) : numbered.start()]
        else None
    )


def _day(found: re.Match[str]) -> date | None:
    return _date(int(found[1]), int(found[2]), int(found[3]))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _period(title: str, plain: str, issued: date | None, stop: int) -> tuple[tuple[int, int] | None, str]:
    """First and last year of the plan, and the words that say so."""
    for where in (title, plain[:stop]):
        found = YEARS.search(where)
        if found and int(found[1]) < int(found[2]):
            return (int(found[1]), int(found[2])), found.group()
        five = re.search(r"“?(十[一二三四五六]五)”?", where)
        if five and five[1] in FIVE and (where is title or "规划" in where[five.end() : five.end() + 12]):
            return (FIVE[five[1]], FIVE[five[1]] + 4), five.group()
        single = re.search(r"(20\d\d)年(?!\d{1,2}月)", where if where is title else "")
        if single:
            return (int(single[1]), int(single[1])), single.group()
    years = re.search(r"(三|五|两|二|四|3|5|2|4)年(?:行动|攻坚|提升|发展|倍增)?[^，。\n]{0,8}(?:计划|方案)", title)
    ends = [int(one[1]) for one in re.finditer(r"(?:到|至)(20\d\d)年", plain)]
    if issued and ends:
        ends = [one for one in ends if one >= issued.year]
    if years:
        count = int(years[1]) if years[1].isdecimal() else int(chinese(years[1]))
        if ends:
            near = [one for one in ends if not issued or one <= issued.year + count]
            end = max(near or ends)
            return (end - count + 1, end), years.group()
        if issued:
            return (issued.year, issued.year + count - 1), years.group()
    if ends:
        end = _commonest(ends)
        return (issued.year if issued and issued.year <= end else end, end), f"{end}年"
    return ((issued.year, issued.year), "印发日期") if issued else (None, "")


def _commonest(years: list[int]) -> int:
    return max(sorted(set(years)), key=lambda one: (years.count(one), -one))


def _issuer(plain: str, title: str, stop: int) -> str:
    signed = re.search(
        r"\n([^\n，。：]{4,30}?(?:政府办公室|人民政府|办公厅|办公室|委员会|局|厅|大学|学院|管委会|领导小组))\n+(?:20\d\d年|二[〇零○])",
        plain,
    )
    if signed:
        return signed[1].strip()
    named = re.match(
        r"\s*([^\n，。：《]{2,24}?(?:政府办公室|人民政府|办公厅|委员会|局|厅|大学|学院|管委会))(?:关于|印发)", plain
    )
    return named[1] if named else ""


def _place(title: str, plain: str) -> str:
    found = re.search(
        r"([\u4e00-\u9fff]{2,6}?(?:市|县|自治州|省|高新区|经开区|开发区|新区|区|大学|学院|镇|园区))",
        title.removeprefix("关于印发").removeprefix("《"),
    )
    return found[1] if found else ""
