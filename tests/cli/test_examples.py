"""The worked cases of the documents come out as they say; bad cases are told with place, reason and how to mend them."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from jinliang.cli.main import main
from jinliang.packs.award import named

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
ROW = re.compile(r"^\| \[([\w-]+)\]\(([\w-]+\.json)\) \| `jinliang ([^`]+)` \| [^|]+ \| (.+) \|$", re.MULTILINE)
ROWS = ROW.findall((EXAMPLES / "README.md").read_text("utf-8"))


def said(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    code = main([*words, "--json"])
    told = capsys.readouterr()
    return code, json.loads(told.out or told.err)


def at(answer: Any, path: str) -> str:
    for step in path.split("."):
        answer = answer[int(step) if step.isdigit() else step]
    return str(answer)


def test_every_worked_case_has_its_row() -> None:
    assert sorted(file for _, file, _, _ in ROWS) == sorted(one.name for one in EXAMPLES.glob("*.json"))
    assert len(ROWS) >= 10


@pytest.mark.parametrize(("name", "file", "command", "results"), ROWS, ids=[row[0] for row in ROWS])
def test_a_worked_case_comes_out_as_told(
    capsys: pytest.CaptureFixture[str], name: str, file: str, command: str, results: str
) -> None:
    words = [str(EXAMPLES / word) if word == file else word for word in shlex.split(command)]
    code, answer = said(capsys, *words)
    wanted = dict(re.findall(r"`([\w.]+)` = ([\w.]+)", results))
    assert (code, {path: at(answer, path) for path in wanted}) == (0, wanted)
    assert main(words) == 0
    assert capsys.readouterr().out


@pytest.mark.parametrize("command", ["decide", "distribute", "value", "notice"])
def test_every_command_prints_its_schema(capsys: pytest.CaptureFixture[str], command: str) -> None:
    assert main([command, "--schema"]) == 0
    assert "properties" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2019-09-20",), {"raw_end": "2019-10-05", "end": "2019-10-08", "free_on": "2019-10-09"}),
        (("2019-09-20", "--count", "working"), {"end": "2019-10-16"}),
        (("2019-01-25",), {"raw_end": "2019-02-09", "end": "2019-02-11"}),
        (("2019-01-25", "--count", "working"), {"end": "2019-02-20"}),
        (("2021-02-05",), {"end": "2021-02-20"}),
        (("2021-02-05", "--count", "working"), {"end": "2021-03-03"}),
        (("2021-09-24",), {"end": "2021-10-09"}),
        (("2021-09-24", "--count", "working"), {"end": "2021-10-20"}),
    ],
)
def test_notices_end_as_the_law_counts(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: Any) -> None:
    code, answer = said(capsys, "notice", *words)
    assert (code, {key: answer[key] for key in told}) == (0, told)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("notice", "2026-12-24", "--count", "working"), "holiday_table_missing"),
        (("notice", "2021-06-01", "--days", "10", "--kind", "price"), "notice_too_short"),
        (("notice", "2021-06-01", "--kind", "cash_award"), "notice_too_short"),
        (("notice", "2021-02-30"), "no_such_day"),
        (("notice",), "start_missing"),
        (("decide", "transfer_2pct"), "case_missing"),
        (("distribute", "nowhere.json"), "no_such_file"),
        (("value",), "case_missing"),
    ],
)
def test_what_cannot_be_done_is_refused(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str) -> None:
    exit_code, told = said(capsys, *words)
    assert (exit_code, told["error"]["code"]) == (1, code)
    assert told["error"]["why"]
    assert told["error"]["fix"]


CHANGES: list[tuple[str, str, dict[str, Any], str]] = [
    ("decide transfer_2pct", "decide-plan", {"receipts.0.date": "2020-03-15"}, "receipt_before_signing"),
    ("decide transfer_2pct", "decide-plan", {"receipts.0.amount": "3000000.01"}, "receipts_above_contract"),
    ("decide transfer_2pct", "decide-plan", {"contracts.0.technical": "2400000.01"}, "worksheet_mismatch"),
    ("decide transfer_2pct", "decide-plan", {"recipts": []}, "case_flawed"),
    ("decide transfer_2pct", "decide-plan", {"receipts.0.amount": "1e6"}, "case_flawed"),
    ("decide transfer_2pct", "decide-plan", {"applicants.0.id": "T9"}, "no_such_party"),
    ("decide transfer_2pct", "decide-plan", {"window.to": "2022-01-01"}, "rule_gap"),
    ("decide transfer_2pct", "decide-plan", {"rate": "0.03"}, "rate_above_ceiling"),
    ("decide transfer_9pct", "decide-plan", {}, "no_such_award"),
    ("decide transfer_2pct", "decide-budget", {"budget": "0.00"}, "budget_not_positive"),
    ("distribute", "distribute-licence", {"contributors.2.share_pct": "29.99"}, "shares_not_100"),
    ("distribute", "distribute-licence", {"signed_on": None}, "not_signed"),
    (
        "distribute",
        "distribute-licence",
        {"unit_rule_versions.1.from": "2020-12-31", "signed_on": "2020-12-31"},
        "rule_overlap",
    ),
    ("distribute", "distribute-licence", {"unit_rule_versions.0.to": "2020-05-09"}, "rule_gap"),
    ("distribute", "distribute-licence", {"receipts.0.date": "2020-05-09"}, "receipt_before_signing"),
    ("distribute", "distribute-own-use", {"years": 6}, "years_out_of_range"),
    ("distribute", "distribute-prospect", {"who": "丁"}, "nobody_of_that_name"),
    ("value", "value", {"royalty.years": 0}, "years_out_of_range"),
    ("value", "value", {"royalty.growth": ["0.1", "0.05", "0.2"]}, "range_backwards"),
    ("value", "value", {"draws": 10}, "draws_too_few"),
    ("value", "value", {"market.deals.0.on": "2021-06-19"}, "deal_to_come"),
    ("value", "value", {"cost": None, "market": None, "royalty": None, "profit": None}, "no_way"),
]


@pytest.mark.parametrize(("command", "name", "change", "code"), CHANGES)
def test_a_bad_case_is_refused_with_why_and_how_to_mend_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, command: str, name: str, change: dict[str, Any], code: str
) -> None:
    case = json.loads((EXAMPLES / f"{name}.json").read_text("utf-8"))
    for path, value in change.items():
        *steps, last = path.split(".")
        place = case
        for step in steps:
            place = place[int(step) if step.isdigit() else step]
        place[last] = value
    (tmp_path / "case.json").write_text(json.dumps(case, ensure_ascii=False), "utf-8")
    exit_code, told = said(capsys, *command.split(), str(tmp_path / "case.json"))
    error = told.get("error") or {"code": told.get("reason"), "why": told.get("message"), "fix": told.get("fix")}
    assert (exit_code, error["code"]) == (1, code)
    assert error["why"]
    assert error["fix"]


def test_a_misspelt_key_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "case.json").write_text('{"year": 2020, "decison_on": "2021-02-30"}', "utf-8")
    _, told = said(capsys, "decide", "transfer_2pct", str(tmp_path / "case.json"))
    assert "decison_on：没有这一项（改成 decision_on）" in told["error"]["why"]
    assert "contracts：没有写这一项" in told["error"]["why"]


def test_the_awards_that_come_along_have_caps_sources_and_examples() -> None:
    found = {one.award.id: one.award for one in named()}
    assert {id: (one.cap, one.beneficiary, one.base) for id, one in found.items()} == {
        "transfer_2pct": (None, "intermediary", "actual"),
        "absorber_changzhou_2022": (500_000, "buyer", "actual"),
        "absorber_nanjing_2022": (1_000_000, "buyer", "actual"),
        "broker_nanjing_2022": (50_000, "broker", "actual"),
        "institution_fuzhou_2021": (500_000, "intermediary", "technical"),
        "seller_sanming_2024": (50_000, "seller", "actual"),
    }
    assert all(one.cite and len(one.examples) >= 2 and one.evidence for one in found.values())
