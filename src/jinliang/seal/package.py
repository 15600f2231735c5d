"""Seals a case's pages into one file: what, in which order, of which day, and where the journal stood.

The bytes follow from the pages alone, so that the same case sealed twice is the same file. The seal is the SHA-256 of the manifest; it
is told outside of the package (the journal, the printed cover), since a package cannot vouch for itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib.resources import files

from jinliang.core.refusal import Refusal
from jinliang.seal.verify import FORMAT, packed_seal, written

_NAME = re.compile(r"[^\W_][\w.()-]{0,99}")
_START = b"import sys\n\nfrom verify import main\n\nraise SystemExit(main(sys.argv[1:]))\n"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a case: its file name, what it is, the day it is of (None = no day), its bytes."""

    name: str
    title: str
    on: date | None
    data: bytes


@dataclass(frozen=True, slots=True)
class Sealing:
    """What is sealed and when: the case, the day, and the journal's number and head hash at that moment."""

    case: str
    title: str
    sealed_on: date
    number: int
    head: str


def seal(sealing: Sealing, pages: Sequence[Page]) -> bytes:
    """The sealed package, a zip file.

    Raises Refusal nothing_to_seal, bad_page_name, head_not_a_hash.
    """
    if not pages:
        raise Refusal("nothing_to_seal", "没有可封存的页", "先把材料放进案卷")
    if not re.fullmatch(r"[0-9a-f]{64}", sealing.head):
        raise Refusal("head_not_a_hash", "链头不是 64 位的哈希", "用留痕当前的链头")
    for page in pages:
        if not _NAME.fullmatch(page.name):
            raise Refusal("bad_page_name", f"页名“{page.name}”不能用", "用文字、数字、点和短横，不带路径")
    named = [(f"pages/{at:04}-{page.name}", page) for at, page in enumerate(pages, 1)]
    scripts = {
        "verify.py": (files("jinliang.seal") / "verify.py").read_bytes(),
        "__main__.py": _START,
    }
    manifest = {
        "format": FORMAT,
        "case": sealing.case,
        "title": sealing.title,
        "sealed_on": sealing.sealed_on.isoformat(),
        "journal": {"number": sealing.number, "head": sealing.head},
        "pages": [
            {
                "file": file,
                "title": page.title,
                "on": page.on.isoformat() if page.on else None,
                "size": len(page.data),
                "sha256": sha256(page.data).hexdigest(),
            }
            for file, page in named
        ],
        "scripts": {name: sha256(text).hexdigest() for name, text in scripts.items()},
    }
    told = (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return written(
        [
            ("manifest.json", told),
            ("seal.txt", (sha256(told).hexdigest() + "\n").encode()),
            *scripts.items(),
            *((file, page.data) for file, page in named),
        ]
    )


def seal_of(package: bytes) -> str:
    """The seal of a package just made, to be written down outside of it."""
    return packed_seal(package)
