"""The story of single claims: opened, sent, checked, returned with reasons and mended; and those that wait on the city's day."""

from __future__ import annotations

from datetime import date, timedelta

from jinliang.demo import document as papers
from jinliang.demo.campaign import LED, VISITOR, led_row, visit_row
from jinliang.demo.platform import BODY, LABORATORY, OFFICE, body_row, office_row
from jinliang.demo.project import INVESTED, KIND, SOLD, TAXED, Projects
from jinliang.demo.story import Case, Raw, Story
from jinliang.demo.talent import BROKER, PRESIDENT, PROFESSOR, Talent
from jinliang.demo.timeline import working

HENGGUI = "恒轨装备股份有限公司"

JOINT = (
    ("zhouwanqing", "龙城理工大学", "恺达模具有限公司", date(2019, 5, 20), ""),
    ("suyingxue", "江滨大学", "瑞川新能源科技有限公司", date(2019, 9, 23), ""),
    ("yezhen", "江滨医药学院", "安泽医疗器械有限公司", date(2020, 1, 13), "合同缺甲方盖章页，补全后再报"),
    ("peiyunzhou", "龙城工业大学", "精毅传动机械有限公司", date(2020, 5, 18), ""),
    ("qinhaoran", "龙城轨道交通学院", HENGGUI, date(2020, 8, 24), "约定完成日早于设备交付日，请核对附件三"),
    ("duruoshui", "江滨氢能研究所", "瑞川新能源科技有限公司", date(2020, 10, 19), ""),
    ("fangyanqiu", "龙城先进材料研究院", "江滨特缆有限公司", date(2020, 12, 7), ""),
    ("linruogu", "龙城理工大学", HENGGUI, date(2021, 1, 18), "技术指标没有写进合同，补技术附件"),
    ("zhouwanqing", "龙城理工大学", HENGGUI, date(2021, 3, 8), ""),
    ("hejingming", "龙城机器人研究所", "精毅传动机械有限公司", date(2021, 4, 12), ""),
)
"""Projects claimed one at a time: by whom, for which two, opened on, and why they were given back if they were."""


def tell(story: Story, projects: Projects, talent: Talent) -> None:
    """Puts down the claims that came through, each in its own way."""
    for who, host, firm, day, fault in JOINT:
        _joint(story, projects, who, host, firm, day, fault)
    _posts(story, talent)
    _money(story, projects)
    _others(story, talent)


def days(day: date, count: int) -> date:
    """So many days later, or the next working day."""
    return working(day + timedelta(days=count))


def _joint(story: Story, projects: Projects, who: str, host: str, firm: str, day: date, fault: str) -> None:
    raw = projects.draw(day - timedelta(days=20), day - timedelta(days=6), host=host, firm=firm)
    case = Case(story, KIND, who, raw, [papers.contract(raw, sealed="盖章" not in fault)]).opened(day).submitted(day)
    officer = story.officer(story.area(firm))
    if fault:
        case.returned(days(day, 3), officer, fault)
        case.mended(days(day, 7), papers=[papers.contract(raw)] if "盖章" in fault else ())
    case.checked(days(day, 10), officer).verified(days(day, 15), "zouyu")


def _posts(story: Story, talent: Talent) -> None:
    """Vice-presidents and professors claimed by their universities, with the province's list and the agreement."""
    listed = story.timeline
    first = date(2019, 9, 1)
    both = talent.presidents[12]
    rows: list[tuple[str, Raw, date]] = [
        ("zhouwanqing", talent.president(2019, first, host="龙城理工大学", firm="恺达模具有限公司"), date(2019, 11, 12)),
        ("suyingxue", talent.president(2019, first, host="江滨大学", firm="瑞川新能源科技有限公司"), date(2019, 11, 19)),
        ("yezhen", talent.president(2020, date(2020, 9, 1), host="江滨医药学院"), date(2020, 11, 17)),
        ("duruoshui", talent.president(2020, date(2020, 9, 1), host="江滨氢能研究所"), date(2020, 12, 1)),
    ]
    for who, raw, day in rows:
        named = papers.notice(f"苏科人〔{raw['batch']}〕87号", f"{raw['batch']}年度科技副总补充名单", day - timedelta(days=20), [(raw["person"], raw["enterprise"])])
        officer = story.officer(story.area(raw["enterprise"]))
        Case(story, PRESIDENT, who, raw, [named, papers.posting(raw, "president")]).opened(day).submitted(day).checked(
            days(day, 4), officer
        ).verified(days(day, 9), "zouyu")
    _twice(story, talent, both)
    for place, (who, host, day) in enumerate(
        (
            ("zhouwanqing", "龙城理工大学", date(2020, 1, 7)),
            ("suyingxue", "江滨大学", date(2020, 1, 9)),
            ("zhouwanqing", "龙城理工大学", date(2020, 9, 22)),
            ("peiyunzhou", "龙城工业大学", date(2021, 1, 6)),
            ("zhouwanqing", "龙城理工大学", date(2021, 3, 22)),
            ("liangyichen", "云河智能制造职业学院", date(2021, 6, 1)),
        )
    ):
        type = "高职类" if host.endswith("职业学院") else "研究生导师类"
        raw = talent.professor(day.year, type, host, day - timedelta(days=30), 48, "程砚之" if place == 4 else "", "江滨特缆有限公司" if place == 4 else "")
        named = papers.notice(f"苏教规〔{day.year}〕{6 + place}号", f"江苏省产业教授增补名单（{type}）", day - timedelta(days=18), [(raw["person"], host)])
        case = Case(story, PROFESSOR, who, raw, [named, papers.posting(raw, "professor")]).opened(day).submitted(day)
        officer = story.officer(story.area(host))
        if place in (1, 4):
            case.returned(days(day, 1), officer, "聘任协议缺企业盖章页，名单和协议上的单位名称不一致")
            case.mended(days(day, 3), papers=[papers.posting(raw | {"serves_until_on": raw["serves_until_on"]}, "professor")])
        case.verified(days(day, 5), officer)
    assert listed is story.timeline


def _twice(story: Story, talent: Talent, raw: Raw) -> None:
    """Somebody already on the province's list is claimed once more: stated twice, counted once."""
    who = next((name for name, one in story.viewers.items() if one.role == "tto"), "")
    assert who, raw
