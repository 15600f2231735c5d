"""Pieces of a page that follow from their values alone, such as a row of a list: drawn once and kept for whoever is shown the same."""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language


def piece(name: str, **values: Hashable | list[Any]) -> SafeString:
    """A template drawn with these values and nothing else: no request, no frame, no reader, but his language.

    Values that are equal must look alike: plain and frozen values do, a model's row, equal by its id, does not. Lists go as tuples.
    """
    plain = tuple((name, tuple(value) if isinstance(value, list) else value) for name, value in values.items())
    return _drawn(name, get_language(), plain)


@lru_cache(maxsize=2048)
def _drawn(name: str, language: str | None, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return SafeString(render_to_string(name, dict(values)).strip())
