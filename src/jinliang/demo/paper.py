"""The demo city's papers: small one-page PDFs that look like what they stand for and say that they are made up.

The same sheet always prints to the same bytes: the fonts come with the product, the date in the file is the sheet's own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from typing import Literal

import pylopdf_fonts_zh_cn as fonts
import typst

from jinliang.store import Kept, Store

Form = Literal["official", "plain", "certificate"]

TEMPLATE = r"""
#let d = json(bytes(sys.inputs.sheet))
#let red = rgb("#c4161c")
#let gold = rgb("#b08d3e")
#let sans = "Noto Sans SC"
#set document(title: d.title, author: d.issuer)
#set page(
  paper: "a4", margin: (top: 24mm, bottom: 20mm, x: if d.rows.len() > 0 { 17mm } else { 24mm }),
  footer: align(center, text(font: sans, size: 8pt, fill: luma(110))[演示文件，内容虚构]),
)
#set text(font: "Noto Serif SC", size: 11pt, lang: "zh", region: "cn")
#set par(justify: true, leading: 0.9em, spacing: 0.9em, first-line-indent: (amount: 2em, all: true))
#set table(stroke: 0.5pt + luma(90), inset: (x: 4pt, y: 4.5pt))

#let flat(body) = { set par(first-line-indent: 0pt, justify: false, leading: 0.55em); body }

#let seal(name) = box(width: 34mm, height: 34mm, {
  let signs = name.clusters()
  let n = signs.len()
  let step = calc.min(26deg, 260deg / n)
  place(center + horizon, circle(radius: 16.4mm, stroke: 1.1pt + red))
  place(center + horizon, text(font: sans, size: 24pt, fill: red)[★])
  for (i, sign) in signs.enumerate() {
    let a = (i - (n - 1) / 2) * step
    place(center + horizon, dx: 13mm * calc.sin(a), dy: -13mm * calc.cos(a),
      rotate(a, text(font: sans, size: if n > 11 { 7pt } else { 9pt }, fill: red, sign)))
  }
  place(center + horizon, dy: 10mm, text(font: sans, size: 6.5pt, fill: red)[演示专用])
})
#let signature(name) = box({
  place(center + horizon, seal(name))
  pad(x: 8mm, y: 9mm, align(center, flat[#name \ #d.date]))
})
#let listed = {
  let n = d.rows.len()
  let (size, gap) = if n > 34 { (7pt, 1.7pt) } else if n > 18 { (7.8pt, 2.3pt) } else { (9pt, 4pt) }
  set text(font: sans, size: size)
  set table(inset: (x: 3.5pt, y: gap))
  flat(table(columns: d.widths.map(w => w * 1fr), align: center + horizon,
    ..d.columns.map(c => table.cell(fill: luma(238), c)), ..d.rows.flatten()))
}
#let stated = flat(table(columns: (28%, 1fr), align: (center + horizon, left + horizon), inset: 7pt,
  ..d.lines.map(r => (table.cell(fill: luma(244), text(font: sans, size: 10pt, r.at(0))), r.at(1))).flatten()))

#if d.form == "official" [
  #align(center, flat(text(size: 27pt, fill: red, stroke: 0.5pt + red, tracking: 2pt, d.issuer + "文件")))
  #v(2mm)
  #align(center, flat(d.number))
  #v(-2mm)
  #line(length: 100%, stroke: 1.6pt + red)
  #v(3mm)
  #align(center, flat(text(size: 17pt, stroke: 0.3pt, d.title)))
  #v(3mm)
] else if d.form == "certificate" [
  #place(top + left, dx: -10mm, dy: -12mm, rect(width: 182mm, height: 255mm, stroke: 3pt + gold))
  #place(top + left, dx: -8mm, dy: -10mm, rect(width: 178mm, height: 251mm, stroke: 0.7pt + gold))
  #v(24mm)
  #align(center, flat(text(size: 27pt, stroke: 0.4pt, d.title)))
  #v(4mm)
  #align(center, flat(text(font: sans, size: 10pt, "编号：" + d.number)))
  #v(12mm)
] else [
  #align(right, flat(text(font: sans, size: 9pt, fill: luma(90), "编号：" + d.number)))
  #align(center, flat(text(size: 17pt, stroke: 0.3pt, d.title)))
  #v(4mm)
]
#set text(size: if d.form == "certificate" { 14pt } else { 11pt })
#for one in d.body { par(one) }
#if d.lines.len() > 0 { stated }
#if d.rows.len() > 0 { listed }
#v(4mm)
#if d.signers.len() == 1 { align(right, signature(d.signers.at(0))) } else {
  grid(columns: d.signers.map(_ => 1fr), ..d.signers.map(one => align(center, signature(one))))
}
""".encode()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper: who issues it under which number, what it says, and who seals it.

    `lines` is a two-column table of label and value, `rows` a list under `columns` (relative `widths`).
    """

    form: Form
    issuer: str
    number: str
    title: str
    dated_on: date
    body: Sequence[str] = ()
    lines: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()
    widths: Sequence[float] = ()
    rows: Sequence[Sequence[str]] = ()
    signers: Sequence[str] = field(default=())

    def text(self) -> str:
        """The sheet as the template reads it."""
        said = asdict(self) | {"signers": list(self.signers) or [self.issuer], "date": han(self.dated_on)}
        return json.dumps(said, ensure_ascii=False, default=str)


def han(day: date) -> str:
    """A day as papers write it.

    >>> han(date(2020, 9, 11))
    '2020年9月11日'
    """
    return f"{day.year}年{day.month}月{day.day}日"


class Press:
    """Prints sheets into the store, some ten milliseconds each."""

    def __init__(self, store: Store) -> None:
        self._store = store
        folder = str(fonts.serif_path().parent)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        self._compiler = typst.Compiler(font_paths=found)
        self.printed = 0

    def print(self, sheet: Sheet) -> Kept:
        """Prints a sheet and keeps the file under its digest."""
        self.printed += 1
        return self._store.keep(BytesIO(self.pdf(sheet)), f"{sheet.title.replace('/', '-')}.pdf")

    def pdf(self, sheet: Sheet) -> bytes:
        """The sheet as a PDF; the same sheet gives the same bytes."""
        noon = datetime(sheet.dated_on.year, sheet.dated_on.month, sheet.dated_on.day, 4, tzinfo=UTC)
        pages = self._compiler.compile(
            input=TEMPLATE,
            sys_inputs={"sheet": sheet.text()},
            format="pdf",
            timestamp=int(noon.timestamp()),
            pdf_tags=False,
        )
        assert isinstance(pages, bytes)
        return pages
