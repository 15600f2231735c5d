"""Every part of the look on one page, with the words and figures of a fictional city: what page authors copy from, and what tests draw."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jinliang.core.life import Ask
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.icon import SOLID, STROKED
from jinliang.site.pages.tags.part import Blank, Button, Chip, Event, Paper, Reason, Step, Wait

DIGESTS = (
    "9f3a71c85be2d0649f3a71c85be2d0649f3a71c85be2d0649f3a71c804bdc21e",
    "51be0c9d44a19ee5c07d44a219ee5b9051be0c9d44a19ee5c07d44a27a60f833",
    "c07d44a251be0c9d9f3a71c85be2d064c07d44a251be0c9d9f3a71c819ee5b90",
    "b83d21aa0c9d44a1b83d21aa0c9d44a1b83d21aa0c9d44a1b83d21aa0c9d5f17",
)


class Appointment(forms.Form):
    """The claim form of the prototype: one appointment of an industry professor, with two things to mend."""

    name = forms.CharField(label="姓名")
    category = forms.ChoiceField(
        label="类别", choices=[("graduate", "研究生导师类"), ("bachelor", "本科类"), ("college", "高职类")]
    )
    code = forms.CharField(label="所在企业统一社会信用代码", widget=forms.TextInput(attrs={"class": "jl-mono"}))
    listed_on = forms.CharField(label="省公布日期", help_text="以省公布文件的日期为准，它决定计入哪一年")
    serves_until_on = forms.CharField(label="聘期止")
    note = forms.CharField(label="说明", required=False, widget=forms.Textarea(attrs={"rows": 2}))
    how = forms.ChoiceField(
        label="怎样计", choices=[("one", "只计本校"), ("both", "与企业各计一次")], widget=forms.RadioSelect
    )
    agreed = forms.BooleanField(label="受聘人已看过这份申报", required=False)
    paper = forms.FileField(
        label="佐证", help_text="PDF、图片、XLSX，单个不超过 50 MB；系统算出摘要，原件不改动。", required=False
    )

    def clean_code(self) -> str:
        """The credit code with its check digit put right as an offer."""
        raise Objection(
            "第 18 位应为 J，填的是 I。代码里没有字母 I。",
            "改成 91320499MA1Y93FD9J（江滨特缆有限公司，与在库单位一致）",
            fill="91320499MA1Y93FD9J",
        )

    def clean_serves_until_on(self) -> str:
        """The term by the rule of the ministry's province."""
        raise Objection("3 年不够。", "研究生导师类聘期 4 年，应到 2025-03-04。", rule="苏教规〔2018〕1号")


def _at(day: int, hour: int, minute: int) -> datetime:
    """An instant of March 2021 in city time, eight hours ahead of UTC."""
    return datetime(2021, 3, day, hour - 8, minute, tzinfo=UTC)


def _targets() -> list[dict[str, Any]]:
    """Rows of the board: status, name, clause, value, unit, operator, target, shares, quarters and whom it waits for."""
    time = Decimal("0.749")
    due = [Decimal(n) for n in (1, 2, 3, 4, 5, 6, 7, 8, 9)]

    def row(
        status: str,
        name: str,
        place: str,
        note: str,
        value: Decimal | int,
        unit: str,
        op: str,
        target: Decimal | int,
        line: tuple[float, ...],
        wait: Wait | None,
    ) -> dict[str, Any]:
        return {
            "status": status, "name": name, "place": place, "note": note, "value": value, "unit": unit, "operator": op,
            "target": target, "share": Decimal(value) / Decimal(target), "due": time, "quarters": line,
            "quarters_due": [n / 9 * Decimal(str(max(line))) for n in due], "wait": wait,
        }  # fmt: skip

    return [
        row("late", "新增销售", "二", "攻关项目带动，企业年报口径", Decimal(4_730_000_000), "元", "=", Decimal(8_000_000_000),
            (1, 3, 6, 10, 14, 20, 27, 38, 47), Wait("市工信局", act="核实 11 家年报", days=26, level="late")),
        row("late", "科技副总牵头省级项目", "三(三)1", "牵头人须在任", 31, "项", ">=", 50,
            (0, 2, 5, 8, 11, 15, 19, 27, 31), Wait("龙城工业大学", act="补聘任协议", days=9, level="watch")),
        row("watch", "持证技术经纪人", "三(二)2", "按人去重，证书在有效期", 141, "人", ">=", 200,
            (8, 20, 37, 52, 70, 88, 101, 126, 141), Wait("青枫区科技局", "韩乐平", "核验 5 件申报", 2, mine=True)),
        row("fine", "联合实施重大技术攻关项目", "二", "合同或立项", 238, "项", ">=", 300,
            (10, 32, 58, 84, 110, 136, 160, 200, 238), None),
        row("done", "江苏省“双创人才”科技副总", "三(三)1", "省公布名单", 112, "名", ">", 100,
            (0, 0, 38, 38, 41, 79, 82, 109, 112), None),
        row("idle", "走访高校", "三(三)4", "十校十所进千企", 0, "所", "=", 10,
            (0, 0, 0, 0, 0, 0, 0, 0, 0), Wait(act="承办单位")),
    ]  # fmt: skip


def sample() -> dict[str, Any]:
    """Everything the style guide draws."""
    form = Appointment(
        {"name": "程砚之", "category": "graduate", "code": "91320499MA1Y93FD9I", "listed_on": "2021-03-05",
         "serves_until_on": "2024-03-04", "how": "one"}
    )  # fmt: skip
    form.is_valid()
    acts = [
        Button(
            "签订合同", "/sign/", allowed=False,
            reasons=(
                Reason("y", "领导班子集体决策 2021-03-29 通过，到会 7 人、回避 1 人"),
                Reason("x", "公示期未满，还差 3 日，2021-04-16 起可签", rule="国发〔2016〕16号 二", rule_url="#rule"),
                Reason("q", "应由卖方所在地登记处受理，顾宁（市技术市场）"),
                Reason("x", "合同缺必备条款“验收标准”", fix="现在补", fix_url="#mend", rule="民法典 第八百四十五条"),
            ),
        ),
        Button("核验", "/verify/", primary=True, note="通过后成为事实，江苏省产业教授 163 → 164。"),
        Button("退回", "/return/", asks=(Ask("reason", "退回原因"),)),
        Button("撤回公示", "/withdraw/", danger=True, note="撤回后 12 日作废，重新公示须再满 15 日。"),
    ]  # fmt: skip
    events = [
        Event(date(2021, 4, 16), "公示届满，可签订", tone="next"),
        Event(_at(26, 14, 8), "核验，成为事实", "韩乐平", number=47902, hash=DIGESTS[3], tone="key"),
        Event(_at(25, 9, 41), "补正后再提交", "周婉清", number=47655, hash=DIGESTS[1],
              files=(Paper("PDF", "三方协议（补盖章）.pdf", DIGESTS[1], "#paper"),)),
        Event(_at(23, 16, 20), "退回：三方协议缺企业盖章页", "韩乐平", number=47418, hash=DIGESTS[2], tone="warn",
              note="补盖章页后再提交，其余不用动"),
    ]  # fmt: skip
    papers = [
        Paper("PDF", "立项通知书（苏产学研 2021-0229）", DIGESTS[0], "#paper", "证明立项日与级别", 421_888, "摘要相符"),
        Paper(
            "JPG",
            "项目启动会签到表",
            DIGESTS[2],
            "#paper",
            "旁证",
            2_411_724,
            elsewhere="另用于 1 处",
            elsewhere_url="#fact",
        ),
    ]
    strip = [
        Step("草稿", "past", date(2021, 3, 22)), Step("待审核", "past", date(2021, 3, 22)), Step("待复核", "now", "第 2 天"),
        Step("已核验"), Step("已退回", "exit"), Step("已撤回", "exit"),
    ]  # fmt: skip
    return {
        "targets": _targets(),
        "chips": [Chip("全部", "#all", 15, True), Chip("落后", "#late", 4), Chip("等我", "#mine", 3), Chip("按辖市区", "#area")],
        "acts": acts,
        "events": events,
        "papers": papers,
        "steps": strip,
        "form": form,
        "draft_at": _at(26, 10, 24),
        "page": Paginator(range(2846), 50).page(2),
        "empty": Blank("还没有到账", "签订后导入银行回单或由财务登记；系统按约定自动对上应收。", "#see", "看一笔到账怎样变成奖补", "money"),
        "quote": "新增江苏省“双创人才”科技副总超100名,新增江苏省产业教授200名,科技副总牵头承担的省级产学研合作项目50项以上。",
        "marks": ["科技副总牵头承担的省级产学研合作项目50项以上"],
        "span": (4828, 4880),
        "plan": (date(2019, 1, 1), date(2021, 12, 31)),
        "asof": date(2021, 3, 31),
        "known": date(2021, 4, 12),
        "amounts": [Decimal(1_200_000), Decimal(800_000), Decimal(-28_400), None],
        "big": Decimal(1_586_000_000),
        "share": Decimal("0.62"),
        "gap": Decimal("0.129"),
        "digest": DIGESTS[0],
        "now": _at(26, 14, 8),
        "todo": [
            dict(zip(("due", "level", "title", "note", "act"), line, strict=True))
            for line in (
                ("今天", "late", "补齐验收标准", "制动盘许可：公示 04-15 届满，条款不全不能签", "补齐"),
                ("还有 2 天", "watch", "催签关联关系声明", "恒轨装备财务负责人未签，免责案卷缺此件", "催签"),
                ("04-30", "", "年度报告第 3 块", "合同数与到账已由系统填好，核对 4 处", "核对"),
            )
        ],
        "charts": True,
        "icons": [*STROKED, *SOLID],
        "quarters": [("2019Q1", 0, "4.2"), ("Q2", 2, "8.3"), ("Q3", 5, "12.5"), ("Q4", 8, "16.7"), ("2020Q1", 11, "20.8"),
                     ("Q2", 15, "25.0"), ("Q3", 19, "29.2"), ("Q4", 27, "33.3"), ("2021Q1", 31, "37.5")],
    }  # fmt: skip


def styleguide(request: HttpRequest) -> HttpResponse:
    """The style guide as a page."""
    return render(request, "styleguide.html", sample())
