"""A plan's text made even for reading: widths folded, blanks dropped, broken lines joined; every character keeps its place."""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinliang.core.refusal import Refusal

LONGEST = 300_000
WIDE = {",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！", "｡": "。", "､": "、"}
FOLDED = {
    "～": "~",
    "〜": "~",
    "∼": "~",
    "—": "-",
    "–": "-",
    "－": "-",
    "―": "-",
    "﹪": "%",
    "|": "\t",
    "│": "\t",
    "∶": "：",
}
GONE = {"\ufeff", "\u200b", "\u200c", "\u200d", "\u2060", "\xad"}
BLANK = {" ", "\u3000", "\xa0", "\u2002", "\u2003", "\u2009", "\x0b", "\x0c"}
# What a line begins with when it is the start of something: a numbered item, a bracket, a table row, an annex.
STARTS = re.compile(
    r"\s*(?:[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十\d]+[)）]|\d{1,2}[.．、]|第[一二三四五六七八九十]+[章节条]|[①-⑳]|附件|附表|表\d|专栏|责任|牵头|[（(](?:责任|牵头))"
)


ENDS = "。；：！？;:!?)）"


@dataclass(frozen=True, slots=True)
class Text:
    """The text as stored (`raw`), as read (`plain`), and where each character of the second stands in the first.

    >>> text = even("建成１２ 家,新增")
    >>> text.plain, text.span(2, 5), text.quote(2, 5)
    ('建成12家，新增', (2, 6), '１２ 家')
    """

    raw: str
    plain: str
    at: tuple[int, ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Code points of the stored text, end exclusive, under characters start … end - 1 of the even text."""
        if start >= end:
            here = self.at[start] if start < len(self.at) else len(self.raw)
            return here, here
        return self.at[start], self.at[end - 1] + 1

    def quote(self, start: int, end: int) -> str:
        """The stored characters under a stretch of the even text."""
        first, last = self.span(start, end)
        return self.raw[first:last]


def even(raw: str) -> Text:
    """The text made even. Raises Refusal when it is empty, too long or not text."""
    if not raw.strip():
        raise Refusal("plan_empty", "文本是空的", "粘贴计划全文，或给出有文字的文件")
    if len(raw) > LONGEST:
        raise Refusal(
            "plan_too_long",
            f"文本有 {len(raw):,} 个字，一份计划不超过 {LONGEST:,} 个字",
            "只留一份计划的正文和附件，其余另存",
        )
    odd = sum(one == "\ufffd" or (ord(one) < 32 and one not in "\n\r\t\x0b\x0c") for one in raw)
    if odd * 200 > len(raw):
        raise Refusal("plan_garbled", f"文本里有 {odd} 个认不出的字符，编码不对或混了几种编码", "另存为 UTF-8 再试")
    chars: list[str] = []
    at: list[int] = []
    joined = _joints(raw)
    for index, one in enumerate(raw):
        told = _folded(raw, index, one, joined)
        if told:
            chars.append(told)
            at.append(index)
    return Text(raw, "".join(chars), tuple(at))


def _folded(raw: str, index: int, one: str, joined: set[int]) -> str:
    """One character as it is read; nothing for what is only a blank."""
    if one in GONE or index in joined:
        return ""
    if one == "\r":
        return "" if raw[index + 1 : index + 2] == "\n" else "\n"
    if one in BLANK:
        return _blank(raw, index)
    code = ord(one)
    if 0xFF10 <= code <= 0xFF19 or 0xFF21 <= code <= 0xFF3A or 0xFF41 <= code <= 0xFF5A or one in "％．＋／＞＜＝":
        return chr(code - 0xFEE0)
    if one in ",，" and raw[index - 1 : index].isdecimal() and re.match(r"\d{3}(?!\d)", raw[index + 1 : index + 5]):
        return ","
    if one == ":" and raw[index - 1 : index].isascii() and raw[index + 1 : index + 3] == "//":
        return one
    return WIDE.get(one) or FOLDED.get(one) or one


def _blank(raw: str, index: int) -> str:
    """Blanks between Latin words stay one blank; a wide gap between cells of a line is a cell border; others go."""
    before, after = raw[index - 1 : index], raw[index + 1 : index + 2]
    if before in BLANK or before in "\n\t":
        return ""
    end = index
    while raw[end : end + 1] in BLANK and end < len(raw):
        end += 1
    if end - index >= 2 and raw[end : end + 1] not in ("", "\n", "\r"):
        start = raw.rfind("\n", 0, index) + 1
        stop = raw.find("\n", index)
        line = raw[start : stop if stop >= 0 else len(raw)].strip()
        if len(re.split(r"[ \u3000\xa0]{2,}", line)) >= 3:
            return "\t"
    return " " if before.isascii() and before.isalpha() and after.isascii() and after.isalpha() else ""


def _joints(raw: str) -> set[int]:
    """Line breaks that a page's width made, not the writer: the line before is full and does not end a sentence."""
    breaks = [found.start() for found in re.finditer(r"\n", raw)]
    starts = [0, *(one + 1 for one in breaks)]
    lengths = [len(raw[start:end].strip()) for start, end in zip(starts, breaks, strict=False)]
    lines = [raw[start:end].strip() for start, end in zip(starts, breaks, strict=False)]
    open_ended = [size for size, line in zip(lengths, lines, strict=True) if 15 <= size <= 70 and line[-1] not in ENDS]
    near = {width: sum(width - 4 <= one <= width for one in open_ended) for width in open_ended}
    width = max(near, key=lambda one: (near[one], one), default=0)
    if near.get(width, 0) < 3:
        return set()
    gone: set[int] = set()
    for place, (here, line) in enumerate(zip(breaks, lines, strict=True)):
        following = raw[here + 1 : here + 40].split("\n", maxsplit=1)[0]
        heading = STARTS.match(line) and not re.search(r"[，。；,;]", line)
        full = width - 4 <= len(line) <= width + 8 and not heading
        if full and line[-1:] not in ENDS and following.strip() and not STARTS.match(following) and "\t" not in line:
            if place and raw[starts[place] : here].count("  ") >= 2:
                continue
            gone.add(here)
    return gone
