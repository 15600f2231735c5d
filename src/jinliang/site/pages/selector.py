"""What an indicator or an award asks of facts (计数条件), in words."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from jinliang.core.pack import Indicator, Kind, Pack
from jinliang.core.select import Condition, Held
from jinliang.site.pages.tags.word import tr


def words(pack: Pack, one: Indicator, as_of: date) -> str:
    """What an indicator counts, in one sentence: kind, conditions, days."""
    kind = pack.kind(one.selector.kind)
    parts = [tr(kind.label), *(condition(pack, kind, each) for each in one.selector.where)]
    on = tr(kind.field(kind.on).label)
    if one.mode == "stock":
        parts.append(_("在 %(day)s 当天有效") % {"day": as_of})
    else:
        period = one.period or pack.period
        last = min(as_of, period.last)
        parts.append(_("%(on)s在 %(first)s 至 %(last)s") % {"on": on, "first": period.first, "last": last})
    return _("，且").join(parts)


def condition(pack: Pack, kind: Kind, one: Condition) -> str:
    """One condition of a selector in words."""
    field = next((each for each in kind.fields if one.field in (each.id, f"role:{each.role}")), None)
    label = tr(field.label if field else {"on": kind.field(kind.on).label, "area": "辖市区"}.get(one.field, one.field))
    if isinstance(one.value, Held):
        held = pack.kind(one.value.kind)
        return _("%(who)s当天在“%(held)s”的有效期内") % {"who": label, "held": tr(held.label)}
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    told = _("、").join(_value(pack, field.list if field else "", each) for each in values)
    said = {
        "equals": _("%(field)s是%(value)s"),
        "one_of": _("%(field)s是%(value)s"),
        "at_least": _("%(field)s不低于%(value)s"),
        "at_most": _("%(field)s不高于%(value)s"),
        "not": _("%(field)s不是%(value)s"),
    }[one.op]
    return said % {"field": label, "value": told}


def _value(pack: Pack, list_: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("“是”") if value else _("“否”")
    item = pack.list(list_).item(str(value)) if list_ else None
    return tr(item.label) if item else str(value)
