"""The words of units (计量单位的词): every atom with its size in SI, the prefixes, and the closed list of dimensions."""

from __future__ import annotations

from fractions import Fraction

ATOMS = """
m     | 1             | m           | 米 公尺
m     | 0.001         | m           | ㎜
m     | 1e-6          | m           | μ um 微米 ㎛
m     | 1e-5          | m           | 丝 道 条丝
m     | 1000          | m           | 公里 ㎞
m     | 0.0254        | m           | 英寸 吋 寸 inch in
g     | 0.001         | kg          | 克
g     | 1             | kg          | 公斤 千克 ㎏
g     | 0.5           | kg          | 斤
t     | 1000          | kg          | 吨
s     | 1             | s           | 秒 秒钟 sec
min   | 60            | s           | 分钟
h     | 3600          | s           | 小时 钟头 个小时 个钟头 hr
d     | 86400         | s           | 天 日
week  | 604800        | s           | 周 星期 个星期 礼拜
month | 2592000       | s           | 个月
年    | 31536000      | s           |
℃     | 1             | K           | °C 摄氏度 度 ºC
K     | 1             | K           | 开尔文 开氏度
℉     | 5/9           | K           | °F 华氏度
A     | 1             | A           | 安 安培
N     | 1             | kg m s-2    | 牛 牛顿
kgf   | 9.80665       | kg m s-2    | 公斤力 千克力
Pa    | 1             | kg m-1 s-2  | 帕 帕斯卡
bar   | 100000        | kg m-1 s-2  | 巴
atm   | 101325        | kg m-1 s-2  | 大气压 个大气压 标准大气压
psi   | 6894.757293   | kg m-1 s-2  | PSI
J     | 1             | kg m2 s-2   | 焦 焦耳
cal   | 4.184         | kg m2 s-2   | 卡
Wh    | 3600          | kg m2 s-2   | 瓦时
kWh   | 3600000       | kg m2 s-2   | 度电 千瓦时 kwh KWH kW·h 千瓦小时
W     | 1             | kg m2 s-3   | 瓦 瓦特
V     | 1             | kg m2 s-3 A-1 | 伏 伏特
Ω     | 1             | kg m2 s-3 A-2 | 欧 欧姆 Ω ohm
F     | 1             | kg-1 m-2 s4 A2 | 法拉
S     | 1             | kg-1 m-2 s3 A2 | 西门子
Ah    | 3600          | A s         | 安时
Hz    | 1             | s-1         | 赫 赫兹
L     | 0.001         | m3          | 升 l 公升
m³    | 1             | m3          | 立方米 立方 方 m3 Nm³ Nm3 立米
m²    | 1             | m2          | 平方米 平方 平米 ㎡ m2 平
亩    | 2000/3        | m2          | 亩地
公顷  | 10000         | m2          | ha hm²
r     | 1             | r           | 转
rpm   | 1/60          | r s-1       | RPM
元    | 1             | ¥           | 块钱 块 元钱 人民币
毛    | 0.1           | ¥           | 毛钱
分钱  | 0.01          | ¥           |
件    | 1             | #           | 个 只 根 瓶 片 套 台 袋 支 张 辆 人份 盒 箱 组 颗 粒 条 pcs
次    | 1             | n           | 循环 个循环 次循环 回 遍 锅 炉 模次 模 cycles
°     | 1             | °           | º
%     | 0.01          |             | 个百分点 百分点 ％ wt% vol% at%
‰     | 0.001         |             |
ppm   | 1e-6          |             | PPM
ppb   | 1e-9          |             | PPB
dB    | 1             | dB          | 分贝 dB(A) dBA db dB（A）
HRC   | 1             | HRC         | HRc
HV    | 1             | HV          |
HB    | 1             | HB          | HBW
HRB   | 1             | HRB         |
lx    | 1             | lx          | lux 勒克斯
级    | 1             | grade       |
目    | 1             | mesh        |
倍    | 1             | times       |
C     | 1             | C           |
bit   | 1             | bit         | bps
W/mK  | 1             | kg m s-3 K-1 | W/(m*K) W/m.K W/(m.K) W/(mK)
"""
PREFIXES = {"T": 12, "G": 9, "M": 6, "k": 3, "K": 3, "c": -2, "d": -1, "m": -3, "μ": -6, "u": -6, "n": -9, "p": -12}
SPOKEN = {"吉": 9, "兆": 6, "千": 3, "百": 2, "分": -1, "厘": -2, "毫": -3, "微": -6, "纳": -9, "皮": -12}
SCALED = {"m", "g", "s", "N", "Pa", "bar", "J", "cal", "Wh", "W", "V", "A", "Ω", "F", "S", "Ah", "Hz", "L", "bit", "t"}
SPOKEN_SCALED = set("米克秒牛帕巴焦卡瓦伏安欧赫升") | {"赫兹", "欧姆", "安时", "瓦时", "牛顿", "焦耳"}
RARE = {
    "Tm",
    "dm",
    "Gg",
    "kt",
    "mt",
    "Mt",
    "ct",
    "dt",
    "pt",
    "nt",
    "Ks",
    "ks",
    "Ms",
    "cs",
    "ds",
    "dA",
    "cA",
    "cN",
    "cV",
}
ONLY_BELOW = {"分": Fraction(60), "月": Fraction(2592000), "时": Fraction(3600), "a": Fraction(31536000)}
"""Minute, month, hour and annum as a denominator only: 转/分, 吨/月; 3月 is a date."""

NAMED: tuple[tuple[str, str, str, str], ...] = (
    ("", "ratio", "%", "0.01"),
    ("m", "length", "mm", "0.001"),
    ("m2", "area", "m²", "1"),
    ("m3", "volume", "m³", "1"),
    ("kg", "mass", "kg", "1"),
    ("s", "time", "s", "1"),
    ("K", "temperature", "℃", "1"),
    ("kg m s-2", "force", "N", "1"),
    ("kg m-1 s-2", "pressure", "MPa", "1000000"),
    ("m s-1", "speed", "m/s", "1"),
    ("r s-1", "rotation", "r/min", "1/60"),
    ("r", "turns", "r", "1"),
    ("kg m-3", "concentration", "kg/m³", "1"),
    ("m3 s-1", "flow", "m³/h", "1/3600"),
    ("kg s-1", "throughput", "kg/h", "1/3600"),
    ("# s-1", "rate", "件/h", "1/3600"),
    ("n s-1", "cycle_rate", "次/h", "1/3600"),
    ("#", "count", "件", "1"),
    ("n", "cycles", "次", "1"),
    ("A", "current", "A", "1"),
    ("kg m2 s-3 A-1", "voltage", "V", "1"),
    ("kg m2 s-3 A-2", "resistance", "Ω", "1"),
    ("kg m2 s-3", "power", "W", "1"),
    ("kg m2 s-2", "energy", "J", "1"),
    ("m2 s-2", "specific_energy", "Wh/kg", "3600"),
    ("kg-1 m-2 s4 A2", "capacitance", "F", "1"),
    ("A s", "charge", "Ah", "3600"),
    ("s-1", "frequency", "Hz", "1"),
    ("kg m s-3 K-1", "conductivity", "W/(m·K)", "1"),
    ("m2 kg-1", "specific_area", "m²/g", "1000"),
    ("¥", "money", "元", "1"),
    ("°", "angle", "°", "1"),
    ("dB", "level", "dB", "1"),
)
"""The closed list of dimensions: base symbols, name, the unit values are told in, and its size in base symbols."""

_FOLLOWED = """
方 面法案向式便形差 | 目 标前的录 | 级 别联 | 转 换变化向移矩让子动 | 度 数量 | 回 收路流用 | 模 型块具式态板数
安 全装 | 焦 炭点距虑 | 张 力紧 | 组 分织件合成态装 | 支 持撑架路承付 | 条 件款纹 | 只 需要有能用是 | 套 管筒用
台 阶架账面 | 片 层状材区 | 个 别人性体 | 天 然线津花 | 年 代 | 日 本期常均产处 | 周 期边围长向转 | 块 状
升 级高至到降温 | 道 路具 | 秒 杀 | 次 级品数要生 | 平 均衡台面整 | 件 数 | 丝 绸杠锥印网 | 卡 车片槽住阀
炉 温膛 | 锅 炉 | 分 钟 | 元 件素器乙模材锂正前聚共催电体合 | 根 据 | 粒 径 | 箱 体 | 盒 体 | 巴 氏 | 牛 血奶肉 | 米 粉粒浆
"""
NOT_BEFORE = {pair.split()[0]: pair.split()[1] for line in _FOLLOWED.strip().splitlines() for pair in line.split(" | ")}
"""What a unit's last character does not stand before: 2方面 is no volume, 3件套 is, 0.5级别 is no grade."""
