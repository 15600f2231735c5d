"""`jinliang restore`: an installation made again from a backup: checked first, put in place in one step, verified afterwards."""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import tarfile
import tempfile
import zlib
from pathlib import Path
from typing import IO, Any

from jinliang.cli.backup import DUMP, FILES, FORMAT, MANIFEST, VERSION, tool
from jinliang.cli.session import city, home, migrate
from jinliang.cli.verify import as_json, in_words
from jinliang.core.refusal import Refusal

OK, BROKEN = 0, 1
CHUNK = 1024 * 1024
LARGEST_MANIFEST = 512 * 1024 * 1024
"""Bytes; a million files take a third of it."""

CLEAN = "DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n"


def add(subparsers: Any) -> None:
    """Adds the command to the command line's subparsers."""
    parser = subparsers.add_parser(
        "restore",
        help="从备份恢复",
        description="从 jinliang backup 的备份恢复数据库和文件。先核对备份里每个文件的摘要，再一次换上，最后核对留痕链。"
        "只恢复到空的系统；要换掉现有的数据，加 --replace。恢复前先停网站。",
    )
    parser.add_argument("file", metavar="FILE.tar.gz", type=Path, help="jinliang backup 写成的文件")
    parser.add_argument("--replace", action="store_true", help="换掉现有的全部数据，不能撤销；建议先备份")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Restores a backup. 0: restored and verified; 1: restored, but its journal does not hold.

    Raises Refusal: no_such_file, backup_broken, backup_newer, city_not_empty, city_in_use, tool_failed. After any of them the
    installation is as it was.
    """
    with tempfile.TemporaryDirectory(prefix="restore-", dir=home()) as place:
        staging = Path(place)
        manifest = unpacked(args.file, staging)
        with city(adopt=False):
            _ready(manifest, args.replace)
            _keep(manifest, staging)
            _put(staging)
            found = _verified()
    if args.json:
        told = {"journal": manifest["journal"], "files": len(manifest["files"]), "verify": as_json(found)}
        print(json.dumps(told, ensure_ascii=False))
    else:
        print(f"已恢复 {manifest['made_at']} 的备份，文件 {len(manifest['files']):,} 个")
        print(in_words(found))
    return OK if found.ok else BROKEN


def _broken(what: str) -> Refusal:
    return Refusal("backup_broken", what, "换一份完整的备份；什么都没有改动")


def unpacked(file: Path, staging: Path) -> dict[str, Any]:
    """Unpacks an archive into a folder, each member checked against the manifest that comes first; nothing else is taken."""
    try:
        with tarfile.open(file, "r:gz") as archive:
            first = archive.next()
            if first is None or first.name != MANIFEST or first.size > LARGEST_MANIFEST:
                raise _broken(f"{file} 不是津梁的备份")
            manifest = _manifest(_opened(archive, first).read())
            expected = {f"{FILES}{one['digest']}": one["digest"] for one in manifest["files"]}
            expected[DUMP] = manifest["database"]
            (staging / FILES).mkdir()
            while (member := archive.next()) is not None:
                wanted = expected.pop(member.name, None)
                if wanted is None:
                    raise _broken(f"备份里的 {member.name} 不在清单上")
                if _copied(_opened(archive, member), staging / member.name) != wanted:
                    raise _broken(f"备份里的 {member.name} 已被改动")
    except FileNotFoundError as error:
        raise Refusal("no_such_file", f"没有 {file}", "核对文件名") from error
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise _broken(f"{file} 读不出：{error}") from error
    if expected:
        raise _broken(f"备份里缺 {min(expected)}")
    return manifest


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    stream = archive.extractfile(member) if member.isreg() else None
    if stream is None:
        raise _broken(f"备份里的 {member.name} 不是文件")
    return stream


def _manifest(text: bytes) -> dict[str, Any]:
    try:
        manifest = json.loads(text)
        if manifest["format"] != FORMAT:
            raise _broken("清单说的不是津梁的备份")
        if manifest["version"] > VERSION:
            why = f"备份的格式是第 {manifest['version']} 版，这里只认得第 {VERSION} 版"
            raise Refusal("backup_newer", why, "先升级津梁，再恢复")
        return {
            "made_at": str(manifest["made_at"]),
            "journal": {"number": int(manifest["journal"]["number"]), "hash": str(manifest["journal"]["hash"])},
            "migrations": [str(one) for one in manifest["migrations"]],
            "database": str(manifest["database"]["sha256"]),
            "files": [
                {"digest": _named(one["digest"]), "size": int(one["size"]), "name": str(one["name"])}
                for one in manifest["files"]
            ],
        }
    except (ValueError, KeyError, TypeError) as error:
        raise _broken("备份的清单读不懂") from error


def _named(digest: str) -> str:
    """A digest, which becomes the name of a file: nothing else may."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        raise ValueError(digest)
    return digest


def _copied(source: IO[bytes], target: Path) -> str:
    total = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := source.read(CHUNK):
            total.update(chunk)
            file.write(chunk)
    return total.hexdigest()


def _ready(manifest: dict[str, Any], replace: bool) -> None:
    """Refuses what could not end well: a backup of a newer version, a city that is there, people at work in it."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from jinliang.site.reads.whole import occupied

    known = {f"{app}.{step}" for app, step in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest["migrations"]) - known):
        raise Refusal("backup_newer", f"备份来自更新的版本（{unknown[-1]}）", "先升级津梁，再恢复")
    tables = occupied()
    if tables and not replace:
        raise Refusal("city_not_empty", f"这里已有数据（{'、'.join(tables)}）", "确定要换掉全部数据，加 --replace")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        (others,) = cursor.fetchone()
    if others:
        raise Refusal("city_in_use", f"还有 {others} 个连接在用这个数据库", "先停网站和其他命令，再恢复")


def _keep(manifest: dict[str, Any], staging: Path) -> None:

    from jinliang.site.reads import papers
    from jinliang.store import LIMIT

    store = papers.store()
    for one in manifest["files"]:
        with (staging / FILES / one["digest"]).open("rb") as file:
            store.keep(file, one["name"], max(one["size"], LIMIT))


def _put(staging: Path) -> None:
    """Puts the backed-up database in the place of the present one, in one transaction: all of it or nothing."""
    from django.db import connections

    connections.close_all()
    # First as SQL, whole: fed straight from pg_restore, a dump broken off half-way would be committed as if it had ended.
    script, clean = staging / "database.sql", staging / "clean.sql"
    tool("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(staging / DUMP))
    clean.write_text(CLEAN)
    quiet = ("--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--single-transaction")
    tool("psql", *quiet, f"--file={clean}", f"--file={script}")


def _verified() -> Any:
    from django.db import connection

    from jinliang.site.reads import papers
    from jinliang.site.reads.journal import verify

    migrate()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return verify(papers.store())
