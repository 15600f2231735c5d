"""Full text, by tantivy: BM25 over terms cut elsewhere, with conditions met before the limit, added to and deleted from at any time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from tantivy import Document, Index, IndexWriter, Occur, Query, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.index import COLUMNS, MOST_TERMS, TEXTS, Entry, Question, Terms, Where, counted

_HEAP: Final = 64_000_000
_LONGEST: Final = 60
"""Bytes of a term; longer ones are no words of any language."""
_NARROW: Final = 0.1
"""Conditions that leave a smaller share of the entries are given to the engine at once (see `search`)."""


def _schema() -> Schema:
    builder = SchemaBuilder()
    for kind in TEXTS:
        builder.add_text_field(kind, stored=False, tokenizer_name="terms", index_option="freq")
    for name in ("id", *COLUMNS):
        builder.add_text_field(name, stored=False, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("row", stored=False, indexed=False, fast=True)
    builder.add_unsigned_field("updated", stored=False, indexed=True, fast=True)
    return builder.build()


class LexicalIndex:
    """The text half of the embedded index: it knows entries by the number of their row."""

    def __init__(self, folder: Path, files: Mapping[str, int]) -> None:
        """Opens it. `files` are those that were there when it was last written, with their bytes: a file may be merged away, never cut."""
        self._folder = folder
        self._schema = _schema()
        folder.mkdir(parents=True, exist_ok=True)
        now = self.files()
        for name, size in files.items():
            if now.get(name, size) != size or not now:
                raise broken(f"text/{name} {now.get(name, 0)} ≠ {size}")
        with sound():
            self._index = Index(self._schema, str(folder), reuse=True)
            analyzer = TextAnalyzerBuilder(Tokenizer.whitespace()).build()
            self._index.register_tokenizer("terms", analyzer)
            self._index.config_reader("manual")
            self._index.reload()
            self._searcher = self._index.searcher()
        self._writer: IndexWriter | None = None

    def files(self) -> dict[str, int]:
        """The committed files of the text index, which are never changed, and how long they are."""
        try:
            told = json.loads((self._folder / "meta.json").read_text("utf-8"))
            committed = {one["segment_id"].replace("-", "") for one in told["segments"]}
        except FileNotFoundError:
            return {}
        except (ValueError, TypeError, KeyError) as error:
            raise broken(f"text/meta.json: {error!r}") from error
        sizes = {}
        for one in self._folder.iterdir():
            if one.name.partition(".")[0] in committed:
                with suppress(FileNotFoundError):
                    sizes[one.name] = one.stat().st_size
        return sizes

    def refresh(self) -> None:
        """Sees what has been committed since, here or by another process."""
        with sound():
            self._index.reload()
            self._searcher = self._index.searcher()

    def write(self, entries: Iterable[tuple[int, Entry]]) -> None:
        """Puts entries in under their row numbers, in place of those of the same id. Not seen before `commit`."""
        with sound():
            writer = self._writing()
            for row, entry in entries:
                writer.delete_documents_by_term("id", entry.id)
                writer.add_document(self._document(row, entry))

    def delete(self, ids: Iterable[str]) -> None:
        """Takes entries out. Not seen before `commit`."""
        with sound():
            writer = self._writing()
            for one in ids:
                writer.delete_documents_by_term("id", one)

    def commit(self, settle: bool = False) -> None:
        """Makes what was written lasting and seen; `settle` waits for the segments to be merged, at the end of a build."""
        with sound():
            writer = self._writing()
            writer.commit()
            if settle:
                self._writer = None
                writer.wait_merging_threads()
        self.refresh()

    def close(self) -> None:
        """Lets another process write."""
        self._writer = None

    def search(
        self,
        terms: Question,
        limit: int,
        kind: Terms,
        where: Where,
        meets: Callable[[Sequence[int]], Sequence[bool]],
        share: float = 1.0,
    ) -> list[tuple[int, float]]:
        """Rows and scores, best first. `meets` says of rows whether they meet the conditions, `share` how many of all do.

        The first of all hits that meet the conditions are the first of those that meet them: where conditions are wide, asking
        without them for a few more is the same answer many times faster, as the engine then skips what cannot rank.
        """
        with sound():
            query = self._query(terms, kind)
            if query is None or limit < 1:
                return []
            if not where:
                return self._hits(query, limit)
            if share >= _NARROW:
                wide = int(limit / share * 1.3) + 10
                hits = self._hits(query, wide)
                kept = [hit for hit, good in zip(hits, meets([row for row, _ in hits]), strict=True) if good]
                if len(hits) < wide or len(kept) >= limit:
                    return kept[:limit]
            conditions = Query.boolean_query([(Occur.Must, query), *self._conditions(where)])
            return self._hits(conditions, limit)

    def _hits(self, query: Query, limit: int) -> list[tuple[int, float]]:
        found = self._searcher.search(query, limit=limit, count=False).hits
        rows = self._searcher.fast_field_values("row", [address for _, address in found])
        return [(int(row or 0), float(score)) for (score, _), row in zip(found, rows, strict=True)]

    def _query(self, terms: Question, kind: Terms) -> Query | None:
        parts: list[tuple[Occur, Query]] = []
        for term, strength in chosen(terms, lambda many: self._held(many, kind)).items():
            part = Query.term_query(self._schema, kind, term, "freq")
            parts.append((Occur.Should, part if strength == 1 else Query.boost_query(part, strength)))
        return Query.boolean_query(parts) if parts else None

    def _held(self, terms: Collection[str], name: str) -> dict[str, int]:
        return {one: self._searcher.doc_freq(name, one) for one in terms}

    def _conditions(self, where: Where) -> list[tuple[Occur, Query]]:
        found = [
            (Occur.Must, Query.const_score_query(Query.term_set_query(self._schema, name, list(values)), 0.0))
            for name, values in where.wanted.items()
        ]
        if where.not_owner:
            found.append((Occur.MustNot, Query.term_set_query(self._schema, "owner", list(where.not_owner))))
        if where.since:
            from tantivy import FieldType

            since = Query.range_query(self._schema, "updated", FieldType.Unsigned, where.since.toordinal(), None)
            found.append((Occur.Must, Query.const_score_query(since, 0.0)))
        return found

    def _document(self, row: int, entry: Entry) -> Document:
        document = Document()
        for kind in TEXTS:
            document.add_text(kind, " ".join(one for one in counted(entry, kind) if _fits(one)))
        document.add_text("id", entry.id)
        for name in COLUMNS:
            value = getattr(entry, name)
            for one in value if isinstance(value, tuple) else (value,):
                document.add_text(name, one)
        document.add_unsigned("row", row)
        document.add_unsigned("updated", entry.updated.toordinal())
        return document

    def _writing(self) -> IndexWriter:
        if self._writer is None:
            self._writer = self._index.writer(_HEAP, 1)
        return self._writer


def chosen(terms: Question, held: Callable[[Collection[str]], Mapping[str, int]]) -> dict[str, float]:
    """The terms that are looked up, with their strength: the heaviest where they have weights, else the rarest, by what `held` says."""
    if isinstance(terms, Mapping):
        weights = {one: float(weight) for one, weight in terms.items() if _fits(one) and weight > 0}
        return dict(sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_TERMS])
    times = Counter(one for one in terms if _fits(one))
    if len(times) <= MOST_TERMS:
        return {one: float(count) for one, count in times.items()}
    found = held(times)
    rarest = sorted((one for one in times if found[one]), key=lambda one: (found[one], one))
    return {one: float(times[one]) for one in rarest[:MOST_TERMS]}


def _fits(term: str) -> bool:
    return bool(term) and len(term.encode("utf-8", "replace")) <= _LONGEST and not any(one.isspace() for one in term)


@contextmanager
def sound() -> Iterator[None]:
    """Turns what tantivy raises over damaged files into a Refusal; its own panic is not even an Exception."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise broken(str(error)) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise broken(str(error)) from error


def broken(why: str) -> Refusal:
    """The index's files are not what they should be."""
    first = (why.strip().splitlines() or [""])[0][:200]
    return Refusal("index_broken", f"检索索引的文件不完整：{first}", "重建索引；数据库中的数据不受影响")
