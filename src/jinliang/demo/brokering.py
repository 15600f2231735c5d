"""The demo city's broker (技术经纪人) at work: pairs put together by hand, promises kept and broken, calls, meetings, a kept search."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from jinliang.core.access import Viewer
from jinliang.demo.deal import AFTER, PAIRS
from jinliang.demo.listing import LAST, Sitters
from jinliang.demo.story import Story
from jinliang.demo.timeline import working
from jinliang.site.acts import brokering, match, meeting, saved
from jinliang.site.jobs import answering
from jinliang.site.reads import listing as listings
from jinliang.site.reads import match as matches
from jinliang.site.reads.match import Match
from jinliang.site.reads.saved import Looking

WATCHED: Final = date(2021, 6, 7)
"""From this day on the promised days are watched every working day."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A need and an offer by their titles, put together on a day with a sentence; what a side said when, and a call and a meeting."""

    need: str
    offer: str
    on: date
    said: str
    yes: tuple[str, date] | None = None
    no: tuple[str, date, str] | None = None
    called: tuple[date, str] | None = None
    met: tuple[date, str, str, str] | None = None
    triage: str = "ordinary"


PAIRS_BY_HAND: Final = (
    Pair("轴承套圈端面划伤人眼挑不过来", "环形磨削件分时频闪多向光度立体成像", date(2021, 6, 7),
         "南湖所的样机在磨削件上跑过，端面浅划伤和油渍分得开，节拍也够", yes=("offer", date(2021, 6, 8)), triage="urgent"),
    Pair("地铁地板又要轻又要隔声", "约束阻尼夹心板的传声损失提升", date(2021, 6, 8),
         "夹心板面密度和隔声量都有实测，差防火报告，可以一起补", yes=("need", date(2021, 6, 10))),
    Pair("透明输液软袋抓不准", "镜面与透光物体的单帧深度补全与位姿估计", date(2021, 6, 9),
         "透明软袋正是它要解决的；现场先试五种袋子", yes=("need", date(2021, 6, 10))),
    Pair("退役叶片处理，一天吃三吨", "氧化—热解两段法处理热固性玻纤层板", date(2021, 6, 2),
         "两段法的日处理量和纤维残余强度都合要求，尾气要再看", yes=("offer", date(2021, 6, 3)),
         called=(date(2021, 6, 15), "总工出差，答应下周一给答复"), triage="urgent"),
    Pair("减速器下线听音全凭老师傅耳朵", "小型齿轮箱出厂振动指纹判别台", date(2021, 5, 20),
         "判别台就是给下线检验做的，先借一台试两周", no=("need", date(2021, 5, 24), "已有别的办法")),
    Pair("胶原海绵终端灭菌后变烂", "胶原支架低温电子束辐照保护工艺", date(2021, 6, 11),
         "低温辐照加保护剂，孔壁不塌；先送三批小样", yes=("need", date(2021, 6, 15)),
         met=(date(2021, 6, 17), "office", "鼎诺质量部两人，青枫所课题组三人", "约好先做三批小样，月底看吸水率和拉伸")),
    Pair("长走廊里搬运小车丢定位", "面向退化场景的激光—天花板视觉紧耦合里程计", date(2021, 6, 16),
         "走廊没有特征，正好用天花板来补，先跑一条走廊看"),
)  # fmt: skip
MET: Final = (
    ("onsite", "需方技术和采购各一人，供方课题组两人", "看了现场，供方两周内给方案"),
    ("office", "需方总工一行三人，供方课题负责人", "看了试样和数据，指标逐条对过，谈价格"),
    ("video", "双方技术负责人", "把指标和验收办法说清了，下次见面谈条款"),
)
"""What is kept of the meetings of those who later dealt: way, who came, outcome."""


def tell(story: Story, sitters: Sitters) -> None:
    """Puts down what the broker does and what both sides answer, each on its day; the promised days are watched daily."""
    broker = story.viewers["wusiqi"]
    story.timeline.on(date(2021, 4, 12), lambda: saved.keep(story.viewers["lushiyu"], Looking(words="氢")))
    for pair in PAIRS_BY_HAND:
        _pair(story, sitters, broker, pair)
    for place, dealt in enumerate(PAIRS):
        up = max(sitters.up.get(dealt.need, LAST), sitters.up.get(dealt.offer, LAST), dealt.begun)
        day = working(up + timedelta(days=AFTER["talking"] + 3))
        if day <= LAST:
            way, people, outcome = MET[place % len(MET)]
            story.timeline.on(day, _meet(broker, dealt.need, dealt.offer, day, way, people, outcome))
    day = WATCHED
    while day <= LAST:
        if working(day) == day:
            story.timeline.on(day, answering.remind)
        day += timedelta(days=1)


def _pair(story: Story, sitters: Sitters, broker: Viewer, pair: Pair) -> None:
    def propose() -> None:
        need = listings.shown().get(kind="need", title=pair.need)
        offer = listings.shown().exclude(kind="need").get(title=pair.offer)
        brokering.triage(broker, need.id, pair.triage)
        brokering.propose(broker, need.id, offer.id, pair.said)

    def answer(side: str, said: str, reason: str = "") -> Callable[[], object]:
        def do() -> None:
            row = _match(broker, pair.need, pair.offer)
            listing = row.need if side == "need" else row.offer
            who = sitters.of(listing.party.name)
            meeting.seen(who, row)
            match.answer(who, row.id, said, reason)

        return do

    story.timeline.on(pair.on, propose)
    if pair.yes:
        story.timeline.on(pair.yes[1], answer(pair.yes[0], "yes"))
    if pair.no:
        story.timeline.on(pair.no[1], answer(pair.no[0], "no", pair.no[2]))
    if pair.called:
        day, heard = pair.called

        def call() -> None:
            row = _match(broker, pair.need, pair.offer)
            brokering.contact(broker, row.need_id, heard, row.id)

        story.timeline.on(day, call)
    if pair.met:
        day, way, people, outcome = pair.met
        story.timeline.on(day, _meet(broker, pair.need, pair.offer, day, way, people, outcome))


def _meet(
    broker: Viewer, need: str, offer: str, day: date, way: str, people: str, outcome: str
) -> Callable[[], object]:
    return lambda: meeting.meet(broker, _match(broker, need, offer).id, day, way, people, outcome)


def _match(broker: Viewer, need: str, offer: str) -> Match:
    return matches.visible(broker).get(need__title=need, offer__title=offer)
