"""Draws templates of the site without a database, and reads what was drawn."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory

import jinliang.site

TEMPLATES = Path(jinliang.site.__file__).parent / "templates"
ENGINE = DjangoTemplates(
    {
        "NAME": "drawing",
        "DIRS": [TEMPLATES],
        "APP_DIRS": False,
        "OPTIONS": {
            "libraries": {"jl": "jinliang.site.templatetags.jl"},
            "context_processors": [
                "django.template.context_processors.request",
                "jinliang.site.pages.frame.frame",
            ],
        },
    }
)


def draw(source: str, **context: Any) -> str:
    """A piece of template with the tags loaded, drawn without a request."""
    return ENGINE.from_string("{% load i18n jl %}" + source).render(context).strip()


def page(name: str, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> str:
    """A template of the site drawn for a request."""
    return ENGINE.get_template(name).render(context or {}, request or RequestFactory().get("/board/"))


class Reader(HTMLParser):
    """Every element of a page in order: (tag, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str, cls: str = "") -> list[dict[str, str]]:
        """The attributes of every element of a tag, with a class where one is named."""
        return [a for name, a in self.elements if name == tag and (not cls or cls in a.get("class", "").split())]
