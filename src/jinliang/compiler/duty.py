"""Who leads and who supports: responsibility lines, brackets and sentences, bodies as written and never guessed."""

from __future__ import annotations

import re

from jinliang.compiler.draft import Duty
from jinliang.compiler.place import Map

LABEL = r"(?:第一)?(?:牵头|责任|配合|协办|协同|参与|主办|承办|实施|完成|主管|负责|参加|支持|协助)(?:责任)?(?:单位|部门|主体|机构|领导小组成员单位)"
LABELS = re.compile(rf"(?P<label>{LABEL})(?:及分工)?[：]?")
_LISTED = r"[^\n（）【】。]*(?:（[^（）\n]*）[^\n（）【】。]*)*"
BLOCK = re.compile(rf"[（【\[]?(?={LABEL}[：]){_LISTED}(?:。?\n+(?={LABEL}[：]){_LISTED})*[）】\]]?")
BRACKET = re.compile(r"（(?P<in>[^（）\n]*(?:（[^（）\n]*）[^（）\n]*)*)）")
ENDS = r"(?:局|委|办|厅|部|院|校|政府|中心|管委会|公司|集团|联合会|协会|工会|团市委|团委|妇联|残联|科协|工商联|社联|处|站|银行|支行|法院|检察院|队|馆|所|大学|学院|部门|单位|街道|乡镇|镇街|园区|办公室|领导小组|专班|司|署|社|组|商会|镇|区|县|市|支队|企业|高校|院所|机构|室|会|党组|医院|学校|中学|盟|公安|消防|税务|海关)"
BODY = re.compile(rf"^[\u4e00-\u9fffA-Za-z0-9（）“”·、]{{1,40}}?{ENDS}$")
VAGUE = re.compile(
    r"^(?:等|其他|其它|各)?(?:有关|相关|各有关|各相关|其他|其它)+(?:职能|责任|成员)?(?:部门|单位|方面|委办局|部门和单位|部门单位|企业)*$|^(?:有关|相关)部门.*$"
)
STRONG = rf"[\u4e00-\u9fff（）]{{1,20}}?{ENDS}"
LISTED = rf"{STRONG}(?:[、和及与]{STRONG})*"
SUPPORTED = r"(?:按(?:照)?(?:各自)?职[责能](?:分工)?)?(?:积极|密切|主动|协同|共同)?(?:配合|协助|参与|协同|支持)"
SENTENCES = (
    re.compile(
        r"(?:由)?(?P<lead>[^，。；：\n（]{2,40}?)(?:作为)?(?:负责)?牵头(?:，|负责|组织)?(?:，)?(?:会同|联合|协同|协调)(?P<support>[^。；\n]{2,160})"
    ),
    re.compile(
        rf"(?:由)?(?P<lead>[^，。；：\n（]{{2,40}}?)(?:负责)?牵头[^，。；\n]{{0,30}}，(?P<support>[^。；\n：]{{2,120}}?){SUPPORTED}"
    ),
    re.compile(
        rf"由(?P<lead>[^，。；：\n（]{{2,40}}?)(?:负责|主管|组织)[^，。；\n]{{0,30}}，(?P<support>[^。；\n：]{{2,120}}?){SUPPORTED}"
    ),
    re.compile(
        rf"(?P<lead>[^，。；：\n（]{{2,40}}?)(?:负责|主管)[^，。；\n]{{0,30}}，(?P<support>[^。；\n：]{{2,120}}?){SUPPORTED}"
    ),
    re.compile(r"(?:由)?(?P<lead>[^，。；：\n（]{2,40}?)(?:要)?会同(?P<support>[^。；\n]{2,160})"),
    re.compile(
        r"(?:由)?(?P<lead>[^，。；：\n（]{2,40}?)(?:负责)?牵头(?!单位|部门|承担|组建|人|企业|实施的|制定的|抓总)(?P<support>)"
    ),
    re.compile(r"由(?P<lead>[^，。；：\n（]{2,40}?)(?:具体|统一|共同|分工)?负责(?!人)(?P<support>)"),
)
VERBS = re.compile(
    r"(?:对|制定|建立|开展|组织|研究|落实|推进|推动|负责|共同|做好|编制|成立|完善|加强|实施|定期|按|统筹|抓好|出台|进行|及时|将|在|联合|建设|健全|协调|督促|指导|每|依法|形成|加快|结合|围绕|提出|强化|审核|报|于|为|根据|打造|构建|设立|启动|召开|承担|牵头|规范|优化|细化|搭建|梳理|明确|管理|监督|确保|争取|开发|抓紧|举办|探索|配套|摸排|分解|制订|拟定|拟订)"
)


def duties(map_: Map) -> list[Duty]:
    """All statements of responsibility in order of the text."""
    plain = map_.plain
    found: list[tuple[int, int, tuple[str, ...], tuple[str, ...], str]] = []
    for one in BLOCK.finditer(plain):
        lead, support = _labelled(one.group())
        if lead or support:
            found.append((one.start(), one.end(), lead, support, LABELS.search(one.group()).group("label")))  # type: ignore[union-attr]
    for one in BRACKET.finditer(plain):
        if not _inside(one, found):
            told = _bracketed(one["in"])
            if told:
                found.append((one.start(), one.end(), *told))
    start = 0
    for sentence in re.finditer(r"[^。；\n]+", plain):
        start = sentence.start()
        if not any(first < sentence.end() and start < last for first, last, *_ in found):
            found += _said(sentence.group(), start, map_)
    made: list[Duty] = []
    for first, last, lead, support, cue in sorted(found, key=lambda one: one[:2]):
        made.append(Duty(f"d{len(made) + 1}", first, last, map_.clause(first).id, lead, support, cue))
    return made


def _inside(one: re.Match[str], found: list[tuple[int, int, tuple[str, ...], tuple[str, ...], str]]) -> bool:
    return any(first < one.end() and one.start() < last for first, last, *_ in found)


def _labelled(block: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """牵头单位：A；配合单位：B、C. Without an order stated all are leads; 责任单位 beside 牵头单位 support."""
    words = block.strip("（）【】[]")
    marks = [one for one in LABELS.finditer(words) if one.group().endswith("：") or one.start() == 0]
    lead: list[str] = []
    support: list[str] = []
    led = any(re.search(r"牵头|主办|第一责任|主管", one["label"]) for one in marks)
    for index, one in enumerate(marks):
        end = marks[index + 1].start() if index + 1 < len(marks) else len(words)
        listed = re.split(r"(?:完成|实施)?(?:时限|时间|期限|进度)[：]|。", words[one.end() : end])[0]
        label = one["label"]
        if re.search(r"牵头|主办|主管", label) or (not led and not re.search(r"配合|协|参与|参加|支持", label)):
            told = _bracketed(listed)
            if told and re.search(r"牵头|配合|会同", listed):
                lead += told[0]
                support += told[1]
            else:
                lead += bodies(listed)
        else:
            support += bodies(listed)
    return tuple(lead), tuple(support)


def _bracketed(words: str) -> tuple[tuple[str, ...], tuple[str, ...], str] | None:
    """（A牵头，B、C配合）, （A、B负责）, （A、B按职责分工负责）, （A、B）."""
    words = words.rstrip("。；")
    found = re.fullmatch(
        rf"(?:由)?(?P<lead>[^，；]+?)(?:负责)?牵头(?:负责|实施|落实)?[，；]?(?:会同)?(?P<support>.*?)(?:{SUPPORTED}|等?(?:按(?:照)?(?:各自)?职[责能](?:分工)?)?负责(?:落实)?)?",
        words,
    )
    if found and found["lead"]:
        lead = bodies(found["lead"])
        if lead:
            return tuple(lead), tuple(bodies(found["support"])), "牵头"
    found = re.fullmatch(rf"(?P<lead>[^，；]+?)(?:具体)?负责[，；](?P<support>.+?){SUPPORTED}", words)
    if found:
        return tuple(bodies(found["lead"])), tuple(bodies(found["support"])), "负责"
    found = re.fullmatch(
        r"(?P<lead>[^；]+?)，?(?:(?:等)?(?:按(?:照)?(?:各自)?职[责能](?:分工)?|分工|共同|分别|具体)*负责(?:落实)?|按(?:照)?(?:各自)?职[责能]分工落实|会同.*)?",
        words,
    )
    if found and found["lead"] and "：" not in words:
        lead = bodies(found["lead"])
        plain = re.split(r"[、，]", found["lead"])
        if lead and (
            words != found["lead"]
            or (
                len(lead) == len(plain)
                and all(len(one) >= 3 and re.match(r"(?:国家|省|市|区|县|各|团|校|州|乡|镇)", one) for one in lead)
            )
        ):
            return tuple(lead), (), "负责"
    return None


def _said(sentence: str, start: int, map_: Map) -> list[tuple[int, int, tuple[str, ...], tuple[str, ...], str]]:
    if not re.search(r"牵头|会同|负责", sentence) or map_.place(start).passage == "past":
        return []
    for form in SENTENCES:
        for found in form.finditer(sentence):
            head = re.split(r"[由]", found["lead"])[-1]
            head = re.sub(r"^.*?(?:成立|建立|组建|设立)", "", head) if re.search(r"成立|建立|组建|设立", head) else head
            lead = [one for one in bodies(head) if _is_body(one)]
            if not lead or len(lead) != len(_split(head)):
                continue
            support = _run(found["support"]) if found["support"] else []
            end = found.end() if not found["support"] else len(sentence)
            return [
                (
                    start + found.start(),
                    start + max(end, found.end()),
                    tuple(lead),
                    tuple(support),
                    "会同" if "会同" in found.group() else "牵头" if "牵头" in found.group() else "负责",
                )
            ]
    return []


def _run(words: str) -> list[str]:
    """A list of bodies that runs into a verb: 市教育局、市财政局制定试点管理办法."""
    listed: list[str] = []
    items = _split(
        re.sub(rf"{SUPPORTED}.*$", "", words) if re.search(r"^[^，]*配合", words) else words.split("，", maxsplit=1)[0]
    )
    for item in items:
        item = re.sub(r"^等?(?:各)?(?:有关|相关)[^、及和]*?(?:部门|单位)(?:及|和)?", "", item)
        if _is_body(item) and not VERBS.search(item[2:]):
            listed.append(item)
            continue
        cuts = [one.start() for one in VERBS.finditer(item, 2)]
        whole = next((item[:cut] for cut in cuts if _is_body(item[:cut])), "")
        if whole:
            listed.append(whole)
        elif _is_body(item):
            listed.append(item)
            continue
        break
    return [
        one
        for one in (re.sub(r"等(?:各|多)?(?:有关|相关)?(?:部门|单位|委办局)*$|等$", "", one) for one in listed)
        if one and not VAGUE.match(one)
    ]


def _split(words: str) -> list[str]:
    """A list of bodies cut at its commas, 各市、区政府 and what stands in brackets kept whole."""
    words = re.sub(r"（[^（）]*）", lambda one: one.group().replace("、", "\x01").replace("，", "\x01"), words)
    words = re.sub(
        r"(各?(?:辖市|县|市|镇|乡|乡镇|街道|镇乡|区|设区市))、(?=(?:区|县|市|街道|乡|镇|市直|功能区|开发区|园区)(?![\u4e00-\u9fff]{1,8}(?:局|委|办|厅)))",
        lambda one: one[1] + "\x02" if one[1].startswith("各") else one.group(),
        words,
    )
    words = re.sub(r"(\x02(?:区|县|市|乡|镇))、(?=区|街道|镇|开发区)", "\\1\x02", words)
    parts = re.split(r"[、，；]|以及|(?<=[局委办厅府会院部门司])(?:和|及|与)", words)
    parts = [piece for part in parts for piece in re.split(r"及(?=在|各|市|县|区|省|科技|有关|相关)", part)]
    return [one.replace("\x01", "、").replace("\x02", "、").strip(" \t\n。") for one in parts if one.strip(" \t\n。")]


def _is_body(words: str) -> bool:
    return bool(BODY.match(words)) and not re.search(r"(?:的|了|是|应|要|把|使|对)$", words)


def bodies(words: str) -> list[str]:
    """The bodies of a list as written, without 等 and without 有关部门.

    >>> bodies("市教育局、市财政局等有关部门"), bodies("各县（市、区）人民政府、县联社")
    (['市教育局', '市财政局'], ['各县（市、区）人民政府', '县联社'])
    """
    made: list[str] = []
    for one in _split(words):
        one = re.sub(
            r"等(?:各|多)?(?:有关|相关)?(?:部门|单位|委办局|部门和单位)*$",
            "",
            one.strip("：）（") if one.count("（") != one.count("）") else one,
        )
        if one and not VAGUE.match(one) and len(one) <= 40:
            made.append(one)
    return made
