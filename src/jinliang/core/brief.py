"""What a vague need (需求) leaves open: the few questions whose answers turn two lines into a brief that an engineer can judge.

Asked are the things that decide whether an offer fits: what is worked on, how good it has to be, what was tried, how much of it
there is, and by when. Nobody is made to answer: each question stays open until the text answers it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a need leaves open: what is asked, why it matters, and the words that stand before the answer."""

    id: str
    ask: str
    why: str
    lead: str


_OBJECT = Question("object", "做的是什么件、什么材料？", "材料不同，办法往往就不同", "对象和材料：")
_DEGREE = Question("degree", "到什么程度算行？写一个数和单位", "有数才能逐条比；不满足的会明说", "要达到：")
_TRIED = Question("tried", "试过什么办法，为什么不行？", "少推荐您已经试过的", "试过：")
_SCALE = Question("scale", "一天或一年做多少，一件能花多少钱、多少时间？", "量和成本决定哪种设备合适", "产量和成本：")

_MATERIAL = re.compile(
    r"钢|铁|铝|铜|镁|钛|锌|镍|合金|塑料|尼龙|橡胶|硅|陶瓷|玻璃|碳纤维|复合|石墨|树脂|膜|布|纱|丝|木|竹|纸|浆|粉|胶|漆|油|液|水|气|泥|砂|"
    r"药|血|骨|细胞|菌|苗|果|稻|麦|电池|电芯|极片|组件|晶圆|芯片|电路板|线缆|电缆|轴承|齿轮|阀|泵|模具|铸件|锻件|板|管|轴|壳|座|片|"
    r"机器人|叶片|电机|传感器|软件|系统|数据|图像"
)
_TRIED_WORDS = re.compile(
    r"试过|用过|换过|找过|做过|买过|上过|加过|改过|原来|现在(?:用|是|靠)|目前(?:用|是|靠)|人工|手工"
)
_SCALE_WORDS = re.compile(
    r"[0-9一二三四五六七八九十百千万半两几]+\s*(?:件|台|吨|米|套|只|片|个|根|方|升|公斤)?\s*(?:/|每|一)\s*(?:天|日|班|年|月|小时|时|件)|"
    r"(?:每|一)(?:天|日|班|年|月|小时|件)|节拍|年产|日产|产量|批量|单价|成本"
)
_NUMBER = re.compile(r"[0-9０-９]")


def questions(text: str, must: tuple[str, ...]) -> tuple[Question, ...]:
    """What is still to be asked about a need, the most deciding first; none when the text answers everything.

    >>> [one.id for one in questions("焊缝老是裂，想找人看看", ())]
    ['object', 'degree', 'tried', 'scale']
    >>> questions("铝壳体焊缝裂，一班做 300 件，裂的要降到 0.5% 以下，换过焊丝没用", ())
    ()
    """
    said = "；".join((text, *must))
    open_: list[Question] = []
    if not _MATERIAL.search(said):
        open_.append(_OBJECT)
    if not _NUMBER.search(said):
        open_.append(_DEGREE)
    if not _TRIED_WORDS.search(said):
        open_.append(_TRIED)
    if not _SCALE_WORDS.search(said):
        open_.append(_SCALE)
    return tuple(open_)


def answered(text: str, answers: dict[str, str]) -> str:
    """The need's text with what was answered put at its end, each under its own words.

    >>> answered("焊缝老是裂", {"object": "铝壳体", "tried": " "})
    '焊缝老是裂\\n对象和材料：铝壳体'
    """
    leads = {one.id: one.lead for one in (_OBJECT, _DEGREE, _TRIED, _SCALE)}
    told = [f"{leads[id]}{answer.strip()}" for id, answer in answers.items() if id in leads and answer.strip()]
    return "\n".join([text.rstrip(), *told])
