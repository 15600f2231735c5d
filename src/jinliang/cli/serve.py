"""`jinliang serve`: the whole city from one command. Database, web and job worker start together and stop together."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import sys
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from types import FrameType
from typing import Any

from jinliang import postgres
from jinliang.cli import session
from jinliang.cli.child import Child
from jinliang.core.refusal import Refusal

WEB_WORKERS = 2
WEB_THREADS = 4  # for each of them, with a database connection each
READY_WITHIN = 60.0  # seconds
WORKER = "后台任务"


def add(subparsers: Any) -> None:
    parser = subparsers.add_parser("serve", help="启动数据库、网站和后台任务", description=__doc__)
    parser.add_argument("--bind", default="127.0.0.1", metavar="地址", help="监听的地址，默认只有本机能访问")
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"), metavar="端口", help="默认 8000")


def run(args: argparse.Namespace) -> int:
    """Serve until told to stop by Ctrl-C or SIGTERM. Raises Refusal when it cannot start or a part keeps dying."""
    _refuse_taken(args.bind, args.port)
    told: list[int] = []

    def stop(order: int, frame: FrameType | None) -> None:
        # Python swallows an exception raised while it forks or finalizes, so that alone could be lost.
        told.append(order)
        raise KeyboardInterrupt

    for order in (signal.SIGINT, signal.SIGTERM):  # a shell that starts us in the background has SIGINT ignored
        signal.signal(order, stop)
    with ExitStack() as stack:  # unwound from the last to the first: web, worker, database
        stack.callback(_say, "已停止")
        try:
            with suppress(KeyboardInterrupt):
                _serve(args.bind, args.port, stack, told)
            _say("正在停止……")
        finally:
            # A second Ctrl-C must not break off the stopping.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
    return 0


def _serve(address: str, port: int, stack: ExitStack, told: list[int]) -> None:
    server = stack.enter_context(session.city())
    if server.recovered:
        _say("上次没有正常停止：办完的都在，没办完的（包括导入）已全部撤回")
    _recover(starting=True)
    _load_demo()
    # A worker that was killed has left a sign of life behind, which would pass for the new one's.
    children = [_worker(), _web(address, port, _now())]
    for child in children:
        stack.callback(child.stop)
        child.start()
    deadline = time.monotonic() + READY_WITHIN
    while not told and not _healthy(address, port):
        for child in children:
            child.refuse_death()
        if time.monotonic() > deadline:
            raise Refusal(
                "not_ready", f"{READY_WITHIN:.0f} 秒内没有就绪", f"看 http://{_host(address)}:{port}/health 缺什么"
            )
        time.sleep(0.1)
    _welcome(address, port)
    while not told:
        time.sleep(1)
        _tend(server.data, stack, children)


def _say(words: str) -> None:
    print(words, flush=True)


def _refuse_taken(address: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except (OSError, OverflowError) as error:
            raise Refusal("port_taken", f"{address} 的端口 {port} 不能用：{error}", "用 PORT 换一个端口") from error


def _web(address: str, port: int, started: str) -> Child:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws", "--log-level", "warning"]
    command += ["--host", address, "--port", str(port), "--workers", str(WEB_WORKERS), "--respawn-failed-workers"]
    command += ["--blocking-threads", str(WEB_THREADS), "--workers-kill-timeout", "10"]
    environment = {"JINLIANG_POOL": str(WEB_THREADS), "JINLIANG_STARTED": started}
    return Child("网站", [*command, "jinliang.site.boot.wsgi:application"], environment)


def _now() -> str:
    """The instant by the database's own clock, which also dates the worker's signs of life."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT now()::text")
        (now,) = cursor.fetchone()
    connection.close()
    return str(now)


def _worker() -> Child:
    # Pages go first: the worker takes what they leave of the processor, and one core for its arithmetic.
    command = ["nice", "-n", "10", sys.executable, "-m", "django", "procrastinate", "worker", "--concurrency", "2"]
    return Child(WORKER, command, {"OPENBLAS_NUM_THREADS": "1"})


def _recover(starting: bool) -> bool:
    """What a killed worker has left behind is given back and told, before the next one starts; whether the database let us."""
    from django.db import OperationalError, close_old_connections

    from jinliang.site.jobs.importing import recover

    close_old_connections()  # the database may have been started again since
    try:
        broken = recover(starting)
    except OperationalError:
        return False
    if broken:
        _say(f"上次中断的导入 {broken} 次：一行也没有写入，可以再导")
    return True


def _load_demo() -> None:
    if os.environ.get("JINLIANG_DEMO") == "1":
        from jinliang.demo.city import load

        load(_say)


def _here(address: str) -> str:
    """Where this machine reaches what listens at an address: at the address itself, or, where it is every one, at home."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(address, address)  # noqa: S104  # asks, binds nothing


def _host(address: str) -> str:
    """An address as it stands in a web address."""
    here = _here(address)
    return f"[{here}]" if ":" in here else here


def _healthy(address: str, port: int) -> bool:
    connection = http.client.HTTPConnection(_here(address), port, timeout=5)
    try:
        # The host by which every installation knows itself, whatever else JINLIANG_HOSTS allows.
        connection.request("GET", "/health", headers={"Host": "localhost"})
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _tend(data: Path, stack: ExitStack, children: list[Child]) -> None:
    if "DATABASE_URL" not in os.environ and not postgres.running(data):
        _say("数据库停了，重新启动")
        stack.enter_context(postgres.serving(data))
    for child in children:
        if child.process is not None and child.process.poll() is not None:
            if child.name == WORKER and not _recover(starting=False):
                continue  # without its database a worker would only die again
            child.tend(_say)


def _welcome(address: str, port: int) -> None:
    _say(f"\n津梁已就绪：http://{_host(address)}:{port}/")
    if os.environ.get("JINLIANG_DEMO") == "1":
        from jinliang.demo.city import accounts

        _say("演示账号：")
        for name, who in accounts():
            _say(f"  {name:<12} {who}")
    _say("按 Ctrl-C 停止\n")
