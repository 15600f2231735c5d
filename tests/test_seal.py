"""A sealed package tells of every change, offline and with its own script."""

from __future__ import annotations

import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from jinliang.core.refusal import Refusal
from jinliang.seal import Page, Sealing, seal, seal_of
from jinliang.seal.verify import flaws, written

DAY = date(2021, 6, 18)
SEALING = Sealing("D-2021-0018", "铝合金疲劳寿命预测转让", DAY, 1234, "ab" * 32)


def package(lot: random.Random) -> bytes:
    """A case of a few pages, two of them of different days."""
    pages = [
        Page(f"页{at}.txt", f"第 {at} 步", DAY + timedelta(3 * at), lot.randbytes(lot.randint(1, 600)))
        for at in range(lot.randint(3, 9))
    ]
    return seal(SEALING, pages)


def entries(raw: bytes) -> list[tuple[str, bytes]]:
    """What is in a package, in order."""
    with zipfile.ZipFile(io.BytesIO(raw)) as packed:
        return [(info.filename, packed.read(info)) for info in packed.infolist()]


def flipped(lot: random.Random, raw: bytes) -> bytes:
    """One bit is another."""
    changed, at = bytearray(raw), lot.randrange(len(raw))
    changed[at] ^= 1 << lot.randrange(8)
    return bytes(changed)


def dropped(lot: random.Random, raw: bytes) -> bytes:
    """A page is gone."""
    held = entries(raw)
    del held[lot.randrange(4, len(held))]
    return written(held)


def swapped_date(lot: random.Random, raw: bytes) -> bytes:
    """Two pages have each other's days."""
    held = dict(entries(raw))
    told = json.loads(held["manifest.json"])
    one, two = lot.sample(told["pages"], 2)
    one["on"], two["on"] = two["on"], one["on"]
    held["manifest.json"] = (json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    return written(list(held.items()))


def swapped_order(lot: random.Random, raw: bytes) -> bytes:
    """Two pages have each other's place."""
    held = entries(raw)
    one, two = lot.sample(range(4, len(held)), 2)
    held[one], held[two] = held[two], held[one]
    return written(held)


def swapped_pages(lot: random.Random, raw: bytes) -> bytes:
    """Two pages have each other's bytes."""
    held = entries(raw)
    one, two = lot.sample(range(4, len(held)), 2)
    held[one], held[two] = (held[one][0], held[two][1]), (held[two][0], held[one][1])
    return written(held)


def added(lot: random.Random, raw: bytes) -> bytes:
    """A page was put in."""
    held = entries(raw)
    held.insert(lot.randint(4, len(held)), ("pages/9999-补.txt", b"x"))
    return written(held)


CHANGES: list[Callable[[random.Random, bytes], bytes]] = [
    flipped, dropped, swapped_date, swapped_order, swapped_pages, added,
]  # fmt: skip


def test_every_change_in_a_thousand_packages_is_found() -> None:
    lot = random.Random(4)
    missed = []
    for at in range(1_000):
        raw = package(lot)
        assert flaws(raw) == []
        missed += [(at, change.__name__) for change in CHANGES if not flaws(change(lot, raw))]
    assert missed == []


def test_every_single_bit_of_a_package_counts() -> None:
    raw = seal(SEALING, [Page("决议.txt", "集体决策", DAY, b"5:0")])
    whole = entries(raw)
    small = len(raw) - len(dict(whole)["verify.py"])
    script = raw.index(dict(whole)["verify.py"])
    places = [*range(script), *range(script + 8, script + 40), *range(len(raw) - small + script, len(raw))]
    found = 0
    for at in places:
        changed = bytearray(raw)
        changed[at] ^= 1 << (at % 8)
        found += bool(flaws(bytes(changed)))
    assert found == len(places)


def test_a_cut_or_lengthened_file_is_found() -> None:
    raw = package(random.Random(1))
    assert flaws(raw + b"\0")
    assert flaws(b"\0" + raw)
    assert flaws(raw[:-1])
    assert flaws(b"") == ["打不开：文件已损坏（BadZipFile）"]


def test_a_package_sealed_anew_is_told_by_the_seal_written_down_outside() -> None:
    raw = package(random.Random(2))
    known = seal_of(raw)
    held = dict(entries(swapped_date(random.Random(3), raw)))
    held["seal.txt"] = (sha256(held["manifest.json"]).hexdigest() + "\n").encode()
    forged = written(list(held.items()))
    assert flaws(forged) == []
    assert flaws(forged, known) == ["封印与外面记下的不同：这不是当时封存的那一份"]
    assert flaws(raw, known) == []


def test_the_same_pages_give_the_same_bytes() -> None:
    assert package(random.Random(5)) == package(random.Random(5))


@pytest.mark.parametrize("inside", [False, True])
def test_a_stranger_runs_the_script_that_is_inside(tmp_path: Path, inside: bool) -> None:
    raw = package(random.Random(6))
    path, script = tmp_path / "案卷.zip", tmp_path / "verify.py"
    path.write_bytes(raw)
    script.write_bytes(dict(entries(raw))["verify.py"])
    command = [sys.executable, "-I", "-X", "utf8", *([] if inside else [str(script)]), str(path)]
    good = subprocess.run([*command, seal_of(raw)], capture_output=True, text=True, encoding="utf-8", check=False)
    assert (good.returncode, good.stdout.splitlines()[0][:3]) == (0, "完好："), good
    assert "留痕第 1234 号" in good.stdout
    path.write_bytes(swapped_order(random.Random(7), raw))
    bad = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (bad.returncode, bad.stdout) == (1, "不符：页的次序变了\n")


@pytest.mark.parametrize("name", ["", "../x", "a/b", "_x", "x" * 101])
def test_a_page_keeps_to_plain_names(name: str) -> None:
    with pytest.raises(Refusal) as refused:
        seal(SEALING, [Page(name, "", None, b"")])
    assert refused.value.code == "bad_page_name"


def test_nothing_and_no_head_are_refused() -> None:
    with pytest.raises(Refusal, match="没有可封存的页"):
        seal(SEALING, [])
    with pytest.raises(Refusal, match="链头"):
        seal(Sealing("x", "x", DAY, 1, "x"), [Page("a", "", None, b"")])
