"""What waits on the city's day, for whom and how long: claims to be checked, given back, half written, taken back."""

from __future__ import annotations

from datetime import date

from jinliang.demo import document as papers
from jinliang.demo.campaign import LED, VISITOR, led_row, visit_row
from jinliang.demo.casework import (
    ANZE,
    HENGGUI,
    JINGYI,
    KAIDA,
    RUICHUAN,
    TELAN,
    days,
    president,
    professor_row,
    professors,
    sold_row,
)
from jinliang.demo.platform import BODY, LABORATORY, OFFICE, body_row, office_row
from jinliang.demo.project import KIND, SOLD, TAXED, Projects
from jinliang.demo.story import Case, Story
from jinliang.demo.talent import BROKER, PRESIDENT, Talent

PILOTS = (
    ("xuechangfeng", "龙城半导体封装研究所"),
    ("caojinghuan", "江滨医疗器械研究院"),
    ("luoxiaoyang", "阳溪新能源职业学院"),
)


def tell(story: Story, projects: Projects, talent: Talent) -> None:
    """Puts down the claims that are still on their way."""
    _for_the_district(story, projects, talent)
    _for_the_bureau(story, talent)
    _for_the_second_level(story, projects, talent)
    _given_back(story, projects, talent)
    _half_written(story, projects, talent)


def _officer(story: Story, body: str) -> str:
    return story.officer(story.area(body))


def _for_the_district(story: Story, projects: Projects, talent: Talent) -> None:
    """Five professors and some projects for 韩乐平; sales that have waited long; visits of this week."""
    day = date(2021, 6, 16)
    professors(story, "zhouwanqing", [professor_row(talent, "龙城理工大学", day) for _ in range(5)], day)
    for firm, who, host, day in (
        (KAIDA, "zhouwanqing", "龙城理工大学", date(2021, 5, 17)),
        (HENGGUI, "linruogu", "龙城轨道交通学院", date(2021, 6, 11)),
        (JINGYI, "hejingming", "龙城机器人研究所", date(2021, 6, 11)),
        (TELAN, "fangyanqiu", "龙城先进材料研究院", date(2021, 6, 16)),
    ):
        raw = projects.draw(days(day, -30), days(day, -20), host=host, firm=firm)
        Case(story, KIND, who, raw, [papers.contract(raw)]).sent(day)
    first, last = date(2021, 1, 1), date(2021, 3, 31)
    for who, firm, day, sales, taxes in (
        ("hejingming", JINGYI, date(2021, 5, 6), 8_600, 1_120),
        ("lushiyu", RUICHUAN, date(2021, 5, 10), 12_400, 1_790),
        ("linruogu", HENGGUI, date(2021, 6, 15), 6_300, 980),
    ):
        project = projects.of(firm, first)
        raw = sold_row(project, first, last, sales)
        Case(story, SOLD, who, raw, [papers.declared(raw, "新增销售")]).sent(day)
        raw = sold_row(project, first, last, taxes)
        late = days(day, 15)
        if late < date(2021, 6, 18):
            Case(story, TAXED, who, raw, [papers.declared(raw, "实现利税")]).sent(late)
    for who, host, person, firm in (
        ("shenzhiyuan", "龙城理工大学", "沈知远", HENGGUI),
        ("suyingxue", "江滨大学", "", RUICHUAN),
        ("duruoshui", "江滨氢能研究所", "", RUICHUAN),
    ):
        raw = visit_row(story, person or next(talent.names), host, firm, date(2021, 6, 9))
        Case(story, VISITOR, who, raw, [papers.visit_record(raw)]).sent(date(2021, 6, 15))
    raw = talent.broker(911, "中级技术经纪人", date(2021, 5, 24), 60, "吴思齐", "江滨技术转移中心")
    Case(story, BROKER, "wusiqi", raw, [papers.broker_certificate(raw)]).sent(date(2021, 6, 11))


def _for_the_bureau(story: Story, talent: Talent) -> None:
    """Laboratories and pilots that have waited for more than a month, a project of last week."""
    for who, host, name, approved in (
        ("zhouwanqing", "龙城理工大学", "龙城市复合材料成形重点实验室", "2018-09-19"),
        ("duruoshui", "江滨氢能研究所", "龙城市氢燃料电池重点实验室", "2018-09-19"),
    ):
        raw = {
            "name": name,
            "institution": host,
            "level": "市级",
            "technology": "新能源与高效节能" if "氢" in name else "新材料及其应用",
            "document_no": f"龙科计〔2018〕{58 + len(host)}号",
            "approved_on": approved,
            "accepted_on": "2021-05-07",
        }
        Case(story, LABORATORY, who, raw, [papers.acceptance(raw)]).sent(date(2021, 5, 13))
    for who, name in PILOTS:
        raw = office_row(name, "龙科转〔2021〕9号", date(2021, 4, 30))
        Case(story, OFFICE, who, raw, [papers.pilot(raw, "四")]).sent(date(2021, 5, 14))
    lead = next(one for one in reversed(talent.presidents) if one["institution"] == "江滨大学")
    raw = led_row(story, lead, date(2021, 5, 31), 287)
    Case(story, LED, "suyingxue", raw, [papers.approval(raw)]).sent(date(2021, 6, 11))


def _for_the_second_level(story: Story, projects: Projects, talent: Talent) -> None:
    """Checked by the district, waiting for the bureau."""
    for who, host, firm, day in (
        ("peiyunzhou", "龙城工业大学", JINGYI, date(2021, 6, 9)),
        ("yezhen", "江滨医药学院", ANZE, date(2021, 6, 10)),
    ):
        raw = projects.draw(days(day, -25), days(day, -12), host=host, firm=firm)
        case = Case(story, KIND, who, raw, [papers.contract(raw)]).sent(day)
        case.checked(days(day, 5), _officer(story, firm))
    raw = talent.president(2020, date(2020, 12, 1), host="龙城先进材料研究院", firm=TELAN)
    president(story, "fangyanqiu", raw, date(2021, 6, 9)).checked(date(2021, 6, 16), _officer(story, TELAN))
    raw = body_row(story, "龙城轨道交通学院", HENGGUI, "轨道车辆状态监测", date(2021, 5, 20))
    case = Case(story, BODY, "qinhaoran", raw, [papers.joint_agreement(raw)]).sent(date(2021, 6, 4))
    case.checked(date(2021, 6, 11), _officer(story, HENGGUI))


def _given_back(story: Story, projects: Projects, talent: Talent) -> None:
    """With their reasons, waiting for those who stated them."""
    raw = projects.draw(date(2021, 5, 10), date(2021, 5, 21), host="龙城理工大学", firm=KAIDA)
    case = Case(story, KIND, "zhouwanqing", raw, [papers.contract(raw, sealed=False)]).sent(date(2021, 6, 9))
    case.returned(date(2021, 6, 11), _officer(story, KAIDA), "合同缺甲方盖章页，补全后再报")
    raw = professor_row(talent, "龙城理工大学", date(2021, 6, 7))
    why = "聘期止早于协议写明的日子：协议写四年，表里填了三年"
    short = {"serves_until_on": f"{int(raw['serves_until_on'][:4]) - 1}{raw['serves_until_on'][4:]}"}
    (case,) = professors(story, "zhouwanqing", [raw], date(2021, 6, 7), short)
    case.returned(date(2021, 6, 17), _officer(story, "龙城理工大学"), why)
    # The same letter of approval stands behind two claims of one party; the second is about another project.
    lead = next(one for one in reversed(talent.presidents) if one["institution"] == "龙城工业大学")
    first, second = (led_row(story, lead, date(2021, 5, 24), number) for number in (263, 268))
    letter = papers.approval(first)
    for raw, day, why in (
        (first, date(2021, 6, 3), "缺科技副总三方协议，牵头人立项当天是否在任看不出来"),
        (second, date(2021, 6, 4), "附的立项通知书是另一个项目的（苏产学研2021-0263），同一份文件用了两次"),
    ):
        case = Case(story, LED, "peiyunzhou", raw, [letter]).sent(day)
        case.returned(date(2021, 6, 9), "chenqiming", why)


def _half_written(story: Story, projects: Projects, talent: Talent) -> None:
    """Drafts and what was taken back."""
    raw = body_row(story, "龙城理工大学", KAIDA, "大型压铸模具", date(2021, 6, 11))
    Case(story, BODY, "zhouwanqing", raw).opened(date(2021, 6, 17))
    part = {"institution": "龙城理工大学", "enterprise": HENGGUI, "batch": "2021"}
    Case(story, PRESIDENT, "zhouwanqing", part).opened(date(2021, 6, 17))
    project = projects.of(HENGGUI, date(2021, 1, 1))
    Case(story, TAXED, "linruogu", sold_row(project, date(2021, 1, 1), date(2021, 3, 31), 980)).opened(
        date(2021, 6, 17)
    )
    raw = projects.draw(date(2020, 6, 1), date(2020, 6, 12), host="江滨大学", firm=RUICHUAN)
    case = Case(story, KIND, "suyingxue", raw, [papers.contract(raw)]).sent(date(2020, 6, 22))
    case.withdrawn(date(2020, 6, 24))
    raw = visit_row(story, next(talent.names), "江滨氢能研究所", RUICHUAN, date(2021, 4, 22))
    Case(story, VISITOR, "duruoshui", raw, [papers.visit_record(raw)]).opened(date(2021, 4, 27)).withdrawn(
        date(2021, 5, 7)
    )
