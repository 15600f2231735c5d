"""The demo city's deals (交易): twelve pairs of the demo market on their way, from the first talk to the last payment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from jinliang.core.access import Viewer
from jinliang.core.day import notice_end
from jinliang.demo.listing import LAST, Sitters
from jinliang.demo.paper import Sheet, han
from jinliang.demo.story import Story
from jinliang.demo.timeline import working
from jinliang.packs.holiday import shipped_calendar
from jinliang.packs.parameter import notice_length
from jinliang.site.acts import contract, deal, match, notice, receipt, resolution
from jinliang.site.acts.deal import Instalment, Terms
from jinliang.site.acts.resolution import Member
from jinliang.site.reads import deal as deals
from jinliang.site.reads import listing as listings
from jinliang.site.reads.match import Judged
from jinliang.store import Kept

STATES: Final = ("talking", "terms", "resolution", "notice", "signed", "registered", "performing", "closed")
AFTER: Final = {"talking": 4, "terms": 12, "resolution": 18, "notice": 19, "signed": 41, "registered": 47}
"""Days after both listings are on the market on which a deal comes to a state; receipts follow by their terms."""
WAN: Final = Decimal(10_000)


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offer by their titles, how far their deal comes, what it is worth in 万元, and by what kind of contract.

    `begun` is the first day on which the two could have talked, where that is later than both were on the market.
    """

    need: str
    offer: str
    state: str
    price: str
    other: str
    classes: tuple[str, str]
    pricing: str = "negotiated"
    begun: date = date(2020, 7, 1)
    paid: int = 1
    mediator: str = ""
    why: str = ""


AGENCY: Final = "江滨技术转移中心"
PAIRS: Final = (
    Pair("牵引电机轴承被轴电流打麻", "圆环件大气等离子喷涂氧化铝电隔离层及封孔", "closed", "98", "26", ("KF", "KF1"), paid=2,
         mediator="龙城技术经纪事务所"),
    Pair("TPE输液管接头粘不牢", "医用SEBS软管配方及与硬质接头的溶剂焊接", "closed", "32", "4", ("ZR", "ZR3"), paid=2, mediator=AGENCY),
    Pair("列车进库时顺带把轮子量了", "双波长线激光轮对几何参数动态获取", "performing", "150", "62", ("KF", "KF1"), mediator=AGENCY),
    Pair("350等级闸片热衰退太快", "高能制动铜铁基烧结摩擦材料第三体膜调控", "performing", "160", "20", ("KF", "KF2"),
         mediator="青枫科技服务中心"),
    Pair("台阶轴圆钢直接车太费料", "阶梯回转体楔形模具横向轧制近净成形", "performing", "130", "48", ("ZR", "ZR3"), "exchange",
         begun=date(2021, 2, 22)),
    Pair("隔膜陶瓷涂层水分降不下来", "疏水化勃姆石浆料与低羟基胶黏体系", "registered", "68", "0", ("XK", "XK2"), mediator=AGENCY,
         begun=date(2021, 4, 16)),
    Pair("碳梁拉挤板气泡多、拉不快", "密闭注胶盒与分段固化的大丝束连续成型", "performing", "142", "30", ("KF", "KF1"),
         begun=date(2021, 3, 15)),
    Pair("燃料电池金属板的防腐导电镀层", "不锈钢薄箔闭场非平衡磁控溅射Cr/a-C复合膜", "signed", "590", "70", ("KF", "KF2"),
         begun=date(2021, 4, 26)),
    Pair("芳烃硝化釜要改连续化", "强放热亲电取代用哈氏合金微结构反应系统", "talking", "360", "180", ("KF", "KF1"),
         begun=date(2021, 6, 9)),
    Pair("谐波柔轮跑到六千小时就断", "双圆弧柔性齿轮疲劳强化与齿廓优化", "resolution", "165", "15", ("KF", "KF1"),
         begun=date(2021, 5, 27)),
    Pair("高盐母液有机物去不掉蒸发起泡", "含盐有机母液催化湿式氧化成套装置", "terms", "480", "260", ("KF", "KF1"),
         begun=date(2021, 6, 1)),
    Pair("转向架构架焊后扭曲，调修太费工", "厚板箱形结构固有应变库与装配次序寻优", "notice", "86", "6", ("KF", "KF1"),
         begun=date(2021, 5, 24)),
    Pair("泡沫芯材替掉巴沙木", "扩链支化聚对苯二甲酸乙二醇酯挤出发泡板", "notice", "120", "0", ("KF", "KF1"),
         begun=date(2021, 5, 12), mediator=AGENCY),
    Pair("药物中间体硝化釜想改连续", "芳香醚类混酸反应的碳化硅微反应成套工艺", "fallen", "260", "0", ("KF", "KF1"),
         why="需方改用园区集中处理，投资不做了"),
)  # fmt: skip
MEMBERS: Final = (
    ("韩立群", "院长", "for", ""),
    ("邵文涛", "副院长", "for", ""),
    ("田蓓", "总会计师", "for", ""),
    ("马知非", "科技处处长", "for", ""),
    ("石磊", "课题负责人", "recused", "成果完成人"),
)
WRITTEN: Final = {
    "plan_place_manner": "分样件、小批、验收三段进行；样件在卖方完成，小批在买方现场完成。",
    "confidentiality": "双方对图纸、工艺参数和检测数据保密，期限三年。",
    "ownership_and_benefit": "原有技术归卖方；合同期内新形成的成果双方共有，买方在本行业优先使用。",
    "acceptance_standard": "按附件所列指标由第三方检测，合格率不低于九成五为通过。",
}


def tell(story: Story, sitters: Sitters) -> None:
    """Puts down every step of every deal on its day, as far as the pair comes by the city's day."""
    for place, pair in enumerate(PAIRS):
        up = max(sitters.up.get(pair.need, LAST), sitters.up.get(pair.offer, LAST), pair.begun)
        _Teller(story, sitters, pair, place, up).tell()


class _Teller:
    """One deal being told."""

    def __init__(self, story: Story, sitters: Sitters, pair: Pair, place: int, up: date) -> None:
        self.story, self.sitters, self.pair, self.place, self.up = story, sitters, pair, place, up
        self.id = 0
        self.buyer: Viewer
        self.seller: Viewer

    def tell(self) -> None:
        """Every step up to the state the pair comes to, those after the city's day left out."""
        wanted = STATES[1:] if self.pair.state == "fallen" else STATES[: STATES.index(self.pair.state) + 1]
        steps: dict[str, Callable[[date], Any]] = {
            "talking": self._talk,
            "terms": self._terms,
            "resolution": self._resolve,
            "notice": self._notify,
            "signed": self._sign,
            "registered": self._register,
        }
        if self.pair.state == "fallen":
            self._on(AFTER["talking"], self._talk)
            self._on(AFTER["notice"], self._fall)
            return
        for name, do in steps.items():
            if name in wanted and (name != "notice" or self.pair.pricing == "negotiated"):
                self._on(AFTER[name] + (self._late if name in ("signed", "registered") else 0), do)
        if "performing" in wanted:
            for number in range(self.pair.paid):
                self._on(AFTER["registered"] + self._late + 6 + 12 * number, partial(self._receive, number))
        if "closed" in wanted:
            self._on(AFTER["registered"] + self._late + 24, self._close)

    @property
    def _late(self) -> int:
        """Days by which holidays put off what waits for the notice."""
        begun = working(self.up + timedelta(days=AFTER["notice"]))
        days, count = notice_length(notice.NOTICE, begun)
        free = notice_end(begun, days, count, shipped_calendar()).free_on
        return max(0, (free - self.up).days + 1 - AFTER["signed"])

    def _on(self, after: int, do: Callable[[date], Any]) -> None:
        day = working(self.up + timedelta(days=after))
        if day <= LAST:
            self.story.timeline.on(day, lambda: do(day))

    def _talk(self, day: date) -> None:
        need = listings.shown().get(kind="need", title=self.pair.need)
        offer = listings.shown().exclude(kind="need").get(title=self.pair.offer)
        told: Mapping[str, Any] = {"sentence": offer.text.split("。")[0]}
        match.keep(need, [Judged(offer.id, 0.8, "strong", told)], "demo")
        row = need.offered.get(offer=offer)
        self.buyer, self.seller = self.sitters.of(need.party.name), self.sitters.of(offer.party.name)
        match.answer(self.seller, row.id, "yes")
        match.answer(self.buyer, row.id, "yes")
        self.id = deals.deals(self.buyer).get(match=row).id

    def _paper(self, title: str, day: date, body: str, lines: tuple[tuple[str, str], ...] = (), *signers: str) -> Kept:
        sheet = Sheet(
            "plain", signers[0], f"JY{day:%Y%m}-{self.place + 1:02d}", title, day, [body], list(lines), signers=signers
        )
        return self.story.press.print(sheet)

    @property
    def _names(self) -> tuple[str, str]:
        row = deals.deal(self.buyer, self.id)
        return row.buyer.name, row.seller.name

    @property
    def _price(self) -> Decimal:
        return Decimal(self.pair.price) * WAN

    @property
    def _technical(self) -> Decimal:
        return self._price - Decimal(self.pair.other) * WAN

    def _terms(self, day: date) -> None:
        row = deals.deal(self.seller, self.id)
        half = (self._price * Decimal("0.4")).quantize(Decimal(1))
        parts = (
            Instalment("首付款", working(day + timedelta(days=45)), half),
            Instalment("验收款", working(day + timedelta(days=60)), self._price - half),
        )
        mediator = self.story.registry.party(self.pair.mediator) if self.pair.mediator else None
        kind, sub = self.pair.classes
        asked = "；".join(row.match.need.must) or "达到需方提出的指标"
        terms = Terms(
            name=self.pair.offer,
            contract_class=kind,
            subclass=sub,
            pricing=self.pair.pricing,
            price=self._price,
            technical=self._technical,
            payment="instalments",
            ip="",
            technology=row.match.offer.field,
            begins_on=day + timedelta(days=30),
            ends_on=day + timedelta(days=300),
            written={"content_scope_requirement": f"解决“{self.pair.need}”：{asked}。", **WRITTEN},
            intermediary=mediator.id if mediator else None,
            instalments=parts,
        )  # fmt: skip
        deal.propose(self.seller, self.id, terms)
        for viewer, name in ((self.buyer, row.buyer.name), (self.seller, row.seller.name)):
            body = "本单位与交易对方不存在控股、同一控制人、任职或亲属等关联关系，声明不实的承担相应责任。"
            deal.declare(viewer, self.id, False, "", self._paper("关联关系声明", day, body, (), name))
        deal.agree(self.buyer, self.id)

    def _resolve(self, day: date) -> None:
        name = self._names[1]
        lines = (
            ("议题", f"以{self._price:,.2f}元转化“{self.pair.offer}”"),
            ("出席", "、".join(one[0] for one in MEMBERS)),
            ("回避", "石磊（成果完成人）"),
            ("表决", "同意 4 票，反对 0 票，弃权 0 票"),
        )
        kept = self._paper("科技成果转化集体决策会议纪要", day, "经集体研究，同意按拟定条款转化。", lines, name)
        resolution.resolve(self.seller, self.id, day, [Member(*one) for one in MEMBERS], kept)

    def _notify(self, _day: date) -> None:
        notice.notify(self.seller, self.id)
        if self.place == 3:
            notice.raise_objection(
                self.story.viewers["zouyu"], self.id, "同类摩擦材料上月成交 190 万元，请说明定价依据"
            )
            notice.answer(self.seller, self.id, "上月那笔含两年的批量试制，本合同只含配方与工艺窗口；三家比价附后")

    def _sign(self, day: date) -> None:
        buyer, seller = self._names
        kind = {"KF": "技术开发合同", "ZR": "技术转让合同", "XK": "技术许可合同"}[self.pair.classes[0]]
        lines = (
            ("项目名称", self.pair.offer),
            ("甲方", buyer),
            ("乙方", seller),
            ("成交额", f"{self._price:,.2f}元"),
            ("其中技术交易额", f"{self._technical:,.2f}元"),
            ("签订日", han(day)),
        )
        kept = self._paper(
            f"{kind}（{self.pair.offer}）", day, "甲乙双方就下列技术项目订立本合同。", lines, seller, buyer
        )
        contract.sign(self.seller, self.id, day, kept)

    def _register(self, day: date) -> None:
        number = f"2021320498{self.place + 1:04d}"
        lines = (
            ("登记编号", number),
            ("项目名称", self.pair.offer),
            ("成交额", f"{self._price:,.2f}元"),
            ("技术交易额", f"{self._technical:,.2f}元"),
        )
        kept = self._paper(
            "技术合同认定登记证明", day, "经认定，下列合同为技术合同，予以登记。", lines, "龙城市技术市场"
        )
        contract.register(self.story.viewers["guning"], self.id, number, self._technical, day, kept)

    def _receive(self, number: int, day: date) -> None:
        buyer, seller = self._names
        terms = deals.view(self.seller, self.id).terms
        amount, invoice = terms[number].amount, f"0498{self.place + 1:02d}{number + 1:02d}"
        lines = (("付款人", buyer), ("收款人", seller), ("金额", f"{amount:,.2f}元"), ("发票号码", invoice))
        kept = self._paper(f"银行收款回单（{invoice}）", day, "收款入账通知。", lines, "龙城银行（虚构）")
        receipt.receive(self.seller, self.id, day, amount, None, invoice, kept)

    def _close(self, _day: date) -> None:
        deal.close(self.seller, self.id)

    def _fall(self, _day: date) -> None:
        deal.fall(self.buyer, self.id, self.pair.why)
