"""What `jinliang serve` keeps running is started again when it dies, and ended when it will not end."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from jinliang.cli import child as children
from jinliang.cli.child import Child
from jinliang.core.refusal import Refusal

STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
)


@pytest.fixture
def sleeper() -> Iterator[Child]:
    child = Child("睡眠", ["sleep", "60"])
    yield child
    child.stop()


def test_one_that_lives_is_left_alone(sleeper: Child) -> None:
    sleeper.start()
    assert sleeper.process is not None
    before = sleeper.process.pid
    said: list[str] = []
    sleeper.tend(said.append)
    sleeper.refuse_death()
    assert (sleeper.process.pid, said) == (before, [])


def test_one_that_died_is_started_again_and_that_is_said(sleeper: Child) -> None:
    sleeper.start()
    assert sleeper.process is not None
    sleeper.process.kill()
    sleeper.process.wait()
    said: list[str] = []
    sleeper.tend(said.append)
    assert sleeper.process.poll() is None
    assert said == ["睡眠停了（退出码 -9），重新启动"]


def test_one_that_keeps_dying_is_given_up() -> None:
    child = Child("短命", ["sh", "-c", "exit 3"])
    child.start()
    said: list[str] = []
    for _ in range(children.DEATHS - 1):
        assert child.process is not None
        child.process.wait()
        child.tend(said.append)
    child.process.wait()
    with pytest.raises(Refusal, match="一分钟内停了 4 次（退出码 3）"):
        child.tend(said.append)
    assert len(said) == 3


def test_one_that_does_not_come_up_is_refused() -> None:
    child = Child("短命", ["sh", "-c", "exit 3"])
    child.start()
    assert child.process is not None
    child.process.wait()
    with pytest.raises(Refusal, match="退出码 3"):
        child.refuse_death()


def test_one_that_does_not_listen_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.2)
    heard = tmp_path / "heard"
    child = Child("聋子", ["sh", "-c", f'exec {sys.executable} -c "$0" > {heard}', STUBBORN])
    child.start()
    process = child.process
    while not heard.exists() or not heard.read_text():
        pass
    child.stop()
    assert process is not None
    assert process.returncode == -9


def test_it_does_not_outlive_us() -> None:
    """Killed with -9 we can stop nobody; the kernel does it."""
    ours = "import time; from jinliang.cli.child import Child; c = Child('x', ['sleep', '60']); c.start(); "
    parent = subprocess.Popen(
        [sys.executable, "-c", ours + "print(c.process.pid, flush=True); time.sleep(60)"],
        env={"PYTHONPATH": ":".join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    stat = Path(f"/proc/{pid}/stat")
    while stat.exists() and " Z " not in stat.read_text():
        pass
