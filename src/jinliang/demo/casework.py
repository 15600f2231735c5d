"""The story of single claims that came through: opened, sent, given back with a reason, mended, checked, verified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from jinliang.demo import document as papers
from jinliang.demo.campaign import LED, VISITOR, led_row, visit_row
from jinliang.demo.platform import BODY, body_row
from jinliang.demo.project import INVESTED, KIND, SOLD, WAN, Projects
from jinliang.demo.story import Case, Raw, Story
from jinliang.demo.talent import BROKER, PRESIDENT, PROFESSOR, Talent
from jinliang.demo.timeline import working

HENGGUI, JINGYI, RUICHUAN = "恒轨装备股份有限公司", "精毅传动机械有限公司", "瑞川新能源科技有限公司"
KAIDA, ANZE, TELAN = "恺达模具有限公司", "安泽医疗器械有限公司", "江滨特缆有限公司"

JOINT = (
    ("zhouwanqing", "龙城理工大学", KAIDA, date(2019, 5, 20), ""),
    ("suyingxue", "江滨大学", RUICHUAN, date(2019, 9, 23), ""),
    ("yezhen", "江滨医药学院", ANZE, date(2020, 1, 13), "合同缺甲方盖章页，补全后再报"),
    ("peiyunzhou", "龙城工业大学", JINGYI, date(2020, 5, 18), ""),
    ("qinhaoran", "龙城轨道交通学院", HENGGUI, date(2020, 8, 24), "约定完成日和合同附件三不一致，核对后再报"),
    ("duruoshui", "江滨氢能研究所", RUICHUAN, date(2020, 10, 19), ""),
    ("fangyanqiu", "龙城先进材料研究院", TELAN, date(2020, 12, 7), ""),
    ("linruogu", "龙城理工大学", HENGGUI, date(2021, 1, 18), "技术指标没有写进合同，补技术附件"),
    ("zhouwanqing", "龙城理工大学", HENGGUI, date(2021, 3, 8), ""),
    ("hejingming", "龙城机器人研究所", JINGYI, date(2021, 4, 12), ""),
)
"""Projects claimed one at a time: by whom, for which two, opened on, and why they were given back if they were."""

PRESIDENTS = (
    ("zhouwanqing", "龙城理工大学", KAIDA, 2019, date(2019, 11, 12)),
    ("suyingxue", "江滨大学", RUICHUAN, 2019, date(2019, 11, 19)),
    ("yezhen", "江滨医药学院", ANZE, 2020, date(2020, 11, 17)),
    ("duruoshui", "江滨氢能研究所", RUICHUAN, 2020, date(2020, 12, 1)),
)

PROFESSORS = (
    ("zhouwanqing", "龙城理工大学", date(2020, 1, 7), "", ""),
    ("suyingxue", "江滨大学", date(2020, 1, 9), "", "协议上的企业名称和名单不一致，请企业出具更名说明后重报"),
    ("zhouwanqing", "龙城理工大学", date(2020, 9, 22), "白若川", ""),
    ("peiyunzhou", "龙城工业大学", date(2021, 1, 6), "", ""),
    ("qinhaoran", "龙城轨道交通学院", date(2021, 3, 9), "程砚之", "三方协议缺企业盖章页"),
    ("liangyichen", "云河智能制造职业学院", date(2021, 6, 1), "秦望舒", ""),
)

BODIES = (
    ("zhouwanqing", "龙城理工大学", HENGGUI, "轨道车辆制动", date(2019, 10, 21)),
    ("suyingxue", "江滨大学", RUICHUAN, "动力电池热安全", date(2020, 4, 20)),
    ("yezhen", "江滨医药学院", ANZE, "骨科植入材料", date(2020, 9, 7)),
    ("hejingming", "龙城工业大学", JINGYI, "高速电驱齿轮", date(2020, 11, 9)),
    ("fangyanqiu", "龙城先进材料研究院", TELAN, "特种电缆料", date(2021, 4, 6)),
)


def tell(story: Story, projects: Projects, talent: Talent) -> None:
    """Puts down the claims that came through, each in its own way."""
    for who, host, firm, day, fault in JOINT:
        joint(story, projects, who, host, firm, day, fault)
    for who, host, firm, batch, day in PRESIDENTS:
        raw = talent.president(batch, date(batch, 9, 1), host=host, firm=firm)
        president(story, who, raw, day).checked(days(day, 4), _officer(story, firm)).verified(days(day, 9), "zouyu")
    for who, host, day, person, fault in PROFESSORS:
        _professor(story, talent, who, host, day, person, fault)
    _stated_twice(story, talent)
    for who, host, firm, thing, day in BODIES:
        raw = body_row(story, host, firm, thing, days(day, -14))
        case = Case(story, BODY, who, raw, [papers.joint_agreement(raw)]).sent(day)
        case.checked(days(day, 5), _officer(story, firm)).verified(days(day, 8), "chenqiming")
    _money(story, projects)
    _brokers(story, talent)
    _led(story, talent)
    _visitors(story, talent)


def days(day: date, count: int) -> date:
    """So many days later (or before), or the next working day."""
    return working(day + timedelta(days=count))


def _officer(story: Story, body: str) -> str:
    return story.officer(story.area(body))


def joint(story: Story, told: Projects, who: str, host: str, firm: str, day: date, fault: str) -> None:
    """A joint project claimed by one of its two; the district looks first, then the bureau."""
    raw = told.draw(day - timedelta(days=20), day - timedelta(days=6), host=host, firm=firm)
    told.claimed.append(raw)
    torn = "盖章" in fault
    case = Case(story, KIND, who, raw, [papers.contract(raw, sealed=not torn)]).sent(day)
    if fault:
        case.returned(days(day, 3), _officer(story, firm), fault)
        case.mended(days(day, 7), papers=[papers.contract(raw)] if torn else [papers.annex(raw)])
    case.checked(days(day, 10), _officer(story, firm)).verified(days(day, 15), "zouyu")


def president(story: Story, who: str, raw: Raw, day: date) -> Case:
    """A vice-president claimed with the province's list and the three parties' agreement."""
    title = f"{raw['batch']}年度江苏省科技副总名单（补充）"
    names = [(raw["person"], raw["enterprise"])]
    named = papers.notice(f"苏科人〔{raw['batch']}〕87号", title, days(day, -20), names, papers.TALENT)
    case = Case(story, PRESIDENT, who, raw, [named, papers.posting(raw, "president")])
    return case.sent(day)


def professors(story: Story, who: str, rows: Sequence[Raw], day: date, wrong: Raw | None = None) -> list[Case]:
    """Professors claimed with the agreement of each and one list of the province behind them all; `wrong` is typed amiss."""
    names = [(raw["person"], raw["university"]) for raw in rows]
    title = f"江苏省产业教授增补名单（{rows[0]['type']}）"
    named = papers.notice(f"苏教〔{day.year}〕{day.month + 4}号", title, days(day, -18), names, papers.EDUCATION)
    cases = [
        Case(story, PROFESSOR, who, raw | (wrong or {}), [named, papers.posting(raw, "professor")]) for raw in rows
    ]
    return [case.sent(day) for case in cases]


def professor_row(talent: Talent, host: str, day: date, person: str = "") -> Raw:
    """A professor appointed a month before somebody claims him."""
    type = "高职类" if host.endswith("职业学院") else "研究生导师类" if "轨道" not in host else "本科类"
    firm = {"程砚之": TELAN, "白若川": ANZE, "秦望舒": KAIDA}.get(person, "")
    return talent.professor(day.year, type, host, days(day, -30), 48 if type == "研究生导师类" else 36, person, firm)


def _professor(story: Story, talent: Talent, who: str, host: str, day: date, person: str, fault: str) -> None:
    raw = professor_row(talent, host, day, person)
    (case,) = professors(story, who, [raw], day)
    if fault:
        case.returned(days(day, 1), _officer(story, host), fault)
        case.mended(days(day, 3), papers=[papers.explanation(raw, fault)])
    case.verified(days(day, 5), _officer(story, host))


def _stated_twice(story: Story, talent: Talent) -> None:
    """Somebody already on the province's list is claimed once more by the university: two facts, one professor."""
    listed = next(
        raw for raw in talent.professors if raw["university"] == "江滨大学" and raw["appointed_on"] == "2020-12-01"
    )
    (case,) = professors(story, "suyingxue", [listed], date(2021, 1, 12))
    case.verified(date(2021, 1, 19), _officer(story, "江滨大学"))


def _money(story: Story, projects: Projects) -> None:
    """Money paid in and sold, stated by the firms themselves."""
    for who, firm, paid, amount in (
        ("linruogu", HENGGUI, date(2020, 3, 17), 260),
        ("lushiyu", RUICHUAN, date(2020, 9, 15), 420),
        ("hejingming", JINGYI, date(2021, 2, 23), 320),
    ):
        raw = invested_row(story, projects.of(firm, paid - timedelta(days=60)), paid, amount)
        case = Case(story, INVESTED, who, raw, [papers.receipt(raw)]).sent(days(paid, 8))
        case.verified(days(paid, 12), _officer(story, firm))
    raw = sold_row(projects.of(HENGGUI, date(2020, 7, 1)), date(2020, 10, 1), date(2020, 12, 31), 2_400)
    case = Case(story, SOLD, "linruogu", raw, [papers.declared(raw, "新增销售")]).sent(date(2021, 1, 19))
    case.returned(date(2021, 1, 21), _officer(story, HENGGUI), "填的是累计数，只填第四季度")
    case.mended(date(2021, 1, 25), {"amount": str(900 * WAN)}).verified(date(2021, 1, 27), _officer(story, HENGGUI))


def invested_row(story: Story, project: Raw, paid: date, amount: int) -> Raw:
    """Money (万元) paid into a project."""
    return {
        "project": project["name"],
        "institution": project["institution"],
        "enterprise": project["enterprise"],
        "source": "企业",
        "voucher_no": f"HD{paid:%Y%m%d}{story.rng.randrange(10, 99)}",
        "amount": str(amount * WAN),
        "basis": "企业申报",
        "paid_on": paid.isoformat(),
    }


def sold_row(project: Raw, first: date, last: date, amount: int) -> Raw:
    """Sales, or profit with tax, of a project between two days (万元)."""
    return {
        "project": project["name"],
        "institution": project["institution"],
        "enterprise": project["enterprise"],
        "from_on": first.isoformat(),
        "through_on": last.isoformat(),
        "amount": str(amount * WAN),
        "basis": "企业申报",
    }


def _brokers(story: Story, talent: Talent) -> None:
    for who, home, day, number in (
        ("suyingxue", "江滨大学", date(2020, 11, 10), 811),
        ("zhouwanqing", "龙城理工大学", date(2020, 12, 8), 812),
        ("yezhen", "江滨医药学院", date(2021, 5, 18), 813),
    ):
        raw = talent.broker(number, "中级技术经纪人", days(day, -40), 60, home=home)
        case = Case(story, BROKER, who, raw, [papers.broker_certificate(raw)]).sent(day)
        case.verified(days(day, 6), _officer(story, home))


def _led(story: Story, talent: Talent) -> None:
    """The project of the tour: claimed, given back for a missing seal, mended, verified."""
    lead = next(raw for raw in talent.presidents if raw["person"] == "沈知远")
    raw = led_row(story, lead, date(2021, 3, 18), 229, "轨道车辆铝基复合材料制动盘联合研发")
    case = Case(story, LED, "zhouwanqing", raw, [papers.approval(raw)]).sent(date(2021, 3, 22))
    case.returned(date(2021, 3, 23), "zouyu", "三方协议缺企业盖章页")
    case.mended(date(2021, 3, 25), papers=[papers.posting(lead, "president")]).verified(date(2021, 3, 26), "zouyu")


def _visitors(story: Story, talent: Talent) -> None:
    for who, host, firm, day in (
        ("peiyunzhou", "龙城工业大学", JINGYI, date(2020, 10, 13)),
        ("zhouwanqing", "龙城理工大学", KAIDA, date(2021, 5, 11)),
    ):
        raw = visit_row(story, next(talent.names), host, firm, days(day, -6))
        case = Case(story, VISITOR, who, raw, [papers.visit_record(raw)]).sent(day)
        case.verified(days(day, 5), _officer(story, firm))
