"""The frame around every page, and the pages that stand before any data: door, refusals, what is missing, what is broken."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import NoReverseMatch, path

from drawing import ENGINE, TEMPLATES, Reader, draw, page
from jinliang.core.access import PUBLIC, Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.pages.frame import Governing, Head, Standing, build, frame, initials
from jinliang.site.pages.styleguide import sample


def anything(request, **parts):
    return HttpResponse("")


PLACES = (
    "plan",
    "board",
    "market",
    "deals",
    "awards",
    "messages",
    "parties",
    "claims",
    "facts",
    "journal",
    "door",
    "leave",
    "language",
    "account",
)
urlpatterns = [
    path("", anything, name="home"),
    *(path(f"{name}/", anything, name=name) for name in PLACES),
    path("reading/<slug:id>/", anything, name="reading"),
    path("board/slice/", anything, name="slice"),
]
pytestmark = pytest.mark.urls(__name__)

CHEN = Viewer(seat=1, user=1, party=1, role="bureau", name="陈启明")
STANDING = Standing(
    party="市科技局",
    title="计划主管",
    counts={"home": 7, "claims": 0},
    demo=True,
    city_day=date(2021, 6, 18),
    pack=Governing("changzhou_2019", 14, "6f1c" + "0" * 56 + "e0a2"),
    head=Head(48217, "b83d" + "0" * 56 + "5f17"),
    plan="三年行动 2019—2021",
)


def visit(address="/board/", viewer=CHEN, standing=STANDING):
    request = RequestFactory().get(address)
    request.viewer, request.standing = viewer, standing
    return request


def test_the_nav_speaks_the_houses_verse_and_shows_only_what_exists():
    built = build(CHEN, "/board/", STANDING)
    assert [(group.label, [item.label for item in group.items]) for group in built.nav] == [
        ("", ["待办"]),
        ("承诺", ["计划包", "指标"]),
        ("往来", ["供需", "交易", "主体"]),
        ("凭据", ["事实", "办理"]),
        ("兑付", ["奖补"]),
    ]
    assert (built.role, built.party, built.initials, built.can_sign_out) == ("计划主管", "市科技局", "陈", True)
    assert [item.count for item in built.nav[0].items] == [7]
    assert [item.count for item in built.nav[3].items] == [None, None]


@pytest.mark.parametrize(
    ("address", "word"),
    [
        ("/", "待办"),
        ("/board/", "指标"),
        ("/reading/leaders/", "指标"),
        ("/board/slice/", "指标"),
        ("/board/unknown/", "指标"),
        ("/facts/", "事实"),
        ("/door/", None),
        ("/nowhere/", None),
    ],
)
def test_the_word_one_is_at_is_marked(address, word):
    marked = [item.label for group in build(CHEN, address).nav for item in group.items if item.current]
    assert marked == ([word] if word else [])


def test_the_public_sees_the_plan_and_the_board_and_may_sign_in():
    built = build(PUBLIC, "/board/")
    assert [item.label for group in built.nav for item in group.items] == ["计划包", "指标", "供需", "奖补"]
    drawn = page("missing.html", request=visit("/x/", PUBLIC, Standing()))
    assert "登录" in drawn
    assert 'action="/leave/"' not in drawn


def test_a_role_names_the_seat_when_it_has_no_title():
    assert build(Viewer(seat=1, role="auditor", name="高谨"), "/").role == "审计（只读）"


@pytest.mark.urls("django.contrib.auth.urls")
def test_a_word_without_address_is_our_bug():
    with pytest.raises(NoReverseMatch):
        build(CHEN, "/")


def test_no_search_box_until_there_is_a_search():
    assert build(CHEN, "/").search == ""
    assert "jl-search" not in page("missing.html", request=visit())


def test_the_thumb_has_four_words():
    assert [item.label for item in build(CHEN, "/").tabs] == ["待办", "指标", "供需", "事实"]


def test_how_things_stand_is_asked_only_when_a_page_is_drawn():
    asked = []

    def standing():
        asked.append(1)
        return STANDING

    made = frame(visit(standing=standing))["frame"]
    assert asked == []
    assert made.party == "市科技局"
    assert made.pack.version == 14
    assert asked == [1]


@pytest.mark.parametrize(("name", "short"), [("陈启明", "陈"), ("Chen Qiming", "CQ"), ("", "")])
def test_initials(name, short):
    assert initials(name) == short
    assert draw("{{ name|initials }}", name=name) == short


def test_the_frame_shows_the_demo_the_two_dates_the_pack_and_the_head():
    drawn = page("missing.html", {"asof": date(2021, 3, 31), "known": 48217}, visit())
    for said in (
        "城市的今天是 <b>2021-06-18</b>",
        "截至 <b>2021-03-31</b>，已知于 <b>第 48,217 条</b>",
        "计划包 changzhou_2019，第 14 版，",
        ">6f1c…e0a2</span>",
        "，第 48,217 条",
        "陈启明<small>市科技局 计划主管</small>",
        "三年行动 2019—2021",
    ):
        assert said in drawn
    fields = {a.get("name"): a.get("value") for a in Reader(drawn).all("input")}
    assert (fields["as_of"], fields["known_by"]) == ("2021-03-31", "48217")


def test_outside_demo_mode_nothing_speaks_of_a_demo():
    drawn = page("missing.html", request=visit(standing=Standing(party="市科技局")))
    assert "演示" not in drawn
    assert "换个身份" not in drawn
    assert "截至" not in drawn


class Login(forms.Form):
    login = forms.CharField(label="账号")
    password = forms.CharField(label="密码", widget=forms.PasswordInput)


PERSON = SimpleNamespace(seat_id=3, name="韩乐平", party="青枫区科技局", role="核验员", will_see="待核验的申报")


def door(demo, form=None, **context):
    return {"form": form or Login(), "people": [PERSON] if demo else (), "demo": demo, **context}


def test_the_door_offers_demo_people_by_what_they_will_see():
    drawn = page("door.html", door(True, next="/claims/"))
    assert [(a["name"], a["value"]) for a in Reader(drawn).all("button", "jl-person")] == [("seat", "3")]
    assert "待核验的申报" in drawn
    assert len([a for a in Reader(drawn).all("input") if (a.get("name"), a.get("value")) == ("next", "/claims/")]) == 2
    assert "演示" not in page("door.html", door(False))


def test_a_refusal_says_why_how_to_mend_it_and_the_way_back():
    refusal = Refusal("not_yours", "这件申报属于别的辖市区", "可以办的是：辖市区科技局")
    drawn = page("refused.html", {"refusal": refusal, "back": "/claims/3/"}, visit())
    assert "<h1>这一页不对您的席位开放</h1>" in drawn
    assert "这件申报属于别的辖市区" in drawn
    assert "可以办的是：辖市区科技局" in drawn
    assert '<a class="btn btn-primary" href="/claims/3/">回到上一页</a>' in drawn
    late = page("refused.html", {"refusal": Refusal("wrong_state", "已核验", "冲销"), "back": "/"}, visit())
    assert "<h1>没有办成，什么都没有改动</h1>" in late
    assert "回到待办" in late
    assert "去登录" in page("refused.html", request=visit("/", PUBLIC, Standing()))


def test_what_is_broken_is_drawn_without_context():
    assert "不是您的错" in ENGINE.get_template("broken.html").render()


PAGES = {
    "styleguide": lambda: page("styleguide.html", sample(), visit("/reading/leaders/")),
    "door": lambda: page("door.html", door(True)),
    "door after a slip": lambda: page("door.html", door(False, Login({}))),
    "refused": lambda: page("refused.html", {"why": "不行"}, visit()),
    "missing": lambda: page("missing.html", request=visit()),
    "broken": lambda: ENGINE.get_template("broken.html").render(),
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_holds_under_a_strict_content_security_policy(name):
    read = Reader(PAGES[name]())
    assert [tag for tag, a in read.elements if "style" in a or any(key.startswith("on") for key in a)] == []
    assert [tag for tag, _ in read.elements if tag == "style"] == []
    assert all("src" in a for a in read.all("script"))


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_one_heading_one_main_and_ties_its_ids(name):
    read = Reader(PAGES[name]())
    assert len(read.all("h1")) == 1
    assert [a["id"] for a in read.all("main")] == ["main"]
    ids = [a["id"] for _, a in read.elements if "id" in a]
    assert len(ids) == len(set(ids))
    told = " ".join(
        a[key] for _, a in read.elements for key in ("aria-describedby", "aria-labelledby", "form") if key in a
    )
    assert set(told.split()) <= set(ids)


@pytest.mark.parametrize("name", ["door", "refused", "missing", "broken"])
def test_a_page_has_one_primary_button(name):
    read = Reader(PAGES[name]())
    assert len(read.all("a", "btn-primary") + read.all("button", "btn-primary")) == 1


# The style guide's words are the data of a fictional city.
WORDED = sorted(file for file in TEMPLATES.rglob("*.html") if file.name != "styleguide.html")


@pytest.mark.parametrize("file", WORDED, ids=lambda file: file.name)
def test_every_chinese_word_of_a_template_can_be_translated(file):
    text = file.read_text(encoding="utf-8").replace("中文", "")  # a language names itself in its own words
    for kind in ("comment", "blocktranslate"):
        text = re.sub(rf"{{% {kind}\b.*?%}}.*?{{% end{kind} %}}", "", text, flags=re.DOTALL)
    text = re.sub(r"{% translate .*?%}", "", text)
    assert re.findall(r"[\u4e00-\u9fff]+", text) == []
