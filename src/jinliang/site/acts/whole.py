"""Bringing a whole city in from an export, into an installation that has none yet.

No act, and so no line in the journal: the installation becomes a copy, whose journal ends where the exported one ended. Everything
happens in one transaction and is checked before it holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from django.contrib.auth.hashers import make_password
from django.core.management.color import no_style
from django.db import IntegrityError, connection, models, transaction
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from jinliang.core import journal
from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.acts import tally
from jinliang.site.acts.perform import require
from jinliang.site.models import AdoptedPack, CityClock, Fact, Head
from jinliang.site.reads import journal as lines
from jinliang.site.reads import pack as packs
from jinliang.site.reads import reading, whole
from jinliang.site.reads.truth import TABLES, Table
from jinliang.site.reads.whole import FILES, FORMAT, MANIFEST, VERSION
from jinliang.store import LIMIT, Store

LONGEST = 64 * 1024 * 1024
"""Characters of one row: more is no row of ours."""


class _Journal(BaseModel):
    model_config = ConfigDict(frozen=True)
    number: int = Field(ge=0)
    hash: str


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True)
    name: str
    file: str
    columns: list[str]
    rows: int = Field(ge=0)
    sha256: str


class _Manifest(BaseModel):
    model_config = ConfigDict(frozen=True)
    journal: _Journal
    tables: list[_Table]
    content: str


def bring(viewer: Viewer, folder: Path, store: Store) -> dict[str, Any]:
    """Imports an export into an empty installation; what was written, as its manifest says.

    Raises Refusal: `not_yours`; `no_export`, `export_newer`, `export_other` (another format or other columns), `export_broken` (a file
    missing, altered or unreadable, named); `city_not_empty`. After any of them nothing has changed.
    """
    require(viewer, "admin", act="导入整个城市")
    manifest = _manifest(folder)
    for one in manifest.tables:
        _whole(folder / one.file, one.sha256)
    _keep(folder, manifest, store)
    with transaction.atomic():
        with connection.cursor() as cursor:
            # Two imports at once, or an act in between: the second waits here and then finds the city begun.
            cursor.execute("SELECT 1 FROM site_head WHERE id = 1 FOR UPDATE")
        if occupied := whole.occupied():
            raise Refusal(
                "city_not_empty",
                f"这里已有一座城市的数据（{'、'.join(occupied)}）",
                "换一个新的数据目录（JINLIANG_DATA）或空数据库，启动网站之前先导入",
            )
        _load(folder, manifest)
        _derive()
        _compare(manifest)
    reading.memo.clear()
    return {"tables": {one.name: one.rows for one in manifest.tables}, "number": manifest.journal.number} | {
        "head": manifest.journal.hash,
        "content": manifest.content,
    }


def _manifest(folder: Path) -> _Manifest:
    place = folder / MANIFEST
    try:
        data = json.loads(place.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal(
            "no_export", f"{folder} 里没有 {MANIFEST}", "选 jinliang export 写成的文件夹；没写完的不能用"
        ) from None
    except (OSError, ValueError) as error:
        raise _broken(MANIFEST, "读不懂") from error
    if not isinstance(data, dict) or data.get("format") != FORMAT or not isinstance(data.get("version"), int):
        raise Refusal("export_other", f"{MANIFEST} 说的不是津梁的导出", "选 jinliang export 写成的文件夹")
    if data["version"] > VERSION:
        raise Refusal(
            "export_newer", f"导出的格式是第 {data['version']} 版，这里只认得第 {VERSION} 版", "先升级津梁，再导入"
        )
    try:
        manifest = _Manifest.model_validate(data)
    except ValidationError as error:
        raise _broken(MANIFEST, "缺项或写法不对") from error
    _same_tables(manifest)
    if whole.content_hash({one.name: one.sha256 for one in manifest.tables}) != manifest.content:
        raise _broken(MANIFEST, "已被改动")
    return manifest


def _same_tables(manifest: _Manifest) -> None:
    here = {one.name: (one.file, one.columns) for one in TABLES}
    there = {one.name: (one.file, one.columns) for one in manifest.tables}
    for name in [*here, *there]:
        if here.get(name) != there.get(name):
            fix = "用写成这份导出的那一版津梁导入，再升级"
            raise Refusal("export_other", f"导出的 {name} 表与这一版的不同", fix)


def _broken(what: str, why: str) -> Refusal:
    return Refusal("export_broken", f"{what} {why}", "换一份完整的导出；什么都没有导入")


def _whole(place: Path, sha256: str) -> None:
    try:
        with place.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != sha256:
                raise _broken(place.name, "已被改动或不完整")
    except OSError as error:
        raise _broken(place.name, "缺失或读不出") from error


def _keep(folder: Path, manifest: _Manifest, store: Store) -> None:
    """Keeps every file that the papers name. Should the import fail after this, no act names them and they are swept."""
    paper = next(one for one in TABLES if one.name == "paper")
    for row in _rows(folder / paper.file):
        digest, name, size = str(row["digest"]), str(row["name"]), int(row["size"])
        place = folder / FILES / digest[:2] / digest
        _whole(place, digest)
        with place.open("rb") as file:
            kept = store.keep(file, name, max(size, LIMIT))
        if (kept.digest, kept.size) != (digest, size):
            raise _broken(f"{FILES}/{digest[:2]}/{digest}", "与清单不符")


def _rows(place: Path) -> Iterator[dict[str, Any]]:
    with place.open(encoding="utf-8", newline="\n") as file:
        number = 0
        while line := file.readline(LONGEST):
            number += 1
            try:
                row = json.loads(line)
            except ValueError as error:
                raise _broken(place.name, f"第 {number} 行读不懂") from error
            if not isinstance(row, dict):
                raise _broken(place.name, f"第 {number} 行不是一条记录")
            yield row


def _load(folder: Path, manifest: _Manifest) -> None:
    Head.objects.all().delete()
    CityClock.objects.all().delete()
    by_name = {one.name: one for one in manifest.tables}
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")  # rows may point to tables that come later
    for table in TABLES:
        try:
            count = _copy(table, folder / table.file)
        except (KeyError, psycopg.Error) as error:
            raise _broken(table.file, f"有一行与表不符：{error}") from error
        if count != by_name[table.name].rows:
            raise _broken(table.file, "行数与清单不符")
    try:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for reset in connection.ops.sequence_reset_sql(no_style(), [one.model for one in TABLES]):
                cursor.execute(reset)
    except IntegrityError as error:
        raise _broken("导出", f"前后对不上：{error}") from error


def _new_user() -> dict[str, str | bool]:
    """What a user's row has beyond what an export holds: above all a password that nobody can type."""
    return {
        "password": make_password(None),
        "is_superuser": False,
        "is_staff": False,
        "first_name": "",
        "last_name": "",
        "email": "",
        "date_joined": datetime.now(UTC).isoformat(),
    }


def _copy(table: Table, place: Path) -> int:
    """Copies a file's rows into its table; how many."""
    fields = table.fields
    more = _new_user() if table.only else {}
    columns = ", ".join(connection.ops.quote_name(one) for one in [*(str(one.column) for one in fields), *more])
    into = f"COPY {connection.ops.quote_name(table.model._meta.db_table)} ({columns}) FROM STDIN"
    count = 0
    with connection.cursor() as cursor, cursor.copy(into) as copy:
        for row in _rows(place):
            copy.write_row([*(_value(one, row[one.name]) for one in fields), *more.values()])
            count += 1
    return count


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    """A value of an export as COPY takes it: JSON as its text, everything else as it is written."""
    return journal.canonical(value) if isinstance(field, models.JSONField) else value


def _derive() -> None:
    """Makes anew what an export leaves out: the questions of every adopted version, and the tally."""
    for known in AdoptedPack.objects.order_by("known").values_list("known", flat=True).distinct():
        for pack in packs.ever(known):
            tally.ask(pack)
    if Fact.objects.exists():
        tally.rebuild()


def _compare(manifest: _Manifest) -> None:
    """The city now in the database is the exported one, and its journal holds."""
    if whole.content() != manifest.content:
        raise _broken("导出", "写进数据库后与原来不同")
    found = lines.verify()
    if not found.ok:
        where = f"第 {found.first_bad} 条" if found.first_bad is not None else "文件"
        raise _broken("导出", f"里的留痕在{where}对不上：{found.faults[0].why}")
    if (found.entries, found.head) != (manifest.journal.number, manifest.journal.hash):
        raise _broken(MANIFEST, "里的留痕编号与内容不符")
