"""Verifies a sealed package (封存包) offline; needs Python 3.8 or later and nothing else.

    python verify.py PACKAGE.zip [SEAL]     or, from inside,     python PACKAGE.zip [SEAL]

SEAL is the package's seal as told outside of it: on the printed cover, in the journal. Without it this finds every accident and every
change by somebody who did not seal the package anew; with it, also a package sealed anew. A doubter takes this file from elsewhere.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import struct
import sys
import zipfile
import zlib
from pathlib import Path

FORMAT = "jinliang-sealed-1"
FIXED = ("manifest.json", "seal.txt", "verify.py", "__main__.py")
_DAY = 0x21  # 1980-01-01, the first day a zip can name: the true days stand in the manifest
_UTF8 = 0x800


def written(entries: list[tuple[str, bytes]]) -> bytes:
    """The one spelling of a zip with these entries: stored, in order, without times, attributes or comments."""
    index = b""
    pieces = []
    at = 0
    for name, data in entries:
        spelled = name.encode()
        same = struct.pack(
            "<HHHHHIIIHH", 20, _UTF8, 0, 0, _DAY, zlib.crc32(data), len(data), len(data), len(spelled), 0
        )
        local = b"PK\3\4" + same + spelled
        index += b"PK\1\2" + struct.pack("<H", 20) + same + struct.pack("<HHHII", 0, 0, 0, 0, at) + spelled
        pieces += [local, data]
        at += len(local) + len(data)
    body = b"".join(pieces)
    count = len(entries)
    return body + index + b"PK\5\6" + struct.pack("<HHHHIIH", 0, 0, count, count, len(index), len(body), 0)


def flaws(raw: bytes, seal: str = "") -> list[str]:
    """Everything that is wrong with a package, as sentences; none = it is as it was sealed."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            entries = [(info.filename, packed.read(info)) for info in packed.infolist()]
    except Exception as error:  # a damaged zip fails in many ways, and each is the same answer
        return [f"打不开：文件已损坏（{type(error).__name__}）"]
    found = []
    if written(entries) != raw:
        found.append("文件的字节与封存时的写法不同：有位被改，或有内容加在页面之外")
    held = dict(entries)
    names = [name for name, _ in entries]
    if len(held) != len(names):
        found.append("有重名的文件")
    missing = [name for name in FIXED if name not in held]
    if missing:
        return [*found, "缺少：" + "、".join(missing)]
    own = hashlib.sha256(held["manifest.json"]).hexdigest()
    if held["seal.txt"] != (own + "\n").encode():
        found.append("目录与封印不符：页序、日期、编号或摘要被改过")
    if seal and not hmac.compare_digest(own.encode(), seal.strip().lower().encode()):
        found.append("封印与外面记下的不同：这不是当时封存的那一份")
    try:
        manifest = json.loads(held["manifest.json"])
        if manifest["format"] != FORMAT:
            found.append("不认识的格式")
        told = [(page["file"], page["sha256"], page["size"]) for page in manifest["pages"]]
        scripts = dict(manifest["scripts"])
    except (ValueError, KeyError, TypeError):
        return [*found, "目录读不出来"]
    return found + _pages(held, names, told, scripts)


def _pages(
    held: dict[str, bytes], names: list[str], told: list[tuple[str, str, int]], scripts: dict[str, str]
) -> list[str]:
    """What is wrong with pages and scripts by the manifest."""
    wanted = [*FIXED, *(file for file, _, _ in told)]
    found = [f"缺少一页：{name}" for name in wanted if name not in held]
    found += [f"多出一个文件：{name}" for name in names if name not in wanted]
    if sorted(names) == sorted(wanted) and names != wanted:
        found.append("页的次序变了")
    for name, digest, size in told:
        if name in held and (len(held[name]) != size or hashlib.sha256(held[name]).hexdigest() != digest):
            found.append(f"这一页被改过：{name}")
    for name in FIXED[2:]:
        if hashlib.sha256(held[name]).hexdigest() != scripts.get(name):
            found.append(f"验证程序被改过：{name}")
    return found


def main(arguments: list[str]) -> int:
    """Says whether a package holds: 0 = it does, 1 = it does not, 2 = nothing to verify."""
    here = Path(sys.argv[0])
    given = arguments if here.suffix == ".py" and here.is_file() else [str(here), *arguments]
    if not given or not Path(given[0]).is_file():
        print("用法：python verify.py 封存包.zip [封印]")
        return 2
    raw = Path(given[0]).read_bytes()
    seal = given[1] if len(given) > 1 else ""
    found = flaws(raw, seal)
    for flaw in found:
        print("不符：" + flaw)
    if found:
        return 1
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        manifest = json.loads(packed.read("manifest.json"))
    print(f"完好：{manifest['title']}（{manifest['case']}），{manifest['sealed_on']} 封存，{len(manifest['pages'])} 页")
    print(f"留痕第 {manifest['journal']['number']} 号，链头 {manifest['journal']['head']}")
    print("封印 " + packed_seal(raw) + ("，与外面记下的相同" if seal else "，请与封面或留痕上的核对"))
    return 0


def packed_seal(raw: bytes) -> str:
    """The seal a package carries."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return packed.read("seal.txt").decode().strip()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
