"""The story of the visits and of the provincial projects led by vice-presidents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from jinliang.demo.story import Letter, Raw, Story
from jinliang.demo.talent import Talent
from jinliang.demo.timeline import working

LED, UNIT, VISITOR = "cn.provincial_project", "cn.visit_unit", "cn.visitor"

APPROVALS = (
    (date(2019, 7, 25), date(2019, 7, 8), "2018", 4),
    (date(2019, 12, 26), date(2019, 12, 9), "2019", 4),
    (date(2020, 7, 23), date(2020, 7, 6), "2019", 7),
    (date(2020, 12, 30), date(2020, 12, 14), "2020", 8),
    (date(2021, 5, 20), date(2021, 5, 6), "2020", 5),
)
"""Provincial approvals passed on: published on, approved on, batch of the vice-presidents who lead, how many."""

UNITS = (
    (date(2019, 5, 15), (0, 1, 2, 4), (0, 1, 2)),
    (date(2020, 6, 10), (0, 3, 5, 6, 7), (3, 6, 8)),
    (date(2021, 4, 20), (8, 9), (11, 13)),
)
"""Who took part in 十校十所进千企: published on, which universities and institutes of the lists; 0 comes twice and counts once."""

VISITS = (
    (date(2019, 6, 20), date(2019, 5, 20), 17, 0),
    (date(2019, 12, 17), date(2019, 9, 9), 21, 3),
    (date(2020, 7, 2), date(2020, 6, 15), 10, 2),
    (date(2020, 12, 22), date(2020, 9, 14), 24, 5),
    (date(2021, 5, 26), date(2021, 4, 26), 18, 4),
)
"""Sealed records of visits: published on, visits from, new visitors, and visits of somebody who had been out before."""


def tell(story: Story, talent: Talent) -> None:
    """Puts down provincial projects, the units that took part in the visits, and who went where."""
    _led(story, talent)
    _units(story)
    _visits(story, talent)


def led_row(story: Story, lead: Raw, approved: date, number: int, title: str = "", level: str = "省级") -> Raw:
    """A provincial project led by a person appointed by a row of the vice-presidents' list."""
    return {
        "project_no": f"苏产学研{approved.year}-{number:04d}",
        "name": title or story.titles.of(story.trade(lead["enterprise"])),
        "lead": lead["person"],
        "institution": lead["institution"],
        "enterprise": lead["enterprise"],
        "level": level,
        "amount": str(story.rng.choice((30, 40, 50, 60, 80, 100)) * 10_000),
        "approved_on": approved.isoformat(),
        "ends_on": (approved + timedelta(days=729)).isoformat(),
    }


def _led(story: Story, talent: Talent) -> None:
    batches = {batch: [raw for raw in talent.presidents if raw["batch"] == batch] for batch in ("2018", "2019", "2020")}
    number = 210
    for place, (day, approved, batch, count) in enumerate(APPROVALS):
        leads = _spread(batches[batch], 4 * place, count)
        rows = []
        for lead in leads:
            number += story.rng.randrange(2, 9)
            rows.append(led_row(story, lead, approved, number))
        rows += _odd(story, batches, place, approved, number)
        title = (
            f"关于转发{approved.year}年江苏省产学研合作项目（第{'一' if approved.month < 8 else '二'}批）立项名单的通知"
        )
        body = (
            f"省立项公布的产学研合作项目中，由我市企业与高校院所承担、科技副总报送牵头的 {len(rows)} 项，现转发给你们。",
        )
        columns = {"project_no": 2.2, "name": 4.6, "lead": 1.1, "institution": 3, "enterprise": 4, "approved_on": 1.7}
        letter = Letter(f"龙科合〔{day.year}〕{22 + place}号", title, body, columns, "approval")
        story.announce(day, LED, rows, letter)
        if place == 2:
            mistaken = rows[0] | {"name": rows[0]["name"]}
            story.reverse(
                date(2020, 11, 2), LED, mistaken, f"{mistaken['institution']}自查发现不是省级立项，事实保留、不计"
            )
        if place == 3:
            right = {"ends_on": "2023-06-30"}
            story.replace(date(2021, 3, 16), LED, rows[1], right, "省厅同意延期半年，按批复更正止日")


def _spread(leads: Sequence[Raw], first: int, count: int) -> list[Raw]:
    """Leads of a batch, one after another; those whose appointment ended or was reversed are left to others."""
    usable = [raw for place, raw in enumerate(leads) if place not in (0, 3, 21, 30)]
    return [usable[(first + 3 * place) % len(usable)] for place in range(count)]


def _odd(story: Story, batches: dict[str, list[Raw]], place: int, approved: date, number: int) -> list[Raw]:
    """Projects on the lists that the plan does not count, each for its reason."""
    if place == 0:  # approved before the plan began
        return [led_row(story, batches["2018"][1], date(2018, 12, 10), 187)]
    if place == 1:  # a city's project among the province's
        return [led_row(story, batches["2019"][11], approved, number + 31, level="市县级")]
    if place == 2:  # led by people who were appointed only later, and by one whose appointment had ended
        return [
            led_row(story, batches["2020"][12], approved, number + 31),
            led_row(story, batches["2020"][15], approved, number + 34),
            led_row(story, batches["2019"][3], approved, number + 37),
            led_row(story, batches["2019"][14], approved, number + 39),
        ]
    if place == 3:  # led by one whose two years were over
        return [led_row(story, batches["2018"][5], approved, number + 31)]
    return []


def _units(story: Story) -> None:
    for place, (day, universities, institutes) in enumerate(UNITS):
        names = [story.bodies.universities[one].name for one in universities]
        names += [story.bodies.institutes[one].name for one in institutes]
        rows = [{"institution": name, "joined_on": day.isoformat()} for name in names]
        title = f"关于印发{day.year}年“十校十所进千企”活动参加单位名单的通知"
        body = (
            f"今年“十校十所进千企”活动由 {len(rows)} 家高校院所参加。请各单位选派教师和科研人员走访企业，一户一记。",
        )
        letter = Letter(f"龙科合〔{day.year}〕{14 + place}号", title, body, {"institution": 5, "joined_on": 2})
        story.announce(day, UNIT, rows, letter)


def visit_row(story: Story, person: str, host: str, firm: str, visited: date) -> Raw:
    """Somebody of a university or institute went to see a firm."""
    return {
        "person": person,
        "institution": host,
        "enterprise": firm,
        "visited_on": visited.isoformat(),
        "needs": str(story.rng.choice((0, 1, 1, 2, 2, 3))),
    }


def _visits(story: Story, talent: Talent) -> None:
    seen: list[Raw] = []
    for place, (day, first, fresh, again) in enumerate(VISITS):
        rows = []
        span = (day - first).days - 6
        for number in range(fresh):
            host = story.rng.choice(talent.scholars)
            visited = working(first + timedelta(days=story.rng.randrange(span)))
            person = "沈知远" if place == 3 and number == 0 else next(talent.names)
            if person == "沈知远":
                rows.append(visit_row(story, person, "龙城理工大学", "恒轨装备股份有限公司", visited))
            else:
                rows.append(visit_row(story, person, host.name, talent.firm(host, 84), visited))
        for raw in story.rng.sample(seen, again):
            host = next(one for one in talent.scholars if one.name == raw["institution"])
            visited = working(first + timedelta(days=story.rng.randrange(span)))
            rows.append(visit_row(story, raw["person"], raw["institution"], talent.firm(host, 84), visited))
        seen += rows
        rows.sort(key=lambda raw: raw["visited_on"])
        half = "上" if day.month < 8 else "下"
        title = f"{day.year}年{half}半年“十校十所进千企”走访记录汇总表"
        body = (f"经派出单位和受访企业盖章确认，{first.month}月以来走访 {len(rows)} 次，带回需求数见表。",)
        columns = {"person": 1.2, "institution": 3.2, "enterprise": 4.4, "visited_on": 1.8, "needs": 1.2}
        letter = Letter(f"龙科合〔{day.year}〕{50 + place}号", title, body, columns, "statement")
        story.announce(day, VISITOR, rows, letter, by="zouyu")
        if place == 1:
            story.reverse(date(2020, 1, 15), VISITOR, rows[4], "受访企业核实当天没有来访，记录误填")
