"""`jinliang backup`: database and files as they are at one moment, in one archive, passwords and all. Nobody has to stop.

The archive is a tar.gz: `manifest.json`, `database.dump` (pg_dump's own format) and `files/<SHA-256>`. An export is for reading
elsewhere; a backup is for the same installation after a bad day.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from jinliang import __version__, postgres
from jinliang.cli.session import city, home
from jinliang.core.refusal import Refusal

FORMAT = "jinliang-backup"
VERSION = 1
MANIFEST, DUMP, FILES = "manifest.json", "database.dump", "files/"
WHOLE, GAPS = 0, 1


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "backup",
        help="备份数据库和文件",
        description="把数据库和佐证文件备份成一个 .tar.gz，是同一时刻的状态，网站不用停。含密码摘要和个人信息，请妥善保管。"
        "有文件缺失或被改动时照样备份其余的，列出它们，退出码为 1。",
    )
    parser.add_argument("file", metavar="FILE.tar.gz", type=Path, help="还没有的文件")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Writes a backup. 0: whole; 1: written, but kept files are missing. Raises Refusal: file_exists, folder_closed, tool_failed."""
    if args.file.exists():
        raise Refusal("file_exists", f"{args.file} 已经有了", "换一个文件名")
    with city(adopt=False), _staging(args.file) as staging:
        manifest = _dumped(staging)
        lost = _packed(manifest, staging)
        (staging / "archive").replace(args.file)
    told = {
        "file": str(args.file),
        "bytes": args.file.stat().st_size,
        "journal": manifest["journal"],
        "files": len(manifest["files"]),
        "missing": lost,
    }
    if args.json:
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"已备份到 {args.file}：留痕到第 {manifest['journal']['number']} 条，文件 {told['files']:,} 个")
        for digest in lost:
            print(f"文件 {digest} 缺失或已被改动，没有备份")
    return GAPS if lost else WHOLE


@contextmanager
def _staging(file: Path) -> Iterator[Path]:
    """A folder of our own beside the archive to be, gone at the end."""
    try:
        with tempfile.TemporaryDirectory(prefix=".jinliang-", dir=file.parent) as place:
            yield Path(place)
    except OSError as error:
        raise Refusal(
            "folder_closed", f"{file.parent} 不能写：{error.strerror}", "核对空间和权限，或换一个地方"
        ) from error


def _dumped(staging: Path) -> dict[str, Any]:
    """Dumps the database; the manifest, read from the very state that is dumped."""
    from django.db import connection, transaction
    from django.db.migrations.recorder import MigrationRecorder

    from jinliang.site.models import Head, Paper
    from jinliang.site.reads.journal import snapshot

    with transaction.atomic():
        snapshot()
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot()")
            (name,) = cursor.fetchone()
        tool(
            "pg_dump",
            f"--snapshot={name}",
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--file={staging / DUMP}",
        )
        head = Head.objects.get(id=1)
        papers = Paper.objects.order_by("digest").values("digest", "size", "name")
        applied = MigrationRecorder(connection).applied_migrations()
        return {
            "format": FORMAT,
            "version": VERSION,
            "product": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "journal": {"number": head.number, "hash": head.hash},
            "migrations": sorted(f"{app}.{step}" for app, step in applied),
            "database": {"bytes": (staging / DUMP).stat().st_size, "sha256": _digest(staging / DUMP)},
            "files": list(papers),
        }


def _digest(place: Path) -> str:
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _packed(manifest: dict[str, Any], staging: Path) -> list[str]:
    """Packs the archive; the digests of kept files that are gone or altered, which it is without."""

    from jinliang.site.reads import papers
    from jinliang.site.reads.proof import sound

    store = papers.store()
    lost = [one["digest"] for one in manifest["files"] if not sound(store, one["digest"], one["size"])]
    manifest["files"] = [one for one in manifest["files"] if one["digest"] not in set(lost)]
    with (
        os.fdopen(os.open(staging / "archive", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
        tarfile.open(
            fileobj=raw, mode="w:gz", compresslevel=1
        ) as archive,  # the dump and most papers are packed already
    ):
        text = json.dumps(manifest, ensure_ascii=False, indent=2).encode()
        _member(archive, MANIFEST, len(text), io.BytesIO(text))
        with (staging / DUMP).open("rb") as dump:
            _member(archive, DUMP, manifest["database"]["bytes"], dump)
        for one in manifest["files"]:
            with store.open(one["digest"]) as file:
                _member(archive, f"{FILES}{one['digest']}", one["size"], file)
    return lost


def _member(archive: tarfile.TarFile, name: str, size: int, source: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    archive.addfile(member, source)


def tool(name: str, *words: str) -> None:
    """Runs one of PostgreSQL's programs on the city's database. Raises Refusal `tool_failed` with its last words."""
    address = conninfo_to_dict(postgres.database_url(home()))
    # Not among the words of the command, where every user of the machine could read it.
    secret = {"PGPASSWORD": str(address.pop("password"))} if address.get("password") else {}
    at = [] if name == "pg_restore" else [f"--dbname={make_conninfo('', **address)}"]
    environment = {"PATH": os.defpath, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **secret}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs
        [_program(name), *at, *words], env=environment, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        said = " / ".join(done.stderr.decode(errors="replace").strip().splitlines()[-3:])
        raise Refusal("tool_failed", f"{name} 没有办成：{said}", "核对空间和权限；客户端程序要与数据库同一大版本")


def _program(name: str) -> str:
    """The program of the system if it is of the database server's own version, else that of the embedded server."""
    found = shutil.which(name) if "DATABASE_URL" in os.environ else None
    if found is not None:
        from django.db import connection

        said = subprocess.run([found, "--version"], capture_output=True, check=False).stdout.decode()  # noqa: S603 - found on PATH
        version = re.search(r"\) ([0-9]+)", said)
        if version and int(version[1]) == connection.pg_version // 10000:  # type: ignore[attr-defined]  # PostgreSQL's alone
            return found
    return str(postgres.binaries() / name)
