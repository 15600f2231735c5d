"""The forms of a deal (交易): terms, declaration, decision, signature, registration, receipt. Money in yuan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jinliang.core.access import Viewer
from jinliang.core.pack import Pack
from jinliang.site.acts import contract, deal, receipt, resolution
from jinliang.site.acts.resolution import VOTES, Member
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.word import tr
from jinliang.site.pages.terms_form import DealForm, Proposing, day, file, lines, money
from jinliang.site.reads import clock
from jinliang.site.reads import pack as packs
from jinliang.site.reads.deal import Deal
from jinliang.store import Kept


class Declaring(DealForm):
    """Whether the own side is related to the other."""

    label = gettext_lazy("声明是否关联")
    lede = gettext_lazy("关联交易可以做，但拿不到奖补；声明不实的要追回。附盖章页的扫描件。")
    related = forms.ChoiceField(label=gettext_lazy("双方有没有关联"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=gettext_lazy("什么关联"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("控股、同一控制人、任职、亲属；没有的留空"),
    )
    file = file(gettext_lazy("声明的盖章页"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["related"].choices = [("no", _("没有")), ("yes", _("有"))]  # type: ignore[attr-defined]

    def do(self, viewer: Viewer, kept: Kept | None) -> Any:
        """Declares."""
        assert kept is not None
        data = self.cleaned_data
        return deal.declare(viewer, self.row.id, data["related"] == "yes", data["text"], kept)


class Attaching(DealForm):
    """A file behind a deal."""

    label = gettext_lazy("附文件")
    type = forms.ChoiceField(label=gettext_lazy("文件种类"))
    title = forms.CharField(label=gettext_lazy("叫什么"), required=False, max_length=200)
    file = file(gettext_lazy("文件"))

    def __init__(self, row: Deal, pack: Pack, *args: Any, **kwargs: Any) -> None:
        super().__init__(row, pack, *args, **kwargs)
        items = [(one.id, tr(one.label)) for one in pack.list("evidence_type").items]
        self.fields["type"].choices = items  # type: ignore[attr-defined]

    def do(self, viewer: Viewer, kept: Kept | None) -> Any:
        """Puts the file behind the deal."""
        assert kept is not None
        return deal.attach(viewer, self.row.id, kept, self.cleaned_data["type"], self.cleaned_data["title"])


class Resolving(DealForm):
    """How a body decided: members, votes, minutes."""

    label = gettext_lazy("记录集体决策")
    lede = gettext_lazy("除回避的以外至少三人表决，过半数同意才算通过。没有通过的回到洽谈。")
    held_on = day(gettext_lazy("开会日期"))
    members = forms.CharField(
        label=gettext_lazy("参加的人和表决"),
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("一行一人：姓名 职务 表决（同意、反对、弃权、回避），回避的在后面写原因"),
    )
    file = file(gettext_lazy("会议纪要"))

    def clean_members(self) -> list[Member]:
        """The members line by line."""
        said = {word: vote for vote, label in VOTES.items() for word in (label, _(label))}
        found: list[Member] = []
        for number, (name, title, vote, *note) in lines(self.cleaned_data["members"], 3, _("每行写：姓名 职务 表决")):
            if vote not in said:
                why = _("第 %(line)s 行：没有“%(vote)s”这种表决") % {"line": number, "vote": vote}
                raise Objection(why, _("可以填：%(votes)s") % {"votes": "、".join(VOTES.values())})
            found.append(Member(name, title, said[vote], " ".join(note)))
        return found

    def do(self, viewer: Viewer, kept: Kept | None) -> Any:
        """Records the decision."""
        assert kept is not None
        return resolution.resolve(viewer, self.row.id, self.cleaned_data["held_on"], self.cleaned_data["members"], kept)


class Signing(DealForm):
    """The signed contract."""

    label = gettext_lazy("签订合同")
    lede = gettext_lazy("双方在纸上签好、盖好章以后记录；公示过价格的，签订日要晚于公示的最后一天。")
    signed_on = day(gettext_lazy("签订日"))
    file = file(gettext_lazy("合同全文的扫描件"))

    def do(self, viewer: Viewer, kept: Kept | None) -> Any:
        """Records the signature."""
        assert kept is not None
        return contract.sign(viewer, self.row.id, self.cleaned_data["signed_on"], kept)


class Registering(DealForm):
    """A contract as the registry registers it."""

    label = gettext_lazy("认定登记")
    lede = gettext_lazy("在全国技术合同系统登记后，把编号和认定的技术交易额记到这里；登记即成为事实。")
    contract_no = forms.RegexField(
        "^(?:[0-9]{14}|[0-9]{16})$",
        label=gettext_lazy("合同登记编号"),
        help_text=gettext_lazy("14 位或 16 位数字"),
        error_messages={"invalid": gettext_lazy("不是 14 位或 16 位数字")},
    )
    technical = money(gettext_lazy("认定的技术交易额（元）"))
    registered_on = day(gettext_lazy("登记日"))
    file = file(gettext_lazy("登记证明"))

    @staticmethod
    def begun(row: Deal) -> dict[str, Any]:
        """The technical amount that the parties wrote, and today."""
        return {"technical": row.technical, "registered_on": clock.today()}

    def do(self, viewer: Viewer, kept: Kept | None) -> Any:
        """Registers the contract."""
        assert kept is not None
        data = self.cleaned_data
        return contract.register(
            viewer, self.row.id, data["contract_no"], data["technical"], data["registered_on"], kept
        )


class Receiving(DealForm):
    """Money that arrived."""

    label = gettext_lazy("记到账")
    lede = gettext_lazy("照银行回单记；一张发票只记一次。凭证没有写明技术部分的留空，按比例分摊时会标明。")
    on = day(gettext_lazy("到账日"))
    amount = money(gettext_lazy("到账金额（元）"))
    technical = money(gettext_lazy("其中技术部分（元）"), required=False)
    invoice = forms.CharField(label=gettext_lazy("发票号码"), max_length=30)
    file = file(gettext_lazy("银行回单"))

    def do(self, viewer: Viewer, kept: Kept | None) -> Any:
        """Records the receipt."""
        assert kept is not None
        data = self.cleaned_data
        technical: Decimal | None = data["technical"]
        return receipt.receive(viewer, self.row.id, data["on"], data["amount"], technical, data["invoice"], kept)


FORMS: Mapping[str, type[DealForm]] = {
    "propose": Proposing,
    "declare": Declaring,
    "attach": Attaching,
    "resolve": Resolving,
    "sign": Signing,
    "register": Registering,
    "receive": Receiving,
}
"""The acts that ask for more than a reason, each with its form."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A form of an act as it is first shown."""

    form: DealForm
    files: bool


def opened(row: Deal, act: str, data: Any = None, sent: Any = None) -> Opened:
    """The form of an act of a deal, filled with what is already known."""
    kind = FORMS[act]
    begun: Callable[[Deal], dict[str, Any]] | None = getattr(kind, "begun", None)
    form = kind(row, packs.plan(), data, sent, initial=begun(row) if begun else {})
    return Opened(form, "file" in form.fields)
