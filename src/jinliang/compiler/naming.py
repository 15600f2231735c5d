"""What a target counts: the words before the number or the noun after it, carried over when the phrase stands bare."""

from __future__ import annotations

import re

from jinliang.compiler.case import VERBS, Case
from jinliang.compiler.due import BASE, DATE, YEARLY

# Acts that are also what is counted: 培训7500人次, 新增投入20亿元.
NOMINAL = set(
    (
        "入驻 入库 授权 落户 拥有 签约 立项 获批 开工 投产 竣工 认定 投入 销售 培训 改造 治理 修复 授权 孵化 服务 转化 造林 种植 绿化 走访 招聘 整治 培养 帮扶 资助 供应 处置 "
        "输出 拆除 疏浚 覆盖 放流 上市 承接"
    ).split()
)
_VERBS = "|".join(sorted((one for one in VERBS if len(one) > 1), key=lambda one: (-len(one), one)))
_LIGHT = "|".join(
    sorted((one for one in VERBS if len(one) > 1 and one not in NOMINAL), key=lambda one: (-len(one), one))
)
EDGE = re.compile(
    r"^(?:其中|并且?|且|同时|以及|和|与|及|或|到时|届时|进一步|积极|全面|努力|持续|不断|大力|加快|着力|切实|稳步|有序|要|将|应|须|力争|确保|争取|累计|预计|预期|原则上|基本|总体|使|让|推动|分别|各|的|每年|年均|逐年|[一二三四五六七八九十]是|第[一二三四五]步|[、，：；。\s\n（）)-])+"
)
LAST = re.compile(
    r"(?:力争|确保|争取|累计|分别|预计|预期|原则上|基本|总体|每年|年均|各|要|将|应|均|为|达|共|约|至少|只|仅|也|都|则|在|有|和|与|及|以及|[、，：；。（(\s\n-])+$"
)
STEM = re.compile(
    rf"^(?:{_LIGHT}|新(?!能|型|材|兴|一|质)|建(?![筑材制议档])|育(?!种|苗|婴|幼)|引(?!导|领|擎)|招(?!商|标)|选(?!手)|达|扩)+"
)
STOPS = re.compile(r"[，。；：、\n（(！？]")
PREDICATE = re.compile(
    r"(?:开展|开始|担任|参加|参与|建成|完成|实现|达到|试点|进行|作为|成为|挂牌|投入|建立|实施|共建|入驻|通过|取得|获得|获批|设立|到|赴|深入|每年|以上|左右|用于|，|。)"
)


YEARS = re.compile(r"(?:20\d\d年?[、和及])+20\d\d年")
STANDARD = re.compile(r"的?(?:标准|要求|比例)")


def dropped(words: str) -> str:
    """The words without dates, base years and how often."""
    for form in (YEARS, BASE, DATE):
        words = form.sub("", words)
    return YEARLY.sub("", words)


def trimmed(words: str) -> str:
    """A name without what leads to it or trails after it."""
    words = dropped(words)
    again = ""
    while again != words:
        again, words = words, LAST.sub("", EDGE.sub("", words))
    return words.strip('“”"') if words.count("“") != words.count("”") else words.lstrip("”")


def bare(words: str) -> str:
    """A name without the promising verbs before it; empty when nothing else is left.

    >>> bare("新增科技副总"), bare("累计建成"), bare("每年培训")
    ('科技副总', '', '培训')
    """
    return STEM.sub("", trimmed(words))


def after(case: Case) -> str:
    """The noun that follows the number, when one does: 遴选4所高校, 80%以上的行政村建成达标村."""
    words = case.plain[case.phrase.end : case.place.segment[1]]
    if (
        re.match(
            r"的?(?:水平|规模|速度|增速|目标|幅度|增幅|比例)|和|与|及|并|或|[，。；、：\n）)”！？]|等[，。；]", words
        )
        or not words
    ):
        return ""
    words = words.removeprefix("的标准")
    words = words.removeprefix("的")
    share = case.phrase.quantity.unit in ("%", "‰")
    cut = STOPS.split(words, maxsplit=1)[0] if not share else re.split(r"[，。；\n]", words, maxsplit=1)[0]
    stop = min(
        len(cut),
        max(
            0,
            case.next_start - case.phrase.end - (len(case.plain[case.phrase.end : case.place.segment[1]]) - len(words)),
        )
        or len(cut),
    )
    cut = cut[:stop].strip()
    act = PREDICATE.search(cut, 2) if not share else None
    return cut[: act.start()] if act and not cut.startswith(("以上", "左右")) else cut


def context(case: Case) -> str:
    """The act around a number whose noun alone says little: verb before and predicate after."""
    sentence = case.plain[case.place.part[0] : case.place.part[1]].rstrip("，。；\n")
    return re.sub(r"[\d一二三四五六七八九十百千万亿]+(?:\.\d+)?(?:%|[家个名项人所座件次])", "", sentence)


def name(case: Case, last: str, opening: str) -> tuple[str, str]:
    """The indicator's name and whence it comes: after, before, segment or inherited. `last` is the name before it in the
    paragraph, `opening` the segment before when it has no number of its own."""
    left = _left(case)
    noun = after(case)
    if noun and len(noun) <= 4 and STANDARD.match(case.plain, case.phrase.end):
        kept = re.search(r"(?:配建|配套|配备|建设|设置|配置|安排).*$", last)
        return re.sub(r"按照?", "", trimmed(left)) + (kept.group() if kept else last), "inherited"
    if noun and STANDARD.match(case.plain, case.phrase.end):
        return re.sub(r"按照?", "", trimmed(left)) + noun, "after"
    if noun and re.search(r"规模$", left) and re.search(r"基金|资金", noun):
        return f"{noun}{bare(left)}", "after"
    if noun and (case.phrase.acted or not _subject(left)):
        noun = trimmed(noun) or noun
        whole = _programme(opening) + noun
        money = re.match(r"[\u4e00-\u9fff]{2,20}", noun) if case.phrase.quantity.unit == "元" else None
        return (
            f"{noun}资金" if money and re.search(r"用于|支持", case.plain[case.phrase.end :][:6]) else whole
        ), "after"
    words = trimmed(left)
    if re.match(r"(?:占|比重|比例|占比|较|比|同比|增速|增长|年均|增幅|降幅|下降)", words) and last:
        subject = bare(opening) if opening and not re.search(r"\d", opening) and len(bare(opening)) >= 3 else last
        return subject + words, "inherited"
    if bare(words) and not (
        case.phrase.quantity.unit == "元" and re.search(r"^(?:从|由)|[中内](?:安排|提取|列支|统筹)$", words)
    ):
        if case.phrase.growth:
            words += case.phrase.growth
        return _short(_qualified(words, case)), "before"
    use = re.search(
        r"^，?(?:[\u4e00-\u9fff]{0,4})用于([\u4e00-\u9fff]{2,20})", case.plain[case.phrase.end : case.place.part[1]]
    )
    if use and case.phrase.quantity.unit == "元":
        return f"{use[1]}资金", "after"
    following = trimmed(case.plain[case.phrase.end : case.next_start].split("，")[0])
    if opening and bare(opening):
        return trimmed(opening), "segment"
    if last:
        return last, "inherited"
    return words or following, "before"


def _short(words: str) -> str:
    """A name without the act and its circumstance, where what is left says enough: 建成概念验证中心 -> 概念验证中心."""
    if re.match(r"(?:在|为|对|围绕|面向|依托|通过|结合|聚焦|支持|推动|鼓励|引导)", words):
        acts = list(re.finditer(_LIGHT, words))
        if acts and len(words) - acts[-1].end() >= 4 and words[acts[-1].end()] not in "的、":
            return words[acts[-1].end() :]
    rest = bare(words)
    return rest if len(rest) >= 4 and not re.match(r"新|净增", words) and rest[0] not in "的、了和与及" else words


def _qualified(words: str, case: Case) -> str:
    """A bare act (培训, 改造) with what the clause's heading says of it: 实施重点群体培训工程 -> 重点群体培训."""
    act = bare(words)
    title = case.place.clause.title
    if act not in NOMINAL or act not in title or re.search(r"新增|投入|销售", words):
        return words
    return f"{bare(title[: title.find(act)])}{act}"


def _left(case: Case) -> str:
    """The words before the phrase, from the last number, comma or list mark on."""
    words = case.left
    if case.phrase.per and case.phrase.per not in ("年均", "每年", "年", "平均"):
        words += case.phrase.per
    cut = re.search(r"(?:[、及]|以及|和|与)(.*)$", words) if case.previous_end > case.place.segment[0] else None
    return cut[1] if cut else words


def _subject(left: str) -> bool:
    """Whether the words before the number already say what is counted: more than a verb."""
    words = trimmed(left)
    rest = bare(left)
    if not rest or len(rest) < 2:
        return False
    ends = re.search(
        rf"(?:{_VERBS}|建|育|引|招|办|派|选|设|开|聘|由|对|在|为|向|从|驻市|驻地|全市|全县|全区|全省|至少|组织)$", words
    )
    return not ends


def _programme(opening: str) -> str:
    """The named programme a phrase leans on: 依托“工匠”评选，每两年选树20名…."""
    found = (
        re.match(r"(?:依托|通过|借助|围绕|以|结合|实施|开展|组织)[^“]{0,6}(“[^”]{2,14}”)", trimmed(opening))
        if opening
        else None
    )
    return found[1] if found else ""
