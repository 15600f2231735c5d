"""The `jinliang` command answers with 0, 1 or 2, in words or in JSON."""

import argparse
import json
import types
from typing import Any

import pytest

from jinliang.cli import main as command
from jinliang.core.refusal import Refusal


def answering(monkeypatch: pytest.MonkeyPatch, answer: int | BaseException) -> None:
    def add(subparsers: Any) -> None:
        parts = subparsers.add_parser("answer").add_subparsers(required=True)
        parts.add_parser("now")

    def run(args: argparse.Namespace) -> int:
        if isinstance(answer, BaseException):
            raise answer
        if args.json:
            print("json")
        return answer

    module = types.ModuleType("answer")
    vars(module).update(add=add, run=run)
    monkeypatch.setattr(command, "COMMANDS", (module,))


@pytest.mark.parametrize("answer", [0, 1])
def test_a_command_decides_yes_or_no(monkeypatch: pytest.MonkeyPatch, answer: int) -> None:
    answering(monkeypatch, answer)
    assert command.main(["answer", "now"]) == answer


def test_every_command_and_part_knows_json(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    answering(monkeypatch, 0)
    for words in (["answer", "now"], ["answer", "--json", "now"], ["answer", "now", "--json"]):
        command.main(words)
    assert capsys.readouterr().out == "json\njson\n"


def test_a_refusal_is_a_no_told_on_standard_error(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answering(monkeypatch, Refusal("amount_negative", "金额是负数：-3", "填大于零的数"))
    assert command.main(["answer", "now"]) == 1
    assert capsys.readouterr() == ("", "金额是负数：-3。填大于零的数\n")
    assert command.main(["answer", "now", "--json"]) == 1
    told = {"error": {"code": "amount_negative", "why": "金额是负数：-3", "fix": "填大于零的数"}}
    assert json.loads(capsys.readouterr().err) == told


def test_ctrl_c_is_not_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, KeyboardInterrupt())
    assert command.main(["answer", "now"]) == 130


@pytest.mark.parametrize("words", [[], ["dance"], ["serve", "--port", "many"]])
def test_what_is_not_understood_is_a_usage_error(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    assert "usage: jinliang" in capsys.readouterr().err


@pytest.mark.parametrize("module", command.COMMANDS, ids=lambda module: module.__name__.rpartition(".")[2])
def test_every_command_explains_itself(module: types.ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    subparsers = argparse.ArgumentParser().add_subparsers(parser_class=command.Command)
    module.add(subparsers)
    (name,) = subparsers.choices
    with pytest.raises(SystemExit) as ended:
        command.main([name, "--help"])
    assert ended.value.code == 0
    assert "--json" in capsys.readouterr().out
