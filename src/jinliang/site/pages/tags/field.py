"""Form fields as the look wants them: errors that say the value, the rule and the fix, and controls tied to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jinliang.core.refusal import Flaw, Refusal


class Objection(ValidationError):
    """What is wrong with a field and how to put it right: a ValidationError that keeps the fix apart from the reason.

    `fill` is the value that would be right: the page offers it as one click. `rule` and `rule_url` cite where it is written.
    """

    def __init__(
        self, why: str, fix: str = "", *, fill: str = "", rule: str = "", rule_url: str = "", code: str = "invalid"
    ) -> None:
        super().__init__(why, code=code)
        self.why = why
        self.fix = fix
        self.fill = fill
        self.rule = rule
        self.rule_url = rule_url

    @classmethod
    def of(cls, wrong: Refusal | Flaw, fill: str = "") -> Objection:
        """The same complaint from the core, to be shown at a field."""
        code = wrong.code if isinstance(wrong, Refusal) else "invalid"
        return cls(wrong.why, wrong.fix, fill=fill, code=code)


@dataclass(frozen=True, slots=True)
class Wrong:
    """One line of a field's or a form's errors, ready to be shown."""

    why: str
    fix: str = ""
    fill: str = ""
    rule: str = ""
    rule_url: str = ""
    label: str = ""
    anchor: str = ""


def wrongs(field: BoundField) -> list[Wrong]:
    """What is wrong with a bound field, each with its fix where the form gave one."""
    return list(_lines(field.errors.as_data(), str(field.label), field.id_for_label or field.auto_id or ""))


def all_wrongs(form: BaseForm) -> list[Wrong]:
    """What is wrong with a form, in the order of its fields, each with the place to jump to; what concerns the whole comes first."""
    found = list(_lines(form.non_field_errors().as_data(), "", ""))
    for field in form:
        found += wrongs(field)
    return found


def _lines(errors: list[ValidationError], label: str, anchor: str) -> Iterator[Wrong]:
    for error in errors:
        if isinstance(error, Objection):
            yield Wrong(error.why, error.fix, error.fill, error.rule, error.rule_url, label, anchor)
        elif error.code == "required":
            yield Wrong(_("没有填。"), label=label, anchor=anchor)
        else:
            for message in error.messages:
                yield Wrong(message, label=label, anchor=anchor)


_CLASSES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, ""),
    (forms.RadioSelect, ""),
    (forms.CheckboxSelectMultiple, ""),
    (forms.Select, "form-select"),
)


def shape(field: BoundField) -> str:
    """Which way a field is laid out: `hidden`, `check` (one box), `choice` (radios or boxes), `file`, or `line`."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, forms.CheckboxInput):
        return "check"
    if isinstance(widget, (forms.RadioSelect, forms.CheckboxSelectMultiple)):
        return "choice"
    return "file" if isinstance(widget, forms.FileInput) else "line"


def control(field: BoundField) -> SafeString:
    """The field's own control with the product's class; Django ties help and errors to it by `aria-describedby`."""
    widget = field.field.widget
    own = str(widget.attrs.get("class", ""))
    ours = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "form-control")
    classes = f"{own} {ours}".strip()
    return field.as_widget(attrs={"class": classes} if classes else None)
