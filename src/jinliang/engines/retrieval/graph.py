"""The sentence model written as an int8 graph for ONNX Runtime, by hand and only once.

Shaped for many short texts on few cores: one text at a time and no padding, so no mask and no wasted token, and a text has the same vector
whatever stands beside it. The matrices are int8 with a scale for each output; query, key and value are one product; layer
norms stay apart from the sums before them, since the fused operator of ONNX Runtime is the slower one on a CPU (a fifth of the whole).
Pieces of text keep their four bits and are widened when looked up.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto, TensorProto, helper, numpy_helper

from jinliang.engines.retrieval.weights import BLOCK, Matrix, Weights

MICROSOFT: Final = "com.microsoft"


class Graph:
    """A graph that is being written: its constants and operators in order."""

    def __init__(self) -> None:
        self._constants: list[TensorProto] = []
        self._operators: list[Any] = []

    def constant(self, name: str, values: NDArray[Any]) -> str:
        """Puts a constant down; its name."""
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def one(self, operator: str, inputs: list[str], domain: str = "", **settings: Any) -> str:
        """Puts an operator with one result down; the result's name."""
        return self.several(operator, inputs, 1, domain, **settings)[0]

    def several(
        self, operator: str, inputs: list[str], results: int, domain: str = "", **settings: Any
    ) -> tuple[str, ...]:
        """Puts an operator down; its results' names."""
        names = tuple(f"{operator}_{len(self._operators)}_{place}" for place in range(results))
        self._operators.append(helper.make_node(operator, inputs, names, domain=domain, **settings))
        return names

    def finish(self, result: str, named: str, axes: list[str | int]) -> ModelProto:
        """The whole model: from the numbers of pieces to the result."""
        self._operators.append(helper.make_node("Identity", [result], [named]))
        body = helper.make_graph(
            self._operators,
            "sentence",
            [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["texts", "pieces"])],
            [helper.make_tensor_value_info(named, TensorProto.FLOAT, axes)],
            self._constants,
        )
        return helper.make_model(
            body, opset_imports=[helper.make_opsetid("", 18), helper.make_opsetid(MICROSOFT, 1)], ir_version=9
        )


def rounded(matrix: Matrix, bits: int) -> tuple[NDArray[np.int8], Matrix]:
    """A matrix (inputs by outputs) as whole numbers of so many bits, and the scale of each output."""
    most = 2 ** (bits - 1) - 1
    scale = np.maximum(np.abs(matrix).max(axis=0) / most, np.float32(1e-12)).astype(np.float32)
    return np.clip(np.rint(matrix / scale), -most, most).astype(np.int8), scale


def sentence_graph(weights: Weights, bits: int = 8) -> ModelProto:
    """The model from pieces to one normalised vector a text. `bits` is 7 for processors whose int8 products would overflow."""
    graph, shape = Graph(), weights.shape

    def norm(text: str, name: str) -> str:
        scale = graph.constant(f"{name}.w", weights.vector(f"{name}.w"))
        shift = graph.constant(f"{name}.b", weights.vector(f"{name}.b"))
        return graph.one("LayerNormalization", [text, scale, shift], axis=-1, epsilon=shape.epsilon)

    def product(text: str, name: str, parts: list[str], outputs: int, inputs: int) -> str:
        matrix = np.concatenate([weights.matrix(f"{part}.w", outputs, inputs) for part in parts])
        bias = np.concatenate([weights.vector(f"{part}.b") for part in parts])
        whole, scale = rounded(matrix.T, bits)
        constants = [graph.constant(f"{name}.w", whole), graph.constant(f"{name}.scale", scale), ""]
        bias_name = graph.constant(f"{name}.b", bias)
        return graph.one("DynamicQuantizeMatMul", [text, *constants, bias_name], MICROSOFT)

    text = norm(graph.one("Add", [_pieces(graph, weights), _places(graph, weights)]), "emb.ln")
    for number in range(shape.layers):
        layer = f"l{number}"
        asked = product(text, f"{layer}.qkv", [f"{layer}.{one}" for one in "qkv"], shape.width, shape.width)
        parts = list(graph.several("Split", [asked], 3, axis=-1, num_outputs=3))
        seen = graph.one("MultiHeadAttention", parts, MICROSOFT, num_heads=shape.heads)
        seen = product(seen, f"{layer}.ao", [f"{layer}.ao"], shape.width, shape.width)
        text = norm(graph.one("Add", [text, seen]), f"{layer}.aln")
        inner = product(text, f"{layer}.fi", [f"{layer}.fi"], shape.inner, shape.width)
        inner = graph.one("FastGelu", [inner], MICROSOFT)
        inner = product(inner, f"{layer}.fo", [f"{layer}.fo"], shape.width, shape.inner)
        text = norm(graph.one("Add", [text, inner]), f"{layer}.oln")
    axis = graph.constant("along_pieces", np.array([1], np.int64))
    return graph.finish(graph.one("ReduceMean", [text, axis], keepdims=0), "vector", ["texts", shape.width])


def _pieces(graph: Graph, weights: Weights) -> str:
    """The vector of each piece, from four bits."""
    nibbles, scale = weights.packed("emb.word", weights.shape.vocabulary, weights.shape.width)
    rows = [graph.constant("emb.word", nibbles), "input_ids", graph.constant("emb.word.scale", scale)]
    return graph.one("GatherBlockQuantized", rows, MICROSOFT, bits=4, block_size=BLOCK, gather_axis=0, quantize_axis=1)


def _places(graph: Graph, weights: Weights) -> str:
    """What is added to a piece for the place where it stands."""
    shape = weights.shape
    places = weights.vector("emb.pos").reshape(shape.positions, shape.width) + weights.vector("emb.type")[: shape.width]
    first, second = (graph.constant(f"number_{one}", np.array([one], np.int64)) for one in (0, 1))
    length = graph.one("Gather", [graph.one("Shape", ["input_ids"]), second])
    return graph.one("Slice", [graph.constant("emb.pos", places), first, length, first])
