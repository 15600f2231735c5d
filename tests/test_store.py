"""Files kept: what is taken, what is refused, and that nothing is left behind."""

import hashlib
import io
import os
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from jinliang.content import TABLES
from jinliang.core.refusal import Refusal
from jinliang.store import Kept, Store, clean_name

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20 + b"IEND\xaeB`\x82"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files")


def files(store: Store) -> list[str]:
    return sorted(one.relative_to(store.root).as_posix() for one in store.root.rglob("*") if one.is_file())


def refused(store: Store, data: bytes, name: str, limit: int = 1000_000) -> Refusal:
    with pytest.raises(Refusal) as no:
        store.keep(io.BytesIO(data), name, limit)
    assert no.value.fix
    assert files(store) == []
    return no.value


def workbook() -> bytes:
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output)
    book.add_worksheet().write(0, 0, "甲")
    book.close()
    return output.getvalue()


def packed(**parts: bytes) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return output.getvalue()


def test_a_file_is_kept_under_its_digest_and_read_back(store: Store) -> None:
    kept = store.keep(io.BytesIO(PDF), "C:\\扫描\\聘书（程砚之）.PDF")
    digest = hashlib.sha256(PDF).hexdigest()
    assert kept == Kept(digest, len(PDF), "application/pdf", "聘书（程砚之）.PDF")
    assert files(store) == [f"{digest[:2]}/{digest[2:]}"]
    assert store.path(digest).stat().st_mode & 0o777 == 0o440
    with store.open(digest) as file:
        assert file.read() == PDF
    assert store.verify(digest)


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PNG, "a.png", "image/png"),
        (b"\xff\xd8\xff\xe0 ... \xff\xd9", "a.jpeg", "image/jpeg"),
        (workbook(), "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (
            packed(word__document_xml=b"<w/>"),
            "a.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (packed(OFD_xml=b"<o/>"), "a.ofd", "application/ofd"),
        ("姓名,单位".encode("gbk"), "a.csv", "text/csv"),
    ],
)
def test_what_is_taken(store: Store, data: bytes, name: str, media_type: str) -> None:
    assert store.keep(io.BytesIO(data), name).media_type == media_type


@pytest.mark.parametrize(
    ("data", "name", "code", "why", "fix"),
    [
        (b"", "a.pdf", "file_empty", "文件是空的，0 字节", "核对是不是还在下载或同步，再传一次"),
        (b"MZ\x90\0", "聘书.pdf", "file_disguised", "名字是 .pdf，内容却是程序", "不要打开它；换成真正的文件再传"),
        (
            b"<html><script>",
            "a.png",
            "file_disguised",
            "名字是 .png，内容却是网页",
            "用原来的软件打开，另存为 png 再传",
        ),
        (b"\x01\x02", "a.jpg", "file_disguised", "名字是 .jpg，内容却是别的东西", "用原来的软件打开，另存为 jpg 再传"),
        (b"just text", "a.pdf", "file_disguised", "名字是 .pdf，内容却是文本", "用原来的软件打开，另存为 pdf 再传"),
        (PDF, "扫描.png", "file_misnamed", "内容是 PDF，名字是 .png", "改名为 扫描.pdf 再传"),
        (PDF, "扫描", "file_misnamed", "内容是 PDF，名字没有扩展名", "改名为 扫描.pdf 再传"),
        (PDF, "a.exe", "file_ending", "不收 .exe 文件", "可以交的是 pdf、png、jpg、jpeg、xlsx、docx、ofd、csv"),
        (PDF, "a.pdf.exe", "file_ending", "不收 .exe 文件", "可以交的是 pdf、png、jpg、jpeg、xlsx、docx、ofd、csv"),
        (b"x", "a.doc", "file_ending", "不收 .doc 文件", "另存为 docx 再传"),
        (b"x", "a.ZIP", "file_ending", "不收 .zip 文件", "压缩包请解开后逐个上传"),
        (
            b"text",
            "a",
            "file_ending",
            "名字没有扩展名，看不出是什么文件",
            "可以交的是 pdf、png、jpg、jpeg、xlsx、docx、ofd、csv",
        ),
        (PDF[:20], "a.pdf", "file_cut", "PDF 不完整，没有结尾", "重新导出或重新扫描，再传一次"),
        (
            packed(a=b"x"),
            "a.xlsx",
            "file_disguised",
            "名字是 .xlsx，内容却是压缩包",
            "用原来的软件打开，另存为 xlsx 再传",
        ),
    ],
)
def test_what_is_refused(store: Store, data: bytes, name: str, code: str, why: str, fix: str) -> None:
    no = refused(store, data, name)
    assert (no.code, no.why, no.fix) == (code, why, fix)


def test_where_a_table_is_asked_for_a_paper_is_told_what_is_of_use(store: Store) -> None:
    with pytest.raises(Refusal) as no:
        store.keep(io.BytesIO(PDF), "名单.xlsx", wanted=TABLES)
    assert (no.value.code, no.value.fix) == ("file_misnamed", "可以交的是 xlsx、csv")
    with pytest.raises(Refusal) as no:
        store.keep(io.BytesIO(PDF), "名单.pdf", wanted=TABLES)
    assert (no.value.code, no.value.fix) == ("file_ending", "可以交的是 xlsx、csv")


def test_a_bomb_in_office_clothes_is_refused(store: Store) -> None:
    for name, part in (("a.xlsx", "xl__workbook_xml"), ("a.docx", "word__document_xml")):
        assert refused(store, packed(**{part: b" " * 3_000_000}), name).code == "archive_bomb"
        assert refused(store, packed(**{part: b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'}), name).code == "archive_entities"


class Endless:
    """An upload that never ends, and counts what is taken of it."""

    taken = 0

    def read(self, size: int, /) -> bytes:
        self.taken += size
        return b"%PDF-" + b"x" * (size - 5)


def test_an_upload_is_stopped_at_the_limit(store: Store) -> None:
    upload = Endless()
    with pytest.raises(Refusal) as no:
        store.keep(upload, "a.pdf")
    assert (no.value.code, no.value.why) == ("file_too_large", "文件超过 50 MB，没有收下")
    assert upload.taken <= 51 * 1024 * 1024
    assert files(store) == []


def test_the_limit_itself_is_allowed(store: Store) -> None:
    assert store.keep(io.BytesIO(PDF), "a.pdf", len(PDF)).size == len(PDF)
    assert refused(Store(store.root / "b"), PDF, "a.pdf", len(PDF) - 1).why == f"文件超过 {len(PDF) - 1} 字节，没有收下"


def test_an_upload_that_breaks_off_leaves_nothing(store: Store) -> None:
    class Broken(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise ConnectionError

    with pytest.raises(ConnectionError):
        store.keep(Broken(), "a.pdf")
    assert files(store) == []


def test_keeping_the_same_twice_keeps_it_once_and_fresh(store: Store) -> None:
    first = store.keep(io.BytesIO(PDF), "a.pdf")
    os.utime(store.path(first.digest), (0, 0))
    second = store.keep(io.BytesIO(PDF), "b.pdf")
    assert (first.digest, second.name) == (second.digest, "b.pdf")
    assert len(files(store)) == 1
    assert store.sweep((), datetime.now(UTC) - timedelta(days=1)) == ()


def test_a_changed_or_missing_file_is_found_out(store: Store) -> None:
    kept = store.keep(io.BytesIO(PDF), "a.pdf")
    place = store.path(kept.digest)
    place.chmod(0o600)
    place.write_bytes(PDF.replace(b"<<>>", b"<  >", 1))
    assert not store.verify(kept.digest)
    place.unlink()
    assert not store.verify(kept.digest)
    with pytest.raises(Refusal, match="请管理员从备份恢复"):
        store.open(kept.digest)


def test_a_damaged_file_is_mended_when_it_is_kept_again(store: Store) -> None:
    kept = store.keep(io.BytesIO(PDF), "a.pdf")
    place = store.path(kept.digest)
    place.chmod(0o600)
    place.write_bytes(PDF.replace(b"<<>>", b"<  >", 1))
    store.keep(io.BytesIO(PDF), "a.pdf")
    assert store.verify(kept.digest)


@pytest.mark.parametrize("digest", ["../../etc/passwd", "ABCD", "", "g" * 64, "a" * 63, "a" * 64 + "\n"])
def test_no_path_leads_out_of_the_folder(store: Store, digest: str) -> None:
    with pytest.raises(Refusal, match="没有这个文件"):
        store.open(digest)
    assert not store.verify(digest)


def test_the_sweep_takes_what_is_old_and_unnamed(store: Store) -> None:
    names = [store.keep(io.BytesIO(PDF + str(number).encode()), "a.pdf").digest for number in range(3)]
    old, named, fresh = names
    half = store.root / "incoming" / "half"
    half.write_bytes(b"x")
    for place in (store.path(old), store.path(named), half):
        os.utime(place, (0, 0))
    assert store.sweep({named}, datetime.now(UTC) - timedelta(days=1)) == (old,)
    assert files(store) == sorted(f"{one[:2]}/{one[2:]}" for one in (named, fresh))


def test_long_names_keep_their_ending() -> None:
    name = clean_name("长" * 300 + ".pdf")
    assert (len(name), name[-5:]) == (200, "….pdf")


@given(st.text(max_size=300))
def test_any_name_comes_out_safe(name: str) -> None:
    shown = clean_name(name)
    assert 0 < len(shown) <= 200
    assert not set(shown) & set('/\\<>:"|?*\0\n\u202e')
    assert shown not in (".", "..")
    assert clean_name(shown) == shown
