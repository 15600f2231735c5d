"""The pages people come for: board, reading, fact, facts, plan. Numbers open, dates hold, persons stay inside."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import city as cities
import pytest
from city import BROKER, PLAN, PROFESSOR, City
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.select import Slice
from jinliang.site.acts import fact as acts
from jinliang.site.acts import roll
from jinliang.site.models import Fact
from jinliang.site.pages.chart import quarter
from jinliang.site.pages.quote import quotes
from jinliang.site.pages.reading import words
from jinliang.site.pages.shelf import shelf
from jinliang.site.pages.tags import number
from jinliang.site.reads import board as boards
from jinliang.site.reads import clock, dossier, drill
from jinliang.site.reads import pack as packs
from jinliang.site.reads.known import known
from jinliang.site.reads.reading import memo, readings
from jinliang.site.reads.statement import check

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept() -> None:
    shelf.clear()


def at(viewer: Viewer) -> Client:
    """A browser in which the viewer has come in."""
    client = Client()
    if not viewer.public:
        client.force_login(User.objects.get(id=viewer.user))
    return client


def get(viewer: Viewer, url: str, status: int = 200) -> str:
    """A page as its words and tags."""
    answer = at(viewer).get(url)
    assert answer.status_code == status, answer.content.decode()[:2000]
    return answer.content.decode()


def text(html: str) -> str:
    """What a reader reads of some markup."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def rows(html: str, label: str) -> list[str]:
    """The body rows of the table in the region of that name."""
    region = html.split(f'aria-label="{label}"', 1)[1].split("</table>", 1)[0]
    return re.findall(r"<tr[^>]*>(.*?)</tr>", region.split("<tbody>", 1)[1], re.DOTALL)


def cells(row: str) -> list[str]:
    """The cells of a row, as text."""
    return [text(one) for one in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)]


def more_brokers(city: City, count: int) -> list[Fact]:
    """So many further certificates, by an official list."""
    by = city.seats["bureau"]
    names = [f"王{chr(0x5000 + n)}" for n in range(count)]
    raws = [cities.certificate(city, name, f"JS-{100 + n}") for n, name in enumerate(names)]
    said = [cities.said(by, BROKER, raw) for raw in raws]
    return [cities.stated(one) for one in roll.official(by, BROKER, said, cities.document(f"第二批 {count}"))]


# ---- the board ---------------------------------------------------------------


def test_the_board_shows_every_target_red_first_with_its_reading_and_its_true_operator(city: City) -> None:
    found = rows(get(PUBLIC, "/board/"), "目标读数表")
    plan = packs.plan()
    told = {row.indicator.label: row for row in readings(PLAN, clock.today()).rows}
    assert len(found) == len(plan.indicators) == 15
    order = ["落后", "关注", "正常", "未开始", "已达成"]
    states = [order.index(cells(row)[0]) for row in found]
    assert states == sorted(states)
    for row in found:
        _state, target, value, goal, *_ = cells(row)
        one = next(one for label, one in told.items() if target.startswith(label))
        unit = one.indicator.unit
        figure, unit = number.money(one.value, one.target) if unit == "元" else (number.count(one.value), unit)
        assert value == f"{figure} {unit}"
        assert goal == number.goal(one.target, one.operator, one.indicator.unit, one.value)
        assert f'href="/reading/{PLAN}/{one.indicator.id}/"' in row
    assert {"≥300", ">100", "80"} <= {cells(row)[3] for row in found}


def test_each_row_says_what_its_pace_is_measured_against(city: City) -> None:
    found = {cells(row)[1].split(" ")[0]: cells(row)[4] for row in rows(get(PUBLIC, "/board/"), "目标读数表")}
    assert found["江苏省产业教授"] == "按每年 12-31 公布"
    assert found["高校院所与企业共建研发机构"] == "按时间匀速"


def test_the_public_board_has_the_same_numbers_and_no_persons(city: City) -> None:
    public, inside = get(PUBLIC, "/board/"), get(city.seats["auditor"], "/board/")
    assert [cells(row)[:7] for row in rows(public, "目标读数表")] == [
        cells(row)[:7] for row in rows(inside, "目标读数表")
    ]
    names = {seat.name for seat in city.seats.values()}
    assert not [name for name in names if name in public]
    assert [name for name in names if name in inside]
    assert 'href="/door/?next=/board/"' in public


def test_what_waits_for_the_reader_is_told_so_and_can_be_picked(city: City) -> None:
    officer = city.seats["district"]
    page = get(officer, "/board/?show=mine")
    found = rows(page, "目标读数表")
    assert [cells(row)[1].split(" ")[0] for row in found] == ["江苏省产业教授", "获资格证书的技术经纪人"]
    assert cells(found[1])[-1].startswith("您 审核 1 件")
    assert "显示 2 / 15" in text(page)


def test_a_status_chip_counts_what_it_leaves(city: City) -> None:
    page = get(PUBLIC, "/board/?show=late")
    count = int(re.search(r'aria-current="true">落后 (\d+)</a>', page)[1])  # type: ignore[index]
    assert len(rows(page, "目标读数表")) == count > 0


def test_links_on_a_past_board_keep_its_two_dates(city: City) -> None:
    number_then = city.facts["listed"].known
    page = get(PUBLIC, f"/board/?as_of=2020-12-31&known_by={number_then}")
    assert f"/reading/{PLAN}/brokers/?as_of=2020-12-31&amp;known_by={number_then}" in page
    assert "4 人" in [cells(row)[2] for row in rows(page, "目标读数表")]
    now = get(PUBLIC, "/board/?as_of=2020-12-31")
    assert "3 人" in [cells(row)[2] for row in rows(now, "目标读数表")]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("as_of=2021-02-30", "2021 年 2 月只有 28 天"),
        ("as_of=昨天", "不是日期"),
        ("known_by=2150-01-01", "还没有到"),
        ("known_by=9999999", "留痕只到第"),
        ("area=999999", "没有辖市区“999999”"),
        ("host=77777", "没有编号“77777”的高校院所"),
        ("year=1949", "计划期里没有“1949”年"),
        ("area=320412&host=1", "只能选一个"),
    ],
)
def test_what_cannot_be_understood_is_told_in_the_page_with_the_way_out(city: City, query: str, said: str) -> None:
    page = get(PUBLIC, f"/board/?{query}", 400)
    assert said in text(page.split('role="alert"', 1)[1].split("</div>", 1)[0])
    assert len(rows(page, "目标读数表")) == 15
    if query.startswith("as_of"):
        assert f'name="as_of" type="text" autocomplete="off" value="{query.partition("=")[2]}"' in page


def test_a_part_of_the_city_is_held_against_the_city_and_not_against_the_target(city: City) -> None:
    page = get(PUBLIC, "/board/?area=320411")
    found = {cells(row)[1].split(" ")[0]: cells(row) for row in rows(page, "目标读数表")}
    whole = readings(PLAN, clock.today(), None)
    part = readings(PLAN, clock.today(), None, Slice("area", "320411"))
    for one, own in zip(whole.rows, part.rows, strict=True):
        if one.indicator.unit != "元":
            line = found[one.indicator.label.split(" ")[0]]
            assert line[2:4] == [f"{own.value} {one.indicator.unit}", f"{one.value} {one.indicator.unit}"]
    assert "没有分解" in text(page)


def test_a_year_counts_what_happened_in_it(city: City) -> None:
    by_year = [get(PUBLIC, f"/board/?year={year}") for year in (2019, 2020, 2021)]
    found = [
        {cells(row)[1].split(" ")[0]: cells(row)[2] for row in rows(page, "目标读数表")}["江苏省产业教授"]
        for page in by_year
    ]
    assert found == ["1 名", "0 名", "0 名"]


def test_every_cell_of_the_slices_is_the_reading_it_opens(city: City) -> None:
    seen = known()
    whole = boards.board(PUBLIC, by=seen)
    for by, keys in (("area", [one.id for one in whole.pack.areas]), ("host", list(boards.institutions()))):
        found = boards.matrix(city.seats["auditor"], whole, by)
        told = {key: dict(zip([one.id for one in found.columns], values, strict=True)) for key, _, values in found.rows}
        for key in keys:
            part = boards.board(PUBLIC, by=seen, slice=Slice(by, key if by == "area" else int(key)))
            for row in part.rows:
                assert told.get(key, {}).get(row.indicator.id, 0) == row.reading.value
        assert set(told) <= set(keys)


def test_the_slices_are_read_in_one_query_and_say_that_they_are_not_added(city: City) -> None:
    whole = boards.board(PUBLIC)
    for by in ("area", "host"):
        with CaptureQueriesContext(connection) as asked:
            boards.matrix(city.seats["auditor"], whole, by)
        assert len([one for one in asked.captured_queries if "site_tally" in one["sql"]]) == 1
        assert "切片不相加" in text(get(PUBLIC, f"/board/?by={by}"))


def test_a_finished_board_is_drawn_once_and_again_after_any_act(city: City) -> None:
    client = Client()
    client.get("/board/")
    with CaptureQueriesContext(connection) as asked:
        before = client.get("/board/").content.decode()
    assert not [one["sql"] for one in asked.captured_queries if re.search("site_(tally|claim|seat|party)", one["sql"])]
    acts.reverse(city.seats["bureau"], city.facts["listed"].id, "查无此证")
    after = client.get("/board/").content.decode()

    def brokers(page: str) -> str:
        return next(cells(row)[2] for row in rows(page, "目标读数表") if "技术经纪人" in row)

    assert (brokers(before), brokers(after)) == ("2 人", "1 人")


def test_the_board_asks_as_many_queries_however_many_facts_there_are(city: City) -> None:
    def asked() -> int:
        shelf.clear()
        memo.clear()
        with CaptureQueriesContext(connection) as queries:
            Client().get("/board/?by=host")
        return len(queries)

    asked()
    few = asked()
    more_brokers(city, 30)
    asked()
    assert asked() == few


def test_the_worst_target_is_drawn_from_a_table_of_nine_quarters(city: City) -> None:
    page = get(PUBLIC, "/board/")
    table = page.split('id="t-worst"', 1)[1].split("</table>", 1)[0]
    assert len(re.findall("<tr>", table)) == 10
    assert 'data-table="t-worst" data-kind="line"' in page


def test_quarters_are_named_by_their_year_where_it_changes() -> None:
    days = [date(2019, 6, 30), date(2019, 12, 31), date(2020, 3, 31), date(2021, 6, 18)]
    assert [quarter(day, first=day == days[0]) for day in days] == ["2019Q2", "Q4", "2020Q1", "06-18"]


# ---- a reading ---------------------------------------------------------------


def test_a_reading_shows_counted_and_left_out_with_all_there_is(city: City) -> None:
    page = get(city.seats["bureau"], f"/reading/{PLAN}/brokers/?as_of=2021-06-18")
    assert "2 / ≥200" in text(page.split('class="jl-big-n"', 1)[1][:400])
    counted = rows(page, "事实")
    assert sorted(cells(row)[2] for row in counted) == ["李四", "赵一"]
    left = text(page.split("没有计入</h2>", 1)[1].split("</ul>", 1)[0])
    for why in ("1 已冲销", "1 已更正，以更正后的为准", "1 截至日之前已终止"):
        assert why in left
    assert "1 申报在途，还不是事实" in text(get(city.seats["bureau"], f"/reading/{PLAN}/brokers/"))
    assert "3 件，各有原因" in left


def test_a_reason_opens_the_facts_it_left_out(city: City) -> None:
    page = get(city.seats["bureau"], f"/reading/{PLAN}/brokers/?left=reversed")
    assert [cells(row)[2] for row in rows(page, "事实")] == ["钱二"]
    assert "看计入的" in page


def test_a_reading_as_known_before_a_reversal_is_the_old_one(city: City) -> None:
    at_first = city.facts["listed"].known
    page = get(PUBLIC, f"/reading/{PLAN}/brokers/?as_of=2020-06-30&known_by={at_first}")
    assert "4 / ≥200" in text(page.split('class="jl-big-n"', 1)[1][:400])
    assert "各有原因" in page
    assert "还没有" not in text(page.split('id="facts"', 1)[1])


def test_the_public_reads_the_number_and_no_names(city: City) -> None:
    page = get(PUBLIC, f"/reading/{PLAN}/brokers/?fact={city.facts['listed'].id}")
    assert "赵一" not in page
    assert "赵*" in page
    assert "登录" in text(page.split('id="fact"', 1)[1])


def test_amounts_are_shown_to_those_inside_alone(city: City) -> None:
    url = f"/facts/{city.facts['contract'].id}/"
    shown = {word: "7,654,321.00 元" in text(get(viewer, url)) for word, viewer in city.seats.items()}
    inside = {word for word, seen in shown.items() if seen}
    assert {"finance", "bureau", "auditor", "tto", "registry"} & inside == {"finance", "bureau", "auditor", "tto"}
    assert not {"tto2", "broker", "district2"} & inside
    assert "只给有关单位看" in get(PUBLIC, url)
    assert "7,654,321" not in get(PUBLIC, url)


def test_a_fact_opens_below_its_reading_and_its_row_is_marked(city: City) -> None:
    id = city.facts["listed"].id
    page = get(city.seats["bureau"], f"/reading/{PLAN}/brokers/?fact={id}")
    assert f'id="fact"><header><h2><a class="text-reset" href="/facts/{id}/">' in page
    marked = page.split('<tr class="-sel">', 1)[1].split("</tr>", 1)[0]
    assert f"fact={id}#fact" in marked


@pytest.mark.parametrize(
    "url", ["/reading/changzhou_2019/nothing/", "/reading/nowhere/brokers/", "/reading/changzhou_2019/brokers/?fact=0"]
)
def test_what_is_not_there_is_not_found(city: City, url: str) -> None:
    get(PUBLIC, url, 404)


def test_a_reading_keeps_slice_and_year(city: City) -> None:
    host = city.parties["university"].id
    page = get(PUBLIC, f"/reading/{PLAN}/industry_professors/?host={host}&year=2019")
    assert f"只看{city.name('university')}，2019 年内" in text(page)
    assert text(page.split('class="jl-big-n"', 1)[1].split("</p>", 1)[0]).endswith("1 名")
    other = city.parties["college"].id
    empty = get(PUBLIC, f"/reading/{PLAN}/industry_professors/?host={other}&year=2019")
    assert "还没有计入的事实" in empty


def test_every_indicator_says_in_words_what_it_counts(city: City) -> None:
    plan = packs.plan()
    told = {one.id: words(plan, one, date(2021, 6, 18)) for one in plan.indicators}
    assert told["led_projects"] == (
        "省级产学研合作项目，且项目级别是省级，且牵头人当天在“科技副总聘任”的有效期内，且立项日在 2019-01-01 至 2021-06-18"
    )
    assert told["brokers"].endswith("在 2021-06-18 当天有效")
    assert "role:" not in "".join(told.values())


def test_a_reading_asks_as_many_queries_however_long_its_list(city: City) -> None:
    def asked() -> int:
        Client().get(f"/reading/{PLAN}/brokers/")
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"/reading/{PLAN}/brokers/")
        return len(queries)

    few = asked()
    more_brokers(city, 40)
    assert asked() == few


def test_long_lists_come_in_pages_with_the_whole_count(city: City) -> None:
    more_brokers(city, 60)
    page = get(PUBLIC, f"/reading/{PLAN}/brokers/?page=2")
    assert "62 件" in text(page.split('id="facts"', 1)[1])
    assert len(rows(page, "事实")) == 12


# ---- quotations --------------------------------------------------------------


def test_every_target_is_quoted_exactly_with_its_deciding_words_marked(city: City) -> None:
    plan = packs.plan()
    for indicator in plan.indicators:
        for quote, mention in zip(
            quotes(plan, indicator), sorted(indicator.mentions, key=lambda one: -len(one.clause)), strict=True
        ):
            first = plan.text.index(quote.words)
            clause = plan.clause(quote.clause)
            assert clause.span[0] <= first
            assert first + len(quote.words) <= clause.span[1]
            [(start, end)] = quote.marks
            assert quote.words[start:end].endswith(mention.quote)
            assert "\n" not in quote.words
            assert quote.words.endswith("。")


# ---- facts -------------------------------------------------------------------


def test_the_list_of_facts_filters_by_kind_area_year_party_and_words(city: City) -> None:
    bureau = city.seats["bureau"]

    def ids(query: str, viewer: Viewer = bureau) -> set[int]:
        return {int(one) for one in re.findall(r'href="/facts/(\d+)/"', get(viewer, f"/facts/?{query}"))}

    every = set(Fact.objects.values_list("id", flat=True))
    assert ids("") == every
    assert ids(f"kind={PROFESSOR}") == {city.facts["claimed"].id}
    assert ids("area=320411") == set(Fact.objects.filter(area="320411").values_list("id", flat=True))
    assert ids("year=2019") == {city.facts["claimed"].id}
    assert ids(f"party={city.parties['gear'].id}") == set(
        Fact.objects.filter(roles__party=city.parties["gear"]).values_list("id", flat=True)
    )
    assert city.facts["claimed"].id in ids("words=沈知远")
    assert ids("words=沈知远", PUBLIC) == set()
    assert ids("party=99999") == set()


def test_kind_chips_count_what_they_leave(city: City) -> None:
    page = get(PUBLIC, "/facts/")
    told = [int(one) for one in re.findall(r'class="jl-chip"[^>]*>[^<]* (\d+)</a>', page)]
    assert told[0] == sum(told[1:]) == Fact.objects.count()


def test_the_list_of_facts_asks_as_many_queries_for_one_as_for_fifty(city: City) -> None:
    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            Client().get(f"/facts/?{query}")
        return len(queries)

    more_brokers(city, 60)
    asked("")  # how many there are of each kind is remembered until the next act
    assert asked(f"kind={PROFESSOR}") == asked("page=2")


def test_a_fact_shows_everything_to_those_inside_and_that_it_is_there_to_the_public(city: City) -> None:
    fact = city.facts["claimed"]
    inside, public = get(city.seats["tto"], f"/facts/{fact.id}/"), get(PUBLIC, f"/facts/{fact.id}/")
    assert "沈知远" in inside
    assert "摘要相符" in inside
    assert f'href="/claims/{fact.claim_id}/"' in inside
    assert len(re.findall(r'href="/evidence/\d+/"', inside)) == 2
    for hidden in ("沈知远", "陈砚", "王远", "/evidence/", f"/claims/{fact.claim_id}/"):
        assert hidden not in public
    assert "沈**" in public
    assert "佐证和明细只给有关单位看" in public
    assert re.search(r"SHA-256 .*?[0-9a-f]{8}…[0-9a-f]{8}", text(public))


def test_what_became_of_a_fact_stands_on_top_with_reason_and_line(city: City) -> None:
    bureau = city.seats["bureau"]
    reversed_ = get(bureau, f"/facts/{city.facts['reversed'].id}/")
    assert "已冲销 ：名单误列" in text(reversed_)
    assert "这件事实已冲销" in text(reversed_.split("现在能办什么", 1)[1])
    ended = get(bureau, f"/facts/{city.facts['ended'].id}/")
    assert "最后一天 2020-12-31" in text(ended)
    replaced = get(bureau, f"/facts/{city.facts['replaced'].id}/")
    assert f'href="/facts/{city.facts["successor"].id}/"' in replaced
    assert "名单误列" not in get(PUBLIC, f"/facts/{city.facts['reversed'].id}/")


def test_only_the_bureau_may_take_a_way_on(city: City) -> None:
    id = city.facts["listed"].id
    before = known().number
    for word, viewer in [*city.seats.items(), ("public", PUBLIC)]:
        if viewer.role != "bureau":
            for way in ("reverse", "end", "replace"):
                answer = at(viewer).post(f"/facts/{id}/{way}/", {"reason": "不该办", "last_on": "2021-01-01"})
                assert answer.status_code == 403, word
    assert known().number == before
    buttons = get(city.seats["tto"], f"/facts/{id}/").split("现在能办什么", 1)[1]
    assert "可以办的是：市科技局" in text(buttons)
    assert 'method="post"' not in buttons.split("jl-clause", 1)[0]


def test_a_reversal_from_the_page_moves_the_reading_and_the_past_stands(city: City) -> None:
    bureau, fact = city.seats["bureau"], city.facts["listed"]
    before = known().number
    client = at(bureau)
    answer = client.post(f"/facts/{fact.id}/reverse/", {"reason": "持证人信息有误"})
    assert answer.status_code == 302
    assert answer["Location"] == f"/facts/{fact.id}/"
    assert "已冲销：" in text(client.get(answer["Location"]).content.decode())
    as_of = date(2021, 6, 18)
    now = {row.indicator.id: row.value for row in readings(PLAN, as_of).rows}
    then = {row.indicator.id: row.value for row in readings(PLAN, as_of, before).rows}
    assert (then["brokers"], now["brokers"]) == (2, 1)


@pytest.mark.parametrize(
    ("way", "said", "told"),
    [
        ("reverse", {"reason": "  "}, "原因：没有填"),
        ("end", {"reason": "注销", "last_on": "2021-02-30"}, "只有 28 天"),
        ("end", {"reason": "注销", "last_on": "2001-01-01"}, "终止日早于发生日"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_what_was_typed_stays(
    city: City, way: str, said: dict[str, str], told: str
) -> None:
    before = known().number
    answer = at(city.seats["bureau"]).post(f"/facts/{city.facts['listed'].id}/{way}/", said)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "还有 1 处要改" in text(page)
    assert told in text(page)
    for typed in said.values():
        assert typed.strip() in page
    assert known().number == before


def test_a_fact_ends_from_its_page(city: City) -> None:
    fact = city.facts["listed"]
    answer = at(city.seats["bureau"]).post(f"/facts/{fact.id}/end/", {"reason": "证书注销", "last_on": "2021年1月31日"})
    assert answer.status_code == 302
    assert Fact.objects.get(id=fact.id).amendments.get().last_on == date(2021, 1, 31)


def test_a_correction_starts_from_what_the_fact_says(city: City) -> None:
    plan, bureau = packs.plan(), city.seats["bureau"]
    for row in dossier.rows():
        kind = plan.kind(row.kind)
        statement, flaws = check(bureau, plan, kind, drill.raw(row, kind))
        assert statement is not None, (kind.id, flaws)
        assert (statement.key, statement.on, statement.until, statement.amount) == (
            row.entry.key,
            row.on,
            row.until,
            row.amount,
        )


def test_a_fact_is_replaced_from_its_page_with_the_papers_that_still_hold(city: City) -> None:
    fact, client = city.facts["claimed"], at(city.seats["bureau"])
    raw = drill.raw(dossier.rows().get(id=fact.id), packs.plan().kind(PROFESSOR))
    papers = [one.evidence_id for one in fact.evidence.order_by("id")]
    form = client.get(f"/facts/{fact.id}/replace/").content.decode()
    assert 'value="沈知远"' in form
    assert len(re.findall(r'name="paper" value="\d+" checked', form)) == 2
    answer = client.post(
        f"/facts/{fact.id}/replace/",
        raw | {"serves_until_on": "2023-12-31", "reason": "聘期抄错", "paper": [str(one) for one in papers]},
    )
    assert answer.status_code == 302
    new = Fact.objects.get(id=int(answer["Location"].strip("/").split("/")[1]))
    assert (new.until, [one.evidence_id for one in new.evidence.all()]) == (date(2023, 12, 31), papers)
    assert fact.amendments.get().successor_id == new.id


def test_a_correction_to_another_entry_is_refused_and_nothing_is_lost(city: City) -> None:
    fact, client = city.facts["claimed"], at(city.seats["bureau"])
    before = known().number
    raw = drill.raw(dossier.rows().get(id=fact.id), packs.plan().kind(PROFESSOR))
    wrong = client.post(f"/facts/{fact.id}/replace/", raw | {"person": "别人", "reason": "换人"})
    assert wrong.status_code == 400
    assert "另一件台账" in wrong.content.decode()
    assert 'value="别人"' in wrong.content.decode()
    bad = client.post(f"/facts/{fact.id}/replace/", raw | {"serves_until_on": "2019-01-01", "reason": "改"})
    assert bad.status_code == 400
    assert known().number == before


# ---- the plan ----------------------------------------------------------------


def test_the_plan_shows_its_clauses_with_targets_awards_and_bodies(city: City) -> None:
    page = get(PUBLIC, "/plan/")
    found = rows(page, "条款树")
    assert len(found) == 49
    people = next(row for row in found if "/plan/3.3.1.a/" in row)
    assert "副总省级项目" in text(people)
    assert f'class="jl-n" href="/reading/{PLAN}/led_projects/"' in people
    assert "技术转移机构奖补" in text(next(row for row in found if "/plan/3.2.3.b/" in row))


def test_every_clause_opens_with_its_own_words(city: City) -> None:
    plan, client = packs.plan(), Client()
    for one in plan.clauses:
        answer = client.get(reverse("clause", args=[one.id]))
        assert answer.status_code == 200
        stored = re.search(r'data-stored="([^"]*)"', answer.content.decode())
        assert stored is None or unescape(stored[1]) in plan.text[slice(*one.span)].replace("\n", "")
    assert client.get("/plan/9.9/").status_code == 404


def test_a_clause_shows_its_award_with_the_worked_examples(city: City) -> None:
    page = text(get(PUBLIC, "/plan/3.2.3.b/"))
    assert "实际成交额（技术部分到账） × 2%" in page
    assert "技术款到账 142 万元 28,400.00" in page


# ---- all of them -------------------------------------------------------------


@pytest.mark.parametrize("word", ["public", "bureau", "tto"])
def test_pages_carry_no_style_and_no_script_of_their_own_and_every_open_number_leads_somewhere(
    city: City, word: str
) -> None:
    viewer = city.viewer(word)
    fact = city.facts["claimed"].id
    for url in (
        "/board/",
        "/board/?area=320412&by=host",
        f"/reading/{PLAN}/brokers/?fact={fact}",
        "/facts/",
        f"/facts/{fact}/",
        "/plan/",
        "/plan/3.3.1.a/",
    ):
        page = get(viewer, url)
        assert " style=" not in page
        assert "<style" not in page
        assert not re.search(r"<script(?![^>]*src=)", page)
        assert not re.search(r' on[a-z]+="', page)
        assert "None" not in text(page)
        assert not re.search(r'class="jl-n"(?! href="/)', page)
        assert len(re.findall("<h1", page)) == 1
        assert len(re.findall("btn-primary", page)) <= 1
