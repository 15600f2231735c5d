"""The story of the people: science vice-presidents, industry professors, certified brokers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from jinliang.demo.bodies import AGENCIES, Body
from jinliang.demo.names import people
from jinliang.demo.people import NAMES
from jinliang.demo.story import Letter, Raw, Story

PRESIDENT, PROFESSOR, BROKER = "cn.science_vice_president", "cn.industry_professor", "cn.broker_certificate"

GRADUATE = ("龙城理工大学", "江滨大学", "龙城工业大学", "江滨医药学院")
UNDERGRADUATE = (*GRADUATE, "龙城轨道交通学院", "龙城师范学院")
VOCATIONAL = ("云河智能制造职业学院", "青枫新材料职业学院", "金塘农业工程职业学院", "阳溪新能源职业学院")

PRESIDENTS = (
    (date(2019, 1, 17), 2018, date(2018, 9, 1), 9),
    (date(2019, 10, 22), 2019, date(2019, 9, 1), 24),
    (date(2019, 11, 26), 2019, date(2019, 9, 1), 22),
    (date(2020, 10, 27), 2020, date(2020, 9, 1), 31),
    (date(2020, 12, 8), 2020, date(2020, 9, 1), 31),
)
"""Provincial lists of vice-presidents passed on by the bureau: published on, batch, appointed on, how many."""

PROFESSORS = (
    (date(2019, 12, 10), 2019, "研究生导师类", GRADUATE, date(2019, 12, 1), 48, 26),
    (date(2019, 12, 31), 2019, "研究生导师类", GRADUATE, date(2019, 12, 16), 48, 23),
    (date(2020, 7, 14), 2020, "本科类", UNDERGRADUATE, date(2020, 7, 1), 36, 36),
    (date(2020, 12, 15), 2020, "研究生导师类", GRADUATE, date(2020, 12, 1), 48, 24),
    (date(2020, 12, 30), 2020, "研究生导师类", GRADUATE, date(2020, 12, 16), 48, 22),
    (date(2021, 5, 25), 2021, "高职类", VOCATIONAL, date(2021, 5, 10), 36, 26),
    (date(2020, 6, 9), 2020, "市级兼职教授", UNDERGRADUATE, date(2020, 6, 1), 24, 7),
)
"""Lists of professors: published on, batch, type, universities, appointed on, months of the term, how many."""

BROKERS = (
    (date(2019, 3, 12), date(2018, 5, 28), 36, "初级技术经纪人", 16),
    (date(2019, 7, 9), date(2019, 6, 24), 60, "初级技术经纪人", 37),
    (date(2019, 12, 3), date(2019, 11, 18), 60, "初级技术经纪人", 38),
    (date(2020, 9, 8), date(2020, 8, 24), 60, "中级技术经纪人", 39),
    (date(2021, 4, 27), date(2021, 4, 12), 60, "初级技术经纪人", 45),
)
"""Lists of certificate holders: published on, issued on, months of validity, level, how many."""

ISSUER = "龙城技术转移研究院"


def months_later(day: date, months: int) -> date:
    """The last day of a term of so many months."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, min(day.day, 28)) - timedelta(days=1)


class Talent:
    """The people drawn and put down, so that other stories can speak of them."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.names: Iterator[str] = people(story.rng, NAMES)
        self.presidents: list[Raw] = []
        self.professors: list[Raw] = []
        self.brokers: list[Raw] = []
        scholars = [*story.bodies.universities, *story.bodies.universities, *story.bodies.institutes]
        self.scholars: Sequence[Body] = scholars

    def firm(self, host: Body, among: int = 60) -> str:
        """A firm of a trade the host works for."""
        trade = self.story.rng.choice(host.industries)
        return self.story.rng.choice([one for one in self.story.bodies.firms if trade in one.industries][:among]).name

    def president(self, batch: int, first: date, person: str = "", host: str = "", firm: str = "") -> Raw:
        """A science vice-president, drawn where not given; two years' term."""
        home = next((one for one in self.scholars if one.name == host), None) or self.story.rng.choice(self.scholars)
        return {
            "person": person or next(self.names),
            "institution": home.name,
            "enterprise": firm or self.firm(home),
            "batch": str(batch),
            "appointed_on": first.isoformat(),
            "serves_until_on": months_later(first, 24).isoformat(),
            "pay": str(self.story.rng.choice((24, 24, 28, 30, 36)) * 10_000),
        }

    def professor(
        self, batch: int, type: str, host: str, first: date, months: int, person: str = "", firm: str = ""
    ) -> Raw:
        """An industry professor, drawn where not given."""
        home = next(one for one in self.story.bodies.universities if one.name == host)
        return {
            "person": person or next(self.names),
            "employer": firm or self.firm(home),
            "university": host,
            "type": type,
            "batch": str(batch),
            "appointed_on": first.isoformat(),
            "serves_until_on": months_later(first, months).isoformat(),
        }

    def broker(self, number: int, level: str, issued: date, months: int, person: str = "", home: str = "") -> Raw:
        """A certificate holder at a firm, a university or institute, or an agency, drawn where not given."""
        rng, bodies = self.story.rng, self.story.bodies
        drawn = rng.random()
        if home:
            employer, side = home, "社会中介" if home in {name for name, _ in AGENCIES} else "高校院所"
        elif drawn < 0.42:
            employer, side = rng.choice(bodies.firms[:240]).name, "企业"
        elif drawn < 0.8:
            employer, side = rng.choice(self.scholars).name, "高校院所"
        else:
            employer, side = rng.choice(AGENCIES)[0], "社会中介"
        return {
            "person": person or next(self.names),
            "employer": employer,
            "side": side,
            "level": level,
            "certificate_no": f"JSJJR{issued.year}{number:04d}",
            "issuer": ISSUER,
            "issued_on": issued.isoformat(),
            "valid_to": months_later(issued, months).isoformat(),
        }


def tell(story: Story) -> Talent:
    """Puts down the lists of vice-presidents, professors and brokers, and what happened to some of them."""
    told = Talent(story)
    _presidents(story, told)
    _professors(story, told)
    _brokers(story, told)
    return told


def _presidents(story: Story, told: Talent) -> None:
    columns = {"person": 1.2, "institution": 3.2, "enterprise": 4.2, "appointed_on": 1.8, "serves_until_on": 1.8}
    for place, (day, batch, first, count) in enumerate(PRESIDENTS):
        rows = [told.president(batch, first) for _ in range(count)]
        if place == 3:
            rows[0] = told.president(batch, first, "沈知远", "龙城理工大学", "恒轨装备股份有限公司")
            # One person lent to two firms: two posts, and both count.
            second = told.president(batch, first, rows[7]["person"], rows[7]["institution"])
            rows.append(second)
        told.presidents += rows
        title = f"关于转发{batch}年度江苏省“双创人才”科技副总入选名单的通知"
        body = (
            "各辖市、区科技局，各在龙高校院所：",
            f"省公布的{batch}年度科技副总名单中，受聘于我市企业的共 {len(rows)} 名，现转发给你们。请各单位督促履行三方协议。",
        )
        story.announce(day, PRESIDENT, rows, Letter(f"龙科人〔{day.year}〕{batch - 2007}号", title, body, columns))
    nineteen = [raw for raw in told.presidents if raw["batch"] == "2019"]
    twenty = [raw for raw in told.presidents if raw["batch"] == "2020"]
    story.end(date(2020, 6, 16), PRESIDENT, nineteen[3], date(2020, 5, 31), "本人调离原单位，三方协议解除", by="zouyu")
    story.reverse(date(2021, 1, 20), PRESIDENT, twenty[21], "省复核名单中没有此人，系转录串行")
    story.replace(
        date(2020, 12, 22),
        PRESIDENT,
        twenty[30],
        {"serves_until_on": "2023-08-31"},
        "三方协议约定聘期三年，原按两年录入",
    )


def _professors(story: Story, told: Talent) -> None:
    columns = {"person": 1.2, "employer": 4.4, "university": 3, "appointed_on": 1.8, "serves_until_on": 1.8}
    for place, (day, batch, type, hosts, first, months, count) in enumerate(PROFESSORS):
        rows = [told.professor(batch, type, hosts[number % len(hosts)], first, months) for number in range(count)]
        if place == 3:
            # One person, two universities: two appointments of one batch.
            same = rows[5]
            other = told.professor(batch, type, "江滨大学", first, months, same["person"], same["employer"])
            rows.append(other if same["university"] != "江滨大学" else other | {"university": "龙城理工大学"})
        told.professors += rows
        provincial = type != "市级兼职教授"
        title = f"关于公布{batch}年{'江苏省产业教授' if provincial else '市级兼职教授'}{f'（{type}）' if provincial else ''}名单的通知"
        body = (
            "各在龙高校：",
            f"{'经省主管部门审核公布' if provincial else '经各高校推荐、我局审核'}，现将聘任的 {len(rows)} 名{type}名单印发。",
            "请按聘任合同做好管理和考核。",
        )
        story.announce(day, PROFESSOR, rows, Letter(f"龙科人〔{day.year}〕{31 + place}号", title, body, columns))
    listed = told.professors
    story.end(date(2020, 9, 15), PROFESSOR, listed[10], date(2020, 8, 31), "本人出国工作，聘任合同解除")
    story.reverse(date(2020, 3, 17), PROFESSOR, listed[22], "公示期内有异议并查实，省撤销聘任", by="zouyu")
    story.replace(
        date(2021, 1, 13),
        PROFESSOR,
        listed[100],
        {"appointed_on": "2020-12-10"},
        "聘任日应为合同签订日，原按公布日录入",
    )


def _brokers(story: Story, told: Talent) -> None:
    columns = {"person": 1.2, "employer": 4.4, "side": 1.3, "certificate_no": 2.3, "issued_on": 1.8, "valid_to": 1.8}
    number = 100
    for place, (day, issued, months, level, count) in enumerate(BROKERS):
        rows = []
        for _ in range(count):
            number += 1
            rows.append(told.broker(number, level, issued, months))
        if place == 1:
            rows[0] = told.broker(number, level, issued, months, "吴思齐", "江滨技术转移中心")
        if place == 3:
            # Holders of the junior certificate who passed the next level: one person, counted once.
            for raw in told.brokers[18:24]:
                number += 1
                rows.append(raw | _fresh(raw, number, level, issued, months))
        if place == 4:
            # Certificates of 2018 that were renewed before they ran out.
            for raw in told.brokers[:5]:
                number += 1
                rows.append(raw | _fresh(raw, number, raw["level"], issued, months))
        told.brokers += rows
        title = f"关于公布{issued.year}年{'第一' if issued.month < 7 else '第二'}期技术经纪人培训结业发证名单的通知"
        body = (
            f"{issued.year}年技术经纪人资格培训（{level}）考核合格 {len(rows)} 人，证书已由{ISSUER}颁发，现予公布。",
        )
        story.announce(
            day, BROKER, rows, Letter(f"龙科市〔{day.year}〕{9 + place}号", title, body, columns), by="zouyu"
        )
    revoked = told.brokers[30]
    why = "冒用他人成果促成交易，发证机构撤销证书"
    story.end(date(2020, 11, 24), BROKER, revoked, date(2020, 11, 20), why)
    story.reverse(date(2020, 1, 14), BROKER, told.brokers[70], "考核成绩录入有误，实际未合格，证书作废")


def _fresh(raw: Raw, number: int, level: str, issued: date, months: int) -> Raw:
    """What changes when somebody gets one more certificate."""
    return {
        "level": level,
        "certificate_no": f"JSJJR{issued.year}{number:04d}",
        "issued_on": issued.isoformat(),
        "valid_to": months_later(issued, months).isoformat(),
    }
