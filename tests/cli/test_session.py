"""A command finds its data folder, its key and its database, with or without a server running."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from jinliang import postgres
from jinliang.cli import session

ASK = """
from jinliang.cli.session import city
with city():
    from django.db import connection
    from jinliang.site.pages.health import behind
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM django_migrations")
        print(cursor.fetchone()[0] > 0, behind())
"""


def test_the_folder_is_made_with_a_key_that_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JINLIANG_DATA", str(tmp_path / "new"))
    monkeypatch.delenv("JINLIANG_SECRET_KEY")
    place = session.home()
    key = (place / "secret").read_text()
    assert place == tmp_path / "new"
    assert stat.S_IMODE((place / "secret").stat().st_mode) == 0o600
    assert len(key) > 50
    told = capsys.readouterr().err
    assert str(place / "secret") in told
    assert key not in told
    session.home()
    assert (place / "secret").read_text() == key
    assert capsys.readouterr().err == ""


def test_a_key_from_the_environment_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JINLIANG_DATA", str(tmp_path))
    session.home()
    assert list(tmp_path.iterdir()) == []


def test_a_command_starts_migrates_and_stops_what_nobody_serves(tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": ":".join(sys.path), "JINLIANG_DATA": str(tmp_path)}
    commands = [
        subprocess.Popen([sys.executable, "-c", ASK], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [command.communicate(timeout=60)[0] for command in commands] == ["True False\n"] * 2
    assert not postgres.running(tmp_path)
