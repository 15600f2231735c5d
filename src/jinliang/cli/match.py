"""`jinliang match`: ranks documents for queries from files, learns the ranker's weights from queries whose answers are known, and makes
the index of the city's market anew.

Ranking and learning ask no database, so that anybody can measure the matching on texts of their own.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinliang.core.refusal import Refusal

if TYPE_CHECKING:
    from jinliang.engines.retrieval.matcher import Matcher
    from jinliang.engines.retrieval.ranker import Weights
    from jinliang.engines.retrieval.training import Lesson

FILES = "documents：每行一个 JSON，含 id、title、text，可含 keywords；queries：每行含 id、text，可含 title，训练用的还含 answer"


def add(subparsers: Any) -> None:
    """The command's words."""
    parser = subparsers.add_parser(
        "match", help="供需匹配：排序、训练、重建索引", description=f"排序与训练直接读文件，不用数据库。{FILES}"
    )
    parts = parser.add_subparsers(dest="part", metavar="做什么", required=True, parser_class=type(parser))
    rank = parts.add_parser("rank", help="为每条查询给文档排序", description=FILES)
    rank.add_argument("--documents", type=Path, required=True, help="文档（.jsonl 或 .jsonl.gz）")
    rank.add_argument("--queries", type=Path, required=True, help="查询（.jsonl）")
    rank.add_argument("--out", type=Path, required=True, help="写入的结果：查询、文档、得分、判断，以制表符分隔")
    rank.add_argument("--train", type=Path, help="先用这些带 answer 的查询训练")
    train = parts.add_parser("train", help="训练权重", description=FILES)
    train.add_argument("--documents", type=Path, required=True, help="文档（.jsonl 或 .jsonl.gz）")
    train.add_argument("--queries", type=Path, required=True, help="查询（.jsonl），答案在 answer 里，或在 --grades 里")
    train.add_argument("--grades", type=Path, help="评分表：查询、文档、0 至 3 分，以制表符分隔")
    train.add_argument("--register", choices=["paper", "workshop"], required=True, help="查询是论文语体还是车间语体")
    train.add_argument("--other", type=Path, help="另一种语体的查询（.jsonl），用来学会分辨两种语体")
    train.add_argument("--out", type=Path, required=True, help="写入的权重文件")
    for one in (rank, train):
        one.add_argument(
            "--mode", choices=["full", "lexical"], default="full", help="full：用语义模型；lexical：只按用词"
        )
        one.add_argument("--weights", type=Path, help="权重文件，默认用随产品的；训练时 - 表示从头学起")
        one.set_defaults(module=sys.modules[__name__])
    anew = parts.add_parser(
        "rebuild",
        help="按数据库重建市场的检索索引",
        description="按数据库重建市场的检索索引，放在 JINLIANG_DATA/index。网站不用停：建好之前旧索引照常可用。不改数据，也不留痕。",
    )
    anew.set_defaults(module=sys.modules[__name__])
    teach = parts.add_parser(
        "learn",
        help="从评分和撮合结果学一版排序权重",
        description="从市场上的评分和撮合结果学一版排序权重，与在用的比较后存为候选，留一条痕。推荐不变，启用要两个人。",
    )
    teach.set_defaults(module=sys.modules[__name__])
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Ranks, trains, makes the index anew or learns from the market."""
    return {"rank": rank, "train": train, "rebuild": rebuild, "learn": learn}[args.part](args)


def learn(args: argparse.Namespace) -> int:
    """Learns a candidate's weights from the market's labels. Raises Refusal no_labels, already_learned."""
    from jinliang.cli import session

    with session.city(adopt=False):
        from jinliang.core.access import SYSTEM
        from jinliang.site.jobs.learning import study

        row = study(SYSTEM)
    told = {
        "version": row.version,
        "digest": row.digest,
        **{name: row.comparison[name] for name in ("telling", "ndcg", "recall", "strong")},
    }
    ndcg = row.comparison["ndcg"]
    print(
        json.dumps(told)
        if args.json
        else f"候选 {row.version}：nDCG@10 {ndcg['before']:.3f} → {ndcg['after']:.3f}，差的区间 {ndcg['low']:+.3f} … {ndcg['high']:+.3f}"
    )
    return 0


def rebuild(args: argparse.Namespace) -> int:
    """Makes both books of the market anew from the database, and has the sentence model read them. Raises Refusal index_being_built."""
    from jinliang.cli import session

    began = time.monotonic()
    with session.city(adopt=False):
        from django.conf import settings

        from jinliang.site.jobs.indexing import Engine

        engine = Engine(settings.EMBEDDER, settings.DATA)
        for needs in (False, True):
            engine.make(needs)
        words = time.monotonic()
        while not engine.ready():
            engine.read_on()
        offers, needed = engine.offers.index(), engine.needs.index()
        told = {
            "offers": offers.count(),
            "needs": needed.count(),
            "journal": offers.edition.journal,
            "words_s": round(words - began, 1),
            "meaning_s": round(time.monotonic() - words, 1),
        }
    print(
        json.dumps(told)
        if args.json
        else f"索引已按数据库重建：供给 {told['offers']:,} 条，需求 {told['needs']:,} 条，读到第 {told['journal']:,} 条留痕；"
        f"按词语 {told['words_s']} 秒，按语义 {told['meaning_s']} 秒"
    )
    return 0


@dataclass(frozen=True, slots=True)
class Query:
    """A row of the queries' file."""

    id: str
    title: str
    text: str
    answer: str = ""


def rank(args: argparse.Namespace) -> int:
    """Ranks the documents for each query and writes a line for each of the first hundred."""
    began = time.monotonic()
    queries = list(read_queries(args.queries))
    matcher = prepare(args)
    if args.train:
        from jinliang.engines.retrieval.training import learned

        lessons = study(matcher, list(read_queries(args.train)), {})
        matcher.weights = learned(
            matcher.weights, "paper", lessons, matcher, f"{matcher.weights.version}+{args.train.name}"
        )
    ready = time.monotonic()
    written = 0
    with args.out.open("w", encoding="utf-8") as out:
        needs = matcher.asked_all([(one.title, one.text) for one in queries])
        for query, need in zip(queries, needs, strict=True):
            for one in matcher.answer(need, explained=0):
                out.write(f"{query.id}\t{one.document}\t{one.score:.6f}\t{one.strength}\n")
                written += 1
    ended = time.monotonic()
    told = {
        "queries": len(queries),
        "written": written,
        "weights": matcher.weights.version,
        "prepared_s": round(ready - began, 1),
        "ranked_s": round(ended - ready, 1),
    }
    print(
        json.dumps(told)
        if args.json
        else f"{len(queries):,} 条查询，写入 {written:,} 行；准备 {told['prepared_s']} 秒，排序 {told['ranked_s']} 秒"
    )
    return 0


def train(args: argparse.Namespace) -> int:
    """Learns one register's weights and writes the file."""
    from jinliang.engines.retrieval.training import learned, tell_apart

    queries = list(read_queries(args.queries))
    grades = read_grades(args.grades) if args.grades else {}
    matcher = prepare(args)
    weights = learned(matcher.weights, args.register, study(matcher, queries, grades), matcher, time.strftime("%Y%m%d"))
    if args.other:
        texts = [f"{one.title}\n{one.text}" for one in queries]
        others = [f"{one.title}\n{one.text}" for one in read_queries(args.other)]
        weights = tell_apart(weights, *((texts, others) if args.register == "paper" else (others, texts)))
    args.out.write_text(json.dumps(weights.to_json(), ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(
        json.dumps({"out": str(args.out), "version": weights.version})
        if args.json
        else f"权重 {weights.version} 已写入 {args.out}"
    )
    return 0


def prepare(args: argparse.Namespace) -> Matcher:
    """The matcher over the documents."""
    from jinliang.engines.retrieval.matcher import Matcher
    from jinliang.engines.retrieval.meaning import reader_of
    from jinliang.engines.retrieval.pool import held
    from jinliang.engines.retrieval.ranker import shipped
    from jinliang.engines.retrieval.training import blank

    weights = blank() if str(args.weights) == "-" else load(args.weights) if args.weights else shipped()
    reader = reader_of("builtin", home()) if args.mode == "full" else None
    return Matcher(held(read_documents(args.documents), reader), weights, reader)


def study(matcher: Matcher, queries: list[Query], grades: dict[str, dict[str, float]]) -> list[Lesson]:
    """The queries with their candidates and what each is worth."""
    from jinliang.engines.retrieval.training import lesson

    needs = matcher.asked_all([(one.title, one.text) for one in queries])
    told = [grades.get(one.id) or ({one.answer: 3.0} if one.answer else {}) for one in queries]
    return [lesson(matcher, need, grade) for need, grade in zip(needs, told, strict=True)]


def load(file: Path) -> Weights:
    """Weights from a file. Raises Refusal file_not_read, weights_broken."""
    from jinliang.engines.retrieval.ranker import Weights

    if not file.is_file():
        _no(file)
    return Weights.from_json(next(iter(_json(file, [file.read_text("utf-8")], whole=True))))


def home() -> Path:
    """Where models and vectors are kept."""
    return Path(os.environ.get("JINLIANG_DATA", "var")).resolve()


def read_documents(file: Path) -> Iterator[tuple[str, str, str]]:
    """Id, title and text of each document, keywords after the text."""
    for row in _rows(file):
        words = row.get("keywords") or []
        yield (
            str(row["id"]),
            str(row.get("title", "")),
            "\n".join(filter(None, [str(row.get("text", "")), " ".join(map(str, words))])),
        )


def read_queries(file: Path) -> Iterator[Query]:
    """Each query."""
    for row in _rows(file):
        yield Query(str(row["id"]), str(row.get("title", "")), str(row.get("text", "")), str(row.get("answer", "")))


def read_grades(file: Path) -> dict[str, dict[str, float]]:
    """Query, document, grade. Raises Refusal file_not_read."""
    found: dict[str, dict[str, float]] = {}
    try:
        for line in file.read_text("utf-8").splitlines():
            query, document, grade, *_ = line.split("\t")
            found.setdefault(query, {})[document] = float(grade)
    except (OSError, ValueError) as error:
        raise Refusal(
            "file_not_read", f"读不懂评分表 {file}：{error}", "每行写查询、文档、分数，以制表符分隔"
        ) from error
    return found


def _rows(file: Path) -> Iterator[dict[str, Any]]:
    if not file.is_file():
        _no(file)
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        yield from _json(file, lines)


def _json(file: Path, lines: Iterable[str], whole: bool = False) -> Iterator[dict[str, Any]]:
    number = 0
    try:
        for line in lines:
            number += 1
            if line.strip():
                row = json.loads(line)
                if not isinstance(row, dict) or not (whole or "id" in row):
                    raise ValueError("不是一个带 id 的对象")
                yield row
    except (ValueError, EOFError, OSError) as error:
        raise Refusal(
            "file_not_read", f"{file} 第 {number} 行读不懂：{error}", f"每行写一个 JSON 对象。{FILES}"
        ) from error


def _no(file: Path) -> Any:
    raise Refusal("file_not_read", f"没有文件 {file}", "检查路径")
