"""Words that come from below the site (the core's labels, the packs' kinds, fields and lists) in the reader's language.

The code keeps them in Chinese, and so do facts and journal; they are looked up where they are shown, never where they are compared.
What the catalogue does not hold is shown as it stands: the words of a pack that was adopted later, names, quotations.
"""

from __future__ import annotations

from django.utils.translation import gettext, pgettext

from jinliang.core.refusal import Composed


def tr(value: object) -> str:
    """`{{ kind.label|tr }}`: a label or a whole sentence in the reader's language. A look-up takes two microseconds or so."""
    if isinstance(value, Composed):
        return gettext(value.template) % {name: _part(part, value.between) for name, part in value.parts.items()}
    text = _text(value)
    return gettext(text)


def _part(part: str | tuple[str, ...], between: str) -> str:
    """A part of a composed sentence; several are joined as the reader's language joins them."""
    return tr(part) if isinstance(part, str) else gettext(between).join(map(tr, part))


def unit(value: object) -> str:
    """`{{ indicator.unit|unit }}`: a unit (项, 名, 家) in the reader's language; apart from `tr`, for 人 is also the head of a column."""
    text = _text(value)
    return pgettext("unit", text) if text else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else "" if value is None else str(value)
