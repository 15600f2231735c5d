"""A process that `jinliang serve` keeps: started, started again if it dies, stopped in order."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from jinliang.core.refusal import Refusal

# A child that dies this often within so many seconds will not get better by starting it once more.
DEATHS, WITHIN = 4, 60.0
PATIENCE = 15.0  # seconds it may take to finish what it is doing when told to stop
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(slots=True)
class Child:
    """One process under our care. `name` is what the person at the terminal reads."""

    name: str
    command: list[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    deaths: list[float] = field(default_factory=list)

    def start(self) -> None:
        # Its own session: Ctrl-C at the terminal is for us, who then stop all in order.
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=os.environ | self.environment,
            start_new_session=True,
            preexec_fn=_die_with_us,  # noqa: PLW1509 - no threads run here
        )

    def refuse_death(self) -> None:
        """Raises Refusal when it has died: one that does not come up will not come up by starting it again."""
        if self.process is not None and (code := self.process.poll()) is not None:
            raise Refusal("child_died", f"{self.name}没能启动（退出码 {code}）", "看上面的报错")

    def tend(self, say: Callable[[str], None]) -> None:
        """Start it again if it died. Raises Refusal when it keeps dying."""
        if self.process is None or (code := self.process.poll()) is None:
            return
        now = time.monotonic()
        self.deaths = [death for death in self.deaths if now - death < WITHIN] + [now]
        if len(self.deaths) >= DEATHS:
            why = f"{self.name}一分钟内停了 {len(self.deaths)} 次（退出码 {code}）"
            raise Refusal("child_keeps_dying", why, "看上面的报错")
        say(f"{self.name}停了（退出码 {code}），重新启动")
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)  # what it left behind still holds the port
        self.start()

    def stop(self) -> None:
        """Ask it to end, wait for what it is doing, and end it when it takes too long."""
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        self.process = None


def _die_with_us() -> None:
    """Asks the kernel to end the child when we are killed with -9, so that it does not hold the port for ever."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
