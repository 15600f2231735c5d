"""A city's contracts with schemes planted among them, written from the rulebook's exclusions alone, before there was a radar.

Each scheme has a seen and an unseen set of parameters: the radar was built on the seen ones. Honest look-alikes are as numerous as they
are in life: framework contracts, instalments, sister laboratories, repeat customers, round sums.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from jinliang.core.radar.case import Scene, SeenContract, SeenInvoice, SeenReceipt, Tie, TieRole, Transfer

LINE = 5_000_000
FIRST = date(2020, 1, 6)

SUBJECTS = [
    "铝合金", "锂电池", "碳纤维", "石墨烯", "永磁电机", "光伏组件", "轴承钢", "工业相机", "齿轮箱", "伺服驱动器", "污泥", "陶瓷基板",
    "涂层刀具", "水性树脂", "氢燃料电堆", "焊接机器人", "激光器", "轨道车辆", "牵引变流器", "农机液压件", "抗体药物", "植入器械",
    "隔热膜", "高铁座椅", "储能电芯", "功率模块", "柔性传感器", "变压器铁芯", "空心叶片", "木塑型材", "聚酰亚胺", "钛合金",
]  # fmt: skip
DOINGS = [
    "疲劳寿命预测", "表面缺陷检测", "低温成形", "快速固化", "热管理设计", "噪声抑制", "在线监测", "失效分析", "配方优化", "精密磨削",
    "无损探伤", "回收再生", "能耗建模", "残余应力消除", "界面改性", "装配误差补偿", "振动控制", "腐蚀防护", "多目标调度", "图像识别",
    "浆料分散", "连续化制备", "安全评估", "可靠性试验", "数字孪生", "智能排产", "增材制造", "密封结构改进", "温度场仿真", "绝缘提升",
]  # fmt: skip
GOALS = [
    "合格率提高到百分之{n}", "单件能耗降低{n}个百分点", "节拍缩短到{n}秒", "寿命延长到{n}千小时", "误差小于{n}微米", "成本下降百分之{n}",
    "耐温达到{n}度", "强度提高{n}兆帕", "废液减少百分之{n}", "样机运行{n}天无故障", "覆盖{n}种规格", "处理量达到每日{n}吨",
]  # fmt: skip
FRAMES = [
    "乙方针对{s}的{d}建立模型，使{g}。", "双方共同完成{s}{d}的中试，{g}。", "乙方提交{d}装置一套，用于{s}，要求{g}。",
    "在{s}产线上验证{d}，验收指标为{g}。", "围绕{s}开展{d}研究，形成工艺规程，{g}。", "对{s}样品做{d}，出具报告，{g}。",
    "解决{s}在{d}中的瓶颈问题，{g}。", "乙方负责{s}{d}软件的开发与部署，{g}。", "以{d}方法改造{s}的生产流程，{g}。",
]  # fmt: skip
MODEL = "双方根据民法典就下列技术合同经协商一致订立本合同，并由双方共同恪守。知识产权归属及保密义务按本合同第六条执行，争议提交仲裁。"


def words(lot: random.Random) -> str:
    """The subject of a contract, in sentences of its own between those of the model text."""
    own = [
        lot.choice(FRAMES).format(
            s=lot.choice(SUBJECTS), d=lot.choice(DOINGS), g=lot.choice(GOALS).format(n=lot.randint(3, 97))
        )
        for _ in range(5)
    ]
    return MODEL + "".join(own)


def retold(lot: random.Random, text: str, share: float, shuffled: bool = False) -> str:
    """The same text with a share of its characters changed, and its sentences in another order."""
    body = text.removeprefix(MODEL)
    sentences = [one + "。" for one in body.split("。") if one]
    if shuffled:
        lot.shuffle(sentences)
    letters = list("".join(sentences))
    for at in lot.sample(range(len(letters)), int(len(letters) * share)):
        letters[at] = lot.choice("的之与及其等新某型本项")
    return MODEL + "".join(letters)


@dataclass
class City:
    """A city in the making."""

    lot: random.Random
    contracts: list[SeenContract] = field(default_factory=list)
    receipts: list[SeenReceipt] = field(default_factory=list)
    invoices: list[SeenInvoice] = field(default_factory=list)
    transfers: list[Transfer] = field(default_factory=list)
    ties: list[Tie] = field(default_factory=list)
    offices: dict[str, str] = field(default_factory=dict)
    planted: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)
    alike: dict[str, list[str]] = field(default_factory=dict)
    firms: list[str] = field(default_factory=list)
    units: list[str] = field(default_factory=list)
    brokers: list[str] = field(default_factory=list)
    count: int = 0

    def new(self, letter: str) -> str:
        """A new name."""
        self.count += 1
        return f"{letter}{self.count}"

    def tie(self, holder: str, party: str, role: TieRole, share: int = 0, last: date | None = None) -> None:
        """A tie that is on record."""
        self.ties.append(Tie(holder, party, role, Decimal(share), None, last))

    def firm(self, held: int = 100, legal: bool = True) -> str:
        """A firm with a legal representative and holders of `held` per cent, all its own."""
        name = self.new("F")
        if legal:
            self.tie(self.new("P"), name, "legal")
        first = self.lot.randint(held // 2, held)
        self.tie(self.new("P"), name, "share", first)
        self.tie(self.new("P"), name, "share", held - first)
        return name

    def shell(self, holder: str, share: int = 100) -> str:
        """A firm of which a share belongs to somebody, the rest to a stranger."""
        name = self.firm(100 - share) if share < 100 else self.new("F")
        self.tie(holder, name, "share", share)
        return name

    def day(self) -> date:
        """A day of two years."""
        return FIRST + timedelta(self.lot.randint(0, 700))

    def sum(self, low: int = 30, high: int = 3_000) -> Decimal:
        """A sum of thousands of yuan."""
        return Decimal(self.lot.randint(low, high) * 1_000 + self.lot.randint(0, 99) * 10)

    def sign(
        self,
        seller: str,
        buyer: str,
        amount: Decimal,
        text: str = "",
        on: date | None = None,
        paid: bool = True,
        **more: str,
    ) -> SeenContract:
        """A contract, paid for in one to three parts, each with its invoice."""
        one = SeenContract(self.new("C"), on or self.day(), seller, buyer, amount, text or words(self.lot), **more)
        self.contracts.append(one)
        if paid:
            parts = self.lot.randint(1, 3)
            for at in range(parts):
                part = (amount / parts).quantize(Decimal("0.01"))
                self.pay(one, part, one.signed_on + timedelta(10 + 40 * at + self.lot.randint(0, 20)))
        return one

    def pay(self, one: SeenContract, amount: Decimal, on: date, **more: str | bool) -> SeenReceipt:
        """Money for a contract, on an invoice of its own unless one is named."""
        number = more.pop("invoice", "")
        if not number:
            number = f"{self.lot.randint(0, 99):02d}A{self.lot.randint(10**11, 10**12 - 1)}"
            self.invoices.append(SeenInvoice(number, one.id, on, amount))
        slip = more.pop("slip", "") or f"S{self.lot.randint(10**13, 10**14 - 1)}"
        given = {"payer": one.buyer, "payee": one.seller, **more}
        made = SeenReceipt(self.new("R"), one.id, on, amount=amount, slip=slip, invoice=number, **given)  # type: ignore[arg-type]
        self.receipts.append(made)
        return made

    def move(self, payer: str, payee: str, amount: Decimal, on: date) -> None:
        """A transfer in a bank file."""
        self.transfers.append(Transfer(self.new("T"), on, payer, payee, amount))

    def scene(self) -> Scene:
        """All of it, in an order that tells nothing."""
        for one in (self.contracts, self.receipts, self.invoices, self.transfers, self.ties):
            self.lot.shuffle(one)
        return Scene(
            tuple(self.contracts),
            tuple(self.receipts),
            tuple(self.invoices),
            tuple(self.transfers),
            tuple(self.ties),
            self.offices,
        )


# ---- schemes: each plants one and names its contracts; `unseen` takes the other half of the parameters --------------------


def parent(city: City, unseen: bool) -> tuple[str, ...]:
    """Seller and buyer are parent and child."""
    lot = city.lot
    top = city.firm()
    if not unseen:
        low = city.shell(top, lot.randint(60, 100))
        if lot.random() < 0.5:
            low = city.shell(low, lot.randint(70, 100))
    elif lot.random() < 0.5:
        low = city.shell(city.shell(city.shell(top, lot.randint(51, 60)), lot.randint(51, 60)), lot.randint(51, 60))
    else:
        low = city.shell(top, lot.randint(27, 35))
        city.tie(city.shell(top, 80), low, "share", lot.randint(25, 35))
    pair = [top, low]
    lot.shuffle(pair)
    return (city.sign(pair[0], pair[1], city.sum()).id,)


def common_control(city: City, unseen: bool) -> tuple[str, ...]:
    """One person or firm stands behind both."""
    lot, who = city.lot, city.new("P")
    if not unseen:
        one, two = city.shell(who, lot.randint(55, 100)), city.shell(who, lot.randint(55, 100))
    elif lot.random() < 0.5:
        one = city.shell(city.shell(who, lot.randint(51, 70)), lot.randint(51, 70))
        two = city.shell(city.shell(who, 52), lot.randint(60, 90))
    else:
        one, two = city.firm(legal=False), city.firm(legal=False)
        city.tie(who, one, "legal")
        city.tie(who, two, "legal")
    return (city.sign(one, two, city.sum()).id,)


def insider(city: City, unseen: bool) -> tuple[str, ...]:
    """An officer of the seller owns a good part of the buyer, or sits in it."""
    lot, who, unit = city.lot, city.new("P"), city.lot.choice(city.units)
    city.tie(who, unit, "officer")
    if not unseen:
        buyer = city.shell(who, lot.randint(25, 49))
    elif lot.random() < 0.5:
        buyer = city.shell(city.shell(who, lot.randint(60, 90)), lot.randint(25, 45))
    else:
        buyer = city.firm()
        city.tie(who, buyer, "officer")
    return (city.sign(unit, buyer, city.sum()).id,)


def split(city: City, unseen: bool) -> tuple[str, ...]:
    """One contract over the line becomes several under it."""
    lot, text = city.lot, words(city.lot)
    parts = lot.randint(5, 7) if unseen else lot.randint(2, 4)
    gap, change = (lot.randint(6, 9), 0.06) if unseen else (lot.randint(1, 6), 0.02)
    seller, buyers, on = lot.choice(city.units), [city.firm()], city.day()
    if unseen and lot.random() < 0.34:
        who = city.new("P")
        buyers = [city.shell(who, 70), city.shell(who, 90)]
    whole = lot.randint(LINE + 300_000, min(parts * (LINE - 50_000), 9_000_000))
    return tuple(
        city.sign(
            seller,
            buyers[at % len(buyers)],
            Decimal(whole // parts),
            retold(lot, text, change),
            on + timedelta(gap * at),
        ).id
        for at in range(parts)
    )


def round_trip(city: City, unseen: bool) -> tuple[str, ...]:
    """The money goes back to where it came from."""
    lot, seller, buyer = city.lot, city.firm(), city.firm()
    one = city.sign(seller, buyer, city.sum(300), paid=False)
    on = one.signed_on + timedelta(lot.randint(5, 40))
    city.pay(one, one.amount, on)
    hops = lot.randint(2, 3) if unseen else lot.randint(0, 1)
    days, share = (15, lot.randint(75, 92)) if unseen else (6, lot.randint(90, 99))
    chain = [seller, *(city.firm() for _ in range(hops)), buyer]
    amount = (one.amount * share / 100).quantize(Decimal(1))
    for payer, payee in pairwise(chain):
        on += timedelta(lot.randint(0, days))
        if unseen and payee == buyer and lot.random() < 0.4:
            city.move(payer, payee, amount // 2, on)
            city.move(payer, payee, amount - amount // 2, on + timedelta(lot.randint(1, 5)))
        else:
            city.move(payer, payee, amount, on)
        amount -= lot.randint(0, 900)
    return (one.id,)


def cloned(city: City, unseen: bool) -> tuple[str, ...]:
    """A text once registered is registered again under other names."""
    lot = city.lot
    first = city.sign(city.firm(), city.firm(), city.sum())
    change, shuffled = (lot.uniform(0.05, 0.11), lot.random() < 0.5) if unseen else (lot.uniform(0, 0.03), False)
    seller = first.seller if unseen and lot.random() < 0.3 else city.firm()
    second = city.sign(seller, city.firm(), city.sum(), retold(lot, first.text, change, shuffled))
    return (first.id, second.id)


def invoice_twice(city: City, unseen: bool) -> tuple[str, ...]:
    """One invoice stands behind two contracts, or behind more money than it says."""
    lot = city.lot
    one = city.sign(lot.choice(city.units), lot.choice(city.firms), city.sum(), paid=False)
    first = city.pay(one, one.amount, one.signed_on + timedelta(20))
    if unseen and lot.random() < 0.4:
        city.pay(one, one.amount * 6 // 10, first.on + timedelta(lot.randint(30, 200)), invoice=first.invoice)
        return (one.id,)
    two = city.sign(one.seller, lot.choice([one.buyer, city.firm()]), city.sum(), paid=False)
    number = first.invoice
    if unseen:
        number = lot.choice([number.lower(), number[:4] + " " + number[4:], number.replace("A", "Ａ"), "NO." + number])
    city.pay(two, two.amount, two.signed_on + timedelta(20), invoice=number)
    return (one.id, two.id)


def slip_twice(city: City, unseen: bool) -> tuple[str, ...]:
    """One bank slip is shown as two receipts."""
    lot = city.lot
    one = city.sign(lot.choice(city.units), lot.choice(city.firms), city.sum(), paid=False)
    first = city.pay(one, one.amount, one.signed_on + timedelta(20))
    two = city.sign(one.seller, one.buyer, one.amount, paid=False)
    slip = first.slip
    if unseen:
        slip = lot.choice([slip.lower(), slip[:5] + "-" + slip[5:], slip.replace("S", "Ｓ"), " " + slip])
    city.pay(two, one.amount, first.on + timedelta(lot.randint(0, 60) if unseen else 0), slip=slip)
    return (one.id, two.id)


def outside_payer(city: City, unseen: bool) -> tuple[str, ...]:
    """Somebody else pays, or somebody else is paid."""
    lot = city.lot
    one = city.sign(lot.choice(city.units), lot.choice(city.firms), city.sum(), paid=False)
    other = lot.choice([city.firm(), one.seller]) if unseen else city.firm()
    more = {"payee": city.firm()} if unseen and lot.random() < 0.5 else {"payer": other}
    city.pay(one, one.amount, one.signed_on + timedelta(20), **more)
    return (one.id,)


def straw_broker(city: City, unseen: bool) -> tuple[str, ...]:
    """The broker belongs to a side of the deal."""
    lot, seller, buyer = city.lot, city.firm(), city.firm()
    side = lot.choice([seller, buyer])
    if not unseen:
        broker = city.shell(side, lot.randint(55, 100))
    elif lot.random() < 0.5:
        broker = city.shell(city.shell(side, lot.randint(51, 80)), lot.randint(51, 80))
    else:
        broker = city.firm(legal=False)
        city.tie(next(one.holder for one in city.ties if one.party == side and one.role == "legal"), broker, "legal")
    return (city.sign(seller, buyer, city.sum(), broker=broker).id,)


def passed_on(city: City, unseen: bool) -> tuple[str, ...]:
    """The seller has somebody else do the work."""
    lot, seller = city.lot, city.firm()
    one = city.sign(seller, city.firm(), city.sum(200))
    share, gap, change = (
        (lot.randint(58, 75), lot.randint(40, 100), 0.08) if unseen else (lot.randint(75, 98), lot.randint(2, 40), 0.03)
    )
    amount = (one.amount * share / 100).quantize(Decimal(1))
    two = city.sign(city.firm(), seller, amount, retold(lot, one.text, change), one.signed_on + timedelta(gap))
    return (one.id, two.id)


PLANTS = [
    parent, common_control, insider, split, round_trip, cloned, invoice_twice, slip_twice, outside_payer, straw_broker, passed_on,
]  # fmt: skip
SCHEMES: dict[str, Callable[[City, bool], tuple[str, ...]]] = {one.__name__: one for one in PLANTS}


# ---- honest ones that look like schemes ----------------------------------------------------------------------------------


def framework(city: City) -> list[str]:
    """Six calls under one framework contract within a month, together over the line."""
    seller, buyer, text, on = city.lot.choice(city.units), city.firm(), words(city.lot), city.day()
    number = city.new("K")
    return [
        city.sign(
            seller, buyer, city.sum(800, 1_200), retold(city.lot, text, 0.03), on + timedelta(5 * at), framework=number
        ).id
        for at in range(6)
    ]


def instalments(city: City) -> list[str]:
    """One contract paid in six parts, all on one invoice."""
    one = city.sign(city.lot.choice(city.units), city.lot.choice(city.firms), Decimal(600_000), paid=False)
    first = city.pay(one, Decimal(100_000), one.signed_on + timedelta(20))
    whole = SeenInvoice(first.invoice, one.id, first.on, Decimal(600_000))
    city.invoices[-1] = whole
    for at in range(1, 6):
        city.pay(one, Decimal(100_000), first.on + timedelta(30 * at), invoice=first.invoice)
    return [one.id]


def sisters(city: City) -> list[str]:
    """Two laboratories with one director sell alike work to buyers who have nothing to do with each other."""
    one, two, who = city.firm(), city.firm(), city.new("P")
    city.tie(who, one, "officer")
    city.tie(who, two, "officer")
    text = words(city.lot)
    more = retold(city.lot, words(city.lot), 0)[len(MODEL) + 60 :]
    return [
        city.sign(one, city.firm(), city.sum(), text).id,
        city.sign(two, city.firm(), city.sum(), MODEL + text[len(MODEL) : len(MODEL) + 60] + more).id,
    ]


def repeat_customer(city: City) -> list[str]:
    """The same service every year, in the same words."""
    seller, buyer, text, on = city.lot.choice(city.units), city.firm(), words(city.lot), FIRST
    amount = city.sum(2_000, 4_000)
    return [
        city.sign(
            seller, buyer, amount, retold(city.lot, text, 0.02), on + timedelta(365 * at + city.lot.randint(0, 20))
        ).id
        for at in range(2)
    ]


def round_sum(city: City) -> list[str]:
    """A million paid; in the same weeks the seller pays another one a million, and the buyer is paid a million by a third."""
    one = city.sign(city.firm(), city.firm(), Decimal(1_000_000), paid=False)
    on = one.signed_on + timedelta(20)
    city.pay(one, one.amount, on)
    city.move(one.seller, city.lot.choice(city.firms), Decimal(1_000_000), on + timedelta(8))
    city.move(city.lot.choice(city.firms), one.buyer, Decimal(1_000_000), on + timedelta(12))
    return [one.id]


def common_fund(city: City) -> list[str]:
    """One fund owns a little of both."""
    one, two, fund = city.firm(88), city.firm(88), city.lot.choice(["FUND1", "FUND2", "FUND3"])
    city.tie(fund, one, "share", 12)
    city.tie(fund, two, "share", 12)
    return [city.sign(one, two, city.sum()).id]


def former_officer(city: City) -> list[str]:
    """Somebody sat on both sides, but left one before the contract was signed."""
    unit, buyer, who, on = city.lot.choice(city.units), city.firm(), city.new("P"), city.day()
    city.tie(who, buyer, "officer")
    city.tie(who, unit, "officer", last=on - timedelta(city.lot.randint(1, 400)))
    return [city.sign(unit, buyer, city.sum(), on=on).id]


def small_holder(city: City) -> list[str]:
    """An officer of the seller owns three per cent of the buyer."""
    unit, buyer, who = city.lot.choice(city.units), city.firm(97), city.new("P")
    city.tie(who, unit, "officer")
    city.tie(who, buyer, "share", 3)
    return [city.sign(unit, buyer, city.sum()).id]


def licences(city: City) -> list[str]:
    """One result licensed to three, in the same words."""
    seller, text, result = city.lot.choice(city.units), words(city.lot), city.new("Z")
    return [
        city.sign(seller, city.firm(), city.sum(), retold(city.lot, text, 0.01), result=result).id for _ in range(3)
    ]


def agency(city: City) -> list[str]:
    """A group's treasury pays, as agreed in writing."""
    one = city.sign(city.lot.choice(city.units), city.firm(), city.sum(), paid=False)
    city.pay(one, one.amount, one.signed_on + timedelta(20), payer=city.firm(), agency=True)
    return [one.id]


def own_office(city: City) -> list[str]:
    """A university's own office brings its deal."""
    unit = city.lot.choice(city.units)
    broker = city.shell(unit)
    city.offices[broker] = unit
    return [city.sign(unit, city.firm(), city.sum(), broker=broker).id]


def bought_tests(city: City) -> list[str]:
    """The seller buys a tenth of the work, in part in the same words."""
    seller = city.firm()
    one = city.sign(seller, city.firm(), city.sum(400))
    two = city.sign(
        city.lot.choice(city.units),
        seller,
        one.amount / 10,
        retold(city.lot, one.text, 0.03),
        one.signed_on + timedelta(30),
    )
    return [one.id, two.id]


def under_the_line(city: City) -> list[str]:
    """Two different works between the same two in one month, each just under the line."""
    seller, buyer, on = city.lot.choice(city.units), city.firm(), city.day()
    return [city.sign(seller, buyer, city.sum(4_500, 4_900), on=on + timedelta(12 * at)).id for at in range(2)]


def mutual(city: City) -> list[str]:
    """Buyer and seller also trade the other way, for much less."""
    one = city.sign(city.firm(), city.firm(), city.sum(1_000))
    city.move(
        one.seller,
        one.buyer,
        one.amount * city.lot.randint(5, 30) // 100,
        one.signed_on + timedelta(city.lot.randint(20, 90)),
    )
    return [one.id]


ALIKE: dict[str, tuple[Callable[[City], list[str]], int]] = {
    "framework": (framework, 60),
    "instalments": (instalments, 250),
    "sisters": (sisters, 150),
    "repeat_customer": (repeat_customer, 150),
    "round_sum": (round_sum, 200),
    "common_fund": (common_fund, 150),
    "former_officer": (former_officer, 100),
    "small_holder": (small_holder, 100),
    "licences": (licences, 80),
    "agency": (agency, 100),
    "own_office": (own_office, 100),
    "bought_tests": (bought_tests, 75),
    "under_the_line": (under_the_line, 80),
    "mutual": (mutual, 120),
}


def city(seed: int, unseen: bool, honest: int = 20_000, schemes: int = 200) -> City:
    """A city with so many honest contracts, more than 2,000 of them look-alikes, and so many schemes planted among them."""
    made = City(random.Random(seed))
    lot = made.lot
    made.units = [made.new("U") for _ in range(80)]
    made.brokers = [made.firm() for _ in range(200)]
    made.firms = [made.firm() for _ in range(6_000)]
    for unit in made.units:
        for _ in range(8):
            made.tie(made.new("P"), unit, "officer")
    for name, (plant, times) in ALIKE.items():
        made.alike[name] = [one for _ in range(max(1, times * honest // 20_000)) for one in plant(made)]
    for _ in range(honest - len(made.contracts)):
        seller = lot.choice(made.units) if lot.random() < 0.7 else lot.choice(made.firms)
        broker = lot.choice(made.brokers) if lot.random() < 0.2 else ""
        buyer = lot.choice([one for one in lot.sample(made.firms, 2) if one != seller])
        made.sign(seller, buyer, made.sum(), broker=broker)
    everyone = made.firms + made.units
    for _ in range(honest):
        payer, payee = lot.sample(everyone, 2)
        made.move(payer, payee, made.sum(), made.day())
    names = list(SCHEMES)
    for at in range(schemes):
        name = names[at % len(names)]
        made.planted.setdefault(name, []).append(SCHEMES[name](made, unseen))
    return made
