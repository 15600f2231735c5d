"""One embedded PostgreSQL for the whole run; each worker of pytest-xdist gets its own database on it (pytest-django's suffix).

The environment is set when this file is read, before Django's settings are: that is why they are not named in pyproject.toml.
An existing DATABASE_URL is used as it is.
"""

import os
import shutil
import tempfile
from pathlib import Path

import django
import pytest

from jinliang import postgres

WORKER = os.environ.get("PYTEST_XDIST_WORKER")
RUN = Path(tempfile.gettempdir()) / f"jinliang-tests-{os.getpid()}"
OURS = WORKER is None and "DATABASE_URL" not in os.environ

if WORKER is None:
    for name in [name for name in os.environ if name.startswith("JINLIANG_")]:
        del os.environ[name]
    os.environ |= {"JINLIANG_DATA": str(RUN), "JINLIANG_SECRET_KEY": "for tests only"}
    os.environ.setdefault("DATABASE_URL", postgres.database_url(RUN))
else:
    os.environ["JINLIANG_DATA"] = str(Path(os.environ["JINLIANG_DATA"]) / WORKER)
os.environ["DJANGO_SETTINGS_MODULE"] = "jinliang.site.boot.settings"
django.setup()


def pytest_configure(config: pytest.Config) -> None:
    if OURS:
        for left in RUN.parent.glob("jinliang-tests-*"):
            if not Path(f"/proc/{left.name.rpartition('-')[2]}").exists():
                _clear(left)  # of a run that was killed
        # What a power cut would lose may be lost.
        postgres.start(RUN, fsync="off", synchronous_commit="off", full_page_writes="off", shared_buffers="128MB")


def pytest_unconfigure(config: pytest.Config) -> None:
    if OURS:
        _clear(RUN)
    elif WORKER is None:
        shutil.rmtree(RUN, ignore_errors=True)


def _clear(run: Path) -> None:
    postgres.stop(run)
    shutil.rmtree(run, ignore_errors=True)
