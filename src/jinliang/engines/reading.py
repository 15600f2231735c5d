"""A plan's text out of whatever it was handed over in: plain text in any Chinese encoding, DOCX, PDF with text, or a web page."""

from __future__ import annotations

import io
import re
import zipfile
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

from jinliang.core.refusal import Refusal

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LARGEST = 40_000_000
PAGES = 400
BLOCKS = {
    "p",
    "div",
    "br",
    "li",
    "tr",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "section",
    "article",
    "ul",
    "ol",
    "blockquote",
    "hr",
    "title",
}
SILENT = {"script", "style", "noscript", "template", "svg", "head"}


def text(data: bytes, name: str = "") -> str:
    """The text of a file, by what is in it, not by its name. Raises Refusal when no text can be had."""
    if data[:4] == b"%PDF" or b"%PDF-" in data[:1024]:
        return _pdf(data)
    if data[:4] == b"PK\x03\x04":
        return _docx(data)
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise Refusal("plan_old_word", "这是旧版 Word（.doc）文件，读不了", "用 Word 或 WPS 另存为 .docx")
    if data[:3] == b"\xff\xd8\xff" or data[:8] == b"\x89PNG\r\n\x1a\n" or data[:4] in (b"II*\x00", b"MM\x00*"):
        raise Refusal("plan_picture", "这是一张图片，没有文字", "先做文字识别，再交文本或 DOCX")
    words = _decoded(data)
    return (
        _html(words)
        if re.search(r"<(?:html|body|div|p|table|span|!doctype)\b[^>]*>", words[:4000], re.IGNORECASE)
        else words
    )


def _decoded(data: bytes) -> str:
    """Bytes as text: UTF-8, UTF-16 with its mark, or GB 18030."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16")
        except UnicodeDecodeError as error:
            raise _garbled(data, error.start) from error
    try:
        return data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error.start
    # A text that is UTF-8 for long and then is not has two encodings; GB 18030 would read all of it, half of it as nonsense.
    mixed = any(len(run) > 60 for run in re.findall(rb"(?:[\xe3-\xe9][\x80-\xbf]{2}|\xef\xbc[\x80-\xbf]){20,}", data))
    if mixed:
        raise _garbled(data, broken)
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        raise _garbled(data, error.start) from error


def _garbled(data: bytes, place: int) -> Refusal:
    line = data.count(b"\n", 0, place) + 1
    return Refusal("plan_garbled", f"第 {line} 行起编码不对，像是几种编码混在一起", "用 UTF-8 编码另存")


def _pdf(data: bytes) -> str:
    """The text layer of a PDF; a scan has none and is told so."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refusal("plan_locked", "PDF 有口令，打不开", "去掉口令再交")
        if len(reader.pages) > PAGES:
            raise Refusal(
                "plan_too_long", f"PDF 有 {len(reader.pages)} 页，最多 {PAGES} 页", "只留一份计划的正文和附件"
            )
        pages = [page.extract_text() or "" for page in reader.pages]
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise Refusal("plan_broken", "PDF 坏了，读不出来", "重新导出 PDF，或交 DOCX、文本") from error
    words = "\n".join(_numberless(one) for one in pages)
    if len(re.findall(r"[\u4e00-\u9fff]", words)) < 15 * max(1, len(pages)):
        raise Refusal(
            "plan_scanned", f"PDF 有 {len(pages)} 页，几乎没有文字，像是扫描件", "先做文字识别，或交 DOCX、文本"
        )
    return words


def _numberless(page: str) -> str:
    """A page without its page number line."""
    return "\n".join(
        line for line in page.split("\n") if not re.fullmatch(r"\s*[-—–－]*\s*\d{1,3}\s*[-—–－]*\s*", line)
    )


def _docx(data: bytes) -> str:
    """Paragraphs of a DOCX, a line each; a table's row is a line with a tab between cells."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            part = archive.getinfo("word/document.xml")
            if part.file_size > LARGEST:
                raise Refusal("plan_too_long", "DOCX 的正文太大", "只留一份计划的正文和附件")
            source = archive.read(part)
    except (zipfile.BadZipFile, KeyError, RuntimeError, OSError) as error:
        raise Refusal("plan_not_docx", "这个文件不是 DOCX，或者坏了", "用 Word 或 WPS 另存为 .docx") from error
    if b"<!DOCTYPE" in source[:2000] or b"<!ENTITY" in source:
        raise Refusal("plan_not_docx", "DOCX 里有不该有的声明", "用 Word 或 WPS 另存为 .docx")
    try:
        body = ET.fromstring(source).find(f"{WORD}body")  # noqa: S314  # declarations, the danger of XML, are refused above
    except ET.ParseError as error:
        raise Refusal("plan_not_docx", "DOCX 坏了，读不出来", "用 Word 或 WPS 另存为 .docx") from error
    return "\n".join(_block(one) for one in (body if body is not None else ()))


def _block(one: ET.Element) -> str:
    if one.tag == f"{WORD}tbl":
        rows = [
            [" ".join(_block(line) for line in cell) for cell in row.iter(f"{WORD}tc")] for row in one.iter(f"{WORD}tr")
        ]
        return "\n".join("\t".join(cell.strip() for cell in row) for row in rows)
    pieces: list[str] = []
    for piece in one.iter():
        if piece.tag == f"{WORD}t":
            pieces.append(piece.text or "")
        elif piece.tag in (f"{WORD}br", f"{WORD}cr"):
            pieces.append("\n")
        elif piece.tag == f"{WORD}tab" and pieces:
            pieces.append("\t" if len(pieces) > 1 else "")
    return "".join(pieces)


class _Page(HTMLParser):
    """A web page as lines; cells of a table with tabs between them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent = 0
        self.cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
        elif tag in ("td", "th"):
            self.pieces.append("\t" if self.cell else "")
            self.cell = True
        elif tag in BLOCKS and not (self.cell and tag in ("p", "div", "br", "span")):
            self.pieces.append("\n")
            self.cell = False

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
        elif tag in ("tr", "table"):
            self.pieces.append("\n")
            self.cell = False
        elif tag in BLOCKS and not self.cell:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(re.sub(r"[ \t\r\n]+", " ", data))


def _html(words: str) -> str:
    page = _Page()
    page.feed(words)
    page.close()
    lines = [line.strip(" \u3000\xa0") for line in "".join(page.pieces).split("\n")]
    return "\n".join(line for line in lines if line.strip())
