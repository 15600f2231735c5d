"""Gates: what must be done before, or within some time of, another event."""

from __future__ import annotations

import re

from jinliang.compiler.draft import Gate
from jinliang.compiler.place import Map

EVENTS = (
    "验收 备案 开工 开班 届满 立项 签订 签约 拨付 投产 投用 投入使用 使用 上岗 申报 审批 评审 实施 交付 发布 出让 供地 施工 入学 入职 任职 上市 转让 挂牌 采购 招标 竣工 结题 "
    "结项 考核 开学 开业 办理 通过 执业 许可 出厂 出院 入库 收储 播种 汛期 上线 启动 期满 到期 销售 运营 支付 兑付 离职 毕业 登记 检修 换届 发放 审查 审议 决策 签署 开标 "
    "预售 入驻 入园 变更 报废 停产 复工 用地"
).split()
_EVENT = "|".join(EVENTS)
BEFORE = re.compile(
    rf"[\u4e00-\u9fff]{{0,4}}?(?:{_EVENT})之?前(?!景|期|沿|列|提|瞻|期)(?:\d+个?(?:工作|自然)?(?:日|天|月)(?:以?内)?)?"
)
AFTER = re.compile(
    rf"(?:验收|培训|考核|审核|评估|检测|检查|公示|审批|备案|认定|评审|鉴定|审计|审查|整改|论证|公告)(?:合格|通过|完成|期满|无异议|达标|同意|批准)*之?后(?=，?(?:方可|方能|才能|才可|再|，?拨付|予以))|"
    rf"(?:{_EVENT}|批准|完成|收到|受理|结束|认定|合格|满)(?:之日起|之?后|起)的?\d+个?(?:工作|自然)?(?:日|天|月)(?:以?内)?|"
    rf"自[^，。；\n]{{2,16}}之日起，?\d+个?(?:工作|自然)?(?:日|天|月)(?:以?内)?"
)


def gates(map_: Map) -> list[Gate]:
    """All gates in order of the text; passages on the past have none."""
    found = [*BEFORE.finditer(map_.plain), *AFTER.finditer(map_.plain)]
    made: list[Gate] = []
    for one in sorted(found, key=lambda one: one.span()):
        place = map_.place(one.start())
        if (
            place.passage == "past"
            or (made and one.start() < made[-1].end)
            or re.search(r"\d+(?:月|日|年)?底?前$", one.group())
        ):
            continue
        made.append(
            Gate(f"g{len(made) + 1}", one.start(), one.end(), place.clause.id, "…前" if "前" in one.group() else "…后")
        )
    return made
