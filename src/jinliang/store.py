"""Where files are kept: each under its SHA-256, once, never changed. The only module that writes them.

A file is stored before the act that names it; what no act came to name is swept after a day.
"""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, Protocol

from jinliang.content import PROGRAM, TAKEN, UNKNOWN, Content, examine, identify
from jinliang.core.refusal import Refusal

LIMIT = 50 * 1024 * 1024
"""Bytes of one file."""
LONGEST_NAME = 200

_CHUNK = 256 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")


class Stream(Protocol):
    """Anything that hands out bytes: an open file, an upload."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that has been kept: its SHA-256, bytes, media type (by content, not by name), and its name made safe to show."""

    digest: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True, slots=True)
class Store:
    """The files under one folder: ``ab/cdef…`` for the file of digest ``abcdef…``, and ``incoming`` for what is on its way."""

    root: Path

    def keep(self, stream: Stream, name: str, limit: int = LIMIT, wanted: Sequence[Content] = TAKEN) -> Kept:
        """Keeps a file and says under which digest. Nothing is left behind when it is refused; keeping it twice keeps it once.

        `limit` is in bytes and is met while reading: no more than that is ever written; `wanted` are the kinds of file of use here.
        Raises Refusal: file_empty, file_too_large,
        file_ending, file_disguised, file_misnamed, file_cut, archive_* (see `content`).
        """
        shown = clean_name(name)
        _ending_taken(shown, wanted)
        with self._incoming() as temporary:
            digest, size = _copied(stream, temporary, limit)
            content = identify(temporary)
            _check_name(shown, content, wanted)
            examine(temporary, content)
            os.fsync(temporary.fileno())
            self._settle(Path(temporary.name), digest)
        return Kept(digest, size, content.media_type, shown)

    @contextmanager
    def _incoming(self) -> Iterator[BinaryIO]:
        """A file on its way, gone at the end unless it has settled."""
        folder = self.root / "incoming"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = folder / token_hex(16)
        with place.open("x+b") as temporary:
            try:
                yield temporary
            finally:
                place.unlink(missing_ok=True)

    def _settle(self, temporary: Path, digest: str) -> None:
        """Moves a finished file to its place in one step; one that is there already is only marked as fresh for the sweep."""
        place = self.path(digest)
        if self.verify(digest):
            os.utime(place)
            return
        place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        temporary.chmod(0o440)
        temporary.replace(place)
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def path(self, digest: str) -> Path:
        """Where the file of a digest is or would be. Raises Refusal file_unknown for what is no SHA-256."""
        if not _DIGEST.fullmatch(digest):
            raise Refusal("file_unknown", "没有这个文件", "核对链接")
        return self.root / digest[:2] / digest[2:]

    def open(self, digest: str) -> BufferedReader:
        """The file for reading. Raises Refusal: file_unknown, file_missing (then the data folder has been damaged)."""
        try:
            return self.path(digest).open("rb")
        except FileNotFoundError:
            raise Refusal(
                "file_missing", f"文件 {digest[:8]}…{digest[-8:]} 不在了", "请管理员从备份恢复数据目录"
            ) from None

    def verify(self, digest: str) -> bool:
        """Whether the file is there and still is what its digest says."""
        try:
            with self.open(digest) as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == digest
        except Refusal:
            return False

    def sweep(self, referenced: Collection[str], older_than: datetime) -> tuple[str, ...]:
        """Removes files that no act has named and that were kept before an instant, and uploads that never ended; the digests removed."""
        before, gone = older_than.timestamp(), []
        for file in sorted(self.root.glob("*/*")):
            digest = file.parent.name + file.name
            on_its_way = file.parent.name == "incoming"
            if not on_its_way and (not _DIGEST.fullmatch(digest) or digest in referenced):
                continue
            if file.stat().st_mtime < before:
                file.unlink()
                if not on_its_way:
                    gone.append(digest)
        return tuple(gone)


def _copied(stream: Stream, target: BinaryIO, limit: int) -> tuple[str, int]:
    """Copies up to the limit and no further; the digest and the bytes."""
    hashed, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > limit:
            most = limit // (1024 * 1024)
            said = f"{most} MB" if most else f"{limit} 字节"
            raise Refusal("file_too_large", f"文件超过 {said}，没有收下", "压缩图片、降低扫描精度，或分成几个文件")
        hashed.update(chunk)
        target.write(chunk)
    if not size:
        raise Refusal("file_empty", "文件是空的，0 字节", "核对是不是还在下载或同步，再传一次")
    target.flush()
    return hashed.hexdigest(), size


def clean_name(name: str) -> str:
    """A file's name without folders, hidden signs or excess length; its ending is kept.

    >>> clean_name("C:\\\\扫描件\\\\..\\\\聘书\\u202egnp.pdf "), clean_name("/etc/passwd"), clean_name("..")
    ('聘书gnp.pdf', 'passwd', '未命名')
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if not unicodedata.category(sign).startswith("C") and sign not in '<>:"|?*')
    seen = " ".join(seen.split()).strip(". ")
    stem, dot, ending = seen.rpartition(".")
    if len(seen) > LONGEST_NAME and dot and len(ending) < 12:
        return f"{stem[: LONGEST_NAME - len(ending) - 2]}….{ending}"
    return seen[:LONGEST_NAME] or "未命名"


def _ending(name: str) -> str:
    stem, dot, ending = name.rpartition(".")
    return ending.casefold() if dot and stem else ""


def _endings(wanted: Sequence[Content]) -> list[str]:
    return [ending for content in wanted for ending in content.endings]


def _ask_for(wanted: Sequence[Content]) -> str:
    return f"可以交的是 {'、'.join(_endings(wanted))}"


def _ending_taken(name: str, wanted: Sequence[Content]) -> None:
    """Names that could never be taken are refused before a byte is read."""
    ending = _ending(name)
    if ending and ending not in _endings(wanted):
        meant = {
            "doc": "docx",
            "xls": "xlsx",
            "et": "xlsx",
            "wps": "docx",
            "htm": "pdf",
            "html": "pdf",
            "txt": "csv",
        }.get(ending)
        if meant in _endings(wanted):
            fix = f"另存为 {meant} 再传"
        else:
            fix = "压缩包请解开后逐个上传" if ending in ("zip", "rar", "7z") else _ask_for(wanted)
        raise Refusal("file_ending", f"不收 .{ending} 文件", fix)


def _check_name(name: str, content: Content, wanted: Sequence[Content]) -> None:
    """The name must say what the file is, and it must be of use here."""
    ending = _ending(name)
    if content in wanted and ending in content.endings:
        return
    stem = name.removesuffix(f".{name.rpartition('.')[2]}") if ending else name
    if content.taken and content.id != "csv":
        what = f"名字是 .{ending}" if ending else "名字没有扩展名"
        fix = f"改名为 {stem}.{content.endings[0]} 再传" if content in wanted else _ask_for(wanted)
        raise Refusal("file_misnamed", f"内容是 {content.label}，{what}", fix)
    if not ending:
        raise Refusal("file_ending", "名字没有扩展名，看不出是什么文件", _ask_for(wanted))
    what = content.label if content != UNKNOWN else "别的东西"
    fix = "不要打开它；换成真正的文件再传" if content == PROGRAM else f"用原来的软件打开，另存为 {ending} 再传"
    raise Refusal("file_disguised", f"名字是 .{ending}，内容却是{what}", fix)
