"""What a file is, told from its bytes."""

import io
import zipfile

import pytest

from jinliang import content
from jinliang.content import identify
from jinliang.core.refusal import Refusal


def packed(*names: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as made:
        for name in names:
            made.writestr(name, b"<x/>")
    return output.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504


@pytest.mark.parametrize(
    ("data", "label"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n...", "PNG 图片"),
        (b"\xff\xd8\xff\xe0...", "JPG 图片"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "Excel 表（xlsx）"),
        (packed("[Content_Types].xml", "word/document.xml"), "Word 文档（docx）"),
        (packed("OFD.xml", "Doc_0/Document.xml"), "OFD 版式文件"),
        (packed("xl/workbook.xml", "xl/vbaProject.bin"), "带宏的 Office 文件"),
        (packed("聘书.pdf"), "压缩包"),
        (b"PK\x03\x04...", "损坏的压缩包或 Office 文件"),
        (OLE + "Workbook".encode("utf-16-le"), "旧格式的 Excel 表（xls）"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码的 Office 文件"),
        (OLE + "WordDocument".encode("utf-16-le"), "旧格式的 Office 文件"),
        (b"MZ\x90\0", "程序"),
        (b"\x7fELF\x02", "程序"),
        (b"#!/bin/sh\n", "程序"),
        (b"\n <!DOCTYPE html><p>", "网页"),
        (b"\xef\xbb\xbf<HTML>", "网页"),
        (b"<script>alert(1)</script>", "网页"),
        (b"<svg xmlns='x'/>", "XML 文本"),
        (b"<?xml version='1.0'?>", "XML 文本"),
        ("姓名,单位".encode(), "文本"),
        ("姓名,单位".encode("gbk"), "文本"),
        ("姓名\t单位".encode("utf-16"), "文本"),
        (b"Rar!\x1a\x07\x00" + b"a" * 50, "rar 文件"),
        (b"\x01\x02\x03\x04", "认不出的内容"),
        (b"", "认不出的内容"),
    ],
)
def test_kinds_of_files(data: bytes, label: str) -> None:
    file = io.BytesIO(data)
    assert identify(file).label == label
    assert file.tell() == 0


def test_a_text_cut_within_a_character_is_still_text() -> None:
    data = ("龙" * content.HEAD).encode()
    assert data[: content.HEAD][-1:] != "龙".encode()[-1:]
    assert identify(io.BytesIO(data)) is content.TEXT


def test_only_what_is_taken_has_an_ending() -> None:
    assert [one.id for one in content.TAKEN] == ["pdf", "png", "jpg", "xlsx", "docx", "ofd", "csv"]
    assert all(one.taken and one.media_type for one in content.TAKEN)
    assert not any(one.taken for one in (content.ZIP, content.HTML, content.PROGRAM, content.UNKNOWN, content.XLS))


def refused(data: bytes) -> str:
    with pytest.raises(Refusal) as no:
        content.weigh(io.BytesIO(data))
    assert no.value.fix
    return no.value.code


def test_containers_that_are_locked_or_strange() -> None:
    plain = packed("a")
    directory = plain.index(b"PK\x01\x02")
    locked = bytearray(plain)
    locked[directory + 8] |= 1
    assert refused(bytes(locked)) == "archive_locked"
    assert refused(packed("../a")) == "archive_strange"
    assert refused(packed("/a")) == "archive_strange"
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a", b"x")
    assert refused(output.getvalue()) == "archive_strange"


def test_a_part_whose_bytes_have_changed_is_broken() -> None:
    assert refused(packed("a").replace(b"<x/>", b"<y/>")) == "archive_broken"


def test_what_comes_out_is_counted_whatever_was_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", bytes(range(256)) * 40)
    lie = output.getvalue().replace((256 * 40).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refused(lie) == "archive_broken"
    monkeypatch.setattr(content, "MOST_UNPACKED", 5_000)
    assert refused(lie) == "archive_bomb"


def test_a_container_is_weighed_by_what_comes_out() -> None:
    assert content.weigh(io.BytesIO(packed("a", "b"))) == 8
