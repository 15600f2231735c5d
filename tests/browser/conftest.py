"""One city for all browser tests of a run, whichever worker they are in, and people who come in by the door."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response, sync_playwright
from served import City, Serving

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"1440": {"width": 1440, "height": 900}, "390": {"width": 390, "height": 844}}
SHOTS = Path(__file__).parent / "shots"
REFUSED = "Failed to load resource: the server responded with a status of 4"


@contextmanager
def locked(file: IO[str], how: int) -> Iterator[None]:
    fcntl.flock(file, how)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


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
                ours.stop()


@pytest.fixture
def alone(place: Path) -> Iterator[None]:
    """Nobody else changes what the board shows meanwhile."""
    with (place / "city.board").open("w") as board, locked(board, fcntl.LOCK_EX):
        yield


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser, closed with its module: while Playwright runs, Django refuses to ask the database in this process."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=CHROMIUM, args=list(ARGUMENTS), env=os.environ | {"LANGUAGE": "zh_CN"}
        )
        yield opened
        opened.close()


@dataclass
class Watch:
    """What a page's console said that a person would call broken."""

    wrong: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            self.wrong.append(f"{message.page.url if message.page else ''}: {message.text}")

    def response(self, response: Response) -> None:
        """A page may be refused; what a page needs may not."""
        if response.status >= 500 or (response.status >= 400 and not response.request.is_navigation_request()):
            self.wrong.append(f"{response.status} {response.url}")

    def put_on(self, page: Page) -> None:
        page.on("console", self.console)
        page.on("response", self.response)
        page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))


Enter = Callable[..., Page]


def come_in(page: Page, who: str) -> None:
    """By the door, to one's first page."""
    page.goto("/door/")
    page.locator(".jl-person", has_text=who).click()
    page.wait_for_url(re.compile(r"//[^/]*/$"))


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
