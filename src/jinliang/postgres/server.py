"""One embedded cluster: where it lives, how it is made, started and stopped."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import signal
import stat
import subprocess
import time
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql
from psycopg.pq import PGconn, Ping

from jinliang.core.refusal import Refusal
from jinliang.postgres.fitness import check, extend
from jinliang.postgres.program import LOCALE, Account, account

NAME = "jinliang"  # of the superuser role and of the database
# A small city on two cores. Plans are short, so compiling them (jit) costs more than it saves; the disk is an SSD. How often
# one party appears in a role is guessed low from samples, so caching lookups (memoize) looks better than the hash it displaces.
SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "effective_cache_size": "1GB",
    "max_wal_size": "2GB",
    "jit": "off",
    "enable_memoize": "off",
    "max_parallel_workers_per_gather": "2",
    "synchronous_commit": "on",
    "random_page_cost": "1.1",
    "timezone": "UTC",
    "log_timezone": "Asia/Shanghai",
}
PORT = 5432  # of the socket's name only; PGPORT in somebody's environment must not change it
SOCKET = f".s.PGSQL.{PORT}"
SOCKET_PATH_BYTES = 107  # the kernel's sun_path without its closing zero
PATIENCE = 60.0  # seconds a server may take to answer: after a crash it first replays its log
_launched: dict[int, subprocess.Popen[bytes]] = {}  # ours to bury when they have ended


@dataclass(frozen=True, slots=True)
class Server:
    """One embedded cluster, by its data folder. `recovered` says that its last run ended without a proper stop."""

    data: Path
    recovered: bool = False

    @classmethod
    def of(cls, data: Path) -> Server:
        return cls(data.resolve())

    @property
    def cluster(self) -> Path:
        return self.data / "postgres"

    def file(self, name: str) -> Path:
        """Beside the cluster: `pass`word, `log`, the locks, and `kept`, which stands while the server was started to stay."""
        return self.data / f"postgres.{name}"

    @property
    def socket(self) -> Path:
        """Folder of the Unix socket: the cluster itself or, where that path is too long for one, a private one in /tmp."""
        # libpq reads a comma in `host` as a list of hosts, however it is escaped.
        if len(os.fsencode(self.cluster / SOCKET)) <= SOCKET_PATH_BYTES and "," not in str(self.cluster):
            return self.cluster
        digest = hashlib.sha256(os.fsencode(self.cluster)).hexdigest()[:16]
        # Not TMPDIR: every process must find the same place, whatever its environment.
        return Path("/tmp") / f"jinliang-{digest}"  # noqa: S108 - `_own_socket` refuses a folder of somebody else

    def url(self, database: str = NAME) -> str:
        """Its address for libpq; the password stays in its file."""
        host, passfile = quote(str(self.socket), safe="/"), quote(str(self.file("pass")), safe="/")
        return f"postgresql://{NAME}@/{database}?host={host}&port={PORT}&passfile={passfile}"


def ping(server: Server) -> Ping:
    """What it says to a knock: OK, REJECT (starting or stopping), or nothing. Needs no password."""
    return Ping(PGconn.ping(server.url("postgres").encode()))


def ensure(server: Server, settings: dict[str, str]) -> Server:
    """Under the lock: the server runs, is furnished and fit. One that is on its way is waited for."""
    if not (server.cluster / "PG_VERSION").exists():
        _create(server, settings)
    left_over = (server.cluster / "postmaster.pid").exists()
    server = replace(server, recovered=left_over and ping(server) is Ping.NO_RESPONSE)
    said = server.file("log").stat().st_size if server.file("log").exists() else 0
    try:
        _await(server, settings, said)
        _furnish(server)
    except BaseException:
        halt(server)
        raise
    return server


def _await(server: Server, settings: dict[str, str], said: int) -> None:
    child: subprocess.Popen[bytes] | None = None
    deadline = time.monotonic() + PATIENCE
    while (heard := ping(server)) is not Ping.OK and time.monotonic() < deadline:
        if heard is Ping.NO_RESPONSE and (child is None or child.poll() is not None):
            # After kill -9 the old server's own processes take a moment to end; until then a new one does not start.
            if child is not None and not any(word in _words(server, said) for word in ("shared memory", "lock file")):
                break
            time.sleep(0 if child is None else 0.2)
            child = _launch(server, settings)
        time.sleep(0.02)
    if heard is not Ping.OK:
        told = " / ".join(_words(server, said).splitlines()[-3:])
        raise Refusal("server_silent", f"内置数据库没有启动：{told}", f"详情见 {server.file('log')}")


def _words(server: Server, said: int) -> str:
    """What the server wrote into its log after the first `said` bytes."""
    with server.file("log").open("rb") as log:
        log.seek(said)
        return log.read().decode(errors="replace").strip()


def _launch(server: Server, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    _forget_stranger(server)
    server.file("kept").unlink(missing_ok=True)
    runner = account(server.data, server.cluster)
    _own_socket(server, runner)
    place = {"unix_socket_directories": _quoted(server.socket), "unix_socket_permissions": "0700"}
    words = [word for key, value in (SETTINGS | place | settings).items() for word in ("-c", f"{key}={value}")]
    with server.file("log").open("ab") as log:
        # Its own session: Ctrl-C at the terminal is for us, who then stop it last.
        where = ("-D", str(server.cluster))
        child = runner.spawn("postgres", *where, *words, stdout=log, stderr=log, start_new_session=True)
    _launched[child.pid] = child
    return child


def _create(server: Server, settings: dict[str, str]) -> None:
    """Make the cluster aside and move it into place whole, so that a broken-off start leaves nothing half made."""
    new, spoken = server.file("new"), server.file("word")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    password = secrets.token_urlsafe(32)
    _write_private(server.file("pass"), f"*:*:*:{NAME}:{password}\n")
    _write_private(spoken, password)
    runner = account(server.data, server.cluster)
    words = ["-D", str(new), "-U", NAME, f"--pwfile={spoken}", "--auth=scram-sha-256", "--no-instructions"]
    words += ["--encoding=UTF8", f"--locale={LOCALE}", *(["--no-sync"] if settings.get("fsync") == "off" else [])]
    try:
        runner.give(new)
        runner.give(spoken)
        child = runner.spawn("initdb", *words, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        said = child.communicate()[0].decode(errors="replace").strip()
    finally:
        spoken.unlink()
    if child.returncode:
        why = f"内置数据库没有建成：{' / '.join(said.splitlines()[-3:])}"
        raise Refusal("cluster_not_made", why, f"检查 {server.data} 的空间和权限")
    new.rename(server.cluster)


def _furnish(server: Server) -> None:
    """The database and its extensions. template1 has them too, so that scratch databases are born with them."""
    try:
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            made = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not made:
            with psycopg.connect(server.url("template1"), autocommit=True) as connection:
                extend(connection)
            with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    except psycopg.OperationalError as error:
        fix = f"从备份取回 {server.file('pass')}，或换一个 JINLIANG_DATA"
        raise Refusal("password_lost", f"内置数据库不让进：{str(error).strip()}", fix) from error
    check(server.url())


def _own_socket(server: Server, runner: Account) -> None:
    """The socket's folder outside the cluster is the server's alone; anybody may have made one of that name before us."""
    if server.socket == server.cluster:
        return
    with suppress(FileExistsError):
        server.socket.mkdir(mode=0o700)
        runner.give(server.socket)
    status = server.socket.lstat()
    owner = os.geteuid() if runner.user is None else runner.user
    if not stat.S_ISDIR(status.st_mode) or status.st_uid != owner or stat.S_IMODE(status.st_mode) != 0o700:
        raise Refusal("socket_taken", f"{server.socket} 属于别人", "删除它，或换一个路径较短的 JINLIANG_DATA")


def _write_private(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)


def _quoted(path: Path) -> str:
    """A folder as one item of a configuration list, where a comma parts items."""
    return '"' + str(path).replace('"', '""') + '"'


def _pid(server: Server) -> int | None:
    try:
        return int((server.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
    except (FileNotFoundError, ValueError):
        return None


def _lives(server: Server, pid: int) -> bool:
    """Whether this process is the server of this cluster: numbers are given anew after a restart of the machine."""
    try:
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return os.fsencode(server.cluster) in words


def _forget_stranger(server: Server) -> None:
    """PostgreSQL does not start while the process named in its lock files lives, be it by now another program."""
    pid = _pid(server)
    if pid is not None and Path(f"/proc/{pid}").exists() and not _lives(server, pid):
        (server.cluster / "postmaster.pid").unlink(missing_ok=True)
        (server.socket / f"{SOCKET}.lock").unlink(missing_ok=True)


def halt(server: Server) -> None:
    """Under the lock: stop the server if it runs, gently first."""
    # A server just launched may not have written its number down yet.
    pids = {pid for pid in (_pid(server), *_launched) if pid is not None and _lives(server, pid)}
    for pid in pids:
        # "Fast" closes the sessions and writes everything out. "Immediate" is for one that hangs: its log is replayed at
        # the next start.
        for order, patience in ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            with suppress(ProcessLookupError):
                os.kill(pid, order)
            deadline = time.monotonic() + patience
            while _lives(server, pid) and time.monotonic() < deadline:
                time.sleep(0.02)
            if not _lives(server, pid):
                break
        if child := _launched.pop(pid, None):
            child.wait()
    if pids and server.socket != server.cluster:
        with suppress(OSError):
            server.socket.rmdir()
