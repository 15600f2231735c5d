"""Breaks the source by hand, one change at a time, and demands that a test fails each time.

Every change is made in a copy of the tree. First the tests must pass there as it is; then a change that no test notices is a hole in
the proof, and the run ends with 1. `python tests/proof WORD…` runs the changes whose names have the words.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Queue

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "src"))

from mutations import FIRST, MUTATIONS, Mutation, misplaced

from jinliang import postgres  # the path is set above: a proof needs no installation

WORKERS = 2
ANEW = ("--reuse-db", "--create-db")
"""Makes the database anew and keeps it for the runs that follow."""
AGAIN = ("--reuse-db", "--nomigrations")
"""Takes the database that is there: its tables are right unless the schema itself is changed."""
# Only the one plugin that is needed: a third of the time of a short run goes into the others.
PYTEST = (
    *(sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=line"),
    *("-p", "pytest_django.plugin", "-p", "no:cacheprovider", "-o", "addopts="),
)


@dataclass(frozen=True)
class Copy:
    """A copy of the tree with a database of its own."""

    root: Path
    environment: dict[str, str]

    def run(self, tests: tuple[str, ...], *more: str, quick: bool = True) -> tuple[int, str]:
        """Runs tests; pytest's exit code (0 passed, 1 failed) and what it said."""
        stop = ("-x",) if quick else ()
        done = subprocess.run(
            [*PYTEST, f"--basetemp={self.root / 'tmp'}", *stop, *more, *tests],
            cwd=self.root,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def changed(self, one: Mutation) -> tuple[int, str]:
        """Makes a change, runs its tests, takes it back. The file's time is kept, so that compiled code stays right."""
        file = self.root / "src" / "jinliang" / one.file
        text, stat = file.read_text("utf-8"), file.stat()
        file.write_text(text.replace(one.old, one.new), "utf-8")
        try:
            return self.run(one.tests, *(ANEW if one.schema else AGAIN))
        finally:
            file.write_text(text, "utf-8")
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
            if one.schema:
                self.run(one.tests[:1], *ANEW)


@contextmanager
def copies(count: int) -> Iterator[list[Copy]]:
    """Copies of the tree, all on one embedded server."""
    with tempfile.TemporaryDirectory(prefix="jinliang-proof-") as folder:
        place = Path(folder)
        server = place / "server"
        postgres.start(server, fsync="off", synchronous_commit="off", full_page_writes="off", shared_buffers="128MB")
        try:
            url = postgres.database_url(server) if "DATABASE_URL" not in os.environ else os.environ["DATABASE_URL"]
            yield [_copy(place / str(number), url, number) for number in range(count)]
        finally:
            postgres.stop(server)


def _copy(root: Path, url: str, number: int) -> Copy:
    left = shutil.ignore_patterns("__pycache__", "node_modules", "vendor", "*.png")
    for name in ("src", "tests"):
        shutil.copytree(ROOT / name, root / name, ignore=left)
    shutil.copy2(ROOT / "pyproject.toml", root)
    own = (
        re.sub(r"/[^/?]+(\?|$)", rf"/proof{number}\1", url, count=1)
        if "?" in url
        else f"{url.rpartition('/')[0]}/proof{number}"
    )
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("JINLIANG_", "PYTEST_"))}
    # CI: property tests draw the same examples each time, so that a verdict is one.
    fixed = {"DATABASE_URL": own, "PYTHONPATH": str(root / "src"), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "CI": "1"}
    return Copy(root, kept | fixed)


def _verdict(code: int, said: str) -> str:
    """What became of a change: the test that noticed it, or why it proves nothing."""
    if code == 0:
        return "SURVIVED"
    failed = re.search(r"^(?:FAILED|ERROR) (\S+)", said, re.MULTILINE)
    if code == 1 and failed:
        return failed[1].rpartition("/")[2]
    return f"BROKEN: {said.strip().splitlines()[-1] if said.strip() else code}"


def main(words: list[str]) -> int:
    """Makes every change whose name has the words; 0 when each is noticed."""
    some = [one for one in MUTATIONS if all(word in one.name for word in words)]
    if not some:
        print("no change has these words in its name")
        return 1
    if lost := misplaced(some):
        print("\n".join(lost))
        return 1
    began = time.monotonic()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # whoever stops us does not leave the server running
    with copies(WORKERS) as trees:
        tests = tuple(dict.fromkeys(test for one in some for test in one.tests))
        with ThreadPoolExecutor(WORKERS) as pool:
            list(pool.map(lambda one: one.run((FIRST,), *ANEW), trees))
            # As it is, everything must pass, run just as it will be run with a change in it.
            parts = [(tree, tests[number::WORKERS]) for number, tree in enumerate(trees)]
            whole = pool.map(lambda one: one[0].run(one[1], *AGAIN, quick=False), [one for one in parts if one[1]])
            code, said = max(whole)
        if code != 0:
            print(f"The tests do not pass as it is:\n{said[-3000:]}")
            return 1
        print(f"{len(some)} changes; the tests pass without them ({time.monotonic() - began:.0f} s)", flush=True)
        verdicts = _all(some, trees)
    bad = [name for name, verdict in verdicts if verdict.startswith(("SURVIVED", "BROKEN"))]
    print(f"{len(some) - len(bad)} of {len(some)} noticed, {time.monotonic() - began:.0f} s")
    return 1 if bad else 0


def _all(some: list[Mutation], trees: list[Copy]) -> list[tuple[str, str]]:
    free: Queue[Copy] = Queue()
    for tree in trees:
        free.put(tree)
    width = max(len(one.name) for one in some)

    def prove(one: Mutation) -> tuple[str, str]:
        tree = free.get()
        try:
            verdict = _verdict(*tree.changed(one))
        finally:
            free.put(tree)
        print(f"{one.name:{width}}  {verdict}", flush=True)
        return one.name, verdict

    with ThreadPoolExecutor(len(trees)) as pool:
        return list(pool.map(prove, some))
