"""The parts pages are put together from: acts with their reasons, lives, journals, evidence, forms, and what stands around a list."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.test import RequestFactory

from drawing import Reader, draw, page
from jinliang.core.access import YES, no
from jinliang.core.life import Ask, Life, Row, possible
from jinliang.core.refusal import Flaw, Refusal
from jinliang.site.pages.tags import field
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.part import Blank, Button, Chip, Event, Paper, Reason, Step, buttons, steps

DAY = date(2021, 6, 18)
DIGEST = "9f3a71c8" + "0" * 48 + "04bdc21e"


# ---- acts, lives, journals, evidence -----------------------------------------------------------------------------------


def test_a_blocked_act_keeps_focus_and_gives_its_reasons_worst_first():
    act = Button(
        "签订合同", "/sign/", allowed=False,
        reasons=(
            Reason("y", "集体决策已通过"),
            Reason("x", "公示期未满", rule="国发〔2016〕16号 二", rule_url="#r", fix="现在补", fix_url="#f"),
            Reason("q", "由登记处受理"),
        ),
    )  # fmt: skip
    drawn = draw("{% verdicts acts %}", acts=[act])
    button = Reader(drawn).all("button")[0]
    assert button["aria-disabled"] == "true"
    assert "disabled" not in button
    assert [a["id"] for a in Reader(drawn).all("div", "jl-why")] == [button["aria-describedby"]]
    assert drawn.index("公示期未满") < drawn.index("由登记处受理") < drawn.index("集体决策已通过")
    assert '<a href="#f">现在补</a> <a class="jl-cite" href="#r">国发〔2016〕16号 二</a>' in drawn
    assert "<form" not in drawn


def test_an_act_posts_and_asks_what_it_needs():
    drawn = draw(
        "{% verdicts acts %}",
        acts=[
            Button("退回", "/return/", asks=(Ask("reason", "退回原因"), Ask("on", "哪天", "date", required=False))),
            Button("查看", "/look/", post=False),
        ],
        csrf_token="token",
    )
    read = Reader(drawn)
    assert [(a["method"], a["action"], a["id"]) for a in read.all("form")] == [("post", "/return/", "w-form-1")]
    assert read.all("button")[0]["form"] == "w-form-1"
    assert [(a["name"], "required" in a) for a in read.all("textarea")] == [("reason", True)]
    assert [a["name"] for a in read.all("input")] == ["csrfmiddlewaretoken", "on"]
    assert read.all("a") == [{"class": "btn jl-btn", "href": "/look/"}]


def anybody(viewer, case):
    return YES


def nobody(viewer, case):
    return no("只有申报人")


LIFE = Life(
    "claim",
    {"draft": "草稿", "submitted": "待审核", "verified": "已核验", "withdrawn": "已撤回"},
    (
        Row("check", "初审", ("submitted",), "submitted", anybody, tone="primary"),
        Row("verify", "核验", ("submitted",), "verified", anybody, tone="primary"),
        Row("withdraw", "撤回", ("submitted",), "withdrawn", nobody, tone="danger"),
    ),
    ("withdrawn",),
)


def test_a_life_gives_its_buttons_with_one_primary():
    acts = buttons(possible(LIFE, "submitted", None, None, None, DAY), lambda act: f"/do/{act}/")
    assert [(a.label, a.url, a.allowed, a.primary, a.danger) for a in acts] == [
        ("初审", "/do/check/", True, True, False),
        ("核验", "/do/verify/", True, False, False),
        ("撤回", "/do/withdraw/", False, False, True),
    ]
    assert acts[2].reasons == (Reason("x", "只有申报人"),)


def test_a_life_is_a_strip_with_its_ways_out_apart():
    assert steps(LIFE, "submitted", [("draft", date(2021, 3, 22))]) == [
        Step("草稿", "past", date(2021, 3, 22)),
        Step("待审核", "now"),
        Step("已核验"),
        Step("已撤回", "exit"),
    ]
    drawn = draw("{% life s %}", s=steps(LIFE, "submitted", [("draft", date(2021, 3, 22))]))
    assert drawn.count('aria-current="step"') == 1
    assert "草稿<small>2021-03-22</small>" in drawn
    assert '<li class="-exit"><span class="-dot"></span>已撤回</li>' in drawn
    assert steps(LIFE, "withdrawn")[-1] == Step("已撤回", "now")


def test_a_timeline_gives_instant_actor_act_number_and_hash():
    at = datetime(2021, 3, 26, 6, 8, tzinfo=UTC)
    events = [
        Event(date(2021, 4, 16), "公示届满", tone="next"),
        Event(at, "核验，成为事实", "韩乐平", number=47902, hash=DIGEST, tone="key", note="复核",
              files=(Paper("PDF", "纪要.pdf", DIGEST, "/f/"),)),
    ]  # fmt: skip
    drawn = draw("{% timeline e today %}", e=events, today=DAY)
    assert '<time datetime="2021-04-16">2021-04-16</time>' in drawn
    assert ">03-26 14:08</time>" in drawn
    assert "韩乐平 核验，成为事实" in drawn
    assert "#47,902 → " in drawn
    assert '<a href="/f/">纪要.pdf</a>' in drawn
    assert ">2021-03-26 14:08</time>" in draw("{% timeline e %}", e=events)
    assert ">03-26 14:08</time>" in draw("{% timeline e %}", e=events, frame=SimpleNamespace(city_day=DAY))


def test_evidence_says_what_it_proves_and_points_to_the_same_file_elsewhere():
    drawn = draw("{% evidence p %}", p=Paper("PDF", "立项通知书", DIGEST, "/f/", "证明立项日", 421_888, "摘要相符"))
    assert "证明立项日，412 KB" in drawn
    assert f'title="{DIGEST}" data-copy="{DIGEST}">9f3a71c8…04bdc21e</span>' in drawn
    assert "摘要相符" in drawn
    again = draw("{% evidence p %}", p=Paper("JPG", "签到表", DIGEST, elsewhere="另用于 1 处", elsewhere_url="/g/"))
    assert 'class="jl-ev -dup"' in again
    assert '<a href="/g/">另用于 1 处</a>' in again


# ---- forms -------------------------------------------------------------------------------------------------------------


class Message:
    """A message as Django hands it to a template."""

    def __init__(self, level, text, extra_tags=""):
        self.level, self.text, self.extra_tags = level, text, extra_tags

    def __str__(self):
        return self.text


class Claim(forms.Form):
    code = forms.CharField(label="信用代码", help_text="18 位", widget=forms.TextInput(attrs={"class": "jl-mono"}))
    kind = forms.ChoiceField(label="类别", choices=[("a", "研究生导师类")])
    how = forms.ChoiceField(
        label="怎样计", choices=[("one", "只计本校"), ("two", "各计一次")], widget=forms.RadioSelect
    )
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea)
    paper = forms.FileField(label="佐证", required=False)
    agreed = forms.BooleanField(label="看过", required=False)
    token = forms.CharField(widget=forms.HiddenInput, initial="t")

    def clean_code(self):
        raise Objection("末位应为 J", "改成 9J", fill="9J", rule="GB 32100", rule_url="/r/")

    def clean(self):
        raise forms.ValidationError("起止颠倒")


def claim():
    form = Claim({"code": "9I", "kind": "a", "how": "one", "token": "t"})
    assert not form.is_valid()
    return form


def field_of(name, **context):
    return draw('{% include "parts/field.html" %}', field=claim()[name], **context)


def test_a_field_stands_label_help_error_control():
    drawn = field_of("code", full=True)
    places = [
        drawn.index(part) for part in ('<label for="id_code">', 'id="id_code_helptext"', 'id="id_code_error"', "<input")
    ]
    assert places == sorted(places)
    assert 'class="jl-field -bad -full"' in drawn
    control = Reader(drawn).all("input")[0]
    assert control["class"] == "jl-mono form-control"
    assert control["aria-describedby"] == "id_code_helptext id_code_error"
    assert control["value"] == "9I"
    assert "末位应为 J<small>" in drawn
    assert '<a href="#id_code" data-fill="9J">改成 9J</a> <a class="jl-cite" href="/r/">GB 32100</a>' in drawn


def test_each_kind_of_control_has_its_shape():
    assert Reader(field_of("kind")).all("select")[0]["class"] == "form-select"
    assert '<span class="-opt">选填</span>' in field_of("note")
    assert field_of("token") == '<input type="hidden" name="token" value="t" id="id_token">'
    assert "data-drop" in field_of("paper")
    assert (
        '<label for="id_agreed"><input type="checkbox" name="agreed" id="id_agreed"><span>看过</span></label>'
        in field_of("agreed")
    )
    radios = Reader(field_of("how"))
    assert [a["id"] for a in radios.all("fieldset")] == ["id_how"]
    assert [(a["id"], "checked" in a) for a in radios.all("input")] == [("id_how_0", True), ("id_how_1", False)]


def test_the_error_summary_leads_to_every_field_in_order():
    drawn = draw('{% include "parts/errsum.html" with draft=True %}', form=claim())
    assert "还有 2 处要改，草稿已存" in drawn
    assert re.findall(r"<li>(.*?)</li>", drawn) == ["起止颠倒", '<a href="#id_code">信用代码：末位应为 J</a>']
    assert draw('{% include "parts/errsum.html" %}', form=Claim()) == ""


def test_a_field_left_empty_says_so_plainly():
    assert [wrong.why for wrong in field.wrongs(Claim({})["kind"])] == ["没有填。"]


def test_a_refusal_or_a_flaw_of_the_core_becomes_an_objection():
    objection = Objection.of(Refusal("amount_negative", "金额是负数", "填大于零的数"))
    assert (objection.why, objection.fix, objection.code) == ("金额是负数", "填大于零的数", "amount_negative")
    assert Objection.of(Flaw("C7", "x", "100% 不对", "改"), fill="9").messages == ["100% 不对"]


def test_the_save_bar_says_when_the_draft_was_kept():
    at = datetime(2021, 3, 26, 2, 24, tzinfo=UTC)
    drawn = draw(
        '{% include "parts/savebar.html" with act="提交核验" saved=at later="/x/" %}', at=at, frame={"city_day": DAY}
    )
    assert "草稿 03-26 10:24 自动存好" in drawn
    assert '<button class="btn btn-primary" type="submit">提交核验</button>' in drawn
    assert 'type="reset"' not in drawn


# ---- small parts -------------------------------------------------------------------------------------------------------


def test_an_empty_place_says_what_will_appear():
    drawn = draw('{% include "parts/empty.html" with empty=e %}', e=Blank("还没有到账", "签订后导入", "/x/", "看一笔"))
    assert "<h3>还没有到账</h3>" in drawn
    assert '<a class="jl-small" href="/x/">看一笔</a>' in drawn


def test_the_pager_keeps_the_other_parameters():
    request = RequestFactory().get("/facts/?kind=a&page=2")
    drawn = page("parts/pager.html", {"page": Paginator(range(2846), 50).page(2)}, request)
    assert [a["href"] for a in Reader(drawn).all("a")] == ["?kind=a&page=1", "?kind=a&page=3"]
    assert "第 51–100 件，共 2,846 件" in drawn
    assert page("parts/pager.html", {"page": Paginator(range(3), 50).page(1)}, request).strip() == ""


def test_filters_carry_counts_and_say_which_is_on():
    drawn = draw(
        '{% include "parts/filter.html" with result="显示 8 / 46" %}',
        chips=[Chip("全部", "/a/", 1046, True), Chip("等我", "/b/", 0)],
    )
    assert (
        '<a class="jl-chip" href="/a/" aria-current="true">全部 1,046</a><a class="jl-chip" href="/b/">等我 0</a>'
        in drawn
    )
    assert "<span>显示 8 / 46</span>" in drawn


def test_good_news_is_a_toast_and_bad_news_stands_in_the_page():
    told = [Message(25, "已核验 2 件", "14:08，留痕 #48,218"), Message(40, "没有存上")]
    toast, notes = (page(f"parts/{name}.html", {"messages": told}) for name in ("toast", "notes"))
    assert "<div>已核验 2 件<small>14:08，留痕 #48,218</small></div>" in toast
    assert "没有存上" not in toast
    assert [a["class"] for a in Reader(notes).all("div")] == ["jl-note -late"]
    assert "没有存上" in notes
