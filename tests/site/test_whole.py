"""A city goes out to open formats and comes back the same; whatever is wrong with an export is refused, and then nothing has changed."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.db import connection

import small_city
from jinliang.core.access import SYSTEM
from jinliang.core.refusal import Refusal
from jinliang.site.acts import fact, whole
from jinliang.site.models import Act, Fact, Party, Question, Tally, TallyRole, Token
from jinliang.site.reads import reading
from jinliang.site.reads.journal import verify
from jinliang.site.reads.known import head
from jinliang.site.reads.truth import LEFT_OUT, TABLES
from jinliang.site.reads.whole import MANIFEST, content, export, occupied
from jinliang.store import Store
from small_city import SmallCity

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def city(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[SmallCity]:
    with small_city.standing(django_db_blocker, tmp_path_factory.mktemp("var")) as made:
        yield made


@pytest.fixture
def folder(city: SmallCity, tmp_path: Path) -> Path:
    """An export of the small city, which is then gone: the installation is empty."""
    export(SYSTEM, tmp_path / "out", small_city.store())
    empty()
    return tmp_path / "out"


@pytest.fixture
def other(tmp_path: Path) -> Store:
    """The files of the other installation."""
    return Store(tmp_path / "other")


def empty() -> None:
    """The state of a new installation: no rows, a head at zero, numbers from one."""
    own = ", ".join(one._meta.db_table for one in apps.get_app_config("site").get_models())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SELECT tgrelid::regclass FROM pg_trigger WHERE tgname LIKE '%no_truncate'")
        guarded = [name for (name,) in cursor.fetchall()]
        for way in ("DISABLE", "ENABLE"):
            if way == "ENABLE":
                cursor.execute(f"TRUNCATE {own}, auth_user RESTART IDENTITY CASCADE")
            for name in guarded:
                cursor.execute(f"ALTER TABLE {name} {way} TRIGGER USER")
        cursor.execute("INSERT INTO site_head (id, number, hash) VALUES (1, 0, repeat('0', 64))")
    reading.memo.clear()
    assert occupied() == []


def read() -> list[tuple[str, Any, int]]:
    found = reading.readings("changzhou_2019", date(2020, 6, 30))
    return [(one.indicator.id, one.value, one.facts) for one in found.rows]


def derived() -> list[list[tuple[Any, ...]]]:
    return [
        list(Tally.objects.order_by("fact").values_list()),
        list(TallyRole.objects.order_by("fact", "role", "party").values_list("fact", "kind", "role", "party")),
        list(Question.objects.order_by("kind", "bit").values_list("kind", "bit", "where")),
    ]


def test_a_city_comes_back_the_same(city: SmallCity, tmp_path: Path, other: Store) -> None:
    User.objects.filter(username="tto.chen").update(password="a secret", is_active=False)
    before = (content(), read(), derived(), head())
    made = export(SYSTEM, tmp_path / "out", small_city.store())
    assert made.content == before[0]
    empty()
    brought = whole.bring(SYSTEM, tmp_path / "out", other)
    assert (content(), read(), derived(), head()) == before
    assert brought["content"] == made.content
    assert verify(other).ok
    assert User.objects.get(username="tto.chen").has_usable_password() is False
    assert dict(User.objects.values_list("username", "is_active"))["tto.chen"] is False
    assert "a secret" not in "".join(path.read_text("utf-8") for path in (tmp_path / "out").glob("*.json*"))


def test_the_import_is_no_act_and_the_next_act_is_the_next_line(city: SmallCity, folder: Path, other: Store) -> None:
    brought = whole.bring(SYSTEM, folder, other)
    assert Act.objects.count() == brought["number"]
    fact.reverse(city.bureau, city.listed[1].id, "另有更正")
    last = Fact.objects.order_by("id").last()
    assert last is not None
    statement = small_city.said(city.bureau, small_city.PROFESSOR, small_city.raw("程砚秋"))
    made = fact.replace(city.bureau, last.id, statement, small_city.behind(last), "再更正")
    assert made.fact is not None
    assert made.fact.id == last.id + 1
    assert verify().ok


def test_every_table_of_the_site_is_exported_or_left_out_for_a_reason() -> None:
    exported = {one.model for one in TABLES} - {User}
    assert exported | set(LEFT_OUT) == set(apps.get_app_config("site").get_models())
    assert not exported & set(LEFT_OUT)
    assert Token in LEFT_OUT


def test_the_files_are_open_formats_that_anybody_can_check(city: SmallCity, folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert (manifest["format"], manifest["version"]) == ("jinliang-city", 1)
    digests = {}
    for table in manifest["tables"]:
        data = (folder / table["file"]).read_bytes()
        rows = [json.loads(line) for line in data.decode().splitlines()]
        assert hashlib.sha256(data).hexdigest() == table["sha256"]
        assert len(rows) == table["rows"]
        assert all(list(row) == sorted(table["columns"]) for row in rows)
        digests[table["name"]] = table["sha256"]
    joined = json.dumps(digests, sort_keys=True, separators=(",", ":"))
    assert hashlib.sha256(joined.encode()).hexdigest() == manifest["content"]
    files = [path for path in (folder / "files").rglob("*") if path.is_file()]
    assert [hashlib.sha256(path.read_bytes()).hexdigest() for path in files] == [path.name for path in files]
    assert len(files) == manifest["files"]["count"] == 5


def altered(folder: Path, **changes: Any) -> None:
    place = folder / MANIFEST
    place.write_text(json.dumps(json.loads(place.read_text("utf-8")) | changes), "utf-8")


def rewritten(folder: Path, name: str, change: Callable[[str], str]) -> None:
    """Changes a table's file and makes the manifest fit, as somebody would who knows how."""
    place = folder / f"{name}.jsonl"
    place.write_text(change(place.read_text("utf-8")), "utf-8")
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    for one in manifest["tables"]:
        if one["name"] == name:
            one["sha256"] = hashlib.sha256(place.read_bytes()).hexdigest()
            one["rows"] = place.read_text("utf-8").count("\n")
    digests = {one["name"]: one["sha256"] for one in manifest["tables"]}
    joined = json.dumps(digests, sort_keys=True, separators=(",", ":"))
    altered(folder, tables=manifest["tables"], content=hashlib.sha256(joined.encode()).hexdigest())


def some_file(folder: Path) -> Path:
    return next(path for path in sorted((folder / "files").rglob("*")) if path.is_file())


BROKEN: dict[str, tuple[Callable[[Path], Any], str, str]] = {
    "no manifest": (lambda at: (at / MANIFEST).unlink(), "no_export", MANIFEST),
    "a manifest that is no JSON": (lambda at: (at / MANIFEST).write_text("{"), "export_broken", MANIFEST),
    "another format": (lambda at: altered(at, format="other"), "export_other", MANIFEST),
    "a newer format": (lambda at: altered(at, version=2), "export_newer", "第 2 版"),
    "a manifest without its journal": (lambda at: altered(at, journal=None), "export_broken", MANIFEST),
    "another content hash": (lambda at: altered(at, content="0" * 64), "export_broken", MANIFEST),
    "another journal number": (lambda at: altered(at, journal={"number": 3, "hash": "x"}), "export_broken", "留痕编号"),
    "a missing table": (lambda at: (at / "fact.jsonl").unlink(), "export_broken", "fact.jsonl"),
    "an altered table": (lambda at: (at / "fact.jsonl").write_bytes(b"{}\n"), "export_broken", "fact.jsonl"),
    "a missing file": (lambda at: some_file(at).unlink(), "export_broken", ""),
    "an altered file": (lambda at: some_file(at).write_bytes(small_city.PDF), "export_broken", ""),
    "a row that is no JSON": (lambda at: rewritten(at, "mapping", lambda _: "x\n"), "export_broken", "mapping.jsonl"),
    "a row that is no record": (lambda at: rewritten(at, "mapping", lambda _: "1\n"), "export_broken", "mapping.jsonl"),
    "a row without a column": (lambda at: rewritten(at, "mapping", lambda _: "{}\n"), "export_broken", "mapping.jsonl"),
    "a value that fits no column": (
        lambda at: rewritten(at, "fact", lambda text: text.replace('"2020-01-15"', '"2020-13-15"', 1)),
        "export_broken",
        "fact.jsonl",
    ),
    "a fact that its line does not know": (
        lambda at: rewritten(at, "fact", lambda text: text.replace('"2020-02-15"', '"2020-02-16"', 1)),
        "export_broken",
        "留痕",
    ),
    "a role of nobody": (
        lambda at: rewritten(at, "fact_role", lambda text: re.sub('"party":[0-9]+', '"party":999999', text, count=1)),
        "export_broken",
        "",
    ),
}  # fmt: skip


def test_what_is_wrong_with_an_export_is_named_and_nothing_changes(
    folder: Path, other: Store, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for number, (what, (spoil, code, named)) in enumerate(BROKEN.items()):
        copy = tmp_path / str(number)
        copied(folder, copy)
        spoil(copy)
        with subtests.test(what):
            with pytest.raises(Refusal) as refused:
                whole.bring(SYSTEM, copy, other)
            assert refused.value.code == code
            assert named in refused.value.why
            assert occupied() == []
            assert head().number == 0
    whole.bring(SYSTEM, folder, other)


def copied(source: Path, target: Path) -> None:
    for path in source.rglob("*"):
        if path.is_file():
            place = target / path.relative_to(source)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(path.read_bytes())


def test_a_city_that_has_begun_is_not_overwritten(folder: Path, other: Store) -> None:
    Party.objects.create(kind="enterprise", name="先来的企业（虚构）", known=0)
    with pytest.raises(Refusal) as refused:
        whole.bring(SYSTEM, folder, other)
    assert refused.value.code == "city_not_empty"
    assert "party" in refused.value.why
    assert Party.objects.count() == 1


def test_an_export_needs_an_empty_folder_and_whole_files(city: SmallCity, tmp_path: Path) -> None:
    full, store = tmp_path / "full", small_city.store()
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    assert code_of(lambda: export(SYSTEM, full, store)) == "folder_not_empty"
    assert code_of(lambda: export(SYSTEM, full / "mine.txt", store)) == "folder_closed"
    assert code_of(lambda: export(city.auditor, tmp_path / "new", store)) == "not_yours"
    bare = Store(tmp_path / "bare")
    assert code_of(lambda: export(SYSTEM, tmp_path / "new", bare)) == "file_altered"
    assert not (tmp_path / "new" / MANIFEST).exists()


def code_of(call: Callable[[], Any]) -> str:
    with pytest.raises(Refusal) as refused:
        call()
    return refused.value.code


def test_the_recipe_in_the_documents_checks_an_export(folder: Path, tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text("utf-8")
    recipe = tmp_path / "recipe.py"
    recipe.write_text(text.partition("```python\n")[2].partition("```")[0], "utf-8")
    command = [sys.executable, str(recipe), str(folder)]
    assert subprocess.run(command, check=False).returncode == 0
    rewritten(folder, "journal", lambda rows: rows.replace("名单误列", "名单无误"))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1
