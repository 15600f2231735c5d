"""Small figures drawn on the server as SVG: pace, sparkline, plan clock. They print, need no script and carry their sentence.

Widths are SVG attributes, never styles, so that a strict Content-Security-Policy holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from jinliang.site.pages.tags.number import Figure, exact, points, share

_BAR_Y, _BAR_H = 6, 8
_STROKE_STEP, _STROKE_RUN, _STROKE_LOW, _STROKE_HIGH = 4.5, 6.0, 13.4, 6.6


def coordinate(value: float) -> str:
    """A coordinate with one decimal and no needless zero.

    >>> coordinate(164.76), coordinate(8.0)
    ('164.8', '8')
    """
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def pace_sentence(done: Figure | None, due: Figure | None, due_is: str = "time") -> str:
    """What the pace bar says to those who cannot see it: done, due, and what is owed or ahead."""
    if done is None:
        return _("完成未知")
    said = [_("完成 %(share)s") % {"share": share(done)}]
    if due is not None:
        words = _("时间已过 %(share)s") if due_is == "time" else _("按计划应有 %(share)s")
        said.append(words % {"share": share(due)})
        gap = exact(due) - exact(done)
        if gap > 0:
            said.append(_("欠 %(points)s") % {"points": points(gap)})
    return _("，").join(said)


def _hatching(start: float, stop: float) -> str:
    """Strokes over what is owed, from two units after the bar to the tick, the last ones cut off at the tick."""
    strokes: list[str] = []
    x = start + 2
    while x < stop:
        run = min(_STROKE_RUN, stop - x)
        top = _STROKE_LOW - (_STROKE_LOW - _STROKE_HIGH) * run / _STROKE_RUN
        strokes.append(f"M{coordinate(x)} {_STROKE_LOW}L{coordinate(x + run)} {coordinate(top)}")
        x += _STROKE_STEP
    return f'<path class="-gap" d="{"".join(strokes)}"/>' if strokes else ""


def pace(
    done: Figure | None, due: Figure | None = None, status: str = "fine", width: int = 220, due_is: str = "time"
) -> SafeString:
    """The pace bar: what is done, a tick for what is due, hatching over what is owed between them.

    `done` and `due` are shares of the target; done beyond 1 fills the bar, None draws an empty one; due None draws no tick
    (no pace was promised). `status` is late, watch, fine, done or idle; `due_is` is `time` or `plan` and only changes the words.
    """
    track = f'<rect class="-track" x="0" y="{_BAR_Y}" width="{width}" height="{_BAR_H}" rx="1.5"/>'
    parts = [track]
    filled = 0.0 if done is None else width * min(max(float(done), 0.0), 1.0)
    if filled:
        parts.append(
            f'<rect class="-fill" x="0" y="{_BAR_Y}" width="{coordinate(filled)}" height="{_BAR_H}" rx="1.5"/>'
        )
    if due is not None:
        tick = width * min(max(float(due), 0.0), 1.0)
        if done is not None and exact(done) < exact(due):
            parts.append(_hatching(filled, tick))
        parts.append(f'<path class="-time" d="M{coordinate(tick)} 2V18"/>')
        parts.append(f'<path class="-cap" d="M{coordinate(tick - 3.2)} .5h6.4l-3.2 4z"/>')
    sentence = escape(pace_sentence(done, due, due_is))
    return SafeString(
        f'<svg class="jl-pace -{escape(status)}" viewBox="0 0 {width} 18" role="img" aria-label="{sentence}">'
        f"{''.join(parts)}</svg>"
    )


def _line(points_: Sequence[Figure | None], top: float, count: int) -> list[tuple[float, float] | None]:
    """Values as places in the 96 x 26 box: evenly across, zero on the ground, `top` just under the edge."""
    step = 88 / max(count - 1, 1)
    return [
        None if value is None else (4 + i * step, 23 - 20 * (float(value) / top if top else 0.0))
        for i, value in enumerate(points_)
    ]


def _path(places: Sequence[tuple[float, float] | None]) -> str:
    drawn: list[str] = []
    for before, place in pairwise([None, *places]):
        if place is not None:
            drawn.append(f"{'M' if before is None else 'L'}{coordinate(place[0])} {coordinate(place[1])}")
    return "".join(drawn)


def spark(
    values: Sequence[Figure | None],
    due: Sequence[Figure | None] = (),
    status: str = "fine",
    label: str = "",
) -> SafeString:
    """The sparkline of the last quarters (nine, as a rule), the pace due as a dashed line behind it, a dot on the newest.

    A quarter without a value (None) breaks the line. It is decoration beside the number, hidden from screen readers unless it
    has a `label`.
    """
    known = [float(value) for value in (*values, *due) if value is not None]
    top = max(known, default=0.0)
    count = max(len(values), len(due))
    line = _line(values, top, count)
    parts = [f'<path class="-p" d="{_path(_line(due, top, count))}"/>'] if due else []
    if any(line):
        parts.append(f'<path class="-l" d="{_path(line)}"/>')
        x, y = [place for place in line if place is not None][-1]
        parts.append(f'<circle class="-d" cx="{coordinate(x)}" cy="{coordinate(y)}" r="2.6"/>')
    reader = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return SafeString(f'<svg class="jl-spark -{escape(status)}" viewBox="0 0 96 26" {reader}>{"".join(parts)}</svg>')


def clock(first: date, last: date, day: date) -> SafeString:
    """The plan clock: the whole period with its years ticked, and how much of it has passed by the end of a day.

    Both ends count, so the first day of three years has passed 1 of 1096 days. Before the period nothing has passed, after it all.
    """
    whole = (last - first).days + 1
    gone = min(max((day - first).days + 1, 0), whole)
    now = 560 * gone / whole
    parts = [
        '<rect class="-track" x="0" y="18" width="560" height="8" rx="2"/>',
        f'<rect class="-fill" x="0" y="18" width="{coordinate(now)}" height="8" rx="2"/>',
    ]
    years: list[str] = []
    for year in range(first.year + 1, last.year + 1):
        x = 560 * (date(year, 1, 1) - first).days / whole
        parts.append(f'<path class="-tick" d="M{coordinate(x)} 16v12"/>')
        if 112 <= x <= 400:  # a year beside an end would run into its date
            years.append(f'<text x="{coordinate(x + 3.5)}" y="44">{year}</text>')
    anchor = "start" if now < 44 else "end" if now > 516 else "middle"
    passed = _("已过 %(share)s") % {"share": share(exact(gone) / whole)}
    parts.append(f'<path class="-now" d="M{coordinate(now)} 11v21"/>')
    parts.append(f'<text x="0" y="44">{first.isoformat()}</text>')
    parts += years
    parts.append(f'<text x="560" y="44" text-anchor="end">{last.isoformat()}</text>')
    parts.append(f'<text class="-now" x="{coordinate(now)}" y="8" text-anchor="{anchor}">{escape(passed)}</text>')
    sentence = _("计划期 %(whole)s 天，已过 %(gone)s 天，%(share)s") % {
        "whole": f"{whole:,}",
        "gone": f"{gone:,}",
        "share": share(exact(gone) / whole),
    }
    return SafeString(f'<svg viewBox="0 0 560 47" role="img" aria-label="{escape(sentence)}">{"".join(parts)}</svg>')
