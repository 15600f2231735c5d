"""`jinliang cases` judges files of any set it knows, quickly, and says which cases it gets wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from jinliang.cli.main import main
from jinliang.packs.case import SETS

DATA = Path(__file__).parents[1] / "data"
FILES = [place for folder in ("readings", "money") for place in sorted((DATA / folder).glob("*.json"))]


def run(capsys: pytest.CaptureFixture[str], place: Path) -> tuple[int, Any]:
    code = main(["cases", str(place), "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out or told.err)


def test_every_set_has_its_file_here() -> None:
    assert {json.loads(place.read_text("utf-8"))["set"] for place in FILES} == set(SETS)


@pytest.mark.parametrize("place", FILES, ids=lambda place: place.stem)
def test_the_worked_cases_are_right(capsys: pytest.CaptureFixture[str], place: Path) -> None:
    count = len(json.loads(place.read_text("utf-8"))["cases"])
    assert run(capsys, place) == (0, {"cases": count, "right": count, "wrong": []})


@pytest.mark.parametrize("place", FILES, ids=lambda place: place.stem)
def test_a_case_that_expects_something_else_is_told_with_both_answers(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, place: Path
) -> None:
    document = json.loads(place.read_text("utf-8"))
    spoilt = document["cases"][0]
    spoilt["expected"] = dict.fromkeys(spoilt["expected"], "something else") | {
        "value": -1,
        "counted": [],
        "left_out": [],
    }
    (tmp_path / "cases.json").write_text(json.dumps(document), "utf-8")
    code, told = run(capsys, tmp_path / "cases.json")
    assert (code, told["right"]) == (1, len(document["cases"]) - 1)
    assert [(one["id"], one["expected"]) for one in told["wrong"]] == [(spoilt["id"], spoilt["expected"])]
    assert told["wrong"][0]["got"]
    main(["cases", str(tmp_path / "cases.json")])
    assert spoilt["id"] in capsys.readouterr().out


@pytest.mark.parametrize("place", FILES, ids=lambda place: place.stem)
def test_a_case_that_cannot_be_read_is_wrong_and_spoils_no_other(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, place: Path
) -> None:
    document = json.loads(place.read_text("utf-8"))
    for given in ({}, {"facts": 3, "indicator": {}, "ask": {}}, "text", None):
        document["cases"][0]["given"] = given
        (tmp_path / "cases.json").write_text(json.dumps(document), "utf-8")
        code, told = run(capsys, tmp_path / "cases.json")
        assert (code, told["right"]) == (1, len(document["cases"]) - 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"", "not_json"),
        (b'{"set": "readings", "cases": [}', "not_json"),
        ("判例".encode("gbk"), "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_cases"),
        (b"{}", "not_cases"),
        (b'{"set": "readings", "cases": {}}', "not_cases"),
        (b'{"set": "readings", "cases": [1]}', "not_cases"),
        (b'{"set": "readings", "cases": [{"id": 1}]}', "not_cases"),
        (b'{"set": "weather", "cases": []}', "unknown_case_set"),
        (b'{"set": ["readings"], "cases": []}', "unknown_case_set"),
        (b'{"cases": []}', "unknown_case_set"),
    ],
)
def test_what_is_no_file_of_cases_is_not_understood(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, text: bytes, code: str
) -> None:
    (tmp_path / "cases.json").write_bytes(text)
    exit_code, told = run(capsys, tmp_path / "cases.json")
    assert (exit_code, told["error"]["code"]) == (2, code)
    assert told["error"]["why"]
    assert told["error"]["fix"]


def test_a_missing_file_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, told = run(capsys, tmp_path / "none.json")
    assert (code, told["error"]["code"]) == (2, "no_such_file")


def test_cases_need_no_database_and_no_time() -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JINLIANG_")}
    environment |= {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "JINLIANG_DATA": "/proc/none"}
    command = [sys.executable, "-m", "jinliang", "cases", str(FILES[0]), "--json"]
    source = str(Path(__file__).parents[2] / "src")
    began = time.monotonic()
    done = subprocess.run(command, env=environment | {"PYTHONPATH": source}, capture_output=True, check=True)
    assert json.loads(done.stdout)["wrong"] == []
    assert time.monotonic() - began < 5
