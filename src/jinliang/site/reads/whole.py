"""The whole city in open formats: which tables are truth, how their rows are spelled, and the folder they are exported to.

A row is one line of canonical JSON, so that a file's SHA-256 is the digest of its rows, and a city's content hash is the digest of those
digests: the same whether it is taken from the files or from a database. Format and meaning: `docs/exchange.md`.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction

from jinliang import __version__
from jinliang.core import journal
from jinliang.core.access import Viewer
from jinliang.core.refusal import Refusal
from jinliang.site.models import Head, Paper
from jinliang.site.reads.journal import snapshot
from jinliang.site.reads.proof import sound
from jinliang.site.reads.truth import TABLES, Table
from jinliang.store import Store

FORMAT = "jinliang-city"
VERSION = 1
"""Raised by every change after which an older reader would misread an export."""

MANIFEST = "manifest.json"
FILES = "files"
BATCH = 2000


def plain(value: Any) -> Any:
    """A stored value as it stands in an export: days and instants (UTC) as ISO text, amounts as text, the rest as JSON has it."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def rows(table: Table) -> Iterator[str]:
    """Every row of a table as a line of canonical JSON, in the order of its key; read in batches."""
    names = table.columns
    attributes = [one.attname for one in table.fields]
    for row in table.model._default_manager.order_by("pk").values_list(*attributes).iterator(BATCH):
        yield journal.canonical({name: plain(value) for name, value in zip(names, row, strict=True)}) + "\n"


def content_hash(digests: Mapping[str, str]) -> str:
    """The content hash of a city: the digest of the digests (SHA-256) of its tables, by name."""
    return journal.digest(dict(digests))


def content() -> str:
    """The content hash of the city in the database."""
    digests = {}
    for table in TABLES:
        total = hashlib.sha256()
        for line in rows(table):
            total.update(line.encode())
        digests[table.name] = total.hexdigest()
    return content_hash(digests)


def occupied() -> list[str]:
    """The tables that keep this from being an empty installation. The head and the clock of a city not begun do not count."""
    begun = [] if not Head.objects.filter(number__gt=0).exists() else ["head"]
    return begun + [
        one.name for one in TABLES if one.name not in ("head", "clock") and one.model._default_manager.exists()
    ]


@dataclass(frozen=True, slots=True)
class TableFile:
    """One table's file in an export."""

    name: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an export holds: its tables, how many files with how many bytes, the journal's head, and the content hash."""

    made_at: str
    product: str
    number: int
    head: str
    tables: tuple[TableFile, ...]
    files: int
    bytes: int
    content: str

    def as_json(self) -> dict[str, Any]:
        """As it stands in `manifest.json`."""
        return {
            "format": FORMAT,
            "version": VERSION,
            "product": self.product,
            "made_at": self.made_at,
            "journal": {"number": self.number, "hash": self.head},
            "tables": [
                {
                    "name": one.name,
                    "file": f"{one.name}.jsonl",
                    "columns": list(one.columns),
                    "rows": one.rows,
                    "sha256": one.sha256,
                }
                for one in self.tables
            ],
            "files": {"count": self.files, "bytes": self.bytes},
            "content": self.content,
        }


def export(viewer: Viewer, folder: Path, store: Store) -> Manifest:
    """Writes the whole city, as it is at one moment, into an empty folder. The manifest comes last: without it nothing was finished.

    Raises Refusal `not_yours`, `folder_not_empty`, `folder_closed`, `file_altered` (a kept file is gone or is not what it was).
    """
    if viewer.role != "admin":
        raise Refusal("not_yours", "您的席位不能导出整个城市", "可以办的是：系统管理员")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise Refusal("folder_not_empty", f"{folder} 里已有文件", "换一个空的或还没有的文件夹")
        with transaction.atomic():
            snapshot()
            manifest = _written(folder, store)
        text = json.dumps(manifest.as_json(), ensure_ascii=False, indent=2)
        (folder / MANIFEST).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise Refusal(
            "folder_closed", f"{folder} 不能写：{error.strerror}", "核对空间和权限，或换一个文件夹"
        ) from error
    return manifest


def _written(folder: Path, store: Store) -> Manifest:
    tables = tuple(_table(one, folder) for one in TABLES)
    count = size = 0
    for digest, length in Paper.objects.order_by("digest").values_list("digest", "size").iterator(BATCH):
        _file(store, digest, length, folder / FILES / digest[:2] / digest)
        count, size = count + 1, size + length
    head = Head.objects.get(id=1)
    return Manifest(
        made_at=datetime.now(UTC).isoformat(timespec="seconds"),
        product=__version__,
        number=head.number,
        head=head.hash,
        tables=tables,
        files=count,
        bytes=size,
        content=content_hash({one.name: one.sha256 for one in tables}),
    )


def _table(table: Table, folder: Path) -> TableFile:
    total, count = hashlib.sha256(), 0
    with (folder / table.file).open("wb") as file:
        for line in rows(table):
            data = line.encode()
            total.update(data)
            file.write(data)
            count += 1
    return TableFile(table.name, tuple(table.columns), count, total.hexdigest())


def _file(store: Store, digest: str, size: int, target: Path) -> None:
    if not sound(store, digest, size):
        raise Refusal("file_altered", f"文件 {digest} 缺失或已被改动", "从备份取回这个文件，再导出")
    target.parent.mkdir(parents=True, exist_ok=True)
    with store.open(digest) as source, target.open("wb") as file:
        shutil.copyfileobj(source, file)
