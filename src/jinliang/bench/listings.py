"""Made-up listings of any number, for speed only: sentences put together from the words of ten trades. They say nothing about quality."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jinliang.engines.retrieval.index import Entry, Vector

THINGS: Final = (
    "轨道车辆齿轮箱", "动车组制动盘", "磷酸铁锂电芯", "光伏组件边框", "石墨烯导热膜", "碳化硅陶瓷件",
    "谐波减速器", "六轴机械臂", "可降解骨钉", "体外诊断试剂", "高温合金叶片", "永磁同步电机", "液压阀块",
    "压缩机转子", "柔性传感器", "激光雷达", "数控刀具", "风电轴承", "氢燃料电堆", "医用导管", "注塑模具",
    "电子级铜箔", "聚酰亚胺薄膜", "工业相机", "变频空调", "充电桩模块", "履带底盘", "玻璃纤维布",
    "镁合金轮毂", "无刷电钻",
)  # fmt: skip
WAYS: Final = (
    "激光焊接", "精密磨削", "等离子喷涂", "真空烧结", "微弧氧化", "超声检测", "机器视觉检测",
    "数字孪生建模", "在线监测", "自适应控制", "增材制造", "热等静压", "化学气相沉积", "深度学习缺陷识别",
    "疲劳寿命预测", "多物理场仿真", "低温润滑", "电磁屏蔽", "表面改性", "柔性装配",
)  # fmt: skip
FLAWS: Final = (
    "气孔率偏高", "密封寿命不足", "尺寸一致性差", "噪声超标", "良率波动", "热变形明显", "漏检率高",
    "能耗过大", "节拍过长", "结合强度低", "循环衰减快", "装配效率低", "腐蚀严重", "毛刺难以去除",
    "信号漂移",
)  # fmt: skip
AIMS: Final = ("提高{}可靠性", "降低{}成本", "缩短{}交期", "提升{}精度", "延长{}寿命", "实现{}自动化", "满足{}认证要求")
UNITS: Final = ("℃", "mm", "MPa", "%", "kW", "秒", "微米")
KINDS: Final = ("need", "need", "achievement", "patent", "patent", "expert", "instrument", "service")
OFFERS: Final = ("achievement", "patent", "expert", "instrument", "service")


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up listing."""

    title: str
    text: str


def listing(number: int) -> Made:
    """The listing of a number, always the same: a title and about 180 characters."""
    draw = random.Random(number)
    thing, way, flaw = draw.choice(THINGS), draw.choice(WAYS), draw.choice(FLAWS)
    sentences = [
        f"基于{rare(draw)}{rare(draw)}的{rare(draw)}，现有{thing}在{draw.choice(WAYS)}工序中{flaw}，{draw.choice(FLAWS)}"
    ]
    while sum(map(len, sentences)) < 160:
        aim = draw.choice(AIMS).format(draw.choice(THINGS))
        sentences.append(
            f"{draw.choice(('采用', '希望通过', '拟开发', '已完成'))}{draw.choice(WAYS)}与{draw.choice(WAYS)}，{aim}，"
            f"{rare(draw)}{rare(draw)}指标{draw.choice(('不低于', '不超过', '达到'))}{draw.randint(2, 990)}{draw.choice(UNITS)}"
        )
    return Made(f"{thing}{way}{draw.choice(('技术', '方法', '装置', '工艺', '系统'))}", "。".join(sentences) + "。")


def rare(draw: random.Random) -> str:
    """A made-up word of two characters out of twenty thousand, the n-th as frequent as words are: one n-th as often as the first."""
    word = random.Random(int(20_000 ** draw.random()))
    return chr(0x4E00 + word.randrange(3_000)) + chr(0x4E00 + word.randrange(3_000))


def pairs(text: str) -> list[str]:
    """Neighbouring characters, as far as a made-up text needs it."""
    return [text[at : at + 2] for at in range(len(text) - 1) if text[at] not in "，。" and text[at + 1] not in "，。"]


def words(text: str) -> list[str]:
    """Words, by the compiled dictionary."""
    import rjieba

    return [one for one in rjieba.cut_for_search(text, False) if one not in "，。"]


def entries(count: int, vectors: Iterator[Vector]) -> Iterator[Entry]:
    """So many listings with their terms, and the vectors that come."""
    for number in range(count):
        one, draw = listing(number), random.Random(-number - 1)
        yield entry(str(number), one, draw.choice(KINDS), draw, next(vectors))


def entry(id: str, one: Made, kind: str, draw: random.Random, vector: Vector | None) -> Entry:
    """A listing as the index takes it."""
    whole = f"{one.title}。{one.text}"
    return Entry(
        id,
        title_pairs=pairs(one.title),
        pairs=pairs(whole),
        title_words=words(one.title),
        words=words(whole),
        kind=kind,
        field=str(draw.randrange(11)),
        area=str(draw.randrange(8)),
        maturity=str(draw.randrange(9)),
        way=(str(draw.randrange(6)),),
        owner=str(draw.randrange(3000)),
        updated=date(2021, 6, 18) - timedelta(days=draw.randrange(900)),
        vector=vector,
    )
