"""The tags and filters of every page: `{% load jl %}`.

Values to show come as plain values or as the frozen dataclasses of `jinliang.site.pages.tags.part`. Parts that need no arguments of
their own are included instead: parts/field.html, errsum.html, savebar.html, empty.html, toast.html, pager.html, filter.html.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

from jinliang.site.pages.frame import initials
from jinliang.site.pages.tags import drawing, field, number, quotation
from jinliang.site.pages.tags import icon as icons
from jinliang.site.pages.tags import piece as pieces
from jinliang.site.pages.tags import word as words
from jinliang.site.pages.tags.number import Figure
from jinliang.site.pages.tags.part import Button, Event, Paper, Step, Wait

register = template.Library()

for _filter in (
    number.count,
    number.yuan,
    number.share,
    number.points,
    number.target,
    number.digest,
    number.day,
    number.known,
    number.instant,
    number.size,
    quotation.fullwidth,
    words.tr,
    words.unit,
    initials,
):
    register.filter(_filter.__name__, _filter)

_STATUS: dict[str, tuple[str, str]] = {
    "late": ("diamond", gettext_noop("落后")),
    "watch": ("triangle", gettext_noop("关注")),
    "fine": ("circle", gettext_noop("正常")),
    "done": ("check", gettext_noop("已达成")),
    "idle": ("dash", gettext_noop("未开始")),
    "go": ("clock", gettext_noop("在办")),
}


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """`{% icon "search" %}`, `{% icon "chevron" "jl-back" %}`: an icon as inline SVG; the names stand in pages/tags/icon.py."""
    return icons.icon(name, extra)


@register.simple_tag
def logo() -> SafeString:
    """`{% logo %}`: the bridge beside the product's name."""
    return SafeString(icons.LOGO)


@register.simple_tag
def piece(name: str, **values: Any) -> SafeString:
    """`{% piece "claims/row.html" one=one %}`: a part drawn with these values alone, once, and kept; for rows of long lists."""
    return pieces.piece(name, **values)


@register.simple_tag
def status(state: str, word: str = "", tag: bool = False) -> SafeString:
    """`{% status "late" %}`, `{% status "late" word="逾期 12 天" tag=True %}`: shape + word + colour, never a bare dot.

    States: late ◆ 落后, watch ▲ 关注, fine ● 正常, done ✓ 已达成, idle – 未开始, go ◷ 在办.
    `word` says it otherwise, `tag` sets it on a wash.
    """
    shape, usual = _STATUS[state]
    return format_html(
        '<span class="jl-st -{}{}">{}{}</span>',
        state,
        " -tag" if tag else "",
        icons.icon(shape),
        words.tr(word or usual),
    )


@register.simple_tag
def wait(waiting: Wait | None) -> SafeString:
    """`{% wait row.wait %}`: 等谁, always hourglass, body, person, act, days; `–` when it waits for nobody.

    Takes anything with the attributes of `part.Wait`. What waits for the reader says 您 in the accent colour.
    """
    if waiting is None:
        return format_html('<span class="jl-quiet jl-small">{}</span>', number.NONE)
    named = " ".join(words.tr(part) for part in (waiting.party, waiting.person) if part) or _("待指定")
    who = format_html("<b>{}</b>", _("您")) if waiting.mine else escape(named)
    if waiting.url:
        who = format_html('<a class="text-reset" href="{}">{}</a>', waiting.url, who)
    days = waiting.days
    if isinstance(days, int):
        days = _("今天") if days == 0 else _("%(days)s 天") % {"days": number.count(days)}
    comma = pgettext("before the days", " ")
    told = (
        SafeString("")
        if not days
        else format_html('{}<em class="-{}">{}</em>', comma, waiting.level, days)
        if waiting.level
        else format_html("{}<em>{}</em>", comma, days)
    )
    act = format_html("{}{}", pgettext("before an act", " "), words.tr(waiting.act)) if waiting.act else ""
    return format_html(
        '<span class="jl-wait{}">{}<span>{}{}{}</span></span>',
        " -me" if waiting.mine else "",
        icons.icon("hourglass"),
        who,
        act,
        told,
    )


def _told(text: str, unit: str, href: str, strong: bool) -> SafeString:
    """A figure and its unit on one line: dotted when it opens, red when negative."""
    inner = format_html('<a class="jl-n" href="{}">{}</a>', href, text) if href else escape(text)
    low = text.startswith(number.MINUS)
    css = " ".join(part for part in ("jl-val" if strong else "", "jl-minus" if low else "") if part)
    shown = format_html('<span class="{}">{}</span>', css, inner) if css else inner
    told = format_html('<span class="jl-u">{}</span>', unit) if unit else ""
    return format_html('<span class="jl-fig">{}{}</span>', shown, told)


@register.simple_tag
def figure(
    value: Figure | str | None, unit: str = "", href: str = "", like: Figure | None = None, strong: bool = True
) -> SafeString:
    """`{% figure reading.value "项" url %}`: a number and its unit; with `href` it wears the dotted line and opens.

    Unit 元 tells money in 万元 or 亿元; `like=target` tells it in the target's unit. A string is shown as it is (a range 42–52).
    `strong=False` is the plain size for ordinary cells.
    """
    if unit == "元" and not isinstance(value, str):
        text, unit = number.money(value, like)
    else:
        text = value if isinstance(value, str) and value else number.count(value)  # type: ignore[arg-type]
    return _told(text, "" if text == number.NONE else words.unit(unit), href, strong)


@register.simple_tag
def money(amount: Figure | None, href: str = "", like: Figure | None = None) -> SafeString:
    """`{% money award.amount %}`: 142.00 万元, from 1 亿 on 15.86 亿元; below ten thousand in yuan. Amount in yuan."""
    text, unit = number.money(amount, like)
    return _told(text, unit, href, strong=False)


@register.simple_tag
def goal(value: Figure | None, operator: str = ">=", unit: str = "", like: Figure | None = None) -> SafeString:
    """`{% goal target.value target.operator "元" like=reading.value %}`: the target with its true operator, quiet, beside its reading."""
    return format_html('<span class="jl-of">{}</span>', number.goal(value, operator, unit, like))


@register.simple_tag
def pace(
    done: Figure | None, due: Figure | None = None, status: str = "fine", width: int = 220, due_is: str = "time"
) -> SafeString:
    """`{% pace row.share row.due row.status %}`: the bar of progress against time, hatched where it is owed.

    Shares of the target (0.62); done None = unknown, more than 1 fills; due None = no pace promised. `due_is="plan"` where yearly targets
    or a calendar set the pace instead of time. `width=420` on a reading page.
    """
    return drawing.pace(done, due, status, width, due_is)


@register.simple_tag
def spark(
    values: Sequence[Figure | None], due: Sequence[Figure | None] = (), status: str = "fine", label: str = ""
) -> SafeString:
    """`{% spark row.quarters row.quarters_due row.status %}`: nine quarters as a line, the pace dashed behind."""
    return drawing.spark(values, due, status, label)


@register.simple_tag
def clock(first: date, last: date, day: date) -> SafeString:
    """`{% clock plan.first plan.last asof %}`: the plan clock, for a `.jl-clock` row; 已过 74.9%."""
    return drawing.clock(first, last, day)


@register.simple_tag(name="hash")
def hash_(value: str, form: str = "short") -> SafeString:
    """`{% hash entry.hash %}`, `{% hash file.digest "long" %}`: a shortened digest; title and copying give the whole."""
    return format_html(
        '<span class="jl-hash" title="{}" data-copy="{}">{}</span>', value, value, number.digest(value, form)
    )


@register.simple_tag
def cite(place: str, url: str = "") -> SafeString:
    """`{% cite "三（三）1" url %}`: a citation inside a line, in brass and corner brackets."""
    shown = quotation.fullwidth(place)
    if url:
        return format_html('<a class="jl-cite" href="{}">{}</a>', url, shown)
    return format_html('<span class="jl-cite">{}</span>', shown)


@register.inclusion_tag("parts/clause.html")
def clause(
    citation: str,
    quote: str,
    marks: Iterable[quotation.Mark] = (),
    place: str = "",
    span: tuple[int, int] | None = None,
    url: str = "",
    small: bool = False,
    link: str = "",
) -> dict[str, Any]:
    """`{% clause "行动计划" clause.quote clause.marks clause.place clause.span url small=True %}`: quoted official text on ivory.

    `quote` is exact; `marks` are the decisive words, or (start, end) within the quote; `span` the characters of the source, from 0, end
    exclusive (shown counting from 1); `link` the words of the link (在原文中看). At most two a view.
    """
    return {
        "citation": citation,
        "stored": quote.replace("\n", ""),
        "text": quotation.marked(quote, marks),
        "place": quotation.fullwidth(place),
        "first": span[0] + 1 if span else None,
        "last": span[1] if span else None,
        "url": url,
        "link": link,
        "small": small,
    }


@register.inclusion_tag("parts/verdicts.html")
def verdicts(acts: Sequence[Button], prefix: str = "w") -> dict[str, Any]:
    """`{% verdicts acts %}`: every act of a record (`part.Button`), blocked ones greyed with their reasons, still in reach of the keyboard.

    `part.buttons(possible(...), url)` makes them from a life. Give a second list on a page its own `prefix`.
    """
    return {"acts": acts, "prefix": prefix}


@register.inclusion_tag("parts/life.html")
def life(steps: Sequence[Step], label: str = "") -> dict[str, Any]:
    """`{% life steps %}`: the life strip (`part.Step`); `part.steps(LIFE, state, passed)` makes them from a life."""
    return {"steps": steps, "label": label}


@register.inclusion_tag("parts/timeline.html", takes_context=True)
def timeline(context: template.Context, items: Sequence[Event], today: date | None = None) -> dict[str, Any]:
    """`{% timeline events %}`: a journal (`part.Event`), newest first; instants in city time, this year's without the year.

    This year is that of `today`, else of the frame's city day.
    """
    return {"items": items, "today": today or getattr(context.get("frame"), "city_day", None)}


@register.inclusion_tag("parts/evidence.html")
def evidence(item: Paper) -> dict[str, Any]:
    """`{% evidence paper %}`: a file of evidence (`part.Paper`): what it proves, size, digest, what checking found."""
    return {"item": item}


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """`{% control field %}`: a form field's own control, classed; parts/field.html uses it."""
    return field.control(bound)


@register.filter
def shape(bound: BoundField) -> str:
    """`{{ field|shape }}`: hidden, check, choice, file or line; parts/field.html lays fields out by it."""
    return field.shape(bound)


@register.filter
def wrongs(bound: BoundField) -> list[field.Wrong]:
    """`{% for wrong in field|wrongs %}`: a field's errors, the fix apart from the reason (`field.Objection`)."""
    return field.wrongs(bound)


@register.filter
def all_wrongs(form: BaseForm) -> list[field.Wrong]:
    """`{% for wrong in form|all_wrongs %}`: a form's errors in the order of its fields, each with the place to jump to."""
    return field.all_wrongs(form)
