"""The tags every page is made of: icons, numbers as the look writes them, figures with their sentence, quotations."""

from __future__ import annotations

import doctest
import re
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import TemplateSyntaxError
from hypothesis import given
from hypothesis import strategies as st

from drawing import draw
from jinliang.site.pages import frame
from jinliang.site.pages.tags import drawing, icon, number, quotation
from jinliang.site.pages.tags.part import Wait

DAY = date(2021, 6, 18)
DIGEST = "9f3a71c8" + "0" * 48 + "04bdc21e"


@pytest.mark.parametrize("module", [number, quotation, drawing, frame], ids=lambda one: one.__name__)
def test_what_the_docstrings_show_is_so(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


# ---- icons, status, waiting ----------------------------------------------------------------------------------------


def test_every_icon_is_drawn_in_the_24_box_and_hidden_from_readers():
    for name in (*icon.STROKED, *icon.SOLID):
        drawn = draw("{% icon name %}", name=name)
        assert drawn.startswith('<svg class="jl-i')
        assert 'viewBox="0 0 24 24" aria-hidden="true"' in drawn
    assert 'class="jl-i -solid"' in icon.icon("diamond")
    assert 'class="jl-i jl-back"' in draw('{% icon "chevron" "jl-back" %}')


def test_an_unknown_icon_names_the_nearest():
    with pytest.raises(ValueError, match="did you mean 'calendar'"):
        icon.icon("calender")


@pytest.mark.parametrize(
    ("state", "word"),
    [("late", "落后"), ("watch", "关注"), ("fine", "正常"), ("done", "已达成"), ("idle", "未开始"), ("go", "在办")],
)
def test_a_status_is_shape_and_word(state, word):
    drawn = draw("{% status state %}", state=state)
    assert f'class="jl-st -{state}"' in drawn
    assert "<svg" in drawn
    assert drawn.endswith(f"{word}</span>")


def test_a_status_may_say_its_number_on_a_wash():
    drawn = draw('{% status "late" word="落后 12.9 个百分点" tag=True %}')
    assert 'class="jl-st -late -tag"' in drawn
    assert "落后 12.9 个百分点" in drawn


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (Wait("青枫区科技局", "韩乐平", "核验 2 件申报", 2), "青枫区科技局 韩乐平 核验 2 件申报 <em>2 天</em>"),
        (Wait("市工信局", act="核实年报", days=26, level="late"), '市工信局 核实年报 <em class="-late">26 天</em>'),
        (Wait("联盟", act="入库", days="还有 79 天"), "联盟 入库 <em>还有 79 天</em>"),
        (Wait("市科技局", days=0), "市科技局 <em>今天</em>"),
        (Wait(act="承办单位"), "待指定 承办单位"),
        (Wait("甲<乙", url="/a/"), '<a class="text-reset" href="/a/">甲&lt;乙</a>'),
    ],
)
def test_waiting_reads_body_person_act_days(waiting, said):
    assert draw("{% wait w %}", w=waiting).endswith(f"<span>{said}</span></span>")


def test_what_waits_for_the_reader_says_you():
    drawn = draw("{% wait w %}", w=Wait("龙城理工大学", "周婉清", "补齐验收标准", mine=True))
    assert 'class="jl-wait -me"' in drawn
    assert "<b>您</b> 补齐验收标准" in drawn
    assert "周婉清" not in drawn


def test_what_waits_for_nobody_is_a_dash():
    assert draw("{% wait None %}") == '<span class="jl-quiet jl-small">–</span>'


# ---- numbers ---------------------------------------------------------------------------------------------------------


def test_a_number_that_opens_wears_the_dotted_line_and_stays_with_its_unit():
    assert draw('{% figure 2846 "件" "/facts/" %}') == (
        '<span class="jl-fig"><span class="jl-val"><a class="jl-n" href="/facts/">2,846</a></span>'
        '<span class="jl-u">件</span></span>'
    )


def test_a_reading_in_yuan_is_told_in_its_targets_unit():
    small, target = Decimal(30_000_000), Decimal(8_000_000_000)
    assert '>0.30</span><span class="jl-u">亿元</span>' in draw('{% figure v "元" like=t %}', v=small, t=target)
    assert draw('{% goal t "=" "元" like=v %}', v=small, t=target) == '<span class="jl-of">80</span>'
    assert draw('{% goal t ">=" "项" %}', t=50) == '<span class="jl-of">≥50</span>'


def test_a_range_stays_a_range_and_nothing_is_a_dash_without_unit():
    assert "42–52" in draw('{% figure "42–52" "项" strong=False %}')
    assert draw('{% figure None "项" strong=False %}') == '<span class="jl-fig">–</span>'


def test_negative_money_is_red_with_a_true_minus():
    drawn = draw("{% money a %}", a=Decimal(-28_400))
    assert '<span class="jl-minus">\u22122.84</span>' in drawn
    assert "万元" in drawn


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("{{ 48217|count }}", "48,217"),
        ("{{ nothing|count }}", "–"),
        ("{{ amount|yuan }}", "1,200,000.00"),
        ("{{ part|share }}", "62.0%"),
        ("{{ part|points }}", "62.0 个百分点"),
        ('{{ 100|target:">" }}', "&gt;100"),
        ('{{ digest|digest }} {{ digest|digest:"short" }}', "9f3a71c8…04bdc21e 9f3a…c21e"),
        ("{{ today|day }}", "2021-06-18"),
        ("{{ 48217|known }} {{ today|known }}", "第 48,217 条 2021-06-18"),
        ("{{ at|instant:today }} {{ at|instant }} {{ at|day }}", "03-27 00:08 2021-03-27 00:08 2021-03-27"),
        ("{{ 421888|size }}", "412 KB"),
    ],
)
def test_filters(source, shown):
    at = datetime(2021, 3, 26, 16, 8, tzinfo=UTC)  # already the 27th in Shanghai
    said = draw(source, amount=Decimal(1_200_000), part=Decimal("0.62"), digest=DIGEST, today=DAY, at=at)
    assert said == shown


@given(st.decimals(min_value=0, max_value="0.99999", places=5))
def test_what_is_not_whole_never_reads_as_whole(part):
    assert number.share(part) != "100.0%"


# ---- figures ---------------------------------------------------------------------------------------------------------


def test_the_pace_bar_hatches_what_is_owed_up_to_the_tick():
    drawn = draw("{% pace done due 'late' %}", done=Decimal("0.62"), due=Decimal("0.749"))
    assert '<rect class="-fill" x="0" y="6" width="136.4" height="8" rx="1.5"/>' in drawn
    assert 'd="M138.4 13.4L144.4 6.6M142.9 13.4L148.9 6.6' in drawn
    assert "M160.9 13.4L164.8 9" in drawn
    assert '<path class="-time" d="M164.8 2V18"/>' in drawn
    assert 'aria-label="完成 62.0%，时间已过 74.9%，欠 12.9 个百分点"' in drawn


@pytest.mark.parametrize(
    ("done", "due", "has", "has_not", "said"),
    [
        (Decimal("1.12"), Decimal("0.749"), 'width="220" height="8"', "-gap", "完成 112.0%，时间已过 74.9%"),
        (None, Decimal("0.5"), "-time", "-fill", "完成未知"),
        (Decimal("0.3"), None, "-fill", "-time", "完成 30.0%"),
        (0, Decimal("0.5"), "-gap", "-fill", "完成 0.0%，时间已过 50.0%，欠 50.0 个百分点"),
    ],
)
def test_the_pace_bar_at_its_edges(done, due, has, has_not, said):
    drawn = str(drawing.pace(done, due))
    assert has in drawn
    assert has_not not in drawn
    assert f'aria-label="{said}"' in drawn


def test_where_the_plan_sets_the_pace_the_sentence_says_so():
    assert "按计划应有 60.0%" in draw("{% pace 0.5 0.6 'watch' due_is='plan' %}")


@given(st.floats(0, 2), st.floats(0, 1))
def test_no_stroke_leaves_the_bar_or_crosses_the_tick(done, due):
    drawn = str(drawing.pace(done, due))
    ends = [float(x) for x in re.findall(r"L([\d.]+) ", drawn)]
    assert all(x <= 220 * due + 0.06 for x in ends)
    assert ("-gap" in drawn) <= (done < due)


def test_the_sparkline_breaks_where_a_quarter_is_unknown_and_ends_in_a_dot():
    drawn = draw("{% spark v p 'late' %}", v=[0, 2, None, 8, 10], p=[2, 4, 6, 8, 10])
    assert 'class="-l" d="M4 23L26 19M70 7L92 3"' in drawn
    assert '<circle class="-d" cx="92" cy="3" r="2.6"/>' in drawn
    assert 'class="-p" d="M4 19L26 15L48 11L70 7L92 3"' in drawn
    assert 'aria-hidden="true"' in drawn


def test_a_sparkline_of_nothing_lies_on_the_ground():
    assert 'class="-l" d="M4 23L92 23"' in draw("{% spark v %}", v=[0, 0])
    assert "-l" not in draw("{% spark v %}", v=[None, None])


def test_the_plan_clock_counts_both_ends():
    drawn = draw("{% clock a b d %}", a=date(2019, 1, 1), b=date(2021, 12, 31), d=date(2021, 3, 31))
    assert 'aria-label="计划期 1,096 天，已过 821 天，74.9%"' in drawn
    assert ">已过 74.9%</text>" in drawn
    assert re.findall(r">(\d{4})</text>", drawn) == ["2020", "2021"]


@pytest.mark.parametrize(
    ("day", "said", "anchor"),
    [(date(2018, 12, 29), "已过 0.0%", "start"), (date(2022, 5, 1), "已过 100.0%", "end")],
)
def test_the_plan_clock_outside_its_period(day, said, anchor):
    drawn = str(drawing.clock(date(2019, 1, 1), date(2021, 12, 31), day))
    assert f'text-anchor="{anchor}">{said}' in drawn


# ---- quotations --------------------------------------------------------------------------------------------------------


@given(st.text(alphabet="新增条款,;:()!?a1“”《》 \n", max_size=60))
def test_showing_full_width_keeps_every_place(text):
    shown = quotation.fullwidth(text)
    assert len(shown) == len(text)
    assert all(new == old or old in ",;:()!?" for old, new in zip(text, shown, strict=True))


def test_a_clause_underlines_what_decides_and_keeps_what_is_stored():
    drawn = draw(
        '{% clause "行动计划" q m "三(三)1" span "/plan/" %}', q="新增教授200名,<新>建", m=["200名"], span=(4828, 4880)
    )
    assert '<blockquote data-stored="新增教授200名,&lt;新&gt;建">' in drawn
    assert "<p>新增教授<mark>200名</mark>,&lt;新&gt;建</p>" in drawn
    assert "<span>行动计划 三（三）1</span><span>第 4829—4880 字</span>" in drawn
    assert '<a href="/plan/">在原文中看</a>' in drawn
    assert 'class="jl-clause -s"' in draw('{% clause "行动计划" "新增" small=True %}')


def test_marks_run_over_lines_and_join():
    assert quotation.marked("甲乙\n丙丁", [(1, 4), (3, 5)]) == "<p>甲<mark>乙</mark></p><p><mark>丙丁</mark></p>"


def test_words_that_are_not_in_the_quotation_are_our_bug():
    with pytest.raises(ValueError, match="not in the quotation"):
        quotation.marked("新增教授200名", ["300名"])


def test_a_citation_links_or_stands():
    assert draw('{% cite "三(三)1" "/c/" %}') == '<a class="jl-cite" href="/c/">三（三）1</a>'
    assert draw('{% cite "二" %}') == '<span class="jl-cite">二</span>'


def test_tags_refuse_unknown_arguments():
    with pytest.raises(TemplateSyntaxError):
        draw('{% figure 3 color="red" %}')
