"""Plans handed over as files: what can be read is read, what cannot is told why."""

from __future__ import annotations

import io
import zipfile

import pytest
from pypdf import PdfWriter

from jinliang.core.refusal import Refusal
from jinliang.engines import reading

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def docx(body: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>')
    return file.getvalue()


def cell(words: str) -> str:
    return f"<w:tc><w:p><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"


def test_a_docx_gives_its_paragraphs_and_its_table_rows() -> None:
    body = f"<w:p><w:r><w:t>一、</w:t></w:r><w:r><w:t>目标</w:t></w:r></w:p><w:tbl><w:tr>{cell('指标')}{cell('2025年')}</w:tr></w:tbl>"
    assert reading.text(docx(body)) == "一、目标\n指标\t2025年"


def test_a_web_page_gives_its_lines_without_its_scripts() -> None:
    page = "<html><script>x</script><p>一、目标</p><table><tr><td>绿地率</td><td><p>40</p></td></tr></table></html>"
    assert reading.text(page.encode()) == "一、目标\n绿地率\t40"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_the_encodings_of_the_country(encoding: str) -> None:
    assert reading.text("到2025年，建成中心5个。".encode(encoding)) == "到2025年，建成中心5个。"


def scan() -> bytes:
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(595, 842)
    writer.write(file)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (scan(), "plan_scanned"),
        (b"%PDF-1.4 broken", "plan_broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "plan_old_word"),
        (b"\x89PNG\r\n\x1a\n", "plan_picture"),
        (b"PK\x03\x04nothing", "plan_not_docx"),
        (("到二〇二五年建成中心" * 20).encode() + "完成".encode("gbk") + "项目".encode("gbk"), "plan_garbled"),
    ],
)
def test_what_cannot_be_read_is_told_with_the_way_out(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        reading.text(data)
    assert refused.value.code == code
    assert refused.value.fix
