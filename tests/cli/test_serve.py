"""The whole city from one command: it comes up, mends what dies, shares its database, and Ctrl-C stops all of it in order."""

import http.client
import os
import pty
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from jinliang import postgres
from jinliang.cli import serve
from jinliang.cli.main import main


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Terminal:
    """`jinliang serve` as a person sees it: in the foreground of a terminal."""

    def __init__(self, data: Path, port: int) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        environment |= {"JINLIANG_DATA": str(data), "PORT": str(port), "PYTHONPATH": os.pathsep.join(sys.path)}
        self.pid, self.screen = pty.fork()
        if self.pid == 0:
            os.execve(sys.executable, [sys.executable, "-m", "jinliang", "serve"], environment)
        self.shown = ""

    def see(self, words: str, within: float = 60.0) -> None:
        """Read on until these words come after what was seen before."""
        seen, deadline = "", time.monotonic() + within
        while words not in seen:
            if not select.select([self.screen], [], [], deadline - time.monotonic())[0]:
                pytest.fail(f"{words!r} did not come after:\n{self.shown}")
            try:
                part = os.read(self.screen, 4096).decode(errors="replace")
            except OSError:
                pytest.fail(f"ended without {words!r}:\n{self.shown}")
            seen += part
            self.shown += part

    def press_ctrl_c(self) -> None:
        os.write(self.screen, b"\x03")

    def children(self) -> dict[str, int]:
        pids = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        lines = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in pids}
        names = {"granian": "web", "procrastinate": "worker", "postgres\0": "database"}
        return {name: pid for pid, line in lines.items() for mark, name in names.items() if mark in line}


def healthy(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def wait(until: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 30
    while not until():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_served_city_from_start_to_ctrl_c(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data, port = tmp_path / "var", free_port()
    terminal = Terminal(data, port)
    try:
        terminal.see(f"http://127.0.0.1:{port}/")
        assert healthy(port)
        first = terminal.children()
        assert set(first) == {"web", "worker", "database"}

        # A second one is refused at once and disturbs nothing.
        assert main(["serve", "--port", str(port)]) == 1

        # A command shares the running database and leaves it running.
        with monkeypatch.context() as patch:
            patch.delenv("DATABASE_URL")
            with postgres.serving(data) as server:
                assert not server.recovered
        assert terminal.children()["database"] == first["database"]

        os.kill(first["database"], signal.SIGKILL)
        terminal.see("数据库停了，重新启动")
        wait(lambda: healthy(port))

        os.kill(terminal.children()["web"], signal.SIGKILL)
        terminal.see("网站停了")
        wait(lambda: healthy(port))

        last = terminal.children()
        terminal.press_ctrl_c()
        terminal.see("正在停止")
        terminal.see("已停止")
        assert os.waitstatus_to_exitcode(os.waitpid(terminal.pid, 0)[1]) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in last.values())
        assert not postgres.running(data)
    finally:
        if Path(f"/proc/{terminal.pid}").exists():
            os.kill(terminal.pid, signal.SIGTERM)
        os.close(terminal.screen)


def test_it_does_not_start_where_another_program_listens(capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert main(["serve", "--port", str(other.getsockname()[1])]) == 1
    assert "用 PORT 换一个端口" in capsys.readouterr().err


def test_the_port_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "9123")
    command = subprocess.list2cmdline(serve._web("127.0.0.1", 9123, "2021-06-18 00:00:00+00").command)
    assert "--port 9123" in command
