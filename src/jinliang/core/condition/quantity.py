"""What a number measures (被测量): its dimension, the noun as said, and whether two of them may be compared.

A temperature of curing says nothing about a temperature of use. Facets are the closed list of what engineers tell
apart within one dimension; where both sides name one, they must share one. What is not in the list is compared by its
own words: two nouns must share a pair of characters. Where nothing is said, nothing is assumed, except in dimensions so
narrow (a hardness, a voltage) that a bare number can only mean one thing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinliang.core.condition.facet import BY_NAME, FACETS, NARROW, Better

_SAME = (
    (r"粘结剂|粘合剂|胶黏剂|胶粘剂|胶水", "胶料胶"), (r"导热系数|导热率|热导率|导热", "热导率"), (r"噪音", "噪声"),
    (r"亚硝态氮", "亚硝酸盐"), (r"管子|管道|管网|铸铁管|管径", "管"), (r"节电|省电|耗电", "电耗"), (r"掉氯率?|脱氯率?", "掉氯"),
    (r"DN|口径", "管"), (r"用水量", "水耗"), (r"膜层|涂膜|镀层", "涂层"),
)  # fmt: skip
_OPPOSITE = (
    ("进水", "出水"), ("面内|平面方向", "面外|厚度方向|法向|纵向导热"), ("内径", "外径"), ("充电", "放电"), ("正极", "负极"),
    ("空载", "满载"), ("进口浓度", "出口浓度|排口"), ("横向", "纵向"), ("常温", "高温"), ("最小", "最大"), ("抗拉", "抗压"),
)  # fmt: skip
_EMPTY = re.compile(
    r"降低|下降|降|升|提高|提升|增加|减少|缩短|延长|温度|时间|速度|压力|浓度|含量|总量|数量|最大|最高|最小|最低|长期|平均|稳定|控制|目标|要求|需要|必须|不能|不得|可以|能够|采用|适用|用于|适合|范围|"
    r"左右|大约|出水|进水|表面|图纸|产品|工作|使用|单次|实现|达到|保证|我们|现场|得|须|应|较|的|要|在|有|为|可|能|用|将|把|到|至|和|与|及|后|下|上|中|内|"
    r"是|也|就是|还|都|约|仅|只|总|每|单|一|个|小于|大于|不超过|率|值|(?<!强)度|(?<!容)量|被|由|从|经|比|以|做|了|给|再|且|并|时|于|台|套|件|多|这|那|低|高|大|小|快"
)
_KEYS = frozenset("管孔轴板棒阀缝胶氟氮磷硅铜银")
_SCOPE = re.compile(r"适用|适合|适配|可测|可加工|范围|支持|兼容|量程|覆盖|承受|承压|可用于|可处理")
_CHOICE = re.compile(r"^.{0,4}(?:可选|可调|可设|任选|可定制)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """What is measured: the dimension and the free noun as said, with what was understood of it.

    >>> known = quantity("temperature", "在", "下固化", "")
    >>> known.noun, sorted(known.facets), known.better
    ('固化', ['curing'], 'less')
    """

    dimension: str
    noun: str
    facets: frozenset[str]
    content: frozenset[str]
    said: str
    scope: bool
    choice: bool
    stated: bool

    @property
    def better(self) -> Better:
        """Which way it improves, "" where that depends."""
        found = {BY_NAME[name].better for name in self.facets} - {""}
        return found.pop() if len(found) == 1 else ""


def _facets(dimension: str, said: str) -> tuple[frozenset[str], str]:
    """The facets named in these words, and the words without them; what is longer and listed first is taken first."""
    error = BY_NAME["error"]
    if dimension in error.dimensions and error.words.search(said):
        return frozenset({"error"}), error.words.sub(" ", said)
    names, rest = set(), said
    for one in FACETS:
        if dimension in one.dimensions and one.words.search(rest):
            names.add(one.name)
            rest = one.words.sub(" ", rest)
    if len(names) > 1:
        names -= {
            name for name in names if name in ("working", "pace", "cost", "drawn", "use", "height", "long", "flowing")
        }
    return frozenset(names), rest


def _content(said: str) -> frozenset[str]:
    for words, same in _SAME:
        said = re.sub(words, same, said)
    rest = _EMPTY.sub(" ", said)
    pairs = {run[at : at + 2] for run in re.findall(r"[\u4e00-\u9fffA-Za-z]{2,}", rest) for at in range(len(run) - 1)}
    keys = {each for each in said if each in _KEYS}
    alone = re.findall(r"[\u4e00-\u9fff]", rest)
    return frozenset(pairs | keys | {each for each in rest if len(alone) == 1 and not each.isspace()})


_EDGES = re.compile(
    r"^(?:要求|要|的|得|下|在)+|(?:可|要|得|能|会|须|应|长期|由|从|为|在|是|的|耐|受|扛|住|承|DN|HRC|HV|Ra|φ)+$"
)
_NOUN = re.compile(r"[\u4e00-\u9fffA-Za-z]+")


def quantity(dimension: str, before: str, after: str, context: str) -> Quantity:
    """The quantity of a number, from the words before it in its clause, those after it, and the clause before.

    The nearest words decide: those after are heard only where those before say nothing, and the clause before last.
    """
    names, rest, said = frozenset[str](), "", ""
    for said in (before, after, context):
        names, rest = _facets(dimension, said)
        if names:
            break
    else:
        said, rest = before, before
        if not _content(before):
            said = rest = after if _content(after) else context
    if not names and dimension == "rotation":
        names = frozenset({"spin"})
    words = _NOUN.findall(said)
    words = [each for each in words if not each.isascii()] or words
    noun = _EDGES.sub("", (words[0] if said is after else words[-1]) if words else "")
    stated = bool(_SCOPE.search(before))
    scope = stated or any(BY_NAME[name].scope for name in names)
    heard = f"{before}{after}" if said is not context else f"{context}{before}{after}"
    content = _content(rest) | (_content(before) if said is after else frozenset())
    content |= {each for each in said if each in _KEYS} if dimension == "length" else frozenset()
    return Quantity(dimension, noun, names, content, heard, scope, bool(_CHOICE.search(after)), stated)


def likeness(asked: Quantity, offered: Quantity) -> int:
    """How surely two quantities are the same, 0 where they must not be compared.

    >>> cure, use = quantity("temperature", "固化温度", "", ""), quantity("temperature", "工作温度", "", "")
    >>> likeness(cure, use), likeness(cure, cure) > 0
    (0, True)
    """
    if asked.dimension != offered.dimension or _opposed(asked.said, offered.said):
        return 0
    shared = len(asked.content & offered.content)
    both_say = bool(asked.content and offered.content)
    common = asked.facets & offered.facets
    if common:
        worded = any(BY_NAME[name].worded for name in common)
        return 0 if worded and both_say and not shared else 4 + min(shared, 4)
    if (asked.facets and offered.facets) or any(BY_NAME[name].particular for name in asked.facets | offered.facets):
        return 0
    alike = any(len(each) > 1 for each in asked.content & offered.content)
    if shared and (alike or not (asked.facets or offered.facets)):
        return 2 + min(shared, 2)
    return int(asked.dimension in NARROW and not both_say and _general(asked, offered))


def _general(asked: Quantity, offered: Quantity) -> bool:
    """Whether a bare number on one side means what the other side names; a thing asked for is served by any offered scope."""
    general = [all(BY_NAME[name].general for name in each.facets) for each in (asked, offered)]
    bare = [not each.facets and not each.content for each in (asked, offered)]
    served = not asked.facets and bool(offered.facets)
    return all(general) and (
        (bare[0] and (bare[1] or bool(offered.facets))) or (bare[1] and bool(asked.facets)) or served
    )


def _opposed(left: str, right: str) -> bool:
    """Whether one speaks of the inlet and the other of the outlet, or the like."""
    for one, other in _OPPOSITE:
        for first, second in ((left, right), (right, left)):
            if re.search(one, first) and re.search(other, second) and not re.search(one, second):
                return True
    return False
