"""The index on an OpenSearch server, for those who outgrow one machine: the same promise as `embedded`, over HTTP and JSON.

Terms go out as they were cut here, joined by blanks and taken apart at blanks, so that nothing depends on the server's analyzers; BM25
has the same constants on both sides. Vectors need the k-NN plugin, which the distribution of OpenSearch has. NOT RUN AGAINST A REAL
SERVER: the contract test runs it against a double in the test process that takes no request it does not know.
"""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from itertools import islice
from secrets import token_hex
from typing import Any, Final

import numpy as np

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.index import (
    ANY,
    COLUMNS,
    TEXTS,
    Edition,
    Entry,
    Hit,
    Question,
    Terms,
    Vector,
    Where,
    counted,
)
from jinliang.engines.retrieval.lexical import chosen

FORMAT: Final = 1
PATIENCE: Final = 30
_AT_ONCE: Final = 500
_REBUILD: Final = "重建索引"


class OpenSearchIndex:
    """`alias` names the edition in use on the server at `address` (`https://user:word@host:9200`)."""

    def __init__(self, address: str, alias: str = "jinliang", wanted: Edition | None = None) -> None:
        parts = urllib.parse.urlsplit(address)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Refusal("index_address", f"检索服务的网址不对：{address}", "写成 http(s)://主机:端口")
        port = f":{parts.port}" if parts.port else ""
        self._address = f"{parts.scheme}://{parts.hostname}{port}{parts.path.rstrip('/')}"
        self._headers = {"Content-Type": "application/json"}
        if parts.username:
            word = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
            self._headers["Authorization"] = f"Basic {b64encode(word.encode()).decode()}"
        self._alias = alias
        if wanted:
            self.check(wanted)

    # ---- editions ------------------------------------------------------------------------------------------------------

    @property
    def edition(self) -> Edition:
        """Of what the edition in use was made. Raises Refusal: index_absent, index_outdated, index_broken."""
        answer = self._ask("GET", f"/{self._alias}/_mapping", absent=True)
        if answer is None:
            raise Refusal("index_absent", "检索服务上还没有索引", _REBUILD)
        try:
            told = next(iter(answer.values()))["mappings"]["_meta"]
            if told["format"] != FORMAT:
                raise Refusal("index_outdated", f"检索索引是旧版本的（格式 {told['format']}）", _REBUILD)
            return Edition(**told["edition"])
        except (KeyError, TypeError, StopIteration) as error:
            raise Refusal("index_broken", "检索服务上的索引不是津梁建的", _REBUILD) from error

    def check(self, wanted: Edition) -> None:
        """Raises Refusal index_outdated when the edition in use was made of something else."""
        found = self.edition
        if not found.alike(wanted):
            raise Refusal("index_outdated", f"检索索引是旧版本的（{found.tokeniser} / {found.model}）", _REBUILD)

    def rebuild(self, edition: Edition, dimension: int, entries: Iterable[Entry]) -> None:
        """Fills a new index beside the one in use, then lets the alias name it; the old one goes."""
        name = f"{self._alias}-{token_hex(6)}"
        self._ask("PUT", f"/{name}", _layout(edition, dimension))
        try:
            source = iter(entries)
            while part := list(islice(source, _AT_ONCE)):
                self._bulk([_put(one) for one in part], name, seen=False)
            self._ask("POST", f"/{name}/_refresh")
        except BaseException:
            self._ask("DELETE", f"/{name}", absent=True)
            raise
        old = list(self._ask("GET", f"/_alias/{self._alias}", absent=True) or {})
        actions: list[Any] = [{"add": {"index": name, "alias": self._alias}}]
        actions += [{"remove_index": {"index": one}} for one in old]
        self._ask("POST", "/_aliases", {"actions": actions})

    def _tell(self, journal: int | None) -> None:
        if journal is not None:
            told = {"format": FORMAT, "edition": asdict(replace(self.edition, journal=journal))}
            self._ask("PUT", f"/{self._alias}/_mapping", {"_meta": told})

    # ---- writing -------------------------------------------------------------------------------------------------------

    def upsert(self, entries: Iterable[Entry], journal: int | None = None) -> None:
        """See MatchIndex; `journal` as in the embedded index."""
        source = iter({one.id: one for one in entries}.values())
        while part := list(islice(source, _AT_ONCE)):
            self._bulk([_put(one) for one in part], self._alias)
        self._tell(journal)

    def delete(self, ids: Iterable[str], journal: int | None = None) -> None:
        """See MatchIndex."""
        source = iter(dict.fromkeys(ids))
        while part := list(islice(source, _AT_ONCE)):
            self._bulk([[{"delete": {"_id": one}}] for one in part], self._alias)
        self._tell(journal)

    def _bulk(self, actions: list[list[Any]], name: str, seen: bool = True) -> None:
        lines = "".join(json.dumps(line, ensure_ascii=False) + "\n" for action in actions for line in action)
        answer = self._ask("POST", f"/{name}/_bulk{'?refresh=true' if seen else ''}", lines)
        for item in answer["items"]:
            told = next(iter(item.values()))
            if "error" in told:
                raise Refusal(
                    "index_refused", f"检索服务没有收下 {told.get('_id')}：{told['error']}", "看检索服务自己的记录"
                )

    # ---- asking --------------------------------------------------------------------------------------------------------

    def search_text(self, terms: Question, limit: int, kind: Terms = "pairs", where: Where = ANY) -> list[Hit]:
        """See MatchIndex."""
        parts = [
            {"term": {kind: {"value": term, "boost": strength}}}
            for term, strength in chosen(terms, lambda many: self._held(many, kind)).items()
        ]
        if not parts or limit < 1:
            return []
        query = {"bool": {"should": parts, "minimum_should_match": 1, **_conditions(where)}}
        return [Hit(one["_id"], one["_score"]) for one in self._search({"query": query, "size": limit})]

    def _held(self, terms: Collection[str], name: str) -> dict[str, int]:
        """In how many entries each term is found."""
        filters = {str(place): {"term": {name: term}} for place, term in enumerate(terms)}
        body = {"size": 0, "aggs": {"held": {"filters": {"filters": filters}}}}
        buckets = self._ask("POST", f"/{self._alias}/_search", body)["aggregations"]["held"]["buckets"]
        return {term: buckets[str(place)]["doc_count"] for place, term in enumerate(terms)}

    def search_vector(self, vector: Vector, limit: int, where: Where = ANY) -> list[Hit]:
        """See MatchIndex."""
        if limit < 1:
            return []
        asked: dict[str, Any] = {"vector": [float(one) for one in vector], "k": limit}
        if where:
            asked["filter"] = {"bool": _conditions(where)}
        hits = self._search({"query": {"knn": {"vector": asked}}, "size": limit})
        return [Hit(one["_id"], 2 * one["_score"] - 1) for one in hits]  # the server tells (1 + cosine) / 2

    def vectors(self, ids: Sequence[str]) -> Mapping[str, Vector]:
        """See MatchIndex."""
        if not ids:
            return {}
        answer = self._ask("POST", f"/{self._alias}/_mget?_source=vector", {"ids": list(ids)})
        found = {one["_id"]: one.get("_source", {}).get("vector") for one in answer["docs"] if one.get("found")}
        return {id: np.array(vector, dtype=np.float32) for id, vector in found.items() if vector}

    def filter(self, where: Where, limit: int) -> list[str]:
        """See MatchIndex."""
        sort = [{"updated": "desc"}, {"id": "asc"}]
        hits = self._search({"query": {"bool": _conditions(where)}, "size": limit, "sort": sort})
        return [one["_id"] for one in hits]

    def count(self, where: Where = ANY) -> int:
        """See MatchIndex."""
        return int(self._ask("POST", f"/{self._alias}/_count", {"query": {"bool": _conditions(where)}})["count"])

    def _search(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        answer = self._ask("POST", f"/{self._alias}/_search", {**body, "_source": False})
        return list(answer["hits"]["hits"])

    def _ask(self, method: str, path: str, body: Any = None, absent: bool = False) -> Any:
        content = None if body is None else body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            self._address + path, content.encode() if content else None, self._headers, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            with error:
                told = error.read().decode("utf-8", "replace")[:300]
            if error.code == 404 and absent:
                return None
            if error.code == 404:
                raise Refusal("index_absent", "检索服务上还没有索引", _REBUILD) from None
            raise Refusal(
                "index_refused", f"检索服务拒绝了请求（{error.code}）：{told}", "看检索服务自己的记录"
            ) from None
        except (OSError, ValueError) as error:
            raise Refusal("index_unreachable", f"检索服务没有应答：{error}", "检查网址与服务") from error


def _put(entry: Entry) -> list[Any]:
    told: dict[str, Any] = {name: " ".join(counted(entry, name)) for name in TEXTS}
    told |= {name: list(value) if isinstance(value := getattr(entry, name), tuple) else value for name in COLUMNS}
    told |= {"id": entry.id, "updated": entry.updated.toordinal()}
    if entry.vector is not None:
        told["vector"] = [float(one) for one in entry.vector]
    return [{"index": {"_id": entry.id}}, told]


def _conditions(where: Where) -> dict[str, Any]:
    filters: list[Any] = [{"terms": {name: list(values)}} for name, values in where.wanted.items()]
    if where.since:
        filters.append({"range": {"updated": {"gte": where.since.toordinal()}}})
    conditions: dict[str, Any] = {"filter": filters}
    if where.not_owner:
        conditions["must_not"] = [{"terms": {"owner": list(where.not_owner)}}]
    return conditions


def _layout(edition: Edition, dimension: int) -> dict[str, Any]:
    fields: dict[str, Any] = {
        name: {"type": "text", "analyzer": "whitespace", "index_options": "freqs"} for name in TEXTS
    }
    fields |= {name: {"type": "keyword"} for name in ("id", *COLUMNS)}
    fields["updated"] = {"type": "integer"}
    if dimension:
        method = {"name": "hnsw", "engine": "lucene", "space_type": "cosinesimil"}
        fields["vector"] = {"type": "knn_vector", "dimension": dimension, "method": method}
    meta = {"format": FORMAT, "edition": asdict(edition)}
    return {
        "settings": {"index": {"knn": bool(dimension), "number_of_shards": 1}},
        "mappings": {"_meta": meta, "dynamic": "strict", "properties": fields},
    }
