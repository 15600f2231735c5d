"""The words the demo city's names are made of. All persons and bodies are made up; a draw never gives a name twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金"
    "邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛岳"
)

GIVEN = tuple(
    """
    知远 云舟 立言 若水 砚秋 承泽 思远 景行 文博 嘉禾 明轩 子衿 书瑶 怀瑾 静姝 海宁 志恒 建勋 晓峰 一鸣 佳颖 立群 永康 庆余
    致和 学勤 敏行 修远 兆丰 清扬 若兰 雨桐 念慈 凯旋 启航 东升 国栋 维桢 树森 广平 宗翰 少游 伯韬 仲谋 季同 长庚 望之 润生
    浩然 其琛 昭明 沐阳 文清 逸飞 心怡 梦洁 婉仪 秋实 春华 冬青 卫东 建国 志刚 海波 晓东 立新 红兵 伟民 俊杰 慧敏 丽华 秀芳
    玉洁 雪梅 淑贞 美娟 惠英 晓燕 海燕 静怡 亚楠 欣然 思齐 子昂 天佑 宇航 泽宇 俊熙 博文 浩宇 奕辰 锦程 瑞霖 君豪 鸿儒 鹤鸣
    松涛 竹青 梅生 菊芬 兰亭 芝林
    """.split()
) + tuple("伟勇军磊涛斌强鹏杰峰超刚平辉健明宁毅钧锋敏静丽艳娟霞燕玲洁楠颖倩蕾薇莹琳晨曦昊睿岚澜珩琦瑾瑜璇彤桦樾煜焕铭铮骁")

BRAND_FIRST = "恒精瑞安宏鼎卓博远腾凌汇信德诚嘉协同创维科立天星华润泰盛隆中新启锐翔昊晟浩辰"
BRAND_SECOND = "川岳源泽达毅驰航翼峰桥石禾泉晖朗辉益捷佳能成普凯睿邦诺铭耀胜宸顺业图"

NEAR_PLACES = ("龙城", "江滨", "云河", "青枫", "南湖", "金塘", "阳溪", "新港")
"""The made-up places that stand in front of made-up firms' names."""


def people(rng: Random, taken: Iterable[str] = ()) -> Iterator[str]:
    """Persons' names without end, none of them taken and none twice."""
    used = set(taken)
    while True:
        name = rng.choice(SURNAMES) + rng.choice(GIVEN)
        if name not in used:
            used.add(name)
            yield name


def brands(rng: Random) -> list[str]:
    """Every two-syllable brand there is, in a drawn order."""
    found = [first + second for first in BRAND_FIRST for second in BRAND_SECOND]
    rng.shuffle(found)
    return found
