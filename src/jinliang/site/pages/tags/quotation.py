"""Quoted official text: shown with full-width marks, decisive words underlined, stored characters and spans untouched."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString

Mark = str | tuple[int, int]
"""The words that decide: as they stand in the quotation, or as (start, end) within it, end exclusive."""

_HAN = "\u3400-\u9fff\uf900-\ufaff"
# Neighbours beside which a half-width mark is a full-width one badly typed: Han characters and full-width punctuation.
_SIDE = rf"[{_HAN}“”‘’《》〔〕（）、。，；：！？]"
_BETWEEN = re.compile(rf"(?<={_SIDE})[,;:!?](?={_SIDE}|$)|(?<=\))[,;:!?](?={_SIDE}|$)", re.MULTILINE)
_BRACKET = re.compile(rf"\((?={_SIDE})|(?<={_SIDE})[()]|\)(?={_SIDE})")
_WIDE = str.maketrans(",;:!?()", "，；：！？（）")


def fullwidth(text: str) -> str:
    """The same text for the eye: half-width marks between Han characters shown full-width, one for one, so that spans hold.

    >>> fullwidth("新增投入20亿元,新增销售80亿元"), fullwidth("市场监管总局(第3号令),见 a,b")
    ('新增投入20亿元，新增销售80亿元', '市场监管总局（第3号令），见 a,b')
    """
    wide = _BRACKET.sub(lambda found: found[0].translate(_WIDE), text)
    return _BETWEEN.sub(lambda found: found[0].translate(_WIDE), wide)


def spans(quote: str, marks: Iterable[Mark]) -> list[tuple[int, int]]:
    """Where the decisive words stand in a quotation, in order, touching ones joined.

    Raises ValueError for words that are not in the quotation or a span outside it: a quotation is exact or it is none.

    >>> spans("新增销售80亿元,实现利税15亿元", ["15亿元", (0, 4)])
    [(0, 4), (13, 17)]
    """
    found: list[tuple[int, int]] = []
    for mark in marks:
        start, end = (quote.find(mark), quote.find(mark) + len(mark)) if isinstance(mark, str) else mark
        if not 0 <= start < end <= len(quote):
            raise ValueError(f"not in the quotation: {mark!r}")
        found.append((start, end))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def marked(quote: str, marks: Iterable[Mark] = ()) -> SafeString:
    """A quotation as safe HTML: one paragraph a line, `<mark>` around what decides, marks shown full-width.

    >>> marked("新增产业教授200名;", ["200名"])
    '<p>新增产业教授<mark>200名</mark>；</p>'
    """
    shown = fullwidth(quote)
    cuts = spans(quote, marks)
    paragraphs: list[str] = []
    at = 0
    for line in shown.split("\n"):
        stop = at + len(line)
        parts: list[str] = []
        here = at
        for start, end in cuts:
            start, end = max(start, at), min(end, stop)
            if start < end:
                parts += [escape(shown[here:start]), "<mark>", escape(shown[start:end]), "</mark>"]
                here = end
        parts.append(escape(shown[here:stop]))
        paragraphs.append(f"<p>{''.join(parts)}</p>")
        at = stop + 1
    return SafeString("".join(paragraphs))
