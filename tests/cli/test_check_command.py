"""`jinliang check` tells people and programs the same, and its exit code tells the rest."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import jinliang
from jinliang.cli import check
from jinliang.cli.main import Command
from jinliang.packs import load


def run(*words: str) -> int:
    top = argparse.ArgumentParser()
    check.add(top.add_subparsers(parser_class=Command))
    args = top.parse_args(["check", *words])
    return int(args.run(args))


def test_a_sound_pack_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("changzhou_2019") == 0
    assert "49 条条款，15 个目标，原文 23 处写到\n没有问题" in capsys.readouterr().out


def test_the_json_of_a_sound_pack(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("changzhou_2019", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "pack": "changzhou_2019",
        "digest": load.shipped_pack("changzhou_2019").digest,
        "clauses": 49,
        "targets": 15,
        "mentions": 23,
        "flaws": [],
    }


@pytest.fixture
def flawed(tmp_path: Path) -> Path:
    source = (
        load.source_of("national").replace('id = "KF2"', 'id = "KF1"').replace('states = ["registry"]', "states = []")
    )
    path = tmp_path / "mine.toml"
    path.write_text(source, "utf-8")
    return path


def test_flaws_are_told_with_place_and_fix(flawed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(flawed)) == 1
    out = capsys.readouterr().out
    assert "要改 2 处" in out
    assert "kind.cn.registered_contract.states\n" in out
    assert run(str(flawed), "--json") == 1
    data = json.loads(capsys.readouterr().out)
    assert data["flaws"][1] == {
        "place": "list.contract_subclass.item[1]",
        "what": "KF1",
        "why": "代码 KF1 前面已经有了",
        "fix": "两处合成一处，或给这一处另起编号",
    }


def test_nothing_to_examine_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("nationl") == 2
    assert "改成 national" in capsys.readouterr().err
    assert run() == 2
    assert "changzhou_2019" in capsys.readouterr().err


def test_the_schema_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("--schema") == 0
    assert json.loads(capsys.readouterr().out) == load.json_schema()


def test_it_starts_fast_and_without_django() -> None:
    code = (
        "import sys; from jinliang.cli import check; import argparse;"
        "a = argparse.Namespace(pack='changzhou_2019', schema=False, json=True);"
        "r = check.run(a); assert 'django' not in sys.modules; sys.exit(r)"
    )
    begun = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(Path(jinliang.__file__).parents[1])},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert time.perf_counter() - begun < 5
