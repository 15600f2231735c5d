"""What engineers tell apart within one dimension (被测量的方面): a curing temperature from one of use, a takt from a lifetime."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Better = Literal["more", "less", ""]
"""Which way a quantity improves, where it is the same for everybody."""

_FACETS = """
error       | length angle temperature ratio | - w x | 误差|公差|偏差|偏移|精度|孔差|位偏|跳动|不确定度|尺寸差|图纸|偏
resolution  | length ratio temperature concentration | - x | 分辨率|分辨力|分辨
roughness   | length | -  | 粗糙度|Ra|Rz|光洁度
chipping    | length | -  | 崩边|崩口
burr        | length | - w | 毛刺
wall        | length | w  | 壁厚
gap         | length | w  | 间隙|缝隙|气隙
linewidth   | length | w  | 线宽|栅宽|道宽|道子
breadth     | length | w s | 幅宽|门幅
thickness   | length | w  | 厚度|板厚|膜厚|层厚|片厚|厚
diameter    | length | w s | 管径|口径|内径|外径|轴径|孔径|直径|DN|φ|Φ|ø|管网|轴粗|管粗
penetration | length | w + | 熔深|穿透
depth       | length | w  | 深度|深
reach       | length | s  | 测距|测量距离|测程|探测距离
grain       | length | w  | 粒径|晶粒|D50|D90
wavelength  | length |    | 波长
height      | length | w  | 高度|扬程|高
width       | length | w  | 宽度|宽
long        | length | w  | 长度|单段长|机长|臂展|长
takt        | time | -    | 节拍|循环时间|单件|每件|一件|/件|每个点|单点|单块|单根|单板|单柜|检测时间|单次检测
changeover  | time | -    | 换型|换料
downtime    | time | -    | 停机|停产|停线
leadtime    | time | -    | 工期|交付|交货|交期|出报告|报告|出具|投运|施工|出数据|出结果|送达|递交|拿到
warning     | time | +    | 提前|预警
reaction    | time | -    | 响应|报警|判别|识别|灭火|应答|延迟|时延
runtime     | time | +    | 续航|连续工作
salt        | time | +    | 盐雾
ageing      | time | + w  | 老化
outdoors    | time | +    | 耐候|户外
bench       | time | +    | 台架|跑满|渗油|不渗|无渗|不漏
life        | time | + w  | 寿命|使用年限|服役
storage     | time temperature | + x | 存放|保存|储存|贮存|保质期|存储
warranty    | time | +    | 质保|保修
charging    | time | -    | 充电
soaking     | time temperature | x | 保温|浸泡|蒸煮
curing      | time temperature | - x | 固化|硬化
drying      | time temperature | - x | 烘箱|烘干|烘烤|焙烘|干燥|烘
vulcanising | time temperature | x | 硫化
sintering   | time temperature | x | 烧结
heat        | time temperature | x | 退火|淬火|回火|热处理|层间|预热
dyeing      | time temperature | - x | 染色|染缸|定形
forming     | pressure temperature time | x | 成形|成型|模温|锻造|挤出
evaporation | temperature | x | 蒸发
furnace     | temperature | x | 炉温
melting     | temperature | x | 玻璃化|熔点|凝固点|软化|闪点
water       | temperature | s x | 水温
rise        | temperature | - x | 温升|温差
room        | temperature | x | 室温|常温
use         | temperature | g s | 耐|承受|扛|受得|使用温度|使用|工作温度|环境温度|环境|介质|启动|正常工作|油温|温区
tensile     | pressure | + x | 抗拉|拉伸强度
bending     | pressure | + x | 抗弯|抗折|弯曲强度
crushing    | pressure | + x | 抗压强度
yield       | pressure | + x | 屈服
shear       | pressure | + x | 剪切强度
bond        | pressure | + x | 结合强度|粘接强度|附着力
modulus     | pressure | x | 模量
stress      | pressure | x | 应力
working     | pressure | g s | 工作压力|承压|耐压|管线压力|排气压力|气压|水压|压力|PN
clamping    | force | w s | 压紧力|夹紧力|顶着|压紧|接触力|力
piece       | mass | s + x | 工件重|工件质量
load        | mass force | s + x | 负载|载重|载荷|起重
weight      | mass | - x | 自重|整机重|重量|整机质量|质量|整机|重
capital     | money | - x | 总投资|投资|成套设备|设备约|掏得出|预算|全套
saving      | money | + x | 年节约|节约|省下
set         | money | - x | 单套|每套|一套|每台|单台|一台|单箱|整套|整机
item        | money | - x | 一个|单个|每个|单只|每只|单件|每件|一件|/件|一只|单根|单片|单价
cost        | money money_each | - | 费用|成本|料价|价格|运行费|药剂费|加工费|投入|电费|费|价
found       | ratio | + x w | 检出率|识别率|命中率
right       | ratio | + x | 准确率|正确率
missed      | ratio | - x | 漏检率|漏检|漏报率
false       | ratio | - x | 误报率|虚警率|误判率|误剔率
won         | ratio | + x w | 回收率|收率|浸出率
removed     | ratio | + x w | 去除率|清除率|脱除率|脱盐率
kept        | ratio | + x w | 保持率|保持
good        | ratio | + x | 成品率|良率|合格率|良品率
used        | ratio | + x | 利用率
pure        | ratio | + x | 纯度
pores       | ratio | - x | 孔隙率|气孔率
broken      | ratio | - x | 破碎率
leaking     | ratio | - x | 泄漏率|渗漏率
moisture    | ratio | - x | 含水率|水分
humidity    | ratio | x   | 湿度
detection   | ratio concentration mass | - x | 检出限|检测下限|检测限|检出下限
bus         | voltage | s x | 母线|直流侧
supply      | voltage | s x | 供电|电压等级|输入电压|的电|电机|电源|开关柜
breakdown   | voltage | + x | 击穿
gate        | voltage | x | 栅极|门极|门脚
insulation  | resistance | + x | 绝缘电阻|绝缘
contact     | resistance | - x | 接触阻抗|接触电阻
station     | power | x   | 电站|示范|组件
drawn       | power | g - | 功耗|装机功率|整机功率|功率
sampling    | frequency | + x | 采样
resonance   | frequency | x | 共振|谐振
drain       | energy specific_energy | g - x | 电耗|能耗|耗电
stored      | energy | + x | 储能容量|容量|电量
dense       | specific_energy | + x | 能量密度|比能量
noise       | level | g -   | 噪声|噪音
clean       | level | + x | 信噪比
wind        | speed | x   | 风速
current     | speed | x   | 流速
travel      | speed | s x | 时速|车速|通过
pace        | speed | g + w | 线速度|检测速度|出料速度|速度|出料
spin        | rotation | g s | 转速|转
flowing     | flow throughput rate mass_each | g s w | 流量|排量|风量|排气量
handling    | throughput flow rate volume mass | + s | 日处理|处理量|处理速度|处理能力|处理|产能|产线能力|分拣|能力
fold        | angle cycles | + | 折边|弯折|弯过|对折
opening     | cycles | + x | 启闭|开关
cycling     | cycles | + x | 循环寿命|循环
washing     | cycles | + x | 水洗|洗涤
sterilising | cycles | + x | 消毒|灭菌
reuse       | cycles | + x | 连用|套用|重复使用
hard        | HRC HV HB HRB | g + | 硬度
dense_mass  | concentration | - x | 密度
surface     | specific_area | g + | 比表面积
"""
"""name | dimensions | signs | words. + and - : which way is better; s: a scope, an offered range is what it can serve;
w: where both nouns say more, they must share it; x: never meant by a bare number; g: what a bare number of the dimension means."""

NARROW = frozenset(
    (
        "temperature",
        "pressure",
        "force",
        "speed",
        "rotation",
        "angle",
        "level",
        "HRC",
        "HV",
        "HB",
        "HRB",
        "voltage",
        "current",
        "resistance",
        "power",
        "frequency",
        "flow",
        "throughput",
        "rate",
        "conductivity",
        "specific_energy",
        "specific_area",
        "energy",
    )
)
"""Dimensions in which a number without a noun is compared all the same."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing engineers tell apart within a dimension: its words, which way is better, and how strictly it is compared."""

    name: str
    dimensions: frozenset[str]
    better: Better
    scope: bool
    worded: bool
    particular: bool
    general: bool
    words: re.Pattern[str]


def _facet(line: str) -> Facet:
    name, dimensions, signs, words = (part.strip() for part in line.split("|", 3))
    better: Better = "more" if "+" in signs else "less" if "-" in signs else ""
    longest = "|".join(map(re.escape, sorted(words.split("|"), key=len, reverse=True)))
    return Facet(
        name,
        frozenset(dimensions.split()),
        better,
        "s" in signs,
        "w" in signs,
        "x" in signs,
        "g" in signs,
        re.compile(longest),
    )


FACETS = tuple(_facet(line) for line in _FACETS.strip().splitlines())
BY_NAME = {one.name: one for one in FACETS}
