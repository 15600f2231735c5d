"""Somebody before the screen: with which browser, on which screens, how they come in, and what they would call broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Page, Response

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
LEFT = re.compile(r"^htmx:(afterRequest|sendAbort),")
"""What htmx says when the page is left while a draft is still being kept: what is sent next holds all of it."""


@dataclass
class Watch:
    """What a page's console said that a person would call broken."""

    wrong: list[str] = field(default_factory=list)

    def console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not (message.text.startswith(REFUSED) or LEFT.match(message.text)):
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
