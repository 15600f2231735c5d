"""What a file really is, whatever its name says: told from its bytes, and looked into before anything unpacks it.

Evidence and tables come from outside. A program called 聘书.pdf, a table that unpacks to gigabytes, a text with an XML entity bomb:
each is refused here, with what to send instead.
"""

from __future__ import annotations

import codecs
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from jinliang.core.refusal import Refusal

HEAD = 64 * 1024
"""Bytes looked at to tell a file's kind."""
MOST_PARTS = 2_000
MOST_UNPACKED = 200 * 1024 * 1024
"""Bytes that a container may unpack to in all; a full table of 20,000 rows takes about a tenth."""
MOST_RATIO = 200
"""A part may unpack to so many times its packed size, once it is over a megabyte."""

_MEGABYTE = 1024 * 1024
_SURE = 0.5
"""How sure the signature list must be (0 to 1) before a kind is named by it."""


@dataclass(frozen=True, slots=True)
class Content:
    """A kind of file: what people call it, its media type, the endings it goes by (none = it is not taken)."""

    id: str
    label: str
    media_type: str = ""
    endings: tuple[str, ...] = ()

    @property
    def taken(self) -> bool:
        """Whether files of this kind may be kept as evidence."""
        return bool(self.endings)


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Content("pdf", "PDF", "application/pdf", ("pdf",))
PNG = Content("png", "PNG 图片", "image/png", ("png",))
JPG = Content("jpg", "JPG 图片", "image/jpeg", ("jpg", "jpeg"))
XLSX = Content("xlsx", "Excel 表（xlsx）", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",))
DOCX = Content("docx", "Word 文档（docx）", f"{_OFFICE}wordprocessingml.document", ("docx",))
OFD = Content("ofd", "OFD 版式文件", "application/ofd", ("ofd",))
TEXT = Content("csv", "文本", "text/csv", ("csv",))
XLS = Content("xls", "旧格式的 Excel 表（xls）")
LOCKED = Content("locked", "加了密码的 Office 文件")
OLD_OFFICE = Content("ole", "旧格式的 Office 文件")
MACRO = Content("macro", "带宏的 Office 文件")
ZIP = Content("zip", "压缩包")
HTML = Content("html", "网页")
XML = Content("xml", "XML 文本")
PROGRAM = Content("program", "程序")
UNKNOWN = Content("unknown", "认不出的内容")
BROKEN = Content("broken", "损坏的压缩包或 Office 文件")

TAKEN = (PDF, PNG, JPG, XLSX, DOCX, OFD, TEXT)
"""What may be kept, in the order in which it is named."""
TABLES = (XLSX, TEXT)
"""What may be read as a table."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SIGNATURES: tuple[tuple[bytes, Content], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPG),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"#!", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
)
_STREAMS: tuple[tuple[str, Content], ...] = (("EncryptedPackage", LOCKED), ("Workbook", XLS), ("Book", XLS))
_MARKUP = re.compile(rb"\s*(<!doctype html|<html|<head|<body|<script|<table|<meta|<!--)", re.IGNORECASE)
_UNSEEN = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


def identify(file: BinaryIO) -> Content:
    """What a file is, by its bytes alone. The file is read from its start and left there.

    >>> identify(io.BytesIO(b"MZ\\x90\\x00")).label, identify(io.BytesIO("姓名,单位".encode("gb18030"))).label
    ('程序', '文本')
    """
    file.seek(0)
    head = file.read(HEAD)
    for signature, content in _SIGNATURES:
        if head.startswith(signature):
            file.seek(0)
            return content
    if head.startswith(b"PK"):
        content = _packed(file)
    elif head.startswith(_OLE):
        content = _compound(file)
    else:
        content = _plain(head)
    file.seek(0)
    return content


def _packed(file: BinaryIO) -> Content:
    try:
        with zipfile.ZipFile(file) as container:
            names = set(container.namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return BROKEN
    if any(name.endswith("vbaProject.bin") for name in names):
        return MACRO
    marks = (("xl/workbook.xml", XLSX), ("word/document.xml", DOCX), ("OFD.xml", OFD))
    return next((content for mark, content in marks if mark in names), ZIP)


def _compound(file: BinaryIO) -> Content:
    """Old Office and encrypted Office share a container; the names of its streams stand in it in UTF-16."""
    file.seek(0)
    whole = file.read()
    return next((content for name, content in _STREAMS if name.encode("utf-16-le") in whole), OLD_OFFICE)


def _plain(head: bytes) -> Content:
    body = head.removeprefix(codecs.BOM_UTF8)
    if _MARKUP.match(body):
        return HTML
    if body.lstrip().startswith(b"<?xml") or body.lstrip().startswith(b"<svg"):
        return XML
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or (head and not _UNSEEN.search(head)):
        return TEXT if encoding(head, cut=len(head) == HEAD) else UNKNOWN
    return _named(head)


def _named(head: bytes) -> Content:
    """What the signature list calls it; only told, never taken."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    ending = next((one.extension for one in found if one.extension and one.confidence >= _SURE), "")
    return Content("other", f"{ending.removeprefix('.')} 文件") if ending else UNKNOWN


def encoding(data: bytes, *, cut: bool = False) -> str | None:
    """The encoding of a text: utf-8-sig, utf-16, utf-8 or gb18030 (which takes in GBK and GB2312); None when it is none of them.

    `cut` says that the bytes may end within a character.

    >>> encoding("龙城".encode("gbk")), encoding("龙城".encode()), encoding(b"\\xff\\xff\\xff")
    ('gb18030', 'utf-8', None)
    """
    if data.startswith(codecs.BOM_UTF8):
        names: tuple[str, ...] = ("utf-8-sig",)
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        names = ("utf-16",)
    else:
        names = ("utf-8", "gb18030")
    for name in names:
        try:
            codecs.getincrementaldecoder(name)().decode(data, final=not cut)
        except UnicodeDecodeError:
            continue
        return name
    return None


def examine(file: BinaryIO, content: Content) -> None:
    """Looks through a whole file of a kind that is taken. Raises Refusal: file_cut, and what `weigh` raises."""
    if content is PDF:
        file.seek(0, io.SEEK_END)
        file.seek(max(0, file.tell() - 4096))
        if b"%%EOF" not in file.read():
            raise Refusal("file_cut", "PDF 不完整，没有结尾", "重新导出或重新扫描，再传一次")
    elif content in (XLSX, DOCX, OFD):
        weigh(file)
    file.seek(0)


def weigh(file: BinaryIO) -> int:
    """The bytes a container really unpacks to, found by unpacking it under a budget; nothing is kept.

    What a container declares is checked first, then what really comes out: either can be the lie. Raises Refusal archive_broken,
    archive_locked, archive_strange, archive_bomb, archive_entities.
    """
    try:
        with zipfile.ZipFile(file) as container:
            parts = container.infolist()
            _declared(file, parts)
            total = 0
            for part in parts:
                total += _weigh(file, part, MOST_UNPACKED - total)
            return total
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError):
        raise Refusal("archive_broken", "文件损坏，打不开", "用 Excel、WPS 或 Word 打开后另存一份再传") from None


def _declared(file: BinaryIO, parts: list[zipfile.ZipInfo]) -> None:
    file.seek(0, io.SEEK_END)
    whole = file.tell()
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refusal("archive_locked", "文件加了密码", "去掉密码后另存一份再传")
    names = [part.filename for part in parts]
    strange = any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names)
    methods = {part.compress_type for part in parts}
    if strange or len(set(names)) < len(names) or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
        raise Refusal("archive_strange", "文件内部结构不正常", "用 Excel、WPS 或 Word 打开后另存一份再传")
    packed = sum(part.compress_size for part in parts)
    declared = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or declared > MOST_UNPACKED or packed > whole or any(map(_swollen, parts)):
        raise _bomb()


def _swollen(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _MEGABYTE and part.file_size > MOST_RATIO * max(part.compress_size, 1)


def _bomb() -> Refusal:
    most = MOST_UNPACKED // _MEGABYTE
    return Refusal(
        "archive_bomb", f"文件解开后大得不正常（上限 {most} MB），没有打开", "只留要导入的工作表和行，另存一份再传"
    )


def _weigh(file: BinaryIO, part: zipfile.ZipInfo, left: int) -> int:
    """The true size of a part, its XML searched for entity tricks on the way (UTF-16 too, hence the zeros out).

    Inflated here and not by `zipfile`, which stops at the declared size where other readers go on.
    """
    size, check, tail = 0, 0, b""
    markup = part.filename.lower().endswith((".xml", ".rels", ".vml"))
    for chunk in _inflated(file, part):
        size += len(chunk)
        check = zlib.crc32(chunk, check)
        if size > left:
            raise _bomb()
        if markup:
            seen = tail + chunk.replace(b"\0", b"")
            if _ENTITY.search(seen):
                raise Refusal(
                    "archive_entities",
                    "文件里有 XML 实体声明，正常的表和文档没有",
                    "用 Excel、WPS 或 Word 另存一份再传",
                )
            tail = seen[-16:]
    if size != part.file_size or check != part.CRC:
        raise zipfile.BadZipFile(part.filename)
    return size


def _inflated(file: BinaryIO, part: zipfile.ZipInfo) -> Iterator[bytes]:
    file.seek(part.header_offset)
    header = file.read(30)
    if len(header) < 30 or not header.startswith(b"PK\x03\x04"):
        raise zipfile.BadZipFile(part.filename)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), io.SEEK_CUR)
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left = part.compress_size
    while left:
        data = file.read(min(left, HEAD))
        if not data:
            raise zipfile.BadZipFile(part.filename)
        left -= len(data)
        if inflate is None:
            yield data
            continue
        while data:
            yield inflate.decompress(data, _MEGABYTE)
            data = inflate.unconsumed_tail
    if inflate is not None:
        yield inflate.flush()
