"""The story of what was set up: key laboratories, joint research bodies, technology transfer offices, registered contracts."""

from __future__ import annotations

from datetime import date, timedelta

from jinliang.demo.industry import BY_ID, INDUSTRIES
from jinliang.demo.project import partners
from jinliang.demo.story import Letter, Raw, Story
from jinliang.demo.timeline import working

LABORATORY, BODY, OFFICE, CONTRACT = "cn.key_laboratory", "cn.joint_body", "cn.tto_pilot", "cn.registered_contract"

LABORATORIES: tuple[tuple[date, tuple[tuple[str, str, str, str, str], ...]], ...] = (
    (
        date(2019, 1, 22),
        (("龙城市数字化设计与制造重点实验室", "龙城理工大学", "市级", "2015-11-06", "2018-12-14"),),
    ),
    (
        date(2019, 12, 24),
        (
            ("龙城市轨道车辆制动材料重点实验室", "龙城理工大学", "市级", "2016-10-20", "2019-12-12"),
            ("龙城市骨科植入材料重点实验室", "江滨医药学院", "市级", "2016-10-20", "2019-12-13"),
        ),
    ),
    (
        date(2020, 12, 29),
        (
            ("龙城市动力电池安全重点实验室", "江滨大学", "市级", "2017-09-28", "2020-12-15"),
            ("龙城市智能焊接装备重点实验室", "龙城工业大学", "市级", "2017-09-28", "2020-12-16"),
            ("龙城市石墨烯应用技术重点实验室", "龙城石墨烯研究院", "市级", "2017-09-28", "2020-12-17"),
            ("江苏省特种电缆材料重点实验室", "龙城先进材料研究院", "省级", "2017-05-16", "2020-11-26"),
        ),
    ),
)
"""Lists of laboratories that passed: published on; name, host, level, approved on, accepted on."""

BODIES = (
    (date(2019, 6, 27), 14, date(2019, 1, 10), date(2019, 6, 14)),
    (date(2019, 12, 19), 19, date(2019, 6, 20), date(2019, 12, 10)),
    (date(2020, 6, 30), 13, date(2020, 1, 8), date(2020, 6, 18)),
    (date(2020, 12, 24), 24, date(2020, 6, 28), date(2020, 12, 15)),
    (date(2021, 5, 27), 15, date(2021, 1, 6), date(2021, 5, 18)),
)
"""Lists of joint bodies: published on, how many, signed from and to."""

OFFICES = (
    (date(2019, 9, 18), "一", ("龙城理工大学", "江滨大学", "龙城工业大学", "龙城轨道交通学院"), 0, 6),
    (date(2020, 6, 18), "二", ("江滨医药学院", "龙城师范学院", "云河智能制造职业学院"), 6, 13),
    (date(2020, 12, 9), "三", ("青枫新材料职业学院", "金塘农业工程职业学院"), 13, 19),
)
"""Approved pilots: approved on, batch, universities, and which institutes of the list."""

SUFFIXES = ("联合实验室", "联合研发中心", "协同创新中心", "工程技术中心", "中试基地")

CONTRACTS = ((date(2020, 7, 21), 7), (date(2020, 12, 23), 8), (date(2021, 4, 21), 9), (date(2021, 6, 16), 6))
"""Lists of registered contracts: registered on, how many."""


def tell(story: Story) -> list[Raw]:
    """Puts down what was set up; the joint bodies are returned for other stories."""
    _laboratories(story)
    found = _bodies(story)
    _offices(story)
    _contracts(story)
    return found


def _laboratories(story: Story) -> None:
    columns = {"name": 5, "institution": 3.4, "level": 1, "approved_on": 1.8, "accepted_on": 1.8}
    for day, passed in LABORATORIES:
        names = ("name", "institution", "level", "approved_on", "accepted_on")
        rows = [dict(zip(names, one, strict=True)) for one in passed]
        for raw in rows:
            raw["document_no"] = f"龙科计〔{raw['approved_on'][:4]}〕66号"
        body = (f"经现场考察和专家组评议，下列 {len(rows)} 家重点实验室完成建设任务，通过验收。",)
        letter = Letter(
            f"龙科计〔{day.year}〕{day.month + 60}号",
            f"关于公布{day.year - (day.month == 1)}年度重点实验室验收结果的通知",
            body,
            columns,
            "acceptance",
        )
        story.announce(day, LABORATORY, rows, letter)
        if day.year == 2020:
            story.end(
                date(2021, 4, 7),
                LABORATORY,
                rows[1],
                date(2021, 3, 31),
                "依托学院调整，实验室并入校工程训练中心，不再单独运行",
            )


def body_row(story: Story, host: str, firm: str, thing: str, signed: date, renewal: str = "否") -> Raw:
    """A joint research body: a place, people of both sides, money every year."""
    return {
        "name": thing + story.rng.choice(SUFFIXES),
        "institution": host,
        "enterprise": firm,
        "hosted_at": story.rng.choice(("设在企业", "设在企业", "设在高校院所")),
        "renewal": renewal,
        "yearly_money": str(story.rng.choice((50, 60, 80, 100, 120, 150, 200, 300)) * 10_000),
        "signed_on": signed.isoformat(),
        "agreed_until_on": date(signed.year + 3, signed.month, min(signed.day, 28)).isoformat(),
    }


def _bodies(story: Story) -> list[Raw]:
    things = [(one.id, thing) for one in INDUSTRIES for thing in one.things]
    story.rng.shuffle(things)
    found: list[Raw] = []
    columns = {
        "name": 4.6,
        "institution": 3.2,
        "enterprise": 4.2,
        "hosted_at": 1.6,
        "signed_on": 1.7,
        "agreed_until_on": 1.7,
    }
    scholars = [*story.bodies.universities, *story.bodies.universities, *story.bodies.institutes]
    for place, (day, count, first, last) in enumerate(BODIES):
        rows = []
        for number in range(count):
            trade, thing = things.pop()
            host = story.rng.choice([one for one in scholars if trade in one.industries])
            firm = story.rng.choice([one for one in story.bodies.firms if trade in one.industries][:40])
            signed = working(first + timedelta(days=story.rng.randrange((last - first).days + 1)))
            # The last of a list is an old one whose agreement was only renewed.
            rows.append(body_row(story, host.name, firm.name, thing, signed, "是" if number == count - 1 else "否"))
        found += rows
        half = "上" if last.month < 7 else "下"
        title = f"关于公布{last.year}年{half}半年校企共建研发机构备案名单的通知"
        body = (f"对协议、场地和年度投入逐家核实，下列 {count} 家共建研发机构予以备案，其中 1 家为到期续签。",)
        story.announce(day, BODY, rows, Letter(f"龙科平〔{day.year}〕{40 + place}号", title, body, columns))
    story.end(date(2021, 2, 24), BODY, found[6], date(2021, 1, 31), "企业停产，双方协商提前终止协议")
    story.reverse(date(2020, 8, 19), BODY, found[20], "实地核查没有场地和人员，协议未履行", by="zouyu")
    story.replace(
        date(2021, 1, 27), BODY, found[40], {"yearly_money": "1500000"}, "年度投入按双方实际出资合计，原只填企业一方"
    )
    return found


def office_row(name: str, document: str, approved: date) -> Raw:
    """A pilot technology transfer office."""
    return {
        "institution": name,
        "office_name": f"{name}技术转移办公室",
        "document_no": document,
        "approved_on": approved.isoformat(),
    }


def _offices(story: Story) -> None:
    columns = {"institution": 3.6, "office_name": 4.6, "document_no": 2.2, "approved_on": 1.7}
    institutes = [one.name for one in story.bodies.institutes]
    for day, batch, universities, first, last in OFFICES:
        number = f"龙科转〔{day.year}〕{day.month + 8}号"
        rows = [office_row(name, number, day) for name in (*universities, *institutes[first:last])]
        if batch == "二":
            rows.append(office_row(institutes[25], number, day))
            why = "该所当年没有专职人员和场地，遴选后放弃试点"
            story.reverse(date(2020, 10, 20), OFFICE, rows[-1], why)
        title = f"关于批准第{batch}批技术转移办公室试点单位的通知"
        body = (f"经联合遴选和公示，批准 {len(rows)} 家高校院所试点设立技术转移办公室。请落实专职人员、场地和经费。",)
        story.announce(day, OFFICE, rows, Letter(number, title, body, columns))


def _contracts(story: Story) -> None:
    columns = {"contract_no": 2.6, "name": 4.6, "class": 1.3, "seller": 3.2, "buyer": 4.2, "amount": 2}
    number = 1100
    agencies = ("江滨技术转移中心", "龙城技术经纪事务所", "青枫科技服务中心")
    for day, count in CONTRACTS:
        rows = []
        for _ in range(count):
            number += story.rng.randrange(3, 40)
            seller = story.rng.choice([*story.bodies.universities, *story.bodies.institutes])
            trade = BY_ID[seller.industries[0]]
            thing = story.rng.choice(trade.things)
            signed = working(day - timedelta(days=story.rng.randrange(20, 60)))
            licence = ("技术许可", "XK1") if signed.year >= 2021 else ("技术转让", "ZR4")
            sort, fine, what = story.rng.choice(
                (
                    ("技术开发", "KF1", "委托开发"),
                    ("技术开发", "KF2", "合作开发"),
                    ("技术服务", "FW1", "检测与工艺服务"),
                    (*licence, "专利实施许可"),
                )
            )
            amount = story.rng.choice((28, 46, 60, 85, 120, 142, 200, 300, 350, 480)) * 10_000
            rows.append(
                {
                    "contract_no": f"{signed.year}320499{number:06d}",
                    "name": thing + what,
                    "class": sort,
                    "subclass": fine,
                    "seller": seller.name,
                    "buyer": story.rng.choice(partners(story, seller.name)).name,
                    "intermediary": story.rng.choice(agencies),
                    "amount": str(amount),
                    "technical_amount": str(amount * story.rng.choice((8, 9, 10)) // 10),
                    "payment": "分期支付",
                    "technology": trade.field,
                    "related": "否",
                    "signed_on": signed.isoformat(),
                    "registered_on": day.isoformat(),
                }
            )
        title = f"{day.year}年{day.month}月技术合同认定登记清单"
        body = (f"经认定登记，下列 {count} 项技术合同符合规定，已核定技术交易额。金额单位：元。",)
        letter = Letter(f"龙技登〔{day.year}〕{day.month}号", title, body, columns, "registration", "龙城市技术市场")
        story.announce(day, CONTRACT, rows, letter, by="guning")
