"""Vectors from a server that speaks the OpenAI embeddings API: for those who run a stronger model of their own."""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import numpy as np

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.encoder import Role, Vectors, unit

AT_ONCE: Final = 64
PATIENCE: Final = 60
KEY: Final = "JINLIANG_EMBEDDER_KEY"
"""The environment variable that holds the server's key, where it asks for one."""


class RemoteEncoder:
    """`URL#MODEL`: texts go out as they are, in batches; what comes back is made length 1."""

    def __init__(self, where: str) -> None:
        address, _, model = where.partition("#")
        if not address.startswith(("http://", "https://")):
            raise Refusal("encoder_unknown", f"网址不对：{address}", "以 http:// 或 https:// 开头")
        self._address = f"{address.rstrip('/')}/embeddings"
        self._model = model or "default"
        self.name = f"{self._model}@{address.partition('://')[2].partition('/')[0]}"

    @cached_property
    def dimension(self) -> int:
        """How many numbers a vector has: asked once."""
        return int(self._ask(["津梁"]).shape[1])

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row for each text; the role is not told, as the API has no word for it."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        parts = [self._ask(texts[at : at + AT_ONCE]) for at in range(0, len(texts), AT_ONCE)]
        return unit(np.concatenate(parts))

    def _ask(self, texts: Sequence[str]) -> Vectors:
        body = json.dumps({"model": self._model, "input": list(texts)}).encode()
        request = urllib.request.Request(  # noqa: S310 - the scheme was looked at
            self._address, body, {"Content-Type": "application/json"}
        )
        if key := os.environ.get(KEY):
            request.add_header("Authorization", f"Bearer {key}")
        try:
            with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310
                return _vectors(json.load(answer), len(texts))
        except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
            if isinstance(error, urllib.error.HTTPError):
                error.close()
            raise Refusal(
                "embedder_unreachable", f"语义模型服务没有应答：{error}", "检查网址、密钥与服务；期间可按词语匹配"
            ) from error
        except ValueError as error:
            raise Refusal(
                "embedder_answer", f"语义模型服务的回答无法理解：{error}", "确认它提供 OpenAI 的 /embeddings 接口"
            ) from error


def _vectors(answer: Any, wanted: int) -> Vectors:
    try:
        rows = sorted(answer["data"], key=lambda one: one["index"])
        vectors = np.array([one["embedding"] for one in rows], dtype=np.float32)
    except (KeyError, TypeError) as error:
        raise ValueError(repr(answer)[:200]) from error
    if vectors.ndim != 2 or len(vectors) != wanted or not np.isfinite(vectors).all():
        raise ValueError(f"{len(vectors)} ≠ {wanted}")
    return vectors
