"""One number with all that a judgement looks at, the promising verbs, and what a judgement says."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinliang.compiler.due import Due
from jinliang.compiler.phrase import Phrase
from jinliang.compiler.place import Map, Place
from jinliang.compiler.profile import Profile

VERBS = (
    "新增 新建 建成 建设 建立 新开通 开通 培育 引进 培养 培训 打造 创建 组建 设立 布局 遴选 选派 选树 选拔 认定 扶持 支持 完成 实施 开展 举办 组织 安排 投入 布设 推进 改造 "
    "实现 获得 获批 累计 吸引 集聚 孵化 转化 发放 提供 服务 帮扶 改建 扩建 入驻 推广 开工 投产 竣工 落户 签约 储备 形成 制定 发布 申请 授权 种植 造林 治理 修复 压减 淘汰 "
    "关停 处置 供应 筹集 提取 募集 达成 覆盖 拥有 入库 上市 招收 招引 资助 补充 增设 开设 招聘 录用 促进 带动 解决 铺设 更新 购置 配备 配置 投放 设置 选聘 输送 评选 征集 "
    "推出 对接 走访 共建 纳入 争创 创成 申报 新认定 争取 力争 确保 招募 开发 创作 放映 派遣 聘任 聘请 聘用 培植 壮大 做强 新开 新设 增加 增建 整治 清理 拆除 保护 增殖 放流 "
    "收集 攻克 突破 研发 推动 帮助 化解 落实 配建 搭建 整合 设 建 育 引 招 办 派 选 植 开 聘 超 保持 消除 绿化 疏浚 新改扩建 承接 参与 举行 取得 主持 牵头 承担 发表 出版 "
    "立项 编制 修订 输出 销售 提升 优选 加装 改薄 增"
).split()
VERB_END = re.compile(
    rf"(?:{'|'.join(sorted(VERBS, key=lambda one: (-len(one), one)))})(?:了|至少|不少于|约|各|好|出)?$"
)
VERB_ANY = re.compile("|".join(re.escape(one) for one in VERBS if len(one) > 1))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a number is and the words that decided."""

    kind: str
    cue: str


@dataclass(frozen=True, slots=True)
class Case:
    """One number with all that a judgement looks at."""

    plain: str
    map: Map
    profile: Profile
    phrase: Phrase
    place: Place
    due: Due | None
    previous_end: int  # where the number before ends, when it stands in the same sentence, else the sentence's start
    next_start: int  # where the next number begins in the same segment, else the segment's end
    later_count: bool  # a count follows in the same segment

    @property
    def left(self) -> str:
        return self.plain[max(self.previous_end, self.place.segment[0]) : self.phrase.start]

    @property
    def right(self) -> str:
        return self.plain[self.phrase.end : self.place.segment[1]].rstrip("，。；：\n！？")

    @property
    def sentence(self) -> str:
        return self.plain[self.place.sentence[0] : self.place.sentence[1]]

    @property
    def before(self) -> str:
        """The sentence up to the phrase."""
        return self.plain[self.place.sentence[0] : self.phrase.start]
