"""`jinliang match rank` reads the files it is given, ranks without a database, and says what it cannot read."""

import gzip
import json
from pathlib import Path

import pytest

from engines.retrieval.small_market import NEEDS, OFFERS
from jinliang.cli.main import main

ROWS = [
    json.dumps({"id": id, "title": title, "text": text, "keywords": []}, ensure_ascii=False)
    for id, title, text in OFFERS
]
QUERIES = [
    json.dumps({"id": f"N-{answer}", "title": title, "text": text, "answer": answer}, ensure_ascii=False)
    for answer, (title, text) in NEEDS.items()
]


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "documents.jsonl").write_text("\n".join(ROWS) + "\n\n", "utf-8")
    with gzip.open(tmp_path / "documents.jsonl.gz", "wt", encoding="utf-8") as packed:
        packed.write("\n".join(ROWS))
    (tmp_path / "queries.jsonl").write_text("\n".join(QUERIES), "utf-8")
    return tmp_path


def rank(files: Path, documents: str = "documents.jsonl", *more: str) -> int:
    words = [
        "--documents",
        str(files / documents),
        "--queries",
        str(files / "queries.jsonl"),
        "--out",
        str(files / "run.tsv"),
    ]
    return main(["match", "rank", *words, "--mode", "lexical", *more])


def test_every_query_is_ranked_with_score_and_verdict(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert rank(files) == 0
    assert "8 条查询" in capsys.readouterr().out
    rows = [line.split("\t") for line in (files / "run.tsv").read_text("utf-8").splitlines()]
    first = {query: document for query, document, *_ in reversed(rows)}
    assert {len(row) for row in rows} == {4}
    assert {row[3] for row in rows} <= {"strong", "fair", "weak", "none"}
    assert sum(first[f"N-{answer}"] == answer for answer in NEEDS) >= len(NEEDS) - 1


def test_packed_documents_are_the_same_documents_and_numbers_come_as_json(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert rank(files) == 0
    plain = (files / "run.tsv").read_text("utf-8")
    capsys.readouterr()
    assert rank(files, "documents.jsonl.gz", "--json") == 0
    assert (files / "run.tsv").read_text("utf-8") == plain
    assert json.loads(capsys.readouterr().out)["queries"] == len(NEEDS)


def test_weights_are_trained_written_and_used(files: Path) -> None:
    words = [
        "--documents",
        str(files / "documents.jsonl"),
        "--queries",
        str(files / "queries.jsonl"),
        "--mode",
        "lexical",
    ]
    assert (
        main(
            ["match", "train", *words, "--register", "workshop", "--weights", "-", "--out", str(files / "weights.json")]
        )
        == 0
    )
    assert rank(files, "documents.jsonl", "--weights", str(files / "weights.json")) == 0
    assert rank(files, "documents.jsonl", "--train", str(files / "queries.jsonl")) == 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("documents.jsonl", '{"id": "a", "title": "b"}\n{broken', "第 2 行"),
        ("documents.jsonl", "[1, 2]", "第 1 行"),
        ("documents.jsonl", '{"title": "没有编号"}', "id"),
        ("documents.jsonl.gz", "not packed at all", "documents.jsonl.gz"),
        ("weights.json", "{}", "权重文件不完整"),
        ("absent", None, "没有文件"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    files: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | None, told: str
) -> None:
    if content is not None:
        (files / name).write_text(content, "utf-8")
    given = ("documents.jsonl", "--weights", str(files / name)) if name == "weights.json" else (name,)
    assert rank(files, *given) == 1
    assert told in capsys.readouterr().err
