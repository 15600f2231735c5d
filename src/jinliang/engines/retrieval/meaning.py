"""What the sentence model makes of a text, in one pass: a vector for the whole, one for each sentence, and short ones for its pieces.

The sentence vectors are means over the states of the pieces inside (late chunking, Günther et al. 2024), so that sentences cost nothing
beyond the whole. Pieces are centred, turned onto the directions that tell most and kept as bytes: 96 bytes a piece instead of 1,536.
An encoder that gives vectors only, such as one behind a web address, still serves: then there are no pieces.
"""

from __future__ import annotations

import json
import sqlite3
import struct
import zlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from jinliang.engines.retrieval.encoder import Encoder, Manner, Role, cores, encoder_of, readable, session, unit
from jinliang.engines.retrieval.features import Meaning
from jinliang.engines.retrieval.preparation import NAME, prepared
from jinliang.engines.retrieval.profile import Floats
from jinliang.engines.retrieval.text import Plain, sentences

MOST: Final = 384
"""Pieces of a text that are read: about 500 characters, more than an abstract has."""
VERSION: Final = "1"
BEGIN: Final = 0
END: Final = 2
"""The model's own marks around a text."""
COMMON: Final = 6.0
"""Minus the logarithm of the chance of a piece that tells nothing, such as 的."""
_PART: Final = 128


class Reader(Protocol):
    """Reads texts with a sentence model."""

    def read(self, texts: Sequence[Plain], role: Role) -> list[Meaning]:
        """One meaning for each text, in their order."""
        ...


class VectorReader:
    """A reader for encoders that give one vector a text."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder

    def read(self, texts: Sequence[Plain], role: Role) -> list[Meaning]:
        """Meanings without pieces; the whole stands for its sentences."""
        vectors = self._encoder.encode([one.text for one in texts], role)
        return [Meaning(vector, vector[None]) for vector in vectors]


@dataclass(frozen=True, slots=True)
class Axes:
    """The directions onto which pieces are turned, one a row, and the centre they are seen from: the mean state of a piece."""

    rows: Floats
    centre: Floats

    @staticmethod
    def of(states: Floats, most: int = 96) -> Axes:
        """The axes along which states differ most (principal components)."""
        centre = states.mean(axis=0)
        _, _, rows = np.linalg.svd(states - centre, full_matrices=False)
        return Axes(rows[:most].astype(np.float32), centre.astype(np.float32))


def shipped_axes() -> Axes:
    """The axes that come with the product, learned from the texts of its demonstration market."""
    with files("jinliang.engines.retrieval").joinpath("axes.npz").open("rb") as file:
        kept = np.load(file)
        return Axes(kept["rows"].astype(np.float32), kept["centre"].astype(np.float32))


class PieceReader:
    """A reader that looks at the states of the built-in model's last layer; `folder` is the model's."""

    def __init__(self, folder: Path, axes: Axes, threads: int = 0) -> None:
        self._folder, self._axes, self._many = folder, axes, threads or cores()

    @cached_property
    def _session(self) -> Any:
        return session(_with_states(self._folder / "model.onnx"), threads=1)

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(max_workers=self._many, thread_name_prefix="reader")

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        return Tokenizer.from_file(str(self._folder / "tokenizer.json"))

    @cached_property
    def _manner(self) -> Manner:
        return Manner(**json.loads((self._folder / "encoder.json").read_text("utf-8")))

    @cached_property
    def _replaced(self) -> dict[int, str]:
        return {ord(one): other for one, other in self._manner.replacements.items()}

    @cached_property
    def _rarity(self) -> Floats:
        """How rare each piece is in any text, from the tokenizer's own log-probabilities."""
        vocabulary = json.loads((self._folder / "tokenizer.json").read_text("utf-8"))["model"]["vocab"]
        rarity = -np.array([chance for _, chance in vocabulary], dtype=np.float32) - COMMON
        return np.asarray(np.maximum(rarity, 0.5), dtype=np.float32)

    def read(self, texts: Sequence[Plain], role: Role) -> list[Meaning]:
        """Meanings with pieces; a text beyond MOST pieces is read so far."""
        given = [(one, role) for one in texts]
        if len(texts) < 2:
            return [self.one(one)[0] for one in given]
        return [meaning for meaning, _ in self._threads.map(self.one, given)]

    def one(self, given: tuple[Plain, Role]) -> tuple[Meaning, Floats]:
        """The meaning of one text, and the states of its pieces from which it was made."""
        text, role = given
        before = self._manner.query if role == "query" else self._manner.passage
        read = self._tokenizer.encode(
            (before + readable(text.text)).translate(self._replaced), add_special_tokens=False
        )
        ids, begins = read.ids[:MOST], [start - len(before) for start, _ in read.offsets[:MOST]]
        ahead = sum(one < 0 for one in begins)
        whole = np.array([[BEGIN, *ids, END]], dtype=np.int64)
        states = np.asarray(self._session.run(["states"], {"input_ids": whole})[0][0], dtype=np.float32)
        mean = np.asarray(states.mean(axis=0), dtype=np.float32)
        vector, own, begins = unit(mean), states[1 + ahead : -1], begins[ahead:]
        if not len(own):
            return Meaning(vector, vector[None], np.zeros((0, len(self._axes.rows)), dtype=np.int8), own[:, 0]), own
        ends = np.array([end for _, end in sentences(text.text)][:-1], dtype=np.int64)
        inside = np.searchsorted(ends, np.array(begins), side="right")
        found = [own[inside == one].mean(axis=0) for one in np.unique(inside)]
        turned = np.asarray((own - self._axes.centre) @ self._axes.rows.T, dtype=np.float32)
        pieces = np.rint(127 * unit(turned)).astype(np.int8)
        return Meaning(vector, unit(np.stack(found).astype(np.float32)), pieces, self._rarity[ids[ahead:]]), own


def reader_of(spec: str, home: Path, threads: int = 0) -> Reader:
    """The reader for the encoder that a setting names (see `encoder_of`); it remembers under `home/meanings/`. `threads` read at
    once where many texts are to be read, as many as there are cores if nothing is said.

    Raises Refusal: encoder_unknown, no_model.
    """
    folder = prepared(home / "model") if spec == "builtin" else None
    if folder is None:
        return VectorReader(encoder_of(spec, home))
    axes = shipped_axes()
    name = f"{NAME}-{sha256(axes.rows.tobytes() + axes.centre.tobytes()).hexdigest()[:12]}"
    return Remembered(PieceReader(folder, axes, threads), name, home / "meanings")


def _with_states(model: Path) -> bytes:
    """The model with the states of its pieces as a result; a graph that ends in their mean is given the second result."""
    import onnx

    graph = onnx.load(model)
    if graph.graph.output[0].name != "states":
        mean = next((one for one in reversed(graph.graph.node) if one.op_type == "ReduceMean"), None)
        source = mean.input[0] if mean is not None else graph.graph.output[0].name
        graph.graph.node.append(onnx.helper.make_node("Identity", [source], ["states"]))
        graph.graph.output.append(
            onnx.helper.make_tensor_value_info("states", onnx.TensorProto.FLOAT, ["texts", "pieces", "width"])
        )
    return bytes(graph.SerializeToString())


class Remembered:
    """A reader that keeps what it has read, by the digest of the text, in one SQLite file that processes share."""

    def __init__(self, reader: Reader, name: str, folder: Path) -> None:
        self._reader, self._name = reader, name
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "meanings.sqlite3"

    def read(self, texts: Sequence[Plain], role: Role) -> list[Meaning]:
        """One meaning for each text; those never read before are read and kept, a part at a time.

        A single query is somebody typing: it is neither looked up nor kept.
        """
        if len(texts) == 1 and role == "query":
            return self._reader.read(texts, role)
        keys = [
            sha256(f"{self._name}\0{VERSION}\0{role}\0{one.text}".encode("utf-8", "surrogatepass")).digest()
            for one in texts
        ]
        found: dict[bytes, Meaning] = {}
        with sqlite3.connect(self._file, timeout=60) as store:
            store.execute("pragma journal_mode = wal")
            store.execute(
                "create table if not exists meaning (key blob primary key, value blob not null) without rowid"
            )
            for part in _parts(list(dict.fromkeys(keys))):
                marks = ",".join("?" * len(part))
                rows = store.execute(f"select key, value from meaning where key in ({marks})", part)  # noqa: S608 (only marks are put in)
                found |= {
                    bytes(key): meaning for key, value in rows if (meaning := unpacked_meaning(value)) is not None
                }
            missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in found}
            for part in _parts(list(missing)):
                read = self._reader.read([missing[key] for key in part], role)
                values = [packed_meaning(one) for one in read]
                store.executemany("insert or replace into meaning values (?, ?)", zip(part, values, strict=True))
                store.commit()
                found |= {
                    key: meaning
                    for key, value in zip(part, values, strict=True)
                    if (meaning := unpacked_meaning(value)) is not None
                }
        store.close()
        return [found[key] for key in keys]


def _parts(many: list[bytes]) -> Iterator[list[bytes]]:
    for at in range(0, len(many), _PART):
        yield many[at : at + _PART]


_HEAD: Final = struct.Struct("<IHHH?")


def packed_meaning(meaning: Meaning) -> bytes:
    """A meaning as bytes: half precision for vectors, one byte for each number of a piece, a checksum before all."""
    pieces = meaning.pieces
    rows = np.zeros((0, 0), dtype=np.int8) if pieces is None else pieces
    rarity = np.zeros(0, dtype=np.float16) if meaning.rarity is None else meaning.rarity.astype(np.float16)
    body = b"".join(
        one.tobytes() for one in (meaning.vector.astype(np.float16), meaning.sentences.astype(np.float16), rarity, rows)
    )
    return (
        _HEAD.pack(zlib.crc32(body), len(meaning.vector), len(meaning.sentences), len(rows), pieces is not None) + body
    )


def unpacked_meaning(value: bytes) -> Meaning | None:
    """The meaning kept in bytes; None when they are not whole."""
    try:
        check, width, many, pieces, pieced = _HEAD.unpack_from(value)
        body = value[_HEAD.size :]
        if zlib.crc32(body) != check:
            return None
        vectors: NDArray[np.float32] = (
            np.frombuffer(body[: 2 * width * (many + 1)], dtype=np.float16).astype(np.float32).reshape(-1, width)
        )
        after = 2 * width * (many + 1)
        rarity = np.frombuffer(body[after : after + 2 * pieces], dtype=np.float16).astype(np.float32)
        rest = np.frombuffer(body[after + 2 * pieces :], dtype=np.int8)
        rows = rest.reshape(pieces, -1) if pieces else np.zeros((0, 0), dtype=np.int8)
        return Meaning(unit(vectors[0]), unit(vectors[1:]), rows if pieced else None, rarity if pieced else None)
    except (struct.error, ValueError):
        return None


def vector_of(value: bytes) -> Floats:
    """The vector of a meaning kept in bytes, the rest left where it is."""
    width = _HEAD.unpack_from(value)[1]
    return unit(np.frombuffer(value, np.float16, width, _HEAD.size).astype(np.float32))
