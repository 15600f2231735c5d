"""The form of a kind (事实类型): made from its declaration alone, in groups, with what the seat brings filled in.

The form checks nothing itself: what is wrong comes from the same check as tables, API and demo city, and is said at the field.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.urls import reverse
from django.utils.translation import gettext as _

from jinliang.core.day import day as parse_day
from jinliang.core.field import folded
from jinliang.core.money import yuan
from jinliang.core.pack import CodeList, Field, Item, Kind, Pack
from jinliang.core.refusal import Refusal
from jinliang.core.statement import FieldFlaw
from jinliang.site.pages.tags import word
from jinliang.site.pages.tags.field import Objection
from jinliang.site.pages.tags.number import money
from jinliang.site.pages.tags.word import tr

_WHO, _WHAT, _WHEN = (
    ("party", "person"),
    ("text", "integer", "code", "entry", "yesno", "file"),
    ("date", "period", "amount"),
)
_OFFERED = ("party", "entry")


@dataclass(frozen=True, slots=True)
class Given:
    """A field nobody fills in: the seat brings it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Fields that belong together, in the order of the kind."""

    legend: str
    fields: tuple[BoundField | Given, ...]


class KindForm(forms.Form):
    """The fields of a kind as they stand in a draft. `flaws` is None before anybody has asked what is wrong."""

    use_required_attribute = False

    def __init__(
        self,
        kind: Kind,
        pack: Pack,
        values: Mapping[str, str],
        given: Mapping[str, str],
        flaws: Sequence[FieldFlaw] | None = None,
    ) -> None:
        self.kind, self.pack, self.given, self.flaws = kind, pack, given, flaws
        self.raw = {name: str(value) for name, value in values.items()}
        data = {one.id: _shown(one, self.raw.get(one.id, ""), pack) for one in kind.fields}
        super().__init__(data)
        for one in kind.fields:
            if not one.fill and one.id not in given:
                self.fields[one.id] = self._field(one)

    def full_clean(self) -> None:
        """Says at each field what the check found; nothing before it was asked."""
        self._errors = ErrorDict(renderer=self.renderer)
        self.cleaned_data: dict[str, Any] = {}
        for flaw in self.flaws or ():
            at = flaw.field if flaw.field in self.fields else None
            label = "" if at else _label(self.kind, flaw.field)
            self.add_error(at, self._objection(flaw, label))

    def _objection(self, flaw: FieldFlaw, label: str) -> Objection:
        """Value, rule and fix; what may be put in the field as it is becomes one click."""
        value = _("填的是“%(value)s”。") % {"value": flaw.value} if flaw.value else ""
        reason = tr(flaw.why)
        why = _("%(label)s：%(why)s") % {"label": label, "why": reason} if label else reason
        fill, fix = self._fill(flaw), tr(flaw.fix)
        if fill:
            told = {"suggestion": tr(flaw.suggestion), "fix": fix}
            fix = _("改成 %(suggestion)s（%(fix)s）") % told if fix else _("改成 %(suggestion)s") % told
        return Objection(_("。").join((why, value)) if value else why, fix, fill=fill)

    def _fill(self, flaw: FieldFlaw) -> str:
        """The suggestion as the field's control takes it: a code by its id, a day in ISO form."""
        if not flaw.suggestion or flaw.field not in self.fields:
            return ""
        field = self.kind.field(flaw.field)
        if field.type == "yesno":
            return ""
        return _shown(field, flaw.suggestion, self.pack)

    def _field(self, one: Field) -> forms.Field:
        common: dict[str, Any] = {"label": tr(one.label), "required": one.required, "help_text": self._help(one)}
        if one.type == "yesno":
            answers = [("是", _("是")), ("否", _("否"))]
            return forms.ChoiceField(choices=answers, widget=forms.RadioSelect, **common)
        if one.type == "code":
            return forms.ChoiceField(choices=self._choices(one), **common)
        return forms.CharField(widget=forms.TextInput(attrs=self._attributes(one)), **common)

    def _help(self, one: Field) -> str:
        unit = one.unit or ("元" if one.type == "amount" else "")
        said = [tr(one.help)] if one.help else []
        if unit:
            said.append(_("单位：%(unit)s") % {"unit": word.unit(unit)})
        if one.type in ("party", "entry") and not one.help:
            said.append(
                _("填名称或代码，库里有的会列出来") if one.type == "party" else _("填名称或编号，库里有的会列出来")
            )
        if told := _told(one, self.raw.get(one.id, "")):
            said.append(told)
        return _("；").join(said)

    def _attributes(self, one: Field) -> dict[str, str]:
        found = {"autocomplete": "off"}
        if one.type in ("integer", "amount"):
            found["inputmode"] = "numeric" if one.type == "integer" else "decimal"
        if one.type == "date" and (not self.raw.get(one.id) or _day(self.raw[one.id])):
            # What is no day stays visible as it was typed: a date control would show it as nothing.
            found["type"] = "date"
        if one.pattern:
            found["class"] = "jl-mono"
        if one.type in _OFFERED:
            found |= {
                "list": f"offers-{one.id}",
                "hx-get": reverse("offers", args=[self.kind.id, one.id]),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": f"#offers-{one.id}",
                "hx-swap": "innerHTML",
                "hx-sync": "this:replace",
            }
        return found

    def _choices(self, one: Field) -> list[tuple[str, str]]:
        """What may be chosen on the day the draft names; before it names one, all, with the days between which each may be."""
        codes, raw = self.pack.list(one.list), self.raw.get(one.id, "")
        day = self._day_of(one)
        usable = [item for item in codes.items if day is None or item.valid(day)]
        chosen = _item(codes, raw, day)
        shown = [*usable, *([chosen] if chosen and chosen not in usable else [])]
        choices = [(item.id, tr(item.label) if day and item in usable else _dated(item)) for item in shown]
        if raw and chosen is None:
            choices.append((raw, raw))
        return [("", _("请选择") if one.required else _("不填")), *choices]

    def _day_of(self, one: Field) -> date | None:
        return _day(self.raw.get(one.valid_on or self.kind.on, ""))

    def groups(self) -> Iterator[Group]:
        """The fields in three groups: who, what, when and how much; none is shown empty."""
        legends = {
            _WHO: _("单位和人"),
            _WHAT: _("内容"),
            _WHEN: _("日期和金额") if any(one.type == "amount" for one in self.kind.fields) else _("日期"),
        }
        for types, legend in legends.items():
            fields = tuple(self._shown(one) for one in self.kind.fields if one.type in types and not one.fill)
            if fields:
                yield Group(legend, fields)

    def _shown(self, one: Field) -> BoundField | Given:
        return Given(tr(one.label), self.given[one.id]) if one.id in self.given else self[one.id]

    @property
    def offered(self) -> list[str]:
        """The fields that offer what is on record while one types."""
        return [one.id for one in self.kind.fields if one.type in _OFFERED and one.id in self.fields]


def typed(kind: Kind, posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed into the fields of a kind; everything else that came with the form is left out."""
    return {one.id: str(posted[one.id]) for one in kind.fields if one.id in posted and not one.fill}


def _label(kind: Kind, field: str) -> str:
    return tr(next((one.label for one in kind.fields if one.id == field), field))


def _day(text: str) -> date | None:
    try:
        return parse_day(text) if text.strip() else None
    except Refusal:
        return None


def control(text: str) -> tuple[str, str]:
    """How a day that was typed stands in its control: type and value. What is no day stays visible, where a calendar would show nothing."""
    day = _day(text)
    return ("date", day.isoformat()) if day else ("text", text) if text.strip() else ("date", "")


def _shown(one: Field, text: str, pack: Pack) -> str:
    """A field's text as its control takes it."""
    text = text.strip()
    if one.type == "date":
        day = _day(text)
        return day.isoformat() if day else text
    if one.type == "code" and text:
        item = _item(pack.list(one.list), text, None)
        return item.id if item else text
    return text


def _item(codes: CodeList, text: str, day: date | None) -> Item | None:
    """The item meant by a code or a label, of two with the same label the one that may be used on the day."""
    found = [one for one in codes.items if text and folded(text) in (folded(one.id), folded(one.label))]
    return next((one for one in found if day is None or one.valid(day)), found[0] if found else None)


def _dated(item: Item) -> str:
    """An item with the days between which it may be used."""
    if item.first and item.last:
        when = _("%(first)s 至 %(last)s") % {"first": item.first, "last": item.last}
    elif item.first:
        when = _("%(first)s 起") % {"first": item.first}
    elif item.last:
        when = _("至 %(last)s") % {"last": item.last}
    else:
        return tr(item.label)
    return _("%(label)s（%(when)s）") % {"label": tr(item.label), "when": when}


def _told(one: Field, text: str) -> str:
    """A large amount as people say it, so that a zero too many is seen."""
    if one.type != "amount" or not text.strip():
        return ""
    try:
        figure, unit = money(yuan(text))
    except Refusal:
        return ""
    return "" if unit == _("元") else _("现在填的是 %(figure)s %(unit)s") % {"figure": figure, "unit": unit}
