"""The words the demo city's names are made of. All persons and bodies are made up; a draw never gives a name twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁于董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金"
    "邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚汤陶黎温莫易樊乔文安殷颜庄章鲁倪庞邢俞翟蓝聂齐向申葛岳"
)

_TWO = (
    "知远云舟立言若水砚秋承泽思远景行文博嘉禾明轩子衿书瑶怀瑾静姝海宁志恒建勋晓峰一鸣佳颖立群永康庆余致和学勤敏行修远兆丰清扬"
    "若兰雨桐念慈凯旋启航东升国栋维桢树森广平宗翰少游伯韬仲谋季同长庚望之润生浩然其琛昭明沐阳文清逸飞心怡梦洁婉仪秋实春华冬青"
    "卫东建国志刚海波晓东立新红兵伟民俊杰慧敏丽华秀芳玉洁雪梅淑贞美娟惠英晓燕海燕静怡亚楠欣然思齐子昂天佑宇航泽宇俊熙博文浩宇"
    "奕辰锦程瑞霖君豪鸿儒鹤鸣松涛竹青梅生菊芬兰亭芝林"
)
_ONE = "伟勇军磊涛斌强鹏杰峰超刚平辉健明宁毅钧锋敏静丽艳娟霞燕玲洁楠颖倩蕾薇莹琳晨曦昊睿岚澜珩琦瑾瑜璇彤桦樾煜焕铭铮骁"
GIVEN = (*(_TWO[place : place + 2] for place in range(0, len(_TWO), 2)), *_ONE)

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
