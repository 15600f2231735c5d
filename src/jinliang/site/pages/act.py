"""What the acts are called, for timelines and journals."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from jinliang.site import acts
from jinliang.site.acts.perform import ACTS


@cache
def _declared() -> dict[str, str]:
    """Every act there is, once all modules that declare acts have been read."""
    for one in pkgutil.iter_modules(acts.__path__):
        import_module(f"{acts.__name__}.{one.name}")
    return ACTS


def labels() -> dict[str, str]:
    """Act id -> its name in the reader's language."""
    return _named(get_language())


@cache
def _named(language: str | None) -> dict[str, str]:
    return {act: _(label) for act, label in _declared().items()}
