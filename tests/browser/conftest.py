"""One city for all browser tests of a run, whichever worker they are in, and people who come in by the door."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from served import City, Serving, locked
from visitor import ARGUMENTS, CHROMIUM, SIZES, Enter, Watch, come_in

expect.set_options(timeout=15_000)  # the machine may have other work


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def city(place: Path) -> Iterator[City]:
    """The demo city, served. The first worker to want it starts it; that one waits for the others before it stops it."""
    with (place / "city.door").open("w") as door, (place / "city.guests").open("w") as guests:
        told, ours = place / "city.port", None
        with locked(door, fcntl.LOCK_EX):
            if not told.exists():
                ours = Serving(place / "city", place / "city.log")
                try:
                    ours.ready()
                except BaseException:
                    ours.kill()
                    raise
                told.write_text(str(ours.city.port))
            found = City(place / "city", int(told.read_text()))
            fcntl.flock(guests, fcntl.LOCK_SH)
        yield found
        fcntl.flock(guests, fcntl.LOCK_UN)
        if ours:
            with locked(door, fcntl.LOCK_EX), locked(guests, fcntl.LOCK_EX):
                told.unlink()
                (place / "city.desk").unlink(missing_ok=True)
                ours.stop()
                shutil.rmtree(ours.city.data)


@pytest.fixture
def alone(place: Path) -> Iterator[None]:
    """Nobody else changes what the board shows meanwhile."""
    with (place / "city.board").open("w") as board, locked(board, fcntl.LOCK_EX):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, closed with its module: while Playwright runs, Django refuses to ask the database in this process."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Nothing in a test may leave an error in the console or ask in vain for what a page needs."""
    made = Watch()
    yield made
    assert made.wrong == []


@pytest.fixture
def enter(browser: Browser, city: City, watch: Watch) -> Iterator[Enter]:
    """A person comes in by the door and sits down; without a name it is the public, who stays outside."""
    with ExitStack() as stack:

        def come(who: str = "", size: str = "1440") -> Page:
            context: BrowserContext = browser.new_context(
                base_url=city.url, viewport=SIZES[size], locale="zh-CN", has_touch=size == "390"
            )
            stack.callback(context.close)
            page = context.new_page()
            watch.put_on(page)
            if who:
                come_in(page, who)
            return page

        yield come
