"""What lies behind: retrospective passages, years before the plan, base values of an increase."""

from __future__ import annotations

import re

from jinliang.compiler.case import VERB_ANY, Case, Verdict
from jinliang.compiler.profile import FIVE, Profile

PAST = re.compile(
    r"截至(?:目前|当前)|截止目前|近年来|近[一二两三四五六七八九十\d]+年|目前|现有|现拥有|已有|已建成|已累计|已完成|已达|已经|过去|去年|上年度|曾|历年|其时|以来"
    r"|以往|原有|现状|[建完达形实引培开认取获投设入][成立到现进育通定得入]了|新增了|取得了|实现了|累计已|已[\u4e00-\u9fff]{1,4}(?=\d)|由去年|我[市县区省校]是|我[市县区省校]现"
)
FUTURE = re.compile(r"力争|争取|确保|将(?!军)|今后|未来|到20\d\d年|计划|拟|要(?!求|素|点|闻|害|道)|下一步|预期|目标")
NORMS = {"不少于", "不低于", "不得少于", "不得低于", "至少", "不超过", "不得超过", "不高于", "控制在", "不得高于"}


def past_year(words: str, profile: Profile) -> str:
    """The words that put a stretch before the plan begins, or nothing."""
    start = profile.start_year
    for one in re.finditer(r"(?:截至|截止|至|到|从|在|于)?(20[0-4]\d)年(?:底|末)?", words):
        if (
            start
            and int(one[1]) < start
            and not re.match(r"(?:相比|的?基础上|为基)", words[one.end() :])
            and not re.search(r"[比较与]$", words[: one.start()])
        ):
            return one.group()
    five = re.search(r"“?(十[一二三四五]五)”?(?:时期|期间|以来|末|收官)", words)
    if five and start and five[1] in FIVE and FIVE[five[1]] + 4 < start:
        return five.group()
    return ""


RAISED = re.compile(
    r"^(?:左右|以上)?[至到](?=[\d一二三四五六七八九十])"
    r"|^[^，。；]{0,6}(?:提高|提升|增加|增长|扩大|下降|降低|减少|上升|缩短|压缩|发展|降|升|增)(?:到|至|为)"
)


def behind(case: Case) -> Verdict | None:
    """Whether a number tells of what has been."""
    if case.place.passage == "past":
        future = FUTURE.search(case.before)
        if not (future and case.due and future.group() in ("力争", "争取", "确保")):
            return Verdict("past", case.place.clause.title)
    if case.profile.kind == "record" and not (
        case.place.passage == "aims" or (case.due and FUTURE.search(case.before))
    ):
        return Verdict("past", case.profile.cue or "总结性文本")
    if case.due and case.due.start >= case.place.sentence[0]:
        if case.profile.start_year and case.due.year < case.profile.start_year:
            return Verdict("past", case.due.words)
        done = PAST.search(case.plain[case.due.end : case.phrase.start])
        kept = ("以来", "已有", "现有", "原有", "目前")
        if case.due.end <= case.phrase.quantity.start and (
            not done or done.group() in kept or "；" in case.plain[case.due.end : case.phrase.start]
        ):
            return _base(case)
    return _dated(case) or _said(case) or _base(case) or _opened(case)


def _dated(case: Case) -> Verdict | None:
    told = past_year(case.before, case.profile)
    if not told:
        return None
    after = case.before[case.before.rfind(told) + len(told) :]
    if FUTURE.search(after) or (case.phrase.growth and "较" in after):
        return None
    lone = case.plain[case.place.segment[0] : case.phrase.start]
    return Verdict("base" if re.search(r"(?:从|由)[^，。；]*$", lone) else "past", told)


def _said(case: Case) -> Verdict | None:
    found = None if case.phrase.operator in NORMS else PAST.search(case.before)
    if not found or FUTURE.search(case.before[found.end() :]):
        return None
    since = case.before[found.end() :]
    if found.group() in ("现有", "已有", "原有", "以来") and VERB_ANY.search(since):
        return None
    if re.match(r"条件|存量|基础|资源", since):
        return None
    return Verdict("past", found.group())


def _base(case: Case) -> Verdict | None:
    """由 35% 提高到 50%: the first number is the base."""
    lead = case.plain[case.place.segment[0] : case.phrase.start]
    if RAISED.search(case.plain[case.phrase.end : case.phrase.end + 16]) and re.search(
        r"(?:从|由)[^，。；]{0,24}$", lead
    ):
        return Verdict("base", "由…到…")
    return None


def _opened(case: Case) -> Verdict | None:
    """A paragraph that opens with 近年来 tells of the past until a sentence looks ahead."""
    head = case.plain[case.place.paragraph[0] : case.place.sentence[0]]
    opened = re.search(
        r"近年来|“?十[一二三四]五”?(?:时期|以来)|截至20\d\d年|过去[一二三四五]年|去年以来|一年来|五年来|三年来", head
    )
    if not opened or FUTURE.search(head[opened.end() :] + case.before):
        return None
    if case.due and not past_year(case.due.words, case.profile):
        return None
    plan = re.search(r"十[一二三四五]五", opened.group())
    start = case.profile.start_year
    if plan and start and FIVE.get(plan.group(), 0) + 4 >= start:
        return None
    return Verdict("past", opened.group())
