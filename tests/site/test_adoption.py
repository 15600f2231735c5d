"""New versions of packs and of the holiday list: two people, all flaws at once, and each day and number answered by its own version."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

import city as cities
import pytest
from city import PLAN, PROFESSOR, City, refused, renamed
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from test_pages_board import at, get, text

from jinliang.core.access import SYSTEM, Viewer
from jinliang.core.award import Award
from jinliang.core.day import notice_end
from jinliang.core.indicator import reading as core_reading
from jinliang.core.pack import Body, Clause, CodeList, Field, Indicator, Item, Kind, Pack, Target
from jinliang.core.refusal import Refusal
from jinliang.core.revision import changes
from jinliang.packs import load
from jinliang.packs.holiday import shipped_calendar, shipped_text
from jinliang.site.acts import pack
from jinliang.site.models import Act, AdoptedPack, Proposal
from jinliang.site.pages.difference import WORDS, groups
from jinliang.site.reads import board, drill, fact, reading
from jinliang.site.reads import home as homes
from jinliang.site.reads import pack as packs
from jinliang.site.reads import proposal as proposals
from jinliang.site.reads.journal import verify
from jinliang.site.reads.known import head, known
from jinliang.site.reads.tally import Ask

pytestmark = pytest.mark.django_db

NEW = date(2021, 1, 1)
BEFORE, AFTER = date(2020, 12, 31), date(2021, 6, 18)
"""The last day of the old version, and one of the new."""
PROFESSORS = "industry_professors"
YEAR_2027 = """
[[year]]
year = 2027
title = "某通知"
number = "某号"
off = [
  { name = "元旦", first = 2027-01-01, last = 2027-01-03 },
  { name = "春节", first = 2027-02-05, last = 2027-02-11 },
  { name = "清明节", first = 2027-04-03, last = 2027-04-05 },
  { name = "劳动节", first = 2027-05-01, last = 2027-05-05 },
  { name = "端午节", first = 2027-06-09, last = 2027-06-09 },
  { name = "中秋节", first = 2027-09-15, last = 2027-09-15 },
  { name = "国庆节", first = 2027-10-01, last = 2027-10-07 },
]
work = [2027-02-14, 2027-10-09]
"""


def raised() -> tuple[str, str]:
    """The plan with 220 industry professors instead of 200, in its own words: pack and text."""
    source, words = load.source_of(PLAN), load.text_of(PLAN)
    for first, last in ((842, 846), (4887, 4891)):
        assert words[first:last] == "200名"
        words = f"{words[:first]}220名{words[last:]}"
    head_, rest = source.split(f'id = "{PROFESSORS}"')
    own, sign, after = rest.partition("[[indicator]]")
    own = own.replace("value = 200,", "value = 220,").replace('quote = "200名"', 'quote = "220名"')
    source = f'{head_}id = "{PROFESSORS}"{own}{sign}{after}'.replace("江苏省产业教授200名", "江苏省产业教授220名")
    return source.replace('version = "1"', 'version = "2"', 1), words


def narrowed() -> str:
    """The plan counting industry professors of undergraduates alone: a question that nobody has asked yet."""
    source = load.source_of(PLAN)
    old = 'value = ["graduate", "undergraduate", "vocational"]'
    assert source.count(old) == 1
    return source.replace(old, 'value = ["undergraduate"]').replace('version = "1"', 'version = "2"', 1)


def adopted(city: City, source: str, words: str = "", on: date | None = NEW) -> int:
    """A version brought by the administrator and adopted by the bureau; the number of the act."""
    row = pack.propose(city.seats["admin"], source, words, on, "修订")
    pack.do(city.seats["bureau"], row.id, "adopt")
    return head().number


def target(as_of: date, by: int | None = None) -> Decimal:
    """The promised number of professors on the board."""
    found = board.board(SYSTEM, PLAN, as_of, by)
    return next(one.reading.target for one in found.rows if one.indicator.id == PROFESSORS)


def value(as_of: date, by: int | None = None) -> int:
    """The reading of professors, which board, explanation and a naive recomputation agree on."""
    found = reading.explain(PLAN, PROFESSORS, as_of, by)
    shown = board.board(SYSTEM, PLAN, as_of, by)
    assert next(one.reading.value for one in shown.rows if one.indicator.id == PROFESSORS) == found.row.value
    ask = Ask.of(found.row.indicator, as_of, found.known.number)
    facts = list(chain.from_iterable(fact.batches([PROFESSOR])))
    assert core_reading(facts, ask.selector, ask.span, ask.measure, ask.known_by).value == found.row.value
    return int(found.row.value)


# ---- which version answers ---------------------------------------------------------------------------------------------


def test_a_version_governs_the_days_from_its_own_on(city: City) -> None:
    before = head().number
    number = adopted(city, *raised())
    old, new = packs.versions()[0].digest, packs.versions()[1].digest
    assert [target(day) for day in (BEFORE, NEW, AFTER)] == [200, 220, 220]
    assert [target(day, before) for day in (BEFORE, NEW, AFTER)] == [200, 200, 200]
    assert [target(day, number - 1) for day in (BEFORE, AFTER)] == [200, 200]  # proposed is not adopted
    assert [reading.readings(PLAN, day).pack.digest for day in (BEFORE, AFTER)] == [old, new]
    assert [reading.explain(PLAN, PROFESSORS, day).pack.version for day in (BEFORE, AFTER)] == ["1", "2"]
    assert packs.plan().version == "2"
    assert packs.digest() == new
    assert Act.objects.latest("number").pack == new  # the act that adopts stands under what it adopts
    assert verify().ok


def test_pages_api_and_questions_ask_the_version_of_the_day(city: City) -> None:
    adopted(city, *raised())
    told = {
        day: text(get(city.seats["bureau"], f"/reading/{PLAN}/{PROFESSORS}/?as_of={day}")) for day in (BEFORE, AFTER)
    }
    assert "220名" not in told[BEFORE]
    assert "220名" in told[AFTER]
    for day, wanted in ((BEFORE, "200"), (AFTER, "220")):
        rows = Client().get(f"/api/readings/{PLAN}?as_of={day}").json()["readings"]
        assert next(one["target"] for one in rows if one["indicator"] == PROFESSORS) == wanted
        assert f"{wanted}名" in get(city.seats["bureau"], f"/plan/3.3.1.a/?as_of={day}").replace("<mark>", "").replace(
            "</mark>", ""
        )
    found = drill.opened(PLAN, PROFESSORS, AFTER, known())
    then = drill.at(found, BEFORE, known())
    assert then is not None
    assert (found.row.target, then.target) == (220, 200)


def test_a_new_question_is_judged_on_the_facts_there_are_and_the_old_one_keeps_its_answer(city: City) -> None:
    before = head().number
    assert (value(BEFORE), value(AFTER)) == (1, 1)  # remembered from here on
    adopted(city, narrowed())
    assert (value(BEFORE), value(AFTER)) == (1, 0)
    assert (value(BEFORE, before), value(AFTER, before)) == (1, 1)
    raw = cities.professor(city, "本一") | {"type": "undergraduate"}
    bureau = city.seats["bureau"]
    cities.roll.official(bureau, PROFESSOR, [cities.said(bureau, PROFESSOR, raw)], cities.document("第二批名单"))
    assert (value(BEFORE), value(AFTER)) == (2, 1)
    assert (value(BEFORE, before), value(AFTER, before)) == (1, 1)


def test_a_day_before_every_version_is_answered_by_the_first(city: City) -> None:
    adopted(city, *raised())
    assert target(date(2018, 6, 1)) == 200
    assert packs.plan(known_by=0, on=AFTER).version == "1"


def test_a_later_adoption_takes_the_place_of_the_earlier_ones_from_its_own_day(city: City) -> None:
    adopted(city, *raised(), on=date(2022, 1, 1))
    words = load.text_of(PLAN)
    row = pack.propose(city.seats["admin"], load.source_of(PLAN) + "\n# 第三版\n", words, NEW, "恢复")
    view = proposals.proposal(city.seats["bureau"], row.id)
    assert [(one.version, one.valid_from) for one in view.later] == [("2", date(2022, 1, 1))]
    assert (target(AFTER), target(date(2022, 6, 1))) == (200, 220)
    pack.adopt(city.seats["bureau"], row.id)
    assert (target(AFTER), target(date(2022, 6, 1))) == (200, 200)


def test_a_pack_that_others_use_governs_them_from_its_day(city: City) -> None:
    number = adopted(city, renamed("开发合同"))
    label = [packs.plan(on=day).list("contract_class").items[0].label for day in (BEFORE, NEW)]
    assert label == ["技术开发", "开发合同"]
    assert packs.plan(known_by=number - 1, on=NEW).list("contract_class").items[0].label == "技术开发"
    assert packs.used()["national"].list("contract_class").items[0].label == "开发合同"


# ---- four eyes ---------------------------------------------------------------------------------------------------------


def test_whoever_brings_a_version_does_not_adopt_it_from_any_seat(city: City) -> None:
    bureau, other = city.seats["bureau"], city.seats["bureau2"]
    row = pack.propose(bureau, renamed("甲"), "", NEW, "改名")
    assert refused(lambda: pack.adopt(bureau, row.id)) == "not_yours"
    assert refused(lambda: pack.adopt(replace(other, user=bureau.user), row.id)) == "not_yours"
    assert refused(lambda: pack.adopt(replace(other, user=None), row.id)) == "not_yours"
    with pytest.raises(Refusal, match="提出的人自己不能采用"):
        pack.adopt(bureau, row.id)
    pack.adopt(other, row.id)
    assert Proposal.objects.get(id=row.id).state == "adopted"
    assert refused(lambda: pack.adopt(other, row.id)) == "wrong_state"
    line = Act.objects.latest("number")
    assert (line.act, line.subjects, line.note) == ("pack.adopt", ["pack:national", f"proposal:{row.id}"], "改名")
    assert line.change["digest"] == [packs.versions("national")[0].digest, row.digest]


def test_only_admin_and_bureau_bring_only_the_bureau_adopts(city: City) -> None:
    for word, viewer in city.seats.items():
        if viewer.role not in ("admin", "bureau"):
            assert refused(lambda: pack.propose(viewer, renamed("乙"), "", NEW, "改名")) == "not_yours", word  # noqa: B023  # called at once
        if viewer.role != "bureau":
            assert refused(lambda: pack.adopt(viewer, city.proposal)) == "not_yours", word  # noqa: B023
    assert refused(lambda: pack.install(city.seats["admin"], renamed("乙"), "", NEW)) == "not_yours"
    assert refused(lambda: pack.propose(city.seats["admin"], renamed("乙"), "", NEW, " \n")) == "note_missing"


def test_the_bureau_or_whoever_brought_it_drops(city: City) -> None:
    admin, bureau = city.seats["admin"], city.seats["bureau"]
    own = pack.propose(bureau, renamed("丙"), "", NEW, "改名")
    assert refused(lambda: pack.drop(admin, own.id, "不要")) == "not_yours"
    assert pack.drop(bureau, own.id, "改了主意").state == "dropped"
    assert pack.do(admin, city.proposal, "drop", "重写").state == "dropped"
    assert refused(lambda: pack.adopt(bureau, city.proposal)) == "wrong_state"
    assert [one.id for one in proposals.waiting(bureau)] == []


def test_of_two_proposals_the_second_is_overtaken_by_the_first(city: City) -> None:
    admin, bureau = city.seats["admin"], city.seats["bureau"]
    first, second = (pack.propose(admin, renamed(name), "", NEW, "改名") for name in ("丁", "戊"))
    assert refused(lambda: pack.propose(bureau, renamed("丁"), "", NEW, "又一次")) == "already_proposed"
    pack.adopt(bureau, first.id)
    with pytest.raises(Refusal, match="又采用了别的一版"):
        pack.adopt(bureau, second.id)
    again = pack.propose(admin, renamed("戊"), "", NEW, "改名")
    pack.adopt(bureau, again.id)


def test_an_adopted_version_may_get_another_day_but_not_the_same_again(city: City) -> None:
    adopted(city, renamed("己"))
    assert refused(lambda: pack.propose(city.seats["admin"], renamed("己"), "", NEW, "一样")) == "already_adopted"
    adopted(city, renamed("己"), on=date(2020, 7, 1))
    assert packs.plan(on=date(2020, 7, 1)).list("contract_class").items[0].label == "己"


# ---- flaws -------------------------------------------------------------------------------------------------------------


def test_all_flaws_are_told_at_once_and_nothing_is_kept(city: City) -> None:
    source = (
        load.source_of(PLAN)
        .replace('measure = "count_entries"', 'measure = "count"', 1)
        .replace("value = 200,", "value = 220,")
    )
    before = Proposal.objects.count()
    found = proposals.brought(source, load.text_of(PLAN), NEW)
    assert len(found.flaws) >= 3
    with pytest.raises(Refusal) as no:
        pack.propose(city.seats["admin"], source, load.text_of(PLAN), NEW, "改错了")
    assert no.value.code == "pack_flawed"
    assert all(one.place in no.value.why for one in found.flaws)
    assert Proposal.objects.count() == before


def test_a_pack_that_would_break_a_plan_is_refused_with_the_day(city: City) -> None:
    source = load.source_of("national")
    broken = source.replace(f'id = "{PROFESSOR}"', 'id = "cn.other_professor"', 1)
    assert broken != source
    flaws = proposals.brought(broken, "", NEW).flaws
    assert [(one.place, one.what) for one in flaws] == [(PLAN, f"{NEW} 起")]
    assert "cn.other_professor" in flaws[0].fix or PROFESSOR in flaws[0].why


def test_what_a_proposal_uses_may_change_before_it_is_adopted(city: City) -> None:
    """The code that a new condition asks for goes away in between: the proposal says so and cannot be adopted."""
    admin, bureau = city.seats["admin"], city.seats["bureau"]
    row = pack.propose(admin, narrowed().replace('["undergraduate"]', '["city_part_time"]'), "", NEW, "只数市级的")
    assert proposals.proposal(bureau, row.id).today.flaws == ()
    fewer = load.source_of("national").replace('  { id = "city_part_time", label = "市级兼职教授" },\n', "")
    pack.adopt(bureau, pack.propose(admin, fewer, "", NEW, "市级的另有办法").id)
    assert "city_part_time" in [one.what for one in proposals.proposal(bureau, row.id).today.flaws]
    assert refused(lambda: pack.adopt(bureau, row.id)) == "not_ready"
    page = text(get(bureau, reverse("proposal", args=[row.id])))
    assert "还有 1 处要改，见“全部问题”" in page
    assert "city_part_time" in page


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda text: text.replace('id = "national"', 'id = "holidays"', 1), "id"),
        (
            lambda text: text.replace('version = "1"', 'version = "二〇二一年六月十八日经市政府常务会议审议通过"', 1),
            "version",
        ),
        (lambda text: text.replace('id = "national"', "id = national", 1), "第 4 行第 6 列"),
        (lambda _: "", "id"),
    ],
)
def test_flaws_that_only_adoption_meets(city: City, spoil: Callable[[str], str], place: str) -> None:
    assert place in [one.place for one in proposals.brought(spoil(load.source_of("national")), "", NEW).flaws]


# ---- holidays ----------------------------------------------------------------------------------------------------------


def test_the_holiday_list_is_adopted_like_a_pack_and_is_none(city: City) -> None:
    assert packs.calendar().years == frozenset()
    assert refused(lambda: notice_end(date(2021, 2, 5), 15, "working", packs.calendar())) == "holiday_table_missing"
    assert pack.adopt_shipped() == ["holidays"]
    assert pack.adopt_shipped() == []
    assert packs.calendar() == shipped_calendar()
    first = head().number
    adopted(city, shipped_text() + YEAR_2027)
    assert notice_end(date(2026, 12, 24), 15, "working", packs.calendar()).end.year == 2027
    with pytest.raises(Refusal, match="2027"):
        notice_end(date(2026, 12, 24), 15, "working", packs.calendar(first))
    assert list(packs.used()) == ["national"]
    assert packs.names() == [PLAN, "national", "holidays"]
    assert [(one.pack, one.version) for one in AdoptedPack.objects.filter(pack="holidays")] == [
        ("holidays", "2019–2026"),
        ("holidays", "2019–2027"),
    ]
    assert Act.objects.latest("number").act == "holidays.adopt"
    assert verify().ok


def test_a_flawed_list_is_refused_with_year_and_line(city: City) -> None:
    flawed = shipped_text() + YEAR_2027.replace("2027-10-09]", "2027-10-08]")
    line = flawed.splitlines().index("year = 2027")
    with pytest.raises(Refusal) as no:
        pack.propose(city.seats["admin"], flawed, "", None, "2027 年")
    assert no.value.code == "pack_flawed"
    assert f"2027 年（第 {line} 行起）work[1]" in no.value.why
    broken = proposals.brought(shipped_text().replace("[[year]]", "[[year", 1)).flaws
    assert [one.place for one in broken] == ["第 5 行第 7 列"]


def test_a_new_list_says_which_days_change(city: City) -> None:
    pack.adopt_shipped()
    fewer = (
        shipped_text().replace("work = [2019-02-02, ", "work = [").replace("2018-12-29, 2019-02-02, ", "2018-12-29, ")
        + YEAR_2027
    )
    row = pack.propose(city.seats["admin"], fewer, "", None, "2027 年安排，2019 年少一天")
    page = text(get(city.seats["bureau"], reverse("proposal", args=[row.id])))
    assert "采用节假日安排 2019–2027？" in page
    assert "2019 周末改上班 不再：2019-02-02" in page
    assert "2027 新增 – 某号" in page


# ---- pages -------------------------------------------------------------------------------------------------------------


def post(viewer: Viewer, url: str, data: dict[str, Any]) -> Any:
    return at(viewer).post(url, data)


def test_a_version_is_brought_looked_at_and_adopted_by_pages(city: City) -> None:
    admin, bureau = city.seats["admin"], city.seats["bureau"]
    assert ['href="/plan/propose/"' in get(city.seats[word], "/plan/") for word in ("admin", "auditor")] == [
        True,
        False,
    ]
    assert load.source_of(PLAN)[:40].splitlines()[0] in get(admin, "/plan/propose/")
    source, words = raised()
    sent = {
        "file": SimpleUploadedFile("changzhou_2021.toml", source.encode()),
        "plan_file": SimpleUploadedFile("changzhou_2021.txt", words.encode()),
        "valid_from": "2021-01-01",
        "note": "市政府调高目标",
    }
    answer = post(admin, "/plan/propose/", sent)
    row = Proposal.objects.latest("id")
    assert (answer.status_code, answer["Location"]) == (302, f"/plan/proposals/{row.id}/")
    assert (row.text, row.plan_text, row.valid_from, row.note) == (source, words, NEW, "市政府调高目标")
    mine = text(get(admin, f"/plan/proposals/{row.id}/"))
    assert "采用由市科技局的另一个人办" in mine
    page = text(get(bureau, f"/plan/proposals/{row.id}/"))
    assert "江苏省产业教授 目标 200 名 220 名" in page
    assert "1 / 200 1 / 220 名" in page
    assert "市政府调高目标" in text(get(bureau, "/"))
    assert homes.waits(bureau) == homes.waits(city.seats["bureau2"])
    answer = post(bureau, f"/plan/proposals/{row.id}/adopt/", {})
    assert (answer.status_code, target(AFTER)) == (302, 220)
    done = text(get(bureau, f"/plan/proposals/{row.id}/"))
    assert "已采用" in done
    assert "江苏省产业教授 目标 200 名 220 名" in done  # what it changed stays readable
    assert "市政府调高目标" not in text(get(bureau, "/"))


def test_flaws_come_as_a_table_and_nothing_typed_is_lost(city: City) -> None:
    admin = city.seats["admin"]
    wrong = load.source_of(PLAN).replace('measure = "count_entries"', 'measure = "count_entrys"', 1)
    answer = post(
        admin, "/plan/propose/", {"text": wrong.replace("\n", "\r\n"), "valid_from": "2021-01-01", "note": "改"}
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "改成 count_entries" in page
    assert "count_entrys" in text(page[page.index("<textarea") :])
    assert 'value="2021-01-01"' in page
    file = SimpleUploadedFile("wrong.toml", wrong.encode())
    page = post(admin, "/plan/propose/", {"file": file, "text": "", "note": "改"}).content.decode()
    assert "count_entrys" in text(page[page.index("<textarea") :])  # the file's text is there to be mended
    file = SimpleUploadedFile("gbk.toml", "标题".encode("gbk"))
    page = text(post(admin, "/plan/propose/", {"file": file, "note": "改"}).content.decode())
    assert "不是 UTF-8 编码" in page
    page = text(post(admin, "/plan/propose/", {"text": "", "note": ""}).content.decode())
    assert "没有文件，也没有文本。" in page
    page = text(post(admin, "/plan/propose/", {"text": narrowed(), "note": "改"}).content.decode())
    assert "写明从哪天起按这一版" in page
    assert Proposal.objects.count() == 1


def test_what_a_browser_makes_of_line_ends_is_put_right(city: City) -> None:
    sent = {"text": narrowed().replace("\n", "\r\n"), "valid_from": "2021-01-01", "note": "只数本科类"}
    assert post(city.seats["admin"], "/plan/propose/", sent).status_code == 302
    row = Proposal.objects.latest("id")
    assert (row.text, row.plan_text) == (
        narrowed(),
        load.text_of(PLAN),
    )  # the plan's text is kept from the version before


def test_readings_of_a_new_question_are_tried_before_it_is_adopted(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    row = pack.propose(city.seats["admin"], narrowed(), "", NEW, "只数本科类")
    (moved,) = proposals.proposal(city.seats["bureau"], row.id).moved
    assert moved.before is not None
    assert moved.after is not None
    assert (moved.before.value, moved.after.value, moved.tried) == (1, 0, True)
    page = text(get(city.seats["bureau"], reverse("proposal", args=[row.id])))
    assert "江苏省产业教授 条件" in page
    monkeypatch.setattr(proposals, "MOST", 0)
    (moved,) = proposals.proposal(city.seats["bureau"], row.id).moved
    assert (moved.after, moved.tried) == (None, False)
    assert "采用后才算得出" in get(city.seats["bureau"], reverse("proposal", args=[row.id]))


def test_what_comes_goes_and_changes_is_told_in_words(city: City) -> None:
    old = packs.plan()
    first, *rest = old.indicators
    award, kind = old.awards[0], old.kinds[0]
    new = replace(
        old,
        indicators=(*rest, replace(first, id="fresh", label="新指标", short="新指标")),
        awards=(replace(award, rate=Decimal("0.03"), note=""),),
        kinds=(replace(kind, fields=kind.fields[1:]), *old.kinds[1:]),
        pace=replace(old.pace, late=Decimal("0.8")),
        text=old.text + "附则",
    )
    told = {one.title: one.lines for one in groups(changes(old, new), old, new)}
    assert [(one.about, one.what, one.before, one.after) for one in told["目标和指标"]] == [
        ("新指标", "新增", "", "≥300 项"),
        (first.label, "去掉", "≥300 项", ""),
    ]
    assert [(one.what, one.before, one.after) for one in told["奖补"]] == [
        ("比例", "2%", "3%"),
        ("说明", award.note, ""),
    ]
    assert [(one.about, one.what) for one in told["事实类型"]] == [(f"{kind.label} · {kind.fields[0].label}", "去掉")]
    assert [(one.what, one.before, one.after) for one in told["计划包本身"]] == [
        (
            "红黄的界线",
            "低于应达的 90% 为落后，低于 100% 为关注",
            "低于应达的 80% 为落后，低于 100% 为关注",
        ),
        ("计划正文", f"{len(old.text):,} 字", f"{len(new.text):,} 字"),
    ]


def test_every_field_that_may_change_has_words(city: City) -> None:
    """A field of a pack without words would be shown by its name in the code."""
    parts = (Indicator, Target, Award, Kind, Field, CodeList, Item, Clause, Body, Pack)
    said = {one.name for part in parts for one in fields(part)} - {"id", "span", "fields", "items", "selector"}
    held = {
        "operator",
        "value",
        "digest",
        "source",
        "clauses",
        "indicators",
        "kinds",
        "lists",
        "bodies",
        "awards",
        "areas",
    }
    assert sorted(said - held - set(WORDS)) == []


def test_only_those_who_decide_and_the_audit_see_a_proposal(city: City) -> None:
    url = reverse("proposal", args=[city.proposal])
    for word in ("bureau", "admin", "auditor"):
        get(city.seats[word], url)
    for word in ("district", "tto", "finance"):
        get(city.seats[word], url, 403)
        assert refused(lambda: proposals.proposal(city.seats[word], city.proposal)) == "no_such_proposal"  # noqa: B023  # called at once
