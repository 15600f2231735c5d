"""Pages of the demo city under twenty clients: how long they take, beside the barest page the same server gives in the same run."""

from __future__ import annotations

import asyncio
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from jinliang.core.refusal import Refusal

CLIENTS = 20
SECONDS = 6.0
READY_WITHIN = 180.0
BAREST = "/health"
PATHS = ("/board/", "/reading/changzhou_2019/industry_professors/", "/facts/", "/plan/", "/", "/claims/", "/parties/")


@dataclass(frozen=True, slots=True)
class Page:
    """One page: requests answered, requests a second, median and 95th percentile in ms, p95 beside the barest page's."""

    path: str
    requests: int
    per_second: float
    p50_ms: float
    p95_ms: float
    ratio: float


def run(report: Callable[[str], None]) -> list[Page]:
    """Starts the demo city on a free port of the loopback, asks as an officer of the bureau, stops it. Raises Refusal."""
    with _served(report) as port:
        cookie = _enter(port)
        bare = asyncio.run(_load(port, BAREST, cookie))
        pages = []
        for path in (BAREST, *PATHS):
            report(f"{CLIENTS} 个客户端，{SECONDS:.0f} 秒：{path}")
            took = bare if path == BAREST else asyncio.run(_load(port, path, cookie))
            pages.append(_page(path, took, bare))
    return pages


def _page(path: str, took: list[float], bare: list[float]) -> Page:
    p95 = _centile(took, 0.95)
    return Page(
        path,
        len(took),
        round(len(took) / SECONDS, 1),
        round(statistics.median(took) * 1000, 1),
        round(p95 * 1000, 1),
        round(p95 / _centile(bare, 0.95), 2),
    )


def _centile(took: list[float], share: float) -> float:
    return sorted(took)[min(len(took) - 1, int(len(took) * share))]


@contextmanager
def _served(report: Callable[[str], None]) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="jinliang-bench-") as data:
        Path(data).chmod(0o711)  # an unprivileged database server must pass through, no more
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        # Without the sentence model: reading the new market by meaning would take a core for a minute.
        environment |= {"JINLIANG_DATA": data, "JINLIANG_DEMO": "1", "PORT": str(port), "JINLIANG_EMBEDDER": "none"}
        command = [sys.executable, "-m", "jinliang", "serve"]
        report("启动演示城市")
        server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603  # our own command
        try:
            _await(server, port)
            yield port
        finally:
            if server.poll() is None:
                server.send_signal(signal.SIGINT)
                server.wait(timeout=60)


def _await(server: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + READY_WITHIN
    while time.monotonic() < deadline and server.poll() is None:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/health")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except OSError:
            pass
        time.sleep(0.3)
    ended = server.poll() is not None
    why = "演示城市没有起来就退出了" if ended else f"演示城市 {READY_WITHIN:.0f} 秒内没有就绪"
    raise Refusal("not_ready", why, "单独运行 jinliang serve 看原因")


def _enter(port: int) -> str:
    """Takes the bureau's seat at the door and returns the session's cookie."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", "/door/")
    answer = connection.getresponse()
    page = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    seat = re.search(r'name="seat" value="([0-9]+)"', page)
    if token is None or seat is None:
        raise Refusal("no_door", "登录页没有演示人物", "确认演示城市已载入")
    csrf = (answer.getheader("Set-Cookie") or "").split(";")[0]
    body = urlencode({"csrfmiddlewaretoken": token[1], "seat": seat[1]})
    headers = {"Cookie": csrf, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/door/", body, headers)
    answer = connection.getresponse()
    answer.read()
    cookies = [value.split(";")[0] for name, value in answer.getheaders() if name.lower() == "set-cookie"]
    return "; ".join(cookies)


async def _load(port: int, path: str, cookie: str) -> list[float]:
    """Twenty connections that ask again as soon as they are answered, for some seconds; the first answers warm up."""
    request = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    )
    took: list[float] = []
    until = time.perf_counter() + SECONDS

    async def client() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await _ask(reader, writer, request, path)
        while time.perf_counter() < until:
            begun = time.perf_counter()
            await _ask(reader, writer, request, path)
            took.append(time.perf_counter() - begun)
        writer.close()

    await asyncio.gather(*(client() for _ in range(CLIENTS)))
    return took


async def _ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes, path: str) -> None:
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise Refusal(
            "page_refused", f"{path} 回答 {head.split(chr(13).encode())[0].decode()}", "在浏览器里打开这一页看看"
        )
    length = re.search(rb"content-length: ([0-9]+)", head, re.IGNORECASE)
    if length is not None:
        await reader.readexactly(int(length[1]))
        return
    while size := int((await reader.readline()).split(b";")[0], 16):
        await reader.readexactly(size + 2)
    await reader.readline()
