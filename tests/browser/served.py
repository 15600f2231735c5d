"""The product as it is run: one `jinliang serve` in a process of its own, and what may be asked of it from outside."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from jinliang import postgres
from jinliang.cli.child import _die_with_us

ROOT = Path(__file__).resolve().parents[2]
PLAN = "changzhou_2019"
READY_WITHIN, STOPPED_WITHIN = 180.0, 40.0
"""Seconds; the machine may have other work."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path, **more: str) -> dict[str, str]:
    """What a person's shell would hand on: nothing of the test run, whose database is another one."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("JINLIANG_")}
    for name in ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PORT"):
        ours.pop(name, None)
    return ours | {"JINLIANG_DATA": str(data), "PYTHONPATH": str(ROOT / "src"), **more}


@contextmanager
def locked(file: IO[str], how: int) -> Iterator[None]:
    """Holds a file for oneself (LOCK_EX) or together with others (LOCK_SH), across the workers of a run."""
    fcntl.flock(file, how)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


@dataclass(frozen=True, slots=True)
class City:
    """A served city: where it answers and where its data lie."""

    data: Path
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def healthy(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def ask(self, path: str) -> Any:
        """The API's answer to the public."""
        with urllib.request.urlopen(f"{self.url}/api{path}", timeout=30) as answer:
            return json.load(answer)

    def command(self, *words: str) -> Any:
        """What a command prints as JSON, run beside the server on the same data."""
        done = subprocess.run(
            [sys.executable, "-m", "jinliang", *words, "--json"],
            env=environment(self.data),
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


class Serving:
    """A `jinliang serve` of ours."""

    def __init__(self, data: Path, log: Path) -> None:
        self.city, self.log = City(data, free_port()), log
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "jinliang", "serve"],
                env=environment(data, JINLIANG_DEMO="1", PORT=str(self.city.port)),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=_die_with_us,  # noqa: PLW1509 - no threads run here
            )

    @property
    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def ready(self) -> City:
        """The city once it has said so itself."""
        deadline = time.monotonic() + READY_WITHIN
        while not (self.city.healthy() and f"{self.city.url}/" in self.said):
            assert self.process.poll() is None, f"ended instead of serving:\n{self.said}"
            assert time.monotonic() < deadline, f"not ready after {READY_WITHIN:.0f} s:\n{self.said}"
            time.sleep(0.1)
        return self.city

    def family(self) -> list[int]:
        """The process and all below it."""
        found, wanted = [], [self.process.pid]
        while wanted:
            pid = wanted.pop()
            found.append(pid)
            for task in Path(f"/proc/{pid}/task").glob("*/children"):
                wanted += [int(child) for child in task.read_text().split()]
        return found

    def kill(self) -> None:
        """A power cut: all of it at once, nobody gets to tidy up."""
        for pid in self.family():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self.process.wait()

    def stop(self) -> None:
        """Ctrl-C; nothing may be left behind."""
        family = self.family()
        self.process.send_signal(signal.SIGINT)
        try:
            assert self.process.wait(STOPPED_WITHIN) == 0, self.said
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        assert self.said.rstrip().endswith("已停止")
        assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
        assert not postgres.running(self.city.data)
        assert "Traceback" not in self.said, self.said
