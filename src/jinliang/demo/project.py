"""The story of the joint projects: which universities and firms worked on what, and the money that came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from jinliang.demo.bodies import Body
from jinliang.demo.industry import BY_ID
from jinliang.demo.paper import han
from jinliang.demo.story import Letter, Raw, Story
from jinliang.demo.timeline import working

KIND, INVESTED, SOLD, TAXED = "cn.joint_project", "cn.project_investment", "cn.project_sales", "cn.project_tax"

BATCHES: tuple[tuple[date, int, date, date], ...] = (
    (date(2019, 4, 2), 16, date(2019, 1, 7), date(2019, 3, 22)),
    (date(2019, 7, 3), 20, date(2019, 4, 8), date(2019, 6, 21)),
    (date(2019, 10, 15), 24, date(2019, 7, 8), date(2019, 9, 20)),
    (date(2020, 1, 8), 28, date(2019, 10, 14), date(2019, 12, 25)),
    (date(2020, 4, 9), 11, date(2020, 1, 6), date(2020, 3, 27)),
    (date(2020, 7, 7), 25, date(2020, 4, 13), date(2020, 6, 23)),
    (date(2020, 10, 14), 32, date(2020, 7, 6), date(2020, 9, 25)),
    (date(2021, 1, 11), 37, date(2020, 10, 12), date(2020, 12, 25)),
    (date(2021, 4, 8), 24, date(2021, 1, 8), date(2021, 3, 26)),
    (date(2021, 6, 10), 14, date(2021, 4, 6), date(2021, 6, 2)),
)
"""Lists of approved projects: published on, how many, signed from and to."""

INVESTMENTS: tuple[tuple[date, int, int, date, date], ...] = (
    (date(2019, 7, 18), 8, 16_200, date(2019, 2, 20), date(2019, 6, 25)),
    (date(2020, 1, 16), 14, 30_500, date(2019, 7, 10), date(2019, 12, 24)),
    (date(2020, 7, 16), 11, 24_800, date(2020, 1, 15), date(2020, 6, 24)),
    (date(2021, 1, 19), 18, 47_400, date(2020, 7, 8), date(2020, 12, 25)),
    (date(2021, 4, 15), 12, 24_300, date(2021, 1, 12), date(2021, 3, 30)),
    (date(2021, 6, 11), 7, 15_200, date(2021, 4, 8), date(2021, 6, 3)),
)
"""Audited lists of money paid in: published on, how many payments, sum in 万元, paid from and to."""

YEARS: tuple[tuple[date, int, int, int, date, date], ...] = (
    (date(2020, 3, 24), 12, 128_400, 23_000, date(2019, 1, 1), date(2019, 12, 31)),
    (date(2021, 3, 23), 24, 315_200, 62_300, date(2020, 1, 1), date(2020, 12, 31)),
    (date(2021, 5, 14), 12, 137_600, 27_100, date(2021, 1, 1), date(2021, 3, 31)),
)
"""Firms' sales and profit with tax: published on, how many firms, sales and profit with tax in 万元, from and through."""

SOURCES = ("企业", "企业", "企业", "财政", "高校院所", "社会资本")
WAN = 10_000


@dataclass(slots=True)
class Projects:
    """The joint projects, drawn and put down: `rows` on the lists, `claimed` one at a time, each in order of the day."""

    story: Story
    rows: list[Raw] = field(default_factory=list)
    claimed: list[Raw] = field(default_factory=list)
    number: int = 0

    def draw(self, first: date, last: date, title: str = "", host: str = "", firm: str = "") -> Raw:
        """One more project, signed between two days; what is given is not drawn."""
        rng, bodies = self.story.rng, self.story.bodies
        if firm:
            industry = BY_ID[self.story.trade(firm)]
            title = title or self.story.titles.of(industry.id)
        else:
            industry, title = self.story.titles.next()
        hosts = [one for one in bodies.universities for _ in (0, 1) if industry.id in one.industries]
        hosts += [one for one in bodies.institutes if industry.id in one.industries]
        firms = [one for one in bodies.firms if industry.id in one.industries][:34]
        signed = working(first + timedelta(days=rng.randrange((last - first).days + 1)))
        level, basis = rng.choice(
            (("市县级", "立项文件"), ("市县级", "立项文件"), ("省级", "立项文件"), ("计划外", "技术合同"))
        )
        amount = round(12 * 30 ** rng.random()) * 10
        self.number += 1
        return {
            "project_no": f"LCGG{signed.year}{self.number:04d}",
            "name": title,
            "institution": host or rng.choice(hosts).name,
            "enterprise": firm or rng.choice(firms).name,
            "basis": basis,
            "level": level,
            "technology": industry.field,
            "signed_on": signed.isoformat(),
            "due_on": (signed + timedelta(days=rng.choice((365, 540, 730)))).isoformat(),
            "amount": str(amount * WAN),
        }

    def of(self, firm: str, before: date) -> Raw:
        """A firm's own verified project that is the latest before a day. Raises ValueError."""
        found = (raw for raw in (*self.rows, *self.claimed) if raw["enterprise"] == firm)
        return max((raw for raw in found if raw["signed_on"] < before.isoformat()), key=lambda raw: raw["signed_on"])


def tell(story: Story) -> Projects:
    """Puts down ten lists of projects, six of money paid in, and three years' sales and profits."""
    told = Projects(story)
    for place, (day, count, first, last) in enumerate(BATCHES):
        rows = [told.draw(first, last) for _ in range(count)]
        if place == 0:
            rows += [told.draw(date(2018, 10, 15), date(2018, 12, 20)) for _ in range(3)]
            rows[1] = told.draw(
                first, last, "轨道车辆铝基复合材料制动盘近净成形工艺", "龙城理工大学", "恒轨装备股份有限公司"
            )
        rows.sort(key=lambda raw: raw["signed_on"])
        told.rows += rows
        if place in (5, 7):
            rows.append(_second_phase(told.rows[3 * place], last))
        _list(story, day, place + 1, rows)
    _investments(story, told)
    _results(story, told)
    _mend(story, told)
    return told


def _second_phase(raw: Raw, signed: date) -> Raw:
    """The same project, carried on under the same number: it counts once."""
    later = {"signed_on": signed.isoformat(), "due_on": (signed + timedelta(days=365)).isoformat()}
    return raw | later | {"name": raw["name"] + "（二期）"}


def _list(story: Story, day: date, place: int, rows: Sequence[Raw]) -> None:
    year = int(rows[-1]["signed_on"][:4])
    batch = "一二三四五六七八九十"[place - 1]
    title = f"关于下达第{batch}批校地联合重大技术攻关项目的通知"
    body = (
        "各辖市、区科技局，各有关高校院所、企业：",
        f"经组织申报、专家评审和公示，现将第{batch}批项目（{len(rows)} 项）下达给你们，请按合同约定组织实施。",
        "项目编号用于今后申报投入、销售和利税。",
    )
    columns = {"project_no": 2.1, "name": 5, "institution": 3.3, "enterprise": 4.6, "signed_on": 1.9}
    letter = Letter(f"龙科发〔{day.year}〕{18 + 7 * place + year % 5}号", title, body, columns, "approval")
    story.announce(day, KIND, rows, letter)


def _shares(story: Story, count: int, total: int) -> list[int]:
    """So many uneven parts of a sum in 万元."""
    weights = [0.35 + story.rng.random() ** 2 * 1.6 for _ in range(count)]
    parts = [int(total * one / sum(weights)) for one in weights]
    return [parts[0] + total - sum(parts), *parts[1:]]


def _large(told: Projects, before: date) -> list[Raw]:
    """The projects signed before a day, the largest first."""
    since = [raw for raw in told.rows if "2019-01-01" <= raw["signed_on"] < before.isoformat()]
    return sorted(since, key=lambda raw: (-int(raw["amount"]), raw["project_no"]))


def _investments(story: Story, told: Projects) -> None:
    for place, (day, count, total, first, last) in enumerate(INVESTMENTS):
        projects = [raw for raw in _large(told, last) if raw["signed_on"] < last.isoformat()][: 2 * count]
        rows = []
        for share in _shares(story, count, total):
            raw = story.rng.choice(projects)
            since = max(first, date.fromisoformat(raw["signed_on"]) + timedelta(days=1))
            paid = working(since + timedelta(days=story.rng.randrange((last - since).days + 1)))
            rows.append(
                {
                    "project": raw["name"],
                    "institution": raw["institution"],
                    "enterprise": raw["enterprise"],
                    "source": story.rng.choice(SOURCES),
                    "voucher_no": f"JZ{paid:%Y%m}-{story.rng.randrange(1, 900):03d}",
                    "amount": str(share * WAN),
                    "basis": "经审计",
                    "paid_on": paid.isoformat(),
                }
            )
        rows.sort(key=lambda raw: raw["paid_on"])
        title = f"校地联合攻关项目到位投入审计结果（{first.year}年{first.month}—{last.month}月）"
        body = (f"对 {len(rows)} 笔到位资金的凭证、银行回单逐笔核对，资金均已到账并用于项目，现予公布。单位：元。",)
        columns = {"project": 5, "enterprise": 4.4, "source": 1.5, "voucher_no": 2.2, "amount": 2, "paid_on": 1.9}
        story.announce(
            day, INVESTED, rows, Letter(f"龙科资〔{day.year}〕{5 + place}号", title, body, columns, "audit_report")
        )


def _results(story: Story, told: Projects) -> None:
    for day, count, sales, taxes, first, last in YEARS:
        projects = story.rng.sample(_large(told, last - timedelta(days=60))[: 3 * count], count)
        sold, taxed = _shares(story, count, sales), _shares(story, count, taxes)
        basis = "经审计" if last.month == 12 else "企业申报"
        common = [
            {
                "project": raw["name"],
                "institution": raw["institution"],
                "enterprise": raw["enterprise"],
                "from_on": max(first.isoformat(), raw["signed_on"]),
                "through_on": last.isoformat(),
                "basis": basis,
            }
            for raw in projects
        ]
        span = f"{first.year}年度" if last.month == 12 else f"{first.year}年第一季度"
        columns = {"project": 5, "enterprise": 4.2, "amount": 2.2, "basis": 1.4, "through_on": 1.8}
        for kind, parts, what, sign in ((SOLD, sold, "新增销售", "销"), (TAXED, taxed, "实现利税", "税")):
            rows = [raw | {"amount": str(part * WAN)} for raw, part in zip(common, parts, strict=True)]
            body = (
                f"根据 {count} 家企业盖章申报{'和年度审计' if basis == '经审计' else ''}，现将{span}攻关项目{what}情况汇总如下。单位：元。",
            )
            letter = Letter(
                f"龙科统〔{day.year}〕{sign}{last.month}号",
                f"{span}校地联合攻关项目{what}汇总表",
                body,
                columns,
                "audit_report",
            )
            story.announce(day, kind, rows, letter, by="zouyu")
            if kind == SOLD and last == date(2020, 12, 31):
                _wrong_sum(story, rows)


def _wrong_sum(story: Story, rows: list[Raw]) -> None:
    """Two sums of the list were typed wrongly and are put right later; the list as printed keeps them."""
    for raw, times, day, why in (
        (rows[4], 10, date(2021, 4, 13), "企业申报表多写一个零，按审计报告更正"),
        (rows[11], 2, date(2021, 4, 20), "把两个项目的销售额合报在一个项目上，按产品拆分后更正"),
    ):
        right = raw["amount"]
        raw["amount"] = str(int(right) * times)
        story.replace(day, SOLD, raw, {"amount": right}, why)


def _mend(story: Story, told: Projects) -> None:
    """What turned out never to have been true, or was stated wrongly."""
    dropped = _smallest(told, 2019, 2)
    why = f"{dropped['enterprise']}未出配套资金，项目没有启动，双方已书面撤销合同"
    story.reverse(date(2019, 11, 26), KIND, dropped, why)
    own = _smallest(told, 2020, 1)
    story.reverse(date(2020, 11, 2), KIND, own, f"{own['institution']}自查：合作企业为其全资公司，不属于校企联合实施")
    story.reverse(date(2021, 5, 12), KIND, _smallest(told, 2020, 3), "与另一项目为同一合同分拆填报，审计抽查发现")
    early, unlisted, late = _smallest(told, 2019, 3), _smallest(told, 2020, 2), _smallest(told, 2020, 4)
    half = str(int(early["amount"]) // 2)
    story.replace(date(2020, 3, 11), KIND, early, {"amount": half}, "补充协议调减合同总额，原数为初稿金额")
    right = {"level": "计划外", "basis": "技术合同"}
    story.replace(date(2021, 2, 3), KIND, unlisted, right, "未列入市级计划，按技术合同登记计入")
    signed = date.fromisoformat(late["signed_on"]) - timedelta(days=9)
    why = f"签订日应为{han(signed)}，原填为盖章日"
    story.replace(date(2021, 3, 2), KIND, late, {"signed_on": signed.isoformat()}, why)


def _smallest(told: Projects, year: int, quarter: int) -> Raw:
    """The smallest project signed in a quarter: one on which no money hangs."""
    first, last = f"{year}-{3 * quarter - 2:02d}", f"{year}-{3 * quarter:02d}-31"
    return min((raw for raw in told.rows if first <= raw["signed_on"] <= last), key=lambda raw: int(raw["amount"]))


def partners(story: Story, host: str) -> list[Body]:
    """Firms of the trades a university or institute works for."""
    bodies = story.bodies
    trades = next(one.industries for one in (*bodies.universities, *bodies.institutes) if one.name == host)
    return [one for one in bodies.firms if set(one.industries) & set(trades)]
