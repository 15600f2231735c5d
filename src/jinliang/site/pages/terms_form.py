"""The form of a deal's acts, and the terms of a deal as one side writes them. Money in yuan."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core.access import Viewer
from jinliang.core.day import day as parse_day
from jinliang.core.deal import PRICING
from jinliang.core.money import yuan
from jinliang.core.pack import Pack
from jinliang.core.refusal import Refusal
from jinliang.site.acts import deal
from jinliang.site.acts.deal import Instalment, Terms
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.word import tr
from jinliang.site.reads import clock
from jinliang.site.reads import deal as reads
from jinliang.site.reads.deal import Deal
from jinliang.store import Kept

WIDE = ("name", "instalments", "members", "text", "file")
"""Fields that take the whole line, with the texts of the terms."""


def day(label: Any, required: bool = True, **more: Any) -> forms.DateField:
    """A day."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, **more)


def money(label: Any, required: bool = True, **more: Any) -> forms.DecimalField:
    """An amount in yuan, to the fen."""
    return forms.DecimalField(label=label, required=required, max_digits=14, decimal_places=2, min_value=0, **more)


def file(label: Any) -> forms.FileField:
    """A scan that goes with the act."""
    return forms.FileField(label=label, help_text=gettext_lazy("PDF 或图片的扫描件，有盖章页"))


def lines(text: str, width: int, rule: str) -> Iterator[tuple[int, list[str]]]:
    """The lines of a small table typed as text: number and cells. Raises Objection naming the line that is too short."""
    for number, line in enumerate(text.splitlines(), 1):
        cells = line.replace("，", " ").replace("\t", " ").split()
        if cells and len(cells) < width:
            raise Objection(_("第 %(line)s 行只有 %(count)s 项") % {"line": number, "count": len(cells)}, rule)
        if cells:
            yield number, cells


class DealForm(forms.Form):
    """A form of one act of a deal; `files` says whether a file comes with it."""

    use_required_attribute = False
    label: ClassVar[Any] = ""
    lede: ClassVar[Any] = ""

    def __init__(self, row: Deal, pack: Pack, *args: Any, **kwargs: Any) -> None:
        self.row, self.pack = row, pack
        super().__init__(*args, **kwargs)

    @property
    def fields_shown(self) -> list[tuple[Any, bool]]:
        """Each field and whether it takes the whole line."""
        return [(one, one.name in WIDE or one.name.startswith("term-")) for one in self]

    def do(self, viewer: Viewer, kept: Kept | None) -> Any:
        """Does the act with what was written. Needs a valid form."""
        raise NotImplementedError


class Proposing(DealForm):
    """The terms of a deal as one side writes them."""

    label = gettext_lazy("写条款")
    lede = gettext_lazy("写到对方能同意为止；缺的条款会逐项列出来。金额单位都是元。")
    name = forms.CharField(label=gettext_lazy("项目名称"), max_length=120)
    contract_class = forms.ChoiceField(label=gettext_lazy("合同类别"), help_text=gettext_lazy("按今天有效的分类"))
    subclass = forms.ChoiceField(label=gettext_lazy("合同细类"), required=False)
    pricing = forms.ChoiceField(label=gettext_lazy("定价方式"), help_text=gettext_lazy("协议定价要公示"))
    price = money(gettext_lazy("成交额（元）"), help_text=gettext_lazy("合同写明的总价"))
    technical = money(gettext_lazy("技术交易额（元）"), help_text=gettext_lazy("总价减去设备、材料等非技术费用"))
    payment = forms.ChoiceField(label=gettext_lazy("支付方式"))
    instalments = forms.CharField(
        label=gettext_lazy("各期付款"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("一行一期：名目、到期日、金额（元），用空格分开"),
    )
    begins_on = day(gettext_lazy("履行期限起"))
    ends_on = day(gettext_lazy("履行期限止"))
    ip = forms.ChoiceField(label=gettext_lazy("知识产权"), required=False)
    technology = forms.ChoiceField(label=gettext_lazy("技术领域"), required=False)
    intermediary = forms.ChoiceField(
        label=gettext_lazy("中介方"), required=False, help_text=gettext_lazy("促成交易的技术转移机构；计划的奖补给它")
    )

    def __init__(self, row: Deal, pack: Pack, *args: Any, **kwargs: Any) -> None:
        super().__init__(row, pack, *args, **kwargs)
        today = clock.today()
        lists = {
            "contract_class": "contract_class", "subclass": "contract_subclass", "payment": "payment_mode", "ip": "ip_type",
            "technology": "technology_field",
        }  # fmt: skip
        for name, list in lists.items():
            items = [(one.id, tr(one.label)) for one in pack.list(list).items if one.valid(today)]
            self._choices(name, [("", _("请选择")), *items])
        self._choices("pricing", [("", _("请选择")), *((one, _(label)) for one, label in PRICING.items())])
        mediators = [(str(one.id), one.name) for one in reads.mediators() if one.id != row.buyer_id]
        self._choices("intermediary", [("", _("没有")), *mediators])
        for one in pack.list("contract_term").items:
            self.fields[f"term-{one.id}"] = forms.CharField(
                label=tr(one.label), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
            )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @staticmethod
    def begun(row: Deal) -> dict[str, Any]:
        """What the form shows first: the terms so far, or what the two listings already say."""
        offer = row.match.offer
        start: dict[str, Any] = {
            "name": row.name or offer.title,
            "technology": row.technology or offer.field,
            "price": row.price or offer.high or offer.low,
            "technical": row.technical or row.price,
            "contract_class": row.contract_class, "subclass": row.subclass, "pricing": row.pricing, "payment": row.payment,
            "ip": row.ip, "begins_on": row.begins_on, "ends_on": row.ends_on, "intermediary": row.intermediary_id or "",
        }  # fmt: skip
        start["instalments"] = "\n".join(
            f"{one.label} {one.due_on} {one.amount:f}" for one in row.terms.order_by("due_on")
        )
        needed = [str(one) for one in row.match.need.must]
        if not row.written and needed:
            start["term-content_scope_requirement"] = _("需方的硬要求：%(said)s") % {"said": "；".join(needed)}
        return start | {f"term-{id}": text for id, text in row.written.items()}

    def clean_instalments(self) -> list[Instalment]:
        """The instalments line by line."""
        rule, found = _("每行写：名目 到期日 金额"), []
        for number, cells in lines(self.cleaned_data["instalments"], 3, rule):
            try:
                found.append(Instalment(cells[0][:60], parse_day(cells[1]), yuan(cells[2])))
            except Refusal as no:
                raise Objection(
                    _("第 %(line)s 行：%(why)s") % {"line": number, "why": tr(no.why)}, tr(no.fix)
                ) from None
        return found

    def do(self, viewer: Viewer, kept: Kept | None) -> Deal:
        """Writes the terms."""
        data = self.cleaned_data
        plain = ("name", "contract_class", "subclass", "pricing", "price", "technical", "payment", "ip", "technology")
        written = {name.removeprefix("term-"): text for name, text in data.items() if name.startswith("term-")}
        terms = Terms(
            **{name: data[name] for name in (*plain, "begins_on", "ends_on", "instalments")},
            written=written,
            intermediary=int(data["intermediary"]) if data["intermediary"] else None,
        )
        return deal.propose(viewer, self.row.id, terms)
