"""Sentences as vectors: which model does it, where it is kept, and what is never computed twice.

A model is a folder with `model.onnx`, `tokenizer.json` and, where it is not like multilingual-e5, `encoder.json`. The model that comes
with the product is written into such a folder at the first use (see `builtin`). Every text is encoded alone, so its vector does
not depend on its neighbours; the cores share the texts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import cached_property
from itertools import repeat
from pathlib import Path
from typing import Any, Final, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval.vector_cache import VectorCache, digest

Role = Literal["query", "passage"]
Vectors = NDArray[np.float32]

CHUNK: Final = 256
"""Texts encoded before their vectors are kept: as much work as a crash can cost."""


class Encoder(Protocol):
    """Turns texts into vectors of length 1 whose product says how near the texts are in meaning."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row for each text; `role` says whether it asks or answers."""
        ...


@dataclass(frozen=True, slots=True)
class Manner:
    """What a model wants besides its graph: words put before the text, how pieces become one vector, how many at most."""

    name: str = ""
    dimension: int = 384
    query: str = "query: "
    passage: str = "passage: "
    pooling: Literal["mean", "first", "none"] = "mean"
    longest: int = 512
    replacements: dict[str, str] = field(default_factory=dict)


class OnnxEncoder:
    """A model in a folder, run by ONNX Runtime: one text at a time, as many at once as there are cores."""

    def __init__(self, folder: Path) -> None:
        for name in ("model.onnx", "tokenizer.json"):
            if not (folder / name).is_file():
                raise Refusal("no_model", f"{folder} 中没有 {name}", "目录里应有 model.onnx 和 tokenizer.json")
        self.folder = folder
        self._manner = _manner(folder)
        self.name = self._manner.name or f"onnx:{folder.resolve().name}"
        self.dimension = self._manner.dimension

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self.folder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        return session(self.folder / "model.onnx", threads=1)

    @cached_property
    def _alone(self) -> Any:
        """For a text that comes alone: somebody waits, and the cores share the one text."""
        return session(self.folder / "model.onnx", threads=cores())

    @cached_property
    def _pool(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=cores(), thread_name_prefix="encoder")

    @cached_property
    def _characters(self) -> dict[int, str]:
        return {ord(one): other for one, other in self._manner.replacements.items()}

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row for each text; what is longer than the model's window is read window by window and averaged by length."""
        result = np.empty((len(texts), self.dimension), dtype=np.float32)
        before = self._manner.query if role == "query" else self._manner.passage
        pieces = [
            one.ids
            for one in self._tokenizer.encode_batch(
                [(before + readable(text)).translate(self._characters) for text in texts], add_special_tokens=False
            )
        ]
        longest_first = sorted(range(len(texts)), key=lambda place: -len(pieces[place]))
        if len(texts) == 1:
            result[0] = self._one(pieces[0], self._alone)
            return result
        made = self._pool.map(self._one, [pieces[one] for one in longest_first], repeat(self._session))
        for place, vector in zip(longest_first, made, strict=False):
            result[place] = vector
        return result

    def pieces(self, text: str, role: Role, most: int) -> tuple[list[int], list[int], int]:
        """What the model is given for a text: the numbers of its first pieces, where each of its own begins in the text, and how many
        stand ahead of them.
        """
        before = self._manner.query if role == "query" else self._manner.passage
        whole = self._tokenizer.encode((before + readable(text)).translate(self._characters), add_special_tokens=False)
        first, last = self._ends
        ids = whole.ids[: max(0, min(most, self._manner.longest) - len(first) - len(last))]
        begins = [max(0, begin - len(before)) for begin, end in whole.offsets[: len(ids)] if end > len(before)]
        return first + ids + last, begins, len(first) + len(ids) - len(begins)

    @cached_property
    def _ends(self) -> tuple[list[int], list[int]]:
        """What the model puts around a text."""
        whole = self._tokenizer.encode("", add_special_tokens=True)
        special = [one for one, mask in zip(whole.ids, whole.special_tokens_mask, strict=True) if mask]
        return special[: len(special) // 2], special[len(special) // 2 :]

    def _one(self, pieces: list[int], session: Any) -> Vectors:
        first, last = self._ends
        window = self._manner.longest - len(first) - len(last)
        parts = [pieces[at : at + window] for at in range(0, len(pieces), window)] or [[]]
        if len(parts) == 1:
            return unit(self._window(first + parts[0] + last, session))
        total = sum(len(part) * self._window(first + part + last, session) for part in parts)
        return unit(np.asarray(total, dtype=np.float32))

    def _window(self, pieces: list[int], session: Any) -> Vectors:
        ids = np.array([pieces], dtype=np.int64)
        given = {"input_ids": ids}
        for one in session.get_inputs()[1:]:
            given[one.name] = np.ones_like(ids) if "mask" in one.name else np.zeros_like(ids)
        answer = session.run(None, given)[0]
        if self._manner.pooling == "none":
            return np.asarray(answer[0], dtype=np.float32)
        return np.asarray(answer[0].mean(axis=0) if self._manner.pooling == "mean" else answer[0, 0], dtype=np.float32)


class Remembering:
    """An encoder that keeps what it has made: each text is encoded once, whatever is asked again, here or in another process."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self._cache = VectorCache(folder / _safe(encoder.name), encoder.dimension)
        self.name, self.dimension = encoder.name, encoder.dimension

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row for each text. A single query is somebody typing: it is neither looked up nor kept."""
        if len(texts) == 1 and role == "query":
            return self._encoder.encode(texts, role)
        keys = [digest(self.name, role, text) for text in texts]
        found = self._cache.find(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
        for at in range(0, len(missing), CHUNK):
            part = list(missing)[at : at + CHUNK]
            vectors = self._encoder.encode([missing[key] for key in part], role)
            self._cache.keep(part, vectors)
            halved = vectors.astype(np.float16).astype(np.float32)  # as it will be read back
            found.update(zip(part, halved, strict=True))
        result = np.empty((len(texts), self.dimension), dtype=np.float32)
        for place, key in enumerate(keys):
            result[place] = found[key]
        return unit(result)


def builtin(home: Path) -> Encoder:
    """The model that comes with the product, made ready under `home/model/`. Raises Refusal no_model when its wheel is absent.

    Where its int8 graph cannot be made or does not agree with the wheel's own engine, that engine itself is used: right, and slow.
    """
    from jinliang.engines.retrieval import preparation

    folder = preparation.prepared(home / "model")
    return OnnxEncoder(folder) if folder else preparation.OwnEngine()


def encoder_of(spec: str, home: Path) -> Encoder:
    """The encoder a setting names: `builtin`, `onnx:DIR` or `openai-compatible:URL#MODEL`; it remembers under `home/vectors/`.

    Raises Refusal: encoder_unknown, no_model.
    """
    kind, _, where = spec.partition(":")
    encoder: Encoder
    if spec == "builtin":
        encoder = builtin(home)
    elif kind == "onnx" and where:
        encoder = OnnxEncoder(Path(where))
    elif kind == "openai-compatible" and where:
        from jinliang.engines.retrieval.remote import RemoteEncoder

        encoder = RemoteEncoder(where)
    else:
        raise Refusal(
            "encoder_unknown", f"不认识的语义模型设置：{spec}", "写 builtin、onnx:目录 或 openai-compatible:网址#模型名"
        )
    return Remembering(encoder, home / "vectors")


def session(model: Path | bytes, threads: int) -> Any:
    """ONNX Runtime on one model. Its rewriting of graphs beyond the basic is off: see `graph`."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # other processes want the cores too
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(
        model if isinstance(model, bytes) else str(model), options, providers=["CPUExecutionProvider"]
    )


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def unit(vectors: Vectors) -> Vectors:
    """The same directions with length 1."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(length, np.float32(1e-12)), dtype=np.float32)


def readable(text: str) -> str:
    """The text without halves of characters, which no tokenizer takes."""
    return text.encode("utf-8", "replace").decode()


def write_manner(folder: Path, manner: Manner) -> None:
    """Writes down beside a model how it wants to be asked."""
    (folder / "encoder.json").write_text(json.dumps(asdict(manner), ensure_ascii=False), "utf-8")


def _manner(folder: Path) -> Manner:
    file = folder / "encoder.json"
    if not file.is_file():
        return Manner()
    try:
        return Manner(**json.loads(file.read_text("utf-8")))
    except (ValueError, TypeError) as error:
        raise Refusal("model_broken", f"{file} 写得不对：{error}", "改正或删去这个文件") from error


def _safe(name: str) -> str:
    return "".join(one if one.isalnum() or one in "-._" else "_" for one in name)
