"""Where the city's files are kept."""

from __future__ import annotations

from django.conf import settings

from jinliang.site.models import Paper
from jinliang.store import Store


def referenced() -> set[str]:
    """The digests that acts or imports have named: what the sweep keeps."""
    return set(Paper.objects.values_list("digest", flat=True))


def store() -> Store:
    """The store under the data folder."""
    return Store(settings.DATA / "files")
