"""A backup comes back whole, an export too; a damaged one is refused before anything is touched. Each city in a database of its own."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from jinliang.cli import restore
from jinliang.core.refusal import Refusal

ROOT = Path(__file__).parents[2]
SEVERAL = """
import contextlib, io, json, sys
from jinliang.cli.main import main
from jinliang.cli.session import city
told = []
for words in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        if words == ["make"]:
            with city(adopt=False):
                import small_city
                small_city.make()
            code = 0
        else:
            code = main([*words, "--json"])
    told.append([code, json.loads(out.getvalue() or err.getvalue() or "null")])
print(json.dumps(told))
"""
READ = ("read", "changzhou_2019", "--as-of", "2020-06-30")


@dataclass(frozen=True)
class Installation:
    """A database and a data folder of its own."""

    url: str
    data: Path

    def run(self, *commands: tuple[str, ...]) -> list[tuple[int, Any]]:
        """Runs commands in one process: exit code and what each said as JSON."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("JINLIANG_", "PYTEST_"))}
        kept |= {"DATABASE_URL": self.url, "JINLIANG_DATA": str(self.data), "JINLIANG_SECRET_KEY": "for tests only"}
        kept |= {"PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
        command = [sys.executable, "-c", SEVERAL, json.dumps(commands)]
        done = subprocess.run(command, env=kept, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        return [(code, told) for code, told in json.loads(done.stdout.splitlines()[-1])]


@pytest.fixture(scope="module")
def installations(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Installation]]:
    """Makes installations; their databases are gone at the end."""
    server = os.environ["DATABASE_URL"]
    with psycopg.connect(server, autocommit=True) as connection, ExitStack() as left:

        def make(name: str) -> Installation:
            database = f"scratch_{os.getpid()}_{name}"
            connection.execute(f'CREATE DATABASE "{database}"')
            left.callback(connection.execute, f'DROP DATABASE "{database}" WITH (FORCE)')
            return Installation(make_conninfo(server, dbname=database), tmp_path_factory.mktemp(name))

        yield make


@dataclass(frozen=True)
class Saved:
    """A city, its backup and its export, and what it reads."""

    city: Installation
    backup: Path
    export: Path
    told: list[tuple[int, Any]]

    @property
    def readings(self) -> Any:
        return self.told[1][1]


@pytest.fixture(scope="module")
def saved(installations: Callable[[str], Installation], tmp_path_factory: pytest.TempPathFactory) -> Saved:
    city, folder = installations("city"), tmp_path_factory.mktemp("saved")
    file, export = folder / "city.tar.gz", folder / "export"
    told = city.run(
        ("make",),
        READ,
        ("backup", str(file)),
        ("export", str(export)),
        ("backup", str(file)),
        ("restore", str(file)),
        ("import", str(export)),
    )
    return Saved(city, file, export, told)


def test_what_was_saved_says_what_it_holds_and_overwrites_nothing(saved: Saved) -> None:
    number = saved.readings["journal"]
    codes = [code for code, _ in saved.told]
    (backup, export), refused = [one for _, one in saved.told[2:4]], [one for _, one in saved.told[4:]]
    assert codes == [0, 0, 0, 0, 1, 1, 1]
    assert (backup["journal"]["number"], backup["files"], backup["missing"]) == (number, 5, [])
    assert backup["bytes"] == saved.backup.stat().st_size
    assert saved.backup.stat().st_mode & 0o077 == 0
    assert export["journal"] == backup["journal"]
    assert [one["error"]["code"] for one in refused] == ["file_exists", "city_not_empty", "city_not_empty"]
    assert [place.name for place in saved.backup.parent.iterdir() if place.name.startswith(".")] == []


def test_a_backup_comes_back_whole(saved: Saved, installations: Callable[[str], Installation]) -> None:
    other = installations("restored")
    (code, told), (_, readings), (verified, found) = other.run(
        ("restore", str(saved.backup)), READ, ("verify", "--files")
    )
    assert code == verified == 0
    assert told["verify"] == found
    assert found["entries"] == saved.readings["journal"]
    assert readings == saved.readings
    with psycopg.connect(other.url):  # somebody is at work
        ((code, told),) = other.run(("restore", str(saved.backup), "--replace"))
    assert (code, told["error"]["code"]) == (1, "city_in_use")


def test_an_export_comes_back_with_the_same_content(
    saved: Saved, installations: Callable[[str], Installation], tmp_path: Path
) -> None:
    other = installations("imported")
    told = other.run(("import", str(saved.export)), READ, ("verify", "--files"), ("export", str(tmp_path / "again")))
    assert [code for code, _ in told] == [0, 0, 0, 0]
    assert told[1][1] == saved.readings
    assert told[0][1]["content"] == told[3][1]["content"] == saved.told[3][1]["content"]
    assert told[3][1]["tables"] == saved.told[3][1]["tables"]


def test_a_lost_file_is_told_and_comes_back_with_the_city(
    saved: Saved, installations: Callable[[str], Installation], tmp_path: Path
) -> None:
    other = installations("damaged")
    assert other.run(("restore", str(saved.backup)))[0][0] == 0
    lost = next(place for place in (other.data / "files").glob("??/*"))
    lost.unlink()
    told = other.run(
        ("backup", str(tmp_path / "gap.tar.gz")),
        ("verify", "--files"),
        ("restore", str(saved.backup), "--replace"),
        READ,
    )
    assert [code for code, _ in told] == [1, 1, 0, 0]
    assert told[0][1]["missing"] == [lost.parent.name + lost.name]
    assert (told[1][1]["ok"], told[1][1]["first_bad"]) == (False, None)
    assert told[3][1] == saved.readings
    assert lost.exists()


Members = dict[str, bytes]


def packed(place: Path, members: Members) -> Path:
    with tarfile.open(place, "w:gz") as archive:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return place


def members_of(place: Path) -> Members:
    with tarfile.open(place) as archive:
        return {one.name: archive.extractfile(one).read() for one in archive}  # type: ignore[union-attr]


def manifest(members: Members, **changes: Any) -> Members:
    told = json.loads(members["manifest.json"]) | changes
    return members | {"manifest.json": json.dumps(told).encode()}


def a_file(members: Members) -> str:
    return max(name for name in members if name.startswith("files/"))


DAMAGED: dict[str, tuple[Callable[[Members], Members], str]] = {
    "no manifest": (lambda it: {name: it[name] for name in it if name != "manifest.json"}, "backup_broken"),
    "a manifest that is no JSON": (lambda it: it | {"manifest.json": b"{"}, "backup_broken"),
    "a manifest of nothing": (lambda it: it | {"manifest.json": b"{}"}, "backup_broken"),
    "another format": (lambda it: manifest(it, format="other"), "backup_broken"),
    "a newer format": (lambda it: manifest(it, version=2), "backup_newer"),
    "a changed database": (lambda it: it | {"database.dump": it["database.dump"] + b"x"}, "backup_broken"),
    "no database": (lambda it: {name: it[name] for name in it if name != "database.dump"}, "backup_broken"),
    "a changed file": (lambda it: it | {a_file(it): b"x"}, "backup_broken"),
    "a missing file": (lambda it: {name: it[name] for name in it if name != a_file(it)}, "backup_broken"),
    "a file nobody names": (lambda it: it | {"files/" + "0" * 64: b"x"}, "backup_broken"),
    "a way out of the folder": (
        lambda it: manifest(it, files=[{"digest": "../../../tmp/x", "size": 1, "name": "x"}]),
        "backup_broken",
    ),
}


def test_a_damaged_backup_is_refused_before_anything_is_touched(
    saved: Saved, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    whole = members_of(saved.backup)
    for number, (what, (damage, code)) in enumerate(DAMAGED.items()):
        with subtests.test(what):
            assert refused(packed(tmp_path / f"{number}.tar.gz", damage(dict(whole))), tmp_path / f"at{number}") == code
    with subtests.test("cut off"):
        (tmp_path / "cut.tar.gz").write_bytes(saved.backup.read_bytes()[:-3000])
        assert refused(tmp_path / "cut.tar.gz", tmp_path / "cut") == "backup_broken"
    with subtests.test("no archive"):
        (tmp_path / "none.tar.gz").write_bytes(b"not an archive")
        assert refused(tmp_path / "none.tar.gz", tmp_path / "none") == "backup_broken"
    with subtests.test("not there"):
        assert refused(tmp_path / "nowhere.tar.gz", tmp_path / "nowhere") == "no_such_file"


def refused(archive: Path, staging: Path) -> str:
    staging.mkdir()
    with pytest.raises(Refusal) as said:
        restore.unpacked(archive, staging)
    return said.value.code


def test_a_backup_of_a_newer_version_is_refused(
    saved: Saved, installations: Callable[[str], Installation], tmp_path: Path
) -> None:
    members = members_of(saved.backup)
    steps = [*json.loads(members["manifest.json"])["migrations"], "site.9999_from_tomorrow"]
    file = packed(tmp_path / "newer.tar.gz", manifest(members, migrations=steps))
    ((code, told),) = installations("older").run(("restore", str(file)))
    assert (code, told["error"]["code"]) == (1, "backup_newer")
    assert "9999_from_tomorrow" in told["error"]["why"]
