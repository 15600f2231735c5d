"""The forms of a patent (专利): registered, its status, its fees, a valuation, standing terms. Loans in 万元, fees in yuan."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core.patent import LICENCES, STATUS, WAYS
from jinliang.core.valuation import INDICES, SCENES
from jinliang.packs.patent import check_patent
from jinliang.site.acts.patent import NewPatent, Terms
from jinliang.site.pages.tags.field import Objection
from jinliang.site.reads import clock
from jinliang.site.reads.patent import Patent

WAN = Decimal(10_000)
_BETWEEN = re.compile(r"[\s,，、；;]+")
_LINES = re.compile(r"[\n；;]+")


def _day(label: Any, required: bool = True, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    formats = ["%Y-%m-%d", "%Y/%m/%d"]
    return forms.DateField(label=label, required=required, widget=widget, input_formats=formats, **more)


def _document() -> forms.CharField:
    help = gettext_lazy("文件名、文号和日期")
    return forms.CharField(label=gettext_lazy("凭什么"), max_length=200, help_text=help)


class Registering(forms.Form):
    """A patent to be registered; its kind is read from the number."""

    use_required_attribute = False
    number = forms.CharField(label=gettext_lazy("专利号"), max_length=24)
    title = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    applied_on = _day(gettext_lazy("申请日"))
    granted_on = _day(gettext_lazy("授权日"), required=False, help_text=gettext_lazy("还在审查的不填"))
    status = forms.ChoiceField(label=gettext_lazy("法律状态"), choices=list(STATUS.items()), initial="in_force")
    since = _day(gettext_lazy("状态日期"), help_text=gettext_lazy("变成这个状态的那天"))
    paid = forms.IntegerField(
        label=gettext_lazy("年费缴到第几年"),
        min_value=0,
        max_value=20,
        initial=0,
        help_text=gettext_lazy("自申请日起的年度"),
    )
    sei_code = forms.CharField(
        label=gettext_lazy("战略性新兴产业分类"),
        max_length=16,
        required=False,
        help_text=gettext_lazy("代码，如 3.1.2"),
    )
    family = forms.CharField(
        label=gettext_lazy("海外同族授权地"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("国家或地区的两位字母代码，用顿号分开"),
    )
    pledge = forms.DecimalField(
        label=gettext_lazy("质押融资（万元）"), min_value=0, max_digits=10, decimal_places=2, required=False
    )
    awards = forms.CharField(
        label=gettext_lazy("获奖"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("一行一项，写全称和年份"),
    )  # fmt: skip
    implemented = forms.BooleanField(label=gettext_lazy("已经实施（自己用、许可或转让过）"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(one, _(label)) for one, label in STATUS.items()]  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """The number in its one spelling, its check character right."""
        checked = check_patent(str(self.cleaned_data["number"]).strip(), clock.today())
        if not checked.valid:
            raise Objection(checked.why, checked.fix, fill=checked.suggestion or "")
        return checked.number

    def clean_family(self) -> tuple[str, ...]:
        """Places by their two letters."""
        found = tuple(one.upper() for one in _BETWEEN.split(self.cleaned_data["family"]) if one)
        if any(not re.fullmatch("[A-Z]{2}", one) for one in found):
            raise Objection(_("不是国家或地区的两个字母。"), _("填两位字母代码，用顿号分开"))
        return found

    def said(self) -> NewPatent:
        """What was written. Needs a valid form."""
        data = self.cleaned_data
        kind = check_patent(data["number"]).kind or ""
        awards = tuple(one.strip()[:60] for one in _LINES.split(data["awards"]) if one.strip())
        given = {
            name: data[name]
            for name in ("number", "title", "applied_on", "granted_on", "status", "since", "paid", "sei_code")
        }
        pledge = (data["pledge"] or Decimal(0)) * WAN
        return NewPatent(
            kind=kind, family=data["family"], pledge=pledge, awards=awards, implemented=data["implemented"], **given
        )


class Changing(forms.Form):
    """A change of the legal status."""

    use_required_attribute = False
    status = forms.ChoiceField(label=gettext_lazy("变成"))
    on = _day(gettext_lazy("哪天"))
    document = _document()

    def __init__(self, row: Patent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [(one, _(STATUS[one])) for one in WAYS[row.status]]  # type: ignore[attr-defined]

    def said(self) -> Mapping[str, Any]:
        """What the act asks."""
        return self.cleaned_data


class Paying(forms.Form):
    """Fees that were paid."""

    use_required_attribute = False
    year = forms.IntegerField(label=gettext_lazy("缴到第几年"), min_value=1, max_value=20)
    document = _document()

    def __init__(self, row: Patent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["year"].initial = row.paid + 1

    def said(self) -> Mapping[str, Any]:
        """What the act asks."""
        return self.cleaned_data


class Valuing(forms.Form):
    """A valuation: a scene, and a score for every index."""

    use_required_attribute = False
    scene = forms.ChoiceField(label=gettext_lazy("场景"))

    def __init__(self, row: Patent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scene"].choices = [(one, _(label)) for one, label in SCENES.items()]  # type: ignore[attr-defined]
        for one, label in INDICES.items():
            widget = forms.NumberInput(attrs={"step": 5})
            self.fields[one] = forms.IntegerField(label=_(label), min_value=0, max_value=100, widget=widget)

    def said(self) -> Mapping[str, Any]:
        """What the act asks."""
        data = self.cleaned_data
        return {"scene": data["scene"], "inputs": {one: data[one] for one in INDICES}}


class Offering(forms.Form):
    """Standing terms of a licence."""

    use_required_attribute = False
    way = forms.ChoiceField(label=gettext_lazy("方式"))
    fee = forms.DecimalField(
        label=gettext_lazy("许可费（元）"),
        min_value=0,
        max_digits=14,
        decimal_places=2,
        help_text=gettext_lazy("免费的写 0"),
    )
    months = forms.IntegerField(label=gettext_lazy("许可期限（月）"), min_value=1, max_value=240, initial=36)
    first = _day(gettext_lazy("自"))
    last = _day(gettext_lazy("至"), required=False)
    conditions = forms.CharField(
        label=gettext_lazy("条件"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("先用后付写明什么时候、按什么付"),
    )  # fmt: skip
    report = forms.CharField(
        label=gettext_lazy("专利权评价报告编号"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("实用新型和外观设计开放许可要有"),
    )

    def __init__(self, row: Patent, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["first"].initial = clock.today()
        self.fields["way"].choices = [(one, _(label)) for one, label in LICENCES.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The last day does not come before the first."""
        data = super().clean() or self.cleaned_data
        first, last = data.get("first"), data.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", Objection(_("早于起日。"), _("填之后的日子，长期的不填")))
        return data

    def said(self) -> Mapping[str, Any]:
        """What the act asks."""
        return {"terms": Terms(**self.cleaned_data)}


FORMS: Mapping[str, type[Changing | Paying | Valuing | Offering]] = {
    "pay": Paying, "value": Valuing, "open": Offering, "state": Changing,
}  # fmt: skip
"""The acts that ask more than a reason."""
