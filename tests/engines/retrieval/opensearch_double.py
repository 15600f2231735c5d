"""A double of an OpenSearch server in the test process: what the adapter asks of it, answered by the book, and nothing else taken."""

from __future__ import annotations

import json
import math
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit


class Unknown(Exception):
    """A request the double does not know."""


class Double:
    """Indexes by name, aliases, and a server that speaks for them."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[str, Any]] = {}
        self.aliases: dict[str, str] = {}
        double = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
                try:
                    code, told = double.answer(self.command, urlsplit(self.path).path.strip("/").split("/"), body)
                except (Unknown, KeyError, TypeError) as error:
                    code, told = 400, {"error": repr(error)}
                content = json.dumps(told).encode()
                self.send_response(code)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_PUT = do_DELETE = _answer  # noqa: N815 - named by http.server

            def log_message(self, *_args: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # ---- requests ------------------------------------------------------------------------------------------------------

    def answer(self, method: str, path: list[str], body: str) -> tuple[int, Any]:
        if path == ["_aliases"]:
            return self._alias(json.loads(body)["actions"])
        if path[0] == "_alias":
            name = self.aliases.get(path[1])
            return (200, {name: {"aliases": {path[1]: {}}}}) if name else (404, {})
        name = self.aliases.get(path[0], path[0])
        verb = path[1] if len(path) > 1 else ""
        if not verb and method == "PUT":
            told = json.loads(body)
            assert told["mappings"]["dynamic"] == "strict"
            self.indexes[name] = {"mappings": told["mappings"], "documents": {}}
            return 200, {}
        if name not in self.indexes:
            return 404, {"error": "index_not_found_exception"}
        if not verb and method == "DELETE":
            del self.indexes[name]
            return 200, {}
        return self._within(method, verb, self.indexes[name], name, body)

    def _alias(self, actions: list[Any]) -> tuple[int, Any]:
        for action in actions:
            if "add" in action:
                self.aliases[action["add"]["alias"]] = action["add"]["index"]
            else:
                del self.indexes[action["remove_index"]["index"]]
        return 200, {}

    def _within(self, method: str, verb: str, index: dict[str, Any], name: str, body: str) -> tuple[int, Any]:
        documents = index["documents"]
        if verb == "_mapping" and method == "PUT":
            index["mappings"] |= json.loads(body)
            return 200, {}
        if verb == "_mapping":
            return 200, {name: {"mappings": index["mappings"]}}
        if verb == "_bulk":
            return 200, {"items": self._bulk(index, [json.loads(line) for line in body.splitlines()])}
        if verb == "_refresh":
            return 200, {}
        told = json.loads(body)
        if verb == "_mget":
            found = [
                {
                    "_id": id,
                    "found": id in documents,
                    "_source": {k: documents[id][k] for k in ("vector",) if k in documents[id]},
                }
                if id in documents
                else {"_id": id, "found": False}
                for id in told["ids"]
            ]
            return 200, {"docs": found}
        if verb == "_count":
            return 200, {"count": len(self._scored(index, told["query"]))}
        if verb == "_search":
            return 200, self._search(index, told)
        raise Unknown(verb)

    def _bulk(self, index: dict[str, Any], lines: list[Any]) -> list[Any]:
        items: list[Any] = []
        place = 0
        while place < len(lines):
            (verb, about), place = next(iter(lines[place].items())), place + 1
            if verb == "delete":
                index["documents"].pop(about["_id"], None)
            elif verb == "index":
                document, place = lines[place], place + 1
                extra = set(document) - set(index["mappings"]["properties"])
                if extra:
                    items.append({verb: {"_id": about["_id"], "error": f"strict_dynamic_mapping_exception {extra}"}})
                    continue
                index["documents"][about["_id"]] = document
            else:
                raise Unknown(verb)
            items.append({verb: {"_id": about["_id"]}})
        return items

    def _search(self, index: dict[str, Any], told: dict[str, Any]) -> Any:
        if "aggs" in told:
            ((aggregate, asked),) = told["aggs"].items()
            buckets = {
                name: {"doc_count": len(self._scored(index, one))} for name, one in asked["filters"]["filters"].items()
            }
            return {"aggregations": {aggregate: {"buckets": buckets}}}
        found = self._scored(index, told["query"])
        order = sorted(found, key=lambda id: (-found[id], id))
        for key in reversed(told.get("sort", [])):
            ((column, direction),) = key.items()
            order.sort(key=lambda id: index["documents"][id][column], reverse=direction == "desc")
        hits = [{"_id": id, "_score": found[id]} for id in order[: told["size"]]]
        return {"hits": {"hits": hits}}

    # ---- queries -------------------------------------------------------------------------------------------------------

    def _scored(self, index: dict[str, Any], query: dict[str, Any]) -> dict[str, float]:
        """Which documents a query finds, and their scores."""
        ((verb, about),) = query.items()
        documents = index["documents"]
        if verb == "term":
            return self._term(documents, about)
        if verb == "terms":
            ((column, values),) = about.items()
            return {id: 0.0 for id, one in documents.items() if set(_several(one[column])) & set(values)}
        if verb == "range":
            ((column, bounds),) = about.items()
            assert set(bounds) == {"gte"}
            return {id: 0.0 for id, one in documents.items() if one[column] >= bounds["gte"]}
        if verb == "knn":
            return self._nearest(index, about["vector"])
        if verb == "bool":
            return self._bool(index, about)
        raise Unknown(verb)

    def _bool(self, index: dict[str, Any], about: dict[str, Any]) -> dict[str, float]:
        assert set(about) <= {"should", "minimum_should_match", "filter", "must_not"}
        left = dict.fromkeys(index["documents"], 0.0)
        for one in about.get("filter", []):
            left = {id: 0.0 for id in self._scored(index, one) if id in left}
        for one in about.get("must_not", []):
            left = {id: 0.0 for id in left if id not in self._scored(index, one)}
        if "should" not in about:
            return left
        assert about["minimum_should_match"] == 1
        found: Counter[str] = Counter()
        for one in about["should"]:
            for id, score in self._scored(index, one).items():
                found[id] += score  # type: ignore[assignment]
        return {id: float(score) for id, score in found.items() if id in left}

    def _term(self, documents: dict[str, Any], about: dict[str, Any]) -> dict[str, float]:
        ((column, asked),) = about.items()
        value, boost = (asked["value"], asked["boost"]) if isinstance(asked, dict) else (asked, 1.0)
        texts = {id: one[column].split() for id, one in documents.items() if one[column]}
        average = sum(map(len, texts.values())) / max(1, len(texts))
        holding = {id: text.count(value) for id, text in texts.items() if value in text}
        rarity = math.log(1 + (len(texts) - len(holding) + 0.5) / (len(holding) + 0.5))
        return {
            id: boost * rarity * times / (times + 1.2 * (0.25 + 0.75 * len(texts[id]) / average))
            for id, times in holding.items()
        }

    def _nearest(self, index: dict[str, Any], asked: dict[str, Any]) -> dict[str, float]:
        assert index["mappings"]["properties"]["vector"]["method"]["space_type"] == "cosinesimil"
        allowed = self._scored(index, asked["filter"]) if "filter" in asked else index["documents"]
        scores = {
            id: (1 + sum(a * b for a, b in zip(one["vector"], asked["vector"], strict=True))) / 2
            for id, one in index["documents"].items()
            if "vector" in one and id in allowed
        }
        return dict(sorted(scores.items(), key=lambda pair: -pair[1])[: asked["k"]])


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
